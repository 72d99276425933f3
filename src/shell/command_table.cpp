#include "shell/command_table.h"

#include <algorithm>
#include <array>

#include "clew/clew.h"
#include "shell/commands.h"

namespace clew::shell {
namespace {

/// The types, in both numbers.
std::vector<std::string> schemaArguments() {
  std::vector<std::string> words;
  const auto table = schemaWords();
  for (std::size_t row = 0; table && row < table->rowCount(); ++row) {
    for (const std::size_t column : {0, 1}) words.push_back(cellText(table->at(row, column)));
  }
  return words;
}

/// Commands and topics; one that is both is the command.
std::vector<std::string> helpArguments() {
  std::vector<std::string> words = commandNames();
  for (std::string& topic : helpTopics()) {
    if (std::find(words.begin(), words.end(), topic) == words.end()) words.push_back(std::move(topic));
  }
  return words;
}

std::vector<std::string> sourceArguments() {
  return {"list", "show", "retract"};
}

constexpr std::array kCommands = {
    CommandRow{"", "CASE ['QUERY'...]", "answer queries; without one read them from standard input, or from you", 1, 0,
               true, scriptOptions, queryCommand},
    CommandRow{"run", "CASE SCRIPT...", "run scripts", 2, 0, true, runOptions, runCommand},
    CommandRow{"ingest", "CASE PATH...", "take in files, folders, archives or standard input (-)", 2, 0, true,
               ingestOptions, ingestCommand},
    CommandRow{"export", "CASE 'QUERY' -o FILE", "write the answer to a file, in the form that its ending names", 2, 2,
               true, scriptOptions, exportCommand},
    CommandRow{"explain", "CASE 'QUERY'", "types, estimates and order of work of a query, without running it", 2, 2,
               true, nullptr, explainCommand},
    CommandRow{"profile", "CASE 'QUERY'", "run a query, and show rows, links and time of each operator", 2, 2, true,
               scriptOptions, profileCommand},
    CommandRow{"info", "CASE", "what is in a case: nodes, links, sources, sets, sizes", 1, 1, true, nullptr,
               infoCommand},
    CommandRow{"check", "CASE", "test the integrity of a case, and mend its cache", 1, 1, true, checkOptions,
               checkCommand},
    CommandRow{"compact", "CASE", "bring together what many small batches wrote, and give free room back", 1, 1, true,
               nullptr, compactCommand},
    CommandRow{"sql", "CASE ['SQL'...]", "SQL over nodes, links, observations, properties and lookups, only to read", 1,
               0, true, nullptr, sqlCommand},
    CommandRow{"source", "CASE list|show|retract [NAME]",
               "the sources of a case; what one gave; taking back what one, a file or lookup:NUMBER said", 2, 3, true,
               nullptr, sourceCommand, sourceArguments},
    CommandRow{"schema", "[TYPE]", "the types, or one type's relations and properties", 0, 1, false, nullptr,
               schemaCommand, schemaArguments},
    CommandRow{"formats", "", "the input formats that ingest reads", 0, 0, false, nullptr, formatsCommand},
    CommandRow{"help", "[COMMAND|TOPIC]", "help on a command, or a topic of the language", 0, 1, false, helpOptions,
               helpCommand, helpArguments},
    CommandRow{"lookup", "CASE PROVIDER[:KIND] VALUE...", "ask live providers", 0, 0, true, nullptr, nullptr},
    CommandRow{"hunt", "CASE list|run|due|history|show|install", "saved queries and their schedule", 0, 0, true,
               nullptr, nullptr},
    CommandRow{"fmt", "[SCRIPT...]",
               "write scripts in canonical form, in their place; standard input to standard output", 0, 0, false,
               formatOptions, formatCommand},
    CommandRow{"lsp", "[CASE]", "language server for editors, on standard input and output; CASE gives sets and names",
               0, 1, true, nullptr, lspCommand},
    CommandRow{"merge", "CASE CASE...", "cases joined", 0, 0, true, nullptr, nullptr},
    CommandRow{"diff", "CASE CASE", "cases compared", 0, 0, true, nullptr, nullptr},
    CommandRow{"pack", "CASE", "a case closed into one file", 0, 0, true, nullptr, nullptr},
    CommandRow{"purge", "CASE VALUE", "a value erased", 0, 0, true, nullptr, nullptr},
    CommandRow{"report", "CASE SCRIPT -o FILE", "a document from a script", 0, 0, true, nullptr, nullptr},
    CommandRow{"serve", "CASE", "a local page", 0, 0, true, nullptr, nullptr},
};

}  // namespace

std::span<const CommandRow> commands() {
  return kCommands;
}

const CommandRow* findCommand(std::string_view name) {
  const auto* const found =
      std::find_if(kCommands.begin(), kCommands.end(), [name](const CommandRow& row) { return row.name == name; });
  return found == kCommands.end() ? nullptr : &*found;
}

std::vector<std::string> commandNames() {
  std::vector<std::string> names;
  for (const CommandRow& row : kCommands) {
    if (!row.name.empty() && row.run != nullptr) names.emplace_back(row.name);
  }
  return names;
}

}  // namespace clew::shell
