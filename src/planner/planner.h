// The planner: from the tree of a script to prepared statements. Asks the binder what words mean, lays out the
// operators, and reorders them where the answer stays the same.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clew/error.h"
#include "model/catalog.h"
#include "planner/plan.h"
#include "syntax/ast.h"

namespace clew::planner {

/// What planning needs from around it. References and functions must hold for the call.
struct PlannerInput {
  const model::Catalog* catalog = nullptr;
  /// Reads and parses an included file; its spans carry a source number of its own. Fails with a plain sentence; errors
  /// in the file's text are the callback's to report.
  std::function<Result<syntax::Script>(std::string_view path)> include;
  /// Reads and parses the saved query of that name; empty when there is none. Fails as `include` does.
  std::function<Result<std::optional<syntax::Script>>(std::string_view name)> saved_query;
  /// The name of a script that has no `query` header: that of its file. Empty: it has none, and no last run.
  std::string script_name;
  /// Canonical text of a query.
  std::function<std::string(const syntax::Query&)> print;
  /// Canonical text of any statement.
  std::function<std::string(const syntax::Statement&)> print_statement;
  /// What is wrong with a regular expression; empty: nothing.
  std::function<std::optional<std::string>(std::string_view)> check_regex;
  /// Whether `as FORMAT` knows the word; on failure the error says what there is.
  std::function<Result<void>(std::string_view)> check_format;
  /// A walk from a whole type over more links than this is one of `Prepared::unbounded`.
  std::uint64_t unbounded_links = 1'000'000;
};

struct PlanResult {
  Prepared prepared;
  std::vector<Error> errors;  // in order of the script; at most one a stage
  bool ok() const { return errors.empty(); }
};

/// Plans every statement; those with errors are left out.
PlanResult plan(const syntax::Script& script, const PlannerInput& input);

/// One operator a line, inputs indented below: `explain`.
std::string printPlan(const PlanNode& plan, const model::Schema& schema);
/// The operator alone, without types and estimate: "Expand ip at now". For `profile` and messages.
std::string operatorText(const PlanNode& plan, const model::Schema& schema);
/// All statements of a script.
std::string printPlan(const Prepared& prepared, const model::Schema& schema);

/// Reorders where the answer stays the same (rewrite.cpp). `plan` is not changed.
PlanPtr rewrite(const PlanPtr& plan, const model::Catalog& catalog);
/// Fills PlanNode::estimate of the node from its inputs' (estimate.cpp).
double estimateRows(const PlanNode& node, const model::Catalog& catalog);
/// About how many nodes are met on the way back from the values of a start; below 0: not known.
double stepsBack(const Holders::Start& start, const model::Catalog& catalog);
/// Whether the plan's answer is chains, not the nodes on them: a `path` and what passes it on.
bool yieldsChains(const PlanNode& node);
/// What a name of the script stands for; null where its members are given.
using SetPlans = std::function<PlanPtr(std::uint32_t index)>;
/// Links that the plan's own step walks where it has nothing but whole types to begin at; 0 otherwise.
std::uint64_t unboundedLinks(const PlanNode& node, const model::Catalog& catalog, const SetPlans& plans);

}  // namespace clew::planner
