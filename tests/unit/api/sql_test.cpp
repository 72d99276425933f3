// SQL over a case: every table and column, how rows are found, and that nothing but reading is possible.
#include <clew/clew.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>

#include "support/process.h"

namespace clew {
namespace {

constexpr const char* kFacts =
    R"({"fact":"link","from":{"type":"domain","name":"corvusrex.com"},"relation":"ip","to":{"type":"ip","name":"192.0.2.1"},"first":"2022-01-01T00:00:00Z","last":"2022-03-05T10:00:00Z","times":3,"confidence":80,"source":"dnsdb","learnt":"2022-10-18T08:00:00Z"}
{"fact":"link","from":{"type":"domain","name":"corvusrex.com"},"relation":"ip","to":{"type":"ip","name":"192.0.2.1"},"first":"2022-06-01T00:00:00Z","last":"2022-06-02T00:00:00Z","source":"whoisxml","learnt":"2022-10-18T08:00:00Z"}
{"fact":"link","from":{"type":"domain","name":"b.example"},"relation":"ip","to":{"type":"ip","name":"192.0.2.1"},"source":"dnsdb","learnt":"2022-10-18T08:00:00Z"}
{"fact":"link","from":{"type":"host","name":"www.b.example"},"relation":"ip","to":{"type":"ip","name":"192.0.2.2"},"source":"dnsdb","learnt":"2022-10-18T08:00:00Z"}
{"fact":"link","from":{"type":"domain","name":"b.example"},"relation":"org","to":{"type":"org","name":"Bobby'); DROP TABLE node;--"},"source":"whoisxml","learnt":"2022-10-18T08:00:00Z"}
{"fact":"property","of":{"type":"domain","name":"corvusrex.com"},"property":"created","value":"2019-10-30T00:00:00Z","first":"2022-01-01T00:00:00Z","last":"2022-01-01T00:00:00Z","source":"whoisxml","learnt":"2022-10-18T08:00:00Z"}
)";

using Rows = std::vector<std::string>;

struct SqlCase {
  test::TemporaryFolder folder;
  std::unique_ptr<Case> owner;
  explicit SqlCase(const std::string& facts = kFacts) {
    OpenOptions options;
    options.create = true;
    auto opened = Case::open(folder.file("a.db"), options);
    REQUIRE(opened.ok());
    owner = std::move(opened).value();
    const auto report = owner->ingest({folder.write("f.jsonl", facts)}, {}, 1666080000);
    REQUIRE(report.ok());
    REQUIRE(report->rejected == 0);
  }
  /// The rows of the last answer, cells with bars between them.
  Rows rows(const std::string& text, const RunOptions& options = {}) const {
    Rows out;
    INFO(text);
    const auto ran = owner->sql(text, options, [&](const Answer& answer) {
      out.clear();
      for (std::size_t row = 0; row < answer.table.rowCount(); ++row) {
        std::string line;
        for (std::size_t i = 0; i < answer.table.columns.size(); ++i)
          line += (i == 0 ? "" : "|") + (answer.table.at(row, i).isMissing() ? "" : cellText(answer.table.at(row, i)));
        out.push_back(line);
      }
      return true;
    });
    if (!ran) FAIL(text << ": " << ran.error().message);
    return out;
  }
  Error error(const std::string& text, const RunOptions& options = {}) const {
    INFO(text);
    const auto ran = owner->sql(text, options, {});
    REQUIRE_FALSE(ran.ok());
    return ran.error();
  }
  Rows columns(const std::string& table) const { return rows("SELECT name FROM pragma_table_info('" + table + "')"); }
  std::string plan(const std::string& text) const {
    std::string out;
    for (const std::string& row : rows("EXPLAIN QUERY PLAN " + text)) out += row.substr(row.rfind('|') + 1) + "\n";
    return out;
  }
};

TEST_CASE("the tables of SQL have these columns") {
  const SqlCase sql;
  CHECK(sql.columns("node") == Rows{"type", "name", "display"});
  CHECK(sql.columns("link") == Rows{"from_type", "from_name", "relation", "to_type", "to_name", "first", "last",
                                    "times", "sources", "observations"});
  const Rows seen = {"first",  "last",      "times", "confidence", "source",
                     "learnt", "retracted", "ttl",   "lookup",     "lookups"};
  Rows observation = {"from_type", "from_name", "relation", "to_type", "to_name"};
  observation.insert(observation.end(), seen.begin(), seen.end());
  CHECK(sql.columns("observation") == observation);
  Rows property = {"type", "name", "property", "value"};
  property.insert(property.end(), seen.begin(), seen.end());
  CHECK(sql.columns("property") == property);
  CHECK(sql.columns("lookup") == Rows{"id", "source", "kind", "subject", "outcome", "fetched", "learnt", "origin",
                                      "part", "first_line", "sha256", "raw"});
}

TEST_CASE("nodes and links as rows") {
  const SqlCase sql;
  CHECK(sql.rows("SELECT type, name FROM node WHERE type IN ('domain', 'host', 'ip') ORDER BY 1, 2") ==
        Rows{"domain|b.example", "domain|corvusrex.com", "host|www.b.example", "ip|192.0.2.1", "ip|192.0.2.2"});
  CHECK(sql.rows("SELECT * FROM link WHERE from_name = 'corvusrex.com'") ==
        Rows{"domain|corvusrex.com|ip|ip|192.0.2.1|2022-01-01T00:00:00Z|2022-06-02T00:00:00Z|4|2|2"});
  CHECK(sql.rows("SELECT from_name, first FROM link WHERE to_name = '192.0.2.1' ORDER BY 1") ==
        Rows{"b.example|", "corvusrex.com|2022-01-01T00:00:00Z"});
}

TEST_CASE("observations, properties and lookups as rows") {
  const SqlCase sql;
  CHECK(sql.rows("SELECT first, last, times, confidence, source, learnt, retracted, ttl FROM observation"
                 " WHERE from_name = 'corvusrex.com' AND relation = 'ip'") ==
        Rows{"2022-01-01T00:00:00Z|2022-03-05T10:00:00Z|3|80|dnsdb|2022-10-18T08:00:00Z||",
             "2022-06-01T00:00:00Z|2022-06-02T00:00:00Z|1||whoisxml|2022-10-18T08:00:00Z||"});
  CHECK(sql.rows("SELECT type, name, property, value, source FROM property") ==
        Rows{"domain|corvusrex.com|created|2019-10-30T00:00:00Z|whoisxml"});
  // each observation's record can be read
  CHECK(sql.rows("SELECT count(*) FROM observation o JOIN lookup l ON l.id = o.lookup"
                 " WHERE instr(l.raw, o.to_name) > 0 AND l.source = o.source")
            .front() == sql.rows("SELECT count(*) FROM observation WHERE relation = 'ip'").front());
  CHECK(sql.rows("SELECT count(*) FROM observation, json_each(lookups) j JOIN lookup l ON l.id = j.value"
                 " WHERE relation = 'ip'") == Rows{"4"});
  CHECK(
      sql.rows("SELECT DISTINCT kind, outcome, length(sha256), origin LIKE '%f.jsonl', fetched IS NULL OR 1, part >= 0"
               " FROM lookup") == Rows{"facts|found|64|1|1|1"});
  CHECK(sql.rows("SELECT raw FROM lookup WHERE id = -1 OR id = 0 OR id = 99999 OR id = 'x' OR id = 1.5").empty());
}

TEST_CASE("what was retracted is an observation with its time, and no link") {
  const SqlCase sql(std::string(kFacts) +
                    R"({"fact":"retracted","of":{"fact":"link","from":{"type":"domain","name":"b.example"},)"
                    R"("relation":"ip","to":{"type":"ip","name":"192.0.2.1"},"source":"dnsdb"},)"
                    R"("when":"2022-10-18T08:00:00Z","because":"wrong"})"
                    "\n");
  CHECK(sql.rows("SELECT count(*) FROM link WHERE from_name = 'b.example' AND relation = 'ip'") == Rows{"0"});
  CHECK(sql.rows("SELECT to_name, retracted FROM observation WHERE from_name = 'b.example' AND relation = 'ip'") ==
        Rows{"192.0.2.1|2022-10-18T08:00:00Z"});
}

TEST_CASE("rows are found by names, types and relations without reading all") {
  const SqlCase sql;
  const std::map<std::string, std::string> wanted = {
      {"SELECT * FROM node WHERE name = 'b.example'", "INDEX 1:name"},
      {"SELECT * FROM node WHERE name = 'b.example' AND type = 'domain'", "INDEX 0:name,type"},
      {"SELECT * FROM node WHERE type = 'domain'", "INDEX 2:type"},
      {"SELECT * FROM node", "INDEX 3:all"},
      {"SELECT * FROM link WHERE from_name = 'b.example'", "INDEX 3:from_name"},
      {"SELECT * FROM link WHERE from_name = 'b.example' AND relation = 'ip'", "INDEX 1:from_name,relation"},
      {"SELECT * FROM link WHERE to_name = '192.0.2.1' AND relation = 'ip'", "INDEX 5:to_name,relation"},
      {"SELECT * FROM observation WHERE to_name = '192.0.2.1'", "INDEX 7:to_name"},
      {"SELECT * FROM observation WHERE relation = 'ip'", "INDEX 9:relation"},
      {"SELECT * FROM property WHERE name = 'b.example' AND property = 'created'", "INDEX 1:name,property"},
      {"SELECT * FROM lookup WHERE id = 3", "INDEX 0:id"},
      {"SELECT * FROM lookup WHERE source = 'dnsdb'", "INDEX 1:all"},
      // another collation finds other rows than the name does
      {"SELECT * FROM node WHERE name = 'B.example' COLLATE NOCASE", "INDEX 3:all"},
  };
  for (const auto& [text, index] : wanted) {
    INFO(text << "\n" << sql.plan(text));
    CHECK(sql.plan(text).find("VIRTUAL TABLE " + index + "\n") != std::string::npos);
  }
  CHECK(sql.rows("SELECT count(*) FROM node WHERE name = 'B.example' COLLATE NOCASE") == Rows{"1"});
  // a join goes from row to row by name
  const std::string join = sql.plan(
      "SELECT DISTINCT b.from_name FROM link a JOIN link b ON b.to_name = a.to_name AND b.relation = a.relation"
      " WHERE a.from_name = 'b.example'");
  INFO(join);
  CHECK(join.find("all") == std::string::npos);
}

TEST_CASE("the sides of an OR, and values of other types, find what is there") {
  const SqlCase sql;
  CHECK(sql.rows("SELECT count(*) FROM link WHERE from_name = 'corvusrex.com' OR to_name = '192.0.2.1'") == Rows{"2"});
  CHECK(sql.rows("SELECT count(*) FROM observation WHERE from_name = 'corvusrex.com' OR to_name = '192.0.2.1'") ==
        Rows{"3"});
  CHECK(sql.rows("SELECT count(DISTINCT rowid) FROM observation") == sql.rows("SELECT count(*) FROM observation"));
  for (const char* value : {"NULL", "5", "1.5", "x'62'", "'b.example' || char(0)"}) {
    INFO(value);
    CHECK(sql.rows("SELECT count(*) FROM node WHERE name = " + std::string(value)) == Rows{"0"});
  }
  CHECK(sql.rows("SELECT count(*) FROM lookup WHERE id = 1.0") == Rows{"1"});
  CHECK(sql.rows("SELECT count(*) FROM lookup WHERE id = '1'") == Rows{"1"});
}

TEST_CASE("hostile names are values and nothing else") {
  const SqlCase sql;
  CHECK(sql.rows("SELECT to_name FROM link WHERE relation = 'org'").size() == 1);
  CHECK(sql.rows("SELECT count(*) FROM link WHERE to_name = (SELECT name FROM node WHERE type = 'org')") == Rows{"1"});
  CHECK(sql.rows("SELECT count(*) > 0 FROM node") == Rows{"1"});
}

TEST_CASE("SQL only reads") {
  const SqlCase sql;
  const std::string elsewhere = sql.folder.file("other.db");
  const Rows refused = {
      "DELETE FROM node",
      "UPDATE node SET name = 'x'",
      "INSERT INTO link(from_name) VALUES ('x')",
      "DROP TABLE node",
      "CREATE TABLE t(x)",
      "CREATE TEMP TABLE t(x)",
      "CREATE VIEW v AS SELECT 1",
      "CREATE VIRTUAL TABLE t USING node",
      "CREATE TEMP TRIGGER t AFTER INSERT ON node BEGIN SELECT 1; END",
      "ATTACH '" + elsewhere + "' AS other",
      "DETACH main",
      "VACUUM",
      "VACUUM INTO '" + elsewhere + "'",
      "PRAGMA journal_mode = DELETE",
      "PRAGMA writable_schema = 1",
      "PRAGMA temp_store_directory = '/tmp'",
      "PRAGMA database_list",
      "SELECT * FROM pragma_database_list",
      "SELECT * FROM pragma_function_list",
      "UPDATE sqlite_master SET sql = ''",
      "DELETE FROM sqlite_master",
      "SELECT load_extension('x')",
      "BEGIN",
      "COMMIT",
      "SAVEPOINT s",
      "ANALYZE",
      "SELECT 1; DELETE FROM node",
      "WITH x AS (SELECT 1) DELETE FROM node",
      "EXPLAIN DELETE FROM node",
  };
  for (const std::string& text : refused) {
    INFO(text);
    const Error error = sql.error(text);
    CHECK(error.code == ErrorCode::kSyntax);
    CHECK_FALSE(error.message.empty());
  }
  CHECK_FALSE(std::filesystem::exists(elsewhere));
  CHECK(sql.rows("SELECT count(*) FROM node WHERE type = 'domain'") == Rows{"2"});
}

TEST_CASE("SQL that is wrong says where, and what there is") {
  const SqlCase sql;
  CHECK(sql.error("SELECT * FROM nodes").hint.find("node, link") != std::string::npos);
  CHECK(sql.error("SELECT nam FROM node").notes == Rows{"here: nam FROM node"});
  CHECK(sql.error("SELECT nam FROM node").message == "SQL: no such column: nam");
  CHECK(sql.error("SELCT 1").code == ErrorCode::kSyntax);
  CHECK(sql.error(std::string("SELECT 1\0;", 10)).code == ErrorCode::kSyntax);
  CHECK(sql.error("SELECT abs(-9223372036854775807 - 1)").code == ErrorCode::kSyntax);
  CHECK(sql.rows("  -- only a comment\n ; ;").empty());
}

TEST_CASE("several statements are answered in order, values of every kind are shown") {
  const SqlCase sql;
  Rows texts;
  const auto ran = sql.owner->sql("SELECT 1 AS a, 2 AS a;\nSELECT x'00ff', 2.5, NULL;", {}, [&](const Answer& answer) {
    texts.push_back(answer.text);
    if (texts.size() == 1) CHECK(answer.table.columns[1].name == "a_2");
    if (texts.size() == 2) CHECK(cellText(answer.table.at(0, 0)) == "X'00FF'");
    return true;
  });
  REQUIRE(ran.ok());
  CHECK(ran->answers == 2);
  CHECK(texts == Rows{"SELECT 1 AS a, 2 AS a;", "SELECT x'00ff', 2.5, NULL;"});
}

TEST_CASE("SQL ends when it should") {
  const SqlCase sql;
  const std::string endless = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT ";
  RunOptions options;
  options.timeout = std::chrono::milliseconds(30);
  CHECK(sql.error(endless + "count(*) FROM c", options).code == ErrorCode::kTimeout);
  sql.owner->cancel();
  CHECK(sql.error(endless + "count(*) FROM c").code == ErrorCode::kCancelled);
  CHECK(sql.error(endless + "n FROM c").code == ErrorCode::kBudget);
  RunOptions few;
  few.limit = 2;
  std::uint64_t total = 0;
  const auto ran =
      sql.owner->sql("SELECT name FROM node WHERE type = 'ip' UNION ALL SELECT 'x'", few, [&](const Answer& answer) {
        total = answer.total_rows;
        CHECK(answer.table.rowCount() == 2);
        return true;
      });
  CHECK(ran.ok());
  CHECK(total == 3);
}

TEST_CASE("an empty case has empty tables") {
  const test::TemporaryFolder folder;
  OpenOptions options;
  options.create = true;
  auto opened = Case::open(folder.file("a.db"), options);
  REQUIRE(opened.ok());
  for (const char* table : {"node", "link", "observation", "property", "lookup"}) {
    const auto ran = opened.value()->sql("SELECT * FROM " + std::string(table), {}, [](const Answer& answer) {
      CHECK(answer.table.rowCount() == 0);
      return true;
    });
    CHECK(ran.ok());
  }
}

}  // namespace
}  // namespace clew
