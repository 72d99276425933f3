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
  const ScriptRun saved =
      runScript(*out, "corvusrex.com plus skyrecs.com | save as @iocs\n192.0.2.1 | save as @c2\n", "s");
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
  for (const Error& error : planner::plan(syntax::parse(text).script, input).errors)
    out += syntax::drawDiagnostic(error, std::vector<syntax::SourceText>{{"query", text}});
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
  CHECK(inputs >= 77);
}

TEST_CASE("a hint that is a whole line has fewer errors than the line it corrects") {
  const TemporaryFolder folder;
  const auto on = messagesCase(folder.file("messages.db"));
  std::size_t lines = 0;
  for (const auto& entry : fs::directory_iterator(checkoutFile("tests/golden/messages"))) {
    for (const Block& block : readGolden(entry.path()).blocks) {
      const Prepared script = on->prepare(block.text);
      if (script.diagnostics().size() != 1) continue;
      const Error& error = script.diagnostics()[0].error;
      // E1xx are about the text: their hints are lines; those of the binder may be fragments
      if (error.hint.empty() || error.id.rfind("E1", 0) != 0) continue;
      INFO(block.text << error.hint);
      const Prepared corrected = on->prepare(error.hint);
      const bool only_later =
          std::all_of(corrected.diagnostics().begin(), corrected.diagnostics().end(),
                      [](const Diagnostic& one) { return one.error.id.rfind("E1", 0) != 0 || one.error.id == "E190"; });
      CHECK(only_later);
      ++lines;
    }
  }
  CHECK(lines > 30);
}

TEST_CASE("several errors of one script come in one run, at most one a stage") {
  const TemporaryFolder folder;
  const auto on = messagesCase(folder.file("messages.db"));
  CHECK(errorsOf(*on, "@iocs -> emial\n@iocz -> ip\n@iocs -> ip | limit 10 | sort name\n") == 4);
  CHECK(errorsOf(*on, "@iocs where contry is CN and registar is X") == 1);
}

}  // namespace
}  // namespace clew::test
