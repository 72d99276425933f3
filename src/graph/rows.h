// Which stretch of an array belongs to a node: the rows of a compressed sparse matrix, in the narrowest form that fits.
#pragma once

#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/format.h"
#include "graph/offset_lines.h"
#include "graph/view.h"

namespace clew::graph {

enum class RowsForm : std::uint32_t {
  kNone,
  kAlike,       // every row has as many items: no offsets
  kByteLines,   // ByteLine
  kShortLines,  // ShortLine
  kPlain,       // u32[rows + 1]
};

/// Dense: a row for each node of a range; sparse: for the listed nodes.
class Rows {
 public:
  Rows() = default;
  /// Holds every number against the sizes of what was read and of the array with `items` entries.
  Rows(const RowsRecord& record, std::span<const NodeId> keys, std::string_view offsets, std::size_t items);

  /// [begin, end) within the array, empty when the node has none.
  std::pair<std::uint32_t, std::uint32_t> of(NodeId node) const {
    std::uint32_t row = node - first_;
    if (!keys_.empty()) {
      if (!find(node, row)) return {0, 0};
    } else if (node < first_ || row >= rows_) {
      return {0, 0};
    }
    return at(row);
  }
  /// The number of the node's row; 0xFFFFFFFF when it has none.
  std::uint32_t rowOf(NodeId node) const {
    std::uint32_t row = node - first_;
    if (!keys_.empty()) return find(node, row) ? row : 0xFFFFFFFFU;
    return node < first_ || row >= rows_ ? 0xFFFFFFFFU : row;
  }
  /// Asks for the memory that of() will read, where that is one place.
  void prefetch(NodeId node) const {
    const std::uint32_t row = node - first_;
    if (!keys_.empty() || node < first_ || row >= rows_) return;
    if (form_ == RowsForm::kByteLines) __builtin_prefetch(&bytes_[row / ByteLine::kItems]);
    if (form_ == RowsForm::kShortLines) __builtin_prefetch(&shorts_[row / ShortLine::kItems]);
    if (form_ == RowsForm::kPlain) __builtin_prefetch(&plain_[row]);
  }
  std::uint32_t count() const { return rows_; }
  NodeId nodeAt(std::uint32_t row) const { return keys_.empty() ? first_ + row : keys_[row]; }
  /// `row` < count().
  std::pair<std::uint32_t, std::uint32_t> at(std::uint32_t row) const {
    std::pair<std::uint32_t, std::uint32_t> out{0, 0};
    switch (form_) {
      case RowsForm::kNone:
        return out;
      case RowsForm::kAlike:
        return {row * alike_, (row + 1) * alike_};
      case RowsForm::kByteLines:
        out = bytes_[row / ByteLine::kItems].at(row % ByteLine::kItems);
        break;
      case RowsForm::kShortLines:
        out = shorts_[row / ShortLine::kItems].at(row % ShortLine::kItems);
        break;
      case RowsForm::kPlain:
        out = {plain_[row], plain_[row + 1]};
        break;
    }
    if (out.first > out.second || out.second > items_) return {0, 0};
    return out;
  }

 private:
  bool find(NodeId node, std::uint32_t& row) const;
  std::span<const NodeId> keys_;
  std::span<const ByteLine> bytes_;
  std::span<const ShortLine> shorts_;
  std::span<const std::uint32_t> plain_;
  RowsForm form_ = RowsForm::kNone;
  NodeId first_ = 0;
  std::uint32_t rows_ = 0;
  std::uint32_t items_ = 0;
  std::uint32_t alike_ = 0;
};

/// Rows to be written.
struct RowsImage {
  RowsRecord record;
  std::vector<NodeId> keys;
  std::string offsets;
};
/// `keys` ascending; item i belongs to keys[i].
RowsImage makeRows(std::span<const NodeId> keys);
/// Whether rows that few of a range's nodes have may be listed instead.
enum class Sparse { kNever, kAllowed };
/// Of offsets that are there already: from `first`, offsets.size() - 1 rows.
RowsImage makeRows(NodeId first, std::span<const std::uint32_t> offsets, Sparse sparse = Sparse::kNever);

}  // namespace clew::graph
