// What was typed at the prompt, kept between sessions. One entry a line, line ends and backslashes escaped; entries are
// appended one by one, so two prompts at once lose nothing.
#pragma once

#include <string>
#include <vector>

namespace clew::shell {

/// $XDG_STATE_HOME/clew/history, else ~/.local/state/clew/history; empty when there is no home.
std::string historyPath();

/// Oldest first, at most the last `most`. A missing or unreadable file has none.
std::vector<std::string> loadHistory(const std::string& path, std::size_t most);

inline constexpr std::size_t kHistoryLines = 10'000;

/// The folder and the file are made for the user alone (0700, 0600). The file keeps its last kHistoryLines lines. History
/// is a comfort: failures are silent.
void appendHistory(const std::string& path, const std::string& entry);

}  // namespace clew::shell
