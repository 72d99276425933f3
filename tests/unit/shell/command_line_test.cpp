#include "shell/command_line.h"

#include <catch2/catch.hpp>

using clew::ErrorCode;
using clew::shell::readCommandLine;

namespace {

clew::shell::Call callOf(const std::vector<std::string>& words) {
  auto call = readCommandLine(words);
  REQUIRE(call.ok());
  return call.value();
}

clew::Error errorOf(const std::vector<std::string>& words) {
  auto call = readCommandLine(words);
  REQUIRE_FALSE(call.ok());
  return call.error();
}

}  // namespace

TEST_CASE("the first word that is no option names a command, else a case") {
  CHECK(callOf({"run", "spam.db", "a.clew"}).command->name == "run");
  CHECK(callOf({"spam.db", "run"}).command->name.empty());
  CHECK(callOf({"./run"}).command->name.empty());
  CHECK(callOf({"--", "run"}).settings.arguments == std::vector<std::string>{"run"});
  CHECK(callOf({"--now", "2022-10-18", "ingest", "spam.db", "x"}).command->name == "ingest");
  CHECK(callOf({"--now=2022-10-18", "-q", "ingest", "spam.db", "x"}).command->name == "ingest");
  CHECK(callOf({"-o", "run", "spam.db", "q"}).command->name.empty());
}

TEST_CASE("options may stand anywhere, and arguments keep their order") {
  const auto call = callOf({"spam.db", "--limit", "12", "@iocs -> ip", "-q", "second", "--format=csv"});
  CHECK(call.settings.arguments == std::vector<std::string>{"spam.db", "@iocs -> ip", "second"});
  CHECK(call.settings.limit == 12U);
  CHECK(call.settings.format == "csv");
  CHECK(call.settings.quiet);
}

TEST_CASE("queries that look odd to an option parser stay whole") {
  for (const std::string query : {"-> ip", "[a, b]", "", "{x}", "a=b", "- x", "-"}) {
    INFO(query);
    CHECK(callOf({"spam.db", query, "z"}).settings.arguments == std::vector<std::string>{"spam.db", query, "z"});
  }
  CHECK(callOf({"spam.db", "--", "--odd"}).settings.arguments == std::vector<std::string>{"spam.db", "--odd"});
}

TEST_CASE("--set may be given several times, each with one value") {
  const auto set =
      callOf({"run", "c.db", "--set", "age=7d", "--set", "@seeds=a.example, b.example", "s.clew"}).settings;
  CHECK(set.set.values.at("age") == "7d");
  CHECK(set.set.sets.at("seeds") == std::vector<std::string>{"a.example", "b.example"});
  CHECK(set.arguments == std::vector<std::string>{"c.db", "s.clew"});
  CHECK(errorOf({"run", "c.db", "s.clew", "--set", "age"}).code == ErrorCode::kUsage);
  CHECK(errorOf({"run", "c.db", "s.clew", "--set", "@seeds=no/such/file"}).code == ErrorCode::kNotFound);
}

TEST_CASE("wrong usage is an error with a hint that works") {
  CHECK(errorOf({"spam.db", "--fromat", "csv"}).hint == "did you mean --format?");
  CHECK(errorOf({"ingest", "spam.db"}).hint == "clew ingest CASE PATH...");
  CHECK(errorOf({"formats", "x"}).code == ErrorCode::kUsage);
  CHECK(errorOf({"info", "a", "b"}).message == "'b' is one argument too many");
  CHECK(errorOf({"-q"}).message == "no case is named");
  CHECK(errorOf({"a.db", "q", "--limit"}).message == "an option lacks its value");
  for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{{"--limit", "0"},
                                                                                     {"--limit", "-1"},
                                                                                     {"--limit", "many"},
                                                                                     {"--timeout", "30"},
                                                                                     {"--timeout", "0s"},
                                                                                     {"--timeout", "99999999999d"},
                                                                                     {"--now", "soon"},
                                                                                     {"--color", "blue"},
                                                                                     {"--progress", "always"}}) {
    INFO(wrong[0] << " " << wrong[1]);
    CHECK(errorOf({"a.db", "q", wrong[0], wrong[1]}).code == ErrorCode::kUsage);
  }
  CHECK(errorOf({"a.db", "q", "--list", "x"}).code == ErrorCode::kUsage);
}

TEST_CASE("commands of later say that they are not built yet") {
  for (const char* name : {"lookup", "hunt", "merge", "diff", "pack", "purge", "report", "serve"}) {
    INFO(name);
    const auto error = errorOf({name, "a.db", "b"});
    CHECK(error.code == ErrorCode::kNotYet);
    CHECK(error.message.find("not built yet") != std::string::npos);
  }
}

TEST_CASE("help and version need no arguments") {
  CHECK(callOf({"--version"}).settings.version);
  CHECK(callOf({"ingest", "--help"}).settings.help);
  CHECK(callOf({"-h"}).settings.help);
}

TEST_CASE("ingest reads its options") {
  const auto settings = callOf({"ingest", "c.db", "a", "b", "--as", "cof", "--source", "dnsdb", "--list", "@iocs",
                                "--strict", "--dry-run", "--no-raw", "--rejects", "r.jsonl", "--subject", "192.0.2.1",
                                "--fetched", "2022-10-18T08:00:00Z"})
                            .settings;
  CHECK(settings.ingest.as == "cof");
  CHECK(settings.ingest.source == "dnsdb");
  CHECK(settings.ingest.list == "iocs");
  CHECK(settings.ingest.strict);
  CHECK(settings.ingest.dry_run);
  CHECK_FALSE(settings.ingest.keep_raw);
  CHECK(settings.ingest.rejects == "r.jsonl");
  CHECK(settings.ingest.subject == "192.0.2.1");
  CHECK(settings.ingest.fetched == 1666080000);
  CHECK(settings.arguments.size() == 3);
}
