#include "ingest/readers/json_scan.h"

#include <bitset>
#include <cstring>

#include "common/json.h"
#include "common/text.h"

namespace clew::ingest {

bool JsonScan::enter(char bracket) {
  skipBlanks();
  if (at_ == end_ || *at_ != bracket) return false;
  ++at_;
  first_ = true;
  return true;
}

void JsonScan::skipBlanks() {
  while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r')) ++at_;
}

bool JsonScan::atEnd() {
  skipBlanks();
  return at_ == end_;
}

// Passes the comma before all but the first entry; `closed` at the closing bracket.
bool JsonScan::separator(char close, bool& closed) {
  closed = false;
  skipBlanks();
  if (at_ == end_) return fail();
  if (*at_ == close) {
    ++at_;
    closed = true;
    return true;
  }
  if (!first_) {
    if (*at_ != ',') return fail();
    ++at_;
    skipBlanks();
  }
  first_ = false;
  return true;
}

bool JsonScan::nextMember(std::string_view& key, JsonPiece& out) {
  bool closed = false;
  if (failed_ || !separator('}', closed) || closed) return false;
  JsonPiece name;
  if (at_ == end_ || *at_ != '"' || !string(name)) return fail();
  key = name.text;
  skipBlanks();
  if (at_ == end_ || *at_ != ':') return fail();
  ++at_;
  return value(out);
}

bool JsonScan::nextElement(JsonPiece& out) {
  bool closed = false;
  if (failed_ || !separator(']', closed) || closed) return false;
  return value(out);
}

bool JsonScan::value(JsonPiece& out) {
  skipBlanks();
  out = {};
  if (at_ == end_) return fail();
  if (*at_ == '"') return string(out);
  if (*at_ == '{' || *at_ == '[') return nested(out);
  return scalar(out);
}

bool JsonScan::string(JsonPiece& out) {
  const char* const begin = ++at_;
  out.kind = JsonPiece::Kind::kString;
  out.escaped = false;
  for (;;) {
    const char* quote = static_cast<const char*>(std::memchr(at_, '"', static_cast<std::size_t>(end_ - at_)));
    if (quote == nullptr) return fail();
    const char* slash = static_cast<const char*>(std::memchr(at_, '\\', static_cast<std::size_t>(quote - at_)));
    if (slash == nullptr) {
      out.text = {begin, static_cast<std::size_t>(quote - begin)};
      at_ = quote + 1;
      return true;
    }
    out.escaped = true;
    if (end_ - slash < 2) return fail();
    at_ = slash + 2;
  }
}

bool JsonScan::nested(JsonPiece& out) {
  std::bitset<kMaxJsonDepth> is_object;
  std::size_t depth = 0;
  const char* const begin = at_;
  out.kind = *at_ == '{' ? JsonPiece::Kind::kObject : JsonPiece::Kind::kArray;
  while (at_ != end_) {
    const char c = *at_;
    if (c == '"') {
      JsonPiece skipped;
      if (!string(skipped)) return false;
      continue;
    }
    ++at_;
    if (c == '{' || c == '[') {
      if (depth == kMaxJsonDepth) return fail();
      is_object[depth++] = c == '{';
    } else if (c == '}' || c == ']') {
      if (is_object[--depth] != (c == '}')) return fail();
      if (depth == 0) {
        out.text = {begin, static_cast<std::size_t>(at_ - begin)};
        return true;
      }
    }
  }
  return fail();
}

bool JsonScan::scalar(JsonPiece& out) {
  const char* const begin = at_;
  while (at_ != end_ && *at_ != ',' && *at_ != '}' && *at_ != ']' && !isBlank(*at_)) ++at_;
  out.text = {begin, static_cast<std::size_t>(at_ - begin)};
  if (out.text.empty()) return fail();
  if (isDigit(out.text[0]) || out.text[0] == '-') {
    out.kind = JsonPiece::Kind::kNumber;
    for (const char c : out.text) {
      if (!isDigit(c) && c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E') return fail();
    }
    return true;
  }
  out.kind = JsonPiece::Kind::kWord;
  return out.text == "null" || out.text == "true" || out.text == "false" || fail();
}

std::optional<std::string_view> unescaped(const JsonPiece& piece, std::string& buffer) {
  if (piece.isNumber()) return piece.text;
  if (!piece.isString()) return std::nullopt;
  if (!piece.escaped) return piece.text;
  // Escapes are rare; the one place that knows all of JSON undoes them.
  const auto value = parseJson(std::string_view(piece.text.data() - 1, piece.text.size() + 2));
  if (!value || !value->is_string()) return std::nullopt;
  buffer = clew::textOf(*value);
  return buffer;
}

}  // namespace clew::ingest
