#include <algorithm>
#include <numeric>
#include <tuple>

#include "common/hash.h"
#include "graph/build_parts.h"
#include "graph/name_lists.h"
#include "graph/name_table.h"
#include "graph/packed.h"

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
  Section keys, rows, texts, seen;
};
constexpr TextSections kPropertySections{Section::kPropertyKeys, Section::kPropertyRows, Section::kPropertyTexts,
                                         Section::kPropertySeen};
constexpr TextSections kStateSections{Section::kStateKeys, Section::kStateRows, Section::kStateTexts,
                                      Section::kStateSeen};

/// Numbers of the texts that something says, in order of their bytes, by their numbers in the pool.
std::vector<std::uint32_t> placesOf(const TextPool& texts, const std::vector<bool>& said,
                                    std::vector<std::uint32_t>& order) {
  for (std::uint32_t text = 0; text < said.size(); ++text) {
    if (said[text]) order.push_back(text);
  }
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return texts.at(a) < texts.at(b); });
  std::vector<std::uint32_t> places(texts.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) places[order[i]] = i;
  return places;
}

std::vector<TextRecord> writeTexts(const TextSections& kinds, std::size_t owners, const Facts& facts,
                                   const std::vector<TextClaim>& claims, std::span<const std::uint32_t> places,
                                   const SourceRanks& ranks, const RawCodes& codes, SectionList& out) {
  std::vector<TextRecord> records(owners);
  std::vector<std::uint32_t> order(claims.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto place = [&](std::uint32_t i) {
    return std::tuple(claims[i].what, claims[i].of, places[claims[i].text], i);
  };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return place(a) < place(b); });
  std::vector<Observation> group;
  std::vector<Observation> coalesced;
  std::vector<RawReference> raw;
  for (std::size_t i = 0; i < order.size();) {
    const std::uint16_t what = claims[order[i]].what;
    std::vector<NodeId> keys;
    std::vector<std::uint32_t> texts;
    SeenMaker seen;
    while (i < order.size() && claims[order[i]].what == what) {
      const TextClaim& first = claims[order[i]];
      group.clear();
      coalesced.clear();
      raw.clear();
      for (; i < order.size(); ++i) {
        const TextClaim& claim = claims[order[i]];
        if (claim.what != what || claim.of != first.of || claim.text != first.text) break;
        group.push_back(claim.seen);
      }
      coalesce(group, facts.raw, ranks, coalesced, raw);
      for (const Observation& one : coalesced) {
        seen.add(one, std::span(raw).subspan(one.raw, one.raw_count), codes);
        keys.push_back(first.of);
        texts.push_back(places[first.text]);
      }
    }
    RowsImage rows = makeRows(keys);
    records[what].rows = rows.record;
    out.add(kinds.keys, what, std::move(rows.keys));
    out.addBytes(kinds.rows, what, std::move(rows.offsets));
    out.add(kinds.texts, what, std::move(texts));
    records[what].seen = seen.write(kinds.seen, what, out);
  }
  return records;
}

RowsRecord writeAnswers(Facts& facts, std::span<const std::uint32_t> places, const SourceRanks& ranks,
                        SectionList& out) {
  const auto place = [&](const AnswerClaim& answer) {
    return std::tuple(answer.of, answer.when, places[answer.kind],
                      answer.source < ranks.size() ? ranks[answer.source] : answer.source, answer.outcome,
                      answer.raw.lookup, answer.raw.position);
  };
  std::sort(facts.answers.begin(), facts.answers.end(),
            [&](const AnswerClaim& a, const AnswerClaim& b) { return place(a) < place(b); });
  std::vector<NodeId> keys;
  std::vector<AnswerRecord> records;
  for (const AnswerClaim& answer : facts.answers) {
    keys.push_back(answer.of);
    records.push_back({answer.when, places[answer.kind], answer.raw.lookup, answer.raw.position, answer.source,
                       static_cast<std::uint8_t>(answer.outcome), 0});
  }
  RowsImage rows = makeRows(keys);
  out.add(Section::kAnswerKeys, 0, std::move(rows.keys));
  out.addBytes(Section::kAnswerRows, 0, std::move(rows.offsets));
  out.add(Section::kAnswers, 0, std::move(records));
  return rows.record;
}

/// Spellings to show: text numbers of the pool.
struct Spellings {
  std::vector<SpellingRecord> met;
  std::vector<NodeId> shown;
  std::vector<std::uint32_t> shown_texts;
};

Spellings chooseSpellings(const model::Schema& schema, const FinalNodes& nodes, Facts& facts) {
  Spellings out;
  std::vector<SpellingRecord>& records = out.met;
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
  std::size_t next = 0;
  model::TypeId type = 0;
  for (NodeId node = 0; node < nodes.size(); ++node) {
    while (node >= nodes.end(type)) ++type;
    const std::size_t begin = next;
    while (next < records.size() && records[next].node == node) ++next;
    std::uint32_t text = kNoNode;
    if (next != begin) {
      text = mostFrequent(std::span(records).subspan(begin, next - begin), facts.texts);
      if (facts.texts.at(text) == nodes.names.at(node)) continue;
    } else if (schema.storedType(type) == schema.known().host) {
      const std::string unicode = shownHost(nodes.names.at(node));
      if (unicode.empty()) continue;
      text = facts.texts.idOf(unicode);
    } else {
      continue;
    }
    out.shown.push_back(node);
    out.shown_texts.push_back(text);
  }
  return out;
}

/// By number in the pool: whether a value is that text. What is only taken back needs none.
std::vector<bool> saidTexts(const Facts& facts, const Spellings& spellings) {
  std::vector<bool> said(facts.texts.size(), false);
  for (const TextClaim& one : facts.properties) said[one.text] = true;
  for (const TextClaim& one : facts.states) said[one.text] = true;
  for (const AnswerClaim& one : facts.answers) said[one.kind] = true;
  for (const SpellingRecord& one : spellings.met) said[one.text] = true;
  for (const std::uint32_t text : spellings.shown_texts) said[text] = true;
  return said;
}

void writeSpellings(Spellings spellings, std::span<const std::uint32_t> places, SectionList& out) {
  for (std::uint32_t& text : spellings.shown_texts) text = places[text];
  for (SpellingRecord& one : spellings.met) one.text = places[one.text];
  std::sort(spellings.met.begin(), spellings.met.end(), [](const SpellingRecord& a, const SpellingRecord& b) {
    return std::tuple(a.node, a.text) < std::tuple(b.node, b.text);
  });
  out.add(Section::kDisplayNodes, 0, std::move(spellings.shown));
  out.add(Section::kDisplayTexts, 0, std::move(spellings.shown_texts));
  out.add(Section::kSpellings, 0, std::move(spellings.met));
}

/// The lists of names of each type whose names are texts, and many.
void writeLists(const model::Schema& schema, const FinalNodes& nodes, SectionList& out) {
  constexpr std::uint32_t kMany = 4'096;  // fewer are read in no time
  std::vector<NameListsRecord> records(schema.types().size());
  for (model::TypeId type = 0; type < records.size(); ++type) {
    const model::Form form = schema.type(type).form;
    const bool texts = form == model::Form::kHost || form == model::Form::kEmail || form == model::Form::kUrl ||
                       form == model::Form::kFolded || form == model::Form::kExact;
    const std::uint32_t count = nodes.end(type) - nodes.begin(type);
    if (!texts || count < kMany) continue;
    const NamesInARow of_type{nodes.names.column(), nodes.begin(type), count};
    records[type] = writeNameLists(type, form == model::Form::kHost, of_type, out);
  }
  out.add(Section::kNameLists, 0, std::move(records));
}

}  // namespace

ValueRecords writeValues(const model::Schema& schema, const FinalNodes& nodes, Facts& facts, const SourceRanks& ranks,
                         const RawCodes& codes, SectionList& out) {
  Spellings spellings = chooseSpellings(schema, nodes, facts);  // may add texts
  std::vector<std::uint32_t> order;
  const std::vector<std::uint32_t> places = placesOf(facts.texts, saidTexts(facts, spellings), order);
  ValueRecords records;
  records.properties =
      writeTexts(kPropertySections, schema.properties().size(), facts, facts.properties, places, ranks, codes, out);
  records.states =
      writeTexts(kStateSections, schema.relations().size(), facts, facts.states, places, ranks, codes, out);
  records.answers = writeAnswers(facts, places, ranks, out);
  records.texts = static_cast<std::uint32_t>(order.size());
  writeSpellings(std::move(spellings), places, out);
  std::vector<std::uint64_t> offsets{0};
  std::string bytes;
  bytes.reserve(facts.texts.bytes().size());
  for (const std::uint32_t text : order) {
    bytes += facts.texts.at(text);
    offsets.push_back(bytes.size());
  }
  const HeldTexts texts(std::move(bytes), offsets);
  records.wide_texts = texts.wide() ? 1 : 0;
  texts.writeLines(Section::kTextOffsets, out);
  texts.writeBytes(Section::kTextBytes, out);
  return records;
}

std::uint32_t writeNodes(const model::Schema& schema, const FinalNodes& nodes, const ChunkedVector<NodeId>& of_store,
                         bool with_lists, SectionList& out) {
  if (with_lists) writeLists(schema, nodes, out);
  out.add(Section::kTypeStarts, 0, nodes.type_starts);
  nodes.names.writeLines(Section::kNameOffsets, out);
  model::TypeId type = 0;
  out.add(Section::kNameTable, 0, makeNameTable(nodes.size(), [&](NodeId node) {
            if (node < nodes.begin(type)) type = 0;
            while (node >= nodes.end(type)) ++type;
            return hash64(nodes.names.at(node), schema.storedType(type));
          }));
  nodes.names.writeBytes(Section::kNameBytes, out);
  out.addBytes(Section::kStoreNodes, 0, packNumbers(of_store.size(), bitsFor(nodes.size()), [&](std::size_t id) {
                 return of_store[id] == kNoNode ? 0 : of_store[id] + 1;
               }));
  return nodes.names.wide() ? 1 : 0;
}

}  // namespace clew::graph
