#include "shell/options.h"

#include <array>
#include <charconv>

#include "clew/clew.h"

namespace clew::shell {
namespace {

Result<void> setFormat(Settings& settings, const std::string& value) {
  settings.format = value;
  return {};
}

Result<void> setLimit(Settings& settings, const std::string& value) {
  std::uint64_t limit = 0;
  const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), limit);
  if (problem != std::errc{} || end != value.data() + value.size() || value.empty() || limit == 0) {
    return Error(ErrorCode::kUsage, "--limit takes a number of rows, and '" + safeText(value) + "' is none");
  }
  settings.limit = limit;
  return {};
}

Result<void> setTimeout(Settings& settings, const std::string& value) {
  const auto duration = readDuration(value);
  if (!duration) return duration.error();
  settings.timeout = duration.value();
  return {};
}

Result<void> setNow(Settings& settings, const std::string& value) {
  const auto time = parseTime(value);
  if (!time) return Error(ErrorCode::kUsage, time.error().message);
  settings.now = time.value();
  return {};
}

Result<void> setColor(Settings& settings, const std::string& value) {
  if (value == "auto") {
    settings.color = When::kAuto;
  } else if (value == "always") {
    settings.color = When::kAlways;
  } else if (value == "never") {
    settings.color = When::kNever;
  } else {
    return Error(ErrorCode::kUsage, "--color takes auto, always or never, not '" + safeText(value) + "'");
  }
  return {};
}

Result<void> setProgress(Settings& settings, const std::string& value) {
  if (value != "auto" && value != "never") {
    return Error(ErrorCode::kUsage, "--progress takes auto or never, not '" + safeText(value) + "'");
  }
  settings.progress = value == "auto";
  return {};
}

Result<void> setFetched(Settings& settings, const std::string& value) {
  const auto time = parseTime(value);
  if (!time) return Error(ErrorCode::kUsage, time.error().message);
  settings.ingest.fetched = time.value();
  return {};
}

Result<void> setSource(Settings& settings, const std::string& value) {
  if (safeText(value) != value || value.find_first_not_of(' ') == value.npos) {
    return Error(ErrorCode::kUsage, "--source takes a name, not '" + safeText(value) + "'");
  }
  const std::size_t begin = value.find_first_not_of(' ');
  settings.ingest.source = value.substr(begin, value.find_last_not_of(' ') - begin + 1);
  return {};
}

Result<void> setList(Settings& settings, const std::string& value) {
  settings.ingest.list = value.starts_with('@') ? value.substr(1) : value;
  if (settings.ingest.list.empty()) return Error(ErrorCode::kUsage, "--list takes the name of a set");
  if (!isSetName(settings.ingest.list)) return noSetName(settings.ingest.list);
  return {};
}

Result<void> setNoise(Settings& settings, const std::string& value) {
  const std::size_t equals = value.find('=');
  const bool extends = equals != value.npos && equals > 0 && value[equals - 1] == '+';
  Settings::NoiseFile change;
  change.extends = extends;
  change.list = value.substr(0, equals == value.npos ? 0 : extends ? equals - 1 : equals);
  if (change.list.starts_with("@noise/")) change.list.erase(0, 7);
  if (equals != value.npos) change.file = value.substr(equals + 1);
  if (change.list.empty() || (extends && change.file.empty())) {
    return Error(ErrorCode::kUsage, "--noise takes NAME=FILE, NAME+=FILE or NAME=, not '" + safeText(value) + "'");
  }
  settings.noise.push_back(std::move(change));
  return {};
}

constexpr std::array kCommon = {
    OptionRow{"--format", 0, "table|json|jsonl|csv|tsv|list|markdown|html|dot|graphml|stix|misp", "form of the answer",
              setFormat},
    OptionRow{"--output", 'o', "FILE", "write the answer to FILE, in the form that its ending names",
              [](Settings& settings, const std::string& value) -> Result<void> {
                if (value.empty()) return Error(ErrorCode::kUsage, "-o takes the name of a file");
                settings.output = value;
                return {};
              }},
    OptionRow{"--limit", 0, "N", "show at most N rows, and say how many there are", setLimit},
    OptionRow{"--timeout", 0, "DURATION", "give up after DURATION, such as 30s or 5m", setTimeout},
    OptionRow{"--now", 0, "TIME",
              "take TIME for now in words of time, so that a run can be repeated; an as-of clause asks what held then",
              setNow},
    OptionRow{"--require-known", 0, "", "a value that is not in the case is an error",
              [](Settings& settings, const std::string&) -> Result<void> {
                settings.require_known = true;
                return {};
              }},
    OptionRow{"--no-budget", 0, "", "run however much a query walks",
              [](Settings& settings, const std::string&) -> Result<void> {
                settings.budget = false;
                return {};
              }},
    OptionRow{"--schema", 0, "FILE", "further types and relations, which the case keeps",
              [](Settings& settings, const std::string& value) -> Result<void> {
                settings.schema_file = value;
                return {};
              }},
    OptionRow{"--quiet", 'q', "", "no notices and no summary",
              [](Settings& settings, const std::string&) -> Result<void> {
                settings.quiet = true;
                return {};
              }},
    OptionRow{"--color", 0, "auto|always|never", "colour; auto is for terminals, and heeds NO_COLOR", setColor},
    OptionRow{"--progress", 0, "auto|never", "progress of long work on a terminal", setProgress},
    OptionRow{"--version", 0, "", "print the version, and those of the libraries",
              [](Settings& settings, const std::string&) -> Result<void> {
                settings.version = true;
                return {};
              }},
    OptionRow{"--help", 'h', "", "print help on the command",
              [](Settings& settings, const std::string&) -> Result<void> {
                settings.help = true;
                return {};
              }},
};

constexpr OptionRow kSet{
    "--set", 0, "NAME=VALUE", "give the parameter $NAME; @NAME=FILE or @NAME=a.example,b.example give a set",
    [](Settings& settings, const std::string& value) { return addSetArgument(value, settings.set); }};

constexpr OptionRow kNoPager{"--no-pager", 0, "", "at the prompt, print long answers as they are",
                             [](Settings& settings, const std::string&) -> Result<void> {
                               settings.pager = false;
                               return {};
                             }};

constexpr std::array kScript = {kSet, kNoPager};

constexpr std::array kRun = {
    kSet,
    kNoPager,
    OptionRow{"--write", 0, "", "let scripts that say `every` save sets, tag, note, add and retract",
              [](Settings& settings, const std::string&) -> Result<void> {
                settings.write = true;
                return {};
              }},
};

std::vector<std::string> formatNames() {
  const Table table = formats();
  std::vector<std::string> names;
  for (std::size_t row = 0; row < table.rowCount(); ++row) names.push_back(cellText(table.at(row, 0)));
  return names;
}

constexpr std::array kIngest = {
    OptionRow{"--as", 0, "FORMAT", "the format, where its content does not tell (clew formats)",
              [](Settings& settings, const std::string& value) -> Result<void> {
                settings.ingest.as = value;
                return {};
              },
              formatNames},
    OptionRow{"--source", 0, "NAME", "who said it", setSource},
    OptionRow{"--subject", 0, "VALUE", "what was asked, where the answer lacks it",
              [](Settings& settings, const std::string& value) -> Result<void> {
                settings.ingest.subject = value;
                return {};
              }},
    OptionRow{"--fetched", 0, "TIME", "when it was fetched, where the answer lacks it", setFetched},
    OptionRow{"--list", 0, "NAME",
              "also save the indicators as the set @NAME, in place of one of that name, and call their source NAME",
              setList},
    OptionRow{"--columns", 0, "FILE", "what the columns of tables are, one NAME = WORD a line",
              [](Settings& settings, const std::string& value) -> Result<void> {
                settings.ingest.columns = value;
                return {};
              }},
    OptionRow{"--rejects", 0, "FILE", "where refused records are kept; else CASE.rejects.jsonl",
              [](Settings& settings, const std::string& value) -> Result<void> {
                settings.ingest.rejects = value;
                return {};
              }},
    OptionRow{"--strict", 0, "", "stop at the first record that is refused",
              [](Settings& settings, const std::string&) -> Result<void> {
                settings.ingest.strict = true;
                return {};
              }},
    OptionRow{"--dry-run", 0, "", "store nothing, print each fact as a line of JSON",
              [](Settings& settings, const std::string&) -> Result<void> {
                settings.ingest.dry_run = true;
                return {};
              }},
    OptionRow{"--no-raw", 0, "", "do not keep the raw records",
              [](Settings& settings, const std::string&) -> Result<void> {
                settings.ingest.keep_raw = false;
                return {};
              }},
};

constexpr std::array kCheck = {
    OptionRow{"--refresh-lists", 0, "", "pin the lists of suffixes and redactions that came with this program",
              [](Settings& settings, const std::string&) -> Result<void> {
                settings.refresh_lists = true;
                return {};
              }},
    OptionRow{"--noise", 0, "NAME=FILE",
              "put the entries of FILE in place of the ready set @noise/NAME; NAME+=FILE adds them, NAME= undoes both",
              setNoise},
};

constexpr std::array kFormat = {
    OptionRow{"--check", 0, "", "write nothing, name the scripts that are in another form",
              [](Settings& settings, const std::string&) -> Result<void> {
                settings.check = true;
                return {};
              }},
    OptionRow{"--defang", 0, "", "write names, addresses and URLs outside quotes so that nothing can be clicked",
              [](Settings& settings, const std::string&) -> Result<void> {
                settings.defang = true;
                return {};
              }},
};

constexpr std::array kHelp = {
    OptionRow{"--make", 0, "man|bash|zsh|fish", "print the manual page, or a shell's completion file",
              [](Settings& settings, const std::string& value) -> Result<void> {
                settings.document = value;
                return {};
              }},
};

}  // namespace

std::span<const OptionRow> commonOptions() {
  return kCommon;
}
std::span<const OptionRow> scriptOptions() {
  return kScript;
}
std::span<const OptionRow> runOptions() {
  return kRun;
}
std::span<const OptionRow> ingestOptions() {
  return kIngest;
}
std::span<const OptionRow> checkOptions() {
  return kCheck;
}
std::span<const OptionRow> formatOptions() {
  return kFormat;
}
std::span<const OptionRow> helpOptions() {
  return kHelp;
}

}  // namespace clew::shell
