#include "ingest/readers/csv_columns.h"

#include <algorithm>
#include <array>
#include <set>

#include "common/text.h"
#include "ingest/fact_builder.h"
#include "ingest/readers/column_map.h"
#include "ingest/readers/csv_kinds.h"
#include "ingest/readers/csv_logs.h"
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
    {"ipstr", ColumnRole::kIp},
    {"destinationip", ColumnRole::kIp},
    {"destinationaddress", ColumnRole::kIp},
    {"remoteip", ColumnRole::kIp},
    {"remoteaddress", ColumnRole::kIp},
    {"desthost", ColumnRole::kHost},
    {"destdomain", ColumnRole::kHost},
    {"destinationhost", ColumnRole::kHost},
    {"destinationhostname", ColumnRole::kHost},
    {"destinationdomain", ColumnRole::kHost},
    {"remotehost", ColumnRole::kHost},
    {"remotehostname", ColumnRole::kHost},
    {"remotedomain", ColumnRole::kHost},
    {"urldomain", ColumnRole::kHost},
    {"urlhost", ColumnRole::kHost},
    {"remoteurl", ColumnRole::kUrl},
    {"requesturl", ColumnRole::kUrl},
    {"queryname", ColumnRole::kIndicator},  // of Sysmon, in rows of their own among connections
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
    {"indicatorvalue", ColumnRole::kIndicator},
    {"observablevalue", ColumnRole::kIndicator},
    {"value", ColumnRole::kIndicator},
    {"observable", ColumnRole::kIndicator},
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
    {"destport", ColumnRole::kPort},
    {"destinationport", ColumnRole::kPort},
    {"remoteport", ColumnRole::kPort},
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
    {"threatactor", ColumnRole::kThreat},
    {"associatedactors", ColumnRole::kThreat},
    {"associatedmalware", ColumnRole::kThreat},
    {"ns", ColumnRole::kNs},
    {"nameserver", ColumnRole::kNs},
    {"nameservers", ColumnRole::kNs},
    {"mx", ColumnRole::kMx},
    {"cname", ColumnRole::kCname},
    {"registrar", ColumnRole::kRegistrar},
    {"from", ColumnRole::kFirst},
    {"to", ColumnRole::kLast},
    {"scandate", ColumnRole::kSeen},
    {"ts", ColumnRole::kSeen},
    {"id", ColumnRole::kIgnored},
    {"rrtype", ColumnRole::kIgnored},
    {"type", ColumnRole::kKind},
    {"ioctype", ColumnRole::kKind},
    {"indicatortype", ColumnRole::kKind},
    {"reason", ColumnRole::kKind},
});

/// What a source does when it meets an indicator, as headers of dates have it: "date_added", "submission_time". When
/// one expires, was changed or checked is no sighting of it.
constexpr std::array kMeetings = std::to_array<std::string_view>(
    {"seen",    "sighted",   "sighting",   "observed",   "observation", "detected", "detection", "reported",
     "report",  "submitted", "submission", "discovered", "discovery",   "found",    "added",     "listed",
     "listing", "collected", "collection", "captured",   "capture",     "resolved", "activity",  "active",
     "online",  "visit",     "visited",    "event",      "log",         "zone"});
/// Of these the ones that may be a header by themselves, where dates stand below it.
constexpr std::array kMoments =
    std::to_array<std::string_view>({"seen", "sighted", "observed", "detected", "reported", "submitted", "discovered",
                                     "found", "added", "listed", "collected", "captured"});
constexpr std::array kFrontParts = std::to_array<std::string_view>({"first", "last", "date", "time"});
constexpr std::array kBackParts =
    std::to_array<std::string_view>({"stamp", "date", "time", "first", "last", "utc", "gmt", "at", "on", "ts"});

struct DateWord {
  ColumnRole role = ColumnRole::kUnknown;
  bool doubtful = false;
};

/// The date that a header says by its parts: "timefirst", "dateadded", "firstseenutc". kUnknown when it says none;
/// doubtful by its short parts alone, which stand in other words too: "foundon" is a day or a place.
DateWord dateWord(std::string_view key) {
  ColumnRole role = ColumnRole::kSeen;
  bool says_date = false, says_when = false;
  const auto take = [&](std::string_view part) {
    if (part == "first") role = ColumnRole::kFirst;
    if (part == "last") role = ColumnRole::kLast;
    (part.size() > 3 ? says_date : says_when) = true;
  };
  const auto takeBack = [&](std::string_view part) {
    const bool fits = key.ends_with(part);
    if (fits) key.remove_suffix(part.size());
    return fits;
  };
  const auto takeFront = [&](std::string_view part) {
    const bool fits = key.starts_with(part);
    if (fits) key.remove_prefix(part.size());
    return fits;
  };
  while (!isAmong(kMeetings, key)) {
    if (const auto front = std::find_if(kFrontParts.begin(), kFrontParts.end(), takeFront);
        front != kFrontParts.end()) {
      take(*front);
    } else if (const auto back = std::find_if(kBackParts.begin(), kBackParts.end(), takeBack);
               back != kBackParts.end()) {
      take(*back);
    } else {
      break;
    }
  }
  if (key == "zone" && role == ColumnRole::kSeen) return {};  // "timezone"
  const bool dated = says_date ? key.empty() || isAmong(kMeetings, key) : says_when && isAmong(kMoments, key);
  return dated ? DateWord{role, !says_date} : DateWord{};
}

ColumnRole roleOfHeader(std::string_view text) {
  const std::string key = headerKey(text);
  for (const HeaderWord& row : kHeaderWords) {
    if (row.word == key) return row.role;
  }
  return dateWord(key).role;
}

/// "metadata.rdns", "last_analysis_stats.malicious", "threat.firstSeen": a header that is a path in the record of which
/// the table was made, and looks like a name of a host, but does not end as most of them do.
bool isRecordPath(std::string_view text) {
  if (looksLike(text) != TokenClass::kHost) return false;
  if (!std::all_of(text.begin(), text.end(), [](char c) { return isAlnum(c) || c == '_' || c == '.'; })) return false;
  const std::string_view leaf = text.substr(text.rfind('.') + 1);
  if (leaf.size() < 3 ||
      isOneOf(toLower(leaf),
              {"com",  "net",   "org",  "info",     "biz",  "top",     "xyz",   "online",  "site", "shop",
               "club", "live",  "icu",  "pro",      "app",  "dev",     "cloud", "store",   "link", "click",
               "buzz", "space", "fun",  "website",  "tech", "work",    "vip",   "win",     "bid",  "cyou",
               "mobi", "asia",  "gov",  "edu",      "mil",  "int",     "onion", "example", "test", "local",
               "lan",  "corp",  "home", "internal", "arpa", "monster", "rest",  "bond",    "sbs",  "cfd"})) {
    return false;
  }
  if (isOneOf(text.substr(0, text.find('.')),
              {"metadata", "meta", "attributes", "location", "geo", "geoip", "properties", "fields", "result",
               "enrichment", "whois", "stats", "data"})) {
    return true;
  }
  for (std::size_t i = 1; i < text.size(); ++i) {
    const bool joins = text[i] == '_' && text[i - 1] != '.';
    const bool camel = isUpperAscii(text[i]) && isLowerAscii(text[i - 1]);
    if (joins || camel) return true;
  }
  return false;
}

ColumnRole roleOfPath(std::string_view text) {
  if (const ColumnRole role = roleOfLogPath(text); role != ColumnRole::kUnknown) return role;
  const ColumnRole last = roleOfHeader(text.substr(text.rfind('.') + 1));
  return isDate(last) ? last : ColumnRole::kUnknown;
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
    files_ += isFileName(text) && !contains(text, "/") ? 1 : 0;
    scripts_ += isScriptOrArchive(text) ? 1 : 0;
    ++votes_[static_cast<std::size_t>(roleOfClass(looksLike(model::refang(text))))];
    const bool dated = text.size() >= 8 && isDigit(text[0]) && text.find_first_of("-/:") != text.npos;
    if (dated && seenAt(text).first != kNoTime) ++dates_;
  }

  /// Whether all may be names of files, which some endings of hosts are too; of these alone there are several.
  bool areFileNames() const { return filled_ > 0 && files_ + scripts_ == filled_ && (files_ > 0 || scripts_ > 1); }

  /// The role that enough fields agree on; of indicators of several kinds kIndicator, of dates kFirst.
  ColumnRole role() const {
    if (filled_ == 0) return ColumnRole::kUnknown;
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

  /// "run.sh": a name of two labels whose last is a top-level domain and, oftener, the ending of a file.
  static bool isScriptOrArchive(std::string_view text) {
    const std::size_t dot = text.find('.');
    return dot != text.npos && isOneOf(toLower(text.substr(dot + 1)), {"sh", "zip"});
  }

  std::array<std::size_t, 32> votes_{};
  std::size_t filled_ = 0;
  std::size_t files_ = 0;    // names that are a file's and no host's
  std::size_t scripts_ = 0;  // names that may be a host's
  std::size_t dates_ = 0;
};

bool isName(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return isAlpha(c); }) &&
         looksLike(model::refang(text)) == TokenClass::kNothing && seenAt(text).first == kNoTime;
}

}  // namespace

bool isMoment(std::string_view header) {
  return isAmong(kMoments, headerKey(header));
}

bool isDoubtfulDate(std::string_view header) {
  if (isLogPath(header)) header.remove_prefix(header.rfind('.') + 1);
  return dateWord(headerKey(header)).doubtful;
}

namespace {

/// "Start, End, Netmask" of DShield's lists: the network is told by the first and the last. A mailbox in such a table
/// is its owner's, who is to be told.
void partNets(Columns& columns, const std::vector<std::string>& header) {
  const auto column = [&](std::string_view key) {
    const auto at =
        std::find_if(header.begin(), header.end(), [&](const auto& field) { return headerKey(field) == key; });
    return static_cast<std::size_t>(at - header.begin());
  };
  const std::size_t start = column("start"), end = column("end"), bits = column("netmask");
  if (std::max({start, end, bits}) >= header.size()) return;
  for (ColumnRole& role : columns.roles) {
    if (role != ColumnRole::kEmail) continue;
    role = ColumnRole::kRelation;
    columns.names[static_cast<std::size_t>(&role - columns.roles.data())] = "abuse-email";
  }
  columns.roles[start] = ColumnRole::kIndicator;
  columns.roles[end] = columns.roles[bits] = ColumnRole::kIgnored;
  columns.net = {start, bits};
}

/// What is said of an address's provider, as AbuseIPDB does: a domain behind the address, beside `isp` and `usageType`,
/// is the provider's.
void leaveProvider(Columns& columns, const std::vector<std::string>& header, const ColumnMap* map) {
  const auto has = [&](std::string_view key) {
    return std::any_of(header.begin(), header.end(), [&](const auto& field) { return headerKey(field) == key; });
  };
  if (!has("isp") || !has("usagetype")) return;
  bool behind = false;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const bool told = map != nullptr && map->of(trim(header[i]), i + 1) != nullptr;
    if (behind && !told && isOneOf(headerKey(header[i]), {"domain", "domainname"}))
      columns.roles[i] = ColumnRole::kUnknown;
    behind = behind || columns.roles[i] == ColumnRole::kIp;
  }
}

/// Whether a page is called after what a row says in words ("used by x", https://told.example/x.txt) or after what it
/// is about (https://told.example/domain/a.example).
bool isNamedAfter(std::string_view url, const std::vector<std::string>& row, const Columns& columns) {
  const std::size_t slash = url.find('/', std::min(url.find("://") + 3, url.size()));
  const std::string_view path = slash == url.npos ? std::string_view() : url.substr(slash);
  const auto kinds = {"/domain/",     "/domains/", "/host/",   "/hosts/",     "/hostname/", "/ip/",
                      "/ip-address/", "/address/", "/gui/",    "/file/",      "/files/",    "/sample/",
                      "/hash/",       "/url/",     "/lookup/", "/indicator/", "/ioc/",      "/ioc.php",
                      "/browse",      "/search",   "/report",  "/whois",      "/check/",    "/analysis"};
  const bool tells = std::any_of(kinds.begin(), kinds.end(), [&](const char* kind) { return contains(path, kind); });
  for (std::size_t i = 0; tells && i < columns.roles.size() && i < row.size(); ++i) {
    const std::string own = toLower(model::refang(trim(row[i])));
    if (isSubject(columns.roles[i]) && own.size() > 3 && contains(path, own)) return true;
  }
  std::string_view page = url.substr(url.rfind('/') + 1);
  page = page.substr(0, page.find('.'));
  if (page.empty()) return false;
  for (std::size_t i = 0; i < columns.roles.size() && i < row.size(); ++i) {
    if (!isSubject(columns.roles[i]) && findIgnoreCase(row[i], page) != std::string::npos) return true;
  }
  return false;
}

/// Where a table without a header says behind its indicators who told of each: on one host, which is none of the rows'
/// own, a page or a few for all rows, or one by the name of each.
bool areReferences(const std::vector<std::vector<std::string>>& rows, const Columns& columns) {
  const std::size_t column = columns.roles.size();
  const bool behind = std::any_of(columns.roles.begin(), columns.roles.end(),
                                  [](ColumnRole role) { return isSubject(role) && role != ColumnRole::kUrl; });
  std::string publisher;
  std::set<std::string> pages;
  std::size_t stated = 0, named = 0;
  for (const auto& row : rows) {
    if (!behind || column >= row.size() || trim(row[column]).empty()) continue;
    ++stated;
    pages.insert(row[column]);
    const std::string url = toLower(model::refang(trim(row[column])));
    named += isNamedAfter(url, row, columns) ? 1 : 0;
    const std::string_view host = hostOfUrl(url);
    if (host.empty() || (!publisher.empty() && publisher != host)) return false;
    publisher = host;
    for (std::size_t i = 0; i < column; ++i) {
      const std::string own = toLower(model::refang(trim(row[i])));
      if (isSubject(columns.roles[i]) && !own.empty() && (host == own || host.ends_with("." + own))) return false;
    }
  }
  return (stated > 2 && pages.size() * 2 <= stated) || (stated > 1 && named == stated);
}

}  // namespace

std::optional<Columns> columnsOfHeader(const std::vector<std::string>& fields, const ColumnMap* map) {
  Columns columns;
  bool subject = false;
  for (const std::string& field : fields) {
    const std::string_view text = trim(field);
    const ColumnMap::Row* told = map == nullptr ? nullptr : map->of(text, columns.roles.size() + 1);
    const bool named = told != nullptr && told->number == 0;
    const bool path = isLogPath(text) || isRecordPath(text);
    if (!named && looksLike(text) != TokenClass::kNothing && !path) return std::nullopt;
    columns.roles.push_back(told != nullptr ? told->role : path ? roleOfPath(text) : roleOfHeader(text));
    columns.names.emplace_back(told != nullptr && !told->word.empty() ? told->word : std::string(text));
    subject = subject || (told == nullptr || named ? isSubject(columns.roles.back()) : isSubject(roleOfHeader(text)));
  }
  partNets(columns, fields);
  leaveProvider(columns, fields, map);
  if (!subject && !columns.net) return std::nullopt;
  partLog(columns, fields, map);
  columns.header = true;
  return columns;
}

namespace {

/// False of hashes that are no file's, by the name of their column.
bool isFilesOrOther(ColumnRole role, std::string_view name) {
  return role != ColumnRole::kFile || hashKindOf(name) == HashKind::kFile;
}

}  // namespace

std::optional<Columns> columnsBelowNames(const std::vector<std::vector<std::string>>& rows, const ColumnMap* map) {
  if (rows.size() < 2 || rows.front().size() < 2) return std::nullopt;
  const std::vector<std::string>& names = rows.front();
  const bool all = std::all_of(names.begin(), names.end(),
                               [](const std::string& name) { return trim(name).empty() || isName(trim(name)); });
  Columns columns = columnsByContent({rows.begin() + 1, rows.end()}, map);
  if (!all || columns.roles.size() > names.size()) return std::nullopt;
  columns.roles.resize(names.size(), ColumnRole::kUnknown);
  columns.names.resize(names.size());
  std::optional<ColumnRole> subject;
  std::vector<std::pair<std::size_t, ColumnRole>> doubtful;
  bool refused = false;
  for (std::size_t i = 0; i < names.size(); ++i) {
    ColumnRole& role = columns.roles[i];
    const bool candidate = isSubject(role) && !trim(names[i]).empty();
    const ColumnMap::Row* told = map == nullptr ? nullptr : map->of(trim(names[i]), i + 1);
    if (told != nullptr) {
      role = told->role;
      columns.names[i] = told->word;
    } else if (const ColumnRole known = roleOfHeader(names[i]); known != ColumnRole::kUnknown) {
      role = known;
    } else if (candidate && !namesAsset(names[i]) && isFilesOrOther(role, names[i]) && (!subject || role == *subject)) {
      subject = role;
    } else {
      refused = refused || candidate;
      if (candidate && !surelyNamesAsset(names[i]) && isFilesOrOther(role, names[i])) doubtful.emplace_back(i, role);
      role = ColumnRole::kUnknown;  // what ties it to the others only its name could tell
    }
    if (columns.names[i].empty()) columns.names[i] = trim(names[i]);
  }
  const bool any = subject || std::any_of(columns.roles.begin(), columns.roles.end(), isSubject);
  if (!any && !doubtful.empty()) {  // a list of attackers by "Source IP"
    columns.roles[doubtful.front().first] = doubtful.front().second;
  } else if (!subject && !refused) {
    return std::nullopt;
  }
  partLog(columns, names, map);
  columns.log = columns.log || (!any && doubtful.empty());
  columns.header = true;
  return columns;
}

bool areHeaders(const std::vector<std::string>& fields) {
  bool any = false;
  for (const std::string& field : fields) {
    const std::string key = headerKey(field);
    if (field.size() > 40 || splitBlanks(field).size() > 4 || isDefanged(field) || contains(field, "@")) return false;
    for (const std::string_view word :
         {"indicator", "value", "name", "domain", "host", "address", "url", "hash", "type", "date", "seen", "risk",
          "threat", "score", "source", "severity", "confidence", "subject"}) {
      any = any || contains(key, word);
    }
    any = any || key == "ip" || key == "ioc" || key == "id";
  }
  return any;
}

Columns columnsByContent(const std::vector<std::vector<std::string>>& rows, const ColumnMap* map) {
  Columns columns;
  std::size_t width = 0;
  for (const auto& row : rows) width = std::max(width, row.size());
  std::size_t address_columns = 0;
  bool dated = false;
  std::vector<std::size_t> file_names;  // columns of what may be names of files
  for (std::size_t column = 0; column < width; ++column) {
    Votes votes;
    for (const auto& row : rows) {
      if (column < row.size() && !trim(row[column]).empty()) votes.add(trim(row[column]));
    }
    ColumnRole role = votes.role();
    if (role == ColumnRole::kFirst && dated) role = ColumnRole::kLast;
    const ColumnMap::Row* told = map == nullptr ? nullptr : map->of({}, column + 1);
    if (role == ColumnRole::kUrl && told == nullptr && areReferences(rows, columns)) role = ColumnRole::kUnknown;
    if (role == ColumnRole::kIp && told == nullptr) ++address_columns;
    if (told == nullptr && votes.areFileNames()) file_names.push_back(column);
    columns.roles.push_back(told == nullptr ? role : told->role);
    dated = dated || columns.roles.back() == ColumnRole::kFirst;
    columns.names.emplace_back(told == nullptr ? std::string() : told->word);
  }
  if (std::count(columns.roles.begin(), columns.roles.end(), ColumnRole::kFile) > 0) {
    for (const std::size_t column : file_names) {  // of the hashes beside them
      columns.roles[column] = ColumnRole::kUnknown;
      columns.names[column] = "filename";
    }
  }
  if (address_columns > 1) columns.roles.assign(width, ColumnRole::kIgnored);
  return columns;
}

}  // namespace clew::ingest
