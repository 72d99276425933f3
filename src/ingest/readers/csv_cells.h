// What single cells of tables hold.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/text.h"
#include "ingest/placeholder.h"
#include "ingest/readers/csv_records.h"

namespace clew::ingest {

/// The values of a cell between commas, semicolons and bars outside of parentheses: names have blanks in them, and
/// other names behind them ("Cobalt Strike, FIN7 (Carbanak, Anunak)").
template <typename Visit>
void eachPart(std::string_view text, Visit visit, std::string_view borders = ",;|\n") {
  const std::size_t last_close = text.rfind(')');
  std::size_t from = 0, depth = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    if (at < text.size()) {
      if (text[at] == '(' && last_close != text.npos && at < last_close) ++depth;
      if (text[at] == ')') depth = at == last_close || depth == 0 ? 0 : depth - 1;
      if (depth > 0 || borders.find(text[at]) == borders.npos) continue;
    }
    const std::string_view part = trim(text.substr(from, at - from));
    if (!part.empty() && !isPlaceholder(part)) visit(part);
    from = at + 1;
  }
}

/// The same, blanks among the borders.
template <typename Visit>
void eachWord(std::string_view text, Visit visit) {
  eachPart(text, visit, ",;| \t\n");
}

/// Up to the first blank.
std::string_view firstWord(std::string_view text);

/// 0 to 100.
std::optional<int> confidenceOf(std::string_view text);

/// Five digits, perhaps with a fraction of the day: 1954 to 2173 as a spreadsheet counts days, and a night of January
/// 1970 otherwise.
bool isDayNumber(std::string_view text);

/// "192.0.2.0" and "24" become "192.0.2.0/24" in the first of the two columns.
void joinNet(CsvRecord& record, std::pair<std::size_t, std::size_t> columns);

/// "|---|:-:|": what parts the names of a Markdown table's columns from its rows.
bool isTableRule(std::string_view line);
/// A cell of a Markdown table without its marks: code, bold, the text of a link, backslashes before brackets.
std::string withoutMarkdown(std::string_view cell);

}  // namespace clew::ingest
