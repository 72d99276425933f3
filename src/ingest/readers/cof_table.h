// Passive DNS as a table, as dnsdbq prints it (`-p csv`): the fields of the Common Output Format as columns, a value of
// `rdata` a row. dnsdbq sets quotes around a field and leaves those within it as they are; tables with other columns
// double them, as CSV does.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clew/error.h"

namespace clew::ingest::cof {

/// The columns of one table.
class Table {
 public:
  /// Empty when the line is no header that names rrname, rrtype and rdata.
  static std::optional<Table> ofHeader(std::string_view line);

  struct Row {
    std::string object;      // the JSON object that it was made of
    bool says_more = false;  // what COF has no field for, such as the system and the block of an address
  };
  /// Fails, saying why, for a row of more or fewer fields than there are columns.
  Result<Row> rowOf(std::string_view line) const;

 private:
  Result<std::vector<std::string>> fieldsOf(std::string_view line) const;
  std::optional<std::vector<std::string>> ownFieldsOf(std::string_view line) const;

  char delimiter_ = ',';
  std::vector<std::string> names_;  // lower case
  std::size_t rdata_ = 0;           // its column
  bool dnsdbq_ = false;             // dnsdbq wrote it
};

}  // namespace clew::ingest::cof
