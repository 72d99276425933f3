// Any altered row is found by check().
#include <sqlite3.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <random>

#include "common/hash.h"
#include "unit/storage/support.h"

namespace clew::storage::test {

namespace {

void fill(const std::string& path) {
  auto store = openCase(path);
  REQUIRE(store->pinList("suffixes", "example", 1).ok());
  for (int number = 0; number < 3; ++number) {
    const std::string name = "h" + std::to_string(number) + ".example";
    const model::Fact claim = link(node("host", name), "org", node("org", "acme", "ACME"), seen(number, number + 5));
    Batch batch = batchOf(
        100 + number,
        {lookup("p" + std::to_string(number), "k", name, number,
                {claim, property(node("host", name), "status", "ok"), redacted(node("host", name), "email", "hidden"),
                 answer(node("host", name), "registration", model::Outcome::kFound, number), retraction(claim, "", 9)},
                "raw bytes " + name)});
    batch.sets = {SetChange{"s", {node("host", name)}}};
    batch.notes = {NodeNote{node("host", name), "a note"}};
    REQUIRE(store->append(batch).ok());
  }
  REQUIRE(store->check()->empty());
}

void alter(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
  const int code = sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr);
  INFO(sql << ": " << sqlite3_errmsg(db));
  REQUIRE(code == SQLITE_OK);
  REQUIRE(sqlite3_total_changes(db) > 0);
  sqlite3_close(db);
}

}  // namespace

TEST_CASE("an altered row is found") {
  TempFolder folder;
  fill(folder.file("good.db"));
  const std::string path = folder.file("bad.db");
  const std::vector<std::string> alterations = {
      "UPDATE meta SET value = 'x' WHERE key = 'identity'",
      "UPDATE batch SET learnt = learnt + 1 WHERE generation = 2",
      "UPDATE batch SET who = 'x' WHERE generation = 2",
      "UPDATE batch SET query = 'x' WHERE generation = 4",
      "UPDATE batch SET because = 'x' WHERE generation = 1",
      "UPDATE batch SET chain = zeroblob(32) WHERE generation = 3",
      "UPDATE batch SET link_end = link_end - 1 WHERE generation = 3",
      "DELETE FROM batch WHERE generation = 2",
      "DELETE FROM batch WHERE generation = 4",
      "UPDATE word SET object = 'x' WHERE id = 1",
      "UPDATE source SET name = 'x' WHERE id = 1",
      "UPDATE source SET confidence = 51 WHERE id = 0",
      "UPDATE lookup SET origin = 'x' WHERE id = 2",
      "UPDATE lookup SET fetched = NULL WHERE id = 2",
      "UPDATE raw SET bytes = CAST(bytes || 'x' AS BLOB) WHERE id = 2",
      "DELETE FROM raw WHERE id = 3",
      "UPDATE segment SET bytes = CAST(bytes || 'x' AS BLOB) WHERE id = 3",
      "UPDATE segment SET kind = 5, first = 9 WHERE kind = 4 AND first = 2",
      "UPDATE segment SET first = first + 10 WHERE kind = 3 AND first = 2",
      "UPDATE segment SET rows = rows + 1 WHERE kind = 3 AND first = 2",
      "UPDATE segment SET bytes = (SELECT bytes FROM segment WHERE kind = 3 AND first = 1) WHERE kind = 3 AND first = "
      "2",
      "DELETE FROM segment WHERE kind = 3 AND first = 2",
      "DELETE FROM segment WHERE kind = 1",
      "INSERT INTO segment SELECT id + 100, kind, first + 10, rows, bytes FROM segment WHERE kind = 3 AND first = 1",
      "UPDATE batch SET node_end = node_end + 1 WHERE generation = 4",
      "UPDATE batch SET segment_end = segment_end - 1 WHERE generation = 4",
      "UPDATE set_version SET name = 't' WHERE id = 1",
      "UPDATE set_member SET node = 1 WHERE id = 1",
      "UPDATE note SET text = 'x' WHERE id = 1",
      "UPDATE list SET name = 'x' WHERE id = 1",
      "UPDATE meta SET value = '1:7' WHERE key = 'list_hash:suffixes'",
  };
  for (const std::string& sql : alterations) {
    std::filesystem::copy_file(folder.file("good.db"), path, std::filesystem::copy_options::overwrite_existing);
    alter(path, sql);
    INFO(sql);
    auto store = openSqliteStore(path, model::Schema::builtin(), {});
    if (!store) continue;  // told even earlier
    const auto troubles = (*store)->check();
    REQUIRE(troubles.ok());
    CHECK_FALSE(troubles->empty());
  }
}

TEST_CASE("the hash of a pinned list is that of its text, noted or not") {
  TempFolder folder;
  const std::string path = folder.file("case.db");
  fill(path);
  const auto hashIs = [&](const std::optional<std::string>& text) {
    auto store = openCase(path);
    return *store->listHash("suffixes") == (text ? std::optional(hash64(*text)) : std::nullopt);
  };
  CHECK(hashIs("example"));
  CHECK_FALSE(openCase(path)->listHash("other")->has_value());
  REQUIRE(openCase(path)->pinList("suffixes", "example\ntest", 2).ok());
  CHECK(hashIs("example\ntest"));
  alter(path, "UPDATE meta SET value = '1:7' WHERE key = 'list_hash:suffixes'");  // of a list before it
  CHECK(hashIs("example\ntest"));
  alter(path, "DELETE FROM meta WHERE key LIKE 'list_hash:%'");  // pinned by an older Clew
  CHECK(hashIs("example\ntest"));
  CHECK(openCase(path)->check()->empty());
}

TEST_CASE("rows that name nothing are refused by a scan") {
  TempFolder folder;
  fill(folder.file("good.db"));
  const std::string path = folder.file("bad.db");
  for (const std::string sql :
       {"UPDATE segment SET bytes = CAST(bytes || 'x' AS BLOB) WHERE kind = 3 AND first = 2",
        "UPDATE segment SET bytes = x'' WHERE kind = 4 AND first = 2",
        "UPDATE segment SET bytes = (SELECT bytes FROM segment WHERE kind = 7) WHERE kind = 3 AND first = 1",
        "UPDATE segment SET rows = 2 WHERE kind = 3 AND first = 1",
        "UPDATE segment SET rows = -1 WHERE kind = 3 AND first = 1",
        "UPDATE segment SET first = 9 WHERE kind = 6 AND first = 1", "DELETE FROM segment WHERE kind = 1 AND first = 0",
        "DELETE FROM segment WHERE kind = 3 AND first = 3", "UPDATE batch SET node_end = 1",
        "UPDATE batch SET link_end = 1000 WHERE generation = 4"}) {
    std::filesystem::copy_file(folder.file("good.db"), path, std::filesystem::copy_options::overwrite_existing);
    alter(path, sql);
    INFO(sql);
    auto store = openSqliteStore(path, model::Schema::builtin(), {});
    REQUIRE(store.ok());
    ScanVisitor ignore;
    const auto scanned = (*store)->scan(0, 99, ignore);
    REQUIRE_FALSE(scanned.ok());
    CHECK(scanned.error().code == ErrorCode::kCorrupt);
  }
}

TEST_CASE("flipped bytes of segments are found, whatever reads them") {
  TempFolder folder;
  fill(folder.file("good.db"));
  const std::string path = folder.file("bad.db");
  const std::uint32_t seed = 5;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 60; ++round) {
    std::filesystem::copy_file(folder.file("good.db"), path, std::filesystem::copy_options::overwrite_existing);
    const std::string id = std::to_string(1 + random() % 20);
    const std::string place = std::to_string(1 + random() % 40);
    static constexpr char kDigits[] = "0123456789ABCDEF";
    const std::string byte = {kDigits[random() % 16], kDigits[random() % 16]};
    alter(path, "UPDATE segment SET bytes = CAST(substr(bytes, 1, " + place + " - 1) || x'" + byte +
                    "' || substr(bytes, " + place + " + 1) AS BLOB) WHERE id = " + id);
    INFO("segment " << id << ", byte " << place << ": " << byte);
    auto store = openSqliteStore(path, model::Schema::builtin(), {});
    REQUIRE(store.ok());
    ScanVisitor ignore;
    const auto scanned = (*store)->scan(0, 99, ignore);
    if (!scanned) CHECK(scanned.error().code == ErrorCode::kCorrupt);
    const auto names = (*store)->nodeNames({0, 1, 2, 3});
    if (!names) CHECK(names.error().code == ErrorCode::kCorrupt);
    const auto receipt = (*store)->append(batchOf(1, {lookup("p", "k", "s", 1, {mention(node("host", "z.example"))})}));
    if (!receipt) CHECK(receipt.error().code == ErrorCode::kCorrupt);
    const auto troubles = (*store)->check();
    REQUIRE(troubles.ok());
    // The byte may have been the same before.
    if (!scanned || !names || !receipt) CHECK_FALSE(troubles->empty());
  }
}

TEST_CASE("the same batches give the same chain in every case of one identity") {
  TempFolder folder;
  openCase(folder.file("a.db"));
  std::filesystem::copy_file(folder.file("a.db"), folder.file("b.db"));
  fill(folder.file("a.db"));
  fill(folder.file("b.db"));
  CHECK(openCase(folder.file("a.db"))->newest()->chain == openCase(folder.file("b.db"))->newest()->chain);
}

}  // namespace clew::storage::test
