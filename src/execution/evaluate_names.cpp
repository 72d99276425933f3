// What a condition asks of a node's name, so that a view that finds names by the texts in them leaves the others out.
#include <algorithm>

#include "binder/parts.h"
#include "common/text.h"
#include "execution/evaluate.h"
#include "execution/resembling.h"

namespace clew::execution {

using binder::BoundExpr;
using binder::BoundTrait;
using graph::NamePart;
using graph::NameParts;

namespace {

/// What of a node a test is about.
enum class AskedOf : std::uint8_t { kNone, kName, kLabel, kTld };

AskedOf askedOf(const binder::ExprPtr& left, const model::Schema& schema) {
  const auto* trait = left ? std::get_if<BoundTrait>(&left->node) : nullptr;
  if (trait == nullptr || !trait->hops.empty()) return AskedOf::kNone;
  if (trait->end == BoundTrait::End::kNodes) return AskedOf::kName;
  if (trait->end != BoundTrait::End::kProperty) return AskedOf::kNone;
  const model::PropertyDef& property = schema.property(trait->property);
  if (!property.computed) return AskedOf::kNone;
  if (property.name == "name") return AskedOf::kName;
  if (property.name == "label") return AskedOf::kLabel;
  return property.name == "tld" ? AskedOf::kTld : AskedOf::kNone;
}

constexpr std::size_t kMostLists = 65'536;  // of more it is not worth the memory

/// A name whose letters are written in another way than they are read.
NameParts encoded() {
  return {{"xn--", NamePart::Where::kAnywhere}};
}

/// What a part of a name holds the name holds, though not at its own beginning or end.
void loosen(AskedOf part, NameParts& parts) {
  if (part == AskedOf::kName) return;
  for (NamePart& one : parts) {
    if (part == AskedOf::kLabel || one.where == NamePart::Where::kBegin) one.where = NamePart::Where::kAnywhere;
  }
}

bool mayWalk(const BoundExpr& expr) {
  if (const auto* trait = std::get_if<BoundTrait>(&expr.node)) return !trait->hops.empty() || trait->only != nullptr;
  bool out = std::visit(
      [](const auto& node) {
        if constexpr (requires { node.trait.hops; }) return true;
        if constexpr (requires { node.sets; }) return !node.sets.empty();
        return false;
      },
      expr.node);
  binder::eachPart(expr, [&](const BoundExpr& part) { out = out || mayWalk(part); });
  return out;
}

}  // namespace

NeededParts Evaluator::nameNeeds(const BoundExpr& expr, bool first) {
  if (const auto* all = std::get_if<BoundExpr::And>(&expr.node)) {
    // what stands behind a test that walks is left to be asked of the nodes that it was asked of
    NeededParts best;
    const auto size = [](const NeededParts& needs) {
      std::size_t least = std::string::npos;
      for (const NameParts& parts : *needs) {
        std::size_t longest = 0;
        for (const NamePart& part : parts) longest = std::max(longest, part.text.size());
        least = std::min(least, longest);
      }
      return least;
    };
    for (const auto& term : all->terms) {
      NeededParts one = nameNeeds(*term, first);
      if (one && (!best || size(one) > size(best))) best = std::move(one);
      if (mayWalk(*term)) break;
      first = false;
    }
    return best;
  }
  if (const auto* any = std::get_if<BoundExpr::Or>(&expr.node)) {
    std::vector<NameParts> out;
    for (const auto& term : any->terms) {
      NeededParts one = nameNeeds(*term, first);
      if (!one) return std::nullopt;
      out.insert(out.end(), one->begin(), one->end());
      first = false;
    }
    return out;
  }
  if (const auto* node = std::get_if<BoundExpr::Matching>(&expr.node))
    return node->negated ? std::nullopt : globNeeds(node->left, node->any_of, first);
  if (const auto* node = std::get_if<BoundExpr::Is>(&expr.node))
    return node->negated ? std::nullopt : tldNeeds(node->left, node->any_of);
  if (const auto* node = std::get_if<BoundExpr::In>(&expr.node)) {
    if (node->negated || !node->sets.empty()) return std::nullopt;
    NeededParts out = node->values.empty() ? std::vector<NameParts>() : tldNeeds(node->left, node->values);
    NeededParts more = node->globs.empty() ? std::vector<NameParts>() : globNeeds(node->left, node->globs, first);
    if (!out || !more) return std::nullopt;
    out->insert(out->end(), more->begin(), more->end());
    return out;
  }
  if (const auto* node = std::get_if<BoundExpr::Regex>(&expr.node)) {
    const AskedOf part = askedOf(node->left, run_.schema());
    if (part == AskedOf::kNone) return std::nullopt;
    const Regex* regex = compiled(*node);
    NeededParts out = regex != nullptr ? regex->needs() : std::nullopt;
    if (!out || part == AskedOf::kName) return out;
    for (NameParts& parts : *out) loosen(part, parts);
    out->push_back(encoded());
    return out;
  }
  if (const auto* node = std::get_if<BoundExpr::Resembling>(&expr.node)) {
    const bool asked = first && !node->negated && askedOf(node->left, run_.schema()) != AskedOf::kNone;
    return asked ? seedsOf(*node).needs() : std::nullopt;
  }
  return std::nullopt;
}

NeededParts Evaluator::globNeeds(const binder::ExprPtr& left, const std::vector<binder::GlobPattern>& patterns,
                                 bool first) {
  const AskedOf part = askedOf(left, run_.schema());
  if (part == AskedOf::kNone) return std::nullopt;
  std::vector<NameParts> out;
  for (const binder::GlobPattern& pattern : patterns) {
    if (pattern.names && !first) return std::nullopt;  // the set may never be asked for
    for (const std::string& glob : globsOf(pattern)) {
      NameParts parts = partsOfGlob(glob);
      if (parts.empty() || out.size() == kMostLists) return std::nullopt;
      loosen(part, parts);
      out.push_back(std::move(parts));
    }
  }
  out.push_back(encoded());
  return out;
}

NeededParts Evaluator::tldNeeds(const binder::ExprPtr& left, const std::vector<binder::BoundValue>& values) {
  if (askedOf(left, run_.schema()) != AskedOf::kTld) return std::nullopt;
  std::vector<NameParts> out;
  for (const binder::BoundValue& value : values) {
    const Wanted& meant = wanted(value);
    if (meant.block || meant.datum || meant.time || meant.texts.empty()) return std::nullopt;
    for (const std::string& text : meant.texts) {
      std::string suffix = toLower(text.starts_with('.') ? std::string_view(text).substr(1) : std::string_view(text));
      out.push_back({{suffix, NamePart::Where::kBegin}, {suffix, NamePart::Where::kEnd}});  // a name of one label
      out.push_back({{"." + std::move(suffix), NamePart::Where::kEnd}});
    }
  }
  return out;
}

}  // namespace clew::execution
