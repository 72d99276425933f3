// Long answers at the prompt go through the user's pager, as psql and git do it.
#pragma once

#include <string>
#include <string_view>

namespace clew::shell {

/// The command that shows long answers: $PAGER, else less where it is installed. Empty when the user wants none: PAGER
/// is empty or `cat`.
std::string pagerCommand();

/// Whether `text` has more lines than a screen of `rows` with the next prompt below it.
bool isLongerThanScreen(std::string_view text, std::size_t rows);

/// Runs the command on the terminal with `text` as its standard input, and waits for its end; Ctrl-C is its business
/// meanwhile. Less gets LESS=FRX unless the user has a LESS. False when it could not be started: nothing was shown.
bool runPager(const std::string& command, std::string_view text);

}  // namespace clew::shell
