#include <stdlib.h>  // NOLINT: mkdtemp is POSIX

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "shell/case_access.h"
#include "shell/commands.h"
#include "shell/ingest_progress.h"
#include "shell/ingest_summary.h"
#include "shell/output.h"
#include "shell/run_queries.h"
#include "shell/words.h"

namespace clew::shell {
namespace {

constexpr std::size_t kFilesShownEach = 20;
constexpr std::size_t kReasonsShown = 3;

/// A folder of its own that goes with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::error_code problem;
    std::string name = (std::filesystem::temp_directory_path(problem) / "clew-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code problem;
    if (!path_.empty()) std::filesystem::remove_all(path_, problem);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// The paths that are not there. When none is, no case is made for them.
std::vector<std::string> missingPaths(const std::vector<std::string>& paths) {
  std::vector<std::string> missing;
  for (const std::string& path : paths) {
    std::error_code problem;
    if (path != "-" && !std::filesystem::exists(path, problem)) missing.push_back(path);
  }
  return missing;
}

IngestProgress progressOn(Terminal& terminal) {
  if (!terminal.showsProgress()) return {};
  const auto begin = std::chrono::steady_clock::now();
  return [&terminal, begin](const IngestState& state) {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    terminal.rawError("\r\x1b[K" + progressLine(state, seconds, terminal.errorWidth()));
  };
}

/// The summary is the answer of this command; in a dry run the facts are.
Result<void> showSummary(const IngestReport& report, const Settings& settings, const std::string& format,
                         Terminal& terminal, Output& output) {
  RenderOptions rendering;
  rendering.format = format;
  rendering.color = terminal.outputColor();
  rendering.width = settings.output.empty() ? terminal.outputWidth() : 0;
  const bool crowded = format == "table" && report.files.size() > kFilesShownEach;
  const Table table = crowded ? ingestTableByFormat(report) : ingestTable(report);
  const auto written = renderTable(table, rendering, [&](std::string_view bytes) {
    if (!settings.ingest.dry_run) return output.write(bytes);
    terminal.rawError(bytes);
    return Result<void>();
  });
  if (!written || settings.ingest.dry_run) return written;
  return output.finish();
}

/// Where the first record with this reason stands.
std::string firstPlace(const IngestReport& report, const std::string& reason) {
  for (const IngestReject& reject : report.rejects) {
    if (reject.reason != reason) continue;
    return " (first in " + safeText(reject.file) + (reject.position == 0 ? "" : ":" + std::to_string(reject.position)) +
           ")";
  }
  return "";
}

/// Opening a pipe waits for somebody to write to it, without a word; those of a shell's `<(command)` have their writer.
void sayPipes(const std::vector<std::string>& paths, Terminal& terminal) {
  for (const std::string& path : paths) {
    std::error_code problem;
    if (path.starts_with("/dev/fd/") || path.starts_with("/proc/")) continue;
    if (std::filesystem::is_fifo(path, problem))
      terminal.notice(path + " is a pipe: reading what is written to it (`-` reads standard input)");
  }
}

/// Once, behind the files that fit no format.
void showFormats(Terminal& terminal) {
  terminal.message("`clew formats` lists the formats that are read; --as FORMAT takes a file for one of them");
}

void showNotices(const IngestReport& report, Terminal& terminal) {
  for (const IngestNotice& notice : report.notices) {
    const std::string times = notice.records == 0 ? "" : counted(notice.records, "record") + ": ";
    terminal.notice((notice.file.empty() ? "" : notice.file + ": ") + times + notice.text);
  }
}

void showTroubles(const IngestReport& report, Terminal& terminal, Outcome& outcome) {
  for (const IngestFile& file : report.files) {
    if (file.error.empty()) continue;
    // a file may be called `empty`, and be so
    const bool named = file.error.find(file.path + ":") != file.error.npos || file.error.starts_with(file.path + " ") ||
                       file.error.find("'" + file.path + "'") != file.error.npos ||
                       (file.path.find('/') != file.path.npos && file.error.find(file.path) != file.error.npos);
    terminal.error(Error(ErrorCode::kIo, named ? file.error : file.path + ": " + file.error));
    outcome.addFailure();
  }
  if (std::any_of(report.files.begin(), report.files.end(), [](const IngestFile& file) { return file.unknown; }))
    showFormats(terminal);
  showNotices(report, terminal);
  if (report.rejected == 0) return;
  outcome.addRejected();
  terminal.message(counted(report.rejected, "record or value was rejected", "records or values were rejected"));
  std::uint64_t shown = 0;
  for (const auto& [reason, count] : frequentReasons(report, kReasonsShown)) {
    terminal.message("  " + grouped(count) + " × " + reason + firstPlace(report, reason));
    shown += count;
  }
  if (shown < report.rejected) terminal.message("  " + grouped(report.rejected - shown) + " × for other reasons");
  if (!report.rejects_file.empty()) terminal.message("they are kept in " + report.rejects_file);
}

/// What the files go to.
struct Target {
  std::string path;
  bool is_made = false;      // by this command
  bool is_borrowed = false;  // gone with the command, and never spoken of
};

/// The newest batch of a case; 0 when that cannot be told.
std::uint64_t newestBatch(Case& opened) {
  const auto info = opened.info();
  return info ? info->generation : 0;
}

/// Whether nothing was taken in: no file could be read, or the ingest stopped before it wrote a batch after `before`.
bool tookNothing(const Result<IngestReport>& report, Case& opened, std::uint64_t before) {
  if (report) {
    return report->rejected == 0 && std::all_of(report->files.begin(), report->files.end(),
                                                [](const IngestFile& file) { return file.records == 0; });
  }
  return before != 0 && newestBatch(opened) == before;
}

/// Takes away a case that was made for nothing, with what stands beside it.
void removeCase(const std::string& path) {
  std::error_code problem;
  for (const char* ending : {"", "-wal", "-shm", "-journal", ".clew-cache"}) {
    std::filesystem::remove(path + ending, problem);
  }
}

/// Opens the target, takes the files in, and says what came of it. True when a case was made and nothing came in.
Result<bool> ingestInto(const Target& target, const std::vector<std::string>& paths, const Settings& settings,
                        const std::string& format, Output& output, Terminal& terminal, Outcome& outcome) {
  Settings opening = settings;
  opening.quiet = opening.quiet || target.is_borrowed || target.is_made;  // whether it stays is said afterwards
  terminal.configure(opening);
  auto opened = openCase(target.path, settings, terminal, WhenMissing::kIsMade);
  terminal.configure(settings);
  if (!opened) return opened.error();

  IngestOptions options = settings.ingest;
  Result<void> written;
  if (options.dry_run) {
    options.on_fact = [&](const std::string& fact) {
      if (written) written = output.write(fact + (fact.ends_with('\n') ? "" : "\n"));
    };
  }
  sayPipes(paths, terminal);
  const std::uint64_t before = target.is_made ? newestBatch(*opened.value()) : 0;
  const auto report = opened.value()->ingest(paths, options, settings.now, progressOn(terminal));
  if (terminal.showsProgress()) terminal.rawError("\r\x1b[K");
  const bool in_vain = target.is_made && tookNothing(report, *opened.value(), before);
  if (target.is_made && !in_vain) terminal.notice("made the case " + target.path);
  if (!report && report.error().code == ErrorCode::kCancelled) {
    terminal.message("interrupted; what was taken in before stays");
    outcome.addInterrupt();
    return in_vain;
  }
  if (!report) {
    // A record that --strict does not let pass is no mistake in the command.
    const bool refused = options.strict && report.error().code == ErrorCode::kInvalidValue;
    terminal.error(report.error());
    refused ? outcome.addFailure() : outcome.add(report.error());
    return in_vain;
  }
  if (!written) return written.error();
  showTroubles(report.value(), terminal, outcome);
  opened.value().sayNotices();
  if (!settings.quiet) written = showSummary(report.value(), settings, format, terminal, output);
  if (written && options.dry_run) written = output.finish();
  if (!written) return written.error();
  return in_vain;
}

}  // namespace

int ingestCommand(const Settings& settings, Terminal& terminal) {
  Outcome outcome;
  const auto fail = [&](const Error& error) {
    terminal.error(error);
    outcome.add(error);
    return outcome.exitCode();
  };
  const auto format = chosenFormat(settings);
  if (!format) return fail(format.error());
  const std::string& path = settings.arguments.front();
  const std::vector<std::string> paths(settings.arguments.begin() + 1, settings.arguments.end());
  if (missingPaths(paths).size() == paths.size()) {
    for (const std::string& missing : paths) {
      fail(isOutOfReach(missing) ? outOfReach(missing)
                                 : Error(ErrorCode::kNotFound, "there is no file " + safeText(missing)));
    }
    return outcome.exitCode();
  }
  auto output = Output::open(settings.output, terminal);
  if (!output) return fail(output.error());

  const TemporaryFolder scratch;
  std::error_code problem;
  Target target{path};
  target.is_made = !std::filesystem::exists(path, problem);
  // a dry run leaves nothing behind, so without a case it uses one that goes
  if (target.is_made && settings.ingest.dry_run && !scratch.path().empty()) {
    target = {scratch.path() + "/dry-run.db", false, true};
  }
  const auto in_vain = ingestInto(target, paths, settings, format.value(), output.value(), terminal, outcome);
  if (!in_vain) return fail(in_vain.error());
  if (in_vain.value()) removeCase(path);
  return outcome.exitCode();
}

}  // namespace clew::shell
