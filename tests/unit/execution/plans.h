// Plans made by hand, run over a MemoryView, and answers as text.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/text.h"
#include "common/time.h"
#include "execution/executor.h"
#include "support/memory_view.h"

namespace clew::test {

using binder::BoundColumn;
using binder::BoundExpr;
using binder::BoundModifiers;
using binder::BoundTrait;
using binder::BoundValue;
using binder::ExprPtr;
using binder::Function;
using binder::Hop;
using binder::PlanPtr;
using planner::PlanNode;

inline const model::Schema& schema() {
  return model::Schema::builtin();
}

// ---- plans

template <typename Op>
PlanPtr plan(Op op, bool is_set = true) {
  auto node = std::make_shared<PlanNode>();
  node->op = std::move(op);
  node->is_set = is_set;
  return node;
}

inline model::TypeSet types(const std::vector<std::string>& words) {
  model::TypeSet out;
  for (const std::string& word : words) out |= schema().withSubtypes(*schema().typeNamed(word));
  return out;
}

/// Nodes by name, a type guessed for each unless said ("email:x@y").
inline PlanPtr nodes(const MemoryView& view, const std::vector<std::string>& names) {
  planner::LookupNodes op;
  for (const std::string& name : names) {
    planner::LookupNodes::Literal literal;
    literal.candidates = {view.named(name)};
    literal.text = name;
    op.literals.push_back(std::move(literal));
  }
  return plan(std::move(op));
}

inline PlanPtr scan(const std::string& type) {
  return plan(planner::NodeScan{types({type})});
}

/// "ip" or "<ip": all rows of that name, along or back.
inline Hop hop(std::string word) {
  Hop out;
  const bool back = word.starts_with('<');
  if (back) word.erase(0, 1);
  out.text = word;
  for (const model::RelationId id : schema().relationsNamed(word)) {
    out.ways.push_back({id, back ? binder::Direction::kBack : binder::Direction::kAlong});
  }
  return out;
}

/// A walk, outwards: {"ip", "country"} is `country of ip`; the last may be a property.
inline BoundTrait trait(const std::vector<std::string>& words, BoundModifiers modifiers = {}) {
  BoundTrait out;
  for (const std::string& word : words) {
    if (const auto property = schema().propertyNamed(word); property && &word == &words.back()) {
      out.end = BoundTrait::End::kProperty;
      out.property = *property;
    } else {
      out.hops.push_back(hop(word));
    }
    out.text = out.text.empty() ? word : word + " of " + out.text;
  }
  out.modifiers = std::move(modifiers);
  return out;
}

inline BoundTrait linkColumn(binder::LinkColumn column, std::string text) {
  BoundTrait out;
  out.end = BoundTrait::End::kLinkColumn;
  out.link_column = column;
  out.text = std::move(text);
  return out;
}

inline BoundTrait tableColumn(std::size_t column) {
  BoundTrait out;
  out.end = BoundTrait::End::kTableColumn;
  out.table_column = column;
  return out;
}

inline PlanPtr expand(PlanPtr input, const std::string& word, BoundModifiers modifiers = {}) {
  planner::Expand op;
  op.input = std::move(input);
  op.hop = hop(word);
  op.modifiers = std::move(modifiers);
  return plan(std::move(op));
}

inline planner::Sharing sharing(const std::string& type, const std::vector<BoundTrait>& traits, PlanPtr with,
                                BoundModifiers modifiers = {}) {
  planner::Sharing op;
  op.subject_types = type == "domain" ? model::TypeSet().set(schema().known().domain) : types({type});
  op.with = std::move(with);
  for (const BoundTrait& one : traits) op.traits.push_back({one, binder::SameValue{}});
  op.modifiers = std::move(modifiers);
  return op;
}

// ---- modifiers

/// A year, a month, or a date of any spelling, as the interval that it is.
inline Interval interval(std::string_view date) {
  if (date.size() != 4 && date.size() != 7) return {at(date), model::readDate(date)->last};
  CivilTime from{*parseInteger<std::int64_t>(date.substr(0, 4)), 1, 1, 0, 0, 0};
  if (date.size() == 7) from.month = *parseInteger<int>(date.substr(5));
  const Time first = timeFromCivil(from);
  return {first, model::addMonths(first, date.size() == 4 ? 12 : 1) - 1};
}

inline binder::BoundTime time(std::string_view first, std::string_view last) {
  binder::BoundTime out;
  out.value = Interval{interval(first).first, interval(last).last};
  return out;
}

inline BoundModifiers timed(binder::BoundTimeTest::Kind kind, std::string_view date) {
  BoundModifiers out;
  out.times.push_back({kind, time(date, date), {}});
  return out;
}

// ---- expressions

template <typename Node>
ExprPtr expr(Node node, std::string text = {}) {
  auto out = std::make_shared<BoundExpr>();
  out->node = std::move(node);
  out->text = std::move(text);
  return out;
}

inline ExprPtr constant(BoundValue value) {
  return expr(BoundExpr::Constant{std::move(value)});
}
inline BoundValue number(std::int64_t value) {
  return {value, std::to_string(value)};
}
inline BoundValue text(std::string value) {
  return {value, value};
}
inline BoundValue value(const MemoryView& view, std::string name) {
  return {std::vector<model::NodeName>{view.named(name)}, name};
}
inline ExprPtr call(Function function, std::vector<ExprPtr> arguments = {}) {
  return expr(BoundExpr::Call{function, std::move(arguments)});
}
inline ExprPtr compare(ExprPtr left, binder::CompareOp op, ExprPtr right) {
  return expr(BoundExpr::Compare{op, std::move(left), std::move(right)});
}
inline BoundColumn column(std::string name, ExprPtr value, bool aggregate = false) {
  return {std::move(name), std::move(value), aggregate};
}

inline PlanPtr filter(PlanPtr input, ExprPtr condition, bool per_link = false) {
  return plan(planner::Filter{std::move(input), std::move(condition), per_link});
}

// ---- running

inline std::string cellText(const Cell& cell) {
  struct Visitor {
    std::string operator()(const Missing&) const { return "-"; }
    std::string operator()(const Redacted&) const { return "(redacted)"; }
    std::string operator()(bool yes) const { return yes ? "true" : "false"; }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(double number) const { return realText(number); }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const NodeValue& node) const { return node.name; }
    std::string operator()(const Instant& time) const { return model::shortTimeText(time.value); }
    std::string operator()(const Interval& span) const {
      return model::shortTimeText(span.first) + ".." + model::shortTimeText(span.last);
    }
    std::string operator()(const Seconds& seconds) const { return std::to_string(seconds.value) + "s"; }
    std::string operator()(const Share& share) const { return realText(share.value * 100) + "%"; }
    std::string operator()(const CellList& list) const {
      std::string out;
      for (const Cell& item : list) out += (out.empty() ? "" : "+") + cellText(item);
      return out;
    }
  };
  return std::visit(Visitor{}, cell.value);
}

/// Rows by " / ", cells by " | ".
inline std::string rowsText(const Table& table) {
  std::string out;
  for (std::size_t row = 0; row < table.rowCount(); ++row) {
    if (row > 0) out += " / ";
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      out += (column == 0 ? "" : " | ") + cellText(table.at(row, column));
    }
  }
  return out;
}

inline std::string noticesText(const Table& table) {
  std::string out;
  for (const Notice& notice : table.notices) out += (out.empty() ? "" : " / ") + notice.id + " " + notice.text;
  return out;
}

inline execution::Environment environment(const MemoryView& view) {
  execution::Environment out;
  out.view = &view;
  out.suffixes = &model::Suffixes::shipped();
  out.now = at("2022-10-20");
  return out;
}

inline planner::Prepared script(PlanPtr query) {
  planner::Prepared out;
  planner::PlannedStatement statement;
  statement.plan = std::move(query);
  out.statements.push_back(std::move(statement));
  return out;
}

inline Result<execution::StatementResult> run(const MemoryView& view, PlanPtr query) {
  const planner::Prepared prepared = script(std::move(query));
  execution::ScriptRun scripted(prepared, environment(view));
  return scripted.next();
}

/// The rows, or the error as "error: ...".
inline std::string answer(const MemoryView& view, PlanPtr query) {
  const auto result = run(view, std::move(query));
  return result.ok() ? rowsText(result->table) : "error: " + result.error().message;
}
inline std::string notices(const MemoryView& view, PlanPtr query) {
  const auto result = run(view, std::move(query));
  return result.ok() ? noticesText(result->table) : "error: " + result.error().message;
}

}  // namespace clew::test
