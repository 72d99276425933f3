#include "graph/merge_links.h"

#include <algorithm>
#include <tuple>

namespace clew::graph {

NewerLinks::NewerLinks(const Facts& facts, std::size_t relations) : touches_(relations) {
  for (std::uint32_t i = 0; i < facts.links.size(); ++i) {
    const LinkClaim& claim = facts.links[i];
    touches_[claim.relation].push_back({claim.from, claim.to, i});
  }
  for (const Withdrawal& taken : facts.withdrawals) {
    if (taken.of == Withdrawal::Of::kLink) touches_[taken.what].push_back({taken.from, taken.to, kNoClaim});
  }
  for (auto& touches : touches_) {
    std::sort(touches.begin(), touches.end(), [](const Touch& a, const Touch& b) {
      return std::tuple(a.from, a.to, a.claim) < std::tuple(b.from, b.to, b.claim);
    });
  }
}

namespace {

class LinkMerger {
 public:
  LinkMerger(const MergeInput& in, model::RelationId relation)
      : in_(in), relation_(relation), columns_(in.base.relation(relation)), touches_(in.newer.of(relation)) {
    out_.links.reserve(columns_.to.size() + touches_.size());
    out_.seen.reserve(columns_.seen.size() + touches_.size());
    details_.assign(columns_.seen.details().size(), kUnasked);
  }

  BuiltRelation run() {
    const Rows& rows = columns_.forward;
    for (std::uint32_t row = 0; row < rows.count(); ++row) {
      const auto [begin, end] = rows.at(row);
      if (begin == end) continue;
      const NodeId from = finalOf(rows.nodeAt(row));
      for (std::uint32_t link = begin; link < end; ++link) {
        const NodeId to = finalOf(columns_.to[link]);
        if (from == kNoNode || to == kNoNode || !comesNext(from, to)) continue;  // the file lies
        while (next_ < touches_.size() && std::tie(touches_[next_].from, touches_[next_].to) < std::tie(from, to))
          mix(touches_[next_].from, touches_[next_].to, 0, 0);
        const auto [seen, seen_end] = columns_.observationsOf(link);
        if (next_ < touches_.size() && touches_[next_].from == from && touches_[next_].to == to)
          mix(from, to, seen, seen_end);
        else if (seen < seen_end)  // else it is derived, and will be again if it still follows
          copy(from, to, seen, seen_end);
      }
    }
    while (next_ < touches_.size()) mix(touches_[next_].from, touches_[next_].to, 0, 0);
    return std::move(out_);
  }

 private:
  static constexpr std::uint32_t kUnasked = 0xFFFFFFFFU;

  NodeId finalOf(NodeId node) const { return node < in_.base.nodeCount() ? in_.ids[node] : kNoNode; }
  bool comesNext(NodeId from, NodeId to) const {
    return out_.links.empty() || std::tie(out_.links.from.back(), out_.links.to.back()) < std::tie(from, to);
  }

  void copy(NodeId from, NodeId to, std::uint32_t begin, std::uint32_t end) {
    const ObservationColumns& seen = columns_.seen;
    BuiltLink link{from, to, out_.seen.count(), 0, true};
    for (std::uint32_t i = begin; i < end; ++i) {
      const std::uint32_t detail = seen.detailNumberAt(i);
      if (details_[detail] == kUnasked) details_[detail] = out_.seen.idOf(seen.details()[detail]);
      link.dead &= seen.details()[detail].retracted != kNoTime;
      out_.seen.add(seen.firstAt(i), seen.lastAt(i), details_[detail], seen.timesAt(i), codesOf(i));
    }
    link.end = out_.seen.count();
    out_.links.add(link);
  }

  std::span<const std::uint64_t> codesOf(std::uint32_t index) {
    const ObservationColumns& seen = columns_.seen;
    const auto [begin, end] = seen.rawOf(index);
    codes_.clear();
    if (in_.same_codes) {
      for (std::uint32_t i = begin; i < end; ++i) codes_.push_back(seen.rawCode(i));
    } else {
      for (const RawReference one : in_.base.raw(seen.rawBegin() + begin, end - begin))
        codes_.push_back(in_.codes.codeOf(one));
    }
    return codes_;
  }

  /// What the base has of the link, [begin, end) of its observations, and all that touches it.
  void mix(NodeId from, NodeId to, std::uint32_t begin, std::uint32_t end) {
    claims_.clear();
    for (std::uint32_t i = begin; i < end; ++i) {
      Observation seen = columns_.seen.at(i);
      const Time when = in_.withdrawn.when(Withdrawal::Of::kLink, from, relation_, to, seen.source, 0);
      if (when != kNoTime && (seen.retracted == kNoTime || when < seen.retracted)) seen.retracted = when;
      claims_.add(seen, in_.base.raw(seen.raw, seen.raw_count));
    }
    for (; next_ < touches_.size() && touches_[next_].from == from && touches_[next_].to == to; ++next_) {
      if (touches_[next_].claim == NewerLinks::kNoClaim) continue;
      const Observation& seen = in_.facts.links[touches_[next_].claim].seen;
      claims_.add(seen, std::span(in_.facts.raw).subspan(seen.raw, seen.raw_count));
    }
    if (claims_.empty()) return;
    BuiltLink link{from, to, out_.seen.count(), 0, true};
    claims_.write(in_.ranks, in_.codes, out_.seen, link);
    link.end = out_.seen.count();
    out_.links.add(link);
  }

  const MergeInput& in_;
  model::RelationId relation_;
  const RelationColumns& columns_;
  const std::vector<NewerLinks::Touch>& touches_;
  std::size_t next_ = 0;                // of touches_
  std::vector<std::uint32_t> details_;  // by the base's number: the maker's
  BuiltRelation out_;
  LinkClaims claims_;
  std::vector<std::uint64_t> codes_;
};

}  // namespace

BuiltRelation mergeLinks(const MergeInput& in, model::RelationId relation) {
  return LinkMerger(in, relation).run();
}

}  // namespace clew::graph
