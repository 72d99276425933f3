// HTML: one page that needs nothing else. No script runs in it and nothing is fetched: its policy forbids both, and
// nothing in it is a link, for an address from outside that can be clicked would be. What comes from outside stands as
// the text of cells alone, never in an attribute.
#include <string>

#include "common/text.h"
#include "render/cell_text.h"
#include "render/markup.h"
#include "render/sink.h"

namespace clew::render {
namespace {

constexpr std::string_view kHead =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    "<meta name=\"referrer\" content=\"no-referrer\">\n"
    "<meta name=\"format-detection\" content=\"telephone=no, date=no, address=no, email=no, url=no\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Clew</title>\n<style>\n"
    ":root { color-scheme: light dark; }\n"
    "body { font: 14px/1.45 system-ui, sans-serif; margin: 1.5rem; }\n"
    "table { border-collapse: collapse; }\n"
    "th, td { padding: .25rem .75rem; text-align: left; vertical-align: top; border-bottom: 1px solid #8884; }\n"
    "th { position: sticky; top: 0; background: Canvas; border-bottom: 2px solid #8888; }\n"
    "td { overflow-wrap: anywhere; min-width: 4rem; }\n"
    ".n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }\n"
    ".t { white-space: nowrap; }\n"
    ".s { opacity: .6; }\n"
    "pre { white-space: pre-wrap; margin: .25rem 0; }\n"
    ".one { font-size: 2.5rem; margin: 0; }\n"
    "footer { margin-top: 1rem; opacity: .8; }\n"
    "</style>\n</head>\n<body>\n";

std::string cellClass(const Table& table, std::size_t row, std::size_t column) {
  const Cell& cell = table.at(row, column);
  if (cell.isMissing() || cell.isRedacted()) return " class=\"s\"";
  if (alignsRight(table.columns[column].type)) return " class=\"n\"";
  const bool time = std::holds_alternative<Instant>(cell.value) || std::holds_alternative<Interval>(cell.value);
  return time ? " class=\"t\"" : "";
}

/// The raw record behind a piece of evidence is cut, and opens to the whole.
std::string cellHtml(const Table& table, std::size_t row, std::size_t column, bool defang) {
  const std::string whole = textForPeople(table.at(row, column), defang);
  const std::string shown = shownCell(table, row, column, defang);
  if (shown == whole) return markupText(whole);
  return "<details><summary>" + markupText(shown) + "</summary><pre>" + markupText(whole) + "</pre></details>";
}

void writeRows(const Table& table, const Options& options, Output& out) {
  out << "<table>\n<thead>\n<tr>";
  for (const Column& column : table.columns) {
    out << (alignsRight(column.type) ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">")
        << markupText(column.name) << "</th>";
  }
  out << "</tr>\n</thead>\n<tbody>\n";
  for (std::size_t row = 0; row < table.rowCount() && !out.failed(); ++row) {
    out << "<tr>";
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      out << "<td" << cellClass(table, row, column) << ">" << cellHtml(table, row, column, options.defang) << "</td>";
    }
    out << "</tr>\n";
  }
  out << "</tbody>\n</table>\n";
}

}  // namespace

void writeHtml(const Table& table, const Options& options, Output& out) {
  out << kHead;
  const std::size_t rows = table.rowCount();
  if (rows == 0) {
    out << "<p>" << nothingText(table) << "</p>\n";
  } else if (table.kind == TableKind::kNumber && rows == 1 && table.columns.size() == 1) {
    out << "<p class=\"one\">" << markupText(textForPeople(table.at(0, 0), options.defang)) << "</p>\n";
  } else {
    writeRows(table, options, out);
  }
  if (out.failed()) return;
  std::string foot = shownText(table, options);
  if (foot.empty() && rows > 0 && table.kind != TableKind::kNumber) foot = counted(rows, "row");
  if (!foot.empty() || !table.notices.empty()) {
    out << "<footer>\n";
    if (!foot.empty()) out << "<p>" << foot << "</p>\n";
    for (const Notice& notice : table.notices) out << "<p>" << markupText(notice.text) << "</p>\n";
    out << "</footer>\n";
  }
  out << "</body>\n</html>\n";
}

}  // namespace clew::render
