// Pull over a copy made for it: all rows of a node in one, and rows of one length after another, which a processor can
// foresee. Nodes keep their numbers: renumbering them by degree took longer than it won. Each node's sum is one
// thread's and in one order, whatever the number of threads.
#include <algorithm>
#include <atomic>
#include <barrier>

#include "graph/link_rows.h"
#include "graph/parallel.h"
#include "graph/whole_graph.h"

namespace clew::graph {
namespace {

constexpr std::uint32_t kNodesBetweenLooks = 4096;  // nodes between two looks at the cancel token
constexpr std::uint32_t kClasses = 1024;            // degrees beyond are one class
constexpr std::uint32_t kUnrolled = 16;             // the longest row that has a loop of its own
constexpr std::uint32_t kFewNodes = 4096;           // not worth a second thread

class Ranking {
 public:
  Ranking(const GraphView& view, const std::vector<model::RelationId>& relations, float damping, const Effort& effort)
      : nodes_(view.nodeCount()),
        threads_(nodes_ < kFewNodes ? 1 : std::max(1U, effort.threads)),
        cancel_(effort.cancel),
        damping_(damping),
        base_(nodes_ == 0 ? 0 : (1.0F - damping) / static_cast<float>(nodes_)) {
    for (const model::RelationId relation : relations) {
      for (const Direction direction : {Direction::kAlong, Direction::kBack}) {
        LinkRows rows(view, relation, direction);
        if (rows.size() > 0) rows_.push_back(std::move(rows));
      }
    }
  }

  std::vector<float> run(int iterations) {
    inParallel(threads_, [&](unsigned thread) {
      for (std::size_t i = thread; i < rows_.size(); i += threads_) rows_[i].checkEnds();
    });
    countDegrees();
    sortRows();
    inParallel(threads_, [&](unsigned thread) { copyRows(cutAt(nodes_, thread), cutAt(nodes_, thread + 1)); });
    if (stopped_) return {};
    cutByWork();
    iterate(iterations);
    if (stopped_) return {};
    return iterations % 2 == 0 ? std::move(passed_) : std::move(next_);
  }

 private:
  NodeId cutAt(std::uint64_t count, unsigned thread) const { return static_cast<NodeId>(count * thread / threads_); }
  bool goOn() {
    if (cancel_ != nullptr && cancel_->shouldStop()) stopped_ = true;
    return !stopped_;
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

  void countDegrees() {
    degree_.assign(nodes_, 0);
    inParallel(threads_, [&](unsigned thread) {
      eachRow(cutAt(nodes_, thread), cutAt(nodes_, thread + 1), [&](NodeId node, std::span<const NodeId> ends) {
        degree_[node] += static_cast<std::uint32_t>(ends.size());
      });
    });
  }

  /// The rows by falling length, then by id; and where each begins.
  void sortRows() {
    std::vector<std::uint32_t> next(kClasses + 1, 0);
    const auto classOf = [](std::uint32_t degree) { return kClasses - std::min(degree, kClasses); };
    for (NodeId node = 0; node < nodes_; ++node) ++next[classOf(degree_[node])];
    std::uint32_t before = 0;
    for (std::uint32_t& start : next) before += std::exchange(start, before);
    row_.resize(nodes_);
    node_.resize(nodes_);
    for (NodeId node = 0; node < nodes_; ++node) {
      row_[node] = next[classOf(degree_[node])]++;
      node_[row_[node]] = node;
    }
    starts_.resize(std::size_t{nodes_} + 1);
    std::uint64_t start = 0;
    for (std::uint32_t row = 0; row < nodes_; ++row) {
      starts_[row] = start;
      start += degree_[node_[row]];
    }
    starts_[nodes_] = start;
    ends_ = std::make_unique_for_overwrite<NodeId[]>(start);  // written by the threads that read it
    passed_.resize(nodes_);
    next_.resize(nodes_);
  }

  void copyRows(NodeId begin, NodeId end) {
    std::vector<std::uint32_t> filled(end - begin, 0);
    eachRow(begin, end, [&](NodeId node, std::span<const NodeId> ends) {
      std::copy(ends.begin(), ends.end(), ends_.get() + starts_[row_[node]] + filled[node - begin]);
      filled[node - begin] += static_cast<std::uint32_t>(ends.size());
    });
    const float first = 1.0F / static_cast<float>(nodes_);
    for (NodeId node = begin; node < end; ++node)
      passed_[node] = degree_[node] == 0 ? 0 : first / static_cast<float>(degree_[node]);
  }

  /// Where to cut so that each thread has as much to add up.
  void cutByWork() {
    cuts_.assign(threads_ + 1, nodes_);
    cuts_[0] = 0;
    for (unsigned thread = 1; thread < threads_; ++thread) {
      const std::uint64_t work = (starts_[nodes_] + nodes_) * thread / threads_;
      NodeId low = 0;
      for (NodeId high = nodes_; low < high;) {
        const NodeId middle = low + (high - low) / 2;
        if (starts_[middle] + middle < work)
          low = middle + 1;
        else
          high = middle;
      }
      cuts_[thread] = low;
    }
  }

  void iterate(int iterations) {
    std::barrier together(static_cast<std::ptrdiff_t>(threads_));
    inParallel(threads_, [&](unsigned thread) {
      float* from = passed_.data();
      float* to = next_.data();
      for (int i = 0; i < iterations; ++i, std::swap(from, to)) {
        round(cuts_[thread], cuts_[thread + 1], from, to, i + 1 == iterations);
        together.arrive_and_wait();
        if (stopped_) return;  // seen by all: it is set in rounds only
        together.arrive_and_wait();
      }
    });
  }

  /// Rows of one length at a time.
  void round(std::uint32_t begin, std::uint32_t end, const float* from, float* to, bool last) {
    while (begin < end && goOn()) {
      const auto length = static_cast<std::uint32_t>(starts_[begin + 1] - starts_[begin]);
      const std::uint32_t most = end - begin > kNodesBetweenLooks ? begin + kNodesBetweenLooks : end;
      std::uint32_t stop = begin + 1;
      while (stop < most && starts_[stop + 1] - starts_[stop] == length) ++stop;
      const float share = last || length == 0 ? 1.0F : 1.0F / static_cast<float>(length);
      if (length <= kUnrolled)
        kShort[length](*this, begin, stop, from, to, share);
      else
        addLong(begin, stop, length, from, to, share);
      if (length == 0 && !last) {
        for (std::uint32_t row = begin; row < stop; ++row) to[node_[row]] = 0;
      }
      begin = stop;
    }
  }

  template <std::uint32_t kLength>
  static void addShort(const Ranking& self, std::uint32_t begin, std::uint32_t end, const float* from, float* to,
                       float share) {
    const NodeId* ends = self.ends_.get() + self.starts_[begin];
    for (std::uint32_t row = begin; row < end; ++row, ends += kLength) {
      float parts[2] = {};
      for (std::uint32_t i = 0; i < kLength; ++i) parts[i % 2] += from[ends[i]];
      to[self.node_[row]] = (self.base_ + self.damping_ * (parts[0] + parts[1])) * share;
    }
  }
  template <std::size_t... kLengths>
  static constexpr auto shortLoops(std::index_sequence<kLengths...>) {
    return std::array{&addShort<kLengths>...};
  }
  using Loop = void (*)(const Ranking&, std::uint32_t, std::uint32_t, const float*, float*, float);
  static const std::array<Loop, kUnrolled + 1> kShort;

  /// Four sums side by side, so that an addition need not wait for the one before.
  void addLong(std::uint32_t begin, std::uint32_t end, std::uint32_t length, const float* from, float* to,
               float share) const {
    const NodeId* ends = ends_.get() + starts_[begin];
    for (std::uint32_t row = begin; row < end; ++row, ends += length) {
      float parts[4] = {};
      std::uint32_t i = 0;
      for (; i + 4 <= length; i += 4) {
        for (std::uint32_t k = 0; k < 4; ++k) parts[k] += from[ends[i + k]];
      }
      for (; i < length; ++i) parts[i % 4] += from[ends[i]];
      to[node_[row]] = (base_ + damping_ * ((parts[0] + parts[1]) + (parts[2] + parts[3]))) * share;
    }
  }

  std::uint32_t nodes_;
  unsigned threads_;
  const CancelToken* cancel_;
  float damping_;
  float base_;
  std::vector<LinkRows> rows_;
  std::vector<std::uint32_t> degree_;  // by node
  std::vector<std::uint32_t> row_;     // by node
  std::vector<NodeId> node_;           // by row
  std::vector<std::uint64_t> starts_;  // by row
  std::unique_ptr<NodeId[]> ends_;
  std::vector<float> passed_, next_;  // by node: what it passes along one link
  std::vector<std::uint32_t> cuts_;   // by thread: its first row
  std::atomic<bool> stopped_ = false;
};

const std::array<Ranking::Loop, kUnrolled + 1> Ranking::kShort =
    Ranking::shortLoops(std::make_index_sequence<kUnrolled + 1>());

}  // namespace

std::vector<float> pageRank(const GraphView& view, const std::vector<model::RelationId>& relations, int iterations,
                            float damping, const Effort& effort) {
  return Ranking(view, relations, damping, effort).run(std::max(1, iterations));
}

}  // namespace clew::graph
