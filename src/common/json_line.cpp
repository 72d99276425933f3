#include "common/json_line.h"

#include "common/text.h"
#include "common/utf8.h"

namespace clew {
namespace {

constexpr std::size_t kFastDepth = 16;
constexpr std::uint32_t kFastMembers = 64;  // each is compared with each

void skipBlanks(std::string_view text, std::size_t& at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) ++at;
}

/// A string without escapes; false where it is another.
bool readPlainText(std::string_view text, std::size_t& at, std::string_view& out) {
  if (at >= text.size() || text[at] != '"') return false;
  const std::size_t begin = ++at;
  while (at < text.size() && text[at] != '"') {
    if (text[at] == '\\' || static_cast<unsigned char>(text[at]) < 0x20) return false;
    ++at;
  }
  if (at == text.size()) return false;
  out = text.substr(begin, at - begin);
  ++at;
  return true;
}

/// Up to 18 digits, so that they fit; no fraction, no exponent.
bool readPlainInteger(std::string_view text, std::size_t& at, std::int64_t& out) {
  const bool negative = text[at] == '-';
  const std::size_t begin = negative ? at + 1 : at;
  std::size_t end = begin;
  std::int64_t value = 0;
  while (end < text.size() && isDigit(text[end]) && end - begin < 18) value = value * 10 + (text[end++] - '0');
  const std::size_t digits = end - begin;
  const bool more = end < text.size() && isDigit(text[end]);
  if (digits == 0 || more || (digits > 1 && text[begin] == '0')) return false;
  if (end < text.size() && (text[end] == '.' || text[end] == 'e' || text[end] == 'E')) return false;
  out = negative ? -value : value;
  at = end;
  return true;
}

}  // namespace

std::uint32_t JsonLine::append(std::uint32_t parent, std::uint32_t& last) {
  const auto index = static_cast<std::uint32_t>(items_.size());
  items_.emplace_back();
  (last == 0 ? items_[parent].first : items_[last].next) = index;
  last = index;
  ++items_[parent].count;
  return index;
}

bool JsonLine::hasTwins(std::uint32_t object) const {
  for (const JsonItem* a = first(items_[object]); a != nullptr; a = next(*a)) {
    for (const JsonItem* b = next(*a); b != nullptr; b = next(*b)) {
      if (a->key == b->key) return true;
    }
  }
  return false;
}

bool JsonLine::readChildren(std::string_view text, std::size_t& at, std::size_t depth, std::uint32_t index) {
  const bool object = text[at] == '{';
  const char close = object ? '}' : ']';
  items_[index].kind = object ? JsonItem::Kind::kObject : JsonItem::Kind::kArray;
  ++at;
  skipBlanks(text, at);
  if (at < text.size() && text[at] == close) {
    ++at;
    return true;
  }
  std::uint32_t last = 0;
  for (;;) {
    const std::uint32_t child = append(index, last);
    if (object) {
      if (items_[index].count > kFastMembers) return false;
      std::string_view key;
      skipBlanks(text, at);
      if (!readPlainText(text, at, key)) return false;
      items_[child].key = key;
      skipBlanks(text, at);
      if (at >= text.size() || text[at++] != ':') return false;
    }
    if (!readValue(text, at, depth + 1, child)) return false;
    skipBlanks(text, at);
    if (at >= text.size()) return false;
    const char c = text[at++];
    if (c == close) return !object || !hasTwins(index);
    if (c != ',') return false;
  }
}

bool JsonLine::readValue(std::string_view text, std::size_t& at, std::size_t depth, std::uint32_t index) {
  skipBlanks(text, at);
  if (at >= text.size() || depth > kFastDepth) return false;
  const char c = text[at];
  if (c == '{' || c == '[') return readChildren(text, at, depth, index);
  JsonItem& item = items_[index];
  if (c == '"') {
    item.kind = JsonItem::Kind::kText;
    return readPlainText(text, at, item.text);
  }
  if (c == '-' || isDigit(c)) {
    item.kind = JsonItem::Kind::kInteger;
    return readPlainInteger(text, at, item.integer);
  }
  const auto word = [&](std::string_view name) {
    if (!text.substr(at).starts_with(name)) return false;
    at += name.size();
    return true;
  };
  if (word("null")) return true;
  item.kind = JsonItem::Kind::kBool;
  item.integer = c == 't' ? 1 : 0;
  return word("true") || word("false");
}

void JsonLine::copy(const Json& value, std::uint32_t index) {
  std::uint32_t last = 0;
  if (const auto* object = value.get_ptr<const Json::object_t*>()) {
    items_[index].kind = JsonItem::Kind::kObject;
    for (const auto& [key, child] : *object) {
      const std::uint32_t at = append(index, last);
      items_[at].key = key;
      copy(child, at);
    }
  } else if (const auto* array = value.get_ptr<const Json::array_t*>()) {
    items_[index].kind = JsonItem::Kind::kArray;
    for (const Json& child : *array) copy(child, append(index, last));
  } else if (const auto* text = value.get_ptr<const std::string*>()) {
    items_[index].kind = JsonItem::Kind::kText;
    items_[index].text = *text;
  } else if (value.is_boolean()) {
    items_[index].kind = JsonItem::Kind::kBool;
    items_[index].integer = value.get<bool>() ? 1 : 0;
  } else if (value.is_number()) {
    const auto integer = value.is_number_integer() ? integerOf(value) : std::nullopt;
    items_[index].kind = integer ? JsonItem::Kind::kInteger : JsonItem::Kind::kReal;
    items_[index].integer = integer.value_or(0);
    items_[index].real = integer ? 0 : value.get<double>();
  }
}

Result<void> JsonLine::read(std::string_view text) {
  items_.assign(1, JsonItem());
  std::size_t at = 0;
  if (isValidUtf8(text) && readValue(text, at, 0, 0)) {
    skipBlanks(text, at);
    if (at == text.size()) return {};
  }
  items_.assign(1, JsonItem());
  Result<Json> parsed = parseJson(text);
  if (!parsed) return parsed.error();
  fallback_ = std::move(*parsed);
  copy(fallback_, 0);
  return {};
}

const JsonItem* JsonLine::member(const JsonItem& object, std::string_view key) const {
  if (object.kind != JsonItem::Kind::kObject) return nullptr;
  for (const JsonItem* item = first(object); item != nullptr; item = next(*item)) {
    if (item->key == key) return item;
  }
  return nullptr;
}

}  // namespace clew
