// What `matching` and `~` take: patterns of names, and regular expressions.
#include "binder/binder.h"
#include "common/text.h"

namespace clew::binder {

bool Binder::isGlob(const syntax::Value& value) {
  const auto* literal = std::get_if<syntax::Literal>(&value.node);
  return literal != nullptr && literal->kind == syntax::LiteralKind::kGlob;
}

std::optional<std::vector<GlobPattern>> Binder::patterns(const syntax::Value& pattern) {
  if (const auto* literal = std::get_if<syntax::Literal>(&pattern.node)) {
    if (literal->value.empty()) {
      diagnostics_.report(Error(ErrorCode::kType, "the pattern is empty").withId("E316").at(pattern.span));
      return std::nullopt;
    }
    return std::vector<GlobPattern>{{toLower(literal->value), std::nullopt, nullptr}};
  }
  if (const auto* var = std::get_if<syntax::VarRef>(&pattern.node)) {
    const auto param = textParam(pattern);
    if (!param) return std::nullopt;
    return std::vector<GlobPattern>{{"$" + var->name, param, nullptr}};
  }
  if (const auto* set = std::get_if<syntax::SetRef>(&pattern.node)) {
    syntax::Primary primary;
    primary.span = pattern.span;
    primary.node = syntax::SetSource{*set, std::nullopt};
    const PlannedSet planned = plan_set_(primary);
    if (planned.plan == nullptr) return std::nullopt;
    return std::vector<GlobPattern>{{"@" + set->name, std::nullopt, planned.plan}};
  }
  diagnostics_.report(Error(ErrorCode::kType, "a pattern must stand here").withId("E316").at(pattern.span));
  return std::nullopt;
}

std::optional<std::string> Binder::regex(const syntax::Value& pattern) {
  if (const auto* literal = std::get_if<syntax::Literal>(&pattern.node)) {
    if (check_regex_) {
      if (auto trouble = check_regex_(literal->value)) {
        diagnostics_.report(Error(ErrorCode::kType, "the regular expression does not hold: " + *trouble)
                                .withId("E316")
                                .at(pattern.span));
        return std::nullopt;
      }
    }
    return literal->value;
  }
  if (const auto* var = std::get_if<syntax::VarRef>(&pattern.node)) {
    return textParam(pattern) ? std::optional<std::string>("$" + var->name) : std::nullopt;
  }
  diagnostics_.report(
      Error(ErrorCode::kType, "a regular expression is a text in quotes").withId("E316").at(pattern.span));
  return std::nullopt;
}

}  // namespace clew::binder
