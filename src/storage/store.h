// The Store seam: what keeps the truth of a case. SQLite is the first implementation; one conformance suite
// (tests/unit/storage) holds for every other.
//
// A store is an append-only log of batches. Nothing in it is ever looked up per node while a query runs: the replica
// (graph/) is the index. A batch is one transaction: it has a generation (1, 2, ...), a knowledge time and a chain hash
// over all that came before, and it is on the disk whole or not at all.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clew/error.h"
#include "model/fact.h"

namespace clew::storage {

using Generation = std::uint64_t;
using NodeId = std::uint32_t;    // dense from 0 in order of arrival, never reused
using SourceId = std::uint16_t;  // dense from 0
using LookupId = std::uint32_t;  // dense from 1; 0: none

/// One write of the analyst's, kept beside what it did.
struct WriteNote {
  std::string who;    // "ingest", "analyst"
  std::string query;  // the statement, for writes by a query
  std::string because;
};

struct SetChange {
  std::string name;                      // without the sigil
  std::vector<model::NodeName> members;  // the whole new content; an empty set stays known
};

struct NodeNote {
  model::NodeName of;
  std::string text;
};

/// What one transaction takes in. Facts are canonical already (model::canonical).
struct Batch {
  Time learnt = 0;
  WriteNote note;
  std::vector<model::LookupFacts> lookups;
  std::vector<SetChange> sets;
  std::vector<NodeNote> notes;
};

/// What an append did. A lookup that the store holds already (same provider, kind, subject, outcome, fetch time, and
/// raw hash) is skipped with all its facts; a batch of nothing new makes no generation.
struct Receipt {
  Generation generation = 0;  // after the append
  std::uint64_t lookups_new = 0;
  std::uint64_t lookups_known = 0;
  std::uint64_t nodes_new = 0;
  std::uint64_t facts = 0;         // written
  std::vector<std::size_t> known;  // which of Batch::lookups were held already, ascending
};

struct BatchInfo {
  Generation generation = 0;
  Time learnt = 0;
  std::string chain;  // SHA-256, hex, over the chain before and this batch's content
  WriteNote note;
  std::uint64_t facts = 0;  // links, properties, withheld traits, answers and retractions of all batches up to it
};

// What a scan hands out, by store id. Views live until the callback returns.
struct ScannedNode {
  NodeId id;
  model::TypeId type;
  std::string_view name;
};
struct ScannedSpelling {
  NodeId node;
  std::string_view text;
  std::uint32_t times;
};
struct Provenance {
  SourceId source;
  LookupId lookup;
  std::uint32_t position;
  Generation generation;
  Time learnt;
};
struct ScannedLink {
  NodeId from;
  model::RelationId relation;
  NodeId to;
  model::Sighting seen;
  Provenance by;
};
struct ScannedProperty {
  NodeId of;
  model::PropertyId property;
  std::string_view value;
  model::Sighting seen;
  Provenance by;
};
struct ScannedRedaction {
  NodeId of;
  model::RelationId trait;
  std::string_view text;
  model::Sighting seen;
  Provenance by;
};
struct ScannedAnswer {
  NodeId of;
  std::string_view kind;
  model::Outcome outcome;
  Time when;
  Provenance by;
};
struct ScannedRetraction {
  enum class Of : std::uint8_t { kLink, kProperty, kRedaction, kAnswer };
  Of of;
  NodeId from;
  model::RelationId relation;  // of a link or a withheld trait, else kNoRelation
  NodeId to;                   // of a link, else `from`
  model::PropertyId property;  // of a property, else kNoProperty
  std::string_view value;      // of a property; the text of a withheld trait; the kind of an answer
  SourceId source;             // whose word is taken back
  Time when;
  Generation generation;
};

/// What a scan calls. Nodes and links, of which there are many, come in stretches: who can take them so saves a call a
/// row.
class ScanVisitor {
 public:
  virtual ~ScanVisitor() = default;
  /// Asked every few thousand rows; an Error ends the scan, which fails with it.
  virtual Result<void> goesOn() { return {}; }
  virtual void nodes(std::span<const ScannedNode> rows) {
    for (const ScannedNode& row : rows) node(row);
  }
  virtual void links(std::span<const ScannedLink> rows) {
    for (const ScannedLink& row : rows) link(row);
  }
  virtual void node(const ScannedNode&) {}
  virtual void spelling(const ScannedSpelling&) {}
  virtual void link(const ScannedLink&) {}
  virtual void property(const ScannedProperty&) {}
  virtual void redaction(const ScannedRedaction&) {}
  virtual void answer(const ScannedAnswer&) {}
  virtual void retraction(const ScannedRetraction&) {}
};

struct SourceInfo {
  SourceId id = 0;
  std::string name;
  int default_confidence = 50;  // of observations that state none
};

struct StoredSet {
  std::string name;
  std::vector<NodeId> members;  // ascending
  Time saved = 0;
  Generation generation = 0;  // of the batch that wrote it
};

struct StoredNote {
  NodeId of;
  std::string text;
  Time when = 0;
};

struct LookupInfo {
  model::Lookup lookup;  // raw only when asked for
  LookupId id = 0;
  Generation generation = 0;  // of its batch
  Time learnt = 0;
};

/// A run of a saved query: what `new since last run` will compare with.
struct Run {
  std::string query;  // name of the saved query
  std::int64_t version = 0;
  std::string text_hash;  // of the canonical text
  std::string arguments;  // canonical text of the arguments
  Time now = 0;
  Time finished = 0;
  bool succeeded = false;
  Generation generation = 0;  // the state it saw
  std::string result;         // rows as JSON
};

struct StoreStats {
  std::vector<std::uint64_t> lookups_of_source;  // by SourceId
  std::uint64_t nodes = 0, links = 0, properties = 0, redactions = 0, answers = 0, lookups = 0, raw_bytes = 0,
                file_bytes = 0;
};

/// What Store::compact() did.
struct Compaction {
  std::uint64_t segments_before = 0;  // stretches of rows, each read by itself
  std::uint64_t segments_after = 0;
  std::uint64_t bytes_before = 0;  // of the file and what lies beside it
  std::uint64_t bytes_after = 0;
  std::string room_kept;  // why free room is still part of the file; empty: there is none
};

/// Stands for a state of the store; two of them can only be compared.
using CommitMark = std::array<std::uint64_t, 6>;

/// The truth of one case. One writer at a time, any number of readers in other processes; one Store object is used by
/// one thread at a time. A read-only store fails writes with kReadOnly.
class Store {
 public:
  virtual ~Store() = default;

  /// 32 hex digits, made with the case, kept by copies.
  virtual std::string identity() const = 0;
  virtual bool readOnly() const = 0;
  /// Of a read-only store: "file or folder cannot be written", "the disk is full, or a limit is reached".
  virtual std::string_view whyReadOnly() const { return "file or folder cannot be written"; }
  /// The newest batch; generation 0 and an empty chain when there is none. Sees other processes' commits.
  virtual Result<BatchInfo> newest() const = 0;
  /// Costs next to nothing. As long as it is the same, newest() gives the same; empty: only newest() can tell. Read it
  /// before newest(), so that a commit in between makes it look older than it is.
  virtual std::optional<CommitMark> commitMark() const { return std::nullopt; }
  /// The batch of that generation; empty when there is none.
  virtual Result<std::optional<BatchInfo>> batch(Generation generation) const = 0;
  virtual Result<std::vector<BatchInfo>> batches() const = 0;

  /// Appends durably. kFull, kBusy (another writer, after waiting some seconds), kReadOnly, kIo leave the store as it
  /// was.
  virtual Result<Receipt> append(const Batch& batch) = 0;

  /// Everything of the batches above `above` up to `upto`, each kind in the order it was written, nodes before what
  /// names them. All in one read transaction.
  virtual Result<void> scan(Generation above, Generation upto, ScanVisitor& visitor) const = 0;

  virtual Result<std::vector<SourceInfo>> sources() const = 0;
  virtual Result<std::optional<LookupInfo>> lookup(LookupId id, bool with_raw) const = 0;
  /// Types and names of nodes, in the order asked; kInternal for an id that was never given. For members of sets and
  /// notes.
  virtual Result<std::vector<model::NodeName>> nodeNames(const std::vector<NodeId>& ids) const = 0;
  virtual Result<std::vector<StoredSet>> sets() const = 0;
  /// The sets as they were after that batch.
  virtual Result<std::vector<StoredSet>> setsAt(Generation upto) const = 0;
  virtual Result<std::vector<StoredNote>> notes() const = 0;

  /// The texts of lists that the case pins: "suffixes", "redaction", "schema". Empty when it pins none of that name.
  virtual Result<std::optional<std::string>> list(std::string_view name) const = 0;
  /// hash64 of that text; empty when none is pinned. Costs less than the text does.
  virtual Result<std::optional<std::uint64_t>> listHash(std::string_view name) const = 0;
  /// Pins another text: a batch of its own, so that the replica is rebuilt.
  virtual Result<Receipt> pinList(std::string_view name, std::string_view text, Time learnt) = 0;

  virtual Result<void> recordRun(const Run& run) = 0;
  virtual Result<std::optional<Run>> lastRun(std::string_view query, std::string_view arguments) const = 0;
  /// The last one that succeeded.
  virtual Result<std::optional<Run>> lastGoodRun(std::string_view query, std::string_view arguments) const = 0;

  virtual Result<StoreStats> stats() const = 0;
  /// Brings what many small batches wrote together and gives free room back to the file system. Changes nothing that
  /// any other function tells but sizes: batches, generations, ids and the chain stay. Whole or not at all; others may
  /// read meanwhile. kBusy (another writer, after waiting some seconds), kFull, kReadOnly, kIo leave the store as it
  /// was. A store that has nothing to gain does nothing.
  virtual Result<Compaction> compact() { return Compaction(); }
  /// Full integrity: the file, the foreign keys, the chain. Empty when sound, else a sentence for each trouble.
  virtual Result<std::vector<std::string>> check() const = 0;
};

struct StoreOptions {
  bool create = false;                                // make the file when it is missing; else kNotFound
  bool read_only = false;                             // also chosen by itself when file or medium cannot be written
  std::size_t names_memory = std::size_t{320} << 20;  // bytes; a writer seeks names beyond it in files beside the case
};

/// Opens a case file. kNotFound, kForeign ("x is no Clew case: it is a PNG image / another program's SQLite file"),
/// kNewerVersion, kCorrupt, kIo (a folder, no permission). `schema` must outlive the store.
Result<std::unique_ptr<Store>> openSqliteStore(const std::string& path, const model::Schema& schema,
                                               StoreOptions options);
/// Makes the schema that a case is opened with of the list "schema" that it pins, if it does.
using SchemaChoice = std::function<Result<const model::Schema*>(const std::optional<std::string>& pinned)>;
/// The same, for who does not know the schema before the case is open; fails with what `choose` fails with.
Result<std::unique_ptr<Store>> openSqliteStore(const std::string& path, const SchemaChoice& choose,
                                               StoreOptions options);

}  // namespace clew::storage
