#include "property/laid.h"

#include <catch2/catch.hpp>

namespace clew::property {

Laid::Laid(const std::vector<model::FactLine>& facts, Lie lie) : facts_(facts) {
  if (lie == Lie::kPlainView) {
    plain_.emplace(model::Schema::builtin(), model::Suffixes::shipped());
    fill(*plain_, facts);
    return;
  }
  auto cut = lie == Lie::kOverlay ? facts.begin() : facts.end();
  if (lie == Lie::kBoth) {
    cut = facts.begin() + static_cast<std::ptrdiff_t>(facts.size() / 2);
    // a lookup is whole in one batch
    while (cut != facts.begin() && cut != facts.end() && cut->lookup == (cut - 1)->lookup) ++cut;
  }
  graph::ReplicaOptions options;
  if (lie != Lie::kBase) {
    folder_ = std::make_unique<test::TemporaryFolder>();
    options.path = folder_->file("case.clew-cache");
  }
  fill(store_, {facts.begin(), cut});
  if (lie != Lie::kBase) open(options);
  fill(store_, {cut, facts.end()});
  open(options);
}

void Laid::open(const graph::ReplicaOptions& options) {
  auto opened = graph::openReplica(store_, model::Schema::builtin(), model::Suffixes::shipped(),
                                   model::RedactionList::shipped(), options, nullptr);
  REQUIRE(opened.ok());
  replica_ = *opened;
}

Result<std::shared_ptr<const graph::GraphView>> Laid::past(const graph::Knowledge& known) const {
  if (!plain_) {
    auto replica = graph::pastReplica(store_, model::Schema::builtin(), model::Suffixes::shipped(),
                                      model::RedactionList::shipped(), known);
    if (!replica) return replica.error();
    return std::shared_ptr<const graph::GraphView>(*replica);
  }
  std::vector<model::FactLine> facts;
  for (const model::FactLine& line : facts_) {
    const bool taken_back = std::holds_alternative<model::RetractionFact>(line.body);
    if ((taken_back ? known.retractions : known.facts).knows(line.learnt, 0)) facts.push_back(line);
  }
  auto view = std::make_shared<test::MemoryView>(model::Schema::builtin(), model::Suffixes::shipped());
  fill(*view, facts);
  return std::shared_ptr<const graph::GraphView>(view);
}

const graph::GraphView& Laid::view() const {
  if (plain_) return *plain_;
  return *replica_;
}

}  // namespace clew::property
