#include <string_view>

#include "clew/clew.h"

namespace clew {

std::vector<std::pair<std::string, std::string>> libraryVersions() {
  std::vector<std::pair<std::string, std::string>> out;
  std::string_view rest = CLEW_LIBRARIES;  // "SQLite 3.40.1,RE2 9.0.0", by the build
  while (!rest.empty()) {
    const auto end = rest.find(',');
    const std::string_view one = rest.substr(0, end);
    const auto blank = one.find(' ');
    if (blank != std::string_view::npos) out.emplace_back(one.substr(0, blank), one.substr(blank + 1));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace clew
