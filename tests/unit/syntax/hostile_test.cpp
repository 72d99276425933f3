// Whatever the bytes, parse comes back soon with a tree or with messages that a person can read.
#include <catch2/catch.hpp>
#include <random>

#include "common/utf8.h"
#include "sentences.h"
#include "syntax/ast_printer.h"
#include "syntax/diagnostic_printer.h"
#include "syntax/parse.h"
#include "syntax/token.h"

namespace clew::syntax {
namespace {

std::string repeated(std::string_view part, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += part;
  return out;
}

void checkMessages(std::string_view text, const ParseResult& result) {
  for (const Error& error : result.diagnostics) {
    CHECK(!error.message.empty());
    CHECK(!error.id.empty());
    REQUIRE(error.span);
    CHECK(error.span->begin <= error.span->end);
    CHECK(error.span->end <= text.size());
    const SourceText source{"", text};
    const std::string drawn = drawDiagnostic(error, std::span(&source, 1));
    CHECK(isValidUtf8(drawn));
    CHECK(drawn.size() < 8000);
  }
}

void checkRefused(const std::string& text) {
  const ParseResult result = parse(text);
  CHECK(!result.ok());
  checkMessages(text, result);
  tokenize(text);
  isIncomplete(text);
}

TEST_CASE("nesting is refused before it reaches the stack") {
  checkRefused(repeated("(", 100000));
  checkRefused(repeated("(", 100000) + "a.test" + repeated(")", 100000));
  checkRefused("@x where " + repeated("(", 100000) + "live" + repeated(")", 100000));
  checkRefused("@x where " + repeated("not ", 100000) + "live");
  checkRefused("@x where " + repeated("not (", 150) + "live" + repeated(")", 150) + repeated(")", 100000));
  checkRefused(repeated(")", 100000));
}

TEST_CASE("nesting within the limit is read") {
  const ParseResult lists = parse(repeated("(", 190) + "a.test" + repeated(")", 190) + " -> ip");
  CHECK(lists.ok());
  const ParseResult filters = parse("@x where " + repeated("(", 190) + "live or idn" + repeated(")", 190));
  CHECK(filters.ok());
  const ParseResult nots = parse("@x where " + repeated("not ", 190) + "live");
  CHECK(nots.ok());
}

TEST_CASE("bytes that are no text") {
  using namespace std::string_literals;
  checkRefused("\0"s);
  checkRefused("domains\0 where live"s);
  checkRefused("\xFF\xFE");
  checkRefused("a.test -> ip \xC3");
  checkRefused("\xED\xA0\x80");
  checkRefused("a\u200B.test");
  checkRefused("domains where name = \"\x1b[31m\"");
  checkRefused("# \u202E reversed");
}

TEST_CASE("a defanged value is one without its marks as well") {
  for (const char* const wrong : {"hxxp://a[.]]example/x", "a[.]]example", "x[@]]b.example"}) {
    INFO(wrong);
    const ParseResult read = parse(wrong);
    CHECK_FALSE(read.ok());
  }
  for (const char* const right : {"hxxp://a[.]example/x", "hxxps[://]a[.]example:8080/x?y=[1]", "a[dot]b[.]example",
                                  "x[at]b[.]example", "hxxp://[2001:db8::1]/x"}) {
    INFO(right);
    const ParseResult read = parse(right);
    REQUIRE(read.ok());
    const ParseResult again = parse(print(read.script));
    REQUIRE(again.ok());
    CHECK(print(again.script) == print(read.script));
  }
}

TEST_CASE("joiners stand inside quotes only") {
  CHECK(parse("@x where org = \"\u0646\u200C\u0645\"").ok());
  CHECK(!parse("a\u200Cb.test").ok());
}

TEST_CASE("megabytes") {
  const std::size_t mega = kMaxScriptBytes;
  checkRefused(std::string(mega, 'a'));
  checkRefused(std::string(mega + 1, ' '));
  checkRefused("\"" + std::string(mega - 1, 'a'));
  checkRefused(std::string(mega, '-'));
  checkRefused(std::string(mega, '.'));
  checkRefused(std::string(mega, '@'));
  checkRefused(std::string(mega, '*') + "[");
  checkRefused(std::string(mega, '"'));
  checkRefused(std::string(mega, ':'));
  checkRefused(std::string(mega, '['));
  checkRefused(repeated("1:", mega / 2));
  checkRefused(repeated("a--", mega / 3));
  checkRefused(repeated("a[.", mega / 3));
  checkRefused(repeated("\\\"", mega / 2));
  checkRefused(repeated("|", mega));
  checkRefused(repeated("a ", mega / 2));
  checkRefused("@x " + repeated("-> ", mega / 4));
  CHECK(parse(std::string(mega, ' ')).ok());
  CHECK(parse(std::string(mega, '\n')).ok());
  CHECK(parse(repeated("#\n", mega / 2)).ok());
  CHECK(parse("@x where name = \"" + std::string(mega - 100, 'a') + "\"").ok());
}

TEST_CASE("long lists and chains are read") {
  CHECK(parse("(a.test" + repeated(", b.test", 20000) + ")").ok());
  CHECK(parse("@x" + repeated(" -> ip", 400)).ok());
  CHECK(parse("@x" + repeated(" | count", 400)).ok());
  CHECK(parse("@x where live" + repeated(" and live", 20000)).ok());
  CHECK(parse(repeated("@x -> ip\n", 20000)).script.statements.size() == 20000);
}

TEST_CASE("a hundred messages are enough") {
  const ParseResult result = parse(repeated("domains where\n", 5000));
  CHECK(result.diagnostics.size() == 100);
}

TEST_CASE("sentences with bytes changed, taken out or doubled are harmless") {
  std::mt19937 random(20221018);
  std::vector<std::string> sources;
  for (const auto& sentence : testing::questions()) sources.push_back(sentence.source);
  for (const auto& sentence : testing::constructs()) sources.push_back(sentence.source);
  static constexpr std::string_view kSpices[] = {"(",   ")",    "|", "->",  "\"",   "'",  ",",     "and",
                                                 "not", "with", "=", "\n",  "\xC3", "10", "where", "@",
                                                 "$",   "*",    ".", "[.]", "in",   "\t", "of"};
  for (int round = 0; round < 1500; ++round) {
    std::string text = sources[random() % sources.size()];
    for (int change = 0; change < 1 + round % 3; ++change) {
      const std::size_t at = random() % (text.size() + 1);
      const std::size_t length = random() % 6;
      switch (random() % 4) {
        case 0:
          text.erase(at, length);
          break;
        case 1:
          text.insert(at, kSpices[random() % std::size(kSpices)]);
          break;
        case 2:
          text.insert(at, text.substr(at / 2, length));
          break;
        default:
          text.insert(at, " " + std::string(kSpices[random() % std::size(kSpices)]) + " ");
      }
    }
    INFO(escapeControls(text));
    const ParseResult result = parse(text);
    checkMessages(text, result);
    if (result.ok()) {
      const ParseResult again = parse(print(result.script));
      CHECK(again.ok());
      CHECK(again.script == result.script);
    }
    for (const Error& error : result.diagnostics) {
      for (const std::string_view leak : {"Context", "antlr", "mismatched", "viable", "LPAREN", "NEWLINE", "SETREF"}) {
        CHECK(error.message.find(leak) == std::string::npos);
      }
    }
  }
}

}  // namespace
}  // namespace clew::syntax
