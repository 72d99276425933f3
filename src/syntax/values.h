// What the text of one value token says. Everything here takes the token's text alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "clew/error.h"
#include "syntax/ast.h"

namespace clew::syntax {

/// A value that is not what its shape says, and what was probably meant (a whole token, or empty).
struct ValueMistake {
  Error error;
  std::string correction;
};

/// The defanged spellings of one token undone: [.] (.) {.} [dot] "[." ".]" [@] (at) hxxp [:] [://].
std::string refangToken(std::string_view text, LiteralKind kind);

std::optional<ValueMistake> checkIp(std::string_view text);
std::optional<ValueMistake> checkCidr(std::string_view text);
std::optional<ValueMistake> checkService(std::string_view text);
std::optional<ValueMistake> checkString(std::string_view text);
std::optional<ValueMistake> checkDate(std::string_view text);
std::optional<ValueMistake> checkDuration(std::string_view text);
std::optional<ValueMistake> checkNumber(std::string_view text);
std::optional<ValueMistake> checkPrefix(std::string_view text);
/// Always a mistake: tokens that touch, or a run that is no value at all.
ValueMistake explainMistake(std::string_view text);
/// Always a mistake: a character with no place in the language.
ValueMistake explainStranger(std::string_view text);

/// ("30", "days") as "30d"; empty when the word is no unit of time.
std::string durationFrom(std::string_view amount, std::string_view unit_word);

/// Typographic quotes, dashes, arrows and blanks as the plain signs of the language.
std::string plainSigns(std::string_view text);

/// 32, 40, 64 or 128 hex digits, or 16, 20, 32 or 64 colon-separated pairs of them.
bool isHashText(std::string_view text);

/// What a quoted token says; escapes resolved when the quotes are double.
std::string unquote(std::string_view text);
/// `text` as a token: in double quotes where no backslash is needed, else raw, else escaped.
std::string quote(std::string_view text);

/// These read a token that its check found right.
Date dateOf(std::string_view text);
Duration durationOf(std::string_view text);
Number numberOf(std::string_view text);
Percent percentOf(std::string_view text);

}  // namespace clew::syntax
