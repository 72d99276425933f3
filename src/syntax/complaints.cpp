#include "syntax/complaints.h"

#include <algorithm>

#include "clew_grammar/token_types.h"
#include "common/format.h"
#include "common/text.h"
#include "syntax/complaint_rules.h"
#include "syntax/parse.h"
#include "syntax/wording.h"

namespace clew::syntax {
namespace {

constexpr std::size_t kLongestHint = 240;

Error nestingError(const LexedText& lexed, const Lexeme& lexeme, std::string_view id, std::string message) {
  Error error(ErrorCode::kSyntax, std::move(message));
  error.at(lexed.spanOf(lexeme)).withId(std::string(id));
  return error;
}

}  // namespace

SourceSpan Trouble::span() const {
  if (at < last) return lexed.spanOf(statement[at]);
  const std::uint32_t end = last > first ? statement[last - 1].end : (last > 0 ? statement[last - 1].end : 0);
  return {end, end, lexed.source};
}

std::string lineOf(const LexedText& lexed, const Lexemes& lexemes, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < to && i < lexemes.size(); ++i) {
    if (i > from && lexemes[i].blank_before) out += ' ';
    out += lexed.textOf(lexemes[i]);
    if (out.size() > 4 * kLongestHint) break;
  }
  return out;
}

std::string Trouble::line(std::size_t from, std::size_t to) const {
  return lineOf(lexed, statement, from, to);
}

std::string Trouble::corrected(std::size_t from, std::size_t to, std::string_view replacement) const {
  const auto splice = [&](std::size_t begin, std::size_t end) {
    std::string out = lineOf(lexed, statement, begin, from);
    const bool blank_before = from > begin && (from >= statement.size() || statement[from].blank_before || from == to);
    const bool words_meet = !out.empty() && !replacement.empty() && isAlnum(out.back()) && isAlnum(replacement.front());
    if ((blank_before || words_meet) && !out.empty() && !replacement.empty() && replacement.front() != ',' &&
        replacement.front() != ':')
      out += ' ';
    out += replacement;
    if (to < end) {
      const char next = lexed.text[statement[to].begin];
      const bool meets = !replacement.empty() && isAlnum(replacement.back()) && next != '.' && next != ',' &&
                         next != '(' && next != ')' && next != ':';
      const bool blank_after = statement[to].blank_before || from == to || meets;
      if (blank_after && !out.empty() && out.back() != ' ') out += ' ';
      out += lineOf(lexed, statement, to, end);
    }
    return out;
  };
  std::string whole = splice(0, statement.size());
  if (whole.size() <= kLongestHint) return whole;
  const std::size_t begin = first > 0 ? first - 1 : 0;
  std::string part = splice(begin, last);
  if (part.size() > kLongestHint) return {};
  return (begin > 0 ? "... " : "") + part + (last < statement.size() ? " ..." : "");
}

namespace {

/// The statement with the last place at which its open parentheses can be closed all at once; empty when there is none.
std::string closed(const LexedText& lexed, const Lexemes& statement, const std::vector<std::size_t>& open) {
  constexpr std::size_t kLongest = 60;
  if (statement.size() > kLongest || open.size() > 3) return {};
  std::vector<std::size_t> places;
  if (open.back() == 0)  // what stands behind a pipe is asked of all of it as well
    places.push_back(static_cast<std::size_t>(
        std::find_if(statement.begin(), statement.end(), [](auto& l) { return l.type == tok::BAR; }) -
        statement.begin()));
  for (std::size_t at = statement.size(); at > open.back() + 1; --at) places.push_back(at);
  for (const std::size_t at : places) {
    const std::string before = lineOf(lexed, statement, 0, at);
    const std::string after = lineOf(lexed, statement, at, statement.size());
    std::string line = before + std::string(open.size(), ')') + (after.empty() ? "" : " ") + after;
    LexedText again = lex(line, 0);
    classify(again);
    const bool right = std::none_of(again.lexemes.begin(), again.lexemes.end(), [](auto& l) { return l.error >= 0; });
    if (right && parseStatement(again, again.lexemes).tree) return line;
  }
  return {};
}

}  // namespace

Depth depthOf(const Lexemes& statement) {
  struct Level {
    std::size_t base = 0;
    std::size_t steps = 0;  // each is the input of the next
    std::size_t signs = 0;  // of one expression: a comma, `and` and `or` begin the next
    bool condition = false;
  };
  Depth depth;
  std::vector<Level> levels(1);
  for (std::size_t i = 0; i < statement.size(); ++i) {
    Level& level = levels.back();
    switch (statement[i].type) {
      case tok::IN:
      case tok::MATCHING:
      case tok::RESEMBLING:
        if (!level.condition) ++level.steps;
        break;
      case tok::BAR:
      case tok::PLUS:
      case tok::MINUS:
        level.condition = false;
        level.signs = 0;
        ++level.steps;
        break;
      case tok::WHERE:
        level.condition = true;
        ++level.steps;
        break;
      case tok::ARROW:
      case tok::BACK_ARROW:
      case tok::SHARING:
      case tok::EXPAND:
        ++level.steps;
        break;
      case tok::ADD_SIGN:
      case tok::SUB_SIGN:
      case tok::MUL_SIGN:
      case tok::DIV_SIGN:
      case tok::OF:
      case tok::NOT:
        ++level.signs;
        break;
      case tok::COMMA:
      case tok::AND:
      case tok::OR:
        level.signs = 0;
        break;
      default:
        break;
    }
    const std::size_t here = level.base + level.steps + level.signs;
    if (here > kMaxSteps && depth.deepest <= kMaxSteps) depth.at = i;
    depth.deepest = std::max(depth.deepest, here);
    if (statement[i].type == tok::LPAREN) levels.push_back({here + 1, 0, 0, level.condition});
    if (statement[i].type == tok::RPAREN && levels.size() > 1) levels.pop_back();
  }
  return depth;
}

std::optional<Error> complainAboutNesting(const LexedText& lexed, const Lexemes& statement) {
  std::vector<std::size_t> open;
  std::size_t nots = 0;
  for (std::size_t i = 0; i < statement.size(); ++i) {
    const int type = statement[i].type;
    nots = type == tok::NOT ? nots + 1 : 0;
    if (type == tok::LPAREN) open.push_back(i);
    if (open.size() + nots > static_cast<std::size_t>(kMaxDepth)) {
      Error error = nestingError(lexed, statement[i], "E120",
                                 format("parentheses and `not` stand in one another more than {} deep", kMaxDepth));
      error.withNote("give an inner part a name: `let @inner = ...`, and write @inner in its place");
      return error;
    }
    if (type != tok::RPAREN) continue;
    if (open.empty()) {
      Error error = nestingError(lexed, statement[i], "E119", "this `)` closes nothing");
      Trouble trouble{lexed, statement, 0, statement.size(), i, Goal::kStatement};
      error.withHint(trouble.corrected(i, i + 1, ""));
      return error;
    }
    open.pop_back();
  }
  if (open.empty()) {
    const Depth depth = depthOf(statement);
    if (depth.deepest <= kMaxSteps) return std::nullopt;
    Error error = nestingError(lexed, statement[depth.at], "E120",
                               format("more than {} steps, stages and signs hang on one another here", kMaxSteps));
    error.withNote("keep the first part with `| save as @part`, and go on from @part in a script of its own");
    return error;
  }
  Error error = nestingError(lexed, statement[open.back()], "E119", "this `(` is never closed");
  return error.withHint(closed(lexed, statement, open));
}

Error complain(const Trouble& trouble, const std::function<bool(std::string&)>& works) {
  std::optional<Error> first;
  for (const ComplaintRule rule : complaintRules()) {
    std::optional<Error> error = rule(trouble);
    if (!error) continue;
    if (!error->span) error->at(trouble.span());
    if (!error->hint.empty() && works(error->hint)) return std::move(*error);
    const bool has_line = !error->hint.empty();
    error->hint.clear();
    if (!has_line && !first && !error->notes.empty())
      return std::move(*error);  // it knows the mistake, and no line is right
    if (!first) first = std::move(error);
    if (!has_line) break;
  }
  Error plain = complainPlainly(trouble);
  if (!plain.span) plain.at(trouble.span());
  if (!plain.hint.empty() && !works(plain.hint)) plain.hint.clear();
  return first && plain.hint.empty() ? std::move(*first) : plain;
}

}  // namespace clew::syntax
