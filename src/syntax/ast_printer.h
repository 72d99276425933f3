// The tree as canonical text.
#pragma once

#include <functional>
#include <string>

#include "syntax/ast.h"

namespace clew::syntax {

/// How to write what can be written in more than one way.
struct PrintOptions {
  /// Names, addresses, mails and URLs so that nothing can be clicked: corvusrex[.]com.
  bool defang = false;
  /// What to write for a type: for the whole type (`domains`), or else before a value (`domain corvusrex.com`). Not
  /// set: as it stands in the tree.
  std::function<std::string(const std::string& word, bool whole)> type_word;
};

/// One line that `parse` reads back as an equal tree: literals refanged, texts in double quotes where no backslash is
/// needed, blanks made one. Holds for every tree that `parse` can give.
std::string print(const Statement& statement, const PrintOptions& options = {});
std::string print(const Query& query);
std::string print(const Set& set);
std::string print(const Chain& chain);
std::string print(const Primary& primary);
std::string print(const Step& step);
std::string print(const Stage& stage, const PrintOptions& options = {});
std::string print(const Expr& expr);
std::string print(const Trait& trait);
std::string print(const Traits& traits);
std::string print(const LinkModifier& modifier);
std::string print(const TimeExpr& time);
std::string print(const Value& value);
/// One statement a line, each with its line end.
std::string print(const Script& script);

}  // namespace clew::syntax
