// Conditions on names, answered by the lists of names, against the same conditions said so that every name is looked at
// (`not (not ...)`), and patterns against a plain matcher besides. Names lie in the replica's file, or partly above it.
#include <clew/clew.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "support/process.h"

namespace {

using Random = std::mt19937_64;

struct Names {
  explicit Names(std::uint64_t seed) : random(seed) {}

  std::size_t below(std::size_t limit) { return random() % limit; }
  const std::string& oneOf(const std::vector<std::string>& texts) { return texts[below(texts.size())]; }

  std::string word() {
    static const std::vector<std::string> kSyllables{"pay", "pal", "rn", "lo", "gin", "vv", "0",
                                                     "1l",  "oo",  "ka", "zu", "e",   "m",  "w"};
    std::string out;
    for (std::size_t i = 1 + below(4); i > 0; --i) out += oneOf(kSyllables);
    return out;
  }
  std::string domain() {
    static const std::vector<std::string> kIdn{"xn--bcher-kva", "xn--pypal-4ve", "xn--80ak6aa92e", "xn--mnchen-3ya"};
    static const std::vector<std::string> kTails{".com", ".top", ".example", ".co.uk", ".xn--p1ai", ".net"};
    const std::string label = below(9) == 0 ? oneOf(kIdn) + (below(2) == 0 ? "" : word()) : word();
    return (below(4) == 0 ? word() + "-" : "") + label + std::to_string(below(50)) + oneOf(kTails);
  }
  std::string host() { return (below(3) == 0 ? "www." : word() + std::to_string(below(20)) + ".") + domain(); }
  std::string email() { return word() + std::to_string(below(90)) + "@" + word() + ".example"; }
  std::string url() {
    return "https://" + word() + ".example/" + upper(word()) + "/" + word() + std::to_string(below(90));
  }
  static std::string upper(std::string text) {
    for (std::size_t i = 0; i < text.size(); i += 2) text[i] = static_cast<char>(std::toupper(text[i]));
    return text;
  }

  Random random;
};

std::string node(const std::string& type, const std::string& name) {
  return R"({"type":")" + type + R"(","name":")" + name + R"("})";
}
std::string link(const std::string& from, const std::string& relation, const std::string& to) {
  return R"({"fact":"link","from":)" + from + R"(,"relation":")" + relation + R"(","to":)" + to +
         R"(,"first":"2023-01-01","last":"2023-01-02","source":"test"})" + "\n";
}

struct NameWorld {
  std::vector<std::string> domains, hosts, emails, urls;
  std::string grow(Names& names, std::size_t count) {
    std::string lines;
    for (std::size_t i = 0; i < count; ++i) {
      domains.push_back(names.domain());
      hosts.push_back(names.host());
      emails.push_back(names.email());
      urls.push_back(names.url());
      lines += link(node("host", hosts.back()), "ip", node("ip", "192.0.2." + std::to_string(i % 200)));
      lines += link(node("domain", domains.back()), "email", node("email", emails.back()));
      lines += link(node("url", urls.back()), "ip", node("ip", "192.0.2." + std::to_string(i % 200)));
    }
    return lines;
  }
};

void takeIn(clew::Case& on, const clew::test::TemporaryFolder& folder, const std::string& lines) {
  std::ofstream(folder.file("facts.jsonl")) << lines;
  const auto report = on.ingest({folder.file("facts.jsonl")}, {}, 1700000000);
  REQUIRE(report.ok());
  REQUIRE(report->nodes_new > 0);
}

std::vector<std::string> namesOf(clew::Case& on, const std::string& text) {
  clew::Prepared query = on.prepare(text);
  INFO(text);
  INFO(query.diagnosticText());
  REQUIRE(query.ok());
  clew::RunOptions options;
  options.now = 1700000000;
  std::vector<std::string> out;
  const auto run = query.run(options, [&](const clew::Answer& answer) {
    for (std::size_t row = 0; row < answer.table.rowCount(); ++row)
      out.push_back(clew::cellText(answer.table.at(row, 0)));
    for (const auto& notice : answer.table.notices) out.push_back("notice: " + notice.text);
    return true;
  });
  if (!run) out.push_back("error: " + run.error().message);
  return out;
}

/// The plain meaning of a pattern.
bool fits(const std::string& glob, const std::string& text, std::size_t g = 0, std::size_t t = 0) {
  if (g == glob.size()) return t == text.size();
  if (glob[g] == '*') {
    if (fits(glob, text, g + 1, t)) return true;
    return t < text.size() && text[t] != '@' && fits(glob, text, g, t + 1);
  }
  if (t == text.size()) return false;
  if (glob[g] == '?') return text[t] != '@' && fits(glob, text, g + 1, t + 1);
  return glob[g] == text[t] && fits(glob, text, g + 1, t + 1);
}

std::string globOf(Names& names, std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
  std::string out;
  for (std::size_t at = 0; at < name.size();) {
    if (names.below(2) == 0) {
      out += names.below(4) == 0 ? "?" : "*";
      at += out.back() == '?' ? 1 : 1 + names.below(6);
      continue;
    }
    const std::size_t size = 1 + names.below(5);
    out += name.substr(at, size);
    at += size;
  }
  return out.find_first_of("*?") == std::string::npos ? out + "*" : out;
}

std::string regexOf(Names& names, const std::string& name) {
  std::string out = names.below(6) == 0 ? "(?i)" : "";
  if (names.below(3) == 0) out += "^";
  std::size_t at = out.back() == '^' ? 0 : names.below(name.size());
  for (std::size_t i = 1 + names.below(4); i > 0 && at < name.size(); --i) {
    const std::size_t size = std::min<std::size_t>(1 + names.below(5), name.size() - at);
    std::string piece;
    for (const char c : name.substr(at, size))
      piece += std::isalnum(c) != 0 || c == '@' ? std::string(1, c) : "[" + std::string(1, c) + "]";
    at += size;
    switch (names.below(6)) {
      case 0:
        out += "(" + piece + "|" + names.word() + ")";
        break;
      case 1:
        out += ".*" + piece;
        break;
      case 2:
        out += "[a-z0-9]*" + piece;
        break;
      case 3:
        out += "(" + piece + ")?";
        break;
      default:
        out += piece;
    }
  }
  return names.below(6) == 0 ? out + "$" : out;
}

std::string condition(Names& names, const NameWorld& world, bool hosts, int depth = 0) {
  const std::vector<std::string>& all =
      hosts ? (names.below(2) == 0 ? world.domains : world.hosts) : (names.below(2) == 0 ? world.emails : world.urls);
  switch (names.below(depth == 0 ? 9 : 7)) {
    case 0:
    case 1:
      return "name matching \"" + globOf(names, names.oneOf(all)) + "\"";
    case 2:
    case 3:
      return "name ~ '" + regexOf(names, names.oneOf(all)) + "'";
    case 4:
      return hosts ? "tld in (.top, .co.uk, c*)" : "name matching \"*" + names.word() + "*\"";
    case 5:
      return hosts ? (names.below(2) == 0 ? "tld is .uk" : "label matching \"" + globOf(names, names.word()) + "\"")
                   : "name ~ '[.]example/'";
    case 6:
      return hosts ? "label ~ '" + names.word() + "'" : "name not matching \"" + globOf(names, names.oneOf(all)) + "\"";
    case 7:
      return "(" + condition(names, world, hosts, 1) + " or " + condition(names, world, hosts, 1) + ")";
    default:
      return condition(names, world, hosts, 1) + " and " + condition(names, world, hosts, 1);
  }
}

}  // namespace

TEST_CASE("conditions on names leave out none that meets them, wherever it lies") {
  const clew::test::TemporaryFolder folder;
  Names names(7);
  NameWorld world;
  auto opened = clew::Case::open(folder.file("names.db"), {.create = true, .read_only = false, .schema_file = {}});
  REQUIRE(opened.ok());
  clew::Case& on = **opened;
  takeIn(on, folder, world.grow(names, 6'000));
  namesOf(on, "domains | count");
  std::size_t found = 0;
  for (int round = 0; round < 160; ++round) {
    if (round == 80) takeIn(on, folder, world.grow(names, 60));
    const bool hosts = names.below(3) != 0;
    const std::string type =
        hosts ? (names.below(2) == 0 ? "hosts" : "domains") : (names.below(2) == 0 ? "emails" : "urls");
    const std::string asked = condition(names, world, hosts);
    INFO(type << " where " << asked);
    const auto by_lists = namesOf(on, type + " where " + asked);
    CHECK(by_lists == namesOf(on, type + " where not (not (" + asked + "))"));
    found += by_lists.size();
  }
  CHECK(found > 1'000);
}

TEST_CASE("patterns find the names that a plain matcher finds") {
  const clew::test::TemporaryFolder folder;
  Names names(8);
  NameWorld world;
  auto opened = clew::Case::open(folder.file("globs.db"), {.create = true, .read_only = false, .schema_file = {}});
  REQUIRE(opened.ok());
  takeIn(**opened, folder, world.grow(names, 5'000));
  const std::set<std::string> emails(world.emails.begin(), world.emails.end());
  std::size_t found = 0;
  for (int round = 0; round < 60; ++round) {
    const std::string glob = globOf(names, names.oneOf(world.emails));
    std::multiset<std::string> wanted;
    for (const std::string& name : emails) {
      if (fits(glob, name)) wanted.insert(name);
    }
    INFO(glob);
    const auto answer = namesOf(**opened, "emails matching \"" + glob + "\"");
    CHECK(std::multiset<std::string>(answer.begin(), answer.end()) == wanted);
    found += wanted.size();
  }
  CHECK(found > 100);
}

TEST_CASE("lookalikes among many names are those that looking at each finds") {
  const clew::test::TemporaryFolder folder;
  Names names(9);
  NameWorld world;
  auto opened = clew::Case::open(folder.file("like.db"), {.create = true, .read_only = false, .schema_file = {}});
  REQUIRE(opened.ok());
  takeIn(**opened, folder, world.grow(names, 5'000));
  std::size_t found = 0;
  for (int round = 0; round < 40; ++round) {
    std::string brands = names.oneOf(world.domains);
    for (std::size_t i = names.below(3); i > 0; --i)
      brands += ", " + (names.below(2) == 0 ? names.oneOf(world.domains) : names.word() + names.word() + ".test");
    const std::string within = names.below(3) == 0 ? " within 2 edits" : "";
    const auto by_lists = namesOf(**opened, "domains resembling (" + brands + ")" + within);
    INFO(brands << within);
    CHECK(by_lists == namesOf(**opened, "domains where not (not (name resembling (" + brands + ")" + within + "))"));
    CHECK(by_lists == namesOf(**opened, "domains where name resembling (" + brands + ")" + within));
    found += by_lists.size();
  }
  CHECK(found > 300);
}
