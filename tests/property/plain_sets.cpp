// Sources, steps and what they make.
#include <algorithm>
#include <cstdlib>

#include "model/dates.h"
#include "property/plain_model.h"

namespace clew::property {
namespace {

constexpr std::int64_t kDay = 86400;

bool hostOnly(const std::string& word) {
  return word == "ns" || word == "mx" || word == "cname";
}

}  // namespace

PlainModel::PlainModel(const PlainGraph& graph, const std::map<std::string, std::vector<std::string>>& sets, Time now)
    : graph_(graph), schema_(graph.schema()), sets_(sets) {
  clock_.now = now;
}

Cell PlainModel::cellOf(const Node& node) const {
  return NodeValue{schema_.type(node.type).name, node.name, ""};
}
Node PlainModel::nodeOf(const NodeValue& value) const {
  return {*schema_.typeNamed(value.type), value.name};
}

PlainModel::Value PlainModel::query(const syntax::Query& query) {
  const Clock before = clock_;
  if (query.as_of) {
    clock_.as_of = time(*query.as_of).last;
    clock_.now = *clock_.as_of;
  }
  Value value = set(query.set);
  for (const syntax::Stage& one : query.stages) value = stage(std::move(value), one);
  clock_ = before;
  return value;
}

PlainModel::Set PlainModel::asSet(Value value) {
  return std::get<Set>(std::move(value));
}

PlainModel::Set PlainModel::set(const syntax::Set& set) {
  Set out = chain(set.first);
  for (const auto& [op, right] : set.rest) {
    const bool marking = marking_;
    marking_ = marking && op == syntax::SetOp::kPlus;
    const Set more = chain(right);
    marking_ = marking;
    if (op == syntax::SetOp::kMinus) {
      keep(out, [&](const Node& node) { return !more.has(node); });
      continue;
    }
    for (const Node& node : more.order) {
      auto& hits = out.hits[node];
      if (const auto found = more.hits.find(node); found != more.hits.end())
        hits.insert(hits.end(), found->second.begin(), found->second.end());
    }
    const bool linked = out.linked || more.linked;
    out = made(std::move(out.hits));
    out.linked = linked;
  }
  return out;
}

PlainModel::Set PlainModel::made(std::map<Node, std::vector<Hit>> hits) {
  Set out;
  out.hits = std::move(hits);
  for (const auto& [node, links] : out.hits) out.order.push_back(node);
  return out;
}

void PlainModel::keep(Set& set, const std::function<bool(const Node&)>& test) {
  std::erase_if(set.order, [&](const Node& node) { return !test(node); });
  std::erase_if(set.hits, [&](const auto& entry) { return !test(entry.first); });
}

PlainModel::Set PlainModel::chain(const syntax::Chain& chain) {
  const auto& source = std::get<syntax::Primary>(chain.source.node);
  Set out = primary(source);
  const auto* type = std::get_if<syntax::TypeSource>(&source.node);
  bool other = type != nullptr && type->other;
  for (const syntax::Step& one : chain.steps) {
    out = step(std::move(out), one, other, nullptr);
    if (std::holds_alternative<syntax::Sharing>(one.node)) other = false;
  }
  if (chain.where) out = filtered(std::move(out), *chain.where);
  return out;
}

std::vector<Node> PlainModel::literal(const syntax::Literal& literal, std::optional<model::TypeId> type) {
  std::vector<Node> out;
  if (literal.kind == syntax::LiteralKind::kCidr) {
    const auto block = model::parseBlock(literal.value);
    for (const Node& node : graph_.nodes()) {
      const auto address = node.type == schema_.known().ip ? model::parseAddress(node.name) : std::nullopt;
      if (address && block->contains(*address)) out.push_back(node);
    }
    return out;
  }
  std::optional<model::NodeName> name;
  if (type) {
    if (auto read = model::canonical(schema_, *type, literal.value); read.ok()) name = *read;
  } else {
    name = model::classify(schema_, literal.value);
  }
  if (!name) return out;
  if (const auto node = graph_.find(type.value_or(name->type), name->name)) out.push_back(*node);
  return out;
}

PlainModel::Set PlainModel::primary(const syntax::Primary& primary) {
  std::map<Node, std::vector<Hit>> out;
  const auto name = [&](const Node& node) {
    out[node];
    if (marking_) seeds_.insert(node);
  };
  if (const auto* plain = std::get_if<syntax::Literal>(&primary.node)) {
    for (const Node& node : literal(*plain, std::nullopt)) name(node);
  } else if (const auto* type = std::get_if<syntax::TypeSource>(&primary.node)) {
    const model::TypeId id = *schema_.typeNamed(type->type.text);
    if (type->value) {
      for (const Node& node : literal(std::get<syntax::Literal>(type->value->node), id)) name(node);
    } else {
      for (const Node& node : graph_.nodes()) {
        if (schema_.isA(node.type, id)) out[node];
      }
    }
  } else if (const auto* named_set = std::get_if<syntax::SetSource>(&primary.node)) {
    for (const std::string& member : sets_.at(named_set->set.name)) {
      const auto read = model::classify(schema_, member);
      if (const auto node = graph_.find(read->type, read->name)) name(*node);
    }
  } else if (const auto* list = std::get_if<syntax::PrimaryList>(&primary.node)) {
    for (const syntax::Primary& part : list->parts) {
      for (const auto& [node, hits] : this->primary(part).hits)
        out[node].insert(out[node].end(), hits.begin(), hits.end());
    }
  } else if (const auto* inner = std::get_if<syntax::Subquery>(&primary.node)) {
    return asSet(query(*inner->query));
  }
  return made(std::move(out));
}

PlainModel::Set PlainModel::step(Set input, const syntax::Step& step, bool other, const std::set<model::TypeId>*) {
  if (const auto* node = std::get_if<syntax::Arrow>(&step.node)) return arrow(input, *node);
  if (const auto* node = std::get_if<syntax::Sharing>(&step.node)) return sharing(input, *node, other || node->other);
  if (const auto* node = std::get_if<syntax::MatchingStep>(&step.node)) {
    keep(input, [&](const Node& one) { return matches(Cell(one.name), node->test.pattern); });
    return input;
  }
  const auto& node = std::get<syntax::InStep>(step.node);
  const bool marking = marking_;
  marking_ = false;
  const Set right = primary(*node.what);
  marking_ = marking;
  keep(input, [&](const Node& one) { return right.has(one) != node.negated; });
  return input;
}

bool PlainModel::crosses(const Node& value, model::RelationId relation, const Mods& mods) const {
  if (mods.excluded.count(value) != 0) return false;
  return seeds_.count(value) != 0 || !graph_.isHub(value, relation, mods);
}

/// A derived link has the sources of whatever names its lower node.
std::set<std::string> PlainModel::sourcesNaming(const Node& node) const {
  std::set<std::string> out;
  for (const Link& link : graph_.links()) {
    if (!(link.from == node) && !(link.to == node)) continue;
    for (const Seen& seen : graph_.passing(link, {}, clock_)) out.insert(seen.source);
  }
  return out;
}

Node PlainModel::lowerNode(model::RelationId relation, const Node& seed, const Node& reached, bool back) const {
  const auto& known = schema_.knownRelations();
  const bool object = relation == known.fqdn || relation == known.subdomains;
  return object == back ? seed : reached;
}

PlainModel::Set PlainModel::arrow(const Set& input, const syntax::Arrow& arrow) {
  const Mods mods = this->mods(arrow.modifiers);
  struct Found {
    Node seed, to;
    model::RelationId relation;
    bool back;
    std::vector<Seen> seen;
  };
  std::vector<Found> all;
  const auto take = [&](const Link& link, bool back) {
    const Node& seed = back ? link.to : link.from;
    if (!input.has(seed) || !graph_.passes(link, mods, clock_) || !crosses(link.to, link.relation, mods)) return;
    all.push_back({seed, back ? link.from : link.to, link.relation, back, graph_.passing(link, mods, clock_)});
  };
  for (const syntax::Ident& word : arrow.relations) {
    const auto named = schema_.relationsNamed(word.text);
    const bool is_relation = std::any_of(named.begin(), named.end(), [&](model::RelationId id) {
      return std::any_of(input.order.begin(), input.order.end(),
                         [&](const Node& node) { return arrow.back || schema_.relation(id).subjects.test(node.type); });
    });
    const auto type = schema_.typeNamed(word.text);
    for (const Link& link : graph_.links()) {
      const model::RelationDef& def = schema_.relation(link.relation);
      if (is_relation && mods.via.empty()) {
        if (std::count(named.begin(), named.end(), link.relation) != 0) take(link, arrow.back);
        continue;
      }
      if (!type) continue;
      // an arrow to a type takes the links between the two in either direction
      const bool chosen = mods.via.empty() ? def.main : std::count(mods.via.begin(), mods.via.end(), def.name) != 0;
      if (!chosen) continue;
      if (schema_.isA(link.to.type, *type)) take(link, false);
      if (schema_.isA(link.from.type, *type)) take(link, true);
    }
  }
  if (mods.at_most_each) {
    std::vector<Found> kept;
    for (const Node& seed : input.order) {
      std::set<std::pair<std::size_t, Node>> ranked;
      for (const Found& found : all) {
        if (!(found.seed == seed)) continue;
        std::size_t holders = 0;  // going back nobody is rarer than another
        if (!found.back) holders = graph_.holders(found.to, found.relation, false);
        ranked.insert({holders, found.to});
      }
      std::set<Node> chosen;
      for (const auto& [holders, node] : ranked) {
        if (chosen.size() < *mods.at_most_each) chosen.insert(node);
      }
      for (const Found& found : all) {
        if (found.seed == seed && chosen.count(found.to) != 0) kept.push_back(found);
      }
    }
    all = std::move(kept);
  }
  std::map<Node, std::vector<Hit>> out;
  for (const Found& found : all) {
    Hit hit{found.seed, schema_.relation(found.relation).name, Cell(), found.seen, {}};
    for (const Seen& seen : found.seen) hit.sources.insert(seen.source);
    if (found.seen.empty()) hit.sources = sourcesNaming(lowerNode(found.relation, found.seed, found.to, found.back));
    out[found.to].push_back(std::move(hit));
  }
  Set made_set = made(std::move(out));
  made_set.linked = true;
  return made_set;
}

bool PlainModel::standsForItself(const Node& seed, const syntax::Trait& trait) {
  const std::string& first = trait.words.back().text;
  const std::string& last = trait.words.front().text;
  for (const model::RelationId id : schema_.relationsNamed(first)) {
    if (schema_.relation(id).subjects.test(seed.type)) return false;
  }
  bool leads = false;
  for (const model::RelationId id : schema_.relationsNamed(last))
    leads = leads || schema_.isA(seed.type, schema_.relation(id).object);
  return leads && !(graph_.isHost(seed) && hostOnly(last));
}

std::vector<PlainModel::Held> PlainModel::seedValues(const Node& seed, const syntax::NearTrait& near,
                                                     const Mods& mods) {
  if (standsForItself(seed, near.trait)) {
    const auto relations = schema_.relationsNamed(near.trait.words.front().text);
    for (const model::RelationId id : relations) {
      if (schema_.isA(seed.type, schema_.relation(id).object)) {
        if (crosses(seed, id, mods)) return {{cellOf(seed), {}, true}};
        return {};
      }
    }
    return {};
  }
  std::vector<Held> all = held(seed, near.trait, mods);
  if (!mods.at_most_each || all.size() <= *mods.at_most_each) return all;
  std::stable_sort(all.begin(), all.end(), [&](const Held& a, const Held& b) {
    const auto holders = [&](const Held& one) -> std::size_t {
      const auto* value = std::get_if<NodeValue>(&one.value.value);
      if (value == nullptr) return 0;
      const Node node = nodeOf(*value);
      for (const model::RelationId id : schema_.relationsNamed(near.trait.words.front().text)) {
        if (const auto count = graph_.holders(node, id, false)) return count;
      }
      return 0;
    };
    const std::size_t left = holders(a), right = holders(b);
    return left != right ? left < right : compareCells(a.value, b.value) < 0;
  });
  all.resize(*mods.at_most_each);
  return all;
}

bool PlainModel::near(const Cell& a, const Cell& b, const syntax::NearTrait& near) const {
  if (!near.within) return compareCells(a, b) == 0;
  if (const auto* duration = std::get_if<syntax::Duration>(&*near.within)) {
    const auto* left = std::get_if<Instant>(&a.value);
    const auto* right = std::get_if<Instant>(&b.value);
    return left != nullptr && right != nullptr && std::abs(left->value - right->value) <= duration->seconds;
  }
  const auto textOf = [](const Cell& cell) {
    if (const auto* node = std::get_if<NodeValue>(&cell.value)) return node->name;
    const auto* text = std::get_if<std::string>(&cell.value);
    return text != nullptr ? *text : std::string();
  };
  const std::string left = textOf(a), right = textOf(b);
  if (const auto* edits = std::get_if<syntax::Edits>(&*near.within)) {
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= left.size(); ++i) {
      std::size_t corner = row[0];
      row[0] = i;
      for (std::size_t j = 1; j <= right.size(); ++j) {
        const std::size_t swap = corner + (left[i - 1] == right[j - 1] ? 0 : 1);
        corner = row[j];
        row[j] = std::min({row[j] + 1, row[j - 1] + 1, swap});
      }
    }
    return row.back() <= static_cast<std::size_t>(edits->limit.value);
  }
  for (const syntax::Integer& length : std::get<syntax::Prefixes>(*near.within).lengths) {
    auto one = model::parseAddress(left), two = model::parseAddress(right);
    if (!one || !two || one->v6 != two->v6 || one->v6 != (length.value > 32)) continue;
    bool same = true;
    for (int bit = 0; bit < length.value; ++bit) {
      const int mask = 0x80 >> (bit % 8);
      same = same && (one->bytes[bit / 8] & mask) == (two->bytes[bit / 8] & mask);
    }
    if (same) return true;
  }
  return false;
}

/// `kept`: the own observations that are part of a passing pair.
bool PlainModel::pairUp(const Held& own, const Held& other, const Mods& mods, std::vector<Seen>& kept) {
  kept = own.seen;
  if (!mods.overlapping || own.itself) return true;
  kept.clear();
  for (const Seen& a : own.seen) {
    const bool meets =
        a.dated() && (other.itself || std::any_of(other.seen.begin(), other.seen.end(), [&](const Seen& b) {
                        return b.dated() && a.first <= b.last + *mods.overlapping &&
                               b.first <= a.last + *mods.overlapping;
                      }));
    if (meets) kept.push_back(a);
  }
  return !kept.empty();
}

PlainModel::Set PlainModel::sharing(const Set& input, const syntax::Sharing& sharing, bool other) {
  const Set with = sharing.each_other ? input : primary(*sharing.with);
  const Mods mods = this->mods(sharing.modifiers);
  const auto& traits = sharing.traits.traits;
  std::size_t needed = 1;
  if (sharing.traits.form == syntax::Traits::Form::kAll) needed = traits.size();
  if (sharing.traits.form == syntax::Traits::Form::kAtLeast)
    needed = static_cast<std::size_t>(sharing.traits.at_least->value);
  std::map<Node, std::vector<Hit>> out;
  for (const Node& x : input.order) {
    for (const Node& s : with.order) {
      if (s == x) continue;
      std::vector<Hit> hits;
      std::size_t met = 0;
      for (const syntax::NearTrait& trait : traits) {
        const std::size_t before = hits.size();
        std::string text;
        for (const syntax::Ident& word : trait.trait.words) text += (text.empty() ? "" : " of ") + word.text;
        for (const Held& theirs : seedValues(s, trait, mods)) {
          Hit hit{s, text, theirs.value, {}, {}};
          bool any = false;
          for (const Held& mine : held(x, trait.trait, mods)) {
            std::vector<Seen> kept;
            if (!near(mine.value, theirs.value, trait) || !pairUp(mine, theirs, mods, kept)) continue;
            any = true;
            hit.seen.insert(hit.seen.end(), kept.begin(), kept.end());
          }
          for (const Seen& seen : hit.seen) hit.sources.insert(seen.source);
          if (any) hits.push_back(std::move(hit));
        }
        if (hits.size() > before) ++met;
      }
      if (met >= needed) out[x].insert(out[x].end(), hits.begin(), hits.end());
    }
  }
  if (other) {
    for (const Node& s : with.order) {
      out.erase(s);
      if (graph_.isHost(s))
        std::erase_if(
            out, [&](const auto& entry) { return entry.first.name == graph_.apex(s) && graph_.isHost(entry.first); });
    }
  }
  Set made_set = made(std::move(out));
  made_set.linked = true;
  return made_set;
}

// ---- modifiers and times

Interval PlainModel::time(const syntax::TimeExpr& time) const {
  if (const auto* date = std::get_if<syntax::Date>(&time.node)) return date->interval;
  if (const auto* duration = std::get_if<syntax::Duration>(&time.node)) {
    using Unit = syntax::Duration::Unit;
    const int months = static_cast<int>(duration->amount) * (duration->unit == Unit::kYear ? 12 : 1);
    const Time then = duration->unit == Unit::kMonth || duration->unit == Unit::kYear
                          ? model::addMonths(clock_.now, -months)
                          : clock_.now - duration->seconds;
    return {then, then};
  }
  switch (std::get<syntax::TimeWord>(time.node)) {
    case syntax::TimeWord::kToday:
      return {clock_.now / kDay * kDay, clock_.now / kDay * kDay + kDay - 1};
    case syntax::TimeWord::kYesterday:
      return {clock_.now / kDay * kDay - kDay, clock_.now / kDay * kDay - 1};
    default:
      return {clock_.now, clock_.now};
  }
}

TimeRule PlainModel::rule(const syntax::TimeTest& test) const {
  using Kind = syntax::TimeTest::Kind;
  const Interval from = time(test.time);
  switch (test.kind) {
    case Kind::kDuring:
      return {TimeRule::Kind::kTouches, from.first, from.last};
    case Kind::kBetween:
      return {TimeRule::Kind::kTouches, from.first, time(*test.until).last};
    case Kind::kSince:
      return {TimeRule::Kind::kSince, from.first, from.last};
    case Kind::kAfter:
      return {TimeRule::Kind::kAfter, from.first, from.last};
    case Kind::kBefore:
      return {TimeRule::Kind::kBefore, from.first, from.last};
    case Kind::kAt:
      return {TimeRule::Kind::kAt, from.first, from.last};
  }
  return {};
}

Mods PlainModel::mods(const syntax::LinkModifiers& modifiers) {
  Mods out;
  for (const syntax::LinkModifier& modifier : modifiers) {
    if (const auto* test = std::get_if<syntax::TimeTest>(&modifier.node)) out.times.push_back(rule(*test));
    if (const auto* node = std::get_if<syntax::Overlapping>(&modifier.node))
      out.overlapping = node->within ? node->within->seconds : 0;
    if (const auto* node = std::get_if<syntax::Via>(&modifier.node)) {
      for (const syntax::Ident& word : node->relations) out.via.push_back(word.text);
    }
    if (const auto* node = std::get_if<syntax::SeenBy>(&modifier.node)) {
      if (!out.sources) out.sources.emplace();
      for (const syntax::Ident& word : node->sources) out.sources->insert(word.text);
      out.only = node->only;
    }
    if (const auto* node = std::get_if<syntax::SeenBySources>(&modifier.node))
      out.min_sources = static_cast<std::uint64_t>(node->at_least.value);
    if (const auto* node = std::get_if<syntax::SeenTimes>(&modifier.node))
      out.min_times = static_cast<std::uint64_t>(node->at_least.value);
    if (const auto* node = std::get_if<syntax::AtMostEach>(&modifier.node))
      out.at_most_each = static_cast<std::uint64_t>(node->limit.value);
    if (const auto* node = std::get_if<syntax::Confidence>(&modifier.node))
      out.min_confidence = static_cast<int>(node->at_least.value);
    if (const auto* node = std::get_if<syntax::Excluding>(&modifier.node)) {
      for (const auto& what : node->what) {
        if (const auto* hubs = std::get_if<syntax::Hubs>(&what)) {
          out.no_hubs = true;
          if (hubs->over) out.hubs_over = static_cast<std::uint64_t>(hubs->over->value);
          continue;
        }
        const bool marking = marking_;
        marking_ = false;
        for (const Node& one : primary(*std::get<syntax::Box<syntax::Primary>>(what)).order) out.excluded.insert(one);
        marking_ = marking;
      }
    }
  }
  return out;
}

}  // namespace clew::property
