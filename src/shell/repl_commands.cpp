#include "shell/repl_commands.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "shell/help_text.h"
#include "shell/info_text.h"
#include "shell/interrupt.h"
#include "shell/pager.h"
#include "shell/profile_command.h"
#include "shell/words.h"

namespace clew::shell {
namespace {

bool confirm(PromptState& state, const std::string& what);

/// To the terminal, by way of the pager when it is longer than the screen.
Result<void> show(PromptState& state, const std::string& text) {
  if (state.pager && isLongerThanScreen(text, state.terminal.outputHeight())) {
    if (const std::string command = pagerCommand(); !command.empty() && runPager(command, text)) return {};
  }
  return state.terminal.print(text);
}

/// The table as text, for the pager to measure.
Result<std::string> rendered(const Table& table, const RenderOptions& rendering) {
  std::string text;
  const auto written = renderTable(table, rendering, [&](std::string_view bytes) -> Result<void> {
    text += bytes;
    return {};
  });
  if (!written) return written.error();
  return text;
}

void print(PromptState& state, const std::string& text) {
  const auto written = show(state, text);
  if (!written) state.terminal.error(written.error());
}

void printTable(PromptState& state, const Table& table) {
  RenderOptions rendering;
  rendering.color = state.showing.color;
  rendering.width = state.terminal.outputWidth();
  const auto text = rendered(table, rendering);
  if (!text) return state.terminal.error(text.error());
  print(state, text.value());
}

/// What stopped a run, with its place in the query where it has one.
void failed(PromptState& state, const Prepared& prepared, const Error& error) {
  if (error.span) return state.terminal.diagnostics(prepared.drawn(error));
  state.terminal.error(error);
}

void wrongUse(PromptState& state, std::string_view what, std::string_view hint) {
  state.terminal.error(Error(ErrorCode::kUsage, std::string(what)).withHint(std::string(hint)));
}

void helpAtPrompt(PromptState& state, std::string_view topic) {
  if (const std::string line = promptCommandText(topic); !line.empty()) return print(state, line);
  const auto text = help(topic, state.showing.color);
  if (const CommandRow* command = topic.empty() ? nullptr : findCommand(topic)) {  // one of the shell
    return print(state, commandText(*command) + (text ? "\n" + text.value() : ""));
  }
  if (!text) return state.terminal.error(text.error());
  std::string out;
  if (topic.empty()) {
    out = "Type a query, such as `domains sharing email with corvusrex.com`, or paste a list of names.\n\n";
    for (const PromptCommand& command : promptCommands()) out += "  " + promptCommandText(command.name);
    out += "\n";
  }
  print(state, out + text.value());
}

void schemaAtPrompt(PromptState& state, std::string_view type) {
  const auto table = state.owner.schema(type);
  if (!table) return state.terminal.error(table.error());
  printTable(state, table.value());
}

void setsAtPrompt(PromptState& state, std::string_view) {
  printTable(state, state.owner.sets());
}

void explainAtPrompt(PromptState& state, std::string_view query) {
  if (query.empty() && state.last_text.empty()) return wrongUse(state, "nothing to explain", ":explain QUERY");
  const Prepared prepared = state.owner.prepare(query.empty() ? std::string_view(state.last_text) : query);
  if (!prepared.ok()) return state.terminal.diagnostics(prepared.diagnosticText());
  print(state, prepared.explain());
}

void profileAtPrompt(PromptState& state, std::string_view query) {
  if (query.empty() && state.last_text.empty()) return wrongUse(state, "nothing to profile", ":profile QUERY");
  Prepared prepared = state.owner.prepare(query.empty() ? std::string_view(state.last_text) : query);
  if (!prepared.ok()) return state.terminal.diagnostics(prepared.diagnosticText());
  RunOptions options = state.options;
  options.profile = true;
  options.confirm_write = [&](std::uint64_t, const std::string& what) { return confirm(state, what); };
  const auto summary = prepared.run(options, [&](const Answer& answer) {
    printTable(state, profileTable(answer));
    return true;
  });
  if (!summary) failed(state, prepared, summary.error());
}

void fmtAtPrompt(PromptState& state, std::string_view query) {
  if (query.empty() && state.last_text.empty()) return wrongUse(state, "nothing to format", ":fmt QUERY");
  FormatOptions options;
  options.defang = state.showing.defang;
  const Formatted formatted = formatScript(query.empty() ? std::string_view(state.last_text) : query, "query", options);
  if (!formatted.ok()) return state.terminal.diagnostics(formatted.diagnostic_text);
  print(state, formatted.text);
}

void infoAtPrompt(PromptState& state, std::string_view) {
  const auto info = state.owner.info(false);
  if (!info) return state.terminal.error(info.error());
  print(state, infoText(info.value(), false));
}

void noticesAtPrompt(PromptState& state, std::string_view) {
  if (state.notices.empty()) return state.terminal.message("no notices");
  for (const Notice& notice : state.notices) {
    state.terminal.message((notice.id.empty() ? "" : notice.id + "  ") + notice.text);
  }
}

void formatAtPrompt(PromptState& state, std::string_view argument) {
  if (argument.empty()) return state.terminal.message("format " + state.showing.format);
  RenderOptions probe;
  probe.format = std::string(argument);
  const auto possible = renderTable(Table(), probe, [](std::string_view) { return Result<void>(); });
  if (!possible) return state.terminal.error(possible.error());
  state.showing.format = probe.format;
}

void limitAtPrompt(PromptState& state, std::string_view argument) {
  if (argument.empty()) {
    return state.terminal.message(state.options.limit ? "limit " + grouped(*state.options.limit) : "no limit");
  }
  std::uint64_t limit = 0;
  const auto [end, problem] = std::from_chars(argument.data(), argument.data() + argument.size(), limit);
  if (argument != "off" && (problem != std::errc{} || end != argument.data() + argument.size())) {
    return wrongUse(state, "a limit is a number of rows, or off", ":limit 200");
  }
  if (limit == 0) {
    state.options.limit.reset();
  } else {
    state.options.limit = limit;
  }
}

/// "on" and "off"; empty says what it is.
void switchAtPrompt(PromptState& state, std::string_view argument, bool& value, const std::string& name) {
  if (argument == "on" || argument == "off") {
    value = argument == "on";
  } else if (argument.empty()) {
    state.terminal.message(name + (value ? " on" : " off"));
  } else {
    wrongUse(state, name + " is on or off", ":" + name + " on");
  }
}

void defangAtPrompt(PromptState& state, std::string_view argument) {
  switchAtPrompt(state, argument, state.showing.defang, "defang");
}

void pagerAtPrompt(PromptState& state, std::string_view argument) {
  switchAtPrompt(state, argument, state.pager, "pager");
}

void budgetAtPrompt(PromptState& state, std::string_view argument) {
  switchAtPrompt(state, argument, state.options.budget, "budget");
}

void nowAtPrompt(PromptState& state, std::string_view argument) {
  if (argument.empty()) {
    return state.terminal.message(state.options.now ? "now is " + cellText(Cell(Instant{*state.options.now}))
                                                    : std::string("now is what the clock says"));
  }
  if (argument == "off" || argument == "now") {
    state.options.now.reset();
    return;
  }
  const auto time = parseTime(argument);
  if (!time) return state.terminal.error(time.error());
  state.options.now = time.value();
}

void pasteAtPrompt(PromptState& state, std::string_view) {
  state.wants_paste = true;
}

void saveAtPrompt(PromptState& state, std::string_view argument) {
  if (state.last_text.empty()) return wrongUse(state, "there is no result to save yet", "type a query first");
  if (argument.starts_with("as ")) argument = trim(argument.substr(3));  // `save as @name`, as the stage is written
  if (!argument.empty() && argument.front() == '@') argument.remove_prefix(1);
  if (argument.empty() || argument == "as") return wrongUse(state, "a set needs a name", ":save @name");
  if (!isSetName(argument)) {
    Error error = noSetName(argument);
    if (argument.find_first_of("./\"") != argument.npos)
      error.withNote("an answer goes into a file with `| as csv to \"answer.csv\"`");
    return state.terminal.error(error.withHint(":save @name"));
  }
  const std::string text = state.last_text + "\n| save as @" + std::string(argument);
  const std::string before = state.last_text;
  runAtPrompt(state, text);
  state.last_text = before;
}

void hubsAtPrompt(PromptState& state, std::string_view relation) {
  constexpr std::uint64_t kHubs = 10;  // of each relation
  const auto table = state.owner.hubs(relation, std::min(kHubs, state.options.limit.value_or(kHubs)));
  if (!table) return state.terminal.error(table.error());
  if (table->rowCount() == 0) return state.terminal.message("nothing has more than one holder");
  printTable(state, table.value());
}

void undoAtPrompt(PromptState& state, std::string_view) {
  const auto undone = state.owner.undo(state.options.now);
  if (!undone) return state.terminal.error(undone.error());
  state.terminal.message(undone.value());
}

void quitAtPrompt(PromptState& state, std::string_view) {
  state.quit = true;
}

constexpr std::array kPromptCommands = {
    PromptCommand{":help", "[TOPIC]", "this list, or a topic of the language", helpAtPrompt},
    PromptCommand{":schema", "[TYPE]", "the types, or one type's relations and properties", schemaAtPrompt},
    PromptCommand{":sets", "", "the named sets", setsAtPrompt},
    PromptCommand{":explain", "[QUERY]", "types, estimates and order of work", explainAtPrompt},
    PromptCommand{":profile", "[QUERY]", "rows, links and time of each operator", profileAtPrompt},
    PromptCommand{":fmt", "[QUERY]", "a query, or the last one, in canonical form", fmtAtPrompt},
    PromptCommand{":info", "", "what is in the case", infoAtPrompt},
    PromptCommand{":notices", "", "the notices of the last answer again", noticesAtPrompt},
    PromptCommand{":format", "[FORMAT]", "form of the answers: table, json, csv, ...", formatAtPrompt},
    PromptCommand{":limit", "[N|off]", "rows shown", limitAtPrompt},
    PromptCommand{":defang", "[on|off]", "show names so that nothing can be clicked", defangAtPrompt},
    PromptCommand{":pager", "[on|off]", "long answers by way of $PAGER, or less", pagerAtPrompt},
    PromptCommand{":budget", "[on|off]", "bound the work of a query", budgetAtPrompt},
    PromptCommand{":now", "[TIME|off]", "take TIME for now", nowAtPrompt},
    PromptCommand{":paste", "", "read values up to an empty line; they become @pasted", pasteAtPrompt},
    PromptCommand{":hubs", "[RELATION]", "the values with the most holders", hubsAtPrompt},
    PromptCommand{":undo", "", "take back the last write", undoAtPrompt},
    PromptCommand{":save", "[as] @NAME", "save the last result as a set", saveAtPrompt},
    PromptCommand{":quit", "", "leave (also Ctrl-D)", quitAtPrompt},
};

/// Asks on the terminal, in its ordinary mode.
bool confirm(PromptState& state, const std::string& what) {
  state.terminal.rawError(safeText(what) + "? [y/N] ");
  std::string answer;
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) == 1 && byte != '\n' && answer.size() < 100) answer += byte;
  return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace

std::span<const PromptCommand> promptCommands() {
  return kPromptCommands;
}

std::string promptCommandText(std::string_view name) {
  for (const PromptCommand& command : kPromptCommands) {
    if (command.name != name) continue;
    std::string call(command.name);
    if (!command.arguments.empty()) call += " " + std::string(command.arguments);
    return padded(call, 22) + std::string(command.help) + "\n";
  }
  return {};
}

void runPromptCommand(PromptState& state, std::string_view line) {
  line = trim(line);
  const auto blank = line.find_first_of(" \t\n");
  const std::string_view name = line.substr(0, blank);
  const std::string_view argument = blank == line.npos ? std::string_view() : trim(line.substr(blank));
  std::vector<std::string> names;
  for (const PromptCommand& command : kPromptCommands) {
    if (command.name == name || (name == ":q" && command.name == ":quit")) return command.run(state, argument);
    names.emplace_back(command.name);
  }
  Error error(ErrorCode::kUsage, "there is no command " + safeText(name));
  const auto near = nearest(name, names);
  state.terminal.error(error.withHint(near ? "did you mean " + *near + "?" : ":help lists the commands"));
}

void runAtPrompt(PromptState& state, const std::string& text) {
  Prepared prepared = state.owner.prepare(text);
  if (!prepared.ok()) return state.terminal.diagnostics(prepared.diagnosticText());
  if (wasInterrupted()) return state.terminal.message("cancelled");
  RunOptions options = state.options;
  options.at_prompt = true;
  options.confirm_write = [&](std::uint64_t, const std::string& what) { return confirm(state, what); };
  state.notices.clear();
  bool answered = false;
  bool wrote = false;
  Result<void> written;
  std::set<std::string> said;
  const auto summary = prepared.run(options, [&](const Answer& answer) {
    state.notices.insert(state.notices.end(), answer.table.notices.begin(), answer.table.notices.end());
    answered = true;
    wrote = wrote || !answer.file.empty() || !answer.alerts.empty() ||
            std::any_of(answer.table.notices.begin(), answer.table.notices.end(),
                        [](const Notice& notice) { return notice.id.starts_with("N42"); });
    RenderOptions rendering;
    rendering.format = answer.format.empty() ? state.showing.format : answer.format;
    rendering.color = state.showing.color;
    rendering.defang = state.showing.defang;
    rendering.width = state.terminal.outputWidth();
    if (answer.file.empty() && !(rendering.format == "table" && answer.table.columns.empty())) {
      const auto shown = rendered(answer.table, rendering);
      written = shown ? show(state, shown.value()) : Result<void>(shown.error());
      for (const std::string& loss : renderLosses(answer.table, rendering.format)) state.terminal.notice(loss);
      const std::uint64_t rows = answer.table.rowCount();
      if (answer.total_rows > rows) {
        state.terminal.dimMessage(grouped(rows) + " of " + grouped(answer.total_rows) + " shown (:limit)");
      } else if (rows > 1) {
        state.terminal.dimMessage(counted(rows, "row"));
      }
    }
    showRemarks(
        answer, [&](const Error& error) { return prepared.drawn(error); }, state.terminal, said);
    return written.ok();
  });
  if (!written) return state.terminal.error(written.error());
  if (!summary) {
    if (summary.error().code == ErrorCode::kCancelled && wasInterrupted()) {
      state.terminal.message("cancelled");
      for (const std::string& note : summary.error().notes) state.terminal.dimMessage("  " + note);
      return;
    }
    return failed(state, prepared, summary.error());
  }
  if (!answered && (text.starts_with("let ") || text.starts_with("param "))) {
    state.terminal.dimMessage(
        "nothing was asked; a name that `let` makes holds for its own line or script: `let @q = ...; @q -> ip`, or "
        "keep a set with `... | save as @q`");
    return;
  }
  state.last_text = text;
  state.last_wrote = wrote;
}

void keepPasted(PromptState& state, const std::vector<std::string>& values) {
  const std::vector<std::string> nothing = state.owner.keepSet("pasted", values);
  if (nothing.size() < values.size()) {
    state.terminal.dimMessage("@pasted: " + counted(values.size() - nothing.size(), "value"));
  } else {
    state.terminal.dimMessage("no value in it; @pasted stays as it was");
  }
  constexpr std::size_t kShown = 3;
  for (std::size_t i = 0; i < nothing.size() && i < kShown; ++i) {
    state.terminal.dimMessage("  left out, since it names nothing: " + nothing[i].substr(0, 80));
  }
  if (nothing.size() > kShown) state.terminal.dimMessage("  and " + counted(nothing.size() - kShown, "more", "more"));
}

}  // namespace clew::shell
