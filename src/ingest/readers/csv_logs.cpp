#include "ingest/readers/csv_logs.h"

#include <algorithm>
#include <array>

#include "common/text.h"
#include "ingest/readers/column_map.h"

namespace clew::ingest {
namespace {

struct PathRole {
  std::string_view path;
  ColumnRole role;
};

/// Fields that hold indicators, or say something of one: of the Elastic Common Schema, Zeek and Shodan.
constexpr std::array kPaths = std::to_array<PathRole>({{"destination.ip", ColumnRole::kIp},
                                                       {"id.resp_h", ColumnRole::kIp},
                                                       {"destination.domain", ColumnRole::kHost},
                                                       {"url.domain", ColumnRole::kHost},
                                                       {"dns.question.name", ColumnRole::kHost},
                                                       {"url.full", ColumnRole::kUrl},
                                                       {"url.original", ColumnRole::kUrl},
                                                       {"file.hash.md5", ColumnRole::kFile},
                                                       {"file.hash.sha1", ColumnRole::kFile},
                                                       {"file.hash.sha256", ColumnRole::kFile},
                                                       {"threat.indicator.ip", ColumnRole::kIndicator},
                                                       {"threat.indicator.domain", ColumnRole::kIndicator},
                                                       {"threat.indicator.url.full", ColumnRole::kIndicator},
                                                       {"threat.indicator.file.hash.sha256", ColumnRole::kIndicator},
                                                       {"location.country_code", ColumnRole::kCountry}});
/// What a list says beside the traffic that met it.
constexpr std::string_view kDetection = "threat.indicator.";
constexpr std::array kPathRoots = std::to_array<std::string_view>(
    {"source",  "destination", "url",      "dns",     "event", "file",  "process",  "threat",
     "network", "host",        "client",   "server",  "id",    "email", "tls",      "http",
     "user",    "agent",       "observer", "related", "rule",  "log",   "location", "ssl"});

constexpr std::array kAssets = std::to_array<std::string_view>(
    {"devicename",   "devicehostname", "computer",      "computername", "workstation", "workstationname",
     "endpointname", "agentname",      "agenthostname", "sensorname",   "sensorhost",  "src",
     "srcip",        "srchost",        "srchostname",   "source",       "sourceip",    "sourceaddress",
     "sourcehost",   "sourcehostname", "localip",       "clientip",     "clienthost"});
/// Of these the ones that no other table has.
constexpr std::array kSurelyAssets = std::to_array<std::string_view>(
    {"devicename", "devicehostname", "computer", "computername", "agenthostname", "localip"});

/// What Splunk writes beside its `host`, the machine that a line came from.
constexpr std::array kSplunk =
    std::to_array<std::string_view>({"_time", "_raw", "_indextime", "sourcetype", "splunk_server"});

/// The fields of a header whose roles may be taken.
class Header {
 public:
  Header(Columns& columns, const std::vector<std::string>& fields, const ColumnMap* map)
      : columns_(columns), fields_(fields), map_(map) {}

  template <typename Is>
  bool any(Is is) const {
    return std::any_of(fields_.begin(), fields_.end(), [&](const std::string& field) { return is(trim(field)); });
  }
  template <typename Is>
  void take(Is is, ColumnRole role = ColumnRole::kUnknown) {
    for (std::size_t i = 0; i < fields_.size() && i < columns_.roles.size(); ++i) {
      const bool told = map_ != nullptr && map_->of(trim(fields_[i]), i + 1) != nullptr;
      if (!told && is(trim(fields_[i]), columns_.roles[i])) columns_.roles[i] = role;
    }
  }

 private:
  Columns& columns_;
  const std::vector<std::string>& fields_;
  const ColumnMap* map_;
};

/// In a log of questions the destination is the resolver, and no address of the name that was asked for. Where a name
/// was met in traffic it may have been in a question.
void partQuestions(Header& header) {
  const bool asks = header.any([](std::string_view field) {
    return isOneOf(headerKey(field), {"query", "qname", "dnsquestionname", "threatindicatordomain"});
  });
  if (!asks) return;
  header.take([](std::string_view field, ColumnRole) {
    const std::string key = headerKey(field);
    return key.starts_with("dst") || key.starts_with("dest") || key.starts_with("idresp") || key.starts_with("remote");
  });
}

/// When a list saw its indicator is not when the traffic was that met it.
void partDetections(Header& header, const Columns& columns, const std::vector<std::string>& fields) {
  bool traffic = false;
  for (std::size_t i = 0; i < fields.size(); ++i)
    traffic = traffic || (isSubject(columns.roles[i]) && !trim(fields[i]).starts_with(kDetection));
  if (!traffic) return;
  header.take([](std::string_view field, ColumnRole role) { return isDate(role) && field.starts_with(kDetection); });
}

}  // namespace

bool isLogPath(std::string_view header) {
  const std::size_t dot = header.find('.');
  return dot != header.npos && isAmong(kPathRoots, header.substr(0, dot)) &&
         header.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == header.npos;
}

ColumnRole roleOfLogPath(std::string_view header) {
  for (const PathRole& row : kPaths) {
    if (row.path == header) return row.role;
  }
  return ColumnRole::kUnknown;
}

bool namesAsset(std::string_view header) {
  return isAmong(kAssets, headerKey(header));
}

bool surelyNamesAsset(std::string_view header) {
  return isAmong(kSurelyAssets, headerKey(header));
}

void partLog(Columns& columns, const std::vector<std::string>& header, const ColumnMap* map) {
  Header fields(columns, header, map);
  partQuestions(fields);
  partDetections(fields, columns, header);
  const bool splunk = fields.any([](std::string_view field) { return isAmong(kSplunk, field); });
  if (splunk) fields.take([](std::string_view field, ColumnRole) { return field == "host"; });
  columns.log = splunk || fields.any([](std::string_view field) { return surelyNamesAsset(field); });
  // Shodan's address as a number, beside the one as text.
  if (fields.any([](std::string_view field) { return field == "ip_str"; }))
    fields.take([](std::string_view field, ColumnRole) { return field == "ip"; }, ColumnRole::kIgnored);
}

}  // namespace clew::ingest
