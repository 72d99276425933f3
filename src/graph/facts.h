// What a scan of the store gives, as flat arrays, with the lists applied: the raw material of the base and of the
// overlay.
//
// Nodes are numbered by a NodeSpace, because the base numbers them anew while the overlay already has numbers. A fact
// holds its observation with `raw` as index into Facts::raw; nothing is coalesced yet.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "clew/error.h"
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
};

struct Spelling {
  NodeId node = kNoNode;
  std::uint32_t text = 0;
  std::uint32_t times = 0;
};

/// Takes back what `source` said up to its generation.
struct Withdrawal {
  enum class Of : std::uint8_t { kLink, kProperty, kState };
  Of of = Of::kLink;
  NodeId from = kNoNode;
  std::uint16_t what = 0;
  NodeId to = kNoNode;     // links
  std::uint32_t text = 0;  // properties and states
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
  std::vector<NodeId> unlearnt;  // nodes that only batches out of sight name
  std::uint64_t scanned = 0;  // facts that the store gave
};

/// Reads what `known` lets see of the batches (above, upto] and applies the redaction list: contact links to withheld values become states, withheld
/// traits whose text is a value after all become links, and what a source says of `fqdn` or `subdomains` is kept under
/// `apex`, where the names bear it out (what lies above a name is for the suffix list to say). Fails as the store does.
Result<void> collectFacts(const storage::Store& store, storage::Generation above, storage::Generation upto,
                          const model::Schema& schema, const model::Suffixes& suffixes,
                          const model::RedactionList& redactions, NodeSpace& nodes, Facts& out,
                          const Knowledge& known = {});

/// The registrable domain of a mailbox; empty when it has none. A view into `email`.
std::string_view providerOf(const model::Suffixes& suffixes, std::string_view email);

/// Whether the list withholds it: redacted, proxy, instruction, empty; a role's mailbox is a value.
bool withheld(const model::RedactionList& redactions, std::string_view text);

/// Marks with `retracted` what withdrawals take back. Call before coalescing.
void withdraw(Facts& facts);

}  // namespace clew::graph
