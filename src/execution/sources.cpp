#include "execution/sources.h"

#include <algorithm>

#include "common/format.h"
#include "common/text.h"
#include "execution/file_values.h"

namespace clew::execution {
namespace {

constexpr std::size_t kReadLimit = 64 << 20;
constexpr std::size_t kNamesInNotice = 3;

NodeSet asSet(std::vector<NodeId> nodes) {
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return nodes;
}

}  // namespace

void reportUnknown(Run& run, const std::vector<UnknownValue>& unknown) {
  if (unknown.empty()) return;
  std::string names;
  for (std::size_t i = 0; i < unknown.size() && i < kNamesInNotice; ++i) {
    names += (i == 0 ? "" : ", ") + quoted(unknown[i].text);
    if (unknown[i].meant) names += format(" (did you mean {}?)", quoted(*unknown[i].meant));
  }
  if (unknown.size() > kNamesInNotice) names += format(" and {} more", groupedDigits(unknown.size() - kNamesInNotice));
  const std::string text =
      format("{} {} not in the graph: {}", counted(unknown.size(), "value"), unknown.size() == 1 ? "is" : "are", names);
  if (run.environment().require_known) {
    run.fail(Error(ErrorCode::kUnknownName, text).withId("E206"));
  } else {
    run.notice("N401", text);
  }
}

Value LookupNodesOperator::execute() {
  std::vector<NodeId> nodes;
  std::vector<UnknownValue> unknown;
  for (const auto& literal : op_.literals) {
    if (!run_.goOn()) return SetValue{};
    const NodeSet found = resolve(literal, unknown);
    nodes.insert(nodes.end(), found.begin(), found.end());
  }
  reportUnknown(run_, unknown);
  SetValue out;
  out.nodes = asSet(std::move(nodes));
  run_.addSeeds(out.nodes);
  return out;
}

NodeSet LookupNodesOperator::resolve(const planner::LookupNodes::Literal& literal, std::vector<UnknownValue>& unknown) {
  NodeSet found;
  for (const model::NodeName& candidate : literal.candidates) {
    if (const auto node = run_.view().find(candidate.type, candidate.name)) found.push_back(*node);
  }
  if (literal.block) {
    for (const NodeId node : run_.view().inBlock(*literal.block)) found.push_back(node);
  }
  if (literal.prefix && !resolvePrefix(literal, found)) return {};
  if (literal.param) resolveParam(literal, found);
  found = asSet(std::move(found));
  if (found.empty() && literal.block && run_.view().find(run_.schema().known().net, model::blockText(*literal.block))) {
    run_.notice("N401", format("no known address lies in {0}; `net {0}` is the network itself", literal.text));
  } else if (found.empty() && !run_.failed()) {
    unknown.push_back({literal.text});
  }
  const bool one_meaning = !literal.block && !literal.param && literal.candidates.size() > 1;
  // of one type they are all meant: a URL without its scheme is both http and https
  const bool one_type = std::all_of(found.begin(), found.end(), [&](NodeId node) {
    return run_.view().typeOf(node) == run_.view().typeOf(found.front());
  });
  if (one_meaning && found.size() > 1 && !one_type) {
    std::vector<std::string> types;
    for (const NodeId node : found) types.push_back(run_.schema().type(run_.view().typeOf(node)).name);
    run_.fail(Error(ErrorCode::kInvalidValue, format("{} may be any of: {}", quoted(literal.text), join(types, ", ")))
                  .at(literal.span)
                  .withHint(format("say which: {} {}", types.front(), literal.text)));
  }
  return found;
}

bool LookupNodesOperator::resolvePrefix(const planner::LookupNodes::Literal& literal, NodeSet& found) {
  NodeSet matches;
  if (literal.prefix->type != model::kNoType) {
    matches = run_.view().withPrefix(literal.prefix->type, literal.prefix->name, 2);
  } else {  // a hash whose type was not said
    for (model::TypeId type = 0; type < run_.schema().types().size(); ++type) {
      const model::Form form = run_.schema().type(type).form;
      if (form != model::Form::kHash && form != model::Form::kCert && form != model::Form::kHashed) continue;
      matches = unite(matches, run_.view().withPrefix(type, literal.prefix->name, 2));
    }
  }
  if (matches.size() > 1) {
    run_.fail(Error(ErrorCode::kInvalidValue, format("{} is the beginning of more than one name", quoted(literal.text)))
                  .at(literal.span)
                  .withHint("write more of its digits"));
    return false;
  }
  found.insert(found.end(), matches.begin(), matches.end());
  return true;
}

void LookupNodesOperator::resolveParam(const planner::LookupNodes::Literal& literal, NodeSet& found) {
  const binder::BoundValue* value = run_.scalar(literal.param->index);
  if (value == nullptr) return;
  if (const auto* names = std::get_if<std::vector<model::NodeName>>(&value->value)) {
    for (const model::NodeName& name : *names) {
      if (const auto node = run_.view().find(name.type, name.name)) found.push_back(*node);
    }
    return;
  }
  if (const auto* block = std::get_if<model::Block>(&value->value)) {
    if (literal.param_type && *literal.param_type == run_.schema().known().net) {
      const auto net = run_.view().find(*literal.param_type, model::blockText(*block));
      if (net) found.push_back(*net);
      return;
    }
    found = unite(asSet(std::move(found)), run_.view().inBlock(*block));
    return;
  }
  const auto* text = std::get_if<std::string>(&value->value);
  if (text == nullptr) {
    run_.fail(Error(ErrorCode::kType, format("{} stands where a node is needed", quoted(value->text)))
                  .withId("E303")
                  .at(literal.span));
    return;
  }
  std::optional<model::NodeName> name;
  if (literal.param_type) {
    auto made = model::canonical(run_.schema(), *literal.param_type, *text);
    if (!made.ok()) {
      run_.fail(Error(made.error()).at(literal.span));
      return;
    }
    name = std::move(*made);
  } else {
    name = model::classify(run_.schema(), *text);
  }
  if (!name) return;
  if (const auto node = run_.view().find(name->type, name->name)) found.push_back(*node);
}

Value NodeScanOperator::execute() {
  std::uint64_t count = 0;
  for (model::TypeId type = 0; type < run_.schema().types().size(); ++type) {
    if (op_.types.test(type)) count += run_.view().countOf(type);
  }
  SetValue out;
  if (run_.chargeRows(count, sizeof(NodeId))) out.nodes = run_.view().ofTypes(op_.types);
  return out;
}

Value NamedSetOperator::execute() {
  Result<NodeSet> nodes = run_.namedSet(op_.name);
  if (!nodes.ok()) {
    run_.fail(nodes.error());
    return SetValue{};
  }
  SetValue out;
  out.nodes = std::move(*nodes);
  if (out.nodes.empty()) run_.notice("N408", format("the set `@{}` has no members in the graph", op_.name));
  run_.addSeeds(out.nodes);
  return out;
}

Value LocalSetOperator::execute() {
  SetValue out = run_.localSet(op_.index);
  run_.addSeeds(out.nodes);
  return out;
}

Value ReadFileOperator::execute() {
  const model::FileSource* files = run_.environment().files;
  if (files == nullptr) {
    run_.fail(Error(ErrorCode::kUsage, "files cannot be read here"));
    return SetValue{};
  }
  const Result<std::string> text = files->readText(op_.path, kReadLimit);
  if (!text.ok()) {
    Error error = text.error();
    run_.fail(std::move(error.withId("E607")));
    return SetValue{};
  }
  const FileContent content = valuesOfText(run_.schema(), *text);
  std::vector<NodeId> nodes;
  std::vector<UnknownValue> unknown;
  for (const model::NodeName& name : content.names) {
    if (!run_.goOn()) return SetValue{};
    if (const auto node = run_.view().find(name.type, name.name)) {
      nodes.push_back(*node);
    } else {
      unknown.push_back({name.name});
    }
  }
  if (content.refused > 0) {
    run_.notice("N409", format("{} of {} {} no value", counted(content.refused, "line"), quoted(op_.path),
                               content.refused == 1 ? "is" : "are"));
  }
  if (content.further > 0) {
    run_.notice("N437",
                format("{} in other columns of {} {} left out: the first value of each row counts",
                       counted(content.further, "value"), quoted(op_.path), content.further == 1 ? "is" : "are"));
  }
  reportUnknown(run_, unknown);
  SetValue out;
  out.nodes = asSet(std::move(nodes));
  run_.addSeeds(out.nodes);
  return out;
}

}  // namespace clew::execution
