// The forty questions that analysts ask (tests/golden/questions), and the constructs of the language one by one
// (tests/golden/constructs): each file on a small case of its own that makes the right answer known and a wrong one
// visible. It holds sections, carried out in their order on one case:
//
//   === facts          what a source said, a line each (see facts_notation.h)
//   === portfolio      the example of examples/spam-portfolio is taken in
//   === run            a script whose answer does not matter
//   === query          a script; what follows ---- is its answer, exactly
//   === file           a file that a query wrote, by its name; what follows ---- is what it holds
//
// CLEW_UPDATE_GOLDEN=1 writes the answers into the files; read the difference before you commit it: the head of each
// file says what the answer must be.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "golden/facts_notation.h"
#include "golden/golden_blocks.h"
#include "golden/golden_support.h"
#include "support/process.h"

namespace clew::test {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNow = "2025-04-01T00:00:00Z";

std::vector<std::string> filesIn(const std::string& folder) {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(checkoutFile(folder))) {
    if (entry.path().extension() == ".txt") out.push_back(entry.path().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// What follows the dashes of such a section is held to.
bool hasAnswer(const std::string& kind) {
  return kind == "query" || kind == "file";
}

bool knownKind(const std::string& kind) {
  return hasAnswer(kind) || kind == "facts" || kind == "portfolio" || kind == "run";
}

std::string withoutEnd(const std::string& line) {
  return line.substr(0, line.find('\n'));
}

class Question {
 public:
  explicit Question(const std::string& path)
      : name_(fs::path(path).stem().string()), case_(newCase(folder_.file("case.db"))), before_(fs::current_path()) {
    fs::current_path(folder_.path());  // files are named in answers as they were given, and the folder's name changes
  }
  ~Question() { fs::current_path(before_); }
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;

  /// Carries one section out; gives its answer, "" for a section that has none.
  std::string carryOut(const Block& block) {
    if (block.kind == "facts") {
      const std::string name = "facts-" + std::to_string(++files_) + ".jsonl";
      folder_.write(name, factLines(block.text));
      ingest({name});
    } else if (block.kind == "portfolio") {
      IngestOptions indicators;
      indicators.list = "spam-iocs";
      ingest({checkoutFile("examples/spam-portfolio/data/indicators.txt")}, indicators);
      ingest({checkoutFile("examples/spam-portfolio/data")});
    } else if (block.kind == "file") {
      return readWhole(folder_.file(withoutEnd(block.text)));
    } else {
      return answer(block);
    }
    return "";
  }

 private:
  void ingest(const std::vector<std::string>& paths, IngestOptions options = {}) {
    options.fetched = *parseTime("2022-10-18T00:00:00Z");
    mustIngest(*case_, paths, options);
  }

  std::string answer(const Block& block) {
    RunOptions options;
    options.now = *parseTime(kNow);
    const ScriptRun run = runScript(*case_, block.text, name_, options, name_);
    if (block.kind == "run") CHECK(run.trouble == "");
    std::string out;
    for (const Answer& each : run.answers) out += renderAnswer(each);
    return run.trouble.empty() ? out : out + "stopped: " + run.trouble + '\n';
  }

  TemporaryFolder folder_;
  std::string name_;
  std::unique_ptr<Case> case_;
  fs::path before_;
  int files_ = 0;
};

void checkQuestion(const std::string& path, bool rewrite) {
  GoldenFile file = readGolden(path);
  INFO(path);
  REQUIRE_FALSE(file.blocks.empty());
  Question question(path);
  for (Block& block : file.blocks) {
    INFO(block.kind << ": " << block.text);
    REQUIRE(knownKind(block.kind));
    const std::string found = withoutEndLines(question.carryOut(block));
    if (!hasAnswer(block.kind)) continue;
    if (rewrite) {
      block.output = found;
    } else {
      CHECK(found == withoutEndLines(block.output));
      CHECK(found != "");
    }
  }
  if (rewrite) std::ofstream(path, std::ios::binary) << writeGolden(file);
}

bool updating() {
  const char* update = std::getenv("CLEW_UPDATE_GOLDEN");
  return update != nullptr && std::string(update) == "1";
}

TEST_CASE("the questions that analysts ask are answered") {
  const std::vector<std::string> files = filesIn("tests/golden/questions");
  REQUIRE(files.size() == 40);
  for (const std::string& path : files) checkQuestion(path, updating());
}

TEST_CASE("each construct keeps what it must and drops the near miss") {
  const std::vector<std::string> files = filesIn("tests/golden/constructs");
  REQUIRE(files.size() >= 13);
  for (const std::string& path : files) checkQuestion(path, updating());
}

}  // namespace
}  // namespace clew::test
