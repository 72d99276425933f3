#include "model/canonical.h"

#include <algorithm>
#include <cstring>

#include "common/format.h"
#include "common/text.h"
#include "common/utf8.h"
#include "model/canonical_forms.h"
#include "model/canonical_internal.h"

namespace clew::model {
namespace {

/// How a person or organisation was written: blanks folded, what cannot be seen dropped, valid UTF-8.
std::string displayOf(std::string_view text) {
  const std::string valid = isValidUtf8(text) ? std::string(text) : replaceInvalidUtf8(text);
  std::string out;
  for (std::size_t at = 0; at < valid.size();) {
    const DecodedCodePoint point = decodeUtf8(valid, at);
    const bool ends_line = point.code == 0x85 || point.code == 0x2028 || point.code == 0x2029;
    if (isBlank(valid[at]) || ends_line) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else if (!isControlOrInvisible(point.code)) {
      out.append(valid, at, point.length);
    }
    at += point.length;
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

Result<std::string> canonicalExact(const TypeDef& type, std::string_view text) {
  const std::string_view plain = trim(text);
  if (plain.size() > kMaxName) return invalid(text, type.name, "it is longer than 1 KiB");
  std::string name = escapeControls(plain);
  if (name.empty()) return invalid(text, type.name, "nothing is there");
  if (name.size() > kMaxName) return invalid(text, type.name, "it is longer than 1 KiB");
  return name;
}

Result<std::string> canonicalName(const TypeDef& type, std::string_view text) {
  switch (type.form) {
    case Form::kHost:
      return canonicalHost(text);
    case Form::kIp:
      return canonicalIp(text);
    case Form::kNet:
      return canonicalNet(text);
    case Form::kAsn:
      return canonicalAsn(text);
    case Form::kEmail:
      return canonicalEmail(text);
    case Form::kUrl:
      return canonicalUrl(text);
    case Form::kHash:
      return canonicalFileHash(text);
    case Form::kCert:
      return canonicalCert(text);
    case Form::kService:
      return canonicalService(text);
    case Form::kCountry:
      return canonicalCountry(text);
    case Form::kPhone:
      return canonicalPhone(text);
    case Form::kHashed:
      return canonicalFingerprint(type.name, text);
    case Form::kFolded:
      break;
    case Form::kExact:
      break;
  }
  return canonicalExact(type, text);
}

/// Extensions of files that stand at the end of names in reports and are no top-level domains, so that "x.exe" in a
/// list is the name of a file. Those that are both (com, zip, mov, sh, py, pl, rs, ...) are left to the reader of the
/// list.
bool endsLikeFile(std::string_view host) {
  static constexpr std::string_view kExtensions[] = {
      "7z",    "apk", "asp",  "aspx", "bak",   "bat",  "bin",   "bmp",   "c",   "cab",   "cfg",  "cfm",  "cgi",
      "class", "cmd", "conf", "cpl",  "cpp",   "crt",  "css",   "csv",   "dat", "db",    "deb",  "dex",  "dll",
      "dmg",   "doc", "docm", "docx", "dylib", "elf",  "eml",   "exe",   "gif", "gz",    "h",    "hta",  "htm",
      "html",  "ico", "inf",  "ini",  "iso",   "jar",  "jpeg",  "jpg",   "js",  "json",  "jsp",  "jspx", "key",
      "ldb",   "lnk", "log",  "lua",  "msi",   "msg",  "o",     "ocx",   "odt", "ovl",   "p12",  "pcap", "pdb",
      "pdf",   "pem", "pfx",  "php",  "php3",  "php5", "phtml", "plist", "png", "ppt",   "pptx", "ps1",  "psd1",
      "psm1",  "pyc", "pyd",  "rar",  "raw",   "reg",  "rpm",   "rtf",   "scr", "shtml", "so",   "sql",  "sqlite",
      "svg",   "swf", "sys",  "tar",  "tgz",   "tmp",  "ttf",   "txt",   "vb",  "vbe",   "vbs",  "war",  "wav",
      "wsf",   "xls", "xlsb", "xlsm", "xlsx",  "xml",  "xz",    "yaml",  "yml", "yar",   "zst"};
  const std::string_view last = host.substr(host.rfind('.') + 1);
  return std::find(std::begin(kExtensions), std::end(kExtensions), last) != std::end(kExtensions);
}

/// Drops "setup.exe", unless somebody defanged it: then it is said to be a name.
std::optional<NodeName> takeHost(std::optional<NodeName> host, bool defanged) {
  if (host && !defanged && endsLikeFile(host->name) && std::count(host->name.begin(), host->name.end(), '.') == 1) {
    return std::nullopt;
  }
  return host;
}

int sign(int order) {
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

int compareAddresses(const Address& a, const Address& b) {
  if (a.v6 != b.v6) return a.v6 ? 1 : -1;
  return sign(std::memcmp(a.bytes, b.bytes, sizeof a.bytes));
}

}  // namespace

Result<NodeName> canonical(const Schema& schema, TypeId type, std::string_view text) {
  const TypeDef& def = schema.type(type);
  if (def.form == Form::kFolded) {
    if (text.size() > 4 * kMaxName) return invalid(text, def.name, "it is longer than 1 KiB");
    std::string name = foldName(text);
    if (name.empty()) return invalid(text, def.name, "nothing is there");
    if (name.size() > kMaxName) return invalid(text, def.name, "it is longer than 1 KiB");
    std::string display = displayOf(text);
    if (display == name || display.size() > kMaxName) display.clear();
    return NodeName{type, std::move(name), std::move(display)};
  }
  Result<std::string> name = canonicalName(def, text);
  if (!name) return name.error();
  return NodeName{type, std::move(*name), {}};
}

std::optional<NodeName> classify(const Schema& schema, std::string_view given) {
  if (given.size() > kMaxUrl) return std::nullopt;
  const std::string refanged = refang(trim(given));
  const std::string_view text = refanged;
  if (text.empty()) return std::nullopt;
  const Schema::Known& known = schema.known();
  const auto take = [&](TypeId type, Result<std::string> name) -> std::optional<NodeName> {
    if (!name) return std::nullopt;
    return NodeName{type, std::move(*name), {}};
  };
  if (text.find_first_of(":/@") == std::string_view::npos && isAlpha(text.back()) && contains(text, ".")) {
    // Nothing but a host ends so: most indicators are told here.
    return takeHost(take(known.host, canonicalHost(text)), refanged != trim(given));
  }
  const bool colon = contains(text, ":");
  const bool slash = contains(text, "/");
  const bool scheme = contains(text, "://");
  if (!slash) {
    if (auto node = take(known.ip, canonicalIp(text))) return node;
    if (colon) {
      if (auto node = take(known.service, canonicalService(text))) return node;
    }
  } else if (!scheme) {
    if (auto node = take(known.net, canonicalNet(text))) return node;
    if (colon) {
      if (auto node = take(known.service, canonicalService(text))) return node;
    }
  }
  if (startsWithIgnoreCase(text, "as") && text.size() > 2 && isDigit(text[2]) && allDigits(text.substr(2))) {
    if (auto node = take(known.asn, canonicalAsn(text))) return node;
  }
  if (contains(text, "@") && !slash) return take(known.email, canonicalEmail(text));
  if (scheme) return take(known.url, canonicalUrl(text));
  if (slash) {
    // "x.test/a", but not "a/b" or "text/html".
    const std::string_view host = text.substr(0, text.find('/'));
    if (!contains(host, ".")) return std::nullopt;
    return take(known.url, canonicalUrl(text));
  }
  if (auto node = take(known.file, canonicalFileHash(text))) return node;
  return takeHost(take(known.host, canonicalHost(text)), refanged != trim(given));
}

int compareNames(const Schema& schema, TypeId type, std::string_view a, std::string_view b) {
  const Form form = schema.type(type).form;
  if (form == Form::kIp) {
    const auto first = parseAddress(a);
    const auto second = parseAddress(b);
    if (first && second) return compareAddresses(*first, *second);
  } else if (form == Form::kNet) {
    const Result<Block> first = parseBlock(a);
    const Result<Block> second = parseBlock(b);
    if (first && second) {
      const int order = compareAddresses(first->base, second->base);
      return order != 0 ? order : sign(first->prefix - second->prefix);
    }
  } else if (form == Form::kAsn && a.size() != b.size()) {
    return a.size() < b.size() ? -1 : 1;
  }
  return sign(a.compare(b));
}

}  // namespace clew::model
