#include "execution/nearness.h"

#include <algorithm>
#include <limits>

#include "common/utf8.h"

namespace clew::execution {
namespace {

Time saturatingAdd(Time a, std::int64_t b) {
  Time out = 0;
  if (!__builtin_add_overflow(a, b, &out)) return out;
  return b > 0 ? std::numeric_limits<Time>::max() : std::numeric_limits<Time>::min();
}

}  // namespace

std::vector<model::Block> blocksAround(std::string_view text, const std::vector<int>& lengths) {
  std::vector<model::Block> out;
  const auto address = model::parseAddress(text);
  if (!address) return out;
  for (const int length : lengths) {
    if ((length > 32) != address->v6 || length < 0 || length > 128) continue;
    model::Block block{*address, length};
    const int bytes = address->v6 ? 16 : 4;
    for (int i = 0; i < bytes; ++i) {
      const int kept = std::clamp(length - 8 * i, 0, 8);
      block.base.bytes[i] = static_cast<std::uint8_t>(block.base.bytes[i] & (0xFF00 >> kept));
    }
    out.push_back(block);
  }
  return out;
}

std::size_t editsBetween(std::string_view a, std::string_view b, std::size_t limit) {
  if (isAscii(a) && isAscii(b)) return editDistance(a, b, limit);
  const std::u32string x = toUtf32(a), y = toUtf32(b);
  const std::size_t gap = x.size() > y.size() ? x.size() - y.size() : y.size() - x.size();
  if (gap > limit) return limit + 1;
  std::vector<std::size_t> row(y.size() + 1);
  for (std::size_t j = 0; j <= y.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= x.size(); ++i) {
    std::size_t diagonal = row[0];
    std::size_t least = row[0] = i;
    for (std::size_t j = 1; j <= y.size(); ++j) {
      const std::size_t replaced = diagonal + (x[i - 1] == y[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
      least = std::min(least, row[j]);
    }
    if (least > limit) return limit + 1;
  }
  return std::min(row.back(), limit + 1);
}

/// Nodes by id: no names are touched where only equality is asked.
bool ValueIndex::less(const Datum& a, const Datum& b) const {
  const NodeRef* left = a.as<NodeRef>();
  const NodeRef* right = b.as<NodeRef>();
  if (left != nullptr && right != nullptr) return left->id < right->id;
  return compareData(view_, a, b) < 0;
}

void ValueIndex::finish() {
  std::stable_sort(values_.begin(), values_.end(),
                   [&](const auto& a, const auto& b) { return less(a.first, b.first); });
  const auto* prefixes = std::get_if<binder::WithinPrefixes>(&nearness_);
  if (prefixes == nullptr) return;
  for (const auto& [value, number] : values_) {
    for (const model::Block& block : blocksAround(textOf(view_, value), prefixes->lengths)) {
      blocks_[model::blockText(block)].push_back(number);
    }
  }
}

void ValueIndex::nearInTime(const Datum& value, std::int64_t seconds, std::vector<std::uint32_t>& out) const {
  const auto time = timeOf(value);
  if (!time) return;
  const Time to = saturatingAdd(*time, seconds);
  const Datum from = Instant{saturatingAdd(*time, -seconds)};
  auto at = std::lower_bound(values_.begin(), values_.end(), from,
                             [&](const auto& entry, const Datum& wanted) { return less(entry.first, wanted); });
  for (; at != values_.end(); ++at) {
    const auto other = timeOf(at->first);
    if (!other || *other > to) break;
    out.push_back(at->second);
  }
}

void ValueIndex::nearInBlocks(const Datum& value, const std::vector<int>& lengths,
                              std::vector<std::uint32_t>& out) const {
  for (const model::Block& block : blocksAround(textOf(view_, value), lengths)) {
    const auto found = blocks_.find(model::blockText(block));
    if (found != blocks_.end()) out.insert(out.end(), found->second.begin(), found->second.end());
  }
}

std::vector<std::uint32_t> ValueIndex::near(const Datum& value) const {
  std::vector<std::uint32_t> out;
  if (const auto* prefixes = std::get_if<binder::WithinPrefixes>(&nearness_)) {
    nearInBlocks(value, prefixes->lengths, out);
  } else if (const auto* seconds = std::get_if<binder::WithinSeconds>(&nearness_)) {
    nearInTime(value, seconds->seconds, out);
  } else if (const auto* edits = std::get_if<binder::WithinEdits>(&nearness_)) {
    const std::string text = textOf(view_, value);
    const auto limit = static_cast<std::size_t>(std::max(edits->edits, 0));
    for (const auto& [other, number] : values_) {
      if (editsBetween(text, textOf(view_, other), limit) <= limit) out.push_back(number);
    }
  } else {
    auto at = std::lower_bound(values_.begin(), values_.end(), value,
                               [&](const auto& entry, const Datum& wanted) { return less(entry.first, wanted); });
    for (; at != values_.end() && !less(value, at->first); ++at) out.push_back(at->second);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace clew::execution
