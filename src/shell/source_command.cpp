// source: who said what in a case, and taking it back.
#include "shell/case_access.h"
#include "shell/commands.h"
#include "shell/exit_code.h"
#include "shell/words.h"

namespace clew::shell {
namespace {

Error usage(const std::string& text) {
  return Error(ErrorCode::kUsage, text).withHint("clew source CASE list|show NAME|retract NAME|FILE|lookup:NUMBER");
}

}  // namespace

int sourceCommand(const Settings& settings, Terminal& terminal) {
  const std::string& what = settings.arguments[1];
  const bool named = settings.arguments.size() > 2;
  if (what != "list" && what != "show" && what != "retract")
    return failWith(usage("source can list, show and retract, not '" + safeText(what) + "'"), terminal);
  if (what == "list" && named)
    return failWith(usage("'" + safeText(settings.arguments[2]) + "' is one argument too many"), terminal);
  if (what != "list" && !named)
    return failWith(
        usage("source " + what +
              (what == "show" ? " takes the name of a source" : " takes a source, a file or lookup:NUMBER")),
        terminal);
  auto opened = openCase(settings.arguments.front(), settings, terminal, WhenMissing::kFails);
  if (!opened) return failWith(opened.error(), terminal);
  if (what == "retract") {
    const auto done = opened.value()->retractSource(settings.arguments[2], settings.now);
    if (!done) return failWith(done.error(), terminal);
    terminal.notice(done.value());
    return kExitDone;
  }
  const auto table = named ? opened.value()->source(settings.arguments[2]) : opened.value()->sources();
  return table ? showTable(table.value(), settings, terminal) : failWith(table.error(), terminal);
}

}  // namespace clew::shell
