// JSON: nlohmann_json, by this header alone. Reading is bounded and never throws; writing always gives valid UTF-8 that
// is safe on a terminal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "clew/error.h"

namespace clew {

/// Objects keep their keys sorted by bytes. Use the helpers below to look into one: they never throw, whatever its
/// shape.
using Json = nlohmann::json;

inline constexpr std::size_t kMaxJsonDepth = 200;
/// How the message begins for a text that is cut off.
inline constexpr const char* kJsonCut = "the JSON text ends too early";

/// Reads one JSON text. Ill-formed UTF-8 and lone surrogates become U+FFFD; of keys that stand twice the last counts;
/// an integer beyond 64 bits is kept as the text of its digits. Fails with kInvalidValue naming line and column, and
/// for nesting deeper than `max_depth`.
Result<Json> parseJson(std::string_view text, std::size_t max_depth = kMaxJsonDepth);

/// The member `key`, or null when `value` is no object or lacks it.
const Json* member(const Json& value, std::string_view key);
/// The member at the end of a walk down objects.
template <typename... Keys>
const Json* member(const Json& value, std::string_view key, Keys... keys) {
  const Json* next = member(value, key);
  return next == nullptr ? nullptr : member(*next, keys...);
}
/// Text as it is, numbers and booleans as text, "" for null, arrays and objects.
std::string textOf(const Json& value);
/// The same of a member; "" when it is not there.
std::string textOf(const Json& value, std::string_view key);
/// An integer, or a text or float that is one; empty otherwise.
std::optional<std::int64_t> integerOf(const Json& value);
std::optional<double> realOf(const Json& value);

/// Compact text; ill-formed UTF-8 as U+FFFD.
std::string jsonText(const Json& value);

/// Appends `text` as a JSON string with quotes. Controls and invisible code points (utf8.h) are written as \uXXXX,
/// ill-formed UTF-8 as U+FFFD.
void appendJsonString(std::string& out, std::string_view text);

/// Writes one JSON text into a string, commas and indents included. The caller keeps begin/end and key/value in order.
class JsonWriter {
 public:
  /// `indent` 0 writes all on one line without blanks.
  explicit JsonWriter(std::string& out, int indent = 0) : out_(out), indent_(indent) {}
  JsonWriter& beginObject() { return open('{'); }
  JsonWriter& endObject() { return close('}'); }
  JsonWriter& beginArray() { return open('['); }
  JsonWriter& endArray() { return close(']'); }
  JsonWriter& key(std::string_view name);
  JsonWriter& text(std::string_view value);
  JsonWriter& integer(std::int64_t value);
  /// Infinite and not-a-number are null.
  JsonWriter& real(double value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void beforeValue();
  void newLine();
  std::string& out_;
  int indent_;
  int depth_ = 0;
  bool first_ = true;  // nothing stands in the innermost bracket yet
  bool after_key_ = false;
};

}  // namespace clew
