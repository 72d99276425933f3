// Lexemes as a stream that the generated parser reads. The index of a token is the number of its lexeme.
#pragma once

#include <antlr4-runtime.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "syntax/lexeme.h"

namespace clew::syntax {

class TokenFeed final : public antlr4::TokenStream {
 public:
  explicit TokenFeed(const Lexemes& lexemes) {
    tokens_.reserve(lexemes.size() + 1);
    for (const Lexeme& lexeme : lexemes) add(static_cast<std::size_t>(lexeme.type));
    add(antlr4::Token::EOF);
  }

  void consume() override { at_ = std::min(at_ + 1, tokens_.size() - 1); }
  std::size_t LA(ssize_t k) override { return LT(k) ? LT(k)->getType() : antlr4::Token::INVALID_TYPE; }
  antlr4::Token* LT(ssize_t k) override {
    const ssize_t index = static_cast<ssize_t>(at_) + (k > 0 ? k - 1 : k);
    if (index < 0) return nullptr;
    return tokens_[std::min(static_cast<std::size_t>(index), tokens_.size() - 1)].get();
  }
  antlr4::Token* get(std::size_t index) const override { return tokens_[std::min(index, tokens_.size() - 1)].get(); }
  ssize_t mark() override { return -1; }
  void release(ssize_t) override {}
  std::size_t index() override { return at_; }
  void seek(std::size_t index) override { at_ = std::min(index, tokens_.size() - 1); }
  std::size_t size() override { return tokens_.size(); }
  std::string getSourceName() const override { return {}; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  std::string getText(const antlr4::misc::Interval&) override { return {}; }
  std::string getText() override { return {}; }
  std::string getText(antlr4::RuleContext*) override { return {}; }
  std::string getText(antlr4::Token*, antlr4::Token*) override { return {}; }

 private:
  void add(std::size_t type) {
    auto token = std::make_unique<antlr4::CommonToken>(type);
    token->setTokenIndex(tokens_.size());
    tokens_.push_back(std::move(token));
  }

  std::vector<std::unique_ptr<antlr4::CommonToken>> tokens_;
  std::size_t at_ = 0;
};

}  // namespace clew::syntax
