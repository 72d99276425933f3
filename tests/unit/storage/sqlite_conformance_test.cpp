#include <catch2/catch.hpp>

#include "unit/storage/conformance.h"
#include "unit/storage/support.h"

namespace clew::storage::test {

TEST_CASE("the SQLite store does what a store must") {
  TempFolder folder;
  runStoreConformance([&] { return openCase(folder.file("test.db")); });
}

}  // namespace clew::storage::test
