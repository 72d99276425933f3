#include "shell/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>

#include "clew/clew.h"

namespace clew::shell {
namespace {

std::vector<const OptionRow*> optionsOf(const CommandRow& command) {
  std::vector<const OptionRow*> rows;
  if (command.options != nullptr) {
    for (const OptionRow& row : command.options()) rows.push_back(&row);
  }
  for (const OptionRow& row : commonOptions()) rows.push_back(&row);
  return rows;
}

/// Whether the word after this one belongs to it, by whichever command has such an option.
bool takesNextWord(std::string_view word) {
  for (const CommandRow& command : commands()) {
    for (const OptionRow* row : optionsOf(command)) {
      if (row->value.empty()) continue;
      if (word == row->name) return true;
      if (row->letter != 0 && word.size() == 2 && word[0] == '-' && word[1] == row->letter) return true;
    }
  }
  return false;
}

bool isOption(std::string_view word) {
  if (word.size() < 2 || word[0] != '-') return false;
  const char next = word[1];
  return next == '-' || (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || (next >= '0' && next <= '9');
}

/// Position of the first word that is neither an option nor an option's value.
std::optional<std::size_t> firstArgument(const std::vector<std::string>& words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (words[at] == "--") return at + 1 < words.size() ? std::optional(at + 1) : std::nullopt;
    if (!isOption(words[at])) return at;
    if (takesNextWord(words[at])) ++at;
  }
  return std::nullopt;
}

std::string nameOf(const CommandRow& command) {
  return "clew" + (command.name.empty() ? "" : " " + std::string(command.name));
}

Error unknownOption(const std::string& word, const CommandRow& command) {
  const std::string name = word.substr(0, word.find('='));
  Error error(ErrorCode::kUsage, "there is no option " + safeText(name) + " of " + nameOf(command));
  std::vector<std::string> names;
  for (const OptionRow* row : optionsOf(command)) names.emplace_back(row->name);
  if (const auto near = nearest(name, names)) return error.withHint("did you mean " + *near + "?");
  return error.withHint(nameOf(command) + " --help");
}

/// Runs CLI11 over the words; its exceptions end here.
Result<void> parseWords(const CommandRow& command, std::vector<std::string> words, Settings& settings) {
  std::optional<Error> problem;
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  for (const OptionRow* row : optionsOf(command)) {
    std::string names(row->name);
    if (row->letter != 0) names = std::string("-") + row->letter + "," + names;
    const auto apply = [row, &settings, &problem](const std::string& value) {
      const Result<void> applied = row->apply(settings, value);
      if (!applied && !problem) problem = applied.error();
    };
    if (row->value.empty()) {
      app.add_flag_callback(names, [apply] { apply(""); });
    } else {
      const auto each = [apply](const CLI::results_t& values) {
        for (const std::string& value : values) apply(value);
        return true;
      };
      app.add_option(names, CLI::callback_t(each))->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
  }
  // without allow_extra_args(false) CLI11 takes a query that stands in brackets apart
  app.add_option("arguments", settings.arguments)->allow_extra_args(false);
  std::reverse(words.begin(), words.end());
  try {
    app.parse(words);
  } catch (const CLI::ArgumentMismatch&) {
    return Error(ErrorCode::kUsage, "an option lacks its value").withHint(nameOf(command) + " --help");
  } catch (const CLI::ParseError& error) {
    return Error(ErrorCode::kUsage, safeText(error.what())).withHint(nameOf(command) + " --help");
  }
  bool no_more_options = false;
  for (const std::string& word : app.remaining()) {
    if (word == "--" && !no_more_options) {
      no_more_options = true;
      continue;
    }
    if (!no_more_options && isOption(word)) return unknownOption(word, command);
    settings.arguments.push_back(word);
  }
  if (problem) return *problem;
  return {};
}

}  // namespace

Result<Call> readCommandLine(const std::vector<std::string>& words) {
  Call call;
  call.command = findCommand("");
  std::vector<std::string> rest = words;
  const auto first = firstArgument(words);
  if (first) {
    const bool plain = !words[*first].empty() && (*first == 0 || words[*first - 1] != "--");
    if (const CommandRow* named = plain ? findCommand(words[*first]) : nullptr) {
      call.command = named;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(*first));
    }
  }
  const CommandRow& command = *call.command;
  const auto subject = firstArgument(rest);
  if (subject && rest[*subject].empty() && command.arguments.starts_with("CASE")) {
    return Error(ErrorCode::kUsage, "the name of the case is empty")
        .withHint(nameOf(command) + " " + std::string(command.arguments));
  }
  if (command.run == nullptr) {
    return Error(ErrorCode::kNotYet, nameOf(command) + " (" + std::string(command.help) + ") is not built yet")
        .withHint("a case of that name is written ./" + std::string(command.name));
  }
  if (const auto parsed = parseWords(command, std::move(rest), call.settings); !parsed) return parsed.error();
  if (call.settings.help || call.settings.version) return call;
  const std::size_t given = call.settings.arguments.size();
  const std::string usage = nameOf(command) + (command.arguments.empty() ? "" : " " + std::string(command.arguments));
  if (given < command.least) {
    return Error(ErrorCode::kUsage, given == 0 && command.name.empty() ? "no case is named" : "arguments are missing")
        .withHint(usage);
  }
  const bool none_taken = command.arguments.empty();
  if ((command.most > 0 && given > command.most) || (none_taken && given > 0)) {
    return Error(ErrorCode::kUsage,
                 "'" + safeText(call.settings.arguments[command.most]) + "' is one argument too many")
        .withHint(usage);
  }
  return call;
}

}  // namespace clew::shell
