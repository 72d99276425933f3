#include "ingest/readers/stix_pattern.h"

#include <algorithm>
#include <array>

#include "common/format.h"
#include "common/text.h"

namespace clew::ingest::stix {
namespace {

enum class Kind : std::uint8_t { kEnd, kWord, kText, kOp, kPunctuation, kWrong };

struct Token {
  Kind kind = Kind::kEnd;
  std::string text;
  std::size_t at = 0;
};

/// Words, quoted texts (with their prefix t, h or b dropped), operators, and single characters. A word is a keyword, a
/// number, or an object path with its quotes taken off.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Token next() {
    while (at_ < text_.size() && isBlank(text_[at_])) ++at_;
    Token token{Kind::kEnd, {}, at_};
    if (at_ == text_.size()) return token;
    const char c = text_[at_];
    const bool prefixed = std::string_view("thb").find(c) != std::string_view::npos && text_.substr(at_ + 1, 1) == "'";
    if (c == '\'' || prefixed) {
      if (prefixed) ++at_;
      token.kind = quotedText(token.text) ? Kind::kText : Kind::kWrong;
      return token;
    }
    if (std::string_view("=!<>").find(c) != std::string_view::npos) {
      while (at_ < text_.size() && std::string_view("=!<>").find(text_[at_]) != std::string_view::npos) {
        token.text += text_[at_++];
      }
      token.kind = Kind::kOp;
      return token;
    }
    if (isWordChar(c)) {
      token.kind = word(token.text) ? Kind::kWord : Kind::kWrong;
      return token;
    }
    token.kind = Kind::kPunctuation;
    token.text = c;
    ++at_;
    return token;
  }

 private:
  static bool isWordChar(char c) {
    return isAlnum(c) || c == '_' || c == '-' || c == '+' || c == '.' || c == ':' ||
           static_cast<unsigned char>(c) > 127;
  }

  bool quotedText(std::string& out) {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\'') {
        ++at_;
        return true;
      }
      // Only a quote and a backslash are escaped; others keep their backslash, as many producers write paths.
      const bool escape =
          text_[at_] == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == '\'' || text_[at_ + 1] == '\\');
      if (escape) ++at_;
      out += text_[at_];
    }
    return false;
  }

  /// `file:hashes.'SHA-256'`, `domain-name:resolves_to_refs[*].value`: quotes and steps belong to a word with a colon.
  bool word(std::string& out) {
    bool path = false;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ':') path = true;
      if (path && c == '\'' && (out.ends_with('.') || out.ends_with(':'))) {
        if (!quotedText(out)) return false;
      } else if (path && c == '[') {
        const std::size_t end = text_.find(']', at_);
        if (end == std::string_view::npos) return false;
        out += text_.substr(at_, end + 1 - at_);
        at_ = end + 1;
      } else if (isWordChar(c)) {
        out += c;
        ++at_;
      } else {
        break;
      }
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

constexpr std::array<std::string_view, 6> kOpWords = {"IN", "LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET", "EXISTS"};

class Parser {
 public:
  explicit Parser(std::string_view text) : lexer_(text) { take(); }

  Result<std::vector<Group>> run() {
    while (token_.kind != Kind::kEnd) {
      if (is("[")) {
        take();
        if (auto done = observation(); !done) return done.error();
        continue;
      }
      if (is("]") || token_.kind == Kind::kWrong) return wrong();
      take();  // AND, OR, FOLLOWEDBY, parentheses, and qualifiers with their numbers
    }
    if (groups_.empty()) return Error(ErrorCode::kInvalidValue, "the pattern holds no comparison in brackets");
    return std::move(groups_);
  }

 private:
  bool is(std::string_view text) const { return token_.kind == Kind::kPunctuation && token_.text == text; }
  bool isWord(std::string_view word) const { return token_.kind == Kind::kWord && equalsIgnoreCase(token_.text, word); }
  void take() { token_ = lexer_.next(); }
  Error wrong() const {
    if (token_.kind == Kind::kEnd) return Error(ErrorCode::kInvalidValue, "the pattern ends too early");
    return Error(ErrorCode::kInvalidValue, format("the pattern is wrong at character {}", token_.at + 1));
  }

  Result<void> observation() {
    groups_.emplace_back();
    bool negated = false;
    std::size_t open = 0;
    for (;;) {
      if (is("(")) {
        ++open;
        take();
      } else if (is(")") && open > 0) {
        --open;
        take();
      } else if (is("]") && open == 0) {
        take();
        if (groups_.back().empty()) return Error(ErrorCode::kInvalidValue, "the pattern's brackets are empty");
        return {};
      } else if (isWord("AND")) {
        take();
      } else if (isWord("OR")) {
        if (!groups_.back().empty()) groups_.emplace_back();
        take();
      } else if (isWord("NOT")) {
        negated = true;
        take();
      } else if (token_.kind == Kind::kWord) {
        if (auto done = comparison(negated); !done) return done;
        negated = false;
      } else {
        return wrong();
      }
    }
  }

  Result<void> comparison(bool negated) {
    Comparison one;
    one.negated = negated;
    if (isWord("EXISTS")) take();
    const std::size_t colon = token_.text.find(':');
    if (token_.kind != Kind::kWord || colon == std::string::npos || colon == 0) return wrong();
    one.object = token_.text.substr(0, colon);
    one.path = token_.text.substr(colon + 1);
    take();
    if (isWord("NOT")) {
      one.negated = !one.negated;
      take();
    }
    const bool word = token_.kind == Kind::kWord &&
                      std::find(kOpWords.begin(), kOpWords.end(), toUpper(token_.text)) != kOpWords.end();
    if (!word && token_.kind != Kind::kOp) {
      groups_.back().push_back(std::move(one));  // EXISTS has no operator
      return {};
    }
    one.op = toUpper(token_.text);
    if (one.op == "==") one.op = "=";
    if (one.op == "!=" || one.op == "<>") one.negated = !one.negated;
    take();
    if (is("(")) {
      for (take(); !is(")"); take()) {
        if (is(",")) continue;
        if (token_.kind != Kind::kText && token_.kind != Kind::kWord) return wrong();
        one.values.push_back(token_.text);
      }
    } else if (token_.kind == Kind::kText || token_.kind == Kind::kWord) {
      one.values.push_back(token_.text);
    } else {
      return wrong();
    }
    take();
    groups_.back().push_back(std::move(one));
    return {};
  }

  Lexer lexer_;
  Token token_;
  std::vector<Group> groups_;
};

}  // namespace

Result<std::vector<Group>> readPattern(std::string_view pattern) {
  return Parser(pattern).run();
}

}  // namespace clew::ingest::stix
