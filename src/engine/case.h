// One open case with all of its stages: the store, the view of its graph, the lists it pins, its sets. The only room
// that knows every stage; the public interface is a thin layer over it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clew/error.h"
#include "clew/ingest.h"
#include "common/cancel.h"
#include "graph/replica.h"
#include "graph/view.h"
#include "model/catalog.h"
#include "model/noise.h"
#include "model/redaction.h"
#include "model/schema.h"
#include "model/suffixes.h"
#include "storage/store.h"

namespace clew::engine {

struct CaseOptions {
  bool create = false;
  bool read_only = false;
  std::string schema_file;
  bool read_ahead = true;  // clew::OpenOptions
};

/// A set of the case or of this process, resolved in the view.
struct ResolvedSet {
  graph::NodeSet nodes;
  model::TypeSet types;
  std::uint64_t unknown = 0;  // members that the graph does not hold
};

/// Used by one thread; cancelToken() may be used from anywhere.
class Case {
 public:
  /// Fails as storage::openSqliteStore does, and for a schema file that cannot be read or contradicts the case's.
  static Result<std::unique_ptr<Case>> open(const std::string& path, const CaseOptions& options);
  ~Case();
  Case(const Case&) = delete;
  Case& operator=(const Case&) = delete;

  const std::string& path() const { return path_; }
  bool readOnly() const { return store_->readOnly(); }
  /// kReadOnly, with the reason: what a write fails with.
  Error readOnlyError() const;
  const std::vector<Notice>& notices() const { return notices_; }

  storage::Store& store() { return *store_; }
  const storage::Store& store() const { return *store_; }
  const model::Schema& schema() const { return *schema_; }
  const model::Suffixes& suffixes() const { return *suffixes_; }
  const model::RedactionList& redactions() const { return *redactions_; }
  CancelToken& cancelToken() { return cancel_; }

  /// The newest state of the graph; a new view when the store has moved on, by this process or another.
  Result<std::shared_ptr<const graph::GraphView>> view();
  /// The graph as a part of the case's batches makes it; the newest view where that is all of them. The last few are
  /// kept.
  Result<std::shared_ptr<const graph::GraphView>> pastView(const graph::Knowledge& known);
  /// What binding asks; holds for the view of the last call of view().
  const model::Catalog& catalog() const;

  Result<IngestReport> ingest(const std::vector<std::string>& paths, const IngestOptions& options, Time now,
                              const IngestProgress& progress);

  /// By name: one kept in this process, else one of the case; `noise/NAME` is what the list of that name means, and a
  /// set of that name adds to it. Empty when there is none.
  Result<std::optional<ResolvedSet>> namedSet(std::string_view name);
  std::vector<std::string> setNames();
  /// Keeps nodes under a name for this process only.
  void keepSet(const std::string& name, std::vector<model::NodeName> members);

  /// Appends and makes the next view() see it.
  Result<storage::Receipt> append(const storage::Batch& batch);
  /// Store, replica and their agreement; a sentence for each trouble. `repair` rebuilds the replica.
  Result<std::vector<std::string>> check(bool repair);
  /// What the store's compact() says.
  Result<storage::Compaction> compact() { return store_->compact(); }
  Result<void> refreshLists(Time now);
  /// The ready sets' lists, as the case changed them; read when first asked for. Fails with what the store fails with,
  /// or kInvalidValue for a list that a newer Clew wrote. The case keeps them.
  Result<const model::NoiseLists*> noise();
  /// Changes a list of the case's own; model::withNoise says how. The case keeps it.
  Result<void> changeNoise(std::string_view name, model::NoiseChange change, const std::vector<std::string>& entries,
                           Time now);
  const std::string& replicaPath() const { return replica_path_; }

 private:
  class CaseCatalog;
  Case() = default;
  Result<void> loadLists(bool fresh, Time now);
  /// The text that the case pins under that name; empty when it is the one that ships.
  Result<std::optional<std::string>> ownList(std::string_view name, std::string_view shipped) const;
  Result<void> loadSchema(const CaseOptions& options, const std::optional<std::string>& pinned, std::string& to_pin);
  Result<void> openView();
  /// Says what the user should know of it.
  void noteReplica(const graph::ReplicaReport& report, bool had_file);
  /// The members of a set kept in this process or of the case; empty when there is none.
  Result<std::optional<std::vector<model::NodeName>>> membersOf(std::string_view name);
  Result<ResolvedSet> resolveNoise(const model::NoiseList& list, const std::vector<model::NodeName>& members);
  Result<ResolvedSet> resolve(const std::vector<model::NodeName>& members);

  std::string path_;
  std::string replica_path_;
  bool read_ahead_ = true;
  std::unique_ptr<model::Schema> own_schema_;
  const model::Schema* schema_ = nullptr;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<model::Suffixes> own_suffixes_;
  const model::Suffixes* suffixes_ = nullptr;
  std::unique_ptr<model::RedactionList> own_redactions_;
  const model::RedactionList* redactions_ = nullptr;
  std::optional<model::NoiseLists> noise_;
  std::shared_ptr<const graph::Replica> view_;
  std::optional<storage::CommitMark> view_mark_;  // of the store when view_ was found to be the newest
  struct PastView {
    graph::Knowledge known;
    storage::Generation generation = 0;
    std::shared_ptr<const graph::GraphView> view;
  };
  std::vector<PastView> past_views_;  // newest last
  std::unique_ptr<CaseCatalog> catalog_;
  std::map<std::string, std::vector<model::NodeName>, std::less<>> kept_;
  std::vector<storage::StoredSet> stored_sets_;
  bool sets_loaded_ = false;
  std::map<std::string, ResolvedSet, std::less<>> resolved_;
  std::vector<Notice> notices_;
  CancelToken cancel_;
};

/// Seconds since 1970, now.
Time systemNow();

}  // namespace clew::engine
