// Clew for programs: open a case, ingest lookup results, run the pivot language, iterate what it answers.
//
//   #include <clew/clew.h>
//
//   auto opened = clew::Case::open("spam.db", {});
//   if (!opened) return report(opened.error());
//   clew::Case& spam = *opened.value();
//   clew::Prepared query = spam.prepare("param $seed: domain\n" "domains sharing email with $seed");
//   if (!query.ok()) { std::cerr << query.diagnosticText(); return 2; }
//   clew::RunOptions options;
//   options.values["seed"] = "corvusrex.com";
//   auto run = query.run(options, [](const clew::Answer& answer) {
//     for (std::size_t row = 0; row < answer.table.rowCount(); ++row)
//       std::cout << clew::cellText(answer.table.at(row, 0)) << '\n';
//     return true;
//   });
//
// Nothing throws; what can fail returns Result. A Case is used by one thread at a time, but cancel() may be called from
// any thread and from a signal handler. A Prepared belongs to its Case and must not outlive it. No function touches the
// network.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "clew/error.h"
#include "clew/ingest.h"
#include "clew/table.h"

namespace clew {

/// "0.1.0", and the libraries behind it: {{"SQLite", "3.40.1"}, ...}.
std::string_view version();
std::vector<std::pair<std::string, std::string>> libraryVersions();

struct OpenOptions {
  bool create = false;  // make the case when the file is missing
  bool read_only = false;
  std::string schema_file;  // further types and relations; the case keeps them from then on
  // Bring the graph within reach in the background, so that the first questions cost no more than later ones. Who opens
  // a large case for a single question had better not.
  bool read_ahead = true;
};

/// How one run of a script goes. Default: no limits but the built-in budget, the real clock.
struct RunOptions {
  std::optional<Time> now;                               // fixes the clock; empty: the system's
  std::map<std::string, std::string> values;             // parameters `$name`, as one writes them in a query
  std::map<std::string, std::vector<std::string>> sets;  // parameters `@name`: values
  // The file that these came from: runs with the same are alike, and its lines may hold comments or be rows of a table
  std::map<std::string, std::string> set_origins;
  std::chrono::milliseconds timeout{0};  // 0: none
  std::optional<std::uint64_t> limit;    // rows to show; more are cut and said ("12 of 354 shown")
  bool require_known = false;            // a value that is not in the graph is an error
  // False: a statement that changes the case (save, tag, untag, note, add, retract) stops the run with kReadOnly, and
  // what ran before it stays. Alerts, and answers written to files, change no case. Give a scheduled script true only
  // when who runs it said so: Prepared::every and Prepared::writes tell which scripts ask for it.
  bool may_write = true;
  bool budget = true;      // false: no budget of links and rows
  bool profile = false;    // fill Answer::costs
  bool at_prompt = false;  // hints that only help a person at the prompt
  std::function<bool(std::uint64_t rows, const std::string& what)> confirm_write;  // asked above 100 rows; empty: yes
};

/// One `expect` that did not hold.
struct FailedExpectation {
  std::string condition;                // "count = 71"
  std::string message;                  // the text given with it
  std::string found;                    // "count is 70"
  std::optional<SourceSpan> span = {};  // its place in the script, for Prepared::drawn
};

/// What one operator of a statement did: rows it gave, links it walked itself, seconds without those of its inputs.
struct OperatorCost {
  std::string text;  // "Expand ip at now"
  int depth = 0;     // 0: the last operator; its inputs follow it, one deeper
  std::uint64_t rows = 0, links = 0;
  double seconds = 0;
};

/// An alert that a statement raised.
struct Alert {
  std::string level;  // "info", "low", "medium", "high", "critical"
  std::string text;   // filled in
};

/// What one statement answered.
struct Answer {
  Table table;
  std::string text;              // the statement, canonical
  std::uint64_t total_rows = 0;  // before RunOptions::limit
  std::vector<FailedExpectation> failed;
  std::vector<Alert> alerts;
  std::string format;               // `as FORMAT`; empty: not said
  std::string file;                 // `as FORMAT to "file"`; empty: not said
  std::vector<OperatorCost> costs;  // with RunOptions::profile
};

struct RunSummary {
  std::uint64_t answers = 0;
  std::uint64_t failed_expectations = 0;
  std::uint64_t alerts = 0;
};

/// A message with its place, drawn: source line, caret, hint.
struct Diagnostic {
  Error error;
  std::string source_name;  // "query", or the file
  std::size_t line = 0;     // from 1; 0: no place
  std::size_t column = 0;   // from 1, in characters
};

class Case;

/// A script that was read, bound and planned; run it as often as you like.
class Prepared {
 public:
  Prepared(Prepared&&) noexcept;
  Prepared& operator=(Prepared&&) noexcept;
  ~Prepared();

  /// False when the script has errors; all of them are in diagnostics(), in order.
  bool ok() const;
  const std::vector<Diagnostic>& diagnostics() const;
  /// What run() refuses as long as the budget holds: walks over very many links that start from a whole type.
  std::vector<Diagnostic> warnings() const;
  /// All diagnostics as a person reads them (no colour, no control characters).
  std::string diagnosticText() const;
  /// An error of run() as a person reads it, with its place in the script where it has one.
  std::string drawn(const Error& error) const;
  /// Title of the `query` header, or empty.
  std::string_view title() const;
  /// Parameters: name with sigil, type, help text, whether it must be given.
  struct Parameter {
    std::string name, type, help;
    bool required = false;
  };
  std::vector<Parameter> parameters() const;
  /// `every 6h`: how often a scheduler is to run it ("6h"); empty when the script does not say. Running it runs it
  /// once.
  std::string_view every() const;
  /// The first statement that changes the case (save, tag, untag, note, add, retract), canonical; empty when none does.
  std::string_view writes() const;
  /// Types, estimates and order of work, one line an operator.
  std::string explain() const;

  /// Runs all statements; `each` is called for every answer as soon as it is there, and stops the run by returning
  /// false. An Error for what stopped it (kCancelled, kTimeout, kBudget, kIo, a missing parameter: kUsage). A failed
  /// expectation is in its Answer and the summary; the run goes on.
  Result<RunSummary> run(const RunOptions& options, const std::function<bool(const Answer&)>& each);

 private:
  friend class Case;
  struct Impl;
  explicit Prepared(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

struct CaseInfo {
  std::string path;
  std::uint64_t file_bytes = 0, replica_bytes = 0, raw_bytes = 0;
  std::uint64_t generation = 0;
  std::uint64_t components = 0;                              // connected components of the observed links
  std::vector<std::pair<std::string, std::uint64_t>> nodes;  // type, how many
  std::vector<std::pair<std::string, std::uint64_t>> links;  // relation, how many
  struct Source {
    std::string name;
    std::uint64_t lookups = 0;
  };
  std::vector<Source> sources;
  std::vector<std::pair<std::string, std::uint64_t>> sets;  // name, members
  std::optional<Time> last_ingest;
};

/// What Case::compact() did.
struct CompactReport {
  std::uint64_t segments_before = 0, segments_after = 0;  // stretches of facts, each packed by itself
  std::uint64_t bytes_before = 0, bytes_after = 0;        // of the case, without its cache
  std::string room_kept;  // why room that is free now is not given back yet; empty: it is
};

/// One open case. See the head of this file.
class Case {
 public:
  static Result<std::unique_ptr<Case>> open(const std::string& path, const OpenOptions& options);
  ~Case();
  Case(const Case&) = delete;
  Case& operator=(const Case&) = delete;

  const std::string& path() const;
  bool readOnly() const;
  /// Things to know about how it opened: replica rebuilt, read-only medium.
  const std::vector<Notice>& notices() const;

  Result<IngestReport> ingest(const std::vector<std::string>& paths, const IngestOptions& options,
                              std::optional<Time> now = {}, const IngestProgress& progress = {});

  /// Reads, binds and plans; never fails otherwise than by diagnostics. `name` is what messages call the text; `folder`
  /// is where `include` and `read` look, empty: the current one. `script_name` is the name under which runs of a script
  /// without a `query` header are kept, for `since last run`; empty: they are not kept.
  Prepared prepare(std::string_view text, std::string_view name = "query", std::string_view folder = "",
                   std::string_view script_name = "");

  /// SQL over the case's nodes, links, observations, properties and lookups as tables that can only be read (the
  /// manual's part on sql lists the columns). Each statement's answer goes to `each`, which stops by returning false.
  /// Of the options timeout, limit and budget count: without `budget = false` a statement gives at most a million rows.
  /// kSyntax for what is no SQL or does more than read; else as Prepared::run.
  Result<RunSummary> sql(std::string_view text, const RunOptions& options,
                         const std::function<bool(const Answer&)>& each);

  /// Keeps values under a name for this Case object only (`@pasted`). Values that are nothing are returned.
  std::vector<std::string> keepSet(const std::string& name, const std::vector<std::string>& values);

  /// With components: counts connected components as well, which walks the whole graph.
  Result<CaseInfo> info(bool with_components = false);
  /// Everything that is wrong, a sentence each; with `repair`, the replica is rebuilt when it is damaged.
  Result<std::vector<std::string>> check(bool repair);
  /// Brings together what many small batches wrote, and gives free room back to the file system. No answer, batch,
  /// chain hash or export changes. It is done whole or not at all; others may read the case meanwhile. kBusy (another
  /// writer), kFull, kReadOnly.
  Result<CompactReport> compact();
  /// Pins the lists shipped with this program (suffixes, redaction) in place of the case's own.
  Result<void> refreshLists();

  /// Changes the list behind the ready set `@noise/NAME`, by the text of a file: one entry a line, or a MISP warning
  /// list. kForget gives it back as it ships, and `text` does not matter. The case keeps the change; the entries that
  /// are none are returned with the reason, and the others are taken. kInvalidValue for a name that no set can have,
  /// kReadOnly.
  enum class ListChange : std::uint8_t { kExtend, kReplace, kForget };
  Result<std::vector<std::string>> changeNoise(const std::string& name, ListChange change, std::string_view text,
                                               std::optional<Time> now = {});

  /// The whole case as facts, one JSON object a line, in pieces: lookups with their raw records, facts, sets. A new
  /// case that ingests it answers as this one does; docs/language.md says what is not carried. Returns the number of
  /// lines.
  Result<std::uint64_t> exportFacts(const std::function<Result<void>(std::string_view)>& write);

  /// The schema as tables: all types, or one type's relations and properties. kUnknownName with a suggestion.
  Result<Table> schema(std::string_view type = "");
  /// The sets of the case: name, members, types.
  Table sets();
  /// The values with the most holders: relation, value, holders, apexes, and whether `excluding hubs` leaves them out.
  /// Of one relation, or of all; at most `limit` a relation. kUnknownName with a suggestion.
  Result<Table> hubs(std::string_view relation = "", std::uint64_t limit = 10);
  /// Takes back the last write of the analyst's (a saved set, tags, links) by a write of its own: nothing is erased,
  /// and `as known at` still sees it. Says what was taken back. kNotFound when there is none left, kReadOnly.
  Result<std::string> undo(std::optional<Time> now = {});

  /// The sources of the case: source, lookups, observations (that stand), retracted, first_fetched, last_fetched.
  Result<Table> sources();
  /// What one source gave, by kind of lookup, file and outcome. kUnknownName with a suggestion.
  Result<Table> source(std::string_view name);
  /// Takes back all that a source said and that still stands, by a write that undo() takes back; what others say as
  /// well stands by their word. `name` is a source's, else that of a file of source(), or the end of its path, or
  /// "lookup:12"; what other lookups of the same source say then stands too. Says what was done; where nothing stands,
  /// nothing is written. kUnknownName, kUsage (several files end so), kReadOnly.
  Result<std::string> retractSource(std::string_view name, std::optional<Time> now = {});

  /// Words that may follow `text` up to its end, best first, each with a short remark ("71 values"): for completion.
  struct Completion {
    std::string text, remark;
  };
  std::vector<Completion> complete(std::string_view text);

  /// Stops whatever runs as soon as possible; when nothing runs, the next ingest, or the run of what was prepared last.
  /// A later prepare() forgets it. Async-signal-safe.
  void cancel() noexcept;

 private:
  friend class Prepared;
  struct Impl;
  explicit Case(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// ---- text without a case

/// The schema without a case: all types, or one type's relations and properties; `schema_file` adds the types and
/// relations of that file. Fails as Case::schema, and as the file.
Result<Table> schemaWords(std::string_view type = "", const std::string& schema_file = "");

/// Columns that a text takes on a terminal: 0 for combining marks, 2 for East Asian wide and emoji, else 1.
std::size_t displayWidth(std::string_view text);

/// What `clew formats` lists: name, title, sample.
Table formats();

/// Output forms: "table", "json", "jsonl", "csv", "markdown", ...; `why` says what a name is when it is no form yet.
struct RenderOptions {
  std::string format = "table";
  bool color = false;
  bool defang = false;
  std::size_t width = 0;         // terminal columns; 0: as wide as it needs
  std::uint64_t total_rows = 0;  // for "12 of 354 shown"; 0: all
};
std::vector<std::string> renderFormats();
/// Writes the table; every value made harmless for that form. Fails with kUnknownName or what `write` fails with.
Result<void> renderTable(const Table& table, const RenderOptions& options,
                         const std::function<Result<void>(std::string_view)>& write);
/// What a form cannot carry of the table, a sentence each, to be said beside it. Empty for most forms.
std::vector<std::string> renderLosses(const Table& table, const std::string& format);
/// Fails with kUsage where the file is a case, or any SQLite database, or the log beside one: what is written must
/// never take its place.
Result<void> mayReplace(const std::string& path);
/// Where what goes to `path` is written. -1: into the regular file that is or will be at `path`, which symbolic links
/// were followed in. Otherwise a descriptor, the caller's to close, of a pipe, a device or a stream such as
/// /dev/stdout, which is written in place. Fails for a folder.
Result<int> placeToWrite(std::string& path);
/// One cell as plain text, control characters made visible.
std::string cellText(const Cell& cell);
/// Any text made safe for a terminal.
std::string safeText(std::string_view text);
/// Whether a set can be called so, without the sign: letters, digits and _, joined by - and /, beginning with no digit.
bool isSetName(std::string_view name);
/// Reads a time as the language and the command line write it: "2022-10-18", "2022-10-18T08:00Z". The end of what it
/// names.
Result<Time> parseTime(std::string_view text);

/// For highlighting and completion at a prompt.
enum class TokenClass : std::uint8_t { kKeyword, kWord, kValue, kSet, kVariable, kOperator, kString, kComment, kError };
struct Token {
  TokenClass kind;
  std::size_t begin, end;
};
std::vector<Token> tokenize(std::string_view text);
/// True when more input is needed: an open parenthesis or quote, a line that ends in `|`, `->` or `with`.
bool isIncomplete(std::string_view text);
/// The values of a text of more than one line in which every line is only a value; else empty.
std::vector<std::string> pastedValues(std::string_view text);

struct FormatOptions {
  bool defang = false;  // literals so that nothing can be clicked; else refanged
};
struct Formatted {
  std::string text;  // empty when there are diagnostics
  std::vector<Diagnostic> diagnostics;
  std::string diagnostic_text;  // all of them as a person reads them
  bool ok() const { return diagnostics.empty(); }
};
/// A script in its canonical form: a stage a line where 100 columns do not hold it, comments kept, types of the
/// built-in schema in the plural when whole and in the singular before a value. Formatting it again changes nothing.
Formatted formatScript(std::string_view text, std::string_view name = "query", const FormatOptions& options = {});

/// Help by topic ("pivots", "time", "hubs", ...) as a terminal shows it, headings bold when `color`; without a topic
/// the list of topics. kUnknownName with a suggestion.
Result<std::string> help(std::string_view topic, bool color = false);
/// The topics, in the manual's order.
std::vector<std::string> helpTopics();

}  // namespace clew
