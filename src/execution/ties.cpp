#include "execution/ties.h"

#include <algorithm>
#include <iterator>

#include "common/format.h"
#include "common/text.h"
#include "execution/operator.h"
#include "execution/times.h"

namespace clew::execution {
namespace {

binder::BoundModifiers onlyHubs(const binder::BoundModifiers& modifiers) {
  binder::BoundModifiers out;
  out.hubs = modifiers.hubs;
  return out;
}

binder::BoundModifiers onlyNamed(const binder::BoundModifiers& modifiers) {
  binder::BoundModifiers out;
  out.excluded = modifiers.excluded;
  return out;
}

/// The way in its own direction, from holder to value.
Hop::Way along(const Hop::Way& way) {
  return {way.relation, binder::Direction::kAlong};
}

}  // namespace

Ties::Ties(Run& run, const Clock& clock, const Hop& hop, const binder::BoundModifiers& modifiers, NodeSet ends)
    : run_(run),
      hop_(hop),
      hubs_only_(onlyHubs(modifiers)),
      named_only_(onlyNamed(modifiers)),
      reader_(run, linkFilter(run, clock, modifiers)),
      hubs_(run, clock, hubs_only_),
      named_(run, clock, named_only_),
      ends_(std::move(ends)),
      plain_(reader_.filter().trivial() && !reader_.filter().only_these_sources && !named_.dated()) {}

const std::string& Ties::relationOf(std::size_t number) const {
  return run_.schema().relation(way(number).relation).name;
}

bool Ties::fits(NodeId node, const Hop::Way& way) const {
  const model::RelationDef& relation = run_.schema().relation(way.relation);
  const model::TypeId type = run_.view().typeOf(node);
  if (way.direction == binder::Direction::kAlong) return typeAmong(run_.schema(), relation.subjects, type);
  return run_.schema().isA(type, relation.object);
}

model::TypeSet Ties::startsOf(const Hop::Way& way) const {
  const model::RelationDef& relation = run_.schema().relation(way.relation);
  if (way.direction == binder::Direction::kAlong) return relation.subjects;
  model::TypeSet out;
  out.set(relation.object);
  return out;
}

/// The nodes of the frontier that the way can leave: of its type, and going back no hubs.
NodeSet Ties::fitting(const NodeSet& frontier, const Hop::Way& way) {
  if (!run_.goOn()) return {};
  NodeSet out = frontier;
  run_.view().keepTypes(out, startsOf(way));
  if (way.direction == binder::Direction::kBack) hubs_.keepCrossed(out, along(way));
  return out;
}

bool Ties::passable(NodeId value, const Hop::Way& way) {
  return hubs_.none() || hubs_.judge(value, along(way)) == Exclusions::Verdict::kCross;
}

/// Leaves of `passing` what was seen while neither end stood on an excluded list; false when nothing is left.
bool Ties::outsideDated(NodeId from, NodeId to, std::span<const Observation>& passing) {
  const auto dated = named_.dated();
  if (!dated) return true;
  for (const NodeId node : {from, to}) {
    const auto member = dated->find(node);
    if (member == dated->end() || std::binary_search(ends_.begin(), ends_.end(), node)) continue;
    std::vector<Observation> kept;
    std::copy_if(passing.begin(), passing.end(), std::back_inserter(kept),
                 [&](const Observation& seen) { return !heldThen(seen, member->second); });
    outside_ = std::move(kept);
    passing = outside_;
    held_end_ = node;
    if (passing.empty()) return false;
  }
  return true;
}

void Ties::each(const NodeSet& frontier, const Sink& sink) {
  bool go_on = true;
  for (std::size_t i = 0; i < hop_.ways.size() && go_on && !run_.failed(); ++i) {
    const Hop::Way& way = hop_.ways[i];
    const NodeSet from = fitting(frontier, way);
    if (from.empty()) continue;
    const bool judged = way.direction == binder::Direction::kAlong && !hubs_.none();
    reader_.each(from, way, [&](NodeId near, NodeId far, std::span<const Observation> passing) {
      if (near == far || (judged && !passable(far, way)) || !outsideDated(near, far, passing)) return true;
      return go_on = sink(near, far, i, passing);
    });
  }
}

NodeSet Ties::neighbours(const NodeSet& frontier) {
  if (named_.dated()) {  // each link is to be looked at
    NodeSet out;
    each(frontier, [&](NodeId, NodeId far, std::size_t, std::span<const Observation>) {
      out.push_back(far);
      return true;
    });
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }
  graph::NodeMarks found(run_.view().nodeCount());
  for (const Hop::Way& way : hop_.ways) {
    if (run_.failed()) return {};
    const NodeSet from = fitting(frontier, way);
    if (from.empty()) continue;
    NodeSet reached = reader_.neighbours(from, way);
    if (way.direction == binder::Direction::kAlong) hubs_.keepCrossed(reached, way);
    found.addAll(reached.data(), reached.data() + reached.size());
  }
  return found.drain();
}

const std::vector<Ties::Leaving>& Ties::leaving(model::TypeId type) {
  if (leaving_.empty()) {
    leaving_.resize(run_.schema().types().size());
    for (std::size_t i = 0; i < hop_.ways.size(); ++i) {
      if (run_.view().linkCount(hop_.ways[i].relation) > 0) with_links_.push_back(i);
    }
  }
  std::optional<std::vector<Leaving>>& known = leaving_[type];
  if (known) return *known;
  known.emplace();
  for (const std::size_t i : with_links_) {
    const Hop::Way& way = hop_.ways[i];
    if (!typeAmong(run_.schema(), startsOf(way), type)) continue;
    known->push_back({i, storedWay(way), way.direction == binder::Direction::kBack});
  }
  return *known;
}

template <typename Visit>
void Ties::walkEnds(NodeId node, const Visit& visit) {
  const GraphView& view = run_.view();
  NodeSet made;
  for (const Leaving& way : leaving(view.typeOf(node))) {
    auto ends = view.endsOf(node, way.stored.relation, way.stored.direction);
    if (!ends) ends = made = view.neighbours({node}, way.stored.relation, way.stored.direction, {});
    if (ends->empty() || (way.back && !passable(node, hop_.ways[way.number]))) continue;
    if (!run_.chargeLinks(ends->size(), node, way.stored.relation)) return;
    const bool judged = !way.back && !hubs_.none();
    for (const NodeId far : *ends) {
      if (far != node && !visit(far, way, judged)) return;
    }
  }
}

void Ties::addNeighbours(const NodeSet& frontier, const graph::NodeMarks& known, graph::NodeMarks& found) {
  if (!plain_) {
    for (const NodeId node : neighbours(frontier)) {
      if (!known.contains(node)) found.add(node);
    }
    return;
  }
  constexpr std::size_t kBatch = 32;
  constexpr std::size_t kFew = 8;  // for fewer there is nothing to do while memory is on its way
  if (frontier.size() < kFew) {
    if (run_.goOn()) addFew(frontier, known, found);
    return;
  }
  for (std::size_t begin = 0; begin < frontier.size(); begin += kBatch) {
    if (!run_.goOn()) return;
    addBatch(std::span(frontier).subspan(begin, std::min(kBatch, frontier.size() - begin)), known, found);
  }
}

void Ties::addFew(std::span<const NodeId> batch, const graph::NodeMarks& known, graph::NodeMarks& found) {
  for (const NodeId node : batch) {
    walkEnds(node, [&](NodeId far, const Leaving& way, bool judged) {
      if (!known.contains(far) && !found.contains(far) && (!judged || passable(far, hop_.ways[way.number])))
        found.add(far);
      return true;
    });
  }
}

void Ties::addBatch(std::span<const NodeId> batch, const graph::NodeMarks& known, graph::NodeMarks& found) {
  using Soon = GraphView::Soon;
  const GraphView& view = run_.view();
  for (const Soon soon : {Soon::kWhere, Soon::kEnds}) {
    for (const NodeId node : batch) {
      for (const Leaving& way : leaving(view.typeOf(node)))
        view.willAsk(node, way.stored.relation, way.stored.direction, soon);
    }
  }
  constexpr std::size_t kMostJudged = 1024;               // a hub may have a million ends
  std::vector<std::pair<NodeId, const Leaving*>> judged;  // nodes that may yet be hubs
  const auto judgeThem = [&] {
    for (const auto& [far, way] : judged) {
      if (!found.contains(far) && passable(far, hop_.ways[way->number])) found.add(far);
    }
    judged.clear();
  };
  for (const NodeId node : batch) {
    walkEnds(node, [&](NodeId far, const Leaving& way, bool judge) {
      if (known.contains(far) || found.contains(far)) return true;
      if (judge) {
        if (judged.size() >= kMostJudged) judgeThem();
        judged.emplace_back(far, &way);
        view.willAsk(far, way.stored.relation, opposite(way.stored.direction), Soon::kWhere);
      } else {
        found.add(far);
      }
      return true;
    });
  }
  judgeThem();
}

/// From the side with fewer nodes: whether a link may be taken does not depend on the direction.
NodeSet Ties::joined(const NodeSet& among, const NodeSet& to) {
  graph::NodeMarks marks(run_.view().nodeCount());
  NodeSet out;
  if (!plain_ || to.size() < among.size()) {
    addNeighbours(to, graph::NodeMarks(0), marks);
    std::copy_if(among.begin(), among.end(), std::back_inserter(out),
                 [&](NodeId node) { return marks.contains(node); });
    return out;
  }
  marks.addAll(to.data(), to.data() + to.size());
  for (const NodeId node : among) {
    if (!run_.goOn()) return {};
    bool joins = false;
    walkEnds(node, [&](NodeId far, const Leaving& way, bool judged) {
      joins = marks.contains(far) && (!judged || passable(far, hop_.ways[way.number]));
      return !joins;
    });
    if (joins) out.push_back(node);
  }
  return out;
}

void Ties::eachEnd(NodeId from, const EndSink& sink) {
  if (!plain_) {
    each({from}, [&](NodeId, NodeId far, std::size_t way, std::span<const Observation>) {
      sink(far, way);
      return run_.goOn();
    });
    return;
  }
  walkEnds(from, [&](NodeId far, const Leaving& way, bool judged) {
    if (!judged || passable(far, hop_.ways[way.number])) sink(far, way.number);
    return run_.goOn();
  });
}

void Ties::eachJoin(NodeId from, NodeId to, const EndSink& sink) {
  if (!plain_) {
    between(from, to, [&](NodeId, NodeId far, std::size_t way, std::span<const Observation>) {
      sink(far, way);
      return run_.goOn();
    });
    return;
  }
  for (const Leaving& way : leaving(run_.view().typeOf(from))) {
    const StoredWay& stored = way.stored;
    if (!fits(to, reversed(hop_.ways[way.number])) || !run_.chargeLinks(1, from, stored.relation)) continue;
    NodeSet made;
    auto ends = run_.view().endsOf(from, stored.relation, stored.direction);
    if (!ends) ends = made = run_.view().neighbours({from}, stored.relation, stored.direction, {});
    if (!std::binary_search(ends->begin(), ends->end(), to)) continue;
    if (passable(valueOf(from, to, way.number), hop_.ways[way.number])) sink(to, way.number);
  }
}

void Ties::between(NodeId from, NodeId to, const Sink& sink) {
  bool go_on = true;
  for (std::size_t i = 0; i < hop_.ways.size() && go_on && !run_.failed(); ++i) {
    const Hop::Way& way = hop_.ways[i];
    if (!fits(from, way) || !fits(to, reversed(way)) || !passable(valueOf(from, to, i), way)) continue;
    const auto found = reader_.between(from, to, way);
    std::span<const Observation> passing;
    if (found) passing = *found;
    if (found && outsideDated(from, to, passing)) go_on = sink(from, to, i, passing);
  }
}

void Ties::backTo(NodeId node, std::size_t number, const NodeSet& before, const Sink& sink) {
  const Hop::Way& way = hop_.ways[number];
  const Hop::Way back = reversed(way);
  const bool along_way = way.direction == binder::Direction::kAlong;
  if (!fits(node, back) || (along_way && !passable(node, way))) return;
  const StoredWay stored = storedWay(back);
  // From the side with fewer links: a node with ten thousand holders is found from the few before it.
  if (run_.view().degree(node, stored.relation, stored.direction) > 16 * before.size()) {
    for (const NodeId seed : before) {
      if (!run_.goOn()) return;
      if (seed == node || !fits(seed, way) || (!along_way && !passable(seed, way))) continue;
      const auto found = reader_.between(seed, node, way);
      std::span<const Observation> passing;
      if (found) passing = *found;
      if (found && outsideDated(seed, node, passing) && !sink(seed, node, number, passing)) return;
    }
    return;
  }
  reader_.each({node}, back, [&](NodeId, NodeId seed, std::span<const Observation> passing) {
    if (seed == node || !std::binary_search(before.begin(), before.end(), seed)) return true;
    if (!along_way && !passable(seed, way)) return true;
    if (!outsideDated(seed, node, passing)) return true;
    return sink(seed, node, number, passing);
  });
}

Step Ties::stepOf(NodeId from, NodeId to, std::size_t number, std::span<const Observation> passing) const {
  const StoredWay stored = storedWay(way(number));
  Step step;
  step.from = from;
  step.to = to;
  step.relation = stored.relation;
  step.direction = stored.direction;
  step.seen.assign(passing.begin(), passing.end());
  return step;
}

void Ties::reportSkipped(const NodeSet& frontier) {
  if (run_.skipped() == nullptr) return;
  for (const Hop::Way& way : hop_.ways) {
    for (const NodeId node : frontier) {
      if (!run_.goOn()) return;
      if (!fits(node, way)) continue;
      reportRedacted(run_, node, way, reader_.filter(), node);
      if (hubs_.none() && named_.none() && !named_.dated()) continue;
      const bool from_hub = way.direction == binder::Direction::kBack && !passable(node, way);
      reader_.each({node}, way, [&](NodeId, NodeId far, std::span<const Observation> passing) {
        if (far == node) return true;
        if (from_hub) {
          hubs_.report(node, along(way), node, Exclusions::Verdict::kHub);
          return false;
        }
        if (excluded(far) && !std::binary_search(ends_.begin(), ends_.end(), far)) {
          hubs_.report(far, way, node, Exclusions::Verdict::kExcluded);
        } else if (!outsideDated(node, far, passing)) {
          hubs_.report(held_end_, held_end_ == far ? way : reversed(way), node, Exclusions::Verdict::kExcluded);
        } else if (way.direction == binder::Direction::kAlong && !passable(far, way)) {
          hubs_.report(far, way, node, Exclusions::Verdict::kHub);
        }
        return true;
      });
    }
  }
}

/// Values with very many holders that were walked over, and that nobody excluded.
void Ties::hintHubs(const NodeSet& walked) {
  if (hubs_only_.hubs) return;
  for (const Hop::Way& way : hop_.ways) {
    if (way.direction != binder::Direction::kBack) continue;
    NodeSet values = walked;
    run_.view().keepTypes(values, startsOf(way));
    for (const NodeId node : values) {
      if (!run_.goOn()) return;
      if (run_.isSeed(node)) continue;
      const std::uint64_t degree = run_.view().degree(node, way.relation, Direction::kBack);
      if (degree <= kHintHolders) continue;
      run_.notice(crossedHub(run_.view(), node, degree, run_.schema().relation(way.relation).name));
      return;
    }
  }
}

void Ties::say(const NodeSet& walked) {
  hintHubs(walked);
  sayUndated(walked);
}

void Ties::sayUndated(const NodeSet& walked) {
  if (reader_.filter().times.empty() || !run_.hasLinksToSpare()) return;
  LinkFilter open = reader_.filter();
  open.times.clear();
  std::uint64_t undated = 0;
  for (const Hop::Way& way : hop_.ways) {
    if (isDerived(run_.schema(), way.relation)) continue;
    const bool back = way.direction == binder::Direction::kBack;
    const StoredWay stored = storedWay(way);
    run_.view().expand(walked, stored.relation, stored.direction, open,
                       [&](NodeId, NodeId far, std::span<const Observation> passing) {
                         // a link between two of them was counted along
                         if (back && std::binary_search(walked.begin(), walked.end(), far)) return run_.goOn();
                         for (const Observation& one : passing) undated += one.dated() ? 0 : 1;
                         return run_.goOn();
                       });
  }
  if (undated == 0) return;
  run_.notice("N403", format("{} without dates {} left out by the time words", counted(undated, "observation"),
                             undated == 1 ? "is" : "are"));
}

}  // namespace clew::execution
