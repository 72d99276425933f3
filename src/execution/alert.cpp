#include "execution/alert.h"

#include <algorithm>

#include "common/format.h"
#include "common/text.h"
#include "execution/items.h"

namespace clew::execution {
namespace {

/// An alert is a line that somebody reads on a telephone.
constexpr std::size_t kMostValues = 10;

std::string shortList(const std::vector<std::string>& values) {
  const std::vector<std::string> shown(
      values.begin(), values.begin() + static_cast<std::ptrdiff_t>(std::min(values.size(), kMostValues)));
  std::string out = join(shown, ", ");
  if (values.size() > shown.size()) out += format(" and {} more", groupedDigits(values.size() - shown.size()));
  return out;
}

class Text {
 public:
  Text(Run& run, const Value& value, const Items& items, Evaluator& evaluator)
      : run_(run), value_(value), items_(items), evaluator_(evaluator) {}

  std::string of(const std::vector<planner::Alert::Part>& parts) {
    std::string out;
    for (const auto& part : parts) {
      switch (part.kind) {
        case planner::Alert::Part::Kind::kText:
          out += part.text;
          break;
        case planner::Alert::Part::Kind::kCount:
          out += groupedDigits(count());
          break;
        case planner::Alert::Part::Kind::kNames:
          out += shortList(names());
          break;
        case planner::Alert::Part::Kind::kValues:
          out += shortList(values(*part.what));
          break;
      }
    }
    return out;
  }

 private:
  std::uint64_t count() const {
    const auto* rows = std::get_if<Rows>(&value_);
    if (rows != nullptr && rows->kind == TableKind::kNumber && !rows->cells.empty()) {
      if (const auto* number = rows->cells.front().as<std::int64_t>()) return static_cast<std::uint64_t>(*number);
    }
    return items_.scopes().size();
  }

  /// The nodes of a set; of a table the first column that holds any.
  std::vector<std::string> names() {
    std::vector<std::string> out;
    for (const Scope& scope : items_.scopes()) {
      if (scope.rows == nullptr) {
        out.emplace_back(run_.view().nameOf(scope.node));
        continue;
      }
      for (std::size_t column = 0; column < scope.rows->columns.size(); ++column) {
        const Datum& cell = scope.rows->at(scope.row, column);
        if (cell.as<NodeRef>() == nullptr) continue;
        std::string name = textOf(run_.view(), cell);
        if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(std::move(name));
        break;
      }
    }
    return out;
  }

  std::vector<std::string> values(const binder::BoundExpr& what) {
    DatumList found;
    for (const Scope& scope : items_.scopes()) {
      for (Datum& value : evaluator_.values(what, scope)) found.push_back(std::move(value));
    }
    sortDistinct(run_.view(), found);
    std::vector<std::string> out;
    for (const Datum& value : found) out.push_back(textOf(run_.view(), value));
    return out;
  }

  Run& run_;
  const Value& value_;
  const Items& items_;
  Evaluator& evaluator_;
};

}  // namespace

Value AlertOperator::execute() {
  Value in = input(op_.input);
  if (run_.failed()) return in;
  const Items items(run_, in, false);
  Evaluator evaluator(run_, clock_, items.layer());
  if (op_.condition) {
    Scope scope = items.scopes().empty() ? Scope{} : items.scopes().front();
    scope.group = &items.scopes();
    const auto* rows = std::get_if<Rows>(&in);
    if (rows != nullptr && rows->kind == TableKind::kNumber && !rows->cells.empty()) {
      scope.number = rows->cells.front().as<std::int64_t>();
    }
    if (!evaluator.test(*op_.condition, scope)) return in;
  } else if (items.scopes().empty()) {
    return in;
  }
  std::string text = Text(run_, in, items, evaluator).of(op_.text);
  if (!run_.failed()) run_.result().alerts.push_back({op_.level, std::move(text)});
  return in;
}

}  // namespace clew::execution
