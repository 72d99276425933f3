// The `clew` command.
#pragma once

#include <string>
#include <vector>

namespace clew::shell {

/// Runs the command line (without the program's name) and gives the exit code.
int runShell(const std::vector<std::string>& words);

}  // namespace clew::shell
