// Running scripts and showing their answers, for the command line and the prompt.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "clew/clew.h"
#include "shell/exit_code.h"
#include "shell/output.h"
#include "shell/settings.h"
#include "shell/terminal.h"

namespace clew::shell {

struct Script {
  std::string text;
  std::string name = "query";  // what messages call it
  std::string folder;          // where `include` and `read` look; empty: the current one
  std::string run_name;        // under which its runs are kept when it has no `query` header; empty: they are not
};

/// How answers are shown.
struct Showing {
  std::string format = "table";
  bool format_given = false;  // on the command line: beats `as FORMAT`
  bool headings = false;      // in tables, each statement before its answer
  bool defang = false;
  std::size_t width = 0;
  bool color = false;
};

/// Something that gives answers one after the other, as Prepared::run and Case::sql do.
using AnswerSource = std::function<Result<RunSummary>(const std::function<bool(const Answer&)>& each)>;

/// How an error that has a place is drawn in its text.
using ErrorDrawing = std::function<std::string(const Error& error)>;

/// Shows all answers of `source`; as runPrepared. Without `draw` the place of an error is not shown.
bool showAnswers(const AnswerSource& source, const ErrorDrawing& draw, const Showing& showing, Output& output,
                 Terminal& terminal, Outcome& outcome);

/// Runs one script, or shows its diagnostics; answers go to `output`, all else to the terminal, and `outcome` learns
/// what went wrong. False when it did not get to its end.
bool runPrepared(Prepared& prepared, const RunOptions& options, const Showing& showing, Output& output,
                 Terminal& terminal, Outcome& outcome);

/// Notices and expectations of an answer. A notice that a script has `said` already is not said again.
void showRemarks(const Answer& answer, const ErrorDrawing& draw, Terminal& terminal, std::set<std::string>& said);

/// The run options that the command line gives.
RunOptions runOptionsOf(const Settings& settings);

/// A script's text; `-` is standard input. Fails for what is not there, a folder, and more than 64 MiB.
Result<Script> readScript(const std::string& path);

/// All of standard input, up to 64 MiB.
Result<std::string> readStandardInput();

}  // namespace clew::shell
