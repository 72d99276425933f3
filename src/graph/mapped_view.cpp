#include "graph/mapped_view.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "common/memory.h"
#include "graph/node_order.h"
#include "model/canonical.h"

namespace clew::graph {

MappedView::MappedView(std::unique_ptr<const Base> base, std::unique_ptr<const Overlay> overlay,
                       std::vector<storage::SourceInfo> sources, std::uint64_t generation)
    : base_(std::move(base)), overlay_(std::move(overlay)), layers_(*base_, overlay_.get()), generation_(generation) {
  for (auto& source : sources) {
    const std::size_t id = source.id;
    if (sources_.size() <= id) sources_.resize(id + 1);
    sources_[id] = std::move(source);
  }
  for (std::size_t i = 0; i < schema().relations().size(); ++i) {
    const auto relation = static_cast<model::RelationId>(i);
    const model::Derivation derivation = schema().relation(relation).derivation;
    const bool back = derivation == model::Derivation::kFqdn || derivation == model::Derivation::kSubdomains;
    const bool without_self = derivation == model::Derivation::kSubdomains;
    const model::RelationId stored = back ? schema().knownRelations().apex : relation;
    tracks_.push_back({stored, back ? Direction::kBack : Direction::kAlong, without_self});
    tracks_.push_back({stored, back ? Direction::kAlong : Direction::kBack, without_self});
    const RelationColumns& columns = base_->relation(static_cast<model::RelationId>(i));
    std::uint64_t count = columns.standing;
    if (overlay_) count += static_cast<std::uint64_t>(overlay_->more_links[i]);
    link_counts_.push_back(count);
  }
}

void MappedView::readAhead() {
  // The way from a name to its node and back, then who is linked to whom: what every pivot reads, all over the file.
  // Evidence and times are for the links that are shown or compared, and lie close together there.
  constexpr Section kNaming[] = {Section::kNameTable, Section::kNameOffsets};
  constexpr Section kLinking[] = {Section::kForwardKeys,  Section::kForwardRows, Section::kBackwardKeys,
                                  Section::kBackwardRows, Section::kForwardTo,   Section::kBackwardFrom};
  constexpr std::uint64_t kShare = 4;  // of the memory of the machine: a larger graph is read as it is asked for
  std::vector<std::string_view> stretches = base_->image().mappedSections(kNaming);
  // questions begin and end with these; digests make most of the bytes of names, and few ask for them
  const auto& known = schema().known();
  for (const model::TypeId type : {known.domain, known.host, known.ip}) {
    if (!stretches.empty()) stretches.push_back(base_->namesOf(type));
  }
  const std::vector<std::string_view> linking = base_->image().mappedSections(kLinking);
  stretches.insert(stretches.end(), linking.begin(), linking.end());
  constexpr Section kLater[] = {Section::kBackwardTimes};
  std::uint64_t bytes = 0;
  for (const auto& some : {stretches, base_->image().mappedSections(kLater)}) {
    for (const std::string_view one : some) bytes += one.size();
  }
  if (stretches.empty() || bytes >= physicalMemory() / kShare) return;
  read_ahead_ = std::make_unique<ReadAhead>(stretches);
  times_wanted_ = std::make_unique<std::atomic<bool>[]>(schema().relations().size());
}

std::string_view MappedView::displayOf(NodeId node) const {
  if (overlay_) {
    const auto it = overlay_->displays.find(node);
    if (it != overlay_->displays.end()) return it->second;
    if (layers_.isNew(node)) return {};
  }
  return base_->displayOf(node);
}

void MappedView::willFind(std::span<const model::NodeName> names) const {
  if (names.size() > kFoundAtOnce) return;
  std::array<std::uint64_t, kFoundAtOnce> hashes;
  for (std::size_t i = 0; i < names.size(); ++i)
    hashes[i] = base_->willFind(schema().storedType(names[i].type), names[i].name);
  std::array<NodeId, kFoundAtOnce> nodes;
  for (std::size_t i = 0; i < names.size(); ++i) nodes[i] = base_->willCompare(hashes[i]);
  for (std::size_t i = 0; i < names.size(); ++i) __builtin_prefetch(base_->nameOf(nodes[i]).data());
}

std::optional<NodeId> MappedView::find(model::TypeId type, std::string_view name) const {
  const auto found = layers_.find(schema().storedType(type), name);
  return found && schema().isA(typeOf(*found), type) ? found : std::nullopt;
}

NodeSet MappedView::ofTypes(model::TypeSet types) const {
  NodeSet out;
  for (std::size_t type = 0; type < schema().types().size(); ++type) {
    if (!types.test(type)) continue;
    const auto [begin, end] = base_->range(static_cast<model::TypeId>(type));
    const std::size_t size = out.size();
    out.resize(size + end - begin);
    std::iota(out.begin() + static_cast<std::ptrdiff_t>(size), out.end(), begin);
  }
  for (NodeId node = base_->nodeCount(); node < nodeCount(); ++node) {
    if (types.test(typeOf(node))) out.push_back(node);
  }
  return out;
}

NodeSet MappedView::inBlock(const model::Block& block) const {
  return layers_.inBlock(block);
}

NodeSet MappedView::withPrefix(model::TypeId type, std::string_view prefix, std::size_t limit) const {
  NodeSet out;
  for (std::size_t id = 0; id < schema().types().size(); ++id) {
    const auto exact = static_cast<model::TypeId>(id);
    if (!schema().isA(exact, type)) continue;
    const auto [begin, end] = base_->range(exact);
    NodeId node = begin;
    const bool by_number = orderedByNumber(schema().type(exact).form);
    if (!by_number) node = partitionPoint(begin, end, [&](NodeId one) { return nameOf(one) < prefix; });
    for (std::size_t taken = 0; node != end && taken < limit; ++node) {
      if (nameOf(node).starts_with(prefix)) {
        out.push_back(node);
        ++taken;
      } else if (!by_number) {
        break;
      }
    }
  }
  for (NodeId node = base_->nodeCount(); node < nodeCount(); ++node) {
    if (schema().isA(typeOf(node), type) && nameOf(node).starts_with(prefix)) out.push_back(node);
  }
  std::sort(out.begin(), out.end(), [&](NodeId a, NodeId b) { return before(a, b); });
  if (out.size() > limit) out.resize(limit);
  return out;
}

bool MappedView::before(NodeId a, NodeId b) const {
  if (!layers_.isNew(a) && !layers_.isNew(b)) return a < b;
  const model::TypeId type_a = typeOf(a);
  const model::TypeId type_b = typeOf(b);
  if (type_a != type_b) return type_a < type_b;
  return model::compareNames(schema(), type_a, nameOf(a), nameOf(b)) < 0;
}

std::uint64_t MappedView::countOf(model::TypeId type) const {
  const auto [begin, end] = base_->range(type);
  std::uint64_t count = end - begin;
  for (NodeId node = base_->nodeCount(); node < nodeCount(); ++node) count += typeOf(node) == type ? 1 : 0;
  return count;
}

/// A type's nodes of the base are one stretch of ids, so that a stretch of the set is looked at by its ends.
void MappedView::keepTypes(NodeSet& nodes, const model::TypeSet& types) const {
  const auto among = [&](std::size_t type) {
    const model::TypeId parent = schema().type(static_cast<model::TypeId>(type)).parent;
    return types.test(type) || (parent != model::kNoType && types.test(parent));
  };
  auto at = nodes.begin();
  auto kept = nodes.begin();
  const auto new_ones = std::lower_bound(at, nodes.end(), base_->nodeCount());
  for (std::size_t type = 0; type < schema().types().size() && at != new_ones; ++type) {
    const auto end = std::lower_bound(at, new_ones, base_->range(static_cast<model::TypeId>(type)).second);
    if (!among(type)) {
      at = end;
      continue;
    }
    kept = kept == at ? end : std::move(at, end, kept);
    at = end;
  }
  for (at = new_ones; at != nodes.end(); ++at) {
    if (among(typeOf(*at))) *kept++ = *at;
  }
  nodes.erase(kept, nodes.end());
}

template <typename Visit>
void MappedView::visitTexts(const TextColumns& columns,
                            const std::unordered_map<std::uint64_t, std::vector<OverlayText>>* overlaid,
                            std::uint16_t what, NodeId node, const Visit& visit) const {
  if (overlaid != nullptr) {
    const auto it = overlaid->find(Overlay::key(what, node));
    if (it != overlaid->end()) {
      for (const OverlayText& one : it->second) visit(overlay_->texts.at(one.text), one.seen);
      return;
    }
  }
  const auto [begin, end] = columns.rows.of(node);
  for (std::uint32_t i = begin; i < end; ++i) visit(base_->text(columns.texts[i]), columns.seen.at(i));
}

std::vector<PropertyValue> MappedView::properties(NodeId node, model::PropertyId property) const {
  std::vector<PropertyValue> out;
  if (property >= schema().properties().size()) return out;
  visitTexts(base_->property(property), overlay_ ? &overlay_->properties : nullptr, property, node,
             [&](std::string_view text, const Observation& seen) {
               out.push_back({text, seen});
             });
  return out;
}

std::vector<RecordState> MappedView::states(NodeId node, model::RelationId trait) const {
  std::vector<RecordState> out;
  if (trait >= schema().relations().size()) return out;
  visitTexts(base_->states(trait), overlay_ ? &overlay_->states : nullptr, trait, node,
             [&](std::string_view text, const Observation& seen) {
               out.push_back({trait, text, seen});
             });
  return out;
}

std::vector<Answer> MappedView::answers(NodeId node) const {
  std::vector<Answer> out;
  if (overlay_) {
    const auto it = overlay_->answers.find(node);
    if (it != overlay_->answers.end()) {
      for (const AnswerClaim& one : it->second) {
        out.push_back({overlay_->texts.at(one.kind), one.outcome, one.when, one.source, one.raw});
      }
      return out;
    }
  }
  for (const AnswerRecord& one : base_->answers(node)) {
    out.push_back({base_->text(one.kind),
                   static_cast<model::Outcome>(one.outcome),
                   one.when,
                   one.source,
                   {one.lookup, one.position}});
  }
  return out;
}

std::string_view MappedView::sourceName(SourceId source) const {
  return source < sources_.size() ? std::string_view(sources_[source].name) : std::string_view();
}

std::optional<SourceId> MappedView::sourceNamed(std::string_view name) const {
  for (std::size_t id = 0; id < sources_.size(); ++id) {
    if (sources_[id].name == name && !name.empty()) return static_cast<SourceId>(id);
  }
  return std::nullopt;
}

int MappedView::defaultConfidence(SourceId source) const {
  return source < sources_.size() ? sources_[source].default_confidence : storage::SourceInfo().default_confidence;
}

std::vector<RawReference> MappedView::rawReferences(const Observation& observation) const {
  return layers_.raw(observation);
}

std::optional<NodeId> MappedView::nodeOfStore(storage::NodeId id) const {
  if (overlay_) {
    const auto it = overlay_->of_store.find(id);
    if (it != overlay_->of_store.end() && it->second != kNoNode) return it->second;
  }
  const NodeId node = base_->ofStore(id);
  return node == kNoNode ? std::nullopt : std::optional<NodeId>(node);
}

}  // namespace clew::graph
