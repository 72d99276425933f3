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

}  // namespace clew::storage::test
