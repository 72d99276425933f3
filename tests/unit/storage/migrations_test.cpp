#include "storage/sqlite/migrations.h"

#include <array>
#include <catch2/catch.hpp>

#include "storage/sqlite/tables.h"
#include "unit/storage/support.h"

namespace clew::storage::test {

namespace {

using sqlite::Connection;
using sqlite::MigrationStep;

std::unique_ptr<Connection> connect(const std::string& path) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
  return std::make_unique<Connection>(handle, path);
}

const std::array<MigrationStep, 3> kSteps = {{
    {1, "CREATE TABLE thing(id INTEGER PRIMARY KEY, name TEXT); INSERT INTO thing VALUES(1, 'one')"},
    {2, "ALTER TABLE thing ADD COLUMN size INTEGER NOT NULL DEFAULT 7"},
    {3, "INSERT INTO thing VALUES(2, 'two', 8)"},
}};

}  // namespace

TEST_CASE("a new file takes every step") {
  TempFolder folder;
  auto connection = connect(folder.file("x.db"));
  sqlite::migrate(*connection, kSteps);
  CHECK(connection->number("PRAGMA user_version") == 3);
  CHECK(connection->number("PRAGMA application_id") == sqlite::kApplicationId);
  CHECK(connection->number("SELECT sum(size) FROM thing") == 15);
}

TEST_CASE("a file of an earlier version takes the steps above it, and keeps its rows") {
  TempFolder folder;
  {
    auto connection = connect(folder.file("x.db"));
    sqlite::migrate(*connection, std::span(kSteps).first(1));
    CHECK(connection->number("PRAGMA user_version") == 1);
    connection->run("INSERT INTO thing VALUES(9, 'mine')");
  }
  auto connection = connect(folder.file("x.db"));
  sqlite::migrate(*connection, kSteps);
  CHECK(connection->number("PRAGMA user_version") == 3);
  CHECK(connection->number("SELECT count(*) FROM thing") == 3);
  CHECK(connection->number("SELECT size FROM thing WHERE id = 9") == 7);
  sqlite::migrate(*connection, kSteps);  // nothing left to do
  CHECK(connection->number("SELECT count(*) FROM thing") == 3);
}

TEST_CASE("a step that fails leaves the file at the version that it had") {
  TempFolder folder;
  const std::array<MigrationStep, 3> broken = {{kSteps[0], kSteps[1], {3, "INSERT INTO nothing VALUES(1)"}}};
  auto connection = connect(folder.file("x.db"));
  sqlite::migrate(*connection, std::span(kSteps).first(1));
  CHECK_THROWS_AS(sqlite::migrate(*connection, broken), sqlite::Trouble);
  CHECK(connection->number("PRAGMA user_version") == 1);
  CHECK(connection->number("SELECT count(*) FROM pragma_table_info('thing')") == 2);
}

TEST_CASE("a file above the last step is refused") {
  TempFolder folder;
  auto connection = connect(folder.file("x.db"));
  sqlite::migrate(*connection, kSteps);
  try {
    sqlite::migrate(*connection, std::span(kSteps).first(2));
    FAIL("no refusal");
  } catch (const sqlite::Trouble& trouble) {
    CHECK(trouble.error.code == ErrorCode::kNewerVersion);
  }
}

TEST_CASE("the steps of this program are numbered without a gap") {
  int expected = 1;
  for (const MigrationStep& step : sqlite::migrationSteps()) CHECK(step.to == expected++);
}

TEST_CASE("a case of layout 1 is packed, and says the same") {
  TempFolder folder;
  const std::string path = folder.file("x.db");
  {
    auto connection = connect(path);
    sqlite::migrate(*connection, sqlite::migrationSteps().first(1));
    connection->run(R"(
UPDATE meta SET value = '00112233445566778899aabbccddeeff' WHERE key = 'identity';
INSERT INTO word VALUES(1, 1, 'host', '', ''), (2, 1, 'ip', '', ''), (3, 2, 'ip', 'host', 'ip'),
  (4, 3, 'status', '', ''), (5, 2, 'email', 'host', 'email'), (6, 4, 'registration', '', '');
INSERT INTO source VALUES(0, 'one', 50), (1, 'two', 50);
INSERT INTO lookup VALUES(1, 0, 'k', 's', 0, 5, 'a.json', 0, 0, ''), (2, 1, 'k', 's', 0, NULL, 'b.json', 0, 0, '');
INSERT INTO node VALUES(0, 1, 'a.example'), (1, 2, '192.0.2.1'), (2, 1, 'b.example');
INSERT INTO spelling VALUES(1, 0, 'A.example', 2);
INSERT INTO link VALUES(1, 1, 4, 0, 3, 1, 10, 20, 3, 300, 80, 2), (2, 2, 0, 2, 3, 1, NULL, NULL, 1, 0, NULL, 0);
INSERT INTO property VALUES(1, 1, 5, 0, 4, 'ok', NULL, 7, 1, 0, 0, 0);
INSERT INTO redaction VALUES(1, 1, 6, 0, 5, 'hidden', NULL, NULL, 1, 0, NULL, 0);
INSERT INTO answer VALUES(1, 2, 0, 2, 6, 1, NULL);
INSERT INTO retraction VALUES(1, 2, 1, 0, 3, 1, NULL, NULL, 0, 9, 'a mistake'),
  (2, 2, 2, 0, NULL, NULL, 4, 'ok', 0, NULL, '');
INSERT INTO set_version VALUES(1, 's');
INSERT INTO set_member VALUES(1, 1, 2);
INSERT INTO note VALUES(1, 0, 'a note');
INSERT INTO key_run VALUES(1, 1, 0, 0, 3, 0, 3);
INSERT INTO key_block VALUES(4294967296, x'00');
INSERT INTO batch VALUES(1, 100, 'ingest', 'q', 'b', zeroblob(32), 0, 6, 1, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1),
  (2, 200, 'analyst', '', '', zeroblob(32), 0, 7, 2, 3, 3, 3, 2, 3, 2, 2, 2, 3, 2, 2, 2, 1);
)");
  }
  StoreOptions reading;
  reading.read_only = true;
  CHECK(openSqliteStore(path, model::Schema::builtin(), reading).error().code == ErrorCode::kReadOnly);
  auto store = openCase(path);
  CHECK(store->check()->empty());
  CHECK(store->identity() == "00112233445566778899aabbccddeeff");
  CHECK(scanLines(*store) ==
        std::vector<std::string>{"node 0 host a.example", "node 1 ip 192.0.2.1", "node 2 host b.example",
                                 "spelling 0 A.example x2",
                                 "link 0 ip 1 [10,20d] x3 ttl 300 conf 80 by 0 lookup 1:4 in 1 at 100",
                                 "link 2 ip 1 [-,-] x1 ttl 0 conf -1 by 1 lookup 2:0 in 2 at 200",
                                 "property 0 status ok [-,7] x1 ttl 0 conf 0 by 0 lookup 1:5 in 1 at 100",
                                 "redaction 0 email hidden [-,-] x1 ttl 0 conf -1 by 0 lookup 1:6 in 1 at 100",
                                 "answer 2 registration 1 - by 1 lookup 2:0 in 2 at 200",
                                 "retraction 0 ip 1 of 0 when 9 in 2", "retraction 0 status ok of 0 when - in 2"});
  CHECK((*store->batch(1))->note.query == "q");
  CHECK((*store->sets())[0].members == std::vector<NodeId>{2});
  CHECK((*store->notes())[0].text == "a note");
  // It goes on as any other case.
  const auto receipt = store->append(
      batchOf(300, {lookup("one", "k", "t", 1, {link(node("host", "b.example"), "ip", node("ip", "192.0.2.1"))})}));
  REQUIRE(receipt.ok());
  CHECK(receipt->nodes_new == 0);
  store.reset();
  store = openCase(path);
  CHECK(store->check()->empty());
  auto connection = connect(path);
  CHECK(connection->number("PRAGMA user_version") == 2);
  CHECK(connection->number("SELECT count(*) FROM sqlite_schema WHERE name IN ('node', 'link', 'batch_1')") == 0);
  CHECK(connection->number("SELECT count(*) FROM pragma_foreign_key_list('set_member')") == 1);
}

TEST_CASE("a damaged case of layout 1 is refused and stays as it was") {
  TempFolder folder;
  const std::string path = folder.file("x.db");
  {
    auto connection = connect(path);
    sqlite::migrate(*connection, sqlite::migrationSteps().first(1));
    connection->run(
        "INSERT INTO batch VALUES(1, 1, '', '', '', zeroblob(32), 0, 1, 0, 1, 1, 5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)");
  }
  auto store = openSqliteStore(path, model::Schema::builtin(), {});
  REQUIRE_FALSE(store.ok());
  CHECK(store.error().code == ErrorCode::kCorrupt);
  CHECK(connect(path)->number("PRAGMA user_version") == 1);
}

}  // namespace clew::storage::test
