#include "common/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "common/hash.h"
#include "common/utf8.h"

namespace clew {

std::string_view withoutBullet(std::string_view line) {
  line = trim(line);
  for (const std::string_view bullet : {"- ", "* ", "\u2022 "}) {
    if (line.starts_with(bullet)) return trim(line.substr(bullet.size()));
  }
  return line;
}

std::vector<std::string_view> listedFields(std::string_view line) {
  line = withoutBullet(line);
  std::vector<std::string_view> fields;
  const std::size_t first = line.find_first_of(",;\t");
  const std::vector<std::string_view> parts =
      first == line.npos ? std::vector<std::string_view>{line} : split(line, line[first]);
  for (std::string_view part : parts) {
    part = trim(part);
    const bool quotes = part.size() > 1 && (part.front() == '"' || part.front() == '\'') && part.back() == part.front();
    if (quotes) part = trim(part.substr(1, part.size() - 2));
    if (!part.empty()) fields.push_back(part);
  }
  return fields;
}

std::string_view withoutComment(std::string_view line) {
  for (std::size_t at = line.find('#'); at != line.npos; at = line.find('#', at + 1)) {
    if (at == 0 || isBlank(line[at - 1])) return trim(line.substr(0, at));
  }
  return trim(line);
}

std::string_view withoutMark(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

std::string_view trimLeft(std::string_view text) {
  while (!text.empty() && isBlank(text.front())) text.remove_prefix(1);
  return text;
}

std::string_view trimRight(std::string_view text) {
  while (!text.empty() && isBlank(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view trim(std::string_view text) {
  return trimLeft(trimRight(text));
}

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string toLower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = toLowerAscii(c);
  return out;
}

std::string toUpper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = toUpperAscii(c);
  return out;
}

bool allDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), isDigit);
}
bool allHex(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), isHexDigit);
}

bool equalsIgnoreCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return toLowerAscii(x) == toLowerAscii(y); });
}

bool startsWithIgnoreCase(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && equalsIgnoreCase(text.substr(0, prefix.size()), prefix);
}

std::size_t findIgnoreCase(std::string_view text, std::string_view part, std::size_t from) {
  if (from > text.size()) return std::string_view::npos;
  const auto found = std::search(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), part.begin(), part.end(),
                                 [](char x, char y) { return toLowerAscii(x) == toLowerAscii(y); });
  if (found == text.end() && !part.empty()) return std::string_view::npos;
  return static_cast<std::size_t>(found - text.begin());
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t end = text.find(separator, begin);
    if (end == std::string_view::npos) break;
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

std::vector<std::string_view> splitBlanks(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t at = 0;
  while (at < text.size()) {
    while (at < text.size() && isBlank(text[at])) ++at;
    const std::size_t begin = at;
    while (at < text.size() && !isBlank(text[at])) ++at;
    if (at > begin) words.push_back(text.substr(begin, at - begin));
  }
  return words;
}

std::vector<std::string_view> splitLines(std::string_view text) {
  std::vector<std::string_view> lines;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = text.find_first_of("\r\n", begin);
    if (end == std::string_view::npos) {
      lines.push_back(text.substr(begin));
      break;
    }
    lines.push_back(text.substr(begin, end - begin));
    const bool pair = text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
    begin = end + (pair ? 2 : 1);
  }
  return lines;
}

std::optional<std::pair<std::string_view, std::string_view>> splitOnce(std::string_view text,
                                                                       std::string_view separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return std::nullopt;
  return std::pair{text.substr(0, at), text.substr(at + separator.size())};
}

std::string replaceAll(std::string_view text, std::string_view what, std::string_view with) {
  if (what.empty()) return std::string(text);
  std::string out;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t at = text.find(what, begin);
    if (at == std::string_view::npos) break;
    out += text.substr(begin, at - begin);
    out += with;
    begin = at + what.size();
  }
  out += text.substr(begin);
  return out;
}

std::string collapseBlanks(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : trim(text)) {
    if (!isBlank(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

std::optional<double> parseReal(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

std::string realText(double value) {
  std::array<char, 64> buffer;
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return error == std::errc{} ? std::string(buffer.data(), end) : std::string("nan");
}

std::string hexText(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

std::optional<std::string> bytesOfHex(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  const auto digit = [](char c) { return isDigit(c) ? c - '0' : toLowerAscii(c) - 'a' + 10; };
  std::string out;
  out.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    if (!isHexDigit(hex[i]) || !isHexDigit(hex[i + 1])) return std::nullopt;
    out += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
  }
  return out;
}

std::size_t editDistance(std::string_view a, std::string_view b, std::size_t limit) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > limit) return limit + 1;
  std::vector<std::size_t> row(a.size() + 1);
  for (std::size_t i = 0; i <= a.size(); ++i) row[i] = i;
  for (std::size_t j = 1; j <= b.size(); ++j) {
    std::size_t diagonal = row[0];
    row[0] = j;
    std::size_t lowest = row[0];
    for (std::size_t i = 1; i <= a.size(); ++i) {
      const std::size_t above = row[i];
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[i] = std::min({above + 1, row[i - 1] + 1, replaced});
      diagonal = above;
      lowest = std::min(lowest, row[i]);
    }
    if (lowest > limit) return limit + 1;
  }
  return std::min(row[a.size()], limit + 1);
}

namespace {

/// Whether `a` is `b` with two neighbouring letters swapped.
bool isSwap(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  std::size_t i = 0;
  while (i < a.size() && a[i] == b[i]) ++i;
  return i + 1 < a.size() && a[i] == b[i + 1] && a[i + 1] == b[i] && a.substr(i + 2) == b.substr(i + 2);
}

}  // namespace

std::optional<std::string> closest(std::string_view word, std::span<const std::string> candidates) {
  const std::string wanted = toLower(word.substr(0, 64));
  std::size_t best = std::clamp<std::size_t>(wanted.size() / 3, 1, 3) + 1;
  std::optional<std::string> found;
  for (const std::string& candidate : candidates) {
    const std::string other = toLower(candidate);
    const std::size_t distance = isSwap(wanted, other) ? 1 : editDistance(wanted, other, best);
    if (distance >= best) continue;
    best = distance;
    found = candidate;
  }
  return found;
}

std::string quoted(std::string_view text, std::size_t limit) {
  // Four bytes a character at most: a megabyte of text costs no more than what is shown of it.
  std::string shown;
  std::size_t at = 0;
  std::size_t count = 0;
  while (at < text.size() && count < limit) {
    at += decodeUtf8(text, at).length;
    ++count;
  }
  shown = "'" + escapeControls(text.substr(0, at));
  if (at < text.size()) shown += "…";
  return shown + "'";
}

std::string groupedDigits(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
  return digits;
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  std::string out = groupedDigits(count) + " ";
  if (count == 1) return out.append(one);
  return many.empty() ? out.append(one).append("s") : out.append(many);
}

std::size_t TextHash::operator()(std::string_view text) const noexcept {
  return hash64(text);
}

}  // namespace clew
