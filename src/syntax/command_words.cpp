#include "syntax/command_words.h"

#include <algorithm>
#include <array>

#include "common/text.h"

namespace clew::syntax {

std::string_view commandFor(std::string_view word) {
  struct Command {
    std::string_view word;
    std::string_view instead;
  };
  constexpr std::string_view kHelp = "`:help` at the prompt and `clew help` in the shell print help";
  constexpr std::string_view kQuit = "`:quit` leaves the prompt, and so does Ctrl-D";
  constexpr std::string_view kSchema =
      "`:schema` lists the types, `:schema domains` what domains have; in the shell `clew schema`";
  constexpr std::string_view kInfo = "`:info` at the prompt and `clew info CASE` in the shell say what is in a case";
  constexpr std::string_view kJoin = "two sets are put together with `plus`: `@a plus @b`";
  static constexpr std::array kCommands = {Command{"help", kHelp},
                                           Command{"man", kHelp},
                                           Command{"usage", kHelp},
                                           Command{"exit", kQuit},
                                           Command{"quit", kQuit},
                                           Command{"bye", kQuit},
                                           Command{"logout", kQuit},
                                           Command{"describe", kSchema},
                                           Command{"desc", kSchema},
                                           Command{"schema", kSchema},
                                           Command{"tables", kSchema},
                                           Command{"databases", kSchema},
                                           Command{"columns", kSchema},
                                           Command{"collections", kSchema},
                                           Command{"types", kSchema},
                                           Command{"labels", kSchema},
                                           Command{"info", kInfo},
                                           Command{"stats", kInfo},
                                           Command{"status", kInfo},
                                           Command{"union", kJoin},
                                           Command{"sets", "`:sets` lists the sets"},
                                           Command{"undo", "`:undo` takes back the last write"}};
  const std::string lower = toLower(word);
  const auto* const found =
      std::find_if(kCommands.begin(), kCommands.end(), [&](const Command& one) { return one.word == lower; });
  return found == kCommands.end() ? std::string_view() : found->instead;
}

bool isLookupWord(std::string_view word) {
  static constexpr std::array<std::string_view, 11> kWords = {
      "whois", "dig", "nslookup", "lookup", "resolve", "rdap", "enrich", "scan", "ping", "query", "investigate"};
  return std::find(kWords.begin(), kWords.end(), toLower(word)) != kWords.end();
}

}  // namespace clew::syntax
