// From names to node ids. The names of a batch are gathered first and then sought all together; what is new gets the
// next id, in the order of arrival.
#include <algorithm>
#include <bit>

#include "storage/sqlite/append.h"

namespace clew::storage::sqlite {

namespace {

constexpr std::uint32_t kMostNodes = 0xFFFFFFFF;  // the last number means "none" in tables of ids

}  // namespace

void Appender::resolveNames(const Batch& batch, const std::vector<std::size_t>& lookups) {
  for (const std::size_t index : lookups) {
    for (const model::Fact& fact : batch.lookups[index].facts) nameFact(fact);
  }
  for (const SetChange& set : batch.sets) {
    for (const model::NodeName& member : set.members) nameNode(member, false);
  }
  for (const NodeNote& note : batch.notes) nameNode(note.of, false);
  giveIds();
}

void Appender::nameFact(const model::Fact& fact) {
  if (const auto* link = std::get_if<model::LinkFact>(&fact.body)) {
    nameNode(link->from, true);
    nameNode(link->to, true);
  } else if (const auto* property = std::get_if<model::PropertyFact>(&fact.body)) {
    nameNode(property->of, true);
  } else if (const auto* redacted = std::get_if<model::RedactedFact>(&fact.body)) {
    nameNode(redacted->of, true);
  } else if (const auto* answer = std::get_if<model::AnswerFact>(&fact.body)) {
    nameNode(answer->of, true);
  } else if (const auto* mention = std::get_if<model::MentionFact>(&fact.body)) {
    nameNode(mention->node, true);
  } else if (const auto* retraction = std::get_if<model::RetractionFact>(&fact.body)) {
    if (const auto* taken = std::get_if<model::LinkFact>(&retraction->what)) {
      nameNode(taken->from, false);
      nameNode(taken->to, false);
    } else {
      std::visit(
          [&](const auto& what) {
            if constexpr (requires { what.of; }) nameNode(what.of, false);
          },
          retraction->what);
    }
  }
}

void Appender::nameNode(const model::NodeName& name, bool is_sighted) {
  const model::TypeId type = schema_.storedType(name.type);
  // Names that are compared in a folded form are shown in the spelling that is met most often; one that is met in the
  // folded form itself counts as well.
  if (is_sighted && (!name.display.empty() || schema_.type(type).form == model::Form::kFolded))
    sighted_.emplace_back(named_.size(), name.display.empty() ? std::string_view(name.name) : name.display);
  named_.push_back(NameKey{hash_.ofNode(type, name.name), name.name, type});
}

void Appender::giveIds() {
  const auto done = names_.resolve(named_, ids_, [&](const NameKey& named, std::uint32_t id) {
    if (id >= kMostNodes)
      throw Trouble{Error(ErrorCode::kFull, "the case " + connection_.path() + " holds as many nodes as a case can")};
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
