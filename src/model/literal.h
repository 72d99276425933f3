// What a literal of the language may name when no type is said with it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "clew/error.h"
#include "model/canonical.h"
#include "model/schema.h"

namespace clew::model {

/// The classes of literals that name nodes; the lexer tells them apart by their shape.
enum class LiteralClass : std::uint8_t {
  kName,     // corvusrex.com
  kAddress,  // 192.0.2.7
  kBlock,    // 192.0.2.0/24: the block itself; which addresses it holds is the caller's to say
  kService,  // 192.0.2.7:443
  kEmail,
  kUrl,
  kAsn,
  kHash,    // 32, 40, 64 or 128 hex digits, or pairs with colons
  kTagged,  // kind:value
};

/// One node that a literal may mean. `prefix`: the literal was cut short, and every node of the type whose name begins
/// with node.name is meant, if there is just one.
struct LiteralMeaning {
  NodeName node;
  bool prefix = false;
};

/// The meanings, the likeliest first: one for most classes; for a hash a file, a certificate and each kind of
/// fingerprint of that length; for a tagged value every type of which KIND:VALUE can be a name. Fails with
/// kInvalidValue and the reason; for a block with host bits the hint is the corrected block.
Result<std::vector<LiteralMeaning>> meaningsOf(const Schema& schema, LiteralClass literal, std::string_view text);

/// A literal of a stated type (`cert sha256:9f86d0`, `email "x@y.example"`): as canonical(), and a hash of six hex
/// digits or more that is cut short is a prefix.
Result<LiteralMeaning> meaningAs(const Schema& schema, TypeId type, std::string_view text);

}  // namespace clew::model
