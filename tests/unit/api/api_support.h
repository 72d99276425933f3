// What the tests of the public interface need: an open case of a few facts.
#pragma once

#include <clew/clew.h>

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "support/process.h"

namespace clew::test {

/// A new case that took `facts` in (lines of Clew's own form), with the set @iocs.
struct OpenCase {
  TemporaryFolder folder;
  std::unique_ptr<Case> owner;
  OpenCase(const std::string& facts, const std::vector<std::string>& iocs) {
    OpenOptions options;
    options.create = true;
    auto opened = Case::open(folder.file("a.db"), options);
    REQUIRE(opened.ok());
    owner = std::move(opened).value();
    REQUIRE(owner->ingest({folder.write("f.jsonl", facts)}, {}).ok());
    owner->keepSet("iocs", iocs);
  }
};

}  // namespace clew::test
