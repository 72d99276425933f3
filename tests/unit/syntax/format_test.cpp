// Canonical layout: what it looks like, and what must hold of it for every script.
#include "syntax/format.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "common/text.h"
#include "support/sentences.h"
#include "syntax/lexeme.h"
#include "syntax/parse.h"

namespace clew::syntax {
namespace {

std::string formatted(std::string_view text, const FormatOptions& options = {}) {
  const FormatResult result = format(text, options);
  INFO(text);
  for (const Error& error : result.diagnostics) FAIL_CHECK(error.message);
  return result.text;
}

/// A script of random sentences, with line ends, comments and blanks wherever they may stand.
class RandomScript {
 public:
  explicit RandomScript(std::uint32_t seed) : random_(seed), sentences_(seed) {}

  std::string make() {
    std::string out = below(20) == 0 ? "\xEF\xBB\xBF" : "";
    for (std::size_t n = 1 + below(4); n > 0; --n) {
      while (below(3) == 0) out += comment();
      out += laidOut(sentences_.statement());
      out += below(6) == 0 ? " ; " : below(3) == 0 ? " " + comment() : lineEnd();
      while (below(4) == 0) out += lineEnd();
    }
    return out;
  }
  std::size_t comments() const { return comments_; }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }
  std::string lineEnd() { return below(5) == 0 ? "\r\n" : "\n"; }
  std::string comment() {
    ++comments_;
    static const std::vector<std::string> kTexts = {"", " why", "#", " a.test | -> \"x", "\tМосква; (", "  "};
    return "#" + std::to_string(comments_) + kTexts[below(kTexts.size())] + lineEnd();
  }

  /// The sentence with some of its blanks made line ends; what follows one is indented, as it must be to go on.
  std::string laidOut(const std::string& sentence) {
    std::string out;
    char quote = 0;
    for (std::size_t i = 0; i < sentence.size(); ++i) {
      const char c = sentence[i];
      if (quote != 0 && c == '\\' && quote == '"') {
        out += c;
        out += sentence[++i];
        continue;
      }
      if (quote != 0 ? c == quote : c == '"' || c == '\'') quote = quote != 0 ? '\0' : c;
      if (quote != 0 || c != ' ' || below(6) != 0) {
        out += c;
        continue;
      }
      out += below(3) == 0 ? " " + comment() : lineEnd();
      while (below(3) == 0) out += below(2) == 0 ? lineEnd() : comment();
      out += below(2) == 0 ? "  " : "\t";
    }
    return out;
  }

  std::mt19937 random_;
  test::Sentences sentences_;
  std::size_t comments_ = 0;
};

std::vector<std::string> commentsOf(const std::string& text) {
  std::vector<std::string> out;
  for (const Lexeme& lexeme : lex(text, 0).lexemes) {
    std::string comment = text.substr(lexeme.begin, lexeme.end - lexeme.begin);
    if (comment.empty() || comment[0] != '#') continue;
    comment.erase(comment.find_last_not_of(" \t") + 1);
    out.push_back(comment);
  }
  return out;
}

TEST_CASE("a short statement stands on one line") {
  CHECK(formatted("@iocs->ip|count   by country") == "@iocs -> ip | count by country\n");
  CHECK(formatted("@iocs\n  -> ip\n  | count") == "@iocs -> ip | count\n");
  CHECK(formatted("hXXps[:]//x[.]test/a ; @b").empty() == false);
  CHECK(formatted("hXXps[:]//x[.]test/a ; @b") == "https://x.test/a\n@b\n");
  CHECK(formatted("") == "");
  CHECK(formatted("\n\n# alone\n\n\n\n# another\n") == "# alone\n\n# another\n");
}

TEST_CASE("a long query has a stage a line") {
  const std::string long_query =
      "hosts where count(ip since 7d) >= 10 | show name, fraction = (count(asn of ip since 7d) - 1) / (count(ip since "
      "7d) - 1) | where fraction > 0.5";
  CHECK(formatted(long_query) ==
        "hosts where count(ip since 7d) >= 10\n"
        "  | show name, fraction = (count(asn of ip since 7d) - 1) / (count(ip since 7d) - 1)\n"
        "  | where fraction > 0.5\n");
  std::string hundred = "@a | note \"" + std::string(87, 'x') + "\" ";
  REQUIRE(hundred.size() == 100);
  CHECK(formatted(hundred + "| why").find('\n') < 10);
  hundred = "@a | note \"" + std::string(82, 'x') + "\" | why";
  REQUIRE(hundred.size() == 100);
  CHECK(formatted(hundred) == hundred + "\n");
}

TEST_CASE("a stage that is too long goes on in lines of its own") {
  const std::string text =
      "other domains sharing registrar and ns and mx and email and phone with corvusrex.com during 2022-09 excluding "
      "hubs over 100, @parking where created since 30d and tld is .in";
  CHECK(formatted(text) ==
        "other domains sharing registrar and ns and mx and email and phone with corvusrex.com during 2022-09\n"
        "    excluding hubs over 100, @parking where created since 30d and tld is .in\n");
}

TEST_CASE("comments stay with what they were said of") {
  CHECK(formatted("# head\n@iocs -> ip # now\n# below\n@b") == "# head\n@iocs -> ip  # now\n# below\n@b\n");
  CHECK(formatted("@iocs # seeds\n  # their addresses\n  -> ip # all time\n  | count # how many\n") ==
        "# seeds\n# their addresses\n@iocs -> ip  # all time\n  | count  # how many\n");
  CHECK(formatted("@iocs -> ip\n  # by land\n\n  | count by country\n") ==
        "@iocs -> ip\n  # by land\n  | count by country\n");
  CHECK(formatted("@iocs | # first\n count\n").find("# first") != std::string::npos);
}

TEST_CASE("the largest scripts are formatted without work that grows with their square") {
  // a mebibyte of comments, of stages with comments, of one stage that must be broken everywhere
  std::string comments;
  while (comments.size() < 1000000) comments += "@a # b\n# c\n";
  CHECK(formatted(comments).size() > comments.size());
  std::string stages = "@a\n";
  while (stages.size() < 8000) stages += "  # why\n  | why # x\n";
  CHECK(formatted(stages).size() > 7000);
  std::string list = "(a.test";
  while (list.size() < 30000) list += ", b.test";
  CHECK(formatted(list + ")").find("\n    b.test,") != std::string::npos);
}

TEST_CASE("what is wrong is said and not formatted") {
  const FormatResult result = format("@iocs | shw name\n@b |");
  CHECK(result.text.empty());
  CHECK(result.diagnostics.size() == 2);
}

TEST_CASE("formatting keeps the meaning and every comment, and is its own fixed point") {
  constexpr std::uint32_t kScripts = 1000;
  std::size_t comments = 0;
  std::size_t wrapped = 0;
  for (std::uint32_t seed = 1; seed <= kScripts; ++seed) {
    RandomScript random(seed);
    const std::string text = random.make();
    INFO("seed " << seed << "\n" << text);
    const ParseResult read = parse(text);
    REQUIRE(read.ok());
    const FormatResult once = format(text);
    REQUIRE(once.ok());
    INFO("----\n" << once.text);
    const ParseResult again = parse(once.text);
    REQUIRE(again.ok());
    CHECK(again.script == read.script);
    CHECK(format(once.text).text == once.text);
    std::vector<std::string> before = commentsOf(text);
    std::vector<std::string> after = commentsOf(once.text);
    REQUIRE(before.size() == random.comments());
    std::sort(before.begin(), before.end());
    std::sort(after.begin(), after.end());
    CHECK(before == after);
    comments += before.size();
    if (once.text.find("\n    ") != std::string::npos) ++wrapped;
  }
  CHECK(comments > kScripts);
  CHECK(wrapped > 50);
}

TEST_CASE("defanged text reads back as the same") {
  FormatOptions options;
  options.print.defang = true;
  CHECK(formatted("(corvusrex.com, 192.0.2.7, a1@qq.com, https://x.test/a.b, 2001:db8::1)", options) ==
        "(corvusrex[.]com, 192[.]0[.]2[.]7, a1[@]qq[.]com, hxxps://x[.]test/a.b, 2001:db8::1)\n");
  for (std::uint32_t seed = 1; seed <= 500; ++seed) {
    const std::string text = test::Sentences(seed).statement();
    const std::string safe = format(text, options).text;
    INFO("seed " << seed << "\n" << text << "\n" << safe);
    const ParseResult again = parse(safe);
    REQUIRE(again.ok());
    CHECK(again.script == parse(text).script);
    CHECK(format(safe, options).text == safe);
    CHECK(format(safe).text == format(text).text);
  }
}

}  // namespace
}  // namespace clew::syntax
