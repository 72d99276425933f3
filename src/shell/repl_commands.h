// The prompt's own commands, as rows of a table of which :help, completion and the manual page are made.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clew/clew.h"
#include "shell/run_queries.h"
#include "shell/terminal.h"

namespace clew::shell {

/// What the prompt remembers between lines.
struct PromptState {
  Case& owner;
  Terminal& terminal;
  RunOptions options;
  Showing showing;
  std::string last_text;        // the last query that ran to its end
  bool last_wrote = false;      // it changed the case or a file, or raised an alert
  std::vector<Notice> notices;  // those of its answers
  bool quit = false;
  bool wants_paste = false;  // :paste was given: the loop reads up to an empty line
  bool pager = true;         // long answers go through the user's pager
};

struct PromptCommand {
  std::string_view name;  // ":help"
  std::string_view arguments;
  std::string_view help;
  void (*run)(PromptState& state, std::string_view argument);
};

std::span<const PromptCommand> promptCommands();
/// How a command of the prompt is called and what it does, in a line; empty for another word.
std::string promptCommandText(std::string_view name);

/// Runs a line that begins with a colon.
void runPromptCommand(PromptState& state, std::string_view line);

/// Runs a query at the prompt and shows its answers.
void runAtPrompt(PromptState& state, const std::string& text);

/// Makes the values @pasted, and says what it holds.
void keepPasted(PromptState& state, const std::vector<std::string>& values);

/// Rows shown at the prompt unless :limit says otherwise.
inline constexpr std::uint64_t kPromptLimit = 50;

}  // namespace clew::shell
