#include "execution/effects.h"

#include <set>

#include "common/format.h"
#include "common/text.h"
#include "execution/graph_table.h"
#include "execution/path.h"
#include "execution/row_condition.h"
#include "execution/times.h"
#include "execution/why.h"
#include "execution/writes.h"

namespace clew::execution {
namespace {

/// Columns `type` and `name` unless all nodes can only be of one stored type.
bool mixedTypes(const GraphView& view, const SetValue& set, const model::TypeSet& types) {
  const model::Schema& schema = view.schema();
  std::set<model::TypeId> stored;
  if (types.any()) {
    for (model::TypeId type = 0; type < schema.types().size(); ++type) {
      if (types.test(type)) stored.insert(schema.storedType(type));
    }
  } else {
    for (const NodeId node : set.nodes) stored.insert(schema.storedType(view.typeOf(node)));
  }
  return stored.size() > 1;
}

std::vector<model::NodeName> namesOf(const GraphView& view, const SetValue& set) {
  std::vector<model::NodeName> out;
  for (const NodeId node : inAnswerOrder(view, set)) {
    const model::TypeId type = view.schema().storedType(view.typeOf(node));
    out.push_back({type, std::string(view.nameOf(node)), std::string(view.displayOf(node))});
  }
  return out;
}

/// Runs a write; false when it is refused or fails. What did not meet an expectation before it is not written.
template <typename Write>
bool write(Run& run, const Write& attempt) {
  if (isGuarded(run)) return false;
  WriteTarget* target = run.environment().writes;
  if (target == nullptr) {
    run.fail(Error(ErrorCode::kReadOnly, "this run may not write"));
    return false;
  }
  Result<void> done = attempt(*target);
  if (!done.ok()) {
    run.fail(done.error());
    return false;
  }
  run.result().wrote = true;
  return true;
}

}  // namespace

Table tableOf(const GraphView& view, const Value& value, const model::TypeSet& types) {
  Table out;
  if (const auto* rows = std::get_if<Rows>(&value)) {
    out.kind = rows->kind;
    out.columns = rows->columns;
    out.reserveRows(rows->count());
    for (const Datum& datum : rows->cells) out.push(cellOf(view, datum));
    return out;
  }
  const SetValue& set = std::get<SetValue>(value);
  if (set.chains) return tableOf(view, chainRows(*set.chains), types);
  const bool mixed = mixedTypes(view, set, types);
  out.kind = TableKind::kSet;
  if (mixed) out.columns.push_back({"type", ColumnType::kText});
  out.columns.push_back({"name", ColumnType::kNode});
  const Remarks* remarks = set.layer ? set.layer->remarks() : nullptr;
  if (remarks != nullptr) {
    for (const std::string& column : remarks->columns) out.columns.push_back({column, ColumnType::kText});
  }
  out.reserveRows(set.nodes.size());
  for (const NodeId node : inAnswerOrder(view, set)) {
    if (mixed) out.push(view.schema().type(view.typeOf(node)).name);
    out.push(cellOf(view, NodeRef{node}));
    if (remarks == nullptr) continue;
    for (const std::string& column : remarks->columns) out.push(remarks->at(node, column));
  }
  return out;
}

Value ExpectOperator::execute() {
  Value in = input(op_.input);
  if (run_.failed()) return in;
  RowCondition condition(run_, clock_, in, *op_.condition);
  if (condition.holdsOfAll() || run_.failed()) return in;
  Error failure(ErrorCode::kExpectation, op_.condition_text);
  failure.withNote(condition.failure());
  if (!op_.message.empty()) failure.withHint(op_.message);
  if (plan_.span != SourceSpan{}) failure.at(plan_.span);
  run_.result().failed.push_back(std::move(failure));
  return in;
}

Value SaveAsOperator::execute() {
  Value in = input(op_.input);
  if (run_.failed()) return in;
  const auto* set = std::get_if<SetValue>(&in);
  if (set == nullptr) {
    run_.fail(Error(ErrorCode::kType, "only nodes can be saved as a set, and this is a table").withId("E302"));
    return in;
  }
  const auto members = namesOf(run_.view(), *set);
  if (!run_.goOnNow()) return in;
  std::optional<std::size_t> before;
  if (write(run_, [&](WriteTarget& to) {
        before = to.sizeOfSet(op_.set);
        return to.saveSet(op_.set, members, run_.statementText());
      })) {
    run_.rememberSaved(op_.set, set->nodes);
    run_.notice("N420", format("saved {} as @{}{}", counted(members.size(), "node"), op_.set,
                               before ? format(", in place of the {} it had", groupedDigits(*before)) : std::string()));
  }
  return in;
}

Value TagOperator::execute() {
  Value in = input(op_.input);
  if (run_.failed()) return in;
  const auto* set = std::get_if<SetValue>(&in);
  if (set == nullptr) {
    run_.fail(Error(ErrorCode::kType, "only nodes can be tagged, and this is a table").withId("E302"));
    return in;
  }
  const auto members = namesOf(run_.view(), *set);
  if (!run_.goOnNow()) return in;
  if (write(run_, [&](WriteTarget& to) { return to.tag(op_.tag, members, run_.statementText()); })) {
    run_.notice("N421", format("tagged {} as {}", counted(members.size(), "node"), op_.tag));
  }
  return in;
}

Value NoteOperator::execute() {
  Value in = input(op_.input);
  if (run_.failed()) return in;
  const auto* set = std::get_if<SetValue>(&in);
  if (set == nullptr) {
    run_.fail(Error(ErrorCode::kType, "only nodes can have notes, and this is a table").withId("E302"));
    return in;
  }
  const auto members = namesOf(run_.view(), *set);
  if (write(run_, [&](WriteTarget& to) { return to.note(op_.text, members, run_.statementText()); })) {
    run_.notice("N422", format("noted on {}", counted(members.size(), "node")));
  }
  return in;
}

Value OutputOperator::execute() {
  Value in = input(op_.input);
  if (run_.failed()) return in;
  OutputRequest request;
  request.format = op_.format;
  request.file = op_.file;
  if (isGraphForm(op_.format)) {
    const auto* set = std::get_if<SetValue>(&in);
    // a table is drawn as the nodes and links that it was made of
    const Value graph = graphRows(run_, set != nullptr ? *set : evaluateSet(run_, evidencePlan(*op_.input), clock_));
    if (run_.failed()) return in;
    request.table = tableOf(run_.view(), graph, plan_.types);
  } else if (op_.file) {
    request.table = tableOf(run_.view(), in, plan_.types);
  }
  run_.result().outputs.push_back(std::move(request));
  return in;
}

Value AsOfOperator::execute() {
  const Clock then = clockAsOf(run_, clock_, op_.when);
  if (run_.failed()) return SetValue{};
  return evaluate(run_, *op_.input, then);
}

}  // namespace clew::execution
