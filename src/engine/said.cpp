#include "engine/said.h"

#include <utility>

#include "common/format.h"
#include "common/hash.h"
#include "common/text.h"

namespace clew::engine {

using Of = Said::Of;

Said saidBy(const storage::ScannedLink& link) {
  return {Of::kLink, link.from, link.relation, link.to, model::kNoProperty, {}, link.by.source};
}

Said saidBy(const storage::ScannedProperty& said) {
  return {Of::kProperty, said.of, model::kNoRelation, said.of, said.property, std::string(said.value), said.by.source};
}

Said saidBy(const storage::ScannedRedaction& said) {
  return {Of::kRedaction, said.of, said.trait, said.of, model::kNoProperty, std::string(said.text), said.by.source};
}

Said saidBy(const storage::ScannedAnswer& said) {
  return {Of::kAnswer,   said.of, model::kNoRelation, said.of, model::kNoProperty, std::string(said.kind),
          said.by.source};
}

Said saidBy(const storage::ScannedRetraction& taken) {
  return {taken.of, taken.from, taken.relation, taken.to, taken.property, std::string(taken.value), taken.source};
}

Result<std::vector<SaidFact>> factsOf(const storage::Store& store, std::span<const Said> said) {
  std::vector<storage::NodeId> ids;
  ids.reserve(2 * said.size());
  for (const Said& one : said) ids.insert(ids.end(), {one.from, one.of == Of::kLink ? one.to : one.from});
  auto names = store.nodeNames(ids);
  if (!names) return names.error();
  std::vector<SaidFact> out;
  out.reserve(said.size());
  for (std::size_t i = 0; i < said.size(); ++i) {
    const Said& one = said[i];
    model::NodeName& of = names.value()[2 * i];
    switch (one.of) {
      case Of::kLink:
        out.emplace_back(model::LinkFact{std::move(of), one.relation, std::move(names.value()[2 * i + 1]), {}});
        break;
      case Of::kProperty:
        out.emplace_back(model::PropertyFact{std::move(of), one.property, one.value, {}});
        break;
      case Of::kRedaction:
        out.emplace_back(model::RedactedFact{std::move(of), one.relation, one.value, {}});
        break;
      case Of::kAnswer:
        out.emplace_back(model::AnswerFact{std::move(of), one.value, {}, kNoTime});
        break;
    }
  }
  return out;
}

bool isRestored(const model::Lookup& lookup) {
  return lookup.kind == kRestoredKind && (startsWith(lookup.from, kUndo) || startsWith(lookup.from, kRetractSource));
}

std::string restoredHash(const model::Lookup& first, std::string_view restored_from) {
  return sha256Hex(first.provider + '\n' + first.from + '\n' + first.sha256 + '\n' + std::string(restored_from));
}

storage::LookupId firstLookupOf(const storage::Store& store, storage::LookupId lookup) {
  const auto restored = store.lookup(lookup, false);
  if (!restored || !*restored || !isRestored((*restored)->lookup)) return lookup;
  const auto first = store.lookup((*restored)->lookup.part, false);
  if (!first || !*first || isRestored((*first)->lookup)) return lookup;
  if ((*first)->lookup.provider != (*restored)->lookup.provider) return lookup;
  const bool named = restoredHash((*first)->lookup, (*restored)->lookup.from) == (*restored)->lookup.sha256;
  return named ? (*first)->id : lookup;
}

std::string partText(const Part& part) {
  return format("part {} of {}", part.number, part.of);
}

Part readPart(std::string_view because) {
  const auto words = splitBlanks(because);
  if (words.size() != 4 || words[0] != "part" || words[2] != "of") return {};
  const auto number = parseInteger<std::uint64_t>(words[1]), of = parseInteger<std::uint64_t>(words[3]);
  if (!number || !of || *number > *of) return {};
  return {*number, *of};
}

}  // namespace clew::engine
