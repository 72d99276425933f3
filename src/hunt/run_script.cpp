#include <algorithm>
#include <map>
#include <tuple>

#include "common/files.h"
#include "common/hash.h"
#include "common/text.h"
#include "engine/store_evidence.h"
#include "execution/executor.h"
#include "hunt/arguments.h"
#include "hunt/runs.h"
#include "hunt/script.h"
#include "planner/planner.h"
#include "render/render.h"

namespace clew::hunt {
namespace {

constexpr std::size_t kMaxReadBytes = std::size_t{64} << 20;

class ScriptFiles : public model::FileSource {
 public:
  explicit ScriptFiles(std::string folder) : folder_(std::move(folder)) {}
  Result<std::string> readText(std::string_view path, std::size_t limit) const override {
    const std::string whole =
        folder_.empty() || path.starts_with('/') ? std::string(path) : folder_ + "/" + std::string(path);
    return readFile(whole, std::min(limit, kMaxReadBytes));
  }

 private:
  std::string folder_;
};

/// Writes go to the store at once, a batch each; sets saved here are seen by later statements of the same script.
class CaseWrites : public execution::WriteTarget {
 public:
  CaseWrites(engine::Case& owner, const graph::GraphView& view, const ScriptOptions& options)
      : owner_(owner), view_(view), options_(options) {}

  Result<void> saveSet(std::string_view name, const std::vector<model::NodeName>& members,
                       std::string_view statement) override {
    if (auto allowed = allow(members.size(), "save " + counted(members.size(), "node") + " as @" + std::string(name));
        !allowed)
      return allowed;
    storage::Batch batch = begin(statement);
    batch.sets.push_back({std::string(name), members});
    auto receipt = owner_.append(batch);
    if (!receipt) return receipt.error();
    saved_[std::string(name)] = members;
    return {};
  }
  std::optional<std::size_t> sizeOfSet(std::string_view name) const override {
    if (const auto saved = saved_.find(std::string(name)); saved != saved_.end()) return saved->second.size();
    const auto sets = owner_.store().sets();
    if (!sets) return std::nullopt;  // the save itself tells what is wrong
    const auto standing = std::find_if(sets->begin(), sets->end(), [&](const auto& set) { return set.name == name; });
    return standing == sets->end() ? std::nullopt : std::optional<std::size_t>(standing->members.size());
  }
  Result<void> tag(std::string_view tag, const std::vector<model::NodeName>& nodes,
                   std::string_view statement) override {
    if (nodes.empty()) return {};  // a scheduled script that found nothing leaves no batch
    if (auto allowed = allow(nodes.size(), "tag " + counted(nodes.size(), "node") + " as " + std::string(tag));
        !allowed)
      return allowed;
    auto tag_node = model::canonical(owner_.schema(), owner_.schema().known().tag, tag);
    if (!tag_node) return tag_node.error();
    storage::Batch batch = begin(statement);
    model::LookupFacts facts = factsOf("analyst", "tag", tag_node->name, statement);
    std::string content(tag_node->name);
    for (const auto& node : nodes) {
      content += '\n' + owner_.schema().type(node.type).name + ' ' + node.name;
      model::LinkFact link;
      link.from = node;
      link.relation = owner_.schema().knownRelations().tag;
      link.to = tag_node.value();
      link.seen.first = link.seen.last = options_.now;
      facts.facts.push_back({std::move(link), 0});
    }
    auto newest = owner_.store().newest();
    if (!newest) return newest.error();
    facts.lookup.sha256 = sha256Hex(newest->chain + '\n' + content);
    batch.lookups.push_back(std::move(facts));
    auto receipt = owner_.append(batch);
    if (!receipt) return receipt.error();
    for (const auto& fact : batch.lookups.front().facts) says(std::get<model::LinkFact>(fact.body), "analyst", true);
    return {};
  }
  Result<void> note(std::string_view text, const std::vector<model::NodeName>& nodes,
                    std::string_view statement) override {
    if (auto allowed = allow(nodes.size(), "note " + counted(nodes.size(), "node")); !allowed) return allowed;
    if (nodes.empty()) return {};
    const auto property = owner_.schema().propertyNamed("note");
    if (!property) return Error(ErrorCode::kInternal, "the schema has no notes");
    model::LookupFacts facts = factsOf("analyst", "note", "", statement);
    for (const auto& node : nodes) {
      model::PropertyFact note;
      note.of = node;
      note.property = *property;
      note.value = text;
      note.seen.first = note.seen.last = options_.now;
      facts.facts.push_back({std::move(note), 0});
    }
    return append(std::move(facts), statement, "");
  }

  Result<void> untag(std::string_view tag, const std::vector<model::NodeName>& nodes,
                     std::string_view statement) override {
    if (auto allowed =
            allow(nodes.size(), "take the tag " + std::string(tag) + " from " + counted(nodes.size(), "node"));
        !allowed)
      return allowed;
    auto tag_node = model::canonical(owner_.schema(), owner_.schema().known().tag, tag);
    if (!tag_node) return tag_node.error();
    model::LookupFacts facts = factsOf("analyst", "untag", tag_node->name, statement);
    for (const auto& node : nodes) {
      model::LinkFact link;
      link.from = node;
      link.relation = owner_.schema().knownRelations().tag;
      link.to = tag_node.value();
      facts.facts.push_back(
          {model::RetractionFact{model::RetractionFact::What(std::move(link)), "analyst", options_.now, ""}, 0});
    }
    for (const auto& fact : facts.facts)
      says(std::get<model::LinkFact>(*std::get<model::RetractionFact>(fact.body).what), "analyst", false);
    return append(std::move(facts), statement, "");
  }
  Result<void> addLink(const model::LinkFact& link, std::string_view source, std::string_view because,
                       std::string_view statement) override {
    if (auto allowed = allow(1, "add a link"); !allowed) return allowed;
    model::LookupFacts facts = factsOf(source, "add", link.from.name, statement);
    facts.facts.push_back({link, 0});
    says(link, source, true);
    return append(std::move(facts), statement, because);
  }
  Result<void> retractLink(const model::LinkFact& link, const std::vector<std::string>& sources,
                           std::string_view because, std::string_view statement) override {
    if (auto allowed = allow(1, "retract a link"); !allowed) return allowed;
    model::LookupFacts facts = factsOf("analyst", "retract", link.from.name, statement);
    for (const auto& source : sources)
      facts.facts.push_back(
          {model::RetractionFact{model::RetractionFact::What(link), source, options_.now, std::string(because)}, 0});
    for (const auto& source : sources) says(link, source, false);
    return append(std::move(facts), statement, because);
  }
  void amend(const model::LinkFact& link, std::vector<std::string>& sources) const override {
    const auto found = said_.find(keyOf(link));
    if (found == said_.end()) return;
    for (const auto& [source, stands] : found->second) {
      std::erase(sources, source);
      if (stands) sources.push_back(source);
    }
  }

  std::optional<graph::NodeSet> savedSet(std::string_view name) const {
    const auto found = saved_.find(name);
    if (found == saved_.end()) return std::nullopt;
    graph::NodeSet out;
    for (const auto& member : found->second)
      if (const auto node = view_.find(member.type, member.name)) out.push_back(*node);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

 private:
  Result<void> allow(std::size_t rows, const std::string& what) const {
    if (owner_.readOnly()) {
      Error error = owner_.readOnlyError();
      return error.withNote("the script wants to " + what);
    }
    if (!options_.may_write)
      return Error(ErrorCode::kReadOnly, "writes are not allowed here: the script wants to " + what);
    constexpr std::size_t kAskAbove = 100;
    if (rows > kAskAbove && options_.confirm_write && !options_.confirm_write(rows, what))
      return Error(ErrorCode::kReadOnly, "nothing was written");
    return {};
  }
  storage::Batch begin(std::string_view statement, std::string_view because = "") const {
    storage::Batch batch;
    batch.learnt = options_.now;
    batch.note = {"analyst", std::string(statement), std::string(because)};
    return batch;
  }
  model::LookupFacts factsOf(std::string_view source, std::string_view kind, std::string_view subject,
                             std::string_view statement) const {
    model::LookupFacts facts;
    facts.lookup.provider = source;
    facts.lookup.kind = kind;
    facts.lookup.subject = subject;
    facts.lookup.fetched = options_.now;
    facts.lookup.from = std::string(statement);
    return facts;
  }
  /// The state is part of what tells two writes apart: the same statement may be meant again after it was taken back.
  Result<void> append(model::LookupFacts facts, std::string_view statement, std::string_view because) {
    auto newest = owner_.store().newest();
    if (!newest) return newest.error();
    facts.lookup.sha256 = sha256Hex(newest->chain + '\n' + std::string(statement));
    storage::Batch batch = begin(statement, because);
    batch.lookups.push_back(std::move(facts));
    auto receipt = owner_.append(batch);
    if (!receipt) return receipt.error();
    return {};
  }

  using LinkKey = std::tuple<model::TypeId, std::string, model::RelationId, model::TypeId, std::string>;
  static LinkKey keyOf(const model::LinkFact& link) {
    return {link.from.type, link.from.name, link.relation, link.to.type, link.to.name};
  }
  /// A write that fails ends the run, so what is noted here was written.
  void says(const model::LinkFact& link, std::string_view source, bool stands) {
    said_[keyOf(link)][std::string(source)] = stands;
  }

  engine::Case& owner_;
  const graph::GraphView& view_;
  const ScriptOptions& options_;
  std::map<LinkKey, std::map<std::string, bool>> said_;  // what the run wrote of links: stated, or taken back
  std::map<std::string, std::vector<model::NodeName>, std::less<>> saved_;
};

Result<void> writeOutput(const execution::OutputRequest& request, CancelToken& cancel) {
  render::Options options;
  options.format = request.format;
  std::string bytes;
  auto rendered = render::render(request.table, options, [&](std::string_view part) -> Result<void> {
    bytes.append(part);
    return cancel.check();
  });
  if (!rendered) return rendered.error();
  return writeFileAtomically(*request.file, bytes);
}

/// Seconds of an operator without those of the operators below it.
std::vector<OperatorCost> costsOf(const std::vector<execution::OperatorProfile>& profile, const model::Schema& schema) {
  std::vector<OperatorCost> out;
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const auto& one = profile[i];
    double own = one.seconds;
    for (std::size_t below = i + 1; below < profile.size() && profile[below].depth > one.depth; ++below)
      if (profile[below].depth == one.depth + 1) own -= profile[below].seconds;
    const std::string text = one.plan != nullptr ? planner::operatorText(*one.plan, schema) : one.name;
    out.push_back({text, one.depth, one.rows, one.links, std::max(0.0, own)});
  }
  return out;
}

Result<ScriptAnswer> answerOf(execution::StatementResult&& result, const PreparedScript& script,
                              const ScriptOptions& options, CancelToken& cancel) {
  ScriptAnswer answer;
  const auto& statement = script.prepared.statements[result.statement];
  answer.text = statement.text;
  answer.failed = std::move(result.failed);
  for (auto& alert : result.alerts) answer.alerts.push_back({std::move(alert.level), std::move(alert.text)});
  answer.table = std::move(result.table);
  answer.total_rows = answer.table.rowCount();
  for (const auto& output : result.outputs) {
    answer.format = output.format;
    if (!output.file) continue;
    if (!answer.file.empty()) answer.table.notices.push_back({"N428", "wrote " + answer.file});
    answer.file = *output.file;
    if (auto written = writeOutput(output, cancel); !written) {
      Error error = written.error();
      return error.withId("E606").at(statement.span);
    }
  }
  if (options.limit && answer.file.empty()) answer.table.truncate(*options.limit);
  return answer;
}

/// The answer of a plain pivot by its short way; empty: it has none this time, or there is trouble to be told.
std::optional<ScriptAnswer> plainAnswer(const engine::Case& owner, const PreparedScript& script,
                                        const graph::GraphView& view, const ScriptOptions& options) {
  if (!script.plain || options.profile || options.timeout.count() > 0 || !options.sets.empty()) return std::nullopt;
  if (options.values.size() != (script.plain->parameter().empty() ? 0 : 1)) return std::nullopt;
  std::optional<Table> table;
  if (options.values.empty()) {
    table = script.plain->run(view);
  } else {
    const auto& [name, text] = *options.values.begin();
    if (name != script.plain->parameter()) return std::nullopt;
    const auto seed = model::canonical(owner.schema(), script.plain->parameterType(), text);
    if (seed) table = script.plain->run(view, *seed);
  }
  if (!table) return std::nullopt;
  ScriptAnswer answer;
  answer.table = std::move(*table);
  auto& notices = answer.table.notices;
  notices.insert(notices.begin(), script.prepared.notices.begin(), script.prepared.notices.end());
  answer.text = script.prepared.statements.front().text;
  answer.total_rows = answer.table.rowCount();
  if (options.limit) answer.table.truncate(*options.limit);
  return answer;
}

}  // namespace

Result<void> runScript(engine::Case& owner, const PreparedScript& script, const ScriptOptions& options,
                       const std::function<bool(ScriptAnswer&&)>& each) {
  auto view = owner.view();
  if (!view) return view.error();
  const std::shared_ptr<const graph::GraphView> state = view.value();
  if (!owner.cancelToken().shouldStop()) {
    if (auto answer = plainAnswer(owner, script, *state, options)) {
      const CancelTokenUse use(owner.cancelToken());
      each(std::move(*answer));
      return {};
    }
  }
  if (options.budget && !script.prepared.unbounded.empty()) return script.prepared.unbounded.front();
  auto arguments = argumentsOf(owner, script.prepared, options);
  if (!arguments) return arguments.error();
  const CancelTokenUse use(owner.cancelToken());
  if (options.timeout.count() > 0) owner.cancelToken().setTimeout(options.timeout);
  const ScriptFiles files(script.folder);
  const engine::StoreEvidence evidence(owner.store());
  CaseWrites writes(owner, *state, options);
  execution::Environment environment;
  environment.view = state.get();
  environment.suffixes = &owner.suffixes();
  environment.named_set = [&](std::string_view name) -> Result<graph::NodeSet> {
    if (auto saved = writes.savedSet(name)) return std::move(*saved);
    auto resolved = owner.namedSet(name);
    if (!resolved) return resolved.error();
    if (!resolved.value()) return Error(ErrorCode::kUnknownName, "there is no set `@" + std::string(name) + "`");
    return std::move(resolved.value()->nodes);
  };
  environment.files = &files;
  environment.evidence = &evidence;
  environment.writes = &writes;
  environment.cancel = &owner.cancelToken();
  if (!options.budget) environment.budget = {0, 0, 0};
  environment.past = [&](const graph::Knowledge& known) { return owner.pastView(known); };
  RunRecord record(owner, script, options, state->generation());
  auto last_run = record.last();
  if (!last_run) return last_run.error();
  if (last_run.value()) environment.last_run = &*last_run.value();
  environment.now = options.now;
  environment.require_known = options.require_known;
  execution::ScriptRun run(script.prepared, std::move(environment), std::move(arguments.value()));
  bool first = true;
  while (!run.done()) {
    auto result = run.next();
    if (!result) {
      record.failed();
      return result.error();
    }
    if (first) {
      auto& notices = result->table.notices;
      for (auto& notice : record.notices()) notices.push_back(notice);
      notices.insert(notices.begin(), script.prepared.notices.begin(), script.prepared.notices.end());
      first = false;
    }
    std::vector<OperatorCost> costs;
    if (options.profile) costs = costsOf(result->profile, owner.schema());
    auto answer = answerOf(std::move(result.value()), script, options, owner.cancelToken());
    if (!answer) {
      record.failed();
      return answer.error();
    }
    answer->costs = std::move(costs);
    if (!answer->failed.empty()) record.expectationFailed();
    if (!each(std::move(answer.value()))) {
      record.failed();
      return {};
    }
  }
  return record.finished(run.comparisons());
}

}  // namespace clew::hunt
