#include "execution/rank_by.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "execution/tied_set.h"

namespace clew::execution {
namespace {

/// As many digits as are shown: what looks alike is alike, on every machine.
double rounded(double score) {
  constexpr double kDigits = 1e4;
  return std::round(score * kDigits) / kDigits + 0.0;
}

std::vector<double> scoresOf(TiedSet& set, planner::RankBy::Measure measure) {
  using Measure = planner::RankBy::Measure;
  if (measure == Measure::kPageRank) return graph::pageRanks(set.graph(), set.watch());
  if (measure == Measure::kBetweenness) return graph::betweenness(set.graph(), set.watch());
  std::vector<double> out(set.graph().size());
  for (std::uint32_t i = 0; i < out.size(); ++i) out[i] = set.graph().degree(i);
  return out;
}

}  // namespace

Value RankByOperator::execute() {
  const SetValue in = inputSet(op_.input);
  const bool whole = op_.measure == planner::RankBy::Measure::kDegree;
  Rows out;
  out.columns = {{"name", ColumnType::kNode}, {"score", whole ? ColumnType::kInteger : ColumnType::kReal}};
  if (run_.failed()) return out;
  TiedSet set(run_, clock_, op_, in.nodes);
  if (run_.failed()) return out;
  std::vector<double> scores = scoresOf(set, op_.measure);
  if (run_.failed()) return out;
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < scores.size(); ++i) {
    scores[i] = rounded(scores[i]);
    if (set.isMember(i)) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return scores[a] > scores[b]; });
  for (const std::uint32_t i : order) {
    out.cells.emplace_back(NodeRef{set.node(i)});
    if (whole)
      out.cells.emplace_back(static_cast<std::int64_t>(scores[i]));
    else
      out.cells.emplace_back(scores[i]);
  }
  return out;
}

}  // namespace clew::execution
