#include "execution/graph_table.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "execution/stoppable_sort.h"

namespace clew::execution {
namespace {

class GraphWriter {
 public:
  explicit GraphWriter(Run& run) : run_(run) {}

  void add(NodeId result, const Layer* layer) {
    results_.insert(result);
    std::vector<std::pair<const Layer*, NodeId>> open{{layer, result}};
    while (!open.empty() && run_.goOn()) {
      const auto [at, node] = open.back();
      open.pop_back();
      if (at == nullptr) {
        if (layer != nullptr) seeds_.insert(node);  // named, and something was walked from it
        continue;
      }
      if (!seen_.insert({at, node}).second) continue;
      at->links(node, [&](const ResultLink& link) {
        if (link.seed == kNoNode) {
          seeds_.insert(link.node);
          return true;
        }
        for (const Step& step : link.steps) add(step);
        for (const Step& step : link.seed_steps) add(step);
        open.emplace_back(link.behind, link.seed);
        return run_.chargeRows(1, sizeof(ResultLink));
      });
    }
  }

  Rows take() {
    out_.columns = {{"role", ColumnType::kText}, {"from", ColumnType::kNode},  {"relation", ColumnType::kText},
                    {"to", ColumnType::kNode},   {"first", ColumnType::kTime}, {"last", ColumnType::kTime}};
    nodes_.insert(results_.begin(), results_.end());
    nodes_.insert(seeds_.begin(), seeds_.end());
    std::vector<NodeId> nodes(nodes_.begin(), nodes_.end());
    const auto before = [&](NodeId a, NodeId b) { return run_.view().before(a, b); };
    sortUnlessStopped(run_, nodes.begin(), nodes.end(), before);
    for (const NodeId node : nodes) {
      if (!run_.goOn()) return {};
      const char* role = seeds_.contains(node) ? "seed" : results_.contains(node) ? "result" : "between";
      row(role, node, {}, Datum(), Interval{kNoTime, kNoTime});
    }
    std::vector<std::pair<Key, Interval>> links(links_.begin(), links_.end());
    sortUnlessStopped(run_, links.begin(), links.end(), [&](const auto& a, const auto& b) {
      const auto& [from_a, relation_a, to_a] = a.first;
      const auto& [from_b, relation_b, to_b] = b.first;
      if (from_a != from_b) return before(from_a, from_b);
      if (relation_a != relation_b) return relation_a < relation_b;
      return to_a != to_b && before(to_a, to_b);
    });
    for (const auto& [key, span] : links) {
      if (!run_.goOn()) return {};
      const auto& [from, relation, to] = key;
      row("link", from, relation, NodeRef{to}, span);
    }
    return std::move(out_);
  }

 private:
  using Key = std::tuple<NodeId, std::string, NodeId>;  // subject, relation, value

  void add(const Step& step) {
    if (step.property != model::kNoProperty || step.to == kNoNode) return;
    const bool along = step.direction == graph::Direction::kAlong;
    const NodeId from = along ? step.from : step.to;
    const NodeId to = along ? step.to : step.from;
    nodes_.insert(from);
    nodes_.insert(to);
    Interval& span =
        links_.try_emplace(Key(from, run_.schema().relation(step.relation).name, to), Interval{kNoTime, kNoTime})
            .first->second;
    for (const graph::Observation& one : step.seen) {
      if (!one.dated()) continue;
      span.first = span.first == kNoTime ? one.first : std::min(span.first, one.first);
      span.last = span.last == kNoTime ? one.last : std::max(span.last, one.last);
    }
  }

  void row(const char* role, NodeId from, const std::string& relation, Datum to, Interval span) {
    out_.cells.emplace_back(std::string(role));
    out_.cells.emplace_back(NodeRef{from});
    out_.cells.push_back(relation.empty() ? Datum() : Datum(relation));
    out_.cells.push_back(std::move(to));
    out_.cells.push_back(span.first == kNoTime ? Datum() : Datum(Instant{span.first}));
    out_.cells.push_back(span.last == kNoTime ? Datum() : Datum(Instant{span.last}));
  }

  Run& run_;
  std::set<std::pair<const Layer*, NodeId>> seen_;
  std::set<NodeId> nodes_, results_, seeds_;
  std::map<Key, Interval> links_;
  Rows out_;
};

}  // namespace

bool isGraphForm(std::string_view format) {
  return format == "dot" || format == "graphml" || format == "stix" || format == "misp";
}

Rows graphRows(Run& run, const SetValue& set) {
  GraphWriter writer(run);
  for (const NodeId node : inAnswerOrder(run.view(), set)) {
    if (!run.goOn()) break;
    writer.add(node, set.layer.get());
  }
  return writer.take();
}

}  // namespace clew::execution
