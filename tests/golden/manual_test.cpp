// The manual's code blocks, run one after the other.
//
//   ```clew            runs on the case of examples/spam-portfolio, as on the day of its report, and must go through
//   ```clew @NAME      runs on tests/fixtures/manual/NAME.facts.jsonl
//   ```clew error      must be refused
//   ```answer          what the block before prints, byte for byte: answers, then notices; or the messages
//   ```sh              runs in a shell, in a folder that holds examples/ and queries/
//
// Blocks of one case share it, so a set that one saves is there for the next. CLEW_UPDATE_GOLDEN=1 writes the answers
// into the manual; read the difference before you commit it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "golden/golden_support.h"
#include "support/process.h"
#include "support/text.h"

namespace clew::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kManual = "docs/language.md";
constexpr const char* kDay = "2022-10-18";

struct ManualBlock {
  std::vector<std::string> info;
  std::string text;
  std::size_t line = 0;  // of its first line, from 1
  std::size_t lines = 0;
};

std::vector<ManualBlock> blocksOf(const std::vector<std::string>& lines) {
  std::vector<ManualBlock> out;
  bool inside = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    INFO(kManual << ":" << i + 1 << ": an example stands in a fence, and is run");
    CHECK((inside || lines[i].rfind("    ", 0) != 0));
    if (lines[i].rfind("```", 0) == 0) {
      inside = !inside;
      if (!inside) continue;
      ManualBlock block;
      std::istringstream info(lines[i].substr(3));
      for (std::string word; info >> word;) block.info.push_back(word);
      block.line = i + 2;
      out.push_back(block);
    } else if (inside) {
      out.back().text += lines[i] + "\n";
      ++out.back().lines;
    }
  }
  CHECK_FALSE(inside);
  return out;
}

/// The cases that blocks run on, made when first asked for.
class Cases {
 public:
  Case& named(const std::string& name) {
    auto& found = cases_[name];
    if (found) return *found;
    found = newCase(folder_.file((name.empty() ? "spam" : name) + ".db"));
    if (!name.empty()) {
      mustIngest(*found, {checkoutFile("tests/fixtures/manual/" + name + ".facts.jsonl")});
      return *found;
    }
    // paths of files stand in evidence, so they must be the same everywhere
    const fs::path here = fs::current_path();
    fs::current_path(checkoutFile(""));
    IngestOptions indicators;
    indicators.list = "spam-iocs";
    REQUIRE(found->ingest({"examples/spam-portfolio/data/indicators.txt"}, indicators, *parseTime(kDay)).ok());
    IngestOptions answers;
    answers.fetched = *parseTime(kDay);
    REQUIRE(found->ingest({"examples/spam-portfolio/data"}, answers, *parseTime(kDay)).ok());
    fs::current_path(here);
    return *found;
  }

 private:
  TemporaryFolder folder_;
  std::map<std::string, std::unique_ptr<Case>> cases_;
};

std::string shown(const Answer& answer) {
  std::string out;
  RenderOptions rendering;
  if (!answer.format.empty()) rendering.format = answer.format;
  rendering.total_rows = answer.total_rows;
  if (!answer.table.columns.empty()) {
    const auto written = renderTable(answer.table, rendering, [&](std::string_view bytes) {
      out += bytes;
      return Result<void>();
    });
    REQUIRE(written.ok());
  }
  // no blanks at the ends of lines: editors take them away
  std::string trimmed;
  for (std::string line : linesOf(out)) trimmed += line.erase(line.find_last_not_of(' ') + 1) + "\n";
  for (const Notice& notice : answer.table.notices) trimmed += "note: " + notice.text + "\n";
  for (const auto& failed : answer.failed) trimmed += "expected " + failed.condition + ": " + failed.found + "\n";
  return trimmed;
}

/// What a block prints; `refused` says whether it was.
std::string runBlock(const ManualBlock& block, Cases& cases, bool& refused) {
  std::string fixture;
  for (const std::string& word : block.info) {
    if (word[0] == '@') fixture = word.substr(1);
  }
  RunOptions options;
  options.now = *parseTime(kDay);
  const ScriptRun run = runScript(cases.named(fixture), block.text, "query", options);
  refused = !run.trouble.empty();
  if (refused) return run.trouble;
  std::string out;
  for (const Answer& answer : run.answers) {
    if (!out.empty()) out += "\n";
    out += shown(answer);
  }
  return out;
}

void runShellBlock(const ManualBlock& block, const TemporaryFolder& folder) {
  StartOptions options;
  options.folder = folder.path();
  const std::string bin = fs::path(clewProgram()).parent_path().string();
  options.environment = {{"PATH", bin + ":/usr/bin:/bin"}, {"HOME", folder.path()}};
  const Finished done = runProcess({"/bin/sh", "-e", "-c", block.text}, options);
  INFO(done.out << done.err);
  CHECK(done.exit_code == 0);
}

TEST_CASE("every block of the manual runs and prints what the manual says") {
  std::vector<std::string> lines = linesOf(readWhole(checkoutFile(kManual)));
  const std::vector<ManualBlock> blocks = blocksOf(lines);
  const bool update = std::getenv("CLEW_UPDATE_GOLDEN") != nullptr;
  std::vector<std::pair<const ManualBlock*, std::string>> fresh;
  Cases cases;
  const TemporaryFolder shell_folder;
  for (const char* name : {"examples", "queries"}) fs::create_symlink(checkoutFile(name), shell_folder.file(name));
  std::size_t answers = 0;
  std::size_t refusals = 0;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const ManualBlock& block = blocks[i];
    INFO(kManual << ":" << block.line << "\n" << block.text);
    REQUIRE_FALSE(block.info.empty());
    if (block.info[0] == "sh") {
      runShellBlock(block, shell_folder);
      continue;
    }
    if (block.info[0] == "answer") {
      CHECK(i > 0);
      CHECK(blocks[i - 1].info[0] == "clew");
      continue;
    }
    REQUIRE(block.info[0] == "clew");
    const bool wanted_refusal = std::find(block.info.begin(), block.info.end(), "error") != block.info.end();
    bool refused = false;
    const std::string printed = runBlock(block, cases, refused);
    INFO(printed);
    CHECK(refused == wanted_refusal);
    refusals += refused ? 1 : 0;
    if (i + 1 == blocks.size() || blocks[i + 1].info.empty() || blocks[i + 1].info[0] != "answer") continue;
    ++answers;
    if (update) {
      fresh.emplace_back(&blocks[i + 1], printed);
    } else {
      CHECK(printed == blocks[i + 1].text);
    }
  }
  CHECK(answers >= 20);
  CHECK(refusals >= 3);
  if (!update) return;
  for (auto at = fresh.rbegin(); at != fresh.rend(); ++at) {
    const auto begin = lines.begin() + static_cast<std::ptrdiff_t>(at->first->line - 1);
    const auto next = lines.erase(begin, begin + static_cast<std::ptrdiff_t>(at->first->lines));
    const auto now = linesOf(at->second);
    lines.insert(next, now.begin(), now.end());
  }
  std::ofstream out(checkoutFile(kManual), std::ios::binary);
  for (const std::string& line : lines) out << line << "\n";
}

TEST_CASE("help prints the manual's own sections, and its examples without their fences") {
  const auto list = help("");
  REQUIRE(list.ok());
  std::size_t sections = 0;
  for (const std::string& line : linesOf(readWhole(checkoutFile(kManual)))) {
    const std::size_t signs = line.find(' ');
    if (line.rfind("## ", 0) != 0 && line.rfind("### ", 0) != 0) continue;
    const std::string name = line.substr(signs + 1, line.find(": ") - signs - 1);
    INFO(name);
    REQUIRE(line.find(": ") != std::string::npos);
    CHECK(list->find("  " + name + " ") != std::string::npos);
    const auto text = help(name);
    REQUIRE(text.ok());
    CHECK(text->find("```") == std::string::npos);
    CHECK(text->find("\n\n\n") == std::string::npos);
    CHECK(text->size() > 200);
    CHECK(text->find("More under:") == std::string::npos);
    ++sections;
  }
  CHECK(sections >= 25);
}

/// The words of the grammar, as `tokens { }` of the lexer lists them.
std::vector<std::string> grammarWords() {
  std::vector<std::string> out;
  bool inside = false;
  for (const std::string& line : linesOf(readWhole(checkoutFile("grammar/ClewLexer.g4")))) {
    if (line.rfind("tokens {", 0) == 0) inside = true;
    if (line.rfind("}", 0) == 0 || line.find("made by the classifier") != std::string::npos) inside = false;
    if (!inside || line.find("//") != std::string::npos) continue;
    std::string word;
    for (const char c : line.substr(line.find('{') == std::string::npos ? 0 : line.find('{') + 1) + ",") {
      if (std::isupper(static_cast<unsigned char>(c)) != 0 || c == '_') {
        word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      } else if (!word.empty()) {
        if (word.size() > 5 && word.rfind("_word") == word.size() - 5) word.resize(word.size() - 5);
        out.push_back(word);
        word.clear();
      }
    }
  }
  return out;
}

bool isTopic(const std::string& word) {
  const std::vector<std::string> topics = helpTopics();
  return std::find(topics.begin(), topics.end(), word) != topics.end();
}

/// The words of a form, without what stands for something else.
std::set<std::string> wordsOf(const std::string& form) {
  std::set<std::string> out;
  std::string word;
  for (const char c : form + " ") {
    if (std::islower(static_cast<unsigned char>(c)) != 0) {
      word += c;
    } else if (!word.empty()) {
      out.insert(word);
      word.clear();
    }
  }
  return out;
}

TEST_CASE("every word of the language is in the index, with an example that is a sentence of it") {
  Cases cases;
  const TemporaryFolder folder;  // of what examples read
  std::ofstream(folder.file("common.clew")) << "let @common = corvusrex.com\n";
  std::ofstream(folder.file("bear.txt")) << "corvusrex.com\n";
  std::set<std::string> written;
  std::size_t examples = 0;
  const std::string manual = readWhole(checkoutFile(kManual));
  const std::size_t begin = manual.find("\n## index: ");
  for (const std::string& line : linesOf(manual.substr(begin, manual.find("\n## ", begin + 1) - begin))) {
    const std::size_t last = line.rfind(" | `");
    if (line.rfind("| `", 0) != 0 || last == line.npos || line.substr(line.size() - 3) != "` |") continue;
    std::string example = line.substr(last + 4, line.size() - last - 7);
    for (std::size_t at = 0; (at = example.find("\\|", at)) != example.npos;) example.erase(at, 1);
    INFO(example);
    ++examples;
    const Prepared script = cases.named("").prepare(example, "query", folder.path(), "ask");
    CHECK(script.diagnosticText() == "");
    for (const std::string& word : wordsOf(line.substr(0, line.find(" | ", 2)))) written.insert(word);
  }
  CHECK(examples > 80);
  for (const std::string& word : grammarWords()) {
    INFO(word);
    CHECK(written.count(word) == 1);
    if (isTopic(word)) continue;
    // and that is what help says first
    const auto text = help(word);
    REQUIRE(text.ok());
    CHECK(text->substr(0, text->find("\n    ")).find(word, word.size() + 1) != std::string::npos);
  }
}

TEST_CASE("help knows every word of the grammar, every function and every link column") {
  std::vector<std::string> words = grammarWords();
  REQUIRE(words.size() >= 99);
  for (const char* word : {"count",    "sum",         "min",    "max",    "avg",        "median", "list",  "first",
                           "last",     "times",       "ttl",    "day",    "week",       "month",  "year",  "len",
                           "entropy",  "block",       "round",  "log",    "seed",       "origin", "trait", "shared",
                           "source",   "confidence",  "hops",   "rarity", "similarity", "kind",   "cause", "change",
                           "pagerank", "betweenness", "degree", "hop",    "edit",       "~"})
    words.emplace_back(word);
  for (const std::string& word : words) {
    INFO(word);
    const auto text = help(word);
    CHECK(text.ok());
  }
  CHECK_FALSE(help("nonsense").ok());
  // and what the schema knows, numbers of messages, and words that people look under
  CHECK(has(help("email").value(), "email of domain"));
  CHECK(has(help("emails").value(), "Relations: "));
  CHECK(has(help("jarm").value(), "speaks TLS"));
  CHECK(has(help("expires").value(), "property"));
  CHECK(has(help("E203").value(), "192.0.2.1 <- ip"));
  CHECK(has(help("N406").value(), "notice"));
  CHECK(help("sets").value() == help("writing").value());
}

}  // namespace
}  // namespace clew::test
