// compact(): fewer and larger rows, and nothing else that anybody could tell.
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <numeric>
#include <random>

#include "storage/segment/bundle.h"
#include "unit/storage/support.h"

namespace clew::storage::test {

namespace {

/// A batch of few facts of every kind.
Batch few(int number) {
  const std::string name = "h" + std::to_string(number) + ".example";
  const model::Fact claim = link(node("host", name), "org", node("org", "acme", "ACME"), seen(number, number + 5));
  std::vector<model::Fact> facts = {
      claim, link(node("host", name), "ip", node("ip", "192.0.2." + std::to_string(number % 200))),
      property(node("host", name), "status", "ok " + std::to_string(number)),
      answer(node("host", name), "registration", model::Outcome::kFound, number)};
  if (number % 5 == 0) facts.push_back(redacted(node("host", name), "email", "hidden"));
  if (number % 7 == 0) facts.push_back(retraction(claim, "", 9));
  Batch batch =
      batchOf(1000 + number, {lookup("p" + std::to_string(number % 3), "k", name, number, facts, "raw " + name)});
  if (number % 9 == 0) batch.sets = {SetChange{"s", {node("host", name)}}};
  if (number % 11 == 0) batch.notes = {NodeNote{node("host", name), "a note"}};
  return batch;
}

/// More facts than are brought together.
Batch many(int number) {
  std::vector<model::Fact> facts;
  for (int i = 0; i < 20'000; ++i)
    facts.push_back(link(node("host", "m" + std::to_string(i * 7 + number) + ".example"), "ip",
                         node("ip", "2001:db8::" + std::to_string(i % 999)), seen(i, i + number)));
  return batchOf(5000 + number, {lookup("big", "k", "", number, std::move(facts))});
}

void fillWithFew(Store& store, int from, int to) {
  for (int number = from; number < to; ++number) REQUIRE(store.append(few(number)).ok());
}

/// All that a store tells but sizes.
std::vector<std::string> everything(const Store& store) {
  std::vector<std::string> out = scanLines(store);
  const auto batches = store.batches();
  REQUIRE(batches.ok());
  for (const BatchInfo& batch : *batches)
    out.push_back("batch " + std::to_string(batch.generation) + " " + std::to_string(batch.learnt) + " " + batch.chain);
  std::vector<NodeId> ids(store.stats()->nodes);
  std::iota(ids.begin(), ids.end(), NodeId{0});
  std::shuffle(ids.begin(), ids.end(), std::mt19937(3));
  const auto names = store.nodeNames(ids);
  REQUIRE(names.ok());
  for (std::size_t i = 0; i < ids.size(); ++i) out.push_back("name " + std::to_string(ids[i]) + " " + (*names)[i].name);
  const auto sets = store.sets();
  for (const StoredSet& set : *sets) out.push_back("set " + set.name + " " + std::to_string(set.members.size()));
  const auto notes = store.notes();
  for (const StoredNote& note : *notes) out.push_back("note " + std::to_string(note.of) + " " + note.text);
  for (LookupId id = 1; id < 5; ++id) out.push_back("raw " + (*store.lookup(id, true))->lookup.raw);
  return out;
}

void changeBy(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
  INFO(sql);
  REQUIRE(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  REQUIRE(sqlite3_total_changes(db) > 0);
  sqlite3_close(db);
}

}  // namespace

TEST_CASE("bundles give back what was put in, and refuse what is none") {
  std::mt19937 random(4);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> bytes;
    std::vector<segment::Bundled> segments;
    auto id = static_cast<std::int64_t>(random() % 1000);
    std::int64_t rows = 0;
    for (std::size_t i = 1 + random() % 40; i > 0; --i)
      bytes.emplace_back(random() % 200, static_cast<char>(random() % 4));
    for (const std::string& one : bytes) {
      segments.push_back({id, static_cast<std::int64_t>(1 + random() % 9), one});
      id += static_cast<std::int64_t>(1 + random() % 7);
      rows += segments.back().rows;
    }
    const std::string packed = segment::packBundle(segments);
    std::string content;
    std::vector<segment::Bundled> back;
    REQUIRE(segment::unpackBundle(packed, segments.front().id, rows, content, back));
    REQUIRE(back.size() == segments.size());
    for (std::size_t i = 0; i < back.size(); ++i) {
      CHECK(back[i].id == segments[i].id);
      CHECK(back[i].rows == segments[i].rows);
      CHECK(back[i].bytes == segments[i].bytes);
    }
    CHECK_FALSE(segment::unpackBundle(packed, segments.front().id, rows + 1, content, back));
    CHECK_FALSE(segment::unpackBundle(packed.substr(0, packed.size() - 1), segments.front().id, rows, content, back));
    std::string damaged = packed;
    char& byte = damaged[random() % damaged.size()];
    byte = static_cast<char>(byte ^ static_cast<char>(1 + random() % 255));
    if (segment::unpackBundle(damaged, segments.front().id, rows, content, back)) {
      std::int64_t sum = 0;
      for (const segment::Bundled& one : back) sum += one.rows;
      CHECK(sum == rows);
    }
  }
}

TEST_CASE("compacting changes nothing that a store tells, and takes less room") {
  TempFolder folder;
  const std::string path = folder.file("x.db");
  std::vector<std::string> before;
  Compaction done;
  {
    auto store = openCase(path);
    fillWithFew(*store, 0, 120);
    REQUIRE(store->append(many(1)).ok());
    fillWithFew(*store, 120, 250);
    before = everything(*store);
    const auto compacted = store->compact();
    REQUIRE(compacted.ok());
    done = *compacted;
    CHECK(done.segments_before > 1000);
    CHECK(done.segments_after < 40);
    CHECK(done.bytes_after < done.bytes_before);
    CHECK(done.room_kept.empty());
    CHECK(everything(*store) == before);
    CHECK(store->check()->empty());
  }
  CHECK(std::filesystem::file_size(path) <= done.bytes_after);
  auto store = openCase(path);
  CHECK(everything(*store) == before);
  CHECK(store->check()->empty());
  std::mt19937 random(5);
  const auto whole = scanLines(*store);
  for (int round = 0; round < 40; ++round) {  // any stretch of batches, from within a bundle to within another
    const Generation above = random() % 251, upto = above + random() % 60;
    std::vector<std::string> apart = scanLines(*store, above, upto);
    for (const auto& line : apart) CHECK(std::find(whole.begin(), whole.end(), line) != whole.end());
    std::size_t expected = 0;
    for (Generation one = above + 1; one <= std::min<Generation>(upto, 251); ++one)
      expected += scanLines(*store, one - 1, one).size();
    CHECK(apart.size() == expected);
  }
  const auto again = store->compact();
  REQUIRE(again.ok());
  CHECK(again->segments_after == done.segments_after);
  // what comes later is brought together with what is not full yet
  fillWithFew(*store, 250, 300);
  CHECK(store->append(few(3))->lookups_new == 0);
  before = everything(*store);
  REQUIRE(store->compact().ok());
  CHECK(store->compact()->segments_before < done.segments_after + 8);
  CHECK(everything(*store) == before);
  CHECK(store->check()->empty());
  fillWithFew(*store, 300, 302);
  CHECK(store->check()->empty());
  CHECK(openCase(path)->newest()->generation == 303);
}

TEST_CASE("there is nothing to bring together in one batch") {
  TempFolder folder;
  auto store = openCase(folder.file("x.db"));
  CHECK(store->compact()->segments_after == 0);
  REQUIRE(store->append(few(1)).ok());
  const auto done = store->compact();
  CHECK(done->segments_before == done->segments_after);
  CHECK(store->check()->empty());
}

TEST_CASE("a compaction that is killed leaves the case as it was, or as it should be") {
  TempFolder folder;
  const std::string path = folder.file("x.db");
  std::vector<std::string> expected;
  {
    auto store = openCase(path);
    fillWithFew(*store, 0, 150);
    expected = everything(*store);
  }
  const std::string whole = readBytes(path);
  int killed = 0;
  for (int round = 0; round < 24; ++round) {
    std::filesystem::remove(path + "-wal");
    std::filesystem::remove(path + "-shm");
    writeBytes(path, whole);
    const pid_t child = ::fork();
    if (child == 0) {
      auto store = openSqliteStore(path, schema(), {});
      ::_exit(store.ok() && (*store)->compact().ok() ? 0 : 1);
    }
    ::usleep(static_cast<useconds_t>(round * 2000));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    killed += WIFSIGNALED(status) ? 1 : 0;
    auto store = openCase(path);
    CHECK(everything(*store) == expected);
    CHECK(store->check()->empty());
  }
  CHECK(killed > 0);
}

TEST_CASE("compacting waits for a writer, goes on beside a reader, and is refused where nothing may be written") {
  TempFolder folder;
  const std::string path = folder.file("x.db");
  auto store = openCase(path);
  fillWithFew(*store, 0, 60);
  const auto before = everything(*store);
  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &other) == SQLITE_OK);
  REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  const auto refused = store->compact();
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kBusy);
  REQUIRE(sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_OK);
  CHECK(everything(*store) == before);
  // one who is in the middle of reading sees what was there, and the file shrinks later
  auto reader = openCase(path);
  REQUIRE(sqlite3_exec(other, "BEGIN; SELECT count(*) FROM segment", nullptr, nullptr, nullptr) == SQLITE_OK);
  const auto done = store->compact();
  REQUIRE(done.ok());
  CHECK(done->segments_after < done->segments_before);
  CHECK(done->room_kept == "another process reads the case: its file shrinks once nobody has it open");
  CHECK(everything(*reader) == before);
  CHECK(everything(*store) == before);
  sqlite3_close(other);
  reader.reset();
  CHECK(store->compact()->room_kept.empty());
  StoreOptions options;
  options.read_only = true;
  auto only_read = openSqliteStore(path, schema(), options);
  REQUIRE(only_read.ok());
  CHECK(everything(**only_read) == before);
  CHECK((*only_read)->compact().error().code == ErrorCode::kReadOnly);
}

TEST_CASE("two processes may compact and append at once") {
  TempFolder folder;
  const std::string path = folder.file("x.db");
  {
    auto store = openCase(path);
    fillWithFew(*store, 0, 40);
  }
  const pid_t child = ::fork();
  if (child == 0) {
    auto store = openSqliteStore(path, schema(), {});
    for (int round = 0; round < 6; ++round) {
      if (!store.ok() || !(*store)->compact().ok()) ::_exit(1);
    }
    ::_exit(0);
  }
  auto store = openCase(path);
  fillWithFew(*store, 40, 90);
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(store->newest()->generation == 90);
  CHECK(store->check()->empty());
}

TEST_CASE("an altered bundle is found") {
  TempFolder folder;
  {
    auto store = openCase(folder.file("good.db"));
    fillWithFew(*store, 0, 30);
    REQUIRE(store->compact().ok());
    REQUIRE(store->check()->empty());
  }
  const std::string path = folder.file("bad.db");
  for (const char* change :
       {"UPDATE segment SET first = first + 1 WHERE kind = 19", "UPDATE segment SET rows = rows + 1 WHERE kind = 17",
        "UPDATE segment SET rows = rows - 1 WHERE kind = 20", "UPDATE segment SET id = id + 100000 WHERE kind = 19",
        "UPDATE segment SET kind = 3 WHERE kind = 19", "UPDATE segment SET kind = 40 WHERE kind = 19",
        "DELETE FROM segment WHERE kind = 22", "UPDATE segment SET bytes = zeroblob(40) WHERE kind = 19",
        "INSERT INTO segment(id, kind, first, rows, bytes) SELECT 0, 23, 900, rows, bytes FROM segment WHERE kind = "
        "19"}) {
    INFO(change);
    std::filesystem::copy_file(folder.file("good.db"), path, std::filesystem::copy_options::overwrite_existing);
    changeBy(path, change);
    const auto troubles = openCase(path)->check();
    REQUIRE(troubles.ok());
    CHECK_FALSE(troubles->empty());
    std::filesystem::remove(path);
  }
}

}  // namespace clew::storage::test
