#include "ingest/readers/whois_lines.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "common/text.h"
#include "common/utf8.h"
#include "model/canonical.h"
#include "model/dates.h"

namespace clew::ingest::whois {
namespace {

constexpr std::size_t kLongestKey = 90;
constexpr std::size_t kLongestLabel = 300;  // with its explanation in brackets

constexpr std::string_view kServed = "last update of whois database";  // when the answer was given

/// Sentences that say what others say with a key.
using Sentence = std::pair<std::string_view, std::string_view>;
constexpr Sentence kSentences[] = {
    {"whois lookup made at ", kServed},
    {"whois look-up made at ", kServed},
    {"whois lookup made on ", kServed},
    {"record created on ", "record created"},
    {"record created: ", "record created"},
    {"record changed on ", "record changed"},
    {"record last updated on ", "record last updated"},
    {"record expires on ", "record expires"},
    {"last updated on ", kServed},
    {"registered on ", "registered on"},
    {"domain created on ", "domain created"},
    {"domain expires on ", "domain expires"},
};

/// "Domain-Name...." -> "domain name".
std::string plainKey(std::string_view text) {
  text = trim(text);
  if (text.starts_with("** ")) text = trim(text.substr(3));
  while (text.ends_with('.')) text.remove_suffix(1);
  std::string out;
  for (const char c : text) out += c == '-' || c == '_' ? ' ' : toLowerAscii(c);
  // "Name Server 1", "NS 3", "ns2_hostname": one of a row.
  out = collapseBlanks(out);
  if (out.starts_with("name server ") && allDigits(out.substr(12))) return "name server";
  if (out.starts_with("domain server ") && allDigits(out.substr(14))) return "name server";
  if (out.starts_with("ns ") && allDigits(out.substr(3))) return "name server";
  if (out.starts_with("ns name ") && allDigits(out.substr(8))) return "name server";
  if (out.starts_with("ns") && out.ends_with(" hostname")) return "name server";
  return out;
}

bool isKeyChar(char c) {
  return isAlnum(c) || static_cast<unsigned char>(c) >= 0x80 ||
         std::string_view(" \t-_/().&'*#,").find(c) != std::string_view::npos;
}

class Cutter {
 public:
  explicit Cutter(std::string_view text) : rows_(splitLines(text)) {
    // "[Registrant]    Acme Inc.": where brackets hold keys, one with nothing behind it is an empty value.
    bracket_keys_ = std::any_of(rows_.begin(), rows_.end(), [](std::string_view row) {
      const auto parts = bracketed(trim(row));
      return parts && !parts->second.empty() && !parts->second.starts_with('[');
    });
    for (const std::string_view row : rows_) {
      const auto parts = keyed(trim(row));
      if (!parts || parts->second.empty()) continue;
      const Party party = partyOf(plainKey(parts->first));
      if (party != Party::kNobody && party != Party::kRegistrar) named_.insert(toUpper(parts->second));
    }
  }

  std::vector<Line> run() {
    for (const std::string_view row : rows_) {
      ++number_;
      one(row);
    }
    return std::move(lines_);
  }

 private:
  using Parts = std::pair<std::string_view, std::string_view>;

  static std::optional<Parts> bracketed(std::string_view row) {
    // "a. [Domain Name]", "a [Domain Name]": some number their lines.
    if (row.size() > 4 && isLowerAscii(row[0])) {
      const std::string_view rest = trimLeft(row.substr(row[1] == '.' ? 2 : 1));
      if (rest.starts_with('[') && isBlank(row[row[1] == '.' ? 2 : 1])) row = rest;
    }
    if (!row.starts_with('[')) return std::nullopt;
    const std::size_t close = row.find(']');
    if (close == row.npos || close < 2 || close > 60 || isBlank(row[1])) return std::nullopt;
    return Parts{row.substr(1, close - 1), trim(row.substr(close + 1))};
  }

  /// "ns1.a.example (2001:db8::1)": the colon is an address's.
  static bool isOfAddress(std::string_view row, std::size_t colon) {
    constexpr std::string_view kBetween = " \t()[],;";
    const std::size_t before = row.find_last_of(kBetween, colon);
    const std::string_view word = row.substr(before == row.npos ? 0 : before + 1);
    return model::parseAddress(word.substr(0, word.find_first_of(kBetween))).has_value();
  }

  static std::optional<Parts> keyed(std::string_view row) {
    std::size_t colon = row.find(':');
    if (colon == row.npos || colon == 0 || colon > kLongestLabel) return std::nullopt;
    if (isOfAddress(row, colon)) return std::nullopt;
    if (row.substr(colon).starts_with("://")) return std::nullopt;
    std::string_view key = row.substr(0, colon);
    if (key.size() > kLongestKey) {
      // "Company Name (as on your papers, or ...): X"
      const std::size_t open = key.find(" (");
      if (open > kLongestKey || !trim(key).ends_with(')')) return std::nullopt;
      key = key.substr(0, open);
    }
    if (!std::all_of(key.begin(), key.end(), isKeyChar)) return std::nullopt;
    return Parts{key, trim(row.substr(colon + 1))};
  }

  bool isFree(std::size_t at) const {
    const std::string_view row = at < rows_.size() ? trim(rows_[at]) : std::string_view();
    return !row.empty() && !bracketed(row) && !keyed(row);
  }

  void push(std::string_view key, std::string_view value) {
    Line line;
    line.heading = heading_;
    line.key = key;
    line.value = value;
    line.block = block_;
    line.part = part_;
    line.number = number_;
    lines_.push_back(std::move(line));
  }

  void one(std::string_view raw) {
    const std::string_view row = trim(raw);
    if (row.empty()) {
      if (free_below_) setHeading({}, false);  // what stood below the heading has ended
      if (!last_blank_) ++block_;
      last_blank_ = true;
      return;
    }
    const bool begins = last_blank_ || lines_.empty();
    last_blank_ = false;
    if (row.starts_with('%') || row.starts_with('#')) return comment(row);
    if (row.starts_with(">>>")) {
      const auto parts = splitOnce(row, ":");
      if (parts) push(kServed, trim(parts->second.substr(0, parts->second.find("<<<"))));
      return;
    }
    if (const auto parts = bracketed(row)) return bracket(*parts);
    for (const auto& [begin, key] : kSentences) {
      const std::size_t after = begin.size();
      if (startsWithIgnoreCase(row, begin) && !trimLeft(row.substr(after)).starts_with(':'))
        return key_(std::string(key), trim(row.substr(after)));
    }
    // "Domain A.EXAMPLE"
    if (startsWithIgnoreCase(row, "domain ") && splitBlanks(row).size() == 2 && contains(row, ".") &&
        !contains(row, ":")) {
      return key_("domain", trim(row.substr(7)));
    }
    if (auto parts = keyed(row)) return withKey(*parts);
    // "Registrant", alone above its keys: what stands below is its own, as below brackets.
    const std::string alone = plainKey(row);
    if ((begins || alone == "domain managers") &&
        (partyOf(alone) != Party::kNobody || fieldOf(alone) == Field::kNameServer)) {
      return setHeading(alone, true);
    }
    // States one below the other, each with its explanation.
    if (!lines_.empty() && lines_.back().block == block_ && fieldOf(lines_.back().key) == Field::kStatus &&
        isState(splitBlanks(row).front())) {
      return push(std::string(lines_.back().key), row);
    }
    free_below_ = true;
    // Below keys a line without one goes on with the last: an address mostly.
    push(keyed_below_ && (bracket_keys_ || partyOf(heading_) != Party::kNobody) ? "more" : "", row);
  }

  void withKey(Parts parts) {
    // RWhois says "domain:Created:20090324".
    if (startsWithIgnoreCase(parts.first, "domain") && !parts.second.empty() && !contains(parts.second, " ")) {
      const auto inner = splitOnce(parts.second, ":");
      if (inner && !inner->first.empty() && isAlpha(inner->first.front())) parts = *inner;
    }
    key_(plainKey(parts.first), parts.second);
  }

  /// "# whois.registry.example": whose answer begins, as the clients of BSD and macOS print it.
  static bool namesServer(std::string_view row) {
    if (!row.starts_with("# ")) return false;
    const std::string_view host = row.substr(2);
    return contains(host, ".") && isAlnum(host.front()) && isAlpha(host.back()) &&
           std::all_of(host.begin(), host.end(), [](char c) { return isAlnum(c) || c == '.' || c == '-'; });
  }

  void comment(std::string_view row) {
    if (namesServer(row)) {
      ++part_;
      ++block_;
      setHeading({}, false);
    }
    row = trim(row.substr(std::min(row.find_first_not_of("%#-"), row.size())));
    const auto parts = keyed(row);
    if (parts && parts->second.empty() && partyOf(plainKey(parts->first)) != Party::kNobody) {
      return setHeading(plainKey(parts->first), true);
    }
    // "% Timestamp: Fri Feb 14 08:09:10 2003", "% WHOIS look-up made at 2003-02-14 08:09:10 (GMT)", or a time alone
    for (const std::string_view said : {"timestamp: ", "whois look-up made at ", "whois lookup made at "}) {
      if (startsWithIgnoreCase(row, said)) return push(kServed, trim(row.substr(said.size())));
    }
    if (row.size() > 18 && row.size() < 30 && contains(row, "T") && model::readDate(row)) return push(kServed, row);
    push({}, row);
    lines_.back().comment = true;
  }

  void bracket(const Parts& parts) {
    std::string key = plainKey(parts.first);
    if (bracket_keys_) {
      if (!parts.second.empty()) push(key, parts.second);
      // Malaysia: "[Registrant]" and "[Technical Contact Code] T1234" above what stands without keys
      if (key.ends_with(" contact code")) key.resize(key.size() - 5);
      const bool heads = partyOf(key) != Party::kNobody || fieldOf(key) == Field::kNameServer;
      if (heads && isFree(number_)) return setHeading(key, true);
      keyed_below_ = true;
      return;
    }
    setHeading(key, true);
  }

  void key_(const std::string& key, std::string_view value) {
    if (key == "contact" && isRole(value)) return setHeading(plainKey(value), false);
    const Party party = partyOf(key);
    if (party != Party::kNobody && (value.empty() || party != Party::kRegistrar)) {
      setHeading(key, false);
      if (value.empty()) return;
      free_below_ = true;
      push({}, value);  // "Registrant: Acme Inc.", and maybe more below
      lines_.back().beside = true;
      return;
    }
    const Field field = key == "state" && !value.empty() && withinAddress() ? Field::kOther : fieldOf(key);
    if (value.empty()) {
      const bool general = key == "contact information";  // for everybody: whose it is nobody says
      if (field != Field::kOther || general) setHeading(key, bracketed_);
      keyed_below_ = field == Field::kOther;  // what follows without a key is this key's
      return;
    }
    // A key of the registration's own ends a contact, but where brackets say what belongs to whom.
    if (field == Field::kDomain || (field != Field::kOther && !bracketed_)) setHeading({}, false);
    push(key == "state" && field == Field::kOther ? "state of address" : key, value);
    keyed_below_ = true;
    if (field == Field::kNameServer && heading_.empty()) {
      setHeading(key, false);  // more of them may follow on lines of their own
      free_below_ = true;
    }
  }

  /// IANA's "contact: administrative", "Contact: Admin": whose the keys below are. Other words, those in capitals, and
  /// what stands for a contact elsewhere in the answer, are a contact's key.
  bool isRole(std::string_view value) const {
    return partyOf(plainKey(value)) != Party::kNobody && std::any_of(value.begin(), value.end(), isLowerAscii) &&
           !named_.contains(toUpper(value));
  }

  /// "State" below a contact, or behind a street: of an address, and not of a registration.
  bool withinAddress() const {
    if (partyOf(heading_) != Party::kNobody) return true;
    return !lines_.empty() && lines_.back().block == block_ &&
           isOneOf(lines_.back().key, {"city", "street", "street address", "address", "postal code", "zip code"});
  }

  void setHeading(const std::string& heading, bool bracketed) {
    heading_ = heading;
    bracketed_ = bracketed;
    free_below_ = false;
    keyed_below_ = false;
  }

  std::vector<std::string_view> rows_;
  std::vector<Line> lines_;
  std::set<std::string> named_;  // what stands where a contact would: names, and keys of records elsewhere
  std::string heading_;
  std::uint32_t number_ = 0;
  std::uint32_t block_ = 0;
  std::uint32_t part_ = 0;
  bool bracket_keys_ = false;
  bool bracketed_ = false;
  bool free_below_ = false;
  bool keyed_below_ = false;  // keys have been met under the heading
  bool last_blank_ = false;
};

}  // namespace

bool isState(std::string_view word) {
  if (word.starts_with("client") || word.starts_with("server"))
    return word.ends_with("Prohibited") || word.ends_with("Hold");
  return isOneOf(
      word, {"pendingCreate", "pendingDelete", "pendingRenew", "pendingRestore", "pendingTransfer", "pendingUpdate",
             "addPeriod", "autoRenewPeriod", "renewPeriod", "transferPeriod", "redemptionPeriod"});
}

std::vector<Line> linesOf(std::string_view text) {
  return Cutter(text).run();
}

}  // namespace clew::ingest::whois
