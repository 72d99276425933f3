// Conditions and computations. Logic has two values: a comparison with what is redacted or missing is false.
#include <algorithm>
#include <cmath>
#include <regex>

#include "common/text.h"
#include "common/time.h"
#include "model/dates.h"
#include "property/plain_model.h"

namespace clew::property {
namespace {

int rank(const Cell& cell) {
  const auto& value = cell.value;
  if (std::holds_alternative<NodeValue>(value)) return 0;
  if (std::holds_alternative<std::string>(value)) return 1;
  if (std::holds_alternative<Instant>(value) || std::holds_alternative<Interval>(value)) return 3;
  if (std::holds_alternative<Seconds>(value)) return 4;
  if (std::holds_alternative<CellList>(value)) return 5;
  if (cell.isRedacted()) return 6;
  if (cell.isMissing()) return 7;
  return 2;
}

double number(const Cell& cell) {
  if (const auto* value = std::get_if<bool>(&cell.value)) return *value ? 1 : 0;
  if (const auto* value = std::get_if<std::int64_t>(&cell.value)) return static_cast<double>(*value);
  if (const auto* value = std::get_if<double>(&cell.value)) return *value;
  if (const auto* value = std::get_if<Share>(&cell.value)) return value->value;
  return 0;
}

Interval span(const Cell& cell) {
  if (const auto* value = std::get_if<Instant>(&cell.value)) return {value->value, value->value};
  return std::get<Interval>(cell.value);
}

std::string plainText(const Cell& cell) {
  if (const auto* node = std::get_if<NodeValue>(&cell.value)) return node->name;
  if (const auto* text = std::get_if<std::string>(&cell.value)) return *text;
  return cellText(cell);
}

std::string traitText(const syntax::Trait& trait) {
  std::string out;
  for (const syntax::Ident& word : trait.words) out += (out.empty() ? "" : " of ") + word.text;
  return out;
}

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

int compareCells(const Cell& a, const Cell& b) {
  const auto by = [](const auto& left, const auto& right) { return left < right ? -1 : right < left ? 1 : 0; };
  const int kind = rank(a);
  if (kind != rank(b)) return by(kind, rank(b));
  if (kind == 0) {
    const auto node = [](const Cell& cell) {
      const auto& value = std::get<NodeValue>(cell.value);
      return Node{*model::Schema::builtin().typeNamed(value.type), value.name};
    };
    return by(node(a), node(b));
  }
  if (kind == 1) return by(std::get<std::string>(a.value), std::get<std::string>(b.value));
  if (kind == 2) return by(number(a), number(b));
  if (kind == 3) return by(span(a), span(b));
  if (kind == 4) return by(std::get<Seconds>(a.value).value, std::get<Seconds>(b.value).value);
  if (kind != 5) return 0;
  const auto& left = std::get<CellList>(a.value);
  const auto& right = std::get<CellList>(b.value);
  for (std::size_t i = 0; i < left.size() && i < right.size(); ++i) {
    if (const int less = compareCells(left[i], right[i])) return less;
  }
  return by(left.size(), right.size());
}

void sortDistinct(std::vector<Cell>& cells) {
  std::sort(cells.begin(), cells.end(), [](const Cell& a, const Cell& b) { return compareCells(a, b) < 0; });
  cells.erase(
      std::unique(cells.begin(), cells.end(), [](const Cell& a, const Cell& b) { return compareCells(a, b) == 0; }),
      cells.end());
}

std::string cellText(const Cell& cell) {
  struct Visitor {
    std::string operator()(const Missing&) const { return "-"; }
    std::string operator()(const Redacted&) const { return "(redacted)"; }
    std::string operator()(bool yes) const { return yes ? "true" : "false"; }
    std::string operator()(std::int64_t whole) const { return std::to_string(whole); }
    std::string operator()(double real) const { return realText(real); }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const NodeValue& node) const { return node.type + ":" + node.name; }
    std::string operator()(const Instant& time) const { return model::shortTimeText(time.value); }
    std::string operator()(const Interval& one) const {
      return model::shortTimeText(one.first) + ".." + model::shortTimeText(one.last);
    }
    std::string operator()(const Seconds& seconds) const { return std::to_string(seconds.value) + "s"; }
    std::string operator()(const Share& share) const { return realText(share.value * 100) + "%"; }
    std::string operator()(const CellList& list) const {
      std::string out;
      for (const Cell& item : list) out += (out.empty() ? "" : "+") + cellText(item);
      return out;
    }
  };
  return std::visit(Visitor{}, cell.value);
}

bool PlainModel::isLinkColumn(const syntax::Trait& trait, const Scope& scope) const {
  static const std::set<std::string> kColumns = {"seed", "trait",  "shared", "first",
                                                 "last", "source", "times",  "confidence"};
  return scope.set != nullptr && scope.set->linked && trait.words.size() == 1 &&
         kColumns.count(trait.words[0].text) != 0;
}

PlainModel::Cells PlainModel::linkColumn(const std::string& word, const Hit& hit) const {
  Cells out;
  if (word == "seed") out.push_back(cellOf(hit.seed));
  if (word == "trait") out.emplace_back(hit.trait);
  if (word == "shared" && !hit.shared.isMissing()) out.push_back(hit.shared);
  if (word == "source") out.assign(hit.sources.begin(), hit.sources.end());
  std::optional<Time> first, last;
  std::int64_t times = 0, confidence = -1;
  for (const Seen& seen : hit.seen) {
    times += static_cast<std::int64_t>(seen.times);
    confidence = std::max<std::int64_t>(confidence, seen.confidence >= 0 ? seen.confidence : 50);
    if (!seen.dated()) continue;
    first = first ? std::min(*first, seen.first) : seen.first;
    last = last ? std::max(*last, seen.last) : seen.last;
  }
  if (word == "first" && first) out.emplace_back(Instant{*first});
  if (word == "last" && last) out.emplace_back(Instant{*last});
  if (word == "times" && !hit.seen.empty()) out.emplace_back(times);
  if (word == "confidence" && !hit.seen.empty()) out.emplace_back(confidence);
  return out;
}

/// Outside an aggregate.
bool PlainModel::namesLinks(const syntax::Expr& expr, const Set& set) const {
  Scope scope;
  scope.set = &set;
  const auto of = [&](const syntax::Box<syntax::Expr>& part) { return namesLinks(*part, set); };
  if (const auto* node = std::get_if<syntax::Trait>(&expr.node)) return isLinkColumn(*node, scope);
  if (const auto* node = std::get_if<syntax::And>(&expr.node))
    return std::any_of(node->terms.begin(), node->terms.end(), [&](const auto& term) { return namesLinks(term, set); });
  if (const auto* node = std::get_if<syntax::Or>(&expr.node))
    return std::any_of(node->terms.begin(), node->terms.end(), [&](const auto& term) { return namesLinks(term, set); });
  if (const auto* node = std::get_if<syntax::Not>(&expr.node)) return of(node->term);
  if (const auto* node = std::get_if<syntax::Comparison>(&expr.node)) return of(node->left) || of(node->right);
  if (const auto* node = std::get_if<syntax::Is>(&expr.node)) return of(node->left);
  if (const auto* node = std::get_if<syntax::In>(&expr.node)) return of(node->left);
  if (const auto* node = std::get_if<syntax::TimeCondition>(&expr.node)) return of(node->left);
  return false;
}

PlainModel::Cells PlainModel::values(const syntax::Expr& expr, const Scope& scope, const Mods* mods) {
  if (const auto* trait = std::get_if<syntax::Trait>(&expr.node)) {
    const std::string text = traitText(*trait);
    if (text == "count" && scope.group != nullptr) return {Cell(static_cast<std::int64_t>(scope.group->size()))};
    if (scope.table != nullptr) {
      const auto& columns = scope.table->columns;
      const auto at = std::find(columns.begin(), columns.end(), text) - columns.begin();
      const Cell& cell = scope.table->rows[scope.row][static_cast<std::size_t>(at)];
      if (cell.isMissing() || cell.isRedacted()) return {};
      if (const auto* list = std::get_if<CellList>(&cell.value)) return *list;
      return {cell};
    }
    if (isLinkColumn(*trait, scope)) {
      if (scope.hit != nullptr) return linkColumn(text, *scope.hit);
      Cells out;
      for (const Hit& hit : scope.set->hits.at(*scope.node)) {
        for (Cell& cell : linkColumn(text, hit)) out.push_back(std::move(cell));
      }
      sortDistinct(out);
      return out;
    }
    const Mods none;
    return values(*scope.node, *trait, mods != nullptr ? *mods : none);
  }
  if (const auto* value = std::get_if<syntax::Value>(&expr.node)) {
    if (const auto* whole = std::get_if<syntax::Number>(&value->node)) {
      if (const auto* integer = std::get_if<std::int64_t>(&whole->value)) return {Cell(*integer)};
      return {Cell(std::get<double>(whole->value))};
    }
    if (const auto* percent = std::get_if<syntax::Percent>(&value->node)) return {Cell(Share{percent->value})};
    if (const auto* text = std::get_if<syntax::Literal>(&value->node)) return {Cell(text->value)};
    return {};
  }
  if (const auto* node = std::get_if<syntax::Call>(&expr.node)) return call(*node, scope);
  if (const auto* node = std::get_if<syntax::Arithmetic>(&expr.node)) {
    Cells out;
    for (const Cell& left : values(*node->left, scope)) {
      for (const Cell& right : values(*node->right, scope)) {
        const auto a = std::get<std::int64_t>(left.value), b = std::get<std::int64_t>(right.value);
        using Op = syntax::Arithmetic::Op;
        out.emplace_back(node->op == Op::kAdd ? a + b : node->op == Op::kSubtract ? a - b : a * b);
      }
    }
    return out;
  }
  return {Cell(test(expr, scope))};
}

PlainModel::Cells PlainModel::call(const syntax::Call& call, const Scope& scope) {
  const std::string& name = call.function.text;
  const Mods mods = this->mods(call.modifiers);
  if (name == "first" || name == "last" || name == "times") {
    std::optional<Time> best;
    std::int64_t times = 0;
    for (const Held& one : held(*scope.node, std::get<syntax::Trait>(call.arguments[0].node), mods)) {
      for (const Seen& seen : one.seen) {
        times += static_cast<std::int64_t>(seen.times);
        if (!seen.dated()) continue;
        const Time time = name == "first" ? seen.first : seen.last;
        if (!best || (name == "first" ? time < *best : time > *best)) best = time;
      }
    }
    if (name == "times") return {Cell(times)};
    return best ? Cells{Cell(Instant{*best})} : Cells{};
  }
  if (name == "len" || name == "month" || name == "year" || name == "day") {
    Cells out;
    for (const Cell& cell : values(call.arguments[0], scope)) {
      if (name == "len") {
        out.emplace_back(static_cast<std::int64_t>(plainText(cell).size()));
        continue;
      }
      const Time start = startOfDay(span(cell).first);
      CivilTime civil = civilFromTime(start);
      if (name == "day") {
        out.emplace_back(Interval{start, start + 86399});
        continue;
      }
      civil.day = 1;
      if (name == "year") civil.month = 1;
      const Time from = timeFromCivil(civil);
      out.emplace_back(Interval{from, model::addMonths(from, name == "year" ? 12 : 1) - 1});
    }
    sortDistinct(out);
    return out;
  }
  const std::vector<Scope> alone{scope};
  const std::vector<Scope>& group = scope.group != nullptr ? *scope.group : alone;
  if (call.arguments.empty()) return {Cell(static_cast<std::int64_t>(group.size()))};
  Cells all;
  for (const Scope& member : group) {
    Scope one = member;
    one.group = nullptr;
    const bool links = one.set != nullptr && one.hit == nullptr && namesLinks(call.arguments[0], *one.set);
    if (!links) {
      for (Cell& cell : values(call.arguments[0], one, &mods)) all.push_back(std::move(cell));
      continue;
    }
    for (const Hit& hit : one.set->hits.at(*one.node)) {
      one.hit = &hit;
      for (Cell& cell : values(call.arguments[0], one, &mods)) all.push_back(std::move(cell));
    }
  }
  std::erase_if(all, [](const Cell& cell) { return cell.isMissing() || cell.isRedacted(); });
  if (name == "sum") {
    if (all.empty()) return {};
    std::int64_t sum = 0;
    for (const Cell& cell : all) sum += static_cast<std::int64_t>(number(cell));
    return {Cell(sum)};
  }
  if (name == "avg") {
    if (all.empty()) return {};
    double sum = 0;
    for (const Cell& cell : all) sum += number(cell);
    return {Cell(sum / static_cast<double>(all.size()))};
  }
  sortDistinct(all);
  if (name == "count") return {Cell(static_cast<std::int64_t>(all.size()))};
  if (name == "list") return {Cell(CellList(all))};
  if (all.empty()) return {};
  return {name == "min" ? all.front() : all.back()};
}

bool PlainModel::fits(const Cell& cell, const syntax::Value& value) {
  if (const auto* whole = std::get_if<syntax::Number>(&value.node))
    return rank(cell) == 2 && number(cell) == whole->real();
  if (const auto* set = std::get_if<syntax::SetRef>(&value.node)) {
    const auto* node = std::get_if<NodeValue>(&cell.value);
    if (node == nullptr) return false;
    const auto& members = sets_.at(set->name);
    return std::any_of(members.begin(), members.end(), [&](const std::string& member) {
      const auto read = model::classify(schema_, member);
      return read->name == node->name && schema_.isA(nodeOf(*node).type, read->type);
    });
  }
  const auto* literal = std::get_if<syntax::Literal>(&value.node);
  if (literal == nullptr) return false;
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
  if (rank(cell) != 3) return false;
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
    for (const Cell& right : values(*node.right, scope)) {
      if (rank(left) == rank(right)) any = any || holds(node.op, compareCells(left, right));
      if (rank(left) == 0 && rank(right) == 1) any = any || holds(node.op, plainText(left).compare(plainText(right)));
    }
  }
  return node.op == syntax::Comparison::Op::kNotEqual ? !any : any;
}

bool PlainModel::changed(const syntax::TimeCondition& node, const Scope& scope) {
  const auto& trait = std::get<syntax::Trait>(node.left->node);
  const TimeRule since = rule(node.test);
  const auto under = [&](TimeRule one) {
    Mods mods;
    mods.times.push_back(one);
    return values(*scope.node, trait, mods);
  };
  const Cells then = under({TimeRule::Kind::kAt, since.from, since.from});
  const Cells now = under({TimeRule::Kind::kAt, clock_.now, clock_.now});
  const Cells between = under({TimeRule::Kind::kTouches, since.from, clock_.now});
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

bool PlainModel::matches(const Cell& cell, const syntax::Value& pattern) const {
  const auto* literal = std::get_if<syntax::Literal>(&pattern.node);
  return literal != nullptr && glob(toLower(literal->value), toLower(plainText(cell)));
}

bool PlainModel::test(const syntax::Expr& expr, const Scope& scope) {
  const auto any = [](const Cells& cells, const auto& test_one) {
    return std::any_of(cells.begin(), cells.end(), test_one);
  };
  if (const auto* node = std::get_if<syntax::Or>(&expr.node))
    return std::any_of(node->terms.begin(), node->terms.end(), [&](const auto& term) { return test(term, scope); });
  if (const auto* node = std::get_if<syntax::And>(&expr.node))
    return std::all_of(node->terms.begin(), node->terms.end(), [&](const auto& term) { return test(term, scope); });
  if (const auto* node = std::get_if<syntax::Not>(&expr.node)) return !test(*node->term, scope);
  if (const auto* node = std::get_if<syntax::Comparison>(&expr.node)) return compare(*node, scope);
  if (const auto* node = std::get_if<syntax::Is>(&expr.node)) {
    if (const auto* wanted = std::get_if<syntax::State>(&node->what)) {
      const Cell state = this->state(*scope.node, std::get<syntax::Trait>(node->left->node));
      const bool yes = *wanted == syntax::State::kKnown      ? isTrue(state)
                       : *wanted == syntax::State::kRedacted ? state.isRedacted()
                                                             : state.isMissing();
      return yes != node->negated;
    }
    return any(values(*node->left, scope),
               [&](const Cell& cell) { return fits(cell, std::get<syntax::Value>(node->what)); }) != node->negated;
  }
  if (const auto* node = std::get_if<syntax::In>(&expr.node)) {
    const Cells left = values(*node->left, scope);
    return std::any_of(node->members.values.begin(), node->members.values.end(), [&](const syntax::Value& value) {
             return any(left, [&](const Cell& cell) { return fits(cell, value); });
           }) != node->negated;
  }
  if (const auto* node = std::get_if<syntax::Matching>(&expr.node))
    return any(values(*node->left, scope), [&](const Cell& cell) { return matches(cell, node->test.pattern); }) !=
           node->negated;
  if (const auto* node = std::get_if<syntax::Regex>(&expr.node)) {
    const std::regex pattern(std::get<syntax::Literal>(node->test.pattern.node).value);
    return any(values(*node->left, scope),
               [&](const Cell& cell) { return std::regex_search(plainText(cell), pattern); });
  }
  if (const auto* node = std::get_if<syntax::Has>(&expr.node)) {
    const Mods mods = this->mods(node->modifiers);
    const bool found = any(values(*scope.node, node->trait, mods), [&](const Cell& cell) {
      if (const auto* value = std::get_if<syntax::Value>(&node->tail)) return fits(cell, *value);
      if (const auto* pattern = std::get_if<syntax::PatternTest>(&node->tail)) return matches(cell, pattern->pattern);
      if (const auto* members = std::get_if<syntax::Members>(&node->tail))
        return std::any_of(members->values.begin(), members->values.end(),
                           [&](const auto& one) { return fits(cell, one); });
      return true;
    });
    return found != node->no;
  }
  if (const auto* node = std::get_if<syntax::TimeCondition>(&expr.node)) {
    if (node->changed) return changed(*node, scope);
    return any(values(*node->left, scope), [&](const Cell& cell) { return dateMeets(cell, node->test); });
  }
  if (const auto* node = std::get_if<syntax::Quantified>(&expr.node)) {
    const auto& inner = std::get<syntax::TimeCondition>(node->test->node);
    const auto& trait = std::get<syntax::Trait>(inner.left->node);
    return any(values(*scope.node, trait, {}, true), [&](const Cell& cell) { return dateMeets(cell, inner.test); });
  }
  return any(values(expr, scope), isTrue);
}

}  // namespace clew::property
