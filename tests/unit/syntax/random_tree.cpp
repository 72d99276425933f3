#include "random_tree.h"

#include "syntax/values.h"

namespace clew::syntax::testing {
namespace {

template <typename Node>
Expr made(Node node) {
  Expr expr;
  expr.node = std::move(node);
  return expr;
}

template <typename Part, typename Node>
Part wrapped(Node node) {
  Part part;
  part.node = std::move(node);
  return part;
}

}  // namespace

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

Expr RandomTree::expr(int depth) {
  if (depth > 0) {
    switch (below(6)) {
      case 0:
        return made(Or{some(2, 3, [&] { return expr(depth - 1); })});
      case 1:
        return made(And{some(2, 3, [&] { return expr(depth - 1); })});
      case 2:
        return made(Not{expr(depth - 1)});
      default:
        break;
    }
  }
  return test(depth);
}

Expr RandomTree::test(int depth) {
  const auto left = [&] { return chance(8) ? expr(depth - 1) : sum(depth - 1); };
  switch (below(11)) {
    case 0:
      return has(depth);
    case 1:
      return made(Comparison{static_cast<Comparison::Op>(below(6)), left(), left()});
    case 2:
      return made(Is{left(), chance(2), value()});
    case 3:
      return made(Is{left(), chance(2), static_cast<State>(below(3))});
    case 4:
      return made(In{left(), chance(2), members()});
    case 5:
      return made(Matching{left(), chance(2), pattern()});
    case 6: {
      Resembling node{left(), chance(2), operand(depth - 1), {}};
      if (chance(2)) node.within = edits();
      return made(std::move(node));
    }
    case 7:
      return made(Regex{left(), regex()});
    case 8:
      return made(TimeCondition{left(), chance(2), timeTest()});
    case 9: {
      const auto kind = chance(2) ? Quantified::Kind::kEver : Quantified::Kind::kEvery;
      const auto mods = kind == Quantified::Kind::kEvery && chance(2) ? modifiers(depth - 1) : LinkModifiers{};
      if (chance(2)) return made(Quantified{kind, made(Is{made(trait()), chance(2), value()}), mods});
      return made(Quantified{kind, made(TimeCondition{made(trait()), chance(2), timeTest()}), mods});
    }
    default:
      return sum(depth);
  }
}

Expr RandomTree::has(int depth) {
  Has node;
  node.no = chance(3);
  node.trait = trait();
  switch (below(6)) {
    case 0:
      node.tail = value();
      break;
    case 1:
      node.tail = members();
      break;
    case 2:
      node.tail = pattern();
      break;
    case 3:
      node.tail = regex();
      break;
    default:
      break;
  }
  node.modifiers = modifiers(depth - 1);
  return made(std::move(node));
}

Expr RandomTree::sum(int depth) {
  if (depth > 0 && chance(4)) {
    return made(Arithmetic{static_cast<Arithmetic::Op>(below(4)), sum(depth - 1), sum(depth - 1)});
  }
  if (depth > 0 && chance(3)) return made(call(depth));
  if (chance(3)) {
    Value leaf = value();
    // a pattern, a suffix or a bare word stands only after `is` and its like
    const auto* word = std::get_if<Literal>(&leaf.node);
    const bool bare = word && (word->kind == LiteralKind::kGlob || word->kind == LiteralKind::kSuffix ||
                               word->kind == LiteralKind::kWord);
    if (!bare) return made(std::move(leaf));
  }
  return made(trait());
}

Call RandomTree::call(int depth) {
  Call node;
  node.function = ident();
  if (chance(6)) return node;
  node.arguments.push_back(chance(6) ? expr(depth - 1) : sum(depth - 1));
  if (chance(2)) {
    node.modifiers = modifiers(depth - 1);
    if (chance(2)) node.where = expr(depth - 1);
    return node;
  }
  while (chance(3)) {
    if (chance(2)) {
      node.arguments.push_back(made(wrapped<Value>(Number{{}, std::int64_t{24}})));
    } else {
      node.arguments.push_back(made(chance(2) ? wrapped<Value>(varRef()) : wrapped<Value>(text())));
    }
  }
  return node;
}

Members RandomTree::members() {
  return {some(1, 3, [&] { return member(); })};
}

PatternTest RandomTree::pattern() {
  Literal glob;
  glob.kind = LiteralKind::kGlob;
  glob.value = chance(2) ? "*-login.*" : "*@qq.com";
  switch (below(5)) {
    case 0:
      return {wrapped<Value>(setRef())};
    case 1:
      return {wrapped<Value>(varRef())};
    case 2:
      return {wrapped<Value>(text())};
    default:
      return {wrapped<Value>(glob)};
  }
}

RegexTest RandomTree::regex() {
  return {chance(4) ? wrapped<Value>(varRef()) : wrapped<Value>(text())};
}

Primary RandomTree::operand(int depth) {
  switch (below(depth > 0 ? 7 : 4)) {
    case 0:
      return wrapped<Primary>(literal());
    case 1:
      return wrapped<Primary>(varRef());
    case 2:
      return wrapped<Primary>(TypeSource{false, typeWord(), wrapped<Value>(literal())});
    case 3:
      return wrapped<Primary>(SetSource{setRef(), {}});
    case 4: {
      std::vector<Argument> arguments;
      while (chance(2)) {
        Argument argument;
        if (chance(2)) {
          argument.name = varRef();
          argument.value = value();
        } else {
          argument.name = setRef();
          argument.value = Box<Set>(set(depth - 1));
        }
        arguments.push_back(std::move(argument));
      }
      return wrapped<Primary>(SetSource{setRef(), std::move(arguments)});
    }
    case 5:
      return wrapped<Primary>(PrimaryList{some(2, 3, [&] { return primary(depth - 1); })});
    default:
      return wrapped<Primary>(Subquery{query(depth - 1)});
  }
}

Primary RandomTree::primary(int depth) {
  if (chance(3)) return wrapped<Primary>(TypeSource{chance(3), typeWord(), {}});
  if (chance(8)) return wrapped<Primary>(TypeSource{chance(3), typeWord(), wrapped<Value>(varRef())});
  if (chance(10)) return wrapped<Primary>(Read{text()});
  return operand(depth);
}

Source RandomTree::source(int depth) {
  if (!chance(8)) return wrapped<Source>(primary(depth));
  PathSource path;
  path.all = chance(2);
  path.from = primary(depth - 1);
  path.to = primary(depth - 1);
  if (chance(2)) path.hops = integer();
  path.modifiers = modifiers(depth - 1);
  return wrapped<Source>(std::move(path));
}

Step RandomTree::step(int depth) {
  switch (below(7)) {
    case 0: {
      ResemblingStep node{primary(depth - 1), {}};
      if (chance(2)) node.within = edits();
      return wrapped<Step>(std::move(node));
    }
    case 1:
      return wrapped<Step>(MatchingStep{pattern()});
    case 2: {
      Expand node;
      if (chance(2)) node.hops = integer();
      node.modifiers = modifiers(depth - 1);
      return wrapped<Step>(std::move(node));
    }
    case 3:
      return wrapped<Step>(InStep{chance(2), primary(depth - 1)});
    case 4:
    case 5: {
      Sharing node;
      node.other = chance(4);
      node.traits = traits();
      node.each_other = chance(4);
      if (!node.each_other) node.with = primary(depth - 1);
      node.modifiers = modifiers(depth - 1);
      return wrapped<Step>(std::move(node));
    }
    default:
      return wrapped<Step>(Arrow{chance(3), some(1, 3, [&] { return ident(); }), modifiers(depth - 1)});
  }
}

Chain RandomTree::chain(int depth) {
  Chain result;
  result.source = source(depth);
  result.steps = some(0, 2, [&] { return step(depth); });
  if (chance(3)) result.where = expr(depth);
  return result;
}

Set RandomTree::set(int depth) {
  Set result;
  result.first = chain(depth);
  while (chance(4)) result.rest.emplace_back(chance(2) ? SetOp::kPlus : SetOp::kMinus, chain(depth));
  return result;
}

Query RandomTree::query(int depth) {
  Query result;
  if (chance(6)) result.as_known_at = time();
  if (chance(6)) result.as_of = time();
  result.set = set(depth);
  result.stages = some(0, 2, [&] { return stage(depth); });
  return result;
}

Key RandomTree::key(int depth) {
  Key result;
  if (chance(4)) {
    result.what = made(call(depth));
  } else {
    result.what = made(trait());
  }
  result.modifiers = keyModifiers(depth - 1);
  return result;
}

ColumnExpr RandomTree::column(int depth) {
  ColumnExpr result;
  if (chance(2)) result.name = ident();
  result.what = sum(depth);
  result.modifiers = keyModifiers(depth - 1);
  return result;
}

SortKey RandomTree::sortKey(int depth) {
  SortKey result;
  result.what = sum(depth);
  result.direction = static_cast<SortKey::Direction>(below(3));
  return result;
}

Stage RandomTree::stage(int depth) {
  const auto keys = [&] { return some(1, 2, [&] { return key(depth); }); };
  const auto columns = [&] { return some(1, 3, [&] { return column(depth); }); };
  switch (below(25)) {
    case 0:
      return wrapped<Stage>(CountStage{chance(2) ? keys() : std::vector<Key>()});
    case 1:
      return wrapped<Stage>(chance(2) ? TopStage{integer(), keys(), {}} : TopStage{integer(), {}, sortKey(depth)});
    case 2:
      return wrapped<Stage>(TakeStage{integer()});
    case 3:
      return wrapped<Stage>(SortStage{some(1, 3, [&] { return sortKey(depth); })});
    case 4:
      return wrapped<Stage>(ShowStage{columns()});
    case 5:
      return wrapped<Stage>(PerStage{keys(), columns()});
    case 6:
      return wrapped<Stage>(BurstsStage{near(), chance(2) ? keys() : std::vector<Key>()});
    case 7:
      return wrapped<Stage>(ClusterStage{traits(), modifiers(depth - 1)});
    case 8:
      return wrapped<Stage>(BackStage{ident()});
    case 9:
      return wrapped<Stage>(TimelineStage{chance(2) ? keys() : std::vector<Key>()});
    case 10:
      return wrapped<Stage>(PivotsStage{modifiers(depth - 1)});
    case 11:
      return wrapped<Stage>(SkippedStage{});
    case 12:
      return wrapped<Stage>(WhyStage{});
    case 13:
      return wrapped<Stage>(ChangesStage{static_cast<ChangesStage::Kind>(below(3)), time()});
    case 14:
      return wrapped<Stage>(TagStage{chance(2), chance(3) ? Ident{{}, "two words"} : ident()});
    case 15:
      return wrapped<Stage>(NoteStage{text()});
    case 16:
      return wrapped<Stage>(SaveStage{setRef()});
    case 17: {
      ExpectStage node{expr(depth), {}};
      if (chance(2)) node.text = text();
      return wrapped<Stage>(std::move(node));
    }
    case 18: {
      AlertStage node{ident(), text(), {}};
      if (chance(2)) node.when = expr(depth);
      return wrapped<Stage>(std::move(node));
    }
    case 19: {
      OutputStage node{ident(), {}};
      if (chance(2)) node.file = text();
      return wrapped<Stage>(std::move(node));
    }
    case 20:
      return wrapped<Stage>(RankStage{ident(), modifiers(depth - 1)});
    case 21:
      return wrapped<Stage>(BridgesStage{modifiers(depth - 1)});
    case 22: {
      CoresStage node{{}, modifiers(depth - 1)};
      if (chance(2)) node.at_least = integer();
      return wrapped<Stage>(std::move(node));
    }
    case 23:
      return wrapped<Stage>(CommunitiesStage{modifiers(depth - 1)});
    default: {
      StepsStage node;
      node.steps = some(0, 2, [&] { return step(depth); });
      if (node.steps.empty() || chance(2)) node.where = expr(depth);
      return wrapped<Stage>(std::move(node));
    }
  }
}

Statement RandomTree::statement() {
  constexpr int kDepth = 3;
  const auto optionalText = [&]() -> std::optional<Literal> {
    if (chance(2)) return std::nullopt;
    return text();
  };
  const auto node = [&] {
    NodeRef ref;
    if (chance(2)) ref.type = typeWord();
    ref.literal = literal();
    return ref;
  };
  switch (below(20)) {
    case 0: {
      HeaderStatement header{ident(), {}, {}, optionalText()};
      if (chance(2)) header.version = integer();
      if (chance(2)) header.edition = integer();
      return wrapped<Statement>(std::move(header));
    }
    case 1: {
      SetParamStatement param{setRef(), ident(), optionalText(), {}};
      if (chance(2)) param.fallback = set(kDepth);
      return wrapped<Statement>(std::move(param));
    }
    case 2: {
      ScalarParamStatement param{varRef(), ident(), optionalText(), {}};
      if (chance(2)) param.fallback = value();
      return wrapped<Statement>(std::move(param));
    }
    case 3:
      return wrapped<Statement>(EveryStatement{duration()});
    case 4:
      return wrapped<Statement>(IncludeStatement{text()});
    case 5:
      return wrapped<Statement>(LetSetStatement{setRef(), query(kDepth)});
    case 6:
      return wrapped<Statement>(LetScalarStatement{varRef(), expr(kDepth)});
    case 7:
      return wrapped<Statement>(LetTraitStatement{ident(), some(1, 3, [&] { return trait(); })});
    case 8:
      return wrapped<Statement>(LinkStatement{chance(2), node(), ident(), node(), modifiers(1), optionalText()});
    default:
      return wrapped<Statement>(QueryStatement{query(kDepth)});
  }
}

}  // namespace clew::syntax::testing
