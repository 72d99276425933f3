#include <algorithm>

#include "clew_grammar/token_types.h"
#include "common/format.h"
#include "common/text.h"
#include "common/utf8.h"
#include "syntax/lexeme.h"
#include "syntax/parse.h"
#include "syntax/values.h"
#include "syntax/wording.h"

namespace clew::syntax {
namespace {

// Whether `code` may stand inside quotes although it has no width: scripts and emoji need the two joiners.
bool isJoiner(char32_t code) {
  return code == 0x200C || code == 0x200D;
}

void addError(LexedText& lexed, Lexeme& lexeme, ValueMistake wrong) {
  if (lexeme.error >= 0) return;
  wrong.error.at(lexed.spanOf(lexeme));
  lexeme.error = static_cast<std::int32_t>(lexed.errors.size());
  lexed.errors.push_back(std::move(wrong.error));
  lexed.corrections.push_back(std::move(wrong.correction));
}

int typeOf(int type, std::string_view text);

/// A defanged value must be one of its kind without its marks as well: it is printed so. `a[.]]example` is none.
std::optional<ValueMistake> checkDefanged(int type, std::string_view text, LiteralKind kind) {
  const std::string plain = refangToken(text, kind);
  if (plain == text) return std::nullopt;
  const LexedText again = lex(plain, 0);
  const bool same = again.lexemes.size() == 1 && again.lexemes[0].end == plain.size() &&
                    typeOf(again.lexemes[0].type, plain) == type && refangToken(plain, kind) == plain;
  return same ? std::nullopt : std::optional(explainMistake(text));
}

std::optional<ValueMistake> checkValue(int type, std::string_view text) {
  switch (type) {
    case tok::URL:
      return checkDefanged(type, text, LiteralKind::kUrl);
    case tok::NAME:
      return checkDefanged(type, text, LiteralKind::kName);
    case tok::EMAIL:
      return checkDefanged(type, text, LiteralKind::kEmail);
    case tok::IP:
      return checkIp(text);
    case tok::CIDR:
      return checkCidr(text);
    case tok::SERVICE:
      return checkService(text);
    case tok::STRING:
      return checkString(text);
    case tok::DATE:
    case tok::DATETIME:
      return checkDate(text);
    case tok::DURATION:
      return checkDuration(text);
    case tok::NUMBER:
      return checkNumber(text);
    case tok::PREFIX:
      return checkPrefix(text);
    case tok::MISTAKE:
      return explainMistake(text);
    case tok::STRANGER:
      return explainStranger(text);
    case tok::UNCLOSED: {
      const char quote = text[std::min(text.find_first_of("\"'"), text.size() - 1)];
      Error error(ErrorCode::kSyntax, format("the text that begins here has no closing {}", quote));
      error.withId("E118");
      const bool fits = text.size() < 120 && !text.ends_with('\\') && text.front() == quote;
      return ValueMistake{std::move(error), fits ? std::string(text) + quote : std::string()};
    }
    default:
      return std::nullopt;
  }
}

// The type of a run that the lexer could not tell by its shape.
int typeOf(int type, std::string_view text) {
  switch (type) {
    case tok::RUN:
      if (text.find_first_of("*?") != text.npos) return tok::GLOB;
      return isHashText(text) ? tok::HASH : tok::MISTAKE;
    case tok::WORD:
      if (const int keyword = keywordType(text)) return keyword;
      [[fallthrough]];
    case tok::NUMBER:
    case tok::DURATION:
    case tok::TAGGED:
      return text.size() >= 32 && isHashText(text) ? tok::HASH : type;
    default:
      return type;
  }
}

bool canTouch(int type) {
  return isValueType(type) || isWordType(type) || type == tok::MISTAKE || type == tok::UNCLOSED || type == tok::PREFIX;
}

/// What a number with a sign of its own follows; behind anything else a `-` is between two.
bool takesSign(int type) {
  return type == tok::EQ || type == tok::NE || type == tok::LT || type == tok::LE || type == tok::GT ||
         type == tok::GE || type == tok::ADD_SIGN || type == tok::SUB_SIGN || type == tok::MUL_SIGN ||
         type == tok::DIV_SIGN || type == tok::LPAREN || type == tok::IS;
}

bool isTooLong(int type, std::size_t size) {
  return size > 8192 && type != tok::STRING && type != tok::UNCLOSED && type != tok::URL && type != tok::COMMENT &&
         type != tok::NEWLINE;
}

}  // namespace

std::vector<Error> checkText(std::string_view text, std::uint32_t source) {
  const auto error = [&](std::string_view id, std::string message, std::size_t at, std::size_t length) {
    Error wrong(ErrorCode::kSyntax, std::move(message));
    wrong.withId(std::string(id));
    wrong.at({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + length), source});
    return wrong;
  };
  if (text.size() > kMaxScriptBytes) {
    return {error("E120",
                  format("a script of {} bytes: the most is {}; long lists are read with `read \"file\"`",
                         groupedDigits(text.size()), groupedDigits(kMaxScriptBytes)),
                  0, 0)};
  }
  std::vector<Error> errors;
  constexpr std::size_t kEnough = 20;
  char quote = 0;
  bool comment = false;
  for (std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0; at < text.size() && errors.size() < kEnough;) {
    const char c = text[at];
    if (c == '\n' || c == '\r') quote = 0, comment = false;
    if (!comment && quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else if (c == '#' && quote == 0) {
      comment = true;
    }
    if (static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7F) {
      ++at;
      continue;
    }
    const DecodedCodePoint point = decodeUtf8(text, at);
    if (!point.valid) {
      const auto byte = static_cast<unsigned>(static_cast<unsigned char>(c));
      errors.push_back(error("E117", format("the text is no UTF-8: the byte 0x{:02X} does not belong here", byte), at,
                             point.length));
      return errors;
    }
    const bool layout = c == '\t' || c == '\n' || c == '\r';
    if (!layout && isControlOrInvisible(point.code) && !(quote != 0 && isJoiner(point.code))) {
      const bool control = point.code < 0xA0;
      errors.push_back(error(
          "E117",
          format("{} U+{:04X} stands here; take it out", control ? "the control character" : "the invisible character",
                 static_cast<std::uint32_t>(point.code)),
          at, point.length));
    }
    at += point.length;
  }
  return errors;
}

void classify(LexedText& lexed) {
  Lexemes joined;
  joined.reserve(lexed.lexemes.size());
  for (Lexeme& lexeme : lexed.lexemes) {
    lexeme.type = typeOf(lexeme.type, lexed.textOf(lexeme));
    if (!joined.empty() && !lexeme.blank_before && canTouch(lexeme.type) && canTouch(joined.back().type)) {
      Lexeme& before = joined.back();
      before.end = lexeme.end;
      before.type = before.type == tok::UNCLOSED || lexeme.type == tok::UNCLOSED ? tok::UNCLOSED : tok::MISTAKE;
      continue;
    }
    const bool signed_number = lexeme.type == tok::NUMBER && !lexeme.blank_before && joined.size() > 1 &&
                               joined.back().type == tok::SUB_SIGN && takesSign(joined[joined.size() - 2].type);
    if (signed_number) {
      joined.back().type = tok::NUMBER;
      joined.back().end = lexeme.end;
      continue;
    }
    joined.push_back(lexeme);
  }
  for (Lexeme& lexeme : joined) {
    const std::string_view text = lexed.textOf(lexeme);
    if (isTooLong(lexeme.type, text.size())) lexeme.type = tok::MISTAKE;
    if (auto wrong = checkValue(lexeme.type, text)) addError(lexed, lexeme, std::move(*wrong));
  }
  lexed.lexemes = std::move(joined);
}

bool isValueType(int type) {
  return (type >= tok::URL && type <= tok::PERCENT) || type == tok::NUMBER || type == tok::SETREF || type == tok::VAR ||
         type == tok::TAGGED || type == tok::SUFFIX || type == tok::STRING || type == tok::GLOB || type == tok::HASH;
}

bool isReservedWord(int type) {
  return type >= tok::AFTER && type <= tok::WITHIN;
}
bool isSoftWord(int type) {
  return type >= tok::ADD && type <= tok::YESTERDAY;
}
bool isWordType(int type) {
  return type == tok::WORD || isReservedWord(type) || isSoftWord(type);
}

std::string_view keywordText(int type) {
  for (const tok::Spelling& keyword : tok::kKeywords) {
    if (keyword.type == type) return keyword.text;
  }
  return {};
}

int keywordType(std::string_view word) {
  const auto* found = std::lower_bound(std::begin(tok::kKeywords), std::end(tok::kKeywords), word,
                                       [](const tok::Spelling& k, std::string_view w) { return k.text < w; });
  return found != std::end(tok::kKeywords) && found->text == word ? found->type : 0;
}

}  // namespace clew::syntax
