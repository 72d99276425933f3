#include "clew_grammar/token_types.h"
#include "common/format.h"
#include "common/text.h"
#include "syntax/ast_builder.h"
#include "syntax/wording.h"

namespace clew::syntax {

using antlr4::tree::TerminalNode;

SourceSpan AstBuilder::span(antlr4::ParserRuleContext* rule) const {
  const Lexeme& first = piece_[rule->getStart()->getTokenIndex()];
  const Lexeme& last = piece_[rule->getStop()->getTokenIndex()];
  return {first.begin, last.end, lexed_.source};
}

SourceSpan AstBuilder::span(TerminalNode* node) const {
  return lexed_.spanOf(piece_[node->getSymbol()->getTokenIndex()]);
}

std::string_view AstBuilder::text(TerminalNode* node) const {
  return lexed_.textOf(piece_[node->getSymbol()->getTokenIndex()]);
}

TerminalNode* AstBuilder::firstToken(antlr4::ParserRuleContext* rule) {
  antlr4::tree::ParseTree* tree = rule;
  while (!tree->children.empty()) tree = tree->children.front();
  return static_cast<TerminalNode*>(tree);
}

Ident AstBuilder::ident(antlr4::ParserRuleContext* rule) const {
  TerminalNode* token = firstToken(rule);
  return {{span(token)}, std::string(text(token))};
}

std::vector<Ident> AstBuilder::idents(const std::vector<Grammar::IdentContext*>& rules) const {
  std::vector<Ident> words;
  words.reserve(rules.size());
  for (auto* rule : rules) words.push_back(ident(rule));
  return words;
}

Literal AstBuilder::literal(TerminalNode* node) const {
  static constexpr struct {
    int type;
    LiteralKind kind;
  } kKinds[] = {
      {tok::NAME, LiteralKind::kName},       {tok::IP, LiteralKind::kIp},       {tok::CIDR, LiteralKind::kCidr},
      {tok::SERVICE, LiteralKind::kService}, {tok::EMAIL, LiteralKind::kEmail}, {tok::URL, LiteralKind::kUrl},
      {tok::ASN, LiteralKind::kAsn},         {tok::HASH, LiteralKind::kHash},   {tok::TAGGED, LiteralKind::kTagged},
      {tok::STRING, LiteralKind::kString},   {tok::GLOB, LiteralKind::kGlob},   {tok::SUFFIX, LiteralKind::kSuffix}};
  Literal result;
  result.span = span(node);
  result.text = std::string(text(node));
  result.kind = LiteralKind::kWord;
  for (const auto& row : kKinds) {
    if (row.type == typeOf(node)) result.kind = row.kind;
  }
  switch (result.kind) {
    case LiteralKind::kString:
      result.value = unquote(result.text);
      break;
    case LiteralKind::kHash:
      for (const char c : result.text) {
        if (c != ':') result.value += toLowerAscii(c);
      }
      break;
    case LiteralKind::kTagged: {
      const std::size_t colon = result.text.find(':');
      result.tag = result.text.substr(0, colon);
      result.value = result.text.substr(colon + 1);
      break;
    }
    case LiteralKind::kWord:
    case LiteralKind::kAsn:
    case LiteralKind::kSuffix:
      result.value = result.text;
      break;
    default:
      result.value = refangToken(result.text, result.kind);
  }
  return result;
}

Literal AstBuilder::literal(Grammar::LiteralContext* rule) const {
  return literal(firstToken(rule));
}

std::optional<Literal> AstBuilder::optionalText(TerminalNode* node) const {
  if (!node) return std::nullopt;
  return literal(node);
}

SetRef AstBuilder::setRef(TerminalNode* node) const {
  return {{span(node)}, std::string(text(node).substr(1))};
}
VarRef AstBuilder::varRef(TerminalNode* node) const {
  return {{span(node)}, std::string(text(node).substr(1))};
}

Duration AstBuilder::duration(TerminalNode* node) const {
  Duration result = durationOf(text(node));
  result.span = span(node);
  return result;
}

Value AstBuilder::scalar(TerminalNode* node) const {
  Value value;
  value.span = span(node);
  const auto put = [&](auto part) {
    part.span = value.span;
    value.node = std::move(part);
  };
  switch (typeOf(node)) {
    case tok::VAR:
      put(varRef(node));
      break;
    case tok::SETREF:
      put(setRef(node));
      break;
    case tok::NUMBER:
      put(numberOf(text(node)));
      break;
    case tok::PERCENT:
      put(percentOf(text(node)));
      break;
    case tok::DURATION:
      put(durationOf(text(node)));
      break;
    case tok::DATE:
    case tok::DATETIME:
      put(dateOf(text(node)));
      break;
    default:
      put(literal(node));
  }
  return value;
}

Integer AstBuilder::integer(TerminalNode* node) {
  Integer result{{span(node)}, 0};
  std::string_view digits = text(node);
  if (digits.starts_with('/')) digits.remove_prefix(1);
  const Number number = numberOf(digits);
  if (const auto* whole = std::get_if<std::int64_t>(&number.value)) {
    result.value = *whole;
  } else {
    complain(result.span, "E108", format("{} is no whole number", code(text(node))),
             std::string(digits.substr(0, digits.find('.'))));
  }
  return result;
}

std::optional<Integer> AstBuilder::optionalInteger(TerminalNode* node) {
  if (!node) return std::nullopt;
  return integer(node);
}

void AstBuilder::complain(SourceSpan where, std::string_view id, std::string message, std::string correction) {
  Error error(ErrorCode::kSyntax, std::move(message));
  error.at(where).withId(std::string(id));
  mistakes_.push_back({std::move(error), std::move(correction)});
}

}  // namespace clew::syntax
