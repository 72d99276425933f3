// The GraphView seam: all that execution sees of a case. The mapped replica is one implementation; a view that asks a
// server, a statement a hop, can be another: that is why frontiers are sets and filters are data.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clew/error.h"
#include "clew/table.h"
#include "model/canonical.h"
#include "model/fact.h"
#include "model/schema.h"

namespace clew::graph {

using NodeId = std::uint32_t;    // of one view; not the store's
using SourceId = std::uint16_t;  // the store's

/// Nodes without duplicates, ascending by id.
using NodeSet = std::vector<NodeId>;

enum class Direction : std::uint8_t { kAlong, kBack };

/// One source's word about one link over one stretch of time: coalesced from what that source said in one or more
/// lookups (language.md: overlapping, nested or same-start observations of a source are one; gaps stay gaps).
struct Observation {
  Time first = kNoTime;  // both kNoTime: undated
  Time last = kNoTime;
  Time learnt = 0;           // earliest knowledge time
  Time retracted = kNoTime;  // kNoTime: stands
  std::uint32_t times = 1;
  std::uint32_t ttl = 0;
  std::uint32_t raw = 0;  // where its raw references begin (GraphView::rawReferences)
  std::uint16_t raw_count = 0;
  SourceId source = 0;
  std::int16_t confidence = -1;  // -1: not stated
  std::uint8_t first_is_day = 0;
  std::uint8_t last_is_day = 0;
  bool dated() const { return first != kNoTime; }
};

/// One test of an observation's interval, times resolved.
struct TimeTest {
  enum class Kind : std::uint8_t {
    kTouches,       // during, between: the interval meets [from, to]
    kLastFrom,      // since: last >= from
    kEndsAfter,     // after: last > from
    kBeginsBefore,  // before: first < from
    kInForce,       // at: covers some moment of [from, to], or ended at most the relation's freshness before `from`,
                    // and no later complete answer of that kind about that node from the same source, up to `from`,
                    // left it out
  };
  Kind kind = Kind::kTouches;
  Time from = 0;
  Time to = 0;
};

/// What an observation, and then the link, must meet. As data, so that another view can send it to where the links are.
struct LinkFilter {
  std::vector<TimeTest> times;    // all, by the same observation; undated ones meet none
  std::vector<SourceId> sources;  // `seen by`: any of them; ignored when !by_source
  bool by_source = false;
  bool only_these_sources = false;  // `seen by only`: the link has no other source
  std::uint32_t min_sources = 0;    // counted over the observations that pass the rest
  std::uint64_t min_times = 0;      // summed over them
  int min_confidence = -1;          // -1: none; unstated: the source's default
  std::optional<Time> as_of;        // hide what begins later, cut later ends to it; undated: learnt by then
  std::optional<Time> known_at;     // hide what was learnt later, show what was retracted later
  bool with_retracted = false;      // show what was retracted as well
  bool trivial() const {
    return !with_retracted && times.empty() && !by_source && min_sources == 0 && min_times == 0 && min_confidence < 0 &&
           !as_of && !known_at;
  }
};

/// How many distinct nodes are linked to a value by a relation, over all time and sources.
struct Holders {
  std::uint64_t nodes = 0;
  std::uint64_t apexes = 0;  // distinct apexes of them, for relations that count apexes; else = nodes
};

struct RawReference {
  std::uint32_t lookup = 0;  // the store's LookupId
  std::uint32_t position = 0;
};

struct PropertyValue {
  std::string_view text;  // valid as long as the view
  Observation seen;       // times, source, raw references as for links
};

/// A record that withholds a trait.
struct RecordState {
  model::RelationId trait = model::kNoRelation;
  std::string_view text;
  Observation seen;
};

struct Answer {
  std::string_view kind;
  model::Outcome outcome = model::Outcome::kFound;
  Time when = kNoTime;
  SourceId source = 0;
  RawReference raw;
};

/// Takes the links of an expansion. `passing` are the observations that met the filter (cut to `as_of`), valid until
/// the call returns; empty for derived links. Return false to stop.
using LinkSink = std::function<bool(NodeId from, NodeId to, std::span<const Observation> passing)>;

/// Links of one node with the intervals of their observations, link by link: those of link i are [begins[i],
/// begins[i + 1]) of `seen`. None: a derived link.
struct LinkIntervals {
  std::vector<NodeId> ends;
  std::vector<std::uint32_t> begins;
  std::vector<Interval> seen;  // kNoTime twice: undated
  std::size_t size() const { return ends.size(); }
  std::span<const Interval> of(std::size_t link) const {
    return std::span(seen).subspan(begins[link], begins[link + 1] - begins[link]);
  }
  void clear() {
    ends.clear();
    begins.assign(1, 0);
    seen.clear();
  }
};

/// What it costs to walk on from some nodes of a frontier.
struct WalkCost {
  struct Most {
    std::uint64_t links = 0;
    NodeId node = 0;
  };
  std::size_t end = 0;       // of the frontier's nodes: those before it are counted
  std::uint64_t links = 0;   // of all of them
  std::array<Most, 3> most;  // the nodes with most links, falling, equal ones as they come; links 0: none
};

/// When a link was seen, in seconds since 1970; or where that is told (LinkTimes::of).
struct LinkTime {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};
/// What `first` is when it is no time. Both numbers kTimesUndated: the only observation stands and is not dated.
/// kTimesElsewhere: GraphView::intervals() tells; the link has no observation that stands, or several of which some are
/// not dated or do not stand, or more than kMostTimes, or such that a time is kTimesSeveral or later. Otherwise
/// kTimesSeveral plus the number of observations, which begin at `last` in LinkTimes::several.
inline constexpr std::uint32_t kTimesUndated = 0xFFFFFFFFU;
inline constexpr std::uint32_t kTimesElsewhere = 0xFFFFFFFEU;
inline constexpr std::uint32_t kTimesSeveral = 0xFFFFFF00U;
inline constexpr std::uint32_t kMostTimes = 0xF0;  // observations of a link that are told so

/// Observations of the link that `time` is of, as long as both live; empty when they must be looked up.
inline std::span<const LinkTime> timesOfLink(const LinkTime& time, std::span<const LinkTime> several) {
  if (time.first < kTimesSeveral || time.first == kTimesUndated) return {&time, 1};
  const std::size_t count = time.first - kTimesSeveral;
  if (time.first == kTimesElsewhere || time.last > several.size() || several.size() - time.last < count) return {};
  return several.subspan(time.last, count);
}
std::span<const LinkTime> timesOfLink(LinkTime&&, std::span<const LinkTime>) = delete;

/// Links of one node and when they were seen, side by side where they lie in memory.
struct LinkTimes {
  std::span<const NodeId> ends;
  std::span<const LinkTime> times;    // one a link, or none where they do not lie there
  std::span<const LinkTime> several;  // of links with several observations, and of other nodes too

  std::span<const LinkTime> of(std::size_t i) const { return timesOfLink(times[i], several); }
};

class NodeMarks;

/// A text that a name holds, both in lower case (ASCII).
struct NamePart {
  enum class Where : std::uint8_t { kAnywhere, kBegin, kEnd };
  std::string text;
  Where where = Where::kAnywhere;
  friend bool operator==(const NamePart&, const NamePart&) = default;
};
/// All of them, anywhere in the name and over one another.
using NameParts = std::vector<NamePart>;

inline constexpr std::size_t kFoundAtOnce = 64;  // names that GraphView::willFind() takes

/// A state of the graph, fixed when made. Const and safe to read from several threads at once. Links from A to B are
/// given with from = the frontier's node in either direction.
class GraphView {
 public:
  virtual ~GraphView() = default;

  virtual const model::Schema& schema() const = 0;
  virtual std::uint64_t generation() const = 0;
  virtual std::uint32_t nodeCount() const = 0;

  // --- nodes
  /// The subtype when it is one: `domain` for a host that equals its apex.
  virtual model::TypeId typeOf(NodeId node) const = 0;
  virtual std::string_view nameOf(NodeId node) const = 0;
  /// The spelling to show, or empty when it is the name.
  virtual std::string_view displayOf(NodeId node) const = 0;
  /// By canonical name; a host is found under host and, if it is one, domain.
  virtual std::optional<NodeId> find(model::TypeId type, std::string_view name) const = 0;
  /// Says that find() will be asked for these, at most kFoundAtOnce, so that memory is on its way when it is. Changes
  /// nothing else.
  virtual void willFind(std::span<const model::NodeName>) const {}
  virtual NodeSet ofTypes(model::TypeSet types) const = 0;
  virtual NodeSet inBlock(const model::Block& block) const = 0;
  /// Nodes of the type whose name begins with `prefix`, in order, at most `limit`.
  virtual NodeSet withPrefix(model::TypeId type, std::string_view prefix, std::size_t limit) const = 0;
  /// The order in which answers print: by type (table order), then name (addresses by number). Total.
  virtual bool before(NodeId a, NodeId b) const = 0;
  /// Leaves the nodes of these types, or of types whose parent is one.
  virtual void keepTypes(NodeSet& nodes, const model::TypeSet& types) const;
  /// Leaves out nodes of whose names it can tell at little cost that they hold the parts of none of these lists: a
  /// pattern need not be tried on them. A node that is left in may be any.
  virtual void keepNamed(NodeSet& nodes, std::span<const NameParts> any_of) const;
  /// Of exactly that type: hosts without the domains.
  virtual std::uint64_t countOf(model::TypeId type) const = 0;

  // --- links
  virtual std::uint64_t linkCount(model::RelationId relation) const = 0;
  /// The distinct nodes at the other end of links of the frontier that pass; one result set for the whole frontier.
  virtual NodeSet neighbours(const NodeSet& frontier, model::RelationId relation, Direction direction,
                             const LinkFilter& filter) const = 0;
  /// The same, added to `found`: for who goes from a frontier a stretch at a time.
  virtual void addNeighbours(std::span<const NodeId> frontier, model::RelationId relation, Direction direction,
                             const LinkFilter& filter, NodeMarks& found) const;
  /// The links themselves, frontier node by frontier node in ascending id, and within one by ascending other end.
  virtual void expand(const NodeSet& frontier, model::RelationId relation, Direction direction,
                      const LinkFilter& filter, const LinkSink& sink) const = 0;
  /// The links of one node as expand() gives them, with no more of the observations that pass than when they held.
  /// Takes at most about `most` links, beginning at number `from`; gives the number to go on at, 0 when there are no
  /// more.
  virtual std::size_t intervals(NodeId node, model::RelationId relation, Direction direction, const LinkFilter& filter,
                                std::size_t from, std::size_t most, LinkIntervals& out) const;
  /// The other ends of a node's standing links, ascending, where they lie in memory; empty optional: they do not lie so
  /// and neighbours() must be asked. Valid as long as the view; cheap.
  virtual std::optional<std::span<const NodeId>> endsOf(NodeId node, model::RelationId relation,
                                                        Direction direction) const;
  /// Says that endsOf() will be asked soon, so that memory is on its way when it is: first where the ends lie, then, a
  /// little later, the ends. Changes nothing else.
  enum class Soon : std::uint8_t { kWhere, kEnds };
  virtual void willAsk(NodeId, model::RelationId, Direction, Soon) const {}
  /// Says that timesOf() will be asked of one node and another. Changes nothing else; any thread.
  virtual void willCompareTimes(model::RelationId, Direction) const {}
  /// Of the ends that endsOf() and timesOf() give, those of exactly this type (hosts without the domains) are the ids
  /// from `first` up to `second`; empty optional: they do not lie so.
  virtual std::optional<std::pair<NodeId, NodeId>> stretchOf(model::TypeId type) const;
  /// Links under no filter with their times, numbered as intervals() numbers them; empty optional: they do not lie so.
  virtual std::optional<LinkTimes> timesOf(NodeId node, model::RelationId relation, Direction direction) const;
  /// Those of the other ends of links that stand that are of exactly this type (hosts without the domains). Where a
  /// type is a stretch of the ids it costs little, however many the links are.
  virtual NodeSet endsOfType(const NodeSet& frontier, model::RelationId relation, Direction direction,
                             model::TypeId type) const = 0;
  /// Number of distinct neighbours, no filter; cheap.
  virtual std::uint64_t degree(NodeId node, model::RelationId relation, Direction direction) const = 0;
  /// Degrees from frontier node number `from` on, until there are `enough` links, each node counting as one more.
  virtual WalkCost walkCost(const NodeSet& frontier, std::size_t from, model::RelationId relation, Direction direction,
                            std::uint64_t enough) const;
  /// Holders of `value` by `relation` (which leads to it).
  virtual Holders holders(NodeId value, model::RelationId relation) const = 0;

  // --- what else is known of a node
  // All observations, retracted ones too (Observation::retracted says so): which of them count is the filter's to say.
  virtual std::vector<PropertyValue> properties(NodeId node, model::PropertyId property) const = 0;
  virtual std::vector<RecordState> states(NodeId node, model::RelationId trait) const = 0;
  virtual std::vector<Answer> answers(NodeId node) const = 0;

  // --- provenance
  virtual std::string_view sourceName(SourceId source) const = 0;
  virtual std::optional<SourceId> sourceNamed(std::string_view name) const = 0;
  virtual std::size_t sourceCount() const = 0;
  virtual int defaultConfidence(SourceId source) const = 0;
  virtual std::vector<RawReference> rawReferences(const Observation& observation) const = 0;
};

/// Applies a filter to one link's observations: the passing ones, cut to `as_of`, or nothing when the link fails. The
/// one place that says what the modifiers mean for observations (kInForce needs the answers of `asked` about the
/// relation).
std::vector<Observation> passing(const GraphView& view, NodeId subject, model::RelationId relation,
                                 std::span<const Observation> all, const LinkFilter& filter);

}  // namespace clew::graph
