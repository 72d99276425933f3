// What the kinds that tables write beside their indicators say.
#pragma once

#include <cstdint>
#include <string_view>

namespace clew::ingest {

/// "malware_download", "C&C": a kind of threat and none by name, in whatever column it stands.
bool isThreatKind(std::string_view text);

/// "IPv4", "FileHash-MD5", "added": the kind of an indicator or of news of names, which says nothing of the indicator.
bool isRowKind(std::string_view text);

/// What a value of so many digits is that looks like a file's hash.
enum class HashKind : std::uint8_t {
  kFile,         // or nothing else is said
  kCertificate,  // "SSLCertFingerprint"
  kOther,        // "JA3", "Imphash", "File Name": of nothing that the graph has
};
/// By the kind that stands beside it, or by what its column is called.
HashKind hashKindOf(std::string_view kind);

}  // namespace clew::ingest
