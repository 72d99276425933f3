// What the rows of the command table call. Each prints and gives the exit code.
#pragma once

#include "shell/settings.h"

namespace clew::shell {

class Terminal;

/// Writes a table in the form that the command line asks for; the exit code.
int showTable(const Table& table, const Settings& settings, Terminal& terminal);

int queryCommand(const Settings& settings, Terminal& terminal);
int runCommand(const Settings& settings, Terminal& terminal);
int exportCommand(const Settings& settings, Terminal& terminal);
int ingestCommand(const Settings& settings, Terminal& terminal);
int infoCommand(const Settings& settings, Terminal& terminal);
int checkCommand(const Settings& settings, Terminal& terminal);
int compactCommand(const Settings& settings, Terminal& terminal);
int schemaCommand(const Settings& settings, Terminal& terminal);
int formatsCommand(const Settings& settings, Terminal& terminal);
int formatCommand(const Settings& settings, Terminal& terminal);
int lspCommand(const Settings& settings, Terminal& terminal);
int explainCommand(const Settings& settings, Terminal& terminal);
int profileCommand(const Settings& settings, Terminal& terminal);
int sqlCommand(const Settings& settings, Terminal& terminal);
int sourceCommand(const Settings& settings, Terminal& terminal);
int helpCommand(const Settings& settings, Terminal& terminal);

}  // namespace clew::shell
