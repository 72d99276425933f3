#include "common/json.h"

#include <catch2/catch.hpp>
#include <functional>

#include "common/json_line.h"
#include "common/utf8.h"

using namespace clew;

TEST_CASE("JSON is read with its numbers whole") {
  const Result<Json> read = parseJson(
      R"({"a":1,"b":-9223372036854775808,"c":18446744073709551615,"d":340282366920938463463374607431768211456,"e":1.5,"f":[null,true,"x"]})");
  REQUIRE(read.ok());
  CHECK(textOf(*read, "a") == "1");
  CHECK(textOf(*read, "b") == "-9223372036854775808");
  CHECK(textOf(*read, "c") == "18446744073709551615");
  CHECK(textOf(*read, "d") == "340282366920938463463374607431768211456");
  CHECK(textOf(*read, "e") == "1.5");
  CHECK(textOf(*read, "f").empty());
  CHECK(textOf(*read, "none").empty());
  CHECK(member(*read, "f", "x") == nullptr);
  CHECK(integerOf(*member(*read, "b")) == INT64_MIN);
  CHECK_FALSE(integerOf(*member(*read, "c")).has_value());
  CHECK_FALSE(integerOf(*member(*read, "d")).has_value());
  CHECK(integerOf(Json("17")) == 17);
  CHECK(integerOf(Json(17.0)) == 17);
  CHECK_FALSE(integerOf(Json(17.5)).has_value());
}

TEST_CASE("of keys that stand twice the last counts") {
  const Result<Json> read = parseJson(R"({"a":{"x":1},"a":[2]})");
  REQUIRE(read.ok());
  CHECK(jsonText(*read) == R"({"a":[2]})");
}

TEST_CASE("what is no JSON is refused with its place") {
  CHECK(parseJson("").error().message == "empty where JSON was expected");
  CHECK(parseJson("{\"a\":1,\n \"b\":}").error().message == "not valid JSON (line 2, column 6)");
  for (const char* text : {"{", "[1,2", "{\"a\"}", "[1] x", "nul", "'a'", "{\"a\":1e9999}", "\x1f\x8b", "01"}) {
    INFO(text);
    const Result<Json> read = parseJson(text);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().code == ErrorCode::kInvalidValue);
  }
}

TEST_CASE("hostile JSON costs itself and nothing else") {
  CHECK(parseJson(std::string(200, '[') + std::string(200, ']')).ok());
  CHECK_FALSE(parseJson(std::string(201, '[') + std::string(201, ']')).ok());
  CHECK_FALSE(parseJson(std::string(1'000'000, '[')).ok());
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  CHECK(parseJson(objects).error().message == "the JSON text nests deeper than 200 levels");
  const Result<Json> surrogates = parseJson(R"(["\ud83d", "\ud83d\ude00", "\udc00x", "\\ud83d"])");
  REQUIRE(surrogates.ok());
  CHECK((*surrogates)[0] == "\xef\xbf\xbd");
  CHECK((*surrogates)[1] == "😀");
  CHECK((*surrogates)[2] == "\xef\xbf\xbdx");
  CHECK((*surrogates)[3] == "\\ud83d");
  const Result<Json> bytes = parseJson("[\"a\xff\"]");
  REQUIRE(bytes.ok());
  CHECK((*bytes)[0] == "a\xef\xbf\xbd");
  const std::string megabyte(1 << 20, 'x');
  CHECK(textOf(*parseJson("\"" + megabyte + "\"")) == megabyte);
}

TEST_CASE("written JSON reads back and cannot steer a terminal") {
  const std::string hostile = std::string("a\"\\\n\x1b[31m\x7f\0b", 13) + "\xe2\x80\xae" + "\xf3\xa0\x81\x81" + "ü😀";
  std::string out;
  JsonWriter(out).beginObject().key(hostile).text(hostile).endObject();
  for (std::size_t at = 0; at < out.size();) {
    const DecodedCodePoint point = decodeUtf8(out, at);
    CHECK_FALSE(isControlOrInvisible(point.code));
    at += point.length;
  }
  const Result<Json> read = parseJson(out);
  REQUIRE(read.ok());
  CHECK(textOf(*read, hostile) == hostile);
  std::string invalid;
  appendJsonString(invalid, "\xff\xfe");
  CHECK(invalid == "\"\xef\xbf\xbd\xef\xbf\xbd\"");
}

TEST_CASE("the writer puts commas and indents where they belong") {
  std::string compact;
  JsonWriter json(compact);
  json.beginObject().key("a").beginArray().integer(1).real(0.5).null().endArray();
  json.key("b").beginObject().endObject().key("c").boolean(true).endObject();
  CHECK(compact == R"({"a":[1,0.5,null],"b":{},"c":true})");
  std::string indented;
  JsonWriter pretty(indented, 2);
  pretty.beginArray().beginObject().key("a").integer(1).endObject().beginArray().endArray().endArray();
  CHECK(indented == "[\n  {\n    \"a\": 1\n  },\n  []\n]");
  std::string number;
  JsonWriter(number).real(1.0 / 0.0);
  CHECK(number == "null");
}

TEST_CASE("a line's tree is what the slow reader gives") {
  JsonLine line;
  for (const std::string& text :
       {std::string(R"({"a":1,"b":"x","c":[1,-2,{"d":null}],"e":{},"f":[],"g":true,"h":false})"),
        std::string(R"( { "a" : "ü" , "b" : [ ] } )"),
        std::string(R"({"a":"\u0041\n","b":1.5,"c":12345678901234567890})"), std::string(R"({"a":1,"a":2})"),
        std::string(
            "[999999999999999999,-999999999999999999,9999999999999999999,99999999999999999999999,9223372036854775807]"),
        std::string(R"("x")"), std::string("0"), std::string("-0"), std::string("[\"\xff\"]")}) {
    INFO(text);
    REQUIRE(line.read(text).ok());
    const Json whole = *parseJson(text);
    const std::function<void(const JsonItem&, const Json&)> compare = [&](const JsonItem& item, const Json& value) {
      REQUIRE(item.count == (value.is_structured() ? value.size() : 0));
      if (value.is_string()) CHECK(item.text == value.get<std::string>());
      if (value.is_boolean()) CHECK((item.integer != 0) == value.get<bool>());
      if (item.kind == JsonItem::Kind::kInteger) CHECK(item.integer == value.get<std::int64_t>());
      if (item.kind == JsonItem::Kind::kReal) CHECK(item.real == value.get<double>());
      std::size_t index = 0;
      for (const JsonItem* child = line.first(item); child != nullptr; child = line.next(*child), ++index) {
        compare(*child, value.is_array() ? value[index] : value[std::string(child->key)]);
      }
    };
    compare(line.root(), whole);
  }
  for (const std::string& text : {std::string(), std::string("{"), std::string("{\"a\":1,}"), std::string("[1 2]"),
                                  std::string("{\"a\" 1}"), std::string("01"), std::string("-"), std::string("tru"),
                                  std::string("{} x"), std::string(300, '['), std::string("[\"\n\"]")}) {
    INFO(text);
    CHECK(line.read(text).error().message == parseJson(text).error().message);
  }
  std::string many = "{";
  for (int i = 0; i < 1000; ++i) many += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":" + std::to_string(i);
  REQUIRE(line.read(many + "}").ok());
  CHECK(line.member(line.root(), "k999")->integer == 999);
}
