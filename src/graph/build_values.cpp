#include <algorithm>
#include <tuple>

#include "graph/build_parts.h"

namespace clew::graph {

std::uint32_t mostFrequent(std::span<const SpellingRecord> spellings, const TextPool& texts) {
  const SpellingRecord* best = &spellings.front();
  for (const SpellingRecord& one : spellings) {
    if (one.times > best->times || (one.times == best->times && texts.at(one.text) < texts.at(best->text))) best = &one;
  }
  return best->text;
}

namespace {

struct TextSections {
  Section keys, offsets, texts, times, details;
};
constexpr TextSections kPropertySections{Section::kPropertyKeys, Section::kPropertyOffsets, Section::kPropertyTexts,
                                         Section::kPropertyTimes, Section::kPropertyDetails};
constexpr TextSections kStateSections{Section::kStateKeys, Section::kStateOffsets, Section::kStateTexts,
                                      Section::kStateTimes, Section::kStateDetails};

void writeTexts(const TextSections& kinds, const Facts& facts, const std::vector<TextClaim>& claims,
                const SourceRanks& ranks, std::vector<RawReference>& raw_out, ImageWriter& out) {
  std::vector<std::uint32_t> order(claims.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const TextClaim& x = claims[a];
    const TextClaim& y = claims[b];
    if (std::tuple(x.what, x.of) != std::tuple(y.what, y.of))
      return std::tuple(x.what, x.of) < std::tuple(y.what, y.of);
    if (x.text != y.text) return facts.texts.at(x.text) < facts.texts.at(y.text);
    return a < b;
  });
  std::vector<Observation> group;
  for (std::size_t i = 0; i < order.size();) {
    const std::uint16_t what = claims[order[i]].what;
    std::vector<NodeId> keys;
    std::vector<std::uint32_t> texts;
    std::vector<Observation> observations;
    while (i < order.size() && claims[order[i]].what == what) {
      const TextClaim& first = claims[order[i]];
      group.clear();
      for (; i < order.size(); ++i) {
        const TextClaim& claim = claims[order[i]];
        if (claim.what != what || claim.of != first.of || claim.text != first.text) break;
        group.push_back(claim.seen);
      }
      coalesce(group, facts.raw, ranks, observations, raw_out);
      keys.resize(observations.size(), first.of);
      texts.resize(observations.size(), first.text);
    }
    writeRows(kinds.keys, kinds.offsets, what, keys, out);
    out.add(kinds.texts, what, texts);
    writeObservations(kinds.times, kinds.details, what, observations, out);
  }
}

void writeAnswers(Facts& facts, const SourceRanks& ranks, ImageWriter& out) {
  const auto place = [&](const AnswerClaim& answer) {
    return std::tuple(answer.of, answer.when, facts.texts.at(answer.kind),
                      answer.source < ranks.size() ? ranks[answer.source] : answer.source, answer.outcome,
                      answer.raw.lookup, answer.raw.position);
  };
  std::sort(facts.answers.begin(), facts.answers.end(),
            [&](const AnswerClaim& a, const AnswerClaim& b) { return place(a) < place(b); });
  std::vector<NodeId> keys;
  std::vector<AnswerRecord> records;
  for (const AnswerClaim& answer : facts.answers) {
    keys.push_back(answer.of);
    records.push_back({answer.when, answer.kind, answer.raw.lookup, answer.raw.position, answer.source,
                       static_cast<std::uint8_t>(answer.outcome), 0});
  }
  writeRows(Section::kAnswerKeys, Section::kAnswerOffsets, 0, keys, out);
  out.add(Section::kAnswers, 0, records);
}

void writeSpellings(const model::Schema& schema, const FinalNodes& nodes, Facts& facts, ImageWriter& out) {
  std::vector<SpellingRecord> records;
  std::sort(facts.spellings.begin(), facts.spellings.end(), [](const Spelling& a, const Spelling& b) {
    return std::tuple(a.node, a.text) < std::tuple(b.node, b.text);
  });
  for (const Spelling& one : facts.spellings) {
    if (!records.empty() && records.back().node == one.node && records.back().text == one.text) {
      records.back().times += one.times;
    } else {
      records.push_back({one.node, one.text, one.times});
    }
  }
  std::vector<NodeId> shown;
  std::vector<std::uint32_t> shown_texts;
  std::size_t next = 0;
  for (NodeId node = 0; node < nodes.size(); ++node) {
    const std::size_t begin = next;
    while (next < records.size() && records[next].node == node) ++next;
    std::uint32_t text = kNoNode;
    if (next != begin) {
      text = mostFrequent(std::span(records).subspan(begin, next - begin), facts.texts);
      if (facts.texts.at(text) == nodes.sorted[node].name) continue;
    } else if (schema.storedType(nodes.sorted[node].type) == schema.known().host) {
      const std::string unicode = shownHost(nodes.sorted[node].name);
      if (unicode.empty()) continue;
      text = facts.texts.idOf(unicode);
    } else {
      continue;
    }
    shown.push_back(node);
    shown_texts.push_back(text);
  }
  out.add(Section::kDisplayNodes, 0, shown);
  out.add(Section::kDisplayTexts, 0, shown_texts);
  out.add(Section::kSpellings, 0, records);
}

}  // namespace

void writeValues(const model::Schema& schema, const FinalNodes& nodes, Facts& facts, const SourceRanks& ranks,
                 std::vector<RawReference>& raw_out, ImageWriter& out) {
  writeTexts(kPropertySections, facts, facts.properties, ranks, raw_out, out);
  writeTexts(kStateSections, facts, facts.states, ranks, raw_out, out);
  writeAnswers(facts, ranks, out);
  writeSpellings(schema, nodes, facts, out);
  out.add(Section::kTextStarts, 0, facts.texts.starts());
  out.addBytes(Section::kTextBytes, 0, facts.texts.bytes());
}

void writeNodes(const model::Schema& schema, const FinalNodes& nodes, const std::vector<NodeId>& of_store_nodes,
                ImageWriter& out) {
  std::vector<std::uint64_t> starts{0};
  std::string bytes;
  NameIndex index;
  index.reserve(nodes.size());
  const auto type_of = [&](NodeId node) { return schema.storedType(nodes.sorted[node].type); };
  const auto name_of = [&](NodeId node) { return nodes.sorted[node].name; };
  for (NodeId node = 0; node < nodes.size(); ++node) {
    bytes += nodes.sorted[node].name;
    starts.push_back(bytes.size());
    index.put(node, type_of, name_of);
  }
  out.add(Section::kTypeStarts, 0, nodes.type_starts);
  out.add(Section::kNameStarts, 0, starts);
  out.addBytes(Section::kNameBytes, 0, bytes);
  out.add(Section::kNameTable, 0, index.slots());
  std::vector<NodeId> of_store;
  of_store.reserve(of_store_nodes.size());
  for (const NodeId local : of_store_nodes) of_store.push_back(local == kNoNode ? kNoNode : nodes.of_local[local]);
  out.add(Section::kStoreNodes, 0, of_store);
}

}  // namespace clew::graph
