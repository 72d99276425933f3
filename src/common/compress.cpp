#include "common/compress.h"

#include <zstd.h>

#include <algorithm>
#include <array>
#include <memory>

#include "common/format.h"

namespace clew {
namespace {

struct FreeCompressor {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct FreeBlockDecompressor {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};
struct FreeDecompressor {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

}  // namespace

void compressTo(std::string& out, std::string_view bytes, int level) {
  // A context costs more than a small record, so each thread keeps one.
  static thread_local std::unique_ptr<ZSTD_CCtx, FreeCompressor> context(ZSTD_createCCtx());
  const std::size_t before = out.size();
  const std::size_t room = ZSTD_compressBound(bytes.size());
  out.resize(before + room);
  const std::size_t size =
      ZSTD_compressCCtx(context.get(), out.data() + before, room, bytes.data(), bytes.size(), level);
  // Fails only for want of memory: the bound above makes room for every input.
  if (ZSTD_isError(size) != 0) throw std::bad_alloc();
  out.resize(before + size);
}

std::string compress(std::string_view bytes, int level) {
  std::string out;
  compressTo(out, bytes, level);
  return out;
}

bool decompressExactly(std::string_view frame, char* out, std::size_t size) {
  static thread_local std::unique_ptr<ZSTD_DCtx, FreeBlockDecompressor> context(ZSTD_createDCtx());
  const std::size_t made = ZSTD_decompressDCtx(context.get(), out, size, frame.data(), frame.size());
  return ZSTD_isError(made) == 0 && made == size;
}

Result<std::string> decompress(std::string_view frames, std::size_t max_size) {
  const std::unique_ptr<ZSTD_DStream, FreeDecompressor> stream(ZSTD_createDStream());
  std::string out;
  ZSTD_inBuffer input{frames.data(), frames.size(), 0};
  std::size_t left = 1;  // bytes that the frame still wants; 0 at a frame's end
  std::array<char, 1 << 16> chunk;
  bool full = false;  // the chunk was filled: more of the frame's content may wait inside
  while (input.pos < input.size || (full && left != 0)) {
    ZSTD_outBuffer output{chunk.data(), chunk.size(), 0};
    left = ZSTD_decompressStream(stream.get(), &output, &input);
    if (ZSTD_isError(left) != 0) return Error(ErrorCode::kCorrupt, "the compressed data is damaged");
    if (output.pos > max_size - out.size()) {
      return Error(ErrorCode::kCorrupt, format("the compressed data expands to more than {} bytes", max_size));
    }
    out.append(chunk.data(), output.pos);
    full = output.pos == output.size;
  }
  if (left != 0) return Error(ErrorCode::kCorrupt, "the compressed data ends too early");
  return out;
}

std::string base64(std::string_view bytes) {
  static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto at = [&](std::size_t k) { return i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U; };
    const unsigned group = at(0) << 16 | at(1) << 8 | at(2);
    out += kDigits[group >> 18];
    out += kDigits[group >> 12 & 63];
    out += i + 1 < bytes.size() ? kDigits[group >> 6 & 63] : '=';
    out += i + 2 < bytes.size() ? kDigits[group & 63] : '=';
  }
  return out;
}

std::optional<std::string> bytesOfBase64(std::string_view text) {
  const auto digit = [](char c) -> int {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
  };
  if (text.size() % 4 != 0) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const bool last = i + 4 == text.size();
    const int padding = !last ? 0 : text[i + 3] != '=' ? 0 : text[i + 2] != '=' ? 1 : 2;
    unsigned group = 0;
    for (int k = 0; k < 4; ++k) {
      const int value = k >= 4 - padding ? 0 : digit(text[i + static_cast<std::size_t>(k)]);
      if (value < 0) return std::nullopt;
      group = group << 6 | static_cast<unsigned>(value);
    }
    for (int k = 0; k < 3 - padding; ++k) out += static_cast<char>(group >> (16 - 8 * k) & 255);
  }
  return out;
}

}  // namespace clew
