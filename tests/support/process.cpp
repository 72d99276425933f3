#include "support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdlib.h>  // NOLINT: mkdtemp is POSIX
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace clew::test {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kPatience{60};

int exitCodeOfStatus(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// In the child; does not come back.
[[noreturn]] void become(const std::vector<std::string>& words, const StartOptions& options) {
  if (!options.folder.empty() && ::chdir(options.folder.c_str()) != 0) _exit(126);
  for (const char* name : {"NO_COLOR", "XDG_STATE_HOME", "TERM"}) ::unsetenv(name);
  for (const auto& [name, value] : options.environment) ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));  // NOLINT: execv's type
  arguments.push_back(nullptr);
  std::signal(SIGPIPE, SIG_DFL);
  ::execv(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "clew-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) std::abort();
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code problem;
  std::filesystem::remove_all(path_, problem);
}

std::string TemporaryFolder::write(const std::string& name, std::string_view bytes) const {
  const std::string path = file(name);
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

std::string readWhole(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

Finished runProcess(const std::vector<std::string>& words, const StartOptions& options) {
  // files, not pipes: nothing can block on the other
  const TemporaryFolder folder;
  const std::string in = folder.write("in", options.input);
  const pid_t child = ::fork();
  if (child == 0) {
    const int input = ::open(in.c_str(), O_RDONLY);
    int output = ::open(folder.file("out").c_str(), O_WRONLY | O_CREAT, 0600);
    const int errors = ::open(folder.file("err").c_str(), O_WRONLY | O_CREAT, 0600);
    if (options.close_output) {
      std::array<int, 2> ends{};
      if (::pipe(ends.data()) != 0) _exit(126);
      ::close(ends[0]);
      output = ends[1];
    }
    ::dup2(input, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(errors, STDERR_FILENO);
    become(words, options);
  }
  Finished done;
  const auto deadline = Clock::now() + kPatience;
  int status = 0;
  while (::waitpid(child, &status, WNOHANG) == 0) {
    if (Clock::now() > deadline) {
      ::kill(child, SIGKILL);
      ::waitpid(child, &status, 0);
      break;
    }
    ::usleep(500);
  }
  done.exit_code = exitCodeOfStatus(status);
  done.out = readWhole(folder.file("out"));
  done.err = readWhole(folder.file("err"));
  return done;
}

PtyProcess::PtyProcess(const std::vector<std::string>& words, const StartOptions& options) {
  winsize size{};
  size.ws_col = 100;
  size.ws_row = 40;
  child_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
  if (child_ == 0) become(words, options);
}

PtyProcess::~PtyProcess() {
  if (terminal_ >= 0) ::close(terminal_);
  if (child_ > 0) {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
}

void PtyProcess::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(terminal_, bytes.data(), bytes.size());
    if (written <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

bool PtyProcess::readSome(Clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  if (left <= 0) return false;
  pollfd waiting{terminal_, POLLIN, 0};
  if (::poll(&waiting, 1, static_cast<int>(left)) <= 0) return false;
  std::array<char, 4096> bytes{};
  const ssize_t size = ::read(terminal_, bytes.data(), bytes.size());
  if (size <= 0) return false;
  output_.append(bytes.data(), static_cast<std::size_t>(size));
  return true;
}

bool PtyProcess::waitFor(std::string_view text, std::chrono::milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  for (;;) {
    const std::size_t at = output_.find(text, seen_);
    if (at != output_.npos) {
      seen_ = at + text.size();
      return true;
    }
    if (!readSome(deadline)) return false;
  }
}

int PtyProcess::wait() {
  const auto deadline = Clock::now() + kPatience / 2;
  while (readSome(deadline)) {
  }
  int status = 0;
  while (::waitpid(child_, &status, WNOHANG) == 0) {
    if (Clock::now() > deadline) return -1;
    ::usleep(500);
  }
  child_ = -1;
  return exitCodeOfStatus(status);
}

}  // namespace clew::test
