#include "graph/name_search.h"

#include <algorithm>
#include <cstring>

#include "common/text.h"

namespace clew::graph {
namespace {

/// A pattern is tried on a name in the time in which so many are read.
constexpr std::uint64_t kReadInATry = 32;
/// A name that is looked up by its number takes the time of so many that are read in a row.
constexpr std::uint64_t kReadInALookUp = 3;

const NamePart& longestOf(const NameParts& parts) {
  return *std::max_element(parts.begin(), parts.end(),
                           [](const NamePart& a, const NamePart& b) { return a.text.size() < b.text.size(); });
}

/// The last label that the parts ask for; empty: they ask for none.
std::string_view lastLabelOf(const NameParts& parts) {
  for (const NamePart& part : parts) {
    const std::size_t dot = part.text.rfind('.');
    if (part.where == NamePart::Where::kEnd && dot != std::string::npos)
      return std::string_view(part.text).substr(dot + 1);
  }
  return {};
}

}  // namespace

bool holdsParts(std::string_view name, const NameParts& parts) {
  return std::all_of(parts.begin(), parts.end(), [&](const NamePart& part) {
    switch (part.where) {
      case NamePart::Where::kBegin:
        return name.starts_with(part.text);
      case NamePart::Where::kEnd:
        return name.ends_with(part.text);
      case NamePart::Where::kAnywhere:
        break;
    }
    return contains(name, part.text);
  });
}

NameSearch::NameSearch(const Base& base, model::TypeId type)
    : base_(base), lists_(base.nameLists(type)), are_hosts_(base.schema().type(type).form == model::Form::kHost) {
  const auto [begin, end] = base.range(type);
  all_ = {begin, end};
  most_ = kReadInATry * (all_.size() + kNameBlock);
}

std::string_view NameSearch::lower(std::string_view names) {
  if (are_hosts_) return names;
  lower_.assign(names);
  for (char& c : lower_) c = toLowerAscii(c);
  return lower_;
}

bool NameSearch::holds(NodeId node, const NameParts& parts) {
  return holdsParts(lower(base_.nameOf(node)), parts);
}

NameSearch::Stretch NameSearch::stretchOf(const NameParts& parts) const {
  Stretch out = all_;
  if (!are_hosts_) return out;
  for (const NamePart& part : parts) {
    if (part.where != NamePart::Where::kBegin) continue;
    out.begin = partitionPoint(out.begin, out.end,
                               [&](NodeId node) { return base_.nameOf(node) < std::string_view(part.text); });
    out.end =
        partitionPoint(out.begin, out.end, [&](NodeId node) { return base_.nameOf(node).starts_with(part.text); });
  }
  return out;
}

bool NameSearch::find(const NameParts& parts, NodeMarks& out) {
  if (parts.empty()) return false;
  const Stretch stretch = stretchOf(parts);
  std::optional<std::vector<std::uint32_t>> blocks;
  if (stretch.size() > kNameBlock) {
    for (const NamePart& part : parts) lists_.keepBlocksWith(part.text, part.where == NamePart::Where::kEnd, blocks);
  }
  const std::uint64_t in_blocks =
      blocks ? std::min<std::uint64_t>(blocks->size() * std::uint64_t{kNameBlock}, stretch.size()) : stretch.size();
  const std::string_view label = are_hosts_ ? lastLabelOf(parts) : std::string_view();
  const std::uint64_t by_label =
      label.empty() ? in_blocks : std::uint64_t{lists_.aboutEndingIn(label)} * kReadInALookUp;
  read_ += kNameBlock + std::min(in_blocks, by_label);
  if (read_ > most_) return false;
  if (by_label < in_blocks) {
    if (const auto names = lists_.endingIn(label)) {
      for (const std::uint32_t name : *names) {
        const NodeId node = all_.begin + name;
        if (node >= stretch.begin && node < stretch.end && holds(node, parts)) out.add(node);
      }
      return true;
    }
  }
  const auto inBlock = [&](std::uint32_t block) {
    const NodeId first = all_.begin + block * kNameBlock;
    const Stretch part{std::max(stretch.begin, first), std::min(stretch.end, first + kNameBlock)};
    if (part.begin < part.end) findInBlock(part, parts, out);
  };
  if (blocks) {
    for (const std::uint32_t block : *blocks) inBlock(block);
  } else if (stretch.size() != 0) {
    const std::uint32_t last = (stretch.end - 1 - all_.begin) / kNameBlock;
    for (std::uint32_t block = (stretch.begin - all_.begin) / kNameBlock; block <= last; ++block) inBlock(block);
  }
  return true;
}

/// Looks for the longest part in the bytes of all names at once, and for the others in the names that hold it.
void NameSearch::findInBlock(Stretch block, const NameParts& parts, NodeMarks& out) {
  const std::string_view bytes = base_.namesOf(block.begin, block.end);
  const std::string_view text = lower(bytes);
  const std::string& wanted = longestOf(parts).text;
  NodeId node = block.begin;
  for (std::size_t at = 0; at < text.size();) {
    const void* const found = memmem(text.data() + at, text.size() - at, wanted.data(), wanted.size());
    if (found == nullptr) return;
    at = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
    std::string_view name;
    std::size_t begin = 0;
    for (; node < block.end; ++node) {  // the name in which it begins
      name = base_.nameOf(node);
      if (name.data() < bytes.data() || name.data() + name.size() > bytes.data() + bytes.size()) return;
      begin = static_cast<std::size_t>(name.data() - bytes.data());
      if (at < begin + name.size()) break;
    }
    if (node == block.end) return;
    if (at + wanted.size() <= begin + name.size() && begin <= at) {
      if (holdsParts(text.substr(begin, name.size()), parts)) out.add(node);
      ++node;
      at = begin + name.size();
    } else {
      ++at;
    }
  }
}

}  // namespace clew::graph
