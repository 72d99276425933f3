// The overlay against a build from everything: random histories, every call compared by names.
#include <catch2/catch.hpp>
#include <random>

#include "common/files.h"
#include "graph_support.h"

using namespace clew;
using namespace clew::test;
using graph::Direction;

namespace {

/// Random facts over a small world, so that links meet, overlap, are redacted, retracted and derived.
class World {
 public:
  explicit World(std::uint32_t seed) : random_(seed) {}

  BatchMaker batch(Time learnt, int facts, bool with_retractions) {
    BatchMaker out(learnt);
    out.by(source());
    for (int i = 0; i < facts; ++i) {
      if (pick(6) == 0) out.by(source());
      one(out, with_retractions);
    }
    return out;
  }

 private:
  int pick(int below) { return static_cast<int>(random_() % static_cast<std::uint32_t>(below)); }
  std::string source() { return std::string("source-") + static_cast<char>('a' + pick(3)); }
  std::string domain() { return std::string(1, static_cast<char>('a' + pick(6))) + ".example"; }
  std::string host() { return pick(2) == 0 ? domain() : std::string(pick(2) == 0 ? "www." : "x.mail.") + domain(); }
  std::string ip() { return "192.0." + std::to_string(pick(3)) + "." + std::to_string(pick(4)); }
  std::string net() {
    static const char* const kNets[] = {"192.0.0.0/16", "192.0.1.0/24", "192.0.2.0/24", "192.0.2.0/30", "0.0.0.0/0"};
    return kNets[pick(5)];
  }
  std::string cert() { return std::string(64, static_cast<char>('a' + pick(4))); }
  std::string service() { return ip() + ":" + (pick(2) == 0 ? "443" : "8443"); }
  std::string email() {
    static const char* const kMails[] = {"ann@mail.example", "bob@a.example", "x@whoisguard.com", "abuse@b.example"};
    return kMails[pick(4)];
  }
  std::string person() {
    static const char* const kNames[] = {"Ann Example", "REDACTED FOR PRIVACY", "Bob  Example",
                                         "Domains By Proxy, LLC"};
    return kNames[pick(4)];
  }

  void one(BatchMaker& out, bool with_retractions) {
    const Time first = pick(5) == 0 ? kNoTime : pick(12) * 100;
    const Time last = first == kNoTime ? kNoTime : first + pick(4) * 60;
    const auto times = static_cast<std::uint32_t>(1 + pick(4));
    const bool retract = with_retractions && pick(7) == 0;
    const auto link = [&](const char* type, const std::string& from, const char* word, const char* to_type,
                          const std::string& to) {
      if (retract) {
        out.retract(type, from, word, to_type, to, source());
      } else {
        out.link(type, from, word, to_type, to, first, last, times, pick(3) == 0 ? pick(100) : -1);
      }
    };
    switch (pick(17)) {
      case 0:
        return link("host", host(), "ip", "ip", ip());
      case 1:
        return link("host", host(), "ns", "host", host());
      case 2:
        return link("domain", domain(), "email", "email", email());
      case 3:
        return link("domain", domain(), "registrant", "person", person());
      case 4:
        return link("ip", ip(), "net", "net", net());
      case 5:
        return link("ip", ip(), "asn", "asn", "AS6450" + std::to_string(pick(3)));
      case 6:
        return link("net", net(), "asn", "asn", "AS6450" + std::to_string(pick(3)));
      case 7:
        return link("cert", cert(), "san", "host", host());
      case 8:
        return link("ip", ip(), "service", "service", service());
      case 9:
        return link("service", service(), "cert", "cert", cert());
      case 10:
        return link("host", host(), "cert", "cert", cert());
      case 11:
        return link("domain", domain(), "subdomains", "host", host());
      case 12:
        out.property("domain", domain(), "created", "2022-01-0" + std::to_string(1 + pick(3)) + "T00:00:00Z", first,
                     last);
        return;
      case 13:
        out.redacted("domain", domain(), "org", pick(2) == 0 ? "Data Redacted" : "Clear Words Ltd", first);
        return;
      case 14:
        out.answer("host", host(), "a", pick(2) == 0 ? model::Outcome::kFound : model::Outcome::kNone, pick(900));
        return;
      case 15:
        out.mention("net", net());
        return;
      default:
        out.spelled("person", "ann example", pick(2) == 0 ? "Ann Example" : "ANN EXAMPLE");
        return;
    }
  }

  std::mt19937 random_;
};

}  // namespace

TEST_CASE("base and overlay answer as one build of everything does") {
  const auto seed = GENERATE(range(1U, 25U));
  INFO("seed " << seed);
  World world(seed);
  std::vector<BatchMaker> batches;
  for (int i = 0; i < 5; ++i) batches.push_back(world.batch(1000 * (i + 1), 30, true));
  const TemporaryFolder folder;
  for (std::size_t base = 1; base < batches.size(); ++base) {
    const std::string path = folder.path("cache" + std::to_string(base));
    MemoryStore store;
    for (std::size_t i = 0; i < base; ++i) append(store, batches[i]);
    graph::ReplicaReport report;
    viewOf(store, path, &report);
    REQUIRE(report.written);
    for (std::size_t i = base; i < batches.size(); ++i) append(store, batches[i]);
    const auto laid = viewOf(store, path, &report);
    REQUIRE_FALSE(report.rebuilt);
    CHECK(report.overlay_batches == batches.size() - base);
    const auto whole = viewOf(store);
    CHECK(differences(dump(*laid, store), dump(*whole, store)) == std::vector<std::string>());
    CHECK(differences(dumpFiltered(*laid), dumpFiltered(*whole)) == std::vector<std::string>());
  }
}

TEST_CASE("the order in which batches came does not matter") {
  const auto seed = GENERATE(range(100U, 110U));
  INFO("seed " << seed);
  World world(seed);
  std::vector<BatchMaker> batches;
  for (int i = 0; i < 4; ++i) batches.push_back(world.batch(1000 * (i + 1), 30, false));
  MemoryStore forward;
  MemoryStore backward;
  for (std::size_t i = 0; i < batches.size(); ++i) {
    append(forward, batches[i]);
    append(backward, batches[batches.size() - 1 - i]);
  }
  CHECK(differences(dump(*viewOf(forward), forward), dump(*viewOf(backward), backward)) == std::vector<std::string>());
}

TEST_CASE("too much above the file is built anew") {
  const TemporaryFolder folder;
  MemoryStore store;
  World world(7);
  append(store, world.batch(1, 10, false));
  viewOf(store, folder.path("cache"));
  append(store, world.batch(2, 3000, false));
  graph::ReplicaReport report;
  const auto view = viewOf(store, folder.path("cache"), &report);
  CHECK(report.rebuilt);
  CHECK(report.reason == "the cache is stale: too much came after it");
  CHECK(view->generation() == 2);
}

TEST_CASE("a node that only withheld values named comes back when something else names it") {
  const TemporaryFolder folder;
  MemoryStore store;
  BatchMaker first(1);
  first.link("domain", "a.example", "org", "org", "Data Redacted");
  append(store, first);
  viewOf(store, folder.path("cache"));
  BatchMaker second(2);
  second.link("org", "Data Redacted", "country", "country", "DE");
  append(store, second);
  graph::ReplicaReport report;
  const auto view = viewOf(store, folder.path("cache"), &report);
  CHECK(reach(*view, "org", "data redacted", "country") == std::vector<std::string>{"country DE"});
  CHECK(reach(*view, "domain", "a.example", "org").empty());
}

TEST_CASE("the store in SQLite gives the same graph, by file, by overlay and by a second process's eyes") {
  const TemporaryFolder folder;
  World world(42);
  MemoryStore memory;
  std::vector<BatchMaker> batches;
  for (int i = 0; i < 3; ++i) batches.push_back(world.batch(1000 * (i + 1), 60, true));
  const auto& schema = model::Schema::builtin();
  auto store = storage::openSqliteStore(folder.path("case.db"), schema, {true, false});
  REQUIRE(store.ok());
  graph::ReplicaReport report;
  for (std::size_t i = 0; i < batches.size(); ++i) {
    append(memory, batches[i]);
    append(**store, batches[i]);
    const auto view = viewOf(**store, folder.path("case.db.clew-cache"), &report);
    CHECK(report.rebuilt == (i == 0));
    CHECK(report.overlay_batches == i);
    CHECK(differences(dump(*view, **store), dump(*viewOf(memory), memory)) == std::vector<std::string>());
  }
  auto reader = storage::openSqliteStore(folder.path("case.db"), schema, {false, true});
  REQUIRE(reader.ok());
  auto view = graph::openReplica(**reader, schema, model::Suffixes::shipped(), model::RedactionList::shipped(),
                                 {folder.path("case.db.clew-cache"), false}, &report);
  REQUIRE(view.ok());
  CHECK_FALSE(report.rebuilt);
  CHECK(differences(dump(**view, **reader), dump(*viewOf(memory), memory)) == std::vector<std::string>());
  auto rebuilt = graph::rebuildReplica(**store, schema, model::Suffixes::shipped(), model::RedactionList::shipped(),
                                       {folder.path("case.db.clew-cache"), true}, &report);
  REQUIRE(rebuilt.ok());
  CHECK(report.written);
  viewOf(**store, folder.path("case.db.clew-cache"), &report);
  CHECK(report.overlay_batches == 0);
}
