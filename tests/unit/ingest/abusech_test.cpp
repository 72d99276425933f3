// The feeds of abuse.ch: made-up entries and the facts they give, and recorded ones against counts that were computed
// apart.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "common/text.h"
#include "ingest/readers/indicator.h"
#include "unit/ingest/real_support.h"

namespace clew::ingest::test {
namespace {

/// Names of the nodes that are on a blocklist, by type.
std::map<std::string, std::set<std::string>> blocked(const Read& read) {
  const auto& schema = model::Schema::builtin();
  std::map<std::string, std::set<std::string>> found;
  for (const auto& lookup : read.lookups) {
    for (const auto& fact : lookup.facts) {
      const auto* link = std::get_if<model::LinkFact>(&fact.body);
      if (link != nullptr && schema.relation(link->relation).name == "blocklist") {
        found[schema.type(link->from.type).name].insert(link->from.name);
      }
    }
  }
  return found;
}

}  // namespace

TEST_CASE("ThreatFox gives the documented facts", "[ingest][json][abusech]") {
  const std::vector<Sample> samples = {
      {"an answer of the API: dates, confidence, nothing where nothing is said",
       "threatfox",
       {},
       R"({"query_status":"ok","data":[{"id":"1","ioc":"192.0.2.1:4444","ioc_type":"ip:port","threat_type":"botnet_cc","malware":"win.x","malware_printable":"X","confidence_level":75,"first_seen":"2022-01-02 01:44:00 UTC","last_seen":null,"tags":null,"reference":"https://r.example/1"},{"id":"2","ioc":"a.example","ioc_type":"domain","malware":"unknown","malware_printable":"Unknown malware","first_seen":"2022-01-02 01:44:00 UTC","last_seen":"2022-01-03 00:00:00 UTC","tags":["t"]},{"id":"3","ioc":"nothing","ioc_type":"sha256_hash"},{"id":"4","ioc_type":"url"},7]})",
       {"192.0.2.1:4444 blocklist threatfox @2022-01-02T01:44:00Z", "192.0.2.1:4444 ip 192.0.2.1 @2022-01-02T01:44:00Z",
        "192.0.2.1:4444 threat x @2022-01-02T01:44:00Z", "192.0.2.1:4444 tag win.x @2022-01-02T01:44:00Z",
        "192.0.2.1:4444 tag botnet_cc @2022-01-02T01:44:00Z",
        "192.0.2.1:4444 report https://r.example/1 @2022-01-02T01:44:00Z",
        "a.example blocklist threatfox @2022-01-02T01:44:00Z..2022-01-03T00:00:00Z",
        "a.example tag t @2022-01-02T01:44:00Z..2022-01-03T00:00:00Z"},
       {"'nothing' is no file hash: a hash holds the digits 0 to 9 and a to f", "an indicator without a value",
        "an entry that is no object"}},
      {"the export: an object by number",
       "threatfox",
       {},
       R"({"12":[{"ioc_value":"https:\/\/a.example\/x","ioc_type":"url","threat_type":"payload_delivery","malware":"win.x","malware_printable":"X","first_seen_utc":"2022-01-02 01:44:00","last_seen_utc":null,"confidence_level":50,"tags":"a,b","reference":""}]})",
       {"https://a.example/x blocklist threatfox @2022-01-02T01:44:00Z",
        "https://a.example/x host a.example @2022-01-02T01:44:00Z",
        "https://a.example/x threat x @2022-01-02T01:44:00Z", "https://a.example/x tag win.x @2022-01-02T01:44:00Z",
        "https://a.example/x tag a @2022-01-02T01:44:00Z", "https://a.example/x tag b @2022-01-02T01:44:00Z",
        "https://a.example/x tag payload_delivery @2022-01-02T01:44:00Z"}},
      {"nothing found, of what was asked",
       "threatfox",
       {"-", "a.example"},
       R"({"query_status":"no_result","data":"Your search did not yield any results"})",
       {"a.example answers threatfox: none @2024-06-01T00:00:00Z"}},
  };
  for (const auto& sample : samples) checkSample(sample);
  const Read refused = readText(readerNamed("threatfox"), R"({"query_status":"illegal_search_term","data":"x"})");
  REQUIRE(refused.lookups.size() == 1);
  CHECK(refused.lookups[0].lookup.outcome == model::Outcome::kRefused);
  CHECK(refused.reasons() == std::vector<std::string>{"the provider refused: illegal_search_term"});
}

TEST_CASE("URLhaus gives the documented facts", "[ingest][json][abusech]") {
  const std::vector<Sample> samples = {
      {"what is new",
       "urlhaus",
       {},
       R"({"query_status":"ok","urls":[{"id":"1","urlhaus_reference":"https://urlhaus.example/1","url":"http://192.0.2.7:81/x","url_status":"online","host":"192.0.2.7","date_added":"2022-01-02 03:04:07 UTC","threat":"malware_download","tags":["elf"]},{"id":"2"}]})",
       {"http://192.0.2.7:81/x blocklist urlhaus @2022-01-02T03:04:07Z",
        "http://192.0.2.7:81/x ip 192.0.2.7 @2022-01-02T03:04:07Z",
        "http://192.0.2.7:81/x tag elf @2022-01-02T03:04:07Z",
        "http://192.0.2.7:81/x tag malware_download @2022-01-02T03:04:07Z",
        "http://192.0.2.7:81/x .status=online @2024-06-01T00:00:00Z"},
       {"an entry without a url"}},
      {"one URL and the files it served",
       "urlhaus",
       {},
       R"({"query_status":"ok","id":"1","urlhaus_reference":"r","url":"http://a.example/x","url_status":"offline","host":"a.example","date_added":"2022-01-02 03:04:07 UTC","last_online":"2022-01-05 00:00:00 UTC","threat":null,"tags":null,"payloads":[{"firstseen":"2022-01-03","filename":"x.bin","file_type":"elf","response_size":"7","response_md5":"d41d8cd98f00b204e9800998ecf8427e","response_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","signature":"X"},{"response_md5":"none at all"}]})",
       {"http://a.example/x blocklist urlhaus @2022-01-02T03:04:07Z..2022-01-05T00:00:00Z",
        "http://a.example/x host a.example @2022-01-02T03:04:07Z..2022-01-05T00:00:00Z",
        "http://a.example/x .status=offline @2024-06-01T00:00:00Z",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 hash d41d8cd98f00b204e9800998ecf8427e "
        "@2024-06-01T00:00:00Z",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 blocklist urlhaus @2022-01-03",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 threat x @2022-01-03",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 .filename=x.bin @2022-01-03",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 .kind=elf @2022-01-03",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 .size=7 @2022-01-03",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 url http://a.example/x @2022-01-03"},
       {"'none at all' is no file hash: a hash holds the digits 0 to 9 and a to f"}},
      {"a host",
       "urlhaus",
       {},
       R"({"query_status":"ok","urlhaus_reference":"r","host":"a.example","firstseen":"2022-01-02 03:04:07 UTC","url_count":"0","urls":[]})",
       {"a.example mentioned"}},
      {"a file and where it came from",
       "urlhaus",
       {},
       R"({"query_status":"ok","md5_hash":"d41d8cd98f00b204e9800998ecf8427e","sha256_hash":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","file_type":"elf","file_size":"7","signature":null,"firstseen":"2022-01-03 00:00:00","urls":[{"url_id":"1","url":"http://a.example/x","urlhaus_reference":"r","firstseen":"2022-01-03","lastseen":"2022-01-04"}]})",
       {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 hash d41d8cd98f00b204e9800998ecf8427e "
        "@2024-06-01T00:00:00Z",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 blocklist urlhaus @2022-01-03T00:00:00Z",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 .kind=elf @2022-01-03T00:00:00Z",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 .size=7 @2022-01-03T00:00:00Z",
        "http://a.example/x blocklist urlhaus @2022-01-03..2022-01-04",
        "http://a.example/x host a.example @2022-01-03..2022-01-04",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 url http://a.example/x "
        "@2022-01-03..2022-01-04"}},
      {"the export: an object by number",
       "urlhaus",
       {},
       R"({"3":[{"dateadded":"2022-01-02 03:04:07 UTC","url":"http://a.example/x","url_status":"online","last_online":null,"threat":"malware_download","tags":["elf"],"urlhaus_link":"l","reporter":"p"}]})",
       {"http://a.example/x blocklist urlhaus @2022-01-02T03:04:07Z",
        "http://a.example/x host a.example @2022-01-02T03:04:07Z", "http://a.example/x tag elf @2022-01-02T03:04:07Z",
        "http://a.example/x tag malware_download @2022-01-02T03:04:07Z",
        "http://a.example/x .status=online @2024-06-01T00:00:00Z"}},
      {"nothing known",
       "urlhaus",
       {"-", "a.example"},
       R"({"query_status":"no_results","urls":[]})",
       {"a.example answers urlhaus: none @2024-06-01T00:00:00Z"}},
  };
  for (const auto& sample : samples) checkSample(sample);
}

TEST_CASE("MalwareBazaar and Feodo Tracker give the documented facts", "[ingest][json][abusech]") {
  const std::vector<Sample> samples = {
      {"samples",
       "malwarebazaar",
       {},
       R"({"query_status":"ok","data":[{"sha256_hash":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","first_seen":"2022-01-02 01:44:00","last_seen":null,"file_name":"x.bin","file_size":7,"file_type":"elf","signature":"X","tags":["t"]},{}]})",
       {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 blocklist malwarebazaar "
        "@2022-01-02T01:44:00Z",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 threat x @2022-01-02T01:44:00Z",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 tag t @2022-01-02T01:44:00Z",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 .filename=x.bin @2022-01-02T01:44:00Z",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 .kind=elf @2022-01-02T01:44:00Z",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 .size=7 @2022-01-02T01:44:00Z"},
       {"a sample without a hash"}},
      {"servers",
       "feodotracker",
       {},
       R"([{"ip_address":"192.0.2.1","port":443,"status":"offline","hostname":"p.a.example","as_number":64500,"as_name":"N","country":"NL","first_seen":"2021-05-16 19:49:33","last_online":"2022-01-02","malware":"X"},{"ip_address":null}])",
       {"192.0.2.1 service 192.0.2.1:443/tcp @2021-05-16T19:49:33Z..2022-01-02",
        "192.0.2.1:443/tcp ip 192.0.2.1 @2021-05-16T19:49:33Z..2022-01-02",
        "192.0.2.1:443/tcp blocklist feodotracker @2021-05-16T19:49:33Z..2022-01-02",
        "192.0.2.1:443/tcp threat x @2021-05-16T19:49:33Z..2022-01-02", "192.0.2.1 asn AS64500 @2024-06-01T00:00:00Z",
        "AS64500 .as-name=N @2024-06-01T00:00:00Z", "192.0.2.1 country NL @2024-06-01T00:00:00Z",
        "192.0.2.1 ptr p.a.example @2024-06-01T00:00:00Z"},
       {"the record says nothing that is known here"}},
  };
  for (const auto& sample : samples) checkSample(sample);
}

TEST_CASE("tables of abuse.ch give the documented facts", "[ingest][csv][abusech]") {
  const std::vector<Sample> samples = {
      {"URLhaus",
       "abusech-csv",
       {},
       "################\n# abuse.ch URLhaus Database Dump (CSV - recent URLs only) #\n# Terms: none, at all\n#\n"
       "# id,dateadded,url,url_status,last_online,threat,tags,urlhaus_link,reporter\n"
       "\"1\",\"2022-01-02 03:04:07\",\"http://a.example/x,y\",\"online\",\"2022-01-03 00:00:00\",\"malware_download\","
       "\"elf,mirai\",\"https://urlhaus.example/1\",\"p\"\n"
       "\"2\",\"2022-01-02 03:04:07\",\"\",\"online\",\"\",\"None\",\"None\",\"l\",\"p\"\n# Number of entries: 2\n",
       {"http://a.example/x,y blocklist urlhaus @2022-01-02T03:04:07Z..2022-01-03T00:00:00Z",
        "http://a.example/x,y host a.example @2022-01-02T03:04:07Z..2022-01-03T00:00:00Z",
        "http://a.example/x,y tag elf @2022-01-02T03:04:07Z..2022-01-03T00:00:00Z",
        "http://a.example/x,y tag mirai @2022-01-02T03:04:07Z..2022-01-03T00:00:00Z",
        "http://a.example/x,y tag malware_download @2022-01-02T03:04:07Z..2022-01-03T00:00:00Z",
        "http://a.example/x,y .status=online @2024-06-01T00:00:00Z"},
       {"a row without an indicator"}},
      {"URLhaus, feed of a country",
       "abusech-csv",
       {},
       "# URLhaus Country CSV Feed\n# Dateadded (UTC),URL,URL_status,Threat,Host,IPaddress,ASnumber,Country\n"
       "\"2022-01-02 03:04:07\",\"http://a.example/x\",\"offline\",\"malware_download\",\"a.example\",\"192.0.2.7\","
       "\"64500\",\"NL\"\n",
       {"http://a.example/x blocklist urlhaus @2022-01-02T03:04:07Z",
        "http://a.example/x host a.example @2022-01-02T03:04:07Z",
        "http://a.example/x tag malware_download @2022-01-02T03:04:07Z",
        "http://a.example/x .status=offline @2024-06-01T00:00:00Z",
        "http://a.example/x ip 192.0.2.7 @2022-01-02T03:04:07Z", "a.example ip 192.0.2.7 @2022-01-02T03:04:07Z",
        "192.0.2.7 asn AS64500 @2022-01-02T03:04:07Z", "192.0.2.7 country NL @2022-01-02T03:04:07Z"}},
      {"ThreatFox",
       "abusech-csv",
       {},
       "# ThreatFox, abuse.ch\n# "
       "\"first_seen_utc\",\"ioc_id\",\"ioc_value\",\"ioc_type\",\"threat_type\",\"fk_malware\","
       "\"malware_alias\",\"malware_printable\",\"last_seen_utc\",\"confidence_level\",\"reference\",\"tags\","
       "\"anonymous\",\"reporter\"\n"
       "\"2022-01-02 01:44:00\", \"1\", \"192.0.2.1:4444\", \"ip:port\", \"botnet_cc\", \"win.x\", \"None\", \"X\", "
       "\"\","
       " \"50\", \"None\", \"a,b\", \"0\", \"p\"\n",
       {"192.0.2.1:4444 blocklist threatfox @2022-01-02T01:44:00Z", "192.0.2.1:4444 ip 192.0.2.1 @2022-01-02T01:44:00Z",
        "192.0.2.1:4444 threat x @2022-01-02T01:44:00Z", "192.0.2.1:4444 tag win.x @2022-01-02T01:44:00Z",
        "192.0.2.1:4444 tag a @2022-01-02T01:44:00Z", "192.0.2.1:4444 tag b @2022-01-02T01:44:00Z",
        "192.0.2.1:4444 tag botnet_cc @2022-01-02T01:44:00Z"}},
      {"Feodo Tracker: the header is no comment",
       "abusech-csv",
       {},
       "# Feodo Tracker, "
       "abuse.ch\n\"first_seen_utc\",\"dst_ip\",\"dst_port\",\"c2_status\",\"last_online\",\"malware\"\n"
       "\"2021-05-16 19:49:33\",\"192.0.2.1\",\"443\",\"online\",\"2022-01-02\",\"X\"\n",
       {"192.0.2.1 service 192.0.2.1:443/tcp @2021-05-16T19:49:33Z..2022-01-02",
        "192.0.2.1:443/tcp ip 192.0.2.1 @2021-05-16T19:49:33Z..2022-01-02",
        "192.0.2.1:443/tcp blocklist feodotracker @2021-05-16T19:49:33Z..2022-01-02",
        "192.0.2.1:443/tcp threat x @2021-05-16T19:49:33Z..2022-01-02"}},
      {"SSLBL: certificates",
       "abusech-csv",
       {},
       "# abuse.ch SSLBL\n# Listingdate,SHA1,Listingreason\n"
       "2022-01-02 03:04:07,7c552ab044c76d1df4f5ddf358807bfdcd07fa57,X C&C\n",
       {"sha1:7c552ab044c76d1df4f5ddf358807bfdcd07fa57 blocklist sslbl @2022-01-02T03:04:07Z",
        "sha1:7c552ab044c76d1df4f5ddf358807bfdcd07fa57 tag X C&C @2022-01-02T03:04:07Z"}},
      {"MalwareBazaar",
       "abusech-csv",
       {},
       "# MalwareBazaar, abuse.ch\n# \"first_seen_utc\",\"sha256_hash\",\"md5_hash\",\"sha1_hash\",\"reporter\","
       "\"file_name\",\"file_type_guess\",\"mime_type\",\"signature\"\n\"2022-01-02 01:44:00\", "
       "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\", \"d41d8cd98f00b204e9800998ecf8427e\", "
       "\"da39a3ee5e6b4b0d3255bfef95601890afd80709\", \"p\", \"x.bin\", \"elf\", \"m\", \"n/a\"\n",
       {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 hash "
        "da39a3ee5e6b4b0d3255bfef95601890afd80709 @2024-06-01T00:00:00Z",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 hash d41d8cd98f00b204e9800998ecf8427e "
        "@2024-06-01T00:00:00Z",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 blocklist malwarebazaar "
        "@2022-01-02T01:44:00Z",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 .filename=x.bin @2022-01-02T01:44:00Z",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 .kind=elf @2022-01-02T01:44:00Z"}},
  };
  for (const auto& sample : samples) checkSample(sample);
}

TEST_CASE("a recorded answer of ThreatFox", "[ingest][json][abusech][real]") {
  const char* path = "abusech/threatfox-iocs.part1.json";
  const auto read = readShared(path);
  if (!read) return;
  CHECK(read->rejects.empty());
  auto found = blocked(*read);
  std::set<std::string> malware;
  for (const std::string& tag : read->targets("tag")) {
    if (contains(tag, ".")) malware.insert(tag);
  }
  std::set<std::string> addresses;
  for (const std::string& pair : read->pairs("ip")) {
    if (!contains(pair, "://")) addresses.insert(pair.substr(pair.find(' ') + 1));
  }
  checkCounts(path, {{"entries", found["service"].size() + found["file"].size() + found["url"].size()},
                     {"ioc:ip:port", found["service"].size()},
                     {"ioc:sha256_hash", found["file"].size()},
                     {"ioc:url", found["url"].size()},
                     {"ip", addresses.size()},
                     {"malware", malware.size()}});
}

TEST_CASE("a country's feed of URLhaus", "[ingest][csv][abusech][real]") {
  const char* path = "abusech/urlhaus-country-JP.part1.csv";
  const auto read = readShared(path);
  if (!read) return;
  const auto urls = blocked(*read)["url"];
  std::set<std::string> names, addresses, pairs;
  std::size_t rows = read->rejects.size();
  for (const std::string& pair : read->pairs("ip")) {
    const std::size_t blank = pair.find(' ');
    const std::string from = pair.substr(0, blank);
    if (!contains(from, "://")) {
      names.insert(from);
      pairs.insert(pair);
    }
    if (hostOfUrl(from) == pair.substr(blank + 1)) addresses.insert(pair.substr(blank + 1));
  }
  for (const std::string& line : read->lines()) rows += contains(line, " blocklist ") ? 1 : 0;
  REQUIRE(read->rejects.size() == 1);
  CHECK(contains(read->rejects[0].text, "1https://"));
  checkCounts(path, {{"rows", rows, 4, "two URLs stand three times each, at one second: told once"},
                     {"url", urls.size(), 2, "one is no URL (scheme `1https`), one differs by the default port alone"},
                     {"domain", names.size()},
                     {"registrable:domain", registrable({names.begin(), names.end()})},
                     {"domain_ip_pairs", pairs.size()},
                     {"ip", addresses.size()},
                     {"resolved_ip", read->targets("ip").size()},
                     {"asn", read->targets("asn").size()}});
}

}  // namespace clew::ingest::test
