// CIRCL's geolookup: for one address an array of answers, one of each database that was asked.
#include "common/text.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_reader.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/registration.h"

namespace clew::ingest {
namespace circl_geo {
namespace {

class CirclGeoReader final : public JsonReader {
 public:
  std::string_view name() const override { return "circl-geolookup"; }
  std::string_view title() const override { return "CIRCL geolookup: country and network of an address"; }
  std::string_view sample() const override {
    return R"([{"country":{"iso_code":"NL","AutonomousSystemNumber":"64500"},"ip":"192.0.2.1",)"
           R"("meta":{"db_source":"GeoOpen-Country-ASN","build_db":"2023-11-20 15:49:14"}}])";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (!keys.hasAll({"ip", "country"})) return 0;
    return keys.has("meta.db_source") || keys.hasAll({"country.iso_code", "country_info"}) ? 95 : 0;
  }

 protected:
  void answer(const Json& document, FactBuilder& builder) const override {
    if (member(document, "ip") == nullptr || member(document, "country") == nullptr) return;
    builder.begin("circl", "geolookup");
    const auto& known = builder.schema().known();
    const auto ip = builder.node(known.ip, textOf(document, "ip"));
    if (!ip) return;
    builder.subject(*ip);
    builder.mention(*ip);
    // What the database said when it was built is what the answer says.
    const model::Sighting seen = datedOr(seenAt(textOf(get(document, "meta"), "build_db")), builder.seenNow());
    const Json& country = get(document, "country");
    builder.link(*ip, "country", countryText(builder.schema(), textOf(country, "iso_code")), seen);
    const auto asn = builder.node(known.asn, asnText(textOf(country, "AutonomousSystemNumber")));
    if (!asn) return;
    builder.link(*ip, "asn", *asn, seen);
    builder.property(*asn, "as-name", textOf(country, "AutonomousSystemOrganization"), seen);
  }
};

}  // namespace
}  // namespace circl_geo

const Reader& circlGeoReader() {
  static const circl_geo::CirclGeoReader reader;
  return reader;
}

}  // namespace clew::ingest
