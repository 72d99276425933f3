// A small case for tests that run the command.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "support/places.h"
#include "support/process.h"

namespace clew::test {

/// A line of facts: the domain held the address in the first weeks of 2022.
inline std::string linkFact(const std::string& domain, const std::string& ip) {
  return R"({"fact":"link","from":{"type":"domain","name":")" + domain +
         R"("},"relation":"ip","to":{"type":"ip","name":")" + ip +
         R"("},"first":"2022-01-01T00:00:00Z","last":"2022-03-05T10:00:00Z","source":"dnsdb",)" +
         R"("learnt":"2022-10-18T08:00:00Z"})" + "\n";
}

/// A case of three domains on two addresses.
struct SmallCase {
  TemporaryFolder folder;
  std::string path = folder.file("spam.db");
  SmallCase() {
    const std::string facts =
        folder.write("facts.jsonl", linkFact("a.example", "192.0.2.1") + linkFact("b.example", "192.0.2.1") +
                                        linkFact("c.example", "192.0.2.2"));
    const Finished made = clew({"ingest", path, facts});
    INFO(made.out << made.err);
    REQUIRE(made.exit_code == 0);
  }
  Finished clew(std::vector<std::string> words, StartOptions options = {}) const {
    words.insert(words.begin(), clewProgram());
    options.environment.emplace("HOME", folder.path());
    if (options.folder.empty()) options.folder = folder.path();
    return runProcess(words, options);
  }
};

}  // namespace clew::test
