// Names that are canonical as they stand, told in one pass: most names of a feed are, and reading them the whole way
// costs ten times as much.
#include "model/canonical_plain.h"

#include <array>

#include "common/text.h"
#include "model/canonical_forms.h"

namespace clew::model {
namespace {

enum ByteUse : std::uint8_t { kHostByte = 1, kLetter = 2, kLocalByte = 4 };

constexpr std::array<std::uint8_t, 256> makeUses() {
  std::array<std::uint8_t, 256> uses{};
  for (std::size_t c = 'a'; c <= 'z'; ++c) uses[c] = kHostByte | kLetter | kLocalByte;
  for (std::size_t c = '0'; c <= '9'; ++c) uses[c] = kHostByte | kLocalByte;
  uses['-'] = uses['_'] = kHostByte | kLocalByte;
  uses['.'] = kLocalByte;
  uses['+'] = kLocalByte;  // the others that a mailbox may hold are rare
  return uses;
}
constexpr std::array<std::uint8_t, 256> kUses = makeUses();

std::uint8_t useOf(char c) {
  return kUses[static_cast<unsigned char>(c)];
}

bool isPlainHost(std::string_view text) {
  if (text.size() > kMaxHost) return false;
  std::size_t label = 0;  // where the label begins
  std::uint8_t met = 0;   // in the label
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::uint8_t use = useOf(text[i]);
    if ((use & kHostByte) != 0) {
      met |= use;
      continue;
    }
    if (text[i] != '.' || i == label || i - label > 63) return false;
    label = i + 1;
    met = 0;
  }
  return label != 0 && label != text.size() && text.size() - label <= 63 && (met & kLetter) != 0;
}

/// RFC 1123's four numbers, none with a zero in front.
bool isPlainV4(std::string_view text) {
  int parts = 1, value = 0;
  std::size_t begin = 0;
  if (text.size() > 15) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '.') {
      if (i == begin || ++parts > 4) return false;
      begin = i + 1;
      value = 0;
      continue;
    }
    if (!isDigit(text[i]) || (i > begin && value == 0)) return false;
    value = value * 10 + (text[i] - '0');
    if (value > 255) return false;
  }
  return parts == 4 && begin != text.size();
}

bool isPlainEmail(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && (useOf(text[at]) & kLocalByte) != 0) ++at;
  return at > 0 && at <= 64 && at < text.size() && text[at] == '@' && isPlainHost(text.substr(at + 1));
}

bool isPlainAsn(std::string_view text) {
  if (!text.starts_with("AS") || text.size() < 3 || text.size() > 11 || text[2] == '0') return false;
  const std::string_view digits = text.substr(2);
  return allDigits(digits) && (digits.size() < 10 || digits <= "4294967295");
}

}  // namespace

bool isCanonical(const Schema& schema, TypeId type, std::string_view text) {
  switch (schema.type(type).form) {
    case Form::kHost:
      return isPlainHost(text);
    case Form::kIp:
      return isPlainV4(text);
    case Form::kEmail:
      return isPlainEmail(text);
    case Form::kAsn:
      return isPlainAsn(text);
    default:
      return false;
  }
}

}  // namespace clew::model
