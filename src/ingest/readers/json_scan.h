// JsonScan: the members of one JSON object, as views, without building a tree. For formats of millions of small lines,
// where a tree costs more than all the rest. Nested values are passed over by their brackets and quotes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace clew::ingest {

struct JsonPiece {
  enum class Kind : unsigned char { kNothing, kString, kNumber, kWord, kArray, kObject };  // kWord: true, false, null
  Kind kind = Kind::kNothing;
  bool escaped = false;   // a string with backslashes in it
  std::string_view text;  // a string without its quotes, everything else as it stands

  bool isString() const { return kind == Kind::kString; }
  bool isNumber() const { return kind == Kind::kNumber; }
  bool isNull() const { return kind == Kind::kNothing || (kind == Kind::kWord && text == "null"); }
};

/// Walks one object or array. Views point into the text. Nesting deeper than 200 is an error.
class JsonScan {
 public:
  explicit JsonScan(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  /// Enters the object or array at the front; false when there is none.
  bool enterObject() { return enter('{'); }
  bool enterArray() { return enter('['); }
  /// The next member or element; false at the closing bracket, or when the text is broken (then failed()). A key is
  /// given without escapes undone: the keys that formats have need none.
  bool nextMember(std::string_view& key, JsonPiece& value);
  bool nextElement(JsonPiece& value);
  /// After the closing bracket: nothing but blanks follows.
  bool atEnd();
  bool failed() const { return failed_; }

 private:
  bool enter(char bracket);
  bool fail() {
    failed_ = true;
    return false;
  }
  void skipBlanks();
  bool separator(char close, bool& closed);
  bool value(JsonPiece& out);
  bool string(JsonPiece& out);
  bool nested(JsonPiece& out);
  bool scalar(JsonPiece& out);

  const char* at_;
  const char* end_;
  bool first_ = true;
  bool failed_ = false;
};

/// The text of a string piece with escapes undone; of a number as it stands; empty for what has no text or broken
/// escapes. `buffer` keeps the bytes where they are not those of the piece.
std::optional<std::string_view> unescaped(const JsonPiece& piece, std::string& buffer);

}  // namespace clew::ingest
