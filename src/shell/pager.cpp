#include "shell/pager.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "shell/interrupt.h"

namespace clew::shell {
namespace {

constexpr int kNotStarted = 127;  // what a shell says of a command that is not there

/// In the child: becomes the pager.
[[noreturn]] void becomePager(const std::string& command, int input) {
  ::dup2(input, STDIN_FILENO);
  std::signal(SIGPIPE, SIG_DFL);
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGXFSZ, SIG_DFL);
  ::setenv("LESS", "FRX", 0);
  ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
  ::_exit(kNotStarted);
}

/// A reader that has seen enough closes its end; that is no failure.
void feed(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return;
    }
  }
}

}  // namespace

std::string pagerCommand() {
  const char* chosen = std::getenv("PAGER");
  if (chosen == nullptr) return "if command -v less >/dev/null; then exec less; else exec cat; fi";
  const std::string command = chosen;
  return command == "cat" ? std::string() : command;
}

bool isLongerThanScreen(std::string_view text, std::size_t rows) {
  return rows > 0 && static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) >= rows;
}

bool runPager(const std::string& command, std::string_view text) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return false;
  const pid_t child = ::fork();
  if (child < 0) {
    ::close(ends[0]);
    ::close(ends[1]);
    return false;
  }
  if (child == 0) {
    ::close(ends[1]);
    becomePager(command, ends[0]);
  }
  ::close(ends[0]);
  setInterrupts(Interrupts::kHeld);
  auto* const before = std::signal(SIGPIPE, SIG_IGN);
  feed(ends[1], text);
  ::close(ends[1]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  std::signal(SIGPIPE, before);
  clearInterrupt();
  setInterrupts(Interrupts::kCancel);
  return !(WIFEXITED(status) && WEXITSTATUS(status) == kNotStarted);
}

}  // namespace clew::shell
