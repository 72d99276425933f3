// The facts as plain lists, and what a modifier lets through: docs/language.md read word by word, loops over
// everything. Of the program only the schema, the suffix list and the spelling rules of model/ are used.
#pragma once

#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "clew/table.h"
#include "model/canonical.h"
#include "model/facts_json.h"
#include "model/suffixes.h"

namespace clew::property {

/// `type` is domain for a host that equals its apex. Ordered as answers print.
struct Node {
  model::TypeId type = model::kNoType;
  std::string name;
};
bool operator<(const Node& a, const Node& b);
bool operator==(const Node& a, const Node& b);

/// What one source says of one link over one stretch.
struct Seen {
  Time first = kNoTime, last = kNoTime, learnt = 0;
  std::uint64_t times = 1;
  std::int64_t ttl = 0;  // 0: not stated
  int confidence = -1;
  std::string source;
  std::set<std::string> lookups;
  bool dated() const { return first != kNoTime; }
};

struct Link {
  Node from, to;
  model::RelationId relation = model::kNoRelation;
  std::vector<Seen> seen;  // empty: derived
};

struct Clock {
  Time now = 0;
  std::optional<Time> as_of;
};

struct TimeRule {
  enum class Kind { kTouches, kSince, kAfter, kBefore, kAt } kind = Kind::kTouches;
  Time from = 0, to = 0;
};

/// The modifiers of one pivot, times resolved. Excluded nodes and hubs are of values, the rest of observations.
struct Mods {
  std::vector<TimeRule> times;
  std::optional<std::int64_t> overlapping;
  std::optional<std::set<std::string>> sources;
  bool only = false;
  std::uint64_t min_sources = 0, min_times = 0;
  int min_confidence = -1;
  bool no_hubs = false;
  std::optional<std::uint64_t> hubs_over;
  std::map<std::string, std::uint64_t> hubs_of;  // limits of single relations
  std::set<Node> excluded;
  std::map<Node, std::vector<Interval>> excluded_then;  // members of dated lists, and when they stood there
  std::optional<std::uint64_t> at_most_each;
  std::vector<std::string> via;
};

struct State {  // a record that withholds a trait
  Node of;
  model::RelationId trait = model::kNoRelation;
  Seen seen;
  std::string text;
};
struct Property {
  Node of;
  model::PropertyId property = model::kNoProperty;
  std::string value;
  Seen seen;
};
struct Asked {
  Node of;
  std::string kind, source, lookup;
  bool complete = false;
  Time when = 0;
};

/// From hosts to hosts: what a walk of both ways meets twice.
bool betweenHosts(const model::Schema& schema, const model::RelationDef& relation);

class PlainGraph {
 public:
  /// What is learnt later is not known.
  explicit PlainGraph(const std::vector<model::FactLine>& facts, Time known_at = std::numeric_limits<Time>::max(),
                      Time taken_back_at = std::numeric_limits<Time>::max());

  const model::Schema& schema() const { return schema_; }
  const std::set<Node>& nodes() const { return nodes_; }
  const std::vector<Link>& links() const { return links_; }
  const std::vector<State>& states() const { return states_; }
  const std::vector<Property>& properties() const { return properties_; }
  const std::vector<Asked>& answers() const { return answers_; }

  std::optional<Node> find(model::TypeId type, std::string_view name) const;
  bool isHost(const Node& node) const { return schema_.isA(node.type, schema_.known().host); }
  std::string apex(const Node& host) const { return std::string(model::Suffixes::shipped().apex(host.name)); }

  /// Empty: the link does not pass. A derived link passes with no observations: see `derivedPasses`.
  std::vector<Seen> passing(const Link& link, const Mods& mods, const Clock& clock) const;
  bool passes(const Link& link, const Mods& mods, const Clock& clock) const;
  /// Whether one sighting shows under the clock; cut to it.
  static bool shows(Seen& seen, const Clock& clock);
  static bool meets(const TimeRule& rule, const Seen& seen);
  /// Whether a sighting of a link to a member of a dated list falls into the time when it stood there, or into no time.
  static bool stoodExcluded(const Node& value, const Seen& seen, const Mods& mods);

  std::size_t holders(const Node& value, model::RelationId relation, bool apexes) const;
  /// log2 of the nodes that have the relation over those that hold the value; empty when nobody does.
  std::optional<double> rarity(const Node& value, model::RelationId relation) const;
  bool isHub(const Node& value, model::RelationId relation, const Mods& mods) const;

 private:
  Node nodeOf(const model::NodeName& name);
  template <typename Fact>
  static bool stands(const std::vector<model::FactLine>& facts, std::size_t at, const Fact& fact, Time known_at);
  void coalesce();
  void derive();
  bool inForce(const Link& link, const Seen& seen, const TimeRule& rule, const Clock& clock) const;
  bool asks(const Mods& mods) const;

  const model::Schema& schema_;
  std::set<Node> nodes_;
  std::vector<Link> links_;
  std::vector<State> states_;
  std::vector<Property> properties_;
  std::vector<Asked> answers_;
};

/// All that a case ever knew: the graph of today, and that of any day before.
class PlainCase {
 public:
  explicit PlainCase(std::vector<model::FactLine> facts);
  const PlainGraph& today() const { return *today_; }
  /// With what was taken back until another day.
  const PlainGraph& knownAt(Time when, Time taken_back) const;

 private:
  std::vector<model::FactLine> facts_;
  std::unique_ptr<PlainGraph> today_;
  mutable std::map<std::pair<Time, Time>, std::unique_ptr<PlainGraph>> past_;  // by the newest that it knows
};

}  // namespace clew::property
