// From the words of the command line to a command and its settings.
#pragma once

#include <string>
#include <vector>

#include "clew/error.h"
#include "shell/command_table.h"
#include "shell/settings.h"

namespace clew::shell {

struct Call {
  const CommandRow* command = nullptr;
  Settings settings;
};

/// `words` are the arguments without the program's name. The first word that is no option names a command or else a
/// case (a case named like a command is written ./run). Fails with kUsage; kNotYet for a command that is not built yet.
Result<Call> readCommandLine(const std::vector<std::string>& words);

}  // namespace clew::shell
