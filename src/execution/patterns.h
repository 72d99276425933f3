// Patterns over texts: globs of `matching`, regular expressions of `~`. Both take time linear in the text (glob: times
// the pattern), whatever the pattern.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "clew/error.h"

namespace clew::execution {

/// Whether the whole text fits: `*` is any run of bytes but `@`, `?` one character but `@`, all else itself. Both lower
/// case.
bool globMatches(std::string_view glob, std::string_view text);

/// A compiled regular expression (RE2 syntax, UTF-8, finds anywhere in the text).
class Regex {
 public:
  explicit Regex(std::string_view pattern);
  ~Regex();
  Result<void> check() const;
  bool find(std::string_view text) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace clew::execution
