// Tables of ranges of addresses: "start,end,asn,org" and "start,end,country" (ip-location-db), ip2asn's "start TAB end
// TAB asn TAB country TAB description", CAIDA's "prefix TAB length TAB asn", and those with a header: MaxMind's blocks,
// IPinfo's ranges.
#include <algorithm>
#include <array>

#include "common/format.h"
#include "common/text.h"
#include "ingest/line_stretches.h"
#include "ingest/places.h"
#include "ingest/readers/address_table.h"
#include "ingest/readers/csv_named.h"
#include "ingest/readers/json_reader.h"
#include "ingest/readers/net_json.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/text_head.h"
#include "ingest/readers/web_json.h"

namespace clew::ingest {
namespace asn_table {
namespace {

/// What ends the first field.
char delimiterOf(std::string_view line) {
  const std::size_t at = line.find_first_of(",;\t");
  return at == line.npos ? ',' : line[at];
}

/// What such tables say beside the range. A table with other columns, such as tags, is one of indicators.
constexpr auto kColumns = std::to_array<std::string_view>({"network",
                                                           "networkstartip",
                                                           "networklastip",
                                                           "networkstartinteger",
                                                           "networklastinteger",
                                                           "networkstarthex",
                                                           "networklasthex",
                                                           "startip",
                                                           "endip",
                                                           "autonomoussystemnumber",
                                                           "autonomoussystemorganization",
                                                           "geonameid",
                                                           "registeredcountrygeonameid",
                                                           "representedcountrygeonameid",
                                                           "isanonymousproxy",
                                                           "issatelliteprovider",
                                                           "isanycast",
                                                           "postalcode",
                                                           "latitude",
                                                           "longitude",
                                                           "accuracyradius",
                                                           "country",
                                                           "countrycode",
                                                           "countryname",
                                                           "continent",
                                                           "continentcode",
                                                           "continentname",
                                                           "city",
                                                           "region",
                                                           "timezone",
                                                           "asn",
                                                           "asname",
                                                           "asdomain",
                                                           "astype"});

/// A header that says which column is the range, and which the system or the country.
bool isHeader(const NamedColumns& columns) {
  const auto known =
      std::count_if(kColumns.begin(), kColumns.end(), [&columns](std::string_view name) { return columns.has(name); });
  if (static_cast<std::size_t>(known) < columns.size()) return false;
  const bool range = columns.has("network") || columns.hasAll({"startip", "endip"}) ||
                     columns.hasAll({"networkstartip", "networklastip"}) ||
                     columns.hasAll({"networkstartinteger", "networklastinteger"}) ||
                     columns.hasAll({"networkstarthex", "networklasthex"});
  const bool place = columns.has("autonomoussystemnumber") || columns.has("asn") || columns.has("country") ||
                     columns.has("countrycode") || columns.has("geonameid");
  return range && place;
}

bool isComment(std::string_view line) {
  return trim(line).empty() || line.starts_with('#');
}

/// "JP", "None": a country's column, where the other has numbers.
bool isCountry(std::string_view text) {
  return text.size() == 2 && isAlpha(text[0]) && isAlpha(text[1]);
}

PlaceTexts placeOf(const NamedColumns& columns, const CsvRecord& record) {
  PlaceTexts place;
  place.asn = asnText(columns.of(record, {"autonomoussystemnumber", "asn"}));
  place.as_name = columns.of(record, {"autonomoussystemorganization", "asname"});
  place.country = columns.of(record, {"countrycode", "country"});
  return place;
}

/// "64500", "64500_64501" (each announces the block), "64500,64501" and "{64500,64501}" (some of a set do).
bool isOrigins(std::string_view text) {
  return !text.empty() && isDigit(text[text.front() == '{' && text.size() > 1 ? 1 : 0]) &&
         text.find_first_not_of("0123456789_,{}") == text.npos;
}

constexpr std::size_t kMostOrigins = 64;  // of one block

/// Of a set nobody knows which of its systems announces the block.
PlaceTexts placeOfOrigins(std::string_view text, std::uint64_t& left_out) {
  PlaceTexts place;
  for (std::string_view origin : split(text, '_')) {
    if (origin.starts_with('{') && origin.ends_with('}')) origin = origin.substr(1, origin.size() - 2);
    const std::string asn = asnText(origin);  // "" of a set
    if (asn.empty()) continue;
    if (place.asn.empty()) {
      place.asn = asn;
    } else if (place.more_asns.size() + 1 >= kMostOrigins) {
      ++left_out;
    } else {
      place.more_asns.push_back(asn);
    }
  }
  return place;
}

/// `left_out` counts systems that are too many.
PlaceTexts placeOf(const std::vector<std::string>& fields, std::uint64_t& left_out) {
  PlaceTexts place;
  if (fields.size() < 3) return place;
  const std::string_view third = trim(fields[2]);
  if (isCountry(third)) {
    place.country = toUpper(third);
    return place;
  }
  if (isOrigins(third) && !allDigits(third)) return placeOfOrigins(third, left_out);
  place.asn = asnText(third);
  if (fields.size() > 4) place.country = isCountry(trim(fields[3])) ? toUpper(trim(fields[3])) : std::string();
  place.as_name = fields.size() > 4 ? fields[4] : fields.size() > 3 ? fields[3] : std::string();
  return place;
}

/// CAIDA's "192.0.2.0 TAB 24 TAB 64500": the length of the prefix stands where others have the last address.
void joinPrefix(std::vector<std::string>& fields) {
  if (fields.size() != 3 || fields[1].empty() || fields[1].size() > 3 || !allDigits(fields[1])) return;
  const auto range = rangeOf(fields[0] + "/" + fields[1]);
  if (!range || !isOrigins(trim(fields[2]))) return;
  fields[0] = model::addressText(range->first);
  fields[1] = model::addressText(range->last);
}

class AsnTableReader final : public Reader {
 public:
  std::string_view name() const override { return "asn-table"; }
  std::string_view title() const override {
    return "ranges of addresses with their system or country (CSV, ip2asn, MaxMind): tells of the case's addresses";
  }
  std::string_view sample() const override { return "192.0.2.0,192.0.2.255,64500,\"Net, Inc.\""; }
  bool enriches() const override { return true; }

  int detect(std::string_view head, std::string_view) const override {
    if (beginsAsJson(head) || !binaryKind(head).empty()) return 0;
    std::vector<std::string_view> lines = splitLines(head);
    if (head.size() >= 60 * 1024 && lines.size() > 1) lines.pop_back();  // cut in its middle
    std::size_t all = 0, good = 0;
    std::vector<std::string> fields;
    for (const std::string_view line : lines) {
      if (isComment(line)) continue;
      splitRecord(line, delimiterOf(line), fields);
      if (all == 0 && isHeader(NamedColumns(fields))) return 90;
      ++all;
      joinPrefix(fields);
      if (fields.size() >= 3 && rangeOf(fields[0], fields[1]) && !model::parseAddress(trim(fields[2]))) ++good;
      if (all == 200) break;
    }
    return good > 0 && good * 10 >= all * 9 ? 88 : 0;
  }

  // Where it tells of the case's addresses alone, the raw record is the rows that tell of one: a table has millions.
  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    FactBuilder builder(context, sink);
    const std::string provider(baseName(context.name));
    LineStretches lines(input, builder, sink, provider, "table");
    AddressTable table(builder);
    if (!table.whole()) builder.begin(provider, "table");
    std::string kept;
    Rows rows{builder, table};
    for (std::uint64_t number = 1, kept_number = 1;; ++number) {
      std::string_view line;
      bool too_long = false;
      if (table.whole()) {
        auto more = lines.next(line);
        if (!more) return more.error();
        if (!*more) break;
      } else {
        auto read = input.line(kMaxLine, too_long);
        if (!read) return read.error();
        if (!read->has_value() || builder.stopped()) break;
        line = **read;
        builder.at(number, kept_number);
      }
      if (!rows.one(line) || table.whole()) continue;
      kept.append(line).push_back('\n');
      ++kept_number;
    }
    builder.at(0);
    rows.tell();
    if (table.whole()) {
      lines.finish();
    } else {
      builder.raw(std::move(kept));
      builder.finish();
    }
    return {};
  }

 private:
  struct Rows {
    FactBuilder& builder;
    AddressTable& table;
    CsvRecord record{};
    NamedColumns columns{};  // of a table with a header
    bool begun = false;
    bool by_number = false;  // of places, whose names another table has
    std::uint64_t silent = 0, unnamed = 0, sets = 0, beyond = 0;

    /// Whether the line told of something.
    bool one(std::string_view line) {
      if (isComment(line)) return false;
      auto& fields = record.fields;
      splitRecord(begun ? line : withoutMark(line), delimiterOf(line), fields);
      joinPrefix(fields);
      if (!begun) {
        begun = true;
        columns = NamedColumns(fields);
        if (isHeader(columns)) {
          by_number = columns.has("geonameid");
          return false;
        }
        columns = {};
      }
      const bool named = columns.size() > 0;
      const auto range = named ? namedRange() : fields.size() < 3 ? std::nullopt : rangeOf(fields[0], fields[1]);
      if (!range) {
        builder.reject("no range of addresses: two of one family, the lower first", line);
        return false;
      }
      PlaceTexts place = named ? placeOf(columns, record) : placeOf(fields, beyond);
      const bool set = !named && isOrigins(trim(fields[2])) && contains(fields[2], ",");
      sets += set ? 1 : 0;
      if (by_number) findPlace(place);
      if (place.asn.empty() && place.country.empty()) {
        silent += set ? 0 : 1;
        return false;
      }
      return table.range(range->first, range->last, place, builder.seenNow());
    }
    /// As a block, from one end to the other, or by their numbers: MaxMind's own tool rewrites its blocks so.
    std::optional<AddressRange> namedRange() const {
      const auto field = [this](std::string_view name) { return columns.of(record, {name}); };
      if (const auto network = field("network"); !network.empty()) return rangeOf(network);
      const std::string_view first = columns.of(record, {"startip", "networkstartip"});
      if (!first.empty()) return rangeOf(first, columns.of(record, {"endip", "networklastip"}));
      if (const auto hex = field("networkstarthex"); !hex.empty()) return rangeOfHex(hex, field("networklasthex"));
      return rangeOfHex(hexOfDecimal(field("networkstartinteger")), hexOfDecimal(field("networklastinteger")));
    }
    /// Where the block is, by the number that the table of places has. Where it is registered is another matter.
    void findPlace(PlaceTexts& place) {
      const std::string_view text = columns.of(record, {"geonameid"});
      const auto number = parseInteger<std::uint32_t>(text);
      const Places* places = builder.context().places;
      const Places::Place* const found = number && places != nullptr ? places->find(*number) : nullptr;
      if (found == nullptr) {
        unnamed += text.empty() ? 0 : 1;
        return;
      }
      place.country = found->country;
      place.region = found->region;
      place.city = found->city;
    }
    bool knowsPlaces() const {
      const Places* places = builder.context().places;
      return places != nullptr && places->size() > 0;
    }
    void tell() {
      if (by_number && !knowsPlaces()) {
        builder.notice("countries stand as numbers whose table of places (Locations) is not taken in with it");
      } else if (unnamed > 0) {
        builder.notice("ranges of places whose numbers are in no table that is taken in with it", unnamed);
      }
      if (silent > 0) builder.notice("ranges of which the table knows no system and no country", silent);
      if (beyond > 0) builder.notice(format("systems beyond the first {} of a range: left out", kMostOrigins), beyond);
      if (sets > 0) builder.notice("ranges that some of a set of systems announce: which of them is not said", sets);
      table.tell();
    }
  };
};

}  // namespace
}  // namespace asn_table

const Reader& asnTableReader() {
  static const asn_table::AsnTableReader reader;
  return reader;
}

}  // namespace clew::ingest
