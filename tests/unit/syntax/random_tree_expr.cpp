// Conditions and computations.
#include "random_tree.h"

namespace clew::syntax::testing {

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
      return made(Quantified{kind, traitTest(depth), mods});
    }
    default:
      return sum(depth);
  }
}

/// A test whose left side is a trait: what follows `ever` and `every`.
Expr RandomTree::traitTest(int depth) {
  switch (below(7)) {
    case 0:
      return made(Comparison{static_cast<Comparison::Op>(below(6)), made(trait()), sum(depth - 1)});
    case 1:
      return made(Is{made(trait()), chance(2), static_cast<State>(below(3))});
    case 2:
      return made(In{made(trait()), chance(2), members()});
    case 3:
      return made(Matching{made(trait()), chance(2), pattern()});
    case 4:
      return made(Regex{made(trait()), regex()});
    case 5:
      return made(Is{made(trait()), chance(2), value()});
    default:
      return made(TimeCondition{made(trait()), chance(2), timeTest()});
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

}  // namespace clew::syntax::testing
