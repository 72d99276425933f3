#include "syntax/values.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "common/format.h"
#include "common/text.h"
#include "model/canonical.h"

namespace clew::syntax {
namespace {

ValueMistake mistake(ErrorCode code, std::string_view id, std::string message, std::string correction = {}) {
  Error error(code, std::move(message));
  error.withId(std::string(id));
  return {std::move(error), std::move(correction)};
}

// http for hxxp, htxp and the like, ftp for fxp; in lower case.
std::string plainScheme(std::string url) {
  const std::size_t end = url.find("://");
  if (end == std::string::npos || end > 5) return url;
  std::string scheme = toLower(url.substr(0, end));
  std::replace(scheme.begin(), scheme.end(), 'x', 't');
  return scheme + url.substr(end);
}

std::optional<ValueMistake> checkIp4(std::string_view shown, const std::string& ip) {
  for (const std::string_view part : split(ip, '.')) {
    const auto number = parseInteger<int>(part);
    if (number && *number > 255) {
      return mistake(ErrorCode::kInvalidValue, "E113",
                     format("{} is not an IPv4 address: {} is above 255", shown, part));
    }
    if (part.size() > 1 && part[0] == '0') {
      return mistake(
          ErrorCode::kInvalidValue, "E113",
          format("{} is not an IPv4 address: {} has a leading zero, which some programs read as octal", shown, part));
    }
  }
  return std::nullopt;
}

std::optional<ValueMistake> checkPort(std::string_view shown, std::string_view port) {
  const auto number = parseInteger<int>(port);
  if (number && *number >= 1 && *number <= 65535) return std::nullopt;
  return mistake(ErrorCode::kInvalidValue, "E124", format("{} has no such port: ports go from 1 to 65535", shown));
}

}  // namespace

std::string refangToken(std::string_view text, LiteralKind kind) {
  if (kind == LiteralKind::kService && text.starts_with('[')) return std::string(text);
  std::string plain = model::refang(text);
  return kind == LiteralKind::kUrl ? plainScheme(std::move(plain)) : plain;
}

std::optional<ValueMistake> checkIp(std::string_view text) {
  const std::string ip = refangToken(text, LiteralKind::kIp);
  if (ip.find(':') == std::string::npos) return checkIp4(text, ip);
  in6_addr address;
  if (inet_pton(AF_INET6, ip.c_str(), &address) == 1) return std::nullopt;
  const auto groups = split(ip, ':');
  if (groups.size() > 8) {
    return mistake(ErrorCode::kInvalidValue, "E113",
                   format("{} is not an IPv6 address: it has more than 8 groups", text));
  }
  return mistake(ErrorCode::kInvalidValue, "E113", format("{} is not an IPv6 address", text));
}

std::optional<ValueMistake> checkCidr(std::string_view text) {
  const std::string block = refangToken(text, LiteralKind::kCidr);
  const std::size_t slash = block.rfind('/');
  const std::string ip = block.substr(0, slash);
  if (auto wrong = checkIp(ip)) return wrong;
  const bool v6 = ip.find(':') != std::string::npos;
  const int longest = v6 ? 128 : 32;
  const auto prefix = parseInteger<int>(std::string_view(block).substr(slash + 1));
  if (!prefix || *prefix > longest) {
    return mistake(
        ErrorCode::kInvalidValue, "E124",
        format("{} is no block: the prefix of an IPv{} block goes from /0 to /{}", text, v6 ? 6 : 4, longest));
  }
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(v6 ? AF_INET6 : AF_INET, ip.c_str(), bytes.data()) != 1) {
    return mistake(ErrorCode::kInvalidValue, "E113", format("{} is no block of addresses", text));
  }
  bool host_bits = false;
  for (int bit = *prefix; bit < longest; ++bit) {
    auto& byte = bytes[static_cast<std::size_t>(bit / 8)];
    const auto mask = static_cast<unsigned char>(0x80 >> (bit % 8));
    if (byte & mask) host_bits = true;
    byte = static_cast<unsigned char>(byte & ~mask);
  }
  if (!host_bits) return std::nullopt;
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  inet_ntop(v6 ? AF_INET6 : AF_INET, bytes.data(), buffer.data(), buffer.size());
  return mistake(ErrorCode::kInvalidValue, "E115",
                 format("{} has bits set beyond its prefix; the block is {}/{}", text, buffer.data(), *prefix),
                 format("{}/{}", buffer.data(), *prefix));
}

std::optional<ValueMistake> checkService(std::string_view text) {
  const std::string service = refangToken(text, LiteralKind::kService);
  std::string_view rest = service;
  if (const std::size_t slash = rest.find('/'); slash != rest.npos) rest = rest.substr(0, slash);
  const std::size_t colon = rest.rfind(':');
  if (auto wrong = checkPort(text, rest.substr(colon + 1))) return wrong;
  std::string host(rest.substr(0, colon));
  if (host.starts_with('[')) return checkIp(std::string_view(host).substr(1, host.size() - 2));
  if (host.find_first_not_of("0123456789.") == std::string::npos) return checkIp(host);
  return std::nullopt;
}

std::optional<ValueMistake> checkString(std::string_view text) {
  if (text.front() != '"') return std::nullopt;
  for (std::size_t at = 1; at + 1 < text.size(); ++at) {
    if (text[at] != '\\') continue;
    const char next = text[++at];
    if (next == '"' || next == '\\' || next == 'n') continue;
    const std::string_view inner = text.substr(1, text.size() - 2);
    std::string raw;
    if (inner.find('\'') == inner.npos) raw = format("'{}'", inner);
    const std::string shown = static_cast<unsigned char>(next) < 0x80 ? std::string(1, next) : std::string("...");
    return mistake(ErrorCode::kSyntax, "E118",
                   format("a text in double quotes knows \\\", \\\\ and \\n, not \\{}; single quotes are raw", shown),
                   std::move(raw));
  }
  return std::nullopt;
}

bool isHashText(std::string_view text) {
  const auto lengthFits = [](std::size_t n) { return n == 32 || n == 40 || n == 64 || n == 128; };
  if (text.find(':') == text.npos) return lengthFits(text.size()) && allHex(text);
  if (text.size() % 3 != 2 || !lengthFits((text.size() + 1) / 3 * 2)) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % 3 == 2 ? text[i] != ':' : !isHexDigit(text[i])) return false;
  }
  return true;
}

std::string unquote(std::string_view text) {
  const std::string_view inner = text.substr(1, text.size() - 2);
  if (text.front() == '\'') return std::string(inner);
  std::string out;
  out.reserve(inner.size());
  for (std::size_t at = 0; at < inner.size(); ++at) {
    if (inner[at] == '\\' && at + 1 < inner.size()) {
      ++at;
      out += inner[at] == 'n' ? '\n' : inner[at];
    } else {
      out += inner[at];
    }
  }
  return out;
}

std::string quote(std::string_view text) {
  const bool needs_escape = text.find_first_of("\"\\\n\r") != text.npos;
  if (!needs_escape) return format("\"{}\"", text);
  if (text.find_first_of("'\n\r") == text.npos) return format("'{}'", text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace clew::syntax
