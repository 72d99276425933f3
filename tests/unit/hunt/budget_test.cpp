// A walk that planning found to be too large is refused while a budget holds, and done when it was lifted.
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "hunt/script.h"
#include "support/process.h"

using namespace clew;

namespace {

struct Answered {
  Result<void> done;
  std::size_t answers = 0;
};

Answered answer(engine::Case& on, const hunt::PreparedScript& script, bool budget) {
  const std::map<std::string, std::string> values;
  const std::map<std::string, std::vector<std::string>> sets;
  const std::map<std::string, std::string> origins;
  const std::function<bool(std::uint64_t, const std::string&)> confirm;
  const hunt::ScriptOptions options{.now = 0,
                                    .values = values,
                                    .sets = sets,
                                    .set_origins = origins,
                                    .timeout = {},
                                    .limit = {},
                                    .require_known = false,
                                    .may_write = true,
                                    .budget = budget,
                                    .profile = false,
                                    .confirm_write = confirm};
  std::size_t answers = 0;
  auto done = hunt::runScript(on, script, options, [&](hunt::ScriptAnswer&&) {
    ++answers;
    return true;
  });
  return {std::move(done), answers};
}

}  // namespace

TEST_CASE("only a budget stands against a walk from a whole type") {
  const test::TemporaryFolder folder;
  engine::CaseOptions options;
  options.create = true;
  auto on = engine::Case::open(folder.file("budget.db"), options);
  REQUIRE(on);
  hunt::PreparedScript script = hunt::prepareScript(**on, "domains -> ip | count", "query", "");
  REQUIRE(script.errors.empty());
  REQUIRE(answer(**on, script, true).done.ok());
  script.prepared.unbounded.push_back(Error(ErrorCode::kBudget, "too many").withId("E601"));
  const Answered refused = answer(**on, script, true);
  REQUIRE_FALSE(refused.done.ok());
  CHECK(refused.done.error().id == "E601");
  CHECK(refused.answers == 0);
  const Answered lifted = answer(**on, script, false);
  REQUIRE(lifted.done.ok());
  CHECK(lifted.answers == 1);
}
