// Places in a document as editors count them: lines from 0, and UTF-16 units in the line.
#pragma once

#include <cstddef>
#include <string_view>

#include "common/json.h"

namespace clew {

struct EditorPosition {
  std::size_t line = 0;
  std::size_t unit = 0;
};

/// Beyond the text's end counts as its end. Lines end with LF, CR LF or CR.
EditorPosition positionOf(std::string_view text, std::size_t byte);
/// Beyond a line's end counts as its end, and in the middle of a character as its beginning.
std::size_t byteOf(std::string_view text, EditorPosition position);

Json rangeJson(std::string_view text, std::size_t begin, std::size_t end);

}  // namespace clew
