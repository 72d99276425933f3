#include "graph/base.h"

#include <algorithm>

#include "common/hash.h"

namespace clew::graph {
namespace {

template <typename Starts>
std::string_view slice(std::string_view bytes, const Starts& starts, std::size_t index) {
  if (index + 1 >= starts.size()) return {};
  const std::uint64_t begin = starts[index];
  const std::uint64_t end = starts[index + 1];
  if (begin > end || end > bytes.size()) return {};
  return bytes.substr(begin, end - begin);
}

}  // namespace

Rows::Rows(std::span<const std::uint32_t> keys, std::span<const std::uint32_t> offsets, std::size_t items)
    : keys_(keys), items_(static_cast<std::uint32_t>(items)) {
  if (offsets.size() < 2) {
    keys_ = {};
    return;
  }
  first_ = offsets[0];
  offsets_ = offsets.subspan(1);
  rows_ = static_cast<std::uint32_t>(offsets_.size() - 1);
  if (!keys_.empty()) {
    rows_ = std::min(rows_, static_cast<std::uint32_t>(keys_.size()));
    keys_ = keys_.first(rows_);
  }
}

bool Rows::find(NodeId node, std::uint32_t& row) const {
  const auto it = std::lower_bound(keys_.begin(), keys_.end(), node);
  if (it == keys_.end() || *it != node) return false;
  row = static_cast<std::uint32_t>(it - keys_.begin());
  return true;
}

std::uint32_t Rows::rowOf(NodeId node) const {
  std::uint32_t row = 0;
  if (!keys_.empty()) return find(node, row) ? row : kNoNode;
  return node < first_ || node - first_ >= rows_ ? kNoNode : node - first_;
}

Observation ObservationColumns::at(std::uint32_t index) const {
  const TimesRecord& when = times[index];
  const DetailRecord& more = details[index];
  Observation seen;
  seen.first = when.first;
  seen.last = when.last;
  seen.learnt = more.learnt;
  seen.retracted = more.retracted;
  seen.times = more.times;
  seen.ttl = more.ttl;
  seen.raw = more.raw;
  seen.raw_count = more.raw_count;
  seen.source = more.source;
  seen.confidence = more.confidence;
  seen.first_is_day = more.first_is_day;
  seen.last_is_day = more.last_is_day;
  return seen;
}

std::pair<std::uint32_t, std::uint32_t> RelationColumns::observationsOf(std::uint32_t link) const {
  if (std::size_t{link} + 1 >= observations.size()) return {0, 0};
  const std::uint32_t begin = observations[link];
  const std::uint32_t end = observations[link + 1];
  if (begin > end || end > seen.size()) return {0, 0};
  return {begin, end};
}

Base::Base(Image image, const model::Schema& schema) : image_(std::move(image)), schema_(schema) {
  nodes_ = image_.header().nodes;
  name_starts_ = image_.section<std::uint64_t>(Section::kNameStarts);
  name_bytes_ = image_.bytes(Section::kNameBytes);
  nodes_ = std::min(nodes_, static_cast<std::uint32_t>(name_starts_.empty() ? 0 : name_starts_.size() - 1));
  const auto starts = image_.section<NodeId>(Section::kTypeStarts);
  type_starts_.assign(schema.types().size() + 1, 0);
  NodeId last = 0;
  for (std::size_t i = 0; i < type_starts_.size(); ++i) {
    if (i < starts.size()) last = std::clamp(starts[i], last, nodes_);
    type_starts_[i] = last;
  }
  type_starts_.back() = nodes_;
  name_table_ = image_.section<std::uint32_t>(Section::kNameTable);
  if ((name_table_.size() & (name_table_.size() - 1)) != 0) name_table_ = {};
  store_nodes_ = image_.section<NodeId>(Section::kStoreNodes);
  display_nodes_ = image_.section<NodeId>(Section::kDisplayNodes);
  display_texts_ = image_.section<std::uint32_t>(Section::kDisplayTexts);
  display_nodes_ = display_nodes_.first(std::min(display_nodes_.size(), display_texts_.size()));
  spellings_ = image_.section<SpellingRecord>(Section::kSpellings);
  text_starts_ = image_.section<std::uint64_t>(Section::kTextStarts);
  text_bytes_ = image_.bytes(Section::kTextBytes);
  raw_ = image_.section<RawReference>(Section::kRaw);
  answers_ = image_.section<AnswerRecord>(Section::kAnswers);
  answer_rows_ = Rows(image_.section<std::uint32_t>(Section::kAnswerKeys),
                      image_.section<std::uint32_t>(Section::kAnswerOffsets), answers_.size());
  for (std::size_t i = 0; i < schema.relations().size(); ++i) {
    const auto id = static_cast<std::uint16_t>(i);
    relations_.push_back(readRelation(id));
    states_.push_back(readTexts(Section::kStateKeys, Section::kStateOffsets, Section::kStateTexts, Section::kStateTimes,
                                Section::kStateDetails, id));
  }
  for (std::size_t i = 0; i < schema.properties().size(); ++i) {
    properties_.push_back(readTexts(Section::kPropertyKeys, Section::kPropertyOffsets, Section::kPropertyTexts,
                                    Section::kPropertyTimes, Section::kPropertyDetails, static_cast<std::uint16_t>(i)));
  }
}

RelationColumns Base::readRelation(std::uint16_t id) const {
  const auto numbers = [&](Section kind) { return image_.section<std::uint32_t>(kind, id); };
  RelationColumns out;
  out.to = numbers(Section::kForwardTo);
  out.forward = Rows(numbers(Section::kForwardKeys), numbers(Section::kForwardOffsets), out.to.size());
  out.from = numbers(Section::kBackwardFrom);
  out.links = numbers(Section::kBackwardLinks);
  const std::size_t back = std::min(out.from.size(), out.links.size());
  out.from = out.from.first(back);
  out.links = out.links.first(back);
  out.backward = Rows(numbers(Section::kBackwardKeys), numbers(Section::kBackwardOffsets), back);
  out.observations = numbers(Section::kLinkObservations);
  out.seen = {image_.section<TimesRecord>(Section::kLinkTimes, id),
              image_.section<DetailRecord>(Section::kLinkDetails, id)};
  out.dead = image_.section<std::uint64_t>(Section::kDeadLinks, id);
  out.holders = image_.section<HolderRecord>(Section::kHolders, id);
  return out;
}

TextColumns Base::readTexts(Section keys, Section offsets, Section texts, Section times, Section details,
                            std::uint16_t owner) const {
  TextColumns out;
  out.texts = image_.section<std::uint32_t>(texts, owner);
  out.seen = {image_.section<TimesRecord>(times, owner), image_.section<DetailRecord>(details, owner)};
  const std::size_t items = std::min<std::size_t>(out.texts.size(), out.seen.size());
  out.rows = Rows(image_.section<std::uint32_t>(keys, owner), image_.section<std::uint32_t>(offsets, owner), items);
  return out;
}

model::TypeId Base::typeOf(NodeId node) const {
  const auto it = std::upper_bound(type_starts_.begin(), type_starts_.end(), node);
  const std::ptrdiff_t last = static_cast<std::ptrdiff_t>(type_starts_.size()) - 2;
  return static_cast<model::TypeId>(std::clamp<std::ptrdiff_t>(it - type_starts_.begin() - 1, 0, last));
}

std::string_view Base::nameOf(NodeId node) const {
  return slice(name_bytes_, name_starts_, node);
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

std::optional<NodeId> Base::find(model::TypeId stored_type, std::string_view name) const {
  if (name_table_.empty()) return std::nullopt;
  const std::size_t mask = name_table_.size() - 1;
  std::size_t slot = hash64(name, stored_type) & mask;
  for (std::size_t probes = 0; probes <= mask && name_table_[slot] != 0; ++probes, slot = (slot + 1) & mask) {
    const NodeId node = name_table_[slot] - 1;
    if (node < nodes_ && nameOf(node) == name && schema_.storedType(typeOf(node)) == stored_type) return node;
  }
  return std::nullopt;
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

std::string_view Base::text(std::uint32_t id) const {
  return slice(text_bytes_, text_starts_, id);
}

std::span<const RawReference> Base::raw(std::uint32_t begin, std::uint32_t count) const {
  if (begin > raw_.size() || count > raw_.size() - begin) return {};
  return raw_.subspan(begin, count);
}

}  // namespace clew::graph
