#include "ingest/unwrap.h"

#include <algorithm>

#include "common/json.h"
#include "common/text.h"
#include "ingest/detect.h"
#include "ingest/readers/text_head.h"
#include "model/dates.h"

namespace clew::ingest {
namespace {

constexpr int kSure = 60;  // from it on a reader is sure of what stands within something else

/// Where the lines of one head end, its empty line included; npos when it does not end.
std::size_t endOfHead(std::string_view text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t feed = text.find('\n', begin);
    if (feed == text.npos) return text.npos;
    const std::string_view line = text.substr(begin, feed - begin);
    if (line.empty() || line == "\r") return feed + 1;
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

HttpHead httpHeadOf(std::string_view head) {
  HttpHead out;
  while (head.substr(out.bytes).starts_with("HTTP/")) {
    const std::size_t end = endOfHead(head.substr(out.bytes));
    if (end == head.npos) break;
    out.date = dateIn(head.substr(out.bytes, end));
    out.bytes += end;
  }
  return out;
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

Result<Unwrapped> below(std::string_view key, std::string_view text) {
  auto whole = parseJson(withoutMark(text));
  if (!whole) return whole.error();
  if (!whole->is_object()) return Error(ErrorCode::kInvalidValue, "it is no JSON object");
  const auto found = whole->find(std::string(key));
  if (found == whole->end()) return Error(ErrorCode::kInvalidValue, "it has no key " + quoted(key));
  return Unwrapped{found->dump(), whole->size() - 1};
}

}  // namespace clew::ingest
