#include "common/hash.h"

#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <xxhash.h>

#include <array>
#include <new>

#include "common/text.h"
#include "common/uuid.h"

namespace clew {
namespace {

static_assert(sizeof(sha256_ctx) <= 256 && alignof(sha256_ctx) <= 16);

sha256_ctx* context(std::array<std::byte, 256>& state) {
  return std::launder(reinterpret_cast<sha256_ctx*>(state.data()));
}

}  // namespace

Sha256::Sha256() {
  new (state_.data()) sha256_ctx;
  sha256_init(context(state_));
}

void Sha256::update(std::string_view bytes) {
  sha256_update(context(state_), bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
}

Sha256::Digest Sha256::finish() {
  Digest digest;
  sha256_digest(context(state_), digest.size(), digest.data());  // starts anew, too
  return digest;
}

Sha256::Digest sha256(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

std::string hexOf(const Sha256::Digest& digest) {
  return hexText({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string sha256Hex(std::string_view bytes) {
  return hexOf(sha256(bytes));
}

std::uint64_t hash64(std::string_view bytes, std::uint64_t seed) noexcept {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

namespace {

constexpr std::size_t kUuidBytes = 16;

std::uint8_t digitOf(char c) {
  return static_cast<std::uint8_t>(isDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
}

std::array<std::uint8_t, kUuidBytes> bytesOf(std::string_view text) {
  std::array<std::uint8_t, kUuidBytes> out{};
  std::size_t digits = 0;
  for (const char c : text) {
    if (c == '-') continue;
    if (!isHexDigit(c) || digits == 2 * kUuidBytes) return {};
    out[digits / 2] = static_cast<std::uint8_t>(out[digits / 2] | (digitOf(c) << (digits % 2 == 0 ? 4 : 0)));
    ++digits;
  }
  return digits == 2 * kUuidBytes ? out : std::array<std::uint8_t, kUuidBytes>{};
}

}  // namespace

std::string uuid5(std::string_view space, std::string_view name) {
  const auto within = bytesOf(space);
  sha1_ctx state;
  sha1_init(&state);
  sha1_update(&state, within.size(), within.data());
  sha1_update(&state, name.size(), reinterpret_cast<const std::uint8_t*>(name.data()));
  std::array<std::uint8_t, kUuidBytes> made{};
  sha1_digest(&state, made.size(), made.data());
  made[6] = static_cast<std::uint8_t>((made[6] & 0x0FU) | 0x50U);
  made[8] = static_cast<std::uint8_t>((made[8] & 0x3FU) | 0x80U);
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < made.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += kDigits[made[i] >> 4U];
    out += kDigits[made[i] & 0x0FU];
  }
  return out;
}

}  // namespace clew
