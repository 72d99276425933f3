// What is a value is told by its looks. Of STIX and MISP only what is observed counts: a reference, a description or
// the name of an author is no indicator, though it may look like one.
#include "execution/file_values.h"

#include <algorithm>
#include <array>
#include <string>

#include "common/json.h"
#include "common/text.h"

namespace clew::execution {
namespace {

using model::NodeName;

class FileValues {
 public:
  explicit FileValues(const model::Schema& schema) : schema_(schema) {}

  FileContent take() { return {std::move(out_), refused_, further_}; }

  void record(const Json& value) {
    const std::size_t before = out_.size();
    if (isMisp(value)) {
      attributes(value);
    } else if (isStix(value)) {
      object(value);
    } else if (value.is_array() && !value.empty() && std::all_of(value.begin(), value.end(), isStix)) {
      for (const Json& one : value) object(one);
    } else {
      strings(value);
      if (out_.size() == before) ++refused_;
    }
  }

  void line(std::string_view text, bool is_first) {
    const std::size_t before = out_.size();
    if (text.starts_with('{')) {
      if (const auto value = parseJson(text); value.ok()) return record(*value);
    } else if (text.starts_with('[') && text.find('\'') != text.npos) {
      return pattern(text);
    } else {
      fields(text);
    }
    if (out_.size() != before) return;
    if (is_first && text.find_first_of(",;\t") != text.npos)
      is_table_ = true;  // it names the columns
    else
      ++refused_;
  }

 private:
  bool add(std::string_view text) {
    auto name = model::classify(schema_, text);
    if (!name) return false;
    out_.push_back(std::move(*name));
    return true;
  }

  /// A line is one value, or several; in a table the first that is one.
  void fields(std::string_view line) {
    if (add(line)) return;
    bool found = false;
    for (const std::string_view field : listedFields(line)) {
      auto name = model::classify(schema_, field);
      if (!name) continue;
      if (is_table_ && found)
        ++further_;
      else
        out_.push_back(std::move(*name));
      found = true;
    }
  }

  void strings(const Json& value) {
    if (value.is_string()) {
      (void)add(clew::textOf(value));
    } else if (value.is_structured()) {
      for (const Json& inner : value) strings(inner);
    }
  }

  static bool isMisp(const Json& value) {
    return value.is_object() && (value.contains("Event") || value.contains("response"));
  }

  static bool isStix(const Json& value) {
    const std::string id = clew::textOf(value, "id");
    return value.is_object() && !id.empty() && id.starts_with(clew::textOf(value, "type") + "--");
  }

  /// Attributes of MISP, wherever they lie in an event; `domain|ip` holds two values.
  void attributes(const Json& value) {
    static constexpr std::array<std::string_view, 5> kRemarks = {"link", "comment", "text", "other", "datetime"};
    if (!value.is_structured()) return;
    if (value.is_object() && value.contains("value") && value.contains("type")) {
      const std::string type = clew::textOf(value, "type");
      if (std::find(kRemarks.begin(), kRemarks.end(), type) != kRemarks.end()) return;
      bool any = false;
      const std::string both = clew::textOf(value, "value");
      for (const std::string_view part : split(both, '|')) any = add(trim(part)) || any;
      if (!any) ++refused_;
      return;
    }
    for (const Json& inner : value) attributes(inner);
  }

  void object(const Json& value) {
    if (!value.is_object()) return;
    const std::string type = clew::textOf(value, "type");
    if (type == "bundle" || type == "observed-data") {
      if (!value.contains("objects")) return;
      for (const Json& inner : value["objects"]) object(inner);
    } else if (type == "indicator") {
      const std::string language = clew::textOf(value, "pattern_type");
      if (language.empty() || language == "stix") {
        pattern(clew::textOf(value, "pattern"));
      } else {
        ++refused_;
      }
    } else if (type == "file" || type == "x509-certificate") {
      if (value.contains("hashes")) strings(value["hashes"]);
    } else if (type == "autonomous-system") {
      if (!add("AS" + clew::textOf(value, "number"))) ++refused_;
    } else if (observes(type)) {
      if (!add(clew::textOf(value, "value"))) ++refused_;
    }
  }

  static bool observes(std::string_view type) {
    static constexpr std::array<std::string_view, 6> kTypes = {"domain-name", "hostname", "ipv4-addr",
                                                               "ipv6-addr",   "url",      "email-addr"};
    return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
  }

  static bool isValuePath(std::string_view path) {
    const auto colon = path.find(':');
    if (colon == path.npos) return false;
    const std::string_view type = path.substr(0, colon);
    const std::string_view rest = path.substr(colon + 1);
    if (observes(type)) return rest == "value";
    if (type == "file" || type == "x509-certificate") return rest.starts_with("hashes");
    return type == "network-traffic" && rest.ends_with("_ref.value");
  }

  /// `[domain-name:value = 'a.example' OR ipv4-addr:value IN ('192.0.2.1', '192.0.2.2')]` (STIX 2.1, part 9). What is
  /// denied or only likened names nothing.
  void pattern(std::string_view text) {
    const std::size_t before = out_.size();
    std::string_view path;
    bool wanted = false;
    bool denied = false;  // the word before was NOT
    for (std::size_t i = 0; i < text.size();) {
      const char c = text[i];
      if (c == '\'') {
        std::string value;
        for (++i; i < text.size() && text[i] != '\''; ++i) {
          if (text[i] == '\\' && i + 1 < text.size()) ++i;
          value += text[i];
        }
        ++i;
        if (wanted && isValuePath(path)) (void)add(value);
        continue;
      }
      if (c == '=' || c == '!' || c == '<' || c == '>') {
        std::size_t end = i;
        while (end < text.size() && contains("=!<>", text.substr(end, 1))) ++end;
        const std::string_view sign = text.substr(i, end - i);
        wanted = sign == "=" || sign == "==";
        i = end;
        continue;
      }
      if (!isAlpha(c)) {
        ++i;
        continue;
      }
      std::size_t end = i;  // a word, or a path such as file:hashes.'SHA-256'
      while (end < text.size() && (isAlnum(text[end]) || contains("-_:.", text.substr(end, 1)))) ++end;
      const std::string_view word = text.substr(i, end - i);
      if (word.find(':') != word.npos) {
        path = word;
        wanted = false;
        if (end < text.size() && text[end] == '\'' && text[end - 1] == '.')
          end = std::min(text.size(), text.find('\'', end + 1)) + 1;
      } else if (word == "IN") {
        wanted = !denied;
      }
      denied = word == "NOT";
      i = std::min(end, text.size());
    }
    if (out_.size() == before) ++refused_;
  }

  const model::Schema& schema_;
  std::size_t refused_ = 0;
  std::size_t further_ = 0;
  bool is_table_ = false;
  std::vector<NodeName> out_;
};

}  // namespace

FileContent valuesOfText(const model::Schema& schema, std::string_view text) {
  FileValues values(schema);
  text = withoutMark(text);
  const std::string_view start = trimLeft(text);
  if (start.starts_with('{') || start.starts_with('[')) {
    if (const auto whole = parseJson(text); whole.ok()) {
      values.record(*whole);
      return values.take();
    }
  }
  bool first = true;
  for (const std::string_view raw : splitLines(text)) {
    const std::string_view pattern = trim(raw);
    const std::string_view line = pattern.starts_with('[') ? pattern : withoutComment(raw);
    if (line.empty()) continue;
    values.line(line, first);  // a first line may name columns
    first = false;
  }
  return values.take();
}

}  // namespace clew::execution
