// Tables of a known layout: fields by the names of their columns, whatever their order.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/readers/csv_records.h"

namespace clew::ingest {

/// The columns of one table. Names are compared by their letters and digits alone, ASCII case ignored; what stands in
/// brackets is left out: "Dateadded (UTC)" is "dateadded", "dns-a" is "dnsa".
class NamedColumns {
 public:
  NamedColumns() = default;
  explicit NamedColumns(const std::vector<std::string>& header);

  bool has(std::string_view name) const;
  bool hasAll(const std::vector<std::string_view>& names) const;
  std::size_t size() const { return names_.size(); }
  /// The trimmed field of the first of these columns that the table has and the record fills; "" when there is none.
  std::string_view of(const CsvRecord& record, std::initializer_list<std::string_view> names) const;

 private:
  std::vector<std::string> names_;
};

/// What may be the header of a text: its lines of several fields that begin with `#`, and the first that does not.
std::vector<NamedColumns> headersOfHead(std::string_view head);

}  // namespace clew::ingest
