// How long a question takes until it can run: parse, bind and plan, warm, for each of the forty, on a case that holds
// data.
//
//   bench_prepare CASE [ROUNDS]      default 300 rounds; prints a question's median and slowest in microseconds
//
// The sets that the questions name are kept for the run where the case has none of that name; the case is not written.
#include <clew/clew.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "sentences.h"

namespace {

using Clock = std::chrono::steady_clock;

double microseconds(Clock::time_point from) {
  return std::chrono::duration<double, std::micro>(Clock::now() - from).count();
}

bool hasSet(clew::Case& on, const std::string& name) {
  const clew::Table sets = on.sets();
  for (std::size_t row = 0; row < sets.rowCount(); ++row)
    if (clew::cellText(sets.at(row, 0)) == name) return true;
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "bench_prepare CASE [ROUNDS]\n");
    return 2;
  }
  const int rounds = argc > 2 ? std::max(1, std::atoi(argv[2])) : 300;
  clew::OpenOptions options;
  options.read_only = true;
  auto opened = clew::Case::open(argv[1], options);
  if (!opened) {
    std::fprintf(stderr, "%s\n", opened.error().message.c_str());
    return 1;
  }
  clew::Case& on = *opened.value();
  for (const char* set : {"iocs", "emails", "freedrain", "reported", "actor", "estate", "new", "brands", "us", "c2",
                          "laundrybear", "parking", "cdn", "warninglists", "campaign-a", "campaign-b"})
    if (!hasSet(on, set))
      on.keepSet(set, std::string_view(set) == "emails" ? std::vector<std::string>{"a@a.example", "b@b.example"}
                                                        : std::vector<std::string>{"a.example", "b.example"});
  std::vector<double> medians;
  bool all_right = true;
  for (const auto& question : clew::syntax::testing::questions()) {
    std::vector<double> times;
    bool ok = true;
    for (int i = 0; i < rounds; ++i) {
      const auto start = Clock::now();
      // under a name, as a script is: O14 and O40 ask for their last run
      const clew::Prepared prepared = on.prepare(question.source, "question", "", "question");
      times.push_back(microseconds(start));
      ok = prepared.ok();
    }
    std::sort(times.begin(), times.end());
    medians.push_back(times[times.size() / 2]);
    all_right = all_right && ok;
    std::printf("O%02zu %8.1f us  (slowest %8.1f)%s\n", medians.size(), medians.back(), times.back(),
                ok ? "" : "  has errors");
  }
  std::sort(medians.begin(), medians.end());
  std::printf("%zu questions: median of the medians %.1f us, slowest median %.1f us\n", medians.size(),
              medians[medians.size() / 2], medians.back());
  return all_right ? 0 : 1;
}
