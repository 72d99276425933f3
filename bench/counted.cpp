// A small fixed set of operations whose instructions are counted, so that a machine that does other things as well can
// tell when one becomes dearer.
//
//   bench_counted FOLDER        run by bench/count-instructions.sh under valgrind's callgrind
//
// Makes the same few thousand links in every run, in a new case in FOLDER; works each operation once uncounted where it
// can be repeated, and then counted. Prints a line `with: ...` on what it is built of, and one `OPERATION ANSWERS` for
// each profile that callgrind writes, in that order. Ends with 77 when it was built without valgrind's header.
#include <clew/clew.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "made_up.h"
#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#endif

namespace {

constexpr std::uint64_t kDomains = 1'200;

#ifdef CALLGRIND_START_INSTRUMENTATION
constexpr bool kCounts = true;

template <typename Work>
void counted(const Work& work) {
  CALLGRIND_START_INSTRUMENTATION;
  CALLGRIND_ZERO_STATS;
  work();
  CALLGRIND_DUMP_STATS;
  CALLGRIND_STOP_INSTRUMENTATION;
}
#else
constexpr bool kCounts = false;

template <typename Work>
void counted(const Work& work) {
  work();
}
#endif

struct Question {
  const char* name;
  const char* text;
  std::size_t calls;
  std::function<void(std::size_t, clew::RunOptions&)> bind;
};

std::vector<Question> questions() {
  const auto nothing = [](std::size_t, clew::RunOptions&) {};
  const auto domain = [](std::size_t call, clew::RunOptions& options) {
    options.values["x"] = clew::bench::domainName(call * 37 % kDomains);
  };
  const auto set = [](std::size_t call, clew::RunOptions& options) {
    for (std::size_t i = 0; i < 20; ++i)
      options.sets["s"].push_back(clew::bench::domainName((call * 20 + i) * 7 % kDomains));
  };
  const auto pair = [](std::size_t call, clew::RunOptions& options) {
    options.values["x"] = clew::bench::domainName(call * 37 % kDomains);
    options.values["y"] = clew::bench::domainName(1 + call * 91 % (kDomains - 1));
  };
  return {
      {"pivot", "param $x: domain\n$x -> ip", 40, domain},
      {"sharing", "param $x: domain\nother domains sharing email with $x | count", 40, domain},
      {"two-pivots-hubs-skipped",
       "param $x: domain\n(other domains sharing email with $x excluding hubs over 30) -> ip excluding hubs over 30"
       " -> domains not in $x | count",
       40, domain},
      {"two-pivots", "param $x: domain\n(other domains sharing email with $x) -> ip -> domains not in $x | count", 40,
       domain},
      {"overlapping", "param $x: domain\nother domains sharing ip with $x overlapping | count", 40, domain},
      {"sharing-of-many-hubs-skipped",
       "param @s: domains\nother domains sharing ip, email with @s excluding hubs over 30 | count", 8, set},
      {"sharing-of-many", "param @s: domains\nother domains sharing ip, email with @s | count", 8, set},
      {"path", "param $x: domain\nparam $y: domain\npath from $x to $y within 12 hops excluding hubs over 60", 20,
       pair},
      {"past", "param $x: domain\n$x -> ip at 2019-06-01", 40, domain},
      {"grouped", "ips | count by asn", 1, nothing},
      {"why", "param $x: domain\nother domains sharing email with $x excluding hubs over 30 | why", 4, domain},
  };
}

/// The rows of all calls, or the counts that they answered; -1 when one failed.
std::int64_t ask(clew::Prepared& query, const Question& question, std::size_t calls) {
  std::int64_t rows = 0;
  for (std::size_t call = 0; call < calls; ++call) {
    clew::RunOptions options;
    options.now = 1'650'000'000;
    question.bind(call, options);
    const auto ran = query.run(options, [&rows](const clew::Answer& answer) {
      const bool is_count = answer.table.kind == clew::TableKind::kNumber && answer.table.rowCount() == 1;
      const auto* count = is_count ? std::get_if<std::int64_t>(&answer.table.at(0, 0).value) : nullptr;
      rows += count != nullptr ? *count : static_cast<std::int64_t>(answer.table.rowCount());
      return true;
    });
    if (!ran) return std::cerr << question.name << ": " << ran.error().message << '\n', -1;
  }
  return rows;
}

void describe() {
  std::cout << "with: g++ " << __VERSION__ << " " << CLEW_BENCH_FLAGS;
  for (const auto& [name, version] : clew::libraryVersions()) std::cout << ", " << name << " " << version;
  std::cout << '\n';
}

bool measureIngest(clew::Case& on, const std::string& facts) {
  std::uint64_t taken = 0;
  counted([&] {
    clew::IngestOptions options;
    const auto report = on.ingest({facts}, options, 1'650'000'000);
    if (!report)
      std::cerr << report.error().message << '\n';
    else
      taken = report->rejected == 0 ? report->facts : 0;
  });
  std::cout << "ingest " << taken << '\n';
  return taken > 0;
}

bool measureQuestion(clew::Case& on, const Question& question) {
  clew::Prepared query = on.prepare(question.text);
  if (!query.ok()) return std::cerr << question.name << ": " << query.diagnosticText(), false;
  if (ask(query, question, 1) < 0) return false;
  std::int64_t rows = 0;
  counted([&] { rows = ask(query, question, question.calls); });
  std::cout << question.name << ' ' << rows << '\n';
  return rows > 0;
}

int measure(const std::string& folder) {
  const std::string path = folder + "/counted.db", facts = folder + "/counted.jsonl";
  for (const char* ending : {"", ".clew-cache", "-wal", "-shm"}) std::filesystem::remove(path + ending);
  std::ofstream file(facts);
  clew::bench::writeLinks(file, kDomains);
  file.close();
  describe();
  clew::OpenOptions create;
  create.create = true;
  create.read_ahead = false;  // instructions of one thread are counted
  auto opened = clew::Case::open(path, create);
  if (!opened) return std::cerr << opened.error().message << '\n', 1;
  if (!measureIngest(*opened.value(), facts)) return 1;
  if (const auto whole = opened.value()->check(true); !whole || !whole->empty()) return 1;
  opened.value().reset();
  counted([&] {
    opened = clew::Case::open(path, create);
    if (opened) std::cout << "open " << opened.value()->info().value().links.size() << '\n';
  });
  if (!opened) return std::cerr << opened.error().message << '\n', 1;
  for (const Question& question : questions())
    if (!measureQuestion(*opened.value(), question)) return 1;
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::cerr << "usage: bench_counted FOLDER\n", 2;
  if (!kCounts) return std::cerr << "built without valgrind's header: nothing can be counted\n", 77;
  return measure(argv[1]);
}
