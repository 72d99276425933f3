// editors/clew.tmLanguage.json against the language itself: its lists of words are the lexer's, and what it colours is
// what tokenize() says. CLEW_UPDATE_GOLDEN=1 writes the lists anew.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>

#include "common/json.h"
#include "common/text.h"
#include "support/process.h"
#include "support/sentences.h"
#include "syntax/lexeme.h"
#include "syntax/token.h"

namespace clew::syntax {
namespace {

constexpr int kMostTypes = 1000;  // more than the lexer will ever have
constexpr const char* kFile = "editors/clew.tmLanguage.json";

Json grammar() {
  const auto read = parseJson(test::readWhole(test::checkoutFile(kFile)));
  REQUIRE(read.ok());
  return *read;
}

template <typename Keep>
std::string wordList(Keep keep) {
  std::vector<std::string> words;
  for (int type = 1; type <= kMostTypes; ++type) {
    if (keep(type) && !keywordText(type).empty()) words.emplace_back(keywordText(type));
  }
  std::sort(words.begin(), words.end());
  return "\\b(?:" + join(words, "|") + ")\\b";
}

struct Coloured {
  std::size_t begin, end;
  std::string scope;
};

/// One line as an editor reads it: the leftmost match, of several the first rule's.
class Reader {
 public:
  explicit Reader(const Json& grammar) {
    for (const Json& pattern : grammar["patterns"]) {
      const Json& rule = grammar["repository"][textOf(pattern, "include").substr(1)];
      rules_.emplace_back(std::regex(textOf(rule, "match")), textOf(rule, "name"));
    }
  }
  std::vector<Coloured> read(const std::string& line) const {
    std::vector<Coloured> out;
    for (std::size_t at = 0; at < line.size();) {
      std::size_t best = line.size();
      std::size_t length = 0;
      const std::string* scope = nullptr;
      for (const auto& [rule, name] : rules_) {
        std::smatch match;
        const auto flags = at > 0 ? std::regex_constants::match_prev_avail : std::regex_constants::match_default;
        if (!std::regex_search(line.begin() + static_cast<std::ptrdiff_t>(at), line.end(), match, rule, flags))
          continue;
        const std::size_t begin = at + static_cast<std::size_t>(match.position());
        if (match.length() == 0 || begin >= best) continue;
        best = begin;
        length = static_cast<std::size_t>(match.length());
        scope = &name;
      }
      if (scope == nullptr) break;
      out.push_back({best, best + length, *scope});
      at = best + length;
    }
    return out;
  }

 private:
  std::vector<std::pair<std::regex, std::string>> rules_;
};

/// The beginning of the scope that a token must get; empty where the grammar of an editor cannot know.
std::string wantedScope(const Token& token, std::string_view word) {
  switch (token.kind) {
    case TokenClass::kComment:
      return "comment.";
    case TokenClass::kString:
      return "string.";
    case TokenClass::kSet:
      return "variable.other.set.";
    case TokenClass::kVariable:
      return "variable.parameter.";
    case TokenClass::kValue:
      return "constant.";
    case TokenClass::kOperator:
      return "keyword.operator.";
    case TokenClass::kKeyword:
      return isReservedWord(keywordType(word)) ? "keyword.control." : "keyword.other.";
    default:
      return "";
  }
}

void checkLine(const Reader& reader, const std::string& line) {
  const std::vector<Coloured> coloured = reader.read(line);
  for (const Token& token : tokenize(line)) {
    const std::string word = line.substr(token.begin, token.end - token.begin);
    const std::string wanted = wantedScope(token, word);
    if (wanted.empty()) continue;
    const auto found = std::find_if(coloured.begin(), coloured.end(), [&](const Coloured& one) {
      return one.begin == token.begin && one.end == token.end && one.scope.starts_with(wanted);
    });
    INFO(line << "\n" << word << " is no " << wanted);
    CHECK(found != coloured.end());
  }
}

TEST_CASE("an editor's grammar knows the words of the language, and no others") {
  Json read = grammar();
  const std::string reserved = wordList(isReservedWord);
  const std::string soft = wordList(isSoftWord);
  if (std::getenv("CLEW_UPDATE_GOLDEN") != nullptr) {
    std::string text = test::readWhole(test::checkoutFile(kFile));
    const auto put = [&](const char* rule, const std::string& list) {
      text = replaceAll(text, jsonText(read["repository"][rule]["match"]), jsonText(Json(list)));
    };
    put("reserved", reserved);
    put("soft", soft);
    std::ofstream(test::checkoutFile(kFile)) << text;
    read = grammar();
  }
  INFO("CLEW_UPDATE_GOLDEN=1 writes them anew");
  CHECK(textOf(read["repository"]["reserved"], "match") == reserved);
  CHECK(textOf(read["repository"]["soft"], "match") == soft);
}

TEST_CASE("an editor colours what the language sees") {
  const Reader reader(grammar());
  std::size_t lines = 0;
  for (const auto& entry : std::filesystem::directory_iterator(test::checkoutFile("queries"))) {
    if (entry.path().extension() != ".clew") continue;
    const std::string text = test::readWhole(entry.path().string());
    for (const std::string_view line : splitLines(text)) {
      checkLine(reader, std::string(line));
      ++lines;
    }
  }
  CHECK(lines > 100);
  for (std::uint32_t seed = 1; seed <= 400; ++seed) checkLine(reader, test::Sentences(seed).statement());
}

}  // namespace
}  // namespace clew::syntax
