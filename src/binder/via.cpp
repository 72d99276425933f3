#include "binder/via.h"

#include "common/text.h"

namespace clew::binder {

std::optional<std::vector<syntax::Ident>> viaOf(const syntax::LinkModifiers& modifiers, Diagnostics& diagnostics) {
  std::optional<std::vector<syntax::Ident>> found;
  for (const auto& modifier : modifiers) {
    const auto* via = std::get_if<syntax::Via>(&modifier.node);
    if (via == nullptr) continue;
    if (found) {
      diagnostics.report(Error(ErrorCode::kSyntax, "`via` is written once, with commas between its relations")
                             .withId("E321")
                             .at(modifier.span)
                             .withHint("via email, ip"));
      return std::nullopt;
    }
    found = via->relations;
  }
  return found ? std::move(found) : std::vector<syntax::Ident>();
}

bool refusesVia(const syntax::LinkModifiers& modifiers, std::string_view what, std::string_view hint,
                Diagnostics& diagnostics) {
  for (const auto& modifier : modifiers) {
    if (!std::holds_alternative<syntax::Via>(modifier.node)) continue;
    diagnostics.report(
        Error(ErrorCode::kType, "`via` picks among the relations of an arrow; " + std::string(what) + " names its own")
            .withId("E321")
            .at(modifier.span)
            .withHint(std::string(hint)));
    return true;
  }
  return false;
}

}  // namespace clew::binder
