// What people type who do not know the language yet, and what they are told. Each file in tests/golden/messages holds
// blocks `=== error`; CLEW_UPDATE_GOLDEN=1 writes the messages into them. A hint that is a whole line must work better
// than what it corrects.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "golden/golden_blocks.h"
#include "golden/golden_support.h"
#include "hunt/corrected_line.h"
#include "planner/planner.h"
#include "support/memory_view.h"
#include "support/process.h"
#include "support/view_catalog.h"
#include "syntax/ast_printer.h"
#include "syntax/diagnostic_printer.h"
#include "syntax/parse.h"

namespace clew::test {
namespace {

namespace fs = std::filesystem;

std::unique_ptr<Case> messagesCase(const std::string& path) {
  auto out = newCase(path);
  mustIngest(*out, {checkoutFile("tests/fixtures/messages.facts.jsonl")});
  const ScriptRun saved = runScript(*out,
                                    "corvusrex.com plus skyrecs.com | save as @iocs\n192.0.2.1 | save as @c2\n"
                                    "corvusrex.com | save as @a\nskyrecs.com | save as @b\n",
                                    "s");
  REQUIRE(saved.trouble.empty());
  return out;
}

/// A graph of few nodes that claims a great many links.
class Crowded : public ViewCatalog {
 public:
  using ViewCatalog::ViewCatalog;
  std::uint64_t linkCount(model::RelationId) const override { return 100'000'000; }
};

/// What the planner says to a query that would walk all the links of a crowded graph.
std::string walkTrouble(const std::string& text) {
  MemoryView view(model::Schema::builtin(), model::Suffixes::shipped());
  view.link("corvusrex.com", "ip", "192.0.2.1", undated());
  view.finish();
  const Crowded catalog(view, {});
  planner::PlannerInput input;
  input.catalog = &catalog;
  input.print = [](const syntax::Query& query) { return syntax::print(query); };
  std::string out;
  auto planned = planner::plan(syntax::parse(text).script, input);
  CHECK(planned.ok());
  for (Error& error : planned.prepared.unbounded) {
    hunt::correctLine(error, {{"query", text}});
    out += syntax::drawDiagnostic(error, std::vector<syntax::SourceText>{{"query", text}});
  }
  return out;
}

std::size_t errorsOf(Case& on, const std::string& text) {
  return on.prepare(text).diagnostics().size();
}

TEST_CASE("wrong inputs get the messages that the golden files have") {
  const char* update = std::getenv("CLEW_UPDATE_GOLDEN");
  const bool updating = update != nullptr && std::string(update) == "1";
  const TemporaryFolder folder;
  const auto on = messagesCase(folder.file("messages.db"));
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(checkoutFile("tests/golden/messages"))) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::size_t inputs = 0;
  for (const fs::path& path : files) {
    GoldenFile file = readGolden(path);
    for (Block& block : file.blocks) {
      INFO(path << ": " << block.text);
      const bool walk = block.kind == "walk";
      REQUIRE((walk || block.kind == "error"));
      ++inputs;
      Prepared script = on->prepare(block.text);
      CHECK(script.ok() == walk);
      const std::string found = withoutEndLines(walk ? walkTrouble(block.text) : script.diagnosticText());
      if (updating) {
        block.output = found;
        block.answered = true;
      } else {
        CHECK(found == withoutEndLines(block.output));
      }
    }
    if (updating) std::ofstream(path, std::ios::binary) << writeGolden(file);
  }
  CHECK(inputs >= 190);
}

/// The line that the error's correction makes, or the hint where it is a line of its own; empty where it has neither.
/// An example (syntax/usage.h) is no correction.
std::string correctedText(const std::string& text, Error error) {
  if (error.fix) error.hint.clear();
  hunt::correctLine(error, {{"query", text}});
  return contains(error.hint, "as in `") ? std::string() : error.hint;
}

/// The text with every correction that it is given until nothing is wrong with it; a correction may bring to light what
/// else is wrong.
std::string whollyCorrected(Case& on, const std::string& text) {
  std::string line = text;
  for (int round = 0; round < 3; ++round) {
    const Prepared script = on.prepare(line);
    if (script.diagnostics().size() != 1) break;
    const std::string next = correctedText(line, script.diagnostics()[0].error);
    if (next.empty()) break;
    line = next;
  }
  return line;
}

TEST_CASE("every corrected line works: it is read, bound and planned without an error") {
  const TemporaryFolder folder;
  const auto on = messagesCase(folder.file("messages.db"));
  std::size_t lines = 0;
  for (const auto& entry : fs::directory_iterator(checkoutFile("tests/golden/messages"))) {
    for (const Block& block : readGolden(entry.path()).blocks) {
      const std::string line = whollyCorrected(*on, block.text);
      if (line == block.text) continue;
      INFO(block.text << line);
      const Prepared corrected = on->prepare(line);
      INFO(corrected.diagnosticText());
      CHECK(corrected.ok());
      ++lines;
    }
  }
  CHECK(lines > 130);
}

TEST_CASE("every message has its place") {
  const TemporaryFolder folder;
  const auto on = messagesCase(folder.file("messages.db"));
  for (const auto& entry : fs::directory_iterator(checkoutFile("tests/golden/messages"))) {
    for (const Block& block : readGolden(entry.path()).blocks) {
      const Prepared script = on->prepare(block.text);
      for (const Diagnostic& one : script.diagnostics()) {
        INFO(block.text << one.error.message);
        CHECK(one.line > 0);
      }
    }
  }
}

TEST_CASE("several errors of one script come in one run, at most one a stage") {
  const TemporaryFolder folder;
  const auto on = messagesCase(folder.file("messages.db"));
  CHECK(errorsOf(*on, "@iocs -> emial\n@iocz -> ip\n@iocs -> ip | limit 10 | sort name\n") == 4);
  CHECK(errorsOf(*on, "@iocs where contry is CN and registar is X") == 1);
}

}  // namespace
}  // namespace clew::test
