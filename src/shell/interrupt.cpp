#include "shell/interrupt.h"

#include <unistd.h>

#include <atomic>
#include <csignal>

#include "shell/exit_code.h"

namespace clew::shell {
namespace {

std::atomic<Case*> watched_case{nullptr};
std::atomic<bool> interrupted{false};
std::atomic<Interrupts> current_mode{Interrupts::kEnd};
static_assert(std::atomic<Case*>::is_always_lock_free && std::atomic<bool>::is_always_lock_free &&
              std::atomic<Interrupts>::is_always_lock_free);

extern "C" void onInterrupt(int) {
  const bool again = interrupted.exchange(true);
  const Interrupts mode = current_mode.load();
  if (mode == Interrupts::kHeld) return;
  Case* const current = watched_case.load();
  if (mode == Interrupts::kEnd && (current == nullptr || again)) _exit(kExitInterrupted);
  if (current == nullptr) return;
  current->cancel();
}

}  // namespace

void installSignals() {
  struct sigaction action {};
  action.sa_handler = onInterrupt;
  sigemptyset(&action.sa_mask);
  action.sa_flags = 0;  // a blocked read ends
  sigaction(SIGINT, &action, nullptr);
  std::signal(SIGPIPE, SIG_DFL);  // a parent may have it ignored
  std::signal(SIGXFSZ, SIG_IGN);  // a file at its size limit is an error to say, not an end without a word
}

void watchCase(Case* watched) {
  watched_case.store(watched);
}
void setInterrupts(Interrupts mode) {
  current_mode.store(mode);
}
bool wasInterrupted() {
  return interrupted.load();
}
void clearInterrupt() {
  interrupted.store(false);
}

}  // namespace clew::shell
