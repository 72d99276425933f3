// Statements of other query languages: translated as a whole or not at all, however they break off.
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "syntax/parse.h"

namespace clew::syntax {
namespace {

/// The translation that the text gets; "none" where it is seen as of another language and has none.
std::string translated(const std::string& text) {
  const auto result = parse(text);
  REQUIRE(result.diagnostics.size() == 1);
  const Error& error = result.diagnostics.front();
  INFO(text << ": " << error.message);
  CHECK(error.id == "E105");
  return error.hint.empty() ? "none" : error.hint;
}

}  // namespace

TEST_CASE("a value without quotes keeps its first and last letter", "[foreign]") {
  CHECK(translated("index=dns query=corvusrex.com | head 5") == "corvusrex.com | take 5");
  CHECK(translated("index=dns query=\"corvusrex.com\"") == "corvusrex.com");
  CHECK(translated("SELECT * FROM domains WHERE name LIKE 15") == "none");
}

TEST_CASE("a statement of another language that breaks off has no translation", "[foreign]") {
  for (const std::string text :
       {"MATCH (d:Domain) WHERE d.name CONTAINS 'login' RETURN d LIMIT 5",
        "MATCH (d:Domain {name: 'x.example'}) RETURN d",
        "SELECT name FROM domains WHERE name NOT LIKE '%login%' AND created BETWEEN '2022-01-01' AND '2022-02-01'"}) {
    for (std::size_t end = text.size(); end > 0; --end) {
      if (text[end - 1] == ' ') continue;
      INFO(text.substr(0, end));
      CHECK_NOTHROW(parse(text.substr(0, end)));
    }
  }
  CHECK(translated("MATCH (d:Domain) WHERE d.name CONTAINS") == "none");
  CHECK(translated("MATCH (d:Domain) WHERE d.name CONTAINS login RETURN d") == "none");
}

TEST_CASE("a translation says all that the statement says", "[foreign]") {
  const std::vector<std::pair<std::string, std::string>> pairs = {
      {"SELECT DISTINCT name FROM domains", "domains"},
      {"SELECT COUNT(*) FROM domains WHERE tld = 'com'", "domains where tld is com | count"},
      {"SELECT registrar, COUNT(*) AS n FROM domains GROUP BY registrar ORDER BY n DESC",
       "domains | count by registrar | sort by count desc"},
      {"SELECT registrar, COUNT(*) AS n, MAX(created) AS high FROM domains GROUP BY registrar HAVING COUNT(*) > 2 "
       "ORDER BY n DESC, high",
       "domains | per registrar show n = count, high = max(created) | where n > 2 | sort by n desc, high"},
      {"SELECT created AS born FROM domains ORDER BY born", "domains | sort by created | show born = created"},
      {"SELECT * FROM domains WHERE created <= NOW() - INTERVAL '30 days'", "domains where created before 30d"},
      {"MATCH (d:Domain {name: 'mvgu.net'})-[:IP]->(i:IP) RETURN i", "mvgu.net -> ip"},
      {"MATCH (d:Domain {name: 'mvgu.net'})-[:IP]->(i) RETURN count(DISTINCT i)", "mvgu.net -> ip | count"},
      {"MATCH (d:Domain) WHERE d.tld = 'com' RETURN count(*)", "domains where tld is com | count"},
      {"MATCH (a {name: 'mvgu.net'})-[:IP]->(i)<-[:IP]-(o:Domain) RETURN o", "other domains sharing ip with mvgu.net"},
      {"MATCH (d:Domain)-[:EMAIL]->(e) RETURN d.name, d.created ORDER BY d.created DESC",
       "domains where has email | sort by created desc | show name, created"},
      {"index=dns query=mvgu.net | table name, registrar | head 5", "mvgu.net | take 5 | show name, registrar"},
      {"inet:fqdn=mvgu.net -> inet:dns:a -> inet:ipv4 | uniq", "mvgu.net -> ip"},
      {"inet:fqdn=mvgu.net -> inet:ipv4 +:asn=64500 | limit 5", "mvgu.net -> ip where asn is AS64500 | take 5"},
      {"inet:fqdn | limit 5", "domains | take 5"},
      {"SELECT DISTINCT registrar FROM domains", "domains -> registrar"},
      {"SELECT DISTINCT ip FROM domains WHERE name LIKE '%login%'", "domains where name matching \"*login*\" | -> ip"},
      {"MATCH p = shortestPath((a:Domain {name: 'mvgu.net'})-[*]-(b {name: 'skyrecs.com'})) RETURN p",
       "path from mvgu.net to skyrecs.com"},
      {"MATCH (a {name: 'mvgu.net'}), (b {name: 'skyrecs.com'}), p = allShortestPaths((a)-[*..6]-(b)) RETURN p",
       "paths from mvgu.net to skyrecs.com within 6 hops"},
      {"MATCH p = shortestPath((a)-[*1..4]-(b)) WHERE a.name = 'mvgu.net' AND b.name = 'skyrecs.com' RETURN p",
       "path from mvgu.net to skyrecs.com within 4 hops"},
      {"MATCH (d:Domain)-[:IP]->(i:IP) WHERE i.country = 'CN' RETURN d", "domains where country of ip is CN"},
      {"MATCH (d:Domain)-[:IP]->(i) WHERE d.tld = 'com' AND i.country = 'CN' RETURN d",
       "domains where tld is com and country of ip is CN"},
      {"hash:md5=d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e"},
      {"inet:fqdn^=corv", "hosts matching corv*"},
      {"inet:ipv4:asn=64500", "AS64500 -> ip in 0.0.0.0/0"},
      {"Domains | summarize n = dcount(ip) by Registrar", "domains | per registrar show n = count(ip)"},
      {"Domains | where Created > ago(1d)", "domains where created since 1d"},
  };
  for (const auto& [text, line] : pairs) {
    CHECK(translated(text) == line);
    INFO(line);
    CHECK(parse(line).diagnostics.empty());
  }
}

TEST_CASE("what cannot be said whole has no translation", "[foreign]") {
  for (const std::string text : {
           "SELECT DISTINCT tld FROM domains",
           "SELECT DISTINCT registrar FROM domains ORDER BY created",
           "SELECT DISTINCT name, registrar FROM domains",
           "SELECT * FROM domains WHERE created <> NOW() - INTERVAL '30 days'",
           "SELECT * FROM domains WHERE created != NOW() - INTERVAL '30 days'",
           "SELECT * FROM domains WHERE name LIKE '%a*b%'",
           "SELECT registrar, COUNT(*) FROM domains",
           "SELECT * FROM domains GROUP BY registrar",
           "SELECT tld, registrar, COUNT(*) FROM domains GROUP BY registrar",
           "SELECT registrar, MAX(created) FROM domains GROUP BY registrar HAVING COUNT(*) > 2",
           "SELECT registrar, MAX(created) FROM domains GROUP BY registrar ORDER BY COUNT(*)",
           "MATCH (d:Domain {name: 'mvgu.net'})-[:IP*3]->(i) RETURN i",
           "MATCH (d:Domain {name: 'mvgu.net'})-[:NS]->(a)-[:NS]->(b) RETURN b",
           "MATCH (d:Domain)-[:NS]->(n:Domain) RETURN n",
           "MATCH (d:Domain)-[:NS]->(n:Domain) RETURN d",
           "MATCH (a {name: 'mvgu.net'})-[:IP]->(i)<-[:IP]-(o) RETURN o",
           "MATCH (i {name: '192.0.2.1'})<-[:IP]-(d:Domain) RETURN d",
           "MATCH (d:Domain)-[:IP]->(i) RETURN i ORDER BY d.created",
           "MATCH (d:Domain)-[:IP]->(i) RETURN count(*)",
           "MATCH (d:Domain)-[:IP]->(i) RETURN count(i)",
           "MATCH (d:Domain)-[:IP]->(i) RETURN *",
           "MATCH (d:Domain)-[:IP]->(d) RETURN d",
           "MATCH (d:Domain) RETURN DISTINCT d.registrar",
           "index=dns NOT query=mvgu.net",
           "index=dns query=mvgu.net OR query=corvusrex.com",
           "index=dns failed query=mvgu.net",
           "index=dns query=mvgu.net src=192.0.2.1",
           "index=dns user=mvgu.net",
           "index=dns query=mvgu.net | stats count",
           "index=dns query=mvgu.net | stats count by registrar",
           "index=dns query=mvgu.net | dedup name",
           "index=dns query=mvgu.net | fields - registrar",
           "MATCH p = shortestPath((a {name: 'mvgu.net'})-[*]->(b {name: 'skyrecs.com'})) RETURN p",
           "MATCH p = shortestPath((a {name: 'mvgu.net'})-[:IP*]-(b {name: 'skyrecs.com'})) RETURN p",
           "MATCH p = shortestPath((a {name: 'mvgu.net'})-[*]-(b:Domain)) RETURN p",
           "MATCH (d:Domain)-[:IP]->(i) WHERE i.country = 'CN' AND i.asn = 'AS64500' RETURN d",
           "MATCH (d:Domain)-[:IP]->(i) WHERE i.country <> 'CN' RETURN d",
           "hash:md5=d41d",
           "inet:ipv4^=192.0",
           "inet:fqdn:zone=mvgu.net",
           "inet:email:fqdn=mvgu.net",
           "it:host=mvgu.net",
           "inet:ipv4 | limit 5",
           "inet:fqdn=mvgu.net -> inet:dns:a",
           "inet:fqdn=mvgu.net -> inet:dns:mx",
           "inet:ipv4=192.0.2.1 -> inet:dns:a -> inet:ipv4",
       })
    CHECK(translated(text) == "none");
}

TEST_CASE("a value of another language stays a value", "[foreign]") {
  for (const std::string text : {
           "MATCH (d:Domain {name: 'mvgu.net -> ip | tag bad'}) RETURN d",
           "MATCH (d:Domain {name: 'mvgu.net|tag bad'}) RETURN d",
           "MATCH (d:Domain {name: 'mvgu.net # all'}) RETURN d",
           "MATCH (d:Domain)-[:IP]->(i {name: '192.0.2.1 | tag bad'}) RETURN i",
           "SELECT * FROM domains WHERE created BETWEEN '2022-01-01 | tag bad' AND '2022-02-01'",
           "SELECT * FROM domains WHERE created BETWEEN '2022-01-01' AND '2022-02-01 | tag bad'",
           "index=dns query=\"mvgu.net | tag bad\"",
       })
    CHECK(translated(text) == "none");
}

TEST_CASE("a statement too long to be read whole has no translation", "[foreign]") {
  const auto times = [](std::size_t count, const std::string& part) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += part;
    return out;
  };
  const std::string sql = "SELECT * FROM domains WHERE tld = 'com'";
  CHECK(translated(sql + times(60, " OR tld = 'com'")) == "domains where tld is com" + times(60, " or tld is com"));
  CHECK(translated(sql + times(120, " OR tld = 'com'")) == "none");
  const std::string cypher = "MATCH (d:Domain) WHERE d.tld = 'com'";
  CHECK(translated(cypher + times(100, " AND d.tld = 'com'") + " RETURN d") == "none");
  CHECK(translated("inet:fqdn=mvgu.net" + times(120, " -> inet:ipv4")) == "none");
}

}  // namespace clew::syntax
