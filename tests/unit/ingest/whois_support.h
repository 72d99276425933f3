// WHOIS answers of tests.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "common/text.h"
#include "unit/ingest/json_support.h"

namespace clew::ingest::test {

using WhoisFacts = std::vector<std::string>;

/// The facts of a WHOIS answer without their times and the answers to it.
inline WhoisFacts whoisFacts(std::string_view text) {
  INFO(text);
  CHECK(detected(text) == "whois");
  const Read read = readText(readerNamed("whois"), text);
  CHECK(read.error.empty());
  CHECK(read.reasons().empty());
  WhoisFacts out;
  for (const std::string& line : read.lines()) {
    if (!contains(line, " answers ")) out.push_back(line.substr(0, line.rfind(" @")));
  }
  return out;
}

}  // namespace clew::ingest::test
