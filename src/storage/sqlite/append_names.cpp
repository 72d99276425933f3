// From names to node ids. The names of a batch are gathered first and then sought all together; what is new gets the
// next id, in the order of arrival.
#include <algorithm>
#include <bit>

#include "storage/sqlite/append.h"

namespace clew::storage::sqlite {

namespace {

constexpr std::size_t kSoughtAtOnce = 8192;       // names, at least
constexpr std::uint32_t kMostNodes = 0xFFFFFFFF;  // the last number means "none" in tables of ids

}  // namespace

void Appender::resolveNames(const Batch& batch, const std::vector<std::size_t>& lookups,
                            const std::vector<std::size_t>& known) {
  for (const std::size_t index : known) {
    if (auto fault = faultOf(batch.lookups[index], schema_)) throw Trouble{std::move(*fault)};
  }
  // Lookup by lookup, while what it says is near: it is held against the schema, hashed and sought.
  for (const std::size_t index : lookups) {
    const model::LookupFacts& lookup = batch.lookups[index];
    if (auto fault = faultOf(lookup, schema_)) throw Trouble{std::move(*fault)};
    for (const model::Fact& fact : lookup.facts) nameFact(fact);
    // What is sought on the disk is sought all at once.
    if (names_.runCount() == 0 && named_.size() - named_ids_.size() >= kSoughtAtOnce) giveIds();
  }
  if (auto fault = faultOf(batch.sets, batch.notes, schema_)) throw Trouble{std::move(*fault)};
  for (const SetChange& set : batch.sets) {
    for (const model::NodeName& member : set.members) nameNode(member, false);
  }
  for (const NodeNote& note : batch.notes) nameNode(note.of, false);
  giveIds();
  ids_.reserve(places_.size());
  for (const std::uint32_t place : places_) ids_.push_back(named_ids_[place]);
}

void Appender::nameFact(const model::Fact& fact) {
  if (const auto* link = std::get_if<model::LinkFact>(&fact.body)) {
    nameSubject(link->from, true);
    nameNode(link->to, true);
  } else if (const auto* property = std::get_if<model::PropertyFact>(&fact.body)) {
    nameSubject(property->of, true);
  } else if (const auto* redacted = std::get_if<model::RedactedFact>(&fact.body)) {
    nameSubject(redacted->of, true);
  } else if (const auto* answer = std::get_if<model::AnswerFact>(&fact.body)) {
    nameSubject(answer->of, true);
  } else if (const auto* mention = std::get_if<model::MentionFact>(&fact.body)) {
    nameSubject(mention->node, true);
  } else if (const auto* retraction = std::get_if<model::RetractionFact>(&fact.body)) {
    if (const auto* taken = std::get_if<model::LinkFact>(&*retraction->what)) {
      nameSubject(taken->from, false);
      nameNode(taken->to, false);
    } else {
      std::visit(
          [&](const auto& what) {
            if constexpr (requires { what.of; }) nameSubject(what.of, false);
          },
          *retraction->what);
    }
  }
}

// Facts of one subject follow each other: it is hashed and sought once.
void Appender::nameSubject(const model::NodeName& name, bool is_sighted) {
  if (subject_ != 0) {
    const NameKey& last = named_[subject_ - 1];
    if (last.name == name.name && last.type == schema_.storedType(name.type)) {
      if (is_sighted) sight(last.type, name);
      places_.push_back(static_cast<std::uint32_t>(subject_ - 1));
      return;
    }
  }
  nameNode(name, is_sighted);
  subject_ = named_.size();
}

void Appender::nameNode(const model::NodeName& name, bool is_sighted) {
  const model::TypeId type = schema_.storedType(name.type);
  if (is_sighted) sight(type, name);
  places_.push_back(static_cast<std::uint32_t>(named_.size()));
  named_.push_back(NameKey{hash_.ofNode(type, name.name), name.name, type});
}

// Names that are compared in a folded form are shown in the spelling that is met most often; one that is met in the
// folded form itself counts as well.
void Appender::sight(model::TypeId stored_type, const model::NodeName& name) {
  if (!name.display.empty() || schema_.type(stored_type).form == model::Form::kFolded)
    sighted_.emplace_back(places_.size(), std::string_view(name.shown()));
}

/// To those of named_ that have none.
void Appender::giveIds() {
  const auto done = names_.resolve(
      std::span(named_).subspan(named_ids_.size()), named_ids_, [&](const NameKey& named, std::uint32_t id) {
        if (id >= kMostNodes)
          throw Trouble{
              Error(ErrorCode::kFull, "the case " + connection_.path() + " holds as many nodes as a case can")};
        const std::array<std::uint64_t, 1> type = {static_cast<std::uint64_t>(typeId(named.type))};
        segments_->add(segment::Kind::kNode, type, named.name);
      });
  if (!done) throw Trouble{done.error()};
}

// Each spelling of a node once, in the order in which they were met first.
void Appender::writeSpellings() {
  if (sighted_.empty()) return;
  std::vector<Spelling> spellings;
  std::vector<std::uint32_t> slots(std::bit_ceil(sighted_.size() * 2), 0);  // one more than the place in `spellings`
  for (const auto& [place, met_so] : sighted_) {
    const std::string_view text = met_so;  // clang 14 captures no part of a binding
    const std::uint32_t node = ids_[place];
    std::size_t at = hash64(text, node) & (slots.size() - 1);
    const auto is_other = [&](const Spelling& met) { return met.node != node || met.text != text; };
    while (slots[at] != 0 && is_other(spellings[slots[at] - 1])) at = (at + 1) & (slots.size() - 1);
    if (slots[at] == 0) {
      spellings.push_back(Spelling{node, text, 0});
      slots[at] = static_cast<std::uint32_t>(spellings.size());
    }
    ++spellings[slots[at] - 1].times;
  }
  for (const Spelling& spelling : spellings) {
    const std::array<std::uint64_t, segment::kSpellingColumns> row = {spelling.node, spelling.times};
    segments_->add(segment::Kind::kSpelling, row, spelling.text);
  }
}

}  // namespace clew::storage::sqlite
