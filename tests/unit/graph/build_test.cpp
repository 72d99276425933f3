// Building: the same bytes by every way, and every section watched over.
#include <catch2/catch.hpp>
#include <chrono>
#include <cstring>

#include "common/files.h"
#include "common/hash.h"
#include "graph/builder.h"
#include "graph_support.h"

using namespace clew;
using namespace clew::test;

namespace {

/// More links of one relation than wait in memory under a small budget.
BatchMaker manyLinks(Time learnt) {
  BatchMaker out(learnt);
  for (int i = 0; i < 70'000; ++i) {
    if (i % 1000 == 0) out.by("s" + std::to_string(i % 3));
    const std::string host = "h" + std::to_string(i * 7919 % 20'011) + ".example";
    out.link("host", host, "ip", "ip", "192.0." + std::to_string(i % 50) + "." + std::to_string(i % 200), i % 900,
             i % 900 + 50, static_cast<std::uint32_t>(1 + i % 3));
  }
  return out;
}

std::string imageOf(const storage::Store& store, const graph::BuildOptions& options) {
  graph::ReplicaStamp stamp;
  stamp.identity = store.identity();
  stamp.generation = store.newest()->generation;
  graph::MemoryOutput out;
  const auto built = graph::buildImage(store, model::Schema::builtin(), model::Suffixes::shipped(),
                                       model::RedactionList::shipped(), stamp, {}, options, out);
  REQUIRE(built.ok());
  return out.take();
}

/// A case that fills every kind of section.
void fillEverySection(MemoryStore& store) {
  BatchMaker batch(1000);
  const Time before = -5'000'000'000;  // does not fit 32 bits
  for (int i = 0; i < 40; ++i) {
    const std::string domain = "d" + std::to_string(i % 9) + ".example";
    batch.by("s" + std::to_string(i % 3))
        .link("host", "www." + domain, "ip", "ip", "192.0.2." + std::to_string(i % 7), i * 10, i * 20, 1 + i % 4U)
        .link("domain", domain, "email", "email", "x@" + domain, i % 2 == 0 ? before : i)
        .link("cert", std::string(64, static_cast<char>('a' + i % 4)), "san", "host", domain)
        .link("net", "192.0.2.0/24", "asn", "asn", "AS64500", i)
        .property("domain", domain, "created", "2022-01-01T00:00:00Z", i)
        .redacted("domain", domain, "org", "Data Redacted", i)
        .answer("host", domain, "ns", model::Outcome::kFound, i)
        .spelled("person", "ann", "Ann");
  }
  append(store, batch);
  BatchMaker later(2000);
  later.by("s9").retract("host", "www.d1.example", "ip", "ip", "192.0.2.1", "s1");
  append(store, later);
}

}  // namespace

TEST_CASE("threads and the memory that a build may use change no byte") {
  MemoryStore store;
  append(store, manyLinks(1000));
  append(store, BatchMaker(2000).by("s1").retract("host", "h0.example", "ip", "ip", "192.0.0.0", "s0"));
  const TemporaryFolder folder;
  const std::string plain = imageOf(store, {1, std::size_t{1} << 30, ""});
  CHECK(imageOf(store, {2, std::size_t{1} << 30, ""}) == plain);
  CHECK(imageOf(store, {2, std::size_t{1} << 20, folder.path(".")}) == plain);
  CHECK(imageOf(store, {1, 1, folder.path(".")}) == plain);
  CHECK(imageOf(store, {2, std::size_t{1} << 20, folder.path("."), 1}) == plain);  // one relation at a time
  CHECK(imageOf(store, {2, 1, "/nowhere/at/all"}) == plain);  // where nothing can be written memory has to do
  CHECK(listFiles(folder.path("."))->empty());
}

TEST_CASE("a build that is stopped at any moment says so, and gives nothing else") {
  MemoryStore store;
  append(store, manyLinks(1000));
  graph::ReplicaStamp stamp;
  stamp.identity = store.identity();
  stamp.generation = store.newest()->generation;
  const TemporaryFolder folder;
  const std::string plain = imageOf(store, {});
  CancelToken token;
  graph::BuildOptions options{2, std::size_t{1} << 20, folder.path(".")};
  options.cancel = &token;
  bool finished = false;
  for (int millisecond = 0; !finished && millisecond < 20'000; millisecond += 1 + millisecond / 8) {
    CAPTURE(millisecond);
    token.setTimeout(std::chrono::milliseconds(millisecond));
    graph::MemoryOutput out;
    const auto built = graph::buildImage(store, model::Schema::builtin(), model::Suffixes::shipped(),
                                         model::RedactionList::shipped(), stamp, {}, options, out);
    finished = built.ok();
    if (finished)
      CHECK(out.take() == plain);
    else
      CHECK(built.error().code == ErrorCode::kTimeout);
    if (millisecond == 0) CHECK_FALSE(finished);
  }
  CHECK(finished);
  CHECK(listFiles(folder.path("."))->empty());
}

TEST_CASE("a file of an older format is built anew") {
  const TemporaryFolder folder;
  const std::string path = folder.path("cache");
  MemoryStore store;
  fillEverySection(store);
  const std::string expected = dump(*viewOf(store, path), store);
  std::string old = *readFile(path);
  const std::uint32_t version = graph::kReplicaVersion - 1;
  std::memcpy(old.data() + offsetof(graph::ReplicaHeader, version), &version, sizeof version);
  REQUIRE(writeFileAtomically(path, old).ok());
  graph::ReplicaReport report;
  CHECK(dump(*viewOf(store, path, &report), store) == expected);
  CHECK(report.rebuilt);
  CHECK(report.written);
  CHECK_FALSE(report.damaged);
  viewOf(store, path, &report);
  CHECK_FALSE(report.rebuilt);
}

TEST_CASE("a flipped bit of any section is found") {
  const TemporaryFolder folder;
  const std::string path = folder.path("cache");
  MemoryStore store;
  fillEverySection(store);
  const std::string expected = dump(*viewOf(store, path), store);
  const std::string whole = *readFile(path);
  graph::ReplicaHeader header;
  std::memcpy(&header, whole.data(), sizeof header);
  CHECK(header.sections > 40);
  for (std::uint32_t i = 0; i < header.sections; ++i) {
    graph::SectionEntry entry;
    std::memcpy(&entry, whole.data() + header.table_offset + i * sizeof entry, sizeof entry);
    std::string bad = whole;
    const std::size_t at = entry.offset + entry.size / 2;
    bad[at] = static_cast<char>(bad[at] ^ 4);
    REQUIRE(writeFileAtomically(path, bad).ok());
    graph::ReplicaReport report;
    const auto view = viewOf(store, path, &report);
    CHECK(report.damaged);
    if (i % 8 == 0) CHECK(dump(*view, store) == expected);
  }
}
