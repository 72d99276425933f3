// The published report, answered of the committed data: every figure holds, and none is written into the program.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cctype>
#include <filesystem>
#include <set>

#include "golden/golden_support.h"
#include "support/process.h"

namespace clew::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kReportDay = "2022-10-18";

Time reportDay() {
  const auto day = parseTime(kReportDay);
  REQUIRE(day.ok());
  return *day;
}

std::unique_ptr<Case> portfolioCase(const TemporaryFolder& folder, const std::string& data) {
  auto out = newCase(folder.file("spam.db"));
  IngestOptions indicators;
  indicators.list = "spam-iocs";
  mustIngest(*out, {data + "/indicators.txt"}, indicators);
  IngestOptions answers;
  answers.fetched = reportDay();
  mustIngest(*out, {data}, answers);
  return out;
}

ScriptRun askReport(Case& spam) {
  RunOptions options;
  options.now = reportDay();
  return runScript(spam, readWhole(checkoutFile("queries/spam-portfolio.clew")), "spam-portfolio.clew", options);
}

/// A copy of the data that lacks this file.
std::string dataWithout(const TemporaryFolder& folder, const std::string& file) {
  const std::string copy = folder.file("data");
  fs::copy(checkoutFile("examples/spam-portfolio/data"), copy, fs::copy_options::recursive);
  REQUIRE(fs::remove(fs::path(copy) / file));
  return copy;
}

std::string lowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

TEST_CASE("every figure of the report holds on the committed data") {
  const TemporaryFolder folder;
  const auto spam = portfolioCase(folder, checkoutFile("examples/spam-portfolio/data"));
  const ScriptRun run = askReport(*spam);
  INFO(run.trouble);
  REQUIRE(run.trouble.empty());
  const auto asked = std::count_if(run.answers.begin(), run.answers.end(), [](const Answer& answer) {
    return answer.text.find("| expect count = ") != std::string::npos;
  });
  CHECK(asked == 11);
  CHECK(run.summary.failed_expectations == 0);
  for (const Answer& answer : run.answers) {
    for (const auto& failed : answer.failed) FAIL_CHECK(failed.condition << ": " << failed.found);
  }
}

TEST_CASE("what hides a registrant is no node") {
  const TemporaryFolder folder;
  const auto spam = portfolioCase(folder, checkoutFile("examples/spam-portfolio/data"));
  for (const std::string query : {"emails", "orgs", "persons"}) {
    const ScriptRun run = runScript(*spam, query, query);
    INFO(query << '\n' << run.trouble);
    REQUIRE(run.trouble.empty());
    REQUIRE(run.answers.size() == 1);
    const auto names = columnOf(run.answers[0].table, 0);
    if (query == "emails") CHECK_FALSE(names.empty());
    for (const std::string& name : names) {
      for (const std::string word :
           {"redacted", "privacy", "whoisguard", "not disclosed", "data protected", "withheld"}) {
        INFO(name);
        CHECK(lowerCase(name).find(word) == std::string::npos);
      }
    }
  }
}

TEST_CASE("an answer less and the report's figures are others") {
  const std::string lacking =
      GENERATE("whois/cinelon.com.json", "bulk-whois/connected-1.json", "whois-history/dolesodo.example.json",
               "dns-lookup/chbit.com.json", "passive-dns/portfolio.ndjson", "reverse-ip/192.0.2.23.json",
               "reverse-whois/example.qajez6@qq.com.json");
  const TemporaryFolder folder;
  const auto spam = portfolioCase(folder, dataWithout(folder, lacking));
  const ScriptRun run = askReport(*spam);
  INFO(lacking << '\n' << run.trouble);
  REQUIRE(run.trouble.empty());
  CHECK(run.summary.failed_expectations > 0);
}

/// All that the report says, as its reader sees it.
std::string textOf(const ScriptRun& run) {
  std::string out;
  for (const Answer& answer : run.answers) {
    for (std::size_t row = 0; row < answer.table.rowCount(); ++row) {
      for (std::size_t column = 0; column < answer.table.columns.size(); ++column)
        out += cellText(answer.table.at(row, column)) + '\t';
      out += '\n';
    }
  }
  return out;
}

TEST_CASE("of every kind of answer one less and the report says something else") {
  const std::string data = checkoutFile("examples/spam-portfolio/data");
  const TemporaryFolder whole;
  const std::string told = textOf(askReport(*portfolioCase(whole, data)));
  std::set<std::string> kinds;
  for (const fs::directory_entry& kind : fs::directory_iterator(data)) {
    if (kind.is_directory()) kinds.insert(kind.path().filename().string());
  }
  // one that found something: an answer of nothing, or of a stranger to the portfolio, moves no figure by being there
  for (const char* const lacking :
       {"bulk-whois/connected-1.json", "dns-lookup/chbit.com.json", "geolocation/192.0.2.23.json",
        "netblocks/192.0.2.179.json", "passive-dns/portfolio.ndjson", "reputation/chbit.com.json",
        "reverse-ip/192.0.2.23.json", "reverse-ns/ns1.parkzone.example.json",
        "reverse-whois/example.qajez6@qq.com.json", "subdomains/chbit.com.json", "threat-intelligence/chbit.com.json",
        "whois/cinelon.com.json", "whois-history/dolesodo.example.json"}) {
    INFO(lacking);
    const TemporaryFolder folder;
    const auto spam = portfolioCase(folder, dataWithout(folder, lacking));
    CHECK(textOf(askReport(*spam)) != told);
    kinds.erase(fs::path(lacking).parent_path().string());
  }
  CHECK(kinds.empty());
}

}  // namespace
}  // namespace clew::test
