#include <algorithm>

#include "binder/binder.h"
#include "binder/via.h"
#include "common/text.h"
#include "syntax/values.h"

namespace clew::binder {
namespace {

ExprPtr make(BoundExpr expr) {
  return std::make_shared<const BoundExpr>(std::move(expr));
}

BoundExpr shell(const syntax::Expr& expr) {
  BoundExpr out;
  out.span = expr.span;
  return out;
}

bool isNumber(ColumnType type) {
  return type == ColumnType::kInteger || type == ColumnType::kReal || type == ColumnType::kShare;
}

/// Whether values of the two kinds can be compared by order; kAny goes with everything.
bool comparable(ColumnType a, ColumnType b) {
  if (a == ColumnType::kAny || b == ColumnType::kAny || a == b) return true;
  if (isNumber(a) && isNumber(b)) return true;
  const auto dated = [](ColumnType type) { return type == ColumnType::kTime || type == ColumnType::kInterval; };
  return dated(a) && dated(b);
}

/// Numbers go with numbers, lengths of time with themselves and with numbers, dates with lengths of time; a date less a
/// date is a length. What is not known before it runs goes with everything.
bool arithmeticHolds(ColumnType a, syntax::Arithmetic::Op op, ColumnType b) {
  using Op = syntax::Arithmetic::Op;
  constexpr ColumnType kLength = ColumnType::kDuration, kDate = ColumnType::kTime;
  if (a == ColumnType::kAny || b == ColumnType::kAny || (isNumber(a) && isNumber(b))) return true;
  switch (op) {
    case Op::kAdd:
      return (a == kLength && (b == kLength || b == kDate)) || (a == kDate && b == kLength);
    case Op::kSubtract:
      return b == kLength ? a == kLength || a == kDate : a == kDate && b == kDate;
    case Op::kMultiply:
      return (a == kLength && isNumber(b)) || (isNumber(a) && b == kLength);
    case Op::kDivide:
      return a == kLength && (isNumber(b) || b == kLength);
  }
  return false;
}

const char* kindText(ColumnType type) {
  switch (type) {
    case ColumnType::kNode:
      return "a node";
    case ColumnType::kText:
      return "a text";
    case ColumnType::kInteger:
    case ColumnType::kReal:
      return "a number";
    case ColumnType::kShare:
      return "a share";
    case ColumnType::kTime:
    case ColumnType::kInterval:
      return "a date";
    case ColumnType::kDuration:
      return "a length of time";
    case ColumnType::kBool:
      return "a yes or no";
    case ColumnType::kList:
      return "a list";
    case ColumnType::kAny:
      break;
  }
  return "a value";
}

/// Whether a trait is a column that came with the nodes or rows, rather than something read of them.
bool isColumn(const BoundTrait& trait) {
  return trait.end != BoundTrait::End::kNodes && trait.end != BoundTrait::End::kProperty;
}

/// The operand as a query writes it: the text alone, but for columns whose names stand in quotes.
std::string written(const BoundExpr& operand) {
  const auto* trait = std::get_if<BoundTrait>(&operand.node);
  const bool column = trait != nullptr && trait->end == BoundTrait::End::kTableColumn;
  return column ? columnText(operand.text) : operand.text;
}

CompareOp opOf(syntax::Comparison::Op op) {
  return static_cast<CompareOp>(op);
}

const char* opText(CompareOp op) {
  static constexpr const char* kTexts[] = {"=", "!=", "<", "<=", ">", ">="};
  return kTexts[static_cast<std::size_t>(op)];
}

ColumnType typeOfValue(const BoundValue& value) {
  struct Visitor {
    ColumnType operator()(const std::vector<model::NodeName>&) const { return ColumnType::kNode; }
    ColumnType operator()(const model::Block&) const { return ColumnType::kNode; }
    ColumnType operator()(const std::string&) const { return ColumnType::kText; }
    ColumnType operator()(std::int64_t) const { return ColumnType::kInteger; }
    ColumnType operator()(double) const { return ColumnType::kReal; }
    ColumnType operator()(bool) const { return ColumnType::kBool; }
    ColumnType operator()(const Seconds&) const { return ColumnType::kDuration; }
    ColumnType operator()(const Share&) const { return ColumnType::kShare; }
    ColumnType operator()(const BoundTime&) const { return ColumnType::kTime; }
    ColumnType operator()(const ParamRef&) const { return ColumnType::kAny; }
  };
  return std::visit(Visitor{}, value.value);
}

ExprPtr constantExpr(BoundValue value, SourceSpan span) {
  BoundExpr out;
  out.span = span;
  out.type = typeOfValue(value);
  out.text = value.text;
  out.node = BoundExpr::Constant{std::move(value)};
  return make(std::move(out));
}

const BoundTrait* traitOf(const ExprPtr& expr) {
  return expr ? std::get_if<BoundTrait>(&expr->node) : nullptr;
}

/// What other languages call a value that is not there. Upper case is a value: a person may be called Null.
bool saysNothing(std::string_view word) {
  return word == "null" || word == "none" || word == "nil" || word == "empty" || word == "undefined";
}

bool isDate(const BoundExpr& expr) {
  return expr.type == ColumnType::kTime || expr.type == ColumnType::kInterval || expr.type == ColumnType::kAny;
}

}  // namespace

ExprPtr Binder::condition(const syntax::Expr& expr, const Shape& shape) {
  ExprPtr bound = this->expr(expr, shape);
  if (!bound || bound->type == ColumnType::kBool) {
    if (bound && traitOf(bound) != nullptr) {
      BoundExpr truth = shell(expr);
      truth.type = ColumnType::kBool;
      truth.text = bound->text;
      truth.names_link_column = bound->names_link_column;
      truth.node = BoundExpr::Truth{bound};
      return make(std::move(truth));
    }
    return bound;
  }
  Error error(ErrorCode::kType, quoted(bound->text) + " is " + kindText(bound->type) + ", not a condition");
  error.withId("E311").at(expr.span);
  if (const auto* trait = traitOf(bound); trait != nullptr && trait->end == BoundTrait::End::kNodes)
    error.withFix(expr.span, "has " + bound->text);
  else if (shape.count_is_rows && bound->type == ColumnType::kInteger &&
           std::holds_alternative<BoundExpr::Constant>(bound->node))
    error.withFix(expr.span, "count = " + bound->text);
  else
    error.withNote("it is compared, as in `" + written(*bound) + " = ...`");
  diagnostics_.report(std::move(error));
  return nullptr;
}

ExprPtr Binder::operandTrait(const syntax::Trait& trait, const syntax::Expr& expr, const Shape& shape) {
  const auto aggregates_rows = trait.words.size() == 1 && trait.words[0].text == "count";
  const bool is_column = !shape.is_set && std::any_of(shape.columns.begin(), shape.columns.end(),
                                                      [](const Column& column) { return column.name == "count"; });
  if (aggregates_rows && (shape.count_is_rows || !is_column)) {
    BoundExpr out = shell(expr);
    out.type = ColumnType::kInteger;
    out.text = "count";
    out.node = BoundExpr::Call{Function::kCount, {}};
    return make(std::move(out));
  }
  auto bound = this->trait(trait, shape);
  if (!bound) return nullptr;
  BoundExpr out = shell(expr);
  out.type = bound->type;
  out.text = bound->text;
  out.names_link_column = bound->end == BoundTrait::End::kLinkColumn;
  out.node = std::move(*bound);
  return make(std::move(out));
}

ExprPtr Binder::expr(const syntax::Expr& expr, const Shape& shape) {
  if (ExprPtr column = namedColumn(expr, shape)) return column;
  const auto list = [&](const auto& terms, auto holder, const char* word) -> ExprPtr {
    BoundExpr out = shell(expr);
    out.type = ColumnType::kBool;
    std::vector<std::string> texts;
    for (const auto& term : terms) {
      ExprPtr bound = condition(term, shape);
      if (!bound) return nullptr;
      out.names_link_column = out.names_link_column || bound->names_link_column;
      texts.push_back(bound->text);
      holder.terms.push_back(std::move(bound));
    }
    out.text = join(texts, word);
    out.node = std::move(holder);
    return make(std::move(out));
  };
  struct Visitor {
    Binder& binder;
    const syntax::Expr& expr;
    const Shape& shape;
    decltype(list)& make_list;
    ExprPtr operator()(const syntax::Trait& node) const { return binder.operandTrait(node, expr, shape); }
    ExprPtr operator()(const syntax::Value& node) const {
      auto value = binder.constant(node);
      return value ? constantExpr(std::move(*value), expr.span) : nullptr;
    }
    ExprPtr operator()(const syntax::Call& node) const { return binder.call(node, expr, shape); }
    ExprPtr operator()(const syntax::Or& node) const { return make_list(node.terms, BoundExpr::Or{}, " or "); }
    ExprPtr operator()(const syntax::And& node) const { return make_list(node.terms, BoundExpr::And{}, " and "); }
    ExprPtr operator()(const syntax::Not& node) const {
      ExprPtr term = binder.condition(*node.term, shape);
      if (!term) return nullptr;
      BoundExpr out = shell(expr);
      out.type = ColumnType::kBool;
      out.text = "not " + term->text;
      out.names_link_column = term->names_link_column;
      out.node = BoundExpr::Not{std::move(term)};
      return make(std::move(out));
    }
    ExprPtr operator()(const syntax::Quantified& node) const {
      if (node.kind == syntax::Quantified::Kind::kEvery) return binder.every(node, expr, shape);
      ExprPtr test = binder.condition(*node.test, shape);
      if (!test) return nullptr;
      const auto* time_is = std::get_if<BoundExpr::TimeIs>(&test->node);
      if (time_is == nullptr) {
        binder.diagnostics().report(noHistory(*test, expr.span, node.test->span));
        return nullptr;
      }
      BoundExpr out = *test;
      std::get<BoundExpr::TimeIs>(out.node).ever = true;
      out.text = "ever " + out.text;
      return make(std::move(out));
    }
    ExprPtr operator()(const syntax::Has& node) const { return binder.has(node, expr, shape); }
    ExprPtr operator()(const syntax::Comparison& node) const { return binder.comparison(node, expr, shape); }
    ExprPtr operator()(const syntax::Is& node) const { return binder.is(node, expr, shape); }
    ExprPtr operator()(const syntax::In& node) const { return binder.in(node, expr, shape); }
    ExprPtr operator()(const syntax::Matching& node) const {
      ExprPtr left = binder.expr(*node.left, shape);
      auto patterns = left ? binder.patterns(node.test.pattern) : std::nullopt;
      if (!patterns) return nullptr;
      BoundExpr out = shell(expr);
      out.type = ColumnType::kBool;
      out.names_link_column = left->names_link_column;
      out.text = left->text + (node.negated ? " not matching " : " matching ") + patterns->front().glob;
      out.node = BoundExpr::Matching{std::move(left), node.negated, std::move(*patterns)};
      return make(std::move(out));
    }
    ExprPtr operator()(const syntax::Resembling& node) const { return binder.resembling(node, expr, shape); }
    ExprPtr operator()(const syntax::Regex& node) const {
      ExprPtr left = binder.expr(*node.left, shape);
      auto pattern = left ? binder.regex(node.test.pattern) : std::nullopt;
      if (!pattern) return nullptr;
      BoundExpr out = shell(expr);
      out.type = ColumnType::kBool;
      out.names_link_column = left->names_link_column;
      out.text = left->text + " ~ '" + *pattern + "'";
      out.node = BoundExpr::Regex{std::move(left), std::move(*pattern), binder.textParam(node.test.pattern)};
      return make(std::move(out));
    }
    ExprPtr operator()(const syntax::TimeCondition& node) const { return binder.timeCondition(node, expr, shape); }
    ExprPtr operator()(const syntax::Arithmetic& node) const {
      ExprPtr left = binder.expr(*node.left, shape);
      ExprPtr right = left ? binder.expr(*node.right, shape) : nullptr;
      if (!right) return nullptr;
      static constexpr const char* kOps[] = {" + ", " - ", " * ", " / "};
      for (const auto* side : {&left, &right}) {
        const auto type = (*side)->type;
        if (isNumber(type) || type == ColumnType::kAny || type == ColumnType::kDuration || type == ColumnType::kTime)
          continue;
        binder.diagnostics().report(
            Error(ErrorCode::kType, quoted((*side)->text) + " is " + kindText(type) + ", not a number")
                .withId("E303")
                .at((*side)->span));
        return nullptr;
      }
      if (!arithmeticHolds(left->type, node.op, right->type)) {
        binder.diagnostics().report(Error(ErrorCode::kType, quoted(left->text) + " is " + kindText(left->type) + ", " +
                                                                quoted(right->text) + " " + kindText(right->type) +
                                                                ": there is no" +
                                                                kOps[static_cast<std::size_t>(node.op)] + "of the two")
                                        .withId("E303")
                                        .at(expr.span)
                                        .withHint("dates less dates are lengths of time, and dates take these: as in "
                                                  "`where updated - created < 30d`"));
        return nullptr;
      }
      BoundExpr out = shell(expr);
      out.names_link_column = left->names_link_column || right->names_link_column;
      out.text = left->text + kOps[static_cast<std::size_t>(node.op)] + right->text;
      const bool date = left->type == ColumnType::kTime || right->type == ColumnType::kTime;
      const bool both_dates = left->type == ColumnType::kTime && right->type == ColumnType::kTime;
      out.type = both_dates ? ColumnType::kDuration : date ? ColumnType::kTime : ColumnType::kReal;
      if (left->type == ColumnType::kInteger && right->type == ColumnType::kInteger &&
          node.op != syntax::Arithmetic::Op::kDivide)
        out.type = ColumnType::kInteger;
      const bool left_length = left->type == ColumnType::kDuration, right_length = right->type == ColumnType::kDuration;
      const bool quotient = left_length && right_length && node.op == syntax::Arithmetic::Op::kDivide;
      if (!date && (left_length || right_length) && !quotient) out.type = ColumnType::kDuration;
      out.node = BoundExpr::Arithmetic{static_cast<ArithmeticOp>(node.op), std::move(left), std::move(right)};
      return make(std::move(out));
    }
  };
  return std::visit(Visitor{*this, expr, shape, list}, expr.node);
}

bool Binder::checkComparable(const BoundExpr& left, const BoundExpr& right, SourceSpan span, const CompareOp* op) {
  if (comparable(left.type, right.type)) return true;
  // what a column holds is compared by its name: no type of node is known there
  const auto* column = std::get_if<BoundTrait>(&left.node);
  if (column != nullptr && left.type == ColumnType::kNode && right.type == ColumnType::kText && isColumn(*column))
    return true;
  Error error(ErrorCode::kType, quoted(left.text) + " is " + kindText(left.type) + ", " + quoted(right.text) + " " +
                                    kindText(right.type));
  error.withId("E303").at(span);
  if (op != nullptr && left.type == ColumnType::kText &&
      (right.type == ColumnType::kInteger || right.type == ColumnType::kReal) &&
      (*op == CompareOp::kEqual || *op == CompareOp::kNotEqual))
    error.withFix(span, written(left) + " " + opText(*op) + " " + syntax::quote(right.text))
        .withNote("a text stands in quotes");
  if (left.type == ColumnType::kTime && right.type == ColumnType::kDuration)
    error.withNote("younger than that: " + written(left) + " since " + right.text)
        .withNote("older than that: " + written(left) + " before " + right.text);
  if (left.type == ColumnType::kTime && right.type == ColumnType::kDuration && op != nullptr) {
    if (*op == CompareOp::kGreater || *op == CompareOp::kGreaterEqual)
      error.withFix(span, written(left) + " since " + right.text);
    if (*op == CompareOp::kLess || *op == CompareOp::kLessEqual)
      error.withFix(span, written(left) + " before " + right.text);
  }
  diagnostics_.report(std::move(error));
  return false;
}

/// Nodes of one type are never nodes of another: a comparison of them is a slip, not a condition that nothing meets.
bool Binder::checkRelated(const BoundExpr& left, model::TypeSet others, SourceSpan span) {
  const auto* trait = std::get_if<BoundTrait>(&left.node);
  const bool nodes = trait != nullptr && trait->end == BoundTrait::End::kNodes;
  if (!nodes || trait->end_types.none() || others.none() || (trait->end_types & others).any()) return true;
  diagnostics_.report(Error(ErrorCode::kType, quoted(left.text) + " leads to " + typesText(trait->end_types) +
                                                  ", and what it is compared with are " + typesText(others))
                          .withId("E303")
                          .at(span));
  return false;
}

void Binder::noteUnrelated(std::string_view set, model::TypeSet held, model::TypeSet asked) {
  if (held.none() || asked.none() || schema_.related(held, asked)) return;
  diagnostics_.notice("N202", "`@" + std::string(set) + "` holds " + typesText(held) +
                                  ", and what it is compared with are " + typesText(asked) + ": no node is both");
}

ExprPtr Binder::comparison(const syntax::Comparison& node, const syntax::Expr& expr, const Shape& shape) {
  ExprPtr left = this->expr(*node.left, shape);
  if (!left || refusesAgo(node, *left, expr.span)) return nullptr;
  const CompareOp op = opOf(node.op);
  const auto* left_trait = traitOf(left);
  const auto* right_value = std::get_if<syntax::Value>(&node.right->node);
  const bool equality = op == CompareOp::kEqual || op == CompareOp::kNotEqual;
  if (equality && right_value != nullptr && left_trait != nullptr &&
      std::get_if<syntax::Number>(&right_value->node) == nullptr) {
    auto value = this->value(*right_value, *left);
    if (!value) return nullptr;
    if (!checkComparable(*left, *constantExpr(*value, node.right->span), expr.span)) return nullptr;
    BoundExpr out = shell(expr);
    out.type = ColumnType::kBool;
    out.names_link_column = left->names_link_column;
    out.text = left->text + " " + opText(op) + " " + value->text;
    out.node = BoundExpr::Is{std::move(left), op == CompareOp::kNotEqual, {std::move(*value)}};
    return make(std::move(out));
  }
  const auto* right_word = std::get_if<syntax::Trait>(&node.right->node);
  const auto moment = isDated(left->type) && right_word != nullptr && right_word->words.size() == 1
                          ? timeNamed(right_word->words[0].text)
                          : std::nullopt;
  // a bare word after `=` is a property; one that is none is nearly always a value that wants `is` or quotes
  if (right_word != nullptr && right_word->words.size() == 1 && shape.is_set && left_trait != nullptr && !moment) {
    const auto& text = right_word->words[0].text;
    const auto type = schema_.typeNamed(text);
    const bool known = text == "count" || !waysAlong(text, shape.types).empty() || namedTraits(text) != nullptr ||
                       schema_.propertyNamed(text) || (type && (schema_.withSubtypes(*type) & shape.types).any()) ||
                       linkColumn(*right_word, shape);
    if (!known) {
      Error error(ErrorCode::kType, std::string("after `") + opText(op) + "` a bare word is a property, and " +
                                        typesText(shape.types) + " have no " + quoted(text));
      const std::string quoted_test = written(*left) + " " + opText(op) + " " + syntax::quote(text);
      if (equality)
        error.withFix(expr.span, written(*left) + (op == CompareOp::kNotEqual ? " is not " : " is ") + text)
            .withNote("or, as a text: `" + quoted_test + "`");
      else if (left->type == ColumnType::kNode)
        error.withNote(quoted(left->text) + " has no order: it is asked with `is` and `is not`");
      else
        error.withFix(expr.span, quoted_test).withNote("a text stands in quotes");
      diagnostics_.report(std::move(error.withId("E301").at(right_word->span)));
      return nullptr;
    }
  }
  ExprPtr right;
  if (moment) {
    right = constantExpr({*moment, right_word->words[0].text}, node.right->span);
  } else if (right_value != nullptr && isDated(left->type)) {
    auto value = scalarValue(*right_value,
                             std::get_if<syntax::Duration>(&right_value->node) ? ColumnType::kAny : ColumnType::kTime,
                             node.right->span);
    if (!value) return nullptr;
    right = constantExpr(std::move(*value), node.right->span);
  } else if (right_value != nullptr) {  // a text on the right is a text, though a column be called so
    auto value = constant(*right_value);
    if (!value) return nullptr;
    right = constantExpr(std::move(*value), node.right->span);
  } else {
    right = this->expr(*node.right, shape);
  }
  if (!right || !checkComparable(*left, *right, expr.span, &op)) return nullptr;
  if (left_trait != nullptr && left_trait->end == BoundTrait::End::kLinkColumn && left_trait->text == "confidence") {
    const auto* given = right_value == nullptr ? nullptr : std::get_if<syntax::Number>(&right_value->node);
    const auto* whole = given == nullptr ? nullptr : std::get_if<std::int64_t>(&given->value);
    if (whole != nullptr && refusesConfidence(*whole, node.right->span)) return nullptr;
  }
  if (const auto* other = traitOf(right); other != nullptr && !checkRelated(*left, other->end_types, expr.span))
    return nullptr;
  BoundExpr out = shell(expr);
  out.type = ColumnType::kBool;
  out.names_link_column = left->names_link_column || right->names_link_column;
  out.text = left->text + " " + opText(op) + " " + right->text;
  out.node = BoundExpr::Compare{op, std::move(left), std::move(right)};
  return make(std::move(out));
}

ExprPtr Binder::is(const syntax::Is& node, const syntax::Expr& expr, const Shape& shape) {
  ExprPtr left = this->expr(*node.left, shape);
  if (!left) return nullptr;
  BoundExpr out = shell(expr);
  out.type = ColumnType::kBool;
  out.names_link_column = left->names_link_column;
  const std::string is = node.negated ? " is not " : " is ";
  if (const auto* state = std::get_if<syntax::State>(&node.what)) {
    const auto* trait = traitOf(left);
    const bool of_table = trait != nullptr && trait->end == BoundTrait::End::kTableColumn;
    if (trait == nullptr || (isColumn(*trait) && !of_table)) {
      diagnostics_.report(Error(ErrorCode::kType, "only a relation or a property can be redacted, missing or known")
                              .withId("E313")
                              .at(expr.span));
      return nullptr;
    }
    static constexpr const char* kStates[] = {"redacted", "missing", "known"};
    out.text = left->text + is + kStates[static_cast<std::size_t>(*state)];
    out.node = BoundExpr::IsState{*trait, node.negated, static_cast<StateKind>(*state)};
    return make(std::move(out));
  }
  const auto& syntax_value = std::get<syntax::Value>(node.what);
  const auto* literal = std::get_if<syntax::Literal>(&syntax_value.node);
  if (isGlob(syntax_value)) {
    auto globs = patterns(syntax_value);
    if (!globs) return nullptr;
    out.text = left->text + is + globs->front().glob;
    out.node = BoundExpr::Matching{std::move(left), node.negated, std::move(*globs)};
    return make(std::move(out));
  }
  if (literal != nullptr && literal->kind == syntax::LiteralKind::kWord && saysNothing(literal->value)) {
    Error error(ErrorCode::kType, "a value that is not there is called `missing`, one that is there `known`");
    error.withId("E320")
        .at(syntax_value.span)
        .withFix(expr.span, written(*left) + (node.negated ? " is known" : " is missing"));
    diagnostics_.report(std::move(error.withNote("a value that is called so is put in quotes")));
    return nullptr;
  }
  auto value = this->value(syntax_value, *left);
  if (!value) return nullptr;
  if (!checkComparable(*left, *constantExpr(*value, syntax_value.span), expr.span)) return nullptr;
  out.text = left->text + is + value->text;
  out.node = BoundExpr::Is{std::move(left), node.negated, {std::move(*value)}};
  return make(std::move(out));
}

bool Binder::members(const syntax::Members& members, const BoundExpr& left, BoundExpr::In& out) {
  for (const auto& member : members.values) {
    if (const auto* set = std::get_if<syntax::SetRef>(&member.node)) {
      syntax::Primary primary;
      primary.span = member.span;
      primary.node = syntax::SetSource{*set, std::nullopt};
      const PlannedSet planned = plan_set_(primary);
      if (planned.plan == nullptr) return false;
      // what a set of the case holds is data, and data breaks no query
      const auto made = names_.sets.find(set->name);
      const bool typed = made != names_.sets.end() && !made->second.saved;
      if (typed && !checkRelated(left, planned.types, member.span)) return false;
      if (const auto* trait = std::get_if<BoundTrait>(&left.node);
          !typed && trait != nullptr && trait->end == BoundTrait::End::kNodes)
        noteUnrelated(set->name, planned.types, trait->end_types);
      out.sets.push_back(planned.plan);
      continue;
    }
    if (isGlob(member)) {
      auto globs = patterns(member);
      if (!globs) return false;
      out.globs.insert(out.globs.end(), globs->begin(), globs->end());
      continue;
    }
    auto value = this->value(member, left);
    if (!value) return false;
    out.values.push_back(std::move(*value));
  }
  return true;
}

ExprPtr Binder::in(const syntax::In& node, const syntax::Expr& expr, const Shape& shape) {
  ExprPtr left = this->expr(*node.left, shape);
  if (!left) return nullptr;
  BoundExpr::In bound{left, node.negated, {}, {}, {}};
  if (!members(node.members, *left, bound)) return nullptr;
  if (!bound.sets.empty() && left->type != ColumnType::kNode && left->type != ColumnType::kAny) {
    diagnostics_.report(
        Error(ErrorCode::kType, quoted(left->text) + " is " + kindText(left->type) + ", and a set holds nodes")
            .withId("E303")
            .at(expr.span));
    return nullptr;
  }
  BoundExpr out = shell(expr);
  out.type = ColumnType::kBool;
  out.names_link_column = left->names_link_column;
  std::vector<std::string> texts;
  for (const auto& member : node.members.values) {
    if (const auto* set = std::get_if<syntax::SetRef>(&member.node)) texts.push_back("@" + set->name);
  }
  for (const auto& value : bound.values) texts.push_back(value.text);
  for (const auto& pattern : bound.globs) texts.push_back(pattern.glob);
  out.text = left->text + (node.negated ? " not in " : " in ") +
             (texts.size() == 1 ? texts[0] : "(" + join(texts, ", ") + ")");
  out.node = std::move(bound);
  return make(std::move(out));
}

ExprPtr Binder::timeCondition(const syntax::TimeCondition& node, const syntax::Expr& expr, const Shape& shape) {
  ExprPtr left = this->expr(*node.left, shape);
  if (!left) return nullptr;
  auto test = timeTest(node.test);
  if (!test) return nullptr;
  static constexpr const char* kWords[] = {"during", "between", "since", "after", "before", "at"};
  const std::string word = kWords[static_cast<std::size_t>(test->kind)];
  BoundExpr out = shell(expr);
  out.type = ColumnType::kBool;
  out.names_link_column = left->names_link_column;
  const auto* trait = traitOf(left);
  if (node.changed) {
    if (trait == nullptr || isColumn(*trait)) {
      diagnostics_.report(Error(ErrorCode::kType, "`changed` asks a relation or a property: `ip changed since 30d`")
                              .withId("E314")
                              .at(expr.span));
      return nullptr;
    }
    out.text = left->text + " changed " + word + " " + test->from.text;
    out.node = BoundExpr::Changed{*trait, std::move(*test)};
    return make(std::move(out));
  }
  if (!isDate(*left)) {
    Error error(ErrorCode::kType, quoted(left->text) + " is " + kindText(left->type) + ", not a date");
    error.withId("E315").at(expr.span);
    if (trait != nullptr && trait->end == BoundTrait::End::kNodes)
      error.withFix(expr.span, "has " + left->text + " " + word + " " + test->from.text +
                                   (test->kind == BoundTimeTest::Kind::kBetween ? " and " + test->to.text : ""));
    diagnostics_.report(std::move(error));
    return nullptr;
  }
  out.text = left->text + " " + word + " " + test->from.text;
  out.node = BoundExpr::TimeIs{std::move(left), false, std::move(*test)};
  return make(std::move(out));
}

}  // namespace clew::binder
