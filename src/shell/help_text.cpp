#include "shell/help_text.h"

#include <algorithm>

#include "clew/clew.h"
#include "shell/repl_commands.h"

namespace clew::shell {
namespace {

std::string callOf(const CommandRow& command) {
  std::string call = "clew";
  for (const std::string_view part : {command.name, command.arguments}) {
    if (!part.empty()) call += " " + std::string(part);
  }
  return call;
}

std::string optionCall(const OptionRow& row) {
  std::string call = row.letter != 0 ? std::string("-") + row.letter + ", " : "    ";
  call += row.name;
  if (!row.value.empty()) call += " " + std::string(row.value);
  return call;
}

std::string optionLines(std::span<const OptionRow> rows) {
  constexpr std::size_t kColumn = 30;
  std::string out;
  for (const OptionRow& row : rows) {
    const std::string call = "  " + optionCall(row);
    out += call.size() < kColumn ? padded(call, kColumn) : call + "\n" + std::string(kColumn, ' ');
    out += std::string(row.help) + "\n";
  }
  return out;
}

}  // namespace

std::string commandsText() {
  constexpr std::size_t kColumn = 36;
  std::string out = "Clew explores who is related to whom in saved lookup results.\n\n";
  for (const CommandRow& command : commands()) {
    if (command.run == nullptr) continue;
    out += padded("  " + callOf(command), kColumn) + std::string(command.help) + "\n";
  }
  out += "\nEverywhere:\n" + optionLines(commonOptions());
  out += "\nA case named like a command is written ./run. Exit codes: 0 done, 1 failed, 2 wrong usage or query,\n";
  out += "3 some records rejected, 4 an expectation did not hold, 10 an alert was raised, 130 interrupted.\n\n";
  std::string later;
  for (const CommandRow& command : commands()) {
    if (command.run == nullptr) later += (later.empty() ? "" : ", ") + std::string(command.name);
  }
  return out + "Not built yet: " + later + ".\n";
}

std::string commandText(const CommandRow& command) {
  std::string out = callOf(command) + "\n\n  " + std::string(command.help) + "\n";
  if (command.run == nullptr) return out + "  (not built yet)\n";
  if (command.options != nullptr) out += "\nOptions:\n" + optionLines(command.options());
  return out + "\nEverywhere:\n" + optionLines(commonOptions());
}

std::string versionText() {
  std::string out = "clew " + std::string(version()) + "\n";
  for (const auto& [name, number] : libraryVersions()) out += "  " + name + " " + number + "\n";
  return out;
}

}  // namespace clew::shell
