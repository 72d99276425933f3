#include "execution/properties.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "common/text.h"
#include "common/utf8.h"
#include "execution/times.h"
#include "model/dates.h"

namespace clew::execution {
namespace {

Datum parsed(const model::PropertyDef& property, std::string_view text) {
  switch (property.type) {
    case model::ValueType::kText:
      break;
    case model::ValueType::kInteger:
      if (const auto number = parseInteger<std::int64_t>(text)) return *number;
      break;
    case model::ValueType::kReal:
      if (const auto number = parseReal(text)) return *number;
      break;
    case model::ValueType::kDate:
      if (const auto date = model::readDate(text)) return Instant{date->first};
      return Missing{};
    case model::ValueType::kBool:
      return text == "true";
  }
  return std::string(text);
}

bool isHost(Run& run, NodeId node) {
  return run.schema().isA(run.view().typeOf(node), run.schema().known().host);
}

Datum sightingOf(Run& run, NodeId node, const LinkFilter& filter, bool first) {
  LinkFilter clocks;
  clocks.as_of = filter.as_of;
  clocks.known_at = filter.known_at;
  std::optional<Time> found;
  const auto take = [&](const Observation& seen) {
    if (!seen.dated()) return true;
    const Time time = first ? seen.first : seen.last;
    if (!found || (first ? time < *found : time > *found)) found = time;
    return true;
  };
  eachObservation(run.view(), node, clocks, take);
  if (!found) return Missing{};
  return Instant{*found};
}

Datum computed(Run& run, NodeId node, const std::string& name, const LinkFilter& filter) {
  const std::string_view text = run.view().nameOf(node);
  if (name == "name") return NodeRef{node};
  if (name == "type") return run.schema().type(run.view().typeOf(node)).name;
  if (name == "first-seen" || name == "last-seen") return sightingOf(run, node, filter, name == "first-seen");
  if (name == "len") return static_cast<std::int64_t>(toUtf32(text).size());
  if (name == "private") return isPrivateAddress(text);
  if (!isHost(run, node)) return Missing{};
  if (name == "tld") return std::string(text.substr(text.rfind('.') + 1));
  if (name == "idn") return text.starts_with("xn--") || contains(text, ".xn--");
  if (name == "label") return labelOf(run, node);
  if (name == "entropy") return entropyOf(labelOf(run, node));
  return Missing{};
}

/// How long a sighting of the property stays in force: that of the relations that the same question answers.
std::int64_t freshnessOf(const model::Schema& schema, const model::PropertyDef& property) {
  if (property.answer_kind.empty()) return 0;
  for (const model::RelationDef& relation : schema.relations()) {
    if (relation.answer_kind == property.answer_kind) return relation.freshness;
  }
  return 0;
}

/// Whether a value of an inherent date shows under `as of` whenever it was learnt.
bool inherentShows(const model::PropertyDef& property, const Datum& value, const LinkFilter& filter) {
  const Instant* date = value.as<Instant>();
  return property.inherent && filter.as_of && date != nullptr && date->value <= *filter.as_of;
}

/// What the analyst writes down, and what tables say beside their columns, piles up: a later one does not take the
/// place of an earlier one.
bool everyValueCounts(const model::PropertyDef& property) {
  return property.name == "note" || property.name == "detail";
}

void keepLatest(const model::PropertyDef& property, std::vector<PropertyRead>& reads) {
  if (everyValueCounts(property)) return;
  const auto lastOf = [](const PropertyRead& read) {
    Time last = kNoTime;
    for (const Observation& seen : read.seen) last = std::max(last, seen.last);
    return last;
  };
  if (property.highest) {
    const auto sizeOf = [](const PropertyRead& read) { return numberOf(read.value).value_or(-HUGE_VAL); };
    double highest = -HUGE_VAL;
    for (const PropertyRead& read : reads) highest = std::max(highest, sizeOf(read));
    std::erase_if(reads, [&](const PropertyRead& read) { return sizeOf(read) < highest; });
    return;
  }
  Time latest = kNoTime;
  for (const PropertyRead& read : reads) latest = std::max(latest, lastOf(read));
  std::erase_if(reads, [&](const PropertyRead& read) { return lastOf(read) < latest; });
}

}  // namespace

std::string labelOf(Run& run, NodeId node) {
  if (!isHost(run, node)) return {};
  const std::string_view name = run.view().nameOf(node);
  const std::string_view apex = run.suffixes().apex(name);
  const std::string_view base = apex.empty() ? name : apex;
  return model::displayHost(std::string(base.substr(0, base.find('.'))));
}

double entropyOf(std::string_view text) {
  const std::u32string codes = toUtf32(text);
  if (codes.empty()) return 0;
  std::map<char32_t, std::size_t> counts;
  for (const char32_t code : codes) ++counts[code];
  double bits = 0;
  for (const auto& [code, count] : counts) {
    const double share = static_cast<double>(count) / static_cast<double>(codes.size());
    bits -= share * std::log2(share);
  }
  return bits + 0.0;
}

bool isPrivateAddress(std::string_view name) {
  static const std::vector<model::Block> kRanges = [] {
    std::vector<model::Block> blocks;
    for (const char* text :
         {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
          "192.168.0.0/16", "198.18.0.0/15", "240.0.0.0/4", "::/128", "::1/128", "fc00::/7", "fe80::/10"}) {
      if (auto block = model::parseBlock(text); block.ok()) blocks.push_back(*block);
    }
    return blocks;
  }();
  const auto address = model::parseAddress(name);
  return address &&
         std::any_of(kRanges.begin(), kRanges.end(), [&](const auto& range) { return range.contains(*address); });
}

std::vector<PropertyRead> readProperty(Run& run, NodeId node, model::PropertyId property, const LinkFilter& filter,
                                       History history) {
  const model::PropertyDef& def = run.schema().property(property);
  if (!typeAmong(run.schema(), def.subjects, run.view().typeOf(node))) return {};
  if (def.computed) {
    PropertyRead read{computed(run, node, def.name, filter), {}, {}};
    if (!read.value.known()) return {};
    read.text = textOf(run.view(), read.value);
    return {std::move(read)};
  }
  std::vector<PropertyRead> reads;
  const std::int64_t freshness = freshnessOf(run.schema(), def);
  LinkFilter undated_clock = filter;  // for inherent dates: all but `as of`
  undated_clock.as_of.reset();
  for (const graph::PropertyValue& stored : run.view().properties(node, property)) {
    const auto same =
        std::find_if(reads.begin(), reads.end(), [&](const auto& read) { return read.text == stored.text; });
    if (same != reads.end()) {
      same->seen.push_back(stored.seen);
    } else if (Datum value = parsed(def, stored.text); value.known()) {
      reads.push_back({std::move(value), std::string(stored.text), {stored.seen}});
    }
  }
  for (PropertyRead& read : reads) {  // together: how many sources say the value is asked of all its sightings
    const bool inherent = inherentShows(def, read.value, filter);
    read.seen = meeting(run.view(), read.seen, inherent ? undated_clock : filter, freshness);
  }
  std::erase_if(reads, [](const PropertyRead& read) { return read.seen.empty(); });
  if (history == History::kLatest) keepLatest(def, reads);
  return reads;
}

}  // namespace clew::execution
