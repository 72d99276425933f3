// The prompt.
#pragma once

#include "clew/clew.h"
#include "shell/settings.h"
#include "shell/terminal.h"

namespace clew::shell {

/// Reads and answers until :quit or the end of input; the exit code. Both streams are terminals.
int runPrompt(Case& owner, const Settings& settings, Terminal& terminal);

}  // namespace clew::shell
