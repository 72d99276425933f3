#include "common/hash.h"

#include <sha2.h>
#include <xxhash.h>

#include <new>

#include "common/text.h"

namespace clew {
namespace {

static_assert(sizeof(SHA2_CTX) <= 256 && alignof(SHA2_CTX) <= 16);

SHA2_CTX* context(std::array<std::byte, 256>& state) {
  return std::launder(reinterpret_cast<SHA2_CTX*>(state.data()));
}

}  // namespace

Sha256::Sha256() {
  new (state_.data()) SHA2_CTX;
  SHA256Init(context(state_));
}

void Sha256::update(std::string_view bytes) {
  SHA256Update(context(state_), reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

Sha256::Digest Sha256::finish() {
  Digest digest;
  SHA256Final(digest.data(), context(state_));
  SHA256Init(context(state_));
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
