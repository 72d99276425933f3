// A script on its way: read, bound and planned against a case, then run.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clew/error.h"
#include "clew/table.h"
#include "engine/case.h"
#include "execution/plain_pivot.h"
#include "planner/plan.h"

namespace clew::hunt {

/// One text of a script: the script itself (number 0) or a file it includes.
struct SourceText {
  std::string name;
  std::string text;
};

/// Every error of a script with the texts that its spans point into.
struct PreparedScript {
  planner::Prepared prepared;
  std::vector<Error> errors;
  std::vector<SourceText> sources;
  std::string folder;                            // where `include` and `read` look
  std::string text_hash;                         // SHA-256 of the canonical text
  std::unique_ptr<execution::PlainPivot> plain;  // the short way, where the script has one
};

PreparedScript prepareScript(engine::Case& owner, std::string_view text, std::string_view name, std::string_view folder,
                             std::string_view script_name = "");

/// The caller's maps and functions must outlive the run: nothing is copied for it.
struct ScriptOptions {
  Time now = 0;
  const std::map<std::string, std::string>& values;
  const std::map<std::string, std::vector<std::string>>& sets;
  const std::map<std::string, std::string>& set_origins;  // of `sets`: the file or name that the values came from
  std::chrono::milliseconds timeout{0};
  std::optional<std::uint64_t> limit;
  bool require_known = false;
  bool may_write = true;
  bool budget = true;
  bool profile = false;  // fill ScriptAnswer::costs
  const std::function<bool(std::uint64_t rows, const std::string& what)>& confirm_write;
};

/// What one operator of a statement did.
struct OperatorCost {
  std::string text;
  int depth = 0;
  std::uint64_t rows = 0, links = 0;
  double seconds = 0;
};

struct ScriptAlert {
  std::string level;
  std::string text;
};

struct ScriptAnswer {
  std::vector<OperatorCost> costs;
  Table table;
  std::string text;
  std::uint64_t total_rows = 0;
  std::vector<Error> failed;  // expectations
  std::vector<ScriptAlert> alerts;
  std::string format;
  std::string file;
};

/// Runs it; `each` takes every answer and stops the run by returning false.
Result<void> runScript(engine::Case& owner, const PreparedScript& script, const ScriptOptions& options,
                       const std::function<bool(ScriptAnswer&&)>& each);

}  // namespace clew::hunt
