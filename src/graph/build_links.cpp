#include <algorithm>
#include <bit>

#include "graph/build_parts.h"
#include "graph/packed.h"

namespace clew::graph {

void LinkClaims::add(Observation seen, std::span<const RawReference> raw) {
  seen.raw = static_cast<std::uint32_t>(raw_in_.size());
  seen.raw_count = static_cast<std::uint16_t>(raw.size());
  raw_in_.insert(raw_in_.end(), raw.begin(), raw.end());
  claims_.push_back(seen);
}

void LinkClaims::write(const SourceRanks& ranks, const RawCodes& codes, SeenMaker& seen, BuiltLink& link) {
  coalesced_.clear();
  raw_out_.clear();
  coalesce(claims_, raw_in_, ranks, coalesced_, raw_out_);
  for (const Observation& one : coalesced_) {
    link.dead &= one.retracted != kNoTime;
    seen.add(one, std::span(raw_out_).subspan(one.raw, one.raw_count), codes);
  }
}

void BuiltLinks::reserve(std::size_t links) {
  from.reserve(links);
  to.reserve(links);
  begins.reserve(links);
}

void BuiltLinks::add(const BuiltLink& link) {
  const std::size_t i = from.size();
  from.push_back(link.from);
  to.push_back(link.to);
  begins.push_back(link.begin);
  observations = link.end;
  if (!link.dead) return;
  dead.resize(i / 64 + 1, 0);
  dead[i / 64] |= std::uint64_t{1} << (i % 64);
}

namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFFU;

/// Sorted rows of one relation into links and observations.
class LinkMaker {
 public:
  LinkMaker(const LinkInput& in, model::RelationId relation)
      : in_(in),
        relation_(relation),
        withdrawn_(in.withdrawn.any(Withdrawal::Of::kLink, relation)),
        record_of_(in.rows.details().size(), kNone) {
    out_.links.reserve(in.rows.count(relation));
    out_.seen.reserve(in.rows.count(relation));
  }

  /// Rows in final ids, ascending by from and to, above all that were taken before.
  void take(std::span<const LinkRow> rows) {
    for (std::size_t i = 0; i < rows.size();) {
      std::size_t end = i + 1;
      while (end < rows.size() && rows[end].to == rows[i].to && rows[end].from == rows[i].from) ++end;
      BuiltLink link{rows[i].from, rows[i].to, out_.seen.count(), 0, true};
      if (end == i + 1) {
        one(rows[i], link);
      } else {
        several(rows.subspan(i, end - i), link);
      }
      link.end = out_.seen.count();
      out_.links.add(link);
      i = end;
    }
  }
  BuiltRelation finish() { return std::move(out_); }

 private:
  DetailRecord detailOfRow(const LinkRow& row) const {
    DetailRecord detail = in_.rows.details().at(row.detail);
    if (withdrawn_) {
      detail.retracted =
          in_.withdrawn.when(Withdrawal::Of::kLink, row.from, relation_, row.to, detail.source, detail.reserved_too);
    }
    detail.reserved_too = 0;
    return detail;
  }
  void one(const LinkRow& row, BuiltLink& link) {
    std::uint32_t record = 0;
    if (withdrawn_) {
      const DetailRecord detail = detailOfRow(row);
      link.dead = detail.retracted != kNoTime;
      record = out_.seen.idOf(detail);
    } else {
      if (record_of_[row.detail] == kNone) record_of_[row.detail] = out_.seen.idOf(detailOfRow(row));
      record = record_of_[row.detail];
      link.dead = false;
    }
    const std::uint64_t code = in_.codes.codeOf(row.raw);
    out_.seen.add(in_.rows.times().at(row.first), in_.rows.times().at(row.last), record, row.times, {&code, 1});
  }
  void several(std::span<const LinkRow> rows, BuiltLink& link) {
    claims_.clear();
    for (const LinkRow& row : rows) {
      const DetailRecord detail = detailOfRow(row);
      Observation seen;
      seen.first = in_.rows.times().at(row.first);
      seen.last = in_.rows.times().at(row.last);
      seen.learnt = detail.learnt;
      seen.retracted = detail.retracted;
      seen.times = row.times;
      seen.ttl = detail.ttl;
      seen.source = detail.source;
      seen.confidence = detail.confidence;
      seen.first_is_day = detail.first_is_day;
      seen.last_is_day = detail.last_is_day;
      claims_.add(seen, {&row.raw, 1});
    }
    claims_.write(in_.ranks, in_.codes, out_.seen, link);
  }

  const LinkInput& in_;
  model::RelationId relation_;
  bool withdrawn_;
  std::vector<std::uint32_t> record_of_;  // by the scan's detail: the maker's
  BuiltRelation out_;
  LinkClaims claims_;
};

/// How many rows each subject has, from the lowest one on.
struct Subjects {
  NodeId first = 0;
  std::vector<std::uint32_t> rows;
};

Result<Subjects> countSubjects(const LinkInput& in, model::RelationId relation) {
  Subjects out;
  NodeId low = kNoNode;
  NodeId high = 0;
  auto seen = in.rows.visit(relation, [&](const LinkRow& row) {
    const NodeId from = in.nodes.of_local[row.from];
    low = std::min(low, from);
    high = std::max(high, from);
  });
  if (!seen) return seen.error();
  out.first = low;
  out.rows.assign(std::size_t{high} - low + 1, 0);
  seen = in.rows.visit(relation, [&](const LinkRow& row) { ++out.rows[in.nodes.of_local[row.from] - low]; });
  if (!seen) return seen.error();
  return out;
}

}  // namespace

Result<BuiltRelation> buildLinks(const LinkInput& in, model::RelationId relation) {
  LinkMaker maker(in, relation);
  if (in.rows.count(relation) == 0) return maker.finish();
  const auto subjects = countSubjects(in, relation);
  if (!subjects) return subjects.error();
  // A stretch of subjects at a time: each is put where it belongs by
  // counting, and only the few rows of one subject are compared.
  const std::size_t most = rowsAtATime(in.rows.budget(), in.rows.count(relation));
  std::vector<LinkRow> sorted;
  std::vector<std::size_t> next;
  for (std::size_t begin = 0; begin < subjects->rows.size();) {
    if (auto go_on = goesOn(in.cancel); !go_on) return go_on.error();
    std::size_t end = begin;
    std::size_t count = 0;
    next.clear();
    while (end < subjects->rows.size() && (count == 0 || count + subjects->rows[end] <= most)) {
      next.push_back(count);
      count += subjects->rows[end++];
    }
    sorted.resize(count);
    const auto put = [&](const LinkRow& row) {
      const std::size_t from = in.nodes.of_local[row.from] - subjects->first;
      if (from < begin || from >= end) return;
      LinkRow& placed = sorted[next[from - begin]++];
      placed = row;
      placed.from = in.nodes.of_local[row.from];
      placed.to = in.nodes.of_local[row.to];
    };
    if (auto seen = in.rows.visit(relation, put); !seen) return seen.error();
    if (auto go_on = goesOn(in.cancel); !go_on) return go_on.error();
    for (std::size_t i = 0, at = 0; i < end - begin; at = next[i++]) {
      if (next[i] - at < 2) continue;
      std::stable_sort(sorted.begin() + static_cast<std::ptrdiff_t>(at),
                       sorted.begin() + static_cast<std::ptrdiff_t>(next[i]),
                       [](const LinkRow& a, const LinkRow& b) { return a.to < b.to; });
    }
    maker.take(sorted);
    begin = end;
  }
  return maker.finish();
}

namespace {

/// The links in order of (to, from): their numbers.
std::vector<std::uint32_t> backwardOrder(const std::vector<NodeId>& to) {
  std::vector<std::uint32_t> order(to.size());
  if (to.empty()) return order;
  const auto [low, high] = std::minmax_element(to.begin(), to.end());
  const NodeId first = *low;
  std::vector<std::uint32_t> next(std::size_t{*high} - first + 2, 0);
  for (const NodeId node : to) ++next[node - first + 1U];
  for (std::size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
  for (std::uint32_t i = 0; i < to.size(); ++i) order[next[to[i] - first]++] = i;
  return order;
}

/// Of every row of `backward`: those of which holders are not simply as many as ends.
void writeHolders(const model::RelationDef& def, std::uint16_t id, const BuiltLinks& links,
                  std::span<const std::uint32_t> order, const Rows& backward, const FinalNodes& nodes,
                  SectionList& out) {
  std::vector<std::uint32_t> marked;
  std::vector<HolderRecord> holders;
  std::vector<std::uint32_t> marks(def.counts_apexes ? nodes.size() : 0, kNone);
  for (std::uint32_t row = 0; row < backward.count(); ++row) {
    const auto [begin, end] = backward.at(row);
    HolderRecord held;
    for (std::uint32_t i = begin; i < end; ++i) {
      if (links.isDead(order[i])) continue;
      ++held.nodes;
      if (!def.counts_apexes) continue;
      const NodeId from = links.from[order[i]];
      const NodeId apex = nodes.apexOf(from);
      const NodeId tenant = apex == kNoNode ? from : apex;
      if (marks[tenant] != row) ++held.apexes;
      marks[tenant] = row;
    }
    if (!def.counts_apexes) held.apexes = held.nodes;
    if (held.nodes == end - begin && held.apexes == held.nodes) continue;
    marked.push_back(row);
    holders.push_back(held);
  }
  out.add(Section::kHolderMarks, id, makeMarks(marked, backward.count()));
  out.add(Section::kHolders, id, std::move(holders));
}

/// Where a link stands in the row of its subject, for relations that have long rows; short ones are searched.
std::uint32_t writePlaces(std::uint16_t id, const std::vector<NodeId>& from, std::span<const std::uint32_t> order,
                          SectionList& out) {
  constexpr std::uint32_t kSearched = 16;
  std::uint32_t highest = 0;
  for (std::size_t i = 1, place = 0; i < from.size(); ++i) {
    place = from[i] == from[i - 1] ? place + 1 : 0;
    highest = std::max(highest, static_cast<std::uint32_t>(place));
  }
  if (highest < kSearched) return 0;
  std::vector<std::uint32_t> places(from.size());
  for (std::size_t i = 1; i < from.size(); ++i) places[i] = from[i] == from[i - 1] ? places[i - 1] + 1 : 0;
  const std::uint32_t bits = bitsFor(highest);
  out.addBytes(Section::kBackwardPlaces, id,
               packNumbers(order.size(), bits, [&](std::size_t i) { return places[order[i]]; }));
  return bits;
}

/// When each link was seen, in an order of links.
struct OrderedTimes {
  std::vector<LinkTime> times, several;
};

/// None where their times do not fit, or where few links stand in long rows: in short ones they are looked up one by
/// one. `to` are the links' ends.
OrderedTimes orderedTimes(const BuiltLinks& links, const std::vector<NodeId>& to, std::span<const std::uint32_t> order,
                          const SeenTimes& seen) {
  constexpr std::size_t kLong = 8;   // holders
  constexpr std::size_t kShare = 4;  // one link in so many
  OrderedTimes out;
  std::size_t in_long = 0;
  for (std::size_t i = 0, end = 0; i < order.size(); i = end) {
    while (end < order.size() && to[order[end]] == to[order[i]]) ++end;
    if (end - i >= kLong) in_long += end - i;
  }
  if (seen.firsts == nullptr || seen.firsts->empty() || in_long * kShare < order.size()) return out;
  const auto& firsts = *seen.firsts;
  const auto& lasts = *seen.lasts;
  out.times.reserve(order.size());
  std::size_t several = 0;
  for (std::size_t i = 0; i < links.begins.size(); ++i) {
    const auto [begin, end] = links.observationsOf(i);
    if (end - begin > 1 && end - begin <= kMostTimes) several += end - begin;
  }
  out.several.reserve(several);
  for (const std::uint32_t number : order) {
    const auto [begin, end] = links.observationsOf(number);
    LinkTime time{kTimesElsewhere, kTimesElsewhere};
    const std::uint32_t count = links.isDead(number) ? 0 : end - begin;
    const auto fits = [&](std::uint32_t i) {
      return firsts[i] <= lasts[i] && lasts[i] < kTimesSeveral && (seen.retracted.empty() || !seen.retracted[i]);
    };
    if (count == 1) {
      const LinkTime only{firsts[begin], lasts[begin]};
      if (fits(begin) || (only.first == kNarrowNone && only.last == kNarrowNone)) time = only;
    } else if (count > 1 && count <= kMostTimes && out.several.size() < kTimesElsewhere - count) {
      bool all = true;
      for (std::uint32_t i = begin; i < end; ++i) all = all && fits(i);
      if (all) {
        time = {kTimesSeveral + count, static_cast<std::uint32_t>(out.several.size())};
        for (std::uint32_t i = begin; i < end; ++i) out.several.push_back({firsts[i], lasts[i]});
      }
    }
    out.times.push_back(time);
  }
  return out;
}

}  // namespace

Result<RelationRecord> writeRelation(const model::RelationDef& def, std::uint16_t id, BuiltRelation built,
                                     const FinalNodes& nodes, const CancelToken* cancel, const TakeSections& take,
                                     BuiltLinks* kept) {
  if (auto go_on = goesOn(cancel); !go_on) return go_on.error();
  RelationRecord record;
  BuiltLinks& links = built.links;
  if (links.empty()) return record;
  record.standing = static_cast<std::uint32_t>(links.size());
  for (const std::uint64_t word : links.dead) record.standing -= static_cast<std::uint32_t>(std::popcount(word));
  SectionList forward;
  RowsImage along = makeRows(links.from);
  record.forward = along.record;
  forward.add(Section::kForwardKeys, id, std::move(along.keys));
  forward.addBytes(Section::kForwardRows, id, std::move(along.offsets));
  const auto to = forward.add(Section::kForwardTo, id, std::move(links.to));
  if (built.seen.count() != 0) {  // of derived links alone nothing is seen
    SpreadMaker spread;
    for (std::size_t i = 0; i < links.size(); ++i) {
      const auto [begin, end] = links.observationsOf(i);
      spread.add(end - begin);
    }
    forward.add(Section::kSeenMarks, id, spread.marks());
    forward.add(Section::kSeenShifts, id, std::move(spread).shifts());
  }
  if (auto go_on = goesOn(cancel); !go_on) return go_on.error();
  SeenTimes seen;
  record.seen = built.seen.write(Section::kLinkSeen, id, forward, &seen);
  std::vector<std::uint64_t> dead = links.dead;
  if (!dead.empty()) dead.resize((links.size() + 63) / 64, 0);
  forward.add(Section::kDeadLinks, id, std::move(dead));
  take(std::move(forward));

  if (auto go_on = goesOn(cancel); !go_on) return go_on.error();
  SectionList out;
  const std::vector<std::uint32_t> order = backwardOrder(*to);
  OrderedTimes times = orderedTimes(links, *to, order, seen);
  seen = SeenTimes();
  std::vector<std::uint32_t>().swap(links.begins);
  if (auto go_on = goesOn(cancel); !go_on) return go_on.error();
  std::vector<NodeId> ends(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) ends[i] = (*to)[order[i]];
  RowsImage backward = makeRows(ends);
  record.backward = backward.record;
  writeHolders(def, id, links, order, Rows(backward.record, backward.keys, backward.offsets, ends.size()), nodes, out);
  if (auto go_on = goesOn(cancel); !go_on) return go_on.error();
  out.add(Section::kBackwardKeys, id, std::move(backward.keys));
  out.addBytes(Section::kBackwardRows, id, std::move(backward.offsets));
  for (std::size_t i = 0; i < order.size(); ++i) ends[i] = links.from[order[i]];
  out.add(Section::kBackwardFrom, id, std::move(ends));
  record.place_bits = writePlaces(id, links.from, order, out);
  out.add(Section::kBackwardTimes, id, std::move(times.times));
  out.add(Section::kBackwardSeveral, id, std::move(times.several));
  take(std::move(out));
  if (kept != nullptr) {
    kept->from = std::move(links.from);
    kept->to = *to;
    kept->dead = std::move(links.dead);
  }
  return record;
}

}  // namespace clew::graph
