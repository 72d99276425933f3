#include "engine/corrected_line.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "common/text.h"

namespace clew::engine {
namespace {

constexpr std::size_t kLongestLine = 500;

/// E216: the hash that stands for one name, empty where the graph has none. E321: nothing, or what goes on after a
/// comma.
bool hintReplaces(const Error& error) {
  if (error.id == "E216") return !error.hint.empty();
  return error.id == "E321" && (error.hint.empty() || error.hint.front() == ',');
}

}  // namespace

void correctLine(Error& error, const std::vector<SourceText>& sources) {
  if (!error.span || error.span->source >= sources.size() || !hintReplaces(error)) return;
  const std::string_view text = sources[error.span->source].text;
  const std::size_t begin = std::min<std::size_t>(error.span->begin, text.size());
  const std::size_t end = std::clamp<std::size_t>(error.span->end, begin, text.size());
  const std::size_t before = text.substr(0, begin).rfind('\n');
  const std::size_t first = before == text.npos ? 0 : before + 1;
  const std::size_t last = std::min(text.find('\n', end), text.size());
  std::string line(text.substr(first, begin - first));
  if (error.hint.empty() || error.hint.front() == ',')
    while (!line.empty() && line.back() == ' ') line.pop_back();
  line += error.hint;
  line += text.substr(end, last - end);
  if (line.size() <= kLongestLine) error.hint = std::string(trim(line));
}

}  // namespace clew::engine
