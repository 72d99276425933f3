// The tree as canonical text.
#pragma once

#include <string>

#include "syntax/ast.h"

namespace clew::syntax {

/// One line that `parse` reads back as an equal tree: literals refanged, texts in double quotes where no backslash is
/// needed, blanks made one. Holds for every tree that `parse` can give.
std::string print(const Statement& statement);
std::string print(const Query& query);
std::string print(const Set& set);
std::string print(const Chain& chain);
std::string print(const Primary& primary);
std::string print(const Step& step);
std::string print(const Stage& stage);
std::string print(const Expr& expr);
std::string print(const Trait& trait);
std::string print(const Traits& traits);
std::string print(const LinkModifier& modifier);
std::string print(const TimeExpr& time);
std::string print(const Value& value);
/// One statement a line, each with its line end.
std::string print(const Script& script);

}  // namespace clew::syntax
