// From names to node ids. A batch's names are looked for in memory first; what is left is looked for in the file in the
// order of its hashes, so that neighbouring keys of the index are read together; what is new then gets the next ids, in
// the order of arrival.
#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "storage/sqlite/append.h"

namespace clew::storage::sqlite {

namespace {

constexpr std::int64_t kMostNodes = 0xFFFFFFFF;  // the last number means "none" in tables of ids

}  // namespace

void Appender::resolveNames(const Batch& batch, const std::vector<std::size_t>& lookups) {
  for (const std::size_t index : lookups) {
    for (const model::Fact& fact : batch.lookups[index].facts) resolveFact(fact);
  }
  for (const SetChange& set : batch.sets) {
    for (const model::NodeName& member : set.members) resolveName(member, false);
  }
  for (const NodeNote& note : batch.notes) resolveName(note.of, false);
  findPending();
}

void Appender::resolveFact(const model::Fact& fact) {
  if (const auto* link = std::get_if<model::LinkFact>(&fact.body)) {
    resolveName(link->from, true);
    resolveName(link->to, true);
  } else if (const auto* property = std::get_if<model::PropertyFact>(&fact.body)) {
    resolveName(property->of, true);
  } else if (const auto* redacted = std::get_if<model::RedactedFact>(&fact.body)) {
    resolveName(redacted->of, true);
  } else if (const auto* answer = std::get_if<model::AnswerFact>(&fact.body)) {
    resolveName(answer->of, true);
  } else if (const auto* mention = std::get_if<model::MentionFact>(&fact.body)) {
    resolveName(mention->node, true);
  } else if (const auto* retraction = std::get_if<model::RetractionFact>(&fact.body)) {
    if (const auto* taken = std::get_if<model::LinkFact>(&retraction->what)) {
      resolveName(taken->from, false);
      resolveName(taken->to, false);
    } else {
      resolveName(std::get<model::PropertyFact>(retraction->what).of, false);
    }
  }
}

void Appender::resolveName(const model::NodeName& name, bool is_sighted) {
  const model::TypeId type = schema_.storedType(name.type);
  const std::uint64_t hash = hash_.ofNode(type, name.name);
  std::uint32_t id = cache_.find(hash, type, name.name);
  if (id == NameTable::kNone) {
    std::uint32_t number = pending_numbers_.find(hash, type, name.name);
    if (number == NameTable::kNone) {
      number = static_cast<std::uint32_t>(pending_.size());
      pending_numbers_.insert(hash, type, name.name, number);
      pending_.push_back(Pending{hash, type, name.name, NameTable::kNone});
    }
    open_ids_.emplace_back(ids_.size(), number);
  }
  // Names that are compared in a folded form are shown in the spelling that is met most often; one that is met in the
  // folded form itself counts as well.
  if (is_sighted && (!name.display.empty() || schema_.type(type).form == model::Form::kFolded))
    sighted_.emplace_back(ids_.size(), name.display.empty() ? std::string_view(name.name) : name.display);
  ids_.push_back(id);
}

bool Appender::isNode(std::uint32_t id, const Pending& wanted) {
  get_node_.integer(1, id);
  Rewind rewind(get_node_);
  return get_node_.step() && get_node_.bytesAt(1) == wanted.name && words_.type(get_node_.integerAt(0)) == wanted.type;
}

void Appender::findPending() {
  std::vector<std::uint32_t> order(pending_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [this](std::uint32_t a, std::uint32_t b) { return pending_[a].hash < pending_[b].hash; });
  std::vector<std::uint64_t> hashes;
  hashes.reserve(order.size());
  for (const std::uint32_t number : order) hashes.push_back(pending_[number].hash);
  // The candidates are read in the order of their ids: neighbours share a page. Two names of one 64-bit hash are as
  // good as never met; one that lost its place to another is sought again, one candidate at a time.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> candidates;
  node_keys_.find(hashes, [&](std::size_t position, std::uint32_t id) {
    candidates.emplace_back(id, order[position]);
    return true;
  });
  std::sort(candidates.begin(), candidates.end());
  for (const auto& [id, number] : candidates) {
    Pending& pending = pending_[number];
    if (isNode(id, pending)) {
      pending.id = id;
      continue;
    }
    node_keys_.find({pending.hash}, [&](std::size_t, std::uint32_t candidate) {
      const bool is_it = isNode(candidate, pending);
      if (is_it) pending.id = candidate;
      return is_it;
    });
  }
  std::int64_t next = ends_[kNode];
  for (Pending& pending : pending_) {
    if (pending.id == NameTable::kNone) {
      if (next >= kMostNodes) {
        throw Trouble{Error(ErrorCode::kFull, "the case " + connection_.path() + " holds as many nodes as a case can")};
      }
      pending.id = static_cast<std::uint32_t>(next++);
    }
    cache_.insert(pending.hash, pending.type, pending.name, pending.id);
  }
  for (const auto& [place, number] : open_ids_) ids_[place] = pending_[number].id;
}

void Appender::writeNodes() {
  const std::int64_t first = ends_[kNode];
  for (const Pending& pending : pending_) {
    if (pending.id < first) continue;
    const std::int64_t type = typeId(pending.type);
    row(kNode).start(pending.id).integer(type).text(pending.name).finish();
    node_keys_.add(pending.hash, pending.id);
    ++ends_[kNode];
  }
}

void Appender::writeSpellings() {
  std::vector<Spelling> spellings;
  std::unordered_map<std::string, std::size_t> places;
  for (const auto& [place, text] : sighted_) {
    const std::uint32_t node = ids_[place];
    std::string key(reinterpret_cast<const char*>(&node), sizeof node);
    key += text;
    const auto [found, is_new] = places.try_emplace(std::move(key), spellings.size());
    if (is_new) spellings.push_back(Spelling{node, text, 0});
    ++spellings[found->second].times;
  }
  for (const Spelling& spelling : spellings)
    row(kSpelling)
        .start(ends_[kSpelling]++)
        .integer(spelling.node)
        .text(spelling.text)
        .integer(spelling.times)
        .finish();
}

}  // namespace clew::storage::sqlite
