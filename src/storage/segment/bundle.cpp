#include "storage/segment/bundle.h"

#include "common/compress.h"
#include "storage/segment/bytes.h"

namespace clew::storage::segment {
namespace {

constexpr std::uint64_t kBundleFormat = 1;
constexpr int kBundleLevel = 9;  // it is written once
constexpr std::uint64_t kMostBundleHead = std::uint64_t{30}
                                          << 16;  // three numbers for each of as many segments as rows

}  // namespace

std::string packBundle(std::span<const Bundled> segments) {
  std::string content;
  std::int64_t before = segments.empty() ? 0 : segments.front().id;
  for (const Bundled& one : segments) {
    putNumber(content, static_cast<std::uint64_t>(one.id - before));
    before = one.id;
  }
  for (const Bundled& one : segments) putNumber(content, static_cast<std::uint64_t>(one.rows));
  for (const Bundled& one : segments) putNumber(content, one.bytes.size());
  for (const Bundled& one : segments) content += one.bytes;
  std::string out;
  putNumber(out, kBundleFormat);
  putNumber(out, segments.size());
  putNumber(out, content.size());
  compressTo(out, content, kBundleLevel);
  return out;
}

bool unpackBundle(std::string_view bytes, std::int64_t id, std::int64_t rows, std::string& content,
                  std::vector<Bundled>& segments) {
  segments.clear();
  ByteReader head(bytes);
  const std::uint64_t format = head.number();
  const std::uint64_t count = head.number();
  const std::uint64_t size = head.number();
  if (!head.whole() || format != kBundleFormat || count == 0 || count > static_cast<std::uint64_t>(rows)) return false;
  if (size > kMostBundled + kMostBundleHead) return false;
  content.resize(size);
  if (!decompressExactly(head.rest(), content.data(), content.size())) return false;
  ByteReader in(content);
  std::uint64_t at = 0;
  for (std::uint64_t i = 0; i < count && in.whole(); ++i) {
    const std::uint64_t step = in.number();
    if (step > static_cast<std::uint64_t>(INT64_MAX - id) - at || (step == 0) != (i == 0)) return false;
    at += step;
    segments.push_back({id + static_cast<std::int64_t>(at), 0, {}});
  }
  auto left = static_cast<std::uint64_t>(rows);
  for (Bundled& one : segments) {
    const std::uint64_t held = in.number();
    if (held == 0 || held > left) return false;
    left -= held;
    one.rows = static_cast<std::int64_t>(held);
  }
  std::vector<std::uint64_t> sizes;
  for (std::size_t i = 0; i < segments.size(); ++i) sizes.push_back(in.number());
  for (std::size_t i = 0; i < segments.size(); ++i) segments[i].bytes = in.bytes(sizes[i]);
  return in.whole() && in.atEnd() && left == 0;
}

}  // namespace clew::storage::segment
