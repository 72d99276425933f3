#include "shell/run_queries.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "shell/case_access.h"
#include "shell/commands.h"
#include "shell/interrupt.h"
#include "shell/repl.h"
#include "shell/words.h"

namespace clew::shell {
namespace {

constexpr std::size_t kMaxScript = std::size_t{64} << 20;

/// The arguments of `--set` that this script has parameters for; `used` learns their names.
RunOptions argumentsFor(const Prepared& prepared, const RunOptions& given, std::set<std::string>& used) {
  RunOptions options = given;
  options.values.clear();
  options.sets.clear();
  for (const Prepared::Parameter& parameter : prepared.parameters()) {
    const std::string name = parameter.name.substr(1);
    if (const auto value = given.values.find(name); parameter.name[0] == '$' && value != given.values.end()) {
      options.values.insert(*value);
      used.insert("$" + name);
    }
    if (const auto set = given.sets.find(name); parameter.name[0] == '@' && set != given.sets.end()) {
      options.sets.insert(*set);
      if (const auto origin = given.set_origins.find(name); origin != given.set_origins.end())
        options.set_origins.insert(*origin);
      used.insert("@" + name);
    }
  }
  return options;
}

/// What `--set` named and no script has.
std::vector<std::string> unusedArguments(const RunOptions& given, const std::set<std::string>& used) {
  std::vector<std::string> names;
  for (const auto& [name, value] : given.values) names.push_back("$" + name);
  for (const auto& [name, values] : given.sets) names.push_back("@" + name);
  std::erase_if(names, [&](const std::string& name) { return used.contains(name); });
  return names;
}

/// How the argument would be given to the parameter of the same name and the other kind; empty when there is none.
std::string otherKind(const std::string& name, const RunOptions& given, const std::set<std::string>& parameters) {
  const std::string bare = name.substr(1);
  if (name[0] == '$') return parameters.contains("@" + bare) ? "@" + bare + "=" + given.values.at(bare) : std::string();
  if (!parameters.contains("$" + bare)) return {};
  if (const auto file = given.set_origins.find(bare); file != given.set_origins.end()) return bare + "=" + file->second;
  std::string values;
  for (const std::string& value : given.sets.at(bare)) values += (values.empty() ? "" : ",") + value;
  return bare + "=" + values;
}

void complainOfUnused(const std::vector<std::string>& names, const RunOptions& given,
                      const std::set<std::string>& parameters, Terminal& terminal, Outcome& outcome) {
  for (const std::string& name : names) {
    Error error(ErrorCode::kUsage, "no script here has the parameter " + name);
    if (const std::string other = otherKind(name, given, parameters); !other.empty()) {
      error.withNote(name[0] == '$' ? "@" + name.substr(1) + " is a set: its argument begins with @"
                                    : "$" + name.substr(1) + " is a value: its argument has no @");
      error.withHint("--set " + other);
    }
    terminal.error(error);
    outcome.addUsage();
  }
}

/// Forms of which a file holds one document: a second one behind it is no valid file any more. On standard output they
/// are a stream, as jq and others read it.
bool holdsOneAnswer(const std::string& format) {
  static const std::set<std::string> kMany = {"table", "list", "jsonl", "markdown"};
  return !kMany.contains(format);
}

Error secondAnswer(const std::string& format, const std::string& statement) {
  constexpr std::size_t kShown = 100;
  std::string text;
  for (const std::string_view line : splitLines(statement)) text += (text.empty() ? "" : " ") + std::string(trim(line));
  if (text.size() > kShown) {
    std::size_t end = kShown;
    while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // not within a character
    text = text.substr(0, end) + "…";
  }
  return Error(ErrorCode::kUsage, "a " + format + " file holds one answer, and a second query gives another: " + text)
      .withNote("nothing was written to the file")
      .withHint("export one query a file, or all of them with --format jsonl");
}

std::string heading(const std::string& statement) {
  std::string out;
  for (const std::string_view line : splitLines(statement)) out += "# " + safeText(line) + "\n";
  return out;
}

}  // namespace

Result<Script> readScript(const std::string& path) {
  Script script;
  script.name = path;
  if (path == "-") {
    auto text = readStandardInput();
    if (!text) return text.error();
    script.text = std::move(text.value());
    script.name = "standard input";
    return script;
  }
  std::error_code problem;
  const std::filesystem::path file(path);
  if (isOutOfReach(path)) return outOfReach(path);
  if (!std::filesystem::exists(file, problem)) {
    return Error(ErrorCode::kNotFound, "there is no script " + safeText(path));
  }
  if (std::filesystem::is_directory(file, problem)) return Error(ErrorCode::kIo, safeText(path) + " is a folder");
  std::ifstream stream(path, std::ios::binary);
  if (wasInterrupted()) return Error(ErrorCode::kCancelled, "cancelled");  // a pipe that nobody wrote to
  if (!stream) return Error(ErrorCode::kIo, "cannot read " + safeText(path) + ": " + std::strerror(errno));
  script.text.assign(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  if (constexpr std::string_view kCaseBegin("SQLite format 3\0", 16); script.text.starts_with(kCaseBegin)) {
    return Error(ErrorCode::kUsage, safeText(path) + " is a case, and here stands a script of queries")
        .withHint("clew CASE 'QUERY' asks a case; clew run CASE hunt.clew runs a script");
  }
  if (script.text.size() > kMaxScript) return Error(ErrorCode::kIo, safeText(path) + " is too large for a script");
  script.folder = file.parent_path().string();
  script.run_name = file.stem().string();
  return script;
}

Result<std::string> readStandardInput() {
  std::string text;
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (size == 0) return text;
    if (size < 0 && errno == EINTR) {
      if (wasInterrupted()) return Error(ErrorCode::kCancelled, "interrupted");
      continue;
    }
    if (size < 0) return Error(ErrorCode::kIo, std::string("cannot read standard input: ") + std::strerror(errno));
    text.append(buffer.data(), static_cast<std::size_t>(size));
    if (text.size() > kMaxScript) return Error(ErrorCode::kIo, "standard input is too large for a script");
  }
}

RunOptions runOptionsOf(const Settings& settings) {
  RunOptions options;
  options.now = settings.now;
  options.values = settings.set.values;
  options.sets = settings.set.sets;
  options.set_origins = settings.set.origins;
  options.timeout = settings.timeout;
  if (settings.output.empty()) options.limit = settings.limit;
  options.require_known = settings.require_known;
  options.budget = settings.budget;
  return options;
}

void showRemarks(const Answer& answer, const ErrorDrawing& draw, Terminal& terminal, std::set<std::string>& said) {
  for (const Notice& notice : answer.table.notices) {
    if (said.insert(notice.text).second) terminal.notice(notice.text);
  }
  for (const FailedExpectation& failed : answer.failed) {
    Error error(ErrorCode::kExpectation, "expected " + failed.condition);
    if (!failed.message.empty()) error.withNote(failed.message);
    if (!failed.found.empty()) error.withNote(failed.found);
    if (draw && failed.span) {
      terminal.diagnostics(draw(error.at(*failed.span)));
    } else {
      terminal.error(error);
    }
  }
  for (const Alert& alert : answer.alerts) terminal.message("alert " + alert.level + ": " + alert.text);
  if (!answer.file.empty()) terminal.notice("wrote " + answer.file);
}

bool showAnswers(const AnswerSource& source, const ErrorDrawing& draw, const Showing& showing, Output& output,
                 Terminal& terminal, Outcome& outcome) {
  Result<void> written;
  bool first = true;
  std::set<std::string> said;
  const auto summary = source([&](const Answer& answer) {
    showRemarks(answer, draw, terminal, said);
    if (!answer.failed.empty()) outcome.addExpectation();
    if (!answer.alerts.empty()) outcome.addAlert();
    if (!answer.file.empty()) {
      for (const std::string& loss : renderLosses(answer.table, answer.format)) terminal.notice(loss);
      return true;
    }
    RenderOptions rendering;
    rendering.format = answer.format.empty() || showing.format_given ? showing.format : answer.format;
    rendering.color = showing.color;
    rendering.defang = showing.defang;
    rendering.width = showing.width;
    rendering.total_rows = answer.total_rows;
    if (rendering.format == "table" && answer.table.columns.empty()) return true;
    const bool single = output.isFile() && holdsOneAnswer(rendering.format);
    if (single && answer.table.columns.empty()) return true;
    const std::uint64_t before = output.nextAnswer();
    if (single && before > 0) {
      written = secondAnswer(rendering.format, answer.text);
      return false;
    }
    if (rendering.format == "markdown" && before > 0) written = output.write("\n");
    if (rendering.format == "table" && (showing.headings || !first)) {
      written = output.write((first ? "" : "\n") + (showing.headings ? heading(answer.text) : ""));
    }
    first = false;
    if (written)
      written = renderTable(answer.table, rendering, [&](std::string_view bytes) -> Result<void> {
        if (wasInterrupted()) return Error(ErrorCode::kCancelled, "interrupted");
        return output.write(bytes);
      });
    for (const std::string& loss : renderLosses(answer.table, rendering.format)) terminal.notice(loss);
    return written.ok();
  });
  if (!written) {
    if (written.error().code == ErrorCode::kCancelled && wasInterrupted()) {
      terminal.message("interrupted");
      outcome.addInterrupt();
    } else {
      terminal.error(written.error());
      outcome.add(written.error());
    }
    return false;
  }
  if (!summary) {
    if (summary.error().code == ErrorCode::kCancelled && wasInterrupted()) {
      terminal.message("interrupted");
      for (const std::string& note : summary.error().notes) terminal.message("  " + note);
      outcome.addInterrupt();
    } else {
      if (draw && summary.error().span) {
        terminal.diagnostics(draw(summary.error()));
      } else {
        terminal.error(summary.error());
      }
      outcome.add(summary.error());
    }
    return false;
  }
  return true;
}

bool runPrepared(Prepared& prepared, const RunOptions& options, const Showing& showing, Output& output,
                 Terminal& terminal, Outcome& outcome) {
  if (!prepared.ok()) {
    terminal.diagnostics(prepared.diagnosticText());
    // what has a place in the text is the text's fault; the rest is the case's
    for (const Diagnostic& each : prepared.diagnostics()) {
      if (each.error.span)
        outcome.addUsage();
      else
        outcome.add(each.error);
    }
    return false;
  }
  return showAnswers([&](const auto& each) { return prepared.run(options, each); },
                     [&](const Error& error) { return prepared.drawn(error); }, showing, output, terminal, outcome);
}

namespace {

/// A form that draws a graph wants the links behind the answer, so the query is told of it.
std::string textFor(const Script& script, const Showing& showing) {
  static const std::set<std::string> kGraphs = {"dot", "graphml", "stix", "misp"};
  const bool graph = showing.format_given && kGraphs.contains(showing.format);
  return graph ? script.text + "\n  | as " + showing.format + "\n" : script.text;
}

/// A script that a scheduler is to run writes only if that was granted: nobody looks at it then.
Error notGranted(const Prepared& prepared, const Script& script) {
  return Error(ErrorCode::kUsage, safeText(script.name) + " is a scheduled script (`every " +
                                      std::string(prepared.every()) + "`) and would change the case")
      .withNote("by: " + safeText(prepared.writes()))
      .withHint("clew run --write CASE " + safeText(script.name) + " lets it");
}

/// Runs scripts one after the other on an opened case; they see what those before them saved.
int runAll(const std::vector<Script>& scripts, Outcome& outcome, OpenedCase& opened, const Settings& settings,
           bool headings, Terminal& terminal) {
  const auto format = chosenFormat(settings);
  if (!format) {
    terminal.error(format.error());
    return exitCodeOf(format.error().code);
  }
  auto output = Output::open(settings.output, terminal);
  if (!output) {
    terminal.error(output.error());
    return exitCodeOf(output.error().code);
  }
  Showing showing;
  showing.format = format.value();
  showing.format_given = !settings.format.empty() || !settings.output.empty();
  showing.headings = headings;
  showing.color = terminal.outputColor();
  showing.width = settings.output.empty() ? terminal.outputWidth() : 0;
  const RunOptions given = runOptionsOf(settings);
  std::set<std::string> used;
  std::set<std::string> parameters;
  for (const Script& script : scripts) {
    Prepared prepared = opened->prepare(textFor(script, showing), script.name, script.folder, script.run_name);
    for (const auto& parameter : prepared.parameters()) parameters.insert(parameter.name);
    const RunOptions options = argumentsFor(prepared, given, used);
    if (scripts.size() == 1 && prepared.ok()) {
      const auto unused = unusedArguments(given, used);
      complainOfUnused(unused, given, parameters, terminal, outcome);
      if (!unused.empty()) return outcome.exitCode();
    }
    if (prepared.ok() && !prepared.every().empty() && !prepared.writes().empty() && !settings.write) {
      terminal.error(notGranted(prepared, script));
      outcome.addUsage();
      return outcome.exitCode();
    }
    if (prepared.ok() && !prepared.every().empty() && terminal.errorIsTerminal()) {
      terminal.notice("`every " + std::string(prepared.every()) + "` is for a scheduler; this runs it once");
    }
    opened.sayNotices();
    runPrepared(prepared, options, showing, output.value(), terminal, outcome);
    if (outcome.interrupted()) return outcome.exitCode();
  }
  if (scripts.size() > 1) complainOfUnused(unusedArguments(given, used), given, parameters, terminal, outcome);
  // a half-written file would pass for an answer
  const int code = outcome.exitCode();
  if (code == kExitDone || code == kExitExpectation || code == kExitAlert) {
    if (output.value().isFile() && output.value().answers() == 0 && holdsOneAnswer(showing.format)) {
      RenderOptions rendering;
      rendering.format = showing.format;
      (void)renderTable(Table(), rendering, [&](std::string_view bytes) { return output.value().write(bytes); });
    }
    if (const auto finished = output.value().finish(); !finished) {
      terminal.error(finished.error());
      outcome.add(finished.error());
    }
  }
  return outcome.exitCode();
}

}  // namespace

namespace {

/// A query that the shell took apart: words that begin no query stand as queries of their own.
std::optional<Error> unquotedQuery(const std::vector<std::string>& arguments) {
  static constexpr std::string_view kInner[] = {"->",    "<-",         "|",    "sharing", "with",
                                                "where", "resembling", "plus", "minus"};
  std::string whole;
  bool inner = false;
  for (auto word = arguments.begin() + 1; word != arguments.end(); ++word) {
    inner = inner || (word != arguments.begin() + 1 &&
                      std::find(std::begin(kInner), std::end(kInner), *word) != std::end(kInner));
    whole += (whole.empty() ? "" : " ") + *word;
  }
  if (!inner) return std::nullopt;
  return Error(ErrorCode::kUsage,
               "a query is one argument, and this one comes in " + counted(arguments.size() - 1, "word"))
      .withHint("clew " + safeText(arguments.front()) + " '" + safeText(whole) + "'");
}

}  // namespace

int queryCommand(const Settings& settings, Terminal& terminal) {
  const std::string& path = settings.arguments.front();
  if (const auto unquoted = unquotedQuery(settings.arguments)) {
    terminal.error(*unquoted);
    return kExitUsage;
  }
  const bool from_input = settings.arguments.size() == 1;
  const bool prompt = from_input && terminal.inputIsTerminal() && terminal.outputIsTerminal();
  auto opened = openCase(path, settings, terminal, prompt ? WhenMissing::kIsMade : WhenMissing::kFails, prompt);
  if (!opened) {
    terminal.error(opened.error());
    return exitCodeOf(opened.error().code);
  }
  if (prompt) return runPrompt(*opened.value(), settings, terminal);
  Outcome outcome;
  std::vector<Script> scripts;
  std::vector<std::string> texts(settings.arguments.begin() + 1, settings.arguments.end());
  if (from_input) texts.emplace_back("-");
  for (const std::string& text : texts) {
    if (text != "-") {
      scripts.push_back({text, "query", "", ""});
      continue;
    }
    auto script = readScript("-");
    if (!script) {
      terminal.error(script.error());
      return exitCodeOf(script.error().code);
    }
    scripts.push_back(std::move(script.value()));
  }
  return runAll(scripts, outcome, opened.value(), settings, false, terminal);
}

int runCommand(const Settings& settings, Terminal& terminal) {
  auto opened = openCase(settings.arguments.front(), settings, terminal, WhenMissing::kFails);
  if (!opened) {
    terminal.error(opened.error());
    return exitCodeOf(opened.error().code);
  }
  Outcome outcome;
  std::vector<Script> scripts;
  for (auto path = settings.arguments.begin() + 1; path != settings.arguments.end(); ++path) {
    std::error_code absent;
    if (!settings.output.empty() && std::filesystem::equivalent(*path, settings.output, absent)) {
      terminal.error(Error(ErrorCode::kUsage, "-o would write over the script " + safeText(*path)));
      return kExitUsage;
    }
    auto script = readScript(*path);
    if (!script) {
      terminal.error(script.error());
      outcome.add(script.error());
      continue;
    }
    scripts.push_back(std::move(script.value()));
  }
  // with a script missing nothing runs: the ones that remain may lean on it
  if (outcome.exitCode() != kExitDone) return outcome.exitCode();
  return runAll(scripts, outcome, opened.value(), settings, true, terminal);
}

namespace {

/// `clew export CASE facts`: lines of Clew's own form, whatever the ending of the file.
int exportWholeCase(const Settings& settings, Terminal& terminal) {
  if (!settings.format.empty() && settings.format != "facts") {
    terminal.error(Error(ErrorCode::kUsage, "a whole case is written as facts, not as " + safeText(settings.format))
                       .withHint("clew export CASE 'QUERY' -o FILE writes an answer"));
    return kExitUsage;
  }
  auto opened = openCase(settings.arguments.front(), settings, terminal, WhenMissing::kFails);
  if (!opened) {
    terminal.error(opened.error());
    return exitCodeOf(opened.error().code);
  }
  auto file = Output::open(settings.output, terminal);
  if (!file) {
    terminal.error(file.error());
    return exitCodeOf(file.error().code);
  }
  std::string piece;
  const auto lines = opened.value()->exportFacts([&](std::string_view line) -> Result<void> {
    piece += line;
    if (piece.size() < (std::size_t{1} << 16)) return {};
    auto written = file->write(piece);
    piece.clear();
    return written;
  });
  Result<void> done = lines.ok() ? file->write(piece) : Result<void>(lines.error());
  if (done.ok()) done = file->finish();
  if (!done.ok()) {
    terminal.error(done.error());
    return exitCodeOf(done.error().code);
  }
  if (file->isFile()) terminal.notice(counted(lines.value(), "line") + " written to " + settings.output);
  return kExitDone;
}

}  // namespace

int exportCommand(const Settings& settings, Terminal& terminal) {
  Outcome outcome;
  if (settings.output.empty() && settings.format.empty()) {
    terminal.error(Error(ErrorCode::kUsage, "export needs a file").withHint("clew export CASE 'QUERY' -o FILE"));
    return kExitUsage;
  }
  if (trim(settings.arguments[1]) == "facts") return exportWholeCase(settings, terminal);
  if (settings.format.empty() && formatOfEnding(settings.output).empty() && settings.output != "-") {
    terminal.error(unknownEnding(settings.output));
    return kExitUsage;
  }
  auto opened = openCase(settings.arguments.front(), settings, terminal, WhenMissing::kFails);
  if (!opened) {
    terminal.error(opened.error());
    return exitCodeOf(opened.error().code);
  }
  return runAll({{settings.arguments[1], "query", "", ""}}, outcome, opened.value(), settings, false, terminal);
}

}  // namespace clew::shell
