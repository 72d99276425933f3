#include "api/language_hover.h"

#include <algorithm>

#include "api/manual_topics.h"
#include "api/schema_about.h"
#include "common/text.h"
#include "common/utf8.h"
#include "hunt/script_names.h"

namespace clew {
namespace {

constexpr std::size_t kMostRows = 6;

std::string cell(const Table& table, std::size_t row, std::size_t column) {
  return cellText(table.at(row, column));
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
    const SchemaTables schema = [&](const std::string& type) { return with.schema(type); };
    for (const std::string& part : {aboutType(schema, word), aboutTrait(schema, word), manualRows(word, kMostRows)}) {
      if (part.empty()) continue;
      if (!out.empty()) out += "\n";
      out += part;
    }
    return out;
  }
  return {};
}

}  // namespace clew
