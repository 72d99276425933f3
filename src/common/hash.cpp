#include "common/hash.h"

#include <nettle/sha2.h>
#include <xxhash.h>

#include <new>

#include "common/text.h"

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

}  // namespace clew
