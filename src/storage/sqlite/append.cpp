#include "storage/sqlite/append.h"

#include <algorithm>
#include <unordered_set>

#include "common/compress.h"
#include "common/files.h"

namespace clew::storage::sqlite {

namespace {

constexpr int kRawLevel = 3;

const char* const kLookupText =
    "SELECT l.id, s.name, l.kind, l.subject, l.outcome, l.fetched, l.part, l.sha256 FROM lookup l "
    "JOIN source s ON s.id = l.source WHERE l.id ";

std::string identityAt(const Statement& row) {
  model::Lookup lookup;
  lookup.provider = row.stringAt(1);
  lookup.kind = row.stringAt(2);
  lookup.subject = row.stringAt(3);
  lookup.outcome = static_cast<model::Outcome>(row.integerAt(4));
  lookup.fetched = row.isNull(5) ? kNoTime : row.integerAt(5);
  lookup.part = static_cast<std::uint32_t>(row.integerAt(6));
  lookup.sha256 = row.stringAt(7);
  return lookupIdentity(lookup);
}

}  // namespace

Appender::Appender(Connection& connection, const model::Schema& schema, std::string_view identity,
                   std::size_t names_memory)
    : connection_(connection),
      schema_(schema),
      hash_(identity, schema),
      get_lookup_(connection, std::string(kLookupText) + "= ?1"),
      lookup_keys_(connection, KeyIndex::Kind::kLookup, kTables[kLookup].first),
      words_(schema),
      names_(hash_, folderOf(connection.path()), names_memory) {
  for (std::size_t table = 0; table < kPlainTables; ++table)
    writers_[table] = std::make_unique<RowWriter>(connection, static_cast<Table>(table), digests_[table]);
  segments_ = std::make_unique<SegmentWriter>(*writers_[kSegment], ends_);
}

// Brings what is kept in memory up to what the file holds. Inside the write transaction.
void Appender::begin() {
  before_ = newestBatch(connection_);
  ends_ = before_.ends;
  raw_bytes_ = before_.raw_bytes;
  segments_->clear();
  named_.clear();
  places_.clear();
  named_ids_.clear();
  subject_ = 0;
  ids_.clear();
  sighted_.clear();
  cursor_ = 0;
  for (RowDigest& digest : digests_) digest.finish();
  if (seen_ == before_.info.generation) return;
  if (!seen_) {
    words_.clear();
    names_.clear();
    type_words_.assign(schema_.types().size(), 0);
    property_words_.assign(schema_.properties().size(), 0);
    relation_words_.assign(schema_.relations().size() * schema_.types().size(), 0);
    source_names_.clear();
    source_ids_.clear();
  }
  words_.load(connection_, words_.next());
  Statement sources(connection_, "SELECT id, name FROM source WHERE id >= ?1 ORDER BY id");
  sources.integer(1, static_cast<std::int64_t>(source_names_.size()));
  while (sources.step()) {
    source_ids_.emplace(sources.stringAt(1), static_cast<SourceId>(sources.integerAt(0)));
    source_names_.push_back(sources.stringAt(1));
  }
  loadNames();
  loadLookupKeys();
}

// The names behind those that are known already.
void Appender::loadNames() {
  SegmentReader reader(connection_, segment::Kind::kNode, static_cast<std::int64_t>(names_.size()), ends_[kNode]);
  while (reader.next()) {
    const segment::Rows& rows = reader.segment().rows;
    std::vector<NameKey> block(rows.count);
    for (std::size_t row = 0; row < rows.count; ++row) {
      const model::TypeId type = words_.type(static_cast<std::int64_t>(rows.numbers[0][row]));
      const std::string_view name = rows.texts[0].at(row);
      block[row] = NameKey{hash_.ofNode(type, name), name, type};
    }
    constexpr std::size_t kAhead = 16;
    for (std::size_t row = 0; row < rows.count; ++row) {
      if (row + kAhead < rows.count) names_.prefetch(block[row + kAhead]);
      names_.add(block[row]);
    }
  }
}

// The runs of keys of lookups, and the keys of the rows behind them.
void Appender::loadLookupKeys() {
  lookup_keys_.load();
  Statement lookups(connection_, std::string(kLookupText) + ">= ?1 ORDER BY l.id");
  lookups.integer(1, lookup_keys_.covered());
  while (lookups.step())
    lookup_keys_.add(hash_.ofLookup(identityAt(lookups)), static_cast<std::uint32_t>(lookups.integerAt(0)));
}

Receipt Appender::append(const Batch& batch) {
  Transaction transaction(connection_, Transaction::Kind::kWrite);
  begin();
  seen_.reset();  // until the commit: a failure on the way leaves ids in memory that the file never had
  Receipt receipt;
  receipt.generation = before_.info.generation;
  std::vector<std::uint64_t> hashes;
  const std::vector<std::size_t> lookups = newLookups(batch, hashes, receipt);
  resolveNames(batch, lookups, receipt.known);
  const std::vector<std::size_t> changed = changedSets(batch);
  if (lookups.empty() && changed.empty() && batch.notes.empty()) {
    seen_ = before_.info.generation;
    return receipt;
  }
  writeSpellings();
  for (const std::size_t index : lookups) {
    lookup_keys_.add(hashes[index], static_cast<std::uint32_t>(ends_[kLookup]));
    writeLookup(batch.lookups[index]);
    receipt.facts += batch.lookups[index].facts.size();
  }
  lookup_keys_.settle();
  writeSets(batch, changed);
  for (const NodeNote& note : batch.notes)
    row(kNote).start(ends_[kNote]++).integer(ids_[cursor_++]).text(note.text).finish();
  receipt.lookups_new = lookups.size();
  receipt.nodes_new = static_cast<std::uint64_t>(ends_[kNode] - before_.ends[kNode]);
  receipt = finish(batch.learnt, batch.note, receipt);
  transaction.commit();
  seen_ = receipt.generation;
  return receipt;
}

Receipt Appender::pinList(std::string_view name, std::string_view text, Time learnt) {
  Transaction transaction(connection_, Transaction::Kind::kWrite);
  begin();
  seen_.reset();
  Receipt receipt;
  receipt.generation = before_.info.generation;
  if (pinnedList(connection_, name) == text) {
    seen_ = before_.info.generation;
    return receipt;
  }
  const std::string packed = compress(text);
  Statement noted(connection_, "INSERT OR REPLACE INTO meta(key, value) VALUES(?1, ?2)");
  const std::string key = listHashKey(name);
  const std::string hash = listHashText(ends_[kList], hash64(text));
  noted.text(1, key);
  noted.text(2, hash);
  noted.step();
  row(kList).start(ends_[kList]++).text(name).integer(static_cast<std::int64_t>(text.size())).blob(packed).finish();
  WriteNote note;
  note.who = "clew";
  note.because = "list '" + std::string(name) + "' pinned";
  receipt = finish(learnt, note, receipt);
  transaction.commit();
  seen_ = receipt.generation;
  return receipt;
}

// Links the chain and writes the batch row.
Receipt Appender::finish(Time learnt, const WriteNote& note, Receipt receipt) {
  ends_[kRaw] = ends_[kLookup];
  segments_->flush();
  receipt.generation = before_.info.generation + 1;
  const BatchHead head{static_cast<std::int64_t>(receipt.generation), learnt, note.who, note.query, note.because};
  Sha256::Digest before;
  if (receipt.generation == 1) {
    before = chainStart(sqlite::identityOf(connection_));
  } else {
    Statement chain(connection_, "SELECT chain FROM batch WHERE generation = ?1");
    chain.integer(1, head.generation - 1);
    if (!chain.step() || chain.bytesAt(0).size() != before.size()) connection_.fail(SQLITE_CORRUPT);
    std::copy_n(chain.bytesAt(0).data(), before.size(), reinterpret_cast<char*>(before.data()));
  }
  insertBatch(connection_, head, nextChain(before, head, digests_, before_.ends, ends_), raw_bytes_, ends_);
  return receipt;
}

// The indices of the lookups that the store does not hold; the hashes of all of them.
std::vector<std::size_t> Appender::newLookups(const Batch& batch, std::vector<std::uint64_t>& hashes,
                                              Receipt& receipt) {
  std::vector<std::string> identities;
  std::vector<char> is_known(batch.lookups.size(), 0);
  std::unordered_set<std::string_view> met;
  identities.reserve(batch.lookups.size());  // `met` looks into it
  std::vector<std::size_t> order;
  for (std::size_t index = 0; index < batch.lookups.size(); ++index) {
    identities.push_back(lookupIdentity(batch.lookups[index].lookup));
    hashes.push_back(hash_.ofLookup(identities.back()));
    is_known[index] = met.insert(identities.back()).second ? 0 : 1;
    order.push_back(index);
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return hashes[a] < hashes[b]; });
  std::vector<std::uint64_t> sorted;
  for (const std::size_t index : order) sorted.push_back(hashes[index]);
  lookup_keys_.find(sorted, [&](std::size_t position, std::uint32_t id) {
    get_lookup_.integer(1, id);
    Rewind rewind(get_lookup_);
    const bool is_same = get_lookup_.step() && identityAt(get_lookup_) == identities[order[position]];
    if (is_same) is_known[order[position]] = 1;
    return is_same;
  });
  std::vector<std::size_t> kept;
  for (std::size_t index = 0; index < batch.lookups.size(); ++index) {
    if (is_known[index] == 0)
      kept.push_back(index);
    else
      receipt.known.push_back(index);
  }
  receipt.lookups_known = receipt.known.size();
  return kept;
}

void Appender::writeLookup(const model::LookupFacts& facts) {
  const model::Lookup& lookup = facts.lookup;
  const SourceId source = sourceId(lookup.provider);
  const std::int64_t id = ends_[kLookup]++;
  if (id > std::int64_t{0xFFFFFFFF})
    throw Trouble{Error(ErrorCode::kFull, "the case " + connection_.path() + " holds as many lookups as a case can")};
  RowWriter& head = row(kLookup).start(id).integer(source).text(lookup.kind).text(lookup.subject);
  head.integer(static_cast<int>(lookup.outcome));
  if (lookup.fetched == kNoTime)
    head.null();
  else
    head.integer(lookup.fetched);
  head.text(lookup.from).integer(lookup.part).integer(lookup.first_line).text(lookup.sha256).finish();
  if (!lookup.raw.empty()) {
    const std::string packed = compress(lookup.raw, kRawLevel);
    row(kRaw).start(id).integer(static_cast<std::int64_t>(lookup.raw.size())).blob(packed).finish();
    raw_bytes_ += static_cast<std::int64_t>(lookup.raw.size());
  }
  for (const model::Fact& fact : facts.facts) writeFact(fact, id, source);
}

// A set that has the same members already is not written again. The members' ids lie in ids_ behind those of the facts;
// those of unchanged sets are taken out.
std::vector<std::size_t> Appender::changedSets(const Batch& batch) {
  std::size_t total = batch.notes.size();
  for (const SetChange& set : batch.sets) total += set.members.size();
  std::size_t place = ids_.size() - total;
  std::vector<std::size_t> changed;
  Statement held(connection_,
                 "SELECT m.node FROM set_member m WHERE m.version = (SELECT id FROM set_version WHERE name = ?1 "
                 "ORDER BY id DESC LIMIT 1) ORDER BY m.node");
  Statement known(connection_, "SELECT 1 FROM set_version WHERE name = ?1 LIMIT 1");
  for (std::size_t index = 0; index < batch.sets.size(); ++index) {
    const SetChange& set = batch.sets[index];
    const auto begin = ids_.begin() + static_cast<std::ptrdiff_t>(place);
    std::vector<std::uint32_t> wanted(begin, begin + static_cast<std::ptrdiff_t>(set.members.size()));
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    std::vector<std::uint32_t> members;
    held.text(1, set.name);
    while (held.step()) members.push_back(static_cast<std::uint32_t>(held.integerAt(0)));
    known.text(1, set.name);
    Rewind rewind(known);
    const bool again = std::any_of(changed.begin(), changed.end(),
                                   [&](std::size_t other) { return batch.sets[other].name == set.name; });
    if (!again && members == wanted && known.step()) {
      ids_.erase(begin, begin + static_cast<std::ptrdiff_t>(set.members.size()));
      continue;
    }
    changed.push_back(index);
    place += set.members.size();
  }
  return changed;
}

void Appender::writeSets(const Batch& batch, const std::vector<std::size_t>& changed) {
  for (const std::size_t index : changed) {
    const SetChange& set = batch.sets[index];
    const std::int64_t version = ends_[kSetVersion]++;
    row(kSetVersion).start(version).text(set.name).finish();
    std::vector<std::uint32_t> members;
    for (std::size_t member = 0; member < set.members.size(); ++member) members.push_back(ids_[cursor_++]);
    std::sort(members.begin(), members.end());
    members.erase(std::unique(members.begin(), members.end()), members.end());
    for (const std::uint32_t node : members)
      row(kSetMember).start(ends_[kSetMember]++).integer(version).integer(node).finish();
  }
}

}  // namespace clew::storage::sqlite
