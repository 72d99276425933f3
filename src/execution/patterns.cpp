#include "execution/patterns.h"

#include <re2/re2.h>

#include "common/utf8.h"
#include "execution/executor.h"

namespace clew::execution {

bool globMatches(std::string_view glob, std::string_view text) {
  // The last star may be stretched; an earlier one never needs to be, so this is linear in each star's stretch.
  std::size_t g = 0, t = 0;
  std::size_t star = std::string_view::npos, star_text = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      star_text = t;
      continue;
    }
    const std::size_t step = g < glob.size() && glob[g] == '?' ? decodeUtf8(text, t).length : 1;
    const bool fits = g < glob.size() && (glob[g] == text[t] || (glob[g] == '?' && text[t] != '@'));
    if (fits) {
      ++g;
      t += step;
      continue;
    }
    // A star cannot grow over `@`; an earlier star would have to cross the same one.
    if (star == std::string_view::npos || text[star_text] == '@') return false;
    g = star + 1;
    t = ++star_text;
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

struct Regex::Impl {
  explicit Impl(std::string_view pattern, const re2::RE2::Options& options)
      : expression(re2::StringPiece(pattern.data(), pattern.size()), options) {}
  re2::RE2 expression;
};

Regex::Regex(std::string_view pattern) {
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_max_mem(8 << 20);
  impl_ = std::make_unique<Impl>(pattern, options);
}
Regex::~Regex() = default;

Result<void> Regex::check() const {
  if (impl_->expression.ok()) return {};
  return Error(ErrorCode::kSyntax, "this is no regular expression: " + impl_->expression.error()).withId("E115");
}

bool Regex::find(std::string_view text) const {
  return impl_->expression.ok() &&
         re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), impl_->expression);
}

Result<void> checkRegex(std::string_view pattern) {
  return Regex(pattern).check();
}

}  // namespace clew::execution
