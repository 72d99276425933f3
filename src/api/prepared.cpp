#include <algorithm>

#include "api/impl.h"
#include "common/text.h"
#include "common/utf8.h"
#include "planner/planner.h"
#include "syntax/diagnostic_printer.h"
#include "syntax/usage.h"

namespace clew {

Diagnostic diagnosticOf(const Error& error, const std::vector<hunt::SourceText>& sources) {
  Diagnostic out;
  out.error = error;
  if (!error.span || error.span->source >= sources.size()) {
    if (!sources.empty()) out.source_name = sources[0].name;
    return out;
  }
  const auto& source = sources[error.span->source];
  out.source_name = source.name;
  const std::string_view before =
      std::string_view(source.text).substr(0, std::min<std::size_t>(error.span->begin, source.text.size()));
  out.line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const auto line_begin = before.rfind('\n');
  const std::string_view in_line = line_begin == std::string_view::npos ? before : before.substr(line_begin + 1);
  out.column = toUtf32(in_line).size() + 1;
  return out;
}

Prepared::Prepared(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Prepared::Prepared(Prepared&&) noexcept = default;
Prepared& Prepared::operator=(Prepared&&) noexcept = default;
Prepared::~Prepared() = default;

bool Prepared::ok() const {
  return impl_->script.errors.empty();
}

const std::vector<Diagnostic>& Prepared::diagnostics() const {
  if (impl_->diagnostics.empty())
    for (const auto& error : impl_->script.errors)
      impl_->diagnostics.push_back(diagnosticOf(error, impl_->script.sources));
  return impl_->diagnostics;
}

std::vector<Diagnostic> Prepared::warnings() const {
  std::vector<Diagnostic> out;
  for (const auto& error : impl_->script.prepared.unbounded) out.push_back(diagnosticOf(error, impl_->script.sources));
  return out;
}

std::string Prepared::diagnosticText() const {
  std::vector<syntax::SourceText> sources;
  for (const auto& source : impl_->script.sources) sources.push_back({source.name, source.text});
  constexpr std::size_t kMostDrawn = 20;
  const auto& errors = impl_->script.errors;
  std::string out;
  for (std::size_t i = 0; i < errors.size() && i < kMostDrawn; ++i) out += syntax::drawDiagnostic(errors[i], sources);
  if (errors.size() > kMostDrawn) out += "and " + counted(errors.size() - kMostDrawn, "more error") + "\n";
  return out;
}

std::string Prepared::drawn(const Error& error) const {
  std::vector<syntax::SourceText> sources;
  for (const auto& source : impl_->script.sources) sources.push_back({source.name, source.text});
  return syntax::drawDiagnostic(error, sources);
}

std::string_view Prepared::title() const {
  return impl_->script.prepared.title;
}

std::vector<Prepared::Parameter> Prepared::parameters() const {
  std::vector<Parameter> out;
  for (const auto& slot : impl_->script.prepared.sets) {
    if (!slot.is_param) continue;
    std::string types;
    const auto& schema = impl_->owner->schema();
    for (std::size_t id = 0; id < schema.types().size() && types.empty(); ++id)
      if (slot.types[id] && (schema.types()[id].parent == model::kNoType || !slot.types[schema.types()[id].parent]))
        types = schema.types()[id].plural;
    out.push_back({"@" + slot.name, types, slot.help, slot.fallback == nullptr});
  }
  for (const auto& slot : impl_->script.prepared.scalars)
    if (slot.is_param) out.push_back({"$" + slot.name, slot.type, slot.help, !slot.fallback});
  return out;
}

std::string_view Prepared::every() const {
  return impl_->script.prepared.every_text;
}

std::string_view Prepared::writes() const {
  const auto& statements = impl_->script.prepared.statements;
  const auto first = std::find_if(statements.begin(), statements.end(), [](const auto& one) { return one.writes; });
  return first == statements.end() ? std::string_view() : first->text;
}

std::string Prepared::explain() const {
  std::string out = planner::printPlan(impl_->script.prepared, impl_->owner->schema());
  for (const auto& error : impl_->script.prepared.unbounded)
    out += "refused as long as there is a budget: " + error.message + "\n";
  return out;
}

Result<RunSummary> Prepared::run(const RunOptions& options, const std::function<bool(const Answer&)>& each) {
  if (!ok()) return impl_->script.errors.front();
  const hunt::ScriptOptions script_options{.now = options.now ? *options.now : engine::systemNow(),
                                           .values = options.values,
                                           .sets = options.sets,
                                           .set_origins = options.set_origins,
                                           .timeout = options.timeout,
                                           .limit = options.limit,
                                           .require_known = options.require_known,
                                           .may_write = options.may_write && !impl_->owner->readOnly(),
                                           .budget = options.budget,
                                           .profile = options.profile,
                                           .confirm_write = options.confirm_write};
  RunSummary summary;
  auto done = hunt::runScript(*impl_->owner, impl_->script, script_options, [&](hunt::ScriptAnswer&& from) {
    Answer answer;
    answer.table = std::move(from.table);
    answer.text = std::move(from.text);
    answer.total_rows = from.total_rows;
    answer.format = std::move(from.format);
    answer.file = std::move(from.file);
    for (auto& cost : from.costs)
      answer.costs.push_back({std::move(cost.text), cost.depth, cost.rows, cost.links, cost.seconds});
    for (const auto& failed : from.failed)
      answer.failed.push_back(
          {failed.message, failed.hint, failed.notes.empty() ? "" : failed.notes.front(), failed.span});
    for (auto& alert : from.alerts) answer.alerts.push_back({std::move(alert.level), std::move(alert.text)});
    summary.alerts += answer.alerts.size();
    ++summary.answers;
    summary.failed_expectations += answer.failed.size();
    return each ? each(answer) : true;
  });
  if (!done) {
    Error error = done.error();
    syntax::addUsage(error);
    return error;
  }
  return summary;
}

}  // namespace clew
