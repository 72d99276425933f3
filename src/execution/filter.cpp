#include "execution/filter.h"

#include "execution/evaluate.h"
#include "execution/set_algebra.h"
#include "execution/traits.h"

namespace clew::execution {

namespace {

constexpr std::size_t kManyNodes = 64;  // of fewer it is quicker to ask each

/// Says what the modifiers of a condition's traits leave out for want of a date or a confidence, as a pivot does.
class LeftOut {
 public:
  LeftOut(Run& run, const Clock& clock, const NodeSet& nodes) : run_(run), clock_(clock), nodes_(nodes) {}

  void say(const binder::BoundExpr& expr) {
    using binder::BoundExpr;
    const auto all = [&](const std::vector<binder::ExprPtr>& parts) {
      for (const auto& part : parts) say(*part);
    };
    const auto one = [&](const binder::ExprPtr& part) {
      if (part) say(*part);
    };
    if (const auto* any_of = std::get_if<BoundExpr::Or>(&expr.node)) all(any_of->terms);
    if (const auto* all_of = std::get_if<BoundExpr::And>(&expr.node)) all(all_of->terms);
    if (const auto* inverse = std::get_if<BoundExpr::Not>(&expr.node)) one(inverse->term);
    if (const auto* compare = std::get_if<BoundExpr::Compare>(&expr.node)) one(compare->left), one(compare->right);
    if (const auto* sum = std::get_if<BoundExpr::Arithmetic>(&expr.node)) one(sum->left), one(sum->right);
    if (const auto* call = std::get_if<BoundExpr::Call>(&expr.node)) all(call->arguments);
    if (const auto* has = std::get_if<BoundExpr::Has>(&expr.node)) trait(has->trait);
    if (const auto* trait_node = std::get_if<binder::BoundTrait>(&expr.node)) trait(*trait_node);
  }

 private:
  void trait(const binder::BoundTrait& trait) {
    if (trait.hops.empty() || (trait.modifiers.times.empty() && trait.modifiers.min_confidence < 0)) return;
    TraitReader reader(run_, clock_, trait);
    if (reader.observedHop() != 0) return;
    for (const auto& way : trait.hops.front().ways) {
      if (run_.hasLinksToSpare()) reader.observedLinks().noteLeftOut(nodes_, way);
    }
  }

  Run& run_;
  const Clock& clock_;
  const NodeSet& nodes_;
};

}  // namespace

Value FilterOperator::execute() {
  SetValue out = evaluateOpen(run_, *op_.input, clock_);
  if (run_.failed()) return out;
  const auto evaluator = std::make_shared<Evaluator>(run_, clock_, out.layer);
  if (op_.per_link) {
    const binder::ExprPtr condition = op_.condition;
    out.layer = filterLayer(out.layer, [evaluator, condition](const ResultLink& link) {
      Scope scope;
      scope.node = link.node;
      scope.link = &link;
      scope.counts_all = true;
      return evaluator->test(*condition, scope);
    });
  }
  LeftOut(run_, clock_, out.nodes).say(*op_.condition);
  if (out.nodes.size() >= kManyNodes && !op_.per_link && run_.skipped() == nullptr) {
    if (const auto needs = evaluator->nameNeeds(*op_.condition)) run_.view().keepNamed(out.nodes, *needs);
  }
  NodeSet kept;
  for (const NodeId node : out.nodes) {
    if (!run_.goOn()) return SetValue{};
    bool keep = false;
    if (op_.per_link) {
      // one link is enough, unless what the others would not cross is asked for
      const bool all = run_.skipped() != nullptr;
      if (out.layer) out.layer->links(node, [&](const ResultLink&) { return (keep = true) && all; });
    } else {
      Scope scope;
      scope.node = node;
      keep = evaluator->test(*op_.condition, scope);
    }
    if (keep) kept.push_back(node);
  }
  out.nodes = std::move(kept);
  restrictOrder(out, run_.view().nodeCount());
  return out;
}

Value TableFilterOperator::execute() {
  Value value = input(op_.input);
  if (run_.failed()) return value;
  auto* rows = std::get_if<Rows>(&value);
  if (rows == nullptr) {
    run_.fail(Error(ErrorCode::kInternal, "a set came where a table was planned"));
    return value;
  }
  Rows out;
  out.kind = rows->kind;
  out.columns = rows->columns;
  Evaluator evaluator(run_, clock_, nullptr);
  for (std::size_t row = 0; row < rows->count(); ++row) {
    Scope scope;
    scope.rows = rows;
    scope.row = row;
    if (!evaluator.test(*op_.condition, scope)) continue;
    for (std::size_t column = 0; column < rows->columns.size(); ++column) out.cells.push_back(rows->at(row, column));
  }
  return out;
}

}  // namespace clew::execution
