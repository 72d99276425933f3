// MaxMind's tables of places ("Locations", GeoLite2 and GeoIP2, one a language): what the numbers mean that its tables
// of blocks state. They make no facts of their own. https://dev.maxmind.com/geoip/docs/databases/city-and-country
#include "common/format.h"
#include "common/text.h"
#include "ingest/fact_builder.h"
#include "ingest/line_stretches.h"
#include "ingest/places.h"
#include "ingest/readers/csv_named.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/text_head.h"

namespace clew::ingest {
namespace geo_places {
namespace {

bool isHeader(const NamedColumns& columns) {
  return columns.hasAll({"geonameid", "localecode", "countryisocode"}) && !columns.has("network");
}

class GeoPlacesReader final : public Reader {
 public:
  std::string_view name() const override { return "geo-places"; }
  std::string_view title() const override {
    return "MaxMind's Locations (CSV): the places whose numbers its Blocks state, when both are taken in together";
  }
  std::string_view sample() const override {
    return "geoname_id,locale_code,continent_code,continent_name,country_iso_code,country_name\n"
           "2750405,en,EU,Europe,NL,Netherlands";
  }

  int detect(std::string_view head, std::string_view) const override {
    if (beginsAsJson(head) || !binaryKind(head).empty()) return 0;
    const auto headers = headersOfHead(head);
    return !headers.empty() && isHeader(headers.front()) ? 92 : 0;
  }

  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    FactBuilder builder(context, sink);
    NamedColumns columns;
    CsvRecord record;
    std::uint64_t places = 0, too_many = 0, bytes = 0;
    for (std::uint64_t number = 1;; ++number) {
      bool too_long = false;
      const auto read = input.line(kMaxLine, too_long);
      if (!read) return read.error();
      if (!read->has_value() || builder.stopped()) break;
      const std::string_view line = number == 1 ? withoutMark(**read) : **read;
      bytes += line.size() + 1;
      if (trim(line).empty()) continue;
      builder.at(number);
      splitRecord(line, ',', record.fields);
      if (columns.size() == 0) {
        columns = NamedColumns(record.fields);
        if (!isHeader(columns)) return Error(ErrorCode::kInvalidValue, "no header of a table of places");
        continue;
      }
      const auto id = parseInteger<std::uint32_t>(columns.of(record, {"geonameid"}));
      if (!id) {
        builder.reject("no number of a place", line);
        continue;
      }
      Places::Place place;
      place.country = columns.of(record, {"countryisocode"});
      place.region = columns.of(record, {"subdivision1name", "subdivision1isocode"});
      place.city = columns.of(record, {"cityname"});
      const bool english = columns.of(record, {"localecode"}) == "en";
      ++places;
      if (context.places != nullptr && !context.places->add(*id, std::move(place), english)) ++too_many;
    }
    builder.notice(format("{}, for tables of ranges that state their numbers", counted(places, "place")));
    if (too_many > 0) builder.notice("places beyond two million, which are not kept", too_many);
    sink.progress(bytes);
    return {};
  }
};

}  // namespace
}  // namespace geo_places

const Reader& geoPlacesReader() {
  static const geo_places::GeoPlacesReader reader;
  return reader;
}

}  // namespace clew::ingest
