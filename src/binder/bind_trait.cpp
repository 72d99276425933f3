#include <algorithm>

#include "binder/binder.h"
#include "common/text.h"

namespace clew::binder {
namespace {

struct LinkColumnWord {
  const char* word;
  LinkColumn column;
  ColumnType type;
};
constexpr LinkColumnWord kLinkColumns[] = {
    {"seed", LinkColumn::kSeed, ColumnType::kNode},
    {"origin", LinkColumn::kOrigin, ColumnType::kNode},
    {"trait", LinkColumn::kTrait, ColumnType::kText},
    {"shared", LinkColumn::kShared, ColumnType::kNode},
    {"first", LinkColumn::kFirst, ColumnType::kTime},
    {"last", LinkColumn::kLast, ColumnType::kTime},
    {"source", LinkColumn::kSource, ColumnType::kText},
    {"times", LinkColumn::kTimes, ColumnType::kInteger},
    {"confidence", LinkColumn::kConfidence, ColumnType::kInteger},
    {"hops", LinkColumn::kHops, ColumnType::kInteger},
    {"rarity", LinkColumn::kRarity, ColumnType::kReal},
    {"similarity", LinkColumn::kSimilarity, ColumnType::kReal},
    {"kind", LinkColumn::kKind, ColumnType::kText},
};

/// What makes a column that comes with nodes and is not there; empty for any other word.
std::string_view makerOf(std::string_view column) {
  if (column == "similarity" || column == "kind") return "of links, and only `resembling` makes it";
  if (column == "change") return "that `changes since` makes";
  if (column == "cause") return "that `new`, `gone` and `changes since` make";
  for (const auto& candidate : kLinkColumns)
    if (candidate.word == column) return "of links, and there are links after a pivot: `@iocs -> ip`";
  return {};
}

ColumnType columnTypeOf(model::ValueType type) {
  switch (type) {
    case model::ValueType::kText:
      return ColumnType::kText;
    case model::ValueType::kInteger:
      return ColumnType::kInteger;
    case model::ValueType::kReal:
      return ColumnType::kReal;
    case model::ValueType::kDate:
      return ColumnType::kTime;
    case model::ValueType::kBool:
      return ColumnType::kBool;
  }
  return ColumnType::kAny;
}

std::string textOf(const syntax::Trait& trait) {
  std::vector<std::string_view> words;
  for (const auto& word : trait.words) words.push_back(word.text);
  return join(words, " of ");
}

}  // namespace

std::string Binder::typesText(model::TypeSet types) const {
  std::vector<std::string> names;
  for (std::size_t id = 0; id < schema_.types().size(); ++id) {
    if (!types[id]) continue;
    const auto& type = schema_.type(static_cast<model::TypeId>(id));
    if (type.parent != model::kNoType && types[type.parent]) continue;
    names.push_back(type.plural);
  }
  if (names.size() == schema_.types().size() - 1 || names.size() > 6) return "these nodes";
  if (names.empty()) return "nothing";
  if (names.size() == 1) return names[0];
  const std::string last = names.back();
  names.pop_back();
  return join(names, ", ") + " and " + last;
}

std::vector<Hop::Way> Binder::waysAlong(std::string_view word, model::TypeSet types) const {
  std::vector<Hop::Way> ways;
  for (const auto id : schema_.relationsNamed(word))
    if ((schema_.relation(id).subjects & types).any()) ways.push_back({id, Direction::kAlong});
  if (ways.empty()) {
    if (const auto* group = schema_.groupNamed(word))
      for (const auto& member : group->members)
        for (const auto& way : waysAlong(member, types)) ways.push_back(way);
    else if (const auto* named = namedTraits(word))
      for (const auto& trait : *named)
        if (trait.words.size() == 1)
          for (const auto& way : waysAlong(trait.words[0].text, types)) ways.push_back(way);
  }
  return ways;
}

model::TypeSet Binder::objectsOf(const std::vector<Hop::Way>& ways) const {
  model::TypeSet out;
  for (const auto& way : ways) {
    const auto& relation = schema_.relation(way.relation);
    if (way.direction == Direction::kAlong)
      out |= schema_.withSubtypes(relation.object);
    else
      out |= relation.subjects;
  }
  return out;
}

const std::vector<syntax::Trait>* Binder::namedTraits(std::string_view word) const {
  const auto found = names_.traits.find(word);
  return found == names_.traits.end() ? nullptr : &found->second;
}

bool Binder::isRelation(std::string_view word) const {
  return !schema_.relationsNamed(word).empty() || schema_.groupNamed(word) != nullptr;
}

/// With each named trait of one part written as that part.
syntax::Trait Binder::spelledOut(const syntax::Trait& trait) const {
  syntax::Trait out;
  out.span = trait.span;
  for (const auto& word : trait.words) {
    const auto* named = isRelation(word.text) ? nullptr : namedTraits(word.text);
    if (named == nullptr || named->size() != 1) {
      out.words.push_back(word);
      continue;
    }
    for (const auto& part : named->front().words) out.words.push_back({{word.span}, part.text});
  }
  return out;
}

/// A named trait stands where one relation does when all of its parts are relations that these nodes can have: what it
/// could not say there is never left out in silence. Reported when it does not.
bool Binder::standsAsRelation(const syntax::Ident& word, model::TypeSet types) {
  const auto* named = isRelation(word.text) ? nullptr : namedTraits(word.text);
  if (named == nullptr) return true;
  for (const auto& part : *named) {
    const bool relation = part.words.size() == 1 && isRelation(part.words[0].text);
    if (relation && !waysAlong(part.words[0].text, types).empty()) continue;
    Error error(ErrorCode::kType, relation ? "the trait " + quoted(word.text) + " includes " + quoted(textOf(part)) +
                                                 ", which " + typesText(types) + " do not have"
                                           : "the trait " + quoted(word.text) + " includes " + quoted(textOf(part)) +
                                                 ", and only relations can stand here");
    error.withId("E326").at(word.span);
    if (!relation)
      error.withNote("such a trait stands after `has`, `sharing` and `cluster by`; here write the part that is meant");
    diagnostics_.report(std::move(error));
    return false;
  }
  return true;
}

std::vector<std::string> Binder::traitWords(model::TypeSet types) const {
  std::vector<std::pair<std::uint64_t, std::string>> ranked;
  const auto add = [&](std::uint64_t weight, const std::string& name) {
    for (auto& [count, seen] : ranked) {
      if (seen != name) continue;
      count = std::max(count, weight);
      return;
    }
    ranked.emplace_back(weight, name);
  };
  for (std::size_t id = 0; id < schema_.relations().size(); ++id) {
    const auto& relation = schema_.relations()[id];
    if ((relation.subjects & types).any()) add(catalog_.linkCount(static_cast<model::RelationId>(id)), relation.name);
  }
  for (const auto& property : schema_.properties())
    if ((property.subjects & types).any()) add(0, property.name);
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> out;
  out.reserve(ranked.size());
  for (auto& [count, name] : ranked) out.push_back(std::move(name));
  return out;
}

/// `asn of ip` where a domain was asked for its `asn`: by way of the relation that most links are of.
std::optional<std::string> Binder::walkTo(std::string_view word, model::TypeSet types) const {
  std::optional<std::string> best;
  std::uint64_t most = 0;
  for (std::size_t id = 0; id < schema_.relations().size(); ++id) {
    const auto& relation = schema_.relations()[id];
    if ((relation.subjects & types).none() || relation.derivation != model::Derivation::kNone) continue;
    const auto reached = schema_.withSubtypes(relation.object);
    const auto property = schema_.propertyNamed(word);
    const bool has =
        !waysAlong(word, reached).empty() || (property && (schema_.property(*property).subjects & reached).any());
    const auto links = catalog_.linkCount(static_cast<model::RelationId>(id));
    if (!has || links <= most) continue;  // a way that no link goes helps nobody
    most = links;
    best = std::string(word) + " of " + relation.name;
  }
  return best;
}

void Binder::unknownTrait(const syntax::Ident& word, model::TypeSet types) {
  const auto words = traitWords(types);
  const std::string who = typesText(types);
  Error error(ErrorCode::kUnknownName, who + " have no " + quoted(word.text));
  error.message = "no relation or property " + quoted(word.text) + " of " + who;
  error.withId("E201").at(word.span);
  if (const auto maker = makerOf(word.text); !maker.empty()) {
    error.message = "`" + word.text + "` is a column " + std::string(maker);
    diagnostics_.report(std::move(error));
    return;
  }
  if (const auto way = walkTo(word.text, types))
    error.withFix(word.span, *way);
  else if (const auto near = closest(word.text, words))
    error.withHint("did you mean '" + *near + "'?").withFix(word.span, *near);
  else if (schema_.typeNamed(word.text))
    error.withNote(quoted(word.text) + " is a type; " + who + " have no relation of that name");
  std::vector<std::string> first(words.begin(),
                                 words.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(words.size(), 10)));
  if (!first.empty()) error.withNote(who + " have: " + join(first, ", ") + (words.size() > 10 ? ", ..." : ""));
  diagnostics_.report(std::move(error));
}

bool Binder::walk(const syntax::Ident& word, Reached& reached) {
  if (!standsAsRelation(word, reached.types)) return false;
  auto ways = waysAlong(word.text, reached.types);
  model::TypeSet self;
  if (const auto type = schema_.typeNamed(word.text)) self = schema_.withSubtypes(*type) & reached.types;
  const bool first = reached.hops.empty();
  if (!ways.empty()) {
    for (const auto& way : ways) self &= ~schema_.relation(way.relation).subjects;
    if (!first) self.reset();
    reached.types = objectsOf(ways) | self;
    reached.hops.push_back({std::move(ways), word.text, self});
    return true;
  }
  if (self.any()) {
    reached.types = self;
    return true;
  }
  unknownTrait(word, reached.types);
  return false;
}

bool Binder::endAt(const syntax::Ident& word, Reached& reached, BoundTrait& out) {
  if (const auto property = schema_.propertyNamed(word.text)) {
    const auto& def = schema_.property(*property);
    if ((def.subjects & reached.types).any()) {
      out.end = BoundTrait::End::kProperty;
      out.property = *property;
      out.type = columnTypeOf(def.type);
      return true;
    }
  }
  if (!walk(word, reached)) return false;
  out.end = BoundTrait::End::kNodes;
  out.end_types = reached.types;
  out.type = ColumnType::kNode;
  return true;
}

std::optional<BoundTrait> Binder::linkColumn(const syntax::Trait& trait, const Shape& shape) const {
  if (!shape.is_set || trait.words.size() != 1) return std::nullopt;
  const std::string& word = trait.words[0].text;
  if ((word == "cause" && shape.has_cause) || (word == "change" && shape.has_change)) {
    BoundTrait out;
    out.end = BoundTrait::End::kRemark;
    out.type = ColumnType::kText;
    out.text = word;
    out.span = trait.span;
    return out;
  }
  if (!shape.has_links) return std::nullopt;
  for (const auto& candidate : kLinkColumns) {
    if (word != candidate.word) continue;
    const bool of_likeness = candidate.column == LinkColumn::kSimilarity || candidate.column == LinkColumn::kKind;
    if (of_likeness && !shape.has_likeness) continue;  // files have a `kind` of their own
    BoundTrait out;
    out.end = BoundTrait::End::kLinkColumn;
    out.link_column = candidate.column;
    out.type = candidate.type;
    out.text = candidate.word;
    out.span = trait.span;
    return out;
  }
  return std::nullopt;
}

std::optional<BoundTrait> Binder::trait(const syntax::Trait& written, const Shape& shape) {
  if (!shape.is_set) return tableTrait(written, shape);
  if (auto column = linkColumn(written, shape)) return column;
  const syntax::Trait trait = spelledOut(written);
  BoundTrait out;
  out.text = textOf(written);
  out.span = trait.span;
  Reached reached{shape.types, {}};
  for (std::size_t i = trait.words.size(); i-- > 1;)
    if (!walk(trait.words[i], reached)) return std::nullopt;
  const bool ends = endAt(trait.words[0], reached, out);
  if (!ends) return std::nullopt;
  out.hops = std::move(reached.hops);
  return out;
}

std::vector<BoundTrait> Binder::traits(const syntax::Trait& trait, const Shape& shape) {
  std::vector<BoundTrait> out;
  if (trait.words.size() == 1) {
    const auto& word = trait.words[0];
    if (const auto* named = namedTraits(word.text)) {
      for (const auto& part : *named)
        for (auto& bound : traits(part, shape)) out.push_back(std::move(bound));
      return out;
    }
    const auto* group = schema_.groupNamed(word.text);
    if (group != nullptr && schema_.relationsNamed(word.text).empty()) {
      for (const auto& member : group->members) {
        if (waysAlong(member, shape.types).empty()) continue;
        syntax::Trait part;
        part.span = trait.span;
        syntax::Ident ident = word;
        ident.text = member;
        part.words.push_back(std::move(ident));
        if (auto bound = this->trait(part, shape)) out.push_back(std::move(*bound));
      }
      if (out.empty()) unknownTrait(word, shape.types);
      return out;
    }
  }
  if (auto bound = this->trait(trait, shape)) out.push_back(std::move(*bound));
  return out;
}

}  // namespace clew::binder
