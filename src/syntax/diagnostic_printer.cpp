#include "syntax/diagnostic_printer.h"

#include <algorithm>
#include <vector>

#include "common/format.h"
#include "common/text.h"
#include "common/utf8.h"

namespace clew::syntax {
namespace {

constexpr std::size_t kWidth = 100;  // columns of source that are shown
constexpr std::size_t kBefore = 60;  // columns kept before the place in a line that is cut

struct Place {
  std::string_view line;
  std::size_t begin = 0;  // bytes into the line
  std::size_t end = 0;
  std::size_t line_number = 1;
  std::size_t column = 1;  // in characters
};

Place placeOf(std::string_view text, SourceSpan span) {
  const std::size_t begin = std::min<std::size_t>(span.begin, text.size());
  const std::size_t end = std::clamp<std::size_t>(span.end, begin, text.size());
  Place place;
  const auto isEnd = [](char c) { return c == '\n' || c == '\r'; };
  std::size_t first = begin;
  while (first > 0 && !isEnd(text[first - 1])) --first;
  std::size_t last = begin;
  while (last < text.size() && !isEnd(text[last])) ++last;
  place.line = text.substr(first, last - first);
  place.begin = begin - first;
  place.end = std::min(end, last) - first;
  for (std::size_t i = 0; i < first; ++i) {
    if (text[i] == '\n' || (text[i] == '\r' && (i + 1 >= text.size() || text[i + 1] != '\n'))) ++place.line_number;
  }
  for (std::size_t i = 0; i < place.begin; ++i) {
    if ((static_cast<unsigned char>(place.line[i]) & 0xC0) != 0x80) ++place.column;
  }
  return place;
}

struct Shown {
  std::string text;
  std::size_t width = 0;
};

// `part` made visible, a tab as one blank, with its columns.
Shown show(std::string_view part) {
  std::string plain(part);
  std::replace(plain.begin(), plain.end(), '\t', ' ');
  Shown shown;
  shown.text = escapeControls(plain);
  shown.width = displayWidth(shown.text);
  return shown;
}

// The last characters of `part` that fit into `width` columns.
Shown showEnd(std::string_view part, std::size_t width) {
  // four bytes a character, and an escape is never wider than its bytes allow: a longer tail cannot be needed
  const std::size_t keep = std::min(part.size(), 4 * (width + 1));
  std::size_t from = part.size() - keep;
  while (from < part.size() && (static_cast<unsigned char>(part[from]) & 0xC0) == 0x80) ++from;
  Shown shown = show(part.substr(from));
  while (shown.width > width && from < part.size()) {
    from += decodeUtf8(part, from).length;
    shown = show(part.substr(from));
  }
  if (from > 0) shown = {"…" + shown.text, shown.width + 1};
  return shown;
}

Shown showBegin(std::string_view part, std::size_t width) {
  const bool whole = part.size() <= 4 * (width + 1);
  Shown shown = show(whole ? part : part.substr(0, 4 * (width + 1)));
  if (whole && shown.width <= width) return shown;
  shown.text = truncateToWidth(shown.text, width);
  shown.width = displayWidth(shown.text);
  return shown;
}

void drawPlace(std::string& out, const Place& place, std::string_view caret_colour, std::string_view plain) {
  const std::string_view head = trimLeft(place.line.substr(0, place.begin));
  const Shown before = showEnd(head, kBefore);
  const Shown marked = showBegin(place.line.substr(place.begin, place.end - place.begin), kWidth - before.width);
  const std::size_t left = kWidth > before.width + marked.width ? kWidth - before.width - marked.width : 0;
  const std::string_view tail = trimRight(place.line.substr(place.end));
  const Shown after = left > 0 ? showBegin(tail, left) : Shown{};
  out += "  " + before.text + marked.text + after.text + "\n";
  out += "  " + std::string(before.width, ' ');
  out += caret_colour;
  out += std::string(std::max<std::size_t>(marked.width, 1), '^');
  out += plain;
  out += "\n";
}

std::string_view wordOf(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kNotice:
      return "notice";
  }
  return "error";
}

}  // namespace

std::string drawDiagnostic(const Error& error, std::span<const SourceText> sources, DrawOptions options) {
  const std::string_view strong = options.colour ? "\x1b[1;31m" : "";
  const std::string_view plain = options.colour ? "\x1b[0m" : "";
  std::string out(strong);
  out += wordOf(options.severity);
  if (!error.id.empty()) out += " " + error.id;
  out += ":";
  out += plain;
  out += " " + escapeControls(error.message) + "\n";
  if (error.span && error.span->source < sources.size()) {
    const SourceText& source = sources[error.span->source];
    const Place place = placeOf(source.text, *error.span);
    if (!source.name.empty()) {
      out += format("  {}:{}:{}\n", escapeControls(source.name), place.line_number, place.column);
    }
    drawPlace(out, place, strong, plain);
  }
  for (const std::string& note : error.notes) out += "  note: " + escapeControls(note) + "\n";
  if (!error.hint.empty()) out += "  hint: " + escapeControls(error.hint) + "\n";
  return out;
}

}  // namespace clew::syntax
