#include "ingest/readers/cof_record.h"

#include <algorithm>
#include <array>
#include <optional>

#include "common/text.h"
#include "ingest/fact_builder.h"
#include "model/dates.h"

namespace clew::ingest::cof {

using model::Sighting;

bool scan(std::string_view line, Record& record) {
  struct Field {
    std::string_view key;
    JsonPiece Record::*piece;
  };
  static constexpr std::array<Field, 13> kFields = {{{"rrname", &Record::rrname},
                                                     {"rrtype", &Record::rrtype},
                                                     {"rdata", &Record::rdata},
                                                     {"time_first", &Record::time_first},
                                                     {"time_last", &Record::time_last},
                                                     {"count", &Record::count},
                                                     {"bailiwick", &Record::bailiwick},
                                                     {"origin", &Record::origin},
                                                     {"zone_time_first", &Record::zone_time_first},
                                                     {"zone_time_last", &Record::zone_time_last},
                                                     {"obj", &Record::obj},
                                                     {"cond", &Record::cond},
                                                     {"msg", &Record::msg}}};
  JsonScan object(line);
  if (!object.enterObject()) return false;
  std::string_view key;
  JsonPiece value;
  while (object.nextMember(key, value)) {
    for (const Field& field : kFields) {
      if (field.key != key) continue;
      record.*field.piece = value;
      break;
    }
    if (key == "num_results") record.summary = true;
  }
  return !object.failed() && object.atEnd();
}

Type typeOf(std::string_view text) {
  static constexpr std::array<Type, 8> kTypes = {{{"A", "1", "ip", Kind::kAddress},
                                                  {"AAAA", "28", "ip", Kind::kAddress},
                                                  {"CNAME", "5", "cname", Kind::kName},
                                                  {"NS", "2", "ns", Kind::kName},
                                                  {"MX", "15", "mx", Kind::kMail},
                                                  {"PTR", "12", "ptr", Kind::kPointer},
                                                  {"SOA", "6", "soa-email", Kind::kAuthority},
                                                  {"TXT", "16", "txt", Kind::kText}}};
  for (const Type& type : kTypes) {
    if (text == type.word || text == type.number || equalsIgnoreCase(text, type.word)) return type;
  }
  return {text, {}, {}, Kind::kOther};
}

namespace {

/// Seconds since 1970 as a number or a text; empty for everything else, that a date may be.
std::optional<Time> secondsOf(const JsonPiece& piece) {
  constexpr std::size_t kDay = 8;  // "20191019" is one
  if (piece.isString() && piece.text.size() == kDay) return std::nullopt;
  const auto number = parseInteger<std::int64_t>(piece.text);
  if (!number || *number >= 100'000'000'000) return std::nullopt;
  return *number > 0 ? *number : kNoTime;
}

}  // namespace

Time timeOf(const JsonPiece& piece) {
  if (piece.isNull() || !(piece.isNumber() || piece.isString())) return kNoTime;
  if (const auto seconds = secondsOf(piece)) return *seconds;
  const auto when = model::readDate(piece.text);
  return when ? when->first : kNoTime;
}

namespace {

/// Days stand for the whole of them, as everywhere.
Sighting seenBetween(const JsonPiece& first, const JsonPiece& last) {
  const auto isSeconds = [](const JsonPiece& piece) { return piece.isNull() || secondsOf(piece).has_value(); };
  if (isSeconds(first) && isSeconds(last)) return seenFromTo(timeOf(first), timeOf(last));
  const auto text = [](const JsonPiece& piece) { return piece.isNull() ? std::string_view() : piece.text; };
  return seenFromTo(text(first), text(last));
}

}  // namespace

Sighting seenOf(const Record& record) {
  const bool in_zone = timeOf(record.time_first) == kNoTime && timeOf(record.time_last) == kNoTime;
  Sighting seen = in_zone ? seenBetween(record.zone_time_first, record.zone_time_last)  // known from zone files alone
                          : seenBetween(record.time_first, record.time_last);
  // "1,000": some write it for people.
  const bool grouped = contains(record.count.text, ",");
  const std::string plain = grouped ? replaceAll(record.count.text, ",", "") : std::string();
  const auto count = parseInteger<std::uint64_t>(grouped ? std::string_view(plain) : record.count.text);
  if (count && *count > 0) {
    seen.times = static_cast<std::uint32_t>(std::min<std::uint64_t>(*count, 0xffffffffU));
  }
  return seen;
}

std::string addressOfReverseName(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  std::string out;
  if (name.size() > 13 && equalsIgnoreCase(name.substr(name.size() - 13), ".in-addr.arpa")) {
    auto octets = split(name.substr(0, name.size() - 13), '.');
    if (octets.size() != 4) return {};
    std::reverse(octets.begin(), octets.end());
    return join(octets, ".");
  }
  if (name.size() == 72 && equalsIgnoreCase(name.substr(63), ".ip6.arpa")) {
    for (std::size_t i = 0; i < 32; ++i) {
      out += name[62 - 2 * i];
      if (i % 4 == 3 && i != 31) out += ':';
    }
  }
  return out;
}

std::string mailboxOfSoa(std::string_view name) {
  std::string out;
  bool local = true;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (local && name[i] == '\\' && i + 1 < name.size()) {
      out += name[++i];
    } else if (local && (name[i] == '.' || name[i] == '@')) {
      out += '@';
      local = false;
    } else {
      out += name[i];
    }
  }
  if (out.ends_with('.')) out.pop_back();
  return out;
}

std::string textOfTxt(std::string_view value) {
  value = trim(value);
  if (!value.starts_with('"')) return std::string(value);
  std::string out;
  bool inside = false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '"') {
      inside = !inside;
    } else if (inside) {
      const bool escape = value[i] == '\\' && i + 1 < value.size();
      out += escape ? value[++i] : value[i];
    }
  }
  return out;
}

}  // namespace clew::ingest::cof
