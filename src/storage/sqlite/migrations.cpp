#include "storage/sqlite/migrations.h"

#include <array>

#include "storage/sqlite/tables.h"

namespace clew::storage::sqlite {

namespace {

// Rows of one batch are inserted by one writer that gives out the ids itself, so references between the bulk tables
// and the nodes are not declared: they hold by construction, and check() tests them as ranges in one pass, where a
// declared reference would cost two look-ups a row. The references to what is small are declared.
constexpr const char* kVersion1 = R"(
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO meta(key, value) VALUES('identity', lower(hex(randomblob(16))));

CREATE TABLE batch(
  generation INTEGER PRIMARY KEY, learnt INTEGER NOT NULL,
  who TEXT NOT NULL, query TEXT NOT NULL, because TEXT NOT NULL,
  chain BLOB NOT NULL, raw_bytes INTEGER NOT NULL,
  word_end INTEGER NOT NULL, source_end INTEGER NOT NULL, lookup_end INTEGER NOT NULL, raw_end INTEGER NOT NULL,
  node_end INTEGER NOT NULL, spelling_end INTEGER NOT NULL, link_end INTEGER NOT NULL, property_end INTEGER NOT NULL,
  redaction_end INTEGER NOT NULL, answer_end INTEGER NOT NULL, retraction_end INTEGER NOT NULL,
  set_version_end INTEGER NOT NULL, set_member_end INTEGER NOT NULL, note_end INTEGER NOT NULL,
  list_end INTEGER NOT NULL) STRICT;

CREATE TABLE word(
  id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL,
  subject TEXT NOT NULL, object TEXT NOT NULL, UNIQUE(kind, name, subject, object)) STRICT;
CREATE TABLE source(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, confidence INTEGER NOT NULL) STRICT;

CREATE TABLE lookup(
  id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source(id), kind TEXT NOT NULL, subject TEXT NOT NULL,
  outcome INTEGER NOT NULL, fetched INTEGER, origin TEXT NOT NULL, part INTEGER NOT NULL, first_line INTEGER NOT NULL,
  sha256 TEXT NOT NULL) STRICT;
CREATE TABLE raw(id INTEGER PRIMARY KEY REFERENCES lookup(id), size INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;

CREATE TABLE node(id INTEGER PRIMARY KEY, type INTEGER NOT NULL, name TEXT NOT NULL) STRICT;
CREATE TABLE spelling(id INTEGER PRIMARY KEY, node INTEGER NOT NULL, text TEXT NOT NULL, times INTEGER NOT NULL) STRICT;

CREATE TABLE link(
  id INTEGER PRIMARY KEY, lookup INTEGER NOT NULL, position INTEGER NOT NULL,
  from_node INTEGER NOT NULL, relation INTEGER NOT NULL, to_node INTEGER NOT NULL,
  first INTEGER, last INTEGER, times INTEGER NOT NULL, ttl INTEGER NOT NULL, confidence INTEGER,
  precision INTEGER NOT NULL) STRICT;
CREATE TABLE property(
  id INTEGER PRIMARY KEY, lookup INTEGER NOT NULL, position INTEGER NOT NULL,
  node INTEGER NOT NULL, property INTEGER NOT NULL, value TEXT NOT NULL,
  first INTEGER, last INTEGER, times INTEGER NOT NULL, ttl INTEGER NOT NULL, confidence INTEGER,
  precision INTEGER NOT NULL) STRICT;
CREATE TABLE redaction(
  id INTEGER PRIMARY KEY, lookup INTEGER NOT NULL, position INTEGER NOT NULL,
  node INTEGER NOT NULL, trait INTEGER NOT NULL, text TEXT NOT NULL,
  first INTEGER, last INTEGER, times INTEGER NOT NULL, ttl INTEGER NOT NULL, confidence INTEGER,
  precision INTEGER NOT NULL) STRICT;
CREATE TABLE answer(
  id INTEGER PRIMARY KEY, lookup INTEGER NOT NULL, position INTEGER NOT NULL,
  node INTEGER NOT NULL, question INTEGER NOT NULL, outcome INTEGER NOT NULL, answered INTEGER) STRICT;
CREATE TABLE retraction(
  id INTEGER PRIMARY KEY, lookup INTEGER NOT NULL REFERENCES lookup(id), position INTEGER NOT NULL,
  from_node INTEGER NOT NULL REFERENCES node(id), relation INTEGER REFERENCES word(id),
  to_node INTEGER REFERENCES node(id), property INTEGER REFERENCES word(id), value TEXT,
  source INTEGER NOT NULL REFERENCES source(id), retracted INTEGER, because TEXT NOT NULL) STRICT;

CREATE TABLE key_run(
  id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, level INTEGER NOT NULL, bits INTEGER NOT NULL,
  count INTEGER NOT NULL, first INTEGER NOT NULL, "end" INTEGER NOT NULL) STRICT;
CREATE TABLE key_block(id INTEGER PRIMARY KEY, keys BLOB NOT NULL) STRICT;

CREATE TABLE set_version(id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE INDEX set_version_name ON set_version(name, id);
CREATE TABLE set_member(
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL REFERENCES set_version(id),
  node INTEGER NOT NULL REFERENCES node(id)) STRICT;
CREATE INDEX set_member_version ON set_member(version, node);
CREATE TABLE note(id INTEGER PRIMARY KEY, node INTEGER NOT NULL REFERENCES node(id), text TEXT NOT NULL) STRICT;
CREATE TABLE list(id INTEGER PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL, text BLOB NOT NULL) STRICT;

CREATE TABLE run(
  id INTEGER PRIMARY KEY, query TEXT NOT NULL, version INTEGER NOT NULL, text_hash TEXT NOT NULL,
  arguments TEXT NOT NULL, now INTEGER NOT NULL, finished INTEGER NOT NULL, succeeded INTEGER NOT NULL,
  generation INTEGER NOT NULL, result TEXT NOT NULL) STRICT;
CREATE INDEX run_query ON run(query, arguments, id);
)";

// Nodes and facts become segments. Tables that named `node` are made anew, since a reference cannot be taken off.
constexpr const char* kVersion2 = R"(
CREATE TABLE segment(
  id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, first INTEGER NOT NULL, rows INTEGER NOT NULL,
  bytes BLOB NOT NULL) STRICT;
CREATE UNIQUE INDEX segment_first ON segment(kind, first);
ALTER TABLE batch RENAME TO batch_1;
CREATE TABLE batch(
  generation INTEGER PRIMARY KEY, learnt INTEGER NOT NULL,
  who TEXT NOT NULL, query TEXT NOT NULL, because TEXT NOT NULL,
  chain BLOB NOT NULL, raw_bytes INTEGER NOT NULL,
  word_end INTEGER NOT NULL, source_end INTEGER NOT NULL, lookup_end INTEGER NOT NULL, raw_end INTEGER NOT NULL,
  segment_end INTEGER NOT NULL, set_version_end INTEGER NOT NULL, set_member_end INTEGER NOT NULL,
  note_end INTEGER NOT NULL, list_end INTEGER NOT NULL,
  node_end INTEGER NOT NULL, spelling_end INTEGER NOT NULL, link_end INTEGER NOT NULL, property_end INTEGER NOT NULL,
  redaction_end INTEGER NOT NULL, answer_end INTEGER NOT NULL, retraction_end INTEGER NOT NULL) STRICT;
CREATE TABLE member_2(
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL REFERENCES set_version(id), node INTEGER NOT NULL) STRICT;
INSERT INTO member_2 SELECT id, version, node FROM set_member ORDER BY id;
DROP TABLE set_member;
ALTER TABLE member_2 RENAME TO set_member;
CREATE INDEX set_member_version ON set_member(version, node);
CREATE TABLE note_2(id INTEGER PRIMARY KEY, node INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
INSERT INTO note_2 SELECT id, node, text FROM note ORDER BY id;
DROP TABLE note;
ALTER TABLE note_2 RENAME TO note;
)";

constexpr const char* kAfterVersion2 = R"(
DROP TABLE batch_1;
DROP TABLE retraction;
DROP TABLE answer;
DROP TABLE redaction;
DROP TABLE property;
DROP TABLE link;
DROP TABLE spelling;
DROP TABLE node;
DELETE FROM key_block WHERE id >> 32 IN (SELECT id FROM key_run WHERE kind = 1);
DELETE FROM key_run WHERE kind = 1;
)";

constexpr std::array<MigrationStep, 2> kSteps = {{
    {1, kVersion1},
    {2, kVersion2, packRows, kAfterVersion2},
}};

static_assert(kSteps.back().to + 1 == kBundledLayout);

/// Tables are remade in a migration, so references are not held against half of them; put back however it ends.
class NoReferences {
 public:
  explicit NoReferences(Connection& connection) : connection_(connection) {
    connection_.run("PRAGMA foreign_keys = OFF");
  }
  ~NoReferences() { sqlite3_exec(connection_.handle(), "PRAGMA foreign_keys = ON", nullptr, nullptr, nullptr); }
  NoReferences(const NoReferences&) = delete;
  NoReferences& operator=(const NoReferences&) = delete;

 private:
  Connection& connection_;
};

}  // namespace

std::span<const MigrationStep> migrationSteps() {
  return kSteps;
}

void migrate(Connection& connection, std::span<const MigrationStep> steps) {
  const int newest = steps.back().to;
  if (connection.number("PRAGMA user_version") == newest) return;
  const NoReferences no_references(connection);
  Transaction transaction(connection, Transaction::Kind::kExclusive);
  const std::int64_t version = connection.number("PRAGMA user_version");  // another process may have been faster
  if (version > newest) {
    throw Trouble{Error(ErrorCode::kNewerVersion,
                        "the case " + connection.path() + " was written by a newer Clew (layout " +
                            std::to_string(version) + ", this one knows up to " + std::to_string(newest) + ")")};
  }
  for (const MigrationStep& step : steps) {
    if (step.to <= version) continue;
    connection.run(step.sql);
    if (step.run != nullptr) step.run(connection);
    if (step.after != nullptr) connection.run(step.after);
  }
  connection.run(("PRAGMA user_version = " + std::to_string(newest)).c_str());
  connection.run(("PRAGMA application_id = " + std::to_string(kApplicationId)).c_str());
  transaction.commit();
}

}  // namespace clew::storage::sqlite
