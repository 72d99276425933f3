#include "ingest/readers/indicator.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/format.h"
#include "common/text.h"
#include "common/time.h"
#include "model/dates.h"

namespace clew::ingest {

namespace {

using model::NodeName;

constexpr std::size_t kMaxExpanded = 64;

bool isLabelChar(char c) {
  return isAlnum(c) || c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

/// Labels and dots; the last label begins with a letter, as every top-level domain does; no empty labels but a leading
/// dot or a last one.
bool looksLikeHost(std::string_view text) {
  if (text.starts_with("*.")) text.remove_prefix(2);
  if (text.starts_with('.')) text.remove_prefix(1);
  if (text.ends_with('.')) text.remove_suffix(1);
  std::size_t dots = 0;
  bool letter = false;
  char before = '.';
  for (const char c : text) {
    if (c == '.') {
      if (before == '.') return false;
      ++dots;
      letter = false;
    } else if (isLabelChar(c)) {
      if (before == '.') letter = !(isDigit(c) || c == '-' || c == '_');
    } else {
      return false;
    }
    before = c;
  }
  return dots > 0 && letter && before != '.' && text.size() <= 1024 && !isFileName(text);
}

/// Sorted. None is a top-level domain, as `zip`, `sh`, `md` and `cab` are.
constexpr auto kFileEndings = [] {
  auto endings = std::to_array<std::string_view>(
      {"exe",  "dll", "sys",  "scr",  "msi",  "bat",  "cmd",  "ps1",  "psm1", "vbs",  "vbe",  "js",
       "jse",  "wsf", "hta",  "lnk",  "php",  "asp",  "aspx", "jsp",  "html", "htm",  "txt",  "log",
       "csv",  "doc", "docx", "docm", "xls",  "xlsx", "xlsm", "ppt",  "pptx", "pdf",  "rtf",  "odt",
       "rar",  "7z",  "gz",   "tgz",  "tar",  "iso",  "img",  "jar",  "apk",  "json", "xml",  "yml",
       "yaml", "dat", "bin",  "tmp",  "conf", "cfg",  "ini",  "adoc", "png",  "jpg",  "jpeg", "gif",
       "ico",  "elf", "dmg",  "pkg",  "deb",  "rpm",  "pdb",  "ocx",  "cpl",  "chm",  "eml"});
  std::sort(endings.begin(), endings.end());
  return endings;
}();

bool looksLikeAddress(std::string_view text) {
  const bool v4 = isDigit(text.front()) && std::count(text.begin(), text.end(), '.') == 3;
  const bool v6 = text.front() == '[' || std::count(text.begin(), text.end(), ':') > 1;
  return (v4 || v6) && model::parseAddress(text).has_value();
}

bool isPort(std::string_view text) {
  const auto number = parseInteger<std::uint32_t>(text);
  return number && *number > 0 && *number < 65536 && isDigit(text.front());
}

bool isAsn(std::string_view text) {
  return text.size() > 2 && text.size() <= 12 && equalsIgnoreCase(text.substr(0, 2), "as") && allDigits(text.substr(2));
}

bool isHashText(std::string_view text) {
  return (text.size() == 32 || text.size() == 40 || text.size() == 64 || text.size() == 128) && allHex(text);
}

TokenClass withSlash(std::string_view token, std::size_t slash) {
  if (slash == 0) return TokenClass::kPath;
  const std::string_view before = token.substr(0, slash);
  if (allDigits(token.substr(slash + 1)) && token.size() - slash <= 4 && looksLikeAddress(before)) {
    return TokenClass::kBlock;
  }
  const TokenClass host = looksLike(before);
  const std::string_view behind = token.substr(slash + 1);
  if (host == TokenClass::kService && isOneOf(behind, {"tcp", "udp", "sctp"})) return TokenClass::kService;
  if (host == TokenClass::kHost || host == TokenClass::kAddress || host == TokenClass::kService) {
    return TokenClass::kHostPath;
  }
  return TokenClass::kPath;
}

/// The first YYYY-MM-DD in a file's name, or else the first YYYYMMDD, as YYYY-MM-DD.
std::optional<std::string> dayIn(std::string_view name) {
  for (std::size_t i = 0; i + 10 <= name.size(); ++i) {
    const std::string_view day = name.substr(i, 10);
    if (day[4] != '-' || day[7] != '-' || (i > 0 && isDigit(name[i - 1]))) continue;
    if (!allDigits(day.substr(0, 4)) || !allDigits(day.substr(5, 2)) || !allDigits(day.substr(8, 2))) continue;
    if (i + 10 < name.size() && isDigit(name[i + 10])) continue;
    if (model::readDate(day)) return std::string(day);
  }
  for (std::size_t i = 0; i + 8 <= name.size(); ++i) {
    const std::string_view digits = name.substr(i, 8);
    const bool alone = (i == 0 || !isAlnum(name[i - 1])) && (i + 8 == name.size() || !isAlnum(name[i + 8]));
    if (!alone || !allDigits(digits) || (!digits.starts_with("19") && !digits.starts_with("20"))) continue;
    std::string day = format("{}-{}-{}", digits.substr(0, 4), digits.substr(4, 2), digits.substr(6, 2));
    if (model::readDate(day)) return day;
  }
  return std::nullopt;
}

bool namesNewDomains(std::string_view name) {
  for (const std::string_view word : {"nrd", "new-domains", "newly", "new_domains", "newdomains"}) {
    if (findIgnoreCase(name, word) != std::string_view::npos) return true;
  }
  return false;
}

/// The name of the archive that a file is in, without its ending: "lists/nrd-2019-10-19.zip/domain-names.txt".
std::string_view archiveOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  const std::string_view folder = path.substr(0, slash);
  for (const std::string_view ending : {".zip", ".tar", ".tgz", ".tar.gz", ".tar.zst"}) {
    if (folder.ends_with(ending)) return baseName(folder.substr(0, folder.size() - ending.size()));
  }
  return {};
}

}  // namespace

TokenClass looksLike(std::string_view token) {
  if (token.empty() || token.size() > 8192) return TokenClass::kNothing;
  if (token.find_first_of(" \t") != std::string_view::npos) return TokenClass::kNothing;
  if (const std::size_t scheme = token.find("://"); scheme != std::string_view::npos && scheme > 0 && scheme <= 12) {
    const std::string_view word = token.substr(0, scheme);
    const bool is_word =
        std::all_of(word.begin(), word.end(), [](char c) { return isAlnum(c) || c == '+' || c == '-'; });
    if (is_word && isAlpha(word[0])) return TokenClass::kUrl;
  }
  if (looksLikeAddress(token)) return TokenClass::kAddress;
  if (const std::size_t slash = token.find_first_of("/?"); slash != std::string_view::npos) {
    return withSlash(token, slash);
  }
  if (isHashText(token)) return TokenClass::kHash;
  if (isAsn(token)) return TokenClass::kAsn;
  if (const std::size_t at = token.find('@'); at != std::string_view::npos) {
    return at > 0 && looksLikeHost(token.substr(at + 1)) ? TokenClass::kEmail : TokenClass::kNothing;
  }
  if (const std::size_t colon = token.rfind(':'); colon != std::string_view::npos && colon > 0) {
    std::string_view before = token.substr(0, colon);
    if (before.size() > 2 && before.front() == '[' && before.back() == ']')
      before = before.substr(1, before.size() - 2);
    if (isPort(token.substr(colon + 1)) && (looksLikeAddress(before) || looksLikeHost(before))) {
      return TokenClass::kService;
    }
    return TokenClass::kNothing;
  }
  if (looksLikeHost(token)) return TokenClass::kHost;
  return token.find('=') != std::string_view::npos ? TokenClass::kPath : TokenClass::kNothing;
}

bool isDefanged(std::string_view text) {
  if (text.find_first_of("[({]*") == text.npos && findIgnoreCase(text, "hxxp") == text.npos) return false;
  return model::refang(text) != text;
}

std::string_view withoutHashName(std::string_view token) {
  for (const std::string_view name : {"md5", "sha1", "sha-1", "sha256", "sha-256", "sha512", "sha-512"}) {
    if (!startsWithIgnoreCase(token, name) || token.size() <= name.size()) continue;
    const char behind = token[name.size()];
    const std::string_view hash = trim(token.substr(name.size() + 1));
    if ((behind == ':' || behind == '=') && isHashText(hash.substr(0, hash.find_first_of(" \t")))) return hash;
  }
  return token;
}

bool isFileName(std::string_view token) {
  const std::size_t dot = token.rfind('.');
  if (dot == token.npos || dot == 0) return false;
  const std::string_view ending = token.substr(dot + 1);
  constexpr std::size_t kLongest = 4;
  return ending.size() <= kLongest && std::binary_search(kFileEndings.begin(), kFileEndings.end(), toLower(ending));
}

std::optional<NodeName> addressOrBlock(FactBuilder& builder, std::string_view text) {
  const auto& known = builder.schema().known();
  const std::size_t slash = text.find('/');
  if (slash == text.npos) return builder.node(known.ip, text);
  const auto block = model::parseBlock(trim(text));
  const bool alone = block.ok() && block->prefix == (block->base.v6 ? 128 : 32);
  return alone ? builder.node(known.ip, text.substr(0, slash)) : builder.node(known.net, text);
}

std::optional<NodeName> indicatorNode(FactBuilder& builder, std::string_view token) {
  const auto& known = builder.schema().known();
  switch (looksLike(token)) {
    case TokenClass::kAddress:
      return builder.node(known.ip, token);
    case TokenClass::kService:
      return builder.node(known.service, token);
    case TokenClass::kBlock:
      return builder.node(known.net, token);
    case TokenClass::kAsn:
      return builder.node(known.asn, token);
    case TokenClass::kEmail:
      return builder.node(known.email, token);
    case TokenClass::kUrl:
      return builder.node(known.url, token);
    case TokenClass::kHostPath:
      return builder.node(known.url, format("http://{}", token));
    case TokenClass::kHash:
      return builder.node(known.file, token);
    case TokenClass::kHost:
      if (token.starts_with('.')) token.remove_prefix(1);
      return builder.node(known.host, token);
    case TokenClass::kPath:
      builder.reject("a path without a host names no node", token);
      return std::nullopt;
    case TokenClass::kNothing:
      break;
  }
  // A block with host bits, an address with leading zeros and the like: the model knows the reason.
  if (token.find_first_of(":/") != std::string_view::npos) {
    if (auto node = model::classify(builder.schema(), token)) return node;
  }
  if (!token.empty() && isDigit(token.front()) && token.find_first_not_of("0123456789.") == std::string_view::npos) {
    return builder.node(known.ip, token);
  }
  if (isFileName(token)) {
    builder.reject("the name of a file names no node", token);
    return std::nullopt;
  }
  builder.reject("no address, name, URL, e-mail address or hash", token);
  return std::nullopt;
}

Listing listingOf(const InputContext& context) {
  Listing listing;
  const std::string_view base = context.name == "-" ? std::string_view("stdin") : baseName(context.name);
  const std::string_view archive = archiveOf(context.name);
  auto day = dayIn(base);
  if (!day) day = dayIn(archive);
  std::string name(context.list_name.empty() ? base : std::string_view(context.list_name));
  if (day && context.list_name.empty() && (namesNewDomains(base) || namesNewDomains(archive))) {
    name = format("nrd:{}", *day);
  }
  const auto node = model::canonical(*context.schema, context.schema->known().list, name);
  listing.list = node.ok() ? *node : NodeName{context.schema->known().list, "list", ""};
  if (context.fetched != kNoTime) {
    listing.seen = seenAt(context.fetched);
  } else if (day) {
    listing.seen = seenAt(*day);
  } else {
    listing.seen = seenAt(context.file_time);
  }
  return listing;
}

void addListed(FactBuilder& builder, const NodeName& node, const Listing& listing) {
  builder.link(node, builder.schema().knownRelations().list, listing.list, listing.seen);
  for (const std::string& reference : listing.references) builder.link(node, "report", reference, listing.seen);
  addImplied(builder, node, listing.seen);
}

void addImplied(FactBuilder& builder, const NodeName& node, const model::Sighting& seen) {
  const auto& known = builder.schema().known();
  std::string_view place;
  if (node.type == known.url) place = hostOfUrl(node.name);
  if (node.type == known.service) {
    const std::string_view name = node.name;
    place = name.substr(0, name.find('/'));
    place = place.substr(0, place.rfind(':'));
  }
  if (place.empty()) return;
  if (place.starts_with('[') && place.ends_with(']')) place = place.substr(1, place.size() - 2);
  const bool address = model::parseAddress(place).has_value();
  builder.link(node, address ? "ip" : "host", place, seen);
}

std::string_view hostOfUrl(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#\\"));
  if (const std::size_t at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
  if (url.starts_with('[')) {
    const std::size_t close = url.find(']');
    return close == std::string_view::npos ? std::string_view() : url.substr(1, close - 1);
  }
  return url.substr(0, url.find(':'));
}

std::vector<std::string> expandBraces(std::string_view text) {
  std::vector<std::string> done;
  std::vector<std::string> open = {std::string(text)};
  while (!open.empty()) {
    std::string next = std::move(open.back());
    open.pop_back();
    const std::size_t begin = next.find('{');
    const std::size_t end = begin == std::string::npos ? begin : next.find('}', begin);
    if (end == std::string::npos || next.substr(begin, end - begin).find(',') == std::string::npos) {
      done.push_back(std::move(next));
    } else {
      auto choices = split(std::string_view(next).substr(begin + 1, end - begin - 1), ',');
      std::reverse(choices.begin(), choices.end());
      for (const std::string_view choice : choices) {
        open.push_back(next.substr(0, begin) + std::string(trim(choice)) + next.substr(end + 1));
      }
    }
    if (done.size() + open.size() > kMaxExpanded) return {std::string(text)};
  }
  return done;
}

}  // namespace clew::ingest
