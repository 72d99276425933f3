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

// What is counted or put in order lies anywhere: it is asked for so many rows before it is needed, first the counter
// and then the place that it gives.
constexpr std::size_t kFarAhead = 24;
constexpr std::size_t kAhead = 12;

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

/// The rows' subjects in final ids, and how many rows each has, from the lowest one on.
struct Subjects {
  std::vector<NodeId> of_row;  // looked up once: the rows come in no order
  NodeId first = 0;
  std::vector<std::uint32_t> rows;
};

Result<Subjects> countSubjects(const LinkInput& in, model::RelationId relation) {
  Subjects out;
  out.of_row.reserve(in.rows.count(relation));
  NodeId low = kNoNode;
  NodeId high = 0;
  auto seen = in.rows.visit(relation, [&](std::span<const LinkRow> rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i + kAhead < rows.size()) __builtin_prefetch(&in.nodes.of_local[rows[i + kAhead].from]);
      const NodeId from = in.nodes.of_local[rows[i].from];
      low = std::min(low, from);
      high = std::max(high, from);
      out.of_row.push_back(from);
    }
  });
  if (!seen) return seen.error();
  out.first = low;
  out.rows.assign(std::size_t{high} - low + 1, 0);
  for (std::size_t i = 0; i < out.of_row.size(); ++i) {
    if (i + kFarAhead < out.of_row.size()) __builtin_prefetch(&out.rows[out.of_row[i + kFarAhead] - low], 1);
    ++out.rows[out.of_row[i] - low];
  }
  return out;
}

/// Few rows, mostly: by insertion, and those of one value stay in the order in which they came.
void sortByEnd(std::span<LinkRow> rows) {
  constexpr std::size_t kFew = 24;
  const auto before = [](const LinkRow& a, const LinkRow& b) { return a.to < b.to; };
  if (rows.size() > kFew) {
    std::stable_sort(rows.begin(), rows.end(), before);
    return;
  }
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (!before(rows[i], rows[i - 1])) continue;
    const LinkRow row = rows[i];
    std::size_t at = i;
    for (; at > 0 && before(row, rows[at - 1]); --at) rows[at] = rows[at - 1];
    rows[at] = row;
  }
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
  std::vector<std::uint32_t> next;
  for (std::size_t begin = 0; begin < subjects->rows.size();) {
    if (auto go_on = goesOn(in.cancel); !go_on) return go_on.error();
    std::size_t end = begin;
    std::size_t count = 0;
    next.clear();
    while (end < subjects->rows.size() && (count == 0 || count + subjects->rows[end] <= most)) {
      next.push_back(static_cast<std::uint32_t>(count));
      count += subjects->rows[end++];
    }
    sorted.resize(count);
    const NodeId first = subjects->first + static_cast<NodeId>(begin);
    const NodeId* of_row = subjects->of_row.data();
    const auto put = [&](std::span<const LinkRow> rows) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i + kFarAhead < rows.size()) {
          if (const NodeId later = of_row[i + kFarAhead] - first; later < next.size())
            __builtin_prefetch(&next[later], 1);
          if (const NodeId soon = of_row[i + kAhead] - first; soon < next.size()) {
            __builtin_prefetch(sorted.data() + next[soon], 1);
            __builtin_prefetch(&in.nodes.of_local[rows[i + kAhead].to]);
          }
        }
        const NodeId place = of_row[i] - first;
        if (place >= next.size()) continue;  // of another stretch
        LinkRow& placed = sorted[next[place]++];
        placed = rows[i];
        placed.from = of_row[i];
        placed.to = in.nodes.of_local[rows[i].to];
      }
      of_row += rows.size();
    };
    if (auto seen = in.rows.visit(relation, put); !seen) return seen.error();
    if (auto go_on = goesOn(in.cancel); !go_on) return go_on.error();
    for (std::size_t i = 0, at = 0; i < next.size(); at = next[i++]) {
      sortByEnd(std::span(sorted).subspan(at, next[i] - at));
    }
    maker.take(sorted);
    begin = end;
  }
  return maker.finish();
}

namespace {

/// What stands in the way back, link by link in order of (to, from).
struct WayBack {
  RowsImage rows;
  std::vector<NodeId> from;
  std::vector<std::uint64_t> dead;  // bits; empty: none is
  std::vector<std::uint32_t> places;
  std::vector<LinkTime> times, several;
};

/// How many links each end has, from the lowest one on; made the places where the next one of each goes.
class Ends {
 public:
  explicit Ends(const std::vector<NodeId>& to) {
    const auto [low, high] = std::minmax_element(to.begin(), to.end());
    first_ = *low;
    starts_.assign(std::size_t{*high} - first_ + 2, 0);
    for (const NodeId node : to) ++starts_[node - first_ + 1U];
    for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
  }
  /// Of links that stand with at least so many others at one end.
  std::size_t inLongRows(std::uint32_t least) const {
    std::size_t out = 0;
    for (std::size_t i = 1; i < starts_.size(); ++i) {
      const std::uint32_t row = starts_[i] - starts_[i - 1];
      if (row >= least) out += row;
    }
    return out;
  }
  RowsImage rows() const { return makeRows(first_, starts_, Sparse::kAllowed); }
  /// To be called for each link once, in their order, after all else.
  std::uint32_t placeOf(NodeId to) { return starts_[to - first_]++; }
  /// The place that this end's next link has now.
  std::uint32_t nextOf(NodeId to) const { return starts_[to - first_]; }
  void willAsk(NodeId to) const { __builtin_prefetch(&starts_[to - first_], 1); }

 private:
  NodeId first_ = 0;
  std::vector<std::uint32_t> starts_;
};

/// When links were seen, in an order of links. None where their times do not fit, or where few links stand in long
/// rows: in short ones they are looked up one by one.
class BackTimes {
 public:
  BackTimes(const BuiltLinks& links, const SeenTimes& seen, std::size_t in_long_rows) : links_(links), seen_(seen) {
    constexpr std::size_t kShare = 4;  // one link in so many
    wanted_ = seen.firsts != nullptr && !seen.firsts->empty() && in_long_rows * kShare >= links.size();
    if (wanted_) times_.resize(links.size());
  }
  static constexpr std::uint32_t kLong = 8;  // holders
  bool wanted() const { return wanted_; }
  void willPut(std::uint32_t place) const { __builtin_prefetch(times_.data() + place, 1); }

  void put(std::uint32_t link, std::uint32_t place) {
    const auto [begin, end] = links_.observationsOf(link);
    const std::uint32_t count = links_.isDead(link) ? 0 : end - begin;
    LinkTime time{kTimesElsewhere, kTimesElsewhere};
    if (count == 1) {
      const LinkTime only{(*seen_.firsts)[begin], (*seen_.lasts)[begin]};
      if (fits(begin) || (only.first == kNarrowNone && only.last == kNarrowNone)) time = only;
    } else if (count > 1 && count <= kMostTimes) {
      bool all = true;
      for (std::uint32_t i = begin; i < end; ++i) all = all && fits(i);
      if (all) {
        time = {kTimesSeveral + count, begin};
        several_ += count;
      }
    }
    times_[place] = time;
  }
  /// Of links that were seen several times: theirs, in the order of the places.
  void finish(WayBack& out) {
    if (!wanted_) return;
    out.several.reserve(several_);
    for (LinkTime& time : times_) {
      if (time.first <= kTimesSeveral || time.first > kTimesSeveral + kMostTimes) continue;
      const std::uint32_t count = time.first - kTimesSeveral;
      const std::uint32_t begin = time.last;
      if (out.several.size() >= kTimesElsewhere - count) {
        time = {kTimesElsewhere, kTimesElsewhere};
        continue;
      }
      time.last = static_cast<std::uint32_t>(out.several.size());
      for (std::uint32_t i = begin; i < begin + count; ++i)
        out.several.push_back({(*seen_.firsts)[i], (*seen_.lasts)[i]});
    }
    out.times = std::move(times_);
  }

 private:
  bool fits(std::uint32_t i) const {
    const std::uint32_t last = (*seen_.lasts)[i];
    return (*seen_.firsts)[i] <= last && last < kTimesSeveral && (seen_.retracted.empty() || !seen_.retracted[i]);
  }
  const BuiltLinks& links_;
  const SeenTimes& seen_;
  bool wanted_ = false;
  std::size_t several_ = 0;
  std::vector<LinkTime> times_;
};

/// The highest place of a link in the row of its subject.
std::uint32_t highestPlace(const std::vector<NodeId>& from) {
  std::uint32_t highest = 0;
  for (std::size_t i = 1, place = 0; i < from.size(); ++i) {
    place = from[i] == from[i - 1] ? place + 1 : 0;
    highest = std::max(highest, static_cast<std::uint32_t>(place));
  }
  return highest;
}

/// Each link goes to its place at once: it is read in order, and what goes to one end lies together.
WayBack makeWayBack(const BuiltLinks& links, const std::vector<NodeId>& to, const SeenTimes& seen, bool with_places) {
  WayBack out;
  Ends ends(to);
  out.rows = ends.rows();
  BackTimes times(links, seen, ends.inLongRows(BackTimes::kLong));
  out.from.resize(to.size());
  if (with_places) out.places.resize(to.size());
  if (!links.dead.empty()) out.dead.assign((to.size() + 63) / 64, 0);
  for (std::uint32_t i = 0, in_row = 0; i < to.size(); ++i) {
    if (i + kFarAhead < to.size()) {
      ends.willAsk(to[i + kFarAhead]);
      const std::uint32_t soon = ends.nextOf(to[i + kAhead]);
      __builtin_prefetch(out.from.data() + soon, 1);
      if (times.wanted()) times.willPut(soon);
    }
    const std::uint32_t place = ends.placeOf(to[i]);
    out.from[place] = links.from[i];
    in_row = i != 0 && links.from[i] == links.from[i - 1] ? in_row + 1 : 0;
    if (with_places) out.places[place] = in_row;
    if (links.isDead(i)) out.dead[place / 64] |= std::uint64_t{1} << (place % 64);
    if (times.wanted()) times.put(i, place);
  }
  times.finish(out);
  return out;
}

/// Of every row of the way back: those of which holders are not simply as many as ends.
void writeHolders(const model::RelationDef& def, std::uint16_t id, const WayBack& back, const FinalNodes& nodes,
                  SectionList& out) {
  const Rows rows(back.rows.record, back.rows.keys, back.rows.offsets, back.from.size());
  std::vector<std::uint32_t> marked;
  std::vector<HolderRecord> holders;
  std::vector<std::uint32_t> marks;
  for (std::uint32_t row = 0; row < rows.count(); ++row) {
    const auto [begin, end] = rows.at(row);
    // Only hosts below a domain are one tenant with others.
    const bool by_apexes = def.counts_apexes && begin != end && back.from[begin] < nodes.hosts.second &&
                           back.from[end - 1] >= nodes.hosts.first;
    if (!by_apexes && back.dead.empty()) continue;
    if (by_apexes && marks.empty()) marks.assign(nodes.size(), kNone);
    HolderRecord held;
    for (std::uint32_t i = begin; i < end; ++i) {
      if (!back.dead.empty() && (back.dead[i / 64] >> (i % 64) & 1) != 0) continue;
      ++held.nodes;
      if (!by_apexes) continue;
      const NodeId from = back.from[i];
      const NodeId apex = nodes.apexOf(from);
      const NodeId tenant = apex == kNoNode ? from : apex;
      if (marks[tenant] != row) ++held.apexes;
      marks[tenant] = row;
    }
    if (!by_apexes) held.apexes = held.nodes;
    if (held.nodes == end - begin && held.apexes == held.nodes) continue;
    marked.push_back(row);
    holders.push_back(held);
  }
  out.add(Section::kHolderMarks, id, makeMarks(marked, rows.count()));
  out.add(Section::kHolders, id, std::move(holders));
}

}  // namespace

Result<RelationRecord> writeRelation(const model::RelationDef& def, std::uint16_t id, BuiltRelation built,
                                     const FinalNodes& nodes, const CancelToken* cancel, const TakeSections& take,
                                     BuiltLinks* kept) {
  constexpr std::uint32_t kSearched = 16;  // in rows no longer than this a link's place is looked for
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
  const std::uint32_t highest = highestPlace(links.from);
  WayBack back = makeWayBack(links, *to, seen, highest >= kSearched);
  seen = SeenTimes();
  std::vector<std::uint32_t>().swap(links.begins);
  if (auto go_on = goesOn(cancel); !go_on) return go_on.error();
  record.backward = back.rows.record;
  writeHolders(def, id, back, nodes, out);
  if (auto go_on = goesOn(cancel); !go_on) return go_on.error();
  out.add(Section::kBackwardKeys, id, std::move(back.rows.keys));
  out.addBytes(Section::kBackwardRows, id, std::move(back.rows.offsets));
  out.add(Section::kBackwardFrom, id, std::move(back.from));
  if (!back.places.empty()) {
    record.place_bits = bitsFor(highest);
    out.addBytes(Section::kBackwardPlaces, id,
                 packNumbers(back.places.size(), record.place_bits, [&](std::size_t i) { return back.places[i]; }));
    std::vector<std::uint32_t>().swap(back.places);
  }
  out.add(Section::kBackwardTimes, id, std::move(back.times));
  out.add(Section::kBackwardSeveral, id, std::move(back.several));
  take(std::move(out));
  if (kept != nullptr) {
    kept->from = std::move(links.from);
    kept->to = *to;
    kept->dead = std::move(links.dead);
  }
  return record;
}

}  // namespace clew::graph
