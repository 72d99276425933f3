// Ready sets: the nodes of the graph that a list of shared infrastructure means.
#include <algorithm>

#include "common/text.h"
#include "engine/case.h"

namespace clew::engine {
namespace {

/// The nodes of the view that the list means, ascending.
graph::NodeSet meant(const graph::GraphView& view, const model::NoiseList& list) {
  const model::Schema& schema = view.schema();
  const auto& known = schema.known();
  graph::NodeSet out;
  const auto take = [&](std::initializer_list<model::TypeId> types, auto holds) {
    model::TypeSet wanted;
    for (const model::TypeId type : types) wanted.set(type);
    for (const graph::NodeId node : view.ofTypes(wanted)) {
      if (holds(view.nameOf(node))) out.push_back(node);
    }
  };
  if (!list.blocks().empty()) {
    take({known.ip}, [&](std::string_view name) {
      const auto address = model::parseAddress(name);
      return address && list.holdsBlock({*address, address->v6 ? 128 : 32});
    });
    take({known.net}, [&](std::string_view name) {
      const auto block = model::parseBlock(name);
      return block && list.holdsBlock(*block);
    });
  }
  if (list.namesHosts()) take({known.host, known.domain}, [&](std::string_view name) { return list.holdsHost(name); });
  if (list.namesMailboxes()) take({known.email}, [&](std::string_view name) { return list.holdsMailbox(name); });
  for (const model::NodeName& one : list.whole()) {
    if (const auto node = view.find(one.type, one.name)) out.push_back(*node);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace

Result<const model::NoiseLists*> Case::noise() {
  if (noise_) return &*noise_;
  auto own = store_->list("noise");
  if (!own) return own.error();
  auto lists = model::NoiseLists::make(*schema_, own.value().value_or(""));
  if (!lists) return lists.error();
  noise_ = std::move(lists.value());
  return &*noise_;
}

Result<void> Case::changeNoise(std::string_view name, model::NoiseChange change,
                               const std::vector<std::string>& entries, Time now) {
  auto own = store_->list("noise");
  if (!own) return own.error();
  auto text = model::withNoise(own.value().value_or(""), name, change, entries);
  if (!text) return text.error();
  if (text.value() == own.value().value_or("")) return {};
  // what cannot be read back must not be kept
  if (auto readable = model::NoiseLists::make(*schema_, text.value()); !readable) return readable.error();
  auto pinned = store_->pinList("noise", text.value(), now);
  if (!pinned) return pinned.error();
  resolved_.clear();
  noise_.reset();
  return {};
}

Result<ResolvedSet> Case::resolveNoise(const model::NoiseList& list, const std::vector<model::NodeName>& members) {
  auto out = resolve(members);
  if (!out) return out;
  const graph::NodeSet nodes = meant(*view_, list);
  graph::NodeSet all;
  std::set_union(nodes.begin(), nodes.end(), out->nodes.begin(), out->nodes.end(), std::back_inserter(all));
  out->nodes = std::move(all);
  for (const graph::NodeId node : nodes) out->types.set(view_->typeOf(node));
  return out;
}

}  // namespace clew::engine
