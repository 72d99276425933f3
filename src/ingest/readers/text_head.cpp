#include "ingest/readers/text_head.h"

#include <algorithm>

#include "common/text.h"

namespace clew::ingest {
namespace {

std::string_view withoutMark(std::string_view text) {
  return trimLeft(text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text);
}

}  // namespace

bool beginsAsJson(std::string_view head) {
  std::string_view text = withoutMark(head);
  if (text.empty() || (text.front() != '{' && text.front() != '[')) return false;
  const bool object = text.front() == '{';
  text = trimLeft(text.substr(1));
  if (text.empty()) return true;
  if (object) return text.front() == '"' || text.front() == '}';
  if (std::string_view("\"{[]").find(text.front()) != std::string_view::npos) return true;
  const std::size_t end = std::min(text.find_first_not_of("+-.0123456789eEaflnrstu"), text.size());
  const std::string_view word = text.substr(0, end);
  const std::string_view rest = trimLeft(text.substr(end));
  if (rest.empty() || (rest.front() != ',' && rest.front() != ']')) return false;
  return word == "null" || word == "true" || word == "false" || parseReal(word).has_value();
}

}  // namespace clew::ingest
