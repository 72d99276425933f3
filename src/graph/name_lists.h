// Which names of a type hold a text, and which end in a label, without reading all of them.
//
// *Grams*: three neighbours of a name, the end of the name counting as one, each taken as one of 48 kinds of byte (a
// letter, a digit, a sign of host names or mailboxes; the rest shares eight kinds). 128 names that follow each other
// are a block; of each gram the list says in which blocks it is. So a text is looked for in the few blocks that hold
// all its grams: what is in no block is found by nobody, and what is in a block may still be in no name of it. *Tails*:
// of each last label of a host the names that have it.
//
// Lists are packed as in steps.h. That of a gram that more than half of the blocks hold is empty and says nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/image.h"
#include "graph/offset_lines.h"
#include "graph/spread.h"
#include "graph/view.h"

namespace clew::graph {

/// Names that share the bits of a gram's list.
inline constexpr std::uint32_t kNameBlock = 128;

/// The lists of one type. Numbers count from the type's first node.
class NameLists {
 public:
  NameLists() = default;
  NameLists(const Image& image, model::TypeId type, const NameListsRecord& record, std::uint32_t names);

  /// Blocks that may hold the text (and end in it), ascending; empty optional: not known, each may. At most about the
  /// rarest eight of its grams are asked.
  std::optional<std::vector<std::uint32_t>> blocksWith(std::string_view text, bool at_end) const;
  /// Leaves those of `blocks` that may hold the text; nothing known leaves them all.
  void keepBlocksWith(std::string_view text, bool at_end, std::optional<std::vector<std::uint32_t>>& blocks) const;
  /// Names whose last label is this one, ascending; empty optional: not known.
  std::optional<std::vector<std::uint32_t>> endingIn(std::string_view label) const;
  /// About how many those are; the number of all when that is not known.
  std::uint32_t aboutEndingIn(std::string_view label) const;

 private:
  std::optional<std::size_t> tailOf(std::string_view label) const;
  std::uint32_t blocks() const { return (names_ + kNameBlock - 1) / kNameBlock; }

  std::uint32_t names_ = 0;
  bool has_grams_ = false;
  Marks grams_;
  TextColumn gram_lists_;
  TextColumn tails_;  // each the label, a zero byte, and the list; in order of bytes
};

/// The names [first, first + size) of a column.
struct NamesInARow {
  const TextColumn& column;
  std::uint32_t first;
  std::uint32_t size;
  std::uint32_t count() const { return size; }
  std::string_view at(std::uint32_t i) const { return column.at(std::size_t{first} + i); }
};

/// Makes the lists of a type's names, which are in order of bytes or nearly so. There is at least one.
NameListsRecord writeNameLists(model::TypeId type, bool hosts, const NamesInARow& names, SectionList& out);

}  // namespace clew::graph
