// sql: statements from the command line, standard input, or a prompt of its own.
#include <vector>

#include "shell/case_access.h"
#include "shell/commands.h"
#include "shell/interrupt.h"
#include "shell/line_editor.h"
#include "shell/output.h"
#include "shell/run_queries.h"
#include "shell/words.h"

namespace clew::shell {
namespace {

constexpr std::uint64_t kPromptRows = 50;

Showing showingOf(const Settings& settings, const std::string& format, const Terminal& terminal) {
  Showing showing;
  showing.format = format;
  showing.format_given = !settings.format.empty() || !settings.output.empty();
  showing.color = terminal.outputColor();
  showing.width = settings.output.empty() ? terminal.outputWidth() : 0;
  return showing;
}

/// Lines up to one that ends in `;`, or to an empty one, are one statement.
int runSqlPrompt(Case& owner, const Settings& settings, const Showing& showing, Terminal& terminal) {
  auto output = Output::open("", terminal);
  if (!output) return failWith(output.error(), terminal);
  RunOptions options = runOptionsOf(settings);
  if (!options.limit) options.limit = kPromptRows;
  LineEditor editor;
  std::string pending;
  for (;;) {
    std::string line;
    std::string paste;
    setInterrupts(Interrupts::kHeld);
    clearInterrupt();
    const LineEditor::Event event = editor.read(pending.empty() ? "sql> " : " ...> ", pending, line, paste);
    setInterrupts(Interrupts::kCancel);
    if (event == LineEditor::Event::kEnd) break;
    if (event == LineEditor::Event::kInterrupted) {
      pending.clear();
      continue;
    }
    const std::string text = line + paste;
    if (pending.empty() && (trim(text) == "quit" || trim(text) == "exit" || trim(text) == ":quit")) break;
    const bool blank = trim(text).empty();
    pending += text + "\n";
    if (!blank && !trim(text).ends_with(';')) continue;
    const std::string statement(trim(pending));
    pending.clear();
    if (statement.empty()) continue;
    editor.addHistory(statement);
    Outcome ignored;
    showAnswers([&](const auto& each) { return owner.sql(statement, options, each); }, {}, showing, output.value(),
                terminal, ignored);
  }
  terminal.rawError("\n");
  setInterrupts(Interrupts::kEnd);
  return kExitDone;
}

}  // namespace

int sqlCommand(const Settings& settings, Terminal& terminal) {
  const auto format = chosenFormat(settings);
  if (!format) return failWith(format.error(), terminal);
  auto opened = openCase(settings.arguments.front(), settings, terminal, WhenMissing::kFails);
  if (!opened) return failWith(opened.error(), terminal);
  const Showing showing = showingOf(settings, format.value(), terminal);
  std::vector<std::string> texts(settings.arguments.begin() + 1, settings.arguments.end());
  if (texts.empty() && terminal.inputIsTerminal() && terminal.outputIsTerminal())
    return runSqlPrompt(*opened.value(), settings, showing, terminal);
  if (texts.empty()) texts.emplace_back("-");
  auto output = Output::open(settings.output, terminal);
  if (!output) return failWith(output.error(), terminal);
  const RunOptions options = runOptionsOf(settings);
  Outcome outcome;
  for (std::string& text : texts) {
    if (text == "-") {
      auto input = readStandardInput();
      if (!input) return failWith(input.error(), terminal);
      text = std::move(input.value());
    }
    const bool whole = showAnswers([&](const auto& each) { return opened.value()->sql(text, options, each); }, {},
                                   showing, output.value(), terminal, outcome);
    if (!whole) return outcome.exitCode();
  }
  if (const auto finished = output.value().finish(); !finished) return failWith(finished.error(), terminal);
  return outcome.exitCode();
}

}  // namespace clew::shell
