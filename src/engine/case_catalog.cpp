#include "engine/case_catalog.h"

#include <algorithm>

#include "common/text.h"

namespace clew::engine {

std::optional<model::SetInfo> Case::CaseCatalog::set(std::string_view name) const {
  auto resolved = owner_.namedSet(name);
  if (!resolved || !resolved.value()) return std::nullopt;
  const ResolvedSet& set = *resolved.value();
  return model::SetInfo{std::string(name), set.types, set.nodes.size() + set.unknown};
}

std::vector<model::SetInfo> Case::CaseCatalog::sets() const {
  std::vector<model::SetInfo> out;
  for (const auto& name : owner_.setNames())
    if (auto info = set(name)) out.push_back(std::move(*info));
  // what ready sets hold costs a walk over the nodes, so they are named alone
  const auto ready = owner_.noise();
  if (!ready) return out;  // said where one of them is asked for
  for (const auto& [list, entries] : ready.value()->all()) {
    const std::string name = std::string(model::kNoisePrefix) + list;
    const auto held = [&](const model::SetInfo& info) { return info.name == name; };
    if (std::none_of(out.begin(), out.end(), held)) out.push_back({name, {}, entries.size()});
  }
  return out;
}

bool Case::CaseCatalog::hasSource(std::string_view name) const {
  return owner_.view_ && owner_.view_->sourceNamed(name).has_value();
}

std::vector<std::string> Case::CaseCatalog::sources() const {
  std::vector<std::string> out;
  if (!owner_.view_) return out;
  for (std::size_t id = 0; id < owner_.view_->sourceCount(); ++id)
    out.emplace_back(owner_.view_->sourceName(static_cast<graph::SourceId>(id)));
  std::sort(out.begin(), out.end());
  return out;
}

bool Case::CaseCatalog::knows(const model::NodeName& node) const {
  return owner_.view_ && owner_.view_->find(node.type, node.name).has_value();
}

std::pair<std::vector<std::string>, std::uint64_t> Case::CaseCatalog::namesLike(std::string_view prefix,
                                                                                std::size_t limit) const {
  std::vector<std::string> names;
  if (!owner_.view_ || prefix.empty()) return {names, 0};
  const auto& known = owner_.schema().known();
  const std::string lower = toLower(prefix);
  std::uint64_t total = 0;
  for (const auto type : {known.domain, known.host, known.email}) {
    constexpr std::size_t kCounted = 10'000;
    const auto found = owner_.view_->withPrefix(type, lower, kCounted);
    total += found.size();
    for (const auto node : found)
      if (names.size() < limit) names.emplace_back(owner_.view_->nameOf(node));
  }
  return {names, total};
}

std::uint64_t Case::CaseCatalog::nodeCount(model::TypeId type) const {
  return owner_.view_ ? owner_.view_->countOf(type) : 0;
}

std::uint64_t Case::CaseCatalog::linkCount(model::RelationId relation) const {
  return owner_.view_ ? owner_.view_->linkCount(relation) : 0;
}

}  // namespace clew::engine
