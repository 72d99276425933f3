// What joins two members is what `sharing ... with each other` finds, and the plan holds it as such. Where one equal
// value is enough, members are joined value by value, without looking at pairs.
#include "execution/cluster.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "common/format.h"
#include "common/text.h"
#include "execution/sharing_layer.h"
#include "execution/stoppable_sort.h"

namespace clew::execution {
namespace {

class Components {
 public:
  explicit Components(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0U); }
  std::uint32_t rootOf(std::uint32_t item) {
    while (parent_[item] != item) item = parent_[item] = parent_[parent_[item]];
    return item;
  }
  void join(std::uint32_t a, std::uint32_t b) {
    a = rootOf(a);
    b = rootOf(b);
    if (a != b) parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

class Clustering {
 public:
  Clustering(Run& run, const Clock& clock, const planner::Sharing& ties, const SetValue& input)
      : run_(run), ties_(ties), nodes_(input.nodes), layer_(run, clock, ties, seedsOf(input)), parts_(nodes_.size()) {}

  Rows rows() {
    if (byValue())
      joinByValue();
    else
      joinByPair();
    for (const auto& trait : layer_.traits()) trait->noteLeftOut(nodes_, ties_.subject_types, &nodes_, nodes_);
    sayUndated();
    if (run_.skipped() != nullptr) {
      for (const auto& trait : layer_.traits()) trait->reportSkipped(nodes_);
    }
    return run_.failed() ? Rows{} : write();
  }

 private:
  static SetValue seedsOf(const SetValue& input) {
    SetValue out = input;
    out.has_order = false;
    out.ordered.clear();
    out.chains.reset();
    return out;
  }

  std::uint32_t numberOf(NodeId node) const {
    return static_cast<std::uint32_t>(std::lower_bound(nodes_.begin(), nodes_.end(), node) - nodes_.begin());
  }

  bool byValue() const {
    if (layer_.needed() > 1 || ties_.modifiers.overlapping) return false;
    return std::all_of(ties_.traits.begin(), ties_.traits.end(), [](const binder::NearTrait& near) {
      return !near.every && std::holds_alternative<binder::SameValue>(near.nearness);
    });
  }

  void joinByValue() {
    for (const auto& trait : layer_.traits()) {
      const std::vector<SeedValue>& values = trait->seedValues(nodes_);
      std::vector<std::uint32_t> order(values.size());
      std::iota(order.begin(), order.end(), 0U);
      const auto compare = [&](std::uint32_t a, std::uint32_t b) {
        return compareData(run_.view(), values[a].held.value, values[b].held.value);
      };
      sortUnlessStopped(run_, order.begin(), order.end(), [&](auto a, auto b) { return compare(a, b) < 0; });
      for (std::size_t i = 0, end = 0; i < order.size() && run_.goOn(); i = end) {
        bool shared = false;
        while (end < order.size() && compare(order[i], order[end]) == 0) {
          if (values[order[end]].seed != values[order[i]].seed) {
            parts_.join(numberOf(values[order[i]].seed), numberOf(values[order[end]].seed));
            shared = true;
          }
          ++end;
        }
        if (!shared) continue;
        glue_.emplace_back(numberOf(values[order[i]].seed), values[order[i]].held.value);
        hint(*trait, values[order[i]].held.value);
      }
    }
  }

  void joinByPair() {
    for (const NodeId node : nodes_) {
      if (!run_.goOn()) return;
      layer_.links(node, [&](const ResultLink& link) {
        if (!run_.chargeRows(1, sizeof(glue_.front()))) return false;
        parts_.join(numberOf(node), numberOf(link.seed));
        glue_.emplace_back(numberOf(node), link.shared);
        return true;
      });
    }
  }

  /// What `overlapping` leaves out for want of dates: of values that another member has too.
  void sayUndated() {
    if (!ties_.modifiers.overlapping) return;
    std::uint64_t undated = 0;
    for (const auto& trait : layer_.traits()) {
      const std::vector<SeedValue>& values = trait->seedValues(nodes_);
      for (const SeedValue& one : values) {
        if (!run_.goOn()) return;
        const auto here = std::count_if(one.held.seen.begin(), one.held.seen.end(),
                                        [](const Observation& seen) { return !seen.dated(); });
        if (here == 0) continue;
        const std::vector<std::uint32_t> near = trait->near(one.held.value);
        const bool shared =
            std::any_of(near.begin(), near.end(), [&](std::uint32_t at) { return values[at].seed != one.seed; });
        if (shared) undated += static_cast<std::uint64_t>(here);
      }
    }
    if (undated == 0) return;
    run_.notice("N403", format("{} of shared values without dates {} left out by `overlapping`",
                               counted(undated, "observation"), undated == 1 ? "is" : "are"));
  }

  /// A value with very many holders joined members, and nobody excluded it.
  void hint(SharedTrait& trait, const Datum& value) {
    const auto* node = value.as<NodeRef>();
    const auto way = trait.reader().lastWay();
    if (node == nullptr || !way || ties_.modifiers.hubs || run_.isSeed(node->id)) return;
    if (way->direction == binder::Direction::kBack || hinted_) return;
    const std::uint64_t degree = run_.view().degree(node->id, way->relation, Direction::kBack);
    if (degree <= kHintHolders) return;
    hinted_ = true;
    run_.notice(crossedHub(run_.view(), node->id, degree, trait.trait().text));
  }

  Rows write() {
    struct Part {
      std::vector<NodeId> members;
      DatumList glue;
    };
    std::map<std::uint32_t, Part> parts;
    for (std::uint32_t i = 0; i < nodes_.size(); ++i) parts[parts_.rootOf(i)].members.push_back(nodes_[i]);
    for (auto& [member, value] : glue_) parts[parts_.rootOf(member)].glue.push_back(std::move(value));
    std::vector<Part> order;
    for (auto& [root, part] : parts) {
      sortUnlessStopped(run_, part.members.begin(), part.members.end(),
                        [&](NodeId a, NodeId b) { return run_.view().before(a, b); });
      if (run_.failed()) return {};
      sortDistinct(run_.view(), part.glue);
      order.push_back(std::move(part));
    }
    sortUnlessStopped(run_, order.begin(), order.end(), [&](const Part& a, const Part& b) {
      if (a.members.size() != b.members.size()) return a.members.size() > b.members.size();
      return run_.view().before(a.members.front(), b.members.front());
    });
    Rows out;
    if (run_.failed()) return out;
    out.columns = {{"cluster", ColumnType::kInteger},
                   {"size", ColumnType::kInteger},
                   {"members", ColumnType::kList},
                   {"glue", ColumnType::kList}};
    std::int64_t number = 0;
    for (Part& part : order) {
      out.cells.emplace_back(++number);
      out.cells.emplace_back(static_cast<std::int64_t>(part.members.size()));
      DatumList members;
      for (const NodeId node : part.members) members.emplace_back(NodeRef{node});
      out.cells.emplace_back(std::move(members));
      out.cells.emplace_back(std::move(part.glue));
    }
    return out;
  }

  Run& run_;
  const planner::Sharing& ties_;
  const NodeSet nodes_;
  SharingLayer layer_;
  Components parts_;
  std::vector<std::pair<std::uint32_t, Datum>> glue_;  // a member, a value that it shares
  bool hinted_ = false;
};

}  // namespace

Value ClusterOperator::execute() {
  const SetValue input = inputSet(op_.input);
  if (run_.failed()) return Rows{};
  return Clustering(run_, clock_, std::get<planner::Sharing>(op_.ties->op), input).rows();
}

}  // namespace clew::execution
