// The links of the mapped view: rows, filters, derived links, holders.
#include <algorithm>
#include <tuple>

#include "graph/filter.h"
#include "graph/mapped_view.h"
#include "graph/node_marks.h"
#include "graph/walk_cost.h"

namespace clew::graph {
namespace {

bool trivial(const LinkFilter& filter) {
  return filter.trivial() && !filter.only_these_sources;
}

Time wide(std::uint32_t time) {
  return time == kTimesUndated ? kNoTime : Time{time};
}

/// What lies beside the link at a place of the rows back: its observations, all of which stand. Empty: look them up.
std::span<const LinkTime> timesBeside(const RelationColumns& columns, std::size_t place) {
  return timesOfLink(columns.back_times[place], columns.back_several);
}

bool meetsAll(const LinkFilter& filter, Time first, Time last, Time retracted) {
  if (retracted != kNoTime || first == kNoTime) return false;
  for (const TimeTest& test : filter.times) {
    if (!meets(test, first, last)) return false;
  }
  return true;
}

}  // namespace

NodeSet MappedView::neighbours(const NodeSet& frontier, model::RelationId relation, Direction direction,
                               const LinkFilter& filter) const {
  if (relation >= schema().relations().size()) return {};
  const Track track = trackOf(relation, direction);
  if (trivial(filter) && !layers_.mayBeDead(track.relation) && !track.without_self) {
    if (frontier.size() == 1) {
      const RowView row = layers_.row(track.relation, track.direction, frontier.front());
      NodeSet out(row.ends.begin(), row.ends.end());
      if (!out.empty() && out.back() >= nodeCount())
        std::erase_if(out, [&](NodeId node) { return node >= nodeCount(); });
      return out;
    }
  }
  NodeMarks found(nodeCount());
  addNeighbours(frontier, relation, direction, filter, found);
  return found.drain();
}

void MappedView::addNeighbours(std::span<const NodeId> frontier, model::RelationId relation, Direction direction,
                               const LinkFilter& filter, NodeMarks& found) const {
  if (relation >= schema().relations().size()) return;
  const Track track = trackOf(relation, direction);
  if (trivial(filter) && !layers_.mayBeDead(track.relation) && !track.without_self) {
    for (std::size_t i = 0; i < frontier.size(); ++i) {
      askAhead(track, frontier, i);
      const RowView row = layers_.row(track.relation, track.direction, frontier[i]);
      found.addAll(row.ends.data(), row.ends.data() + row.size());
    }
    return;
  }
  const bool all = trivial(filter);
  const bool intervals = onlyIntervals(filter);
  const RelationColumns& columns = base_->relation(track.relation);
  const bool beside = intervals && schema().relation(track.relation).derivation == model::Derivation::kNone;
  Scratch scratch;
  for (const NodeId node : frontier) {
    const RowView row = layers_.row(track.relation, track.direction, node);
    const bool lie_beside = beside && row.columns != nullptr && !columns.back_times.empty();
    for (std::size_t i = 0; i < row.size(); ++i) {
      const NodeId end = row.ends[i];
      if (end >= nodeCount() || (track.without_self && end == node)) continue;
      if (lie_beside) {
        const auto beside_it = timesBeside(columns, row.first + i);
        if (all ? !beside_it.empty() : std::any_of(beside_it.begin(), beside_it.end(), [&](const LinkTime& one) {
              return meetsAll(filter, wide(one.first), wide(one.last), kNoTime);
            }))
          found.add(end);
        if (!beside_it.empty()) continue;
      }
      const std::uint32_t link = row.linkAt(i);
      bool passes = false;
      if (all) {
        passes = !layers_.isDead(track.relation, link);
      } else {
        std::uint32_t begin = 0;
        std::uint32_t stop = 0;
        if (intervals && link < kOverlayLink) std::tie(begin, stop) = columns.observationsOf(link);
        if (begin != stop && schema().relation(track.relation).derivation == model::Derivation::kNone) {
          for (std::uint32_t seen = begin; seen < stop && !passes; ++seen) {
            passes =
                meetsAll(filter, columns.seen.firstAt(seen), columns.seen.lastAt(seen), columns.seen.retractedAt(seen));
          }
        } else {
          const bool along = track.direction == Direction::kAlong;
          passes = judge(track, along ? node : end, along ? end : node, link, filter, scratch);
        }
      }
      if (passes) found.add(end);
    }
  }
}

void MappedView::expand(const NodeSet& frontier, model::RelationId relation, Direction direction,
                        const LinkFilter& filter, const LinkSink& sink) const {
  if (relation >= schema().relations().size()) return;
  const Track track = trackOf(relation, direction);
  Scratch scratch;
  for (const NodeId node : frontier) {
    const RowView row = layers_.row(track.relation, track.direction, node);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const NodeId end = row.ends[i];
      if (end >= nodeCount() || (track.without_self && end == node)) continue;
      const bool along = track.direction == Direction::kAlong;
      if (!judge(track, along ? node : end, along ? end : node, row.linkAt(i), filter, scratch)) continue;
      if (!sink(node, end, scratch.passed)) return;
    }
  }
}

std::size_t MappedView::intervals(NodeId node, model::RelationId relation, Direction direction,
                                  const LinkFilter& filter, std::size_t from, std::size_t most,
                                  LinkIntervals& out) const {
  out.clear();
  if (relation >= schema().relations().size()) return 0;
  const Track track = trackOf(relation, direction);
  const RowView row = layers_.row(track.relation, track.direction, node);
  const RelationColumns& columns = base_->relation(track.relation);
  const bool plain = trivial(filter);
  const bool along = track.direction == Direction::kAlong;
  const bool may_be_dead = layers_.mayBeDead(track.relation);
  const bool lie_beside = plain && row.columns != nullptr && !columns.back_times.empty();
  const std::size_t end = row.size() - std::min(row.size(), from) > most ? from + most : row.size();
  Scratch scratch;
  for (std::size_t i = from; i < end; ++i) {
    const NodeId other = row.ends[i];
    if (other >= nodeCount() || (track.without_self && other == node)) continue;
    if (const auto beside = lie_beside ? timesBeside(columns, row.first + i) : std::span<const LinkTime>();
        !beside.empty()) {
      for (const LinkTime& one : beside) out.seen.push_back({wide(one.first), wide(one.last)});
      out.ends.push_back(other);
      out.begins.push_back(static_cast<std::uint32_t>(out.seen.size()));
      continue;
    }
    const std::uint32_t link = row.linkAt(i);
    if (!plain || link >= kOverlayLink) {
      if (!judge(track, along ? node : other, along ? other : node, link, filter, scratch)) continue;
      for (const Observation& seen : scratch.passed) out.seen.push_back({seen.first, seen.last});
    } else {
      if (may_be_dead && layers_.isDead(track.relation, link)) continue;
      const auto [begin, stop] = columns.observationsOf(link);
      for (std::uint32_t seen = begin; seen < stop; ++seen) {
        if (columns.seen.retractedAt(seen) == kNoTime)
          out.seen.push_back({columns.seen.firstAt(seen), columns.seen.lastAt(seen)});
      }
    }
    out.ends.push_back(other);
    out.begins.push_back(static_cast<std::uint32_t>(out.seen.size()));
  }
  return end < row.size() ? end : 0;
}

bool MappedView::judge(const Track& track, NodeId subject, NodeId object, std::uint32_t link, const LinkFilter& filter,
                       Scratch& scratch) const {
  layers_.load(track.relation, link, scratch.all);
  if (trivial(filter)) {
    scratch.passed.clear();
    for (const Observation& seen : scratch.all) {
      if (seen.retracted == kNoTime) scratch.passed.push_back(seen);
    }
    return !layers_.isDead(track.relation, link);
  }
  scratch.passed = passing(*this, subject, track.relation, scratch.all, filter);
  if (!scratch.passed.empty()) return true;
  const model::Derivation derivation = schema().relation(track.relation).derivation;
  if (derivation == model::Derivation::kNone || layers_.isDead(track.relation, link)) return false;
  const bool is_stated = std::any_of(scratch.all.begin(), scratch.all.end(),
                                     [](const Observation& seen) { return seen.retracted == kNoTime; });
  // What the services showed counts beside what sources say of the address.
  if (derivation == model::Derivation::kOfServices && is_stated) {
    return restsOnPassing(track.relation, subject, object, filter);
  }
  // What follows from the names themselves holds whether a source says it too or not; the rest only where none does.
  if (derivation != model::Derivation::kApex && derivation != model::Derivation::kProvider && is_stated) return false;
  return derivedPasses(track.relation, subject, object, filter);
}

bool MappedView::derivedPasses(model::RelationId relation, NodeId subject, NodeId object,
                               const LinkFilter& filter) const {
  if (!asksObservations(filter) && !filter.known_at) return true;
  return restsOnPassing(relation, subject, object, filter) || namedByPassing(subject, filter);
}

std::vector<Observation> MappedView::observationsOf(model::RelationId relation, NodeId from, NodeId to) const {
  std::vector<Observation> out;
  if (relation >= schema().relations().size()) return out;
  const RowView row = layers_.row(relation, Direction::kAlong, from);
  const std::size_t at = row.find(to);
  if (at != row.size()) layers_.load(relation, row.linkAt(at), out);
  return out;
}

bool MappedView::restsOnPassing(model::RelationId relation, NodeId subject, NodeId object,
                                const LinkFilter& filter) const {
  const auto& known = schema().knownRelations();
  switch (schema().relation(relation).derivation) {
    case model::Derivation::kCertOfHost:
      return !passing(*this, object, known.san, observationsOf(known.san, object, subject), filter).empty();
    case model::Derivation::kOfServices: {
      const model::RelationId service = schema().serviceOfIp();
      const model::RelationId shown = schema().ofService(relation);
      if (service == model::kNoRelation || shown == model::kNoRelation) return false;
      const RowView services = layers_.row(service, Direction::kAlong, subject);
      for (const NodeId one : services.ends) {
        const RowView values = layers_.row(shown, Direction::kAlong, one);
        if (values.find(object) == values.size()) continue;
        if (passing(*this, one, shown, observationsOf(shown, one, object), filter).empty()) continue;
        if (!passing(*this, subject, service, observationsOf(service, subject, one), filter).empty()) return true;
      }
      return false;
    }
    case model::Derivation::kAsnOfIp: {
      const RowView nets = layers_.row(known.net_of_ip, Direction::kAlong, subject);
      for (const NodeId net : nets.ends) {
        const auto seen = observationsOf(known.asn_of_net, net, object);
        if (!passing(*this, net, known.asn_of_net, seen, filter).empty()) return true;
      }
      return false;
    }
    default:
      return false;
  }
}

bool MappedView::namedByPassing(NodeId node, const LinkFilter& filter) const {
  const LinkFilter plain = withoutCounts(filter);
  const bool counts = filter.only_these_sources || filter.min_sources > 1 || filter.min_times > 0;
  std::vector<Observation> passed;
  bool any = false;
  const auto take = [&](NodeId subject, model::RelationId relation, std::span<const Observation> all) {
    any |= !all.empty();
    const auto some = passing(*this, subject, relation, all, plain);
    if (counts) passed.insert(passed.end(), some.begin(), some.end());
    return !counts && !some.empty();
  };
  std::vector<Observation> seen;
  for (std::size_t i = 0; i < schema().relations().size(); ++i) {
    const auto relation = static_cast<model::RelationId>(i);
    for (const Direction direction : {Direction::kAlong, Direction::kBack}) {
      const RowView row = layers_.row(relation, direction, node);
      for (std::size_t link = 0; link < row.size(); ++link) {
        layers_.load(relation, row.linkAt(link), seen);
        if (take(direction == Direction::kAlong ? node : row.ends[link], relation, seen)) return true;
      }
    }
    seen.clear();
    for (const RecordState& state : states(node, relation)) seen.push_back(state.seen);
    if (take(node, model::kNoRelation, seen)) return true;
  }
  for (std::size_t i = 0; i < schema().properties().size(); ++i) {
    seen.clear();
    for (const PropertyValue& value : properties(node, static_cast<model::PropertyId>(i))) seen.push_back(value.seen);
    if (take(node, model::kNoRelation, seen)) return true;
  }
  // A node that no observation names (an apex, an indicator alone) is hidden by no knowledge time.
  if (!any) return !asksObservations(filter);
  return counts && !passed.empty() && meetsCounts(passed, filter);
}

std::uint64_t MappedView::linkCount(model::RelationId relation) const {
  if (relation >= link_counts_.size()) return 0;
  const Track track = trackOf(relation, Direction::kAlong);
  const std::uint64_t count = track.relation < link_counts_.size() ? link_counts_[track.relation] : 0;
  return track.without_self ? count - std::min(count, countOf(schema().known().domain)) : count;
}

std::optional<std::span<const NodeId>> MappedView::endsOf(NodeId node, model::RelationId relation,
                                                          Direction direction) const {
  if (relation >= schema().relations().size()) return std::span<const NodeId>();
  const Track track = trackOf(relation, direction);
  if (track.without_self || layers_.mayBeDead(track.relation)) return std::nullopt;
  const RowView row = layers_.row(track.relation, track.direction, node);
  if (row.size() > 0 && row.ends.back() >= nodeCount()) return std::nullopt;  // a damaged row
  return row.ends;
}

/// A frontier's rows lie anywhere: while number `i` is taken, some further on are on their way.
void MappedView::askAhead(const Track& track, std::span<const NodeId> frontier, std::size_t i) const {
  constexpr std::size_t kWhereAhead = 12, kEndsAhead = 6;
  if (i == 0) {
    for (const NodeId node : frontier.first(std::min(frontier.size(), kWhereAhead))) willAsk(track, node, Soon::kWhere);
    for (const NodeId node : frontier.first(std::min(frontier.size(), kEndsAhead))) willAsk(track, node, Soon::kEnds);
  }
  if (i + kWhereAhead < frontier.size()) willAsk(track, frontier[i + kWhereAhead], Soon::kWhere);
  if (i + kEndsAhead < frontier.size()) willAsk(track, frontier[i + kEndsAhead], Soon::kEnds);
}

void MappedView::willAsk(NodeId node, model::RelationId relation, Direction direction, Soon soon) const {
  if (relation < schema().relations().size()) willAsk(trackOf(relation, direction), node, soon);
}

void MappedView::willAsk(const Track& track, NodeId node, Soon soon) const {
  const RelationColumns& columns = layers_.base().relation(track.relation);
  const bool along = track.direction == Direction::kAlong;
  const Rows& rows = along ? columns.forward : columns.backward;
  if (soon == Soon::kWhere) {
    rows.prefetch(node);
    return;
  }
  const auto [begin, end] = rows.of(node);
  if (begin == end) return;
  const NodeId* ends = (along ? columns.to : columns.from).data();
  __builtin_prefetch(ends + begin);
  __builtin_prefetch(ends + end - 1);
}

static_assert(kTimesUndated == kNarrowNone);

void MappedView::willCompareTimes(model::RelationId relation, Direction direction) const {
  if (!read_ahead_ || relation >= schema().relations().size()) return;
  const Track track = trackOf(relation, direction);
  std::atomic<bool>& wanted = times_wanted_[track.relation];
  if (track.direction != Direction::kBack || wanted.load(std::memory_order_relaxed) || wanted.exchange(true)) return;
  const auto times = std::as_bytes(base_->relation(track.relation).back_times);
  read_ahead_->want({reinterpret_cast<const char*>(times.data()), times.size()});
}

std::optional<LinkTimes> MappedView::timesOf(NodeId node, model::RelationId relation, Direction direction) const {
  if (relation >= schema().relations().size()) return std::nullopt;
  const Track track = trackOf(relation, direction);
  const RowView row = layers_.row(track.relation, track.direction, node);
  if (track.without_self || row.columns == nullptr || row.columns->back_times.empty()) return std::nullopt;
  if (row.size() > 0 && row.ends.back() >= nodeCount()) return std::nullopt;  // a damaged row
  return LinkTimes{row.ends, row.columns->back_times.subspan(row.first, row.size()), row.columns->back_several};
}

NodeSet MappedView::endsOfType(const NodeSet& frontier, model::RelationId relation, Direction direction,
                               model::TypeId type) const {
  NodeSet out;
  if (relation >= schema().relations().size()) return out;
  const Track track = trackOf(relation, direction);
  const auto [begin, end] = base_->range(type);
  const bool may_be_dead = layers_.mayBeDead(track.relation);
  for (std::size_t i = 0; i < frontier.size(); ++i) {
    askAhead(track, frontier, i);
    const NodeId node = frontier[i];
    const RowView row = layers_.row(track.relation, track.direction, node);
    const auto stands = [&](auto at) {
      if (*at == node && track.without_self) return false;
      return !may_be_dead ||
             !layers_.isDead(track.relation, row.linkAt(static_cast<std::size_t>(at - row.ends.begin())));
    };
    for (auto at = std::lower_bound(row.ends.begin(), row.ends.end(), begin); at != row.ends.end() && *at < end; ++at) {
      if (stands(at)) out.push_back(*at);
    }
    for (auto at = row.ends.end(); at != row.ends.begin() && layers_.isNew(*(at - 1)); --at) {  // the overlay's nodes
      if (*(at - 1) < nodeCount() && typeOf(*(at - 1)) == type && stands(at - 1)) out.push_back(*(at - 1));
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::uint64_t MappedView::degree(NodeId node, model::RelationId relation, Direction direction) const {
  if (relation >= schema().relations().size()) return 0;
  const Track track = trackOf(relation, direction);
  const RowView row = layers_.row(track.relation, track.direction, node);
  std::uint64_t count = row.size();
  if (track.without_self && row.find(node) != row.size()) --count;
  if (layers_.mayBeDead(track.relation)) {
    for (std::size_t i = 0; i < row.size(); ++i) count -= layers_.isDead(track.relation, row.linkAt(i)) ? 1 : 0;
  }
  return count;
}

WalkCost MappedView::walkCost(const NodeSet& frontier, std::size_t from, model::RelationId relation,
                              Direction direction, std::uint64_t enough) const {
  if (relation < schema().relations().size()) {
    const Track track = trackOf(relation, direction);
    if (!track.without_self && !layers_.mayBeDead(track.relation)) {
      const RelationColumns& columns = base_->relation(track.relation);
      const Rows& rows = track.direction == Direction::kAlong ? columns.forward : columns.backward;
      return costOf(
          frontier, from, enough,
          [&](NodeId node) {
            const auto [begin, end] = rows.of(node);
            return std::uint64_t{end} - begin;
          },
          [&](NodeId node) { rows.prefetch(node); });
    }
  }
  return GraphView::walkCost(frontier, from, relation, direction, enough);
}

Holders MappedView::holders(NodeId value, model::RelationId relation) const {
  if (relation >= schema().relations().size()) return {};
  const Track track = trackOf(relation, Direction::kBack);
  if (track.relation != relation) {  // held by the domains above the host: one, or none
    const std::uint64_t count = degree(value, relation, Direction::kBack);
    return {count, count};
  }
  if (overlay_ && overlay_->touched[relation]) {
    const auto it = overlay_->rows.find(Overlay::key(relation, Direction::kBack, value));
    if (it != overlay_->rows.end()) return {it->second.holders.nodes, it->second.holders.apexes};
  }
  const RelationColumns& columns = base_->relation(relation);
  return columns.holdersOf(columns.backward.rowOf(value));
}

}  // namespace clew::graph
