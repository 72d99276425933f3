// E-mails, URLs and services: names with a host inside.
#include <unicase.h>
#include <uninorm.h>

#include <algorithm>
#include <memory>

#include "common/format.h"
#include "common/text.h"
#include "common/utf8.h"
#include "model/canonical.h"
#include "model/canonical_forms.h"
#include "model/canonical_internal.h"

namespace clew::model {
namespace {

/// A host name or an address in the place of one; brackets around IPv6 are expected where `text` has them.
Result<std::string> hostOrAddress(std::string_view text, bool& is_name) {
  is_name = false;
  if (text.starts_with('[')) return canonicalIp(text);
  if (const auto address = parseAddress(text)) return addressText(*address);
  const std::size_t dot = text.rfind('.');
  const std::string_view last = dot == std::string_view::npos ? text : text.substr(dot + 1);
  if (allDigits(last) && dot != std::string_view::npos) return canonicalIp(text);  // for its reason
  is_name = true;
  return canonicalHost(text);
}

int defaultPort(std::string_view scheme) {
  struct Row {
    std::string_view scheme;
    int port;
  };
  static constexpr Row kRows[] = {{"http", 80}, {"https", 443}, {"ftp", 21}, {"ftps", 990},
                                  {"ws", 80},   {"wss", 443},   {"ssh", 22}, {"sftp", 22}};
  for (const Row& row : kRows) {
    if (row.scheme == scheme) return row.port;
  }
  return 0;
}

std::optional<int> portOf(std::string_view text) {
  const auto port = parseInteger<int>(text);
  return port && *port >= 1 && *port <= 65535 && text[0] != '+' ? port : std::nullopt;
}

/// The end of "host[:port]" in front of `text`'s port, brackets minded: position of the colon, or npos.
std::size_t portColon(std::string_view authority) {
  const std::size_t close = authority.rfind(']');
  const std::size_t colon = authority.rfind(':');
  if (colon == std::string_view::npos || (close != std::string_view::npos && colon < close))
    return std::string_view::npos;
  return colon;
}

/// Blanks, quotes, controls and bytes that are no UTF-8, percent-encoded; all else as given.
void appendEncoded(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCodePoint point = decodeUtf8(text, at);
    const bool encode = !point.valid || isControlOrInvisible(point.code) || contains(" \"<>`", text.substr(at, 1));
    for (const char c : text.substr(at, point.length)) {
      if (encode)
        out += format("%{:02X}", static_cast<unsigned char>(c));
      else
        out += c;
    }
    at += point.length;
  }
}

struct UrlParts {
  std::string scheme;
  std::string_view authority;
  std::string_view rest;  // from the first of / ? on
};

Result<UrlParts> takeApart(std::string_view url, std::string_view given) {
  UrlParts parts;
  const std::size_t mark = url.find("://");
  const std::size_t stop = url.find_first_of("/?#");
  if (mark != std::string_view::npos && mark < stop) {
    parts.scheme = toLower(url.substr(0, mark));
    const bool fits = !parts.scheme.empty() && parts.scheme.size() <= 20 && isAlpha(parts.scheme[0]) &&
                      std::all_of(parts.scheme.begin(), parts.scheme.end(),
                                  [](char c) { return isAlnum(c) || c == '+' || c == '-' || c == '.'; });
    if (!fits) return invalid(given, "URL", format("{} is no scheme", quoted(url.substr(0, mark), 40)));
    url.remove_prefix(mark + 3);
  } else {
    parts.scheme = "http";
  }
  url = url.substr(0, url.find('#'));
  const std::size_t end = std::min(url.find_first_of("/?\\"), url.size());
  parts.authority = url.substr(0, end);
  parts.rest = url.substr(end);
  return parts;
}

}  // namespace

Result<std::string> canonicalUrl(std::string_view given) {
  if (given.size() > 2 * kMaxUrl) return invalid(given, "URL", "it is longer than 8 KiB");
  const std::string refanged = refang(trim(given));
  const Result<UrlParts> taken = takeApart(refanged, given);
  if (!taken) return taken.error();
  const UrlParts& parts = *taken;
  std::string_view host = parts.authority;
  std::string out = parts.scheme + "://";
  if (const std::size_t at = host.rfind('@'); at != std::string_view::npos) {
    appendEncoded(out, host.substr(0, at + 1));
    host.remove_prefix(at + 1);
  }
  std::string port;
  if (const std::size_t colon = portColon(host); colon != std::string_view::npos) {
    const std::string_view text = host.substr(colon + 1);
    host = host.substr(0, colon);
    const auto number = portOf(text);
    if (!text.empty() && !number)
      return invalid(given, "URL", format("{} is no port from 1 to 65535", quoted(text, 20)));
    if (number && *number != defaultPort(parts.scheme)) port = format(":{}", *number);
  }
  if (host.empty()) return invalid(given, "URL", "it has no host");
  bool is_name = false;
  const Result<std::string> name = hostOrAddress(host, is_name);
  if (!name) return invalid(given, "URL", name.error().message);
  out += !is_name && contains(*name, ":") ? "[" + *name + "]" : *name;
  out += port;
  if (!parts.rest.starts_with('/')) out += '/';
  appendEncoded(out, parts.rest.starts_with('\\') ? parts.rest.substr(1) : parts.rest);
  if (out.size() > kMaxUrl) return invalid(given, "URL", "it is longer than 8 KiB");
  return out;
}

std::string_view urlHost(std::string_view url) {
  const std::size_t mark = url.find("://");
  if (mark != std::string_view::npos) url.remove_prefix(mark + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const std::size_t at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
  url = url.substr(0, portColon(url));
  if (url.starts_with('[') && url.ends_with(']')) url = url.substr(1, url.size() - 2);
  return url;
}

Result<std::string> canonicalEmail(std::string_view given) {
  if (given.size() > 2 * kMaxEmail) return invalid(given, "e-mail", "it is longer than 320 characters");
  const std::string refanged = refang(trim(given));
  std::string_view text = refanged;
  if (startsWithIgnoreCase(text, "mailto:")) text = text.substr(7, text.substr(7).find('?'));
  text = trim(text);
  if (text.size() > 2 && text.front() == '<' && text.back() == '>') text = text.substr(1, text.size() - 2);
  if (const auto hidden = hiddenCharacter(text)) return invalid(given, "e-mail", *hidden);
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) return invalid(given, "e-mail", "it has no @");
  const std::string_view local = text.substr(0, at);
  if (local.empty()) return invalid(given, "e-mail", "nothing stands before the @");
  if (local.size() > 64) return invalid(given, "e-mail", "more than 64 characters stand before the @");
  for (const char c : local) {
    const bool fits = isAlnum(c) || static_cast<unsigned char>(c) >= 0x80 ||
                      contains("!#$%&'*+-/=?^_`{|}~.", std::string_view(&c, 1));
    if (!fits) return invalid(given, "e-mail", format("{} cannot stand before the @", quoted(std::string_view(&c, 1))));
  }
  const Result<std::string> domain = canonicalHost(text.substr(at + 1));
  if (!domain) return invalid(given, "e-mail", domain.error().message);
  std::string out = isAscii(local) ? toLower(local) : foldName(local);
  out += '@';
  out += *domain;
  if (out.size() > kMaxEmail) return invalid(given, "e-mail", "it is longer than 320 characters");
  return out;
}

Result<std::string> canonicalService(std::string_view given) {
  if (given.size() > 512) return invalid(given, "service", "it is too long");
  const std::string refanged = refang(trim(given));
  std::string_view text = refanged;
  std::string transport;
  if (const std::size_t slash = text.rfind('/'); slash != std::string_view::npos) {
    transport = toLower(text.substr(slash + 1));
    text = text.substr(0, slash);
    if (transport == "?")
      transport.clear();
    else if (transport != "tcp" && transport != "udp" && transport != "sctp") {
      return invalid(given, "service", format("{} is no transport: tcp, udp or sctp", quoted(transport, 20)));
    }
  }
  const std::size_t colon = portColon(text);
  if (colon == std::string_view::npos || (text.front() != '[' && std::count(text.begin(), text.end(), ':') > 1)) {
    return invalid(given, "service",
                   contains(text, ":") ? "write an IPv6 address in brackets: [2001:db8::1]:443" : "it has no port");
  }
  const auto port = portOf(text.substr(colon + 1));
  if (!port)
    return invalid(given, "service", format("{} is no port from 1 to 65535", quoted(text.substr(colon + 1), 20)));
  bool is_name = false;
  const Result<std::string> host = hostOrAddress(text.substr(0, colon), is_name);
  if (!host) return invalid(given, "service", host.error().message);
  std::string out = contains(*host, ":") ? "[" + *host + "]" : *host;
  out += format(":{}", *port);
  if (!transport.empty()) out += "/" + transport;
  return out;
}

ServiceParts serviceParts(std::string_view service) {
  ServiceParts parts;
  if (const std::size_t slash = service.rfind('/'); slash != std::string_view::npos) {
    parts.transport = service.substr(slash + 1);
    service = service.substr(0, slash);
  }
  const std::size_t colon = portColon(service);
  if (colon == std::string_view::npos) return parts;
  parts.port = portOf(service.substr(colon + 1)).value_or(0);
  parts.host = service.substr(0, colon);
  if (parts.host.starts_with('[') && parts.host.ends_with(']'))
    parts.host = parts.host.substr(1, parts.host.size() - 2);
  parts.is_name = !parseAddress(parts.host).has_value();
  return parts;
}

}  // namespace clew::model
