#include "property/plain_writes.h"

#include <algorithm>

#include "property/random_query.h"

namespace clew::property {
namespace {

/// A cell of a set, "domain:d0.example".
model::NodeName nodeOf(const std::string& cell) {
  const std::size_t colon = cell.find(':');
  const model::TypeId type = builtinSchema().storedType(*builtinSchema().typeNamed(cell.substr(0, colon)));
  return {type, cell.substr(colon + 1), {}};
}

model::NodeName nodeOf(const syntax::NodeRef& said) {
  if (said.type)
    return *model::canonical(builtinSchema(), *builtinSchema().typeNamed(said.type->text), said.literal.value);
  return *model::classify(builtinSchema(), said.literal.value);
}

bool same(const model::LinkFact& a, const model::LinkFact& b) {
  return a.relation == b.relation && a.from.name == b.from.name && a.to.name == b.to.name;
}

}  // namespace

Rows PlainWrites::take(const syntax::Script& script) {
  const syntax::Statement& last = script.statements.back();
  written = 0;
  if (const auto* link = std::get_if<syntax::LinkStatement>(&last.node)) {
    write(*link);
    written = 1;
    return {};
  }
  std::string name;
  for (const syntax::Statement& one : script.statements) {
    if (const auto* header = std::get_if<syntax::HeaderStatement>(&one.node)) name = header->name.text;
  }
  const PlainCase known(facts);
  PlainModel model(known, sets, now, savedQueries());
  if (const auto ran = runs.find(name); ran != runs.end()) model.ranAt(ran->second);
  Rows out = model.answer(script);
  if (!name.empty()) runs[name] = now;
  bool any = false;
  std::vector<model::NodeName> nodes;
  for (const syntax::Stage& stage : std::get<syntax::QueryStatement>(last.node).query.stages) {
    const bool writes = std::holds_alternative<syntax::TagStage>(stage.node) ||
                        std::holds_alternative<syntax::NoteStage>(stage.node) ||
                        std::holds_alternative<syntax::SaveStage>(stage.node);
    if (!writes) continue;
    nodes.clear();  // of a set, whose nodes all that follow pass on
    for (const auto& row : out.rows) nodes.push_back(nodeOf(row.front()));
    write(stage, nodes);
    written = nodes.size();
    any = true;
  }
  return any ? Rows() : out;
}

model::FactLine& PlainWrites::line(const std::string& source) {
  model::FactLine out;
  out.source = source;
  out.lookup = "W" + std::to_string(++lookups_);
  out.learnt = now;
  facts.push_back(std::move(out));
  return facts.back();
}

void PlainWrites::say(model::LinkFact fact, const std::string& source) {
  line(source).body = std::move(fact);
}

void PlainWrites::takeBack(const model::LinkFact& fact, const std::string& source) {
  model::RetractionFact out;
  *out.what = fact;
  out.source = source;
  out.when = now;
  line(source).body = std::move(out);
}

void PlainWrites::write(const syntax::Stage& stage, const std::vector<model::NodeName>& nodes) {
  if (const auto* save = std::get_if<syntax::SaveStage>(&stage.node)) {
    auto& members = sets[save->as.name];
    members.clear();
    for (const model::NodeName& node : nodes) members.push_back(node.name);
  }
  for (const model::NodeName& node : nodes) {
    if (const auto* tag = std::get_if<syntax::TagStage>(&stage.node)) {
      model::LinkFact fact;
      fact.from = node;
      fact.relation = builtinSchema().knownRelations().tag;
      fact.to = *model::canonical(builtinSchema(), builtinSchema().known().tag, tag->tag.text);
      fact.seen.first = fact.seen.last = now;
      if (tag->remove)
        takeBack(fact, "analyst");
      else
        say(fact, "analyst");
    }
    if (const auto* note = std::get_if<syntax::NoteStage>(&stage.node)) {
      model::PropertyFact fact;
      fact.of = node;
      fact.property = *builtinSchema().propertyNamed("note");
      fact.value = note->text.value;
      fact.seen.first = fact.seen.last = now;
      line("analyst").body = std::move(fact);
    }
  }
}

void PlainWrites::write(const syntax::LinkStatement& link) {
  model::LinkFact fact;
  fact.from = nodeOf(link.from);
  fact.relation = builtinSchema().relationOf(link.relation.text, fact.from.type);
  if (fact.relation == model::kNoRelation)
    fact.relation = builtinSchema().relationOf(link.relation.text, builtinSchema().known().domain);
  fact.to = nodeOf(link.to);
  std::vector<std::string> sources;
  for (const syntax::LinkModifier& modifier : link.modifiers) {
    if (const auto* by = std::get_if<syntax::SeenBy>(&modifier.node)) {
      for (const syntax::Ident& source : by->sources) sources.push_back(source.text);
    }
    const auto* when = std::get_if<syntax::TimeTest>(&modifier.node);
    if (when == nullptr) continue;
    const Interval from = std::get<syntax::Date>(when->time.node).interval;
    fact.seen.first = from.first;
    fact.seen.last = from.last;
    if (when->kind == syntax::TimeTest::Kind::kSince) fact.seen.last = std::max(now, from.first);
    if (when->until) fact.seen.last = std::get<syntax::Date>(when->until->node).interval.last;
  }
  if (!link.retract) return say(fact, sources.empty() ? "analyst" : sources.front());
  if (sources.empty()) {  // all that ever said it
    for (const model::FactLine& said : facts) {
      const auto* other = std::get_if<model::LinkFact>(&said.body);
      if (other != nullptr && same(*other, fact)) sources.push_back(said.source);
    }
  }
  fact.seen = {};
  for (const std::string& source : std::set<std::string>(sources.begin(), sources.end())) takeBack(fact, source);
}

}  // namespace clew::property
