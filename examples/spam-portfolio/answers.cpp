#include "answers.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <tuple>

namespace portfolio {

namespace {

using Json = nlohmann::ordered_json;

std::string zulu(Time time) {
  return written(time, 'T', "Z");
}
std::string spaced(Time time) {
  return written(time, ' ', " UTC");
}
std::string offset(Time time) {
  return written(time, 'T', "+00:00");
}

// The morning on which the analyst asked.
Time asked() {
  return day(2022, 10, 17) + 6 * 3600;
}

std::string tldOf(const std::string& name) {
  return name.substr(name.rfind('.'));
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c); });
  return text;
}

void put(Json& object, const char* key, const std::string& text) {
  if (!text.empty()) {
    object[key] = text;
  }
}

Json contactJson(const Contact& contact, bool historic) {
  Json object = Json::object();
  put(object, "name", contact.name);
  put(object, "organization", contact.organization);
  put(object, "country", contact.country);
  if (!historic) {
    put(object, "countryCode", contact.country_code);
  }
  put(object, "email", contact.email);
  put(object, "telephone", contact.phone);
  return object;
}

std::vector<std::string> nameServers(const Name& name) {
  const std::string& zone = zoneHosts()[name.dns];
  return {"ns1." + zone, "ns2." + zone};
}

class Writer {
 public:
  Writer(const Story& story, std::filesystem::path folder) : story_(story), folder_(std::move(folder)) {}
  void writeAll();

 private:
  void text(const std::string& path, const std::string& content) const;
  void json(const std::string& path, const Json& value) const { text(path, value.dump() + "\n"); }
  void indicatorList() const;
  void whois() const;
  void bulkWhois(const std::string& stem, const std::vector<Name>& names) const;
  void whoisHistory() const;
  void reverseWhois() const;
  void dnsLookups() const;
  void passiveDns() const;
  void reverseIp() const;
  void reverseNs() const;
  void subdomains() const;
  void geolocation() const;
  void netblocks() const;
  void reputation() const;
  void threatIntelligence() const;
  void liveness() const;
  std::vector<const Name*> everyName() const;
  Json registration(const Name& name, bool bulk) const;

  const Story& story_;
  std::filesystem::path folder_;
};

void Writer::text(const std::string& path, const std::string& content) const {
  const std::filesystem::path file = folder_ / path;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary);
  out << content;
  if (!out.flush()) {
    throw std::runtime_error("cannot write " + file.string());
  }
}

std::vector<const Name*> Writer::everyName() const {
  std::vector<const Name*> names;
  for (const auto* list : {&story_.indicators, &story_.connected, &story_.bystanders}) {
    for (const Name& name : *list) {
      names.push_back(&name);
    }
  }
  return names;
}

void Writer::indicatorList() const {
  std::string content =
      "# Active spam domain portfolio, 2022-10-18. Seven names are the report's; the others are made up.\n";
  for (std::size_t i = 0; i < story_.indicators.size(); ++i) {
    std::string name = story_.indicators[i].name;
    const std::size_t dot = name.rfind('.');
    static constexpr std::array<const char*, 4> spellings = {"[.]", ".", "(.)", "[dot]"};
    const char* spelling = i < 7 ? "[.]" : spellings[i % spellings.size()];
    name.replace(dot, 1, spelling);
    content += name + (i == 6 ? "    # the last of the report's own\n" : "\n");
  }
  text("indicators.txt", content);
}

// What the WHOIS service says of a registration; in bulk answers name servers are objects.
Json Writer::registration(const Name& name, bool bulk) const {
  const Registrar& registrar = registrars()[name.registrar];
  const Time updated = std::min(name.created + 3 * kDay, asked() - 2 * kDay);
  const Time expires = name.created + 365 * kDay * ((asked() - name.created) / (365 * kDay) + 1);
  Json record;
  record["createdDate"] = zulu(name.created);
  record["updatedDate"] = zulu(updated);
  record["expiresDate"] = zulu(expires);
  record["registrant"] = contactJson(name.registrant, false);
  if (!name.administrative.email.empty()) {
    record["administrativeContact"] = contactJson(name.administrative, false);
  }
  if (!name.technical.email.empty()) {
    record["technicalContact"] = contactJson(name.technical, false);
  }
  record["domainName"] = name.name;
  Json hosts = Json::array();
  for (const std::string& host : nameServers(name)) {
    hosts.push_back(bulk ? Json{{"numeric", false}, {"str", host}} : Json(upper(host)));
  }
  record["nameServers"] = {{"hostNames", hosts}, {"ips", Json::array()}};
  record["status"] = "clientTransferProhibited addPeriod";
  record["parseCode"] = 3515;
  record["audit"] = {{"createdDate", spaced(asked() - kDay)}, {"updatedDate", spaced(asked())}};
  record["registrarName"] = registrar.name;
  record["registrarIANAID"] = registrar.iana_id;
  record["whoisServer"] = registrar.whois_server;
  record["createdDateNormalized"] = spaced(name.created);
  record["updatedDateNormalized"] = spaced(updated);
  record["expiresDateNormalized"] = spaced(expires);
  record["contactEmail"] = registrar.contact;
  record["domainNameExt"] = tldOf(name.name);
  record["estimatedDomainAge"] = (asked() - name.created) / kDay;
  return record;
}

void Writer::whois() const {
  for (const Name& name : story_.indicators) {
    Json record;
    if (name.registered) {
      record = registration(name, false);
    } else {
      record["domainName"] = name.name;
      record["parseCode"] = 0;
      record["audit"] = {{"createdDate", spaced(asked())}, {"updatedDate", spaced(asked())}};
      record["domainNameExt"] = tldOf(name.name);
      record["dataError"] = "MISSING_WHOIS_DATA";
    }
    json("whois/" + name.name + ".json", {{"WhoisRecord", record}});
  }
}

void Writer::bulkWhois(const std::string& stem, const std::vector<Name>& names) const {
  constexpr std::size_t kPage = 200;
  for (std::size_t start = 0; start < names.size(); start += kPage) {
    const std::size_t end = std::min(start + kPage, names.size());
    Json records = Json::array();
    for (std::size_t i = start; i < end; ++i) {
      records.push_back({{"domainName", names[i].name},
                         {"domainStatus", "I"},
                         {"whoisRecordStatus", 0},
                         {"domainFetchedTime", std::to_string(asked() * 1000)},
                         {"whoisRecord", registration(names[i], true)},
                         {"index", i + 1}});
    }
    json("bulk-whois/" + stem + "-" + std::to_string(start / kPage + 1) + ".json",
         {{"noDataAvailable", false},
          {"requestId", "00000000-0000-4000-8000-00000000000" + std::to_string(start / kPage + 1)},
          {"whoisRecords", records},
          {"totalRecords", names.size()},
          {"recordsLeft", names.size() - end},
          {"recordsProcessed", end}});
  }
}

void Writer::whoisHistory() const {
  for (const Name& name : story_.indicators) {
    const Registrar& registrar = registrars()[(name.registrar + 1) % registrars().size()];
    Json records = Json::array();
    for (const Era& era : name.eras) {
      Json record;
      record["domainName"] = name.name;
      record["domainType"] = "dropped";
      record["createdDateISO8601"] = offset(era.created);
      record["updatedDateISO8601"] = offset(era.stored - 10 * kDay);
      record["expiresDateISO8601"] = "";
      record["createdDateRaw"] = zulu(era.created);
      record["audit"] = {{"createdDate", offset(era.stored)}, {"updatedDate", offset(era.updated)}};
      record["nameServers"] = nameServers(name);
      record["whoisServer"] = registrar.whois_server;
      record["registrarName"] = registrar.name;
      record["status"] = {"clientTransferProhibited"};
      record["registrantContact"] = contactJson(era.registrant, true);
      if (!era.technical.email.empty()) {
        record["technicalContact"] = contactJson(era.technical, true);
      }
      records.push_back(record);
    }
    json("whois-history/" + name.name + ".json", {{"recordsCount", records.size()}, {"records", records}});
  }
}

// The term is not in the answer, so the file is named after it.
void Writer::reverseWhois() const {
  for (std::size_t i = 0; i < story_.searches.size(); ++i) {
    Json list = Json::array();
    for (const Name* name : everyName()) {
      if (std::find(name->searched.begin(), name->searched.end(), i) != name->searched.end()) {
        list.push_back(
            {{"domainName", name->name},
             {"audit", {{"createdDate", offset(name->searched_first)}, {"updatedDate", offset(name->searched_last)}}}});
      }
    }
    json("reverse-whois/" + story_.searches[i] + ".json",
         {{"nextPageSearchAfter", nullptr}, {"domainsCount", list.size()}, {"domainsList", list}});
  }
}

void Writer::dnsLookups() const {
  for (const Name& name : story_.indicators) {
    Json records = Json::array();
    for (const Stay& stay : name.stays) {
      if ((stay.told & kByLookup) != 0) {
        records.push_back({{"type", 1},
                           {"dnsType", "A"},
                           {"name", name.name + "."},
                           {"ttl", 600},
                           {"rRsetType", 1},
                           {"rawText", name.name + ".\t600\tIN\tA\t" + stay.address},
                           {"address", stay.address}});
      }
    }
    json("dns-lookup/" + name.name + ".json",
         {{"DNSData",
           {{"domainName", name.name},
            {"types", {1}},
            {"dnsTypes", "A"},
            {"audit", {{"createdDate", spaced(asked())}, {"updatedDate", spaced(asked())}}},
            {"dnsRecords", records}}}});
  }
}

// One line a record set, in the Common Output Format.
void Writer::passiveDns() const {
  std::string content;
  const auto line = [&content](const std::string& name, const char* type, const Json& data, Time first, Time last) {
    content += Json{{"rrname", name + "."}, {"rrtype", type},    {"rdata", data},
                    {"time_first", first},  {"time_last", last}, {"count", (last - first) / 7200 + 1}}
                   .dump() +
               "\n";
  };
  for (const Name* name : everyName()) {
    for (const Stay& stay : name->stays) {
      if ((stay.told & kByPassiveDns) != 0) {
        line(name->name, stay.address.find(':') == std::string::npos ? "A" : "AAAA", stay.address, stay.first,
             stay.last);
      }
    }
  }
  for (const Name& name : story_.indicators) {
    Json servers = Json::array();
    for (const std::string& server : nameServers(name)) {
      servers.push_back(server + ".");
    }
    const Stay& stay = name.stays.front();
    line(name.name, "NS", servers, stay.first, stay.last);
  }
  // The mailbox of a zone is its host's and no registrant's.
  for (std::size_t i = 0; i < 12; ++i) {
    const Name& name = story_.indicators[i];
    const std::string& zone = zoneHosts()[name.dns];
    line(name.name, "SOA", "ns1." + zone + ". hostmaster." + zone + ". 2022101701 7200 3600 1209600 3600",
         name.stays.front().first, name.stays.front().last);
  }
  text("passive-dns/portfolio.ndjson", content);
}

// The address is not in the answer, so the file is named after it.
void Writer::reverseIp() const {
  std::map<std::string, std::map<std::string, std::pair<Time, Time>>> found;
  for (const Name* name : everyName()) {
    for (const Stay& stay : name->stays) {
      if ((stay.told & kByReverseIp) != 0) {
        found[stay.address][name->name] = {stay.first, stay.last};
      }
    }
    if (!name->stays.empty() && (name->stays.front().told & kByReverseIp) != 0) {
      const Stay& stay = name->stays.front();
      for (const std::string& host : name->hosts) {
        found[stay.address][host + "." + name->name] = {stay.first, stay.last};
      }
    }
  }
  for (const Address& address : story_.addresses) {
    if (address.text.find(':') != std::string::npos) {
      continue;
    }
    Json result = Json::array();
    for (const auto& [name, seen] : found[address.text]) {
      result.push_back(
          {{"name", name}, {"first_seen", std::to_string(seen.first)}, {"last_visit", std::to_string(seen.second)}});
    }
    json("reverse-ip/" + address.text + ".json", {{"result", result}, {"current_page", "0"}, {"size", result.size()}});
  }
}

// One host of zones is asked about: its customers have a name server in common and nothing else.
void Writer::reverseNs() const {
  const std::string server = "ns1." + zoneHosts()[0];
  std::vector<std::string> names;
  for (const Name* name : everyName()) {
    if (name->dns == 0 && name->registered) {
      names.push_back(name->name);
    }
  }
  std::sort(names.begin(), names.end());
  Json result = Json::array();
  for (const std::string& name : names) {
    result.push_back({{"name", name},
                      {"first_seen", std::to_string(day(2022, 9, 1))},
                      {"last_visit", std::to_string(day(2022, 10, 16))}});
  }
  json("reverse-ns/" + server + ".json", {{"result", result}, {"current_page", "0"}, {"size", result.size()}});
}

void Writer::subdomains() const {
  for (const Name& name : story_.indicators) {
    if (name.hosts.empty()) {
      continue;
    }
    Json records = Json::array();
    for (const std::string& host : name.hosts) {
      records.push_back({{"domain", host + "." + name.name},
                         {"firstSeen", name.stays.front().first},
                         {"lastSeen", name.stays.front().last}});
    }
    json("subdomains/" + name.name + ".json",
         {{"search", name.name}, {"result", {{"count", records.size()}, {"records", records}}}});
  }
}

void Writer::geolocation() const {
  for (const Address& address : story_.addresses) {
    std::string file = address.text;
    std::replace(file.begin(), file.end(), ':', '-');
    json("geolocation/" + file + ".json",
         {{"ip", address.text},
          {"location",
           {{"country", address.country}, {"region", ""}, {"city", ""}, {"lat", 0}, {"lng", 0}, {"postalCode", ""}}},
          {"domains", Json::array()},
          {"as",
           {{"asn", address.asn},
            {"name", "EXAMPLE-NET-" + std::to_string(address.asn)},
            {"route", address.route},
            {"domain", "https://net" + std::to_string(address.asn) + ".example"},
            {"type", "Content"}}},
          {"isp", "Example Network " + std::to_string(address.asn)},
          {"connectionType", ""}});
  }
}

// Two answers about addresses: the block that holds each, and the registry's catch-all that owns nothing.
void Writer::netblocks() const {
  for (std::size_t i = 0; i < 2; ++i) {
    const Address& address = story_.addresses[i * 30];
    const std::size_t dot = address.text.rfind('.');
    const std::string range = address.text.substr(0, dot + 1);
    const int start = std::stoi(address.text.substr(dot + 1)) / 32 * 32;
    const std::string network = "EXAMPLE-NET-" + std::to_string(address.asn);
    const Json contact = {{{"id", "ABUSE-EXAMPLE"},
                           {"role", "Abuse desk"},
                           {"email", "abuse@net" + std::to_string(address.asn) + ".example\nnoc@net" +
                                         std::to_string(address.asn) + ".example"},
                           {"phone", ""}}};
    const Json block = {
        {"inetnum", range + std::to_string(start) + " - " + range + std::to_string(start + 31)},
        {"as", {{"asn", address.asn}, {"name", network}, {"route", address.route}, {"type", "Content"}}},
        {"netname", network},
        {"nethandle", ""},
        {"description", Json::array()},
        {"modified", "2021-02-03T00:00:00Z"},
        {"country", address.country},
        {"org", nullptr},
        {"abuseContact", contact},
        {"mntBy", Json::array()},
        {"source", "EXAMPLE"}};
    const Json catch_all = {{"inetnum", "192.0.0.0 - 203.255.255.255"},
                            {"as", nullptr},
                            {"netname", "NON-RIPE-NCC-MANAGED-ADDRESS-BLOCK"},
                            {"nethandle", ""},
                            {"description", {"IPv4 address block not managed by the RIPE NCC"}},
                            {"modified", "2021-02-03T00:00:00Z"},
                            {"country", "EU"},
                            {"org", nullptr},
                            {"abuseContact", Json::array()},
                            {"mntBy", Json::array()},
                            {"source", "EXAMPLE"}};
    json("netblocks/" + address.text + ".json",
         {{"search", address.text}, {"result", {{"count", 2}, {"limit", 100}, {"inetnums", {block, catch_all}}}}});
  }
}

// The name is not in the answer, so the file is named after it.
void Writer::reputation() const {
  for (std::size_t i = 0; i < 7; ++i) {
    json("reputation/" + story_.indicators[i].name + ".json",
         {{"mode", "fast"},
          {"reputationScore", 21.5 + static_cast<double>(i)},
          {"testResults",
           {{{"test", "Malware databases check"},
             {"testCode", 93},
             {"warnings", {{{"warningDescription", "Listed as a source of spam"}, {"warningCode", 2001}}}}}}}});
  }
}

void Writer::threatIntelligence() const {
  for (std::size_t i = 0; i < 20; ++i) {
    const Name& name = story_.indicators[i * 5 % kIndicators];
    Json results = Json::array();
    if (i % 7 != 6) {
      results.push_back({{"value", name.name},
                         {"iocType", "domain"},
                         {"threatType", "spam"},
                         {"firstSeen", zulu(day(2022, 9, 12))},
                         {"lastSeen", zulu(day(2022, 10, 14))}});
    }
    json("threat-intelligence/" + name.name + ".json", {{"total", results.size()}, {"results", results}});
  }
}

// Whether a page answered, in Clew's own facts form: the analyst's own look, no provider's answer.
void Writer::liveness() const {
  std::string content;
  const auto fact = [&content](const std::string& name, bool live, Time seen) {
    content += Json{{"fact", "property"},    {"of", {{"type", "domain"}, {"name", name}}},
                    {"property", "live"},    {"value", live},
                    {"first", zulu(seen)},   {"last", zulu(seen)},
                    {"source", "site-check"}}
                   .dump() +
               "\n";
  };
  for (std::size_t i = 0; i < story_.indicators.size(); ++i) {
    const Name& name = story_.indicators[i];
    if (i % 8 == 5) {  // answered once; what counts is the latest look
      fact(name.name, true, day(2021, 5, 4) + 8 * 3600);
    }
    fact(name.name, name.live, asked());
  }
  text("live.facts.jsonl", content);
}

void Writer::writeAll() {
  indicatorList();
  whois();
  bulkWhois("connected", story_.connected);
  bulkWhois("bystanders", story_.bystanders);
  whoisHistory();
  reverseWhois();
  dnsLookups();
  passiveDns();
  reverseIp();
  reverseNs();
  subdomains();
  geolocation();
  netblocks();
  reputation();
  threatIntelligence();
  liveness();
}

}  // namespace

void writeAnswers(const Story& story, const std::filesystem::path& folder) {
  Writer(story, folder).writeAll();
}

}  // namespace portfolio
