#include "graph/tie_graph.h"

#include <algorithm>

#include "graph/parallel.h"
#include "graph/watched.h"

namespace clew::graph {

TieGraph::TieGraph(std::uint32_t size, const std::vector<Tie>& ties) : starts_(std::size_t{size} + 1, 0) {
  for (const auto& [a, b] : ties) {
    if (a != b) ++starts_[a + 1], ++starts_[b + 1];
  }
  for (std::uint32_t node = 0; node < size; ++node) starts_[node + 1] += starts_[node];
  std::vector<std::uint32_t> ends(starts_.back());
  std::vector<std::uint64_t> next(starts_.begin(), starts_.end() - 1);
  for (const auto& [a, b] : ties) {
    if (a != b) ends[next[a]++] = b, ends[next[b]++] = a;
  }
  ends_.reserve(ends.size());
  std::uint64_t begin = 0;
  for (std::uint32_t node = 0; node < size; ++node) {
    const std::uint64_t end = starts_[node + 1];
    const auto first = ends.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = ends.begin() + static_cast<std::ptrdiff_t>(end);
    std::sort(first, last);
    ends_.insert(ends_.end(), first, std::unique(first, last));
    starts_[node + 1] = ends_.size();
    begin = end;
  }
}

namespace {

constexpr int kSteps = 100;
constexpr double kDamping = 0.85;
constexpr std::uint64_t kWorthAThread = 1U << 17;  // edges

void pullScores(const TieGraph& graph, const std::vector<double>& passed, std::vector<double>& scores,
                std::uint32_t begin, std::uint32_t end) {
  for (std::uint32_t node = begin; node < end; ++node) {
    double sum = 0;
    for (const std::uint32_t other : graph.of(node)) sum += passed[other];
    scores[node] = (1 - kDamping) + kDamping * sum;
  }
}

}  // namespace

std::vector<double> pageRanks(const TieGraph& graph, const Watch& watch) {
  const std::uint32_t size = graph.size();
  std::vector<double> scores(size, 1.0);
  std::vector<double> passed(size);
  // The sums of a node are one thread's, in one order: the number of threads changes nothing.
  const bool both = graph.edgeCount() > kWorthAThread;
  std::uint32_t half = 0;
  for (std::uint64_t seen = 0; both && half < size && seen < graph.edgeCount(); ++half) seen += graph.degree(half);
  for (int step = 0; step < kSteps; ++step) {
    if (!watch(2 * graph.edgeCount())) return {};
    for (std::uint32_t node = 0; node < size; ++node) {
      passed[node] = graph.degree(node) == 0 ? 0 : scores[node] / graph.degree(node);
    }
    inParallel(both ? 2 : 1, [&](unsigned thread) {
      const bool first = thread == 0;
      pullScores(graph, passed, scores, both && !first ? half : 0, both && first ? half : size);
    });
  }
  return scores;
}

std::vector<std::uint32_t> communities(const TieGraph& graph, const Watch& watch) {
  const std::uint32_t size = graph.size();
  std::vector<std::uint32_t> of(size);
  for (std::uint32_t node = 0; node < size; ++node) of[node] = node;
  std::vector<std::uint32_t> ties(size, 0);  // of the node at hand, by community
  std::vector<bool> awake(size, true);       // a neighbour moved since the node was looked at
  Steps steps(watch);
  // Each move makes more edges lie within communities, so this ends.
  for (bool moved = true; moved;) {
    moved = false;
    for (std::uint32_t node = 0; node < size; ++node) {
      if (!awake[node]) continue;
      awake[node] = false;
      if (!steps.take(graph.degree(node) + 1)) return {};
      std::uint32_t best = of[node];
      for (const std::uint32_t other : graph.of(node)) ++ties[of[other]];
      for (const std::uint32_t other : graph.of(node)) {
        const std::uint32_t there = of[other];
        const bool lower = best != of[node] && there < best;
        if (ties[there] > ties[best] || (ties[there] == ties[best] && lower)) best = there;
      }
      for (const std::uint32_t other : graph.of(node)) ties[of[other]] = 0;
      if (best == of[node]) continue;
      of[node] = best;
      moved = true;
      for (const std::uint32_t other : graph.of(node)) awake[other] = true;
    }
  }
  return of;
}

}  // namespace clew::graph
