#include "execution/alert.h"

#include <algorithm>
#include <unordered_set>

#include "common/format.h"
#include "common/text.h"
#include "execution/items.h"
#include "execution/row_condition.h"

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
  Text(Run& run, const Value& value, const std::vector<Scope>& rows, Evaluator& evaluator)
      : run_(run), value_(value), rows_(rows), evaluator_(evaluator) {}

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
    return rows_.size();
  }

  /// The nodes of a set; of a table the first column that holds any.
  std::vector<std::string> names() {
    std::vector<std::string> out;
    std::unordered_set<std::string> told;
    for (const Scope& scope : rows_) {
      std::string name = nodeNameOf(run_.view(), scope);
      if (!name.empty() && told.insert(name).second) out.push_back(std::move(name));
    }
    return out;
  }

  std::vector<std::string> values(const binder::BoundExpr& what) {
    DatumList found;
    for (const Scope& scope : rows_) {
      for (Datum& value : evaluator_.values(what, scope)) found.push_back(std::move(value));
    }
    sortDistinct(run_.view(), found);
    std::vector<std::string> out;
    for (const Datum& value : found) out.push_back(textOf(run_.view(), value));
    return out;
  }

  Run& run_;
  const Value& value_;
  const std::vector<Scope>& rows_;  // that it tells of
  Evaluator& evaluator_;
};

/// Each node once, where a condition was asked of each of its links.
std::vector<Scope> rowsOf(const std::vector<Scope>& met) {
  std::vector<Scope> out;
  for (const Scope& scope : met) {
    Scope row = scope;
    row.link = nullptr;
    if (out.empty() || row.rows != nullptr || out.back().node != row.node) out.push_back(row);
  }
  return out;
}

}  // namespace

Value AlertOperator::execute() {
  Value in = input(op_.input);
  if (run_.failed()) return in;
  const Items items(run_, in, false);
  std::vector<Scope> rows = items.scopes();
  if (op_.condition) {
    RowCondition condition(run_, clock_, in, *op_.condition);
    if (!condition.holdsOfSome()) return in;
    if (condition.asksRows()) rows = rowsOf(condition.met());  // and it is these that the text tells of
  } else if (rows.empty()) {
    return in;
  }
  Evaluator evaluator(run_, clock_, items.layer());
  std::string text = Text(run_, in, rows, evaluator).of(op_.text);
  if (!run_.failed()) run_.result().alerts.push_back({op_.level, std::move(text)});
  return in;
}

}  // namespace clew::execution
