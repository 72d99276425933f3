// A sentence that stops early, and what is said when no rule knows better.
#include <algorithm>

#include "common/format.h"
#include "common/text.h"
#include "syntax/complaint_rules.h"
#include "syntax/wording.h"

namespace clew::syntax {
namespace {

struct Ending {
  int last;
  std::string_view wants;
  std::string_view example;
};

constexpr Ending kEndings[] = {
    {tok::ARROW, "a relation or a type to go to", "ip"},
    {tok::BACK_ARROW, "the relation to go back along", "ns"},
    {tok::WITH, "what to compare to", "@iocs"},
    {tok::SHARING, "what is shared, `with`, and what to compare to", "email with @iocs"},
    {tok::WHERE, "a condition", "created since 30d"},
    {tok::BY, "what to go by", "name"},
    {tok::IS, "a value", "known"},
    {tok::IN, "a set or a value", "@iocs"},
    {tok::HAS, "what there must be", "email"},
    {tok::NO, "what must not be there", "mx"},
    {tok::SINCE, "a date or a length of time", "30d"},
    {tok::BEFORE, "a date or a length of time", "30d"},
    {tok::AFTER, "a date or a length of time", "2022-09"},
    {tok::DURING, "a date", "2022-09"},
    {tok::BETWEEN, "two dates", "2022-01 and 2022-06"},
    {tok::AT, "a date or `now`", "now"},
    {tok::WITHIN, "a length of time, a prefix or a number of edits", "7d"},
    {tok::MATCHING, "a pattern", "*-login.*"},
    {tok::RESEMBLING, "what to resemble", "corvusrex.com"},
    {tok::EXCLUDING, "`hubs` or a set", "hubs"},
    {tok::VIA, "a relation", "ns"},
    {tok::SEEN, "`by` and a source", "by ct"},
    {tok::EXPAND, "how far", "2 hops via email"},
    {tok::AND, "one more", ""},
    {tok::OR, "one more", ""},
    {tok::NOT, "what is denied", ""},
    {tok::COMMA, "one more", ""},
    {tok::OVER, "a number", "100"},
    {tok::EQ, "a value", ""},
    {tok::NE, "a value", ""},
    {tok::LT, "a value", ""},
    {tok::LE, "a value", ""},
    {tok::GT, "a value", ""},
    {tok::GE, "a value", ""},
    {tok::TILDE, "a regular expression in quotes", "'^a'"},
    {tok::SHOW, "columns", "name"},
    {tok::PER, "a key, `show` and columns", "registrar show count"},
    {tok::SORT, "`by` and a column", "by name"},
    {tok::TOP, "a number and what to rank by", "10 name"},
    {tok::TAG, "a tag", "suspicious"},
    {tok::UNTAG, "a tag", "suspicious"},
    {tok::NOTE, "a text", "\"why it matters\""},
    {tok::SAVE, "`as` and the name of a set", "as @found"},
    {tok::AS, "a form such as table, csv or json", "csv"},
    {tok::EXPECT, "a condition", "count > 0"},
    {tok::ALERT, "a level and a text", "high \"{count} new\""},
    {tok::NEW, "`since` and a date", "since 2022-10-01"},
    {tok::GONE, "`since` and a date", "since 2022-10-01"},
    {tok::CHANGES, "`since` and a date", "since 2022-10-01"},
    {tok::BURSTS, "`of` and a date", "of created within 10m"},
    {tok::CLUSTER, "`by` and what joins", "by email, cert"},
    {tok::RANK, "`by` and a measure", "by pagerank"},
    {tok::BACK, "`to` and a column", "to members"},
    {tok::PLUS, "a second set", "@more"},
    {tok::MINUS, "the set to take away", "@known"},
    {tok::OTHER, "a type", ""},
    {tok::LET, "a name, `=` and what it stands for", "@x = @iocs -> ip"},
    {tok::PARAM, "a name and a type", "@actor: hosts"},
    {tok::INCLUDE, "a file in quotes", "\"common.clew\""},
    {tok::EVERY, "a length of time", "6h"},
    {tok::READ, "a file in quotes", "\"iocs.txt\""},
    {tok::PATH, "`from`, `to` and two sets", "from corvusrex.com to skyrecs.com"},
    {tok::PATHS, "`from`, `to` and two sets", "from corvusrex.com to skyrecs.com"},
    {tok::OF, "a trait", "ip"},
    {tok::CHANGED, "a time", "since 30d"},
    {tok::LAST, "`run`", "run"},
    {tok::ADD_SIGN, "a number", ""},
    {tok::SUB_SIGN, "a number", ""},
    {tok::MUL_SIGN, "a number", ""},
    {tok::DIV_SIGN, "a number", ""},
};

bool isWordLike(int type) {
  return type == tok::WORD || isSoftWord(type);
}

// What can stand there, for a person: keywords and signs as they are written, kinds of words by name.
std::string expectation(const std::vector<int>& types) {
  const auto holds = [&](int type) { return std::find(types.begin(), types.end(), type) != types.end(); };
  std::vector<std::string> names;
  const bool any_word = holds(tok::WORD) && holds(tok::ADD) && holds(tok::WHY);
  if (any_word) names.emplace_back("a word");
  if (!any_word && holds(tok::WORD)) names.emplace_back("a type");
  if (holds(tok::NAME)) names.emplace_back("a name or address");
  if (!holds(tok::NAME) && holds(tok::STRING)) names.emplace_back("a text in quotes");
  if (holds(tok::SETREF)) names.emplace_back("a @set");
  if (holds(tok::NUMBER)) names.emplace_back("a number");
  if (holds(tok::DATE)) names.emplace_back("a date");
  if (holds(tok::DURATION)) names.emplace_back("a duration");
  static constexpr struct {
    int type;
    std::string_view text;
  } kSigns[] = {{tok::COMMA, "`,`"},       {tok::RPAREN, "`)`"}, {tok::LPAREN, "`(`"}, {tok::ARROW, "`->`"},
                {tok::BACK_ARROW, "`<-`"}, {tok::BAR, "`|`"},    {tok::EQ, "`=`"},     {tok::COLON, "`:`"}};
  for (const auto& sign : kSigns) {
    if (holds(sign.type)) names.emplace_back(sign.text);
  }
  for (const int type : types) {
    if (isReservedWord(type) || (isSoftWord(type) && !any_word)) names.push_back(format("`{}`", keywordText(type)));
  }
  if (holds(0)) names.emplace_back("the end");
  constexpr std::size_t kMost = 12;
  if (names.size() > kMost) {
    names.resize(kMost);
    names.emplace_back("...");
  }
  return join(names, ", ");
}

}  // namespace

Error syntaxError(std::string_view id, std::string message, std::string hint) {
  Error error(ErrorCode::kSyntax, std::move(message));
  error.withId(std::string(id));
  error.withHint(std::move(hint));
  return error;
}

std::optional<Error> endsEarly(const Trouble& t) {
  const bool early = t.at >= t.last || t.type(t.at) == tok::BAR || t.type(t.at) == tok::RPAREN;
  if (!early || t.at == t.first || t.first == t.last) return std::nullopt;
  const int last = t.type(t.at - 1);
  if (last == tok::BY && t.at - t.first == 2 && t.type(t.first) == tok::RANK) {
    return syntaxError("E102", "`rank by` needs a measure: pagerank, betweenness or degree",
                       t.corrected(t.at, t.at, "pagerank"));
  }
  const int before = t.at - t.first > 1 ? t.type(t.at - 2) : 0;
  if (last == tok::AS && before == tok::SAVE)
    return syntaxError("E102", "`save as` needs the name of a set", t.corrected(t.at, t.at, "@found"));
  if (last == tok::OF && before == tok::AS)
    return syntaxError("E102", "`as of` needs a date", t.corrected(t.at, t.at, "2022-01-01, @iocs"));
  if (t.type(t.first) == tok::PER && last != tok::PER && last != tok::COMMA) {
    bool shows = false;
    for (std::size_t i = t.first; i < t.at; ++i) shows = shows || t.type(i) == tok::SHOW;
    if (!shows || last == tok::SHOW) {
      return syntaxError("E102", "`per` needs a key, `show` and columns",
                         t.corrected(t.at, t.at, shows ? "count" : "show count"));
    }
  }
  for (const Ending& ending : kEndings) {
    if (ending.last != last) continue;
    if (isWordLike(last) && t.at - 1 != t.first && last != tok::SHOW && last != tok::OVER && last != tok::LAST)
      continue;
    Error error = syntaxError("E102", format("{} needs {}", code(t.text(t.at - 1)), ending.wants));
    if (!ending.example.empty()) error.withHint(t.corrected(t.at, t.at, ending.example));
    return error;
  }
  return std::nullopt;
}

Error complainPlainly(const Trouble& t) {
  const std::size_t at = std::min(t.at, t.last);
  Error error;
  if (at >= t.last) {
    error = syntaxError("E102", format("{} is not complete", code(t.line(t.first, t.last))));
  } else if (at == t.first) {
    error = syntaxError("E100", t.goal == Goal::kStage ? format("no stage begins with {}", code(t.text(at)))
                                                       : format("no query begins with {}", code(t.text(at))));
  } else {
    error = syntaxError("E100", format("{} does not go on with {}", code(t.line(t.first, at)), code(t.text(at))));
  }
  const bool untyped = at < t.last && t.type(t.first) == tok::PARAM && t.type(at) == tok::EQ && at > t.first + 1;
  const bool length = untyped && at + 1 < t.last && t.type(at + 1) == tok::DURATION;
  error.withHint(untyped ? format("{}: duration = {}", t.line(t.first, at), length ? t.text(at + 1) : "30d")
                         : repaired(t));
  const std::string expected = error.hint.empty() ? expectation(expectedAt(t, at)) : std::string();
  if (!expected.empty()) error.withNote("here can stand: " + expected);
  return error;
}

std::span<const ComplaintRule> complaintRules() {
  static constexpr ComplaintRule kRules[] = {
      emptyStage,       commandLine,     tagFilter,      signedSort,      negativeNumber,   comparedStep,
      letName,          paramName,       patternSource,  everBehindStep,  lastUnit,         bareTop,
      nameBehindValue,  severalTags,     countOfAll,     severalLinks,    hubLimits,        withoutHubs,
      setWord,          unionFirst,      unionStage,     longArrow,       stormFilter,      everyWord,
      everySource,      lastWord,        clockBehind,    dateSpan,        quotedDate,       looseTime,
      lengthUnit,       orderWord,       hasWord,        conditionInCall, givenInCondition, columnStage,
      pathOrder,        pathWords,       expandOrder,    headless,        deniedRegex,      foreignSign,
      brokenSign,       looseMinus,      touchingSign,   missingNumber,   numberWord,       spacedAsn,
      upperCaseKeyword, addressRange,    spacedDuration, dottedTrait,     mixedTraits,      regexWord,
      likeWord,         fillerWord,      headVerb,       callFirst,       existence,        looseIs,
      timeWord,         looseWith,       stepAfterWhere, keywordAsColumn, keywordAsValue,   queryAsMember,
      longListPart,     sharingWithout,  bareList,       ofSource,        comparedExpect,   burstsWithoutOf,
      leastConfidence,  listBehindArrow, allColumns,     arrowInColumns,  stepBehindStage,  foreignStage,
      stageWithoutPipe, stageFirst,      missingWhere,   typeInStage,     wordAfterType,    endsEarly};
  return kRules;
}

}  // namespace clew::syntax
