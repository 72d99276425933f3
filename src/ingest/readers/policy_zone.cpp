#include "ingest/readers/policy_zone.h"

#include <algorithm>
#include <array>
#include <optional>

#include "common/format.h"
#include "common/text.h"

namespace clew::ingest::dns {
namespace {

constexpr std::array<std::string_view, 3> kAddressTriggers = {".rpz-ip", ".rpz-nsip", ".rpz-client-ip"};
constexpr std::string_view kServerTrigger = ".rpz-nsdname";

bool isAction(std::string_view target) {
  return target == "." || target == "*." || startsWithIgnoreCase(target, "rpz-drop.") ||
         startsWithIgnoreCase(target, "rpz-tcp-only.") || startsWithIgnoreCase(target, "rpz-passthru.");
}

bool endsIn(std::string_view owner, std::string_view trigger) {
  return owner.size() > trigger.size() && equalsIgnoreCase(owner.substr(owner.size() - trigger.size()), trigger);
}

bool hasTrigger(std::string_view owner) {
  return endsIn(owner, kServerTrigger) ||
         std::any_of(kAddressTriggers.begin(), kAddressTriggers.end(),
                     [owner](std::string_view trigger) { return endsIn(owner, trigger); });
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
    if (endsIn(owner, trigger)) return blockOf(owner.substr(0, owner.size() - trigger.size()));
  }
  if (endsIn(owner, kServerTrigger)) owner.remove_suffix(kServerTrigger.size());
  return std::string(owner);
}

}  // namespace

bool isPolicyRecord(const Record& record) {
  return hasTrigger(record.owner) || (record.type == "cname" && isAction(record.data.front().text));
}

bool isPolicyZone(std::string_view head) {
  for (const std::string_view line : splitLines(head)) {
    const auto words = splitBlanks(line.substr(0, line.find(';')));
    if (words.size() < 3) continue;
    if (hasTrigger(words.front())) return true;
    for (std::size_t i = 1; i + 1 < words.size(); ++i) {
      if (equalsIgnoreCase(words[i], "cname") && isAction(words[i + 1])) return true;
    }
  }
  return false;
}

bool addPolicy(FactBuilder& builder, const Record& record, const ZoneState& state, const Listing& listing,
               LeftOut& left_out) {
  const std::string_view owner = ownPart(record.owner, state);
  if (owner.empty() || owner == ".") {
    // Nobody resolves such a zone: its server is mostly `localhost`.
    const bool nowhere = std::any_of(record.data.begin(), record.data.end(),
                                     [](const Token& token) { return contains(token.text, "localhost"); });
    const bool own = nowhere || zoneName(state).empty();
    if (own) left_out.count("records of a response policy's own name");
    return own;
  }
  const std::string& target = record.data.front().text;
  // The old way to let a name pass is an alias of itself.
  const bool itself = record.type == "cname" && target.ends_with('.') &&
                      equalsIgnoreCase(std::string_view(target).substr(0, target.size() - 1), owner);
  if (startsWithIgnoreCase(target, "rpz-passthru") || itself) {
    left_out.count("names that a response policy lets pass");
  } else if (endsIn(owner, ".rpz-client-ip")) {
    left_out.count("clients that a response policy treats otherwise");
  } else if (const std::string name = triggerOf(owner); name.empty()) {
    builder.reject("an address of a policy zone that is not read", record.owner);
  } else if (const auto node = indicatorNode(builder, name)) {
    addListed(builder, *node, listing);
  }
  return true;
}

}  // namespace clew::ingest::dns
