#include "syntax/address_range.h"

#include <arpa/inet.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "common/format.h"
#include "common/text.h"
#include "syntax/values.h"

namespace clew::syntax {
namespace {

std::optional<std::uint32_t> ipv4Number(std::string_view text) {
  in_addr address{};
  if (inet_pton(AF_INET, refangToken(text, LiteralKind::kIp).c_str(), &address) != 1) return std::nullopt;
  return ntohl(address.s_addr);
}

// The blocks that make up first..last, at most `most` of them; empty when there are more.
std::vector<std::string> blocksBetween(std::uint64_t first, std::uint64_t last, std::size_t most) {
  std::vector<std::string> blocks;
  while (first <= last) {
    int prefix = 32;
    while (prefix > 0) {
      const std::uint64_t size = std::uint64_t{1} << (32 - (prefix - 1));
      if (first % size != 0 || first + size - 1 > last) break;
      --prefix;
    }
    if (blocks.size() == most) return {};
    blocks.push_back(
        format("{}.{}.{}.{}/{}", first >> 24 & 255, first >> 16 & 255, first >> 8 & 255, first & 255, prefix));
    first += std::uint64_t{1} << (32 - prefix);
  }
  return blocks;
}

}  // namespace

std::string blocksOfRange(std::string_view first, std::string_view last) {
  constexpr std::size_t kMostBlocks = 8;
  const auto low = ipv4Number(first);
  const auto high = ipv4Number(last);
  if (!low || !high || *low > *high) return {};
  const auto blocks = blocksBetween(*low, *high, kMostBlocks);
  if (blocks.size() < 2) return blocks.empty() ? std::string() : blocks.front();
  return format("({})", join(blocks, ", "));
}

}  // namespace clew::syntax
