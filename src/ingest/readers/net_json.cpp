#include "ingest/readers/net_json.h"

#include <array>
#include <cstdint>

#include "common/text.h"
#include "ingest/readers/registration.h"

namespace clew::ingest {
namespace {

const Json& rangesOf(const Json& asn) {
  return member(asn, "as_range") != nullptr ? get(asn, "as_range") : get(asn, "as-range");
}

bool holds(std::string_view block_text, const model::NodeName& ip) {
  const auto address = model::parseAddress(ip.name);
  const auto block = model::parseBlock(block_text);
  return address && block.ok() && block->contains(*address);
}

}  // namespace

std::optional<AddressRange> rangeOf(std::string_view first, std::string_view last) {
  const auto a = model::parseAddress(trim(first));
  const auto b = model::parseAddress(trim(last));
  if (!a || !b || a->v6 != b->v6 || *b < *a) return std::nullopt;
  return AddressRange{*a, *b};
}

std::optional<AddressRange> rangeOf(std::string_view text) {
  if (const auto ends = splitOnce(text, "-")) return rangeOf(ends->first, ends->second);
  const auto block = model::parseBlock(trim(text));
  if (!block.ok()) return std::nullopt;
  AddressRange range{block.value().base, block.value().base};
  const int bits = range.last.v6 ? 128 : 32;
  for (int bit = block.value().prefix; bit < bits; ++bit) {
    auto& byte = range.last.bytes[bit / 8];
    byte = static_cast<std::uint8_t>(byte | (0x80 >> (bit % 8)));
  }
  return range;
}

std::optional<model::Address> addressOfHex(std::string_view digits, bool v6) {
  const std::size_t most = v6 ? 32 : 8;
  if (digits.empty() || digits.size() > most || !allHex(digits)) return std::nullopt;
  model::Address out;
  out.v6 = v6;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::size_t place = most - digits.size() + i;
    const char digit = toLowerAscii(digits[i]);
    const int value = isDigit(digit) ? digit - '0' : digit - 'a' + 10;
    std::uint8_t& byte = out.bytes[place / 2];
    byte = static_cast<std::uint8_t>(byte | (place % 2 == 0 ? value << 4 : value));
  }
  return out;
}

std::optional<AddressRange> rangeOfHex(std::string_view first, std::string_view last) {
  const bool v6 = first.size() > 8 || last.size() > 8;
  const auto a = addressOfHex(first, v6), b = addressOfHex(last, v6);
  if (!a || !b || *b < *a) return std::nullopt;
  return AddressRange{*a, *b};
}

bool isCatchAll(std::string_view name, const AddressRange& range) {
  static constexpr std::array<std::string_view, 7> kPlaceholders = {
      "NON-RIPE-NCC-MANAGED", "IANA-BLK", "IANA-NETBLOCK", "IANA-BLOCK", "EU-ZZ-", "STUB-", "NOT-ALLOCATED"};
  for (const std::string_view placeholder : kPlaceholders) {
    if (startsWithIgnoreCase(name, placeholder)) return true;
  }
  // The first differing bits tell how wide the range is, within a factor of two.
  if (range.first.v6) {
    return range.first.bytes[0] != range.last.bytes[0] || range.first.bytes[1] != range.last.bytes[1] ||
           (range.first.bytes[2] >> 4) != (range.last.bytes[2] >> 4);
  }
  const int span = range.last.bytes[0] - range.first.bytes[0];
  const bool whole = range.first.bytes[1] == 0 && range.last.bytes[1] == 255;
  return span > 1 || (span == 1 && whole);
}

void addOrigin(const Json& asn, const model::NodeName& ip, FactBuilder& builder, const model::Sighting& seen) {
  const auto& known = builder.schema().known();
  const auto number = builder.node(known.asn, asnText(firstText(asn, {"as_number", "as-number"})));
  if (!number) return;
  builder.link(ip, "asn", *number, seen);
  builder.property(*number, "as-name", firstText(asn, {"as_name", "as-name"}), seen);
  builder.link(*number, "country", countryText(builder.schema(), firstText(asn, {"as_country", "as-country"})), seen);
  forEach(rangesOf(asn), [&](const Json& range, std::uint64_t) {
    const auto net = builder.node(known.net, textOf(range));
    if (!net) return;
    builder.link(*net, "asn", *number, seen);
    if (holds(net->name, ip)) builder.link(ip, "net", *net, seen);
  });
}

bool isInOrigin(const Json& asn, const model::NodeName& ip) {
  bool any = false;
  forEach(rangesOf(asn), [&](const Json& range, std::uint64_t) { any = any || holds(textOf(range), ip); });
  return any;
}

}  // namespace clew::ingest
