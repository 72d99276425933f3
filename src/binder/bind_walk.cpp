// What `expand` and `path` walk over: the relations that `via` names, else all that tie nodes to each other.
#include <algorithm>

#include "binder/binder.h"
#include "common/text.h"

namespace clew::binder {
namespace {

/// Relations that say what somebody thinks of a node. Two domains on one list are not tied by that, so only `via` walks
/// them.
bool isOpinion(const model::Schema& schema, const model::RelationDef& relation) {
  const auto& known = schema.known();
  return relation.object == known.tag || relation.object == known.list || relation.object == known.report ||
         relation.object == known.threat;
}

/// Relations that another one gives as well when it is walked the other way. `cert` of hosts gives all that `san` does
/// and what sources state of a host alone, and counts those who hold a certificate.
bool isInverse(const model::Schema& schema, model::RelationId id, bool chain) {
  if (id == schema.knownRelations().san) return true;
  switch (schema.relation(id).derivation) {
    case model::Derivation::kSubdomains:  // fqdn
      return true;
    case model::Derivation::kFqdn:  // apex, which `expand` walks along only
      return chain;
    default:
      return false;
  }
}

bool betweenHosts(const model::Schema& schema, const model::RelationDef& relation) {
  const model::TypeSet hosts = schema.withSubtypes(schema.known().host);
  return (relation.subjects & ~hosts).none() && schema.isA(relation.object, schema.known().host);
}

/// The types reached from `types` in one step more.
model::TypeSet reachedFrom(const model::Schema& schema, const std::vector<Hop::Way>& ways, model::TypeSet types) {
  model::TypeSet out = types;
  for (const Hop::Way& way : ways) {
    const auto& relation = schema.relation(way.relation);
    const model::TypeSet objects = schema.withSubtypes(relation.object);
    if (way.direction == Direction::kAlong) {
      if ((relation.subjects & types).any()) out |= objects;
    } else if ((objects & types).any()) {
      out |= relation.subjects;
    }
  }
  return out;
}

}  // namespace

bool Binder::relationsOfVia(const syntax::Ident& word, std::vector<model::RelationId>& out) {
  const std::size_t before = out.size();
  for (const auto id : schema_.relationsNamed(word.text)) out.push_back(id);
  const auto* group = schema_.groupNamed(word.text);
  if (out.size() == before && group != nullptr) {
    for (const auto& member : group->members)
      for (const auto id : schema_.relationsNamed(member)) out.push_back(id);
  }
  if (out.size() != before) return true;
  if (const auto* named = namedTraits(word.text)) {
    for (const auto& trait : *named) {
      if (trait.words.size() == 1 && relationsOfVia(trait.words[0], out)) continue;
      if (!diagnostics_.stageFailed())
        diagnostics_.report(Error(ErrorCode::kType, "`via` takes relations, and the trait " + quoted(word.text) +
                                                        " is made of something else as well")
                                .withId("E330")
                                .at(word.span));
      return false;
    }
    return true;
  }
  std::vector<std::string> words;
  for (const auto& relation : schema_.relations()) words.push_back(relation.name);
  Error error(ErrorCode::kUnknownName, "there is no relation " + quoted(word.text) + " to go over");
  error.withId("E201").at(word.span);
  if (schema_.propertyNamed(word.text))
    error.message = quoted(word.text) + " is a property: it leads nowhere";
  else if (const auto near = closest(word.text, words))
    error.withHint("did you mean '" + *near + "'?").withFix(word.span, *near);
  diagnostics_.report(std::move(error));
  return false;
}

std::optional<std::vector<model::RelationId>> Binder::walkedRelations(const syntax::LinkModifiers& modifiers,
                                                                      bool chain, std::string& text) {
  std::vector<model::RelationId> out;
  std::vector<std::string> names;
  for (const auto& modifier : modifiers) {
    const auto* via = std::get_if<syntax::Via>(&modifier.node);
    if (via == nullptr) continue;
    for (const auto& word : via->relations) {
      if (!relationsOfVia(word, out)) return std::nullopt;
      names.push_back(word.text);
    }
  }
  text = names.empty() ? "any relation" : join(names, ", ");
  if (names.empty()) {
    for (std::size_t i = 0; i < schema_.relations().size(); ++i) {
      const auto& relation = schema_.relations()[i];
      if (!isOpinion(schema_, relation) && !isInverse(schema_, static_cast<model::RelationId>(i), chain))
        out.push_back(static_cast<model::RelationId>(i));
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::optional<BoundWalk> Binder::walk(const syntax::LinkModifiers& modifiers, model::TypeSet from,
                                      std::optional<std::uint64_t> hops, bool chain, SourceSpan span) {
  BoundWalk out;
  const auto relations = walkedRelations(modifiers, chain, out.hop.text);
  if (!relations) return std::nullopt;
  for (const auto id : *relations) {
    out.hop.ways.push_back({id, Direction::kAlong});
    if (chain || !betweenHosts(schema_, schema_.relation(id))) out.hop.ways.push_back({id, Direction::kBack});
  }
  out.types = from;
  for (std::uint64_t i = 0; !hops || i < *hops; ++i) {
    const model::TypeSet more = reachedFrom(schema_, out.hop.ways, out.types);
    if (more == out.types) break;
    out.types = more;
  }
  if (reachedFrom(schema_, out.hop.ways, from) == from) {
    // nothing new in kind; is there a first step at all?
    const bool any = std::any_of(out.hop.ways.begin(), out.hop.ways.end(), [&](const Hop::Way& way) {
      const auto& relation = schema_.relation(way.relation);
      const auto near = way.direction == Direction::kAlong ? relation.subjects : schema_.withSubtypes(relation.object);
      return (near & from).any();
    });
    if (!any) {
      syntax::Ident word;
      word.text = out.hop.text;
      nothingLeads(word, from, false, span, false);
      return std::nullopt;
    }
  }
  auto bound = this->modifiers(modifiers, false);
  if (!bound) return std::nullopt;
  out.modifiers = std::move(*bound);
  return out;
}

}  // namespace clew::binder
