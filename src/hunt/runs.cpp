#include "hunt/runs.h"

#include <algorithm>
#include <map>

#include "common/hash.h"
#include "common/json.h"
#include "common/text.h"
#include "common/time.h"

namespace clew::hunt {
namespace {

std::string resultText(const std::vector<std::string>& comparisons) {
  return jsonText(Json(comparisons));
}

std::vector<std::string> resultsOf(const std::string& text) {
  std::vector<std::string> out;
  const auto read = parseJson(text);
  if (!read || !read->is_array()) return out;
  for (const Json& one : *read) out.push_back(textOf(one));
  return out;
}

struct ValueText {
  const model::Schema& schema;
  std::string operator()(const std::vector<model::NodeName>& names) const {
    std::string out;
    for (const auto& name : names) out += (out.empty() ? "" : ",") + schema.type(name.type).name + " " + name.name;
    return out;
  }
  std::string operator()(const model::Block& block) const { return model::blockText(block); }
  std::string operator()(const std::string& text) const { return quoted(text); }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const { return std::to_string(value); }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(Seconds value) const { return std::to_string(value.value) + "s"; }
  std::string operator()(Share value) const { return std::to_string(value.value * 100) + "%"; }
  std::string operator()(const binder::BoundTime& time) const { return time.text; }
  std::string operator()(const binder::ParamRef&) const { return "?"; }
};

}  // namespace

RunRecord::RunRecord(engine::Case& owner, const PreparedScript& script, const ScriptOptions& options,
                     storage::Generation generation)
    : owner_(owner), script_(script), options_(options), generation_(generation) {}

/// "$age=604800s\n@actor=bear.txt", by name.
std::string RunRecord::arguments() const {
  std::map<std::string, std::string> texts;
  const planner::Prepared& prepared = script_.prepared;
  for (const auto& slot : prepared.scalars) {
    if (!slot.is_param) continue;
    const auto given = options_.values.find(slot.name);
    if (slot.fallback) texts["$" + slot.name] = std::visit(ValueText{owner_.schema()}, slot.fallback->value);
    if (given == options_.values.end()) continue;
    std::string text = given->second;
    if (slot.type == "duration") {
      // 7d and 168h are the same length of time
      static const std::map<char, std::int64_t> kUnits = {
          {'s', 1}, {'m', 60}, {'h', 3600}, {'d', kDay}, {'w', 7 * kDay}};
      const auto unit = text.empty() ? kUnits.end() : kUnits.find(text.back());
      const auto amount =
          text.empty() ? std::nullopt : parseInteger<std::int64_t>(std::string_view(text).substr(0, text.size() - 1));
      if (unit != kUnits.end() && amount) text = std::to_string(*amount * unit->second) + "s";
    } else if (slot.type == "text") {
      text = quoted(text);
    }
    texts["$" + slot.name] = text;
  }
  for (const auto& slot : prepared.sets) {
    if (!slot.is_param) continue;
    const auto given = options_.sets.find(slot.name);
    std::string text = "default";
    if (const auto origin = options_.set_origins.find(slot.name); origin != options_.set_origins.end()) {
      text = origin->second;
    } else if (given != options_.sets.end()) {
      std::vector<std::string> values = given->second;
      std::sort(values.begin(), values.end());
      text = values.size() == 1 ? values[0] : sha256Hex(join(values, "\n"));
    }
    texts["@" + slot.name] = text;
  }
  std::string out;
  for (const auto& [name, text] : texts) out += (out.empty() ? "" : "\n") + name + "=" + text;
  return out;
}

Result<std::optional<execution::LastRun>> RunRecord::last() {
  if (script_.prepared.name.empty()) return std::optional<execution::LastRun>();
  auto found = owner_.store().lastGoodRun(script_.prepared.name, arguments());
  if (!found) return found.error();
  if (!*found) return std::optional<execution::LastRun>();
  const storage::Run& run = **found;
  if (run.text_hash != script_.text_hash && script_.prepared.comparisons > 0) {
    notices_.push_back({"N434", "the script changed since its last run; it is compared with that run all the same"});
  }
  return std::optional(execution::LastRun{run.now, run.generation, resultsOf(run.result)});
}

Result<void> RunRecord::record(bool succeeded, const std::vector<std::string>& comparisons) {
  storage::Run run;
  run.query = script_.prepared.name;
  run.version = script_.prepared.version;
  run.text_hash = script_.text_hash;
  run.arguments = arguments();
  run.now = options_.now;
  run.finished = std::max(engine::systemNow(), options_.now);
  run.succeeded = succeeded;
  run.generation = generation_;
  run.result = resultText(comparisons);
  return owner_.store().recordRun(run);
}

void RunRecord::failed() {
  if (script_.prepared.name.empty() || owner_.readOnly()) return;
  (void)record(false, {});  // the trouble that ended the run is what the user must hear of
}

Result<void> RunRecord::finished(const std::vector<std::string>& comparisons) {
  if (script_.prepared.name.empty()) return {};
  if (owner_.readOnly()) {
    if (script_.prepared.comparisons == 0) return {};
    return Error(ErrorCode::kReadOnly, "the case is open read-only, so this run cannot be compared with by the next");
  }
  return record(sound_, comparisons);
}

}  // namespace clew::hunt
