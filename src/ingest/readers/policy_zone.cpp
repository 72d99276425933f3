#include "ingest/readers/policy_zone.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "common/format.h"
#include "common/text.h"

namespace clew::ingest::dns {
namespace {

constexpr std::array<std::string_view, 3> kAddressTriggers = {".rpz-ip", ".rpz-nsip", ".rpz-client-ip"};
constexpr std::string_view kServerTrigger = ".rpz-nsdname";
constexpr std::size_t kCutHead = 60 * 1024;  // of so many bytes the last line may be cut
constexpr std::array<std::string_view, 3> kActions = {"rpz-drop", "rpz-tcp-only", "rpz-passthru"};

/// Actions that no other zone has.
bool isOwnAction(std::string_view target) {
  return std::any_of(kActions.begin(), kActions.end(), [target](std::string_view action) {
    return startsWithIgnoreCase(target, action) && (target.size() == action.size() || target[action.size()] == '.');
  });
}

/// Where the label `trigger` (with its dot before it) stands in a name; npos when it does not.
std::size_t triggerAt(std::string_view owner, std::string_view trigger) {
  for (std::size_t at = 1; (at = findIgnoreCase(owner, trigger, at)) != owner.npos; ++at) {
    const std::size_t end = at + trigger.size();
    if (end == owner.size() || owner[end] == '.') return at;
  }
  return owner.npos;
}

bool hasTrigger(std::string_view owner) {
  return triggerAt(owner, kServerTrigger) != owner.npos ||
         std::any_of(kAddressTriggers.begin(), kAddressTriggers.end(),
                     [owner](std::string_view trigger) { return triggerAt(owner, trigger) != owner.npos; });
}

/// "24.0.2.0.192" and "48.zz.1.db8.2001" -> a block, its length first and its parts backwards; `zz` is "::". Empty for
/// other text.
std::string blockOf(std::string_view text) {
  auto labels = split(text, '.');
  if (labels.size() < 3 || !allDigits(labels.front())) return {};
  const std::string_view length = labels.front();
  std::reverse(labels.begin(), labels.end());
  labels.pop_back();
  const bool v4 = labels.size() == 4 && std::all_of(labels.begin(), labels.end(), allDigits);
  std::string address;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const bool gap = labels[i] == "zz";
    if (v4) {
      address += i > 0 ? "." : "";
    } else if (i > 0 && !gap && !address.ends_with("::")) {
      address += ':';
    }
    address += gap ? (address.ends_with(':') ? ":" : "::") : labels[i];
  }
  if (!model::parseAddress(address)) return {};
  return length == (v4 ? "32" : "128") ? address : format("{}/{}", address, length);
}

/// The origin may change below it, where a server wrote the file.
const std::string& zoneName(const ZoneState& state) {
  return state.apex ? *state.apex : state.origin;
}

/// The owner without the zone's own name; empty at the zone's apex.
std::string_view ownPart(std::string_view owner, const ZoneState& state) {
  const std::string& zone = zoneName(state);
  if (owner == zone) return {};
  if (!zone.empty() && owner.ends_with("." + zone)) owner.remove_suffix(zone.size() + 1);
  return owner;
}

/// The name or address that sets a policy off; empty when it is not read.
std::string triggerOf(std::string_view owner) {
  for (const std::string_view trigger : kAddressTriggers) {
    if (const std::size_t at = triggerAt(owner, trigger); at != owner.npos) return blockOf(owner.substr(0, at));
  }
  return std::string(owner.substr(0, triggerAt(owner, kServerTrigger)));
}

/// "bad.b.example", "*.b.example": a whole name, where a zone of its own has mostly one label.
bool namesOther(std::string_view owner) {
  if (owner.starts_with("*.")) owner.remove_prefix(2);
  return contains(owner, ".");
}

bool takesAway(const Record& record) {
  const std::string& target = record.data.front().text;
  return record.type == "cname" && (target == "." || target == "*.");
}

/// What a resolver may answer with for a name: another name, or an address.
bool answersOtherwise(const Record& record) {
  return isOneOf(record.type, {"cname", "a", "aaaa"}) && !takesAway(record);
}

/// Nobody resolves such a zone: its server is mostly `localhost`.
bool isNowhere(const Record& record) {
  return std::any_of(record.data.begin(), record.data.end(),
                     [](const Token& token) { return contains(token.text, "localhost"); });
}

/// "rpz.feed.example", "rpz-block.feed.example".
bool isNamedPolicy(std::string_view zone) {
  const auto labels = split(zone, '.');
  return std::any_of(labels.begin(), labels.end(), [](std::string_view label) {
    return equalsIgnoreCase(label, "rpz") || startsWithIgnoreCase(label, "rpz-");
  });
}

/// How many records of a zone's beginning are such as policies are made of.
class Shares {
 public:
  explicit Shares(std::string_view zone) {
    state_.has_origin = true;
    state_.origin = zone;
  }
  /// Whether the line ends a record that only a policy has.
  bool add(std::string_view line) {
    if (depth_ == 0) {
      tokens_.clear();
      owner_left_out_ = !line.empty() && isBlank(line.front());
    }
    const auto tokens = tokensOf(line, depth_);
    if (!tokens) {
      depth_ = 0;
      return false;
    }
    tokens_.insert(tokens_.end(), tokens->begin(), tokens->end());
    if (depth_ > 0 || tokens_.empty()) return false;
    if (tokens_.front().text.starts_with('$') && !owner_left_out_) {
      directive();
      return false;
    }
    const auto record = recordOf(tokens_, owner_left_out_, state_);
    if (!record) return false;
    if (!owner_left_out_) whole_ = tokens_.front().text.ends_with('.');
    count(*record);
    return isPolicyRecord(*record);
  }
  /// Many ordinary zones have one address for all their names, and some take a whole branch out of use: without a sign
  /// hardly anything else may be there.
  bool isPolicy() const {
    if (isNamedPolicy(zoneName(state_))) return (take_away_ + shared(targets_) + shared(addresses_)) * 2 > all_;
    // zones of a single machine are served by `localhost` too, and have its address
    const std::size_t rules = take_away_ + (nowhere_ ? shared(targets_) : 0);
    if (rules < kFewest) return false;
    // an ordinary zone of no known name could not be read
    return nowhere_ || zoneName(state_).empty() ? rules * 2 > all_ : rules * 10 >= all_ * 9;
  }

 private:
  void directive() {
    if (!equalsIgnoreCase(tokens_.front().text, "$origin") || tokens_.size() < 2) return;
    if (auto origin = absoluteName(tokens_[1].text, state_)) state_.origin = *origin == "." ? std::string() : *origin;
  }

  void count(const Record& record) {
    if (record.type == "soa" && !state_.apex) state_.apex = record.owner;
    const std::string_view owner = ownPart(record.owner, state_);
    if (owner.empty() || owner == ".") {
      nowhere_ = nowhere_ || (isOneOf(record.type, {"soa", "ns"}) && isNowhere(record));
      return;
    }
    if (owner.starts_with("*.") && answersOtherwise(record)) return;  // says the same of the name itself, mostly
    ++all_;
    // of whole names alone nobody knows where the zone's own begins
    const bool known = !whole_ || state_.apex || !state_.origin.empty();
    if (!known || !namesOther(owner)) return;
    if (takesAway(record)) ++take_away_;
    if (answersOtherwise(record)) ++(record.type == "cname" ? targets_ : addresses_)[toLower(record.data.front().text)];
  }

  static constexpr std::size_t kFewest = 3;

  ZoneState state_;
  std::vector<Token> tokens_;
  int depth_ = 0;
  bool owner_left_out_ = false;
  bool whole_ = false;  // the owner stands as a whole name
  bool nowhere_ = false;
  std::size_t all_ = 0, take_away_ = 0;
  using Counts = std::map<std::string, std::size_t>;  // how many names are answered with each
  static std::size_t shared(const Counts& counts) {
    std::size_t out = 0;
    for (const auto& [answer, count] : counts) out += count > 1 ? count : 0;
    return out;
  }
  Counts targets_, addresses_;
};

}  // namespace

bool isPolicyRecord(const Record& record) {
  return hasTrigger(record.owner) || (record.type == "cname" && isOwnAction(record.data.front().text));
}

bool isPolicyZone(std::string_view head, std::string_view zone) {
  std::vector<std::string_view> lines = splitLines(head);
  if (head.size() >= kCutHead && lines.size() > 1) lines.pop_back();
  Shares shares(zone);
  for (const std::string_view line : lines) {
    if (shares.add(line)) return true;
  }
  return shares.isPolicy();
}

bool addPolicy(FactBuilder& builder, const Record& record, const ZoneState& state, const Listing& listing,
               LeftOut& left_out) {
  const std::string_view owner = ownPart(record.owner, state);
  if (owner.empty() || owner == ".") {
    const bool own = isNowhere(record) || zoneName(state).empty();
    if (own) left_out.count("records of a response policy's own name");
    return own;
  }
  const std::string& target = record.data.front().text;
  // The old way to let a name pass is an alias of itself.
  const bool itself = record.type == "cname" && target.ends_with('.') &&
                      equalsIgnoreCase(std::string_view(target).substr(0, target.size() - 1), owner);
  if (startsWithIgnoreCase(target, "rpz-passthru") || itself) {
    left_out.count("names that a response policy lets pass");
  } else if (triggerAt(owner, ".rpz-client-ip") != owner.npos) {
    left_out.count("clients that a response policy treats otherwise");
  } else if (const std::string name = triggerOf(owner); name.empty()) {
    builder.reject("an address of a policy zone that is not read", record.owner);
  } else if (const auto node = indicatorNode(builder, name)) {
    addListed(builder, *node, listing);
  }
  return true;
}

}  // namespace clew::ingest::dns
