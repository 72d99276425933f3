// Words that stand where a value would.
#include <catch2/catch.hpp>

#include "ingest/placeholder.h"
#include "unit/ingest/json_support.h"

namespace clew::ingest::test {

TEST_CASE("words where a threat has no name", "[ingest]") {
  for (const char* text : {"unknown", " Unknown ", "N/A", "-", "None", "null", "unattributed", "Unknown malware",
                           "Unknown Stealer", "unknown_rat", "?"}) {
    INFO(text);
    CHECK(isUnnamedThreat(text));
  }
  for (const char* text : {"APT 1", "Unknown Logger", "Unknownsec", "unknown-42", "Nonesuch", "NA-1", ""}) {
    INFO(text);
    CHECK_FALSE(isUnnamedThreat(text));
  }
  CHECK(isPlaceholder(" - "));
  CHECK_FALSE(isPlaceholder("unknown"));
}

TEST_CASE("a threat that nobody has named is no threat, whoever says so", "[ingest]") {
  const Read pulse =
      readText(readerNamed("otx"), R"({"id":"p1","name":"P","created":"2020-01-02T00:00:00","adversary":)"
                                   R"("Unknown","malware_families":["N/A"],"indicators":[]})");
  CHECK(pulse.lines().size() == 2);
  CHECK(pulse.targets("threat").empty());
  const Read event =
      readText(readerNamed("misp"), R"({"Event":{"uuid":"u1","info":"Ev","date":"2020-01-02","Attribute":)"
                                    R"([{"type":"threat-actor","value":"unknown"}]}})");
  CHECK(event.targets("report").empty());
  CHECK(event.reasons().empty());
}

}  // namespace clew::ingest::test
