// Where a node goes: first those with many links, then the type that has most links, each beside others with which it
// shares its rarest value, then all others, each beside the first of that type it is linked to. Blocks of nodes are
// sorted by length.
#include "graph/rank_graph.h"

#include <algorithm>
#include <atomic>

#include "graph/link_rows.h"
#include "graph/parallel.h"

namespace clew::graph {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFFU;
constexpr std::uint32_t kNodesBetweenLooks = 4096;  // nodes between two looks at the cancel token
constexpr std::uint32_t kHub = 64;                  // links beyond which a node is near nobody
constexpr std::uint32_t kBlock = 32768;             // rows that are sorted by length
constexpr std::uint32_t kFewNodes = 4096;           // not worth a second thread
constexpr std::uint32_t kRowsOfRun = 4096;
constexpr std::uint64_t kPart = std::uint64_t{1} << 16;  // ends of a piece of work

/// The places of nodes sorted by key, stably: keys below `keys`.
template <typename KeyOf>
std::vector<NodeId> sortedBy(const std::vector<NodeId>& nodes, std::uint32_t keys, const KeyOf& key_of) {
  std::vector<std::uint32_t> next(keys, 0);
  for (const NodeId node : nodes) ++next[key_of(node)];
  std::uint32_t before = 0;
  for (std::uint32_t& start : next) before += std::exchange(start, before);
  std::vector<NodeId> out(nodes.size());
  for (const NodeId node : nodes) out[next[key_of(node)]++] = node;
  return out;
}

}  // namespace

class RankGraphMaker {
 public:
  RankGraphMaker(RankGraph& out, const GraphView& view, const std::vector<model::RelationId>& relations,
                 const Effort& effort)
      : out_(out),
        view_(view),
        nodes_(view.nodeCount()),
        threads_(nodes_ < kFewNodes ? 1 : std::max(1U, effort.threads)),
        cancel_(effort.cancel) {
    for (const model::RelationId relation : relations) {
      for (const Direction direction : {Direction::kAlong, Direction::kBack}) {
        LinkRows rows(view, relation, direction);
        if (rows.size() > 0) rows_.push_back(std::move(rows));
      }
    }
  }

  void make() {
    inParallel(threads_, [&](unsigned thread) {
      for (std::size_t i = thread; i < rows_.size(); i += threads_) rows_[i].checkEnds();
    });
    countLengths();
    if (goOn()) placeNodes();
    if (goOn()) copyRows();
    if (goOn()) fillHubs();
    if (!goOn()) return;
    cut();
    out_.made_ = true;
  }

 private:
  bool goOn() {
    if (cancel_ != nullptr && cancel_->shouldStop()) stopped_ = true;
    return !stopped_;
  }
  NodeId cutAt(std::uint64_t count, unsigned thread) const { return static_cast<NodeId>(count * thread / threads_); }
  /// The rows of all nodes, as eachRow() of a stretch for each thread.
  template <typename Visit>
  void eachRow(const Visit& visit) {
    inParallel(threads_, [&](unsigned thread) { eachRow(cutAt(nodes_, thread), cutAt(nodes_, thread + 1), visit); });
  }
  /// The rows of the nodes [begin, end), a block of nodes at a time and within it a relation at a time.
  template <typename Visit>
  void eachRow(NodeId begin, NodeId end, const Visit& visit) {
    std::vector<std::uint32_t> at(rows_.size());
    for (std::size_t i = 0; i < rows_.size(); ++i) at[i] = rows_[i].rowFrom(begin);
    for (NodeId stop = begin; stop < end && goOn();) {
      stop = end - stop > kNodesBetweenLooks ? stop + kNodesBetweenLooks : end;
      for (std::size_t i = 0; i < rows_.size(); ++i) {
        const LinkRows& rows = rows_[i];
        for (; at[i] < rows.count(); ++at[i]) {
          const NodeId node = rows.nodeAt(at[i]);
          if (node >= stop) break;
          visit(node, rows.at(at[i]));
        }
      }
    }
  }

  void countLengths() {
    length_.assign(nodes_, 0);
    eachRow(
        [&](NodeId node, std::span<const NodeId> ends) { length_[node] += static_cast<std::uint32_t>(ends.size()); });
  }

  /// By node, whether it is of the type, or below the type, whose nodes have most links.
  std::vector<bool> ofGreatestType() const {
    const auto rootOf = [&](NodeId node) {
      const model::TypeId type = view_.typeOf(node);
      const model::TypeId parent = view_.schema().types()[type].parent;
      return parent == model::kNoType ? type : parent;
    };
    std::vector<std::uint64_t> links(view_.schema().types().size(), 0);
    for (NodeId node = 0; node < nodes_; ++node) links[rootOf(node)] += length_[node];
    const auto greatest = static_cast<std::size_t>(std::max_element(links.begin(), links.end()) - links.begin());
    std::vector<bool> out(nodes_);
    for (NodeId node = 0; node < nodes_; ++node) out[node] = rootOf(node) == greatest;
    return out;
  }

  void placeNodes() {
    const std::vector<bool> greatest = ofGreatestType();
    std::vector<NodeId> hubs, anchors, others;
    for (NodeId node = 0; node < nodes_; ++node)
      (length_[node] > kHub ? hubs : greatest[node] ? anchors : others).push_back(node);
    // near: by anchor the rarest node that another anchor may share, by other node the least place of an anchor
    std::vector<NodeId> near(nodes_, kNone);
    eachRow([&](NodeId node, std::span<const NodeId> ends) {
      if (length_[node] > kHub || !greatest[node]) return;
      NodeId best = near[node];
      for (const NodeId end : ends) {
        if (length_[end] > 1 && (best == kNone || length_[end] < length_[best])) best = end;
      }
      near[node] = best;
    });
    anchors = sortedBy(anchors, nodes_ + 1, [&](NodeId node) { return std::min(near[node], nodes_); });
    std::vector<std::uint32_t> place(nodes_, kNone);
    for (std::uint32_t i = 0; i < anchors.size(); ++i) place[anchors[i]] = i;
    eachRow([&](NodeId node, std::span<const NodeId> ends) {
      if (length_[node] > kHub || greatest[node]) return;
      for (const NodeId end : ends) near[node] = std::min(near[node], place[end]);
    });
    const auto count = static_cast<std::uint32_t>(anchors.size());
    others = sortedBy(others, count + 1, [&](NodeId node) { return std::min(near[node], count); });
    std::vector<NodeId>& order = out_.node_of_;
    hubs_ = static_cast<std::uint32_t>(hubs.size());
    order = std::move(hubs);
    order.insert(order.end(), anchors.begin(), anchors.end());
    order.insert(order.end(), others.begin(), others.end());
    for (std::size_t begin = hubs_; begin < order.size(); begin += kBlock) {
      const auto from = order.begin() + static_cast<std::ptrdiff_t>(begin);
      const auto to = order.size() - begin > kBlock ? from + kBlock : order.end();
      const auto sorted =
          sortedBy(std::vector<NodeId>(from, to), kHub + 1, [&](NodeId node) { return kHub - length_[node]; });
      std::copy(sorted.begin(), sorted.end(), from);
    }
  }

  /// The rows of all but hubs, and of a hub those ends that are hubs.
  void copyRows() {
    row_of_.resize(nodes_);
    starts_.resize(std::size_t{nodes_} + 1);
    std::uint64_t start = 0;
    for (std::uint32_t row = 0; row < nodes_; ++row) {
      const NodeId node = out_.node_of_[row];
      row_of_[node] = row;
      starts_[row] = start;
      start += length_[node];
    }
    starts_[nodes_] = start;
    out_.ends_ = std::make_unique_for_overwrite<NodeId[]>(start);  // written by the threads that read it
    std::vector<bool> hub(nodes_);
    for (std::uint32_t row = 0; row < hubs_; ++row) hub[out_.node_of_[row]] = true;
    filled_.assign(nodes_, 0);
    eachRow([&](NodeId node, std::span<const NodeId> ends) {
      NodeId* to = out_.ends_.get() + starts_[row_of_[node]] + filled_[node];
      NodeId* const begin = to;
      const bool whole = !hub[node];
      for (const NodeId end : ends) {
        if (whole || hub[end]) *to++ = row_of_[end];
      }
      filled_[node] += static_cast<std::uint32_t>(to - begin);
    });
    rows_.clear();
  }

  /// Every other row goes to those of its ends that are hubs, in order: so these are sorted. A damaged file may have a
  /// link at one of its ends only; where a row lacks some, it has itself.
  void fillHubs() {
    inParallel(threads_, [&](unsigned thread) {
      const std::uint32_t begin = hubAtWork(thread), end = hubAtWork(thread + 1);
      std::vector<std::uint64_t> next;
      for (std::uint32_t row = begin; row < end; ++row) next.push_back(starts_[row] + filled_[out_.node_of_[row]]);
      for (std::uint32_t row = hubs_; row < nodes_; ++row) {
        if (row % kNodesBetweenLooks == 0 && !goOn()) return;
        for (std::uint64_t i = starts_[row]; i < starts_[row + 1]; ++i) {
          const std::uint32_t to = out_.ends_[i];
          if (to < begin || to >= end) continue;
          std::uint64_t& at = next[to - begin];
          if (at < starts_[to + 1]) out_.ends_[at++] = row;
        }
      }
      for (std::uint32_t row = begin; row < end; ++row)
        std::fill(out_.ends_.get() + next[row - begin], out_.ends_.get() + starts_[row + 1], row);
    });
  }

  /// The first hub of a thread, so that each has as many ends.
  std::uint32_t hubAtWork(unsigned thread) const {
    if (thread == threads_) return hubs_;
    const std::uint64_t work = starts_[hubs_] / threads_ * thread;
    return static_cast<std::uint32_t>(std::lower_bound(starts_.begin(), starts_.begin() + hubs_, work) -
                                      starts_.begin());
  }

  void cut() {
    std::uint64_t ends = kPart;
    for (std::uint32_t row = 0; row < nodes_;) {
      RankGraph::Run run{row, 0, static_cast<std::uint32_t>(starts_[row + 1] - starts_[row]), starts_[row]};
      while (row < nodes_ && run.rows < kRowsOfRun && starts_[row + 1] - starts_[row] == run.length) ++row, ++run.rows;
      if (ends >= kPart) {
        out_.parts_.push_back(static_cast<std::uint32_t>(out_.runs_.size()));
        ends = 0;
      }
      ends += std::uint64_t{run.rows} * (run.length + 1);
      out_.runs_.push_back(run);
    }
    out_.parts_.push_back(static_cast<std::uint32_t>(out_.runs_.size()));
  }

  RankGraph& out_;
  const GraphView& view_;
  std::uint32_t nodes_;
  unsigned threads_;
  const CancelToken* cancel_;
  std::vector<LinkRows> rows_;
  std::vector<std::uint32_t> length_;  // by node
  std::vector<std::uint32_t> row_of_;  // by node
  std::vector<std::uint64_t> starts_;  // by row
  std::vector<std::uint32_t> filled_;  // by node: ends of its row that are there
  std::uint32_t hubs_ = 0;             // the first rows
  std::atomic<bool> stopped_ = false;
};

RankGraph::RankGraph(const GraphView& view, const std::vector<model::RelationId>& relations, const Effort& effort) {
  RankGraphMaker(*this, view, relations, effort).make();
}

}  // namespace clew::graph
