// Networks, hashes, fingerprints, certificates, countries, telephones, and the folding of people's names.
#include <unicase.h>
#include <uninorm.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <unordered_map>

#include "clew_embedded/model_data.h"
#include "common/format.h"
#include "common/text.h"
#include "common/utf8.h"
#include "model/canonical.h"
#include "model/canonical_forms.h"
#include "model/canonical_internal.h"

namespace clew::model {
namespace {

std::string_view hashKind(std::size_t digits) {
  switch (digits) {
    case 32:
      return "md5";
    case 40:
      return "sha1";
    case 64:
      return "sha256";
    case 96:
      return "sha384";
    case 128:
      return "sha512";
    default:
      return {};
  }
}

/// "SHA-256" and "sha256" alike.
std::string plainKind(std::string_view kind) {
  std::string out;
  for (const char c : kind) {
    if (c != '-' && c != '_' && c != ' ') out += toLowerAscii(c);
  }
  return out;
}

bool isKind(std::string_view text) {
  return !text.empty() && text.size() <= 24 && isAlpha(text[0]) &&
         std::all_of(text.begin(), text.end(), [](char c) { return isAlnum(c) || c == '-' || c == '_'; });
}

/// Hex digits in pairs with ':' between them: a fingerprint as certificates are printed.
std::optional<std::string> colonHex(std::string_view text) {
  if (text.size() < 5 || text.size() % 3 != 2) return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % 3 == 2) {
      if (text[i] != ':') return std::nullopt;
    } else if (!isHexDigit(text[i])) {
      return std::nullopt;
    } else {
      out += toLowerAscii(text[i]);
    }
  }
  return out;
}

constexpr std::size_t kShortestHash = 6;  // digits of a hash cut short in a query; see literal.cpp

/// A hash with or without its kind in front: kind and lower-case digits. `what` for the message.
Result<std::pair<std::string_view, std::string>> readHash(std::string_view given, std::string_view what) {
  std::string_view text = trim(given);
  if (text.size() > 512) return invalid(given, what, "it is too long");
  std::string tag;
  std::optional<std::string> digits = colonHex(text);
  if (!digits) {
    if (const auto parts = splitOnce(text, ":"); parts && isKind(parts->first)) {
      tag = plainKind(parts->first);
      text = trim(parts->second);
      digits = colonHex(text);
    }
    if (!digits) digits = toLower(text);
  }
  if (!allHex(*digits)) return invalid(given, what, "a hash holds the digits 0 to 9 and a to f");
  const std::string_view kind = hashKind(digits->size());
  if (kind.empty()) {
    return invalid(
        given, what,
        format("{} hex digits are no md5 (32), sha1 (40), sha256 (64), sha384 (96) or sha512 (128){}", digits->size(),
               digits->size() < kShortestHash ? ", and too few to stand for one that begins so (6 or more)" : ""));
  }
  if (!tag.empty() && tag != kind && !startsWith(tag, "ssdeep")) {
    return invalid(given, what, format("it has the {} digits of {}, not of {}", digits->size(), kind, quoted(tag, 24)));
  }
  return std::pair{kind, std::move(*digits)};
}

using FreeUtf8 = std::unique_ptr<std::uint8_t, void (*)(void*)>;

const std::unordered_map<std::string, std::string, TextHash, std::equal_to<>>& countries() {
  static const auto table = [] {
    std::unordered_map<std::string, std::string, TextHash, std::equal_to<>> codes;
    for (const std::string_view line : splitLines(model_data::kCountryText)) {
      if (line.empty() || line[0] == '#') continue;
      const std::vector<std::string_view> fields = split(line, '\t');
      for (const std::string_view field : fields) codes.emplace(foldName(field), fields[0]);
    }
    return codes;
  }();
  return table;
}

}  // namespace

Result<std::string> canonicalAsn(std::string_view given) {
  std::string_view text = trim(given);
  std::string_view digits = text;
  if (startsWithIgnoreCase(digits, "asnone")) return invalid(given, "network number", "it says that there is none");
  if (startsWithIgnoreCase(digits, "asn"))
    digits.remove_prefix(3);
  else if (startsWithIgnoreCase(digits, "as"))
    digits.remove_prefix(2);
  digits = trimLeft(digits);
  // What follows after a blank is the network's name.
  digits = digits.substr(0, std::min(digits.find_first_of(" \t"), digits.size()));
  if (!allDigits(digits)) return invalid(given, "network number", "write it as AS64500 or 64500");
  const auto number = parseInteger<std::uint32_t>(digits);
  if (!number) return invalid(given, "network number", "it is above 4294967295");
  if (*number == 0) return invalid(given, "network number", "0 stands for 'not routed'");
  return format("AS{}", *number);
}

Result<std::string> canonicalFileHash(std::string_view text) {
  auto hash = readHash(text, "file hash");
  if (!hash) return hash.error();
  return std::move(hash->second);
}

Result<std::string> certOfSerial(std::string_view issuer, std::string_view serial_hex) {
  std::string serial;
  for (const char c : trim(serial_hex)) {
    if (c == ':' || c == ' ') continue;
    if (!isHexDigit(c) || serial.size() > 64)
      return invalid(serial_hex, "serial number", "it is written in up to 64 hex digits");
    serial += toLowerAscii(c);
  }
  serial.erase(0, std::min(serial.find_first_not_of('0'), serial.size()));
  if (serial.empty()) return invalid(serial_hex, "serial number", "it is empty or zero");
  const std::string name = foldName(issuer);
  if (name.empty()) return invalid(issuer, "issuer", "it is empty");
  if (name.size() + serial.size() + 1 > kMaxName) return invalid(issuer, "issuer", "it is longer than 1 KiB");
  return name + "/" + serial;
}

Result<std::string> canonicalCert(std::string_view given) {
  const std::string_view text = trim(given);
  if (const std::size_t slash = text.rfind('/'); slash != std::string_view::npos) {
    auto name = certOfSerial(text.substr(0, slash), text.substr(slash + 1));
    if (!name) return invalid(given, "certificate", name.error().message);
    return name;
  }
  auto hash = readHash(text, "certificate");
  if (!hash) return hash.error();
  if (hash->first == "sha384" || hash->first == "sha512")
    return invalid(given, "certificate", "a fingerprint is an md5, sha1 or sha256");
  return format("{}:{}", hash->first, hash->second);
}

namespace {

/// A favicon's hash, of 32 bits: some write it without its sign.
std::optional<std::string> mmh3Of(std::string_view text) {
  const auto number = parseInteger<std::int64_t>(text);
  if (!number || *number < INT32_MIN || *number > std::int64_t{UINT32_MAX}) return std::nullopt;
  return format("mmh3:{}", static_cast<std::int32_t>(static_cast<std::uint32_t>(*number)));
}

/// KIND:VALUE, or 62 hex digits bare, whatever the type.
Result<std::string> readFingerprint(std::string_view type_name, std::string_view given) {
  std::string_view text = trim(given);
  if (text.size() > kMaxName) return invalid(given, type_name, "it is longer than 1 KiB");
  if (const auto hidden = hiddenCharacter(text)) return invalid(given, type_name, *hidden);
  if (text.empty()) return invalid(given, type_name, "nothing is there");
  if (const auto parts = splitOnce(text, ":"); parts && isKind(parts->first) && !colonHex(text)) {
    const std::string kind = plainKind(parts->first);
    std::string_view value = trim(parts->second);
    if (kind == type_name) return readFingerprint(type_name, value);
    if (value.empty()) return invalid(given, type_name, "nothing stands after the colon");
    if (value.starts_with("//")) return invalid(given, type_name, "it begins as a URL does");
    if (!hashKind(value.size()).empty() && hashKind(value.size()) == kind) {
      if (!allHex(value)) return invalid(given, type_name, "a hash holds the digits 0 to 9 and a to f");
      return kind + ":" + toLower(value);
    }
    const bool is_hash = kind == "md5" || kind == "sha1" || kind == "sha256" || kind == "sha384" || kind == "sha512";
    if (is_hash) {
      auto hash = readHash(text, type_name);
      if (!hash) return hash.error();
      return format("{}:{}", hash->first, hash->second);
    }
    if (kind == "mmh3") {
      const auto hash = mmh3Of(value);
      return hash ? Result<std::string>(*hash) : invalid(given, type_name, "mmh3 is a whole number of 32 bits");
    }
    return kind + ":" + std::string(value);
  }
  const std::string hex = colonHex(text).value_or(toLower(text));
  if (allHex(hex)) {
    if (hex.size() == 62) return hex;  // JARM
    if (const std::string_view kind = hashKind(hex.size()); !kind.empty()) return format("{}:{}", kind, hex);
  }
  if (type_name == "favicon") {
    if (auto hash = mmh3Of(text)) return std::move(*hash);
  }
  if (type_name == "tracker") {
    const std::string upper = toUpper(text);
    if (upper.starts_with("UA-") || upper.starts_with("G-")) return "ga:" + upper;
    if (upper.starts_with("GTM-")) return "gtm:" + upper;
    if (upper.starts_with("CA-PUB-")) return "adsense:" + toLower(upper.substr(3));
    if (upper.starts_with("PUB-")) return "adsense:" + toLower(upper);
  }
  return invalid(given, type_name, "write it as KIND:VALUE, such as sha256:..., mmh3:-1321378357 or ga:UA-12345-6");
}

bool isHashKind(std::string_view kind) {
  static constexpr std::string_view kKinds[] = {"md5",    "sha1",  "sha224",  "sha256", "sha384",
                                                "sha512", "mmh3",  "murmur3", "crc32",  "ahash",
                                                "dhash",  "phash", "ssdeep",  "tlsh",   "spki"};
  return std::find(std::begin(kKinds), std::end(kKinds), kind) != std::end(kKinds);
}

}  // namespace

Result<std::string> canonicalFingerprint(std::string_view type_name, std::string_view given) {
  Result<std::string> name = readFingerprint(type_name, given);
  if (!name) return name;
  // The types that come with the program know which kinds they have, so that a value pasted without its type means one
  // thing.
  const std::string_view kind = std::string_view(*name).substr(0, name->find(':'));
  const bool bare = kind.size() == name->size();
  if (type_name == "jarm" && !bare) return invalid(given, type_name, "it has 62 hex digits");
  if (type_name == "tracker" && (bare || isHashKind(kind))) {
    return invalid(given, type_name, "it is an account, such as ga:UA-12345-6, and no hash");
  }
  for (const std::string_view hashed : {"favicon", "body", "headers", "key", "banner"}) {
    if (type_name == hashed && (bare || !isHashKind(kind))) {
      return invalid(given, type_name, "it is a hash, such as sha256:... or mmh3:-1321378357");
    }
  }
  return name;
}

Result<std::string> canonicalCountry(std::string_view given) {
  const std::string_view text = trim(given);
  if (text.size() > 200) return invalid(given, "country", "it is too long");
  const std::string folded = foldName(text);
  if (folded == "zz" || folded == "xx") return invalid(given, "country", "the code stands for 'unknown'");
  const auto found = folded == "-" ? countries().end() : countries().find(folded);
  if (found == countries().end())
    return invalid(given, "country", "it is neither an ISO 3166 code nor an English name of one");
  return found->second;
}

Result<std::string> canonicalPhone(std::string_view given) {
  std::string_view text = trim(given);
  if (text.size() > 200) return invalid(given, "telephone number", "it is too long");
  if (startsWithIgnoreCase(text, "tel:")) text.remove_prefix(4);
  // An extension: "x12", "ext. 12", ";ext=12".
  for (const std::string_view mark : {";", "ext", "x", "#"}) {
    const std::size_t at = findIgnoreCase(text, mark);
    if (at != std::string_view::npos && at > 4) text = text.substr(0, at);
  }
  std::string digits;
  bool international = false;
  for (const char c : text) {
    if (isDigit(c))
      digits += c;
    else if (c == '+' && digits.empty() && !international)
      international = true;
    else if (!contains(" .-()/\t", std::string_view(&c, 1))) {
      return invalid(given, "telephone number", format("{} cannot stand in it", quoted(std::string_view(&c, 1))));
    }
  }
  if (!international && digits.starts_with("00")) {
    digits.erase(0, 2);
    international = true;
  }
  if (digits.size() < 5 || digits.size() > 15) {
    return invalid(given, "telephone number",
                   format("it has {}, and a number has 5 to 15", counted(digits.size(), "digit")));
  }
  if (digits.find_first_not_of('0') == std::string::npos) return invalid(given, "telephone number", "it is all zeros");
  return (international ? "+" : "") + digits;
}

std::string foldName(std::string_view text) {
  std::string plain;
  if (isAscii(text)) {
    plain.reserve(text.size());
    for (const char c : text) {
      if (isBlank(c)) {
        if (!plain.empty() && plain.back() != ' ') plain += ' ';
      } else if (c >= ' ' && c != 0x7F) {
        plain += toLowerAscii(c);
      }
    }
    if (plain.ends_with(' ')) plain.pop_back();
    return plain;
  }
  // Blanks of every script become one space; what cannot be seen is dropped, so that it cannot tell two names apart.
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCodePoint point = decodeUtf8(text, at);
    at += point.length;
    const char32_t code = point.code;
    const bool blank = code == ' ' || (code >= '\t' && code <= '\r') || code == 0xA0 || code == 0x85 ||
                       code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 ||
                       code == 0x202F || code == 0x205F || code == 0x3000;
    if (blank) {
      if (!plain.empty() && plain.back() != ' ') plain += ' ';
    } else if (!isControlOrInvisible(code)) {
      appendUtf8(plain, code);
    }
  }
  if (plain.ends_with(' ')) plain.pop_back();
  std::size_t length = 0;
  const FreeUtf8 folded(u8_casefold(reinterpret_cast<const std::uint8_t*>(plain.data()), plain.size(), nullptr,
                                    UNINORM_NFC, nullptr, &length),
                        std::free);
  if (folded == nullptr) return plain;
  return std::string(reinterpret_cast<const char*>(folded.get()), length);
}

}  // namespace clew::model
