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
  Role role;
};

/// What headers call the columns. Compared in lower case without blanks, dashes and underscores; text in brackets is
/// dropped.
constexpr std::array kHeaderWords = std::to_array<HeaderWord>({
    {"domain", Role::kHost},
    {"host", Role::kHost},
    {"hostname", Role::kHost},
    {"fqdn", Role::kHost},
    {"domainname", Role::kHost},
    {"rrname", Role::kHost},
    {"query", Role::kHost},
    {"qname", Role::kHost},
    {"ip", Role::kIp},
    {"address", Role::kIp},
    {"ipaddress", Role::kIp},
    {"dst", Role::kIp},
    {"dstip", Role::kIp},
    {"destip", Role::kIp},
    {"ipv4", Role::kIp},
    {"ipv6", Role::kIp},
    {"ipaddr", Role::kIp},
    {"resolvedip", Role::kIp},
    {"url", Role::kUrl},
    {"uri", Role::kUrl},
    {"link", Role::kUrl},
    {"md5", Role::kFile},
    {"sha1", Role::kFile},
    {"sha256", Role::kFile},
    {"sha512", Role::kFile},
    {"hash", Role::kFile},
    {"filehash", Role::kFile},
    {"md5hash", Role::kFile},
    {"sha256hash", Role::kFile},
    {"sha1hash", Role::kFile},
    {"email", Role::kEmail},
    {"mail", Role::kEmail},
    {"emailaddress", Role::kEmail},
    {"registrantemail", Role::kEmail},
    {"indicator", Role::kIndicator},
    {"ioc", Role::kIndicator},
    {"iocvalue", Role::kIndicator},
    {"value", Role::kIndicator},
    {"observable", Role::kIndicator},
    {"firstseen", Role::kFirst},
    {"first", Role::kFirst},
    {"dateadded", Role::kFirst},
    {"date", Role::kFirst},
    {"timestamp", Role::kFirst},
    {"time", Role::kFirst},
    {"timefirst", Role::kFirst},
    {"firstseenutc", Role::kFirst},
    {"added", Role::kFirst},
    {"from", Role::kFirst},
    {"lastseen", Role::kLast},
    {"last", Role::kLast},
    {"timelast", Role::kLast},
    {"lastseenutc", Role::kLast},
    {"to", Role::kLast},
    {"count", Role::kTimes},
    {"times", Role::kTimes},
    {"hits", Role::kTimes},
    {"confidence", Role::kConfidence},
    {"confidencelevel", Role::kConfidence},
    {"asn", Role::kAsn},
    {"as", Role::kAsn},
    {"asnumber", Role::kAsn},
    {"country", Role::kCountry},
    {"cc", Role::kCountry},
    {"countrycode", Role::kCountry},
    {"port", Role::kPort},
    {"dstport", Role::kPort},
    {"tag", Role::kTag},
    {"tags", Role::kTag},
    {"threat", Role::kTag},
    {"threattype", Role::kTag},
    {"category", Role::kTag},
    {"malware", Role::kThreat},
    {"malwarefamily", Role::kThreat},
    {"family", Role::kThreat},
    {"actor", Role::kThreat},
    {"campaign", Role::kThreat},
    {"ns", Role::kNs},
    {"nameserver", Role::kNs},
    {"nameservers", Role::kNs},
    {"mx", Role::kMx},
    {"cname", Role::kCname},
    {"registrar", Role::kRegistrar},
    {"id", Role::kIgnored},
    {"type", Role::kIgnored},
    {"ioctype", Role::kIgnored},
    {"indicatortype", Role::kIgnored},
    {"reason", Role::kIgnored},
    {"rrtype", Role::kIgnored},
    {"urlstatus", Role::kIgnored},
});

Role roleOfHeader(std::string_view text) {
  const std::string key = headerKey(text);
  for (const HeaderWord& row : kHeaderWords) {
    if (row.word == key) return row.role;
  }
  return Role::kUnknown;
}

Role roleOfClass(TokenClass found) {
  switch (found) {
    case TokenClass::kHost:
      return Role::kHost;
    case TokenClass::kAddress:
      return Role::kIp;
    case TokenClass::kUrl:
      return Role::kUrl;
    case TokenClass::kHash:
      return Role::kFile;
    case TokenClass::kEmail:
      return Role::kEmail;
    case TokenClass::kAsn:
      return Role::kAsn;
    case TokenClass::kService:
    case TokenClass::kBlock:
    case TokenClass::kHostPath:
      return Role::kIndicator;
    case TokenClass::kNothing:
    case TokenClass::kPath:
      break;
  }
  return Role::kUnknown;
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
  Role role() const {
    if (filled_ == 0) return Role::kIgnored;
    if (agreed(dates_, 8)) return Role::kFirst;
    std::size_t subjects = 0;
    for (std::size_t i = 0; i < votes_.size(); ++i) {
      const Role voted = static_cast<Role>(i);
      if (voted == Role::kUnknown) continue;
      if (agreed(votes_[i], 7)) return voted;
      if (isSubject(voted)) subjects += votes_[i];
    }
    return agreed(subjects, 7) ? Role::kIndicator : Role::kUnknown;
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

}  // namespace

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

bool isSubject(Role role) {
  return role == Role::kHost || role == Role::kIp || role == Role::kUrl || role == Role::kFile ||
         role == Role::kEmail || role == Role::kIndicator;
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
    Role role = votes.role();
    const bool second = std::find(columns.roles.begin(), columns.roles.end(), Role::kFirst) != columns.roles.end();
    if (role == Role::kFirst && second) role = Role::kLast;
    const ColumnMap::Row* told = map == nullptr ? nullptr : map->of({}, column + 1);
    if (role == Role::kIp && told == nullptr) ++address_columns;
    columns.roles.push_back(told == nullptr ? role : told->role);
    columns.names.emplace_back(told == nullptr ? std::string() : told->word);
  }
  if (address_columns > 1) columns.roles.assign(width, Role::kIgnored);
  return columns;
}

}  // namespace clew::ingest
