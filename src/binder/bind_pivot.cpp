#include <algorithm>

#include "binder/binder.h"
#include "binder/via.h"
#include "common/text.h"

namespace clew::binder {
namespace {

constexpr std::size_t kMostTypesNamed = 3;  // more are counted

/// Whether a word of `via` names the relation, by itself or as one of a group.
bool names(const model::Schema& schema, const syntax::Ident& word, model::RelationId relation) {
  const std::string& name = schema.relation(relation).name;
  if (name == word.text) return true;
  const auto* group = schema.groupNamed(word.text);
  return group != nullptr && std::find(group->members.begin(), group->members.end(), name) != group->members.end();
}

std::string viaText(const std::vector<syntax::Ident>& via) {
  std::vector<std::string> words;
  for (const auto& word : via) words.push_back(word.text);
  return "`via " + join(words, ", ") + "`";
}

}  // namespace

std::optional<Hop> Binder::relationHop(const syntax::Ident& word, bool back, model::TypeSet types) {
  Hop hop;
  hop.text = word.text;
  if (!back) {
    hop.ways = waysAlong(word.text, types);
  } else {
    const auto add = [&](std::string_view name) {
      for (const auto id : schema_.relationsNamed(name))
        if ((schema_.withSubtypes(schema_.relation(id).object) & types).any())
          hop.ways.push_back({id, Direction::kBack});
    };
    add(word.text);
    if (const auto* group = schema_.groupNamed(word.text); group != nullptr && hop.ways.empty())
      for (const auto& member : group->members) add(member);
  }
  if (hop.ways.empty()) return std::nullopt;
  return hop;
}

std::vector<Hop::Way> Binder::joining(model::TypeSet types, model::TypeSet wanted) const {
  std::vector<Hop::Way> ways;
  for (std::size_t i = 0; i < schema_.relations().size(); ++i) {
    const auto id = static_cast<model::RelationId>(i);
    const auto& relation = schema_.relation(id);
    const auto objects = schema_.withSubtypes(relation.object);
    if ((relation.subjects & types).any() && (objects & wanted).any()) ways.push_back({id, Direction::kAlong});
    if ((objects & types).any() && (relation.subjects & wanted).any()) ways.push_back({id, Direction::kBack});
  }
  return ways;
}

std::optional<Hop> Binder::typeHop(const syntax::Ident& word, model::TypeId wanted, const Shape& shape,
                                   const std::vector<syntax::Ident>& via, SourceSpan span, bool alone) {
  Hop hop;
  hop.text = word.text;
  auto ways = joining(shape.types, schema_.withSubtypes(wanted));
  if (!via.empty()) {
    for (const auto& way : ways) {
      const bool picked = std::any_of(via.begin(), via.end(),
                                      [&](const syntax::Ident& name) { return names(schema_, name, way.relation); });
      if (picked) hop.ways.push_back(way);
    }
    return hop;
  }
  std::vector<std::string> found;
  for (const auto& way : ways) {
    const auto& name = schema_.relation(way.relation).name;
    if (std::find(found.begin(), found.end(), name) == found.end()) found.push_back(name);
  }
  if (found.size() > 1) {
    std::vector<Hop::Way> main;
    for (const auto& way : ways)
      if (schema_.relation(way.relation).main) main.push_back(way);
    std::vector<std::string> main_names;
    for (const auto& way : main) {
      const auto& name = schema_.relation(way.relation).name;
      if (std::find(main_names.begin(), main_names.end(), name) == main_names.end()) main_names.push_back(name);
    }
    if (main_names.size() == 1) ways = std::move(main), found = main_names;
  }
  if (found.size() == 1) {
    hop.ways = std::move(ways);
    return hop;
  }
  if (found.empty()) {
    nothingLeads(word, shape.types, false, span, alone);
    return std::nullopt;
  }
  const auto& type = schema_.type(wanted);
  Error error(ErrorCode::kUnknownName,
              "several relations join " + typesText(shape.types) + " and " + type.plural + ": " + join(found, ", "));
  error.withId("E202").at(word.span);
  error.withNote("`via` picks one or several: `via " + found[0] + ", " + found[1] + "`");
  error.withFix({word.span.end, word.span.end, word.span.source}, " via " + found[0]);
  diagnostics_.report(std::move(error));
  return std::nullopt;
}

std::string Binder::wayTo(std::string_view word, model::TypeSet from) const {
  // breadth first over types, each reached by one arrow to a type or along a relation; three arrows at most
  struct Place {
    model::TypeSet types;
    std::string way;
  };
  std::vector<Place> places{{from, {}}};
  model::TypeSet seen = from;
  std::size_t level_end = 1;
  for (std::size_t i = 0, level = 0; i < places.size() && level < 3; ++i) {
    if (i == level_end) level_end = places.size(), ++level;
    const Place place = places[i];
    for (std::size_t id = 0; id < schema_.types().size(); ++id) {
      const auto& type = schema_.types()[id];
      const auto wanted = schema_.withSubtypes(static_cast<model::TypeId>(id));
      if (seen[id] || type.parent != model::kNoType) continue;
      const auto ways = joining(place.types, wanted);
      const bool plain = std::any_of(ways.begin(), ways.end(), [&](const Hop::Way& way) {
        const auto& relation = schema_.relation(way.relation);
        return relation.subjects.count() < schema_.types().size() / 2 && (ways.size() == 1 || relation.main);
      });
      if (!plain) continue;
      const auto leads = waysAlong(word, wanted);
      const bool host = static_cast<model::TypeId>(id) == schema_.known().host;
      const std::string step = place.way + "-> " + (host ? schema_.type(schema_.known().domain).plural : type.plural);
      if (!leads.empty()) return step + " -> " + std::string(word);
      seen |= wanted;
      places.push_back({wanted, step + " "});
    }
  }
  return {};
}

void Binder::nothingLeads(const syntax::Ident& word, model::TypeSet types, bool back, SourceSpan span, bool alone) {
  const std::string who = typesText(types);
  std::vector<std::string> words;
  for (const auto& relation : schema_.relations()) {
    const bool fits = back ? (schema_.withSubtypes(relation.object) & types).any() : (relation.subjects & types).any();
    if (fits && std::find(words.begin(), words.end(), relation.name) == words.end()) words.push_back(relation.name);
  }
  std::vector<std::string> reachable = words;
  if (!back) {
    for (const auto& way : joining(types, schema_.allTypes()))
      if (way.direction == Direction::kBack) {
        for (std::size_t id = 0; id < schema_.types().size(); ++id) {
          const auto& type = schema_.types()[id];
          if (schema_.relation(way.relation).subjects.count() < schema_.types().size() / 2 &&
              schema_.relation(way.relation).subjects[id] &&
              std::find(reachable.begin(), reachable.end(), type.plural) == reachable.end())
            reachable.push_back(type.plural);
        }
      }
  }
  Error error(ErrorCode::kUnknownName, (back ? "no relation " + quoted(word.text) + " leads to " + who
                                             : "nothing leads from " + who + " to " + quoted(word.text)));
  error.withId("E203").at(word.span.end > word.span.begin ? word.span : span);
  const std::string detour = back ? std::string() : wayTo(word.text, types);
  const bool leads_here = back && !waysAlong(word.text, types).empty();
  if (!detour.empty()) error.withNote("there is a way by others: `" + detour + "`");
  if (!detour.empty() && alone)  // in a list, the words before it would lead elsewhere
    error.withFix(word.span, detour.substr(3));
  else if (detour.empty() && leads_here)
    error.withNote("`-> " + word.text + "` goes along; `<- " + word.text + "` asks who has these")
        .withFix({span.begin, span.begin + 2, span.source}, "->");
  else if (const auto near = closest(word.text, words); near && detour.empty())
    error.withHint("did you mean '" + *near + "'?").withFix(word.span, *near);
  if (reachable.size() > 12) reachable.resize(12), reachable.emplace_back("...");
  if (!reachable.empty()) error.withNote("from " + who + " you can reach: " + join(reachable, ", "));
  diagnostics_.report(std::move(error));
}

std::optional<BoundArrow> Binder::arrow(const syntax::Arrow& arrow, SourceSpan span, const Shape& shape) {
  BoundArrow out;
  const auto named = viaOf(arrow.modifiers, diagnostics_);
  if (!named) return std::nullopt;
  const auto& via = *named;
  for (const auto& word : via) {
    if (!schema_.relationsNamed(word.text).empty() || schema_.groupNamed(word.text) != nullptr) continue;
    unknownTrait(word, shape.types);
    return std::nullopt;
  }
  const bool alone = arrow.relations.size() == 1;
  std::vector<std::string> texts;
  std::vector<std::string> joined;  // relations that `via` could pick
  for (const auto& word : arrow.relations) {
    if (!arrow.back && !standsAsRelation(word, shape.types)) return std::nullopt;
    std::optional<Hop> hop = relationHop(word, arrow.back, shape.types);
    std::optional<model::TypeId> type;
    if (!hop && !arrow.back) type = schema_.typeNamed(word.text);
    if (!hop && type) hop = typeHop(word, *type, shape, via, span, alone);
    if (!hop && type) return std::nullopt;
    if (!hop) {
      nothingLeads(word, shape.types, arrow.back, span, alone);
      return std::nullopt;
    }
    if (!via.empty()) {
      const auto all = type ? joining(shape.types, schema_.withSubtypes(*type)) : hop->ways;
      for (const auto& way : all) {
        const auto& name = schema_.relation(way.relation).name;
        if (std::find(joined.begin(), joined.end(), name) == joined.end()) joined.push_back(name);
      }
      std::erase_if(hop->ways, [&](const Hop::Way& way) {
        return std::none_of(via.begin(), via.end(),
                            [&](const syntax::Ident& name) { return names(schema_, name, way.relation); });
      });
    }
    out.result_types |= type ? objectsOf(hop->ways) & schema_.withSubtypes(*type) : objectsOf(hop->ways);
    texts.push_back(word.text);
    for (const auto& way : hop->ways) out.hop.ways.push_back(way);
  }
  if (out.hop.ways.empty()) {
    Error error(ErrorCode::kUnknownName, viaText(via) + " picks none of the relations of this arrow");
    error.withId("E202").at(via.front().span).withNote("it can pick: " + join(joined, ", "));
    diagnostics_.report(std::move(error));
    return std::nullopt;
  }
  out.hop.text = join(texts, ", ");
  auto bound = modifiers(arrow.modifiers, false);
  if (!bound) return std::nullopt;
  out.modifiers = std::move(*bound);
  std::vector<std::string> picked;
  for (const auto& word : via) picked.push_back(word.text);
  noteTypesWithout(out.hop, picked.empty() ? out.hop.text : join(picked, ", "), shape.types);
  return out;
}

/// A set of hosts is expected to hold domains and other names; the notice is for types that have nothing to give.
void Binder::noteTypesWithout(const Hop& hop, std::string_view meant, model::TypeSet types) {
  if (types.count() == schema_.types().size()) return;
  std::vector<std::string> without;
  for (std::size_t id = 0; id < schema_.types().size(); ++id) {
    if (!types[id]) continue;
    const bool some = std::any_of(hop.ways.begin(), hop.ways.end(), [&](const Hop::Way& way) {
      const auto& relation = schema_.relation(way.relation);
      return way.direction == Direction::kAlong ? relation.subjects[id] : schema_.withSubtypes(relation.object)[id];
    });
    if (!some) without.push_back(schema_.type(static_cast<model::TypeId>(id)).plural);
  }
  if (without.empty()) return;
  std::string who = without.front();
  if (without.size() > kMostTypesNamed) {
    who = std::to_string(without.size()) + " types that these nodes may be of";
  } else if (without.size() > 1) {
    const std::string last = without.back();
    without.pop_back();
    who = join(without, ", ") + " and " + last;
  }
  diagnostics_.notice("N201",
                      who + " have no `" + std::string(meant) + "`: those in the set before the arrow are passed over");
}

}  // namespace clew::binder
