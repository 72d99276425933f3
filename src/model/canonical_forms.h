// The canonical form of each kind of name. canonical.h is the door; these are the rooms behind it. Each takes text that
// may be defanged and hostile, and gives the canonical name or kInvalidValue with the reason in the user's words.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "clew/error.h"

namespace clew::model {

inline constexpr std::size_t kMaxHost = 253;
inline constexpr std::size_t kMaxEmail = 320;
inline constexpr std::size_t kMaxUrl = 8192;
inline constexpr std::size_t kMaxName = 1024;

/// "WWW.A.Example." gives "www.a.example". ASCII labels hold letters, digits, '-' and '_'; others go through UTS 46. At
/// least two labels, the last with a letter.
Result<std::string> canonicalHost(std::string_view text);
/// Address text: RFC 5952; brackets off.
Result<std::string> canonicalIp(std::string_view text);
/// A block with its host bits cleared; an address is a block of one; "a - b" where the range is one block.
Result<std::string> canonicalNet(std::string_view text);
/// "AS13335" of 13335, as13335, "AS13335 Cloudflare".
Result<std::string> canonicalAsn(std::string_view text);
/// Lower case; "mailto:" and angle brackets off.
Result<std::string> canonicalEmail(std::string_view text);
/// Scheme and host lower case, default port and fragment off, an empty path is "/". Without a scheme it is http.
Result<std::string> canonicalUrl(std::string_view text);
/// Host and port of a canonical URL: the host's canonical name, or address text without brackets.
std::string_view urlHost(std::string_view url);
/// "192.0.2.7:443/tcp", "[2001:db8::1]:443", "a.example:8443"; transport tcp or udp, left out when unknown ('?').
Result<std::string> canonicalService(std::string_view text);
struct ServiceParts {
  std::string_view host;  // address text without brackets, or a host name
  bool is_name = false;
  int port = 0;
  std::string_view transport;  // empty: unknown
};
/// Of a canonical service name.
ServiceParts serviceParts(std::string_view service);
/// A file's hash: 32, 40, 64, 96 or 128 lower-case hex digits; "sha256:" and the like in front are checked and dropped.
Result<std::string> canonicalFileHash(std::string_view text);
/// "sha256:<64 hex>", "sha1:<40 hex>", "md5:<32 hex>" of a fingerprint with or without colons and tag; or, where no
/// fingerprint is known, "<issuer folded>/<serial in hex without leading zeros>".
Result<std::string> canonicalCert(std::string_view text);
/// The second form, of its parts.
Result<std::string> certOfSerial(std::string_view issuer, std::string_view serial_hex);
/// "kind:value" in lower-case kind. Bare values whose kind shows are tagged: hex by length (md5, sha1, sha256, sha512),
/// UA-..., G-..., GTM-..., pub-... of trackers, a number as mmh3. A value that bears the type's own name as kind
/// ("jarm:...") or is a JARM (62 hex) stands bare.
Result<std::string> canonicalFingerprint(std::string_view type_name, std::string_view text);
/// ISO 3166 alpha-2 of a code or an English name; EU, AP and XK are kept, ZZ is refused.
Result<std::string> canonicalCountry(std::string_view text);
/// "+14806242505": digits, and '+' when it was international. 5 to 15 digits; an extension is left out.
Result<std::string> canonicalPhone(std::string_view text);

/// What is wrong with text that may not hold controls, invisible code points or ill-formed UTF-8; empty when nothing
/// is.
std::optional<std::string> hiddenCharacter(std::string_view text);

}  // namespace clew::model
