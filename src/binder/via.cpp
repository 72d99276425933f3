#include "binder/via.h"

#include "common/text.h"

namespace clew::binder {

std::optional<std::vector<syntax::Ident>> viaOf(const syntax::LinkModifiers& modifiers, Diagnostics& diagnostics) {
  std::optional<std::vector<syntax::Ident>> found;
  const syntax::LinkModifier* before = nullptr;
  for (const auto& modifier : modifiers) {
    const auto* via = std::get_if<syntax::Via>(&modifier.node);
    if (via != nullptr && found) {
      Error error(ErrorCode::kSyntax, "`via` is written once, with commas between its relations");
      if (std::holds_alternative<syntax::Via>(before->node)) {  // the two become one list
        std::string list;
        for (const auto& relation : via->relations) list += ", " + relation.text;
        error.withFix(modifier.span, std::move(list));
      }
      diagnostics.report(std::move(error.withId("E321").at(modifier.span)));
      return std::nullopt;
    }
    if (via != nullptr) found = via->relations;
    before = &modifier;
  }
  return found ? std::move(found) : std::vector<syntax::Ident>();
}

bool refusesVia(const syntax::LinkModifiers& modifiers, std::string_view what, Diagnostics& diagnostics) {
  for (const auto& modifier : modifiers) {
    if (!std::holds_alternative<syntax::Via>(modifier.node)) continue;
    diagnostics.report(
        Error(ErrorCode::kType, "`via` picks among the relations of an arrow; " + std::string(what) + " names its own")
            .withId("E321")
            .at(modifier.span)
            .withFix(modifier.span, ""));
    return true;
  }
  return false;
}

bool refusesMost(const syntax::LinkModifiers& modifiers, std::string_view what, Diagnostics& diagnostics) {
  for (const auto& modifier : modifiers) {
    if (!std::holds_alternative<syntax::AtMostEach>(modifier.node)) continue;
    diagnostics.report(
        Error(ErrorCode::kType,
              "`at most ... each` cuts the links of a starting node, and " + std::string(what) + " reads all of them")
            .withId("E350")
            .at(modifier.span)
            .withNote("it stands after an arrow, `expand`, `sharing` and `cluster by`: `@iocs -> ip at most 50 each`")
            .withFix(modifier.span, ""));
    return true;
  }
  return false;
}

}  // namespace clew::binder
