// The manual page and the completion files, made of the tables.
#include "clew/clew.h"
#include "shell/help_text.h"
#include "shell/repl_commands.h"
#include "shell/words.h"

namespace clew::shell {
namespace {

constexpr std::string_view kMade = "made by `clew help --make";

/// Text for man(7): no line begins with a control character, hyphens are hyphens.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  if (!out.empty() && (out.front() == '.' || out.front() == '\'')) out.insert(0, "\\&");
  return out;
}

std::string roffOptions(std::span<const OptionRow> rows) {
  std::string out;
  for (const OptionRow& row : rows) {
    out += ".TP\n";
    if (row.letter != 0) out += "\\fB\\-" + std::string(1, row.letter) + "\\fR, ";
    out += "\\fB" + roff(row.name) + "\\fR";
    if (!row.value.empty()) out += " \\fI" + roff(row.value) + "\\fR";
    out += "\n" + roff(row.help) + ".\n";
  }
  return out;
}

std::string shellQuoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// The words that an option's value can be; empty when it is free.
std::vector<std::string> choices(const OptionRow& row) {
  if (row.words != nullptr) return row.words();
  return row.value.find('|') == row.value.npos ? std::vector<std::string>() : splitValues(row.value, '|');
}

bool takesFile(const OptionRow& row) {
  return row.value == "FILE";
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::vector<std::string> optionNames(const CommandRow& command) {
  std::vector<std::string> names;
  const auto add = [&](std::span<const OptionRow> rows) {
    for (const OptionRow& row : rows) {
      names.emplace_back(row.name);
      if (row.letter != 0) names.push_back(std::string("-") + row.letter);
    }
  };
  if (command.options != nullptr) add(command.options());
  add(commonOptions());
  return names;
}

/// Every option row once, whichever command has it.
std::vector<const OptionRow*> allOptions() {
  std::vector<const OptionRow*> rows;
  for (const auto table :
       {commonOptions(), runOptions(), ingestOptions(), checkOptions(), formatOptions(), helpOptions()}) {
    for (const OptionRow& row : table) rows.push_back(&row);
  }
  return rows;
}

}  // namespace

std::string manualPage() {
  std::string out = ".\\\" " + std::string(kMade) + " man`\n.TH CLEW 1 \"\" \"clew " + std::string(version()) + "\"\n";
  out += ".SH NAME\nclew \\- explore who is related to whom in saved lookup results\n.SH SYNOPSIS\n.nf\n";
  for (const CommandRow& command : commands()) {
    if (command.run == nullptr) continue;
    out += "\\fBclew" + (command.name.empty() ? "" : " " + std::string(command.name)) + "\\fR";
    out += (command.arguments.empty() ? "" : " " + roff(command.arguments)) + "\n";
  }
  out +=
      ".fi\n.SH DESCRIPTION\nClew turns lookup results (WHOIS, DNS, addresses, indicator lists) into a graph of "
      "dated, sourced links,\nkept in one file, the case, and answers a small pivot language about it.\n"
      "Answers go to standard output, everything else to standard error.\n.SH COMMANDS\n";
  for (const CommandRow& command : commands()) {
    if (command.run == nullptr) continue;
    out += ".TP\n\\fBclew" + (command.name.empty() ? "" : " " + std::string(command.name)) + "\\fR";
    out += (command.arguments.empty() ? "" : " " + roff(command.arguments)) + "\n" + roff(command.help) + ".\n";
  }
  out += ".PP\nA case named like a command is written \\fI./run\\fR.\n.SH OPTIONS\n" + roffOptions(commonOptions());
  for (const CommandRow& command : commands()) {
    if (command.options == nullptr || command.run == nullptr) continue;
    if (command.options == scriptOptions && !command.name.empty()) continue;  // said with those of a query
    const std::string title =
        command.name.empty() ? "a query, export and profile" : std::string("clew ") + std::string(command.name);
    out += ".SS Of " + title + "\n" + roffOptions(command.options());
  }
  out += ".SH AT THE PROMPT\n";
  for (const PromptCommand& command : promptCommands()) {
    out += ".TP\n\\fB" + roff(command.name) + "\\fR";
    out += (command.arguments.empty() ? "" : " " + roff(command.arguments)) + "\n" + roff(command.help) + ".\n";
  }
  out +=
      ".PP\nA paste of more than one line of values becomes the set \\fI@pasted\\fR. Ctrl\\-C cancels a query, or "
      "clears the line. A line that begins with |, \\-> or <\\-, or is indented and no query of its own, goes on from "
      "the last query.\n";
  out += ".SH EXIT STATUS\n";
  constexpr std::pair<const char*, const char*> kCodes[] = {
      {"0", "answered, taken in, ran"},
      {"1", "failed: file, store, budget or time\\-out, or a record that \\fB\\-\\-strict\\fR stopped at"},
      {"2", "wrong usage, or an error in a query or script"},
      {"3", "done, but some records were rejected; they are kept in the rejects file"},
      {"4", "an \\fBexpect\\fR did not hold"},
      {"10", "done, and at least one alert was raised"},
      {"130", "interrupted"}};
  for (const auto& [code, meaning] : kCodes) out += std::string(".TP\n") + code + "\n" + meaning + ".\n";
  out +=
      "Where several hold: 2, then 1, 4, 3, 10.\n.SH ENVIRONMENT\n"
      ".TP\n\\fBNO_COLOR\\fR\nno colour.\n"
      ".TP\n\\fBPAGER\\fR\nwhat shows answers at the prompt that are longer than the screen, else \\fBless\\fR; "
      "empty or \\fBcat\\fR: none.\n"
      ".TP\n\\fBXDG_STATE_HOME\\fR\nwhere the prompt's history is kept, as \\fIclew/history\\fR.\n"
      ".SH SEE ALSO\n\\fBclew help\\fR lists the topics of the language.\n";
  return out;
}

std::string bashCompletion() {
  std::string out = "# bash completion of clew, " + std::string(kMade) + " bash`\n_clew() {\n";
  out +=
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} options words= at=2\n  case $prev in\n";
  for (const OptionRow* row : allOptions()) {
    const std::string names = std::string(row->name) + (row->letter != 0 ? std::string("|-") + row->letter : "");
    if (const auto words = choices(*row); !words.empty()) {
      out += "    " + names + ") COMPREPLY=($(compgen -W " + shellQuoted(joined(words)) + " -- \"$cur\")); return ;;\n";
    } else if (takesFile(*row)) {
      out += "    " + names + ") compopt -o filenames; COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n";
    } else if (!row->value.empty()) {
      out += "    " + names + ") return ;;\n";
    }
  }
  out += "  esac\n  case ${COMP_WORDS[1]} in\n";
  for (const CommandRow& command : commands()) {
    if (command.run == nullptr || command.name.empty()) continue;
    out += "    " + std::string(command.name) + ") options=" + shellQuoted(joined(optionNames(command)));
    if (command.words != nullptr) {
      out += " words=" + shellQuoted(joined(command.words()));
      if (command.first_is_case) out += " at=3";
    }
    out += " ;;\n";
  }
  out += "    *) options=" + shellQuoted(joined(optionNames(*findCommand("")))) + " ;;\n  esac\n";
  out += "  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W \"$options\" -- \"$cur\")); return; fi\n";
  out +=
      "  if [[ -n $words && $COMP_CWORD -ge $at ]]; then COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")); return; "
      "fi\n";
  out += "  compopt -o filenames\n  COMPREPLY=($(compgen -f -- \"$cur\"))\n";
  out += "  if [[ $COMP_CWORD -eq 1 ]]; then COMPREPLY+=($(compgen -W " + shellQuoted(joined(commandNames())) +
         " -- \"$cur\")); fi\n}\ncomplete -F _clew clew\n";
  return out;
}

std::string zshCompletion() {
  const auto spec = [](const OptionRow& row) {
    std::string help(row.help);
    for (std::size_t at = 0; (at = help.find_first_of("[]:", at)) != help.npos; at += 2) help.insert(at, "\\");
    std::string value;
    if (const auto words = choices(row); !words.empty()) {
      value = ":value:(" + joined(words) + ")";
    } else if (takesFile(row)) {
      value = ":file:_files";
    } else if (!row.value.empty()) {
      value = ":" + std::string(row.value) + ":";
      for (std::size_t at = 1; (at = value.find_first_of("=@", at)) != value.npos;) value[at] = ' ';
    }
    std::string out = shellQuoted(std::string(row.name) + "[" + help + "]" + value);
    if (row.letter != 0) out += " " + shellQuoted(std::string("-") + row.letter + "[" + help + "]" + value);
    return out;
  };
  std::string out = "#compdef clew\n# zsh completion of clew, " + std::string(kMade) +
                    " zsh`\n_clew() {\n  local -a options\n  local rest='*:file:_files'\n";
  out += "  options=(\n";
  for (const OptionRow& row : commonOptions()) out += "    " + spec(row) + "\n";
  out += "  )\n  case ${words[2]} in\n";
  for (const CommandRow& command : commands()) {
    if (command.run == nullptr || command.options == nullptr) continue;
    out += "    " + (command.name.empty() ? "*" : std::string(command.name)) + ") options+=(";
    for (const OptionRow& row : command.options()) out += " " + spec(row);
    out += " ) ;;\n";
  }
  out += "  esac\n  if (( CURRENT == 2 )); then\n    local -a commands\n    commands=(\n";
  for (const CommandRow& command : commands()) {
    if (command.run == nullptr || command.name.empty()) continue;
    out += "      " + shellQuoted(std::string(command.name) + ":" + std::string(command.help)) + "\n";
  }
  out += "    )\n    _describe command commands\n  fi\n  case ${words[2]} in\n";
  for (const CommandRow& command : commands()) {
    if (command.words == nullptr) continue;
    out += "    " + std::string(command.name) + ") ";
    if (command.first_is_case) out += "(( CURRENT > 3 )) && ";
    out += "rest='*:word:(" + joined(command.words()) + ")' ;;\n";
  }
  out += "  esac\n  _arguments -s $options \"$rest\"\n}\n_clew \"$@\"\n";
  // the row without a name matches everything, so it must come last
  const auto star = out.find("    *) options+=(");
  const auto end = out.find('\n', star) + 1;
  const std::string line = out.substr(star, end - star);
  out.erase(star, end - star);
  out.insert(out.find("  esac\n"), line);
  return out;
}

std::string fishCompletion() {
  std::string out = "# fish completion of clew, " + std::string(kMade) + " fish`\n";
  for (const CommandRow& command : commands()) {
    if (command.run == nullptr || command.name.empty()) continue;
    out += "complete -c clew -n '__fish_is_first_arg' -a " + std::string(command.name) + " -d " +
           shellQuoted(command.help) + "\n";
  }
  for (const CommandRow& command : commands()) {
    if (command.words == nullptr) continue;
    out += std::string("complete -c clew ") + (command.first_is_case ? "" : "-f ") +
           "-n '__fish_seen_subcommand_from " + std::string(command.name) + "' -a " +
           shellQuoted(joined(command.words())) + "\n";
  }
  const auto add = [&](const OptionRow& row, const std::string& condition) {
    out += "complete -c clew" + condition + " -l " + std::string(row.name.substr(2));
    if (row.letter != 0) out += std::string(" -s ") + row.letter;
    if (const auto words = choices(row); !words.empty()) {
      out += " -x -a " + shellQuoted(joined(words));
    } else if (takesFile(row)) {
      out += " -r";
    } else if (!row.value.empty()) {
      out += " -x";
    }
    out += " -d " + shellQuoted(row.help) + "\n";
  };
  for (const OptionRow& row : commonOptions()) add(row, "");
  for (const CommandRow& command : commands()) {
    if (command.run == nullptr || command.options == nullptr) continue;
    for (const OptionRow& row : command.options()) {
      add(row, command.name.empty() ? " -n 'not __fish_seen_subcommand_from " + joined(commandNames()) + "'"
                                    : " -n '__fish_seen_subcommand_from " + std::string(command.name) + "'");
    }
  }
  return out;
}

}  // namespace clew::shell
