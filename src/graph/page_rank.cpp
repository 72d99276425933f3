// Pull: each node's sum is one thread's and in one order, whatever the number of threads, which take pieces of work as
// they come to them.
#include <algorithm>
#include <array>
#include <atomic>
#include <barrier>

#include "graph/parallel.h"
#include "graph/rank_graph.h"

namespace clew::graph {
namespace {

constexpr std::uint32_t kUnrolled = 16;  // the longest row that has a loop of its own
constexpr std::size_t kFewParts = 2;     // not worth a second thread

/// One run of rows, in one iteration.
struct Stretch {
  const NodeId* ends;
  std::uint32_t rows;
  std::uint32_t length;
  const float* from;
  float* to;
  float base, damping, share;
};

template <std::uint32_t kLength>
void addShort(const Stretch& at) {
  const NodeId* ends = at.ends;
  for (std::uint32_t row = 0; row < at.rows; ++row, ends += kLength) {
    float parts[2] = {};
    for (std::uint32_t i = 0; i < kLength; ++i) parts[i % 2] += at.from[ends[i]];
    at.to[row] = (at.base + at.damping * (parts[0] + parts[1])) * at.share;
  }
}

/// Four sums side by side, so that an addition need not wait for the one before.
void addLong(const Stretch& at) {
  const NodeId* ends = at.ends;
  for (std::uint32_t row = 0; row < at.rows; ++row, ends += at.length) {
    float parts[4] = {};
    std::uint32_t i = 0;
    for (; i + 4 <= at.length; i += 4) {
      for (std::uint32_t k = 0; k < 4; ++k) parts[k] += at.from[ends[i + k]];
    }
    for (; i < at.length; ++i) parts[i % 4] += at.from[ends[i]];
    at.to[row] = (at.base + at.damping * ((parts[0] + parts[1]) + (parts[2] + parts[3]))) * at.share;
  }
}

using Loop = void (*)(const Stretch&);

template <std::size_t... kLengths>
constexpr std::array<Loop, sizeof...(kLengths)> shortLoops(std::index_sequence<kLengths...>) {
  return {&addShort<kLengths>...};
}

constexpr auto kShort = shortLoops(std::make_index_sequence<kUnrolled + 1>());

}  // namespace

class RankGraph::Ranking {
 public:
  Ranking(const RankGraph& graph, int iterations, float damping, const Effort& effort)
      : graph_(graph),
        iterations_(iterations),
        threads_(graph.parts_.size() <= kFewParts ? 1 : std::max(1U, effort.threads)),
        cancel_(effort.cancel),
        damping_(damping),
        base_(graph.node_of_.empty() ? 0 : (1.0F - damping) / static_cast<float>(graph.node_of_.size())),
        next_part_(static_cast<std::size_t>(iterations)) {}

  std::vector<float> run() {
    begin();
    std::barrier together(static_cast<std::ptrdiff_t>(threads_));
    inParallel(threads_, [&](unsigned) {
      float* from = passed_.data();
      float* to = next_.data();
      for (int i = 0; i < iterations_; ++i, std::swap(from, to)) {
        iterate(i, from, to);
        together.arrive_and_wait();
        if (stopped_) return;  // seen by all: it is set in iterations only
        together.arrive_and_wait();
      }
    });
    if (stopped_) return {};
    const std::vector<float>& scores = iterations_ % 2 == 0 ? passed_ : next_;
    std::vector<float> out(scores.size());
    for (std::size_t row = 0; row < scores.size(); ++row) out[graph_.node_of_[row]] = scores[row];
    return out;
  }

 private:
  void begin() {
    passed_.resize(graph_.node_of_.size());
    next_.resize(graph_.node_of_.size());
    const float first = 1.0F / static_cast<float>(std::max<std::size_t>(1, passed_.size()));
    for (const Run& run : graph_.runs_) {
      const float each = run.length == 0 ? 0 : first / static_cast<float>(run.length);
      std::fill_n(passed_.begin() + run.row, run.rows, each);
    }
  }

  void iterate(int iteration, const float* from, float* to) {
    const bool last = iteration + 1 == iterations_;
    std::atomic<std::size_t>& next = next_part_[static_cast<std::size_t>(iteration)];
    for (std::size_t part = next++; part + 1 < graph_.parts_.size(); part = next++) {
      if (cancel_ != nullptr && cancel_->shouldStop()) stopped_ = true;
      if (stopped_) return;
      for (std::size_t i = graph_.parts_[part]; i < graph_.parts_[part + 1]; ++i) {
        const Run& run = graph_.runs_[i];
        const float share = last ? 1.0F : run.length == 0 ? 0.0F : 1.0F / static_cast<float>(run.length);
        const Stretch at{
            graph_.ends_.get() + run.start, run.rows, run.length, from, to + run.row, base_, damping_, share};
        (run.length <= kUnrolled ? kShort[run.length] : &addLong)(at);
      }
    }
  }

  const RankGraph& graph_;
  int iterations_;
  unsigned threads_;
  const CancelToken* cancel_;
  float damping_;
  float base_;
  std::vector<std::atomic<std::size_t>> next_part_;  // by iteration: the piece that nobody has taken yet
  std::vector<float> passed_, next_;                 // by row: what its node passes along one link
  std::atomic<bool> stopped_ = false;
};

std::vector<float> RankGraph::pageRank(int iterations, float damping, const Effort& effort) const {
  return made_ ? Ranking(*this, std::max(1, iterations), damping, effort).run() : std::vector<float>();
}

std::vector<float> pageRank(const GraphView& view, const std::vector<model::RelationId>& relations, int iterations,
                            float damping, const Effort& effort) {
  return RankGraph(view, relations, effort).pageRank(iterations, damping, effort);
}

}  // namespace clew::graph
