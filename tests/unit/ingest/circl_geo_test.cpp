// CIRCL's geolookup: a made-up answer and the facts it gives, and a recorded one; and an answer that no reader knows.
#include <catch2/catch.hpp>

#include "unit/ingest/real_support.h"

namespace clew::ingest::test {

TEST_CASE("CIRCL's geolookup gives the documented facts", "[ingest][json]") {
  checkSample(
      {"two databases",
       "circl-geolookup",
       {},
       R"([{"country":{"iso_code":"NL"},"meta":{"db_source":"GeoOpen-Country","build_db":"2023-11-20 12:50:37"},"ip":"192.0.2.1","country_info":{}},{"country":{"iso_code":"None","AutonomousSystemNumber":"64500","AutonomousSystemOrganization":"N"},"meta":{"db_source":"GeoOpen-Country-ASN","build_db":"2023-11-20 15:49:14"},"ip":"192.0.2.1"},{"ip":"192.0.2.999","country":{}}])",
       {"192.0.2.1 mentioned", "192.0.2.1 country NL @2023-11-20T12:50:37Z", "192.0.2.1 mentioned",
        "192.0.2.1 asn AS64500 @2023-11-20T15:49:14Z", "AS64500 .as-name=N @2023-11-20T15:49:14Z"},
       {"'192.0.2.999' is no IPv4 address: 999 is above 255"}});
  const char* path = "geo-asn/circl-geolookup-1.1.1.1.json";
  const auto read = readShared(path);
  if (!read) return;
  CHECK(read->rejects.empty());
  checkCounts(path, {{"ip", read->mentioned().size()},
                     {"country", read->targets("country").size()},
                     {"asn", read->targets("asn").size()}});
}

TEST_CASE("JSON of a shape that nobody knows is refused", "[ingest][detect][real]") {
  const auto text = sharedFile("unknown-json/zoomeye.json");
  if (!text) return;
  CHECK(detected(*text).empty());
}

}  // namespace clew::ingest::test
