// Everything that a case holds, handed on in a form of other people's and taken in again: every type of node and every
// relation of the schema. What the form cannot carry is said, and nothing else is lost.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "golden/golden_support.h"
#include "support/process.h"

namespace clew::test {
namespace {

/// Two names of each type; links from a type to itself lead from the first to the second.
const std::map<std::string, std::pair<std::string, std::string>>& names() {
  const auto hash = [](char digit, std::size_t size = 64) { return std::string(size, digit); };
  static const std::map<std::string, std::pair<std::string, std::string>> kNames = {
      {"host", {"www.alpha.example", "ns1.bravo.example"}},
      {"domain", {"alpha.example", "bravo.example"}},
      {"ip", {"192.0.2.1", "2001:db8::1"}},
      {"net", {"192.0.2.0/24", "2001:db8::/32"}},
      {"asn", {"64500", "64501"}},
      {"service", {"192.0.2.1:443/tcp", "www.alpha.example:53/udp"}},
      {"url", {"http://www.alpha.example/a?b=1|2", "https://bravo.example/"}},
      {"file", {hash('a'), hash('b', 40)}},
      {"cert", {"sha256:" + hash('c'), "sha1:" + hash('d', 40)}},
      {"email", {"owner@alpha.example", "second@bravo.example"}},
      {"registrar", {"Name \\\"Harbor\\\" Ltd", "Cheap Names"}},
      {"person", {"Jane Example", "Jürgen Example"}},
      {"org", {"Example Holdings", "Other | Example"}},
      {"country", {"DE", "NL"}},
      {"phone", {"+12025550100", "+12025550101"}},
      {"tracker", {"ga:UA-12345-6", "ga:UA-12345-7"}},
      {"favicon", {"mmh3:-1321378357", "mmh3:1"}},
      {"body", {"sha256:" + hash('1'), "md5:" + hash('2', 32)}},
      {"headers", {"sha256:" + hash('3'), "sha256:" + hash('4')}},
      {"jarm", {hash('5', 62), hash('6', 62)}},
      {"key", {"sha256:" + hash('7'), "sha256:" + hash('8')}},
      {"banner", {"sha256:" + hash('9'), "sha256:" + hash('e')}},
      {"threat", {"Red Lynx", "Blue Lynx"}},
      {"report", {"pulse 7", "pulse 8"}},
      {"tag", {"c2", "misp-galaxy:threat-actor=\\\"Red Lynx\\\""}},
      {"list", {"bad names", "worse names"}},
      {"txt", {"v=spf1 -all", "\\\"quoted\\\" <b>"}},
  };
  return kNames;
}

struct Trait {
  std::string type, plural, word, to;
};

/// Every relation of every type.
std::vector<Trait> traits() {
  std::vector<Trait> out;
  const auto types = schemaWords();
  REQUIRE(types.ok());
  for (std::size_t row = 0; row < types->rowCount(); ++row) {
    const auto type = std::get<std::string>(types->at(row, 0).value);
    const auto words = schemaWords(type);
    REQUIRE(words.ok());
    for (std::size_t word = 0; word < words->rowCount(); ++word) {
      if (std::get<std::string>(words->at(word, 1).value) != "relation") continue;
      out.push_back({type, std::get<std::string>(types->at(row, 1).value),
                     std::get<std::string>(words->at(word, 0).value), std::get<std::string>(words->at(word, 2).value)});
    }
  }
  return out;
}

/// Links that the graph makes itself: facts do not state them.
bool isMade(const Trait& trait) {
  static const std::set<std::string> kMade = {"apex", "fqdn", "subdomains", "provider"};
  return kMade.contains(trait.word) || (trait.word == "cert" && trait.type != "service");
}

std::string nodeText(const std::string& type, const std::string& name) {
  return R"({"type":")" + type + R"(","name":")" + name + "\"}";
}

/// A case with each relation of each type twice, in times of their own. URLs and services come with their hosts, as
/// every reader gives them; one link has no dates.
std::unique_ptr<Case> everything(const TemporaryFolder& folder) {
  const std::string path = folder.file("all.facts.jsonl");
  std::ofstream out(path, std::ios::binary);
  int day = 0;
  const auto link = [&](const std::string& from, const std::string& relation, const std::string& to,
                        bool dated = true) {
    day = day % 28 + 1;
    const std::string text = std::string(day < 10 ? "0" : "") + std::to_string(day);
    out << R"({"fact":"link","from":)" << from << R"(,"relation":")" << relation << R"(","to":)" << to;
    if (dated) out << R"(,"first":"2024-02-)" << text << R"(T00:00:00Z","last":"2025-01-)" << text << "T10:00:05Z\"";
    out << ",\"source\":\"test\"}\n";
  };
  for (const Trait& trait : traits()) {
    if (isMade(trait)) continue;
    INFO(trait.type << " -> " << trait.to);
    const auto& from = names().at(trait.type);
    const auto& to = names().at(trait.to);
    link(nodeText(trait.type, from.first), trait.word, nodeText(trait.to, to.second));
    if (from != to) link(nodeText(trait.type, from.first), trait.word, nodeText(trait.to, to.first));
  }
  for (const auto& [url, host] :
       {std::pair(names().at("url").first, "www.alpha.example"), std::pair(names().at("url").second, "bravo.example")})
    link(nodeText("url", url), "host", nodeText("host", host));
  link(nodeText("service", names().at("service").first), "ip", nodeText("ip", "192.0.2.1"));
  link(nodeText("service", names().at("service").second), "host", nodeText("host", "www.alpha.example"));
  link(nodeText("cert", names().at("cert").first), "san", nodeText("domain", "alpha.example"));
  link(nodeText("domain", "undated.example"), "ip", nodeText("ip", "192.0.2.1"), false);
  out.close();
  auto made = newCase(folder.file("first.db"));
  mustIngest(*made, {path});
  return made;
}

Table answerOf(Case& on, const std::string& query) {
  RunOptions options;
  options.now = *parseTime("2025-04-01T00:00:00Z");
  options.budget = false;
  const ScriptRun run = runScript(on, query, "query", options);
  INFO(query << ": " << run.trouble);
  REQUIRE(run.trouble.empty());
  REQUIRE(run.answers.size() == 1);
  return run.answers[0].table;
}

std::string written(const Table& table, const std::string& format) {
  RenderOptions form;
  form.format = format;
  std::string out;
  REQUIRE(renderTable(table, form, [&](std::string_view bytes) {
            out += bytes;
            return Result<void>();
          }).ok());
  return out;
}

std::string rows(Case& on, const Trait& trait) {
  return written(answerOf(on, trait.plural + " -> " + trait.word + " | show seed, name, first, last"), "jsonl");
}

/// The graph of all links of the case.
Table wholeGraph(Case& on, const std::string& format) {
  std::string query;
  for (const Trait& trait : traits())
    query += (query.empty() ? "(" : " plus (") + trait.plural + " -> " + trait.word + ")";
  return answerOf(on, query + " | as " + format);
}

/// A case that took in what `format` wrote of the other; the file is given back too.
std::unique_ptr<Case> takenIn(const TemporaryFolder& folder, const std::string& format, const std::string& document) {
  const std::string path = folder.file("all." + format + ".json");
  std::ofstream(path, std::ios::binary) << document;
  auto made = newCase(folder.file(format + ".db"));
  const IngestReport report = mustIngest(*made, {path});
  CHECK(report.notices.empty());
  return made;
}

/// "SENTENCE: 3 left out" holds SENTENCE.
bool isSaid(const std::vector<std::string>& losses, const std::string& sentence) {
  return std::any_of(losses.begin(), losses.end(),
                     [&](const std::string& loss) { return loss.find(sentence) != std::string::npos; });
}

/// Rows as a bundle gives them back: it has to date every link.
std::string dated(std::string rows) {
  const std::string missing = R"("first":null,"last":null)";
  const std::string date = R"("first":"2025-01-28T10:00:05Z","last":"2025-01-28T10:00:05Z")";
  for (std::size_t at = 0; (at = rows.find(missing, at)) != rows.npos; at += date.size())
    rows.replace(at, missing.size(), date);
  return rows;
}

}  // namespace

TEST_CASE("a MISP event carries every link of every type, with its dates") {
  const TemporaryFolder folder;
  const auto first = everything(folder);
  const Table graph = wholeGraph(*first, "misp");
  const std::string event = written(graph, "misp");
  const auto second = takenIn(folder, "misp", event);
  std::size_t links = 0;
  for (const Trait& trait : traits()) {
    INFO(trait.type << " -> " << trait.word);
    const std::string before = rows(*first, trait);
    links += static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    CHECK_FALSE(before.empty());
    CHECK(rows(*second, trait) == before);
  }
  CHECK(links > 400);
  CHECK(written(wholeGraph(*second, "misp"), "misp") == event);
  CHECK(renderLosses(graph, "misp") ==
        std::vector<std::string>{"links `cert` of addresses follow from their services: 2 come back with those alone",
                                 "not in MISP: sources, single sightings, properties and raw records: `facts` carries "
                                 "all"});
  std::set<std::string> ids;
  std::size_t objects = 0;
  for (std::size_t at = 0; (at = event.find("\"uuid\":\"", at)) != event.npos; ++objects)
    ids.insert(event.substr(at += 8, 36));
  CHECK(objects > 1500);
  CHECK(ids.size() == objects);
  // nothing says that this was a report, or what to look for
  CHECK(rows(*second, {"report", "reports", "report", "report"}) ==
        rows(*first, {"report", "reports", "report", "report"}));
  CHECK(written(answerOf(*second, "hosts where to-ids is known | count"), "list") == "0\n");
}

TEST_CASE("a STIX bundle carries every link between two nodes that STIX has objects for, with its dates") {
  const TemporaryFolder folder;
  const auto first = everything(folder);
  const Table graph = wholeGraph(*first, "stix");
  const auto second = takenIn(folder, "stix", written(graph, "stix"));
  const auto losses = renderLosses(graph, "stix");
  static const std::set<std::string> kCarried = {"host", "domain", "ip",     "net", "asn",     "url",   "file",
                                                 "cert", "email",  "person", "org", "country", "threat"};
  std::size_t carried = 0;
  for (const Trait& trait : traits()) {
    INFO(trait.type << " -> " << trait.word);
    const std::string before = rows(*first, trait), after = rows(*second, trait);
    if (!kCarried.contains(trait.type) || !kCarried.contains(trait.to)) {
      CHECK(after.empty());
      CHECK(isSaid(losses, "links `" + trait.word + "` of which an end was left out: "));
    } else if (trait.word == "cert" && trait.type == "ip") {
      CHECK(after.empty());
      CHECK(isSaid(losses, "links `cert` of addresses follow from their services: 2 come back with those alone"));
    } else {
      ++carried;
      CHECK(after == (isMade(trait) ? before : dated(before)));
    }
  }
  CHECK(carried > 50);
  for (const auto& [type, pair] : names())
    CHECK(isSaid(losses, "STIX has no object for nodes of type " + type + ": ") == !kCarried.contains(type));
  CHECK(isSaid(losses, "links without dates: 2, which who reads the bundle will date 2025-01-28T10:00:05Z"));
  CHECK(isSaid(losses, "not in STIX: sources, single sightings, properties and raw records"));
  CHECK_FALSE(isSaid(losses, "to itself"));
}

TEST_CASE("saved answers come back from a MISP event as they went into it") {
  const TemporaryFolder folder;
  const auto first = newCase(folder.file("first.db"));
  std::vector<std::string> paths = {checkoutFile("examples/spam-portfolio/data")};
  const std::string real = sharedFolder() + "/data/real/";
  if (std::filesystem::exists(real)) {
    for (const char* name : {"misp-event", "stix", "otx", "rdap", "virustotal", "crtsh"}) paths.push_back(real + name);
  } else {
    WARN("made-up answers alone: no shared data at " << sharedFolder() << " (set CLEW_SHARED)");
  }
  REQUIRE(first->ingest(paths, {}).ok());
  const std::string event = written(wholeGraph(*first, "misp"), "misp");
  const auto second = takenIn(folder, "misp", event);
  std::size_t links = 0;
  for (const Trait& trait : traits()) {
    INFO(trait.type << " -> " << trait.word);
    if (trait.word == "cert" && trait.type == "ip") continue;  // said to be lost where services are
    const std::string before = rows(*first, trait);
    links += static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    CHECK(rows(*second, trait) == before);
  }
  CHECK(links > 5000);
  CHECK(written(wholeGraph(*second, "misp"), "misp") == event);
}

TEST_CASE("nodes without links are carried too, and the same answer is the same event") {
  const TemporaryFolder folder;
  const auto first = everything(folder);
  for (const auto& [type, pair] : names()) {
    INFO(type);
    std::string plural;
    for (const Trait& trait : traits())
      if (trait.type == type) plural = trait.plural;
    const Table graph = answerOf(*first, plural + " | as misp");
    const std::string event = written(graph, "misp");
    CHECK(event == written(answerOf(*first, plural + " | as misp"), "misp"));
    const TemporaryFolder own;
    const auto second = takenIn(own, "misp", event);
    CHECK(written(answerOf(*second, plural), "csv") == written(answerOf(*first, plural), "csv"));
  }
}

}  // namespace clew::test
