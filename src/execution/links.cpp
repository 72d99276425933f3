#include "execution/links.h"

#include <algorithm>

#include "common/format.h"
#include "common/text.h"
#include "execution/times.h"
#include "graph/filter.h"
#include "graph/node_marks.h"

namespace clew::execution {
namespace {

/// Links of one call to the view: what may pass between two looks at the cancel token.
constexpr std::uint64_t kLinksACall = 200'000;

/// The end of a derived link whose observations speak for it.
bool lowerIsObject(model::Derivation derivation) {
  return derivation == model::Derivation::kFqdn || derivation == model::Derivation::kSubdomains;
}

bool derives(const model::Schema& schema, model::RelationId relation) {
  return schema.relation(relation).derivation != model::Derivation::kNone;
}

/// Whether links of the relation have the observations of others where no source states them.
bool restsOnOthers(model::Derivation derivation) {
  return derivation == model::Derivation::kCertOfHost || derivation == model::Derivation::kOfServices ||
         derivation == model::Derivation::kAsnOfIp;
}

}  // namespace

StoredWay storedWay(const Hop::Way& way) {
  return {way.relation, way.direction == binder::Direction::kAlong ? Direction::kAlong : Direction::kBack};
}

bool isDerived(const model::Schema& schema, model::RelationId relation) {
  const model::Derivation derivation = schema.relation(relation).derivation;
  return derivation != model::Derivation::kNone && derivation != model::Derivation::kCertOfHost;
}

bool heldThen(const Observation& seen, const std::vector<Interval>& held) {
  return !seen.dated() || std::any_of(held.begin(), held.end(), [&](const Interval& at) {
    return seen.first <= at.last && seen.last >= at.first;
  });
}

void eachObservation(const GraphView& view, NodeId node, const LinkFilter& filter,
                     const std::function<bool(const Observation&)>& take) {
  const model::Schema& schema = view.schema();
  const model::TypeId type = view.typeOf(node);
  bool go_on = true;
  const auto sink = [&](NodeId, NodeId, std::span<const Observation> passing) {
    for (const Observation& observation : passing) {
      if (!(go_on = take(observation))) break;
    }
    return go_on;
  };
  for (model::RelationId id = 0; id < schema.relations().size() && go_on; ++id) {
    const model::RelationDef& relation = schema.relation(id);
    if (!relation.isStated()) continue;
    if (typeAmong(schema, relation.subjects, type)) view.expand({node}, id, Direction::kAlong, filter, sink);
    if (!go_on || !schema.isA(type, relation.object)) continue;
    view.expand({node}, id, Direction::kBack, filter,
                [&](NodeId from, NodeId to, std::span<const Observation> passing) {
                  return from == to || sink(from, to, passing);  // one to itself was taken along
                });
  }
}

LinkReader::LinkReader(Run& run, LinkFilter filter) : run_(run), filter_(std::move(filter)) {
  clock_only_.as_of = filter_.as_of;
  clock_only_.known_at = filter_.known_at;
  asks_observations_ = filter_.with_retracted || graph::asksObservations(filter_);
}

/// Charges a stretch of the frontier that is small enough for one call; `to` becomes its end.
bool LinkReader::charge(const NodeSet& frontier, std::size_t from, std::size_t& to, const StoredWay& way) {
  const graph::WalkCost cost = run_.view().walkCost(frontier, from, way.relation, way.direction, kLinksACall);
  if (run_.chargeWalk(cost, way.relation)) {
    to = cost.end;
    return true;
  }
  std::uint64_t links = 0;
  to = from;
  while (to < frontier.size() && links < kLinksACall) {
    const std::uint64_t degree = run_.view().degree(frontier[to], way.relation, way.direction);
    if (!run_.chargeLinks(degree, frontier[to], way.relation)) return false;
    links += degree + 1;
    ++to;
  }
  return true;
}

bool LinkReader::looksAtEach(const Hop::Way& way) const {
  return dated_ || (derives(run_.schema(), way.relation) && asks_observations_);
}

NodeSet LinkReader::neighbours(const NodeSet& frontier, const Hop::Way& way) {
  const StoredWay stored = storedWay(way);
  if (looksAtEach(way)) {
    NodeSet out;
    each(frontier, way, [&](NodeId, NodeId to, std::span<const Observation>) {
      out.push_back(to);
      return true;
    });
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }
  if (frontier.empty()) return {};
  std::size_t to = 0;
  if (!charge(frontier, 0, to, stored)) return {};
  if (to == frontier.size()) return run_.view().neighbours(frontier, stored.relation, stored.direction, filter_);
  graph::NodeMarks found(run_.view().nodeCount());
  return addCharged(frontier, stored, to, found) ? found.drain() : NodeSet();
}

void LinkReader::addNeighbours(const NodeSet& frontier, const Hop::Way& way, graph::NodeMarks& found) {
  const StoredWay stored = storedWay(way);
  std::size_t to = 0;
  if (!frontier.empty() && charge(frontier, 0, to, stored)) addCharged(frontier, stored, to, found);
}

/// `to` first nodes of the frontier are paid for. False: the run failed.
bool LinkReader::addCharged(const NodeSet& frontier, const StoredWay& way, std::size_t to, graph::NodeMarks& found) {
  for (std::size_t from = 0; from < frontier.size(); from = to) {
    if (from > 0 && !charge(frontier, from, to, way)) return false;
    run_.view().addNeighbours(std::span(frontier).subspan(from, to - from), way.relation, way.direction, filter_,
                              found);
  }
  return true;
}

NodeSet LinkReader::neighboursOfType(const NodeSet& frontier, const Hop::Way& way, model::TypeId type) {
  if (filter_.with_retracted || filter_.known_at) {
    NodeSet all = neighbours(frontier, way);
    std::erase_if(all, [&](NodeId node) { return run_.view().typeOf(node) != type; });
    return all;
  }
  const StoredWay stored = storedWay(way);
  NodeSet out = run_.view().endsOfType(frontier, stored.relation, stored.direction, type);
  if (!run_.chargeLinks(out.size())) return {};
  if (!dated_ && filter_.trivial() && !isDerived(run_.schema(), way.relation)) return out;
  std::erase_if(out, [&](NodeId node) { return intersect(neighbours({node}, reversed(way)), frontier).empty(); });
  return out;
}

void LinkReader::each(const NodeSet& frontier, const Hop::Way& way, const graph::LinkSink& sink) {
  const StoredWay stored = storedWay(way);
  bool go_on = true;
  std::vector<Observation> kept;
  const graph::LinkSink guarded = [&](NodeId from, NodeId to, std::span<const Observation> passing) {
    if (dated_ && !outsideDated(from, to, way, passing, kept)) return go_on = run_.goOn();
    return go_on = run_.goOn() && sink(from, to, passing);
  };
  for (std::size_t from = 0, to = 0; from < frontier.size() && go_on; from = to) {
    if (!charge(frontier, from, to, stored)) return;
    if (from == 0 && to == frontier.size()) {
      eachStored(frontier, way, stored, guarded);
    } else {
      eachStored(NodeSet(frontier.begin() + from, frontier.begin() + to), way, stored, guarded);
    }
  }
}

/// Leaves of `passing` what lies outside the time that the value is a member; false when nothing is left.
bool LinkReader::outsideDated(NodeId from, NodeId to, const Hop::Way& way, std::span<const Observation>& passing,
                              std::vector<Observation>& kept) {
  const NodeId value = way.direction == binder::Direction::kAlong ? to : from;
  const auto member = dated_->find(value);
  if (member == dated_->end()) return true;
  kept.clear();
  for (const Observation& seen : passing) {
    if (!heldThen(seen, member->second)) kept.push_back(seen);
  }
  passing = kept;
  if (kept.empty() && tell_dated_) tell_dated_(from, to, way);
  return !kept.empty();
}

void LinkReader::eachStored(const NodeSet& part, const Hop::Way& way, const StoredWay& stored,
                            const graph::LinkSink& sink) {
  const model::Derivation derivation = run_.schema().relation(way.relation).derivation;
  if (derivation == model::Derivation::kNone || (!restsOnOthers(derivation) && !asks_observations_)) {
    run_.view().expand(part, stored.relation, stored.direction, filter_, sink);
    return;
  }
  std::vector<Observation> passing;
  run_.view().expand(part, stored.relation, stored.direction, clock_only_,
                     [&](NodeId from, NodeId to, std::span<const Observation> base) {
                       const bool along = stored.direction == Direction::kAlong;
                       const bool passes =
                           derivedPasses(along ? from : to, along ? to : from, stored.relation, base, passing);
                       return !passes || sink(from, to, passing);
                     });
}

/// A link of a relation that derives: judged by its own observations where a source states it, by those of the links
/// that it rests on where they have dates, else by any observation that names its lower node. What an address has of
/// its services is judged by both.
bool LinkReader::derivedPasses(NodeId subject, NodeId object, model::RelationId relation,
                               std::span<const Observation> base, std::vector<Observation>& passing) {
  passing.clear();
  const model::Derivation derivation = run_.schema().relation(relation).derivation;
  if (!base.empty()) {
    passing = graph::passing(run_.view(), subject, relation, base, filter_);
    if (derivation != model::Derivation::kOfServices) return !passing.empty();
  }
  if (restsOnOthers(derivation)) {
    borrow(subject, object, relation, passing);
    if (!passing.empty() || !base.empty()) return !passing.empty();
    if (derivation == model::Derivation::kCertOfHost || !filter_.times.empty()) return false;
    if (!asks_observations_) return true;
  }
  return lowerPasses(lowerIsObject(derivation) ? object : subject);
}

/// The observations, of the link that is derived, of what it rests on: the names in a certificate, what the address's
/// services showed, who announced its network.
void LinkReader::borrow(NodeId subject, NodeId object, model::RelationId relation, std::vector<Observation>& passing) {
  const model::Schema& schema = run_.schema();
  const model::Derivation derivation = schema.relation(relation).derivation;
  const auto& known = schema.knownRelations();
  const graph::GraphView& view = run_.view();
  if (derivation == model::Derivation::kCertOfHost) {
    view.expand({object}, known.san, Direction::kAlong, filter_,
                [&](NodeId, NodeId name, std::span<const Observation> said) {
                  if (name == subject) passing.assign(said.begin(), said.end());
                  return name != subject && run_.goOn();
                });
    return;
  }
  const bool by_net = derivation == model::Derivation::kAsnOfIp;
  const model::RelationId to_middle = by_net ? known.net_of_ip : schema.serviceOfIp();
  const model::RelationId onward = by_net ? known.asn_of_net : schema.ofService(relation);
  if (to_middle == model::kNoRelation || onward == model::kNoRelation) return;
  const NodeSet middle = view.neighbours({subject}, to_middle, Direction::kAlong, clock_only_);
  view.expand(middle, onward, Direction::kAlong, graph::withoutCounts(filter_),
              [&](NodeId, NodeId end, std::span<const Observation> said) {
                if (end == object) passing.insert(passing.end(), said.begin(), said.end());
                return run_.goOn();
              });
  if (!graph::meetsCounts(passing, filter_)) passing.clear();
}

bool LinkReader::lowerPasses(NodeId node) {
  const auto known = lower_.find(node);
  if (known != lower_.end()) return known->second;
  const bool counts = filter_.only_these_sources || filter_.min_sources > 1 || filter_.min_times > 0;
  std::vector<Observation> passing;
  eachObservation(run_.view(), node, graph::withoutCounts(filter_), [&](const Observation& seen) {
    passing.push_back(seen);
    return counts;
  });
  // sources and sightings are counted over all that name the node, not over each link
  const bool passes = !passing.empty() && (!counts || graph::meetsCounts(passing, filter_));
  lower_[node] = passes;
  return passes;
}

std::optional<std::vector<Observation>> LinkReader::between(NodeId from, NodeId to, const Hop::Way& way) {
  const StoredWay stored = storedWay(way);
  const bool forward = run_.view().degree(from, stored.relation, stored.direction) <=
                       run_.view().degree(to, stored.relation, opposite(stored.direction));
  std::optional<std::vector<Observation>> found;
  const NodeId start = forward ? from : to;
  const NodeId wanted = forward ? to : from;
  each({start}, forward ? way : reversed(way), [&](NodeId, NodeId other, std::span<const Observation> passing) {
    if (other == wanted) found.emplace(passing.begin(), passing.end());
    return other != wanted;
  });
  return found;
}

void LinkReader::noteLeftOut(const NodeSet& frontier, const Hop::Way& way) {
  LeftOut count;
  countLeftOut(frontier, way, count);
  sayLeftOut(count, way.relation);
}

void LinkReader::countLeftOut(const NodeSet& frontier, const Hop::Way& way, LeftOut& count, const LinkTest& meant) {
  if (!leavesOut()) return;
  const StoredWay stored = storedWay(way);
  std::uint64_t links = 0;
  for (const NodeId node : frontier) links += run_.view().degree(node, stored.relation, stored.direction);
  if (!run_.spareLinks(links)) {
    count.not_counted += links;
    return;
  }
  // Each kind is counted over what passes all but the test that would leave it out.
  const auto countWhere = [&](const LinkFilter& open, const auto& wanting) {
    std::uint64_t found = 0;
    run_.view().expand(frontier, stored.relation, stored.direction, open,
                       [&](NodeId from, NodeId to, std::span<const Observation> passing) {
                         const auto here = std::count_if(passing.begin(), passing.end(), wanting);
                         if (here > 0 && (!meant || meant(from, to))) found += static_cast<std::uint64_t>(here);
                         return run_.goOn();
                       });
    return found;
  };
  if (!filter_.times.empty()) {
    LinkFilter open = filter_;
    open.times.clear();
    count.undated += countWhere(open, [](const Observation& seen) { return !seen.dated(); });
  }
  if (filter_.min_confidence >= 0) {
    LinkFilter open = filter_;
    open.min_confidence = -1;
    count.defaulted += countWhere(open, [](const Observation& seen) { return seen.confidence < 0; });
  }
}

void LinkReader::sayLeftOut(const LeftOut& count, model::RelationId relation) {
  const std::string& name = run_.schema().relation(relation).name;
  if (count.not_counted > 0) {
    run_.notice(filter_.times.empty() ? "N404" : "N403",
                format("what was left out of `{}`, or judged by a default, was not counted: {} are too many for that",
                       name, counted(count.not_counted, "link")));
  }
  if (count.undated > 0) {
    run_.notice("N403", format("{} of `{}` without dates {} left out by the time words",
                               counted(count.undated, "observation"), name, count.undated == 1 ? "is" : "are"));
  }
  if (count.defaulted > 0) {
    const bool one = count.defaulted == 1;
    run_.notice("N404", format("{} of `{}` {} no confidence and {} judged by the default of {} source",
                               counted(count.defaulted, "observation"), name, one ? "states" : "state",
                               one ? "is" : "are", one ? "its" : "their"));
  }
}

}  // namespace clew::execution
