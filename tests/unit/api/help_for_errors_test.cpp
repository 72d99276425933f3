// Every error of a script has a place in it, and says what would work or what is meant.
#include <clew/clew.h>

#include <catch2/catch.hpp>

#include "syntax/usage.h"
#include "unit/api/api_support.h"

namespace clew {
namespace {

struct TinyCase : test::OpenCase {
  TinyCase()
      : OpenCase(
            R"({"fact":"link","from":{"type":"domain","name":"a.example"},"relation":"ip","to":{"type":"ip","name":"192.0.2.1"},"source":"dnsdb"})"
            "\n"
            R"({"fact":"link","from":{"type":"domain","name":"a.example"},"relation":"email","to":{"type":"email","name":"x@b.example"},"source":"dnsdb"})"
            "\n",
            {"a.example"}) {}
};

/// Slips of every kind that the parser, the binder and the planner know, and some that only the run meets.
constexpr const char* kWrong[] = {
    // words out of place
    "ip 5", "asn 64500", "@iocs | bridges foo", "@iocs | rank by pagerank by degree", "param x: duration",
    "@iocs sharing tld since 30d with @iocs", "@iocs -> ip via", "@iocs -> ip seen by", "@iocs -> ip confidence",
    "let @a =", "domains where not", "(@iocs,)", "@iocs ->", "foo bar", "@iocs in other domains", "show x", "| count",
    "domains where", "@iocs | save as", "as of", "@iocs | per tld", "@iocs <-> ip", "where ip is 192.0.2.1",
    "@iocs | | count", "@iocs -> ip -> ", "@iocs where ip =", "path from @iocs", "path to 192.0.2.1",
    "expand 2 hops from @iocs", "@iocs | sort", "@iocs | top", "@iocs | take", "@iocs | show", "@iocs | tag",
    "@iocs | note", "@iocs | expect", "@iocs | alert", "@iocs | as", "alert high \"x\"", "every 1d every 2d", "include",
    "let", "param", "query", "domains sharing", "domains sharing email", "domains sharing email with", "other",
    "domains resembling", "domains matching", "@iocs minus", "@iocs plus", "not domains", "count domains",
    // values that are none
    "300.1.1.1", "192.0.2", "ip \"abc\"", "email \"abc\"", "AS4294967296", "sha256:zz", "mmh3:abc", "192.0.2.1:0",
    "1.2.3.4/99", "@iocs since 30days", "@iocs -> ip since 30days", "@iocs -> ip during 0000",
    "@iocs -> ip since 999999999y", "@iocs | take 99999999999999999999", "domains sharing ip within /129 with @iocs",
    "domains sharing ip within /0 with @iocs", "@iocs -> ip confidence >= 101", "as of 2022, as of 2023, @iocs",
    "@iocs -> ip at 2022-13-01", "@iocs -> ip between 2023 and 2022", "@", "$", "@iocs & ip", "a\\.com", "@iocs – ip",
    "a..b.example", "192.0.2.0-192.0.2.255", "a@b@c.example", "http://", "\"open", "'open", "a'b.example",
    // what other tools understand
    "@iocs where count(ip) => 3", "@iocs -> ip now", "ip(a.example)", "ASN64500 -> ip", "@iocs | show name -> ip",
    "a.example +#word", "[ inet:fqdn=a.example ]", "domains where count(ip", "domains where !live", "query a\nquery a",
    "domains -> ip during 01/02/2022", "domains with more than 3 ips", "@iocs -> ip at 12:00", "shortest path",
    "explain @iocs", "drop @iocs", "@iocs | bursts created", "let x = domains; x | count", "@iocs | take 5 -> asn",
    "WITH x AS (SELECT 1) SELECT 2", "@iocs | show *", "show all", "index=dns domain=a.example | stats count by ip",
    "a.example and a.example", "domains sharing email with a.example and a.example", "@iocs as of 2022-10-18 | why",
    "expand a.example", "param @x = @iocs", "add a.example -> ip 192.0.2.1, 192.0.2.2", "domains where ever tld is com",
    // names that nothing has
    "@nosuch", "$nosuch", "domans", "@iocs -> ipp", "domains where emial is redacted", "@iocs expand 2 hops via zzz",
    "add a.example -> zzz 192.0.2.1", "@iocs | rank by foo", "@iocs -> ip seen by nobody",
    "@iocs -> ip excluding hubs over 5 zzz", "domains where nosuch(ip) > 1", "@iocs | alert loud \"x\"",
    "@iocs | as nosuch", "include \"nofile.clew\"", "@nosuch($x = 1)", "param $a: nosuch = 1",
    // kinds that do not go together
    "(@iocs | count) -> ip", "@iocs | count by tld | where has ip", "domains where name + 1 > 2",
    "domains where created = 5", "domains where ip = email", "domains where created in @iocs",
    "param $a: duration = 5\n@iocs -> ip since $a", "domains sharing email with 192.0.2.1",
    "domains where email is 192.0.2.1", "domains where ip is 30d", "domains where country of ip is Atlantis",
    "domains where count(ip) is missing", "domains where count(ip) changed since 30d", "domains where name since 30d",
    "domains | show block(ip)", "domains | show sum(name)", "domains | show first(created)",
    "domains -> ip via ns since 30d via mx", "add a.example -> ip 192.0.2.1 seen by a, b",
    "add a.example -> apex a.example", "add a.example -> ip a@b.example", "path from @iocs to 192.0.2.1 within 0 hops",
    "@iocs expand 0 hops", "@iocs | back to foo", "@iocs | count by tld | back to tld",
    "domains where created * 2 > 2022-01-01", "domains | show created + created",
    "domains where created - 5 > 2022-01-01", "domains | show 5d * 5d", "domains where name ~ '('",
    "domains where name matching \"\"", "domains where ip ever before 2y", "domains where name resembling 5",
    "domains sharing email within 3 edits with @iocs", "domains sharing email within 30d with @iocs",
    "@iocs -> ip overlapping", "domains sharing tld seen by dnsdb with @iocs", "@iocs | bursts of name within 1h",
    "@iocs | show name, name", "domains where live = 5", "(@iocs | count by tld) | tag x",
    "(@iocs | count by tld) | save as @x", "domains where every ip",
    // scripts
    "let $x = 1\nlet $x = 2", "let @x = @iocs\nlet @x = @iocs", "let trait ip = ns",
    "let trait t = ns\nlet trait t = mx", "query a version 1\nquery b version 1", "query a version 1 edition 2",
    "every 1d\nevery 2d", "let @x = @iocs | count\n@x", "@iocs | as csv | count", "let @x = @iocs | as csv\n@x",
    "(@iocs", "@iocs)", "let $x = 1 / 0\n@iocs | take 5", "@iocs | as csv to \"\"",
    "@iocs | as csv to \"/nonexistent/x.csv\"", "read \"nofile.txt\"", "nope.example | expect count = 1",
    "@iocs | expect count = 5", "@iocs new since last run", "@iocs | new since last run",
    "param @a: domains\n@a | count", "param $n: number\ndomains where count(ip) > $n",
    "paths from @iocs to 192.0.2.1 by rarity", "path from @iocs to 192.0.2.1 by foo"};

TEST_CASE("every error of a script has a place and says what would work", "[help]") {
  const TinyCase small;
  const auto check = [](const Error& error, std::string_view drawn) {
    INFO(drawn);
    CHECK_FALSE(error.id.empty());
    CHECK(error.span.has_value());
    CHECK((!error.hint.empty() || !error.notes.empty()));
  };
  for (const char* const text : kWrong) {
    INFO(text);
    Prepared prepared = small.owner->prepare(text);
    for (const Diagnostic& each : prepared.diagnostics()) check(each.error, prepared.diagnosticText());
    bool failed = !prepared.ok();
    if (prepared.ok()) {
      const auto ran = prepared.run({}, [&](const Answer& answer) {
        for (const FailedExpectation& expected : answer.failed) {
          failed = true;
          CHECK(expected.span.has_value());
        }
        return true;
      });
      if (!ran) check(ran.error(), prepared.drawn(ran.error()));
      failed = failed || !ran.ok();
    }
    CHECK(failed);
  }
}

TEST_CASE("what only a run meets has a number too", "[help]") {
  const TinyCase small;
  const auto numberOf = [&](std::string_view text) {
    Prepared prepared = small.owner->prepare(text);
    if (!prepared.ok()) return prepared.diagnostics().front().error.id;
    const auto ran = prepared.run({}, [](const Answer&) { return true; });
    return ran.ok() ? std::string() : ran.error().id;
  };
  CHECK(numberOf("@iocs | as csv | count") == "E134");
  CHECK(numberOf("let @x = @iocs | as csv\n@x -> ip") == "E134");
  CHECK(numberOf("(@iocs | as csv) -> ip") == "E134");
  CHECK(numberOf("let $x = 1 / 0\n@iocs | take 5") == "E605");
  CHECK(numberOf("@iocs | as csv to \"\"") == "E606");
  CHECK(numberOf("read \"nofile.txt\"") == "E607");
  CHECK(numberOf("param @a: domains\n@a | count") == "E608");
  CHECK(numberOf("param $a: duration\n@iocs -> ip since $a") == "E608");
  const std::string a = small.folder.file("a.csv"), b = small.folder.file("b.json");
  Prepared both = small.owner->prepare("@iocs | as csv to \"" + a + "\" | as json to \"" + b + "\"");
  REQUIRE(both.ok());
  std::vector<std::string> notices;
  const auto ran = both.run({}, [&](const Answer& answer) {
    for (const Notice& notice : answer.table.notices) notices.push_back(notice.id + " " + notice.text);
    CHECK(answer.file == b);
    return true;
  });
  REQUIRE(ran.ok());
  CHECK(notices == std::vector<std::string>{"N428 wrote " + a});
}

TEST_CASE("names that stand for twice the name before do not unfold without end", "[help]") {
  const TinyCase small;
  std::string script = "let @n0 = @iocs\n";
  constexpr int kLevels = 60;
  for (int i = 1; i <= kLevels; ++i) {
    const std::string before = "@n" + std::to_string(i - 1);
    script += "let @n" + std::to_string(i) + " = (" + before + ", " + before + ")\n";
  }
  const std::string last = "@n" + std::to_string(kLevels);
  for (const std::string& query : {last + " | count", "domains -> ip excluding " + last + " | count"}) {
    INFO(query);
    Prepared prepared = small.owner->prepare(script + query + "\n");
    if (!prepared.ok()) {
      CHECK(prepared.diagnostics().front().error.id == "E120");  // too many steps, told before it runs
      continue;
    }
    std::int64_t count = -1;
    const auto ran = prepared.run({}, [&](const Answer& answer) {
      if (const auto* number = std::get_if<std::int64_t>(&answer.table.at(0, 0).value)) count = *number;
      return true;
    });
    REQUIRE(ran.ok());
    CHECK(count == 1);
  }
}

TEST_CASE("what an error without a better hint offers is right", "[help]") {
  const TinyCase small;
  small.folder.write("common.clew", "let $age = 30d\n");
  for (const syntax::Usage& usage : syntax::usages()) {
    if (usage.example.empty()) continue;
    INFO(usage.id << ' ' << usage.example);
    Prepared prepared = small.owner->prepare(usage.example, "query", small.folder.path());
    CHECK(prepared.diagnosticText() == "");
  }
}

}  // namespace
}  // namespace clew
