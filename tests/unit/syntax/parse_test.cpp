#include "syntax/parse.h"

#include <catch2/catch.hpp>

#include "sentences.h"
#include "syntax/ast_printer.h"

namespace clew::syntax {
namespace {

using testing::Sentence;

void check(const Sentence& sentence) {
  INFO(sentence.source);
  const ParseResult result = parse(sentence.source);
  for (const Error& error : result.diagnostics) FAIL(error.id << " " << error.message);
  CHECK(print(result.script) == sentence.canonical() + "\n");
  const ParseResult again = parse(print(result.script));
  CHECK(again.ok());
  CHECK(again.script == result.script);
}

const Query& onlyQuery(const Script& script) {
  REQUIRE(script.statements.size() == 1);
  return std::get<QueryStatement>(script.statements[0].node).query;
}

const Expr& onlyFilter(const Script& script) {
  return *onlyQuery(script).set.first.where;
}

TEST_CASE("all forty questions parse and print") {
  REQUIRE(testing::questions().size() == 40);
  for (const Sentence& sentence : testing::questions()) check(sentence);
}

TEST_CASE("every construct parses and prints") {
  for (const Sentence& sentence : testing::constructs()) check(sentence);
}

TEST_CASE("a sharing keeps its parts and their places") {
  const std::string text = "other domains sharing email, ip with @iocs excluding hubs over 50";
  const ParseResult result = parse(text, 7);
  REQUIRE(result.ok());
  const Chain& chain = onlyQuery(result.script).set.first;
  const auto& type = std::get<TypeSource>(std::get<Primary>(chain.source.node).node);
  CHECK(type.other);
  CHECK(type.type.text == "domains");
  REQUIRE(chain.steps.size() == 1);
  const auto& sharing = std::get<Sharing>(chain.steps[0].node);
  CHECK(!sharing.other);
  CHECK(sharing.traits.form == Traits::Form::kAny);
  REQUIRE(sharing.traits.traits.size() == 2);
  CHECK(sharing.traits.traits[1].trait.words[0].span == SourceSpan{29, 31, 7});
  CHECK(text.substr(chain.steps[0].span.begin) == "sharing email, ip with @iocs excluding hubs over 50");
  const auto& hubs = std::get<Hubs>(std::get<Excluding>(sharing.modifiers.at(0).node).what.at(0));
  CHECK(hubs.over->value == 50);
}

TEST_CASE("one trait alone is any, and joined by `and` it is all") {
  const auto form = [](const std::string& text) {
    const ParseResult result = parse(text);
    REQUIRE(result.ok());
    return std::get<Sharing>(onlyQuery(result.script).set.first.steps[0].node).traits.form;
  };
  CHECK(form("domains sharing ns with @x") == Traits::Form::kAny);
  CHECK(form("domains sharing ns and mx with @x") == Traits::Form::kAll);
  CHECK(form("domains sharing at least 1 of ns, mx with @x") == Traits::Form::kAtLeast);
}

TEST_CASE("precedence: not before and before or, products before sums") {
  const ParseResult logic = parse("@x where not live and idn or private");
  REQUIRE(logic.ok());
  const auto& either = std::get<Or>(onlyFilter(logic.script).node);
  REQUIRE(either.terms.size() == 2);
  const auto& both = std::get<And>(either.terms[0].node);
  CHECK(std::holds_alternative<Not>(both.terms[0].node));

  const ParseResult sums = parse("@x where 1 - 2 - 3 * 4 = risk");
  REQUIRE(sums.ok());
  const auto& equal = std::get<Comparison>(onlyFilter(sums.script).node);
  const auto& outer = std::get<Arithmetic>(equal.left->node);
  CHECK(outer.op == Arithmetic::Op::kSubtract);
  CHECK(std::get<Arithmetic>(outer.left->node).op == Arithmetic::Op::kSubtract);
  CHECK(std::get<Arithmetic>(outer.right->node).op == Arithmetic::Op::kMultiply);
}

TEST_CASE("dates are closed intervals in UTC") {
  const auto interval = [](const std::string& date) {
    const ParseResult result = parse("@x -> ip during " + date);
    REQUIRE(result.ok());
    const auto& arrow = std::get<Arrow>(onlyQuery(result.script).set.first.steps[0].node);
    return std::get<Date>(std::get<TimeTest>(arrow.modifiers[0].node).time.node).interval;
  };
  CHECK(interval("2022") == Interval{1640995200, 1672531199});
  CHECK(interval("2024-02") == Interval{1706745600, 1709251199});
  CHECK(interval("2022-09-29") == Interval{1664409600, 1664495999});
  CHECK(interval("2022-09-29T10:00Z") == Interval{1664445600, 1664445659});
  CHECK(interval("2022-09-29T10:00:00.123+02:00") == Interval{1664438400, 1664438400});
  CHECK(interval("2022-09-29T10:00:00-0130") == Interval{1664451000, 1664451000});
}

TEST_CASE("durations keep their unit") {
  const auto duration = [](const std::string& text) {
    const ParseResult result = parse("every " + text);
    REQUIRE(result.ok());
    return std::get<EveryStatement>(result.script.statements[0].node).interval;
  };
  CHECK(duration("10m").seconds == 600);
  CHECK(duration("3mo").unit == Duration::Unit::kMonth);
  CHECK(duration("3mo").seconds == 90 * 86400);
  CHECK(duration("2y").amount == 2);
  CHECK(duration("2w").seconds == 14 * 86400);
}

TEST_CASE("literals know their kind") {
  const auto literal = [](const std::string& text) {
    const ParseResult result = parse(text);
    INFO(text);
    REQUIRE(result.ok());
    const Set& set = onlyQuery(result.script).set;
    return std::get<Literal>(std::get<Primary>(set.first.source.node).node);
  };
  CHECK(literal("a[.]test").kind == LiteralKind::kName);
  CHECK(literal("a[.]test").text == "a[.]test");
  CHECK(literal("a[.]test").value == "a.test");
  CHECK(literal("192.0.2.1").kind == LiteralKind::kIp);
  CHECK(literal("192.0.2.0/24").kind == LiteralKind::kCidr);
  CHECK(literal("192.0.2.1:80").kind == LiteralKind::kService);
  CHECK(literal("192.0.2.1/login").kind == LiteralKind::kUrl);
  CHECK(literal("x@y.test").kind == LiteralKind::kEmail);
  CHECK(literal("as64500").kind == LiteralKind::kAsn);
  CHECK(literal("D41D8CD98F00B204E9800998ECF8427E").value == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(literal("D41D8CD98F00B204E9800998ECF8427E").kind == LiteralKind::kHash);
  CHECK(literal("jarm:2ad2ad0002ad2ad").tag == "jarm");
  CHECK(literal("'a\\d'").value == "a\\d");
  CHECK(literal("\"a\\\\d\\n\\\"\"").value == "a\\d\n\"");
}

TEST_CASE("comparison ignores places and spellings") {
  CHECK(parse("a[.]test   -> ip").script == parse("a.test -> ip", 3).script);
  CHECK(!(parse("a.test -> ip").script == parse("a.test <- ip").script));
  CHECK(!(parse("a.test -> ip").script == parse("\"a.test\" -> ip").script));
}

TEST_CASE("statements without an error survive those with one, and of these what stands before it") {
  const ParseResult result = parse("let @a = b.test\nlet @c = = d\n@a -> ip | top asn | sort name | count\n@a -> ns");
  REQUIRE(result.script.statements.size() == 3);
  CHECK(result.script.statements[1] == parse("@a -> ip").script.statements[0]);
  REQUIRE(result.diagnostics.size() == 3);
  CHECK(result.diagnostics[1].id == "E108");
  CHECK(result.diagnostics[2].hint.find("sort by name") != std::string::npos);
}

TEST_CASE("pasted values") {
  using Values = std::vector<std::string>;
  CHECK(pastedValues("a[.]test\n\n  192.0.2.1  \r\nx@y.test\n") == Values{"a[.]test", "192.0.2.1", "x@y.test"});
  CHECK(pastedValues("a.test, b.test\nc.test d.test,\n") == Values{"a.test", "b.test", "c.test", "d.test"});
  CHECK(pastedValues("# bad ones\na.test # c2\nhttp://b.test/#x\n") == Values{"a.test", "http://b.test/#x"});
  CHECK(pastedValues("a.test, b.test").empty());
  CHECK(pastedValues("a.test,, b.test\nc.test").empty());
  CHECK(pastedValues("a.test").empty());
  CHECK(pastedValues("a.test\n").empty());
  CHECK(pastedValues("a.test\n@x -> ip").empty());
  CHECK(pastedValues("a.test\nb.test -> ip").empty());
  CHECK(pastedValues("a.test\ndomains").empty());
  CHECK(pastedValues("a.test\n300.1.2.3").empty());
  CHECK(pastedValues("").empty());
}

}  // namespace
}  // namespace clew::syntax
