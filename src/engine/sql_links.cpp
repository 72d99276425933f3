// Both tables are one walk: node by node, relation by relation, along or back; the links of one node by one relation
// are held at a time, put in the order of answers.
#include "engine/sql_links.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <span>

#include "engine/sql_nodes.h"

namespace clew::engine {
namespace {

using graph::Direction;
using graph::NodeId;
using graph::Observation;
using storage::SqlRows;
using storage::SqlValue;

enum LinkColumn : std::size_t { kFromType, kFromName, kRelation, kToType, kToName, kEnds };
enum SumColumn : std::size_t { kSumFirst = kEnds, kSumLast, kSumTimes, kSumSources, kSumObservations };

struct Link {
  NodeId from = 0;
  NodeId to = 0;
  model::RelationId relation = model::kNoRelation;
  std::span<const Observation> seen;
};

/// What is walked.
struct Start {
  std::vector<NodeId> nodes;
  std::vector<model::RelationId> relations;
  Direction direction = Direction::kAlong;
};

class LinkWalk {
 public:
  LinkWalk(const graph::GraphView& view, const CancelToken* cancel, Start start, bool with_retracted)
      : view_(view), cancel_(cancel), start_(std::move(start)) {
    filter_.with_retracted = with_retracted;
  }

  /// False behind the last one.
  Result<bool> next() {
    ++at_;
    while (at_ >= order_.size()) {
      if (relation_ == start_.relations.size()) {
        relation_ = 0;
        ++node_;
      }
      if (node_ >= start_.nodes.size() || start_.relations.empty()) return false;
      if (cancel_ != nullptr && ++steps_ % kSqlRowsBetweenLooks == 0) {
        if (auto state = cancel_->check(); !state) return state.error();
      }
      load(start_.nodes[node_], start_.relations[relation_++]);
    }
    return true;
  }

  Link link() const {
    const Held& held = held_[order_[at_]];
    const bool along = start_.direction == Direction::kAlong;
    return {along ? node() : held.other, along ? held.other : node(), start_.relations[relation_ - 1],
            std::span(seen_).subspan(held.begin, held.count)};
  }

 private:
  struct Held {
    NodeId other = 0;
    std::size_t begin = 0;
    std::size_t count = 0;
  };

  NodeId node() const { return start_.nodes[node_]; }

  bool leads(NodeId node, model::RelationId relation) const {
    const model::Schema& schema = view_.schema();
    const model::TypeId type = view_.typeOf(node);
    return start_.direction == Direction::kAlong ? schema.relation(relation).subjects[type]
                                                 : schema.isA(type, schema.relation(relation).object);
  }

  void load(NodeId node, model::RelationId relation) {
    at_ = 0;
    held_.clear();
    seen_.clear();
    order_.clear();
    if (!leads(node, relation)) return;
    view_.expand({node}, relation, start_.direction, filter_,
                 [&](NodeId, NodeId other, std::span<const Observation> passing) {
                   if (passing.empty()) return true;  // follows from others
                   held_.push_back({other, seen_.size(), passing.size()});
                   seen_.insert(seen_.end(), passing.begin(), passing.end());
                   return true;
                 });
    order_.resize(held_.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::sort(order_.begin(), order_.end(),
              [&](std::size_t a, std::size_t b) { return view_.before(held_[a].other, held_[b].other); });
  }

  const graph::GraphView& view_;
  const CancelToken* cancel_;
  Start start_;
  graph::LinkFilter filter_;
  std::vector<Held> held_;
  std::vector<Observation> seen_;
  std::vector<std::size_t> order_;
  std::size_t at_ = static_cast<std::size_t>(-1);
  std::size_t node_ = 0;
  std::size_t relation_ = 0;
  std::uint64_t steps_ = 0;
};

SqlValue endValue(const graph::GraphView& view, const Link& link, std::size_t column) {
  const model::Schema& schema = view.schema();
  switch (column) {
    case kFromType:
      return schema.type(view.typeOf(link.from)).name;
    case kFromName:
      return std::string(view.nameOf(link.from));
    case kRelation:
      return schema.relation(link.relation).name;
    case kToType:
      return schema.type(view.typeOf(link.to)).name;
    default:
      return std::string(view.nameOf(link.to));
  }
}

class LinkRows final : public SqlRows {
 public:
  LinkRows(const graph::GraphView& view, const CancelToken* cancel, Start start)
      : view_(view), walk_(view, cancel, std::move(start), false) {}

  Result<bool> next() override { return walk_.next(); }

  Result<SqlValue> at(std::size_t column) const override {
    const Link link = walk_.link();
    if (column < kEnds) return endValue(view_, link, column);
    if (column == kSumObservations) return SqlValue(static_cast<std::int64_t>(link.seen.size()));
    Time first = kNoTime;
    Time last = kNoTime;
    std::int64_t times = 0;
    std::set<graph::SourceId> sources;
    for (const Observation& seen : link.seen) {
      times += seen.times;
      sources.insert(seen.source);
      if (!seen.dated()) continue;
      first = first == kNoTime ? seen.first : std::min(first, seen.first);
      last = std::max(last, seen.last);
    }
    switch (column) {
      case kSumFirst:
        return timeOrNull(first);
      case kSumLast:
        return timeOrNull(last);
      case kSumTimes:
        return SqlValue(times);
      default:
        return SqlValue(static_cast<std::int64_t>(sources.size()));
    }
  }

 private:
  const graph::GraphView& view_;
  LinkWalk walk_;
};

class ObservationRows final : public SqlRows {
 public:
  ObservationRows(const graph::GraphView& view, const CancelToken* cancel, Start start)
      : view_(view), walk_(view, cancel, std::move(start), true) {}

  Result<bool> next() override {
    if (++at_ < link_.seen.size()) return true;
    auto more = walk_.next();
    if (!more || !more.value()) return more;
    link_ = walk_.link();
    at_ = 0;
    return true;
  }

  Result<SqlValue> at(std::size_t column) const override {
    return column < kEnds ? endValue(view_, link_, column) : seenValue(view_, link_.seen[at_], column - kEnds);
  }

 private:
  const graph::GraphView& view_;
  LinkWalk walk_;
  Link link_;
  std::size_t at_ = 0;
};

class LinkTable final : public storage::SqlTable {
 public:
  LinkTable(const graph::GraphView& view, const CancelToken* cancel, bool observations)
      : view_(view), cancel_(cancel), observations_(observations) {
    columns_ = {{"from_type"}, {"from_name"}, {"relation"}, {"to_type"}, {"to_name"}};
    if (observations) {
      columns_.insert(columns_.end(), seenColumns().begin(), seenColumns().end());
      identity_.resize(columns_.size());
    } else {
      columns_.insert(columns_.end(),
                      {{"first"}, {"last"}, {"times", true}, {"sources", true}, {"observations", true}});
      identity_.resize(kEnds);
    }
    std::iota(identity_.begin(), identity_.end(), std::size_t{0});
    double total = 100'000;  // even of a small case, so that plans do not depend on its size
    for (const model::RelationId relation : relationsFor(view.schema(), {}))
      total += static_cast<double>(view.linkCount(relation));
    // rough, and only their order matters: a subject has a handful of links, a value may have many
    accesses_ = {{{kFromName, kFromType, kRelation}, 4},
                 {{kFromName, kRelation}, 5},
                 {{kFromName, kFromType}, 10},
                 {{kFromName}, 12},
                 {{kToName, kToType, kRelation}, 40},
                 {{kToName, kRelation}, 45},
                 {{kToName, kToType}, 50},
                 {{kToName}, 60},
                 {{kFromType, kRelation}, total / 16},
                 {{kRelation}, total / 8},
                 {{kFromType}, total / 4},
                 {{}, total}};
  }

  std::string_view name() const override { return observations_ ? "observation" : "link"; }
  const std::vector<storage::SqlColumn>& columns() const override { return columns_; }
  const std::vector<std::size_t>& identity() const override { return identity_; }
  const std::vector<storage::SqlAccess>& accesses() const override { return accesses_; }

  Result<std::unique_ptr<SqlRows>> open(std::size_t access, const std::vector<SqlValue>& values) const override {
    const SqlWanted wanted(accesses_[access], values);
    Start start;
    start.relations = relationsFor(view_.schema(), wanted.text(kRelation));
    if (wanted.text(kToName)) {
      start.direction = Direction::kBack;
      start.nodes = nodesFor(view_, wanted.text(kToType), wanted.text(kToName));
    } else {
      start.nodes = nodesFor(view_, wanted.text(kFromType), wanted.text(kFromName));
    }
    if (observations_) return std::unique_ptr<SqlRows>(new ObservationRows(view_, cancel_, std::move(start)));
    return std::unique_ptr<SqlRows>(new LinkRows(view_, cancel_, std::move(start)));
  }

 private:
  const graph::GraphView& view_;
  const CancelToken* cancel_;
  bool observations_;
  std::vector<storage::SqlColumn> columns_;
  std::vector<std::size_t> identity_;
  std::vector<storage::SqlAccess> accesses_;
};

}  // namespace

std::unique_ptr<storage::SqlTable> linkTable(const graph::GraphView& view, const CancelToken* cancel) {
  return std::make_unique<LinkTable>(view, cancel, false);
}

std::unique_ptr<storage::SqlTable> observationTable(const graph::GraphView& view, const CancelToken* cancel) {
  return std::make_unique<LinkTable>(view, cancel, true);
}

}  // namespace clew::engine
