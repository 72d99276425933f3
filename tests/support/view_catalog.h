// ViewCatalog: what binder and planner ask, answered from a GraphView and named sets, without a case around it.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "graph/view.h"
#include "model/catalog.h"
#include "model/suffixes.h"

namespace clew::test {

using NamedSets = std::map<std::string, std::vector<model::NodeName>>;

/// The members of a set that the view has.
inline graph::NodeSet membersOf(const graph::GraphView& view, const std::vector<model::NodeName>& names) {
  graph::NodeSet out;
  for (const model::NodeName& name : names) {
    if (const auto id = view.find(name.type, name.name)) out.push_back(*id);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

/// `view` must outlive it.
class ViewCatalog : public model::Catalog {
 public:
  ViewCatalog(const graph::GraphView& view, NamedSets sets) : view_(view), sets_(std::move(sets)) {}
  const model::Schema& schema() const override { return view_.schema(); }
  const model::Suffixes& suffixes() const override { return model::Suffixes::shipped(); }
  std::optional<model::SetInfo> set(std::string_view name) const override {
    const auto found = sets_.find(std::string(name));
    if (found == sets_.end()) return std::nullopt;
    model::SetInfo info{found->first, {}, found->second.size()};
    for (const model::NodeName& node : found->second) {
      const auto id = view_.find(node.type, node.name);
      const bool domain = node.type == schema().known().host && suffixes().apex(node.name) == node.name;
      info.types.set(id ? view_.typeOf(*id) : domain ? schema().known().domain : node.type);
    }
    return info;
  }
  std::vector<model::SetInfo> sets() const override {
    std::vector<model::SetInfo> out;
    for (const auto& [name, members] : sets_) out.push_back(*set(name));
    return out;
  }
  bool hasSource(std::string_view name) const override { return view_.sourceNamed(name).has_value(); }
  std::vector<std::string> sources() const override { return {}; }
  bool knows(const model::NodeName& node) const override { return view_.find(node.type, node.name).has_value(); }
  std::pair<std::vector<std::string>, std::uint64_t> namesLike(std::string_view, std::size_t) const override {
    return {};
  }
  std::uint64_t nodeCount(model::TypeId type) const override { return view_.countOf(type); }
  std::uint64_t linkCount(model::RelationId relation) const override { return view_.linkCount(relation); }

 private:
  const graph::GraphView& view_;
  NamedSets sets_;
};

}  // namespace clew::test
