#include "ingest/readers/text_head.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "common/text.h"
#include "common/utf8.h"

namespace clew::ingest {
namespace {

/// The bytes that a format begins with.
struct Magic {
  std::string_view bytes, what;
};

constexpr Magic kMagics[] = {{"SQLite format 3", "an SQLite database"},
                             {"\x89PNG", "a PNG image"},
                             {"\xFF\xD8\xFF", "a JPEG image"},
                             {"GIF87a", "a GIF image"},
                             {"GIF89a", "a GIF image"},
                             {"%PDF-", "a PDF document"},
                             {"PK\x03\x04", "a ZIP archive"},
                             {"\x7F"
                              "ELF",
                              "a program"},
                             {"BZh91AY&SY", "bzip2 data, which is not undone here"},
                             {"\xFD"
                              "7zXZ",
                              "xz data, which is not undone here"},
                             {"\xFF\xFE", "UTF-16 text; convert it to UTF-8"},
                             {"\xFE\xFF", "UTF-16 text; convert it to UTF-8"}};

/// Bytes that no text has: all controls but those that are blank.
std::size_t controlsIn(std::string_view bytes) {
  return static_cast<std::size_t>(std::count_if(
      bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && !isBlank(c); }));
}

/// Bytes that are no part of well-formed UTF-8.
std::size_t illFormedIn(std::string_view bytes) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const DecodedCodePoint point = decodeUtf8(bytes, at);
    if (!point.valid) count += point.length;
    at += point.length;
  }
  return count;
}

constexpr std::size_t kLooked = 16 * 1024;  // bytes of a WHOIS answer that tell
constexpr std::size_t kTarMark = 257;       // where tar archives say so
constexpr std::size_t kManyControls = 8;    // fewer are nearer to an accident
constexpr std::size_t kGreeting = 8;        // lines in which a server says what it is
constexpr std::size_t kLongestKey = 41;

/// Keys of WHOIS answers, as keyOf gives them; the rest begin with one of kKeyBeginnings.
constexpr std::array<std::string_view, 37> kKeys = {"nserver",
                                                    "name server",
                                                    "name servers",
                                                    "nameserver",
                                                    "nameservers",
                                                    "name server information",
                                                    "registration status",
                                                    "servers",
                                                    "sponsoring registrar",
                                                    "whois server",
                                                    "referral url",
                                                    "creation date",
                                                    "created",
                                                    "created on",
                                                    "updated date",
                                                    "last updated",
                                                    "expiration date",
                                                    "expires",
                                                    "registry expiry date",
                                                    "nic hdl",
                                                    "inetnum",
                                                    "netrange",
                                                    "netname",
                                                    "aut num",
                                                    "asnumber",
                                                    "asname",
                                                    "descr",
                                                    "admin c",
                                                    "tech c",
                                                    "status",
                                                    "changed",
                                                    "source",
                                                    "refer",
                                                    "holder",
                                                    "person",
                                                    "administrative contact",
                                                    "technical contact"};
constexpr std::array<std::string_view, 3> kKeyBeginnings = {"domain", "registrant", "registrar"};

/// The key of `Key: value` or `[Key] value`, in lower case, its words parted by single blanks; empty when the line is
/// neither.
std::string keyOf(std::string_view line) {
  // "a. [Domain Name]" of Japan, "** Domain Name:" of Turkey
  if (line.size() > 4 && isLowerAscii(line[0]) && line.substr(1, 3) == ". [") line.remove_prefix(3);
  if (line.starts_with("** ")) line.remove_prefix(3);
  const bool bracketed = line.starts_with('[');
  if (bracketed) line.remove_prefix(1);
  const std::size_t end = line.substr(0, kLongestKey).find(bracketed ? ']' : ':');
  if (end == std::string_view::npos || end == 0 || !isAlpha(line.front())) return {};
  if (!bracketed && line.substr(end).starts_with("://")) return {};
  std::string key;
  for (const char c : trimRight(line.substr(0, end))) {
    const bool joins = c == '_' || c == '-';
    if (!isAlnum(c) && !joins && std::string_view(" '/().").find(c) == std::string_view::npos) return {};
    key += joins ? ' ' : toLowerAscii(c);
  }
  return collapseBlanks(key);
}

bool isWhoisKey(std::string_view key) {
  return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end() ||
         std::any_of(kKeyBeginnings.begin(), kKeyBeginnings.end(),
                     [key](std::string_view begin) { return key.starts_with(begin); });
}

bool greets(std::string_view line) {
  for (const std::string_view words :
       {"whois server", "servidor whois", "rwhois v-", "database provides information"}) {
    if (findIgnoreCase(line, words) != std::string_view::npos) return true;
  }
  return false;
}

/// "Acme Inc. ACME-NET (NET-192-0-2-0-1) 192.0.2.0 - 192.0.2.255": of ARIN's lists.
bool listsNetwork(std::string_view line) {
  const std::size_t open = line.find(" (NET");
  if (open == line.npos) return false;
  const std::string_view handle = line.substr(open + 2, line.find(')', open) - open - 2);
  return (handle.starts_with("NET-") || handle.starts_with("NET6-")) && handle.size() < 60 && !contains(handle, " ");
}

/// Korea's registry repeats the question, and answers it in two languages.
bool asksInTwoLanguages(std::string_view first_line, std::string_view text) {
  return keyOf(first_line) == "query" && (contains(text, "# ENGLISH") || contains(text, "# KOREAN"));
}

/// What nslookup prints begins with the resolver, which is no indicator.
bool isNslookup(std::string_view head) {
  std::vector<std::string> keys;
  for (const std::string_view line : splitLines(trimLeft(withoutMark(head)).substr(0, kLooked))) {
    keys.push_back(keyOf(trim(line)));
    if (keys.size() == 2) break;
  }
  return keys.size() == 2 && keys[0] == "server" && keys[1] == "address";
}

/// What the bytes from 0x80 to 0x9F are in Windows-1252; of those that are nothing the control of that number.
constexpr std::array<char32_t, 32> kWindows1252 = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,   0x17D,  0x8F,
                                                   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};

bool hasDefanged(std::string_view text) {
  return contains(text, "[.]") || findIgnoreCase(text, "hxxp") != std::string_view::npos;
}

}  // namespace

std::string asUtf8(std::string_view text) {
  if (isValidUtf8(text)) return std::string(text);
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    appendUtf8(out, byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80] : byte);
  }
  return out;
}

std::string withoutColours(std::string_view line) {
  std::string plain;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\x1B' && i + 1 < line.size() && line[i + 1] == '[') {
      // of the rest of the line for each would be a time in the square of its length
      const std::size_t end = line.substr(i, 16).find('m');
      if (end != line.npos) {
        i += end;
        continue;
      }
    }
    plain += line[i];
  }
  return plain;
}

std::string_view binaryKind(std::string_view head) {
  for (const Magic& magic : kMagics) {
    if (head.starts_with(magic.bytes)) return magic.what;
  }
  if (head.size() > kTarMark && head.substr(kTarMark).starts_with("ustar")) return "a tar archive";
  if (contains(head,
               "\xAB\xCD\xEF"
               "MaxMind.com"))
    return "a MaxMind database";
  const std::size_t controls = controlsIn(head);
  const bool many = controls >= kManyControls && controls * 10 >= head.size();
  const bool most = controls * 3 >= head.size() && controls > 0;
  const bool ill_formed = controls * 100 >= head.size() && controls >= kManyControls &&
                          (controls + illFormedIn(head)) * 10 >= head.size() * 3;
  return many || most || ill_formed ? "binary data" : "";
}

bool beginsAsJson(std::string_view head) {
  std::string_view text = trimLeft(withoutMark(head));
  if (text.starts_with(kRecordMark)) text = trimLeft(text.substr(1));
  if (text.empty() || (text.front() != '{' && text.front() != '[')) return false;
  const bool object = text.front() == '{';
  text = trimLeft(text.substr(1));
  if (text.empty()) return true;
  if (object) return text.front() == '"' || text.front() == '}';
  if (std::string_view("\"{[]").find(text.front()) != std::string_view::npos) return true;
  const std::size_t end = std::min(text.find_first_not_of("+-.0123456789eEaflnrstu"), text.size());
  const std::string_view word = text.substr(0, end);
  const std::string_view rest = trimLeft(text.substr(end));
  if (rest.empty() || (rest.front() != ',' && rest.front() != ']')) return false;
  return word == "null" || word == "true" || word == "false" || parseReal(word).has_value();
}

bool isWhoisText(std::string_view head) {
  const std::string_view text = trimLeft(withoutMark(head)).substr(0, kLooked);
  if (hasDefanged(text) || text.starts_with("- _id:")) return false;  // VirusTotal's objects, as YAML
  std::size_t lines = 0, networks = 0;
  std::set<std::string> keys;
  for (const std::string_view whole : splitLines(text)) {
    const std::string_view line = trim(whole);
    if (line.empty() || line.starts_with('#')) continue;
    if (++lines <= kGreeting && greets(line)) return true;
    networks += listsNetwork(line) ? 1 : 0;
    if (lines == 1 && asksInTwoLanguages(line, text)) return true;
    if (std::string key = keyOf(line); isWhoisKey(key)) keys.insert(std::move(key));
    if (keys.size() == 2) return true;
  }
  return networks > 0 && networks * 2 >= lines;  // the range of each may stand on the next line
}

bool isSuffixList(std::string_view head) {
  return contains(head, "// ===BEGIN ICANN DOMAINS===") ||
         contains(head.substr(0, 4096), "// https://publicsuffix.org/");
}

bool isOtherText(std::string_view head) {
  return beginsAsJson(head) || !binaryKind(head).empty() || isSuffixList(head) || isWhoisText(head) || isNslookup(head);
}

}  // namespace clew::ingest
