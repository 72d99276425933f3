// How fast the store takes in link facts, durably, and whether memory stays flat.
//
//   bench_store_append CASE [FACTS [FACTS-A-BATCH [FACTS-A-LOOKUP [raw]]]]
//
// Prints facts a second for each stretch (of the clock, and of this process's own work), the peak of memory with the
// batch that is given, the bytes of file a fact once the case is closed, the time of the first append of a new process,
// and the time of a scan and a check. With `raw`, lookups bring the records that they were read from.
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

/// A made-up registry feed: domains one after the other, each with the same kinds of links, most of them with one
/// interval; mailboxes, addresses and servers of which a few are very common. Three names in ten facts are new.
class Feed {
 public:
  explicit Feed(bool with_raw) : with_raw_(with_raw) {}

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
    model::LookupFacts facts;
    facts.lookup.provider = "bench";
    facts.lookup.kind = "feed";
    facts.lookup.part = static_cast<std::uint32_t>(first);
    facts.facts.reserve(count);
    for (std::uint64_t fact = 0; fact < count; ++fact) {
      model::LinkFact link = next();
      if (with_raw_)
        facts.lookup.raw += link.from.name + " " + link.to.name + " " + std::to_string(link.seen.first) + "\n";
      facts.facts.push_back({std::move(link), static_cast<std::uint32_t>(fact + 1)});
    }
    facts.lookup.sha256 = sha256Hex(facts.lookup.raw);
    return facts;
  }

  model::LinkFact next() {
    const auto& known = model::Schema::builtin().known();
    const auto& relations = model::Schema::builtin().knownRelations();
    const auto& schema = model::Schema::builtin();
    static const model::TypeId email = *schema.typeNamed("email"), cert = *schema.typeNamed("cert");
    static const model::TypeId registrar = *schema.typeNamed("registrar");
    static const model::RelationId has_email = schema.relationOf("email", known.domain);
    static const model::RelationId has_registrar = schema.relationOf("registrar", known.domain);
    static const model::RelationId has_cert = schema.relationOf("cert", known.domain);
    if (step_ == 0) startDomain();
    model::LinkFact link;
    link.from = {known.host, domain_, {}};
    link.seen = seen_;
    const std::uint64_t server = numbers_.skewed(45'000);
    switch (step_) {
      case 0: {
        const std::uint64_t mailbox = numbers_.below(5) < 2 ? numbers_.skewed(40) : numbers_.below(domains_ / 2 + 1);
        link.relation = has_email;
        link.to = {email, "box" + hostName(mailbox) + "@mail.example", {}};
        break;
      }
      case 1:
      case 2:
        link.relation = relations.ip;
        link.to = {known.ip, address(numbers_.below(2) == 0 ? numbers_.skewed(9'000) : numbers_.below(domains_)), {}};
        if (step_ == 2) link.seen = interval();
        break;
      case 3:
      case 4:
        link.relation = relations.ns;
        link.to = {known.host, "ns" + std::to_string(step_ - 2) + ".prov" + std::to_string(server) + ".example", {}};
        break;
      case 5: {
        const std::string name = "Registrar " + std::to_string(numbers_.skewed(300)) + " Inc.";
        link.relation = has_registrar;
        link.to = {registrar, name, name};
        break;
      }
      default:
        link.relation = has_cert;
        link.to = {cert, sha256Hex(domain_).substr(0, 32), {}};
        break;
    }
    step_ = (step_ + 1) % 7;
    return link;
  }

  void startDomain() {
    domain_ = hostName(++domains_);
    seen_ = interval();
  }

  model::Sighting interval() {
    model::Sighting seen;
    seen.first = 1'420'070'400 + static_cast<Time>(numbers_.below(340'000'000));
    seen.last = seen.first + static_cast<Time>(numbers_.below(34'000'000));
    return seen;
  }

  static std::string address(std::uint64_t number) {
    const std::uint64_t spread = number * 2654435761ULL & 0xFFFFFFFF;
    return std::to_string(1 + spread % 223) + "." + std::to_string(spread >> 8 & 255) + "." +
           std::to_string(spread >> 16 & 255) + "." + std::to_string(spread >> 24);
  }

  bool with_raw_;
  Numbers numbers_;
  std::uint64_t domains_ = 0;
  std::string domain_;
  model::Sighting seen_;
  int step_ = 0;
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

int run(const std::string& path, std::uint64_t facts, std::uint64_t a_batch, std::uint64_t a_lookup, bool with_raw) {
  storage::StoreOptions options;
  options.create = true;
  auto store = storage::openSqliteStore(path, model::Schema::builtin(), options);
  if (!store) {
    std::fprintf(stderr, "%s\n", store.error().message.c_str());
    return 1;
  }
  Feed feed(with_raw);
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
  store->reset();
  store = storage::openSqliteStore(path, model::Schema::builtin(), options);
  if (!store) return 1;
  const storage::StoreStats stats = *(*store)->stats();
  std::printf("all: %.0f facts/s, %.0f facts/s of work, %llu nodes, %.1f bytes of file a fact\n",
              static_cast<double>(done) / spent, static_cast<double>(done) / worked,
              static_cast<unsigned long long>(stats.nodes),
              static_cast<double>(stats.file_bytes) / static_cast<double>(done));
  double begin = monotonicSeconds();
  if (!(*store)->append(feed.batch(done, 1, 1))) return 1;
  std::printf("first append: %.3f s\n", monotonicSeconds() - begin);
  Count count;
  begin = monotonicSeconds();
  const double work_before = workSeconds();
  if (!(*store)->scan(0, ~std::uint64_t{0}, count)) return 1;
  std::printf("scan: %.0f rows/s, %.0f rows/s of work\n",
              static_cast<double>(count.rows) / (monotonicSeconds() - begin),
              static_cast<double>(count.rows) / (workSeconds() - work_before));
  begin = monotonicSeconds();
  const auto troubles = (*store)->check();
  std::printf("check: %.1f s, %s\n", monotonicSeconds() - begin, troubles && troubles->empty() ? "sound" : "NOT SOUND");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_store_append CASE [FACTS [FACTS-A-BATCH [FACTS-A-LOOKUP [raw]]]]\n");
    return 2;
  }
  const auto number = [&](int index, std::uint64_t otherwise) {
    return argc > index ? std::strtoull(argv[index], nullptr, 10) : otherwise;
  };
  const std::uint64_t a_batch = std::max<std::uint64_t>(1, number(3, 200'000));
  return run(argv[1], number(2, 3'000'000), a_batch, std::max<std::uint64_t>(1, number(4, a_batch)),
             argc > 5 && std::string(argv[5]) == "raw");
}
