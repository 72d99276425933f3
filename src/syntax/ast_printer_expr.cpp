// Ranks of an expression, from loose to tight: 0 or, 1 and, 2 not, 3 test, 4 sum, 5 product, 6 unit. A part is put in
// parentheses where its own rank is looser than its place allows.
#include <cstdio>

#include "common/text.h"
#include "model/canonical.h"
#include "syntax/lexeme.h"
#include "syntax/printer.h"
#include "syntax/values.h"

namespace clew::syntax {
namespace {

enum Rank { kOrRank, kAndRank, kNotRank, kTestRank, kSumRank, kProductRank, kUnitRank };

int rankOf(const Expr& expr) {
  return std::visit(Each{
                        [](const Trait&) -> int { return kUnitRank; },
                        [](const Value&) -> int { return kUnitRank; },
                        [](const Call&) -> int { return kUnitRank; },
                        [](const Or&) -> int { return kOrRank; },
                        [](const And&) -> int { return kAndRank; },
                        [](const Not&) -> int { return kNotRank; },
                        [](const Arithmetic& a) -> int {
                          const bool sum = a.op == Arithmetic::Op::kAdd || a.op == Arithmetic::Op::kSubtract;
                          return sum ? kSumRank : kProductRank;
                        },
                        [](const auto&) -> int { return kTestRank; },
                    },
                    expr.node);
}

std::string_view signOf(Comparison::Op op) {
  switch (op) {
    case Comparison::Op::kEqual:
      return " = ";
    case Comparison::Op::kNotEqual:
      return " != ";
    case Comparison::Op::kLess:
      return " < ";
    case Comparison::Op::kLessEqual:
      return " <= ";
    case Comparison::Op::kGreater:
      return " > ";
    case Comparison::Op::kGreaterEqual:
      return " >= ";
  }
  return {};
}

std::string_view signOf(Arithmetic::Op op) {
  switch (op) {
    case Arithmetic::Op::kAdd:
      return " + ";
    case Arithmetic::Op::kSubtract:
      return " - ";
    case Arithmetic::Op::kMultiply:
      return " * ";
    case Arithmetic::Op::kDivide:
      return " / ";
  }
  return {};
}

// A decimal number without exponent, as the language writes it.
std::string decimal(double value) {
  std::string text = realText(value);
  if (text.find_first_of("eE") == text.npos) return text;
  std::string fixed = std::to_string(value);
  const std::size_t last = fixed.find_last_not_of('0');
  return fixed.substr(0, fixed[last] == '.' ? last + 2 : last + 1);
}

bool isPlainWord(std::string_view text) {
  if (text.empty() || isDigit(text[0]) || text[0] == '-' || text.back() == '-') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!isAlnum(c) && c != '_' && c != '-') return false;
    if (c == '-' && text[i - 1] == '-') return false;
  }
  const bool asn = text.size() > 2 && startsWithIgnoreCase(text, "as") && allDigits(text.substr(2));
  return !asn && !isHashText(text) && !isReservedWord(keywordType(text));
}

}  // namespace

void Printer::addTerm(const Expr& expr, int rank) {
  if (rankOf(expr) >= rank) return add(expr);
  text("(");
  add(expr);
  text(")");
}

void Printer::add(const Expr& expr) {
  const auto joinTerms = [&](const std::vector<Expr>& terms, std::string_view word, int rank) {
    bool first = true;
    for (const Expr& term : terms) {
      if (!first) text(word);
      addTerm(term, rank);
      first = false;
    }
  };
  const auto left = [&](const Box<Expr>& term) { addTerm(*term, kSumRank); };
  std::visit(Each{
                 [&](const Trait& e) { add(e); },
                 [&](const Value& e) { add(e); },
                 [&](const Call& e) { add(e); },
                 [&](const Or& e) { joinTerms(e.terms, " or ", kAndRank); },
                 [&](const And& e) { joinTerms(e.terms, " and ", kNotRank); },
                 [&](const Not& e) { text("not "), addTerm(*e.term, kNotRank); },
                 [&](const Quantified& e) {
                   text(e.kind == Quantified::Kind::kEver ? "ever " : "every ");
                   add(*e.test);
                   add(e.modifiers);
                 },
                 [&](const Has& e) { add(e); },
                 [&](const Comparison& e) { left(e.left), text(signOf(e.op)), addTerm(*e.right, kSumRank); },
                 [&](const Is& e) {
                   left(e.left);
                   text(e.negated ? " is not " : " is ");
                   if (const auto* value = std::get_if<Value>(&e.what)) return add(*value);
                   const State state = std::get<State>(e.what);
                   text(state == State::kRedacted ? "redacted" : state == State::kMissing ? "missing" : "known");
                 },
                 [&](const In& e) { left(e.left), text(e.negated ? " not in " : " in "), add(e.members); },
                 [&](const Matching& e) {
                   left(e.left), text(e.negated ? " not matching " : " matching "), add(e.test.pattern);
                 },
                 [&](const Resembling& e) {
                   left(e.left);
                   text(e.negated ? " not resembling " : " resembling ");
                   add(*e.what);
                   addEdits(e.within);
                 },
                 [&](const Regex& e) { left(e.left), text(" ~ "), add(e.test.pattern); },
                 [&](const TimeCondition& e) { left(e.left), text(e.changed ? " changed " : " "), add(e.test); },
                 [&](const Arithmetic& e) {
                   const bool sum = e.op == Arithmetic::Op::kAdd || e.op == Arithmetic::Op::kSubtract;
                   addTerm(*e.left, sum ? kSumRank : kProductRank);
                   text(signOf(e.op));
                   addTerm(*e.right, sum ? kProductRank : kUnitRank);
                 },
             },
             expr.node);
}

void Printer::add(const Has& has) {
  text(has.no ? "has no " : "has ");
  add(has.trait);
  std::visit(Each{
                 [](std::monostate) {},
                 [&](const Value& value) { text(" is "), add(value); },
                 [&](const Members& members) { text(" in "), add(members); },
                 [&](const PatternTest& test) { text(" matching "), add(test.pattern); },
                 [&](const RegexTest& test) { text(" ~ "), add(test.pattern); },
             },
             has.tail);
  add(has.modifiers);
}

void Printer::add(const Members& members) {
  const auto standsAlone = [](const Value& value) {
    if (const auto* literal = std::get_if<Literal>(&value.node)) {
      return literal->kind != LiteralKind::kGlob && literal->kind != LiteralKind::kWord;
    }
    return std::holds_alternative<SetRef>(value.node) || std::holds_alternative<VarRef>(value.node);
  };
  if (members.values.size() == 1 && standsAlone(members.values.front())) return add(members.values.front());
  text("(");
  addList(members.values);
  text(")");
}

void Printer::add(const Call& call) {
  add(call.function);
  text("(");
  bool first = true;
  for (const Expr& argument : call.arguments) {
    if (!first) text(", ");
    addTerm(argument, kSumRank);
    first = false;
  }
  add(call.modifiers);
  if (call.where) text(" where "), add(*call.where);
  text(")");
}

void Printer::add(const Value& value) {
  std::visit([&](const auto& part) { add(part); }, value.node);
}

void Printer::add(const Literal& literal) {
  switch (literal.kind) {
    case LiteralKind::kString:
      return text(quote(literal.value));
    case LiteralKind::kTagged:
      return text(literal.tag + ":" + literal.value);
    case LiteralKind::kName:
    case LiteralKind::kIp:
    case LiteralKind::kCidr:
    case LiteralKind::kService:
    case LiteralKind::kEmail:
    case LiteralKind::kUrl:
      return text(options_.defang ? model::defang(literal.value) : literal.value);
    default:
      text(literal.value);
  }
}

void Printer::add(const Number& number) {
  if (const auto* whole = std::get_if<std::int64_t>(&number.value)) return text(std::to_string(*whole));
  const std::string digits = decimal(std::get<double>(number.value));
  text(digits.find('.') == digits.npos ? digits + ".0" : digits);
}

void Printer::add(const Percent& percent) {
  // the shortest text whose hundredth is the very same number
  std::string digits = decimal(percent.value * 100);
  for (int places = 0; places <= 17; ++places) {
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.*f", places, percent.value * 100);
    if (parseReal(buffer).value_or(-1) / 100 == percent.value) {
      digits = buffer;
      break;
    }
  }
  text(digits + "%");
}

void Printer::add(const Duration& duration) {
  static constexpr std::string_view kUnits[] = {"s", "m", "h", "d", "w", "mo", "y"};
  text(std::to_string(duration.amount));
  text(kUnits[static_cast<std::size_t>(duration.unit)]);
}

void Printer::add(const Date& date) {
  text(date.text);
}
void Printer::add(const Ident& ident) {
  text(ident.text);
}
void Printer::add(const SetRef& set) {
  text("@" + set.name);
}
void Printer::add(const VarRef& var) {
  text("$" + var.name);
}
void Printer::add(const Integer& integer) {
  text(std::to_string(integer.value));
}
void Printer::addWord(const Ident& word) {
  text(isPlainWord(word.text) ? word.text : quote(word.text));
}

}  // namespace clew::syntax
