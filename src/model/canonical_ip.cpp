#include <algorithm>
#include <array>
#include <cstring>

#include "common/format.h"
#include "common/text.h"
#include "model/canonical.h"
#include "model/canonical_forms.h"
#include "model/canonical_internal.h"

namespace clew::model {
namespace {

/// Four numbers from 0 to 255 as they should be written.
bool readPlainV4(std::string_view text, std::uint8_t* bytes) {
  if (text.size() < 7 || text.size() > 15) return false;
  std::size_t at = 0;
  for (int i = 0; i < 4; ++i) {
    const std::size_t begin = at;
    int value = 0;
    while (at < text.size() && isDigit(text[at]) && at - begin < 3) value = value * 10 + (text[at++] - '0');
    if (at == begin || value > 255 || (at - begin > 1 && text[begin] == '0')) return false;
    if (i < 3 && (at == text.size() || text[at++] != '.')) return false;
    bytes[i] = static_cast<std::uint8_t>(value);
  }
  return at == text.size();
}

/// Why the text is no IPv4 address; empty when `bytes` holds it.
std::string readV4(std::string_view text, std::uint8_t* bytes) {
  if (readPlainV4(text, bytes)) return {};
  const std::vector<std::string_view> parts = split(text.substr(0, 64), '.');
  if (parts.size() != 4) return format("it has {} instead of 4", counted(parts.size(), "part"));
  for (std::size_t i = 0; i < 4; ++i) {
    const std::string_view part = parts[i];
    if (!allDigits(part)) return part.empty() ? "a part is empty" : format("{} is no number", quoted(part, 16));
    if (part.size() > 1 && part[0] == '0')
      return format("{} has a leading zero, which some read as octal", part.substr(0, 16));
    const auto value = parseInteger<std::uint32_t>(part);
    if (!value || *value > 255) return format("{} is above 255", part.substr(0, 16));
    bytes[i] = static_cast<std::uint8_t>(*value);
  }
  return {};
}

/// RFC 4291 §2.2: eight groups, one run of zeros as "::", the last two perhaps as IPv4.
std::string readV6(std::string_view text, std::uint8_t* bytes) {
  if (text.size() > 64) return "it is too long";
  std::array<std::uint8_t, 16> found{};
  std::size_t used = 0;            // bytes filled
  std::optional<std::size_t> gap;  // where "::" stands
  std::string_view rest = text;
  if (rest.starts_with("::")) {
    gap = 0;
    rest.remove_prefix(2);
  } else if (rest.starts_with(':')) {
    return "it begins with a single colon";
  }
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    const std::string_view group = rest.substr(0, colon);
    if (contains(group, ".")) {
      if (colon != std::string_view::npos || used > 12) return "the IPv4 part must be its last 32 bits";
      const std::string problem = readV4(group, found.data() + used);
      if (!problem.empty()) return problem;
      used += 4;
      break;
    }
    if (group.size() > 4 || !allHex(group)) return format("{} is no group of hex digits", quoted(group, 16));
    if (used == 16) return "it has more than 8 groups";
    const auto value = parseInteger<std::uint32_t>(group, 16).value_or(0);
    found[used++] = static_cast<std::uint8_t>(value >> 8);
    found[used++] = static_cast<std::uint8_t>(value & 255);
    if (colon == std::string_view::npos) break;
    rest.remove_prefix(colon + 1);
    if (rest.starts_with(':')) {
      if (gap) return "'::' stands twice";
      gap = used;
      rest.remove_prefix(1);
    } else if (rest.empty()) {
      return "it ends with a single colon";
    }
  }
  if (!gap && used != 16) return "it has fewer than 8 groups";
  if (gap && used >= 16) return "'::' stands for nothing";
  const std::size_t tail = gap ? used - *gap : 0;
  std::memcpy(bytes, found.data(), used - tail);
  std::memset(bytes + (used - tail), 0, 16 - used);
  std::memcpy(bytes + (16 - tail), found.data() + (used - tail), tail);
  return {};
}

std::string readAddress(std::string_view text, Address& address) {
  address = Address();
  if (!contains(text, ":")) return readV4(text, address.bytes);
  std::uint8_t bytes[16];
  std::string problem = readV6(text, bytes);
  if (!problem.empty()) return problem;
  static constexpr std::uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255};
  if (std::memcmp(bytes, kMapped, 12) == 0) {
    std::memcpy(address.bytes, bytes + 12, 4);
  } else {
    address.v6 = true;
    std::memcpy(address.bytes, bytes, 16);
  }
  return {};
}

Error badAddress(std::string_view text, std::string_view reason) {
  return invalid(text, contains(text, ":") ? "IPv6 address" : "IPv4 address", reason);
}

Result<Address> addressOf(std::string_view text) {
  const std::string refanged = refang(trim(text.substr(0, 256)));
  std::string_view plain = refanged;
  if (plain.size() > 2 && plain.front() == '[' && plain.back() == ']') plain = plain.substr(1, plain.size() - 2);
  if (const std::size_t zone = plain.find('%'); zone != std::string_view::npos) {
    return badAddress(text, "a zone id names an interface on one machine")
        .withHint(format("drop {}", quoted(plain.substr(zone), 40)));
  }
  if (plain.empty()) return Error(ErrorCode::kInvalidValue, "nothing stands where an address should be");
  Address address;
  const std::string problem = readAddress(plain, address);
  if (!problem.empty()) return badAddress(text, problem);
  return address;
}

void clearHostBits(Block& block) {
  const int bits = block.base.v6 ? 128 : 32;
  for (int bit = block.prefix; bit < bits; ++bit) {
    block.base.bytes[bit / 8] = static_cast<std::uint8_t>(block.base.bytes[bit / 8] & ~(0x80 >> (bit % 8)));
  }
}

/// What lies below ::ffff:0:0/96 is IPv4; a shorter prefix takes in more of IPv6 than that.
void unmap(Block& block) {
  if (block.prefix >= 96) {
    block.prefix -= 96;
    return;
  }
  Address base;
  base.v6 = true;
  base.bytes[10] = base.bytes[11] = 0xFF;
  std::copy_n(block.base.bytes, 4, base.bytes + 12);
  block.base = base;
}

Result<Block> readBlock(std::string_view text) {
  const std::string plain = refang(trim(text.substr(0, 256)));
  const auto parts = splitOnce(plain, "/");
  const Result<Address> address = addressOf(parts ? parts->first : std::string_view(plain));
  if (!address) return address.error();
  const bool mapped = !address->v6 && parts && contains(parts->first, ":");
  const int bits = address->v6 || mapped ? 128 : 32;
  Block block{*address, address->v6 ? 128 : 32};
  if (!parts) return block;
  const std::string_view length = parts->second;
  const auto prefix = parseInteger<int>(length);
  if (!prefix || *prefix < 0 || *prefix > bits || (length.size() > 1 && length[0] == '0')) {
    return invalid(text, "block",
                   format("{} is no prefix length from 0 to {}", quoted("/" + std::string(length), 20), bits));
  }
  block.prefix = *prefix;
  if (mapped) unmap(block);
  return block;
}

int bitOf(const Address& address, int bit) {
  return address.bytes[bit / 8] >> (7 - bit % 8) & 1;
}

}  // namespace

std::optional<Address> parseAddress(std::string_view text) {
  Address address;
  if (text.size() > 64 || !readAddress(text, address).empty()) return std::nullopt;
  return address;
}

std::string addressText(const Address& address) {
  const std::uint8_t* b = address.bytes;
  if (!address.v6) return format("{}.{}.{}.{}", b[0], b[1], b[2], b[3]);
  std::uint32_t groups[8];
  for (int i = 0; i < 8; ++i) groups[i] = static_cast<std::uint32_t>(b[2 * i] << 8 | b[2 * i + 1]);
  // RFC 5952 §4.2: the longest run of two or more zero groups, the first of equals, becomes "::".
  int best = -1;
  int best_length = 1;
  for (int i = 0; i < 8;) {
    int end = i;
    while (end < 8 && groups[end] == 0) ++end;
    if (end - i > best_length) {
      best = i;
      best_length = end - i;
    }
    i = end == i ? i + 1 : end;
  }
  std::string out;
  for (int i = 0; i < 8; ++i) {
    if (i == best) {
      out += "::";
      i += best_length - 1;
      continue;
    }
    if (!out.empty() && out.back() != ':') out += ':';
    out += format("{:x}", groups[i]);
  }
  return out;
}

bool Block::contains(const Address& address) const {
  if (address.v6 != base.v6) return false;
  const int whole = prefix / 8;
  if (std::memcmp(address.bytes, base.bytes, static_cast<std::size_t>(whole)) != 0) return false;
  if (prefix % 8 == 0) return true;
  const int shift = 8 - prefix % 8;
  return address.bytes[whole] >> shift == base.bytes[whole] >> shift;
}

Result<Block> parseBlock(std::string_view text) {
  Result<Block> block = readBlock(text);
  if (!block) return block;
  Block cleared = *block;
  clearHostBits(cleared);
  if (cleared == *block) return block;
  return invalid(text, "block", format("it names an address inside {}", blockText(cleared)))
      .withHint(format("write {}", blockText(cleared)));
}

std::string blockText(const Block& block) {
  return format("{}/{}", addressText(block.base), block.prefix);
}

std::vector<Block> blocksOfRange(const Address& first, const Address& last) {
  std::vector<Block> blocks;
  if (first.v6 != last.v6 || last < first) return blocks;
  const int bits = first.v6 ? 128 : 32;
  Address at = first;
  for (;;) {
    // The widest block that begins here and does not go beyond the end.
    Block block{at, bits};
    while (block.prefix > 0 && bitOf(at, block.prefix - 1) == 0) {
      Address end = at;
      for (int bit = block.prefix - 1; bit < bits; ++bit) {
        end.bytes[bit / 8] = static_cast<std::uint8_t>(end.bytes[bit / 8] | 0x80 >> (bit % 8));
      }
      if (last < end) break;
      --block.prefix;
    }
    blocks.push_back(block);
    Address end = at;
    for (int bit = block.prefix; bit < bits; ++bit) {
      end.bytes[bit / 8] = static_cast<std::uint8_t>(end.bytes[bit / 8] | 0x80 >> (bit % 8));
    }
    if (!(end < last)) return blocks;
    at = end;
    for (int byte = bits / 8 - 1; byte >= 0 && ++at.bytes[byte] == 0; --byte) {
    }
  }
}

bool isPrivateAddress(const Address& address) {
  static const std::vector<Block> kSpecial = [] {
    std::vector<Block> blocks;
    for (const char* text :
         {"0.0.0.0/8",    "10.0.0.0/8",   "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16",  "172.16.0.0/12",
          "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15",  "198.51.100.0/24", "203.0.113.0/24",
          "224.0.0.0/4",  "240.0.0.0/4",  "::/127",         "64:ff9b:1::/48", "100::/64",        "2001:db8::/32",
          "3fff::/20",    "fc00::/7",     "fe80::/10",      "ff00::/8"}) {
      const Result<Block> block = parseBlock(text);
      assert(block.ok());
      blocks.push_back(*block);
    }
    return blocks;
  }();
  return std::any_of(kSpecial.begin(), kSpecial.end(), [&](const Block& block) { return block.contains(address); });
}

Result<std::string> canonicalIp(std::string_view text) {
  std::uint8_t plain[4];
  if (readPlainV4(text, plain)) return std::string(text);
  const Result<Address> address = addressOf(text);
  if (!address) return address.error();
  return addressText(*address);
}

Result<std::string> canonicalNet(std::string_view text) {
  const std::string_view plain = trim(text.substr(0, 256));
  if (const auto range = splitOnce(plain, "-"); range && !contains(plain, "/")) {
    const Result<Address> first = addressOf(range->first);
    if (!first) return first.error();
    const Result<Address> last = addressOf(range->second);
    if (!last) return last.error();
    const std::vector<Block> blocks = blocksOfRange(*first, *last);
    if (blocks.size() == 1) return blockText(blocks[0]);
    if (blocks.empty()) return invalid(text, "block", "the range ends before it begins");
    return invalid(text, "block",
                   format("the range is made of {} blocks, the first of them {}", blocks.size(), blockText(blocks[0])));
  }
  Result<Block> block = readBlock(text);
  if (!block) return block.error();
  clearHostBits(*block);
  return blockText(*block);
}

}  // namespace clew::model
