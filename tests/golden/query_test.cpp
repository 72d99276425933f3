// Questions and their exact answers over one small case. A file in tests/golden/queries holds blocks:
//
//   === query            (or `error`: the text must not run; or `plan`: what `explain` says)
//   the text, one line or more
//   ----
//   exactly what comes back
//
// why.txt asks a case that holds tests/fixtures/evidence as well: one small file a kind of format.
// Before the first block a line `fixture NAME` gives the facts of tests/fixtures that it asks.
//
// CLEW_UPDATE_GOLDEN=1 writes the answers into the files; read the difference before you commit it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "golden/golden_blocks.h"
#include "golden/golden_support.h"
#include "support/process.h"

namespace clew::test {
namespace {

namespace fs = std::filesystem;

/// `fixture NAME` in the first line of the head: facts of its own.
std::string fixtureOf(const GoldenFile& file) {
  const std::string word = "fixture ";
  if (file.head.rfind(word, 0) != 0) return "golden.facts.jsonl";
  return file.head.substr(word.size(), file.head.find('\n') - word.size());
}

std::string answerOf(Case& on, const Block& block) {
  RunOptions options;
  options.now = *parseTime("2025-04-01T00:00:00Z");
  if (block.kind == "plan") {
    Prepared script = on.prepare(block.text);
    return script.ok() ? script.explain() : script.diagnosticText();
  }
  const ScriptRun run = runScript(on, block.text, "query", options);
  if (block.kind == "error") {
    return run.trouble.empty() ? "no error\n" : run.trouble;
  }
  std::string out;
  for (const Answer& answer : run.answers) out += renderAnswer(answer);
  return run.trouble.empty() ? out : out + "stopped: " + run.trouble + '\n';
}

std::vector<std::string> goldenFiles() {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(checkoutFile("tests/golden/queries"))) {
    if (entry.path().extension() == ".txt") out.push_back(entry.path().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// The process works in `folder` while this lives.
class WorkingFolder {
 public:
  explicit WorkingFolder(const std::string& folder) : before_(fs::current_path()) { fs::current_path(folder); }
  ~WorkingFolder() { fs::current_path(before_); }
  WorkingFolder(const WorkingFolder&) = delete;
  WorkingFolder& operator=(const WorkingFolder&) = delete;

 private:
  fs::path before_;
};

TEST_CASE("every golden question is answered as written") {
  const char* update = std::getenv("CLEW_UPDATE_GOLDEN");
  const bool updating = update != nullptr && std::string(update) == "1";
  const std::vector<std::string> files = goldenFiles();
  REQUIRE_FALSE(files.empty());
  const TemporaryFolder folder;
  const WorkingFolder checkout(checkoutFile("."));  // `why` shows paths as they were given
  const auto evidence = newCase(folder.file("evidence.db"));
  mustIngest(*evidence, {"tests/fixtures/golden.facts.jsonl"});
  REQUIRE(evidence->ingest({"tests/fixtures/evidence"}, {}).ok());  // says that a column is left out
  std::map<std::string, std::unique_ptr<Case>> cases;
  for (const std::string& path : files) {
    GoldenFile file = readGolden(path);
    const std::string fixture = fixtureOf(file);
    auto& golden = cases[fixture];
    if (!golden) {
      golden = newCase(folder.file(fixture + ".db"));
      mustIngest(*golden, {"tests/fixtures/" + fixture});
    }
    INFO(path);
    REQUIRE_FALSE(file.blocks.empty());
    for (Block& block : file.blocks) {
      INFO(block.kind << ": " << block.text);
      const bool known_kind = block.kind == "query" || block.kind == "error" || block.kind == "plan";
      REQUIRE(known_kind);
      Case& asked = fs::path(path).filename() == "why.txt" ? *evidence : *golden;
      const std::string found = withoutEndLines(answerOf(asked, block));
      if (updating) {
        block.output = found;
        block.answered = true;
      } else {
        CHECK(found == withoutEndLines(block.output));
        if (block.kind == "error") CHECK(found != "no error\n");
      }
    }
    if (updating) std::ofstream(path, std::ios::binary) << writeGolden(file);
  }
}

}  // namespace
}  // namespace clew::test
