// Drives the generated lexer: code points in, lexemes with byte positions out.
#include <antlr4-runtime.h>

#include <algorithm>
#include <mutex>

#include "clew_grammar/ClewLexer.h"
#include "clew_grammar/token_types.h"
#include "common/utf8.h"
#include "syntax/lexeme.h"

namespace clew::syntax {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// The blocks that hold letters, marks and digits beyond ASCII. What is no letter inside a block is found out when the
// name gets its canonical form.
struct ScriptBlock {
  char32_t first;
  char32_t last;
};
constexpr ScriptBlock kScripts[] = {
    {0xAA, 0xAA},     {0xB5, 0xB5},     {0xBA, 0xBA},       {0xC0, 0xD6},      {0xD8, 0xF6},     {0xF8, 0x167F},
    {0x1681, 0x1FFF}, {0x2071, 0x2071}, {0x207F, 0x207F},   {0x2C00, 0x2DFF},  {0x2E80, 0x2FEF}, {0x3005, 0x3007},
    {0x3021, 0xD7FF}, {0xF900, 0xFDFF}, {0xFE20, 0xFE2F},   {0xFE70, 0xFEFE},  {0xFF10, 0xFF19}, {0xFF21, 0xFF3A},
    {0xFF41, 0xFF5A}, {0xFF66, 0xFFDC}, {0x10000, 0x1EFFF}, {0x20000, 0x3FFFF}};

bool isScript(char32_t code) {
  const auto* block = std::upper_bound(std::begin(kScripts), std::end(kScripts), code,
                                       [](char32_t c, const ScriptBlock& b) { return c < b.first; });
  return block != std::begin(kScripts) && code <= (block - 1)->last;
}

// One character for each code point, with stand-ins for those beyond ASCII (see the grammar), and where each begins;
// the starts are empty for ASCII, where they are the numbers themselves.
struct Plain {
  std::string characters;
  std::vector<std::uint32_t> starts;
};

Plain plainOf(std::string_view text) {
  Plain plain;
  if (isAscii(text)) {
    plain.characters = std::string(text);
    return plain;
  }
  plain.characters.reserve(text.size());
  plain.starts.reserve(text.size() + 1);
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCodePoint point = decodeUtf8(text, at);
    plain.starts.push_back(static_cast<std::uint32_t>(at));
    plain.characters += point.code < 0x80 ? static_cast<char>(point.code) : isScript(point.code) ? '\x02' : '\x03';
    at += point.length;
  }
  plain.starts.push_back(static_cast<std::uint32_t>(text.size()));
  return plain;
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
  const Plain plain = plainOf(body);
  const auto byteOf = [&](std::size_t code_point) {
    return base + (plain.starts.empty() ? static_cast<std::uint32_t>(code_point) : plain.starts[code_point]);
  };

  const std::lock_guard lock(lexerMutex());
  antlr4::ANTLRInputStream input(plain.characters);
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
