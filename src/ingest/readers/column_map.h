// What a user says of the columns of tables, one row a line:
//
//   "C2 domain", c2_domain = host        # names as headers write them; case, blanks, - and _ make no difference
//   3 = first                            # the third column, where a table has no header
//   Owner = relation registrant          # what it leads to from the row's indicator: any relation of the schema
//   Verdict = property detections        # or a property
//   Comment = ignored
//
// The words: host, ip, url, file, email, indicator (by its looks), first, last, times, confidence, asn, country, port,
// tag, threat, ns, mx, cname, registrar, ignored. They go before the names that are known without being told.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clew/error.h"
#include "ingest/readers/csv_roles.h"
#include "model/schema.h"

namespace clew::ingest {

class ColumnMap {
 public:
  struct Row {
    std::string key;         // as headerKey gives it; empty for a column by number
    std::size_t number = 0;  // from 1
    ColumnRole role = ColumnRole::kUnknown;
    std::string word;  // of a relation or property: the schema's
  };

  /// Fails with kInvalidValue, naming the file, the line and the reason.
  static Result<ColumnMap> fromText(std::string_view text, std::string_view file, const model::Schema& schema);

  /// What is said of a column; null when nothing is. The later row counts.
  const Row* of(std::string_view header, std::size_t number) const;
  bool empty() const { return rows_.empty(); }

 private:
  std::vector<Row> rows_;
};

}  // namespace clew::ingest
