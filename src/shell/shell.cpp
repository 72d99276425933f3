#include "shell/shell.h"

#include "shell/command_line.h"
#include "shell/exit_code.h"
#include "shell/help_text.h"
#include "shell/interrupt.h"
#include "shell/terminal.h"

namespace clew::shell {

int runShell(const std::vector<std::string>& words) {
  installSignals();
  Terminal terminal;
  if (words.empty()) {
    terminal.rawError(commandsText());
    return kExitUsage;
  }
  auto call = readCommandLine(words);
  if (!call) {
    terminal.error(call.error());
    return exitCodeOf(call.error().code);
  }
  const Settings& settings = call->settings;
  terminal.configure(settings);
  if (settings.version || settings.help) {
    const std::string text = settings.version              ? versionText()
                             : call->command->name.empty() ? commandsText()
                                                           : commandText(*call->command);
    const auto printed = terminal.print(text);
    if (printed) return kExitDone;
    terminal.error(printed.error());
    return exitCodeOf(printed.error().code);
  }
  return call->command->run(settings, terminal);
}

}  // namespace clew::shell
