#include "ingest/readers/csv_columns.h"

#include <array>

#include "common/text.h"
#include "ingest/fact_builder.h"
#include "ingest/readers/column_map.h"
#include "ingest/readers/indicator.h"

namespace clew::ingest {
namespace {

struct HeaderWord {
  std::string_view word;
  ColumnRole role;
};

/// What headers call the columns. Compared in lower case without blanks, dashes and underscores; text in brackets is
/// dropped.
constexpr std::array kHeaderWords = std::to_array<HeaderWord>({
    {"domain", ColumnRole::kHost},
    {"host", ColumnRole::kHost},
    {"hostname", ColumnRole::kHost},
    {"fqdn", ColumnRole::kHost},
    {"domainname", ColumnRole::kHost},
    {"rrname", ColumnRole::kHost},
    {"query", ColumnRole::kHost},
    {"qname", ColumnRole::kHost},
    {"ip", ColumnRole::kIp},
    {"address", ColumnRole::kIp},
    {"ipaddress", ColumnRole::kIp},
    {"dst", ColumnRole::kIp},
    {"dstip", ColumnRole::kIp},
    {"destip", ColumnRole::kIp},
    {"ipv4", ColumnRole::kIp},
    {"ipv6", ColumnRole::kIp},
    {"ipaddr", ColumnRole::kIp},
    {"resolvedip", ColumnRole::kIp},
    {"url", ColumnRole::kUrl},
    {"uri", ColumnRole::kUrl},
    {"link", ColumnRole::kUrl},
    {"md5", ColumnRole::kFile},
    {"sha1", ColumnRole::kFile},
    {"sha256", ColumnRole::kFile},
    {"sha512", ColumnRole::kFile},
    {"hash", ColumnRole::kFile},
    {"filehash", ColumnRole::kFile},
    {"md5hash", ColumnRole::kFile},
    {"sha256hash", ColumnRole::kFile},
    {"sha1hash", ColumnRole::kFile},
    {"email", ColumnRole::kEmail},
    {"mail", ColumnRole::kEmail},
    {"emailaddress", ColumnRole::kEmail},
    {"registrantemail", ColumnRole::kEmail},
    {"indicator", ColumnRole::kIndicator},
    {"ioc", ColumnRole::kIndicator},
    {"iocvalue", ColumnRole::kIndicator},
    {"value", ColumnRole::kIndicator},
    {"observable", ColumnRole::kIndicator},
    {"firstseen", ColumnRole::kFirst},
    {"first", ColumnRole::kFirst},
    {"dateadded", ColumnRole::kFirst},
    {"date", ColumnRole::kFirst},
    {"timestamp", ColumnRole::kFirst},
    {"time", ColumnRole::kFirst},
    {"timefirst", ColumnRole::kFirst},
    {"firstseenutc", ColumnRole::kFirst},
    {"added", ColumnRole::kFirst},
    {"from", ColumnRole::kFirst},
    {"lastseen", ColumnRole::kLast},
    {"last", ColumnRole::kLast},
    {"timelast", ColumnRole::kLast},
    {"lastseenutc", ColumnRole::kLast},
    {"to", ColumnRole::kLast},
    {"count", ColumnRole::kTimes},
    {"times", ColumnRole::kTimes},
    {"hits", ColumnRole::kTimes},
    {"confidence", ColumnRole::kConfidence},
    {"confidencelevel", ColumnRole::kConfidence},
    {"asn", ColumnRole::kAsn},
    {"as", ColumnRole::kAsn},
    {"asnumber", ColumnRole::kAsn},
    {"country", ColumnRole::kCountry},
    {"cc", ColumnRole::kCountry},
    {"countrycode", ColumnRole::kCountry},
    {"port", ColumnRole::kPort},
    {"dstport", ColumnRole::kPort},
    {"tag", ColumnRole::kTag},
    {"tags", ColumnRole::kTag},
    {"threat", ColumnRole::kThreat},
    {"threatname", ColumnRole::kThreat},
    {"threattype", ColumnRole::kTag},
    {"category", ColumnRole::kTag},
    {"malware", ColumnRole::kThreat},
    {"malwarefamily", ColumnRole::kThreat},
    {"family", ColumnRole::kThreat},
    {"actor", ColumnRole::kThreat},
    {"campaign", ColumnRole::kThreat},
    {"ns", ColumnRole::kNs},
    {"nameserver", ColumnRole::kNs},
    {"nameservers", ColumnRole::kNs},
    {"mx", ColumnRole::kMx},
    {"cname", ColumnRole::kCname},
    {"registrar", ColumnRole::kRegistrar},
    {"id", ColumnRole::kIgnored},
    {"type", ColumnRole::kIgnored},
    {"ioctype", ColumnRole::kIgnored},
    {"indicatortype", ColumnRole::kIgnored},
    {"reason", ColumnRole::kIgnored},
    {"rrtype", ColumnRole::kIgnored},
    {"urlstatus", ColumnRole::kIgnored},
});

ColumnRole roleOfHeader(std::string_view text) {
  const std::string key = headerKey(text);
  for (const HeaderWord& row : kHeaderWords) {
    if (row.word == key) return row.role;
  }
  return ColumnRole::kUnknown;
}

ColumnRole roleOfClass(TokenClass found) {
  switch (found) {
    case TokenClass::kHost:
      return ColumnRole::kHost;
    case TokenClass::kAddress:
      return ColumnRole::kIp;
    case TokenClass::kUrl:
      return ColumnRole::kUrl;
    case TokenClass::kHash:
      return ColumnRole::kFile;
    case TokenClass::kEmail:
      return ColumnRole::kEmail;
    case TokenClass::kAsn:
      return ColumnRole::kAsn;
    case TokenClass::kService:
    case TokenClass::kBlock:
    case TokenClass::kHostPath:
      return ColumnRole::kIndicator;
    case TokenClass::kNothing:
    case TokenClass::kPath:
      break;
  }
  return ColumnRole::kUnknown;
}

/// What the fields of one column look like.
class Votes {
 public:
  /// `text` is not empty.
  void add(std::string_view text) {
    ++filled_;
    ++votes_[static_cast<std::size_t>(roleOfClass(looksLike(model::refang(text))))];
    const bool dated = text.size() >= 8 && isDigit(text[0]) && text.find_first_of("-/:") != text.npos;
    if (dated && seenAt(text).first != kNoTime) ++dates_;
  }

  /// The role that enough fields agree on; of indicators of several kinds kIndicator, of dates kFirst.
  ColumnRole role() const {
    if (filled_ == 0) return ColumnRole::kIgnored;
    if (agreed(dates_, 8)) return ColumnRole::kFirst;
    std::size_t subjects = 0;
    for (std::size_t i = 0; i < votes_.size(); ++i) {
      const ColumnRole voted = static_cast<ColumnRole>(i);
      if (voted == ColumnRole::kUnknown) continue;
      if (agreed(votes_[i], 7)) return voted;
      if (isSubject(voted)) subjects += votes_[i];
    }
    return agreed(subjects, 7) ? ColumnRole::kIndicator : ColumnRole::kUnknown;
  }

 private:
  static constexpr std::size_t kFew = 10;

  /// So many tenths; among few fields more than half, so that one bad field does not cost the others.
  bool agreed(std::size_t votes, std::size_t tenths) const {
    return filled_ < kFew ? votes * 2 > filled_ : votes * 10 >= filled_ * tenths;
  }

  std::array<std::size_t, 32> votes_{};
  std::size_t filled_ = 0;
  std::size_t dates_ = 0;
};

/// What tables that name no threat write where one would stand: what the indicator does, not whose it is.
constexpr std::array kThreatKinds = std::to_array<std::string_view>(
    {"malware",    "malwaredownload",   "payload",    "payloaddelivery", "botnet",   "botnetcc", "c2",    "cc",
     "ccskimming", "commandandcontrol", "phishing",   "phish",           "spam",     "scam",     "fraud", "ransomware",
     "trojan",     "scanner",           "bruteforce", "suspicious",      "malicious"});

}  // namespace

bool isThreatKind(std::string_view text) {
  return std::find(kThreatKinds.begin(), kThreatKinds.end(), headerKey(text)) != kThreatKinds.end();
}

std::string headerKey(std::string_view text) {
  std::string key, all;
  int brackets = 0;
  for (const char c : text) {
    if (c == '(') ++brackets;
    // Letters of other alphabets count as they are.
    const bool counts = isAlnum(c) || static_cast<unsigned char>(c) >= 0x80;
    if (counts) all += toLowerAscii(c);
    if (counts && brackets == 0) key += toLowerAscii(c);
    if (c == ')' && brackets > 0) --brackets;
  }
  return key.empty() ? all : key;
}

bool isSubject(ColumnRole role) {
  return role == ColumnRole::kHost || role == ColumnRole::kIp || role == ColumnRole::kUrl ||
         role == ColumnRole::kFile || role == ColumnRole::kEmail || role == ColumnRole::kIndicator;
}

std::optional<Columns> columnsOfHeader(const std::vector<std::string>& fields, const ColumnMap* map) {
  Columns columns;
  bool subject = false;
  for (const std::string& field : fields) {
    const std::string_view text = trim(field);
    const ColumnMap::Row* told = map == nullptr ? nullptr : map->of(text, columns.roles.size() + 1);
    const bool named = told != nullptr && told->number == 0;
    if (!named && looksLike(text) != TokenClass::kNothing) return std::nullopt;
    columns.roles.push_back(told != nullptr ? told->role : roleOfHeader(text));
    columns.names.emplace_back(told != nullptr && !told->word.empty() ? told->word : std::string(text));
    subject = subject || (told == nullptr || named ? isSubject(columns.roles.back()) : isSubject(roleOfHeader(text)));
  }
  if (!subject) return std::nullopt;
  columns.header = true;
  return columns;
}

Columns columnsByContent(const std::vector<std::vector<std::string>>& rows, const ColumnMap* map) {
  Columns columns;
  std::size_t width = 0;
  for (const auto& row : rows) width = std::max(width, row.size());
  std::size_t address_columns = 0;
  for (std::size_t column = 0; column < width; ++column) {
    Votes votes;
    for (const auto& row : rows) {
      if (column < row.size() && !trim(row[column]).empty()) votes.add(trim(row[column]));
    }
    ColumnRole role = votes.role();
    const bool second =
        std::find(columns.roles.begin(), columns.roles.end(), ColumnRole::kFirst) != columns.roles.end();
    if (role == ColumnRole::kFirst && second) role = ColumnRole::kLast;
    const ColumnMap::Row* told = map == nullptr ? nullptr : map->of({}, column + 1);
    if (role == ColumnRole::kIp && told == nullptr) ++address_columns;
    columns.roles.push_back(told == nullptr ? role : told->role);
    columns.names.emplace_back(told == nullptr ? std::string() : told->word);
  }
  if (address_columns > 1) columns.roles.assign(width, ColumnRole::kIgnored);
  return columns;
}

}  // namespace clew::ingest
