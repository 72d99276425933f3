// fmt: scripts in canonical form. A file is written in its place, whole or not at all, and only when it changes.
#include <filesystem>

#include "shell/commands.h"
#include "shell/output.h"
#include "shell/run_queries.h"

namespace clew::shell {
namespace {

/// Behind a link stands the file that is to change; who may read it stays as it is.
Result<void> replaceFile(const std::string& path, std::string_view text, Terminal& terminal) {
  std::error_code problem;
  std::filesystem::path target = std::filesystem::canonical(path, problem);
  if (problem) target = path;
  const auto rights = std::filesystem::status(target, problem).permissions();
  auto output = Output::open(target.string(), terminal);
  if (!output) return output.error();
  if (const auto written = output->write(text); !written) return written;
  if (const auto finished = output->finish(); !finished) return finished;
  if (!problem) std::filesystem::permissions(target, rights, problem);
  return {};
}

void formatOne(const std::string& path, const Settings& settings, Terminal& terminal, Outcome& outcome) {
  const auto fail = [&](const Error& error) {
    terminal.error(error);
    outcome.add(error);
  };
  const auto script = readScript(path);
  if (!script) return fail(script.error());
  FormatOptions options;
  options.defang = settings.defang;
  const Formatted formatted = formatScript(script->text, script->name, options);
  if (!formatted.ok()) {
    terminal.diagnostics(formatted.diagnostic_text);
    return outcome.addUsage();
  }
  const bool changed = formatted.text != script->text;
  if (settings.check) {
    if (!changed) return;
    outcome.addFailure();
    if (const auto printed = terminal.print(safeText(script->name) + "\n"); !printed) fail(printed.error());
    return;
  }
  Result<void> written;
  if (path == "-") {
    written = terminal.print(formatted.text);
  } else if (changed) {
    written = replaceFile(path, formatted.text, terminal);
    if (written) terminal.notice("formatted " + path);
  }
  if (!written) fail(written.error());
}

}  // namespace

int formatCommand(const Settings& settings, Terminal& terminal) {
  if (settings.arguments.empty() && terminal.inputIsTerminal()) {
    terminal.error(Error(ErrorCode::kUsage, "no script is named").withHint("clew fmt SCRIPT...; - is standard input"));
    return kExitUsage;
  }
  Outcome outcome;
  std::vector<std::string> paths = settings.arguments;
  if (paths.empty()) paths.emplace_back("-");
  for (const std::string& path : paths) formatOne(path, settings, terminal, outcome);
  return outcome.exitCode();
}

}  // namespace clew::shell
