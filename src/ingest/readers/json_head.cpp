#include "ingest/readers/json_head.h"

#include <algorithm>

#include "common/text.h"

namespace clew::ingest {
namespace {

constexpr std::size_t kMaxEntries = 4096;
constexpr std::size_t kMaxLevels = 3;

/// The string that starts at the quote `text[at]`, without quotes; `at` moves behind it, or to the end when it is cut.
std::string_view stringAt(std::string_view text, std::size_t& at) {
  const std::size_t begin = ++at;
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  const std::size_t end = std::min(at, text.size());
  at = end == text.size() ? end : end + 1;
  return text.substr(begin, end - begin);
}

void skipBlanks(std::string_view text, std::size_t& at) {
  while (at < text.size() && isBlank(text[at])) ++at;
}

}  // namespace

JsonHead::JsonHead(std::string_view head) {
  struct Frame {
    bool object = false;
    std::string_view name;  // the key it stands under; empty in an array
    std::string_view key;   // of the object: the key met last
  };
  const std::string_view text = withoutMark(head);
  std::size_t at = 0;
  skipBlanks(text, at);
  if (at == text.size() || (text[at] != '{' && text[at] != '[')) return;
  json_ = true;
  std::vector<Frame> frames;
  bool key_next = false;    // a string here is a key
  bool value_next = false;  // a string here is the value of the entry added last
  while (at < text.size() && entries_.size() < kMaxEntries) {
    const char c = text[at];
    if (c == '"') {
      const std::string_view value = stringAt(text, at);
      if (key_next && !frames.empty()) {
        frames.back().key = value;
        value_next = addEntry(frames, value);
      } else if (value_next) {
        entries_.back().text = value;
        value_next = false;
      }
      key_next = false;
      continue;
    }
    ++at;
    if (c == '{' || c == '[') {
      const bool named = !frames.empty() && frames.back().object;
      frames.push_back({c == '{', named ? frames.back().key : std::string_view{}, {}});
    } else if (c == '}' || c == ']') {
      if (!frames.empty()) frames.pop_back();
      if (frames.empty() && !entries_.empty()) return;  // JSON Lines: the first value that holds something is enough
    }
    if (c != ':' && !isBlank(c)) value_next = false;
    if (!isBlank(c)) key_next = (c == '{' || c == ',') && !frames.empty() && frames.back().object;
  }
}

template <typename Frames>
bool JsonHead::addEntry(const Frames& frames, std::string_view key) {
  std::string path;
  std::size_t levels = 1;
  for (const auto& frame : frames) {
    if (frame.name.empty()) continue;
    if (++levels > kMaxLevels) return false;
    path.append(frame.name).push_back('.');
  }
  entries_.push_back({path.append(key), {}});
  return true;
}

bool JsonHead::has(std::string_view path) const {
  return std::any_of(entries_.begin(), entries_.end(), [path](const Entry& entry) { return entry.path == path; });
}

bool JsonHead::hasAll(const std::vector<std::string_view>& paths) const {
  return std::all_of(paths.begin(), paths.end(), [this](std::string_view path) { return has(path); });
}

bool JsonHead::hasAny(const std::vector<std::string_view>& paths) const {
  return std::any_of(paths.begin(), paths.end(), [this](std::string_view path) { return has(path); });
}

std::string_view JsonHead::text(std::string_view path) const {
  for (const auto& entry : entries_) {
    if (entry.path == path && !entry.text.empty()) return entry.text;
  }
  return {};
}

std::vector<std::string_view> splitJsonValues(std::string_view whole, bool* cut_off) {
  const std::string_view text = withoutMark(whole);
  std::vector<std::string_view> values;
  std::size_t at = 0;
  bool in_array = false;
  while (at < text.size()) {
    while (at < text.size() && (isBlank(text[at]) || text[at] == ',')) ++at;
    if (at < text.size() && text[at] == (in_array ? ']' : '[')) {
      in_array = !in_array;
      ++at;
      continue;
    }
    const std::size_t begin = at;
    std::size_t depth = 0;
    while (at < text.size()) {
      const char c = text[at];
      if (c == '"') {
        stringAt(text, at);
        if (depth == 0) break;
        continue;
      }
      if (depth == 0 && at > begin && (c == ',' || isBlank(c) || (in_array && c == ']'))) break;
      ++at;
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && (depth == 0 || --depth == 0)) break;
    }
    at = std::min(at, text.size());
    if (at > begin) values.push_back(text.substr(begin, at - begin));
  }
  if (cut_off != nullptr) *cut_off = in_array;
  return values;
}

}  // namespace clew::ingest
