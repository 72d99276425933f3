#include "hunt/corrected_line.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "common/text.h"

namespace clew::hunt {
namespace {

constexpr std::size_t kLongestLine = 500;

}  // namespace

void correctLine(Error& error, const std::vector<SourceText>& sources) {
  if (!error.fix || !error.hint.empty() || error.fix->where.source >= sources.size()) return;
  const std::string_view text = sources[error.fix->where.source].text;
  const std::size_t begin = std::min<std::size_t>(error.fix->where.begin, text.size());
  const std::size_t end = std::clamp<std::size_t>(error.fix->where.end, begin, text.size());
  const std::size_t before = text.substr(0, begin).rfind('\n');
  const std::size_t first = before == text.npos ? 0 : before + 1;
  const std::size_t last = std::min(text.find('\n', end), text.size());
  std::string line(text.substr(first, begin - first));
  const std::string& put = error.fix->text;
  if (put.empty() || put.front() == ',')
    while (!line.empty() && line.back() == ' ') line.pop_back();
  line += put;
  line += text.substr(end, last - end);
  if (line.size() <= kLongestLine) error.hint = std::string(trim(line));
}

}  // namespace clew::hunt
