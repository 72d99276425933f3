// Conditions and computations. Include ast.h.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "syntax/ast_words.h"

namespace clew::syntax {

/// Two or more terms joined with `or`.
struct Or {
  std::vector<Expr> terms;
  bool operator==(const Or&) const = default;
};

/// Two or more terms joined with `and`.
struct And {
  std::vector<Expr> terms;
  bool operator==(const And&) const = default;
};

struct Not {
  Box<Expr> term;
  bool operator==(const Not&) const = default;
};

/// `ever created before 2y` asks the history, `every country of ip is CN` asks all values. The left side of `test` is a
/// trait; `modifiers` (kEvery) are those of its links: `every ip in 192.0.2.0/24 since 30d`.
struct Quantified {
  enum class Kind : std::uint8_t { kEver, kEvery };
  Kind kind = Kind::kEver;
  Box<Expr> test;
  LinkModifiers modifiers;
  bool operator==(const Quantified&) const = default;
};

/// `~ '^[a-z]+'`. `pattern` is a text or a `$value`.
struct RegexTest {
  Value pattern;
  bool operator==(const RegexTest&) const = default;
};

/// `matching *-login.*`: a pattern, a text, a name (a pattern without stars), a set of patterns or a `$value`.
struct PatternTest {
  Value pattern;
  bool operator==(const PatternTest&) const = default;
};

/// `in 10.0.0.0/8`, `in @bad`, `in (CN, RU, @more)`: one member without parentheses, or a list.
struct Members {
  std::vector<Value> values;
  bool operator==(const Members&) const = default;
};

/// `has mx`, `has no mx`, `has email matching *@qq.com since 2022`.
struct Has {
  bool no = false;
  Trait trait;
  std::variant<std::monostate, Value, Members, PatternTest, RegexTest> tail;  // Value: `is V`
  LinkModifiers modifiers;
  bool operator==(const Has&) const = default;
};

struct Comparison {
  enum class Op : std::uint8_t { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual };
  Op op = Op::kEqual;
  Box<Expr> left;
  Box<Expr> right;
  bool operator==(const Comparison&) const = default;
};

enum class State : std::uint8_t { kRedacted, kMissing, kKnown };

/// `country is CN`, `is not CN`, `email is redacted`.
struct Is {
  Box<Expr> left;
  bool negated = false;
  std::variant<Value, State> what;
  bool operator==(const Is&) const = default;
};

struct In {
  Box<Expr> left;
  bool negated = false;
  Members members;
  bool operator==(const In&) const = default;
};

struct Matching {
  Box<Expr> left;
  bool negated = false;
  PatternTest test;
  bool operator==(const Matching&) const = default;
};

struct Resembling {
  Box<Expr> left;
  bool negated = false;
  Box<Primary> what;
  std::optional<Edits> within;
  bool operator==(const Resembling&) const = default;
};

/// `name ~ '...'`.
struct Regex {
  Box<Expr> left;
  RegexTest test;
  bool operator==(const Regex&) const = default;
};

/// `created since 30d`, or with `changed`: `ip changed since 30d`.
struct TimeCondition {
  Box<Expr> left;
  bool changed = false;
  TimeTest test;
  bool operator==(const TimeCondition&) const = default;
};

/// Sums and products, two sides at a time; of equal rank, the left one is done first.
struct Arithmetic {
  enum class Op : std::uint8_t { kAdd, kSubtract, kMultiply, kDivide };
  Op op = Op::kAdd;
  Box<Expr> left;
  Box<Expr> right;
  bool operator==(const Arithmetic&) const = default;
};

/// `count(ip since 7d)`, `block(ip, 24)`, `round(log(count(ip)), 2)`, `count()`. The modifiers belong to the first
/// argument, and so does `where`, which what it leads to must meet: `count(ip since 7d where country is CN)`.
struct Call {
  Ident function;
  std::vector<Expr> arguments;
  LinkModifiers modifiers;
  Box<Expr> where;
  bool operator==(const Call&) const = default;
};

struct Expr : Spanned {
  std::variant<Trait, Value, Call, Or, And, Not, Quantified, Has, Comparison, Is, In, Matching, Resembling, Regex,
               TimeCondition, Arithmetic>
      node;
  bool operator==(const Expr&) const = default;
};

}  // namespace clew::syntax
