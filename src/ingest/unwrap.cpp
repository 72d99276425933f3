#include "ingest/unwrap.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/format.h"
#include "common/json.h"
#include "common/text.h"
#include "common/utf8.h"
#include "ingest/detect.h"
#include "ingest/readers/text_head.h"
#include "model/dates.h"

namespace clew::ingest {
namespace {

constexpr int kSure = 60;  // from it on a reader is sure of what stands within something else

/// `HTTP/1.1 200 OK`, `HTTP/2 404`.
bool isStatusLine(std::string_view line) {
  constexpr std::string_view kBegin = "HTTP/";
  if (!line.starts_with(kBegin)) return false;
  line.remove_prefix(kBegin.size());
  const std::size_t blank = std::min(line.find(' '), line.size());
  const std::string_view version = line.substr(0, blank);
  const std::string_view code = line.substr(blank).substr(0, 4);
  return !version.empty() && version.find_first_not_of("0123456789.") == version.npos && code.size() == 4 &&
         isDigit(code[1]) && isDigit(code[2]) && isDigit(code[3]) &&
         (line.size() == blank + 4 || line[blank + 4] == ' ');
}

/// Of a line that isStatusLine takes.
int statusOf(std::string_view line) {
  return parseInteger<int>(line.substr(line.find(' ') + 1, 3)).value_or(0);
}

/// `Content-Type: text/plain`.
bool isHeaderLine(std::string_view line) {
  const std::size_t colon = line.find(':');
  return colon != line.npos && colon > 0 &&
         std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon),
                     [](char c) { return isAlnum(c) || c == '-' || c == '_'; });
}

/// Where the lines of one head end, its empty line included; npos when it is none, or does not end.
std::size_t endOfHead(std::string_view text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t feed = text.find('\n', begin);
    if (feed == text.npos) return text.npos;
    std::string_view line = text.substr(begin, feed - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) return begin == 0 ? text.npos : feed + 1;
    if (begin == 0 ? !isStatusLine(line) : !isHeaderLine(line)) return text.npos;
    begin = feed + 1;
  }
  return text.npos;
}

Time dateIn(std::string_view head) {
  constexpr std::string_view kName = "date:";
  for (const std::string_view line : splitLines(head)) {
    if (!startsWithIgnoreCase(line, kName)) continue;
    const auto date = model::readDate(trim(line.substr(kName.size())));
    if (date) return date->first;
  }
  return kNoTime;
}

}  // namespace

bool isUtf16(std::string_view head) {
  const bool little = head.starts_with("\xFF\xFE");
  if (!little && !head.starts_with("\xFE\xFF")) return false;
  return head.size() > 3 && (head[2] != 0 || head[3] != 0);  // else UTF-32, or no text
}

std::string utf8OfUtf16(std::string_view text) {
  const bool little = text.starts_with("\xFF\xFE");
  const auto unitAt = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(text[at]), second = static_cast<unsigned char>(text[at + 1]);
    return static_cast<char32_t>(little ? first | second << 8 : first << 8 | second);
  };
  const auto isHigh = [](char32_t unit) { return unit >= 0xD800 && unit < 0xDC00; };
  const auto isLow = [](char32_t unit) { return unit >= 0xDC00 && unit < 0xE000; };
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t at = 2; at + 1 < text.size(); at += 2) {
    const char32_t unit = unitAt(at);
    if (isHigh(unit) && at + 3 < text.size() && isLow(unitAt(at + 2))) {
      appendUtf8(out, 0x10000 + ((unit - 0xD800) << 10) + (unitAt(at + 2) - 0xDC00));
      at += 2;
    } else {
      appendUtf8(out, isHigh(unit) || isLow(unit) ? kReplacement : unit);
    }
  }
  return out;
}

HttpHead httpHeadOf(std::string_view head) {
  HttpHead out;
  for (;;) {
    const std::size_t end = endOfHead(head.substr(out.bytes));
    if (end == head.npos) break;
    out.date = dateIn(head.substr(out.bytes, end));
    out.status = statusOf(head.substr(out.bytes, end));
    out.bytes += end;
    ++out.count;
  }
  return out;
}

std::string httpStatusText(int status) {
  using Meaning = std::pair<int, std::string_view>;
  static constexpr auto kMeanings = std::to_array<Meaning>({{400, "bad request"},
                                                            {401, "not authorized"},
                                                            {402, "to be paid for"},
                                                            {403, "forbidden"},
                                                            {404, "not found"},
                                                            {429, "too many requests"},
                                                            {451, "withheld for legal reasons"},
                                                            {500, "the server failed"},
                                                            {502, "the server behind it failed"},
                                                            {503, "the server is not available"},
                                                            {504, "the server behind it did not answer"}});
  for (const auto& [code, meaning] : kMeanings) {
    if (code == status) return format("HTTP {}, {}", status, meaning);
  }
  return format("HTTP {}", status);
}

bool isJsonSequence(std::string_view head) {
  return trimLeft(withoutMark(head)).starts_with(kRecordMark);
}

std::optional<std::string> keyAround(std::string_view head) {
  const std::string_view text = trimLeft(withoutMark(head));
  if (!text.starts_with('{')) return std::nullopt;
  const std::size_t colon = text.find(':');
  if (colon == text.npos) return std::nullopt;
  const std::string_view key = trim(text.substr(1, colon - 1));
  const std::string_view inner = trimLeft(text.substr(colon + 1));
  if (key.size() < 3 || key.front() != '"' || key.back() != '"' || key.size() > 60) return std::nullopt;
  if (key.find('\\') != key.npos || !beginsAsJson(inner) || surenessOf(inner) < kSure) return std::nullopt;
  return std::string(key.substr(1, key.size() - 2));
}

namespace {

/// An answer a line, each below the key.
Result<Unwrapped> belowInLines(std::string_view key, std::string_view text) {
  Unwrapped out;
  for (const std::string_view line : splitLines(withoutMark(text))) {
    if (trim(line).empty()) continue;
    const auto record = parseJson(line);
    if (!record) return record.error();
    const auto found = record->is_object() ? record->find(std::string(key)) : record->end();
    if (!record->is_object() || found == record->end())
      return Error(ErrorCode::kInvalidValue, "not every line of it has a key " + quoted(key));
    out.text += jsonText(*found) + "\n";
    out.other_members = std::max(out.other_members, record->size() - 1);
  }
  return out;
}

}  // namespace

Result<Unwrapped> below(std::string_view key, std::string_view text) {
  auto whole = parseJson(withoutMark(text));
  if (!whole) {
    auto lines = belowInLines(key, text);
    return lines ? std::move(lines) : Result<Unwrapped>(whole.error());
  }
  if (!whole->is_object()) return Error(ErrorCode::kInvalidValue, "it is no JSON object");
  const auto found = whole->find(std::string(key));
  if (found == whole->end()) return Error(ErrorCode::kInvalidValue, "it has no key " + quoted(key));
  return Unwrapped{jsonText(*found), whole->size() - 1};
}

}  // namespace clew::ingest
