// The walk goes from state to state of ANTLR's transition network. Every state knows how many tokens it takes at least
// to leave its rule, so that a walk that has grown long enough can end.
#include "grammar_walk.h"

#include <antlr4-runtime.h>

#include <limits>
#include <random>
#include <vector>

#include "clew_grammar/ClewParser.h"
#include "syntax/grammar_parser.h"
#include "syntax/token_feed.h"

namespace clew::syntax::testing {
namespace {

using antlr4::atn::ATN;
using antlr4::atn::ATNState;
using antlr4::atn::RuleTransition;
using antlr4::atn::Transition;
using Grammar = clew_grammar::ClewParser;

constexpr std::size_t kFar = std::numeric_limits<std::size_t>::max() / 4;

class Walker {
 public:
  Walker() : feed_(Lexemes{}), parser_(&feed_), atn_(parser_.getATN()), tokens_(atn_.states.size(), kFar) {
    for (std::size_t stop = 0; stop < atn_.ruleToStopState.size(); ++stop)
      tokens_[atn_.ruleToStopState[stop]->stateNumber] = 0;
    for (bool changed = true; changed;) {
      changed = false;
      for (ATNState* state : atn_.states) {
        if (state == nullptr) continue;
        for (Transition* step : transitionsOf(*state)) {
          const std::size_t cost = costOf(*step);
          if (cost >= tokens_[state->stateNumber]) continue;
          tokens_[state->stateNumber] = cost;
          changed = true;
        }
      }
    }
  }

  Lexemes statement(std::uint32_t seed, std::size_t length) {
    random_.seed(seed);
    wanted_ = length;
    made_.clear();
    rule(Grammar::RuleStatement, 0);
    return made_;
  }

  std::string spell(const Lexemes& lexemes) const {
    std::string out;
    for (const Lexeme& lexeme : lexemes)
      out += (out.empty() ? "" : " ") + parser_.getVocabulary().getDisplayName(static_cast<std::size_t>(lexeme.type));
    return out;
  }

 private:
  static std::vector<Transition*> transitionsOf(ATNState& state) {
    std::vector<Transition*> out;
    if (state.getStateType() == ATNState::RULE_STOP) return out;
    for (const auto& step : state.transitions) out.push_back(&*step);
    return out;
  }

  std::size_t costOf(Transition& step) const {
    if (step.getSerializationType() == Transition::RULE) {
      const auto& call = static_cast<RuleTransition&>(step);
      return std::min(kFar, tokens_[step.target->stateNumber] + tokens_[call.followState->stateNumber]);
    }
    return std::min(kFar, (step.isEpsilon() ? 0 : 1) + tokens_[step.target->stateNumber]);
  }

  void rule(std::size_t index, int depth) {
    ATNState* at = atn_.ruleToStartState[index];
    while (at->getStateType() != ATNState::RULE_STOP) {
      Transition& step = choose(transitionsOf(*at), depth);
      if (step.getSerializationType() == Transition::RULE) {
        const auto& call = static_cast<RuleTransition&>(step);
        rule(call.ruleIndex, depth + 1);
        at = call.followState;
        continue;
      }
      if (!step.isEpsilon()) {
        const std::vector<ssize_t> types = step.label().toList();
        Lexeme lexeme;
        lexeme.type = static_cast<int>(types[random_() % types.size()]);
        lexeme.blank_before = true;
        made_.push_back(lexeme);
      }
      at = step.target;
    }
  }

  Transition& choose(const std::vector<Transition*>& steps, int depth) {
    if (made_.size() < wanted_ && depth < 40) return *steps[random_() % steps.size()];
    Transition* nearest = steps.front();
    for (Transition* step : steps) {
      if (costOf(*step) < costOf(*nearest)) nearest = step;
    }
    return *nearest;
  }

  TokenFeed feed_;
  Grammar parser_;
  const ATN& atn_;
  std::vector<std::size_t> tokens_;  // by state: the fewest up to the end of its rule
  std::mt19937 random_;
  std::size_t wanted_ = 0;
  Lexemes made_;
};

Walker& walker() {
  static Walker one;
  return one;
}

}  // namespace

Lexemes walkGrammar(std::uint32_t seed, std::size_t length) {
  return walker().statement(seed, length);
}

std::string spell(const Lexemes& lexemes) {
  return walker().spell(lexemes);
}

std::size_t ambiguitiesOf(const std::string& text) {
  LexedText lexed = lex(text, 0);
  classify(lexed);
  std::size_t count = 0;
  for (const Lexemes& statement : splitStatements(lexed)) count += countAmbiguities(statement, Goal::kStatement);
  return count;
}

}  // namespace clew::syntax::testing
