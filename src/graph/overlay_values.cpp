#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "graph/overlay_parts.h"

namespace clew::graph {
namespace {

using TextRows = std::unordered_map<std::uint64_t, std::vector<OverlayText>>;

/// Properties or states: the whole row of every node and property that is touched.
void layTexts(const Base& base, Facts& facts, const std::vector<TextClaim>& claims, Withdrawal::Of kind,
              const Withdrawn& taken, const SourceRanks& ranks, Overlay& out, TextRows& rows) {
  std::map<std::pair<std::uint16_t, NodeId>, std::map<std::uint32_t, std::vector<Observation>>> touched;
  for (const TextClaim& claim : claims) touched[{claim.what, claim.of}][claim.text].push_back(claim.seen);
  for (const Withdrawal& one : facts.withdrawals) {
    if (one.of == kind) touched[{one.what, one.from}];
  }
  for (auto& [at, texts] : touched) {
    const auto [what, node] = at;
    const TextColumns& columns = kind == Withdrawal::Of::kProperty ? base.property(what) : base.states(what);
    const auto [begin, end] = columns.rows.of(node);
    for (std::uint32_t i = begin; i < end; ++i) {
      const std::uint32_t text = facts.texts.idOf(base.text(columns.texts[i]));
      Observation seen = columns.seen.at(i);
      const Time when = taken.when(kind, node, what, text, seen.source, 0);
      if (when != kNoTime && (seen.retracted == kNoTime || when < seen.retracted)) seen.retracted = when;
      texts[text].push_back(claimOf(base, seen, facts));
    }
    std::vector<std::uint32_t> order;
    for (const auto& [text, seen] : texts) order.push_back(text);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return facts.texts.at(a) < facts.texts.at(b); });
    std::vector<OverlayText>& row = rows[Overlay::key(what, node)];
    for (const std::uint32_t text : order) {
      std::vector<Observation> seen;
      coalesceInto(texts[text], facts, ranks, out, seen);
      for (const Observation& one : seen) row.push_back({text, one});
    }
  }
}

void layAnswers(const Base& base, Facts& facts, const Withdrawn& taken, const SourceRanks& ranks, Overlay& out) {
  for (const AnswerClaim& answer : facts.answers) out.answers[answer.of].push_back(answer);
  for (const Withdrawal& one : facts.withdrawals) {
    if (one.of == Withdrawal::Of::kAnswer) out.answers[one.from];
  }
  for (auto& [node, answers] : out.answers) {
    for (const AnswerRecord& one : base.answers(node)) {
      const std::uint32_t kind = facts.texts.idOf(base.text(one.kind));
      if (taken.when(Withdrawal::Of::kAnswer, node, 0, kind, one.source, 0) != kNoTime) continue;
      answers.push_back(
          {node, kind, static_cast<model::Outcome>(one.outcome), one.source, one.when, {one.lookup, one.position}});
    }
    const auto place = [&](const AnswerClaim& answer) {
      return std::tuple(answer.when, facts.texts.at(answer.kind),
                        answer.source < ranks.size() ? ranks[answer.source] : answer.source, answer.outcome,
                        answer.raw.lookup, answer.raw.position);
    };
    std::sort(answers.begin(), answers.end(),
              [&](const AnswerClaim& a, const AnswerClaim& b) { return place(a) < place(b); });
  }
}

void laySpellings(const Base& base, Facts& facts, Overlay& out) {
  const Layers layers(base, &out);
  const auto nameOf = [&](NodeId node) { return layers.nameOf(node); };
  std::map<NodeId, std::map<std::uint32_t, std::uint32_t>> touched;
  for (const Spelling& one : facts.spellings) touched[one.node][one.text] += one.times;
  for (auto& [node, times] : touched) {
    for (const SpellingRecord& one : base.spellings(node)) times[facts.texts.idOf(base.text(one.text))] += one.times;
    std::vector<SpellingRecord> records;
    for (const auto& [text, count] : times) records.push_back({node, text, count});
    const std::string_view shown = facts.texts.at(mostFrequent(records, facts.texts));
    out.displays[node] = shown == nameOf(node) ? std::string() : std::string(shown);
  }
  for (std::size_t i = 0; i < out.nodes.size(); ++i) {
    const auto node = static_cast<NodeId>(base.nodeCount() + i);
    if (base.schema().storedType(out.nodes[i].type) != base.schema().known().host || touched.contains(node)) continue;
    if (std::string shown = shownHost(out.nodes[i].name); !shown.empty()) out.displays[node] = std::move(shown);
  }
}

}  // namespace

void layValues(const Base& base, Facts& facts, const SourceRanks& ranks, Overlay& out) {
  // what the base holds is older than every withdrawal here, whatever batch it is of
  const Withdrawn taken(facts.withdrawals);
  layTexts(base, facts, facts.properties, Withdrawal::Of::kProperty, taken, ranks, out, out.properties);
  layTexts(base, facts, facts.states, Withdrawal::Of::kState, taken, ranks, out, out.states);
  layAnswers(base, facts, taken, ranks, out);
  laySpellings(base, facts, out);
}

}  // namespace clew::graph
