// explain and profile: what a query is going to do, and what it did.
#include "shell/profile_command.h"

#include <cmath>

#include "shell/case_access.h"
#include "shell/commands.h"
#include "shell/output.h"
#include "shell/run_queries.h"

namespace clew::shell {
Table profileTable(const Answer& answer) {
  Table out;
  out.kind = TableKind::kTable;
  out.columns = {{"operator", ColumnType::kText},
                 {"rows", ColumnType::kInteger},
                 {"links", ColumnType::kInteger},
                 {"milliseconds", ColumnType::kReal}};
  for (const OperatorCost& cost : answer.costs) {
    out.push(std::string(static_cast<std::size_t>(cost.depth) * 2, ' ') + cost.text);
    out.push(static_cast<std::int64_t>(cost.rows));
    out.push(static_cast<std::int64_t>(cost.links));
    out.push(std::round(cost.seconds * 1e6) / 1e3);
  }
  return out;
}

int explainCommand(const Settings& settings, Terminal& terminal) {
  auto opened = openCase(settings.arguments[0], settings, terminal, WhenMissing::kFails);
  if (!opened) return failWith(opened.error(), terminal);
  const Prepared prepared = opened.value()->prepare(settings.arguments[1]);
  if (!prepared.ok()) {
    terminal.diagnostics(prepared.diagnosticText());
    return kExitUsage;
  }
  const auto printed = terminal.print(prepared.explain());
  return printed ? kExitDone : failWith(printed.error(), terminal);
}

int profileCommand(const Settings& settings, Terminal& terminal) {
  auto format = chosenFormat(settings);
  if (!format) return failWith(format.error(), terminal);
  auto opened = openCase(settings.arguments[0], settings, terminal, WhenMissing::kFails);
  if (!opened) return failWith(opened.error(), terminal);
  Prepared prepared = opened.value()->prepare(settings.arguments[1]);
  if (!prepared.ok()) {
    terminal.diagnostics(prepared.diagnosticText());
    return kExitUsage;
  }
  auto output = Output::open(settings.output, terminal);
  if (!output) return failWith(output.error(), terminal);
  RunOptions options = runOptionsOf(settings);
  options.profile = true;
  RenderOptions rendering;
  rendering.format = format.value();
  rendering.color = terminal.outputColor();
  rendering.width = settings.output.empty() ? terminal.outputWidth() : 0;
  Result<void> written;
  bool first = true;
  const auto summary = prepared.run(options, [&](const Answer& answer) {
    if (!first && rendering.format == "table") written = output.value().write("\n");
    first = false;
    if (written) {
      written = renderTable(profileTable(answer), rendering,
                            [&](std::string_view bytes) { return output.value().write(bytes); });
    }
    return written.ok();
  });
  if (!summary) return failWith(summary.error(), terminal);
  if (written) written = output.value().finish();
  return written ? kExitDone : failWith(written.error(), terminal);
}

}  // namespace clew::shell
