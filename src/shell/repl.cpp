#include "shell/repl.h"

#include <utility>

#include "shell/exit_code.h"
#include "shell/history_file.h"
#include "shell/interrupt.h"
#include "shell/line_editor.h"
#include "shell/output.h"
#include "shell/repl_commands.h"
#include "shell/words.h"

namespace clew::shell {
namespace {

constexpr std::size_t kHistoryKept = 5000;
constexpr const char* kPrompt = "clew> ";
constexpr const char* kMorePrompt = "  ...> ";
constexpr const char* kPastePrompt = "paste> ";

bool isOnlyValue(std::string_view line) {
  // blank lines and comments between values are part of a paste
  if (trim(line).empty() || trim(line).starts_with('#')) return true;
  const std::string twice = std::string(line) + "\n" + std::string(line);
  return !pastedValues(twice).empty();
}

std::string inOneLine(std::string_view text) {
  std::string out;
  for (const std::string_view line : splitLines(text)) out += (out.empty() ? "" : " ") + std::string(trim(line));
  return out;
}

std::vector<Case::Completion> typesOf(Case& owner) {
  std::vector<Case::Completion> out;
  const auto types = owner.schema("");
  if (!types) return out;
  for (std::size_t row = 0; row < types->rowCount(); ++row)
    out.push_back({cellText(types->at(row, 1)), cellText(types->at(row, 3))});
  return out;
}

std::vector<Case::Completion> formsOf() {
  std::vector<Case::Completion> out;
  for (std::string& form : renderFormats()) out.push_back({std::move(form), ""});
  return out;
}

/// What may follow at the prompt: its commands, or what the case knows.
std::vector<Case::Completion> completionsAt(Case& owner, std::string_view text) {
  const std::string_view line = trim(text);
  if (line.empty() || line.front() != ':') return owner.complete(text);
  const auto blank = text.find(' ');
  if (blank != text.npos) {
    const std::string_view command = text.substr(0, blank);
    if (command == ":schema") return typesOf(owner);
    if (command == ":format") return formsOf();
    const bool query = command == ":explain" || command == ":profile" || command == ":fmt";
    return query ? owner.complete(text.substr(blank + 1)) : std::vector<Case::Completion>();
  }
  std::vector<Case::Completion> words;
  for (const PromptCommand& command : promptCommands()) {
    words.push_back({std::string(command.name), std::string(command.help)});
  }
  return words;
}

class Prompt {
 public:
  Prompt(Case& owner, const Settings& settings, Terminal& terminal)
      : state_{owner, terminal, runOptionsOf(settings), Showing(), "", false, {}, false, false},
        history_path_(historyPath()) {
    if (!settings.format.empty()) state_.showing.format = settings.format;
    state_.showing.color = terminal.outputColor();
    if (!state_.options.limit) state_.options.limit = kPromptLimit;
    state_.pager = settings.pager;
    for (const std::string& entry : loadHistory(history_path_, kHistoryKept)) editor_.addHistory(entry);
    editor_.setCompleter([&owner](std::string_view text) { return completionsAt(owner, text); });
  }

  void run() {
    while (!state_.quit) {
      const char* prompt = state_.wants_paste ? kPastePrompt : pending_.empty() ? kPrompt : kMorePrompt;
      std::string line;
      std::string paste;
      setInterrupts(Interrupts::kHeld);
      clearInterrupt();
      const LineEditor::Event event = editor_.read(prompt, pending_, line, paste);
      setInterrupts(Interrupts::kCancel);
      switch (event) {
        case LineEditor::Event::kEnd:
          state_.terminal.rawError("\n");
          if (!state_.wants_paste) return;
          takeLine("");  // ends the paste
          break;
        case LineEditor::Event::kInterrupted:
          state_.terminal.rawError("^C\n");
          pending_.clear();
          state_.wants_paste = false;
          break;
        case LineEditor::Event::kPaste:
          takePaste(line, paste);
          break;
        case LineEditor::Event::kLine:
          takeLine(line);
      }
    }
  }

 private:
  void takePaste(const std::string& line, const std::string& paste) {
    if (state_.wants_paste) {
      pending_ += line + paste + "\n";
      return;
    }
    const auto values = pastedValues(line + paste);
    if (pending_.empty() && !values.empty()) return keepPasted(state_, values);
    if (pending_.empty() && trim(line).empty()) {
      const auto lines = mostlyValues(paste);
      if (!lines.empty()) return keepPasted(state_, lines);
    }
    // a script: shown, and run when Enter says so
    pending_ += line + paste + "\n";
    for (const std::string_view each : splitLines(paste))
      state_.terminal.message(std::string(kMorePrompt) + std::string(each));
  }

  /// The lines of a list that has some slips in it: at least three, of which two in three are values and none could be
  /// of a script. Else none.
  std::vector<std::string> mostlyValues(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t values = 0;
    for (const std::string_view each : splitLines(text)) {
      const std::string_view line = trim(each);
      if (line.empty()) continue;
      lines.emplace_back(line);
      if (isOnlyValue(line)) {
        ++values;
        continue;
      }
      const bool goes_on = each.front() == ' ' || each.front() == '\t' || line.find_first_of("|<>@$=") != line.npos;
      if (goes_on || !isNoSentence(line)) return {};
    }
    if (lines.size() < 3 || values * 3 < lines.size() * 2) return {};
    return lines;
  }
  bool isNoSentence(std::string_view line) const {
    const Prepared prepared = state_.owner.prepare(line);
    return std::any_of(prepared.diagnostics().begin(), prepared.diagnostics().end(),
                       [](const Diagnostic& one) { return one.error.code == ErrorCode::kSyntax; });
  }

  void takeLine(const std::string& line) {
    const bool blank = trim(line).empty();
    if (state_.wants_paste) {
      if (!blank) {
        pending_ += line + "\n";
        return;
      }
      state_.wants_paste = false;
      std::vector<std::string> values;
      const std::string text = std::exchange(pending_, {});
      for (const std::string_view each : splitLines(text)) {
        if (trim(each).empty()) continue;
        // several values of a line are taken apart as in a paste; what is no value is named by keepPasted
        const std::string line_twice = std::string(each) + "\n" + std::string(each);
        const auto parts = pastedValues(line_twice);
        if (parts.empty()) {
          values.emplace_back(trim(each));
        } else {
          values.insert(values.end(), parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(parts.size() / 2));
        }
      }
      if (!values.empty()) keepPasted(state_, values);
      return;
    }
    if (pending_.empty() && blank) return;
    if (pending_.empty() && trim(line).front() == ':') {
      remember(line);
      return runPromptCommand(state_, line);
    }
    if (pending_.empty() && (trim(line) == "quit" || trim(line) == "exit")) {
      state_.quit = true;
      return;
    }
    if (pending_.empty() && isOnlyValue(line)) {
      const std::string more = editor_.takeLinesAtOnce(isOnlyValue);
      const auto values = more.empty() ? std::vector<std::string>() : pastedValues(line + "\n" + more);
      if (!values.empty()) return keepPasted(state_, values);
    }
    if (pending_.empty() && goesOn(line)) {
      if (state_.last_wrote) {
        remember(line);
        return state_.terminal.error(
            Error(ErrorCode::kUsage, "the last line wrote, and to go on from it would write again")
                .withHint("begin with the query itself"));
      }
      state_.terminal.dimMessage("goes on from: " + inOneLine(state_.last_text));
      pending_ = state_.last_text + "\n  ";
    }
    pending_ += line;
    // an empty line ends what would otherwise wait for ever
    if (!blank && isIncomplete(pending_)) {
      pending_ += '\n';
      return;
    }
    const std::string text(trim(std::exchange(pending_, {})));
    remember(text);
    runAtPrompt(state_, text);
  }

  /// Whether a line continues the query that was answered last, as it would in a script: it begins with what no query
  /// begins with, or is indented and makes sense behind that query alone.
  bool goesOn(std::string_view line) {
    if (state_.last_text.empty()) return false;
    const std::string_view bare = trim(line);
    if (bare.starts_with('|') || bare.starts_with("->") || bare.starts_with("<-")) return true;
    if (line.front() != ' ' && line.front() != '\t') return false;
    return !state_.owner.prepare(bare).ok() && state_.owner.prepare(state_.last_text + "\n  " + std::string(bare)).ok();
  }

  void remember(const std::string& entry) {
    editor_.addHistory(entry);
    appendHistory(history_path_, entry);
  }

  PromptState state_;
  LineEditor editor_;
  std::string history_path_;
  std::string pending_;  // lines before this one, each with its end
};

}  // namespace

int runPrompt(Case& owner, const Settings& settings, Terminal& terminal) {
  if (!settings.format.empty()) {
    const auto format = chosenFormat(settings);
    if (!format) {
      terminal.error(format.error());
      return exitCodeOf(format.error().code);
    }
  }
  if (!settings.quiet) {
    std::uint64_t nodes = 0;
    std::uint64_t links = 0;
    if (const auto info = owner.info(false)) {
      for (const auto& [type, count] : info->nodes) nodes += count;
      for (const auto& [relation, count] : info->links) links += count;
    }
    terminal.dimMessage("clew " + std::string(version()) + ", " + owner.path() + ": " + counted(nodes, "node") + ", " +
                        counted(links, "link") + "; :help");
  }
  Prompt(owner, settings, terminal).run();
  setInterrupts(Interrupts::kEnd);
  return kExitDone;
}

}  // namespace clew::shell
