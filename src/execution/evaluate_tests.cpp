// Tests of expressions. Logic has two values: a comparison with what is redacted or missing is false, its negation
// true.
#include <algorithm>
#include <limits>

#include "common/text.h"
#include "execution/evaluate.h"
#include "execution/operator.h"
#include "execution/resembling.h"
#include "execution/times.h"

namespace clew::execution {

using binder::BoundExpr;
using binder::BoundTrait;
using binder::CompareOp;

namespace {

std::optional<Interval> spanOf(const Datum& datum) {
  if (const auto* instant = datum.as<Instant>()) return Interval{instant->value, instant->value};
  if (const auto* span = datum.as<Interval>()) return *span;
  return std::nullopt;
}

bool compareTimes(CompareOp op, const Interval& a, const Interval& b) {
  switch (op) {
    case CompareOp::kEqual:
    case CompareOp::kNotEqual:
      return (a.first >= b.first && a.last <= b.last) || (b.first >= a.first && b.last <= a.last);
    case CompareOp::kLess:
      return a.last < b.first;
    case CompareOp::kLessEqual:
      return a.last <= b.last;
    case CompareOp::kGreater:
      return a.first > b.last;
    case CompareOp::kGreaterEqual:
      return a.first >= b.first;
  }
  return false;
}

bool holds(CompareOp op, int by) {
  switch (op) {
    case CompareOp::kEqual:
    case CompareOp::kNotEqual:
      return by == 0;
    case CompareOp::kLess:
      return by < 0;
    case CompareOp::kLessEqual:
      return by <= 0;
    case CompareOp::kGreater:
      return by > 0;
    case CompareOp::kGreaterEqual:
      return by >= 0;
  }
  return false;
}

/// By its name in any spelling that means it.
bool nodeIsCalled(const GraphView& view, NodeId node, const std::string& text) {
  const std::string_view name = view.nameOf(node);
  if (name == text || view.displayOf(node) == text || name == model::foldName(text)) return true;
  const model::TypeId type = view.schema().storedType(view.typeOf(node));
  const model::Form form = view.schema().type(type).form;
  if (form == model::Form::kFolded || form == model::Form::kExact) return false;
  const auto meant = model::canonical(view.schema(), type, text);
  return meant.ok() && meant->name == name;
}

CompareOp mirrored(CompareOp op) {
  switch (op) {
    case CompareOp::kLess:
      return CompareOp::kGreater;
    case CompareOp::kLessEqual:
      return CompareOp::kGreaterEqual;
    case CompareOp::kGreater:
      return CompareOp::kLess;
    case CompareOp::kGreaterEqual:
      return CompareOp::kLessEqual;
    default:
      return op;
  }
}

}  // namespace

bool Evaluator::test(const BoundExpr& expr, const Scope& scope) {
  if (!run_.goOn()) return false;
  if (const auto* any_of = std::get_if<BoundExpr::Or>(&expr.node)) {
    return std::any_of(any_of->terms.begin(), any_of->terms.end(),
                       [&](const auto& term) { return test(*term, scope); });
  }
  if (const auto* all_of = std::get_if<BoundExpr::And>(&expr.node)) {
    return std::all_of(all_of->terms.begin(), all_of->terms.end(),
                       [&](const auto& term) { return test(*term, scope); });
  }
  if (const auto* inverse = std::get_if<BoundExpr::Not>(&expr.node)) return !test(*inverse->term, scope);
  if (const auto* node = std::get_if<BoundExpr::Compare>(&expr.node)) return compare(*node, scope);
  if (const auto* node = std::get_if<BoundExpr::Is>(&expr.node)) return is(*node, scope);
  if (const auto* node = std::get_if<BoundExpr::IsState>(&expr.node)) return isState(*node, scope);
  if (const auto* node = std::get_if<BoundExpr::In>(&expr.node)) return in(*node, scope);
  if (const auto* node = std::get_if<BoundExpr::Matching>(&expr.node)) return matching(*node, scope);
  if (const auto* node = std::get_if<BoundExpr::Regex>(&expr.node)) return regex(*node, scope);
  if (const auto* node = std::get_if<BoundExpr::Resembling>(&expr.node)) return resembling(*node, scope);
  if (const auto* node = std::get_if<BoundExpr::Has>(&expr.node)) return has(*node, scope);
  if (const auto* node = std::get_if<BoundExpr::Every>(&expr.node)) return every(*node, scope);
  if (const auto* node = std::get_if<BoundExpr::TimeIs>(&expr.node)) return timeIs(*node, scope);
  if (const auto* node = std::get_if<BoundExpr::Changed>(&expr.node)) return changed(*node, scope);
  if (const auto* node = std::get_if<BoundExpr::Truth>(&expr.node)) return truth(*node, scope);
  const DatumList found = values(expr, scope);
  return std::any_of(found.begin(), found.end(), [](const Datum& value) {
    const bool* yes = value.as<bool>();
    return yes != nullptr && *yes;
  });
}

bool Evaluator::compareOne(CompareOp op, const Datum& left, const Datum& right) {
  const auto a = spanOf(left), b = spanOf(right);
  if (a && b) return compareTimes(op, *a, *b);
  const NodeRef* node = left.as<NodeRef>();
  const NodeRef* other = right.as<NodeRef>();
  const std::string* text = right.as<std::string>();
  if (node != nullptr && text != nullptr) {
    if (op == CompareOp::kEqual || op == CompareOp::kNotEqual) return nodeIsCalled(run_.view(), node->id, *text);
    return holds(op, run_.view().nameOf(node->id).compare(*text));
  }
  if (other != nullptr && left.as<std::string>() != nullptr) return compareOne(mirrored(op), right, left);
  const bool numbers = numberOf(left) && numberOf(right);
  if (!numbers && left.value.index() != right.value.index()) return false;
  return holds(op, compareData(run_.view(), left, right));
}

bool Evaluator::compare(const BoundExpr::Compare& node, const Scope& scope) {
  const DatumList rights = values(*node.right, scope);
  bool any = false;
  for (const Datum& left : values(*node.left, scope)) {
    any = any || std::any_of(rights.begin(), rights.end(),
                             [&](const Datum& right) { return compareOne(node.op, left, right); });
  }
  return node.op == CompareOp::kNotEqual ? !any : any;
}

bool Evaluator::fits(const Datum& datum, const Wanted& wanted) {
  if (const NodeRef* node = datum.as<NodeRef>()) {
    if (std::binary_search(wanted.nodes.begin(), wanted.nodes.end(), node->id)) return true;
    if (wanted.folded) return nodeIsCalled(run_.view(), node->id, wanted.texts.front());
    if (!wanted.block) return false;
    if (run_.view().nameOf(node->id) == wanted.texts.front()) return true;  // the block itself, a net
    const auto address = model::parseAddress(run_.view().nameOf(node->id));
    return address && wanted.block->contains(*address);
  }
  if (const std::string* text = datum.as<std::string>()) {
    if (std::find(wanted.texts.begin(), wanted.texts.end(), *text) != wanted.texts.end()) return true;
    if (!wanted.block) return false;
    const auto address = model::parseAddress(*text);
    return address && wanted.block->contains(*address);
  }
  if (wanted.datum) return compareOne(CompareOp::kEqual, datum, *wanted.datum);
  const auto span = spanOf(datum);
  return span && wanted.time && compareTimes(CompareOp::kEqual, *span, *wanted.time);
}

/// `tld is .co.uk` asks for a public suffix of more than one label.
bool Evaluator::suffixFits(const BoundExpr& left, const Scope& scope, const Wanted& wanted) {
  const auto* trait = std::get_if<BoundTrait>(&left.node);
  if (trait == nullptr || trait->end != BoundTrait::End::kProperty || scope.node == kNoNode || wanted.texts.empty())
    return false;
  if (run_.schema().property(trait->property).name != "tld") return false;
  std::string_view suffix = wanted.texts.front();
  if (suffix.starts_with('.')) suffix.remove_prefix(1);
  const NodeSet hosts = trait->hops.empty() ? NodeSet{scope.node} : reader(*trait).forward({scope.node});
  return std::any_of(hosts.begin(), hosts.end(), [&](NodeId host) {
    const std::string_view name = run_.view().nameOf(host);
    return name.substr(name.rfind('.') + 1) == suffix ||
           (contains(suffix, ".") && run_.suffixes().suffix(name) == suffix);
  });
}

bool Evaluator::is(const BoundExpr::Is& node, const Scope& scope) {
  const DatumList left = values(*node.left, scope);
  const bool any = std::any_of(node.any_of.begin(), node.any_of.end(), [&](const binder::BoundValue& value) {
    const Wanted& meant = wanted(value);
    return std::any_of(left.begin(), left.end(), [&](const Datum& datum) { return fits(datum, meant); }) ||
           suffixFits(*node.left, scope, meant);
  });
  return any != node.negated;
}

bool Evaluator::in(const BoundExpr::In& node, const Scope& scope) {
  const DatumList left = values(*node.left, scope);
  bool any = std::any_of(node.values.begin(), node.values.end(), [&](const binder::BoundValue& value) {
    const Wanted& meant = wanted(value);
    return std::any_of(left.begin(), left.end(), [&](const Datum& datum) { return fits(datum, meant); }) ||
           suffixFits(*node.left, scope, meant);
  });
  any = any || (!node.globs.empty() && matchesAny(left, node.globs));
  for (const binder::PlanPtr& plan : node.sets) {
    const auto [at, fresh] = sets_.try_emplace(&plan);
    if (fresh) {
      const Run::Aside aside(run_);
      at->second = Membership(evaluateSet(run_, *plan, clock_).nodes, run_.view().nodeCount());
    }
    any = any || std::any_of(left.begin(), left.end(), [&at = at](const Datum& datum) {
            const NodeRef* ref = datum.as<NodeRef>();
            return ref != nullptr && at->second.contains(ref->id);
          });
  }
  return any != node.negated;
}

bool Evaluator::isState(const BoundExpr::IsState& node, const Scope& scope) {
  RecordCheck check;
  if (node.trait.end == BoundTrait::End::kLinkColumn) {
    check.known = !linkColumn(node.trait.link_column, scope).empty();
  } else if (node.trait.end == BoundTrait::End::kTableColumn) {
    check.known = !tableCell(node.trait, scope).empty();
    check.redacted = scope.rows != nullptr && scope.rows->at(scope.row, node.trait.table_column).isRedacted();
  } else if (scope.node != kNoNode) {
    check = reader(node.trait).state(scope.node);
  }
  const bool yes = node.state == binder::StateKind::kKnown      ? check.known
                   : node.state == binder::StateKind::kRedacted ? check.redacted
                                                                : !check.known && !check.redacted;
  return yes != node.negated;
}

/// A parameter's pattern, or the names of a set; a name holds no star, so it matches itself.
const std::vector<std::string>& Evaluator::globsOf(const binder::GlobPattern& pattern) {
  const auto [at, fresh] = globs_.try_emplace(&pattern);
  if (!fresh) return at->second;
  std::vector<std::string> globs;
  if (pattern.param) {
    if (const binder::BoundValue* given = run_.scalar(pattern.param->index)) {
      const auto* text = std::get_if<std::string>(&given->value);
      globs.push_back(toLower(model::refang(text != nullptr ? *text : given->text)));
    }
  } else if (pattern.names) {
    const Run::Aside aside(run_);
    for (const NodeId node : evaluateSet(run_, *pattern.names, clock_).nodes) {
      if (!run_.goOn()) break;
      globs.emplace_back(toLower(run_.view().nameOf(node)));
    }
  } else {
    globs.push_back(pattern.glob);
  }
  return globs_[&pattern] = std::move(globs);
}

bool Evaluator::matchesAny(const DatumList& values, const std::vector<binder::GlobPattern>& patterns) {
  return std::any_of(values.begin(), values.end(), [&](const Datum& value) {
    const std::string text = toLower(textOf(run_.view(), value));
    // a pattern in another script is meant for the name as people read it
    const bool encoded = contains(text, "xn--");
    const std::string shown = encoded ? model::displayHost(text) : std::string();
    return std::any_of(patterns.begin(), patterns.end(), [&](const auto& pattern) {
      const auto& globs = globsOf(pattern);
      return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
        return globMatches(glob, text) || (encoded && globMatches(glob, shown));
      });
    });
  });
}

bool Evaluator::matching(const BoundExpr::Matching& node, const Scope& scope) {
  return matchesAny(values(*node.left, scope), node.any_of) != node.negated;
}

const Regex* Evaluator::compiled(const BoundExpr::Regex& node) {
  auto& compiled = regexes_[&node];
  if (!compiled) {
    std::string pattern = node.pattern;
    if (node.param) {
      const binder::BoundValue* given = run_.scalar(node.param->index);
      if (given == nullptr) return nullptr;
      const auto* text = std::get_if<std::string>(&given->value);
      pattern = text != nullptr ? *text : given->text;
    }
    compiled = std::make_unique<Regex>(pattern);
  }
  return compiled.get();
}

bool Evaluator::regex(const BoundExpr::Regex& node, const Scope& scope) {
  const Regex* compiled = this->compiled(node);
  if (compiled == nullptr) return false;
  if (auto checked = compiled->check(); !checked.ok()) run_.fail(checked.error());
  const DatumList left = values(*node.left, scope);
  return std::any_of(left.begin(), left.end(),
                     [&](const Datum& value) { return compiled->find(textOf(run_.view(), value)); });
}

const LikenessSeeds& Evaluator::seedsOf(const BoundExpr::Resembling& node) {
  auto& seeds = likeness_[&node];
  if (!seeds) seeds = std::make_shared<const LikenessSeeds>(run_, clock_, node.likeness);
  return *seeds;
}

bool Evaluator::resembling(const BoundExpr::Resembling& node, const Scope& scope) {
  const LikenessSeeds& seeds = seedsOf(node);
  const DatumList left = values(*node.left, scope);
  const bool any = std::any_of(left.begin(), left.end(), [&](const Datum& value) {
    const auto* ref = value.as<NodeRef>();
    if (ref != nullptr && !run_.schema().isA(run_.view().typeOf(ref->id), run_.schema().known().host)) return false;
    return !seeds.matches(textOf(run_.view(), value)).empty();
  });
  return any != node.negated;
}

bool Evaluator::has(const BoundExpr::Has& node, const Scope& scope) {
  const DatumList found = traitValues(node.trait, scope);
  const bool any = std::any_of(found.begin(), found.end(), [&](const Datum& value) {
    if (!node.tail) return true;
    Scope inner = scope;
    inner.subject = &value;
    return test(*node.tail, inner);
  });
  return any != node.no;
}

/// False of a node without a value: `every` never says more than the plain form does.
bool Evaluator::every(const BoundExpr::Every& node, const Scope& scope) {
  const DatumList found = traitValues(node.trait, scope);
  return !found.empty() && std::all_of(found.begin(), found.end(), [&](const Datum& value) {
    Scope inner = scope;
    inner.subject = &value;
    return test(*node.tail, inner);
  });
}

bool Evaluator::timeIs(const BoundExpr::TimeIs& node, const Scope& scope) {
  const graph::TimeTest test = resolveTest(run_, clock_, node.test);
  const auto* trait = std::get_if<BoundTrait>(&node.left->node);
  const bool history =
      node.ever && trait != nullptr && trait->end == BoundTrait::End::kProperty && scope.node != kNoNode;
  const DatumList dates = history ? reader(*trait).history(scope.node) : values(*node.left, scope);
  return std::any_of(dates.begin(), dates.end(), [&](const Datum& date) {
    const auto span = spanOf(date);
    return span && dateMeets(*span, test);
  });
}

Evaluator::ChangedReaders& Evaluator::changedReaders(const BoundExpr::Changed& node) {
  auto& slot = changed_[&node];
  if (slot) return *slot;
  slot = std::make_unique<ChangedReaders>();
  const graph::TimeTest test = resolveTest(run_, clock_, node.test);
  Time then = test.from, end = test.to;
  using Kind = graph::TimeTest::Kind;
  if (test.kind == Kind::kLastFrom || test.kind == Kind::kEndsAfter) end = clock_.now;
  if (test.kind == Kind::kBeginsBefore) then = std::numeric_limits<Time>::min() / 4;
  const auto with = [&](binder::BoundTimeTest::Kind kind, Time from, Time to) {
    binder::BoundModifiers modifiers = node.trait.modifiers;
    binder::BoundTimeTest at;
    at.kind = kind;
    at.from.value = Interval{from, to};
    at.to.value = Interval{from, to};
    modifiers.times.push_back(std::move(at));
    return modifiers;
  };
  slot->then = with(binder::BoundTimeTest::Kind::kAt, then, then);
  slot->end = with(binder::BoundTimeTest::Kind::kAt, end, end);
  slot->between = with(binder::BoundTimeTest::Kind::kDuring, then, end);
  slot->at_then = std::make_unique<TraitReader>(run_, clock_, node.trait, &slot->then);
  slot->at_end = std::make_unique<TraitReader>(run_, clock_, node.trait, &slot->end);
  slot->in_between = std::make_unique<TraitReader>(run_, clock_, node.trait, &slot->between);
  for (const auto& reader : {slot->at_then.get(), slot->at_end.get(), slot->in_between.get()}) reader->reportAll();
  return *slot;
}

bool Evaluator::changed(const BoundExpr::Changed& node, const Scope& scope) {
  if (scope.node == kNoNode) return false;
  const bool first_run = run_.environment().last_run == nullptr;
  if (first_run && std::holds_alternative<binder::LastRun>(node.test.from.value)) return false;
  ChangedReaders& readers = changedReaders(node);
  const DatumList before = readers.at_then->values(scope.node);
  const DatumList after = readers.at_end->values(scope.node);
  const auto same = [&](const Datum& a, const Datum& b) { return compareData(run_.view(), a, b) == 0; };
  if (!std::equal(before.begin(), before.end(), after.begin(), after.end(), same)) return true;
  for (const Datum& value : readers.in_between->values(scope.node)) {
    if (std::none_of(before.begin(), before.end(), [&](const Datum& old) { return same(old, value); })) return true;
  }
  return false;
}

bool Evaluator::truth(const BoundExpr::Truth& node, const Scope& scope) {
  const DatumList found = values(*node.value, scope);
  return std::any_of(found.begin(), found.end(), [](const Datum& value) {
    if (const bool* yes = value.as<bool>()) return *yes;
    if (const auto* text = value.as<std::string>()) return *text == "true";
    return numberOf(value).value_or(0) != 0;
  });
}

}  // namespace clew::execution
