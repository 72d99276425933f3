#include "render/render.h"

#include <algorithm>
#include <array>

#include "common/format.h"
#include "common/text.h"
#include "render/sink.h"

namespace clew::render {
namespace {

struct Form {
  std::string_view name;
  Sink sink;  // null: part of the language, not built yet
};

constexpr std::array kForms = {
    Form{"table", writeTextTable}, Form{"json", writeJson}, Form{"jsonl", writeJsonLines},   Form{"csv", writeCsv},
    Form{"tsv", writeTsv},         Form{"list", writeList}, Form{"markdown", writeMarkdown}, Form{"facts", nullptr},
    Form{"dot", writeDot},          Form{"svg", nullptr},    Form{"graphml", writeGraphMl},        Form{"gexf", nullptr},
    Form{"tree", nullptr},         Form{"html", nullptr},   Form{"stix", nullptr},           Form{"misp", nullptr},
    Form{"blocklist", nullptr},
};

}  // namespace

std::vector<std::string> formats() {
  std::vector<std::string> names;
  for (const Form& form : kForms) {
    if (form.sink != nullptr) names.emplace_back(form.name);
  }
  return names;
}

Result<void> render(const Table& table, const Options& options, const Write& write) {
  const auto* const form =
      std::find_if(kForms.begin(), kForms.end(), [&](const Form& each) { return each.name == options.format; });
  const std::vector<std::string> names = formats();
  if (form == kForms.end()) {
    Error error(ErrorCode::kUnknownName, "there is no output form " + quoted(options.format));
    if (const auto near = closest(options.format, names)) error.withHint(format("did you mean '{}'?", *near));
    return error.withNote("forms: " + join(names, ", "));
  }
  if (form->sink == nullptr) {
    return Error(ErrorCode::kNotYet, format("output as {} is not built yet", options.format))
        .withNote("forms: " + join(names, ", "));
  }
  Output out(write);
  form->sink(table, options, out);
  return out.finish();
}

std::vector<std::string> distinctNames(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) {
    std::string name = column.name;
    for (int copy = 2; std::find(names.begin(), names.end(), name) != names.end(); ++copy) {
      name = format("{}_{}", column.name, copy);
    }
    names.push_back(std::move(name));
  }
  return names;
}

std::string shownText(const Table& table, const Options& options) {
  if (options.total_rows <= table.rowCount()) return {};
  return format("{} of {} shown", groupedDigits(table.rowCount()), groupedDigits(options.total_rows));
}

std::string_view nothingText(const Table& table) {
  return table.kind == TableKind::kSet ? "nothing found" : "no rows";
}

}  // namespace clew::render
