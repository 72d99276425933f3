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

/// A row of a table whose first cell is code: the cell, and what stands behind it.
struct Meaning {
  std::string_view written, meaning;
};

std::optional<Meaning> meaningOf(std::string_view line) {
  if (!line.starts_with("| `")) return std::nullopt;
  std::size_t bar = line.find(" | ", 2);
  while (bar != line.npos && line[bar - 1] == '\\') bar = line.find(" | ", bar + 1);
  if (bar == line.npos) return std::nullopt;
  Meaning row{trim(line.substr(2, bar - 2)), trim(line.substr(bar + 3))};
  if (row.meaning.ends_with("|")) row.meaning = trim(row.meaning.substr(0, row.meaning.size() - 1));
  return row;
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
  for (const std::string_view line : splitLines(std::string_view(api_data::kManual))) {
    const auto row = meaningOf(line);
    if (!row || rows == most || !holdsWord(row->written, word)) continue;
    out += "- " + replaceAll(row->written, "\\|", "|") + ": " + std::string(row->meaning) + "\n";
    ++rows;
  }
  return out;
}

std::string manualAbout(std::string_view word) {
  std::string out = manualRows(word, kMostMeanings);
  std::vector<std::string> where;
  std::size_t paragraphs = 0;
  for (const ManualTopic& topic : manualTopics()) {
    if (!topic.inner) {
      bool here = false;
      for (const std::string_view line : splitLines(topic.text)) {
        const auto row = meaningOf(line);
        here = here || (row && holdsWord(row->written, word));
      }
      for (const std::string& paragraph : paragraphsOf(topic.text)) {
        if (!writesWord(paragraph, word)) continue;
        here = true;
        if (paragraphs++ < kMostParagraphs) out += (out.empty() ? "" : "\n") + paragraph + "\n";
      }
      if (here) where.emplace_back(topic.name);
    }
  }
  if (where.empty()) return {};
  return out + "\nMore under: " + join(where, ", ") + "\n";
}

}  // namespace clew
