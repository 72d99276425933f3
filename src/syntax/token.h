// A text as coloured words, and what a prompt needs to know of one that is still being written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::syntax {

enum class TokenClass : std::uint8_t {
  kKeyword,
  kWord,      // a type, relation, property, function, column
  kValue,     // a name, address, number, date, pattern, ...
  kSet,       // @iocs
  kVariable,  // $days
  kOperator,
  kString,
  kComment,
  kError,  // what has no place in the language, a mistaken value, a text without its closing quote
};

/// Bytes [begin, end) of the text. Tokens do not overlap and come in order; blanks and line ends belong to none.
struct Token {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  TokenClass kind = TokenClass::kWord;
  friend bool operator==(const Token&, const Token&) = default;
};

/// Any bytes; what cannot be read at all is one kError. Safe from any thread.
std::vector<Token> tokenize(std::string_view text);

/// Whether a prompt should ask for another line: a parenthesis or a text is open, or the text ends in a pipe, an arrow
/// or a comma.
bool isIncomplete(std::string_view text);

/// What may come next. `keywords` are sorted; a word that is free elsewhere is among them where it means something.
struct Continuation {
  std::vector<std::string> keywords;
  bool word = false;        // a relation, property, function, column or source
  bool type = false;        // a type
  bool value = false;       // a name or an address
  bool set = false;         // a @set
  bool variable = false;    // a $value
  bool step = false;        // `->` and `<-`
  bool stage = false;       // `|`
  bool end = false;         // nothing more is needed
  std::uint32_t begin = 0;  // where the statement that goes on begins
};

/// After the last statement of `text`, whose last word is complete; a text that ends with a line begins a new
/// statement. Nothing at all when it is wrong already.
Continuation continuationOf(std::string_view text);

}  // namespace clew::syntax
