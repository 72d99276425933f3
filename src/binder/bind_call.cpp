#include <algorithm>
#include <array>

#include "binder/binder.h"
#include "binder/parts.h"
#include "binder/via.h"
#include "common/text.h"
#include "syntax/ast_printer.h"

namespace clew::binder {
namespace {

enum class Takes : std::uint8_t {
  kTrait,     // one trait, of any kind; none for count()
  kRelation,  // a relation: its observations are asked
  kDate,
  kText,
  kAddress,  // a trait that leads to addresses, and a number
  kNumber,
};

struct FunctionDef {
  std::string_view name;
  Function function;
  Takes takes;
  ColumnType result;  // kAny: that of the argument
  bool aggregate;
  std::size_t most;  // arguments
};

constexpr std::array<FunctionDef, 20> kFunctions{{
    {"count", Function::kCount, Takes::kTrait, ColumnType::kInteger, true, 1},
    {"sum", Function::kSum, Takes::kTrait, ColumnType::kAny, true, 1},
    {"min", Function::kMin, Takes::kTrait, ColumnType::kAny, true, 1},
    {"max", Function::kMax, Takes::kTrait, ColumnType::kAny, true, 1},
    {"avg", Function::kAvg, Takes::kTrait, ColumnType::kReal, true, 1},
    {"median", Function::kMedian, Takes::kTrait, ColumnType::kAny, true, 1},
    {"list", Function::kList, Takes::kTrait, ColumnType::kList, true, 1},
    {"first", Function::kFirst, Takes::kRelation, ColumnType::kTime, false, 1},
    {"last", Function::kLast, Takes::kRelation, ColumnType::kTime, false, 1},
    {"times", Function::kTimes, Takes::kRelation, ColumnType::kInteger, false, 1},
    {"ttl", Function::kTtl, Takes::kRelation, ColumnType::kDuration, false, 1},
    {"day", Function::kDay, Takes::kDate, ColumnType::kInterval, false, 1},
    {"week", Function::kWeek, Takes::kDate, ColumnType::kInterval, false, 1},
    {"month", Function::kMonth, Takes::kDate, ColumnType::kInterval, false, 1},
    {"year", Function::kYear, Takes::kDate, ColumnType::kInterval, false, 1},
    {"len", Function::kLen, Takes::kText, ColumnType::kInteger, false, 1},
    {"entropy", Function::kEntropy, Takes::kText, ColumnType::kReal, false, 1},
    {"block", Function::kBlock, Takes::kAddress, ColumnType::kText, false, 2},
    {"round", Function::kRound, Takes::kNumber, ColumnType::kReal, false, 2},
    {"log", Function::kLog, Takes::kNumber, ColumnType::kReal, false, 1},
}};

const FunctionDef* functionNamed(std::string_view name) {
  const auto found =
      std::find_if(kFunctions.begin(), kFunctions.end(), [&](const auto& def) { return def.name == name; });
  return found == kFunctions.end() ? nullptr : &*found;
}

bool fits(const FunctionDef& def, const BoundExpr& argument, const model::Schema& schema) {
  const auto* trait = std::get_if<BoundTrait>(&argument.node);
  const auto any = argument.type == ColumnType::kAny;
  switch (def.takes) {
    case Takes::kTrait:
      if (def.function == Function::kSum || def.function == Function::kAvg)
        return any || argument.type == ColumnType::kInteger || argument.type == ColumnType::kReal ||
               argument.type == ColumnType::kShare || argument.type == ColumnType::kDuration ||
               (def.function == Function::kAvg && argument.type == ColumnType::kTime);
      return true;
    case Takes::kRelation:
      return trait != nullptr && trait->end == BoundTrait::End::kNodes && !trait->hops.empty();
    case Takes::kDate:
      return any || argument.type == ColumnType::kTime || argument.type == ColumnType::kInterval;
    case Takes::kText:
      return any || argument.type == ColumnType::kText || argument.type == ColumnType::kNode;
    case Takes::kAddress:
      // of a column nobody knows the type of its nodes; what is no address has no block
      return any || (trait != nullptr && argument.type == ColumnType::kNode &&
                     (trait->end != BoundTrait::End::kNodes || trait->end_types[schema.known().ip]));
    case Takes::kNumber:
      return any || argument.type == ColumnType::kInteger || argument.type == ColumnType::kReal ||
             argument.type == ColumnType::kShare;
  }
  return false;
}

const char* wants(Takes takes) {
  static constexpr const char* kTexts[] = {"numbers",
                                           "a relation: `first(ip)`",
                                           "a date: `day(created)`",
                                           "a text: `len(label)`",
                                           "addresses: `block(ip, 24)`",
                                           "a number: `round(entropy, 2)`"};
  return kTexts[static_cast<std::size_t>(takes)];
}

/// The words that ask what other languages ask with a function; empty for another function.
std::string existenceTest(std::string_view function) {
  const std::string word = toLower(function);
  for (const char* there : {"isnotempty", "isnotnull", "exists", "notempty", "is-not-null", "has"})
    if (word == there) return "has ";
  for (const char* missing : {"isempty", "isnull", "empty", "is-null", "missing"})
    if (word == missing) return "has no ";
  return {};
}

/// The first call in the expression that counts rows: `count` of nothing; null without one.
const BoundExpr* rowCountIn(const BoundExpr& expr) {
  const auto* call = std::get_if<BoundExpr::Call>(&expr.node);
  if (call != nullptr && call->function == Function::kCount && call->arguments.empty()) return &expr;
  const BoundExpr* out = nullptr;
  eachPart(expr, [&](const BoundExpr& part) { out = out != nullptr ? out : rowCountIn(part); });
  return out;
}

}  // namespace

std::vector<std::string> functionNames() {
  std::vector<std::string> names;
  for (const auto& function : kFunctions) names.emplace_back(function.name);
  return names;
}

bool isAggregateName(std::string_view function) {
  const FunctionDef* def = functionNamed(function);
  return def != nullptr && def->aggregate;
}

bool Binder::refusesRowCount(const BoundExpr& expr, const Shape& shape) {
  const BoundExpr* call = rowCountIn(expr);
  if (call == nullptr) return false;
  Error error(ErrorCode::kType, "a number of rows is asked of one " + std::string(shape.is_set ? "node" : "row"));
  error.withId("E351").at(call->span);
  if (shape.is_set)
    error.withNote("how many values a node has: `count(ip) > 3`").withNote("how many nodes there are: `| count`");
  else
    error.withNote("how many rows there are: `| count`, and of them so many at least: `| expect count > 3`");
  diagnostics_.report(std::move(error));
  return true;
}

bool Binder::refusesAgo(const syntax::Comparison& node, const BoundExpr& left, SourceSpan span) {
  const auto* call = std::get_if<syntax::Call>(&node.right->node);
  const auto* date = std::get_if<BoundTrait>(&left.node);
  const bool ago = call != nullptr && call->function.text == "ago" && call->arguments.size() == 1;
  if (!ago || date == nullptr || left.type != ColumnType::kTime) return false;
  const bool younger = node.op == syntax::Comparison::Op::kGreater || node.op == syntax::Comparison::Op::kGreaterEqual;
  const bool older = node.op == syntax::Comparison::Op::kLess || node.op == syntax::Comparison::Op::kLessEqual;
  Error error(ErrorCode::kUnknownName, "no function 'ago'; a duration alone says how long ago");
  error.withId("E210").at(call->function.span);
  const bool column = date->end == BoundTrait::End::kTableColumn;
  const std::string when = syntax::print(call->arguments.front());
  if (younger || older)
    error.withFix(span, (column ? columnText(left.text) : left.text) + (younger ? " since " : " before ") + when);
  else
    error.withNote("times are words here: `created since 30d`, `created before 2022`, `created during 2022-09`");
  diagnostics_.report(std::move(error));
  return true;
}

ExprPtr Binder::call(const syntax::Call& node, const syntax::Expr& expr, const Shape& shape) {
  const auto* def = functionNamed(node.function.text);
  const std::string& name = node.function.text;
  if (def == nullptr) {
    const std::vector<std::string> names = functionNames();
    Error error(ErrorCode::kUnknownName, "no function " + quoted(name));
    error.withId("E210").at(node.function.span);
    if (name == "ago" || name == "now" || name == "getdate" || name == "datetime")
      error.withNote("times are words here: `created since 30d`, `created before 2022`, `ip at now`");
    else if (const std::string has = existenceTest(name); !has.empty() && node.arguments.size() == 1)
      error.withFix(expr.span, has + syntax::print(node.arguments.front()))
          .withNote("whether a value is there is asked with `has ip`, `has no ip`, `ip is known`, `ip is missing`");
    else if (const auto near = closest(name, names))
      error.withHint("did you mean '" + *near + "'?").withFix(node.function.span, *near);
    else
      error.withNote("functions: " + join(names, ", "));
    diagnostics_.report(std::move(error));
    return nullptr;
  }
  const std::size_t least = def->function == Function::kCount ? 0 : def->function == Function::kBlock ? 2 : 1;
  if (node.arguments.size() < least || node.arguments.size() > def->most) {
    diagnostics_.report(
        Error(ErrorCode::kType, quoted(name) + " takes " +
                                    (least == def->most ? std::to_string(least)
                                                        : std::to_string(least) + " or " + std::to_string(def->most)) +
                                    (def->most == 1 ? " argument" : " arguments"))
            .withId("E317")
            .at(expr.span));
    return nullptr;
  }
  BoundExpr::Call bound{def->function, {}};
  std::vector<std::string> texts;
  Shape inner = shape;
  inner.count_is_rows = false;
  for (std::size_t i = 0; i < node.arguments.size(); ++i) {
    ExprPtr argument = this->expr(node.arguments[i], inner);
    if (!argument) return nullptr;
    if (i == 0 && !fits(*def, *argument, schema_)) {
      diagnostics_.report(Error(ErrorCode::kType, quoted(name) + " takes " + wants(def->takes))
                              .withId("E317")
                              .at(node.arguments[i].span));
      return nullptr;
    }
    if (i == 0 && !node.modifiers.empty()) {
      if (refusesVia(node.modifiers, "a function", diagnostics_)) return nullptr;
      if (refusesMost(node.modifiers, "a function", diagnostics_)) return nullptr;
      auto modifiers = this->modifiers(node.modifiers, false);
      if (!modifiers) return nullptr;
      const auto* trait = std::get_if<BoundTrait>(&argument->node);
      if (trait == nullptr || trait->hops.empty()) {
        diagnostics_.report(Error(ErrorCode::kType, "modifiers belong to a relation: `count(ip since 7d)`")
                                .withId("E317")
                                .at(modifiers->span)
                                .withFix(modifiers->span, ""));
        return nullptr;
      }
      BoundExpr with = *argument;
      for (const auto& modifier : node.modifiers) with.text += " " + syntax::print(modifier);
      std::get<BoundTrait>(with.node).modifiers = std::move(*modifiers);
      argument = std::make_shared<const BoundExpr>(std::move(with));
    }
    if (i == 0 && node.where) {
      ExprPtr counts = only(*node.where, *argument);
      if (!counts) return nullptr;
      BoundExpr with = *argument;
      with.text += " where " + counts->text;
      std::get<BoundTrait>(with.node).only = std::move(counts);
      argument = std::make_shared<const BoundExpr>(std::move(with));
    }
    texts.push_back(argument->text);
    bound.arguments.push_back(std::move(argument));
  }
  BoundExpr out;
  out.span = expr.span;
  out.type = def->result;
  if (out.type == ColumnType::kAny && !bound.arguments.empty()) out.type = bound.arguments[0]->type;
  if (def->function == Function::kAvg && bound.arguments[0]->type != ColumnType::kInteger)
    out.type = bound.arguments[0]->type;  // of dates a date, of lengths a length
  if (!def->aggregate)
    for (const auto& argument : bound.arguments)
      out.names_link_column = out.names_link_column || argument->names_link_column;
  out.text = name + "(" + join(texts, ", ") + ")";
  out.node = std::move(bound);
  return std::make_shared<const BoundExpr>(std::move(out));
}

}  // namespace clew::binder
