#include "ingest/readers/csv_named.h"

#include <algorithm>

#include "common/text.h"

namespace clew::ingest {
namespace {

std::string plainName(std::string_view text) {
  std::string name;
  int brackets = 0;
  for (const char c : text) {
    if (c == '(') ++brackets;
    if (brackets == 0 && isAlnum(c)) name += toLowerAscii(c);
    if (c == ')' && brackets > 0) --brackets;
  }
  return name;
}

}  // namespace

NamedColumns::NamedColumns(const std::vector<std::string>& header) {
  for (const std::string& field : header) names_.push_back(plainName(field));
}

bool NamedColumns::has(std::string_view name) const {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

bool NamedColumns::hasAll(const std::vector<std::string_view>& names) const {
  return std::all_of(names.begin(), names.end(), [this](std::string_view name) { return has(name); });
}

std::string_view NamedColumns::of(const CsvRecord& record, std::initializer_list<std::string_view> names) const {
  for (const std::string_view name : names) {
    for (std::size_t i = 0; i < names_.size() && i < record.fields.size(); ++i) {
      if (names_[i] != name) continue;
      if (const std::string_view text = trim(record.fields[i]); !text.empty()) return text;
    }
  }
  return {};
}

std::vector<NamedColumns> headersOfHead(std::string_view head) {
  head = withoutMark(head);
  std::vector<NamedColumns> headers;
  std::vector<std::string> fields;
  for (const std::string_view whole : splitLines(head.substr(0, 16 * 1024))) {
    std::string_view line = trim(whole);
    if (line.empty()) continue;
    const bool comment = line.starts_with('#');
    if (comment) line = line.substr(std::min(line.find_first_not_of("# \t"), line.size()));
    if (splitRecord(line, ',', fields) && fields.size() > 1) headers.emplace_back(fields);
    if (!comment) break;
  }
  return headers;
}

}  // namespace clew::ingest
