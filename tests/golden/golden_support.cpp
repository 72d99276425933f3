#include "golden/golden_support.h"
#include "support/places.h"

#include <catch2/catch.hpp>

namespace clew::test {

std::unique_ptr<Case> newCase(const std::string& path) {
  OpenOptions options;
  options.create = true;
  auto opened = Case::open(path, options);
  INFO((opened.ok() ? std::string() : opened.error().message));
  REQUIRE(opened.ok());
  return std::move(opened).value();
}

IngestReport mustIngest(Case& into, const std::vector<std::string>& paths, const IngestOptions& options) {
  auto report = into.ingest(paths, options);
  INFO((report.ok() ? std::string() : report.error().message));
  REQUIRE(report.ok());
  for (const auto& file : report->files) {
    INFO(file.path);
    CHECK(file.error.empty());
    CHECK_FALSE(file.format.empty());
  }
  for (const auto& reject : report->rejects) FAIL_CHECK(reject.file << ":" << reject.position << ": " << reject.reason);
  return std::move(report).value();
}

ScriptRun runScript(Case& on, const std::string& text, const std::string& name, const RunOptions& options,
                    const std::string& script_name) {
  ScriptRun out;
  Prepared script = on.prepare(text, name, checkoutFile("queries"), script_name);
  if (!script.ok()) {
    out.trouble = script.diagnosticText();
    return out;
  }
  auto ran = script.run(options, [&](const Answer& answer) {
    out.answers.push_back(answer);
    return true;
  });
  if (ran.ok()) {
    out.summary = *ran;
  } else {
    out.trouble = ran.error().message;
  }
  return out;
}

std::int64_t numberOf(Case& on, const std::string& query, const RunOptions& options) {
  const ScriptRun run = runScript(on, query, "query", options);
  INFO(query << '\n' << run.trouble);
  REQUIRE(run.trouble.empty());
  REQUIRE(run.answers.size() == 1);
  const Table& table = run.answers.back().table;
  REQUIRE(table.rowCount() == 1);
  REQUIRE(table.columns.size() == 1);
  const auto* number = std::get_if<std::int64_t>(&table.at(0, 0).value);
  REQUIRE(number != nullptr);
  return *number;
}

std::vector<std::string> columnOf(const Table& table, std::size_t column) {
  std::vector<std::string> out;
  for (std::size_t row = 0; row < table.rowCount(); ++row) out.push_back(cellText(table.at(row, column)));
  return out;
}

}  // namespace clew::test
