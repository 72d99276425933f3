// The layout of one table: which row names its columns, what each column is, and in what order its dates have day and
// month.
#pragma once

#include <string>
#include <vector>

#include "ingest/fact_builder.h"
#include "ingest/readers/csv_columns.h"
#include "ingest/readers/csv_records.h"
#include "model/dates.h"

namespace clew::ingest {

struct Layout {
  Columns columns;
  std::vector<std::string> header;  // the row that names the columns; empty: none does
  std::size_t begin = 0;            // where the rows begin
  model::DateOrder order = model::DateOrder::kDayFirst;
};

/// By a comment, by one of the first rows (titles may stand before it, and are refused), or by content. Without a
/// subject in its columns the table is none.
Layout layoutOf(const std::vector<CsvRecord>& first, const CsvRecords& records, FactBuilder& builder);
/// Settles what the columns of unknown names are, and the order of dates; says what is passed over or kept as details.
void settle(Layout& layout, const std::vector<CsvRecord>& first, FactBuilder& builder);

/// Whether the user says what the column is.
bool isTold(const Columns& columns, std::size_t column, const ColumnMap* map);

}  // namespace clew::ingest
