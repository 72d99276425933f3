// CsvRecords: the records of a table, cut by a sniffed delimiter, with quotes, doubled quotes and line ends inside
// quotes.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/line_stretches.h"

namespace clew::ingest {

/// The character of `, ; tab |` that cuts the sample's lines most evenly; 0 when none does.
char sniffDelimiter(const std::vector<std::string_view>& lines);

/// The fields of one line; false when a quote is still open at its end.
bool splitRecord(std::string_view text, char delimiter, std::vector<std::string>& fields);

struct CsvRecord {
  std::vector<std::string> fields;
  std::uint64_t line = 0;            // of the file, from 1: where it begins
  std::uint64_t raw_line = 0;        // of the open stretch, from 1
  std::string text;                  // as it stood
  std::vector<std::size_t> emptied;  // fields in which a word stood for nothing
};

/// Reads records; comment lines (`#`) and blank ones are handed out apart. Used by one thread.
class CsvRecords {
 public:
  CsvRecords(LineStretches& lines, FactBuilder& builder) : lines_(lines), builder_(builder) {}

  /// Reads up to `count` lines ahead, and tells the delimiter by them. They stay to be read.
  Result<void> lookAhead(std::size_t count);
  char delimiter() const { return delimiter_; }
  /// The comment lines at the head, without their `#`.
  const std::vector<std::string>& comments() const { return comments_; }

  /// False at the end. The builder's position is that of the record. A quote that is never closed is a reject of its
  /// line.
  Result<bool> next(CsvRecord& record);

 private:
  struct Line {
    std::string text;
    std::uint64_t number = 0;
    std::uint64_t raw = 0;
  };
  Result<bool> nextLine(Line& line, bool together);
  Result<bool> joinLines(CsvRecord& record, bool& closed);

  LineStretches& lines_;
  FactBuilder& builder_;
  std::deque<Line> ahead_;
  std::vector<std::string> comments_;
  char delimiter_ = ',';
  int never_closed_ = 0;
};

}  // namespace clew::ingest
