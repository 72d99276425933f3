#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "common/files.h"
#include "graph_support.h"

using namespace clew;
using namespace clew::test;
using graph::Direction;

namespace {

/// Two domains on one address, one name server, registrations, a certificate with services, a net with its network.
BatchMaker firstBatch() {
  BatchMaker batch(1000);
  batch.by("dns")
      .link("host", "a.example", "ip", "ip", "192.0.2.7", 10 * kDay, 20 * kDay)
      .link("host", "www.a.example", "ip", "ip", "192.0.2.7", 10 * kDay, 12 * kDay)
      .link("host", "b.example", "ip", "ip", "192.0.2.7", 30 * kDay, 40 * kDay)
      .link("host", "b.example", "ip", "ip", "198.51.100.9", 30 * kDay, 40 * kDay)
      .link("host", "b.example", "ns", "host", "ns1.dns.example");
  batch.by("whois")
      .link("domain", "a.example", "email", "email", "owner@mail.example", 5 * kDay)
      .link("domain", "b.example", "email", "email", "owner@mail.example", 6 * kDay)
      .link("domain", "b.example", "org", "org", "REDACTED FOR PRIVACY", 6 * kDay)
      .redacted("domain", "a.example", "registrant", "Redacted for Privacy", 5 * kDay)
      .property("domain", "a.example", "created", "2022-01-01T00:00:00Z", 5 * kDay)
      .answer("domain", "a.example", "registration", model::Outcome::kFound, 5 * kDay);
  batch.by("scan")
      .link("cert", std::string(64, 'a'), "san", "host", "www.a.example", 3 * kDay)
      .link("ip", "192.0.2.7", "service", "service", "192.0.2.7:443", 3 * kDay)
      .link("service", "192.0.2.7:443", "cert", "cert", std::string(64, 'a'), 3 * kDay)
      .link("net", "192.0.2.0/24", "asn", "asn", "AS64500", 3 * kDay)
      .mention("net", "192.0.0.0/16");
  return batch;
}

}  // namespace

TEST_CASE("links are found both ways") {
  MemoryStore store;
  append(store, firstBatch());
  const auto view = viewOf(store);
  CHECK(reach(*view, "host", "b.example", "ip") == std::vector<std::string>{"ip 192.0.2.7", "ip 198.51.100.9"});
  CHECK(reach(*view, "ip", "192.0.2.7", "ip", Direction::kBack) ==
        std::vector<std::string>{"domain a.example", "domain b.example", "host www.a.example"});
  CHECK(view->generation() == 1);
  CHECK(view->linkCount(relation("ip", "host")) == 4);
}

TEST_CASE("a host that equals its apex is a domain, and apexes are made") {
  MemoryStore store;
  append(store, firstBatch());
  const auto view = viewOf(store);
  const auto& known = view->schema().known();
  CHECK(view->find(known.domain, "a.example").has_value());
  CHECK(view->find(known.host, "a.example").has_value());
  CHECK(view->find(known.host, "www.a.example").has_value());
  CHECK_FALSE(view->find(known.domain, "www.a.example").has_value());
  CHECK(view->find(known.domain, "dns.example").has_value());
  CHECK(reach(*view, "host", "www.a.example", "apex") == std::vector<std::string>{"domain a.example"});
  CHECK(reach(*view, "domain", "a.example", "fqdn") ==
        std::vector<std::string>{"domain a.example", "host www.a.example"});
  CHECK(reach(*view, "domain", "a.example", "subdomains") == std::vector<std::string>{"host www.a.example"});
  CHECK(reach(*view, "host", "www.a.example", "subdomains", Direction::kBack) ==
        std::vector<std::string>{"domain a.example"});
  CHECK(view->degree(*view->find(known.domain, "a.example"), relation("subdomains", "domain"), Direction::kAlong) == 1);
  CHECK(view->linkCount(relation("subdomains", "domain")) + view->countOf(known.domain) ==
        view->linkCount(relation("fqdn", "domain")));
}

TEST_CASE("derived links follow from others") {
  MemoryStore store;
  append(store, firstBatch());
  const auto view = viewOf(store);
  CHECK(reach(*view, "email", "owner@mail.example", "provider") == std::vector<std::string>{"domain mail.example"});
  CHECK(reach(*view, "ip", "192.0.2.7", "net") == std::vector<std::string>{"net 192.0.2.0/24"});
  CHECK(reach(*view, "ip", "198.51.100.9", "net").empty());
  CHECK(reach(*view, "ip", "192.0.2.7", "asn") == std::vector<std::string>{"asn AS64500"});
  CHECK(reach(*view, "asn", "AS64500", "asn", Direction::kBack).size() == 1);
  CHECK(reach(*view, "host", "www.a.example", "cert").size() == 1);
  CHECK(reach(*view, "ip", "192.0.2.7", "cert").size() == 1);
  CHECK(view->linkCount(relation("cert", "ip")) == 1);
}

TEST_CASE("what is withheld is a state of its record and no node") {
  MemoryStore store;
  append(store, firstBatch());
  const auto view = viewOf(store);
  const auto& known = view->schema().known();
  CHECK(view->countOf(known.org) == 0);
  CHECK_FALSE(view->find(known.org, "redacted for privacy").has_value());
  const auto b = *view->find(known.domain, "b.example");
  const auto states = view->states(b, relation("org", "domain"));
  REQUIRE(states.size() == 1);
  CHECK(states[0].text == "redacted for privacy");
  CHECK(view->sourceName(states[0].seen.source) == "whois");
  CHECK(view->states(*view->find(known.domain, "a.example"), relation("registrant", "domain")).size() == 1);
}

TEST_CASE("a withheld text that the list knows for a value becomes a link") {
  MemoryStore store;
  BatchMaker batch(1);
  batch.redacted("domain", "a.example", "registrant", "Ann Example", 7);
  append(store, batch);
  const auto view = viewOf(store);
  CHECK(reach(*view, "domain", "a.example", "registrant") == std::vector<std::string>{"person ann example"});
  CHECK(view->displayOf(*view->find(view->schema().known().person, "ann example")) == "Ann Example");
}

TEST_CASE("holders are counted by apex where the relation says so") {
  MemoryStore store;
  append(store, firstBatch());
  const auto view = viewOf(store);
  const auto ip = *view->find(view->schema().known().ip, "192.0.2.7");
  const auto held = view->holders(ip, relation("ip", "host"));
  CHECK(held.nodes == 3);
  CHECK(held.apexes == 2);
  const auto mail = *view->find(view->schema().known().email, "owner@mail.example");
  CHECK(view->holders(mail, relation("email", "domain")).nodes == 2);
}

TEST_CASE("blocks, prefixes and types are ranges in order") {
  MemoryStore store;
  append(store, firstBatch());
  const auto view = viewOf(store);
  const auto& known = view->schema().known();
  CHECK(names(*view, view->inBlock(*model::parseBlock("192.0.2.0/24"))) == std::vector<std::string>{"ip 192.0.2.7"});
  CHECK(view->inBlock(*model::parseBlock("0.0.0.0/0")).size() == 2);
  CHECK(view->inBlock(*model::parseBlock("203.0.113.0/24")).empty());
  CHECK(names(*view, view->withPrefix(known.host, "ns1", 5)) == std::vector<std::string>{"host ns1.dns.example"});
  CHECK(view->withPrefix(known.host, "", 2).size() == 2);
  model::TypeSet domains;
  domains.set(known.domain);
  const auto found = view->ofTypes(domains);
  CHECK(found.size() == view->countOf(known.domain));
  for (std::size_t i = 1; i < found.size(); ++i) CHECK(view->nameOf(found[i - 1]) < view->nameOf(found[i]));
}

TEST_CASE("a file is written, believed, and found stale, foreign or damaged") {
  const TemporaryFolder folder;
  const std::string path = folder.path("case.clew-cache");
  MemoryStore store;
  append(store, firstBatch());
  graph::ReplicaReport report;
  const std::string expected = dump(*viewOf(store), store);
  CHECK(dump(*viewOf(store, path, &report), store) == expected);
  CHECK(report.rebuilt);
  CHECK(report.written);
  CHECK(dump(*viewOf(store, path, &report), store) == expected);
  CHECK_FALSE(report.rebuilt);

  SECTION("same input, same bytes") {
    const std::string before = *readFile(path);
    REQUIRE(removeFile(path).ok());
    viewOf(store, path, &report);
    CHECK(*readFile(path) == before);
  }
  SECTION("another case of the same content") {
    store.case_identity = std::string(32, '7');
    CHECK(dump(*viewOf(store, path, &report), store) == expected);
    CHECK(report.rebuilt);
    CHECK(report.reason == "the cache is stale: it belongs to another case");
    CHECK_FALSE(report.damaged);
  }
  SECTION("a copy of the case that went another way") {
    MemoryStore other;
    BatchMaker batch(1000);
    batch.by("dns").link("host", "c.example", "ip", "ip", "192.0.2.1");
    append(other, batch);
    const auto view = viewOf(other, path, &report);
    CHECK(report.rebuilt);
    CHECK(report.reason == "the cache is stale: its batch is not in the case");
    CHECK(reach(*view, "host", "c.example", "ip").size() == 1);
  }
  SECTION("a case that was taken back to its beginning") {
    const MemoryStore empty;
    CHECK(viewOf(empty, path, &report)->nodeCount() == 0);
    CHECK(report.reason == "the cache is stale: it is ahead of the case");
  }
  SECTION("other lists") {
    REQUIRE(store.pinList("redaction", "exact\towner@mail.example\tredacted\n", 5).ok());
    viewOf(store, path, &report);
    CHECK(report.reason == "the cache is stale: the redaction list changed");
  }
  SECTION("every cut") {
    const std::string whole = *readFile(path);
    for (std::size_t size = 0; size < whole.size(); size += 997) {
      REQUIRE(writeFileAtomically(path, std::string_view(whole).substr(0, size)).ok());
      viewOf(store, path, &report);
      CHECK(report.rebuilt);
    }
  }
  SECTION("every flipped byte in one of 211 is noticed or means nothing") {
    const std::string whole = *readFile(path);
    for (std::size_t at = 0; at < whole.size(); at += 211) {
      std::string bad = whole;
      bad[at] = static_cast<char>(bad[at] ^ 0x55);
      REQUIRE(writeFileAtomically(path, bad).ok());
      CHECK(dump(*viewOf(store, path, &report), store) == expected);
    }
  }
  SECTION("another program's file") {
    REQUIRE(writeFileAtomically(path, std::string(5000, 'x')).ok());
    viewOf(store, path, &report);
    CHECK(report.reason == "the cache is damaged: it is none of Clew's");
    CHECK(report.damaged);
  }
  SECTION("verify reads all") {
    CHECK(viewOf(store, path)->verify().ok());
  }
}

TEST_CASE("a large file is believed by its seal, and read whole where the seal is broken") {
  const TemporaryFolder folder;
  MemoryStore store;
  BatchMaker batch(1000);
  batch.by("dns");
  for (int i = 0; i < 3000; ++i)
    batch.link("host", "h" + std::to_string(i * 7919) + ".example", "ip", "ip", "192.0.2." + std::to_string(i % 250));
  append(store, batch);
  const std::string expected = dump(*viewOf(store), store);
  graph::ReplicaOptions options;
  options.path = folder.path("case.clew-cache");
  options.always_verified = 0;  // as if it were large
  graph::ReplicaReport report;
  const auto open = [&] {
    const auto view = graph::openReplica(store, viewOf(store)->schema(), model::Suffixes::shipped(),
                                         model::RedactionList::shipped(), options, &report);
    REQUIRE(view.ok());
    return dump(**view, store);
  };
  const auto nanoseconds = [&] { return MappedFile::open(options.path)->changedNanoseconds(); };
  CHECK(open() == expected);
  CHECK(report.rebuilt);
  const std::string whole = *readFile(options.path);
  const std::uint32_t seal = nanoseconds();
  CHECK(open() == expected);
  CHECK_FALSE(report.rebuilt);

  // a name in the long section of names, in place and by no means of Clew's
  const auto at = static_cast<std::streamoff>(whole.find("h7919000.example"));
  REQUIRE(at > 0);
  const auto damage = [&] {
    std::fstream file(options.path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at).put('x');
  };
  damage();
  CHECK(nanoseconds() != seal);
  CHECK(open() == expected);
  CHECK(report.damaged);
  CHECK(report.rebuilt);
  CHECK(nanoseconds() == seal);

  damage();
  setChangedNanoseconds(options.path, seal);  // what no mistake does: the name is not looked at
  REQUIRE(graph::openReplica(store, viewOf(store)->schema(), model::Suffixes::shipped(),
                             model::RedactionList::shipped(), options, &report)
              .ok());
  CHECK_FALSE(report.rebuilt);

  // a copy has no seal until it was read
  REQUIRE(writeFileAtomically(options.path, whole).ok());
  CHECK(nanoseconds() != seal);
  CHECK(open() == expected);
  CHECK_FALSE(report.rebuilt);
  CHECK(nanoseconds() == seal);
}

TEST_CASE("a build ends when it is cancelled, and leaves nothing behind") {
  const TemporaryFolder folder;
  MemoryStore store;
  append(store, firstBatch());
  CancelToken cancel;
  cancel.cancel();
  graph::ReplicaOptions options;
  options.path = folder.path("case.clew-cache");
  options.cancel = &cancel;
  const auto open = [&] {
    return graph::openReplica(store, viewOf(store)->schema(), model::Suffixes::shipped(),
                              model::RedactionList::shipped(), options, nullptr);
  };
  CHECK(open().error().code == ErrorCode::kCancelled);
  CHECK(listFiles(folder.path("."))->empty());
  options.path.clear();
  CHECK(open().error().code == ErrorCode::kCancelled);
  cancel.reset();
  CHECK(dump(**open(), store) == dump(*viewOf(store), store));
}

TEST_CASE("where nothing can be written the graph is in memory") {
  MemoryStore store;
  append(store, firstBatch());
  const std::string expected = dump(*viewOf(store), store);
  graph::ReplicaReport report;
  CHECK(dump(*viewOf(store, "/nowhere/at/all/cache", &report), store) == expected);
  CHECK(report.rebuilt);
  CHECK_FALSE(report.written);
  CHECK_FALSE(report.reason.empty());
}

TEST_CASE("an empty case is an empty graph") {
  const MemoryStore store;
  const auto view = viewOf(store);
  CHECK(view->nodeCount() == 0);
  CHECK(view->neighbours({}, relation("ip", "host"), Direction::kAlong, {}).empty());
  CHECK_FALSE(view->find(view->schema().known().host, "a.example").has_value());
}

TEST_CASE("members of sets are found by the store's ids") {
  MemoryStore store;
  BatchMaker batch = firstBatch();
  append(store, batch);
  storage::Batch more;
  more.learnt = 2000;
  more.sets.push_back({"mine", {node("host", "b.example"), node("host", "new.example")}});
  REQUIRE(store.append(more).ok());
  const auto view = viewOf(store);
  std::vector<std::string> found;
  const auto sets = *store.sets();
  for (const auto id : sets[0].members) found.emplace_back(view->nameOf(*view->nodeOfStore(id)));
  CHECK(found == std::vector<std::string>{"b.example", "new.example"});
  CHECK_FALSE(view->nodeOfStore(9999).has_value());
}
