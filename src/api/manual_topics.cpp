#include "api/manual_topics.h"

#include <algorithm>
#include <optional>

#include "clew_embedded/api_data.h"
#include "common/text.h"

namespace clew {
namespace {

constexpr std::size_t kMostMeanings = 8;
constexpr std::size_t kMostParagraphs = 3;

bool isWordByte(char c) {
  return isAlnum(c) || c == '-' || c == '_';
}

/// Whether `word` stands in `text` with no letter beside it.
bool holdsWord(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !isWordByte(text[at - 1])) && (end == text.size() || !isWordByte(text[end]))) return true;
  }
  return false;
}

/// Whether the word stands between backticks.
bool writesWord(std::string_view text, std::string_view word) {
  for (std::size_t begin = text.find('`'); begin != text.npos;) {
    const std::size_t end = text.find('`', begin + 1);
    if (end == text.npos) return false;
    if (holdsWord(text.substr(begin + 1, end - begin - 1), word)) return true;
    begin = text.find('`', end + 1);
  }
  return false;
}

/// A row of a table whose first cell is code: the cell, what stands behind it, and in the index of words an example.
struct Meaning {
  std::string_view written, meaning, example;
};

/// Where the cell that begins at `from` ends; npos when the line has no bar behind it.
std::size_t endOfCell(std::string_view line, std::size_t from) {
  std::size_t bar = line.find(" | ", from);
  while (bar != line.npos && line[bar - 1] == '\\') bar = line.find(" | ", bar + 1);
  return bar;
}

std::optional<Meaning> meaningOf(std::string_view line) {
  if (!line.starts_with("| `")) return std::nullopt;
  const std::size_t bar = endOfCell(line, 2);
  if (bar == line.npos) return std::nullopt;
  if (line.ends_with("|")) line.remove_suffix(1);
  Meaning row{trim(line.substr(2, bar - 2)), trim(line.substr(bar + 3)), {}};
  const std::size_t next = endOfCell(row.meaning, 0);
  if (next != row.meaning.npos) {
    row.example = trim(row.meaning.substr(next + 3));
    row.meaning = trim(row.meaning.substr(0, next));
  }
  return row;
}

std::string withBars(std::string_view cell) {
  return replaceAll(std::string(cell), "\\|", "|");
}

/// Whether a form begins with the word, and is not a longer one that has it in its middle.
bool beginsWithWord(std::string_view written, std::string_view word) {
  for (std::size_t at = written.find('`'); at != written.npos; at = written.find('`', at + 1)) {
    if (written.substr(at + 1).starts_with(word) && holdsWord(written.substr(at + 1, word.size() + 1), word))
      return true;
    at = written.find('`', at + 1);
    if (at == written.npos) break;
  }
  return false;
}

/// The rows of a topic's tables that write the word.
std::vector<Meaning> rowsIn(const ManualTopic& topic, std::string_view word) {
  std::vector<Meaning> out;
  for (const std::string_view line : splitLines(topic.text)) {
    if (const auto row = meaningOf(line); row && holdsWord(row->written, word)) out.push_back(*row);
  }
  return out;
}

constexpr std::string_view kIndex = "index";  // the topic whose table has a row for each word

/// The rows of the index that write the word: those that begin with it, if there are such.
std::vector<Meaning> indexRows(std::string_view word) {
  std::vector<Meaning> first, other;
  const auto topics = manualTopics();
  const auto index = std::find_if(topics.begin(), topics.end(), [](const auto& one) { return one.name == kIndex; });
  if (index == topics.end()) return first;
  for (const Meaning& row : rowsIn(*index, word)) (beginsWithWord(row.written, word) ? first : other).push_back(row);
  return first.empty() ? other : first;
}

std::string listed(const Meaning& row) {
  return "- " + withBars(row.written) + ": " + std::string(row.meaning) + "\n";
}

/// Runs of lines between empty ones, without tables, headings and what stands in fences.
std::vector<std::string> paragraphsOf(std::string_view text) {
  std::vector<std::string> out;
  bool code = false;
  bool open = false;
  for (const std::string_view line : splitLines(text)) {
    if (line.starts_with("```")) code = !code;
    const bool prose = !code && !line.empty() && line[0] != '|' && line[0] != '#' && !line.starts_with("```");
    if (prose && open) {
      out.back() += "\n" + std::string(line);
    } else if (prose) {
      out.emplace_back(line);
    }
    open = prose;
  }
  return out;
}

}  // namespace

std::vector<ManualTopic> manualTopics() {
  std::vector<ManualTopic> out;
  const std::string_view manual = api_data::kManual;
  struct Heading {
    std::size_t begin, text;
    bool inner;
  };
  std::vector<Heading> headings;
  bool code = false;
  for (std::size_t begin = 0; begin < manual.size();) {
    const std::size_t end = std::min(manual.find('\n', begin), manual.size() - 1) + 1;
    const std::string_view line = manual.substr(begin, end - begin);
    if (line.starts_with("```")) code = !code;
    if (!code && (line.starts_with("## ") || line.starts_with("### ")))
      headings.push_back({begin, end, line.starts_with("### ")});
    begin = end;
  }
  for (std::size_t i = 0; i < headings.size(); ++i) {
    std::size_t next = i + 1;
    while (!headings[i].inner && next < headings.size() && headings[next].inner) ++next;
    const std::size_t end = next < headings.size() ? headings[next].begin : manual.size();
    const std::size_t signs = headings[i].begin + (headings[i].inner ? 4 : 3);
    const std::string_view line = trim(manual.substr(signs, headings[i].text - signs));
    const std::size_t colon = line.find(": ");
    ManualTopic topic;
    topic.name = line.substr(0, colon);
    topic.title = colon == line.npos ? line : trim(line.substr(colon + 2));
    topic.text = trim(manual.substr(headings[i].text, end - headings[i].text));
    topic.inner = headings[i].inner;
    out.push_back(topic);
  }
  return out;
}

std::string manualRows(std::string_view word, std::size_t most) {
  std::string out;
  std::size_t rows = 0;
  const auto add = [&](const Meaning& row) {
    if (rows++ < most) out += listed(row);
  };
  for (const Meaning& row : indexRows(word)) add(row);
  for (const ManualTopic& topic : manualTopics()) {
    if (topic.inner || topic.name == kIndex) continue;
    for (const Meaning& row : rowsIn(topic, word)) add(row);
  }
  return out;
}

std::string manualAbout(std::string_view word) {
  std::string out;
  for (const Meaning& row : indexRows(word)) {
    out += withBars(row.written) + ": " + std::string(row.meaning) + "\n\n";
    out += "```clew\n" + withBars(row.example.substr(1, row.example.size() - 2)) + "\n```\n\n";
  }
  std::string told;
  std::vector<std::string> where;
  std::size_t rows = 0;
  std::size_t paragraphs = 0;
  for (const ManualTopic& topic : manualTopics()) {
    if (topic.inner || topic.name == kIndex) continue;
    const std::vector<Meaning> found = rowsIn(topic, word);
    bool here = !found.empty();
    for (const Meaning& row : found) {
      if (rows++ < kMostMeanings) out += listed(row);
    }
    for (const std::string& paragraph : paragraphsOf(topic.text)) {
      if (!writesWord(paragraph, word)) continue;
      here = true;
      // what leads to a table is no sentence without it
      const bool whole = paragraph.ends_with('.') || paragraph.ends_with('`') || paragraph.ends_with(')');
      if (whole && paragraphs++ < kMostParagraphs) told += (told.empty() ? "" : "\n") + paragraph + "\n";
    }
    if (here) where.emplace_back(topic.name);
  }
  if (out.empty()) out = told;
  if (where.empty() && out.empty()) return {};
  return where.empty() ? out : out + "\nMore under: " + join(where, ", ") + "\n";
}

}  // namespace clew
