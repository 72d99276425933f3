#include <idn2.h>
#include <unictype.h>
#include <uninorm.h>

#include <algorithm>
#include <array>
#include <memory>

#include "common/format.h"
#include "common/text.h"
#include "common/utf8.h"
#include "model/canonical.h"
#include "model/canonical_forms.h"
#include "model/canonical_internal.h"
#include "model/punycode.h"

namespace clew::model {
namespace {

constexpr std::array<char, 256> makeHostBytes() {
  std::array<char, 256> table{};  // 0: not in a host name; else the byte in lower case
  for (int c = 'a'; c <= 'z'; ++c)
    table[static_cast<std::size_t>(c)] = table[static_cast<std::size_t>(c - 32)] = static_cast<char>(c);
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = static_cast<char>(c);
  table['-'] = '-';
  table['_'] = '_';
  table['.'] = '.';
  return table;
}
constexpr std::array<char, 256> kHostBytes = makeHostBytes();

enum class HostProblem : std::uint8_t { kNone, kOtherBytes, kEmptyLabel, kLongLabel, kLong, kOneLabel, kNumberLast };

/// One pass over a name of plain ASCII: lower-cases into `out` and checks. kOtherBytes says nothing about the rest.
HostProblem readPlainHost(std::string_view text, std::string& out) {
  if (text.size() > 4 * kMaxHost) return HostProblem::kLong;
  out.resize(text.size());
  std::size_t label = 0;  // where the label begins
  std::size_t dots = 0;
  bool letter = false;  // in the label
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = kHostBytes[static_cast<unsigned char>(text[i])];
    if (c == 0) return HostProblem::kOtherBytes;
    out[i] = c;
    if (c == '.') {
      if (i == label) return HostProblem::kEmptyLabel;
      if (i - label > 63) return HostProblem::kLongLabel;
      label = i + 1;
      letter = false;
      ++dots;
    } else if (c >= 'a') {
      letter = true;
    }
  }
  if (label == text.size()) return HostProblem::kEmptyLabel;
  if (text.size() - label > 63) return HostProblem::kLongLabel;
  if (text.size() > kMaxHost) return HostProblem::kLong;
  if (dots == 0) return HostProblem::kOneLabel;
  return letter ? HostProblem::kNone : HostProblem::kNumberLast;
}

Error badHost(std::string_view text, std::string_view reason) {
  return invalid(text, "host name", reason);
}

Error explain(HostProblem problem, std::string_view text) {
  switch (problem) {
    case HostProblem::kEmptyLabel:
      return badHost(text, text.empty() ? "nothing is there" : "a part between two dots is empty");
    case HostProblem::kLongLabel:
      return badHost(text, "a part is longer than 63 characters");
    case HostProblem::kLong:
      return badHost(text, "it is longer than 253 characters");
    case HostProblem::kOneLabel:
      return badHost(text, "it has no dot");
    case HostProblem::kNumberLast:
      return badHost(text, "its last part is a number");
    default: {
      const auto wrong =
          std::find_if(text.begin(), text.end(), [](char c) { return kHostBytes[static_cast<unsigned char>(c)] == 0; });
      return badHost(text, format("{} cannot stand in it", quoted(std::string_view(&*wrong, 1))));
    }
  }
}

/// The dots of other scripts that UTS 46 counts as label separators.
std::string withPlainDots(std::string_view text) {
  std::string out = replaceAll(text, "。", ".");
  out = replaceAll(out, "．", ".");
  return replaceAll(out, "｡", ".");
}

/// An A-label where IDNA 2008 forbids what registries nevertheless register: symbols such as emoji.
std::optional<std::string> symbolLabel(std::string_view label) {
  const std::u32string points = toUtf32(label);
  std::u32string kept;
  for (const char32_t code : points) {
    if (code == 0xFE0E || code == 0xFE0F) continue;  // which style to draw
    if (code == 0xFFFD) return std::nullopt;         // stands for bytes that were no text
    const bool ascii = code < 0x80 && kHostBytes[code] != 0 && code != '.';
    const bool fits = code >= 0x80 && uc_is_general_category_withtable(
                                          code, UC_CATEGORY_MASK_So | UC_CATEGORY_MASK_Sk | UC_CATEGORY_MASK_L |
                                                    UC_CATEGORY_MASK_M | UC_CATEGORY_MASK_N);
    if (!ascii && !fits) return std::nullopt;
    kept += ascii ? static_cast<char32_t>(kHostBytes[code]) : code;
  }
  return kept.empty() ? std::nullopt : aLabel(kept);
}

std::optional<std::string> labelToAscii(std::string_view label) {
  if (label.size() > 1024) return std::nullopt;
  const std::string terminated(label);
  std::uint8_t* found = nullptr;
  const int status = idn2_lookup_u8(reinterpret_cast<const std::uint8_t*>(terminated.c_str()), &found,
                                    IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  const std::unique_ptr<std::uint8_t, void (*)(void*)> owner(found, idn2_free);
  if (status == IDN2_OK) return std::string(reinterpret_cast<const char*>(found));
  return symbolLabel(label);
}

Result<std::string> internationalHost(std::string_view text) {
  if (const auto hidden = hiddenCharacter(text)) return badHost(text, *hidden);
  if (text.size() > 4 * kMaxHost) return explain(HostProblem::kLong, text);
  std::string ascii;
  const std::string dotted = withPlainDots(text);
  for (const std::string_view label : split(dotted, '.')) {
    if (!ascii.empty()) ascii += '.';
    if (isAscii(label)) {
      ascii += label;
      if (label.empty() && ascii.empty()) return explain(HostProblem::kEmptyLabel, text);
      continue;
    }
    const auto converted = labelToAscii(label);
    if (!converted) return badHost(text, format("{} is not allowed in an international name", quoted(label)));
    ascii += *converted;
  }
  std::string out;
  const HostProblem problem = readPlainHost(ascii, out);
  if (problem != HostProblem::kNone)
    return problem == HostProblem::kOtherBytes ? explain(problem, ascii) : explain(problem, text);
  return out;
}

}  // namespace

Error invalid(std::string_view text, std::string_view what, std::string_view reason) {
  return Error(ErrorCode::kInvalidValue, format("{} is no {}: {}", quoted(text), what, reason));
}

std::optional<std::string> hiddenCharacter(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCodePoint point = decodeUtf8(text, at);
    if (!point.valid) return "it is not valid UTF-8";
    if (isControlOrInvisible(point.code)) {
      return format("it holds the invisible character U+{:04X}", static_cast<std::uint32_t>(point.code));
    }
    at += point.length;
  }
  return std::nullopt;
}

bool isWildcardHost(std::string_view text) {
  return trim(text).starts_with("*.");
}

Result<std::string> canonicalHost(std::string_view text) {
  text = trim(text);
  if (text.starts_with("*.")) text.remove_prefix(2);
  if (text.ends_with('.') && text.size() > 1) text.remove_suffix(1);
  std::string out;
  const HostProblem problem = readPlainHost(text, out);
  if (problem == HostProblem::kNone) return out;
  if (problem != HostProblem::kOtherBytes) return explain(problem, text);
  const std::string refanged = refang(text);
  if (refanged != text) return canonicalHost(refanged);
  if (isAscii(text)) {
    if (const auto hidden = hiddenCharacter(text)) return badHost(text, *hidden);
    return explain(problem, text);
  }
  if (const std::string dotted = withPlainDots(text); dotted != text) return canonicalHost(dotted);
  return internationalHost(text);
}

std::string displayHost(std::string_view name) {
  if (name.find("xn--") == std::string_view::npos) return std::string(name);
  std::string out;
  for (const std::string_view label : split(name, '.')) {
    if (!out.empty()) out += '.';
    const auto points = uLabel(label);
    const std::string shown = points ? toUtf8(*points) : std::string();
    // Shown as Unicode only when that text names this very label again.
    const bool faithful =
        points && !isAscii(shown) && !hiddenCharacter(shown) && labelToAscii(shown) == std::string(label);
    out += faithful ? std::string_view(shown) : label;
  }
  return out;
}

}  // namespace clew::model
