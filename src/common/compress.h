// Compression of bytes: zstd, by this header alone; and base64 for carrying them in text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "clew/error.h"

namespace clew {

/// One zstd frame that states its content's size. The same bytes at the same level always give the same frame (with one
/// version of the library).
std::string compress(std::string_view bytes, int level = 3);
/// The content of one or more frames. kCorrupt when they are damaged or would be larger than `max_size`.
Result<std::string> decompress(std::string_view frames, std::size_t max_size);

/// Appends one frame of `bytes` to `out`.
void compressTo(std::string& out, std::string_view bytes, int level);
/// Writes the content of one frame to `out`, which has room for `size` bytes. False when the frame is damaged or its
/// content is of another size.
bool decompressExactly(std::string_view frame, char* out, std::size_t size);

/// RFC 4648 with padding.
std::string base64(std::string_view bytes);
/// Empty when it is not base64; blanks are refused, padding is required.
std::optional<std::string> bytesOfBase64(std::string_view text);

}  // namespace clew
