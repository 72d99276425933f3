#include "shell/words.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "shell/exit_code.h"
#include "shell/history_file.h"
#include "shell/info_text.h"
#include "shell/ingest_progress.h"
#include "shell/ingest_summary.h"
#include "shell/line_editor.h"
#include "shell/output.h"
#include "support/process.h"

using namespace clew;         // NOLINT: a test's vocabulary
using namespace clew::shell;  // NOLINT

TEST_CASE("durations are a number with its unit, or several") {
  CHECK(readDuration("500ms").value().count() == 500);
  CHECK(readDuration("30s").value().count() == 30000);
  CHECK(readDuration("1h30m").value().count() == 5400000);
  CHECK(readDuration("2d").value().count() == 172800000);
  for (const char* wrong : {"", "s", "30", "30 s", "-1s", "1.5s", "1w", "9999999999999999999s", "30sx"}) {
    INFO(wrong);
    CHECK_FALSE(readDuration(wrong).ok());
  }
}

TEST_CASE("the nearest word is near or none") {
  CHECK(nearest("spma.db", {"other.db", "spam.db"}) == "spam.db");
  CHECK(nearest("ingets", {"ingest", "info"}) == "ingest");
  CHECK_FALSE(nearest("x", {"ingest"}).has_value());
  CHECK_FALSE(nearest("spam.db", {"quarterly.db"}).has_value());
  CHECK_FALSE(nearest(std::string(1000, 'a'), {std::string(1000, 'b')}).has_value());
}

TEST_CASE("sets are given by file or by value") {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("seeds.txt", "# seeds\r\na.example\r\n\r\n  b.example  \n");
  SetArguments set;
  CHECK(addSetArgument("@seeds=" + file, set).ok());
  CHECK(set.sets.at("seeds") == std::vector<std::string>{"a.example", "b.example"});
  CHECK(addSetArgument("@net=10.0.0.0/8", set).ok());
  CHECK(set.sets.at("net") == std::vector<std::string>{"10.0.0.0/8"});
  CHECK(addSetArgument("@none=", set).ok());
  CHECK(set.sets.at("none").empty());
  CHECK(addSetArgument("$title=a=b", set).ok());
  CHECK(set.values.at("title") == "a=b");
  CHECK_FALSE(addSetArgument("@dir=" + folder.path(), set).ok());
  CHECK_FALSE(addSetArgument("=x", set).ok());
}

TEST_CASE("of several troubles one exit code wins") {
  Outcome outcome;
  CHECK(outcome.exitCode() == 0);
  outcome.addRejected();
  CHECK(outcome.exitCode() == 3);
  outcome.addExpectation();
  CHECK(outcome.exitCode() == 4);
  outcome.add(Error(ErrorCode::kTimeout, "x"));
  CHECK(outcome.exitCode() == 1);
  outcome.add(Error(ErrorCode::kUnknownName, "x"));
  CHECK(outcome.exitCode() == 2);
  outcome.addInterrupt();
  CHECK(outcome.exitCode() == 130);
}

TEST_CASE("the ending of a file names its form") {
  CHECK(formatOfEnding("a.json") == "json");
  CHECK(formatOfEnding("dir.json/a.md") == "markdown");
  CHECK(formatOfEnding("a.stix.json") == "stix");
  CHECK(formatOfEnding("case.facts.jsonl") == "facts");
  CHECK(formatOfEnding("json").empty());
  CHECK(formatOfEnding(".json").empty());
  CHECK(formatOfEnding("a.doc").empty());
}

TEST_CASE("history survives any text, and keeps the newest entries") {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("state/clew/history");
  for (const std::string entry : {"one", "two\nlines", "back\\slash\\n", ""}) appendHistory(path, entry);
  CHECK(loadHistory(path, 10) == std::vector<std::string>{"one", "two\nlines", "back\\slash\\n"});
  for (int i = 0; i < 100; ++i) appendHistory(path, std::to_string(i));
  CHECK(loadHistory(path, 2) == std::vector<std::string>{"98", "99"});
  CHECK(loadHistory(folder.file("none"), 2).empty());
  {
    std::ofstream long_one(folder.file("long"));
    for (std::size_t i = 0; i < kHistoryLines + 5; ++i) long_one << "number " << i << '\n';
  }
  appendHistory(folder.file("long"), "last");
  const std::vector<std::string> kept = loadHistory(folder.file("long"), 2 * kHistoryLines);
  REQUIRE(kept.size() == kHistoryLines);
  CHECK(kept.front() == "number 6");
  CHECK(kept.back() == "last");
}

TEST_CASE("progress is one line that fits") {
  IngestState state;
  state.file = "dir/dns\x1b[31m.jsonl";
  state.files_total = 3;
  state.files_done = 1;
  state.bytes_total = 1000;
  state.bytes_done = 250;
  state.facts = 1200000;
  CHECK(progressLine(state, 4, 0) ==
        "[#####---------------]  25 %  1.2 M facts  300 k/s  0:12 left  file 2 of 3  dns\\x1b[31m.jsonl");
  CHECK(progressLine(state, 4, 40).size() == 39);
  state.bytes_total = 0;
  CHECK(progressLine(state, 0.1, 0) == "1.2 M facts  file 2 of 3  dns\\x1b[31m.jsonl");
}

TEST_CASE("an ingest of many files is told by format") {
  IngestReport report;
  for (int i = 0; i < 30; ++i)
    report.files.push_back({"f" + std::to_string(i), i % 2 == 0 ? "cof" : "", "", 1, 2, 3, 4});
  CHECK(ingestTable(report).rowCount() == 30);
  const Table table = ingestTableByFormat(report);
  REQUIRE(table.rowCount() == 2);
  CHECK(cellText(table.at(0, 0)) == "unread");
  CHECK(cellText(table.at(1, 0)) == "cof");
  CHECK(cellText(table.at(1, 1)) == "15");
  CHECK(cellText(table.at(1, 5)) == "60");
  report.reasons = {{"a", 2}, {"b", 2}, {"c", 1}, {"d", 1}};
  const auto reasons = frequentReasons(report, 3);
  REQUIRE(reasons.size() == 3);
  CHECK(reasons[0] == std::pair<std::string, std::uint64_t>("a", 2));
  CHECK(reasons[2].first == "c");
}

TEST_CASE("completion finishes the word begun") {
  CHECK(wordBegun("domains sha") == 3);
  CHECK(wordBegun("domains ") == 0);
  CHECK(wordBegun("x @io") == 3);
  CHECK(commonBeginning({"sharing", "share", "shared"}) == "shar");
  CHECK(commonBeginning({"a", "b"}).empty());
}

TEST_CASE("sizes are read at a glance") {
  CHECK(bytesText(1) == "1 byte");
  CHECK(bytesText(1023) == "1,023 bytes");
  CHECK(bytesText(1536) == "1.5 KiB");
  CHECK(bytesText(std::uint64_t{5} << 40) == "5.0 TiB");
}
