// How fast files of JSON Lines become a case, end to end and durably: passive DNS and Clew's own facts.
//
//   bench_ingest_lines FOLDER [RECORDS]
//   bench_ingest_lines FILE
//
// Writes made-up feeds of RECORDS records (default 1,000,000) into FOLDER, reads two of them with nothing behind the
// reader, ingests each into a new case there, and prints facts a second and the peak of memory so far. In the last one,
// `names`, no name and no address comes twice, which asks most of memory. A FILE of any format is read with
// nothing behind the reader, and no more. Compare with `jq -c . FILE | wc -l`, which only reads.
#include <sys/resource.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>

#include "common/files.h"
#include "common/time.h"
#include "ingest/detect.h"
#include "ingest/ingest.h"
#include "ingest/stream_input.h"
#include "made_up.h"

namespace {

using namespace clew;
using namespace clew::bench;

std::string address(Numbers& numbers) {
  return "198.51." + std::to_string(numbers.below(256)) + "." + std::to_string(numbers.below(256));
}

/// Three records a name, sorted by name as the providers sort: address, name server, mail host.
void writeCof(const std::string& path, std::uint64_t records) {
  std::ofstream out(path);
  Numbers numbers;
  for (std::uint64_t i = 0; i < records; ++i) {
    const std::string first = std::to_string(1'500'000'000 + numbers.below(100'000'000));
    const std::string last = std::to_string(1'610'000'000 + numbers.below(50'000'000));
    out << R"({"count":)" << 1 + numbers.below(5000) << R"(,"time_first":)" << first << R"(,"time_last":)" << last
        << R"(,"rrname":")" << hostName(i / 3) << R"(.","rrtype":")"
        << (i % 3 == 0   ? "A"
            : i % 3 == 1 ? "NS"
                         : "MX")
        << R"(","bailiwick":"example.","rdata":[")";
    if (i % 3 == 0) out << address(numbers);
    if (i % 3 == 1) out << "ns" << numbers.below(2000) << ".dns.example.";
    if (i % 3 == 2) out << "10 mx" << numbers.below(2000) << ".mail.example.";
    out << "\"]}\n";
  }
}

/// A new name with a new address in every record.
void writeNames(const std::string& path, std::uint64_t records) {
  std::ofstream out(path);
  for (std::uint64_t i = 0; i < records; ++i) {
    out << R"({"rrname":")" << hostName(i) << R"(","rrtype":"A","rdata":"10.)" << (i >> 16 & 0xFF) << '.'
        << (i >> 8 & 0xFF) << '.' << (i & 0xFF) << R"(","time_first":1600000000,"time_last":1610000000,"count":3})"
        << '\n';
  }
}

void writeFacts(const std::string& path, std::uint64_t records) {
  std::ofstream out(path);
  Numbers numbers;
  for (std::uint64_t i = 0; i < records; ++i) {
    out << R"({"fact":"link","from":{"type":"host","name":")" << hostName(i / 3)
        << R"("},"relation":"ip","to":{"type":"ip","name":")" << address(numbers)
        << R"("},"first":"2022-01-01T00:00:00Z","last":"2022-03-05T10:00:00Z","times":)" << 2 + numbers.below(500)
        << R"(,"source":"bench"})" << '\n';
  }
}

/// Where facts end when only the reader is looked at.
struct Count final : ingest::FactSink {
  std::uint64_t facts = 0, rejected = 0;
  bool lookup(model::LookupFacts&& made) override {
    facts += made.facts.size();
    const model::LookupFacts dropped = std::move(made);
    return true;
  }
  bool reject(model::Reject&&) override { return ++rejected, true; }
  void progress(std::uint64_t) override {}
};

int measureReader(const std::string& file) {
  auto source = openFile(file);
  if (!source) return std::fprintf(stderr, "%s\n", source.error().message.c_str()), 1;
  auto input = ingest::StreamInput::open(std::move(*source), nullptr);
  if (!input) return std::fprintf(stderr, "%s\n", input.error().message.c_str()), 1;
  const auto reader = ingest::detectReader((*input)->head(), file);
  if (!reader) return std::fprintf(stderr, "%s\n", reader.error().message.c_str()), 1;
  ingest::InputContext about;
  about.name = file;
  about.schema = &model::Schema::builtin();
  about.redactions = &model::RedactionList::shipped();
  about.suffixes = &model::Suffixes::shipped();
  Count count;
  const std::clock_t start = std::clock();
  const auto read = (*reader)->read(**input, about, count);
  const double busy = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  if (!read) return std::fprintf(stderr, "%s\n", read.error().message.c_str()), 1;
  std::printf("%-6s %9llu facts read in %6.2f s of one core: %9.0f facts/s, %6.1f MB/s, %llu rejected\n",
              std::string((*reader)->name()).c_str(), static_cast<unsigned long long>(count.facts), busy,
              static_cast<double>(count.facts) / busy, static_cast<double>(fileSize(file)) / 1e6 / busy,
              static_cast<unsigned long long>(count.rejected));
  return 0;
}

int measure(const char* what, const std::string& file, const std::string& case_path) {
  storage::StoreOptions create;
  create.create = true;
  auto store = storage::openSqliteStore(case_path, model::Schema::builtin(), create);
  if (!store) return std::fprintf(stderr, "%s\n", store.error().message.c_str()), 1;
  ingest::IngestContext context;
  context.store = store->get();
  context.schema = &model::Schema::builtin();
  context.redactions = &model::RedactionList::shipped();
  context.suffixes = &model::Suffixes::shipped();
  context.now = wallClock();
  const std::clock_t start = std::clock();
  const auto report = ingest::ingest({file}, {}, context, {});
  const double busy = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  if (!report) return std::fprintf(stderr, "%s\n", report.error().message.c_str()), 1;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf(
      "%-6s %9llu facts in %6.2f s (%6.2f s of one core): %9.0f facts/s, %6.1f MB/s, peak %ld MB, %llu rejected\n",
      what, static_cast<unsigned long long>(report->facts), report->seconds, busy,
      static_cast<double>(report->facts) / report->seconds, static_cast<double>(fileSize(file)) / 1e6 / report->seconds,
      usage.ru_maxrss / 1024, static_cast<unsigned long long>(report->rejected));
  return report->rejected == 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) return std::fprintf(stderr, "usage: bench_ingest_lines FOLDER [RECORDS] | FILE\n"), 2;
  if (std::filesystem::is_regular_file(arguments[1])) return measureReader(arguments[1]);
  const std::string folder = arguments[1];
  const std::uint64_t records = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 1'000'000;
  writeCof(folder + "/dns.jsonl", records);
  writeFacts(folder + "/facts.jsonl", records);
  measureReader(folder + "/dns.jsonl");
  measureReader(folder + "/facts.jsonl");
  const int dns = measure("cof", folder + "/dns.jsonl", folder + "/dns.db");
  const int facts = measure("facts", folder + "/facts.jsonl", folder + "/facts.db");
  writeNames(folder + "/names.jsonl", records);
  const int names = measure("names", folder + "/names.jsonl", folder + "/names.db");
  return dns != 0 || facts != 0 || names != 0 ? 1 : 0;
}
