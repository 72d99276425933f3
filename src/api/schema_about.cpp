#include "api/schema_about.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/text.h"

namespace clew {
namespace {

std::string wordIn(const Table& table, std::size_t row, std::size_t column) {
  return cellText(table.at(row, column));
}

}  // namespace

std::string aboutType(const SchemaTables& schema, const std::string& word) {
  const auto types = schema("");
  if (!types) return {};
  for (std::size_t row = 0; row < types->rowCount(); ++row) {
    if (wordIn(*types, row, 0) != word && wordIn(*types, row, 1) != word) continue;
    std::string out = "**" + wordIn(*types, row, 0) + "** (type): " + wordIn(*types, row, 3) + "\n";
    const auto words = schema(word);
    if (!words) return out;
    for (const std::string kind : {"relation", "property"}) {
      std::vector<std::string> names;
      for (std::size_t at = 0; at < words->rowCount(); ++at)
        if (wordIn(*words, at, 1) == kind) names.push_back("`" + wordIn(*words, at, 0) + "`");
      if (!names.empty())
        out += "\n" + std::string(kind == "relation" ? "Relations: " : "Properties: ") + join(names, ", ") + "\n";
    }
    return out;
  }
  return {};
}

/// One line for each meaning, with the types that have it.
std::string aboutTrait(const SchemaTables& schema, const std::string& word) {
  const auto types = schema("");
  if (!types) return {};
  std::vector<std::pair<std::string, std::vector<std::string>>> meanings;
  for (std::size_t row = 0; row < types->rowCount(); ++row) {
    const std::string type = wordIn(*types, row, 0);
    const auto words = schema(type);
    if (!words) continue;
    for (std::size_t at = 0; at < words->rowCount(); ++at) {
      if (wordIn(*words, at, 0) != word) continue;
      const std::string kind = wordIn(*words, at, 1);
      const std::string what = kind + (kind == "relation" ? " to " : ", ") + wordIn(*words, at, 2) + ": " +
                               wordIn(*words, at, words->columns.size() - 1);
      const auto known =
          std::find_if(meanings.begin(), meanings.end(), [&](const auto& one) { return one.first == what; });
      if (known == meanings.end())
        meanings.push_back({what, {type}});
      else
        known->second.push_back(type);
    }
  }
  std::string out;
  for (const auto& [what, of] : meanings) {
    const std::string owners = of.size() == types->rowCount() ? "every type" : join(of, ", ");
    out += "**" + word + "** of " + owners + " (" + what.substr(0, what.find(": ")) + ")" +
           what.substr(what.find(": ")) + "\n\n";
  }
  return out;
}

}  // namespace clew
