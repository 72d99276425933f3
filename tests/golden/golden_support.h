// What the golden tests share: a case in a temporary folder, scripts run as `clew run` runs them, answers as text.
#pragma once

#include <clew/clew.h>

#include <memory>
#include <string>
#include <vector>

#include "support/places.h"

namespace clew::test {

/// A new case at `path`. A failure fails the test that asks.
std::unique_ptr<Case> newCase(const std::string& path);

/// Takes the files in; a reject or an unreadable file fails the test that asks.
IngestReport mustIngest(Case& into, const std::vector<std::string>& paths, const IngestOptions& options = {});

struct ScriptRun {
  std::vector<Answer> answers;
  RunSummary summary;
  std::string trouble;  // diagnostics, or the error that stopped it; empty: it ran to its end
};
ScriptRun runScript(Case& on, const std::string& text, const std::string& name, const RunOptions& options = {},
                    const std::string& script_name = "");

/// A count's number: the only cell of the last answer. -1 and a failed test when it is something else.
std::int64_t numberOf(Case& on, const std::string& query, const RunOptions& options = {});

/// A column of an answer as text.
std::vector<std::string> columnOf(const Table& table, std::size_t column);

}  // namespace clew::test
