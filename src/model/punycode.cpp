#include "model/punycode.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace clew::model {
namespace {

constexpr std::uint32_t kBase = 36;
constexpr std::uint32_t kMin = 1;
constexpr std::uint32_t kMax = 26;
constexpr std::uint32_t kSkew = 38;
constexpr std::uint32_t kDamp = 700;
constexpr std::uint32_t kFirstBias = 72;
constexpr std::uint32_t kFirstCode = 128;
constexpr std::uint32_t kLimit = std::numeric_limits<std::uint32_t>::max();

std::uint32_t adapt(std::uint32_t delta, std::uint32_t points, bool first) {
  delta = first ? delta / kDamp : delta / 2;
  delta += delta / points;
  std::uint32_t k = 0;
  while (delta > ((kBase - kMin) * kMax) / 2) {
    delta /= kBase - kMin;
    k += kBase;
  }
  return k + (kBase - kMin + 1) * delta / (delta + kSkew);
}

std::uint32_t threshold(std::uint32_t k, std::uint32_t bias) {
  return k <= bias ? kMin : k >= bias + kMax ? kMax : k - bias;
}

char digitOf(std::uint32_t value) {
  return static_cast<char>(value < 26 ? 'a' + value : '0' + value - 26);
}

}  // namespace

std::optional<std::string> aLabel(std::u32string_view label) {
  std::string out = "xn--";
  for (const char32_t code : label) {
    if (code < 0x80) out += static_cast<char>(code);
  }
  const auto basic = static_cast<std::uint32_t>(out.size() - 4);
  if (basic == label.size()) return label.size() > 63 ? std::nullopt : std::optional(out.substr(4));
  if (label.size() > 63) return std::nullopt;
  if (basic > 0) out += '-';
  std::uint32_t code = kFirstCode;
  std::uint32_t delta = 0;
  std::uint32_t bias = kFirstBias;
  std::uint32_t handled = basic;
  while (handled < label.size()) {
    std::uint32_t next = kLimit;
    for (const char32_t point : label) {
      if (point >= code) next = std::min(next, static_cast<std::uint32_t>(point));
    }
    if (next - code > (kLimit - delta) / (handled + 1)) return std::nullopt;
    delta += (next - code) * (handled + 1);
    code = next;
    for (const char32_t point : label) {
      if (point < code) ++delta;
      if (point != code) continue;
      std::uint32_t rest = delta;
      for (std::uint32_t k = kBase;; k += kBase) {
        const std::uint32_t low = threshold(k, bias);
        if (rest < low) break;
        out += digitOf(low + (rest - low) % (kBase - low));
        rest = (rest - low) / (kBase - low);
      }
      out += digitOf(rest);
      bias = adapt(delta, handled + 1, handled == basic);
      delta = 0;
      ++handled;
    }
    ++delta;
    ++code;
  }
  return out.size() > 63 ? std::nullopt : std::optional(std::move(out));
}

std::optional<std::u32string> uLabel(std::string_view label) {
  if (!label.starts_with("xn--") || label.size() > 63) return std::nullopt;
  label.remove_prefix(4);
  std::u32string out;
  if (const std::size_t dash = label.rfind('-'); dash != std::string_view::npos) {
    for (const char c : label.substr(0, dash)) out += static_cast<char32_t>(static_cast<unsigned char>(c));
    label.remove_prefix(dash + 1);
  }
  if (label.empty()) return std::nullopt;
  std::uint32_t code = kFirstCode;
  std::uint32_t index = 0;
  std::uint32_t bias = kFirstBias;
  while (!label.empty()) {
    const std::uint32_t before = index;
    std::uint32_t weight = 1;
    for (std::uint32_t k = kBase;; k += kBase) {
      if (label.empty()) return std::nullopt;
      const char c = label.front();
      label.remove_prefix(1);
      const std::uint32_t digit = c >= 'a' && c <= 'z'   ? static_cast<std::uint32_t>(c - 'a')
                                  : c >= '0' && c <= '9' ? static_cast<std::uint32_t>(c - '0' + 26)
                                                         : kBase;
      if (digit >= kBase || digit > (kLimit - index) / weight) return std::nullopt;
      index += digit * weight;
      const std::uint32_t low = threshold(k, bias);
      if (digit < low) break;
      if (weight > kLimit / (kBase - low)) return std::nullopt;
      weight *= kBase - low;
    }
    const auto length = static_cast<std::uint32_t>(out.size() + 1);
    bias = adapt(index - before, length, before == 0);
    if (index / length > kLimit - code) return std::nullopt;
    code += index / length;
    index %= length;
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return std::nullopt;
    out.insert(index, 1, static_cast<char32_t>(code));
    ++index;
  }
  return out;
}

}  // namespace clew::model
