#include "graph/rows.h"

#include <algorithm>

namespace clew::graph {

Rows::Rows(const RowsRecord& record, std::span<const NodeId> keys, std::string_view offsets, std::size_t items)
    : keys_(keys), form_(static_cast<RowsForm>(record.form)), first_(record.first), rows_(record.rows) {
  items_ = static_cast<std::uint32_t>(std::min<std::size_t>(items, 0xFFFFFFFFU));
  std::size_t most = 0;
  switch (form_) {
    case RowsForm::kAlike:
      alike_ = record.rows == 0 ? 0 : record.items / record.rows;
      most = alike_ == 0 ? 0 : items_ / alike_;
      break;
    case RowsForm::kByteLines:
      bytes_ = {reinterpret_cast<const ByteLine*>(offsets.data()), offsets.size() / sizeof(ByteLine)};
      most = bytes_.size() * ByteLine::kItems;
      break;
    case RowsForm::kShortLines:
      shorts_ = {reinterpret_cast<const ShortLine*>(offsets.data()), offsets.size() / sizeof(ShortLine)};
      most = shorts_.size() * ShortLine::kItems;
      break;
    case RowsForm::kPlain:
      plain_ = {reinterpret_cast<const std::uint32_t*>(offsets.data()), offsets.size() / sizeof(std::uint32_t)};
      most = plain_.empty() ? 0 : plain_.size() - 1;
      break;
    default:
      form_ = RowsForm::kNone;
      break;
  }
  if (!keys_.empty()) {
    most = std::min(most, keys_.size());
    first_ = 0;
  }
  rows_ = static_cast<std::uint32_t>(std::min<std::size_t>(rows_, most));
  keys_ = keys_.first(std::min<std::size_t>(keys_.size(), rows_));
  if (rows_ == 0) {
    keys_ = {};
    form_ = RowsForm::kNone;
  }
}

bool Rows::find(NodeId node, std::uint32_t& row) const {
  const auto it = std::lower_bound(keys_.begin(), keys_.end(), node);
  if (it == keys_.end() || *it != node) return false;
  row = static_cast<std::uint32_t>(it - keys_.begin());
  return true;
}

namespace {

/// An offset for every node of the range is one miss; a search through the nodes that have a row is for thin ones.
bool isDense(std::size_t range, std::size_t rows) {
  return range <= 4 * rows + 64;
}

template <typename T>
std::string bytesOf(const std::vector<T>& items) {
  return {reinterpret_cast<const char*>(items.data()), items.size() * sizeof(T)};
}

}  // namespace

RowsImage makeRows(NodeId first, std::span<const std::uint32_t> offsets, Sparse sparse) {
  RowsImage out;
  if (offsets.size() < 2) return out;
  if (sparse == Sparse::kAllowed) {
    std::size_t filled = 0;
    for (std::size_t i = 1; i < offsets.size(); ++i) filled += offsets[i] != offsets[i - 1] ? 1 : 0;
    if (!isDense(offsets.size() - 1, filled)) {
      std::vector<NodeId> nodes;
      std::vector<std::uint32_t> starts;
      for (std::size_t i = 1; i < offsets.size(); ++i) {
        if (offsets[i] == offsets[i - 1]) continue;
        nodes.push_back(first + static_cast<NodeId>(i - 1));
        starts.push_back(offsets[i - 1]);
      }
      starts.push_back(offsets.back());
      out = makeRows(0, starts);
      out.keys = std::move(nodes);
      return out;
    }
  }
  const std::size_t rows = offsets.size() - 1;
  out.record = {first, static_cast<std::uint32_t>(rows), offsets.back(), static_cast<std::uint32_t>(RowsForm::kAlike)};
  const std::uint32_t alike = offsets.back() / static_cast<std::uint32_t>(rows);
  bool same = std::size_t{alike} * rows == offsets.back() && alike != 0;
  for (std::size_t i = 0; same && i < rows; ++i) same = offsets[i + 1] - offsets[i] == alike;
  if (same) return out;
  if (const auto bytes = linesOf<ByteLine>(offsets); !bytes.empty()) {
    out.record.form = static_cast<std::uint32_t>(RowsForm::kByteLines);
    out.offsets = bytesOf(bytes);
  } else if (const auto shorts = linesOf<ShortLine>(offsets); !shorts.empty()) {
    out.record.form = static_cast<std::uint32_t>(RowsForm::kShortLines);
    out.offsets = bytesOf(shorts);
  } else {
    out.record.form = static_cast<std::uint32_t>(RowsForm::kPlain);
    out.offsets.assign(reinterpret_cast<const char*>(offsets.data()), offsets.size_bytes());
  }
  return out;
}

RowsImage makeRows(std::span<const NodeId> keys) {
  if (keys.empty()) return {};
  std::size_t rows = 1;
  for (std::size_t i = 1; i < keys.size(); ++i) rows += keys[i] != keys[i - 1] ? 1 : 0;
  const std::size_t range = std::size_t{keys.back()} - keys.front() + 1;
  std::vector<std::uint32_t> offsets;
  std::vector<NodeId> nodes;
  if (isDense(range, rows)) {
    offsets.reserve(range + 1);
    for (std::uint32_t i = 0; i < keys.size(); ++i) {
      while (offsets.size() <= keys[i] - keys.front()) offsets.push_back(i);
    }
    offsets.push_back(static_cast<std::uint32_t>(keys.size()));
    return makeRows(keys.front(), offsets);
  }
  for (std::uint32_t i = 0; i < keys.size(); ++i) {
    if (i != 0 && keys[i] == keys[i - 1]) continue;
    nodes.push_back(keys[i]);
    offsets.push_back(i);
  }
  offsets.push_back(static_cast<std::uint32_t>(keys.size()));
  RowsImage out = makeRows(0, offsets);
  out.keys = std::move(nodes);
  return out;
}

}  // namespace clew::graph
