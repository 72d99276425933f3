// A command as a person waits for it: whole processes, one after the other, and the greatest memory of any of them.
//
//   bench_process [--lines|--number] PEER OPERATION RUNS COMMAND [ARGUMENT...]
//
// Prints one JSON object as the other programs here do: runs, total and median wall time, peak of memory. What the
// command printed last becomes the sum: the number of its lines (--lines), or the first number in it (--number).
// A command that fails ends the measurement with its exit code and its output on standard error.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Run {
  double seconds = 0;
  long peak_kilobytes = 0;
  int exit_code = 1;
};

/// Standard output goes to `output`, an open file; -1 as exit code: it could not be started, or a signal ended it.
Run runOnce(char** command, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  Run run;
  pid_t child = 0;
  const double begin = now();
  const int failed = posix_spawnp(&child, command[0], &actions, nullptr, command, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return std::cerr << command[0] << ": " << std::strerror(failed) << '\n', run;
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) < 0) return run;
  run.seconds = now() - begin;
  run.peak_kilobytes = usage.ru_maxrss;
  run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return run;
}

std::string contentOf(int file) {
  std::string text;
  char buffer[4096];
  lseek(file, 0, SEEK_SET);
  for (ssize_t got = 0; (got = read(file, buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(got));
  return text;
}

long long sumOf(const std::string& text, bool lines) {
  if (lines) return std::count(text.begin(), text.end(), '\n');
  const std::size_t at = text.find_first_of("0123456789");
  return at == text.npos ? -1 : std::atoll(text.c_str() + at);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string sum = argc > 1 && argv[1][0] == '-' ? argv[1] : "";
  char** rest = argv + (sum.empty() ? 1 : 2);
  const int runs = argc - (rest - argv) >= 4 ? std::atoi(rest[2]) : 0;
  if (runs < 1 || (!sum.empty() && sum != "--lines" && sum != "--number"))
    return std::cerr << "usage: bench_process [--lines|--number] PEER OPERATION RUNS COMMAND [ARGUMENT...]\n", 2;
  std::vector<double> seconds;
  long peak = 0;
  std::FILE* output = std::tmpfile();
  if (output == nullptr) return std::cerr << "no room for a temporary file\n", 1;
  for (int i = 0; i < runs; ++i) {
    if (ftruncate(fileno(output), 0) != 0 || lseek(fileno(output), 0, SEEK_SET) != 0) return 1;
    const Run run = runOnce(rest + 3, fileno(output));
    if (run.exit_code != 0) return std::cerr << contentOf(fileno(output)) << rest[3] << " failed\n", 1;
    seconds.push_back(run.seconds);
    peak = std::max(peak, run.peak_kilobytes);
  }
  double total = 0;
  for (const double one : seconds) total += one;
  std::sort(seconds.begin(), seconds.end());
  std::printf("{\"peer\":\"%s\",\"op\":\"%s\",\"n\":%d,\"of\":%d,\"total_ms\":%.1f,\"p50_us\":%.1f,\"rss_mb\":%.1f",
              rest[0], rest[1], runs, runs, total * 1e3, seconds[seconds.size() / 2] * 1e6,
              static_cast<double>(peak) / 1024);
  if (!sum.empty()) std::printf(",\"sum\":%lld", sumOf(contentOf(fileno(output)), sum == "--lines"));
  std::printf("}\n");
  return 0;
}
