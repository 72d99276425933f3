#include "execution/set_value.h"

#include <algorithm>
#include <iterator>

namespace clew::execution {
namespace {

class UnionLayer final : public Layer {
 public:
  struct Part {
    LayerPtr layer;
    Membership nodes;
  };
  UnionLayer(std::vector<Part> parts, int depth) : Layer(depth), parts_(std::move(parts)) {}

  void links(NodeId node, const LinkCallback& take) const override {
    bool go_on = true;
    for (const Part& part : parts_) {
      if (!part.nodes.contains(node)) continue;
      part.layer->links(node, [&](const ResultLink& link) { return go_on = take(link); });
      if (!go_on) return;
    }
  }

 private:
  std::vector<Part> parts_;
};

class FilteredLayer final : public Layer {
 public:
  FilteredLayer(LayerPtr input, std::function<bool(const ResultLink&)> passes)
      : Layer(input->depth()), input_(std::move(input)), passes_(std::move(passes)) {}

  void links(NodeId node, const LinkCallback& take) const override {
    input_->links(node, [&](const ResultLink& link) { return !passes_(link) || take(link); });
  }
  const Remarks* remarks() const override { return input_->remarks(); }

 private:
  LayerPtr input_;
  std::function<bool(const ResultLink&)> passes_;
};

class RemarkedLayer final : public Layer {
 public:
  RemarkedLayer(LayerPtr input, Remarks remarks)
      : Layer(depthOf(input)), input_(std::move(input)), remarks_(std::move(remarks)) {}

  void links(NodeId node, const LinkCallback& take) const override {
    if (input_) input_->links(node, take);
  }
  const Remarks* remarks() const override { return &remarks_; }

 private:
  LayerPtr input_;
  Remarks remarks_;
};

}  // namespace

std::string Remarks::at(NodeId node, std::string_view column) const {
  const auto found = of.find(node);
  if (found == of.end()) return {};
  for (std::size_t i = 0; i < columns.size() && i < found->second.size(); ++i) {
    if (columns[i] == column) return found->second[i];
  }
  return {};
}

LayerPtr remarkedLayer(LayerPtr input, Remarks remarks) {
  return std::make_shared<RemarkedLayer>(std::move(input), std::move(remarks));
}

Membership::Membership(const NodeSet& nodes, std::uint32_t node_count) : size_(nodes.size()) {
  if (nodes.size() > node_count / 64 && nodes.size() > 1024) {
    bits_.resize(node_count);
    for (const NodeId node : nodes) bits_[node] = true;
  } else {
    sorted_ = nodes;
  }
}

bool Membership::contains(NodeId node) const {
  if (!bits_.empty()) return node < bits_.size() && bits_[node];
  return std::binary_search(sorted_.begin(), sorted_.end(), node);
}

namespace {

/// Where `node` would stand in [from, end): doubling steps first, so that a near place costs little and a far one only
/// its logarithm.
NodeSet::const_iterator gallop(NodeSet::const_iterator from, NodeSet::const_iterator end, NodeId node) {
  std::ptrdiff_t step = 1;
  while (step < end - from && *(from + step) < node) step *= 2;
  return std::lower_bound(from + step / 2, step < end - from ? from + step + 1 : end, node);
}

/// Whether one of the two is so much smaller that looking each of its nodes up beats reading both.
bool farSmaller(const NodeSet& a, const NodeSet& b) {
  return a.size() < b.size() / 8;
}

}  // namespace

NodeSet unite(const NodeSet& a, const NodeSet& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  // nobody can foresee which of the two is next, so nothing branches on it
  NodeSet out(a.size() + b.size());
  NodeId* to = out.data();
  const NodeId* left = a.data();
  const NodeId* right = b.data();
  const NodeId* const left_end = left + a.size();
  const NodeId* const right_end = right + b.size();
  while (left != left_end && right != right_end) {
    const NodeId l = *left;
    const NodeId r = *right;
    *to++ = std::min(l, r);
    left += l <= r ? 1 : 0;
    right += r <= l ? 1 : 0;
  }
  to = std::copy(left, left_end, to);
  to = std::copy(right, right_end, to);
  out.resize(static_cast<std::size_t>(to - out.data()));
  return out;
}

NodeSet subtract(const NodeSet& a, const NodeSet& b) {
  NodeSet out;
  if (!farSmaller(b, a)) {
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
    return out;
  }
  out.reserve(a.size());
  auto at = a.begin();
  for (const NodeId node : b) {
    const auto found = gallop(at, a.end(), node);
    out.insert(out.end(), at, found);
    at = found != a.end() && *found == node ? found + 1 : found;
  }
  out.insert(out.end(), at, a.end());
  return out;
}

NodeSet intersect(const NodeSet& a, const NodeSet& b) {
  NodeSet out;
  if (farSmaller(b, a)) return intersect(b, a);
  if (!farSmaller(a, b)) {
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
    return out;
  }
  auto at = b.begin();
  for (const NodeId node : a) {
    at = gallop(at, b.end(), node);
    if (at == b.end()) break;
    if (*at == node) out.push_back(node);
  }
  return out;
}

bool typeAmong(const model::Schema& schema, const model::TypeSet& types, model::TypeId type) {
  if (types.test(type)) return true;
  const model::TypeId parent = schema.type(type).parent;
  return parent != model::kNoType && types.test(parent);
}

std::size_t sizeOf(const SetValue& set) {
  return set.chains ? set.chains->list.size() : set.nodes.size();
}

std::vector<NodeId> inAnswerOrder(const GraphView& view, const SetValue& set) {
  if (set.has_order) return set.ordered;
  std::vector<NodeId> out = set.nodes;
  std::sort(out.begin(), out.end(), [&](NodeId a, NodeId b) { return view.before(a, b); });
  return out;
}

std::vector<ResultLink> linksOf(const SetValue& set, NodeId node) {
  std::vector<ResultLink> out;
  if (!set.layer) return out;
  set.layer->links(node, [&](const ResultLink& link) {
    out.push_back(link);
    return true;
  });
  return out;
}

LayerPtr uniteLayers(const std::vector<std::pair<LayerPtr, NodeSet>>& parts, std::uint32_t node_count) {
  std::vector<UnionLayer::Part> kept;
  int depth = 0;
  for (const auto& [layer, nodes] : parts) {
    if (!layer) continue;
    depth = std::max(depth, layer->depth());
    kept.push_back({layer, Membership(nodes, node_count)});
  }
  if (kept.empty()) return nullptr;
  return std::make_shared<UnionLayer>(std::move(kept), depth);
}

LayerPtr filterLayer(LayerPtr input, std::function<bool(const ResultLink&)> passes) {
  if (!input) return nullptr;
  return std::make_shared<FilteredLayer>(std::move(input), std::move(passes));
}

}  // namespace clew::execution
