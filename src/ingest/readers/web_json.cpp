#include "ingest/readers/web_json.h"

#include <algorithm>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/indicator.h"

namespace clew::ingest {

using model::NodeName;
using model::Sighting;

namespace {

/// Whether a subject alternative name is a host's: others are mailboxes, URLs and addresses, these also as raw bytes.
bool isName(std::string_view name) {
  if (!contains(name, ".") || contains(name, "@") || contains(name, "://") || model::parseAddress(name)) return false;
  return std::none_of(name.begin(), name.end(),
                      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\\'; });
}

/// Whether it is none of a host's and names something all the same.
bool isOther(std::string_view name) {
  return model::parseAddress(name) || contains(name, "@") || contains(name, "://");
}

/// "0C:1F" -> "c1f": providers differ in colons, case and leading zeros.
std::string serialText(std::string_view text) {
  std::string serial;
  for (const char c : text) {
    if (c != ':' && !isBlank(c)) serial += toLowerAscii(c);
  }
  const std::size_t first = serial.find_first_not_of('0');
  return first == serial.npos ? serial : serial.substr(first);
}

}  // namespace

std::optional<NodeName> addUrl(FactBuilder& builder, std::string_view text, const Sighting& seen) {
  auto url = builder.node(builder.schema().known().url, text);
  if (url) addImplied(builder, *url, seen);
  return url;
}

std::optional<NodeName> addCertificate(FactBuilder& builder, const CertificateTexts& texts, const Sighting& seen) {
  std::string key = texts.fingerprint;
  if (trim(key).empty() && !trim(texts.issuer).empty() && !trim(texts.serial).empty()) {
    key = format("{}/{}", texts.issuer, trim(texts.serial));
  }
  auto cert = builder.node(builder.schema().known().cert, key);
  if (!cert) return std::nullopt;
  builder.property(*cert, "issued", texts.issued, seen);
  builder.property(*cert, "expires", texts.expires, seen);
  builder.property(*cert, "subject", texts.subject, seen);
  builder.property(*cert, "serial", serialText(texts.serial), seen);
  builder.link(*cert, "issuer", texts.issuer, seen);
  addCertificateNames(builder, *cert, texts.names, seen);
  return cert;
}

void addCertificateNames(FactBuilder& builder, const NodeName& cert, const std::vector<std::string>& names,
                         const Sighting& seen) {
  std::uint64_t others = 0;
  for (const std::string& text : names) {
    const std::string_view name = trim(text);
    if (!isName(name)) {
      if (!isOther(name)) continue;
      builder.property(cert, "detail", format("san: {}", name), seen);
      ++others;
      continue;
    }
    const auto host = builder.node(builder.schema().known().host, name);
    if (!host) continue;
    builder.link(cert, "san", *host, seen);
    if (model::isWildcardHost(name)) builder.property(cert, "wildcard", host->name, seen);
  }
  if (others > 0) {
    builder.notice("names in certificates that are addresses, mailboxes or URLs: kept as 'detail'", others);
  }
}

void addCommonName(CertificateTexts& texts, std::string_view name) {
  const std::string_view text = trim(name);
  if (text.find_first_of(" \t,") == text.npos) texts.names.emplace_back(text);
}

std::string hexOfDecimal(std::string_view digits) {
  constexpr std::size_t kLongest = 100;  // RFC 5280 allows 20 bytes, which are 49 digits
  if (!allDigits(digits) || digits.size() > kLongest) return std::string(digits);
  std::string left(digits);
  std::string hex;
  while (!left.empty()) {
    unsigned rest = 0;
    std::string quotient;
    for (const char digit : left) {
      rest = rest * 10 + static_cast<unsigned>(digit - '0');
      if (!quotient.empty() || rest >= 16) quotient += static_cast<char>('0' + rest / 16);
      rest %= 16;
    }
    hex.insert(hex.begin(), "0123456789abcdef"[rest]);
    left = std::move(quotient);
  }
  return hex;
}

std::string nameOfDn(std::string_view dn) {
  std::string organisation;
  std::string value;
  const auto take = [&](std::string_view part) -> bool {
    const auto pair = splitOnce(trim(part), "=");
    if (!pair) return false;
    value = trim(pair->second);
    if (value.size() > 1 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    if (equalsIgnoreCase(trim(pair->first), "O") && organisation.empty()) organisation = value;
    return equalsIgnoreCase(trim(pair->first), "CN") && !value.empty();
  };
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= dn.size(); ++i) {
    const char c = i < dn.size() ? dn[i] : ',';
    if (c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if ((c == ',' && !quoted) || i >= dn.size()) {
      if (take(dn.substr(begin, i - begin))) return value;
      begin = i + 1;
    }
  }
  return organisation.empty() ? std::string(trim(dn)) : organisation;
}

std::optional<NodeName> addService(FactBuilder& builder, const NodeName& at, std::string_view port,
                                   std::string_view transport, const Sighting& seen) {
  if (trim(port).empty()) return std::nullopt;
  const auto& known = builder.schema().known();
  std::string text = contains(at.name, ":") ? format("[{}]:{}", at.name, trim(port)) : format("{}:{}", at.name, port);
  const std::string word = toLower(trim(transport));
  if (word == "tcp" || word == "udp" || word == "sctp") text += "/" + word;
  if (word == "quic") text += "/udp";
  auto service = builder.node(known.service, text);
  if (!service) return std::nullopt;
  builder.link(at, "service", *service, seen);
  builder.link(*service, at.type == known.ip ? "ip" : "host", at, seen);
  return service;
}

void addJarm(FactBuilder& builder, const NodeName& service, std::string_view jarm, const Sighting& seen) {
  if (jarm.find_first_not_of('0') != jarm.npos) builder.link(service, "jarm", jarm, seen);
}

std::vector<std::string> namesOfExtension(std::string_view text) {
  std::vector<std::string> names;
  for (const std::string_view part : split(text, ',')) {
    const std::string_view entry = trim(part);
    for (const std::string_view kind : {"DNS:", "IP Address:", "IP:", "email:", "URI:"}) {
      if (startsWithIgnoreCase(entry, kind)) names.emplace_back(trim(entry.substr(kind.size())));
    }
  }
  return names;
}

void addShown(FactBuilder& builder, const NodeName& ip, int port, const NodeName& certificate, const Sighting& seen) {
  const auto service = addService(builder, ip, std::to_string(port), "tcp", seen);
  if (service) builder.link(*service, "cert", certificate, seen);
}

}  // namespace clew::ingest
