#include "syntax/grammar_parser.h"

#include <mutex>

#include "clew_grammar/token_types.h"
#include "syntax/ast_builder.h"
#include "syntax/token_feed.h"

namespace clew::syntax {
namespace {

using Grammar = clew_grammar::ClewParser;
using antlr4::atn::PredictionMode;

// What is thrown through the generated code at the first trouble; it never leaves this file.
struct Stop {
  std::size_t at;
};

// No recovery: each stage is parsed by itself, so the first trouble is all that is wanted of one.
class StopAtFirst final : public antlr4::DefaultErrorStrategy {
 public:
  void recover(antlr4::Parser*, std::exception_ptr trouble) override {
    try {
      std::rethrow_exception(trouble);
    } catch (const antlr4::RecognitionException& e) {
      throw Stop{e.getOffendingToken()->getTokenIndex()};
    }
  }
  antlr4::Token* recoverInline(antlr4::Parser* parser) override {
    throw Stop{parser->getCurrentToken()->getTokenIndex()};
  }
  void sync(antlr4::Parser*) override {}
  void reportError(antlr4::Parser*, const antlr4::RecognitionException&) override {}
};

class AmbiguityCounter final : public antlr4::BaseErrorListener {
 public:
  std::size_t count = 0;
  void reportAmbiguity(antlr4::Parser*, const antlr4::dfa::DFA&, size_t, size_t, bool exact, const antlrcpp::BitSet&,
                       antlr4::atn::ATNConfigSet*) override {
    if (exact) ++count;
  }
};

std::mutex& parserMutex() {
  static std::mutex mutex;
  return mutex;
}

struct Run {
  TokenFeed feed;
  Grammar parser;

  Run(const Lexemes& lexemes, PredictionMode mode) : feed(lexemes), parser(&feed) {
    parser.removeErrorListeners();
    parser.setErrorHandler(std::make_shared<StopAtFirst>());
    parser.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(mode);
  }
};

// Runs `use` on a parser of `piece`; the place of the first trouble, or empty. The quick mode may stop where the full
// one does not, so only the full one is believed about trouble.
template <typename Use>
std::optional<std::size_t> tryParse(const Lexemes& piece, Use use, bool quick_first = true) {
  const std::lock_guard lock(parserMutex());
  for (const PredictionMode mode : {PredictionMode::SLL, PredictionMode::LL}) {
    if (mode == PredictionMode::SLL && !quick_first) continue;
    Run run(piece, mode);
    try {
      use(run.parser);
      return std::nullopt;
    } catch (const Stop& stop) {
      if (mode == PredictionMode::LL) return stop.at;
    }
  }
  return std::nullopt;
}

void parseGoal(Grammar& parser, Goal goal) {
  if (goal == Goal::kStatement) {
    parser.wholeStatement();
  } else {
    parser.wholeStage();
  }
}

}  // namespace

Parsed<Statement> parseStatement(const LexedText& lexed, const Lexemes& piece) {
  Parsed<Statement> result;
  result.stopped_at = tryParse(piece, [&](Grammar& parser) {
    auto* rule = parser.wholeStatement();
    AstBuilder builder(lexed, piece);
    Statement tree = builder.statement(rule->statement());
    result.mistakes = std::move(builder.mistakes());
    if (result.mistakes.empty()) result.tree = std::move(tree);
  });
  return result;
}

Parsed<Stage> parseStage(const LexedText& lexed, const Lexemes& piece) {
  Parsed<Stage> result;
  result.stopped_at = tryParse(piece, [&](Grammar& parser) {
    auto* rule = parser.wholeStage();
    AstBuilder builder(lexed, piece);
    Stage tree = builder.stage(rule->stage());
    result.mistakes = std::move(builder.mistakes());
    if (result.mistakes.empty()) result.tree = std::move(tree);
  });
  return result;
}

std::vector<int> expectedAfter(const Lexemes& prefix, Goal goal) {
  std::vector<int> expected;
  // nearly every try fails, so the quick mode would only be done before the full one
  const auto stop = [&](const Lexemes& piece) {
    return tryParse(
        piece, [&](Grammar& p) { parseGoal(p, goal); }, false);
  };
  const auto alone = stop(prefix);
  if (alone && *alone < prefix.size()) return expected;
  if (!alone) expected.push_back(0);
  Lexemes longer = prefix;
  longer.emplace_back();
  for (int type = 1; type <= tok::kGreatest; ++type) {
    longer.back().type = type;
    const auto at = stop(longer);
    if (!at || *at > prefix.size()) expected.push_back(type);
  }
  return expected;
}

std::size_t countAmbiguities(const Lexemes& piece, Goal goal) {
  const std::lock_guard lock(parserMutex());
  Run run(piece, PredictionMode::LL_EXACT_AMBIG_DETECTION);
  AmbiguityCounter counter;
  run.parser.addErrorListener(&counter);
  try {
    parseGoal(run.parser, goal);
  } catch (const Stop&) {
    return 0;
  }
  return counter.count;
}

}  // namespace clew::syntax
