// `new`, `gone`, `changes since T`.
#include <algorithm>

#include "common/text.h"
#include "planner/statement_planner.h"

namespace clew::planner {
namespace {

/// Which columns of the table that a plan yields say what a row is.
struct KeyColumns {
  const PlanNode& node;

  std::vector<std::size_t> firstOf(std::size_t count) const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(i);
    return out;
  }
  std::vector<std::size_t> below(const PlanPtr& input) const { return std::visit(KeyColumns{*input}, input->op); }

  std::vector<std::size_t> operator()(const Count&) const { return {}; }
  std::vector<std::size_t> operator()(const CountBy& op) const { return firstOf(op.keys.size()); }
  std::vector<std::size_t> operator()(const TopValues& op) const { return firstOf(op.keys.size()); }
  std::vector<std::size_t> operator()(const Per& op) const { return firstOf(op.keys.size()); }
  std::vector<std::size_t> operator()(const Show& op) const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < op.columns.size(); ++i) {
      if (!op.columns[i].aggregate) out.push_back(i);
    }
    return out;
  }
  // what passes rows on
  std::vector<std::size_t> operator()(const TableFilter& op) const { return below(op.input); }
  std::vector<std::size_t> operator()(const Sort& op) const { return below(op.input); }
  std::vector<std::size_t> operator()(const TopBy& op) const { return below(op.input); }
  std::vector<std::size_t> operator()(const Take& op) const { return below(op.input); }
  std::vector<std::size_t> operator()(const Changes& op) const { return op.keys; }
  std::vector<std::size_t> operator()(const Alert& op) const { return below(op.input); }
  std::vector<std::size_t> operator()(const Expect& op) const { return below(op.input); }
  std::vector<std::size_t> operator()(const Output& op) const { return below(op.input); }
  std::vector<std::size_t> operator()(const AsOf& op) const { return below(op.input); }
  std::vector<std::size_t> operator()(const AsKnown& op) const { return below(op.input); }
  /// Any other table: what is no measure.
  std::vector<std::size_t> operator()(const auto&) const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < node.columns.size(); ++i) {
      switch (node.columns[i].type) {
        case ColumnType::kInteger:
        case ColumnType::kReal:
        case ColumnType::kShare:
        case ColumnType::kDuration:
        case ColumnType::kList:
          break;
        default:
          out.push_back(i);
      }
    }
    return out;
  }
};

constexpr const char* kWords[] = {"new", "gone", "changes"};

}  // namespace

std::optional<std::vector<std::size_t>> StatementPlanner::changeKeys(const Planned& input, SourceSpan span) {
  if (input.shape.is_set) return std::vector<std::size_t>();
  auto keys = std::visit(KeyColumns{*input.plan}, input.plan->op);
  if (!keys.empty()) return keys;
  report(Error(ErrorCode::kType, "these rows have nothing to tell them apart by: every column is a number over them")
             .withId("E502")
             .at(span)
             .withNote("compare first, then count: `| new since 7d | count`"));
  return std::nullopt;
}

StatementPlanner::Planned StatementPlanner::changes(Planned input, const syntax::ChangesStage& node, SourceSpan span) {
  Changes out;
  out.kind = static_cast<Changes::Kind>(node.kind);
  const auto* word = std::get_if<syntax::TimeWord>(&node.since.node);
  const bool last_run = word != nullptr && *word == syntax::TimeWord::kLastRun;
  if (last_run && as_source_) {
    diagnostics_.notice("N431", std::string("as a source a saved query gives all that it finds: its `") +
                                    kWords[static_cast<std::size_t>(node.kind)] + " since last run` is left out");
    return input;
  }
  auto time = binder_.time(node.since);
  if (!time) return failed();
  auto keys = changeKeys(input, span);
  if (!keys) return failed();
  if (last_run) {
    out.ordinal = prepared_.comparisons++;
  } else {
    out.since = std::move(time);
  }
  out.input = input.plan;
  out.keys = std::move(*keys);
  binder::Shape shape = input.shape;
  const bool both = out.kind == Changes::Kind::kChanges;
  if (shape.is_set) {
    shape.has_cause = true;
    shape.has_change = both;
  } else {
    if (both) shape.columns.push_back({"change", ColumnType::kText});
    shape.columns.push_back({"cause", ColumnType::kText});
  }
  return make(std::move(out), std::move(shape), span);
}

}  // namespace clew::planner
