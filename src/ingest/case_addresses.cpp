#include "ingest/case_addresses.h"

#include <algorithm>

#include "model/schema.h"

namespace clew::ingest {

namespace {

class Gatherer final : public storage::ScanVisitor {
 public:
  void node(const storage::ScannedNode& node) override {
    if (node.type != model::Schema::builtin().known().ip) return;
    if (const auto address = model::parseAddress(node.name)) found.push_back(*address);
  }
  std::vector<model::Address> found;
};

}  // namespace

Result<std::vector<model::Address>> addressesOf(const storage::Store& store) {
  auto newest = store.newest();
  if (!newest) return newest.error();
  Gatherer gatherer;
  if (auto done = store.scan(0, newest->generation, gatherer); !done) return done.error();
  std::sort(gatherer.found.begin(), gatherer.found.end());
  gatherer.found.erase(std::unique(gatherer.found.begin(), gatherer.found.end()), gatherer.found.end());
  return std::move(gatherer.found);
}

}  // namespace clew::ingest
