// How long a question takes until it can run: parse, bind and plan, warm, for each of the forty.
//
//   bench_prepare [ROUNDS]      default 300; prints the median and the slowest in microseconds
#include <clew/clew.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "sentences.h"

namespace {

using Clock = std::chrono::steady_clock;

double microseconds(Clock::time_point from) {
  return std::chrono::duration<double, std::micro>(Clock::now() - from).count();
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 300;
  const auto path = std::filesystem::temp_directory_path() / "clew-bench-prepare.db";
  for (const char* ending : {"", ".clew-cache", "-wal", "-shm"}) std::filesystem::remove(path.string() + ending);
  clew::OpenOptions options;
  options.create = true;
  auto opened = clew::Case::open(path.string(), options);
  if (!opened) {
    std::fprintf(stderr, "%s\n", opened.error().message.c_str());
    return 1;
  }
  clew::Case& on = *opened.value();
  for (const char* set : {"iocs", "emails", "freedrain", "reported", "actor", "estate", "new", "brands", "us", "c2",
                          "laundrybear", "parking", "cdn", "warninglists", "campaign-a", "campaign-b"})
    on.keepSet(set, {"a.example", "b.example"});
  double worst = 0;
  std::size_t number = 0;
  for (const auto& question : clew::syntax::testing::questions()) {
    ++number;
    std::vector<double> times;
    bool ok = true;
    for (int i = 0; i < rounds; ++i) {
      const auto start = Clock::now();
      const clew::Prepared prepared = on.prepare(question.source);
      times.push_back(microseconds(start));
      ok = prepared.ok();
    }
    std::sort(times.begin(), times.end());
    const double median = times[times.size() / 2];
    worst = std::max(worst, median);
    std::printf("O%02zu %8.1f us  (slowest %8.1f)%s\n", number, median, times.back(), ok ? "" : "  has errors");
  }
  std::printf("slowest median %.1f us\n", worst);
  std::filesystem::remove(path);
  std::filesystem::remove(path.string() + ".clew-cache");
  return 0;
}
