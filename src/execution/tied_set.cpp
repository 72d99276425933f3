#include "execution/tied_set.h"

#include <algorithm>

#include "common/text.h"

namespace clew::execution {
namespace {

/// Drops the pairs that lead to a value which only one member has; gives the other values. `pairs` are sorted by their
/// second node, without repeats.
NodeSet keepShared(std::vector<std::pair<NodeId, NodeId>>& pairs, const Membership& members) {
  NodeSet values;
  std::size_t kept = 0;
  for (std::size_t i = 0, end = 0; i < pairs.size(); i = end) {
    const NodeId to = pairs[i].second;
    while (end < pairs.size() && pairs[end].second == to) ++end;
    const bool is_member = members.contains(to);
    if (!is_member && end - i < 2) continue;
    if (!is_member) values.push_back(to);
    for (std::size_t k = i; k < end; ++k) pairs[kept++] = pairs[k];
  }
  pairs.resize(kept);
  return values;
}

}  // namespace

TiedSet::TiedSet(Run& run, const Clock& clock, const planner::TiedSet& op, const NodeSet& members)
    : run_(run), ties_(run, clock, op.hop, op.modifiers, members) {
  const Membership is_member(members, run.view().nodeCount());
  std::vector<Pair> pairs = read(members);
  const NodeSet values = keepShared(pairs, is_member);
  ties_.reportSkipped(members);
  ties_.hintHubs(unite(members, values));
  ties_.sayUndated(members);
  if (!run_.goOn()) pairs.clear();
  number(members, run_.failed() ? NodeSet() : values);
  graph_ = std::make_unique<graph::TieGraph>(static_cast<std::uint32_t>(nodes_.size()), numbered(pairs));
}

/// Members and what they are tied to, sorted by the latter.
std::vector<TiedSet::Pair> TiedSet::read(const NodeSet& members) {
  std::vector<Pair> pairs;
  const Membership is_member(members, run_.view().nodeCount());
  const bool excludes = ties_.excludesAny();
  ties_.each(members, [&](NodeId from, NodeId to, std::size_t, std::span<const Observation>) {
    if (excludes && ties_.excluded(to) && !is_member.contains(to)) return run_.goOn();
    pairs.emplace_back(from, to);
    return run_.chargeRows(1, sizeof(Pair));
  });
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    return a.second != b.second ? a.second < b.second : a.first < b.first;
  });
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

void TiedSet::number(const NodeSet& members, const NodeSet& values) {
  const auto before = [&](NodeId a, NodeId b) { return run_.view().before(a, b); };
  nodes_ = unite(members, values);
  if (!std::is_sorted(nodes_.begin(), nodes_.end(), before)) std::sort(nodes_.begin(), nodes_.end(), before);
  const Membership is_member(members, run_.view().nodeCount());
  member_.reserve(nodes_.size());
  for (const NodeId node : nodes_) member_.push_back(is_member.contains(node));
}

std::vector<graph::TieGraph::Tie> TiedSet::numbered(const std::vector<Pair>& pairs) const {
  std::vector<std::pair<NodeId, std::uint32_t>> by_id(nodes_.size());
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) by_id[i] = {nodes_[i], i};
  std::sort(by_id.begin(), by_id.end());
  const auto numberOf = [&](NodeId node) {
    return std::lower_bound(by_id.begin(), by_id.end(), std::pair(node, std::uint32_t{0}))->second;
  };
  std::vector<graph::TieGraph::Tie> out;
  out.reserve(pairs.size());
  NodeId last = kNoNode;
  std::uint32_t last_number = 0;
  for (const auto& [from, to] : pairs) {
    if (to != last) last = to, last_number = numberOf(to);
    out.emplace_back(numberOf(from), last_number);
  }
  return out;
}

std::string TiedSet::relations(std::uint32_t a, std::uint32_t b) {
  std::vector<std::string> names;
  ties_.between(nodes_[a], nodes_[b], [&](NodeId, NodeId, std::size_t way, std::span<const Observation>) {
    names.push_back(ties_.relationOf(way));
    return true;
  });
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return join(names, ", ");
}

}  // namespace clew::execution
