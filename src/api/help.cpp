// Help on a topic of the language, on any of its words, on what the schema knows, and on the numbers of messages.
#include <algorithm>
#include <optional>
#include <utility>

#include "api/manual_text.h"
#include "api/manual_topics.h"
#include "api/schema_about.h"
#include "clew/clew.h"
#include "common/text.h"
#include "syntax/usage.h"

namespace clew {
namespace {

/// Words that people look under for what the manual calls otherwise.
std::optional<std::string_view> otherNameOf(std::string_view topic) {
  static constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"sets", "writing"},     {"set", "writing"},       {"params", "scripts"},     {"parameters", "scripts"},
      {"functions", "tables"}, {"columns", "tables"},    {"conditions", "filters"}, {"keywords", "index"},
      {"literals", "words"},   {"values", "words"},      {"dates", "time"},         {"date", "time"},
      {"duration", "time"},    {"clocks", "time"},       {"traits", "filters"},     {"relations", "model"},
      {"schema", "model"},     {"properties", "model"},  {"regex", "patterns"},     {"glob", "patterns"},
      {"stages", "tables"},    {"aggregates", "tables"}, {"comments", "layout"},    {"scheduling", "schedules"}};
  for (const auto& [other, name] : kNames) {
    if (other == topic) return name;
  }
  return std::nullopt;
}

/// What a number of a message stands for: its kind, and what its messages offer where they have nothing closer.
std::string aboutNumber(std::string_view word) {
  std::string topic(word);
  if (!topic.empty()) topic[0] = toUpperAscii(topic[0]);
  if (topic.size() != 4 || (topic[0] != 'E' && topic[0] != 'N')) return {};
  if (!std::all_of(topic.begin() + 1, topic.end(), isDigit)) return {};
  std::string out;
  if (topic[0] == 'N') {
    out =
        "A notice: the answer stands, and this is to be known of it. `:notices` shows those of the last answer "
        "again.\n";
  } else if (topic[1] == '1') {
    out = "The text is no sentence of the language; the mark shows from where on.\n";
  } else if (topic[1] == '2') {
    out = "A word or a value that is not known here: no such type, relation, property, set, name or file.\n";
  } else if (topic[1] == '3') {
    out = "Parts that do not go together: their types, or a place where a word means nothing.\n";
  } else if (topic[1] == '6') {
    out = "A limit: the work or the time that a query may cost. `--no-budget` and `--timeout` change it.\n";
  } else {
    out = "Something outside the query stands in its way.\n";
  }
  for (const syntax::Usage& usage : syntax::usages()) {
    if (usage.id != topic) continue;
    if (!usage.remark.empty()) out += "\nTo know: " + std::string(usage.remark) + ".\n";
    if (!usage.example.empty()) out += "\n```clew\n" + std::string(usage.example) + "\n```\n";
  }
  if (topic[0] == 'N') return out;
  return out + "\nEach message has the place, and a line that would work where there is one.\n";
}

}  // namespace

std::vector<std::string> helpTopics() {
  std::vector<std::string> names;
  for (const auto& one : manualTopics()) names.emplace_back(one.name);
  return names;
}

Result<std::string> help(std::string_view topic, bool color) {
  const auto all = manualTopics();
  if (topic.empty()) {
    std::string out =
        "Topics of the language; `clew help TOPIC` (`:help TOPIC` at the prompt) prints one, and what is said of any "
        "word:\n\n";
    for (const auto& one : all) {
      const std::string name = (one.inner ? "    " : "  ") + std::string(one.name);
      out += name + std::string(name.size() < 16 ? 16 - name.size() : 1, ' ') + std::string(one.title) + "\n";
    }
    return out;
  }
  std::vector<std::string> names;
  for (const auto& one : all) {
    if (one.name == topic)
      return manualForTerminal("### " + std::string(one.title) + "\n\n" + std::string(one.text), color);
    names.emplace_back(one.name);
  }
  if (const auto known = otherNameOf(topic)) return help(*known, color);
  if (const std::string about = aboutNumber(topic); !about.empty())
    return manualForTerminal("### " + std::string(topic) + "\n\n" + about, color);
  const std::string word(topic);
  const SchemaTables schema = [](const std::string& type) { return schemaWords(type); };
  std::string about;
  for (const std::string& part : {aboutType(schema, word), aboutTrait(schema, word), manualAbout(topic)}) {
    if (!part.empty()) about += (about.empty() ? "" : "\n") + part;
  }
  if (!about.empty()) return manualForTerminal("### " + word + "\n\n" + about, color);
  Error error(ErrorCode::kUnknownName, "no help on " + quoted(topic));
  if (const auto near = closest(topic, names))
    error.withHint("did you mean '" + *near + "'?");
  else
    error.withNote("topics: " + join(names, ", "));
  return error;
}

}  // namespace clew
