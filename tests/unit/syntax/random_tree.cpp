// Words, values, times, traits and modifiers.
#include "random_tree.h"

#include "syntax/values.h"

namespace clew::syntax::testing {

Ident RandomTree::ident() {
  static const std::vector<std::string> kWords = {
      "ip",   "email", "ns",   "registrar", "created", "x-y",        "a_1",   "IN",  "count", "top", "ever",
      "last", "run",   "hubs", "hops",      "tag",     "show",       "per",   "new", "desc",  "asc", "when",
      "over", "path",  "read", "times",     "edits",   "confidence", "today", "let", "query"};
  return {{}, pick(kWords)};
}

Ident RandomTree::typeWord() {
  static const std::vector<std::string> kTypes = {"domains", "hosts", "email", "tag", "x-threat"};
  return {{}, pick(kTypes)};
}

SetRef RandomTree::setRef() {
  static const std::vector<std::string> kSets = {"iocs", "case-12/ips", "a", "_x1"};
  return {{}, pick(kSets)};
}

VarRef RandomTree::varRef() {
  return {{}, chance(2) ? "days" : "x_1"};
}
Integer RandomTree::integer() {
  return {{}, static_cast<std::int64_t>(below(500))};
}

Duration RandomTree::duration() {
  static const std::vector<std::string> kDurations = {"90s", "10m", "6h", "30d", "2w", "3mo", "2y"};
  return durationOf(pick(kDurations));
}

Date RandomTree::date() {
  static const std::vector<std::string> kDates = {"2022-09", "2022-09-29", "2022-09-29T10:00Z",
                                                  "2024-02-29T10:00:00.5+02:00"};
  return dateOf(pick(kDates));
}

Literal RandomTree::literal() {
  struct Row {
    LiteralKind kind;
    std::string value;
    std::string tag;
  };
  static const std::vector<Row> kRows = {
      {LiteralKind::kName, "corvusrex.com", ""},  {LiteralKind::kName, "with.in", ""},
      {LiteralKind::kName, "пример.рф", ""},      {LiteralKind::kIp, "192.0.2.7", ""},
      {LiteralKind::kIp, "2001:db8::1", ""},      {LiteralKind::kCidr, "192.0.2.0/24", ""},
      {LiteralKind::kService, "a.test:443", ""},  {LiteralKind::kService, "[2001:db8::1]:53/udp", ""},
      {LiteralKind::kEmail, "a1@qq.com", ""},     {LiteralKind::kUrl, "https://x.test/a?b=1,(2", ""},
      {LiteralKind::kAsn, "AS64500", ""},         {LiteralKind::kHash, "d41d8cd98f00b204e9800998ecf8427e", ""},
      {LiteralKind::kTagged, "9f86d0", "sha256"}, {LiteralKind::kTagged, "-1321378357", "mmh3"}};
  if (chance(4)) return text();
  const Row& row = pick(kRows);
  Literal literal;
  literal.kind = row.kind;
  literal.value = row.value;
  literal.tag = row.tag;
  return literal;
}

Literal RandomTree::text() {
  static const std::vector<std::string> kTexts = {
      "", "a b", "it's", "say \"x\"", "'\"", "back\\slash", "two\nlines", "{count} | -> #", "Müller 漢字", "'\\\"\n"};
  Literal literal;
  literal.kind = LiteralKind::kString;
  literal.value = pick(kTexts);
  return literal;
}

Value RandomTree::value() {
  Value result;
  Literal other;
  switch (below(9)) {
    case 0:
      result.node = varRef();
      break;
    case 1:
      result.node = Number{{}, std::int64_t{1234567}};
      break;
    case 2:
      result.node = Number{{}, 0.25};
      break;
    case 3:
      result.node = Percent{{}, static_cast<double>(below(1000)) / 100};
      break;
    case 4:
      result.node = duration();
      break;
    case 5:
      result.node = date();
      break;
    case 6:
      other.kind = LiteralKind::kWord;
      other.value = ident().text;
      result.node = other;
      break;
    case 7:
      other.kind = chance(2) ? LiteralKind::kGlob : LiteralKind::kSuffix;
      other.value = other.kind == LiteralKind::kGlob ? "*-login.?" : ".co.uk";
      result.node = other;
      break;
    default:
      result.node = literal();
  }
  return result;
}

Value RandomTree::member() {
  if (chance(4)) return wrapped<Value>(setRef());
  return value();
}

TimeExpr RandomTree::time() {
  switch (below(8)) {
    case 0:
      return wrapped<TimeExpr>(date());
    case 1:
      return wrapped<TimeExpr>(dateOf("2022"));
    case 2:
      return wrapped<TimeExpr>(duration());
    case 3:
      return wrapped<TimeExpr>(varRef());
    case 4:
      return wrapped<TimeExpr>(TimeWord::kNow);
    case 5:
      return wrapped<TimeExpr>(TimeWord::kToday);
    case 6:
      return wrapped<TimeExpr>(TimeWord::kYesterday);
    default:
      return wrapped<TimeExpr>(TimeWord::kLastRun);
  }
}

TimeTest RandomTree::timeTest() {
  TimeTest test;
  test.kind = static_cast<TimeTest::Kind>(below(6));
  test.time = time();
  if (test.kind == TimeTest::Kind::kBetween) test.until = time();
  return test;
}

LinkModifier RandomTree::plainModifier() {
  switch (below(7)) {
    case 0:
      return wrapped<LinkModifier>(Overlapping{});
    case 1:
      return wrapped<LinkModifier>(Overlapping{duration()});
    case 2:
      return wrapped<LinkModifier>(SeenBySources{integer()});
    case 3:
      return wrapped<LinkModifier>(SeenTimes{integer()});
    case 4:
      return wrapped<LinkModifier>(AtMostEach{integer()});
    case 5:
      return wrapped<LinkModifier>(Confidence{integer()});
    default:
      return wrapped<LinkModifier>(timeTest());
  }
}

Excluding RandomTree::excluding(std::size_t most, int depth) {
  Excluding node;
  for (std::size_t n = 1 + below(most); n > 0; --n) {
    if (chance(2)) {
      Hubs hubs;
      if (chance(2)) hubs.over = integer();
      for (std::size_t limits = hubs.over ? 0 : below(3); limits > 0; --limits) {
        hubs.each.emplace_back(integer(), typeWord());
      }
      node.what.emplace_back(std::move(hubs));
    } else {
      node.what.emplace_back(Box<Primary>(operand(depth - 1)));
    }
  }
  return node;
}

SeenBy RandomTree::seenBy(std::size_t most) {
  SeenBy node{chance(3), some(1, most, [&] { return ident(); })};
  if (chance(3)) node.sources[0].text = "a source, \"quoted\"";
  if (chance(4)) node.sources[0].text = "with";
  return node;
}

LinkModifiers RandomTree::modifiers(int depth) {
  LinkModifiers result;
  while (chance(2) && result.size() < 4) {
    switch (below(5)) {
      case 0:
        result.push_back(wrapped<LinkModifier>(Via{some(1, 3, [&] { return ident(); })}));
        break;
      case 1:
        result.push_back(wrapped<LinkModifier>(excluding(3, depth)));
        break;
      case 2:
        result.push_back(wrapped<LinkModifier>(seenBy(3)));
        break;
      default:
        result.push_back(plainModifier());
    }
  }
  return result;
}

LinkModifiers RandomTree::keyModifiers(int depth) {
  LinkModifiers result;
  while (chance(3) && result.size() < 3) {
    switch (below(5)) {
      case 0:
        result.push_back(wrapped<LinkModifier>(Via{{ident()}}));
        break;
      case 1:
        result.push_back(wrapped<LinkModifier>(excluding(1, depth)));
        break;
      case 2:
        result.push_back(wrapped<LinkModifier>(seenBy(1)));
        break;
      default:
        result.push_back(plainModifier());
    }
  }
  return result;
}

Trait RandomTree::trait() {
  return {{}, some(1, chance(3) ? 3 : 1, [&] { return ident(); })};
}

Edits RandomTree::edits() {
  return {integer()};
}

NearTrait RandomTree::near() {
  NearTrait result;
  result.every = chance(6);
  result.trait = trait();
  switch (below(8)) {
    case 0:
      result.within = duration();
      break;
    case 1:
      result.within = Prefixes{some(1, 2, [&] { return Integer{{}, static_cast<std::int64_t>(below(129))}; })};
      break;
    case 2:
      result.within = edits();
      break;
    default:
      break;
  }
  return result;
}

Traits RandomTree::traits() {
  Traits result;
  result.form = static_cast<Traits::Form>(below(3));
  const bool any = result.form == Traits::Form::kAny;
  result.traits = some(any ? 1 : 2, 4, [&] { return near(); });
  if (result.form == Traits::Form::kAtLeast) {
    result.at_least = Integer{{}, static_cast<std::int64_t>(1 + below(result.traits.size()))};
  }
  return result;
}

}  // namespace clew::syntax::testing
