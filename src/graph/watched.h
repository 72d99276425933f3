// Steps: counts edges that were looked at, and asks the watch every few thousand whether to go on.
#pragma once

#include "graph/tie_graph.h"

namespace clew::graph {

class Steps {
 public:
  explicit Steps(const Watch& watch) : watch_(watch) {}
  /// Whether to go on.
  bool take(std::uint64_t edges) {
    since_ += edges;
    if (since_ < kEvery) return !stopped_;
    if (!stopped_ && !watch_(since_)) stopped_ = true;
    since_ = 0;
    return !stopped_;
  }
  bool stopped() const { return stopped_; }

 private:
  static constexpr std::uint64_t kEvery = 4096;
  const Watch& watch_;
  std::uint64_t since_ = 0;
  bool stopped_ = false;
};

}  // namespace clew::graph
