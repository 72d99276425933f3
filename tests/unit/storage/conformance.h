// What every Store must do, whatever is behind it.
#pragma once

#include <functional>
#include <memory>

#include "storage/store.h"

namespace clew::storage::test {

/// Opens the case under test: a new one at the first call, the same one at every later call (a reader beside a writer,
/// or the same case after it was closed). Uses the built-in schema.
using StoreFactory = std::function<std::unique_ptr<Store>()>;

/// Made of Catch2 sections: call it from a test case that makes a new case for each run of a section.
void runStoreConformance(const StoreFactory& open);

}  // namespace clew::storage::test
