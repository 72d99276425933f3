// The aligned table of the terminal. Two passes over the cells, one to measure and one to write, so that memory does
// not grow with the rows. A cell that is wider than kMaxPadded is written whole but nobody is padded to it: one
// megabyte of TXT record in ten thousand rows must not become ten gigabytes of blanks.
#include <algorithm>
#include <vector>

#include "common/text.h"
#include "common/utf8.h"
#include "render/cell_text.h"
#include "render/sink.h"

namespace clew::render {
namespace {

constexpr std::size_t kMaxPadded = 120;
constexpr std::size_t kGap = 2;         // blanks between columns
constexpr std::size_t kNarrowest = 6;   // no column is cut below this
constexpr std::size_t kLegible = 12;    // columns that would have to be cut below this stand below one another instead
constexpr std::size_t kFewColumns = 6;  // so many are cut as far as it takes
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kPlain = "\x1b[0m";

struct Shape {
  std::string header;
  std::size_t width = 0;
  bool right = false;
  bool cut = false;  // cells wider than `width` are cut, not let hang over
};

/// Cuts the wide columns to one common width, the widest with which the table fits; the columns left over go to the
/// leftmost of them. False, and nothing done, when too little of them would be left to read.
bool fitToWidth(std::vector<Shape>& shapes, std::size_t width) {
  const std::size_t gaps = kGap * (shapes.size() - 1);
  const auto widthAt = [&](std::size_t cap) {
    std::size_t sum = gaps;
    for (const Shape& shape : shapes) sum += std::min(shape.width, cap);
    return sum;
  };
  if (widthAt(width) <= width) return true;
  std::size_t cap = width;
  while (cap > kNarrowest && widthAt(cap) > width) --cap;
  if (cap < kLegible && shapes.size() > kFewColumns) return false;
  std::size_t left = width > widthAt(cap) ? width - widthAt(cap) : 0;
  for (Shape& shape : shapes) {
    if (shape.width <= cap) continue;
    const std::size_t more = std::min({left, std::size_t{1}, shape.width - cap});
    left -= more;
    shape.cut = shape.width > cap + more;
    shape.width = cap + more;
  }
  return true;
}

std::vector<Shape> measure(const Table& table, const Options& options, bool& fits) {
  std::vector<Shape> shapes(table.columns.size());
  for (std::size_t column = 0; column < shapes.size(); ++column) {
    Shape& shape = shapes[column];
    shape.header = escapeControls(table.columns[column].name);
    shape.right = alignsRight(table.columns[column].type);
    shape.width = displayWidth(shape.header);
    for (std::size_t row = 0; row < table.rowCount(); ++row) {
      const std::size_t width = displayWidth(shownCell(table, row, column, options.defang));
      if (options.width > 0 || width <= kMaxPadded) shape.width = std::max(shape.width, width);
    }
  }
  fits = options.width == 0 || fitToWidth(shapes, options.width);
  return shapes;
}

void addCell(std::string& line, const Shape& shape, std::string text, std::string_view style) {
  std::size_t width = displayWidth(text);
  if (shape.cut && width > shape.width) {
    text = truncateToWidth(text, shape.width);
    width = displayWidth(text);
  }
  const std::size_t blanks = width < shape.width ? shape.width - width : 0;
  if (shape.right) line.append(blanks, ' ');
  if (style.empty() || text.empty()) {
    line += text;
  } else {
    line.append(style).append(text).append(kPlain);
  }
  line.append(kGap + (shape.right ? 0 : blanks), ' ');
}

/// No line ends in blanks: they show in no terminal and differ in every comparison.
void writeLine(Output& out, std::string& line) {
  while (!line.empty() && line.back() == ' ') line.pop_back();
  out << line << "\n";
  line.clear();
}

/// A line a column, a paragraph a row: what has no room beside one another.
void writeStacked(const Table& table, const Options& options, const std::vector<Shape>& shapes, Output& out) {
  std::size_t names = 0;
  for (const Shape& shape : shapes) names = std::max(names, displayWidth(shape.header));
  Shape name;
  name.width = names;
  Shape value;
  value.width = options.width > names + kGap + kLegible ? options.width - names - kGap : kLegible;
  value.cut = true;
  std::string line;
  for (std::size_t row = 0; row < table.rowCount() && !out.failed(); ++row) {
    if (row > 0) out << "\n";
    for (std::size_t column = 0; column < shapes.size(); ++column) {
      const std::string text = shownCell(table, row, column, options.defang);
      if (text.empty()) continue;
      const Cell& cell = table.at(row, column);
      const bool state = options.color && (cell.isMissing() || cell.isRedacted());
      addCell(line, name, shapes[column].header, options.color ? kBold : "");
      addCell(line, value, text, state ? kDim : "");
      writeLine(out, line);
    }
  }
}

}  // namespace

void writeTextTable(const Table& table, const Options& options, Output& out) {
  if (table.columns.empty()) return;
  const std::size_t rows = table.rowCount();
  if (rows == 0) {
    out << nothingText(table) << "\n";
    return;
  }
  if (table.kind == TableKind::kNumber && rows == 1 && table.columns.size() == 1) {
    out << textForPeople(table.at(0, 0), options.defang) << "\n";
    return;
  }
  bool fits = true;
  const std::vector<Shape> shapes = measure(table, options, fits);
  if (!fits) {
    writeStacked(table, options, shapes, out);
    if (const std::string shown = shownText(table, options); !shown.empty()) out << "\n" << shown << "\n";
    return;
  }
  std::string line;
  for (const Shape& shape : shapes) addCell(line, shape, shape.header, options.color ? kBold : "");
  writeLine(out, line);
  for (const Shape& shape : shapes) line.append(shape.width, '-').append(kGap, ' ');
  writeLine(out, line);
  for (std::size_t row = 0; row < rows && !out.failed(); ++row) {
    for (std::size_t column = 0; column < shapes.size(); ++column) {
      const Cell& cell = table.at(row, column);
      const bool state = options.color && (cell.isMissing() || cell.isRedacted());
      addCell(line, shapes[column], shownCell(table, row, column, options.defang), state ? kDim : "");
    }
    writeLine(out, line);
  }
  if (const std::string shown = shownText(table, options); !shown.empty()) out << shown << "\n";
}

}  // namespace clew::render
