// What binding asks of a case, answered from its view and its sets.
#pragma once

#include "engine/case.h"

namespace clew::engine {

class Case::CaseCatalog : public model::Catalog {
 public:
  explicit CaseCatalog(Case& owner) : owner_(owner) {}
  const model::Schema& schema() const override { return owner_.schema(); }
  const model::Suffixes& suffixes() const override { return owner_.suffixes(); }
  std::optional<model::SetInfo> set(std::string_view name) const override;
  std::vector<model::SetInfo> sets() const override;
  bool hasSource(std::string_view name) const override;
  std::vector<std::string> sources() const override;
  bool knows(const model::NodeName& node) const override;
  std::pair<std::vector<std::string>, std::uint64_t> namesLike(std::string_view prefix,
                                                               std::size_t limit) const override;
  std::uint64_t nodeCount(model::TypeId type) const override;
  std::uint64_t linkCount(model::RelationId relation) const override;

 private:
  Case& owner_;
};

}  // namespace clew::engine
