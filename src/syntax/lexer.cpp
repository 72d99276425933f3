// Drives the generated lexer: code points in, lexemes with byte positions out.
#include <antlr4-runtime.h>

#include <mutex>

#include "clew_grammar/ClewLexer.h"
#include "clew_grammar/token_types.h"
#include "common/utf8.h"
#include "syntax/lexeme.h"

namespace clew::syntax {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Where each code point of a text begins, the end included; empty for ASCII, where it is the number itself.
std::vector<std::uint32_t> codePointStarts(std::string_view text) {
  std::vector<std::uint32_t> starts;
  if (isAscii(text)) return starts;
  starts.reserve(text.size() + 1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) starts.push_back(static_cast<std::uint32_t>(i));
  }
  starts.push_back(static_cast<std::uint32_t>(text.size()));
  return starts;
}

std::mutex& lexerMutex() {
  static std::mutex mutex;
  return mutex;
}

}  // namespace

LexedText lex(std::string_view text, std::uint32_t source) {
  LexedText result;
  result.text = text;
  result.source = source;
  const std::uint32_t base = text.starts_with(kByteOrderMark) ? static_cast<std::uint32_t>(kByteOrderMark.size()) : 0;
  const std::string_view body = text.substr(base);
  const std::vector<std::uint32_t> starts = codePointStarts(body);
  const auto byteOf = [&](std::size_t code_point) {
    return base + (starts.empty() ? static_cast<std::uint32_t>(code_point) : starts[code_point]);
  };

  const std::lock_guard lock(lexerMutex());
  antlr4::ANTLRInputStream input{std::string(body)};
  clew_grammar::ClewLexer lexer(&input);
  lexer.removeErrorListeners();
  std::uint32_t previous_end = base;
  bool line_start = true;
  while (true) {
    const std::unique_ptr<antlr4::Token> token = lexer.nextToken();
    if (token->getType() == antlr4::Token::EOF) break;
    Lexeme lexeme;
    lexeme.type = static_cast<int>(token->getType());
    lexeme.begin = byteOf(token->getStartIndex());
    lexeme.end = byteOf(token->getStopIndex() + 1);
    lexeme.blank_before = line_start || lexeme.begin > previous_end;
    lexeme.first_on_line = line_start;
    lexeme.indented = line_start && lexeme.begin > previous_end;
    previous_end = lexeme.end;
    if (lexeme.type == tok::NEWLINE) {
      line_start = true;
    } else {
      line_start = false;
    }
    result.lexemes.push_back(lexeme);
  }
  return result;
}

}  // namespace clew::syntax
