// How fast the store takes in link facts, durably, and whether memory stays flat.
//
//   bench_store_append CASE [FACTS [FACTS-A-BATCH [FACTS-A-LOOKUP]]]
//
// The facts are a made-up passive DNS feed: about three facts for each new name, on addresses and name servers of which
// a few are very common. Prints facts a second for each stretch, the peak of memory, and the time of a scan and a
// check.
#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "common/hash.h"
#include "common/time.h"
#include "made_up.h"
#include "storage/store.h"

namespace {

using namespace clew;
using namespace clew::bench;

std::string address(std::uint64_t number) {
  return "2001:db8:" + std::to_string(number % 9999) + "::" + std::to_string(number / 9999 % 9999);
}

class Feed {
 public:
  storage::Batch batch(std::uint64_t first, std::uint64_t count, std::uint64_t a_lookup) {
    storage::Batch batch;
    batch.learnt = 1'700'000'000 + static_cast<Time>(first);
    batch.note.who = "ingest";
    for (std::uint64_t done = 0; done < count; done += a_lookup)
      batch.lookups.push_back(lookup(first + done, std::min(a_lookup, count - done)));
    return batch;
  }

 private:
  model::LookupFacts lookup(std::uint64_t first, std::uint64_t count) {
    const auto& known = model::Schema::builtin().known();
    const auto& relations = model::Schema::builtin().knownRelations();
    model::LookupFacts facts;
    facts.lookup.provider = "bench";
    facts.lookup.kind = "pdns";
    facts.lookup.part = static_cast<std::uint32_t>(first);
    for (std::uint64_t fact = 0; fact < count; ++fact) {
      // A third of the facts bring a new name, the others speak of one that is known.
      const bool is_new = ++facts_ % 3 == 1;
      if (is_new) ++hosts_;
      const std::uint64_t host = is_new ? hosts_ : 1 + numbers_.below(hosts_);
      model::LinkFact link;
      link.from = {known.host, hostName(host), {}};
      if (numbers_.below(4) == 0) {
        link.relation = relations.ns;
        link.to = {known.host, "ns" + std::to_string(numbers_.skewed(20'000)) + ".dns.example", {}};
      } else {
        link.relation = relations.ip;
        link.to = {known.ip, address(numbers_.skewed(300'000)), {}};
      }
      link.seen.first = 1'500'000'000 + static_cast<Time>(numbers_.below(200'000'000));
      link.seen.last = link.seen.first + static_cast<Time>(numbers_.below(10'000'000));
      link.seen.times = 1 + static_cast<std::uint32_t>(numbers_.skewed(1000));
      facts.lookup.raw += link.from.name + " " + link.to.name + " " + std::to_string(link.seen.first) + "\n";
      facts.facts.push_back({std::move(link), static_cast<std::uint32_t>(fact + 1)});
    }
    facts.lookup.sha256 = sha256Hex(facts.lookup.raw);
    return facts;
  }

  Numbers numbers_;
  std::uint64_t hosts_ = 0;
  std::uint64_t facts_ = 0;
};

/// Seconds of work of this process, so that a busy machine does not blur the figure.
double workSeconds() {
  struct rusage usage {};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double megabytesAtPeak() {
  struct rusage usage {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

struct Count : storage::ScanVisitor {
  std::uint64_t rows = 0;
  void node(const storage::ScannedNode&) override { ++rows; }
  void link(const storage::ScannedLink&) override { ++rows; }
};

int run(const std::string& path, std::uint64_t facts, std::uint64_t a_batch, std::uint64_t a_lookup) {
  storage::StoreOptions options;
  options.create = true;
  auto store = storage::openSqliteStore(path, model::Schema::builtin(), options);
  if (!store) {
    std::fprintf(stderr, "%s\n", store.error().message.c_str());
    return 1;
  }
  Feed feed;
  double spent = 0, worked = 0, stretch = 0, stretch_work = 0;
  std::uint64_t done = 0, stretch_facts = 0;
  while (done < facts) {
    const storage::Batch batch = feed.batch(done, std::min(a_batch, facts - done), a_lookup);
    const double before = monotonicSeconds();
    const double work_before = workSeconds();
    const auto receipt = (*store)->append(batch);
    stretch += monotonicSeconds() - before;
    stretch_work += workSeconds() - work_before;
    if (!receipt) {
      std::fprintf(stderr, "%s\n", receipt.error().message.c_str());
      return 1;
    }
    done += receipt->facts;
    stretch_facts += receipt->facts;
    if (stretch_facts >= 500'000 || done >= facts) {
      spent += stretch;
      worked += stretch_work;
      std::printf("%9llu facts  %8.0f facts/s  %8.0f facts/s of work  %6.1f MB at peak\n",
                  static_cast<unsigned long long>(done), static_cast<double>(stretch_facts) / stretch,
                  static_cast<double>(stretch_facts) / stretch_work, megabytesAtPeak());
      stretch = 0;
      stretch_work = 0;
      stretch_facts = 0;
    }
  }
  const storage::StoreStats stats = *(*store)->stats();
  std::printf("all: %.0f facts/s, %.0f facts/s of work, %llu nodes, %.1f bytes of file a fact\n",
              static_cast<double>(done) / spent, static_cast<double>(done) / worked,
              static_cast<unsigned long long>(stats.nodes),
              static_cast<double>(stats.file_bytes) / static_cast<double>(done));
  Count count;
  double begin = monotonicSeconds();
  if (!(*store)->scan(0, ~std::uint64_t{0}, count)) return 1;
  std::printf("scan: %.0f rows/s\n", static_cast<double>(count.rows) / (monotonicSeconds() - begin));
  begin = monotonicSeconds();
  const auto troubles = (*store)->check();
  std::printf("check: %.1f s, %s\n", monotonicSeconds() - begin, troubles && troubles->empty() ? "sound" : "NOT SOUND");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_store_append CASE [FACTS [FACTS-A-BATCH [FACTS-A-LOOKUP]]]\n");
    return 2;
  }
  const auto number = [&](int index, std::uint64_t otherwise) {
    return argc > index ? std::strtoull(argv[index], nullptr, 10) : otherwise;
  };
  const std::uint64_t a_batch = std::max<std::uint64_t>(1, number(3, 50'000));
  return run(argv[1], number(2, 3'000'000), a_batch, std::max<std::uint64_t>(1, number(4, a_batch)));
}
