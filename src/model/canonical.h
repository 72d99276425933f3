// Canonical forms: the one door through which a text becomes the name of a node. Sources: RFC 5952 (IPv6 text), IDNA
// 2008 with UTS 46 non-transitional (libidn2), the Public Suffix List (suffixes.h), RFC 3986 (URL), ISO 3166-1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clew/error.h"
#include "model/rare_text.h"
#include "model/schema.h"

namespace clew::model {

/// A node by name: type and canonical name, both never empty. `display` is the spelling as met, when it differs from
/// the name and the type keeps one (people, organisations, registrars).
struct NodeName {
  TypeId type = kNoType;
  std::string name;
  RareText display;
  const std::string& shown() const { return display.empty() ? name : display.text(); }
  friend bool operator==(const NodeName& a, const NodeName& b) { return a.type == b.type && a.name == b.name; }
};

/// The node that `text` names when read as a `type`. Defanged spellings are refanged, `domain` is read as host (whether
/// it is one is the suffix list's to say). Fails with kInvalidValue and a reason in the user's words: "300.1.2.3 is no
/// IPv4 address: 300 is above 255". Bounds: host 253 bytes, e-mail 320, URL 8 KiB, other names 1 KiB.
/// Does not look at redaction lists (redaction.h).
Result<NodeName> canonical(const Schema& schema, TypeId type, std::string_view text);

/// What an indicator without a stated type is: address, service, block, asn, e-mail, URL, hash, host, in this order.
/// Empty when it is nothing of these. A bare `x.y` that ends like a file name (a.exe) is no host here.
std::optional<NodeName> classify(const Schema& schema, std::string_view text);

/// Whether the text of a host began with "*." ("*.a.example" has the canonical name "a.example").
bool isWildcardHost(std::string_view text);

/// Undoes defanging: hxxp, [.], (.), {.}, [dot], (dot), [:], [://], [@], (at), [at], lone "[." and ".]" between label
/// characters. Leaves everything else untouched, hashes and versions included.
std::string refang(std::string_view text);
/// The reverse, for display: `a[.]example`, `hxxp://`, `user[@]x[.]example`.
std::string defang(std::string_view text);

/// Where the parts of an address are needed: IPv4 as its 4 bytes, IPv6 as 16.
struct Address {
  std::uint8_t bytes[16] = {};
  bool v6 = false;
  friend auto operator<=>(const Address&, const Address&) = default;
};
/// Reads canonical or any RFC 4291 text; IPv4-mapped IPv6 becomes IPv4. Leading zeros in an octet are refused.
std::optional<Address> parseAddress(std::string_view text);
std::string addressText(const Address& address);

/// In a range that is not routed on the public internet (IANA's special-purpose registries): private, loopback,
/// link-local, documentation, shared, multicast, reserved.
bool isPrivateAddress(const Address& address);

struct Block {
  Address base;    // host bits zero
  int prefix = 0;  // 0..32 or 0..128
  bool contains(const Address& address) const;
  friend auto operator<=>(const Block&, const Block&) = default;
};
/// "192.0.2.0/24". Fails when host bits are set: the hint is the corrected block.
Result<Block> parseBlock(std::string_view text);
std::string blockText(const Block& block);
/// The fewest blocks that make up first..last (both of one family).
std::vector<Block> blocksOfRange(const Address& first, const Address& last);

/// Orders canonical names of one type as answers print them: addresses and blocks by number (IPv4 first), networks by
/// number, everything else by bytes.
int compareNames(const Schema& schema, TypeId type, std::string_view a, std::string_view b);

/// Unicode form of a host name for display; the name itself when it is plain ASCII or not decodable.
std::string displayHost(std::string_view name);

/// Case-folded (Unicode full folding, NFC), blanks trimmed and runs of them made one: names of people and organisations
/// are compared in this form. Invalid UTF-8 is replaced by U+FFFD first.
std::string foldName(std::string_view text);

}  // namespace clew::model
