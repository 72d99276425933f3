// What a scan of the store gives, as flat arrays, with the lists applied: the raw material of the base and of the
// overlay.
//
// Nodes are numbered by a NodeSpace, because the base numbers them anew while the overlay already has numbers. A fact
// holds its observation with `raw` as index into Facts::raw; nothing is coalesced yet.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "clew/error.h"
#include "common/cancel.h"
#include "graph/knowledge.h"
#include "graph/view.h"
#include "model/redaction.h"
#include "model/schema.h"
#include "model/suffixes.h"
#include "storage/store.h"

namespace clew::graph {

inline constexpr NodeId kNoNode = 0xFFFFFFFFU;

/// Who numbers the nodes that facts name.
class NodeSpace {
 public:
  virtual ~NodeSpace() = default;
  /// A node of the scan: called once a node, before anything names it.
  virtual void add(storage::NodeId id, model::TypeId stored_type, std::string_view name) = 0;
  virtual NodeId ofStore(storage::NodeId id) = 0;
  /// The node of that name, made when there is none.
  virtual NodeId named(model::TypeId stored_type, std::string_view name) = 0;
  virtual std::string_view nameOf(NodeId node) const = 0;
};

/// Texts, each once, numbered in order of arrival.
class TextPool {
 public:
  std::uint32_t idOf(std::string_view text);
  std::string_view at(std::uint32_t id) const {
    return std::string_view(bytes_).substr(starts_[id], starts_[id + 1] - starts_[id]);
  }
  std::size_t size() const { return starts_.size() - 1; }
  const std::string& bytes() const { return bytes_; }
  const std::vector<std::uint64_t>& starts() const { return starts_; }

 private:
  std::string bytes_;
  std::vector<std::uint64_t> starts_{0};
  std::unordered_multimap<std::uint64_t, std::uint32_t> ids_;
};

struct LinkClaim {
  NodeId from = kNoNode;
  NodeId to = kNoNode;
  std::uint32_t generation = 0;
  model::RelationId relation = model::kNoRelation;
  Observation seen;
};

/// Who keeps the links of a scan. `claim.seen` has no raw reference yet: it is `raw`.
class LinkTaker {
 public:
  virtual ~LinkTaker() = default;
  virtual void link(const LinkClaim& claim, RawReference raw) = 0;
};

/// A property or a withheld trait of a node.
struct TextClaim {
  NodeId of = kNoNode;
  std::uint32_t text = 0;
  std::uint32_t generation = 0;
  std::uint16_t what = 0;  // PropertyId, or RelationId of the trait
  Observation seen;
};

struct AnswerClaim {
  NodeId of = kNoNode;
  std::uint32_t kind = 0;
  model::Outcome outcome = model::Outcome::kFound;
  SourceId source = 0;
  Time when = kNoTime;
  RawReference raw;
  std::uint32_t generation = 0;
};

struct Spelling {
  NodeId node = kNoNode;
  std::uint32_t text = 0;
  std::uint32_t times = 0;
};

/// Takes back what `source` said up to its generation.
struct Withdrawal {
  enum class Of : std::uint8_t { kLink, kProperty, kState, kAnswer };
  Of of = Of::kLink;
  NodeId from = kNoNode;
  std::uint16_t what = 0;
  NodeId to = kNoNode;     // links
  std::uint32_t text = 0;  // properties, states, kinds of answers
  SourceId source = 0;
  std::uint32_t generation = 0;
  Time when = kNoTime;  // knowledge time
};

struct Facts {
  std::vector<LinkClaim> links;
  std::vector<TextClaim> properties;
  std::vector<TextClaim> states;
  std::vector<AnswerClaim> answers;
  std::vector<Spelling> spellings;
  std::vector<Withdrawal> withdrawals;
  std::vector<RawReference> raw;
  TextPool texts;
  std::vector<std::uint32_t> positions;  // by lookup: one more than the highest position that was scanned
  std::vector<NodeId> unlearnt;          // nodes that only batches out of sight name
  std::uint64_t scanned = 0;             // facts that the store gave
};

/// Reads what `known` lets see of the batches (above, upto] and applies the redaction list: contact links to withheld
/// values become states, withheld traits whose text is a value after all become links, and what a source says of `fqdn`
/// or `subdomains` is kept under `apex`, where the names bear it out (what lies above a name is for the suffix list to
/// say). Fails as the store does, and with kCancelled or kTimeout where `cancel` (may be null) says so.
Result<void> collectFacts(const storage::Store& store, storage::Generation above, storage::Generation upto,
                          const model::Schema& schema, const model::Suffixes& suffixes,
                          const model::RedactionList& redactions, NodeSpace& nodes, LinkTaker& links, Facts& out,
                          const Knowledge& known = {}, const CancelToken* cancel = nullptr);

/// Keeps links in Facts::links, their references in Facts::raw.
class LinksInFacts final : public LinkTaker {
 public:
  explicit LinksInFacts(Facts& facts) : facts_(facts) {}
  void link(const LinkClaim& claim, RawReference raw) override {
    facts_.links.push_back(claim);
    facts_.links.back().seen.raw = static_cast<std::uint32_t>(facts_.raw.size());
    facts_.raw.push_back(raw);
  }

 private:
  Facts& facts_;
};

/// The registrable domain of a mailbox; empty when it has none. A view into `email`.
std::string_view providerOf(const model::Suffixes& suffixes, std::string_view email);

/// Whether the list withholds it: redacted, proxy, instruction, empty; a role's mailbox is a value.
bool withheld(const model::RedactionList& redactions, std::string_view text);

/// What withdrawals take back, by what they name.
class Withdrawn {
 public:
  explicit Withdrawn(const std::vector<Withdrawal>& taken);
  /// When the source took it back: the earliest time of those that reach the claim's generation; kNoTime: it stands.
  Time when(Withdrawal::Of of, NodeId from, std::uint16_t what, std::uint64_t object, SourceId source,
            std::uint32_t generation) const;
  bool any(Withdrawal::Of of, std::uint16_t what) const { return kinds_.contains({of, what}); }

 private:
  using Key = std::tuple<Withdrawal::Of, NodeId, std::uint16_t, std::uint64_t, SourceId>;
  std::multimap<Key, std::pair<std::uint32_t, Time>> taken_;
  std::set<std::pair<Withdrawal::Of, std::uint16_t>> kinds_;
};

/// Marks with `retracted` what withdrawals take back; answers go. Call before coalescing.
void withdraw(Facts& facts);

}  // namespace clew::graph
