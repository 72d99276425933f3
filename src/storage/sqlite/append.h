// Writes batches: gives out the ids of nodes, sources, lookups and words, inserts the rows, links the chain.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "storage/sqlite/key_hash.h"
#include "storage/sqlite/key_index.h"
#include "storage/sqlite/node_names.h"
#include "storage/sqlite/segments.h"
#include "storage/sqlite/sqlite_store.h"

namespace clew::storage::sqlite {

/// Lives as long as a store that writes. Keeps statements prepared, and the names of nodes at hand.
class Appender {
 public:
  /// `names_memory`: bytes; names beyond it are sought on the disk.
  Appender(Connection& connection, const model::Schema& schema, std::string_view identity, std::size_t names_memory);

  Receipt append(const Batch& batch);
  Receipt pinList(std::string_view name, std::string_view text, Time learnt);

 private:
  struct Spelling {
    std::uint32_t node;
    std::string_view text;
    std::uint64_t times;
  };

  // append.cpp
  void begin();
  Receipt finish(Time learnt, const WriteNote& note, Receipt receipt);
  std::vector<std::size_t> newLookups(const Batch& batch, std::vector<std::uint64_t>& hashes, Receipt& receipt);
  void loadNames();
  void loadLookupKeys();
  std::vector<std::size_t> changedSets(const Batch& batch);
  void writeLookup(const model::LookupFacts& facts);
  void writeSets(const Batch& batch, const std::vector<std::size_t>& changed);

  // append_names.cpp: in `ids_` the node of every name of the batch, in the order in which the writers ask for them
  // (`lookups`: those that are new)
  void resolveNames(const Batch& batch, const std::vector<std::size_t>& lookups, const std::vector<std::size_t>& known);
  void nameFact(const model::Fact& fact);
  void nameSubject(const model::NodeName& name, bool is_sighted);
  void nameNode(const model::NodeName& name, bool is_sighted);
  void sight(model::TypeId stored_type, const model::NodeName& name);
  void giveIds();
  void writeSpellings();

  // append_facts.cpp
  void writeFact(const model::Fact& fact, std::int64_t lookup, SourceId source);
  void write(const model::LinkFact& fact, std::int64_t lookup, std::uint32_t position);
  void write(const model::PropertyFact& fact, std::int64_t lookup, std::uint32_t position);
  void write(const model::RedactedFact& fact, std::int64_t lookup, std::uint32_t position);
  void write(const model::AnswerFact& fact, std::int64_t lookup, std::uint32_t position);
  void write(const model::RetractionFact& fact, std::int64_t lookup, std::uint32_t position, SourceId source);
  std::int64_t wordId(Word word);
  std::int64_t typeId(model::TypeId type);
  std::int64_t relationId(model::RelationId relation, model::TypeId subject);
  std::int64_t propertyId(model::PropertyId property);
  SourceId sourceId(const std::string& name);
  std::uint64_t nextId() { return ids_[cursor_++]; }
  RowWriter& row(Table table) { return *writers_[table]; }

  Connection& connection_;
  const model::Schema& schema_;
  KeyHash hash_;
  std::array<RowDigest, kPlainTables> digests_;
  std::array<std::unique_ptr<RowWriter>, kPlainTables> writers_;
  Statement get_lookup_;
  KeyIndex lookup_keys_;

  // What the file holds, as of `seen_`; read again when another process has written since, or after a failure.
  std::optional<Generation> seen_;
  Words words_;
  std::vector<std::string> source_names_;
  std::unordered_map<std::string, SourceId> source_ids_;
  std::vector<std::int64_t> type_words_, property_words_;
  std::vector<std::int64_t> relation_words_;  // by relation and type of the subject
  NodeNames names_;

  // The batch in hand.
  Ends ends_{};
  BatchRow before_;
  std::int64_t raw_bytes_ = 0;
  std::unique_ptr<SegmentWriter> segments_;
  std::vector<NameKey> named_;         // in the order in which facts name nodes, but for subjects named again
  std::vector<std::uint32_t> places_;  // in named_, of every name of the batch
  std::vector<std::uint32_t> named_ids_;
  std::size_t subject_ = 0;         // one more than the place in named_ of the last subject; 0: there is none
  std::vector<std::uint32_t> ids_;  // of every name of the batch
  std::vector<std::pair<std::size_t, std::string_view>> sighted_;  // place in ids_, spelling
  std::size_t cursor_ = 0;
};

/// Every name and word must be of the schema: what is not is a defect of the caller.
std::optional<Error> faultOf(const model::LookupFacts& lookup, const model::Schema& schema);
std::optional<Error> faultOf(const std::vector<SetChange>& sets, const std::vector<NodeNote>& notes,
                             const model::Schema& schema);

}  // namespace clew::storage::sqlite
