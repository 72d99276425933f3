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
    Form{"dot", writeDot},         Form{"svg", nullptr},    Form{"graphml", writeGraphMl},   Form{"gexf", nullptr},
    Form{"tree", nullptr},         Form{"html", writeHtml}, Form{"stix", writeStix},         Form{"misp", writeMisp},
    Form{"blocklist", nullptr},
};

const Form* formNamed(std::string_view name) {
  return std::find_if(kForms.begin(), kForms.end(), [&](const Form& each) { return each.name == name; });
}

}  // namespace

std::vector<std::string> formats() {
  std::vector<std::string> names;
  for (const Form& form : kForms) {
    if (form.sink != nullptr) names.emplace_back(form.name);
  }
  return names;
}

Result<void> checkFormat(std::string_view name) {
  const auto* const form = formNamed(name);
  if (form != kForms.end() && form->sink != nullptr) return {};
  const std::vector<std::string> names = formats();
  if (name == "facts") {
    return Error(ErrorCode::kUsage, "facts are what a whole case says, and an answer is none of them")
        .withId("E212")
        .withNote("all of the case's: `clew export CASE facts`")
        .withNote("forms of an answer: " + join(names, ", "));
  }
  if (form != kForms.end()) {
    return Error(ErrorCode::kNotYet, format("output as {} is not built yet", name))
        .withId("E212")
        .withNote("forms: " + join(names, ", "));
  }
  Error error(ErrorCode::kUnknownName, "there is no output form " + quoted(name));
  if (const auto near = closest(name, names)) error.withHint(format("did you mean '{}'?", *near));
  return error.withId("E212").withNote("forms: " + join(names, ", "));
}

Result<void> render(const Table& table, const Options& options, const Write& write) {
  if (auto known = checkFormat(options.format); !known) return known;
  Output out(write);
  formNamed(options.format)->sink(table, options, out);
  return out.finish();
}

std::vector<std::string> losses(const Table& table, std::string_view format) {
  if (format == "stix") return stixLosses(table);
  return format == "misp" ? mispLosses(table) : std::vector<std::string>();
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
