#include "common/text.h"

#include <catch2/catch.hpp>

#include "common/hash.h"

using namespace clew;

TEST_CASE("text is trimmed, split and joined by bytes") {
  CHECK(trim(" \t a b\r\n") == "a b");
  CHECK(trim(" \n ").empty());
  CHECK(split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
  CHECK(split("", ',') == std::vector<std::string_view>{""});
  CHECK(splitBlanks("  a \t b  ") == std::vector<std::string_view>{"a", "b"});
  CHECK(splitBlanks("   ").empty());
  CHECK(splitLines("a\nb\r\nc\rd\n") == std::vector<std::string_view>{"a", "b", "c", "d"});
  CHECK(splitLines("a\n\nb") == std::vector<std::string_view>{"a", "", "b"});
  CHECK(splitOnce("a::b::c", "::")->second == "b::c");
  CHECK_FALSE(splitOnce("abc", ":").has_value());
  CHECK(join(std::vector<std::string>{"a", "b"}, ", ") == "a, b");
  CHECK(replaceAll("a[.]b[.]c", "[.]", ".") == "a.b.c");
  CHECK(collapseBlanks("  a \n  b ") == "a b");
}

TEST_CASE("case is folded for ASCII alone") {
  CHECK(toLower("ABC-Ü") == "abc-Ü");
  CHECK(equalsIgnoreCase("MailTo", "mAILtO"));
  CHECK_FALSE(equalsIgnoreCase("a", "ab"));
  CHECK(findIgnoreCase("xxABCxx", "abc") == 2);
  CHECK(findIgnoreCase("xx", "abc") == std::string_view::npos);
}

TEST_CASE("numbers are read whole or not at all") {
  CHECK(parseInteger<int>("42") == 42);
  CHECK(parseInteger<int>("-7") == -7);
  for (const char* text : {"", " 1", "1 ", "+1", "1.0", "0x1", "99999999999"}) {
    INFO(text);
    CHECK_FALSE(parseInteger<int>(text).has_value());
  }
  CHECK(parseReal("1.5") == 1.5);
  for (const char* text : {"", "nan", "inf", "1e999", "1,5"}) CHECK_FALSE(parseReal(text).has_value());
  CHECK(realText(0.1) == "0.1");
  CHECK(realText(3) == "3");
  CHECK(groupedDigits(1234567) == "1,234,567");
  CHECK(groupedDigits(999) == "999");
  CHECK(counted(1, "row") == "1 row");
  CHECK(counted(2000, "row") == "2,000 rows");
  CHECK(counted(3, "entry", "entries") == "3 entries");
}

TEST_CASE("hex goes both ways") {
  CHECK(hexText(std::string_view("\x00\xff\x1b", 3)) == "00ff1b");
  CHECK(bytesOfHex("00FF1b") == std::string("\x00\xff\x1b", 3));
  CHECK_FALSE(bytesOfHex("abc").has_value());
  CHECK_FALSE(bytesOfHex("zz").has_value());
}

TEST_CASE("the nearest word is suggested, and none that is far") {
  CHECK(editDistance("kitten", "sitting", 5) == 3);
  CHECK(editDistance("kitten", "sitting", 2) == 3);
  CHECK(editDistance("", "abc", 9) == 3);
  CHECK(editDistance("same", "same", 0) == 0);
  const std::vector<std::string> words = {"ip", "email", "ns", "registrar", "registrant", "mx"};
  CHECK(closest("emial", words) == "email");
  CHECK(closest("registar", words) == "registrar");
  CHECK(closest("EMAIL", words) == "email");
  CHECK_FALSE(closest("banana", words).has_value());
  CHECK_FALSE(closest(std::string(100000, 'x'), words).has_value());
}

TEST_CASE("texts in messages are short and visible") {
  CHECK(quoted("abc") == "'abc'");
  CHECK(quoted("a\x1b[31m\n") == "'a\\x1b[31m\\n'");
  CHECK(quoted(std::string(200, 'x'), 5) == "'xxxxx…'");
  CHECK(quoted("äöüß", 2) == "'äö…'");
  CHECK(quoted(std::string("a\0b", 3)) == "'a\\x00b'");
}

TEST_CASE("hashes are those of the standards") {
  CHECK(sha256Hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 hash;
  hash.update("a");
  hash.update("bc");
  CHECK(hexOf(hash.finish()) == sha256Hex("abc"));
  CHECK(hexOf(hash.finish()) == sha256Hex(""));
  CHECK(hash64("") == 0x2d06800538d394c2ULL);  // XXH3's published value for the empty text
  CHECK(hash64("abc") != hash64("abc", 1));
}
