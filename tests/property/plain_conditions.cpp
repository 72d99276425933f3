// Conditions. Logic has two values: a comparison with what is redacted or missing is false.
#include <algorithm>
#include <limits>
#include <regex>

#include "common/text.h"
#include "property/plain_model.h"

namespace clew::property {
namespace {

bool holds(syntax::Comparison::Op op, int by) {
  using Op = syntax::Comparison::Op;
  switch (op) {
    case Op::kEqual:
    case Op::kNotEqual:
      return by == 0;
    case Op::kLess:
      return by < 0;
    case Op::kLessEqual:
      return by <= 0;
    case Op::kGreater:
      return by > 0;
    case Op::kGreaterEqual:
      return by >= 0;
  }
  return false;
}

bool glob(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '*') {
    for (std::size_t i = 0; i <= text.size(); ++i) {
      if (glob(pattern.substr(1), text.substr(i))) return true;
      if (i < text.size() && text[i] == '@') break;
    }
    return false;
  }
  if (text.empty() || (pattern[0] != '?' && pattern[0] != text[0]) || (pattern[0] == '?' && text[0] == '@'))
    return false;
  return glob(pattern.substr(1), text.substr(1));
}

bool isTrue(const Cell& cell) {
  const bool* yes = std::get_if<bool>(&cell.value);
  return yes != nullptr && *yes;
}

}  // namespace

bool PlainModel::fits(const Cell& cell, const syntax::Value& said) {
  const syntax::Value& value = resolved(said);
  if (const auto* whole = std::get_if<syntax::Number>(&value.node))
    return cellRank(cell) == 2 && number(cell) == whole->real();
  if (const auto* set = std::get_if<syntax::SetRef>(&value.node)) {
    const auto* node = std::get_if<NodeValue>(&cell.value);
    if (node == nullptr) return false;
    return holdsMember(set->name, nodeOf(*node));
  }
  const auto* literal = std::get_if<syntax::Literal>(&value.node);
  if (literal == nullptr) return false;
  if (literal->kind == syntax::LiteralKind::kGlob) return matches(cell, value);
  if (const auto* node = std::get_if<NodeValue>(&cell.value)) {
    if (literal->kind == syntax::LiteralKind::kCidr) {
      const auto block = model::parseBlock(literal->value);
      const auto address = model::parseAddress(node->name);
      return address && block->contains(*address);
    }
    const auto read = model::canonical(schema_, nodeOf(*node).type, literal->value);
    return read.ok() && read->name == node->name;
  }
  std::string text = literal->value;
  if (text.starts_with('.')) text.erase(0, 1);
  return plainText(cell) == text;
}

bool PlainModel::dateMeets(const Cell& cell, const syntax::TimeTest& test) const {
  if (cellRank(cell) != 3) return false;
  const Interval date = span(cell);
  const TimeRule rule = this->rule(test);
  switch (rule.kind) {
    case TimeRule::Kind::kSince:
      return date.last >= rule.from;
    case TimeRule::Kind::kAfter:
      return date.first > rule.to;
    case TimeRule::Kind::kBefore:
      return date.last < rule.from;
    default:
      return date.first <= rule.to && date.last >= rule.from;
  }
}

bool PlainModel::compare(const syntax::Comparison& node, const Scope& scope) {
  bool any = false;
  for (const Cell& left : values(*node.left, scope)) {
    Scope plain = scope;
    plain.subject = nullptr;
    for (const Cell& right : values(*node.right, plain)) {
      if (cellRank(left) == cellRank(right)) any = any || holds(node.op, compareCells(left, right));
      if (cellRank(left) == 0 && cellRank(right) == 1)
        any = any || holds(node.op, plainText(left).compare(plainText(right)));
    }
  }
  return node.op == syntax::Comparison::Op::kNotEqual ? !any : any;
}

bool PlainModel::changed(const syntax::TimeCondition& node, const Scope& scope) {
  const auto& trait = std::get<syntax::Trait>(node.left->node);
  using Kind = TimeRule::Kind;
  const TimeRule said = rule(node.test);
  const bool open = said.kind == Kind::kSince || said.kind == Kind::kAfter;  // until now
  constexpr Time kAlways = std::numeric_limits<Time>::min() / 4;
  const Time from = said.kind == Kind::kBefore ? kAlways : said.kind == Kind::kAfter ? said.to : said.from;
  const Time to = open ? clock_.now : said.kind == Kind::kBefore ? said.from : said.to;
  const auto under = [&](TimeRule one) {
    Mods mods;
    mods.times.push_back(one);
    return values(*scope.node, trait, mods);
  };
  const Cells then = under({Kind::kAt, from, from});
  const Cells now = under({Kind::kAt, to, to});
  const Cells between = under({Kind::kTouches, from, to});
  const auto holds_value = [](const Cells& in, const Cell& value) {
    return std::any_of(in.begin(), in.end(), [&](const Cell& other) { return compareCells(other, value) == 0; });
  };
  for (const Cell& value : then) {
    if (!holds_value(now, value)) return true;
  }
  for (const Cell& value : now) {
    if (!holds_value(then, value)) return true;
  }
  return std::any_of(between.begin(), between.end(), [&](const Cell& value) { return !holds_value(then, value); });
}

/// Whether a named set has the node; of a set that the case keeps, also as today names it.
bool PlainModel::holdsMember(const std::string& set, const Node& node) {
  syntax::SetSource source;
  source.set.name = set;
  const bool marking = std::exchange(marking_, false);
  const Set all = namedSet(source);
  marking_ = marking;
  return all.has(node);
}

/// The members' names, where the pattern is a set; else the text with its stars.
bool PlainModel::matches(const Cell& cell, const syntax::Value& said) {
  const syntax::Value& pattern = resolved(said);
  const std::string text = toLower(plainText(cell));
  if (const auto* set = std::get_if<syntax::SetRef>(&pattern.node)) {
    syntax::SetSource source;
    source.set.name = set->name;
    const bool marking = std::exchange(marking_, false);
    const Set all = namedSet(source);
    marking_ = marking;
    return std::any_of(all.order.begin(), all.order.end(),
                       [&](const Node& node) { return toLower(node.name) == text; });
  }
  const auto* literal = std::get_if<syntax::Literal>(&pattern.node);
  return literal != nullptr && glob(toLower(literal->value), text);
}

bool PlainModel::meetsPattern(const Cell& cell, const syntax::RegexTest& test) const {
  const std::regex pattern(std::get<syntax::Literal>(resolved(test.pattern).node).value);
  return std::regex_search(plainText(cell), pattern);
}

bool PlainModel::has(const syntax::Has& node, const Scope& scope) {
  const Mods mods = this->mods(node.modifiers);
  Cells all;
  const auto named = node.trait.words.size() == 1 ? names_.traits.find(node.trait.words[0].text) : names_.traits.end();
  if (named == names_.traits.end()) {
    all = values(*scope.node, node.trait, mods);
  } else {  // a link or a value of any of its parts
    for (const syntax::Trait& part : named->second) {
      const Cells more = values(*scope.node, part, mods);
      all.insert(all.end(), more.begin(), more.end());
    }
  }
  const bool found = std::any_of(all.begin(), all.end(), [&](const Cell& cell) {
    if (const auto* value = std::get_if<syntax::Value>(&node.tail)) return fits(cell, *value);
    if (const auto* pattern = std::get_if<syntax::PatternTest>(&node.tail)) return matches(cell, pattern->pattern);
    if (const auto* regex = std::get_if<syntax::RegexTest>(&node.tail)) return meetsPattern(cell, *regex);
    if (const auto* members = std::get_if<syntax::Members>(&node.tail))
      return std::any_of(members->values.begin(), members->values.end(),
                         [&](const auto& one) { return fits(cell, one); });
    return true;
  });
  return found != node.no;
}

/// The left side of a test that one value after the other is put in the place of.
const syntax::Expr& leftOf(const syntax::Expr& test) {
  return std::visit(
      [&](const auto& node) -> const syntax::Expr& {
        if constexpr (requires { *node.left; }) return *node.left;
        return test;
      },
      test.node);
}

/// There are values, and each of them alone meets the test.
bool PlainModel::every(const syntax::Quantified& node, const Scope& scope) {
  const auto& trait = std::get<syntax::Trait>(leftOf(*node.test).node);
  const Cells all = values(*scope.node, trait, mods(node.modifiers));
  return !all.empty() && std::all_of(all.begin(), all.end(), [&](const Cell& cell) {
    Scope one = scope;
    one.subject = &cell;
    return test(*node.test, one);
  });
}

bool PlainModel::is(const syntax::Is& node, const Scope& scope) {
  const auto* wanted = std::get_if<syntax::State>(&node.what);
  if (wanted == nullptr) {
    const Cells all = values(*node.left, scope);
    return std::any_of(all.begin(), all.end(), [&](const Cell& cell) {
             return fits(cell, std::get<syntax::Value>(node.what));
           }) != node.negated;
  }
  Cell state;
  if (scope.table != nullptr)
    state = tableState(std::get<syntax::Trait>(node.left->node), scope);
  else
    state = this->state(*scope.node, std::get<syntax::Trait>(node.left->node));
  const bool yes = *wanted == syntax::State::kKnown      ? isTrue(state)
                   : *wanted == syntax::State::kRedacted ? state.isRedacted()
                                                         : state.isMissing();
  return yes != node.negated;
}

Cell PlainModel::tableState(const syntax::Trait& column, const Scope& scope) const {
  const auto& columns = scope.table->columns;
  const auto at = std::find(columns.begin(), columns.end(), column.words[0].text) - columns.begin();
  const Cell& cell = scope.table->rows[scope.row].at(static_cast<std::size_t>(at));
  return cell.isMissing() || cell.isRedacted() ? cell : Cell(true);
}

bool PlainModel::test(const syntax::Expr& expr, const Scope& scope) {
  const auto any = [](const auto& of, const auto& test_one) { return std::any_of(of.begin(), of.end(), test_one); };
  if (const auto* node = std::get_if<syntax::Or>(&expr.node))
    return any(node->terms, [&](const auto& term) { return test(term, scope); });
  if (const auto* node = std::get_if<syntax::And>(&expr.node))
    return !any(node->terms, [&](const auto& term) { return !test(term, scope); });
  if (const auto* node = std::get_if<syntax::Not>(&expr.node)) return !test(*node->term, scope);
  if (const auto* node = std::get_if<syntax::Comparison>(&expr.node)) return compare(*node, scope);
  if (const auto* node = std::get_if<syntax::Is>(&expr.node)) return is(*node, scope);
  if (const auto* node = std::get_if<syntax::Has>(&expr.node)) return has(*node, scope);
  if (const auto* node = std::get_if<syntax::In>(&expr.node)) {
    const Cells left = values(*node->left, scope);
    return any(node->members.values, [&](const syntax::Value& value) {
             return any(left, [&](const Cell& cell) { return fits(cell, value); });
           }) != node->negated;
  }
  if (const auto* node = std::get_if<syntax::Matching>(&expr.node))
    return any(values(*node->left, scope), [&](const Cell& cell) { return matches(cell, node->test.pattern); }) !=
           node->negated;
  if (const auto* node = std::get_if<syntax::Regex>(&expr.node))
    return any(values(*node->left, scope), [&](const Cell& cell) { return meetsPattern(cell, node->test); });
  if (const auto* node = std::get_if<syntax::Resembling>(&expr.node)) return resembles(*node, scope);
  if (const auto* node = std::get_if<syntax::TimeCondition>(&expr.node)) {
    if (node->changed) return changed(*node, scope);
    return any(values(*node->left, scope), [&](const Cell& cell) { return dateMeets(cell, node->test); });
  }
  if (const auto* node = std::get_if<syntax::Quantified>(&expr.node)) {
    if (node->kind == syntax::Quantified::Kind::kEvery) return every(*node, scope);
    const auto& inner = std::get<syntax::TimeCondition>(node->test->node);
    const auto& trait = std::get<syntax::Trait>(inner.left->node);
    return any(values(*scope.node, trait, {}, true), [&](const Cell& cell) { return dateMeets(cell, inner.test); });
  }
  return any(values(expr, scope), isTrue);
}

}  // namespace clew::property
