#include <algorithm>

#include "api/impl.h"
#include "common/files.h"
#include "common/text.h"
#include "engine/export_facts.h"
#include "engine/hubs.h"
#include "engine/sources.h"
#include "engine/sql.h"
#include "engine/undo.h"
#include "graph/algorithms.h"
#include "hunt/completion.h"

namespace clew {

Case::Case(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Case::~Case() = default;

Result<std::unique_ptr<Case>> Case::open(const std::string& path, const OpenOptions& options) {
  auto owner = engine::Case::open(path, {options.create, options.read_only, options.schema_file, options.read_ahead});
  if (!owner) return owner.error();
  auto impl = std::make_unique<Impl>();
  impl->owner = std::move(owner.value());
  return std::unique_ptr<Case>(new Case(std::move(impl)));
}

const std::string& Case::path() const {
  return impl_->owner->path();
}
bool Case::readOnly() const {
  return impl_->owner->readOnly();
}
const std::vector<Notice>& Case::notices() const {
  return impl_->owner->notices();
}
void Case::cancel() noexcept {
  impl_->owner->cancelToken().cancel();
}

Result<IngestReport> Case::ingest(const std::vector<std::string>& paths, const IngestOptions& options,
                                  std::optional<Time> now, const IngestProgress& progress) {
  const CancelTokenUse use(impl_->owner->cancelToken());
  return impl_->owner->ingest(paths, options, now.value_or(engine::systemNow()), progress);
}

Prepared Case::prepare(std::string_view text, std::string_view name, std::string_view folder,
                       std::string_view script_name) {
  impl_->owner->cancelToken().reset();
  auto impl = std::make_unique<Prepared::Impl>();
  impl->owner = impl_->owner.get();
  impl->script = hunt::prepareScript(*impl_->owner, text, name, folder, script_name);
  return Prepared(std::move(impl));
}

Result<RunSummary> Case::sql(std::string_view text, const RunOptions& options,
                             const std::function<bool(const Answer&)>& each) {
  constexpr std::uint64_t kMostRows = 1'000'000;
  CancelToken& cancel = impl_->owner->cancelToken();
  const CancelTokenUse use(cancel);
  if (options.timeout.count() > 0) cancel.setTimeout(options.timeout);
  storage::SqlOptions how;
  how.limit = options.limit.value_or(0);
  how.budget = options.budget ? kMostRows : 0;
  how.cancel = &cancel;
  RunSummary summary;
  const auto done = engine::runSql(*impl_->owner, text, how, [&](const storage::SqlAnswer& from) {
    Answer answer;
    answer.table = from.table;
    answer.text = from.text;
    answer.total_rows = from.total_rows;
    ++summary.answers;
    return each ? each(answer) : true;
  });
  if (!done) return done.error();
  return summary;
}

std::vector<std::string> Case::keepSet(const std::string& name, const std::vector<std::string>& values) {
  std::vector<std::string> nothing;
  std::vector<model::NodeName> members;
  for (const auto& value : values) {
    if (auto node = model::classify(impl_->owner->schema(), value))
      members.push_back(std::move(*node));
    else
      nothing.push_back(value);
  }
  if (!members.empty() || values.empty()) impl_->owner->keepSet(name, std::move(members));
  return nothing;
}

Result<CaseInfo> Case::info(bool with_components) {
  auto& owner = *impl_->owner;
  auto view = owner.view();
  if (!view) return view.error();
  auto stats = owner.store().stats();
  if (!stats) return stats.error();
  CaseInfo info;
  info.path = owner.path();
  info.file_bytes = stats->file_bytes;
  info.raw_bytes = stats->raw_bytes;
  info.replica_bytes = fileSize(owner.replicaPath());
  info.generation = view.value()->generation();
  const auto& schema = owner.schema();
  for (std::size_t id = 0; id < schema.types().size(); ++id)
    if (const auto count = view.value()->countOf(static_cast<model::TypeId>(id)); count > 0)
      info.nodes.emplace_back(schema.types()[id].name, count);
  for (std::size_t id = 0; id < schema.relations().size(); ++id) {
    const auto& relation = schema.relations()[id];
    // what services show is counted of them
    if (!relation.isStated() || relation.derivation == model::Derivation::kOfServices) continue;
    const auto count = view.value()->linkCount(static_cast<model::RelationId>(id));
    if (count == 0) continue;
    const auto seen =
        std::find_if(info.links.begin(), info.links.end(), [&](const auto& one) { return one.first == relation.name; });
    if (seen != info.links.end())
      seen->second += count;
    else
      info.links.emplace_back(relation.name, count);
  }
  auto sources = owner.store().sources();
  if (!sources) return sources.error();
  for (const auto& source : sources.value())
    info.sources.push_back(
        {source.name, source.id < stats->lookups_of_source.size() ? stats->lookups_of_source[source.id] : 0});
  std::sort(info.sources.begin(), info.sources.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  for (const std::string& name : owner.setNames())
    if (const auto set = owner.catalog().set(name)) info.sets.emplace_back(name, set->members);
  auto newest = owner.store().newest();
  if (newest && newest->generation > 0) info.last_ingest = newest->learnt;
  if (with_components) info.components = graph::components(*view.value()).sizes.size();
  return info;
}

Result<std::vector<std::string>> Case::check(bool repair) {
  return impl_->owner->check(repair);
}

Result<CompactReport> Case::compact() {
  const auto done = impl_->owner->compact();
  if (!done) return done.error();
  return CompactReport{done->segments_before, done->segments_after, done->bytes_before, done->bytes_after,
                       done->room_kept};
}

Result<void> Case::refreshLists() {
  return impl_->owner->refreshLists(engine::systemNow());
}

Result<std::vector<std::string>> Case::changeNoise(const std::string& name, ListChange change, std::string_view text,
                                                   std::optional<Time> now) {
  engine::Case& owner = *impl_->owner;
  if (owner.readOnly()) return owner.readOnlyError();
  model::NoiseFile file;
  if (change != ListChange::kForget) {
    auto read = model::readNoiseFile(owner.schema(), text);
    if (!read) return read.error();
    file = std::move(read.value());
    if (file.entries.empty()) {  // a list of nothing would let everything through
      Error error(ErrorCode::kInvalidValue,
                  "no entry of the list can be taken, so @noise/" + name + " stays as it was");
      if (!file.refused.empty()) error.withNote(file.refused.front());
      return error;
    }
  } else {
    const auto lists = owner.noise();
    if (!lists) return lists.error();
    if (lists.value()->find(name) == nullptr) {
      std::vector<std::string> names;
      for (const auto& [list, entries] : lists.value()->all()) names.push_back(list);
      Error error(ErrorCode::kUnknownName, "there is no ready set @noise/" + name);
      if (const auto near = closest(name, names)) error.withHint("did you mean '" + *near + "'?");
      return error;
    }
  }
  const auto how = change == ListChange::kExtend    ? model::NoiseChange::kExtend
                   : change == ListChange::kReplace ? model::NoiseChange::kReplace
                                                    : model::NoiseChange::kForget;
  auto done = owner.changeNoise(name, how, file.entries, now.value_or(engine::systemNow()));
  if (!done) return done.error();
  return std::move(file.refused);
}

Result<std::uint64_t> Case::exportFacts(const std::function<Result<void>(std::string_view)>& write) {
  const CancelTokenUse use(impl_->owner->cancelToken());
  return engine::exportFacts(impl_->owner->store(), impl_->owner->schema(), &impl_->owner->cancelToken(), write);
}

Result<Table> Case::hubs(std::string_view relation, std::uint64_t limit) {
  return engine::hubTable(*impl_->owner, relation, limit);
}

Result<std::string> Case::undo(std::optional<Time> now) {
  return engine::undoLastWrite(*impl_->owner, now.value_or(engine::systemNow()));
}

Result<Table> Case::sources() {
  return engine::sourceTable(*impl_->owner);
}

Result<Table> Case::source(std::string_view name) {
  return engine::sourceTable(*impl_->owner, name);
}

Result<std::string> Case::retractSource(std::string_view name, std::optional<Time> now) {
  return engine::retractSource(*impl_->owner, name, now.value_or(engine::systemNow()));
}

Table Case::sets() {
  Table table;
  table.columns = {{"set", ColumnType::kText}, {"members", ColumnType::kInteger}, {"types", ColumnType::kText}};
  // the view first: types are its business
  if (!impl_->owner->view()) return table;
  for (const std::string& name : impl_->owner->setNames()) {
    const auto set = impl_->owner->catalog().set(name);
    if (!set) continue;
    std::vector<std::string> types;
    for (std::size_t id = 0; id < impl_->owner->schema().types().size(); ++id)
      if (set->types[id]) types.push_back(impl_->owner->schema().types()[id].plural);
    table.push("@" + name);
    table.push(static_cast<std::int64_t>(set->members));
    table.push(join(types, ", "));
  }
  return table;
}

std::vector<Case::Completion> Case::complete(std::string_view text) {
  std::vector<Completion> out;
  for (auto& word : hunt::completions(*impl_->owner, text))
    out.push_back({std::move(word.text), std::move(word.remark)});
  return out;
}

}  // namespace clew
