// JsonLine: one small JSON text as a flat tree of views, for formats of a record a line. Reading plain text (no
// escapes, short integers) costs a tenth of parseJson; any other text goes through parseJson and gives the same tree,
// or its error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "clew/error.h"
#include "common/json.h"

namespace clew {

/// One value. The views hold until the next read() of the line that it belongs to, and no longer than the text read.
struct JsonItem {
  enum class Kind : std::uint8_t { kNull, kBool, kInteger, kReal, kText, kObject, kArray };
  Kind kind = Kind::kNull;
  std::string_view key;      // of a member of an object; else empty
  std::string_view text;     // of kText
  std::int64_t integer = 0;  // of kInteger, and 0 or 1 of kBool
  double real = 0;           // of kReal, and of integers beyond 64 bits
  std::uint32_t count = 0;   // of members or elements
  std::uint32_t first = 0;   // index of the first of them; 0: none
  std::uint32_t next = 0;    // index of the next sibling; 0: none
};

/// Used by one thread; read() again and again to save allocations.
class JsonLine {
 public:
  /// As parseJson: the same texts are taken, with the same errors.
  Result<void> read(std::string_view text);
  const JsonItem& root() const { return items_[0]; }
  /// Null at the end.
  const JsonItem* first(const JsonItem& parent) const { return parent.first == 0 ? nullptr : &items_[parent.first]; }
  const JsonItem* next(const JsonItem& item) const { return item.next == 0 ? nullptr : &items_[item.next]; }
  /// The member `key` of an object; null when it is none or lacks it.
  const JsonItem* member(const JsonItem& object, std::string_view key) const;

 private:
  bool readValue(std::string_view text, std::size_t& at, std::size_t depth, std::uint32_t index);
  bool readChildren(std::string_view text, std::size_t& at, std::size_t depth, std::uint32_t index);
  bool hasTwins(std::uint32_t object) const;
  void copy(const Json& value, std::uint32_t index);
  std::uint32_t append(std::uint32_t parent, std::uint32_t& last);

  std::vector<JsonItem> items_;
  Json fallback_;
};

}  // namespace clew
