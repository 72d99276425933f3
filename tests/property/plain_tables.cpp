// Tables made of nodes over time and by rarity, the way back from a table to nodes, and why a row is there.
#include <algorithm>
#include <cmath>

#include "property/plain_model.h"

namespace clew::property {
namespace {

struct Stretch {
  std::optional<Time> first, last;  // empty: undated
  std::string source;
};

/// Sightings of one source that overlap or touch are one, and so are its undated ones.
std::vector<Stretch> stretchesOf(const std::vector<Seen>& seen) {
  std::map<std::string, std::vector<Interval>> dated;
  std::set<std::string> undated;
  for (const Seen& one : seen) {
    if (one.dated())
      dated[one.source].push_back({one.first, one.last});
    else
      undated.insert(one.source);
  }
  std::vector<Stretch> out;
  for (auto& [source, spans] : dated) {
    std::sort(spans.begin(), spans.end());
    std::size_t from = out.size();
    for (const Interval& span : spans) {
      if (out.size() > from && span.first <= *out.back().last + 1)
        out.back().last = std::max(*out.back().last, span.last);
      else
        out.push_back({span.first, span.last, source});
    }
  }
  for (const std::string& source : undated) out.push_back({std::nullopt, std::nullopt, source});
  if (out.empty()) out.emplace_back();  // derived: it holds, and nobody dated it
  return out;
}

Cell timeCell(const std::optional<Time>& time) {
  return time ? Cell(Instant{*time}) : Cell();
}

bool ofItsName(const model::RelationDef& relation) {
  return relation.derivation == model::Derivation::kApex || relation.derivation == model::Derivation::kFqdn ||
         relation.derivation == model::Derivation::kSubdomains;
}

}  // namespace

/// Without a list every relation, but for the parts of a name, which tell nothing that the name does not.
PlainModel::Table PlainModel::timeline(const Set& set, const syntax::TimelineStage& stage) {
  std::vector<std::pair<syntax::Trait, Mods>> of;
  for (const syntax::Key& key : stage.of) of.emplace_back(std::get<syntax::Trait>(key.what.node), mods(key.modifiers));
  std::set<std::string> taken;
  for (const model::RelationDef& relation : schema_.relations()) {
    if (!stage.of.empty() || ofItsName(relation) || !taken.insert(relation.name).second) continue;
    syntax::Trait trait;
    trait.words.push_back({{}, relation.name});
    of.emplace_back(trait, Mods());
  }
  struct Row {
    Stretch stretch;
    Node node;
    std::size_t trait = 0;
    Cell value;
  };
  std::vector<Row> rows;
  for (const Node& node : set.order) {
    for (std::size_t i = 0; i < of.size(); ++i) {
      for (const Held& held : heldBy(node, of[i].first, of[i].second, true)) {
        if (held.itself && stage.of.empty()) continue;  // a type's own name is a trait too, but no relation
        for (const Stretch& stretch : stretchesOf(held.seen)) rows.push_back({stretch, node, i, held.value});
      }
    }
  }
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    const bool dated_a = a.stretch.first.has_value(), dated_b = b.stretch.first.has_value();
    if (dated_a != dated_b) return dated_a;
    if (a.stretch.first != b.stretch.first) return a.stretch.first < b.stretch.first;
    if (a.stretch.last != b.stretch.last) return a.stretch.last < b.stretch.last;
    if (!(a.node == b.node)) return a.node < b.node;
    if (a.trait != b.trait) return a.trait < b.trait;
    if (const int by = compareCells(a.value, b.value)) return by < 0;
    return a.stretch.source < b.stretch.source;
  });
  Table out{{"name", "trait", "value", "first", "last", "days", "source"}, {}, false, {}};
  for (const Row& row : rows) {
    syntax::Expr what;
    what.node = of[row.trait].first;
    const std::string trait =
        columnName(what, stage.of.empty() ? syntax::LinkModifiers() : stage.of[row.trait].modifiers);
    const auto& [first, last, source] = row.stretch;
    out.rows.push_back({cellOf(row.node), Cell(trait), row.value, timeCell(first), timeCell(last),
                        first ? Cell(*last / 86400 - *first / 86400 + 1) : Cell(),
                        source.empty() ? Cell() : Cell(source)});
  }
  return out;
}

/// The values of the relations of a set's nodes, rarest first.
PlainModel::Table PlainModel::pivots(const Set& set, const syntax::PivotsStage& stage) {
  const Mods mods = this->mods(stage.modifiers);
  Mods open = mods;
  open.excluded_then.clear();
  const auto of = [&](const model::RelationDef& relation) {
    if (mods.via.empty()) return !ofItsName(relation);
    return std::any_of(mods.via.begin(), mods.via.end(), [&](const std::string& word) {
      for (const model::TypeId type : {schema_.known().domain, schema_.known().host, schema_.known().ip}) {
        for (const model::RelationId id : relationsOf(word, type)) {
          if (&schema_.relation(id) == &relation) return true;
        }
      }
      return false;
    });
  };
  std::set<std::pair<model::RelationId, Node>> values;
  for (const Link& link : graph().links()) {
    if (!of(schema_.relation(link.relation)) || !set.has(link.from) || !graph().passes(link, open, clock_)) continue;
    if (const char* reason = notCrossed(link, mods))
      skip(link.to, link.relation, reason, link.from);
    else
      values.insert({link.relation, link.to});
  }
  for (model::RelationId id = 0; id < schema_.relations().size(); ++id) {
    for (const Node& node : set.order) {
      if (of(schema_.relation(id))) skipRedacted(node, id, mods, node);
    }
  }
  struct Row {
    double rarity;
    std::string relation;
    Node value;
    std::size_t holders;
  };
  std::vector<Row> rows;
  for (const auto& [relation, value] : values)
    rows.push_back({*graph().rarity(value, relation), schema_.relation(relation).name, value,
                    graph().holders(value, relation, false)});
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    if (a.rarity != b.rarity) return a.rarity > b.rarity;
    return a.relation != b.relation ? a.relation < b.relation : a.value < b.value;
  });
  Table out{{"relation", "value", "holders", "rarity"}, {}, false, {}};
  for (const Row& row : rows)
    out.rows.push_back(
        {Cell(row.relation), cellOf(row.value), Cell(static_cast<std::int64_t>(row.holders)), Cell(row.rarity)});
  return out;
}

/// Runs in which no gap is longer than the given one; what has no date, or lacks a key, is left out.
PlainModel::Table PlainModel::bursts(const Value& input, const syntax::BurstsStage& stage) {
  const auto* set = std::get_if<Set>(&input);
  const std::int64_t gap = std::get<syntax::Duration>(*stage.of.within).seconds;
  syntax::Expr date;
  date.node = stage.of.trait;
  bool per_link = set != nullptr && namesLinks(date, *set);
  Table out;
  for (const syntax::Key& key : stage.per) {
    per_link = per_link || (set != nullptr && namesLinks(key.what, *set));
    out.columns.push_back(columnName(key.what, key.modifiers));
  }
  out.columns.insert(out.columns.end(), {"start", "end", "count"});
  if (set != nullptr) out.columns.emplace_back("members");
  using Dated = std::pair<Time, std::optional<Node>>;
  std::map<Cells, std::vector<Dated>, CellsBefore> groups;
  for (const Scope& scope : items(input, per_link)) {
    const std::vector<Cells> keys = combinations(stage.per, scope, false);
    const Cells dates = keys.empty() ? Cells() : values(date, scope);
    if (dates.empty()) continue;
    Time earliest = span(dates.front()).first;
    for (const Cell& one : dates) earliest = std::min(earliest, span(one).first);
    for (const Cells& key : keys)
      groups[key].emplace_back(earliest, scope.node != nullptr ? std::optional<Node>(*scope.node) : std::nullopt);
  }
  for (auto& [key, members] : groups) {
    std::sort(members.begin(), members.end());
    if (set != nullptr) members.erase(std::unique(members.begin(), members.end()), members.end());
    for (std::size_t from = 0, to = 0; from < members.size(); from = to) {
      CellList names;
      for (to = from; to < members.size() && (to == from || members[to].first - members[to - 1].first <= gap); ++to) {
        if (members[to].second) names.push_back(cellOf(*members[to].second));
      }
      Cells row = key;
      row.emplace_back(Instant{members[from].first});
      row.emplace_back(Instant{members[to - 1].first});
      row.emplace_back(static_cast<std::int64_t>(to - from));
      if (set != nullptr) row.push_back(names.size() == 1 ? names.front() : Cell(names));
      out.rows.push_back(std::move(row));
    }
  }
  return out;
}

PlainModel::Set PlainModel::backTo(const Table& table, const syntax::BackStage& stage) {
  const auto at = static_cast<std::size_t>(std::find(table.columns.begin(), table.columns.end(), stage.column.text) -
                                           table.columns.begin());
  std::map<Node, std::vector<Hit>> out;
  const auto take = [&](const Cell& cell) {
    if (const auto* node = std::get_if<NodeValue>(&cell.value)) out[nodeOf(*node)];
  };
  for (const Cells& row : table.rows) {
    take(row.at(at));
    if (const auto* list = std::get_if<CellList>(&row.at(at).value)) {
      for (const Cell& cell : *list) take(cell);
    }
  }
  return made(std::move(out));
}

/// What every result rests on: links, each with every observation. Without the columns of where it was read.
PlainModel::Table PlainModel::why(const Value& input) {
  Table out{{"result", "from", "relation", "to", "source", "first", "last", "times", "confidence"}, {}, true, {}};
  const auto add = [&](const Cell& result, const EvidenceSet& all) {
    for (const Evidence& one : all) {
      Cells row{result, one.from, Cell(one.relation), one.to, Cell(std::string("derived"))};
      if (one.seen) row.back() = Cell(one.seen->source);
      row.push_back(one.seen && one.seen->dated() ? Cell(Instant{one.seen->first}) : Cell());
      row.push_back(one.seen && one.seen->dated() ? Cell(Instant{one.seen->last}) : Cell());
      row.push_back(one.seen ? Cell(static_cast<std::int64_t>(one.seen->times)) : Cell());
      const int confidence = one.seen && one.seen->confidence < 0 ? 50 : one.seen ? one.seen->confidence : 0;
      row.push_back(one.seen ? Cell(static_cast<std::int64_t>(confidence)) : Cell());
      out.rows.push_back(std::move(row));
    }
  };
  const auto* table = std::get_if<Table>(&input);
  const Set& set = table != nullptr ? *table->ties : std::get<Set>(input);
  if (set.chains) {
    out.columns.front() = "path";
    std::int64_t number = 0;
    for (const auto& chain : *set.chains) {
      ++number;
      EvidenceSet all;
      for (const ChainStep& step : chain) all.insert(step.why.begin(), step.why.end());
      add(Cell(number), all);
    }
    return out;
  }
  for (const Node& node : set.order) {
    EvidenceSet all;
    for (const Hit& hit : set.hits.at(node)) all.insert(hit.why.begin(), hit.why.end());
    add(cellOf(node), all);
  }
  return out;
}

}  // namespace clew::property
