#include <catch2/catch.hpp>

#include "unit/storage/conformance.h"
#include "unit/storage/support.h"

namespace clew::storage::test {

TEST_CASE("the SQLite store does what a store must") {
  TempFolder folder;
  runStoreConformance([&] { return openCase(folder.file("test.db")); });
}

TEST_CASE("the SQLite store does what a store must with no memory for names") {
  TempFolder folder;
  runStoreConformance([&] { return openCase(folder.file("test.db"), 0); });
}

TEST_CASE("a commit mark stays the same until anybody commits") {
  TempFolder folder;
  const auto batch = [](Time learnt) {
    return batchOf(learnt, {lookup("p", "k", "a.example", learnt, {mention(node("host", "a.example"))})});
  };
  const auto one = openCase(folder.file("test.db"));
  const auto other = openCase(folder.file("test.db"));
  REQUIRE(one->append(batch(1)).ok());
  REQUIRE(one->newest().ok());
  const auto mark = one->commitMark();
  REQUIRE(mark);
  (void)scanLines(*one);
  CHECK(one->commitMark() == mark);
  REQUIRE(other->append(batch(2)).ok());
  const auto after = one->commitMark();
  CHECK(after != mark);
  REQUIRE(one->append(batch(3)).ok());
  CHECK(one->commitMark() != after);
  CHECK(one->newest()->generation == 3);
}

}  // namespace clew::storage::test
