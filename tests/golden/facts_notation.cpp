#include "golden/facts_notation.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <regex>
#include <vector>

#include "common/json.h"
#include "common/text.h"

namespace clew::test {
namespace {

struct Word {
  std::string text;
  bool quoted = false;
};

/// Words of a line; a part in double quotes belongs to its word, blanks and all.
std::vector<Word> wordsOf(std::string_view line) {
  std::vector<Word> out;
  bool inside = false;
  bool open = false;
  for (const char c : line) {
    if (c == '#' && !inside) break;
    if (c == ' ' && !inside) {
      open = false;
      continue;
    }
    if (!open) out.emplace_back();
    open = true;
    if (c == '"') {
      inside = !inside;
      out.back().quoted = true;
    } else {
      out.back().text += c;
    }
  }
  return out;
}

struct Name {
  std::string type;
  std::string name;
};

std::string typeByLook(const std::string& text) {
  if (contains(text, "@")) return "email";
  if (text.starts_with("AS") && text.find_first_not_of("0123456789", 2) == std::string::npos) return "asn";
  if (contains(text, ":") || text.find_first_not_of("0123456789.") == std::string::npos) return "ip";
  return std::count(text.begin(), text.end(), '.') == 1 ? "domain" : "host";
}

/// `type:name` where the part before the colon is a type that tests use.
Name nameOf(const std::string& text, const std::string& fallback = "") {
  static const std::vector<std::string> kTypes = {
      "registrar", "registrant", "person", "org",     "cert", "jarm",   "service", "key",   "tracker", "body", "banner",
      "list",      "tag",        "phone",  "country", "host", "domain", "threat",  "email", "net",     "url"};
  const std::size_t colon = text.find(':');
  const std::string before = text.substr(0, colon);
  if (colon != std::string::npos && std::find(kTypes.begin(), kTypes.end(), before) != kTypes.end()) {
    return {before, text.substr(colon + 1)};
  }
  return {fallback.empty() ? typeByLook(text) : fallback, text};
}

/// The type that a relation leads to, where its name does not say it and the look of the value does not either.
std::string targetType(const std::string& relation) {
  static const std::map<std::string, std::string> kTargets = {
      {"ns", "host"},           {"mx", "host"},         {"cname", "host"},
      {"san", "host"},          {"redirect", "host"},   {"blocklist", "list"},
      {"list", "list"},         {"tag", "tag"},         {"registrar", "registrar"},
      {"country", "country"},   {"phone", "phone"},     {"org", "org"},
      {"registrant", "person"}, {"jarm", "jarm"},       {"banner", "banner"},
      {"key", "key"},           {"tracker", "tracker"}, {"body", "body"},
      {"cert", "cert"}};
  const auto found = kTargets.find(relation);
  return found == kTargets.end() ? std::string() : found->second;
}

/// The line once for each number of its `[A-B]`s, which go forward together.
std::vector<std::string> expanded(std::string_view line) {
  static const std::regex kSpan(R"(\[(\d+)-(\d+)\])");
  const std::string text(line);
  const std::vector<std::smatch> spans(std::sregex_iterator(text.begin(), text.end(), kSpan), {});
  if (spans.empty()) return {text};
  const int count = std::stoi(spans[0][2]) - std::stoi(spans[0][1]) + 1;
  std::vector<std::string> out;
  for (int i = 0; i < count; ++i) {
    std::string one;
    std::ptrdiff_t at = 0;
    for (const std::smatch& span : spans) {
      one += text.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(span.position() - at));
      one += std::to_string(std::stoi(span[1]) + i);
      at = span.position() + span.length();
    }
    out.push_back(one + text.substr(static_cast<std::size_t>(at)));
  }
  return out;
}

class Line {
 public:
  explicit Line(std::string_view text) : text_(text), words_(wordsOf(text)) {}

  std::string fact() {
    if (words_.empty()) return "";
    if (words_[0].text.starts_with("@")) return set();
    JsonWriter json(out_);
    json.beginObject().key("fact");
    if (words_.size() == 1) {
      json.text("mention");
      node(json, "of", nameOf(words_[0].text));
      next_ = 1;
    } else if (words_[1].text.starts_with(".")) {
      json.text("property");
      node(json, "of", nameOf(words_[0].text));
      json.key("property").text(words_[1].text.substr(1)).key("value").text(words_.at(2).text);
    } else if (words_[1].text.starts_with("!")) {
      json.text("redacted");
      node(json, "of", nameOf(words_[0].text));
      json.key("trait").text(words_[1].text.substr(1)).key("text").text(words_.at(2).text);
    } else {
      json.text("link");
      node(json, "from", nameOf(words_[0].text));
      json.key("relation").text(words_[1].text);
      node(json, "to", nameOf(words_.at(2).text, targetType(words_[1].text)));
    }
    rest(json);
    json.endObject();
    return out_ + '\n';
  }

 private:
  static void node(JsonWriter& json, std::string_view key, const Name& name) {
    json.key(key).beginObject().key("type").text(name.type).key("name").text(name.name).endObject();
  }

  void rest(JsonWriter& json) {
    std::string source = "sensor";
    std::string first = "2025-01-01";
    std::string last = "2025-03-31";
    for (; next_ < words_.size(); ++next_) {
      const std::string& word = words_[next_].text;
      if (word == "by") {
        source = words_.at(++next_).text;
      } else if (word == "times" || word == "confidence") {
        json.key(word).integer(std::stoll(words_.at(++next_).text));
      } else if (word == "-") {
        first = last = "";
      } else if (const std::size_t dots = word.find(".."); dots != std::string::npos) {
        first = word.substr(0, dots);
        last = word.substr(dots + 2);
      } else {
        FAIL("no fact: " << text_);
      }
    }
    if (words_.size() > 1 && !first.empty()) json.key("first").text(first).key("last").text(last);
    json.key("source").text(source);
  }

  std::string set() {
    if (words_.size() < 3 || words_[1].text != "=") FAIL("no set: " << text_);
    JsonWriter json(out_);
    json.beginObject().key("fact").text("set").key("name").text(words_[0].text.substr(1)).key("members").beginArray();
    for (std::size_t i = 2; i < words_.size(); ++i) {
      std::string text = words_[i].text;
      if (text.ends_with(",")) text.pop_back();
      const Name name = nameOf(text);
      json.beginObject().key("type").text(name.type).key("name").text(name.name).endObject();
    }
    json.endArray().key("source").text("analyst").endObject();
    return out_ + '\n';
  }

  std::string text_;
  std::vector<Word> words_;
  std::string out_;
  std::size_t next_ = 3;
};

}  // namespace

std::string factLines(std::string_view text) {
  std::string out;
  for (const std::string_view line : splitLines(text)) {
    for (const std::string& one : expanded(line)) out += Line(one).fact();
  }
  return out;
}

}  // namespace clew::test
