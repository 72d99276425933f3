#include "syntax/token.h"

#include <catch2/catch.hpp>

#include <algorithm>

namespace clew::syntax {
namespace {

std::string colours(std::string_view text) {
  static constexpr char kLetters[] = {'k', 'w', 'v', 's', '$', 'o', 't', '#', '!'};
  std::string out(text.size(), ' ');
  for (const Token& token : tokenize(text)) {
    for (std::uint32_t i = token.begin; i < token.end; ++i) out[i] = kLetters[static_cast<std::size_t>(token.kind)];
  }
  return out;
}

bool offers(const Continuation& next, std::string_view word) {
  return std::find(next.keywords.begin(), next.keywords.end(), word) != next.keywords.end();
}

TEST_CASE("every token has its class") {
  CHECK(colours("domains sharing email with @iocs # x") == "wwwwwww kkkkkkk wwwww kkkk sssss ###");
  CHECK(colours("a[.]b.test -> ip|top 10 asn") == "vvvvvvvvvv oo wwokkk vv www");
  CHECK(colours("@x where name ~ 'a' and n > $d") == "ss kkkkk wwww o ttt kkk w o $$");
  CHECK(colours("@x where a == 30days") == "ss kkkkk w !! !!!!!!");
  CHECK(colours("\"open") == "!!!!!");
  CHECK(colours("\xFF") == "!");
  CHECK(colours("").empty());
}

TEST_CASE("soft words are keywords where they mean something") {
  CHECK(colours("@x | show count") == "ss o kkkk wwwww");
  CHECK(colours("@x -> ip excluding hubs over 5") == "ss oo ww kkkkkkkkk kkkk kkkk v");
}

TEST_CASE("an open sentence asks for another line") {
  for (const char* text : {"(a.test,", "@x |", "@x ->", "@x where name = \"a", "(a.test", "@x -> ip,", "@x <-\n"}) {
    INFO(text);
    CHECK(isIncomplete(text));
  }
  for (const char* text : {"", "@x", "@x -> ip", "(a.test)", "@x where (live", "domains where", "a)"}) {
    INFO(text);
    CHECK(isIncomplete(text) == (std::string_view(text) == "@x where (live"));
  }
}

TEST_CASE("what can come next") {
  const Continuation start = continuationOf("");
  CHECK(start.type);
  CHECK(start.value);
  CHECK(start.set);
  CHECK(offers(start, "other"));
  CHECK(offers(start, "let"));
  CHECK(!offers(start, "with"));

  const Continuation arrow = continuationOf("@iocs ->");
  CHECK(arrow.word);
  CHECK(!arrow.value);
  CHECK(arrow.keywords.empty());

  const Continuation stage = continuationOf("@iocs -> ip |");
  CHECK(offers(stage, "count"));
  CHECK(offers(stage, "top"));
  CHECK(offers(stage, "where"));
  CHECK(!stage.word);

  const Continuation shared = continuationOf("domains sharing email");
  CHECK(offers(shared, "with"));
  CHECK(offers(shared, "and"));
  CHECK(!shared.end);

  const Continuation whole = continuationOf("@iocs -> ip");
  CHECK(whole.end);
  CHECK(offers(whole, "excluding"));

  CHECK(continuationOf("@iocs with with").keywords.empty());
  CHECK(!continuationOf("@iocs with with").end);
}

}  // namespace
}  // namespace clew::syntax
