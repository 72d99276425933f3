// Messages of a case that wants a folder, a user or a size of its own; those of a query alone stand in
// tests/golden/constructs/told.txt.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "golden/golden_support.h"
#include "support/process.h"

namespace clew::test {
namespace {

bool says(const std::vector<Notice>& notices, std::string_view id) {
  return std::any_of(notices.begin(), notices.end(), [&](const Notice& one) { return one.id == id; });
}

std::vector<std::string> errorsOf(Case& on, const std::string& text, const std::string& folder) {
  std::vector<std::string> out;
  const Prepared script = on.prepare(text, "query", folder);
  for (const Diagnostic& one : script.diagnostics()) out.push_back(one.error.id);
  return out;
}

TEST_CASE("a saved query says which parameters it has, and which it lacks") {
  const TemporaryFolder folder;
  const auto on = newCase(folder.file("case.db"));
  folder.write("asked.clew", "param @of: domains\nparam $for: duration\n@of -> ip since $for\n");
  const auto errors = [&](const std::string& text) { return errorsOf(*on, text, folder.path()); };
  CHECK(errors("@asked(@of = a.example, $for = 7d)").empty());
  CHECK(errors("@asked(@of = a.example)") == std::vector<std::string>{"E215"});
  CHECK(errors("@asked($for = 7d)") == std::vector<std::string>{"E215"});
  CHECK(errors("@asked(@of = a.example, $for = 7d, $colour = 7d)") == std::vector<std::string>{"E215"});
}

TEST_CASE("a saved query as a source gives all that it finds, and that is told") {
  const TemporaryFolder folder;
  const auto on = newCase(folder.file("case.db"));
  folder.write("fresh.clew", "domains | new since last run\n");
  Prepared script = on->prepare("@fresh()", "query", folder.path());
  INFO(script.diagnosticText());
  REQUIRE(script.ok());
  std::vector<Notice> told;
  REQUIRE(script.run({}, [&](const Answer& answer) {
    told.insert(told.end(), answer.table.notices.begin(), answer.table.notices.end());
    return true;
  }));
  CHECK(says(told, "N431"));
}

TEST_CASE("a damaged cache is told of with its number") {
  const TemporaryFolder folder;
  const std::string path = folder.file("case.db");
  mustIngest(*newCase(path), {folder.write("names.txt", "a.example\nb.example\n")});
  REQUIRE(numberOf(*newCase(path), "domains | count") == 2);
  const std::string cache = path + ".clew-cache";
  std::filesystem::resize_file(cache, std::filesystem::file_size(cache) / 2);
  const auto on = newCase(path);
  CHECK(numberOf(*on, "domains | count") == 2);
  CHECK(says(on->notices(), "N502"));
}

TEST_CASE("a large ingest leaves the graph to the first question, and that is told") {
  constexpr int kNames = 200'001;
  const TemporaryFolder folder;
  std::string names;
  for (int i = 0; i < kNames; ++i) names += "n" + std::to_string(i) + ".example\n";
  const auto on = newCase(folder.file("case.db"));
  IngestOptions options;
  options.list = "many";
  mustIngest(*on, {folder.write("names.txt", names)}, options);
  CHECK(says(on->notices(), "N503"));
}

/// What `body` gives in a process of its own, as a user without rights.
int asNobody(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) ::_exit(99);
    ::_exit(body());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 100;
}

TEST_CASE("a case that may not be written is opened for reading, and that is told") {
  const TemporaryFolder folder;
  const std::string path = folder.file("case.db");
  mustIngest(*newCase(path), {folder.write("names.txt", "a.example\n")});
  ::chmod(path.c_str(), 0444);
  ::chmod(folder.path().c_str(), 0555);
  const int outcome = asNobody([&] {
    const auto on = Case::open(path, {});
    if (!on) return 1;
    if (!(*on)->readOnly()) return 2;
    return says((*on)->notices(), "N501") ? 0 : 3;
  });
  ::chmod(folder.path().c_str(), 0755);
  CHECK(outcome == 0);
}

}  // namespace
}  // namespace clew::test
