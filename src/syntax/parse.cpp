// Statement by statement, and where one fails stage by stage, so that a mistake hides no other.
#include "syntax/parse.h"

#include <algorithm>

#include "clew_grammar/token_types.h"
#include "common/text.h"
#include "syntax/complaint_rules.h"
#include "syntax/complaints.h"
#include "syntax/grammar_parser.h"
#include "syntax/lexeme.h"
#include "syntax/values.h"

namespace clew::syntax {
namespace {

constexpr std::size_t kMaxDiagnostics = 100;
constexpr std::size_t kWholeDiagnostics = 10;  // those after them do not say what could stand there instead
constexpr std::size_t kMendedDiagnostics = 4;  // the lines of those after them mend one thing each
constexpr int kMostMends = 3;
constexpr int kMostMendingReads = 40;  // of one text, all corrections of corrections together

struct Piece {
  std::size_t first;
  std::size_t last;
};

// Head and stages of a statement: cut at the pipes outside parentheses.
std::vector<Piece> piecesOf(const Lexemes& statement) {
  std::vector<Piece> pieces;
  int depth = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i < statement.size(); ++i) {
    const int type = statement[i].type;
    if (type == tok::LPAREN) ++depth;
    if (type == tok::RPAREN) --depth;
    if (type == tok::BAR && depth == 0) {
      pieces.push_back({first, i});
      first = i + 1;
    }
  }
  pieces.push_back({first, statement.size()});
  return pieces;
}

Lexemes slice(const Lexemes& lexemes, Piece piece) {
  const auto begin = lexemes.begin();
  return {begin + static_cast<std::ptrdiff_t>(piece.first), begin + static_cast<std::ptrdiff_t>(piece.last)};
}

bool isRight(const LexedText& lexed, const Lexemes& statement, Piece piece, Goal goal) {
  const Lexemes lexemes = slice(statement, piece);
  if (lexemes.empty()) return false;
  if (std::any_of(lexemes.begin(), lexemes.end(), [](const Lexeme& l) { return l.error >= 0; })) return false;
  return goal == Goal::kStatement ? parseStatement(lexed, lexemes).tree.has_value()
                                  : parseStage(lexed, lexemes).tree.has_value();
}

// In how many pieces a statement is wrong; nesting and foreign habits count for one more.
std::size_t countTroubles(const LexedText& lexed, const Lexemes& statement) {
  if (complainAboutNesting(lexed, statement) || complainAboutForeign(lexed, statement)) return statement.size() + 1;
  std::size_t count = 0;
  const std::vector<Piece> pieces = piecesOf(statement);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (!isRight(lexed, statement, pieces[i], i == 0 ? Goal::kStatement : Goal::kStage)) ++count;
  }
  return count;
}

/// How a corrected line may be corrected again: so many times, and so many lines are read for it in all.
struct Mends {
  int deep = 0;
  int* reads = nullptr;
};

ParseResult parseText(std::string_view text, std::uint32_t source, Mends mends);

class StatementReader {
 public:
  StatementReader(const LexedText& lexed, const Lexemes& statement, ParseResult& result, Mends mends)
      : lexed_(lexed), statement_(statement), result_(result), mends_(mends) {}

  void read() {
    const bool clean = std::all_of(statement_.begin(), statement_.end(), [](const Lexeme& l) { return l.error < 0; });
    const auto foreign = complainAboutForeign(lexed_, statement_);
    const auto nesting = complainAboutNesting(lexed_, statement_);
    if (clean && !foreign && !nesting) {
      Parsed<Statement> parsed = parseStatement(lexed_, statement_);
      if (parsed.tree) {
        result_.script.statements.push_back(std::move(*parsed.tree));
        return;
      }
    }
    if (foreign || nesting) {
      result_.diagnostics.push_back(foreign ? *foreign : *nesting);
      if (foreign) mends_.deep = 0, troubles_ = 1;  // a translation must be right as a whole
      keepIfBetter(result_.diagnostics.back().hint);
      return;
    }
    readPieces();
  }

 private:
  void readPieces() {
    const std::size_t before = result_.diagnostics.size();
    const std::vector<Piece> pieces = piecesOf(statement_);
    for (std::size_t i = 0; i < pieces.size() && result_.diagnostics.size() < kMaxDiagnostics; ++i) {
      readPiece(pieces[i], i == 0 ? Goal::kStatement : Goal::kStage);
    }
    if (result_.diagnostics.size() > before) {
      if (right_) result_.script.statements.push_back(std::move(*right_));
      return;
    }
    // every piece is right by itself, the whole is not: a pipe after a statement that takes none
    Trouble trouble{lexed_, statement_, 0, statement_.size(), 0, Goal::kStatement};
    trouble.at = parseStatement(lexed_, statement_).stopped_at.value_or(0);
    result_.diagnostics.push_back(explain(trouble));
  }

  void readPiece(Piece piece, Goal goal) {
    Trouble trouble{lexed_, statement_, piece.first, piece.last, piece.first, goal};
    trouble.brief = result_.diagnostics.size() >= kWholeDiagnostics;
    for (std::size_t i = piece.first; i < piece.last; ++i) {
      if (statement_[i].error < 0) continue;
      const auto number = static_cast<std::size_t>(statement_[i].error);
      trouble.at = i;
      std::optional<Error> slip;
      for (const ComplaintRule rule : {stormFilter, dottedSpan, twoDots}) {
        if (!slip) slip = rule(trouble);
      }
      Error error = slip.value_or(lexed_.errors[number]);
      if (!slip && !lexed_.corrections[number].empty()) {
        error.withHint(statement_[i].type == tok::STRANGER
                           ? plainSigns(trouble.corrected(i, i + 1, lexed_.corrections[number]))
                           : trouble.corrected(i, i + 1, lexed_.corrections[number]));
      }
      if (error.hint.empty() && statement_[i].type == tok::STRANGER) error.withHint(withoutBrackets(trouble, i));
      keepIfBetter(error.hint);
      result_.diagnostics.push_back(std::move(error));
      all_right_ = false;
      return;
    }
    const Lexemes lexemes = slice(statement_, piece);
    std::optional<std::size_t> stopped_at;
    std::vector<ValueMistake> mistakes;
    if (goal == Goal::kStatement) {
      auto parsed = parseStatement(lexed_, lexemes);
      stopped_at = parsed.stopped_at;
      mistakes = std::move(parsed.mistakes);
      right_ = std::move(parsed.tree);
    } else {
      auto parsed = parseStage(lexed_, lexemes);
      stopped_at = parsed.stopped_at;
      mistakes = std::move(parsed.mistakes);
      if (parsed.tree) addStage(std::move(*parsed.tree));
    }
    all_right_ = all_right_ && !stopped_at && mistakes.empty();
    if (stopped_at) {
      trouble.at = piece.first + *stopped_at;
      result_.diagnostics.push_back(explain(trouble));
    } else if (!mistakes.empty()) {
      addMistake(std::move(mistakes.front()), trouble);
    }
  }

  // What stands before the first wrong stage can still be held against the schema.
  void addStage(Stage&& stage) {
    if (!all_right_ || !right_) return;
    if (auto* query = std::get_if<QueryStatement>(&right_->node)) {
      query->query.stages.push_back(std::move(stage));
    } else if (auto* let = std::get_if<LetSetStatement>(&right_->node)) {
      let->query.stages.push_back(std::move(stage));
    }
  }

  void addMistake(ValueMistake mistake, Trouble trouble) {
    if (mistake.error.id == "E110" && mistake.error.span) {
      while (trouble.at < trouble.last && statement_[trouble.at].begin < mistake.error.span->begin) ++trouble.at;
      if (auto span = numberSpan(trouble)) mistake = {std::move(*span), {}};
    }
    if (!mistake.correction.empty() && mistake.error.span) {
      const auto beginsAt = [&](std::uint32_t byte) {
        const auto found =
            std::find_if(statement_.begin(), statement_.end(), [&](const Lexeme& l) { return l.begin >= byte; });
        return static_cast<std::size_t>(found - statement_.begin());
      };
      mistake.error.withHint(trouble.corrected(beginsAt(mistake.error.span->begin), beginsAt(mistake.error.span->end),
                                               mistake.correction));
    }
    keepIfBetter(mistake.error.hint);
    result_.diagnostics.push_back(std::move(mistake.error));
  }

  Error explain(const Trouble& trouble) {
    return complain(trouble, [this](std::string& line) { return mend(line); });
  }

  void keepIfBetter(std::string& hint) {
    if (!hint.empty() && !mend(hint)) hint.clear();
  }

  /// Whether a corrected line is better than what was written. One in which something else is wrong is corrected there
  /// as well, as far as its own corrections go: who takes it has a statement that can be read.
  bool mend(std::string& line) {
    const bool part = line.starts_with("...") || line.ends_with("...");
    if (part || !mayMend()) return isBetter(line);
    --*mends_.reads;
    const ParseResult parsed = parseText(line, 0, {mends_.deep - 1, mends_.reads});
    if (parsed.ok()) return parsed.statements > 0;
    const auto mended = std::find_if(parsed.diagnostics.begin(), parsed.diagnostics.end(), [&](const Error& error) {
      return !error.hint.empty() && parseText(error.hint, 0, {}).ok();
    });
    if (parsed.statements != 1 || mended == parsed.diagnostics.end()) return isBetter(line);
    line = mended->hint;
    return true;
  }

  /// Where more is wrong than corrections could mend, none is tried.
  bool mayMend() {
    if (mends_.deep == 0 || *mends_.reads <= 0 || result_.diagnostics.size() > kMendedDiagnostics) return false;
    if (!troubles_) troubles_ = countTroubles(lexed_, statement_);
    return *troubles_ <= static_cast<std::size_t>(mends_.deep) + 1;
  }

  // Whether a corrected line works, or has at least a trouble less than what was written.
  bool isBetter(const std::string& line) {
    if (line.starts_with("...") || line.ends_with("...")) return true;
    if (!troubles_) troubles_ = countTroubles(lexed_, statement_);
    LexedText lexed = lex(line, 0);
    classify(lexed);
    const std::vector<Lexemes> statements = splitStatements(lexed);
    return statements.size() == 1 && countTroubles(lexed, statements.front()) < *troubles_;
  }

  const LexedText& lexed_;
  const Lexemes& statement_;
  ParseResult& result_;
  Mends mends_;
  std::optional<std::size_t> troubles_;
  std::optional<Statement> right_;  // the statement up to its first wrong stage
  bool all_right_ = true;           // so far
};

bool isPastedValue(const Lexeme& lexeme) {
  switch (lexeme.type) {
    case tok::NAME:
    case tok::IP:
    case tok::CIDR:
    case tok::SERVICE:
    case tok::EMAIL:
    case tok::URL:
    case tok::ASN:
    case tok::HASH:
    case tok::TAGGED:
    case tok::STRING:
      return lexeme.error < 0;
    default:
      return false;
  }
}

}  // namespace

namespace {

/// The names of sets that were made without their sign: `let x = domains; x | count`.
std::vector<std::string_view> bareSets(const LexedText& lexed, const std::vector<Lexemes>& statements) {
  std::vector<std::string_view> names;
  for (const Lexemes& one : statements) {
    if (one.size() < 4 || one[0].type != tok::LET || one[1].type != tok::WORD || one[2].type != tok::EQ) continue;
    const int value = one[3].type;
    const bool scalar = value == tok::NUMBER || value == tok::PERCENT || value == tok::DURATION || value == tok::DATE ||
                        value == tok::DATETIME;
    if (!scalar || one.size() > 4) names.push_back(lexed.textOf(one[1]));
  }
  return names;
}

/// Whether a set may stand behind a lexeme of this type; 0 is the beginning.
bool precedesSet(int type) {
  return type == 0 || type == tok::WITH || type == tok::FROM || type == tok::TO || type == tok::IN ||
         type == tok::PLUS || type == tok::MINUS || type == tok::LPAREN || type == tok::EXCLUDING || type == tok::LET;
}

/// A script that makes sets without their sign and asks for them so, on one line: one error, with the whole line.
std::optional<Error> complainAboutBareSets(const LexedText& lexed, const std::vector<Lexemes>& statements) {
  constexpr std::size_t kLongestLine = 240;
  const std::string_view text = trim(lexed.text);
  if (statements.size() < 2 || text.size() > kLongestLine || text.find('\n') != text.npos) return std::nullopt;
  const std::vector<std::string_view> names = bareSets(lexed, statements);
  std::string line;
  std::size_t from = 0, used = 0;
  for (const Lexemes& one : statements) {
    for (std::size_t i = 0; i < one.size(); ++i) {
      const bool named = std::find(names.begin(), names.end(), lexed.textOf(one[i])) != names.end();
      if (!named || !precedesSet(i == 0 ? 0 : one[i - 1].type)) continue;
      line += std::string(lexed.text.substr(from, one[i].begin - from)) + "@";
      from = one[i].begin;
      ++used;
    }
  }
  if (used <= names.size()) return std::nullopt;
  line = std::string(trim(line + std::string(lexed.text.substr(from))));
  if (!parseText(line, 0, {}).ok()) return std::nullopt;
  const auto first = std::find_if(statements.begin(), statements.end(), [](const Lexemes& one) {
    return one.size() > 1 && one[0].type == tok::LET && one[1].type == tok::WORD;
  });
  Error error = syntaxError("E104", "the name of a set begins with `@`, wherever it stands", line);
  return error.at(lexed.spanOf((*first)[1]));
}

ParseResult parseText(std::string_view text, std::uint32_t source, Mends mends) {
  ParseResult result;
  result.script.span = {0, static_cast<std::uint32_t>(std::min(text.size(), kMaxScriptBytes)), source};
  result.diagnostics = checkText(text, source);
  if (!result.ok()) return result;
  LexedText lexed = lex(text, source);
  classify(lexed);
  const std::vector<Lexemes> statements = splitStatements(lexed);
  result.statements = statements.size();
  if (auto bare = complainAboutBareSets(lexed, statements)) {
    result.diagnostics.push_back(std::move(*bare));
    return result;
  }
  for (const Lexemes& statement : statements) {
    if (result.diagnostics.size() >= kMaxDiagnostics) break;
    StatementReader(lexed, statement, result, mends).read();
  }
  return result;
}

}  // namespace

ParseResult parse(std::string_view text, std::uint32_t source) {
  int reads = kMostMendingReads;
  return parseText(text, source, {kMostMends, &reads});
}

std::vector<std::string> pastedValues(std::string_view text) {
  std::vector<std::string> values;
  if (text.size() > kMaxScriptBytes || !checkText(text, 0).empty()) return values;
  std::size_t lines_with_values = 0;
  for (const std::string_view line : splitLines(text)) {
    const std::string_view value = withoutBullet(withoutComment(line));
    if (value.empty()) continue;
    LexedText lexed = lex(value, 0);
    classify(lexed);
    bool after_comma = true;
    for (const Lexeme& lexeme : lexed.lexemes) {
      if ((lexeme.type == tok::COMMA || lexeme.type == tok::SEMICOLON) && !after_comma) {
        after_comma = true;
        continue;
      }
      if (!isPastedValue(lexeme)) return {};
      values.emplace_back(lexed.textOf(lexeme));
      after_comma = false;
    }
    ++lines_with_values;
  }
  if (lines_with_values < 2) values.clear();
  return values;
}

}  // namespace clew::syntax
