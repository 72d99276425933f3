#include "common/json.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "common/format.h"
#include "common/text.h"
#include "common/utf8.h"

namespace clew {
namespace {

/// Builds the value from the parser's events and stops at the depth limit, so that nesting costs nothing.
class TreeBuilder {
 public:
  TreeBuilder(Json& root, std::size_t max_depth) : root_(root), max_depth_(max_depth) {}

  bool null() { return put(Json(nullptr)); }
  bool boolean(bool value) { return put(Json(value)); }
  bool number_integer(Json::number_integer_t value) { return put(Json(value)); }
  bool number_unsigned(Json::number_unsigned_t value) { return put(Json(value)); }
  bool number_float(Json::number_float_t value, const std::string& digits) {
    // An integer that fits no 64 bits comes as a float; its digits (a certificate's serial number) must not be lost.
    const std::string_view magnitude = startsWith(digits, "-") ? std::string_view(digits).substr(1) : digits;
    return allDigits(magnitude) ? put(Json(digits)) : put(Json(value));
  }
  bool string(std::string& value) { return put(Json(std::move(value))); }
  bool binary(Json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool key(std::string& name) {
    slot_ = &(*stack_.back())[name];
    return true;
  }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t position, const std::string&, const Json::exception& error) {
    position_ = position;
    surrogate_ = contains(error.what(), "surrogate");
    return false;
  }

  bool tooDeep() const { return too_deep_; }
  bool surrogate() const { return surrogate_; }
  std::size_t position() const { return position_; }

 private:
  Json* place(Json value) {
    if (stack_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    if (stack_.back()->is_array()) {
      stack_.back()->push_back(std::move(value));
      return &stack_.back()->back();
    }
    *slot_ = std::move(value);
    return slot_;
  }
  bool put(Json value) {
    place(std::move(value));
    return true;
  }
  bool open(Json value) {
    if (stack_.size() >= max_depth_) {
      too_deep_ = true;
      return false;
    }
    stack_.push_back(place(std::move(value)));
    return true;
  }
  bool close() {
    stack_.pop_back();
    return true;
  }

  Json& root_;
  std::size_t max_depth_;
  std::vector<Json*> stack_;
  Json* slot_ = nullptr;
  bool too_deep_ = false;
  bool surrogate_ = false;
  std::size_t position_ = 0;
};

/// Writes each \uD800..\uDFFF escape that has no partner as \ufffd.
std::string withoutLoneSurrogates(std::string_view text) {
  const auto unit = [&](std::size_t at) -> int {
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
    const auto value = parseInteger<unsigned>(text.substr(at + 2, 4), 16);
    return value ? static_cast<int>(*value) : -1;
  };
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '\\') {
      out += text[at++];
      continue;
    }
    const int first = unit(at);
    if (first < 0xD800 || first > 0xDFFF) {
      out += text.substr(at, 2);
      at += 2;
      continue;
    }
    const int second = unit(at + 6);
    if (first < 0xDC00 && second >= 0xDC00 && second <= 0xDFFF) {
      out += text.substr(at, 12);
      at += 12;
    } else {
      out += "\\ufffd";
      at += 6;
    }
  }
  return out;
}

Error notJson(std::string_view text, std::size_t position) {
  if (trim(text).empty()) return Error(ErrorCode::kInvalidValue, "empty where JSON was expected");
  const std::string_view before = text.substr(0, std::min(position == 0 ? 0 : position - 1, text.size()));
  const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const std::size_t start = before.rfind('\n');
  const std::size_t column = before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
  const char* what = position > text.size() ? kJsonCut : "not valid JSON";
  return Error(ErrorCode::kInvalidValue, format("{} (line {}, column {})", what, line, column));
}

}  // namespace

Result<Json> parseJson(std::string_view text, std::size_t max_depth) {
  std::string repaired;
  if (!isValidUtf8(text)) text = repaired = replaceInvalidUtf8(text);
  for (int attempt = 0;; ++attempt) {
    Json root;
    TreeBuilder builder(root, max_depth);
    if (Json::sax_parse(text.begin(), text.end(), &builder)) return root;
    if (builder.tooDeep()) {
      return Error(ErrorCode::kInvalidValue, format("the JSON text nests deeper than {} levels", max_depth));
    }
    if (!builder.surrogate() || attempt > 0) return notJson(text, builder.position());
    repaired = withoutLoneSurrogates(text);
    text = repaired;
  }
}

const Json* member(const Json& value, std::string_view key) {
  if (!value.is_object()) return nullptr;
  const auto found = value.find(key);
  return found == value.end() ? nullptr : &*found;
}

std::string textOf(const Json& value) {
  if (const auto* text = value.get_ptr<const std::string*>()) return *text;
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_number_unsigned()) return std::to_string(value.get<std::uint64_t>());
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  if (value.is_number_float()) return realText(value.get<double>());
  return {};
}

std::string textOf(const Json& value, std::string_view key) {
  const Json* found = member(value, key);
  return found == nullptr ? std::string() : textOf(*found);
}

std::optional<std::int64_t> integerOf(const Json& value) {
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    return static_cast<std::int64_t>(number);
  }
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_number_float()) {
    const double number = value.get<double>();
    if (std::floor(number) != number || std::abs(number) > 9e15) return std::nullopt;
    return static_cast<std::int64_t>(number);
  }
  if (const auto* text = value.get_ptr<const std::string*>()) return parseInteger<std::int64_t>(trim(*text));
  return std::nullopt;
}

std::optional<double> realOf(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (const auto* text = value.get_ptr<const std::string*>()) return parseReal(trim(*text));
  return std::nullopt;
}

std::string jsonText(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void appendJsonString(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c >= ' ' && c < 0x7F) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
      ++at;
      continue;
    }
    const DecodedCodePoint point = decodeUtf8(text, at);
    if (point.code == '\n' || point.code == '\r' || point.code == '\t') {
      out += point.code == '\n' ? "\\n" : point.code == '\r' ? "\\r" : "\\t";
    } else if (!point.valid || !isControlOrInvisible(point.code)) {
      appendUtf8(out, point.code);
    } else if (point.code < 0x10000) {
      out += format("\\u{:04x}", static_cast<std::uint32_t>(point.code));
    } else {
      const auto rest = static_cast<std::uint32_t>(point.code) - 0x10000;
      out += format("\\u{:04x}\\u{:04x}", 0xD800 + (rest >> 10), 0xDC00 + (rest & 0x3FF));
    }
    at += point.length;
  }
  out += '"';
}

void JsonWriter::newLine() {
  if (indent_ == 0) return;
  out_ += '\n';
  out_.append(static_cast<std::size_t>(indent_ * depth_), ' ');
}

void JsonWriter::beforeValue() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (!first_) out_ += ',';
  if (depth_ > 0) newLine();
  first_ = false;
}

JsonWriter& JsonWriter::open(char bracket) {
  beforeValue();
  out_ += bracket;
  ++depth_;
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  --depth_;
  if (!first_) newLine();
  out_ += bracket;
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  beforeValue();
  appendJsonString(out_, name);
  out_ += indent_ == 0 ? ":" : ": ";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
  beforeValue();
  appendJsonString(out_, value);
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
  beforeValue();
  out_ += std::to_string(value);
  return *this;
}

JsonWriter& JsonWriter::real(double value) {
  beforeValue();
  out_ += std::isfinite(value) ? realText(value) : "null";
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
  beforeValue();
  out_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::null() {
  beforeValue();
  out_ += "null";
  return *this;
}

}  // namespace clew
