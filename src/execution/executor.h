// Runs prepared scripts over a view of the graph.
//
//   ScriptRun run(prepared, environment, arguments);
//   while (!run.done()) {
//     Result<StatementResult> result = run.next();
//     if (!result.ok()) return result.error();   // cancelled, out of budget, a value that cannot be used
//     show(result->table);
//   }
//
// `let` statements give no result of their own: their sets are worked out when first used, and once. Meaning of every
// operator: docs/language.md, "Constructs" and "Semantics".
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "clew/error.h"
#include "clew/table.h"
#include "common/cancel.h"
#include "graph/knowledge.h"
#include "graph/view.h"
#include "model/catalog.h"
#include "model/suffixes.h"
#include "planner/plan.h"

namespace clew::execution {

/// Where an observation was read from, as `why` shows it.
struct LookupEvidence {
  std::string provider;
  std::string kind;
  std::string file;  // file or URL
  Time fetched = kNoTime;
  /// Where the record stands in the file, from 1: its line in line formats, else the line or element that the answer
  /// is, else the index that the reader gave it; 0: the file is the record.
  std::uint32_t record = 0;
};

/// Knows the lookups behind observations. Asked only for rows that are shown.
class EvidenceSource {
 public:
  virtual ~EvidenceSource() = default;
  virtual std::optional<LookupEvidence> lookup(const graph::RawReference& where) const = 0;
  /// The text of exactly the record at a reference, at most `limit` bytes; empty when the case keeps none. Of an answer
  /// that is one document it is the part that begins with the object around `names` (as far as they are found).
  virtual std::optional<std::string> rawText(const graph::RawReference& where, std::size_t limit,
                                             std::span<const std::string_view> names) const = 0;
};

/// Takes what `save as`, `tag` and `note` write. A failure (also kCancelled, when the user says no) ends the script.
class WriteTarget {
 public:
  virtual ~WriteTarget() = default;
  virtual Result<void> saveSet(std::string_view name, const std::vector<model::NodeName>& members,
                               std::string_view statement) = 0;
  virtual Result<void> tag(std::string_view tag, const std::vector<model::NodeName>& nodes,
                           std::string_view statement) = 0;
  virtual Result<void> note(std::string_view text, const std::vector<model::NodeName>& nodes,
                            std::string_view statement) = 0;
  /// Members of the set that a save of that name replaces; empty: there is none.
  virtual std::optional<std::size_t> sizeOfSet(std::string_view name) const;
  // a target that has none of the following refuses them
  /// Takes back the analyst's own tag of nodes that have it.
  virtual Result<void> untag(std::string_view tag, const std::vector<model::NodeName>& nodes,
                             std::string_view statement);
  virtual Result<void> addLink(const model::LinkFact& link, std::string_view source, std::string_view because,
                               std::string_view statement);
  /// Takes back what these sources said of the link.
  virtual Result<void> retractLink(const model::LinkFact& link, const std::vector<std::string>& sources,
                                   std::string_view because, std::string_view statement);
  /// `sources` say the link in the view of the run; made to what is so after the run's own writes before.
  virtual void amend(const model::LinkFact& link, std::vector<std::string>& sources) const;
};

/// What `since last run` compares with.
struct LastRun {
  Time now = 0;
  std::uint64_t generation = 0;      // the state it saw
  std::vector<std::string> results;  // what ScriptRun::comparisons() gave then
};

/// What one statement may cost; 0 means no limit. Time is the cancel token's.
struct Budget {
  std::uint64_t links = 500'000'000;             // links walked
  std::uint64_t rows = 50'000'000;               // rows and nodes made by its operators
  std::uint64_t bytes = std::uint64_t{4} << 30;  // of rows and link indexes, about
};

/// What the engine injects. Pointers must outlive the run; those marked may be null.
struct Environment {
  const graph::GraphView* view = nullptr;
  const model::Suffixes* suffixes = nullptr;
  std::function<Result<graph::NodeSet>(std::string_view name)> named_set;  // `@name`; members resolved in the view
  const model::FileSource* files = nullptr;                                // null: `read` is refused
  const EvidenceSource* evidence = nullptr;                                // null: `why` shows no files
  WriteTarget* writes = nullptr;                                           // null: writes are refused
  const CancelToken* cancel = nullptr;                                     // may be null
  Budget budget;
  /// The graph as a part of the case knows it; empty: `as known at` and comparisons with a date are refused.
  std::function<Result<std::shared_ptr<const graph::GraphView>>(const graph::Knowledge&)> past;
  const LastRun* last_run = nullptr;  // null: this is the first
  Time now = 0;
  bool require_known = false;  // a literal that the graph lacks is an error
};

/// Values for a script's parameters, by name without sigil. What is not given takes its default, or the run fails.
struct Arguments {
  using SetArgument = std::variant<graph::NodeSet, std::vector<model::NodeName>>;
  std::map<std::string, binder::BoundValue, std::less<>> scalars;
  std::map<std::string, SetArgument, std::less<>> sets;
};

/// Whether the nodes may fill the parameter: each is stored as one of its types. The sentence (kUsage) names the first
/// that may not.
Result<void> checkMembers(const graph::GraphView& view, const planner::SetSlot& slot, const graph::NodeSet& nodes);

/// What one operator did, for `profile`.
struct OperatorProfile {
  const planner::PlanNode* plan = nullptr;  // of the prepared script
  std::string name;                         // "expand"
  int depth = 0;                            // 0: the statement's last operator
  std::uint64_t rows = 0;                   // that it gave
  std::uint64_t links = 0;                  // that it walked itself
  double seconds = 0;                       // with what it called
};

/// `as FORMAT [to "file"]`: what to write, rendered by the caller.
struct OutputRequest {
  std::string format;
  std::optional<std::string> file;
  Table table;  // filled with `file`, and for a form that draws a graph: its nodes and links
};

/// An alert that was raised.
struct RaisedAlert {
  std::string level;
  std::string text;  // filled in
};

struct StatementResult {
  std::size_t statement = 0;  // index in Prepared::statements
  Table table;                // its notices included; those of binding are with the first result
  /// Expectations that did not hold (kExpectation), in order: the message is the condition ("count = 71"), the first
  /// note what was found ("count is 70"), the hint the text given with it.
  std::vector<Error> failed;
  std::vector<RaisedAlert> alerts;
  std::vector<OutputRequest> outputs;    // in order; the last without a file is how the user wants the table
  std::vector<OperatorProfile> profile;  // outermost operator first
  bool wrote = false;                    // something was saved, tagged or noted
};

class Run;

/// One run of a script, statement by statement. Not thread-safe; the cancel token may be used from elsewhere.
/// `prepared` must outlive it.
class ScriptRun {
 public:
  ScriptRun(const planner::Prepared& prepared, Environment environment, Arguments arguments = {});
  ~ScriptRun();
  ScriptRun(ScriptRun&&) noexcept;
  ScriptRun& operator=(ScriptRun&&) noexcept;

  /// Whether no query is left to run.
  bool done() const;
  /// Runs up to and including the next query. After an error the run is done. A failed expectation is no error here:
  /// the table is given and the failures with it.
  Result<StatementResult> next();
  /// What the next run will compare with: one text a comparison with the last run, in order.
  std::vector<std::string> comparisons() const;

 private:
  std::unique_ptr<Run> run_;
};

/// Checks a regular expression as `~` will read it; the error is a sentence of its own, without place.
Result<void> checkRegex(std::string_view pattern);

}  // namespace clew::execution
