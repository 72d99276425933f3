// Sources, steps and the sets they make. Include ast.h.
#pragma once

#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "syntax/ast_expr.h"
#include "syntax/ast_words.h"

namespace clew::syntax {

// ---- sources ---------------------------------------------------------------------------------------------------

/// `domains`, `other domains`, `email "no-reply@x.test"`, `cert $c`. `value` is a Literal or a VarRef.
struct TypeSource {
  bool other = false;  // binds to the nearest `sharing` that follows
  Ident type;
  std::optional<Value> value;
  bool operator==(const TypeSource&) const = default;
};

/// `$days = 7` or `@actor = @bear`.
struct Argument : Spanned {
  std::variant<VarRef, SetRef> name;
  std::variant<Value, Box<Set>> value;  // Box<Set> with a SetRef
  bool operator==(const Argument&) const = default;
};

/// `@iocs`, `@nrd-burst($days = 7)`. `arguments` is absent where no parentheses are written.
struct SetSource {
  SetRef set;
  std::optional<std::vector<Argument>> arguments;
  bool operator==(const SetSource&) const = default;
};

/// `read "iocs.txt"`.
struct Read {
  Literal file;
  bool operator==(const Read&) const = default;
};

/// `(a.test, b.test, @more)`: two or more parts.
struct PrimaryList {
  std::vector<Primary> parts;
  bool operator==(const PrimaryList&) const = default;
};

/// `(@iocs -> ip | take 5)`.
struct Subquery {
  Box<Query> query;
  bool operator==(const Subquery&) const = default;
};

struct Primary : Spanned {
  std::variant<Literal, VarRef, TypeSource, SetSource, Read, PrimaryList, Subquery> node;
  bool operator==(const Primary&) const = default;
};

/// `path from A to B within 6 hops`, `paths from ...` (`all`); `by` is the word of `by rarity`.
struct PathSource {
  bool all = false;
  Box<Primary> from;
  Box<Primary> to;
  std::optional<Integer> hops;
  LinkModifiers modifiers;
  std::optional<Ident> by;
  bool operator==(const PathSource&) const = default;
};

struct Source : Spanned {
  std::variant<Primary, PathSource> node;
  bool operator==(const Source&) const = default;
};

// ---- steps -----------------------------------------------------------------------------------------------------

/// `-> email`, `-> cert, key via service`, `<- script`.
struct Arrow {
  bool back = false;
  std::vector<Ident> relations;
  LinkModifiers modifiers;
  bool operator==(const Arrow&) const = default;
};

/// `sharing email, ip with S`, `sharing ip with each other` (`with` is empty). `other` is set by `other sharing ...`,
/// the form of a later stage; TypeSource::other means the same for the first sharing after it.
struct Sharing {
  bool other = false;
  Traits traits;
  bool each_other = false;
  Box<Primary> with;
  LinkModifiers modifiers;
  bool operator==(const Sharing&) const = default;
};

/// `resembling S within 2 edits`.
struct ResemblingStep {
  Box<Primary> what;
  std::optional<Edits> within;
  bool operator==(const ResemblingStep&) const = default;
};

/// `matching *-login.*`.
struct MatchingStep {
  PatternTest test;
  bool operator==(const MatchingStep&) const = default;
};

/// `expand 2 hops via email`, `expand fully via cname` (no `hops`).
struct Expand {
  std::optional<Integer> hops;
  LinkModifiers modifiers;
  bool operator==(const Expand&) const = default;
};

/// `in S`, `not in S`.
struct InStep {
  bool negated = false;
  Box<Primary> what;
  bool operator==(const InStep&) const = default;
};

struct Step : Spanned {
  std::variant<Arrow, Sharing, ResemblingStep, MatchingStep, Expand, InStep> node;
  bool operator==(const Step&) const = default;
};

// ---- sets ------------------------------------------------------------------------------------------------------

struct Chain : Spanned {
  Source source;
  std::vector<Step> steps;
  std::optional<Expr> where;
  bool operator==(const Chain&) const = default;
};

enum class SetOp : std::uint8_t { kPlus, kMinus };

/// One chain, or several joined from left to right.
struct Set : Spanned {
  Chain first;
  std::vector<std::pair<SetOp, Chain>> rest;
  bool operator==(const Set&) const = default;
};

}  // namespace clew::syntax
