#include "ingest/readers/csv_kinds.h"

#include <algorithm>
#include <array>
#include <string>

#include "common/text.h"
#include "ingest/readers/csv_roles.h"

namespace clew::ingest {
namespace {

/// What tables that name no threat write where one would stand: what the indicator does, not whose it is.
constexpr std::array kThreatKinds = std::to_array<std::string_view>(
    {"malware",    "malwaredownload",   "payload",    "payloaddelivery", "botnet",   "botnetcc", "c2",    "cc",
     "ccskimming", "commandandcontrol", "phishing",   "phish",           "spam",     "scam",     "fraud", "ransomware",
     "trojan",     "scanner",           "bruteforce", "suspicious",      "malicious"});

/// What a column of kinds says where it says no more than the indicator itself; and what lists of newly registered
/// names say.
constexpr std::array kRowKinds = std::to_array<std::string_view>({"ip",
                                                                  "ipv4",
                                                                  "ipv6",
                                                                  "ipaddress",
                                                                  "ipaddr",
                                                                  "ipv4addr",
                                                                  "ipv4address",
                                                                  "ipv6address",
                                                                  "ipv6addr",
                                                                  "ipdst",
                                                                  "ipsrc",
                                                                  "ipport",
                                                                  "address",
                                                                  "domain",
                                                                  "domainname",
                                                                  "host",
                                                                  "hostname",
                                                                  "fqdn",
                                                                  "url",
                                                                  "uri",
                                                                  "md5",
                                                                  "sha1",
                                                                  "sha256",
                                                                  "sha512",
                                                                  "hash",
                                                                  "filehash",
                                                                  "filehashmd5",
                                                                  "filehashsha1",
                                                                  "filehashsha256",
                                                                  "email",
                                                                  "emailaddr",
                                                                  "emailaddress",
                                                                  "emailsrc",
                                                                  "emaildst",
                                                                  "asn",
                                                                  "cidr",
                                                                  "network",
                                                                  "netblock",
                                                                  "added",
                                                                  "discovered",
                                                                  "updated",
                                                                  "dropped"});

/// Parts of the names of certificates' fingerprints, and of values that are no file's: likenesses of files, of clients
/// and of servers, and what files do.
constexpr std::array kOfCertificates = std::to_array<std::string_view>({"cert", "x509"});
constexpr std::array kOfOthers = std::to_array<std::string_view>(
    {"imphash", "pehash", "richhash", "vhash",    "authentihash", "telfhash",    "gimphash",
     "ssdeep",  "tlsh",   "sdhash",   "ja3",      "ja4",          "hassh",       "favicon",
     "mmh3",    "mutex",  "filename", "filepath", "regkey",       "registrykey", "yara"});

template <std::size_t Count>
bool hasPart(const std::array<std::string_view, Count>& parts, std::string_view key) {
  return std::any_of(parts.begin(), parts.end(), [key](std::string_view part) { return contains(key, part); });
}

}  // namespace

bool isThreatKind(std::string_view text) {
  return isAmong(kThreatKinds, headerKey(text));
}

bool isRowKind(std::string_view text) {
  return isAmong(kRowKinds, headerKey(text));
}

HashKind hashKindOf(std::string_view kind) {
  const std::string key = headerKey(kind);
  if (hasPart(kOfOthers, key)) return HashKind::kOther;
  return hasPart(kOfCertificates, key) ? HashKind::kCertificate : HashKind::kFile;
}

}  // namespace clew::ingest
