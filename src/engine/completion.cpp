#include "engine/completion.h"

#include <algorithm>
#include <array>

#include "common/text.h"
#include "engine/script.h"

namespace clew::engine {
namespace {

using Words = std::vector<CompletionWord>;

bool isWordByte(char c) {
  return isAlnum(c) || c == '-' || c == '_' || c == '@' || c == '$' || c == '.' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

/// The types that flow out of a query's beginning; every type when it cannot be planned.
model::TypeSet typesOf(Case& owner, std::string_view query) {
  const auto script = prepareScript(owner, query, "completion", "");
  if (script.prepared.statements.empty() || !script.errors.empty()) return owner.schema().allTypes();
  const auto& plan = script.prepared.statements.back().plan;
  if (!plan || !plan->is_set) return owner.schema().allTypes();
  return plan->types;
}

void addTraits(Case& owner, model::TypeSet types, bool properties, Words& out) {
  std::vector<std::pair<std::uint64_t, std::string>> ranked;
  const auto& schema = owner.schema();
  for (std::size_t id = 0; id < schema.relations().size(); ++id) {
    const auto& relation = schema.relations()[id];
    if ((relation.subjects & types).none()) continue;
    const auto links = owner.catalog().linkCount(static_cast<model::RelationId>(id));
    const auto seen = std::find_if(ranked.begin(), ranked.end(), [&](const auto& one) { return one.second == relation.name; });
    if (seen != ranked.end()) seen->first += links;
    else ranked.emplace_back(links, relation.name);
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (auto& [links, name] : ranked) out.push_back({std::move(name), links == 0 ? "" : counted(links, "link")});
  if (!properties) return;
  for (const auto& property : schema.properties())
    if ((property.subjects & types).any()) out.push_back({property.name, "property"});
}

void addTypes(Case& owner, Words& out) {
  const auto& schema = owner.schema();
  for (std::size_t id = 0; id < schema.types().size(); ++id) {
    const auto count = owner.catalog().nodeCount(static_cast<model::TypeId>(id));
    out.push_back({schema.types()[id].plural, count == 0 ? "" : counted(count, "node")});
  }
}

template <std::size_t N>
void addKeywords(const std::array<const char*, N>& words, Words& out) {
  for (const auto* word : words) out.push_back({word, ""});
}

constexpr std::array<const char*, 16> kStages = {"count", "count by", "show", "sort by", "take", "top", "per", "where",
                                                 "sharing", "why", "skipped", "save as", "tag", "note", "expect", "as"};
constexpr std::array<const char*, 23> kAfterSet = {"->", "<-", "sharing", "where", "in", "not in", "plus", "minus", "with", "and", "or",
                                                   "since", "during", "between", "before", "after", "at now", "overlapping", "excluding hubs",
                                                   "seen by", "at most", "via", "|"};

/// The last whole word before `end`, and where it begins.
std::pair<std::string_view, std::size_t> wordBefore(std::string_view text, std::size_t end) {
  while (end > 0 && isBlank(text[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && !isBlank(text[begin - 1]) && text[begin - 1] != ',' && text[begin - 1] != '(') --begin;
  if (begin == end && end > 0) --begin;
  return {text.substr(begin, end - begin), begin};
}

}  // namespace

std::vector<CompletionWord> completions(Case& owner, std::string_view text) {
  if (!owner.view()) return {};
  std::size_t begin = text.size();
  while (begin > 0 && isWordByte(text[begin - 1])) --begin;
  const std::string_view started = text.substr(begin);
  Words words;
  if (started.starts_with('@')) {
    for (const auto& set : owner.catalog().sets()) words.push_back({"@" + set.name, counted(set.members, "member")});
  } else if (auto [last, at] = wordBefore(text, begin); last.empty()) {
    addTypes(owner, words);
  } else {
    // a list `sharing email, ` goes on as its first word does
    while (last == ",") {
      const auto before = wordBefore(text, at);
      const auto opener = wordBefore(text, before.second);
      last = opener.first;
      at = opener.second;
    }
    if (last == "->" || last == "<-" || last == "sharing" || last == "where" || last == "has" || last == "and" || last == "or" || last == "not" ||
        last == "by" || last == "show" || last == "of" || last == "no") {
      const auto pipe = text.substr(0, at).find_last_of('|');
      const auto source = last == "and" || last == "or" || last == "not" || last == "has" || last == "no" || last == "of"
                              ? text.substr(0, std::min(text.find(" where "), at))
                              : text.substr(0, at);
      std::string_view query = trim(source);
      if (query.ends_with("|")) query = trim(query.substr(0, query.size() - 1));
      for (const std::string_view stage : {"count", "sort", "per", "top"})
        if (query.ends_with(stage) && pipe != std::string_view::npos) query = trim(text.substr(0, pipe));
      addTraits(owner, typesOf(owner, query), last != "->" && last != "<-" && last != "sharing", words);
    } else if (last == "|") {
      addKeywords(kStages, words);
    } else if (last == "with" || last == "in" || last == "excluding" || last == "minus" || last == "plus") {
      if (last == "excluding") words.push_back({"hubs", ""});
      if (last == "with") words.push_back({"each other", ""});
      for (const auto& set : owner.catalog().sets()) words.push_back({"@" + set.name, counted(set.members, "member")});
      addTypes(owner, words);
    } else if (last == "seen" || last == "by") {
      words.push_back({"by", ""});
    } else if (last == "other") {
      addTypes(owner, words);
    } else {
      addKeywords(kAfterSet, words);
    }
  }
  if (!started.empty() && !started.starts_with('@')) {
    auto [names, total] = owner.catalog().namesLike(started, 10);
    for (auto& name : names) words.push_back({std::move(name), ""});
  }
  std::erase_if(words, [&](const CompletionWord& word) { return !startsWithIgnoreCase(word.text, started) || word.text == started; });
  return words;
}

}  // namespace clew::engine
