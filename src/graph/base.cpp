#include "graph/base.h"

#include "common/hash.h"

namespace clew::graph {
namespace {

/// The records of a section, as many as wanted; those that it lacks are empty.
template <typename Record>
std::vector<Record> records(const Image& image, Section kind, std::size_t count) {
  const auto found = image.section<Record>(kind);
  std::vector<Record> out(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(std::min(found.size(), count)));
  out.resize(count);
  return out;
}

}  // namespace

Base::Base(Image image, const model::Schema& schema)
    : image_(std::move(image)), schema_(schema), nodes_(image_.header().nodes) {
  const SummaryRecord summary = records<SummaryRecord>(image_, Section::kSummary, 1).front();
  names_ = TextColumn(image_.bytes(Section::kNameOffsets), summary.wide_names != 0, image_.bytes(Section::kNameBytes),
                      nodes_);
  nodes_ = static_cast<std::uint32_t>(names_.size());
  const auto starts = image_.section<NodeId>(Section::kTypeStarts);
  type_starts_.assign(starts.begin(), starts.end());
  type_starts_.resize(schema.types().size() + 1, nodes_);
  NodeId least = 0;
  for (NodeId& start : type_starts_) least = start = std::clamp(start, least, nodes_);
  name_table_ = NameTable(image_.section<NameBucket>(Section::kNameTable), image_.header().nodes);
  const auto lists = records<NameListsRecord>(image_, Section::kNameLists, schema.types().size());
  for (model::TypeId type = 0; type < lists.size(); ++type) {
    name_lists_.emplace_back(image_, type, lists[type], type_starts_[type + 1U] - type_starts_[type]);
  }
  store_nodes_ = PackedNumbers(image_.bytes(Section::kStoreNodes), summary.node_bits);
  const std::uint64_t store_bits = std::uint64_t{8} * image_.bytes(Section::kStoreNodes).size();
  store_count_ = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(summary.store_nodes, summary.node_bits == 0 ? 0 : store_bits / summary.node_bits));
  display_nodes_ = image_.section<NodeId>(Section::kDisplayNodes);
  display_texts_ = image_.section<std::uint32_t>(Section::kDisplayTexts);
  display_nodes_ = display_nodes_.first(std::min(display_nodes_.size(), display_texts_.size()));
  spellings_ = image_.section<SpellingRecord>(Section::kSpellings);
  texts_ = TextColumn(image_.bytes(Section::kTextOffsets), summary.wide_texts != 0, image_.bytes(Section::kTextBytes),
                      summary.texts);
  answers_ = image_.section<AnswerRecord>(Section::kAnswers);
  answer_rows_ = Rows(summary.answers, image_.section<NodeId>(Section::kAnswerKeys), image_.bytes(Section::kAnswerRows),
                      answers_.size());
  raw_total_ = summary.raw_total;
  lookup_rows_ = Rows(summary.lookups, {}, image_.bytes(Section::kLookupRows), summary.lookups.items);
  const auto relations = records<RelationRecord>(image_, Section::kRelations, schema.relations().size());
  const auto states = records<TextRecord>(image_, Section::kStates, schema.relations().size());
  const auto properties = records<TextRecord>(image_, Section::kProperties, schema.properties().size());
  for (std::uint16_t id = 0; id < relations.size(); ++id) relations_.push_back(readRelation(id, relations[id]));
  for (std::uint16_t id = 0; id < properties.size(); ++id) {
    properties_.push_back(readTexts(Section::kPropertyKeys, Section::kPropertyRows, Section::kPropertyTexts,
                                    Section::kPropertySeen, id, properties[id]));
  }
  for (std::uint16_t id = 0; id < states.size(); ++id) {
    states_.push_back(
        readTexts(Section::kStateKeys, Section::kStateRows, Section::kStateTexts, Section::kStateSeen, id, states[id]));
  }
  for (const auto& one : relations_) with_raw_.push_back(&one.seen);
  for (const auto& one : properties_) with_raw_.push_back(&one.seen);
  for (const auto& one : states_) with_raw_.push_back(&one.seen);
  std::erase_if(with_raw_, [](const ObservationColumns* one) { return one->rawCount() == 0; });
  std::stable_sort(with_raw_.begin(), with_raw_.end(),
                   [](const auto* a, const auto* b) { return a->rawBegin() < b->rawBegin(); });
}

ObservationColumns Base::readSeen(Section group, std::uint16_t owner, const SeenRecord& record) {
  return {record, [&](SeenPart part) { return image_.bytes(partOf(group, part), owner); }};
}

RelationColumns Base::readRelation(std::uint16_t id, const RelationRecord& record) {
  RelationColumns out;
  const auto numbers = [&](Section kind) { return image_.section<std::uint32_t>(kind, id); };
  out.to = numbers(Section::kForwardTo);
  if (out.to.empty()) return out;
  out.forward =
      Rows(record.forward, numbers(Section::kForwardKeys), image_.bytes(Section::kForwardRows, id), out.to.size());
  out.from = numbers(Section::kBackwardFrom);
  out.backward =
      Rows(record.backward, numbers(Section::kBackwardKeys), image_.bytes(Section::kBackwardRows, id), out.from.size());
  out.places = PackedNumbers(image_.bytes(Section::kBackwardPlaces, id), record.place_bits);
  out.seen = readSeen(Section::kLinkSeen, id, record.seen);
  out.spread =
      Spread(image_.section<MarkLine>(Section::kSeenMarks, id), numbers(Section::kSeenShifts), out.seen.size());
  out.back_times = image_.section<LinkTime>(Section::kBackwardTimes, id);
  out.back_several = image_.section<LinkTime>(Section::kBackwardSeveral, id);
  if (out.back_times.size() != out.from.size()) out.back_times = {};
  out.dead = image_.section<std::uint64_t>(Section::kDeadLinks, id);
  out.holder_marks = Marks(image_.section<MarkLine>(Section::kHolderMarks, id));
  out.holders = image_.section<HolderRecord>(Section::kHolders, id);
  out.standing = static_cast<std::uint32_t>(std::min<std::size_t>(record.standing, out.to.size()));
  return out;
}

TextColumns Base::readTexts(Section keys, Section rows, Section texts, Section group, std::uint16_t owner,
                            const TextRecord& record) {
  TextColumns out;
  out.texts = image_.section<std::uint32_t>(texts, owner);
  if (out.texts.empty()) return out;
  out.seen = readSeen(group, owner, record.seen);
  const std::size_t items = std::min<std::size_t>(out.texts.size(), out.seen.size());
  out.rows = Rows(record.rows, image_.section<NodeId>(keys, owner), image_.bytes(rows, owner), items);
  return out;
}

model::TypeId Base::typeOf(NodeId node) const {
  const auto it = std::upper_bound(type_starts_.begin(), type_starts_.end(), node);
  const std::ptrdiff_t last = static_cast<std::ptrdiff_t>(type_starts_.size()) - 2;
  return static_cast<model::TypeId>(std::clamp<std::ptrdiff_t>(it - type_starts_.begin() - 1, 0, last));
}

std::string_view Base::namesOf(NodeId begin, NodeId end) const {
  if (begin >= end) return {};
  const std::string_view first = nameOf(begin);
  const std::string_view last = nameOf(end - 1);
  if (first.data() == nullptr || last.data() == nullptr || last.data() + last.size() < first.data()) return {};
  return {first.data(), static_cast<std::size_t>(last.data() + last.size() - first.data())};
}

std::string_view Base::displayOf(NodeId node) const {
  const auto it = std::lower_bound(display_nodes_.begin(), display_nodes_.end(), node);
  if (it == display_nodes_.end() || *it != node) return {};
  return text(display_texts_[static_cast<std::size_t>(it - display_nodes_.begin())]);
}

std::pair<NodeId, NodeId> Base::range(model::TypeId type) const {
  if (std::size_t{type} + 1 >= type_starts_.size()) return {0, 0};
  return {type_starts_[type], type_starts_[type + 1]};
}

std::string_view Base::namesOf(model::TypeId type) const {
  const auto [begin, end] = range(type);
  if (begin == end) return {};
  const std::string_view first = names_.at(begin);
  const std::string_view last = names_.at(end - 1);
  const char* const stop = last.data() + last.size();
  if (first.data() == nullptr || stop < first.data()) return {};
  return {first.data(), static_cast<std::size_t>(stop - first.data())};
}

std::optional<NodeId> Base::find(model::TypeId stored_type, std::string_view name) const {
  const NodeId found = name_table_.find(hash64(name, stored_type), [&](NodeId node) {
    return node < nodes_ && nameOf(node) == name && schema_.storedType(typeOf(node)) == stored_type;
  });
  return found == kNoNode ? std::nullopt : std::optional<NodeId>(found);
}

std::uint64_t Base::willFind(model::TypeId stored_type, std::string_view name) const {
  const std::uint64_t hash = hash64(name, stored_type);
  name_table_.prefetch(hash);
  return hash;
}

NodeId Base::willCompare(std::uint64_t hash) const {
  const NodeId node = name_table_.find(hash, [](NodeId) { return true; });
  names_.prefetch(node);
  return node;
}

std::span<const AnswerRecord> Base::answers(NodeId node) const {
  const auto [begin, end] = answer_rows_.of(node);
  return answers_.subspan(begin, end - begin);
}

std::span<const SpellingRecord> Base::spellings(NodeId node) const {
  const auto less = [](const SpellingRecord& a, NodeId b) { return a.node < b; };
  const auto begin = std::lower_bound(spellings_.begin(), spellings_.end(), node, less);
  const auto end = std::lower_bound(begin, spellings_.end(), node + 1, less);
  return {begin, end};
}

std::vector<RawReference> Base::raw(std::uint32_t begin, std::uint32_t count) const {
  std::vector<RawReference> out;
  const auto after = std::upper_bound(with_raw_.begin(), with_raw_.end(), begin,
                                      [](std::uint32_t raw, const auto* one) { return raw < one->rawBegin(); });
  if (after == with_raw_.begin()) return out;
  const ObservationColumns& columns = **(after - 1);
  const std::uint32_t first = begin - columns.rawBegin();
  if (first > columns.rawCount() || count > columns.rawCount() - first) return out;
  for (std::uint32_t i = first; i < first + count; ++i) {
    const std::uint64_t code = columns.rawCode(i);
    if (lookup_rows_.count() == 0) {
      out.push_back({static_cast<std::uint32_t>(code >> 32), static_cast<std::uint32_t>(code)});
      continue;
    }
    // The last lookup that begins at or before the code. Lookups that state nothing have no stretch.
    std::uint32_t low = 0;
    for (std::uint32_t high = lookup_rows_.count(); high - low > 1;) {
      const std::uint32_t middle = low + (high - low) / 2;
      (lookup_rows_.at(middle).first <= code ? low : high) = middle;
    }
    out.push_back({low, static_cast<std::uint32_t>(code - lookup_rows_.at(low).first)});
  }
  return out;
}

}  // namespace clew::graph
