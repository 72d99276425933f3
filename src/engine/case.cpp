#include "engine/case.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "common/files.h"
#include "common/hash.h"
#include "common/text.h"
#include "engine/case_catalog.h"
#include "engine/undo.h"
#include "graph/replica.h"
#include "ingest/ingest.h"

namespace clew::engine {
namespace {

/// So many facts that are not in the replica yet are brought into it by the ingest itself.
constexpr std::uint64_t kFactsBuiltAtOnce = 200'000;

std::uint64_t factsOf(const IngestReport& report) {
  std::uint64_t facts = 0;
  for (const IngestFile& file : report.files) facts += file.facts;
  return facts;
}

constexpr std::size_t kMaxSchemaBytes = std::size_t{1} << 20;

bool canWriteBeside(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
  return ::access(folder.c_str(), W_OK) == 0;
}

/// Where the replica of a case lies: beside it, or in the user's cache folder when that place cannot be written.
std::string replicaPathFor(const std::string& case_path, const std::string& identity) {
  const std::string beside = case_path + ".clew-cache";
  if (canWriteBeside(case_path)) return beside;
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  std::string folder = cache != nullptr && *cache == '/' ? std::string(cache)
                       : home != nullptr                 ? std::string(home) + "/.cache"
                                                         : "";
  if (folder.empty() || !makeFolders(folder + "/clew")) return beside;
  return folder + "/clew/" + identity + ".clew-cache";
}

/// What a case keeps was whole when it was put there.
Error damagedList(const std::string& path, std::string_view what, const Error& trouble) {
  return Error(ErrorCode::kCorrupt, "the case " + path + " is damaged: its " + std::string(what) + " cannot be read")
      .withNote(trouble.message)
      .withHint("go back to a copy of it, or ingest its lookups into a new case");
}

}  // namespace

Time systemNow() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Case::~Case() = default;

Result<void> Case::loadSchema(const CaseOptions& options, const std::optional<std::string>& pinned,
                              std::string& to_pin) {
  std::string text = pinned.value_or("");
  std::string name = "the schema of the case";
  if (!options.schema_file.empty()) {
    auto read = readFile(options.schema_file, kMaxSchemaBytes);
    if (!read) return read.error();
    name = options.schema_file;
    if (text != read.value()) to_pin = read.value();
    text = std::move(read.value());
  }
  if (text.empty()) {
    schema_ = &model::Schema::builtin();
    return {};
  }
  auto schema = model::Schema::extended(text, name);
  if (!schema && options.schema_file.empty()) return damagedList(path_, "schema", schema.error());
  if (!schema) return schema.error();
  own_schema_ = std::make_unique<model::Schema>(std::move(schema.value()));
  schema_ = own_schema_.get();
  return {};
}

Result<void> Case::loadLists(bool fresh, Time now) {
  if (fresh && !store_->readOnly()) {
    for (const auto& [name, text] : {std::pair{"suffixes", model::Suffixes::shippedText()},
                                     std::pair{"redaction", model::RedactionList::shippedText()}}) {
      auto pinned = store_->pinList(name, text, now);
      if (!pinned) return pinned.error();
    }
  }
  const auto own_suffixes = ownList("suffixes", model::Suffixes::shippedText());
  if (!own_suffixes) return own_suffixes.error();
  suffixes_ = &model::Suffixes::shipped();
  own_suffixes_.reset();
  if (own_suffixes.value()) {
    auto own = model::Suffixes::fromText(*own_suffixes.value());
    if (!own) return damagedList(path_, "suffix list", own.error());
    own_suffixes_ = std::move(own.value());
    suffixes_ = own_suffixes_.get();
  }
  const auto own_redactions = ownList("redaction", model::RedactionList::shippedText());
  if (!own_redactions) return own_redactions.error();
  redactions_ = &model::RedactionList::shipped();
  own_redactions_.reset();
  if (own_redactions.value()) {
    auto own = model::RedactionList::fromText(*own_redactions.value());
    if (!own) return damagedList(path_, "list of redactions", own.error());
    own_redactions_ = std::move(own.value());
    redactions_ = own_redactions_.get();
  }
  return {};
}

Result<std::optional<std::string>> Case::ownList(std::string_view name, std::string_view shipped) const {
  const auto hash = store_->listHash(name);
  if (!hash) return hash.error();
  if (!hash.value() || *hash.value() == hash64(shipped)) return std::optional<std::string>();
  return store_->list(name);
}

Result<std::unique_ptr<Case>> Case::open(const std::string& path, const CaseOptions& options) {
  std::unique_ptr<Case> out(new Case());
  out->path_ = path;
  out->read_ahead_ = options.read_ahead;
  std::string schema_to_pin;
  if (!options.schema_file.empty()) {  // a file that is none leaves no case behind
    if (auto loaded = out->loadSchema(options, std::nullopt, schema_to_pin); !loaded) return loaded.error();
    schema_to_pin.clear();
  }
  const auto choose = [&](const std::optional<std::string>& pinned) -> Result<const model::Schema*> {
    if (auto loaded = out->loadSchema(options, pinned, schema_to_pin); !loaded) return loaded.error();
    return out->schema_;
  };
  auto store = storage::openSqliteStore(path, choose, {options.create, options.read_only});
  if (!store) return store.error();
  out->store_ = std::move(store.value());
  auto newest = out->store_->newest();
  if (!newest) return newest.error();
  const Time now = systemNow();
  const bool fresh = newest->generation == 0 && !out->store_->readOnly();
  if (auto lists = out->loadLists(fresh, now); !lists) return lists.error();
  if (!schema_to_pin.empty()) {
    auto pinned = out->store_->pinList("schema", schema_to_pin, now);
    if (!pinned) return pinned.error();
  }
  out->replica_path_ = replicaPathFor(path, out->store_->identity());
  out->catalog_ = std::make_unique<CaseCatalog>(*out);
  if (out->store_->readOnly() && !options.read_only) out->notices_.push_back({"N501", out->readOnlyError().message});
  return out;
}

Error Case::readOnlyError() const {
  return Error(ErrorCode::kReadOnly, "the case is open read-only: " + std::string(store_->whyReadOnly()));
}

Result<void> Case::openView() {
  graph::ReplicaOptions options;
  options.path = replica_path_;
  options.cancel = &cancel_;
  options.read_ahead = read_ahead_;
  graph::ReplicaReport report;
  const bool had_file = fileExists(replica_path_);
  auto view = graph::openReplica(*store_, *schema_, *suffixes_, *redactions_, options, &report);
  if (!view) return view.error();
  view_ = std::move(view.value());
  noteReplica(report, had_file);
  sets_loaded_ = false;
  resolved_.clear();
  return {};
}

void Case::noteReplica(const graph::ReplicaReport& report, bool had_file) {
  if (report.rebuilt && had_file && report.damaged)
    notices_.push_back(
        {"N502", "the replica beside the case was not usable (" + report.reason + ") and was built anew"});
  if (report.rebuilt && had_file && !isRegularFile(replica_path_))
    notices_.push_back({"N502", "the graph was built in memory, as its replica cannot be kept: " + report.reason});
}

Result<std::shared_ptr<const graph::GraphView>> Case::view() {
  const std::optional<storage::CommitMark> mark = store_->commitMark();
  if (view_ && mark && mark == view_mark_) return std::shared_ptr<const graph::GraphView>(view_);
  view_mark_.reset();
  auto newest = store_->newest();
  if (!newest) return newest.error();
  if (!view_ || view_->generation() != newest->generation)
    if (auto opened = openView(); !opened) return opened.error();
  if (view_->generation() == newest->generation) view_mark_ = mark;
  return std::shared_ptr<const graph::GraphView>(view_);
}

const model::Catalog& Case::catalog() const {
  return *catalog_;
}

Result<std::shared_ptr<const graph::GraphView>> Case::pastView(const graph::Knowledge& known) {
  constexpr std::size_t kKept = 4;
  auto newest = view();
  if (!newest) return newest;
  const storage::Generation generation = newest.value()->generation();
  const auto batches = store_->batches();
  if (!batches) return batches.error();
  const bool all = std::all_of(batches->begin(), batches->end(), [&](const storage::BatchInfo& batch) {
    return known.facts.knows(batch.learnt, batch.generation) && known.retractions.knows(batch.learnt, batch.generation);
  });
  if (all) return newest;
  std::erase_if(past_views_, [&](const PastView& past) { return past.generation != generation; });
  for (const PastView& past : past_views_)
    if (past.known == known) return past.view;
  auto built = graph::pastReplica(*store_, *schema_, *suffixes_, *redactions_, known, &cancel_);
  if (!built) return built.error();
  if (past_views_.size() >= kKept) past_views_.erase(past_views_.begin());
  past_views_.push_back({known, generation, std::move(built.value())});
  return past_views_.back().view;
}

Result<IngestReport> Case::ingest(const std::vector<std::string>& paths, const IngestOptions& options, Time now,
                                  const IngestProgress& progress) {
  if (store_->readOnly() && !options.dry_run) return readOnlyError();
  ingest::IngestContext context;
  context.store = options.dry_run ? nullptr : store_.get();
  context.schema = schema_;
  context.redactions = redactions_;
  context.suffixes = suffixes_;
  context.cancel = &cancel_;
  context.now = now;
  IngestOptions with_rejects = options;
  if (with_rejects.rejects.empty() && !options.dry_run) with_rejects.rejects = path_ + ".rejects.jsonl";
  auto report = ingest::ingest(paths, with_rejects, context, progress);
  // What was committed is there even when the rest failed or was interrupted; then nobody waits for the replica.
  if (options.dry_run || !report) return report;
  // The next question should not wait for the replica; but making one takes memory for every fact, and an ingest must
  // not, however long its files are.
  if (factsOf(*report) > kFactsBuiltAtOnce) {
    notices_.push_back({"N503", "the first question builds the graph of what came in, once"});
    return report;
  }
  graph::ReplicaOptions advance;
  advance.path = replica_path_;
  advance.cancel = &cancel_;
  graph::ReplicaReport made;
  const bool had_file = fileExists(replica_path_);
  const auto done =
      graph::advanceReplica(*store_, *schema_, *suffixes_, *redactions_, advance, kFactsBuiltAtOnce, &made);
  if (done) noteReplica(made, had_file);
  // All is taken in by then: whoever does not wait for the graph still gets the report.
  if (!done && done.error().code != ErrorCode::kCancelled) return done.error();
  return report;
}

Result<storage::Receipt> Case::append(const storage::Batch& batch) {
  return store_->append(batch);
}

Result<ResolvedSet> Case::resolve(const std::vector<model::NodeName>& members) {
  ResolvedSet out;
  for (const auto& member : members) {
    if (const auto node = view_->find(member.type, member.name)) {
      out.nodes.push_back(*node);
      out.types.set(view_->typeOf(*node));
    } else {
      const bool domain = member.type == schema_->known().host && suffixes_->apex(member.name) == member.name;
      out.types.set(domain ? schema_->known().domain : member.type);
      ++out.unknown;
    }
  }
  std::sort(out.nodes.begin(), out.nodes.end());
  out.nodes.erase(std::unique(out.nodes.begin(), out.nodes.end()), out.nodes.end());
  return out;
}

Result<std::optional<ResolvedSet>> Case::namedSet(std::string_view name) {
  auto current = view();
  if (!current) return current.error();
  if (const auto found = resolved_.find(name); found != resolved_.end())
    return std::optional<ResolvedSet>(found->second);
  auto members = membersOf(name);
  if (!members) return members.error();
  const model::NoiseList* noise = nullptr;
  if (name.starts_with(model::kNoisePrefix)) {
    const auto lists = this->noise();
    if (!lists) return lists.error();
    noise = lists.value()->find(name.substr(model::kNoisePrefix.size()));
  }
  if (noise == nullptr && !members.value()) return std::optional<ResolvedSet>();
  const std::vector<model::NodeName> named = std::move(members.value()).value_or(std::vector<model::NodeName>());
  auto out = noise != nullptr ? resolveNoise(*noise, named) : resolve(named);
  if (!out) return out.error();
  resolved_.emplace(std::string(name), out.value());
  return std::optional<ResolvedSet>(std::move(out.value()));
}

Result<std::optional<std::vector<model::NodeName>>> Case::membersOf(std::string_view name) {
  using Members = std::optional<std::vector<model::NodeName>>;
  if (const auto kept = kept_.find(name); kept != kept_.end()) return Members(kept->second);
  if (!sets_loaded_) {
    auto sets = standingSets(*store_);
    if (!sets) return sets.error();
    stored_sets_ = std::move(sets.value());
    sets_loaded_ = true;
  }
  const auto stored =
      std::find_if(stored_sets_.begin(), stored_sets_.end(), [&](const auto& set) { return set.name == name; });
  if (stored == stored_sets_.end()) return Members();
  auto names = store_->nodeNames(stored->members);
  if (!names) return names.error();
  return Members(std::move(names.value()));
}

std::vector<std::string> Case::setNames() {
  std::vector<std::string> out;
  if (view()) {
    if (!sets_loaded_) {
      auto sets = standingSets(*store_);
      if (sets) stored_sets_ = std::move(sets.value()), sets_loaded_ = true;
    }
    for (const auto& set : stored_sets_) out.push_back(set.name);
  }
  for (const auto& [name, members] : kept_) out.push_back(name);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

void Case::keepSet(const std::string& name, std::vector<model::NodeName> members) {
  kept_[name] = std::move(members);
  resolved_.erase(name);
}

Result<std::vector<std::string>> Case::check(bool repair) {
  auto troubles = store_->check();
  if (!troubles) return troubles.error();
  if (auto current = view(); !current) return current.error();
  const Result<void> whole = view_->verify();
  if (whole) return troubles;
  const bool only_the_replica = troubles->empty();
  troubles->push_back(whole.error().message);
  if (repair && only_the_replica) {
    view_.reset();
    if (auto removed = removeFile(replica_path_); !removed) return removed.error();
    if (auto opened = view(); !opened) return opened.error();
    troubles->push_back("the replica was built anew");
  }
  return troubles;
}

Result<void> Case::refreshLists(Time now) {
  for (const auto& [name, text] : {std::pair{"suffixes", model::Suffixes::shippedText()},
                                   std::pair{"redaction", model::RedactionList::shippedText()}}) {
    auto pinned = store_->pinList(name, text, now);
    if (!pinned) return pinned.error();
  }
  view_.reset();
  past_views_.clear();
  return loadLists(false, now);
}

}  // namespace clew::engine
