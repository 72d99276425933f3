#include "graph/merger.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "graph/merge_links.h"
#include "graph/node_order.h"
#include "graph/overlay_parts.h"
#include "graph/write_image.h"

namespace clew::graph {
namespace {

/// Whether a node's name comes before another's of its type.
class NameOrder {
 public:
  NameOrder(model::Form form, std::string_view name)
      : form_(form), by_number_(orderedByNumber(form)), name_(name), key_(nameKey(form, name)) {}
  bool isAfter(std::string_view other) const { return by_number_ ? nameKey(form_, other) < key_ : other < name_; }

 private:
  model::Form form_;
  bool by_number_;
  std::string_view name_;
  NameKey key_;
};

/// How far the nodes from `begin` on come before `name`: by steps that double, then between the last two.
NodeId endBefore(const Base& base, NodeId begin, NodeId end, const NameOrder& name) {
  NodeId step = 1;
  NodeId low = begin;
  while (low < end && end - low > step && name.isAfter(base.nameOf(low + step))) {
    low += step;
    step *= 2;
  }
  const NodeId high = end - low > step ? low + step : end;
  return partitionPoint(low, high, [&](NodeId node) { return name.isAfter(base.nameOf(node)); });
}

/// The base's nodes and the new ones in one order. Nodes are numbered as the overlay numbers them: the base's, then the
/// new ones.
FinalNodes mergeNodes(const Base& base, const std::vector<OverlayNode>& made) {
  const model::Schema& schema = base.schema();
  FinalNodes out;
  const NodeId first = base.nodeCount();
  out.of_local.assign(first + made.size(), kNoNode);
  out.type_starts.reserve(schema.types().size() + 1);
  std::string bytes;
  std::vector<std::uint64_t> offsets{0};
  offsets.reserve(first + made.size() + 1);
  NodeId count = 0;
  const auto put = [&](NodeId local, std::string_view name) {
    out.of_local[local] = count++;
    bytes += name;
    offsets.push_back(bytes.size());
  };
  std::size_t next = 0;  // of made, which are by type, then name
  for (model::TypeId type = 0; type < schema.types().size(); ++type) {
    out.type_starts.push_back(count);
    auto [node, end] = base.range(type);
    for (; next < made.size() && made[next].type == type; ++next) {
      const NodeId before = endBefore(base, node, end, {schema.type(type).form, made[next].name});
      for (; node < before; ++node) put(node, base.nameOf(node));
      put(first + static_cast<NodeId>(next), made[next].name);
    }
    for (; node < end; ++node) put(node, base.nameOf(node));
  }
  out.type_starts.push_back(count);
  out.hosts = {out.begin(schema.known().host), out.end(schema.known().host)};
  out.emails = {out.begin(schema.known().email), out.end(schema.known().email)};
  out.names = HeldTexts(std::move(bytes), offsets);
  return out;
}

/// What lies above the nodes: the base has it as links.
void putAbove(const Base& base, model::RelationId relation, const NodePairs& made, const std::vector<NodeId>& ids,
              std::vector<NodeId>& above) {
  if (relation == model::kNoRelation) return;
  const RelationColumns& columns = base.relation(relation);
  for (std::uint32_t row = 0; row < columns.forward.count(); ++row) {
    const auto [begin, end] = columns.forward.at(row);
    const NodeId node = columns.forward.nodeAt(row);
    if (begin < end && node < base.nodeCount() && columns.to[begin] < base.nodeCount())
      above[ids[node]] = ids[columns.to[begin]];
  }
  for (const auto& [from, to] : made) above[ids[from]] = ids[to];
}

/// The base's values beside the newer ones in `facts`, as claims that are coalesced already.
class BaseValues {
 public:
  BaseValues(const Base& base, const std::vector<NodeId>& ids, const Withdrawn& withdrawn, Facts& facts)
      : base_(base), ids_(ids), withdrawn_(withdrawn), facts_(facts), texts_(base.textCount(), kUnasked) {}

  void add() {
    const model::Schema& schema = base_.schema();
    for (std::uint16_t id = 0; id < schema.properties().size(); ++id)
      addTexts(Withdrawal::Of::kProperty, id, base_.property(id), facts_.properties);
    for (std::uint16_t id = 0; id < schema.relations().size(); ++id)
      addTexts(Withdrawal::Of::kState, id, base_.states(id), facts_.states);
    const Rows& rows = base_.answerRows();
    for (std::uint32_t row = 0; row < rows.count(); ++row) addAnswers(rows.nodeAt(row));
    for (const SpellingRecord& one : base_.spellings()) {
      if (one.node < base_.nodeCount()) facts_.spellings.push_back({ids_[one.node], textOf(one.text), one.times});
    }
  }

 private:
  static constexpr std::uint32_t kUnasked = 0xFFFFFFFFU;

  std::uint32_t textOf(std::uint32_t text) {
    if (text >= texts_.size()) return facts_.texts.idOf({});
    if (texts_[text] == kUnasked) texts_[text] = facts_.texts.idOf(base_.text(text));
    return texts_[text];
  }

  void addTexts(Withdrawal::Of kind, std::uint16_t what, const TextColumns& columns, std::vector<TextClaim>& out) {
    const bool taken = withdrawn_.any(kind, what);
    for (std::uint32_t row = 0; row < columns.rows.count(); ++row) {
      if (columns.rows.nodeAt(row) >= base_.nodeCount()) continue;
      const NodeId node = ids_[columns.rows.nodeAt(row)];
      const auto [begin, end] = columns.rows.at(row);
      for (std::uint32_t i = begin; i < end; ++i) {
        const std::uint32_t text = textOf(columns.texts[i]);
        Observation seen = columns.seen.at(i);
        const Time when = taken ? withdrawn_.when(kind, node, what, text, seen.source, 0) : kNoTime;
        if (when != kNoTime && (seen.retracted == kNoTime || when < seen.retracted)) seen.retracted = when;
        out.push_back({node, text, 0, what, claimOf(base_, seen, facts_)});
      }
    }
  }

  void addAnswers(NodeId of) {
    if (of >= base_.nodeCount()) return;
    const NodeId node = ids_[of];
    const bool taken = withdrawn_.any(Withdrawal::Of::kAnswer, 0);
    for (const AnswerRecord& one : base_.answers(of)) {
      const std::uint32_t kind = textOf(one.kind);
      if (taken && withdrawn_.when(Withdrawal::Of::kAnswer, node, 0, kind, one.source, 0) != kNoTime) continue;
      facts_.answers.push_back(
          {node, kind, static_cast<model::Outcome>(one.outcome), one.source, one.when, {one.lookup, one.position}, 0});
    }
  }

  const Base& base_;
  const std::vector<NodeId>& ids_;
  const Withdrawn& withdrawn_;
  Facts& facts_;
  std::vector<std::uint32_t> texts_;  // by the base's number
};

/// Takes the base's positions among those of the newer facts; whether the base's codes stay what they are.
bool addPositions(const Base& base, std::vector<std::uint32_t>& positions) {
  const Rows& rows = base.lookupRows();
  bool same = rows.count() > 0;
  if (rows.count() == 0 && base.rawCount() > 0) {  // lookup and position lie apart, as they must for more of them
    positions.clear();
    return true;
  }
  if (positions.size() < rows.count()) positions.resize(rows.count(), 0);
  for (std::uint32_t lookup = 0; lookup < rows.count(); ++lookup) {
    const auto [begin, end] = rows.at(lookup);
    same &= positions[lookup] <= end - begin || lookup + 1 == rows.count();
    positions[lookup] = std::max(positions[lookup], end - begin);
  }
  return same && !RawCodes(positions).apart();
}

/// The nodes of the store's ids; `ids` are the final ones.
ChunkedVector<NodeId> mergeStoreNodes(const Base& base, const Overlay& laid, const std::vector<NodeId>& ids) {
  ChunkedVector<NodeId> out;
  for (storage::NodeId id = 0; id < base.storeNodes(); ++id) out.push_back(base.ofStore(id));
  for (const auto& [id, node] : laid.of_store) {
    out.growTo(std::size_t{id} + 1, kNoNode);
    out[id] = node;
  }
  for (std::size_t id = 0; id < out.size(); ++id) {
    if (out[id] != kNoNode) out[id] = ids[out[id]];
  }
  return out;
}

}  // namespace

Result<bool> mergeImage(const storage::Store& store, const Base& base, const model::Suffixes& suffixes,
                        const model::RedactionList& redactions, const ReplicaStamp& stamp, const BuildOptions& options,
                        ImageOutput& out) {
  const model::Schema& schema = base.schema();
  const auto sources = store.sources();
  if (!sources) return sources.error();
  const SourceRanks ranks = rankSources(*sources);
  OverlaySpace space(base);
  if (auto known = space.recall(store); !known) return known.error();
  const std::vector<std::pair<storage::NodeId, NodeId>> dropped(space.ofStoreNodes().begin(),
                                                                space.ofStoreNodes().end());
  Facts facts;
  LinksInFacts links(facts);
  if (auto read = collectFacts(store, base.image().header().generation, stamp.generation, schema, suffixes, redactions,
                               space, links, facts, {}, options.cancel);
      !read) {
    return read.error();
  }
  withdraw(facts);
  Overlay laid;
  const NewNodes made = arrangeNewNodes(base, suffixes, redactions, space, facts, laid);
  const auto cameBack = [&](const auto& one) { return laid.of_store[one.first] != kNoNode; };
  if (std::any_of(dropped.begin(), dropped.end(), cameBack)) return false;
  FinalNodes nodes = mergeNodes(base, laid.nodes);
  const std::vector<NodeId>& ids = nodes.of_local;
  if (nodes.size() != ids.size()) return Error(ErrorCode::kCorrupt, "the types of the cache's nodes do not add up");
  nodes.above.assign(ids.size(), kNoNode);  // every one of them is kept
  putAbove(base, schema.knownRelations().apex, made.apexes, ids, nodes.above);
  putAbove(base, schema.knownRelations().provider, made.providers, ids, nodes.above);
  renumber(ids, 0, facts);
  if (options.cancel != nullptr) {
    if (auto go_on = options.cancel->check(); !go_on) return go_on.error();
  }
  const Withdrawn withdrawn(facts.withdrawals);
  const bool same_codes = addPositions(base, facts.positions);
  const RawCodes codes(facts.positions);
  const NewerLinks newer(facts, schema.relations().size());
  const MergeInput links_in{base, ids, facts, newer, withdrawn, ranks, codes, same_codes};
  facts.scanned += base.image().header().facts;
  ImageInput in{schema, nodes, mergeStoreNodes(base, laid, ids), facts, ranks, codes, {}, {}, {}, {}};
  in.stated = [&](model::RelationId relation) -> Result<BuiltRelation> { return mergeLinks(links_in, relation); };
  in.count = [&](model::RelationId relation) { return base.relation(relation).to.size() + newer.of(relation).size(); };
  in.values = [&] { BaseValues(base, ids, withdrawn, facts).add(); };
  if (auto written = writeImage(std::move(in), stamp, options, out); !written) return written.error();
  return true;
}

}  // namespace clew::graph
