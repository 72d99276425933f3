#include "shell/commands.h"
#include "shell/exit_code.h"
#include "shell/help_text.h"
#include "shell/repl_commands.h"
#include "shell/terminal.h"

namespace clew::shell {
namespace {

int print(const std::string& text, Terminal& terminal) {
  const auto printed = terminal.print(text);
  if (printed) return kExitDone;
  terminal.error(printed.error());
  return exitCodeOf(printed.error().code);
}

}  // namespace

int helpCommand(const Settings& settings, Terminal& terminal) {
  const std::string& document = settings.document;
  if (document == "man") return print(manualPage(), terminal);
  if (document == "bash") return print(bashCompletion(), terminal);
  if (document == "zsh") return print(zshCompletion(), terminal);
  if (document == "fish") return print(fishCompletion(), terminal);
  if (!document.empty()) {
    terminal.error(Error(ErrorCode::kUsage, "--make takes man, bash, zsh or fish, not '" + safeText(document) + "'"));
    return kExitUsage;
  }
  if (settings.arguments.empty()) {
    const auto topics = help("");
    return print(commandsText() + (topics ? "\n" + topics.value() : ""), terminal);
  }
  const std::string& topic = settings.arguments.front();
  if (const CommandRow* command = topic.empty() ? nullptr : findCommand(topic)) {
    const auto same = help(topic, terminal.outputColor());  // the manual may have a part of that name
    return print(commandText(*command) + (same ? "\n" + same.value() : ""), terminal);
  }
  if (topic.starts_with(':')) {
    if (const std::string line = promptCommandText(topic); !line.empty()) return print(line, terminal);
  }
  const auto text = help(topic, terminal.outputColor());
  if (text) return print(text.value(), terminal);
  terminal.error(text.error());
  return exitCodeOf(text.error().code);
}

}  // namespace clew::shell
