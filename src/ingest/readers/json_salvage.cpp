#include "ingest/readers/json_salvage.h"

#include <utility>

#include "common/json.h"
#include "common/text.h"

namespace clew::ingest {
namespace {

constexpr std::uint64_t kManyElements = 10;

/// Walks a document by its brackets and quotes, and writes what is whole.
class Salvage {
 public:
  explicit Salvage(std::string_view text) : text_(text) {}

  std::optional<SalvagedJson> run() {
    skipBlanks();
    if (ended() || text_[at_] != '{' || !object(0)) return std::nullopt;
    skipBlanks();
    if (!ended() || (found_.lost.empty() && !found_.cut) || !is_list_) return std::nullopt;
    return std::move(found_);
  }

 private:
  bool ended() const { return at_ >= text_.size(); }
  void skipBlanks() {
    while (!ended() && isBlank(text_[at_])) ++at_;
  }
  void write(std::string_view piece) { found_.text.append(piece); }

  /// Passes the string at the front; false when the text ends in it.
  bool passString() {
    for (++at_; !ended(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == '"') {
        ++at_;
        return true;
      }
    }
    at_ = text_.size();
    return false;
  }

  /// Passes a number or a word; what it is worth the parser says.
  void passScalar() {
    while (!ended() && text_[at_] != ',' && text_[at_] != '}' && text_[at_] != ']' && !isBlank(text_[at_])) ++at_;
  }

  /// Passes an element of an array up to the comma or bracket behind it; false when the text ends within it. One that
  /// its own bracket or quote closes is whole though the text ends behind it.
  bool passElement() {
    std::size_t depth = 0;
    while (!ended()) {
      const char c = text_[at_];
      if (c == '"') {
        if (!passString()) return false;
        continue;
      }
      if (depth == 0 && (c == ',' || c == ']')) return true;
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && depth > 0) --depth;
      ++at_;
    }
    const char last = trimRight(text_).back();
    return depth == 0 && (last == '}' || last == ']' || last == '"');
  }

  /// All of these: false when the damage is none that can be left out. At a cut they close what they opened.
  bool object(std::size_t depth) {
    if (depth == kMaxJsonDepth) return false;
    ++at_;
    write("{");
    for (bool first = true;; first = false) {
      skipBlanks();
      if (ended()) return close('}');
      if (text_[at_] == '}') {
        ++at_;
        write("}");
        return true;
      }
      const std::size_t before = found_.text.size();
      if (!first) {
        if (text_[at_] != ',') return false;
        ++at_;
        write(",");
        skipBlanks();
      }
      if (!member(depth)) return false;
      if (dropped_) {
        dropped_ = false;
        found_.text.resize(before);
      }
      if (found_.cut) return close('}');
    }
  }

  /// `dropped_`: the text ended within it, and it is to be left out.
  bool member(std::size_t depth) {
    if (ended()) return drop();
    if (text_[at_] != '"') return false;
    const std::size_t key = at_;
    if (!passString()) return drop();
    write(text_.substr(key, at_ - key));
    skipBlanks();
    if (ended()) return drop();
    if (text_[at_] != ':') return false;
    ++at_;
    write(":");
    skipBlanks();
    if (ended()) return drop();
    if (text_[at_] == '{') return object(depth + 1);
    if (text_[at_] == '[') return array();
    const std::size_t begin = at_;
    if (text_[at_] == '"') {
      if (!passString()) return drop();
    } else {
      passScalar();
      if (ended()) return drop();
    }
    write(text_.substr(begin, at_ - begin));
    return true;
  }

  bool array() {
    ++at_;
    write("[");
    std::uint64_t index = 0, kept = 0, lost = 0, objects = 0;
    for (;;) {
      skipBlanks();
      if (!ended() && text_[at_] == ']') {
        ++at_;
        break;
      }
      if (!ended() && index > 0) {
        if (text_[at_] != ',') return false;
        ++at_;
        skipBlanks();
      }
      if (ended()) {
        found_.cut = true;
        break;
      }
      const std::size_t begin = at_;
      ++index;
      const bool is_whole = passElement();
      const std::string_view element = trim(text_.substr(begin, at_ - begin));
      const auto parsed = is_whole ? parseJson(element) : Result<Json>(Json());
      if (is_whole && parsed.ok()) {
        if (kept++ > 0) write(",");
        write(element);
        objects += element.starts_with('{') ? 1 : 0;
        continue;
      }
      ++lost;
      found_.cut = found_.cut || !is_whole;
      found_.lost.push_back(
          {index, element, is_whole ? "is no JSON: " + parsed.error().message : "no end of this record was found"});
      if (!is_whole) break;
    }
    write("]");
    // Where the damage lies outside of this array, or it holds texts, a few elements may be parts of one record.
    const bool damaged = lost > 0 || found_.cut;
    is_list_ = is_list_ || (damaged && objects > 0) || kept >= kManyElements;
    return kept > 0 || (lost == 0 && !found_.cut);
  }

  bool close(char bracket) {
    found_.cut = true;
    write(std::string_view(&bracket, 1));
    return true;
  }
  bool drop() {
    found_.cut = dropped_ = true;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  SalvagedJson found_;
  bool dropped_ = false;
  bool is_list_ = false;  // the document is a list of records, and not one record
};

}  // namespace

std::optional<SalvagedJson> salvageJson(std::string_view text) {
  auto found = Salvage(text).run();
  if (!found || !parseJson(found->text).ok()) return std::nullopt;
  return found;
}

}  // namespace clew::ingest
