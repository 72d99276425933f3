// Everything that is made of the command table: help, the manual page, the completion files of shells.
#pragma once

#include <string>

#include "shell/command_table.h"

namespace clew::shell {

/// All commands, a line each.
std::string commandsText();
/// One command with its options.
std::string commandText(const CommandRow& command);
/// clew.1 in man(7) macros.
std::string manualPage();
std::string bashCompletion();
std::string zshCompletion();
std::string fishCompletion();
/// "clew 0.1.0", then the libraries.
std::string versionText();

}  // namespace clew::shell
