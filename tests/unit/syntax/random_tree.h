// Random trees of the whole language, for properties that must hold of every sentence.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "syntax/ast.h"

namespace clew::syntax::testing {

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

/// The same seed gives the same trees. Only trees that `parse` can give.
class RandomTree {
 public:
  explicit RandomTree(std::uint32_t seed) : random_(seed) {}

  Statement statement();
  Stage stage(int depth);

 private:
  std::size_t below(std::size_t n) { return random_() % n; }
  bool chance(std::size_t one_in) { return below(one_in) == 0; }
  template <typename T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }
  template <typename Make>
  auto some(std::size_t least, std::size_t most, Make make) {
    std::vector<decltype(make())> parts;
    for (std::size_t n = least + below(most - least + 1); n > 0; --n) parts.push_back(make());
    return parts;
  }

  Ident ident();
  Ident typeWord();
  SetRef setRef();
  VarRef varRef();
  Integer integer();
  Duration duration();
  Date date();
  Literal literal();
  Literal text();
  Value value();
  Value member();
  TimeExpr time();
  TimeTest timeTest();
  LinkModifier plainModifier();
  LinkModifiers modifiers(int depth);
  LinkModifiers keyModifiers(int depth);
  Excluding excluding(std::size_t most, int depth);
  SeenBy seenBy(std::size_t most);
  Trait trait();
  NearTrait near();
  Traits traits();
  Edits edits();
  Expr expr(int depth);
  Expr sum(int depth);
  Expr has(int depth);
  Expr test(int depth);
  Expr traitTest(int depth);
  Call call(int depth);
  Members members();
  PatternTest pattern();
  RegexTest regex();
  Primary primary(int depth);
  Primary operand(int depth);
  Source source(int depth);
  Step step(int depth);
  Chain chain(int depth);
  Set set(int depth);
  Query query(int depth);
  Key key(int depth);
  ColumnExpr column(int depth);
  SortKey sortKey(int depth);

  std::mt19937 random_;
};

}  // namespace clew::syntax::testing
