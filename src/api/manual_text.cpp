#include "api/manual_text.h"

#include <algorithm>
#include <vector>

#include "common/text.h"
#include "common/utf8.h"

namespace clew {
namespace {

constexpr std::size_t kWidest = 100;
constexpr std::size_t kNarrowest = 10;
constexpr std::size_t kGap = 2;

using Row = std::vector<std::string>;

std::string bold(std::string_view text, bool color) {
  return color ? "\x1b[1m" + std::string(text) + "\x1b[0m" : std::string(text);
}

/// `[text](target)` as its text, `**x**` as x; what stands between backticks is left alone.
std::string plain(std::string_view text) {
  std::string out;
  bool code = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '`') code = !code;
    if (!code && text.substr(i, 2) == "**") {
      ++i;
      continue;
    }
    if (!code && text[i] == '[') {
      const auto middle = text.find("](", i);
      const auto end = middle == text.npos ? text.npos : text.find(')', middle);
      if (end != text.npos && text.find_first_of("[\n", i + 1) > middle) {
        out += text.substr(i + 1, middle - i - 1);
        i = end;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

/// The cells of a line of a table; `\|` is a bar in a cell.
Row cellsOf(std::string_view line) {
  Row cells;
  std::string cell;
  line = trim(line);
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|') {
      cell += line[++i];
    } else if (line[i] == '|') {
      cells.push_back(plain(trim(cell)));
      cell.clear();
    } else {
      cell += line[i];
    }
  }
  return cells;
}

bool isRule(const Row& cells) {
  return std::all_of(cells.begin(), cells.end(), [](const std::string& cell) {
    return !cell.empty() && cell.find_first_not_of("-:") == std::string::npos;
  });
}

/// The text in lines of at most `width` columns, cut at blanks; a longer word stands alone.
std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  for (const std::string_view word : split(text, ' ')) {
    std::string& line = lines.back();
    if (!line.empty() && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.emplace_back(word);
    } else {
      line += (line.empty() ? "" : " ") + std::string(word);
    }
  }
  return lines;
}

/// The widths of columns that fit: the widest gives way first.
std::vector<std::size_t> widthsOf(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], displayWidth(row[i]));
  }
  std::size_t sum = kGap * (widths.empty() ? 0 : widths.size() - 1);
  for (const std::size_t width : widths) sum += width;
  while (sum > kWidest) {
    const auto widest = std::max_element(widths.begin(), widths.end());
    if (*widest <= kNarrowest) break;
    --*widest;
    --sum;
  }
  return widths;
}

void addLine(std::string& out, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  out += line + "\n";
}

void addTable(std::string& out, const std::vector<Row>& rows, bool color) {
  const auto widths = widthsOf(rows);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    std::vector<std::vector<std::string>> cells;
    std::size_t height = 1;
    for (std::size_t i = 0; i < rows[r].size(); ++i) {
      cells.push_back(wrapped(rows[r][i], widths[i]));
      height = std::max(height, cells.back().size());
    }
    for (std::size_t at = 0; at < height; ++at) {
      std::string line;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string part = at < cells[i].size() ? cells[i][at] : "";
        const std::size_t width = displayWidth(part);
        line += (r == 0 && !part.empty() ? bold(part, color) : part) +
                std::string(kGap + (width < widths[i] ? widths[i] - width : 0), ' ');
      }
      addLine(out, std::move(line));
    }
    if (r != 0) continue;
    std::string line;
    for (const std::size_t width : widths) line += std::string(width, '-') + std::string(kGap, ' ');
    addLine(out, std::move(line));
  }
}

}  // namespace

std::string manualForTerminal(std::string_view text, bool color) {
  std::string out;
  std::vector<Row> table;
  bool code = false;
  const auto endTable = [&] {
    if (!table.empty()) addTable(out, table, color);
    table.clear();
  };
  for (const std::string_view line : splitLines(text)) {
    if (!code && line.starts_with('|')) {
      Row cells = cellsOf(line);
      if (!isRule(cells)) table.push_back(std::move(cells));
      continue;
    }
    endTable();
    if (line.starts_with("```")) {
      code = !code;
    } else if (code) {
      out += (line.empty() ? "" : "    ") + std::string(line) + "\n";
    } else if (line.starts_with("### ")) {
      out += bold(plain(line.substr(4)), color) + "\n";
    } else if (!line.empty() || !out.ends_with("\n\n")) {  // what is left out leaves two blank lines
      out += plain(line) + "\n";
    }
  }
  endTable();
  return out;
}

}  // namespace clew
