#include "api/language_hover.h"

#include <algorithm>

#include "api/manual_topics.h"
#include "common/text.h"
#include "common/utf8.h"
#include "hunt/script_names.h"

namespace clew {
namespace {

constexpr std::size_t kMostRows = 6;

std::string cell(const Table& table, std::size_t row, std::size_t column) {
  return cellText(table.at(row, column));
}

std::string aboutType(Case& with, const std::string& word) {
  const auto types = with.schema("");
  if (!types) return {};
  for (std::size_t row = 0; row < types->rowCount(); ++row) {
    if (cell(*types, row, 0) != word && cell(*types, row, 1) != word) continue;
    std::string out = "**" + cell(*types, row, 0) + "** (type): " + cell(*types, row, 3) + "\n";
    const auto words = with.schema(word);
    if (!words) return out;
    for (const std::string kind : {"relation", "property"}) {
      std::vector<std::string> names;
      for (std::size_t at = 0; at < words->rowCount(); ++at)
        if (cell(*words, at, 1) == kind) names.push_back("`" + cell(*words, at, 0) + "`");
      if (!names.empty())
        out += "\n" + std::string(kind == "relation" ? "Relations: " : "Properties: ") + join(names, ", ") + "\n";
    }
    return out;
  }
  return {};
}

/// One line for each meaning, with the types that have it.
std::string aboutTrait(Case& with, const std::string& word) {
  const auto types = with.schema("");
  if (!types) return {};
  std::vector<std::pair<std::string, std::vector<std::string>>> meanings;
  for (std::size_t row = 0; row < types->rowCount(); ++row) {
    const std::string type = cell(*types, row, 0);
    const auto words = with.schema(type);
    if (!words) continue;
    for (std::size_t at = 0; at < words->rowCount(); ++at) {
      if (cell(*words, at, 0) != word) continue;
      const std::string kind = cell(*words, at, 1);
      const std::string what =
          kind + (kind == "relation" ? " to " : ", ") + cell(*words, at, 2) + ": " + cell(*words, at, 3);
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

std::string aboutSet(Case& with, std::string_view name) {
  const Table sets = with.sets();
  for (std::size_t row = 0; row < sets.rowCount(); ++row) {
    std::string known = cell(sets, row, 0);
    if (known != name && "@" + known != name) continue;
    return "**" + std::string(name) + "**: " + cell(sets, row, 1) + " members, " + cell(sets, row, 2) + "\n";
  }
  return {};
}

/// A name that the text makes, with the statement that makes it; the last of them before the place.
std::string aboutMade(std::string_view text, std::size_t byte, std::string_view name) {
  std::string out;
  for (const hunt::ScriptName& made : hunt::namesMadeIn(text)) {
    if (made.name != name || (made.begin > byte && !out.empty())) continue;
    const std::string statement(text.substr(made.begin, made.end - made.begin));
    out = "**" + std::string(name) + "** (" + made.kind + ")\n\n```clew\n" + statement + "\n```\n";
  }
  return out;
}

}  // namespace

std::string hoverText(Case& with, std::string_view text, std::size_t byte) {
  for (const Token& token : tokenize(text)) {
    if (byte < token.begin || byte >= token.end) continue;
    const std::string word(text.substr(token.begin, token.end - token.begin));
    const std::string made = aboutMade(text, byte, word);
    if (!made.empty() || token.kind == TokenClass::kVariable) return made;
    if (token.kind == TokenClass::kSet) return aboutSet(with, word);
    if (token.kind != TokenClass::kWord && token.kind != TokenClass::kKeyword) return {};
    std::string out;
    for (const std::string& part : {aboutType(with, word), aboutTrait(with, word), manualRows(word, kMostRows)}) {
      if (part.empty()) continue;
      if (!out.empty()) out += "\n";
      out += part;
    }
    return out;
  }
  return {};
}

}  // namespace clew
