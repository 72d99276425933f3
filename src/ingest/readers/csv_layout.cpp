#include "ingest/readers/csv_layout.h"

#include <algorithm>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/column_map.h"

namespace clew::ingest {
namespace {

constexpr std::size_t kTitles = 6;        // rows among which the names of the columns are looked for
constexpr std::size_t kShortestDate = 8;  // "20191019", "9.1.2019"

/// "sep=;": what spreadsheets write above all else.
bool saysSeparator(const CsvRecord& record) {
  const std::string_view text = trim(record.text);
  return startsWithIgnoreCase(text, "sep=") && text.size() <= 5;
}

Layout belowHeader(const Columns& columns, const std::vector<CsvRecord>& first, std::size_t header,
                   FactBuilder& builder) {
  for (std::size_t i = 0; i < header; ++i) {
    if (saysSeparator(first[i])) continue;
    builder.at(first[i].line, first[i].raw_line);
    builder.reject("a line before the names of the columns", first[i].text);
  }
  Layout layout;
  layout.columns = columns;
  layout.header = first[header].fields;
  layout.begin = header + 1;
  return layout;
}

void tellColumns(const std::vector<std::string>& names, std::string_view what, FactBuilder& builder) {
  if (names.empty()) return;
  builder.notice(format("{} {}: {}; --columns says what a column is", names.size() == 1 ? "column" : "columns",
                        join(names, ", "), what));
}

/// The filled fields of a column.
template <typename Visit>
void eachField(const Layout& layout, const std::vector<CsvRecord>& first, std::size_t column, Visit visit) {
  for (std::size_t i = layout.begin; i < first.size(); ++i) {
    if (column >= first[i].fields.size()) continue;
    if (const std::string_view text = trim(first[i].fields[column]); !text.empty()) visit(text);
  }
}

bool isFilled(const Layout& layout, const std::vector<CsvRecord>& first, std::size_t column) {
  bool any = false;
  eachField(layout, first, column, [&](std::string_view) { any = true; });
  return any;
}

// More than half, and not short numbers, which count other things.
bool holdsDates(const Layout& layout, const std::vector<CsvRecord>& first, std::size_t column) {
  std::size_t filled = 0, dates = 0;
  eachField(layout, first, column, [&](std::string_view text) {
    if (model::saysNoDate(text)) return;
    ++filled;
    if (text.size() >= kShortestDate && model::readDate(text)) ++dates;
  });
  return dates * 2 > filled;
}

/// Whether what stands there may be meant for dates, such as can be read or are refused with a reason: one that is
/// read, or mostly what begins with a digit and is no address.
bool mayHoldDates(const Layout& layout, const std::vector<CsvRecord>& first, std::size_t column) {
  std::size_t filled = 0, alike = 0;
  bool any = false;
  eachField(layout, first, column, [&](std::string_view text) {
    if (model::saysNoDate(text)) return;
    ++filled;
    any = any || (text.size() >= kShortestDate && model::readDate(text).has_value());
    if (isDigit(text.front()) && !model::parseAddress(text)) ++alike;
  });
  return any || filled == 0 || alike * 2 > filled;
}

// A column that nothing is known of holds dates where its name and its fields say so. Else it is a property when the
// schema has one of that name; else its fields are kept as details of the row's indicator.
void settleColumns(Layout& layout, const std::vector<CsvRecord>& first, FactBuilder& builder) {
  std::vector<std::string> details, ignored, kinds;
  Columns& columns = layout.columns;
  for (std::size_t i = 0; i < columns.roles.size(); ++i) {
    ColumnRole& role = columns.roles[i];
    std::string& name = columns.names[i];
    const std::string shown = name.empty() ? std::to_string(i + 1) : name;
    if (name.empty()) name = format("column {}", i + 1);
    const bool filled = isFilled(layout, first, i);
    const bool told = isTold(columns, i, builder.context().columns);
    if (role == ColumnRole::kIgnored && filled && !told) ignored.push_back(shown);
    if (isDate(role) && filled && !told && isDoubtfulDate(name) && !mayHoldDates(layout, first, i)) {
      role = ColumnRole::kUnknown;
    }
    if (role == ColumnRole::kKind && filled) kinds.push_back(shown);
    if (role != ColumnRole::kUnknown) continue;
    if (isMoment(name) && holdsDates(layout, first, i)) {
      role = ColumnRole::kSeen;
      continue;
    }
    const auto id = builder.schema().propertyNamed(replaceAll(toLower(name), "_", "-"));
    if (id && !builder.schema().property(*id).computed) {
      role = ColumnRole::kProperty;
      name = builder.schema().property(*id).name;
      continue;
    }
    if (filled) details.push_back(shown);
  }
  tellColumns(details, "kept as 'detail'", builder);
  tellColumns(kinds, "passed over where it only names the kind of the row", builder);
  tellColumns(ignored, "passed over", builder);
}

// Whether 03/04/2022 is of March or April, the other dates of the table tell: those that can be meant in one way.
void settleOrder(Layout& layout, const std::vector<CsvRecord>& first, FactBuilder& builder) {
  std::size_t day_first = 0, month_first = 0;
  std::string either;
  const auto show = [&](std::string_view text) {
    const model::OrderShown shown = model::orderShown(text);
    if (shown == model::OrderShown::kDayFirst) ++day_first;
    if (shown == model::OrderShown::kMonthFirst) ++month_first;
    if (shown == model::OrderShown::kEither && either.empty()) either = text;
  };
  for (std::size_t i = 0; i < layout.columns.roles.size(); ++i) {
    if (isDate(layout.columns.roles[i])) eachField(layout, first, i, show);
  }
  if (month_first > 0 && day_first == 0) layout.order = model::DateOrder::kMonthFirst;
  if (!either.empty() && (month_first == 0) == (day_first == 0)) {
    builder.notice(format("dates such as {} are read with the day first: {}", either,
                          day_first == 0 ? "none near the table's head tells the order" : "the table has both orders"));
  }
}

}  // namespace

Layout layoutOf(const std::vector<CsvRecord>& first, const CsvRecords& records, FactBuilder& builder) {
  const ColumnMap* map = builder.context().columns;
  std::vector<std::string> fields;
  for (const std::string& comment : records.comments()) {
    splitRecord(comment, records.delimiter(), fields);
    const auto header = fields.size() > 1 ? columnsOfHeader(fields, map) : std::nullopt;
    if (!header) continue;
    Layout layout;
    layout.columns = *header;
    layout.columns.header = false;
    return layout;
  }
  for (std::size_t i = 0; i < std::min(first.size(), kTitles); ++i) {
    const auto header = columnsOfHeader(first[i].fields, map);
    if (header && (i == 0 || header->roles.size() > 1)) return belowHeader(*header, first, i, builder);
    if (first[i].fields.size() > 1 && !saysSeparator(first[i])) break;
  }
  std::vector<std::vector<std::string>> sample;
  for (const CsvRecord& record : first) sample.push_back(record.fields);
  if (const auto named = columnsBelowNames(sample, map)) {
    builder.notice(format("the first row is taken for the names of the columns: {}", quoted(first.front().text, 200)));
    return belowHeader(*named, first, 0, builder);
  }
  Layout layout;
  layout.columns = columnsByContent(sample, map);
  return layout;
}

void settle(Layout& layout, const std::vector<CsvRecord>& first, FactBuilder& builder) {
  settleColumns(layout, first, builder);
  settleOrder(layout, first, builder);
}

bool isTold(const Columns& columns, std::size_t column, const ColumnMap* map) {
  return map != nullptr && map->of(columns.names[column], column + 1) != nullptr;
}

}  // namespace clew::ingest
