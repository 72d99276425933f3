// info, check, compact, schema, formats: what one asks about a case or the program, not of the graph.
#include <algorithm>

#include "shell/case_access.h"
#include "shell/commands.h"
#include "shell/info_text.h"
#include "shell/output.h"
#include "shell/run_queries.h"
#include "shell/words.h"

namespace clew::shell {
namespace {

/// Whether every entry of the list was taken.
Result<bool> changeNoise(Case& owner, const Settings::NoiseFile& change, const Settings& settings, Terminal& terminal) {
  std::string text;
  if (!change.file.empty()) {
    auto read = readScript(change.file);
    if (!read && read.error().code == ErrorCode::kNotFound)
      return Error(ErrorCode::kNotFound, "there is no list " + safeText(change.file));
    if (!read) return read.error();
    text = std::move(read.value().text);
  }
  const auto how = change.file.empty() ? Case::ListChange::kForget
                   : change.extends    ? Case::ListChange::kExtend
                                       : Case::ListChange::kReplace;
  const auto refused = owner.changeNoise(change.list, how, text, settings.now);
  if (!refused) return refused.error();
  constexpr std::size_t kShown = 10;
  for (std::size_t i = 0; i < refused.value().size() && i < kShown; ++i) terminal.message(refused.value()[i]);
  if (!refused.value().empty())
    terminal.message(safeText(change.file) + ": " + std::to_string(refused.value().size()) +
                     " of its entries were not taken into @noise/" + safeText(change.list));
  return refused.value().empty();
}

}  // namespace

int showTable(const Table& table, const Settings& settings, Terminal& terminal) {
  const auto format = chosenFormat(settings);
  if (!format) return failWith(format.error(), terminal);
  auto output = Output::open(settings.output, terminal);
  if (!output) return failWith(output.error(), terminal);
  RenderOptions rendering;
  rendering.format = format.value();
  rendering.color = terminal.outputColor();
  rendering.width = settings.output.empty() ? terminal.outputWidth() : 0;
  auto written = renderTable(table, rendering, [&](std::string_view bytes) { return output.value().write(bytes); });
  if (written) written = output.value().finish();
  return written ? kExitDone : failWith(written.error(), terminal);
}

int infoCommand(const Settings& settings, Terminal& terminal) {
  const auto format = chosenFormat(settings);
  if (!format) return failWith(format.error(), terminal);
  auto opened = openCase(settings.arguments.front(), settings, terminal, WhenMissing::kFails);
  if (!opened) return failWith(opened.error(), terminal);
  const auto info = opened.value()->info(true);
  if (!info) return failWith(info.error(), terminal);
  if (format.value() != "table" || !settings.output.empty())
    return showTable(infoTable(info.value()), settings, terminal);
  const auto printed = terminal.print(infoText(info.value(), true));
  return printed ? kExitDone : failWith(printed.error(), terminal);
}

int checkCommand(const Settings& settings, Terminal& terminal) {
  auto opened = openCase(settings.arguments.front(), settings, terminal, WhenMissing::kFails);
  if (!opened) return failWith(opened.error(), terminal);
  if (settings.refresh_lists) {
    if (const auto refreshed = opened.value()->refreshLists(); !refreshed) return failWith(refreshed.error(), terminal);
  }
  bool all_taken = true;
  for (const Settings::NoiseFile& change : settings.noise) {
    const auto taken = changeNoise(*opened.value(), change, settings, terminal);
    if (!taken) return failWith(taken.error(), terminal);
    all_taken = all_taken && taken.value();
  }
  const auto first = opened.value()->check(true);
  if (!first) return failWith(first.error(), terminal);
  opened.value().sayNotices();
  for (const std::string& trouble : first.value()) terminal.message(trouble);
  bool whole = first->empty();
  if (!whole) {
    // the cache may have been mended; what is wrong now is what counts
    const auto second = opened.value()->check(false);
    if (!second) return failWith(second.error(), terminal);
    whole = second->empty();
  }
  if (!whole) return kExitFailed;
  const auto printed = terminal.print(safeText(settings.arguments.front()) + " is whole\n");
  if (!printed) return failWith(printed.error(), terminal);
  return all_taken ? kExitDone : kExitRejected;
}

int compactCommand(const Settings& settings, Terminal& terminal) {
  auto opened = openCase(settings.arguments.front(), settings, terminal, WhenMissing::kFails);
  if (!opened) return failWith(opened.error(), terminal);
  const auto done = opened.value()->compact();
  if (!done) return failWith(done.error(), terminal);
  if (!done->room_kept.empty()) terminal.message("room is not given back yet: " + done->room_kept);
  const auto printed = terminal.print(compactText(settings.arguments.front(), *done));
  return printed ? kExitDone : failWith(printed.error(), terminal);
}

int schemaCommand(const Settings& settings, Terminal& terminal) {
  const auto table = schemaWords(settings.arguments.empty() ? "" : settings.arguments.front(), settings.schema_file);
  return table ? showTable(table.value(), settings, terminal) : failWith(table.error(), terminal);
}

int formatsCommand(const Settings& settings, Terminal& terminal) {
  return showTable(formats(), settings, terminal);
}

}  // namespace clew::shell
