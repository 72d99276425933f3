#include "shell/ingest_summary.h"

#include <algorithm>
#include <map>

namespace clew::shell {
namespace {

Cell number(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

Cell formatCell(const std::string& format) {
  return format.empty() ? std::string("unread") : format;
}

}  // namespace

Table ingestTable(const IngestReport& report) {
  Table table;
  table.columns = {{"file", ColumnType::kText},       {"format", ColumnType::kText},
                   {"lookups", ColumnType::kInteger}, {"facts", ColumnType::kInteger},
                   {"known", ColumnType::kInteger},   {"rejected", ColumnType::kInteger}};
  for (const IngestFile& file : report.files) {
    table.push(file.path);
    table.push(formatCell(file.format));
    table.push(number(file.records));
    table.push(number(file.facts));
    table.push(number(file.known));
    table.push(number(file.rejected));
  }
  return table;
}

Table ingestTableByFormat(const IngestReport& report) {
  struct Sums {
    std::uint64_t files = 0, records = 0, facts = 0, known = 0, rejected = 0;
  };
  std::map<std::string, Sums> by_format;
  for (const IngestFile& file : report.files) {
    Sums& sums = by_format[file.format];
    ++sums.files;
    sums.records += file.records;
    sums.facts += file.facts;
    sums.known += file.known;
    sums.rejected += file.rejected;
  }
  Table table;
  table.columns = {{"format", ColumnType::kText},     {"files", ColumnType::kInteger},
                   {"lookups", ColumnType::kInteger}, {"facts", ColumnType::kInteger},
                   {"known", ColumnType::kInteger},   {"rejected", ColumnType::kInteger}};
  for (const auto& [format, sums] : by_format) {
    table.push(formatCell(format));
    for (const std::uint64_t value : {sums.files, sums.records, sums.facts, sums.known, sums.rejected}) {
      table.push(number(value));
    }
  }
  return table;
}

std::vector<std::pair<std::string, std::uint64_t>> frequentReasons(const IngestReport& report, std::size_t most) {
  std::vector<std::pair<std::string, std::uint64_t>> reasons(report.reasons.begin(), report.reasons.end());
  std::stable_sort(reasons.begin(), reasons.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (reasons.size() > most) reasons.resize(most);
  return reasons;
}

}  // namespace clew::shell
