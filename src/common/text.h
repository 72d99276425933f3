// Text as bytes: ASCII classes and case, splitting and joining, numbers, hex, and likeness of words. Nothing here
// depends on the locale; bytes above 127 are left as they are.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew {

constexpr bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool isLowerAscii(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool isUpperAscii(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool isAlpha(char c) {
  return isLowerAscii(c) || isUpperAscii(c);
}
constexpr bool isAlnum(char c) {
  return isAlpha(c) || isDigit(c);
}
constexpr bool isHexDigit(char c) {
  return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
/// Blank, tab, CR, LF, vertical tab, form feed.
constexpr bool isBlank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
constexpr char toLowerAscii(char c) {
  return isUpperAscii(c) ? static_cast<char>(c + 32) : c;
}
constexpr char toUpperAscii(char c) {
  return isLowerAscii(c) ? static_cast<char>(c - 32) : c;
}

/// Without leading and trailing blanks; a view into `text`.
std::string_view trim(std::string_view text);
/// A line of a list without its comment (from a `#` that begins it or stands behind a blank), trimmed.
std::string_view withoutComment(std::string_view line);
/// Without the bullet that a line of a list may begin with ("- ", "* "), trimmed.
std::string_view withoutBullet(std::string_view line);
/// What a line lists: its fields, parted by commas, semicolons or tabs (by the first of these that it has), without the
/// blanks and quotes around them, and without a bullet before the first; no empty ones.
std::vector<std::string_view> listedFields(std::string_view line);
/// Without the byte order mark of UTF-8 at the front; a view into `text`.
std::string_view withoutMark(std::string_view text);
std::string_view trimLeft(std::string_view text);
std::string_view trimRight(std::string_view text);
/// ASCII letters lower-cased, other bytes as they are.
std::string toLower(std::string_view text);
std::string toUpper(std::string_view text);
/// Whether `words` has that very word.
bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words);
bool allDigits(std::string_view text);  // false for empty text
bool allHex(std::string_view text);     // false for empty text

constexpr bool startsWith(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix);
}
constexpr bool endsWith(std::string_view text, std::string_view suffix) {
  return text.ends_with(suffix);
}
constexpr bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}
/// The same letters whatever their case (ASCII).
bool equalsIgnoreCase(std::string_view a, std::string_view b);
bool startsWithIgnoreCase(std::string_view text, std::string_view prefix);
/// Position of `part` in `text`, ASCII case ignored; npos when it is not there.
std::size_t findIgnoreCase(std::string_view text, std::string_view part, std::size_t from = 0);

/// The parts between separators, empty ones included: "a,,b" gives three, "" gives one. Views into `text`.
std::vector<std::string_view> split(std::string_view text, char separator);
/// The words between runs of blanks; no empty ones.
std::vector<std::string_view> splitBlanks(std::string_view text);
/// The lines without their ends (LF, CR LF, or a lone CR); a last line end makes no further line.
std::vector<std::string_view> splitLines(std::string_view text);
/// The parts are views: a string that is about to die cannot be taken apart, so this does not compile.
template <std::same_as<std::string> Text>
std::vector<std::string_view> split(Text&&, char) = delete;
template <std::same_as<std::string> Text>
std::vector<std::string_view> splitBlanks(Text&&) = delete;
template <std::same_as<std::string> Text>
std::vector<std::string_view> splitLines(Text&&) = delete;
/// What is before and after the first `separator`; empty when it is not there.
std::optional<std::pair<std::string_view, std::string_view>> splitOnce(std::string_view text,
                                                                       std::string_view separator);

template <typename Range>
std::string join(const Range& parts, std::string_view separator) {
  std::string out;
  bool first = true;
  for (const auto& part : parts) {
    if (!first) out += separator;
    out += part;
    first = false;
  }
  return out;
}

std::string replaceAll(std::string_view text, std::string_view what, std::string_view with);
/// Runs of blanks become one space, the ends are trimmed.
std::string collapseBlanks(std::string_view text);

/// The whole of `text` as a decimal integer that fits T; empty otherwise. No sign but '-', no blanks.
template <typename T>
std::optional<T> parseInteger(std::string_view text, int base = 10) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}
/// The whole of `text` as a finite decimal number; empty otherwise.
std::optional<double> parseReal(std::string_view text);
/// Shortest text that reads back as the same number: "0.1", "3", "1e+100".
std::string realText(double value);

/// Two lower-case digits a byte.
std::string hexText(std::string_view bytes);
/// The bytes of hex digits; empty when the count is odd or a character is no digit.
std::optional<std::string> bytesOfHex(std::string_view hex);

/// Levenshtein distance over bytes, or limit + 1 as soon as it is known to be above `limit`.
std::size_t editDistance(std::string_view a, std::string_view b, std::size_t limit);
/// The candidate most like `word` for a "did you mean"; empty when none is near (a third of the word's length, at most
/// 3 edits, a swap of neighbours counted as one). Ties: the earlier candidate.
std::optional<std::string> closest(std::string_view word, std::span<const std::string> candidates);

/// `text` between quotes for a message: controls escaped (utf8.h), cut to `limit` characters with "…".
std::string quoted(std::string_view text, std::size_t limit = 80);
// Without these, a call with a std::string would find std::quoted, which is a better match.
inline std::string quoted(const std::string& text, std::size_t limit = 80) {
  return quoted(std::string_view(text), limit);
}
inline std::string quoted(const char* text, std::size_t limit = 80) {
  return quoted(std::string_view(text), limit);
}
inline std::string quoted(std::string& text, std::size_t limit = 80) {
  return quoted(std::string_view(text), limit);
}
/// "1 row", "2 rows", "1,234 rows"; the plural is `one` + "s" unless given.
std::string counted(std::uint64_t count, std::string_view one, std::string_view many = {});
/// 1234567 as "1,234,567".
std::string groupedDigits(std::uint64_t number);

/// Lets unordered containers with std::string keys be asked by std::string_view: std::unordered_map<std::string, T,
/// TextHash, std::equal_to<>>.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept;
};

}  // namespace clew
