// What the tests of line formats need: rows of text, and all that must come of each.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "unit/ingest/json_support.h"

namespace clew::ingest::test {

using Lines = std::vector<std::string>;

struct LineSample {
  std::string name;
  std::string text;
  Lines facts;
  Lines reasons = {};
  std::string file = "iocs.txt";
  Lines notices = {};
};

inline void check(std::string_view reader, const std::vector<LineSample>& rows) {
  for (const LineSample& row : rows) {
    INFO(row.name);
    Given given;
    given.name = row.file;
    const Read read = readText(readerNamed(reader), row.text, given);
    CHECK(read.error.empty());
    CHECK(read.lines() == row.facts);
    CHECK(read.reasons() == row.reasons);
    CHECK(read.notices == row.notices);
  }
}

}  // namespace clew::ingest::test
