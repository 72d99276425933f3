// Values of expressions; evaluate_tests.cpp has the tests, evaluate_links.cpp what links and groups add.
#include "execution/evaluate.h"

#include <algorithm>

#include "execution/functions.h"
#include "execution/operator.h"
#include "execution/times.h"

namespace clew::execution {

using binder::BoundExpr;
using binder::BoundTrait;

Evaluator::Evaluator(Run& run, const Clock& clock, LayerPtr layer)
    : run_(run), clock_(clock), layer_(std::move(layer)) {}

TraitReader& Evaluator::reader(const BoundTrait& trait) {
  auto& slot = readers_[&trait];
  if (!slot) {
    slot = std::make_unique<TraitReader>(run_, clock_, trait);
    slot->reportAll();
  }
  return *slot;
}

DatumList Evaluator::values(const BoundExpr& expr, const Scope& scope) {
  if (!run_.goOn()) return {};
  if (const auto* trait = std::get_if<BoundTrait>(&expr.node)) return traitValues(*trait, scope);
  if (const auto* fixed = std::get_if<BoundExpr::Constant>(&expr.node)) return constant(fixed->value);
  if (const auto* call = std::get_if<BoundExpr::Call>(&expr.node)) return callValues(*call, scope);
  if (const auto* sum = std::get_if<BoundExpr::Arithmetic>(&expr.node)) return fromArithmetic(*sum, scope);
  if (std::holds_alternative<BoundExpr::Subject>(expr.node)) {
    if (scope.subject == nullptr) return {};
    return {*scope.subject};
  }
  return {Datum(test(expr, scope))};
}

DatumList Evaluator::traitValues(const BoundTrait& trait, const Scope& scope) {
  switch (trait.end) {
    case BoundTrait::End::kLinkColumn:
      return linkColumn(trait.link_column, scope);
    case BoundTrait::End::kTableColumn:
      return tableCell(trait, scope);
    case BoundTrait::End::kRemark:
      return remark(trait.text, scope);
    default:
      break;
  }
  return scope.node == kNoNode ? DatumList{} : reader(trait).values(scope.node);
}

DatumList Evaluator::remark(const std::string& column, const Scope& scope) {
  const Remarks* remarks = layer_ ? layer_->remarks() : nullptr;
  if (remarks == nullptr || scope.node == kNoNode) return {};
  std::string text = remarks->at(scope.node, column);
  return text.empty() ? DatumList{} : DatumList{Datum(std::move(text))};
}

DatumList Evaluator::tableCell(const BoundTrait& trait, const Scope& scope) {
  if (scope.rows == nullptr || trait.table_column >= scope.rows->columns.size()) return {};
  const Datum& cell = scope.rows->at(scope.row, trait.table_column);
  if (!cell.known()) return {};
  if (const auto* list = cell.as<DatumList>()) return *list;
  return {cell};
}

DatumList Evaluator::keyValues(const BoundExpr& expr, const Scope& scope) {
  DatumList found = values(expr, scope);
  if (!found.empty()) return found;
  const auto* trait = std::get_if<BoundTrait>(&expr.node);
  if (trait == nullptr) return {Missing{}};
  if (trait->end == BoundTrait::End::kTableColumn && scope.rows != nullptr) {
    if (scope.rows->at(scope.row, trait->table_column).isRedacted()) return {Redacted{}};
  } else if (trait->end == BoundTrait::End::kNodes && scope.node != kNoNode &&
             reader(*trait).state(scope.node).redacted) {
    return {Redacted{}};
  }
  return {Missing{}};
}

Datum Evaluator::cell(const BoundExpr& expr, const Scope& scope) {
  DatumList found = std::holds_alternative<BoundTrait>(expr.node) ? keyValues(expr, scope) : values(expr, scope);
  return datumOf(std::move(found));
}

DatumList Evaluator::constant(const binder::BoundValue& value) {
  const Wanted& meant = wanted(value);
  if (meant.datum) return {*meant.datum};
  if (meant.time)
    return {meant.time->first == meant.time->last ? Datum(Instant{meant.time->first}) : Datum(*meant.time)};
  DatumList out;
  for (const NodeId node : meant.nodes) out.emplace_back(NodeRef{node});
  if (out.empty() && !meant.texts.empty()) out.emplace_back(meant.texts.front());
  return out;
}

DatumList Evaluator::fromArithmetic(const BoundExpr::Arithmetic& node, const Scope& scope) {
  DatumList out;
  const DatumList rights = values(*node.right, scope);
  for (const Datum& left : values(*node.left, scope)) {
    for (const Datum& right : rights) {
      Datum result = arithmetic(node.op, left, right);
      if (result.known()) out.push_back(std::move(result));
    }
  }
  return out;
}

DatumList Evaluator::callValues(const BoundExpr::Call& call, const Scope& scope) {
  Datum result;
  if (isAggregate(call.function)) {
    result = overGroup(call, scope);
  } else if (call.function <= binder::Function::kTtl) {
    result = overObservations(call, scope);
  } else {
    DatumList out;
    if (call.arguments.empty()) return out;
    const DatumList extra = call.arguments.size() > 1 ? values(*call.arguments[1], scope) : DatumList{};
    for (const Datum& value : values(*call.arguments[0], scope)) {
      Datum one = scalarCall(run_, call.function, value, extra.empty() ? Datum() : extra.front());
      if (one.known()) out.push_back(std::move(one));
    }
    sortDistinct(run_.view(), out);
    return out;
  }
  if (!result.known()) return {};
  return {std::move(result)};
}

/// first, last, times, ttl of a relation's observations.
Datum Evaluator::overObservations(const BoundExpr::Call& call, const Scope& scope) {
  const auto* trait = call.arguments.empty() ? nullptr : std::get_if<BoundTrait>(&call.arguments[0]->node);
  if (trait == nullptr || scope.node == kNoNode) return Missing{};
  std::optional<Time> first, last;
  std::optional<std::int64_t> ttl;
  std::int64_t times = 0;
  for (const Observation& seen : reader(*trait).observations(scope.node)) {
    times += seen.times;
    if (seen.ttl > 0) ttl = ttl ? std::min<std::int64_t>(*ttl, seen.ttl) : seen.ttl;
    if (!seen.dated()) continue;
    first = first ? std::min(*first, seen.first) : seen.first;
    last = last ? std::max(*last, seen.last) : seen.last;
  }
  switch (call.function) {
    case binder::Function::kFirst:
      return first ? Datum(Instant{*first}) : Datum(Missing{});
    case binder::Function::kLast:
      return last ? Datum(Instant{*last}) : Datum(Missing{});
    case binder::Function::kTimes:
      return times;
    default:
      return ttl ? Datum(Seconds{*ttl}) : Datum(Missing{});
  }
}

const Wanted& Evaluator::wanted(const binder::BoundValue& value) {
  const auto [at, fresh] = wanted_.try_emplace(&value);
  if (fresh) {
    Wanted resolved = resolve(value);
    return wanted_[&value] = std::move(resolved);
  }
  return at->second;
}

Wanted Evaluator::resolve(const binder::BoundValue& value) {
  Wanted out;
  if (const auto* names = std::get_if<std::vector<model::NodeName>>(&value.value)) {
    for (const model::NodeName& name : *names) {
      if (const auto node = run_.view().find(name.type, name.name)) out.nodes.push_back(*node);
      if (name.type == run_.schema().known().net) {  // a block holds its addresses, also where a parameter names it
        if (const auto block = model::parseBlock(name.name)) out.block = *block;
      }
      out.texts.push_back(name.name);
      if (!name.display.empty()) out.texts.push_back(name.display);
    }
    std::sort(out.nodes.begin(), out.nodes.end());
  } else if (const auto* block = std::get_if<model::Block>(&value.value)) {
    out.block = *block;
    out.texts.push_back(model::blockText(*block));
  } else if (const auto* text = std::get_if<std::string>(&value.value)) {
    out.texts.push_back(*text);
    out.folded = true;
  } else if (const auto* whole = std::get_if<std::int64_t>(&value.value)) {
    out.datum = *whole;
  } else if (const auto* real = std::get_if<double>(&value.value)) {
    out.datum = *real;
  } else if (const auto* yes = std::get_if<bool>(&value.value)) {
    out.datum = *yes;
  } else if (const auto* seconds = std::get_if<Seconds>(&value.value)) {
    out.datum = *seconds;
  } else if (const auto* share = std::get_if<Share>(&value.value)) {
    out.datum = *share;
  } else if (const auto* time = std::get_if<binder::BoundTime>(&value.value)) {
    out.time = resolveTime(run_, clock_, *time);
  } else if (const auto* param = std::get_if<binder::ParamRef>(&value.value)) {
    if (const binder::BoundValue* given = run_.scalar(param->index)) return resolve(*given);
  }
  return out;
}

}  // namespace clew::execution
