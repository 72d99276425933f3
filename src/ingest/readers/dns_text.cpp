#include "ingest/readers/dns_text.h"

#include <algorithm>
#include <array>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/dns_json.h"
#include "ingest/readers/net_json.h"

namespace clew::ingest::dns {
namespace {

using model::Sighting;

constexpr std::array<std::string_view, 44> kTypes = {
    "a",      "aaaa",  "ns",    "cname", "mx",         "txt",     "soa",    "ptr",   "srv",  "caa",   "ds",
    "dnskey", "rrsig", "nsec",  "nsec3", "nsec3param", "tlsa",    "sshfp",  "hinfo", "rp",   "loc",   "naptr",
    "spf",    "dname", "https", "svcb",  "cds",        "cdnskey", "zonemd", "afsdb", "cert", "dhcid", "openpgpkey",
    "smimea", "uri",   "apl",   "key",   "sig",        "wks",     "x25",    "isdn",  "rt",   "px",    "any"};

/// "\DDD" is a byte, "\X" is X (RFC 1035, 5.1).
void appendEscape(std::string_view line, std::size_t& at, std::string& out) {
  const std::string_view digits = line.substr(at + 1, 3);
  const auto number = digits.size() == 3 && allDigits(digits) ? parseInteger<unsigned>(digits) : std::nullopt;
  if (number && *number < 256) {
    out += static_cast<char>(*number);
    at += 4;
    return;
  }
  if (at + 1 < line.size()) out += line[at + 1];
  at += 2;
}

/// "CLASS1", "TYPE65280": what has no name, or is not called by it (RFC 3597, 5).
std::optional<std::uint32_t> numbered(std::string_view word, std::string_view kind) {
  if (!startsWithIgnoreCase(word, kind) || !allDigits(word.substr(kind.size()))) return std::nullopt;
  const auto number = parseInteger<std::uint32_t>(word.substr(kind.size()));
  return number && *number < 65536 ? number : std::nullopt;
}

/// `\# 4 C0000201`: data as bytes, which every type may have (RFC 3597, 5). Of addresses they are read.
std::optional<std::string> addressInBytes(const Record& record) {
  const bool v6 = record.type == "aaaa";
  if (!v6 && record.type != "a") return std::nullopt;
  std::string digits;
  for (std::size_t i = 2; i < record.data.size(); ++i) digits += record.data[i].text;
  const auto address = digits.size() == (v6 ? 32U : 8U) ? addressOfHex(digits, v6) : std::nullopt;
  return address ? std::optional(model::addressText(*address)) : std::nullopt;
}

std::string withoutDot(std::string_view name) {
  if (name.size() > 1 && name.ends_with('.')) name.remove_suffix(1);
  return std::string(name);
}

std::string joined(const std::vector<Token>& data) {
  const bool quoted = std::all_of(data.begin(), data.end(), [](const Token& token) { return token.quoted; });
  std::string out;
  for (const Token& token : data) {
    if (!quoted && !out.empty()) out += ' ';
    out += token.text;
  }
  return out;
}

}  // namespace

Result<std::vector<Token>> tokensOf(std::string_view line, int& depth) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (at < line.size()) {
    const char c = line[at];
    if (isBlank(c)) {
      ++at;
    } else if (c == ';') {
      break;
    } else if (c == '(' || c == ')') {
      depth = std::max(0, depth + (c == '(' ? 1 : -1));
      ++at;
    } else if (c == '"') {
      Token token{{}, true};
      for (++at; at < line.size() && line[at] != '"';) {
        if (line[at] == '\\') {
          appendEscape(line, at, token.text);
        } else {
          token.text += line[at++];
        }
      }
      if (at >= line.size()) return Error(ErrorCode::kInvalidValue, "a quote is not closed");
      ++at;
      tokens.push_back(std::move(token));
    } else {
      Token token;
      while (at < line.size() && !isBlank(line[at]) &&
             std::string_view("();\"").find(line[at]) == std::string_view::npos) {
        if (line[at] == '\\' && at + 1 < line.size()) token.text += line[at++];
        token.text += line[at++];
      }
      tokens.push_back(std::move(token));
    }
  }
  return tokens;
}

std::optional<std::uint32_t> ttlText(std::string_view text) {
  if (text.empty() || !isDigit(text.front()) || text.size() > 20) return std::nullopt;
  std::uint64_t total = 0, number = 0;
  bool digits = false;
  for (const char c : text) {
    if (isDigit(c)) {
      number = number * 10 + static_cast<std::uint64_t>(c - '0');
      digits = true;
      if (number > 0x7fffffff) return std::nullopt;
      continue;
    }
    constexpr std::string_view kUnits = "smhdw";
    constexpr std::array<std::uint64_t, 5> kSeconds = {1, 60, 3600, 86400, 604800};
    const std::size_t unit = kUnits.find(toLowerAscii(c));
    if (unit == kUnits.npos || !digits) return std::nullopt;
    total += number * kSeconds[unit];
    number = 0;
    digits = false;
  }
  total += number;
  return total > 0x7fffffff ? std::nullopt : std::optional(static_cast<std::uint32_t>(total));
}

bool isClass(std::string_view word) {
  return isOneOf(toLower(word), {"in", "ch", "hs"}) || numbered(word, "CLASS");
}

bool isRecordType(std::string_view word) {
  const std::string lower = toLower(word);
  if (lower.starts_with("type") && allDigits(std::string_view(lower).substr(4))) return true;  // RFC 3597
  return std::find(kTypes.begin(), kTypes.end(), lower) != kTypes.end();
}

Result<std::string> absoluteName(std::string_view name, const ZoneState& state) {
  if (name == "@") {
    if (state.has_origin) return state.origin;
  } else if (name.ends_with('.') || name == "*.") {
    return withoutDot(name);
  } else if (state.has_origin) {
    return state.origin.empty() ? std::string(name) : format("{}.{}", name, state.origin);
  }
  return Error(ErrorCode::kInvalidValue,
               format("{} is a relative name, and no $ORIGIN says below what; --subject does", quoted(name)));
}

Result<Record> recordOf(const std::vector<Token>& tokens, bool owner_left_out, ZoneState& state) {
  Record record;
  std::size_t at = 0;
  if (owner_left_out) {
    if (!state.has_owner) return Error(ErrorCode::kInvalidValue, "no name stands before the record");
    record.owner = state.owner;
  } else {
    auto owner = absoluteName(tokens.front().text, state);
    if (!owner) return owner.error();
    state.owner = record.owner = *owner;
    state.has_owner = true;
    at = 1;
  }
  record.ttl = state.ttl;
  bool other_class = false;
  for (; at < tokens.size(); ++at) {
    const std::string& word = tokens[at].text;
    if (const auto ttl = ttlText(word)) {
      record.ttl = *ttl;
    } else if (isClass(word)) {
      other_class = !equalsIgnoreCase(word, "in") && numbered(word, "CLASS") != 1U;
    } else {
      break;
    }
  }
  if (at == tokens.size()) return Error(ErrorCode::kInvalidValue, "a record without a type");
  record.type = toLower(tokens[at].text);
  if (const auto number = numbered(record.type, "TYPE")) {
    const std::string name = toLower(dnsTypeName(std::to_string(*number)));
    if (isRecordType(name)) record.type = name;
  }
  if (!isRecordType(record.type)) {
    return Error(ErrorCode::kInvalidValue, format("{} is no type of record", quoted(tokens[at].text)));
  }
  if (other_class) record.type = "of another class than IN";
  record.data.assign(tokens.begin() + static_cast<std::ptrdiff_t>(at) + 1, tokens.end());
  if (record.data.empty()) return Error(ErrorCode::kInvalidValue, "a record without data");
  return record;
}

void addRecord(FactBuilder& builder, const Record& record, const ZoneState& state, const Sighting& dated,
               LeftOut& left_out) {
  Sighting seen = dated;
  seen.ttl = record.ttl;
  const std::string& type = record.type;
  const std::string& first = record.data.front().text;
  static constexpr std::array<std::string_view, 9> kRead = {"a",   "aaaa", "ns",  "cname", "mx",
                                                            "txt", "spf",  "soa", "ptr"};
  if (std::find(kRead.begin(), kRead.end(), type) == kRead.end()) {
    return left_out.count(format("records of type {}", toUpper(type)));
  }
  if (!contains(record.owner, ".")) return left_out.count("records of top-level domains");
  const auto owner = builder.node(builder.schema().known().host, record.owner);
  if (!owner) return;
  if (first == "\\#") {
    const auto address = addressInBytes(record);
    if (!address) return left_out.count(format("records of type {} whose data are bytes", toUpper(type)));
    builder.link(*owner, "ip", *address, seen);
    return;
  }
  if (type == "soa") {
    if (record.data.size() < 2) return builder.reject("a SOA record without a mailbox", first);
    const auto mailbox = absoluteName(record.data[1].text, state);
    return addSoaMail(builder, *owner, mailbox ? *mailbox : record.data[1].text, seen);
  }
  if (type == "txt" || type == "spf") {
    builder.link(*owner, "txt", joined(record.data), seen);
    return;
  }
  if (type == "a" || type == "aaaa") {
    builder.link(*owner, "ip", first, seen);
    return;
  }
  const std::string& target = type == "mx" && record.data.size() > 1 ? record.data[1].text : first;
  if (target == ".") {  // "no mail here" (RFC 7505), "no such name"
    return left_out.count(format("records of type {} that lead to no name", toUpper(type)));
  }
  const auto name = absoluteName(target, state);
  if (!name) return builder.reject(name.error().message, target);
  addDnsRecord(builder, *owner, type, *name, seen);
}

}  // namespace clew::ingest::dns
