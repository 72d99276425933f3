#include <algorithm>
#include <tuple>

#include "common/files.h"
#include "common/hash.h"
#include "common/text.h"
#include "execution/executor.h"
#include "hunt/corrected_line.h"
#include "hunt/script.h"
#include "planner/planner.h"
#include "render/render.h"
#include "syntax/ast_printer.h"
#include "syntax/parse.h"
#include "syntax/usage.h"

namespace clew::hunt {
namespace {

std::string pathIn(const std::string& folder, std::string_view path) {
  if (folder.empty() || (!path.empty() && path.front() == '/')) return std::string(path);
  return folder + "/" + std::string(path);
}

/// No such set, no such parameter. The hint is planned alone, and the script may have made them above it.
bool isAboutScript(const Error& error) {
  return error.id == "E204" || error.id == "E209";
}

/// A statement of another language, translated word for word, may speak of what the schema does not know.
void checkTranslation(Error& error, const planner::PlannerInput& input) {
  if (error.hint.empty()) return;
  const auto planned = planner::plan(syntax::parse(error.hint).script, input);
  const auto trouble = std::find_if_not(planned.errors.begin(), planned.errors.end(), isAboutScript);
  if (trouble == planned.errors.end()) return;
  error.withNote("it would be `" + error.hint + "`, but: " + trouble->message);
  error.hint.clear();
}

/// Whether a corrected line works, or leads to one that does by the corrections that it is given itself.
bool leadsToWork(std::string line, const planner::PlannerInput& input) {
  constexpr int kMostCorrections = 3;
  for (int i = 0; i < kMostCorrections; ++i) {
    auto parsed = syntax::parse(line);
    std::vector<Error> errors = std::move(parsed.diagnostics);
    auto planned = planner::plan(parsed.script, input);
    for (Error& error : planned.errors) errors.push_back(std::move(error));
    if (errors.empty()) return true;
    if (errors.size() > 1) return false;
    if (isAboutScript(errors[0])) return true;
    if (errors[0].fix) errors[0].hint.clear();
    correctLine(errors[0], {{"", line}});
    if (errors[0].hint.empty()) return false;
    line = std::move(errors[0].hint);
  }
  return false;
}

/// The grammar offers `@iocs` for any set of the analyst's: in a case that has none of that name it is the largest of
/// those it has.
void nameSet(std::string& hint, std::string_view typed, const model::Catalog& catalog) {
  constexpr std::string_view kAnySet = "@iocs";
  if (!contains(hint, kAnySet) || contains(typed, kAnySet)) return;
  auto sets = catalog.sets();
  // a name is data that anybody may have written, and what is offered is typed: shipped sets and odd names are left out
  std::erase_if(sets, [](const auto& set) {
    const auto plain = [](char c) { return isAlnum(c) || c == '-' || c == '_'; };
    return set.name.empty() || !isAlpha(set.name.front()) || !std::all_of(set.name.begin(), set.name.end(), plain);
  });
  const bool as_it_is = std::any_of(sets.begin(), sets.end(), [](const auto& set) { return set.name == "iocs"; });
  if (sets.empty() || as_it_is) return;
  const auto largest = std::max_element(sets.begin(), sets.end(), [](const auto& a, const auto& b) {
    return std::tie(a.members, b.name) < std::tie(b.members, a.name);
  });
  const std::string instead = "@" + largest->name;
  for (std::size_t at = hint.find(kAnySet); at != hint.npos; at = hint.find(kAnySet, at + instead.size()))
    hint.replace(at, kAnySet.size(), instead);
}

/// The grammar does not know the schema: a line that reads well may ask for what is not there, and is no help then.
void checkHint(Error& error, const planner::PlannerInput& input) {
  const bool part = error.hint.starts_with("...") || error.hint.ends_with("...");
  if (!error.hint.empty() && !part && !leadsToWork(error.hint, input)) error.hint.clear();
}

}  // namespace

PreparedScript prepareScript(engine::Case& owner, std::string_view text, std::string_view name, std::string_view folder,
                             std::string_view script_name) {
  PreparedScript out;
  out.folder = std::string(folder);
  out.sources.push_back({std::string(name), std::string(text)});
  auto parsed = syntax::parse(out.sources[0].text, 0);
  std::vector<Error> errors = std::move(parsed.diagnostics);
  if (auto view = owner.view(); !view) {
    out.errors.push_back(view.error());
    return out;
  }
  planner::PlannerInput input;
  input.catalog = &owner.catalog();
  input.script_name = script_name;
  input.print = [](const syntax::Query& query) { return syntax::print(query); };
  input.print_statement = [](const syntax::Statement& statement) {
    syntax::Script one;
    one.statements.push_back(statement);
    return std::string(trim(syntax::print(one)));
  };
  input.check_regex = [](std::string_view pattern) -> std::optional<std::string> {
    auto checked = execution::checkRegex(pattern);
    return checked ? std::nullopt : std::optional<std::string>(checked.error().message);
  };
  input.check_format = render::checkFormat;
  input.include = [&](std::string_view path) -> Result<syntax::Script> {
    auto content = readFile(pathIn(out.folder, path), syntax::kMaxScriptBytes);
    if (!content) return content.error();
    const auto number = static_cast<std::uint32_t>(out.sources.size());
    out.sources.push_back({std::string(path), std::move(content.value())});
    auto included = syntax::parse(out.sources.back().text, number);
    for (auto& error : included.diagnostics) errors.push_back(std::move(error));
    return std::move(included.script);
  };
  input.saved_query = [&](std::string_view query) -> Result<std::optional<syntax::Script>> {
    const std::string file = std::string(query) + ".clew";
    for (const std::string& path : {pathIn(out.folder, file), pathIn(out.folder, "queries/" + file)}) {
      if (query.find_first_of("/\\") != query.npos || !fileExists(path)) continue;
      auto script = input.include(path.starts_with(out.folder + "/") ? path.substr(out.folder.size() + 1) : path);
      if (!script) return script.error();
      return std::optional<syntax::Script>(std::move(script.value()));
    }
    return std::optional<syntax::Script>();
  };
  const bool one_statement = parsed.statements == 1;
  const std::size_t read_errors = errors.size();
  out.text_hash = sha256Hex(syntax::print(parsed.script));
  auto planned = planner::plan(parsed.script, input);
  out.prepared = std::move(planned.prepared);
  for (auto& error : planned.errors) errors.push_back(std::move(error));
  std::stable_sort(errors.begin(), errors.end(), [](const Error& a, const Error& b) {
    const auto place = [](const Error& error) {
      return error.span ? std::pair{error.span->source, error.span->begin} : std::pair{0U, 0U};
    };
    return place(a) < place(b);
  });
  // nothing else is read for the sake of a hint, and what it would say of itself is not said
  input.include = [](std::string_view) { return Result<syntax::Script>(syntax::Script()); };
  input.saved_query = [](std::string_view) { return Result<std::optional<syntax::Script>>(std::nullopt); };
  for (Error& error : errors) {
    const bool whole = error.hint.empty() ? error.fix.has_value() : read_errors > 0;
    correctLine(error, out.sources);
    nameSet(error.hint, text, owner.catalog());
    if (error.id != "E105" && whole && one_statement && errors.size() == 1) checkHint(error, input);
    if (error.id == "E105") checkTranslation(error, input);
  }
  for (Error& error : errors) syntax::addUsage(error);
  for (Error& error : out.prepared.unbounded) correctLine(error, out.sources);
  out.errors = std::move(errors);
  if (out.errors.empty()) out.plain = execution::PlainPivot::of(out.prepared, owner.schema());
  return out;
}

}  // namespace clew::hunt
