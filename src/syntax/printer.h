// The parts of the printer, one file a clause; a user of the tree includes ast_printer.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "syntax/ast.h"
#include "syntax/ast_printer.h"

namespace clew::syntax {

/// One function out of a lambda for each alternative, for std::visit.
template <typename... Ts>
struct Each : Ts... {
  using Ts::operator()...;
};
template <typename... Ts>
Each(Ts...) -> Each<Ts...>;

/// Appends the canonical text of tree parts to one line.
class Printer {
 public:
  explicit Printer(const PrintOptions& options) : options_(options) {}
  std::string take() { return std::move(out_); }

  // ast_printer.cpp
  void add(const Statement& statement);
  void add(const Query& query);
  void add(const Set& set);
  void add(const Chain& chain);
  void add(const Source& source);
  void add(const Primary& primary);
  void add(const Argument& argument);
  void add(const NodeRef& node);
  void addType(const Ident& type, bool whole);
  // ast_printer_step.cpp
  void add(const Step& step);
  void add(const Traits& traits);
  void add(const Trait& trait);
  void add(const NearTrait& trait);
  void add(const LinkModifier& modifier);
  void add(const LinkModifiers& modifiers);
  void add(const Excluding& excluding);
  void add(const TimeTest& test);
  void add(const TimeExpr& time);
  // ast_printer_expr.cpp
  void add(const Expr& expr);
  void addTerm(const Expr& expr, int rank);
  void add(const Has& has);
  void add(const Members& members);
  void add(const Call& call);
  void add(const Value& value);
  void add(const Literal& literal);
  void add(const Number& number);
  void add(const Percent& percent);
  void add(const Duration& duration);
  void add(const Date& date);
  void add(const Ident& ident);
  void add(const SetRef& set);
  void add(const VarRef& var);
  void add(const Integer& integer);
  void addWord(const Ident& word);  // as a text where it is no word
  void addEdits(const std::optional<Edits>& edits);
  // ast_printer_stage.cpp
  void add(const Stage& stage);
  void add(const Key& key);
  void add(const ColumnExpr& column);
  void add(const SortKey& key);

  template <typename T>
  void addList(const std::vector<T>& parts, std::string_view separator = ", ") {
    bool first = true;
    for (const T& part : parts) {
      if (!first) out_ += separator;
      add(part);
      first = false;
    }
  }
  void text(std::string_view part) { out_ += part; }

 private:
  const PrintOptions& options_;
  std::string out_;
};

}  // namespace clew::syntax
