// The abstract syntax tree: what a script says, in words and values only.
//
// Plain values: copy, move and compare them from any thread. Nothing here knows the schema; a word is the text that was
// written, and whether it is a type, a relation or a property is found out when the tree is bound. Every part carries
// the stretch of source text it came from; comparison ignores these, and the spelling of literals as well, so that
// `parse(print(tree)) == tree` can be asked.
//
// A tree that `parse` hands out is complete: a statement with an error in it is left out.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "syntax/ast_expr.h"
#include "syntax/ast_set.h"
#include "syntax/ast_stage.h"
#include "syntax/ast_words.h"

namespace clew::syntax {

/// `query nrd-watch version 3 edition 1 "New domains around an actor"`.
struct HeaderStatement {
  Ident name;
  std::optional<Integer> version;
  std::optional<Integer> edition;
  std::optional<Literal> text;
  bool operator==(const HeaderStatement&) const = default;
};

/// `param @actor: hosts "who" = @bear`.
struct SetParamStatement {
  SetRef name;
  Ident type;
  std::optional<Literal> text;
  std::optional<Set> fallback;
  bool operator==(const SetParamStatement&) const = default;
};

/// `param $age: duration "how young is new" = 7d`.
struct ScalarParamStatement {
  VarRef name;
  Ident type;
  std::optional<Literal> text;
  std::optional<Value> fallback;
  bool operator==(const ScalarParamStatement&) const = default;
};

/// `every 6h`.
struct EveryStatement {
  Duration interval;
  bool operator==(const EveryStatement&) const = default;
};

struct IncludeStatement {
  Literal file;
  bool operator==(const IncludeStatement&) const = default;
};

/// `let @x = query`.
struct LetSetStatement {
  SetRef name;
  Query query;
  bool operator==(const LetSetStatement&) const = default;
};

/// `let $n = expression`.
struct LetScalarStatement {
  VarRef name;
  Expr value;
  bool operator==(const LetScalarStatement&) const = default;
};

/// `let trait registration = email, phone`.
struct LetTraitStatement {
  Ident name;
  std::vector<Trait> traits;
  bool operator==(const LetTraitStatement&) const = default;
};

/// A node by its literal, with its type where that must be said.
struct NodeRef : Spanned {
  std::optional<Ident> type;
  Literal literal;
  bool operator==(const NodeRef&) const = default;
};

/// `add A -> R B seen by analyst because "..."`, `retract ...`.
struct LinkStatement {
  bool retract = false;
  NodeRef from;
  Ident relation;
  NodeRef to;
  LinkModifiers modifiers;
  std::optional<Literal> because;
  bool operator==(const LinkStatement&) const = default;
};

struct QueryStatement {
  Query query;
  bool operator==(const QueryStatement&) const = default;
};

struct Statement : Spanned {
  std::variant<QueryStatement, HeaderStatement, SetParamStatement, ScalarParamStatement, EveryStatement,
               IncludeStatement, LetSetStatement, LetScalarStatement, LetTraitStatement, LinkStatement>
      node;
  bool operator==(const Statement&) const = default;
};

struct Script : Spanned {
  std::vector<Statement> statements;
  bool operator==(const Script&) const = default;
};

}  // namespace clew::syntax
