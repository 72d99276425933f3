// Questions and their exact answers over one small case. A file in tests/golden/queries holds blocks:
//
//   === query            (or `error`: the text must not run; or `plan`: what `explain` says)
//   the text, one line or more
//   ----
//   exactly what comes back
//
// CLEW_UPDATE_GOLDEN=1 writes the answers into the files; read the difference before you commit it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "golden/golden_support.h"
#include "support/process.h"

namespace clew::test {
namespace {

namespace fs = std::filesystem;

struct Block {
  std::string kind;
  std::string text;
  std::string output;
};

struct GoldenFile {
  std::string head;  // comment lines before the first block
  std::vector<Block> blocks;
};

GoldenFile readGolden(const std::string& path) {
  GoldenFile out;
  std::istringstream in(readWhole(path));
  std::string* into = &out.head;
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("=== ", 0) == 0) {
      out.blocks.push_back({line.substr(4), "", ""});
      into = &out.blocks.back().text;
    } else if (line == "----" && !out.blocks.empty() && into == &out.blocks.back().text) {
      into = &out.blocks.back().output;
    } else {
      *into += line + '\n';
    }
  }
  return out;
}

/// Blocks are set apart by an empty line, which belongs to no output.
std::string withoutEndLines(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.empty() ? text : text + '\n';
}

std::string writeGolden(const GoldenFile& file) {
  std::string out = withoutEndLines(file.head);
  for (const Block& block : file.blocks) {
    out += (out.empty() ? "=== " : "\n=== ") + block.kind + '\n' + block.text + "----\n" + block.output;
  }
  return out;
}

std::string renderAnswer(const Answer& answer) {
  std::string out;
  RenderOptions options;
  options.total_rows = answer.total_rows;
  const auto written = renderTable(answer.table, options, [&](std::string_view bytes) -> Result<void> {
    out += bytes;
    return {};
  });
  if (!written.ok()) out += "cannot show: " + written.error().message + '\n';
  for (const Notice& notice : answer.table.notices) {
    const std::string line = notice.id + ": " + notice.text;
    if (out.find(notice.text) == std::string::npos) out += line + '\n';
  }
  for (const auto& failed : answer.failed) out += "expected " + failed.condition + ", " + failed.found + '\n';
  return out;
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

TEST_CASE("every golden question is answered as written") {
  const char* update = std::getenv("CLEW_UPDATE_GOLDEN");
  const bool updating = update != nullptr && std::string(update) == "1";
  const std::vector<std::string> files = goldenFiles();
  REQUIRE_FALSE(files.empty());
  const TemporaryFolder folder;
  const auto golden = newCase(folder.file("golden.db"));
  mustIngest(*golden, {checkoutFile("tests/fixtures/golden.facts.jsonl")});
  for (const std::string& path : files) {
    GoldenFile file = readGolden(path);
    INFO(path);
    REQUIRE_FALSE(file.blocks.empty());
    for (Block& block : file.blocks) {
      INFO(block.kind << ": " << block.text);
      const bool known_kind = block.kind == "query" || block.kind == "error" || block.kind == "plan";
      REQUIRE(known_kind);
      const std::string found = withoutEndLines(answerOf(*golden, block));
      if (updating) {
        block.output = found;
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
