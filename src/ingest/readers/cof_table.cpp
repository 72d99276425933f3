#include "ingest/readers/cof_table.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/format.h"
#include "common/json.h"
#include "common/text.h"
#include "ingest/readers/csv_records.h"

namespace clew::ingest::cof {
namespace {

using Renamed = std::pair<std::string_view, std::string_view>;
/// What COF calls the columns that tables call otherwise.
constexpr std::array kRenamed = std::to_array<Renamed>({{"zone_first", "zone_time_first"},
                                                        {"zone_last", "zone_time_last"},
                                                        {"first_seen", "time_first"},
                                                        {"last_seen", "time_last"}});
constexpr std::array<std::string_view, 9> kFields = {
    "time_first", "time_last", "zone_time_first", "zone_time_last", "count", "bailiwick", "rrname", "rrtype", "rdata"};

/// The columns that dnsdbq writes first, in its order.
constexpr std::array<std::string_view, 9> kDnsdbq = {"time_first", "time_last", "zone_first", "zone_last", "count",
                                                     "bailiwick",  "rrname",    "rrtype",     "rdata"};

constexpr std::size_t kMostColumns = 64;

std::string_view fieldOf(std::string_view name) {
  for (const auto& [column, field] : kRenamed) {
    if (column == name) return field;
  }
  return name;
}

bool isField(std::string_view name) {
  return std::find(kFields.begin(), kFields.end(), fieldOf(name)) != kFields.end();
}

/// A field between quotes without them. Where all quotes within it are doubled they are made single: another program
/// wrote the table again.
std::string unquotedField(std::string_view text) {
  text = trim(text);
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
  text = text.substr(1, text.size() - 2);
  bool doubled = true;
  for (std::size_t i = 0; i < text.size() && doubled;) {
    const std::size_t end = std::min(text.find_first_not_of('"', i), text.size());
    doubled = text[i] != '"' || (end - i) % 2 == 0;
    i = text[i] == '"' ? end : i + 1;
  }
  return doubled ? replaceAll(text, "\"\"", "\"") : std::string(text);
}

}  // namespace

std::optional<Table> Table::ofHeader(std::string_view line) {
  Table table;
  table.delimiter_ = contains(line, "\t") ? '\t' : ',';
  std::vector<std::string> fields;
  splitRecord(withoutMark(line), table.delimiter_, fields);
  if (fields.size() > kMostColumns) return std::nullopt;
  for (const std::string& field : fields) table.names_.push_back(toLower(trim(field)));
  const auto at = [&](std::string_view name) { return std::find(table.names_.begin(), table.names_.end(), name); };
  const auto rdata = at("rdata"), end = table.names_.end();
  if (rdata == end || at("rrname") == end || at("rrtype") == end) return std::nullopt;
  table.dnsdbq_ =
      table.names_.size() >= kDnsdbq.size() && std::equal(kDnsdbq.begin(), kDnsdbq.end(), table.names_.begin());
  table.rdata_ = static_cast<std::size_t>(rdata - table.names_.begin());
  return table;
}

Result<std::vector<std::string>> Table::fieldsOf(std::string_view line) const {
  std::vector<std::string> fields;
  if (dnsdbq_) {
    if (auto own = ownFieldsOf(line)) return std::move(*own);
  } else {
    if (!splitRecord(line, delimiter_, fields)) return Error(ErrorCode::kInvalidValue, "a quote is never closed");
    if (fields.size() > names_.size()) {
      return Error(ErrorCode::kInvalidValue, format("more fields than the {} columns", names_.size()));
    }
    if (fields.size() == names_.size()) return fields;
  }
  return Error(ErrorCode::kInvalidValue, format("fewer fields than the {} columns", names_.size()));
}

// The columns before and behind rdata have no quotes and commas within them, so that what is left between is rdata.
std::optional<std::vector<std::string>> Table::ownFieldsOf(std::string_view line) const {
  std::vector<std::string> fields(names_.size());
  for (std::size_t i = 0; i < rdata_; ++i) {
    const std::size_t end = line.find(delimiter_);
    if (end == line.npos) return std::nullopt;
    fields[i] = unquotedField(line.substr(0, end));
    line.remove_prefix(end + 1);
  }
  for (std::size_t i = names_.size() - 1; i > rdata_; --i) {
    const std::size_t begin = line.rfind(delimiter_);
    if (begin == line.npos) return std::nullopt;
    fields[i] = unquotedField(line.substr(begin + 1));
    line = line.substr(0, begin);
  }
  fields[rdata_] = unquotedField(line);
  return fields;
}

Result<Table::Row> Table::rowOf(std::string_view line) const {
  const auto fields = fieldsOf(line);
  if (!fields) return fields.error();
  Row row;
  Json object = Json::object();
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const std::string_view text = trim((*fields)[i]);
    if (text.empty()) continue;
    if (isField(names_[i])) {
      object[std::string(fieldOf(names_[i]))] = text;
    } else {
      row.says_more = true;
    }
  }
  row.object = jsonText(object);
  return row;
}

}  // namespace clew::ingest::cof
