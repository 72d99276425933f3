#include "model/rare_text.h"

#include <catch2/catch.hpp>

using clew::model::RareText;

TEST_CASE("a rare text is a text in the room of a pointer") {
  static_assert(sizeof(RareText) == sizeof(void*));
  RareText text;
  CHECK(text.empty());
  CHECK(text.text().empty());
  text = RareText("Bücher.example");
  CHECK_FALSE(text.empty());
  CHECK(text.text() == "Bücher.example");
  CHECK(std::string_view(text) == "Bücher.example");
  text = std::string();
  CHECK(text.empty());
  text = RareText(std::string_view("again"));
  text.clear();
  CHECK(text.empty());
}

TEST_CASE("copies of a rare text are whole, and moving leaves nothing") {
  RareText first("one");
  RareText second = first;
  first = RareText("other");
  CHECK(second.text() == "one");
  second = second.text();  // its own text
  CHECK(second.text() == "one");
  const RareText& same = second;
  second = same;
  CHECK(second.text() == "one");
  const RareText third = std::move(second);
  CHECK(third.text() == "one");
  CHECK(second.empty());  // NOLINT: what is left is promised
  CHECK(first.text() == "other");
  first = RareText();
  CHECK(first.empty());
}
