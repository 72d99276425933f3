#include "support/sentences.h"

#include <utility>

namespace clew::test {
namespace {

const std::vector<std::string> kWords = {
    "ip",         "email", "ns",    "registrar", "created", "x-y",  "a_1",   "IN",      "count",
    "top",        "ever",  "last",  "run",       "hubs",    "hops", "tag",   "show",    "per",
    "new",        "desc",  "asc",   "when",      "over",    "path", "read",  "times",   "let",
    "confidence", "today", "query", "edits",     "country", "rank", "cores", "bridges", "communities"};

const std::vector<std::string> kTieStages = {"rank by cores", "bridges", "cores", "cores of at least 2", "communities"};
/// `email "x"`: no list of values takes it.
bool needsType(const std::string& value) {
  return value[0] != '"' && value[0] != '\'' && value.find(' ') != std::string::npos;
}

/// Types that lead everywhere by words that are free only there.
Vocabulary wildWords() {
  Vocabulary out;
  const std::vector<std::pair<std::string, std::vector<std::string>>> types = {
      {"domain", {"corvusrex.com", "corvusrex[.]com", "with.in", "пример.рф", "hxxps://x[.]test/a?b=1,(2", "x.test/a"}},
      {"ip", {"192.0.2.7", "192[.]0[.]2[.]7", "2001:db8::1", "192.0.2.0/24", "[2001:db8::1]:53/udp", "a.test:443"}},
      {"email", {"a1@qq.com", "a1[@]qq[.]com", "\"no one\"", "email \"x\""}},
      {"cert", {"sha256:9f86d0", "mmh3:-1321378357", "d41d8cd98f00b204e9800998ecf8427e", "AS64500", "ga:UA-1-2"}}};
  for (const auto& [name, values] : types) {
    Vocabulary::Type type;
    type.name = name;
    type.plural = name + "s";
    type.values = values;
    for (std::size_t i = 0; i < kWords.size(); ++i)
      type.relations.push_back({kWords[i], types[i % types.size()].first});
    type.texts = type.numbers = type.dates = type.flags = kWords;
    out.types.push_back(std::move(type));
  }
  for (const char* name : {"@iocs", "@case-12/ips", "@a", "@_x1"}) out.sets.push_back({name, "domain"});
  out.sources = {"dnsdb", "\"a source, \\\"quoted\\\"\"", "abuse.ch", "last"};
  out.times = {"2022",
               "2022-09",
               "2022-09-29",
               "2022-09-29T10:00Z",
               "2024-02-29T10:00:00.5+02:00",
               "30d",
               "2w",
               "3mo",
               "2y",
               "now",
               "today",
               "yesterday",
               "$d",
               "last run"};
  return out;
}

}  // namespace

Sentences::Sentences(std::uint32_t seed) : random_(seed), wild_(true), vocabulary_(wildWords()) {}
Sentences::Sentences(std::uint32_t seed, Vocabulary vocabulary)
    : random_(seed), wild_(false), vocabulary_(std::move(vocabulary)) {}

const Vocabulary::Type* Sentences::typeNamed(const std::string& name) const {
  for (const Type& type : vocabulary_.types)
    if (type.name == name) return &type;
  return nullptr;
}

// ---- words and values

std::string Sentences::text() {
  static const std::vector<std::string> kTexts = {R"("")",
                                                  R"("a b")",
                                                  R"('it is "so"')",
                                                  R"("it's")",
                                                  R"("say \"x\"")",
                                                  R"("a\\b")",
                                                  R"('back\slash')",
                                                  R"("{count} | -> # ; (")",
                                                  R"('^[a-z]{3}[.]top$')",
                                                  R"("Müller 漢字")"};
  return pick(kTexts);
}

std::string Sentences::time() {
  return pick(vocabulary_.times);
}

std::string Sentences::duration() {
  static const std::vector<std::string> kDurations = {"90s", "10m", "6h", "30d", "2w", "3mo", "2y"};
  return pick(kDurations);
}

std::string Sentences::timeTest() {
  static const std::vector<std::string> kTests = {"during ", "since ", "before ", "after ", "at "};
  if (chance(5)) return "between " + time() + " and " + time();
  return pick(kTests) + time();
}

std::string Sentences::value(const Type& type) {
  return pick(type.values);
}

std::string Sentences::sourceName() {
  return pick(vocabulary_.sources);
}

std::string Sentences::relation(const Type& type) {
  return pick(type.relations).name;
}

// A walk is read from right to left: its last word belongs to `type`, and so on.
std::string Sentences::trait(const Type& type) {
  const auto& first = pick(type.relations);
  const Type* to = typeNamed(first.leads_to);
  if (chance(3) && to != nullptr && !to->relations.empty()) return relation(*to) + " of " + first.name;
  return first.name;
}

std::string Sentences::near(const Type& type) {
  const std::string what = trait(type);
  if (!wild_) return what;
  switch (below(9)) {
    case 8:
      return "every " + what;
    case 0:
      return what + " within " + duration();
    case 1:
      return what + " within /" + number(128) + (chance(2) ? "" : ", /" + number(128));
    case 2:
      return what + (chance(2) ? " within 1 edit" : " within " + number(9) + " edits");
    default:
      return what;
  }
}

std::string Sentences::traits(const Type& type) {
  const auto one = [&] { return near(type); };
  switch (below(5)) {
    case 0:
      return "at least 2 of " + joined(2, 4, ", ", one);
    case 1:
      return joined(2, 3, ", ", one);
    case 2:
      return joined(2, 3, " and ", one);
    default:
      return one();
  }
}

// ---- modifiers

std::string Sentences::exclusion() {
  switch (below(3)) {
    case 0:
      return "hubs";
    case 1:
      return "hubs over " + number(wild_ ? 500 : 6);
    default:
      if (!vocabulary_.sets.empty() && chance(2)) return pick(vocabulary_.sets).name;
      return value(pick(vocabulary_.types));
  }
}

std::string Sentences::modifiers(bool sharing, bool one_each) {
  std::string out;
  const auto list = [&](auto make) { return joined(1, one_each ? 1 : 3, ", ", make); };
  for (int i = 0; i < 3 && chance(3); ++i) {
    switch (below(9)) {
      case 0:
        out += " excluding " + list([&] { return exclusion(); });
        break;
      case 1:
        if (!vocabulary_.sources.empty()) {
          out += chance(3) ? " seen by only " : " seen by ";
          out += list([&] { return sourceName(); });
        }
        break;
      case 2:
        if (sharing || wild_) out += chance(2) ? " overlapping" : " overlapping within " + duration();
        break;
      case 3:
        out += " seen by at least " + number(3) + " sources";
        break;
      case 4:
        out += " seen at least " + number(4) + " times";
        break;
      case 5:
        out += " confidence >= " + number(100);
        break;
      case 6:
        if (!one_each) out += " at most " + number(9) + " each";
        break;
      default:
        out += " " + timeTest();
    }
    if (wild_ && chance(9)) out += " via " + list([&] { return pick(kWords); });
  }
  return out;
}

// ---- sets

std::string Sentences::operand(const Type& type, int depth) {
  std::vector<std::string> sets;
  for (const auto& set : vocabulary_.sets)
    if (set.type == type.name) sets.push_back(set.name);
  switch (below(depth > 0 ? 6 : 3)) {
    case 0:
      if (!sets.empty()) return pick(sets);
      return value(type);
    case 1:
      return "(" + joined(2, 3, ", ", [&] { return value(type); }) + ")";
    case 2:
    case 3:
      return value(type);
    default: {
      // a query whose outcome has this very type: values that are narrowed
      std::string inner = "(" + joined(2, 4, ", ", [&] { return value(type); }) + ")";
      if (!type.relations.empty() && chance(2)) inner += " where " + condition(type, depth - 1);
      return "(" + inner + (chance(2) ? " | take " + number(5) : "") + ")";
    }
  }
}

std::string Sentences::primary(const Type& type, int depth) {
  if (wild_) {
    if (chance(6)) return (chance(3) ? "other " : "") + type.plural + (chance(3) ? " $v" : "");
    if (chance(10)) return "read " + text();
    if (chance(10)) return "$v";
    if (chance(10)) return "@watch($d = " + duration() + ", @actor = " + set(depth - 1) + ")";
    if (depth > 0 && chance(6)) return "(" + query(depth - 1) + ")";
  }
  return operand(type, depth);
}

std::string Sentences::sharing(const Type& type, int depth) {
  const std::string with = chance(5) ? "each other" : primary(type, depth - 1);
  return "sharing " + traits(type) + " with " + with + modifiers(true, false);
}

Sentences::Typed Sentences::source(int depth) {
  const Type& type = pick(vocabulary_.types);
  if (wild_ && chance(10)) {
    std::string path = (chance(2) ? "path from " : "paths from ") + primary(type, depth - 1) + " to ";
    path += primary(type, depth - 1);
    if (chance(2)) path += chance(4) ? " within 1 hop" : " within " + number(9) + " hops";
    return {path + modifiers(false, false), &type};
  }
  if (!type.relations.empty() && chance(3)) {
    return {(chance(2) ? "other " : "") + type.plural + " " + sharing(type, depth), &type};
  }
  if (!type.relations.empty() && chance(6)) return {type.plural + " where " + condition(type, depth - 1), &type};
  return {primary(type, depth), &type};
}

void Sentences::addWildStep(Typed& so_far, int depth) {
  switch (below(5)) {
    case 0:
      so_far.text += " resembling " + primary(*so_far.type, depth - 1);
      if (chance(2)) so_far.text += chance(3) ? " within 1 edit" : " within 2 edits";
      break;
    case 1: {
      static const std::vector<std::string> kPatterns = {"*-login.*", "*@qq.com", "\"a*\"", "corvusrex.com",
                                                         ".co.uk",    "@iocs",    "$v",     "192.0.2.7"};
      so_far.text += " matching " + pick(kPatterns);
      break;
    }
    case 2:
      so_far.text += " expand " +
                     (chance(3)   ? std::string("fully")
                      : chance(3) ? "1 hop"
                                  : number(4) + " hops") +
                     modifiers(false, false);
      break;
    case 3:
      so_far.text += " other sharing " + traits(*so_far.type) + " with " + primary(*so_far.type, depth - 1);
      break;
    default:
      so_far.text +=
          (chance(2) ? " -> " : " <- ") + joined(1, 3, ", ", [&] { return pick(kWords); }) + modifiers(false, false);
  }
}

void Sentences::addStep(Typed& so_far, int depth) {
  const Type& type = *so_far.type;
  if (wild_ && chance(2)) return addWildStep(so_far, depth);
  switch (below(4)) {
    case 0:
      so_far.text += (chance(2) ? " in " : " not in ") + primary(type, depth - 1);
      return;
    case 1:
      if (type.relations.empty()) return;
      so_far.text += " " + sharing(type, depth);
      return;
    case 2: {
      // back along what leads here
      std::vector<std::pair<const Type*, std::string>> users;
      for (const Type& other : vocabulary_.types)
        for (const auto& relation : other.relations)
          if (relation.leads_to == type.name) users.emplace_back(&other, relation.name);
      if (users.empty()) return;
      const auto& [user, name] = pick(users);
      so_far.text += " <- " + name + modifiers(false, false);
      so_far.type = user;
      return;
    }
    default: {
      if (type.relations.empty()) return;
      const auto& relation = pick(type.relations);
      so_far.text += " -> " + relation.name + modifiers(false, false);
      so_far.type = typeNamed(relation.leads_to);
    }
  }
}

Sentences::Typed Sentences::chain(int depth) {
  Typed out = source(depth);
  const bool filtered = out.text.find(" where ") != std::string::npos;  // `where` is the last clause before a pipe
  if (filtered) return out;
  for (std::size_t n = below(3); n > 0 && out.type != nullptr; --n) addStep(out, depth);
  if (out.type != nullptr && !out.type->relations.empty() && chance(3)) {
    out.text += " where " + condition(*out.type, depth);
  }
  return out;
}

std::string Sentences::set(int depth) {
  std::string out = chain(depth).text;
  while (wild_ && chance(5)) out += (chance(2) ? " plus " : " minus ") + chain(depth).text;
  return out;
}

// ---- conditions

std::string Sentences::condition(const Type& type, int depth) {
  if (depth > 0) {
    switch (below(7)) {
      case 0:
        return condition(type, depth - 1) + " and " + condition(type, depth - 1);
      case 1:
        return condition(type, depth - 1) + " or " + condition(type, depth - 1);
      case 2:
        return "not " + test(type);
      case 3:
        return "(" + condition(type, depth - 1) + ")";
      default:
        break;
    }
  }
  return wild_ && chance(2) ? wildTest(type, depth) : test(type);
}

std::string Sentences::test(const Type& type) {
  static const std::vector<std::string> kSigns = {" = ", " != ", " < ", " <= ", " > ", " >= "};
  const auto valueOf = [&](const Vocabulary::Relation& relation) {
    const Type* to = typeNamed(relation.leads_to);
    return value(to != nullptr ? *to : type);
  };
  switch (below(8)) {
    case 0:
      return (chance(3) ? "has no " : "has ") + relation(type) + modifiers(false, false);
    case 1:
      if (!type.dates.empty()) return (chance(4) ? "ever " : "") + pick(type.dates) + " " + timeTest();
      break;
    case 2:
      if (!type.numbers.empty()) return pick(type.numbers) + pick(kSigns) + number(100);
      break;
    case 3:
      if (!type.texts.empty()) return pick(type.texts) + (chance(3) ? " is not \"ok\"" : " is \"ok\"");
      break;
    case 4:
      if (!type.flags.empty()) return pick(type.flags);
      break;
    case 5: {
      static const std::vector<std::string> kStates = {"redacted", "missing", "known"};
      return relation(type) + (chance(3) ? " is not " : " is ") + pick(kStates);
    }
    case 6: {
      const auto& named = pick(type.relations);
      const std::string one = valueOf(named);
      const std::string other = valueOf(named);
      if (needsType(one) || needsType(other)) break;
      return named.name + (chance(2) ? " in (" : " not in (") + one + ", " + other + ")";
    }
    default:
      break;
  }
  return "count(" + relation(type) + modifiers(false, false) + ")" + pick(kSigns) + number(4);
}

std::string Sentences::wildTest(const Type& type, int depth) {
  const auto left = [&] { return sum(type, depth - 1); };
  static const std::vector<std::string> kValues = {"CN",   ".in",   "\"in\"", "*.top",   "$v",     "10%",
                                                   "0.25", "1_000", "30d",    "2022-09", "a.test", "-0"};
  const auto one = [&] { return kValues[below(kValues.size() - 1)]; };
  switch (below(11)) {
    case 0:
      return left() + (chance(2) ? " is " : " is not ") + one();
    case 1:
      return left() + (chance(2) ? " matching *.top" : " not matching @iocs");
    case 2:
      return left() + " ~ " + text();
    case 3:
      return left() + " resembling " + operand(type, depth - 1) + (chance(2) ? " within 2 edits" : "");
    case 4:
      return left() + (chance(2) ? " changed " : " ") + timeTest();
    case 5:
      return "every " + trait(type) + " is " + one() + modifiers(false, false);
    case 6:
      return "has " + trait(type) + (chance(2) ? " is " + one() : " matching *.top") + modifiers(false, false);
    case 7:
      return "has " + trait(type) + " in (" + joined(1, 3, ", ", one) + ")" + modifiers(false, false);
    case 8:
      return left() + " in @iocs";
    case 9:
      return left() + " not in (" + joined(1, 3, ", ", one) + ", @a)";
    default:
      return left() + " <= " + left();
  }
}

std::string Sentences::call(const Type& type) {
  static const std::vector<std::string> kFunctions = {"count", "first", "last", "times"};
  if (!wild_) return pick(kFunctions) + "(" + relation(type) + modifiers(false, false) + ")";
  switch (below(5)) {
    case 4:
      return "count(" + trait(type) + modifiers(false, false) + " where " + test(type) + ")";
    case 0:
      return pick(kWords) + "()";
    case 1:
      return "block(" + trait(type) + ", 24)";
    case 2:
      return "round(log(" + sum(type, 0) + "), $v)";
    default:
      return pick(kWords) + "(" + trait(type) + modifiers(false, false) + ")";
  }
}

std::string Sentences::sum(const Type& type, int depth) {
  static const std::vector<std::string> kSigns = {" + ", " - ", " * ", " / "};
  if (depth > 0 && chance(4)) return sum(type, depth - 1) + pick(kSigns) + sum(type, depth - 1);
  if (depth > 0 && chance(5)) return "(" + sum(type, depth - 1) + ")";
  if (chance(3)) return call(type);
  if (wild_ && chance(4)) return chance(2) ? number() : text();
  return trait(type);
}

// ---- stages

std::string Sentences::key(const Type& type) {
  return (chance(5) && wild_ ? call(type) : trait(type)) + (chance(3) ? modifiers(false, true) : "");
}

std::string Sentences::column(const Type& type) {
  if (!wild_) return chance(3) ? "n = count(" + relation(type) + ")" : relation(type);
  return (chance(3) ? pick(kWords) + " = " : "") + sum(type, 2) + (chance(3) ? modifiers(false, true) : "");
}

std::string Sentences::sortKey(const Type& type) {
  static const std::vector<std::string> kOrders = {"", " asc", " desc"};
  return (wild_ ? sum(type, 1) : "count(" + relation(type) + ")") + pick(kOrders);
}

std::string Sentences::tableStage(const Type& type) {
  const auto keys = [&] { return joined(1, 2, ", ", [&] { return key(type); }); };
  switch (below(6)) {
    case 0:
      return "count";
    case 1:
      return "count by " + keys();
    case 2:
      return "top " + number(20) + " " + keys();
    case 3:
      return "show name, " + joined(1, 3, ", ", [&] { return column(type); });
    case 4:
      return "per " + keys() + " show count" + (chance(2) ? "" : ", " + column(type));
    default:
      return wild_ ? "show " + joined(1, 3, ", ", [&] { return column(type); }) : "why";
  }
}

std::string Sentences::wildStage(const Type& type, int depth) {
  const auto keys = [&] { return joined(1, 2, ", ", [&] { return key(type); }); };
  switch (below(18)) {
    case 0:
      return "bursts of " + near(type) + (chance(2) ? " per " + keys() : "");
    case 1:
      return "cluster by " + traits(type) + modifiers(false, false);
    case 2:
      return "back to " + pick(kWords);
    case 3:
      return chance(2) ? "timeline" : "timeline of " + keys();
    case 4:
      return "pivots" + modifiers(false, false);
    case 5:
      return "new since " + time();
    case 6:
      return (chance(2) ? "gone since " : "changes since ") + time();
    case 7:
      return (chance(2) ? "tag " : "untag ") + (chance(2) ? pick(kWords) : text());
    case 8:
      return "note " + text();
    case 9:
      return "save as @x";
    case 10:
      return "expect " + condition(type, depth) + (chance(2) ? " " + text() : "");
    case 11:
      return "alert high " + text() + (chance(2) ? " when " + condition(type, depth) : "");
    case 12:
      return chance(2) ? "as json" : "as csv to " + text();
    case 13:
      return "top " + number(20) + " by " + sortKey(type);
    case 14:
      return "skipped";
    case 15:
    case 16:
      return pick(kTieStages) + modifiers(false, false);
    default:
      return "why";
  }
}

void Sentences::addStage(Typed& so_far, int depth) {
  if (so_far.type == nullptr || so_far.type->relations.empty()) {
    so_far.text += " | take " + number(20);
    return;
  }
  const Type& type = *so_far.type;
  if (wild_ && chance(2)) {
    so_far.text += " | " + wildStage(type, depth);
    return;
  }
  switch (below(6)) {
    case 0:
      so_far.text += " | take " + number(20);
      return;
    case 1:
      so_far.text += " | where " + condition(type, depth);
      return;
    case 2:
      so_far.text += " | sort by " + joined(1, 2, ", ", [&] { return sortKey(type); });
      return;
    case 3:
      so_far.text += " |";
      {
        const std::size_t before = so_far.text.size();
        addStep(so_far, depth);
        if (so_far.text.size() == before) so_far.text += " take 3";
      }
      return;
    default:
      so_far.text += " | " + tableStage(type);
      if (!wild_) so_far.type = nullptr;
  }
}

std::string Sentences::query(int depth) {
  std::string clock;
  if (chance(8)) clock += "as of " + (wild_ ? time() : std::string("2022-10-18")) + ", ";
  if (wild_ && chance(10)) clock += "as known at " + time() + ", ";
  Typed out = chain(depth);
  while (chance(6)) out.text += (chance(2) ? " plus " : " minus ") + (out.type ? primary(*out.type, depth - 1) : "@a");
  for (std::size_t n = below(4); n > 0; --n) addStage(out, depth);
  return clock + out.text;
}

// ---- statements

std::string Sentences::wildStatement() {
  const auto node = [&] { return value(pick(vocabulary_.types)); };
  switch (below(9)) {
    case 0:
      return "query " + pick(kWords) + (chance(2) ? " version 3" : "") + (chance(2) ? " edition 1" : "") +
             (chance(2) ? " " + text() : "");
    case 1:
      return "param @actor: hosts" + (chance(2) ? " " + text() : "") + (chance(2) ? " = " + set(1) : "");
    case 2:
      return "param $age: duration" + (chance(2) ? " " + text() : "") + (chance(2) ? " = " + duration() : "");
    case 3:
      return "every " + duration();
    case 4:
      return "include " + text();
    case 5:
      return "let @x = " + query();
    case 6:
      return "let $n = " + condition(pick(vocabulary_.types), 2);
    case 7:
      return "let trait " + pick(kWords) + " = " + joined(1, 3, ", ", [&] { return trait(pick(vocabulary_.types)); });
    default:
      return (chance(2) ? "add " : "retract ") + node() + " -> " + pick(kWords) + " " + node() +
             modifiers(false, false) + (chance(2) ? " because " + text() : "");
  }
}

std::string Sentences::statement() {
  return wild_ && chance(3) ? wildStatement() : query();
}

}  // namespace clew::test
