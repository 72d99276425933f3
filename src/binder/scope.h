// What an expression may speak of at its place in a query, and the names a script has made so far.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "binder/bound.h"
#include "model/catalog.h"
#include "syntax/ast.h"

namespace clew::binder {

/// What flows through a pipe at one place: nodes of some types, or rows of some columns.
struct Shape {
  bool is_set = true;
  model::TypeSet types;         // is_set
  bool has_links = false;       // is_set: at least one pivot before, so link columns exist
  bool has_sharing = false;     // is_set: the last pivot was `sharing`, so `shared` and `rarity` exist
  bool has_likeness = false;    // is_set: the last pivot was `resembling`, so `similarity` and `kind` exist
  std::vector<Column> columns;  // !is_set
  bool has_cause = false;       // is_set: after `new`, `gone`, `changes`, so `cause` exists
  bool has_change = false;      // is_set: after `changes`, so `change` exists
  bool count_is_rows = false;   // `count` alone is the number of rows even where a column has that name (`expect`)
};

/// A set that the script made: `let @x`, `param @x`, `save as @x`.
struct LocalSetName {
  std::uint32_t index = 0;  // in Prepared::sets; for saved sets not used
  model::TypeSet types;
  bool saved = false;  // by `save as` earlier in this script: a named set of the case by then
};

/// A value that the script made: `let $n`, `param $n`.
struct LocalScalar {
  std::uint32_t index = 0;  // in Prepared::scalars
  ColumnType type = ColumnType::kAny;
  std::optional<model::TypeId> node_type;  // `param $x: domain`
};

/// Names in force; each is visible below the line that makes it.
struct Names {
  std::map<std::string, LocalSetName, std::less<>> sets;
  std::map<std::string, LocalScalar, std::less<>> scalars;
  std::map<std::string, std::vector<syntax::Trait>, std::less<>> traits;
  bool has_last_run = false;  // the script has a name, under which its runs are kept
};

/// Gathers what is wrong. At most one error a stage: a second report in the same stage is dropped until nextStage().
class Diagnostics {
 public:
  void report(Error error) {
    if (reported_ || (only_unknown_ && !isUnknownAnywhere(error))) return;
    reported_ = true;
    errors_.push_back(std::move(error));
  }
  void notice(std::string id, std::string text) {
    for (const Notice& seen : notices_)
      if (seen.id == id && seen.text == text) return;
    notices_.push_back({std::move(id), std::move(text)});
  }
  void nextStage() { reported_ = false; }
  /// What flows here is not known, for a stage before failed: only words that mean nothing anywhere are reported.
  void onlyUnknown(bool only) { only_unknown_ = only; }
  bool onlyUnknown() const { return only_unknown_; }
  bool stageFailed() const { return reported_; }
  const std::vector<Error>& errors() const { return errors_; }
  std::vector<Error> takeErrors() { return std::move(errors_); }
  std::vector<Notice> takeNotices() { return std::move(notices_); }

 private:
  static bool isUnknownAnywhere(const Error& error) {
    return error.code == ErrorCode::kUnknownName && error.id != "E202";  // several relations would do: so which nodes?
  }

  std::vector<Error> errors_;
  std::vector<Notice> notices_;
  bool reported_ = false;
  bool only_unknown_ = false;
};

/// A set in parentheses, after `in`, `with` or `excluding`, bound and planned: the planner's part, called back by the
/// binder.
struct PlannedSet {
  PlanPtr plan;  // null: it has errors, reported already
  model::TypeSet types;
};
using SetPlanner = std::function<PlannedSet(const syntax::Primary&)>;

}  // namespace clew::binder
