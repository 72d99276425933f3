// What the grammar allows comes from the parser itself; which words of the schema fit comes from the types that flow
// out of the part of the statement before.
#include "hunt/completion.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <set>

#include "binder/binder.h"
#include "common/text.h"
#include "hunt/completion_check.h"
#include "hunt/script.h"
#include "hunt/script_names.h"
#include "model/set_name.h"
#include "render/render.h"
#include "syntax/token.h"
#include "syntax/values.h"

namespace clew::hunt {
namespace {

using Words = std::vector<CompletionWord>;

constexpr std::size_t kMostNames = 10;

bool isWordByte(char c) {
  return isAlnum(c) || c == '-' || c == '_' || c == '@' || c == '$' || c == '.' || c == ':' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// The tokens of the statement that is being written.
struct Head {
  std::string_view text;  // up to the word that was begun
  std::vector<syntax::Token> tokens;
  std::uint32_t begin = 0;

  std::string_view word(std::size_t i) const {
    const auto& token = tokens[i];
    return text.substr(begin + token.begin, token.end - token.begin);
  }
  std::string_view before(std::size_t i) const { return text.substr(0, begin + tokens[i].begin); }
};

template <std::size_t N>
bool oneOf(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 14> kOpeners = {"->", "<-",  "sharing", "where", "by",  "show", "per",
                                                       "of", "via", "expect",  "when",  "top", "sort", "timeline"};
constexpr std::array<std::string_view, 3> kRelationsOnly = {"->", "<-", "via"};

/// What flows out of a query's beginning.
struct Flow {
  model::TypeSet types;                        // every type when it cannot be planned
  std::optional<std::vector<Column>> columns;  // of a table
};

Flow flowOf(engine::Case& owner, std::string_view query) {
  const auto script = prepareScript(owner, query, "completion", "");
  const planner::PlanPtr plan = script.prepared.statements.empty() || !script.errors.empty()
                                    ? planner::PlanPtr()
                                    : script.prepared.statements.back().plan;
  if (!plan) return {owner.schema().allTypes(), std::nullopt};
  if (!plan->is_set) return {{}, plan->columns};
  return {plan->types, std::nullopt};
}

void addColumns(const std::vector<Column>& columns, bool of_nodes, Words& out) {
  for (const Column& column : columns) {
    const bool nodes = column.type == ColumnType::kNode || column.type == ColumnType::kList;
    if (!of_nodes || nodes) out.push_back({binder::columnText(column.name), "column"});
  }
}

/// Whether a file is read: the word `read`, not a part of a name.
bool readsFile(std::string_view query) {
  constexpr std::string_view kWord = "read";
  for (std::size_t at = query.find(kWord); at != query.npos; at = query.find(kWord, at + 1)) {
    const std::size_t behind = at + kWord.size();
    if ((at == 0 || query[at - 1] == ' ' || query[at - 1] == '(') &&
        (behind == query.size() || query[behind] == ' ' || query[behind] == '"'))
      return true;
  }
  return false;
}

/// How many values of each relation the query's own nodes lead to; empty where that cannot be told at once, or where
/// asking would do more than look.
std::map<std::string, std::uint64_t> reachedFrom(engine::Case& owner, std::string_view query) {
  constexpr std::chrono::milliseconds kPatience{100};
  std::map<std::string, std::uint64_t> out;
  if (query.empty() || query.find('|') != query.npos || readsFile(query)) return out;
  const auto script = prepareScript(owner, std::string(query) + " | pivots | count by relation", "completion", "");
  if (!script.errors.empty()) return out;
  const std::map<std::string, std::string> no_values, no_origins;
  const std::map<std::string, std::vector<std::string>> no_sets;
  const std::function<bool(std::uint64_t, const std::string&)> nobody;
  const ScriptOptions options{.now = engine::systemNow(),
                              .values = no_values,
                              .sets = no_sets,
                              .set_origins = no_origins,
                              .timeout = kPatience,
                              .limit = std::nullopt,
                              .may_write = false,
                              .confirm_write = nobody};
  const auto done = runScript(owner, script, options, [&](ScriptAnswer&& answer) {
    for (std::size_t row = 0; row < answer.table.rowCount(); ++row) {
      const auto* name = std::get_if<std::string>(&answer.table.at(row, 0).value);
      const auto* count = std::get_if<std::int64_t>(&answer.table.at(row, 1).value);
      if (name != nullptr && count != nullptr) out[*name] = static_cast<std::uint64_t>(*count);
    }
    return true;
  });
  if (!done) out.clear();
  return out;
}

/// What `reached` counts comes first. `back`: relations that lead to such nodes, not from them.
void addTraits(engine::Case& owner, model::TypeSet types, bool back, bool properties,
               const std::map<std::string, std::uint64_t>& reached, Words& out) {
  std::vector<std::pair<std::uint64_t, std::string>> ranked;
  const auto& schema = owner.schema();
  for (std::size_t id = 0; id < schema.relations().size(); ++id) {
    const auto& relation = schema.relations()[id];
    if (((back ? schema.withSubtypes(relation.object) : relation.subjects) & types).none()) continue;
    const auto links = owner.catalog().linkCount(static_cast<model::RelationId>(id));
    const auto seen =
        std::find_if(ranked.begin(), ranked.end(), [&](const auto& one) { return one.second == relation.name; });
    if (seen != ranked.end()) {
      seen->first += links;
    } else {
      ranked.emplace_back(links, relation.name);
    }
  }
  const auto valuesOf = [&](const std::string& name) {
    const auto found = reached.find(name);
    return found == reached.end() ? std::uint64_t{0} : found->second;
  };
  std::stable_sort(ranked.begin(), ranked.end(), [&](const auto& a, const auto& b) {
    return std::pair(valuesOf(a.second), a.first) > std::pair(valuesOf(b.second), b.first);
  });
  for (auto& [links, name] : ranked) {
    const std::uint64_t values = valuesOf(name);
    const std::string remark = values != 0                      ? counted(values, "value")
                               : !reached.empty() || links == 0 ? std::string()
                                                                : counted(links, "link");
    out.push_back({std::move(name), remark});
  }
  if (!properties) return;
  for (const auto& property : schema.properties())
    if ((property.subjects & types).any()) out.push_back({property.name, "property"});
}

void addTypes(engine::Case& owner, Words& out) {
  const auto& schema = owner.schema();
  for (std::size_t id = 0; id < schema.types().size(); ++id) {
    const auto count = owner.catalog().nodeCount(static_cast<model::TypeId>(id));
    out.push_back({schema.types()[id].plural, count == 0 ? "" : counted(count, "node")});
  }
}

void addSets(engine::Case& owner, Words& out) {
  for (const auto& set : owner.catalog().sets()) {
    if (!model::isSetName(set.name)) continue;  // older cases hold names that no query can write
    const bool ready = set.name.starts_with(model::kNoisePrefix);
    out.push_back({"@" + set.name, ready ? "ready set" : counted(set.members, "member")});
  }
}

/// As they are written: a name with a blank in quotes.
void addSources(engine::Case& owner, Words& out) {
  for (const auto& source : owner.catalog().sources()) {
    const bool plain =
        !source.empty() && isAlpha(source.front()) &&
        std::all_of(source.begin(), source.end(), [](char c) { return isAlnum(c) || c == '_' || c == '-'; });
    out.push_back({plain ? source : syntax::quote(source), "source"});
  }
}

/// The query up to the stage that is being written, without its pipe.
std::string_view stageInput(const Head& head) {
  for (std::size_t at = head.tokens.size(); at > 0; --at)
    if (head.word(at - 1) == "|") return trim(head.before(at - 1));
  return {};
}

void addParameterTypes(engine::Case& owner, bool of_set, Words& out) {
  if (!of_set)
    for (const char* kind : {"duration", "date", "time", "number", "text", "share"}) out.push_back({kind, "value"});
  for (const auto& type : owner.schema().types()) out.push_back({of_set ? type.plural : type.name, "type"});
}

/// Whether a value stands here: after `is`, or in the list of an `in`.
bool isValuePlace(const Head& head) {
  std::size_t at = head.tokens.size();
  if (at > 1 && head.word(at - 1) == "not") --at;
  if (at > 0 && head.word(at - 1) == "is") return true;
  at = head.tokens.size();
  while (at > 0 && (head.word(at - 1) == "," || head.tokens[at - 1].kind == syntax::TokenClass::kValue ||
                    head.tokens[at - 1].kind == syntax::TokenClass::kSet ||
                    head.tokens[at - 1].kind == syntax::TokenClass::kString ||
                    head.tokens[at - 1].kind == syntax::TokenClass::kWord))
    --at;
  return at > 1 && head.word(at - 1) == "(" && head.word(at - 2) == "in";
}

/// What alone can stand in some places; false elsewhere.
bool addClosed(engine::Case& owner, const Head& head, Words& out) {
  const std::size_t size = head.tokens.size();
  if (size == 0) return false;
  const std::string_view last = head.word(size - 1);
  const std::string_view before = size > 1 ? head.word(size - 2) : std::string_view();
  if (last == "as" && before == "|") {
    for (std::string& form : render::formats()) out.push_back({std::move(form), "form"});
  } else if (last == "by" && before == "rank") {
    for (const char* measure : {"pagerank", "betweenness", "degree"}) out.push_back({measure, "measure"});
  } else if (last == "alert" && before == "|") {
    for (const char* level : {"info", "low", "medium", "high", "critical"}) out.push_back({level, "level"});
  } else if (last == ":" && head.word(0) == "param" && size == 3) {
    addParameterTypes(owner, before.starts_with('@'), out);
  } else if (last == "to" && before == "back") {
    if (const Flow flow = flowOf(owner, stageInput(head)); flow.columns) addColumns(*flow.columns, true, out);
  } else if (last == "param" && size == 1) {  // a new name
  } else {
    return false;
  }
  return true;
}

/// The last word that opens a clause, with which a word at the end belongs.
std::string_view clauseOf(const Head& head) {
  for (std::size_t at = head.tokens.size(); at > 0; --at) {
    const std::string_view word = head.word(at - 1);
    if (oneOf(word, kOpeners) || word == "|" || word == "with" || word == "from" || word == "excluding") return word;
  }
  return {};
}

/// Functions of values: of a group the aggregates, as a key the others.
void addFunctions(const Head& head, Words& out) {
  constexpr std::array<std::string_view, 8> kPlaces = {"where", "show", "by", "sort", "top", "per", "expect", "when"};
  if (!oneOf(clauseOf(head), kPlaces)) return;
  bool aggregates = true, others = true;
  for (std::size_t at = head.tokens.size(); at > 0 && head.word(at - 1) != "|"; --at) {
    const std::string_view word = head.word(at - 1);
    if (word == "per") others = clauseOf(head) != "show", aggregates = !others;
    if (word == "by" && at > 1 && head.word(at - 2) == "count") aggregates = false;
  }
  for (const std::string& name : binder::functionNames()) {
    if (binder::isAggregateName(name) ? aggregates : others) out.push_back({name + "(", "function"});
  }
}

/// A word of the schema, or one of the sources: whatever the clause that is open takes.
void addWords(engine::Case& owner, const Head& head, Words& out) {
  std::size_t at = head.tokens.size();
  while (at > 0) {
    const std::string_view word = head.word(at - 1);
    if (oneOf(word, kOpeners) || word == "|") break;
    if (word == "seen" || word == "only") {
      return addSources(owner, out);
    }
    if (word == "as" || word == "tag" || word == "untag" || word == "to" || word == "query") return;
    --at;
  }
  if (at == 0) return;
  const bool relations_only = oneOf(head.word(at - 1), kRelationsOnly);
  const bool shares = head.word(at - 1) == "sharing";
  if (head.word(at - 1) == "by" && at > 1 && head.word(at - 2) == "seen") {
    return addSources(owner, out);
  }
  // back to the stage's beginning, or to the step or filter that asks
  --at;
  while (at > 0 && head.word(at) != "where" && head.word(at) != "->" && head.word(at) != "<-" &&
         head.word(at) != "sharing" && head.word(at - 1) != "|") {
    --at;
  }
  std::string_view query = trim(head.before(at));
  if (query.ends_with("other")) query = trim(query.substr(0, query.size() - 5));
  if (query.ends_with('|')) query = trim(query.substr(0, query.size() - 1));
  const Flow flow = flowOf(owner, query);
  if (flow.columns) return addColumns(*flow.columns, false, out);
  addFunctions(head, out);
  const bool walks_on = head.word(at) == "->";
  const std::string_view own = query.size() > head.begin ? query.substr(head.begin) : std::string_view();
  addTraits(owner, flow.types, head.word(at) == "<-", !relations_only && !shares,
            walks_on ? reachedFrom(owner, own) : std::map<std::string, std::uint64_t>(), out);
  for (const ScriptName& made : namesMadeIn(head.text.substr(0, head.begin)))
    if (isAlpha(made.name.front())) out.push_back({made.name, "trait"});
}

/// Leaves what can stand at the end of the statement; what is no word of schema or grammar is left alone.
void keepWhatStands(engine::Case& owner, const Head& head, std::string_view started, Words& words) {
  PlaceCheck place(owner, head.text, head.begin, clauseOf(head));
  std::optional<bool> may_end;
  std::erase_if(words, [&](const CompletionWord& word) {
    if (!startsWithIgnoreCase(word.text, started)) return true;
    if (word.text == "|" || word.text == "->" || word.text == "<-") {
      if (!may_end) may_end = place.mayEnd();
      return !*may_end;
    }
    if (!isAlpha(word.text.front()) || word.remark == "function" || word.remark == "column") return false;
    return !place.stands(word.text);
  });
}

/// The sets or values that the script made above the statement.
void addMade(const Head& head, char sigil, Words& out) {
  for (const ScriptName& made : namesMadeIn(head.text.substr(0, head.begin)))
    if (made.name.front() == sigil) out.push_back({made.name, made.kind});
}

}  // namespace

std::vector<CompletionWord> completions(engine::Case& owner, std::string_view text) {
  if (!owner.view()) return {};
  std::size_t begin = text.size();
  while (begin > 0 && isWordByte(text[begin - 1])) --begin;
  // the sign before a word may touch it: `@iocs->em`
  for (const std::string_view sign : {"->", "<-"}) {
    const std::size_t at = text.substr(begin).rfind(sign);
    if (at != std::string_view::npos) begin += at + sign.size();
  }
  if (begin > 0 && begin < text.size() && text[begin] == '-' && text[begin - 1] == '<') ++begin;
  const std::string_view started = text.substr(begin);
  Head head;
  head.text = text.substr(0, begin);
  const auto line = syntax::tokenize(text.substr(text.find_last_of("\r\n") + 1));
  if (!line.empty() && line.back().kind == syntax::TokenClass::kComment) return {};
  const syntax::Continuation next = syntax::continuationOf(head.text);
  head.begin = next.begin;
  head.tokens = syntax::tokenize(head.text.substr(next.begin));
  std::erase_if(head.tokens, [](const syntax::Token& token) { return token.kind == syntax::TokenClass::kComment; });
  Words words;
  const bool closed = addClosed(owner, head, words);
  if (next.word && !closed && !isValuePlace(head)) addWords(owner, head, words);
  const bool new_name = !head.tokens.empty() &&
                        (head.word(head.tokens.size() - 1) == "let" || head.word(head.tokens.size() - 1) == "param");
  if (next.set && !new_name) addMade(head, '@', words), addSets(owner, words);
  if (next.variable && !new_name) addMade(head, '$', words);
  if (next.type && !closed) addTypes(owner, words);
  if (next.step && !head.tokens.empty()) words.push_back({"->", ""}), words.push_back({"<-", ""});
  if (!closed || head.tokens.size() == 1)
    for (const std::string& keyword : next.keywords) words.push_back({keyword, ""});
  if (next.stage && !head.tokens.empty()) words.push_back({"|", ""});
  keepWhatStands(owner, head, started, words);
  if (next.value && !started.empty() && !started.starts_with('@')) {
    auto [names, total] = owner.catalog().namesLike(started, kMostNames);
    for (auto& name : names) words.push_back({std::move(name), ""});
  }
  std::set<std::string, std::less<>> seen;
  std::erase_if(words, [&](const CompletionWord& word) {
    return !startsWithIgnoreCase(word.text, started) || !seen.insert(word.text).second;
  });
  // what stands there whole is a choice among longer words, and alone none
  if (words.size() == 1 && words.front().text == started) words.clear();
  return words;
}

}  // namespace clew::hunt
