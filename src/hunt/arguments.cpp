#include "hunt/arguments.h"

#include <algorithm>

#include "binder/binder.h"
#include "common/text.h"
#include "model/dates.h"
#include "syntax/parse.h"

namespace clew::hunt {
namespace {

using binder::BoundTime;
using binder::BoundValue;

Error wrong(const std::string& name, const std::string& text, std::string_view what) {
  return Error(ErrorCode::kUsage, name + " takes " + std::string(what) + ", and " + quoted(text) + " is none");
}

/// The value that `text` is in the language, if it is one.
std::optional<syntax::Value> literalOf(const std::string& text) {
  const auto parsed = syntax::parse("let $value = " + text);
  if (!parsed.ok() || parsed.script.statements.size() != 1) return std::nullopt;
  const auto* let = std::get_if<syntax::LetScalarStatement>(&parsed.script.statements[0].node);
  const auto* value = let == nullptr ? nullptr : std::get_if<syntax::Value>(&let->value.node);
  return value == nullptr ? std::nullopt : std::optional<syntax::Value>(*value);
}

Result<BoundValue> scalarOf(const engine::Case& owner, const planner::ScalarSlot& slot, const std::string& text) {
  const std::string name = "$" + slot.name;
  if (slot.type == "text" || slot.type.empty()) return BoundValue{text, text};
  if (slot.type == "duration") {
    const auto value = literalOf(text);
    const auto* duration = value ? std::get_if<syntax::Duration>(&value->node) : nullptr;
    if (duration == nullptr) return wrong(name, text, "a length of time such as 7d");
    return binder::durationValue(*duration);
  }
  if (slot.type == "date" || slot.type == "time") {
    const auto value = literalOf(text);
    if (value)
      if (const auto* date = std::get_if<syntax::Date>(&value->node))
        return BoundValue{BoundTime{date->interval, text}, text};
    const auto read = model::readDate(text);
    if (!read) return wrong(name, text, "a date such as 2022-09-29");
    return BoundValue{BoundTime{*read, text}, text};
  }
  if (slot.type == "number") {
    if (const auto whole = parseInteger<std::int64_t>(text)) return BoundValue{*whole, text};
    if (const auto real = parseReal(text)) return BoundValue{*real, text};
    return wrong(name, text, "a number");
  }
  if (slot.type == "share") {
    const auto value = literalOf(text);
    const auto* percent = value ? std::get_if<syntax::Percent>(&value->node) : nullptr;
    if (percent == nullptr) return wrong(name, text, "a share such as 10%");
    return BoundValue{Share{percent->value}, text};
  }
  const auto type = owner.schema().typeNamed(slot.type);
  if (!type) return Error(ErrorCode::kInternal, name + " has no type");
  auto node = model::canonical(owner.schema(), owner.schema().storedType(*type), text);
  if (!node) return Error(ErrorCode::kUsage, name + ": " + node.error().message);
  return BoundValue{std::vector<model::NodeName>{node.value()}, text};
}

/// The node that `text` names among the types of the parameter; `trouble` is of the first that it might have been.
std::optional<model::NodeName> memberOf(const model::Schema& schema, const model::TypeSet& types, std::string_view text,
                                        std::optional<Error>& trouble) {
  constexpr std::size_t kFew = 4;
  if (types.count() > kFew) return model::classify(schema, text);
  for (std::size_t id = 0; id < schema.types().size(); ++id) {
    if (!types[id]) continue;
    auto read = model::canonical(schema, schema.storedType(static_cast<model::TypeId>(id)), text);
    if (read) return std::move(read.value());
    if (!trouble) trouble = read.error();
  }
  return std::nullopt;
}

/// Of a line of a file: the line itself, or else its fields that are members.
std::vector<model::NodeName> membersOnLine(const model::Schema& schema, const model::TypeSet& types,
                                           std::string_view line, std::optional<Error>& trouble) {
  if (auto whole = memberOf(schema, types, line, trouble)) return {std::move(*whole)};
  std::vector<model::NodeName> out;
  std::optional<Error> of_field;
  for (const std::string_view field : listedFields(line)) {
    if (auto name = memberOf(schema, types, field, of_field)) out.push_back(std::move(*name));
  }
  return out;
}

Result<execution::Arguments::SetArgument> setOf(engine::Case& owner, const planner::SetSlot& slot,
                                                const std::vector<std::string>& values, bool from_file) {
  std::vector<model::NodeName> out;
  const auto& schema = owner.schema();
  if (values.size() == 1 && values[0].starts_with('@')) {
    auto resolved = owner.namedSet(std::string_view(values[0]).substr(1));
    if (!resolved) return resolved.error();
    if (!resolved.value()) return Error(ErrorCode::kUsage, "@" + slot.name + ": there is no set " + quoted(values[0]));
    auto view = owner.view();
    if (!view) return view.error();
    if (auto fits = execution::checkMembers(**view, slot, resolved.value()->nodes); !fits) return fits.error();
    return execution::Arguments::SetArgument(std::move(resolved.value()->nodes));
  }
  bool is_table = false;  // its first line names the columns: of a row the first member counts
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string_view value = from_file ? withoutComment(values[i]) : std::string_view(values[i]);
    if (value.empty()) continue;
    std::optional<Error> trouble;
    std::vector<model::NodeName> found;
    if (from_file) {
      found = membersOnLine(schema, slot.types, value, trouble);
    } else if (auto name = memberOf(schema, slot.types, value, trouble)) {
      found.push_back(std::move(*name));
    }
    if (!found.empty()) {
      if (is_table) found.resize(1);
      std::move(found.begin(), found.end(), std::back_inserter(out));
      continue;
    }
    if (from_file && i == 0 && value.find_first_of(",;\t") != value.npos) {
      is_table = true;
      continue;
    }
    return Error(ErrorCode::kUsage,
                 "@" + slot.name + ": " + (trouble ? trouble->message : quoted(value) + " names no node"));
  }
  return execution::Arguments::SetArgument(std::move(out));
}

/// Offers the parameter of the other kind or of nearly that name.
Error noParameter(const planner::Prepared& prepared, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& slot : prepared.sets)
    if (slot.is_param) names.push_back("@" + slot.name);
  for (const auto& slot : prepared.scalars)
    if (slot.is_param) names.push_back("$" + slot.name);
  Error error(ErrorCode::kUsage, "the script has no parameter " + name);
  const std::string other = (name[0] == '@' ? "$" : "@") + name.substr(1);
  const auto near = std::find(names.begin(), names.end(), other) != names.end() ? std::optional<std::string>(other)
                                                                                : closest(name, names);
  if (near) {
    const bool set = near->front() == '@';
    error.withHint("--set " + (set ? *near + "=FILE" : near->substr(1) + "=VALUE"));
  }
  if (names.empty()) return error.withNote("it takes none");
  return error.withNote("its parameters are: " + join(names, ", "));
}

}  // namespace

Result<execution::Arguments> argumentsOf(engine::Case& owner, const planner::Prepared& prepared,
                                         const ScriptOptions& options) {
  execution::Arguments out;
  for (const auto& [name, text] : options.values) {
    const auto slot = std::find_if(prepared.scalars.begin(), prepared.scalars.end(),
                                   [&name = name](const auto& one) { return one.is_param && one.name == name; });
    if (slot == prepared.scalars.end()) return noParameter(prepared, "$" + name);
    auto value = scalarOf(owner, *slot, text);
    if (!value) return value.error();
    out.scalars.emplace(name, std::move(value.value()));
  }
  for (const auto& [name, values] : options.sets) {
    const auto slot = std::find_if(prepared.sets.begin(), prepared.sets.end(),
                                   [&name = name](const auto& one) { return one.is_param && one.name == name; });
    if (slot == prepared.sets.end()) return noParameter(prepared, "@" + name);
    auto value = setOf(owner, *slot, values, options.set_origins.contains(name));
    if (!value) return value.error();
    out.sets.emplace(name, std::move(value.value()));
  }
  for (const auto& slot : prepared.scalars)
    if (slot.is_param && !slot.fallback && !out.scalars.contains(slot.name))
      return Error(ErrorCode::kUsage,
                   "the script needs $" + slot.name + (slot.help.empty() ? "" : " (" + slot.help + ")"))
          .withId("E608")
          .at(slot.span)
          .withHint("--set " + slot.name + "=VALUE");
  for (const auto& slot : prepared.sets)
    if (slot.is_param && !slot.fallback && !out.sets.contains(slot.name))
      return Error(ErrorCode::kUsage,
                   "the script needs @" + slot.name + (slot.help.empty() ? "" : " (" + slot.help + ")"))
          .withId("E608")
          .at(slot.span)
          .withHint("--set @" + slot.name + "=FILE");
  return out;
}

}  // namespace clew::hunt
