// Computations: values of expressions, aggregates, functions.
#include <algorithm>
#include <cmath>
#include <map>

#include "common/time.h"
#include "model/dates.h"
#include "property/plain_cells.h"
#include "property/plain_model.h"

namespace clew::property {
namespace {

std::optional<Cell> computed(syntax::Arithmetic::Op op, const Cell& left, const Cell& right) {
  using Op = syntax::Arithmetic::Op;
  const auto* a = std::get_if<std::int64_t>(&left.value);
  const auto* b = std::get_if<std::int64_t>(&right.value);
  if (a != nullptr && b != nullptr && op != Op::kDivide)
    return Cell(op == Op::kAdd ? *a + *b : op == Op::kSubtract ? *a - *b : *a * *b);
  const double x = number(left), y = number(right);
  if (op == Op::kDivide && y == 0) return std::nullopt;
  const double out = op == Op::kAdd ? x + y : op == Op::kSubtract ? x - y : op == Op::kMultiply ? x * y : x / y;
  return Cell(out + 0.0);
}

Cell sumOf(const std::vector<Cell>& all) {
  double sum = 0;
  bool whole = true;
  for (const Cell& cell : all) {
    sum += number(cell);
    whole = whole && std::holds_alternative<std::int64_t>(cell.value);
  }
  return whole ? Cell(static_cast<std::int64_t>(sum)) : Cell(sum + 0.0);
}

/// Of dates a date.
Cell meanOf(const std::vector<Cell>& all) {
  double sum = 0;
  for (const Cell& cell : all) sum += cellRank(cell) == 3 ? static_cast<double>(span(cell).first) : number(cell);
  const double mean = sum / static_cast<double>(all.size());
  if (cellRank(all.front()) == 3) return Cell(Instant{static_cast<Time>(std::floor(mean))});
  return Cell(mean + 0.0);
}

/// The block of so many bits that an address lies in.
std::optional<std::string> blockText(const std::string& text, int bits) {
  auto address = model::parseAddress(text);
  if (!address || bits > (address->v6 ? 128 : 32)) return std::nullopt;
  for (int bit = bits; bit < 128; ++bit) address->bytes[bit / 8] &= static_cast<std::uint8_t>(~(0x80 >> (bit % 8)));
  return model::blockText({*address, bits});
}

Interval calendar(const std::string& unit, Time time) {
  const Time start = startOfDay(time);
  if (unit == "day") return {start, start + 86399};
  if (unit == "week") {
    const Time monday = start - (start / 86400 + 3) % 7 * 86400;  // 1970 began on a Thursday
    return {monday, monday + 7 * 86400 - 1};
  }
  CivilTime civil = civilFromTime(start);
  civil.day = 1;
  if (unit == "year") civil.month = 1;
  const Time from = timeFromCivil(civil);
  return {from, model::addMonths(from, unit == "year" ? 12 : 1) - 1};
}

/// Made of `shared` and `rarity` alone, so that a value is taken once however many links meet in it.
bool ofSharedValues(const syntax::Expr& expr) {
  const auto* trait = std::get_if<syntax::Trait>(&expr.node);
  return trait != nullptr && (trait->words[0].text == "shared" || trait->words[0].text == "rarity");
}

std::string traitText(const syntax::Trait& trait) {
  std::string out;
  for (const syntax::Ident& word : trait.words) out += (out.empty() ? "" : " of ") + word.text;
  return out;
}

}  // namespace

bool PlainModel::isLinkColumn(const syntax::Trait& trait, const Scope& scope) const {
  static const std::set<std::string> kColumns = {"seed",   "origin",     "trait", "shared",     "first",
                                                 "last",   "source",     "times", "confidence", "hops",
                                                 "rarity", "similarity", "kind",  "change",     "cause"};
  return scope.set != nullptr && (scope.set->linked || !scope.set->cause.empty()) && trait.words.size() == 1 &&
         kColumns.count(trait.words[0].text) != 0;
}

PlainModel::Cells PlainModel::linkColumn(const std::string& word, const Hit& hit) const {
  Cells out;
  if (word == "seed" && hit.seed) out.push_back(cellOf(*hit.seed));
  if (word == "seed" && !hit.seed && !hit.seed_text.empty()) out.emplace_back(hit.seed_text);
  if (word == "origin") {
    for (const Node& node : hit.origins) out.push_back(cellOf(node));
    if (!hit.seed && !hit.seed_text.empty()) out.emplace_back(hit.seed_text);
  }
  if (word == "trait" && !hit.trait.empty()) out.emplace_back(hit.trait);
  if (word == "shared" && !hit.shared.isMissing()) out.push_back(hit.shared);
  if (word == "source") out.assign(hit.sources.begin(), hit.sources.end());
  if (word == "hops") out.emplace_back(static_cast<std::int64_t>(hit.hops));
  if (word == "kind" && !hit.kind.empty()) out.emplace_back(hit.kind);
  if (word == "similarity" && hit.similarity >= 0) out.emplace_back(hit.similarity);
  if (word == "rarity" && hit.value && hit.relation != model::kNoRelation) {
    if (const auto rarity = graph().rarity(*hit.value, hit.relation)) out.emplace_back(*rarity);
  }
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
  const auto of = [&](const Box<syntax::Expr>& part) { return namesLinks(*part, set); };
  const auto any = [&](const std::vector<syntax::Expr>& parts) {
    return std::any_of(parts.begin(), parts.end(), [&](const auto& part) { return namesLinks(part, set); });
  };
  if (const auto* node = std::get_if<syntax::Trait>(&expr.node))
    return isLinkColumn(*node, scope) && node->words[0].text != "change" && node->words[0].text != "cause";
  if (const auto* node = std::get_if<syntax::And>(&expr.node)) return any(node->terms);
  if (const auto* node = std::get_if<syntax::Or>(&expr.node)) return any(node->terms);
  if (const auto* node = std::get_if<syntax::Not>(&expr.node)) return of(node->term);
  if (const auto* node = std::get_if<syntax::Comparison>(&expr.node)) return of(node->left) || of(node->right);
  if (const auto* node = std::get_if<syntax::Arithmetic>(&expr.node)) return of(node->left) || of(node->right);
  if (const auto* node = std::get_if<syntax::Is>(&expr.node)) return of(node->left);
  if (const auto* node = std::get_if<syntax::In>(&expr.node)) return of(node->left);
  if (const auto* node = std::get_if<syntax::Matching>(&expr.node)) return of(node->left);
  if (const auto* node = std::get_if<syntax::Regex>(&expr.node)) return of(node->left);
  if (const auto* node = std::get_if<syntax::TimeCondition>(&expr.node)) return of(node->left);
  if (const auto* node = std::get_if<syntax::Call>(&expr.node)) {
    static const std::set<std::string> kAggregates = {"count", "sum", "min", "max", "avg", "median", "list"};
    return kAggregates.count(node->function.text) == 0 && any(node->arguments);
  }
  return false;
}

PlainModel::Cells PlainModel::inTable(const std::string& column, const Scope& scope) const {
  const Cell& cell = scope.table->rows[scope.row].at(columnAt(scope.table->columns, column));
  if (cell.isMissing() || cell.isRedacted()) return {};
  if (const auto* list = std::get_if<CellList>(&cell.value)) return *list;
  return {cell};
}

PlainModel::Cells PlainModel::values(const syntax::Expr& expr, const Scope& scope, const Mods* mods) {
  if (scope.subject != nullptr) return {*scope.subject};
  if (const auto* trait = std::get_if<syntax::Trait>(&expr.node)) {
    const std::string text = traitText(*trait);
    if (text == "count" && scope.group != nullptr) return {Cell(static_cast<std::int64_t>(scope.group->size()))};
    if (scope.table != nullptr) return inTable(text, scope);
    if (isLinkColumn(*trait, scope)) {
      if (text == "change") return {Cell(scope.set->change.at(*scope.node))};
      if (text == "cause") return {Cell(scope.set->cause.at(*scope.node))};
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
  if (const auto* said = std::get_if<syntax::Value>(&expr.node)) {
    const syntax::Value& value = resolved(*said);
    if (const auto* whole = std::get_if<syntax::Number>(&value.node)) {
      if (const auto* integer = std::get_if<std::int64_t>(&whole->value)) return {Cell(*integer)};
      return {Cell(std::get<double>(whole->value))};
    }
    if (const auto* percent = std::get_if<syntax::Percent>(&value.node)) return {Cell(Share{percent->value})};
    if (const auto* length = std::get_if<syntax::Duration>(&value.node)) return {Cell(Seconds{length->seconds})};
    if (const auto* text = std::get_if<syntax::Literal>(&value.node)) return {Cell(text->value)};
    return {};
  }
  if (const auto* node = std::get_if<syntax::Call>(&expr.node)) return call(*node, scope);
  if (const auto* node = std::get_if<syntax::Arithmetic>(&expr.node)) {
    Cells out;
    for (const Cell& left : values(*node->left, scope)) {
      for (const Cell& right : values(*node->right, scope)) {
        if (auto cell = computed(node->op, left, right)) out.push_back(std::move(*cell));
      }
    }
    sortDistinct(out);
    return out;
  }
  return {Cell(test(expr, scope))};
}

/// `first`, `last`, `times` and `ttl` ask the observations of a relation.
PlainModel::Cells PlainModel::observed(const syntax::Call& call, const Scope& scope) {
  const std::string& name = call.function.text;
  std::optional<Time> best;
  std::optional<std::int64_t> ttl;
  std::int64_t times = 0;
  for (const Held& one : heldBy(*scope.node, std::get<syntax::Trait>(call.arguments[0].node), mods(call.modifiers))) {
    if (!counts(one.value, call)) continue;
    for (const Seen& seen : one.seen) {
      times += static_cast<std::int64_t>(seen.times);
      if (seen.ttl != 0) ttl = std::min(ttl.value_or(seen.ttl), seen.ttl);
      if (!seen.dated()) continue;
      const Time time = name == "first" ? seen.first : seen.last;
      if (!best || (name == "first" ? time < *best : time > *best)) best = time;
    }
  }
  if (name == "times") return {Cell(times)};
  if (name == "ttl") return ttl ? Cells{Cell(Seconds{*ttl})} : Cells{};
  return best ? Cells{Cell(Instant{*best})} : Cells{};
}

/// Functions of one value.
PlainModel::Cells PlainModel::scalar(const syntax::Call& call, const Scope& scope) {
  const std::string& name = call.function.text;
  const Cells more = call.arguments.size() > 1 ? values(call.arguments[1], scope) : Cells{};
  Cells out;
  for (const Cell& cell : values(call.arguments[0], scope)) {
    if (name == "len") out.emplace_back(static_cast<std::int64_t>(plainText(cell).size()));
    if (name == "entropy") {
      const auto* node = std::get_if<NodeValue>(&cell.value);
      const Cells label = node != nullptr && graph().isHost(nodeOf(*node)) ? labelOf(nodeOf(*node)) : Cells{};
      out.emplace_back(entropy(label.empty() ? plainText(cell) : plainText(label.front())));
    }
    if (name == "block") {
      const auto block = blockText(plainText(cell), static_cast<int>(number(more.front())));
      if (block) out.emplace_back(*block);
    }
    if (name == "log" && number(cell) > 0) out.emplace_back(std::log(number(cell)) + 0.0);
    if (name == "round") {
      const double scale = std::pow(10.0, more.empty() ? 0 : number(more.front()));
      const double rounded = std::round(number(cell) * scale) / scale;
      if (std::holds_alternative<std::int64_t>(cell.value) || more.empty())
        out.emplace_back(static_cast<std::int64_t>(rounded));
      else
        out.emplace_back(rounded + 0.0);
    }
    if (name == "day" || name == "week" || name == "month" || name == "year")
      out.emplace_back(calendar(name, span(cell).first));
  }
  sortDistinct(out);
  return out;
}

/// What an aggregate is made of: the argument's values of all that are in the group, one by one.
PlainModel::Cells PlainModel::gathered(const syntax::Call& call, const Scope& scope) {
  const Mods mods = this->mods(call.modifiers);
  const std::vector<Scope> alone{scope};
  Cells all;
  std::set<std::pair<std::string, std::string>> met;  // of `shared` and `rarity` a value counts once in its group
  const bool once = scope.set != nullptr && ofSharedValues(call.arguments[0]);
  const auto add = [&](const Scope& one) {
    if (once && one.hit != nullptr) {
      const Hit& hit = *one.hit;
      const Cell value = !hit.shared.isMissing() ? hit.shared : hit.value ? cellOf(*hit.value) : Cell();
      if (!met.insert({hit.trait, shownText(value)}).second) return;
    }
    for (Cell& cell : values(call.arguments[0], one, &mods)) {
      if (counts(cell, call)) all.push_back(std::move(cell));
    }
  };
  for (const Scope& member : scope.group != nullptr ? *scope.group : alone) {
    Scope one = member;
    one.group = nullptr;
    if (one.set == nullptr || one.hit != nullptr || !namesLinks(call.arguments[0], *one.set)) {
      add(one);
      continue;
    }
    for (const Hit& hit : one.set->hits.at(*one.node)) {
      one.hit = &hit;
      add(one);
    }
  }
  std::erase_if(all, [](const Cell& cell) { return cell.isMissing() || cell.isRedacted(); });
  return all;
}

/// `count(ip where country is CN)`: of the nodes reached, only those that meet the condition.
bool PlainModel::counts(const Cell& reached, const syntax::Call& call) {
  if (!call.where) return true;
  const Node node = nodeOf(std::get<NodeValue>(reached.value));
  Scope scope;
  scope.node = &node;
  return test(*call.where, scope);
}

PlainModel::Cells PlainModel::call(const syntax::Call& call, const Scope& scope) {
  const std::string& name = call.function.text;
  const auto among = [&](const std::set<std::string>& names) { return names.count(name) != 0; };
  if (among({"first", "last", "times", "ttl"})) return observed(call, scope);
  if (!among({"count", "sum", "min", "max", "avg", "median", "list"})) return scalar(call, scope);
  if (call.arguments.empty())
    return {Cell(static_cast<std::int64_t>(scope.group != nullptr ? scope.group->size() : 1))};
  Cells all = gathered(call, scope);
  if (name == "sum" || name == "avg") {
    if (all.empty()) return {};
    return {name == "sum" ? sumOf(all) : meanOf(all)};
  }
  if (name == "median") {
    if (all.empty()) return {};
    std::stable_sort(all.begin(), all.end(), [](const Cell& a, const Cell& b) { return compareCells(a, b) < 0; });
    const std::size_t middle = all.size() / 2;
    if (all.size() % 2 == 1 || cellRank(all[middle]) < 2) return {all[all.size() % 2 == 1 ? middle : middle - 1]};
    return {meanOf({all[middle - 1], all[middle]})};
  }
  sortDistinct(all);
  if (name == "count") return {Cell(static_cast<std::int64_t>(all.size()))};
  if (name == "list") return {Cell(CellList(all))};
  if (all.empty()) return {};
  return {name == "min" ? all.front() : all.back()};
}

}  // namespace clew::property
