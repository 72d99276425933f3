#include "ingest/readers/dns_json.h"

#include <array>
#include <limits>

#include "common/format.h"
#include "common/text.h"

namespace clew::ingest {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kRecordTypes = {{{"1", "a"},
                                                                                        {"2", "ns"},
                                                                                        {"5", "cname"},
                                                                                        {"6", "soa"},
                                                                                        {"12", "ptr"},
                                                                                        {"15", "mx"},
                                                                                        {"16", "txt"},
                                                                                        {"28", "aaaa"}}};

/// Types that the graph has no relation for, as answers number them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kOtherTypes = {{{"33", "SRV"},
                                                                                        {"35", "NAPTR"},
                                                                                        {"39", "DNAME"},
                                                                                        {"43", "DS"},
                                                                                        {"46", "RRSIG"},
                                                                                        {"47", "NSEC"},
                                                                                        {"48", "DNSKEY"},
                                                                                        {"52", "TLSA"},
                                                                                        {"64", "SVCB"},
                                                                                        {"65", "HTTPS"},
                                                                                        {"257", "CAA"}}};

/// A TXT record's text: some answers quote it, in parts of at most 255 bytes.
std::string withoutQuotes(std::string_view text) {
  if (text.size() < 2 || !text.starts_with('"') || !text.ends_with('"')) return std::string(text);
  return replaceAll(replaceAll(text.substr(1, text.size() - 2), "\" \"", ""), "\\\"", "\"");
}

}  // namespace

std::optional<std::string> addressOfReverse(std::string_view name) {
  constexpr std::string_view kV4 = ".in-addr.arpa", kV6 = ".ip6.arpa";
  const bool v6 = name.ends_with(kV6);
  if (!v6 && !name.ends_with(kV4)) return std::nullopt;
  const auto labels = split(name.substr(0, name.size() - (v6 ? kV6 : kV4).size()), '.');
  if (labels.size() != (v6 ? 32 : 4)) return std::nullopt;
  std::string text;
  for (std::size_t i = labels.size(); i-- > 0;) {
    text += labels[i];
    if (v6 ? i > 0 && i % 4 == 0 : i > 0) text += v6 ? ':' : '.';
  }
  const auto address = model::parseAddress(text);
  return address ? std::optional(model::addressText(*address)) : std::nullopt;
}

std::string dnsKind(std::string_view type) {
  for (const auto& [number, name] : kRecordTypes) {
    if (type == number) return std::string(name);
  }
  return toLower(trim(type));
}

std::string dnsTypeName(std::string_view type) {
  for (const auto& [number, name] : kOtherTypes) {
    if (trim(type) == number) return std::string(name);
  }
  return toUpper(dnsKind(type));
}

std::uint32_t ttlOf(const Json& value) {
  const auto seconds = integerOf(value);
  if (!seconds || *seconds < 0 || *seconds > std::numeric_limits<std::int32_t>::max()) return 0;
  return static_cast<std::uint32_t>(*seconds);
}

bool addDnsRecord(FactBuilder& builder, const model::NodeName& owner, std::string_view type, std::string_view data,
                  const model::Sighting& seen) {
  const std::string kind = dnsKind(type);
  const std::string_view value = trim(data);
  if (kind == "a" || kind == "aaaa") {
    builder.link(owner, "ip", value, seen);
  } else if (kind == "ns" || kind == "cname") {
    builder.link(owner, kind, value, seen);
  } else if (kind == "mx") {
    const auto words = splitBlanks(value);
    const std::string_view host = words.size() == 2 && allDigits(words[0]) ? words[1] : value;
    if (host != ".") builder.link(owner, "mx", host, seen);
  } else if (kind == "txt") {
    builder.link(owner, "txt", withoutQuotes(value), seen);
  } else if (kind == "ptr") {
    if (const auto address = addressOfReverse(owner.name)) {
      if (const auto ip = builder.node(builder.schema().known().ip, *address)) builder.link(*ip, "ptr", value, seen);
    }
  } else if (const auto words = splitBlanks(value); kind == "soa" && words.size() > 1) {
    addSoaMail(builder, owner, words[1], seen);
  } else {
    if (!kind.empty()) {
      builder.notice(format("records of type {}: kept in the raw record alone", dnsTypeName(kind)), 1);
    }
    return false;
  }
  return true;
}

void addSoaMail(FactBuilder& builder, const model::NodeName& owner, std::string_view mailbox,
                const model::Sighting& seen) {
  std::string text(trim(mailbox));
  while (text.ends_with('.')) text.pop_back();
  if (text.empty()) return;
  if (!contains(text, "@")) {
    std::size_t dot = 0;
    while ((dot = text.find('.', dot)) != text.npos && dot > 0 && text[dot - 1] == '\\') ++dot;
    if (dot == text.npos || dot == 0) return;
    text[dot] = '@';
    text = replaceAll(text, "\\.", ".");
  }
  builder.link(owner, "soa-email", text, seen);
}

model::NodeName addAliases(FactBuilder& builder, const model::NodeName& host, const Json& targets,
                           const model::Sighting& seen) {
  model::NodeName last = host;
  forEach(targets, [&](const Json& target, std::uint64_t) {
    const auto next = builder.node(builder.schema().known().host, textOf(target));
    if (!next || *next == last) return;
    builder.link(last, "cname", *next, seen);
    last = *next;
  });
  return last;
}

}  // namespace clew::ingest
