// Patterns over texts: globs of `matching`, regular expressions of `~`. Both take time linear in the text (glob: times
// the pattern), whatever the pattern.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clew/error.h"
#include "graph/view.h"

namespace clew::execution {

/// Whether the whole text fits: `*` is any run of bytes but `@`, `?` one character but `@`, all else itself. Both lower
/// case.
bool globMatches(std::string_view glob, std::string_view text);

/// What a text must hold for a pattern to match it: all parts of one of the lists. Empty: not known.
using NeededParts = std::optional<std::vector<graph::NameParts>>;

/// What every text holds that the glob matches; nothing when that is nothing.
graph::NameParts partsOfGlob(std::string_view glob);

/// A compiled regular expression (RE2 syntax, UTF-8, finds anywhere in the text).
class Regex {
 public:
  explicit Regex(std::string_view pattern);
  ~Regex();
  Result<void> check() const;
  bool find(std::string_view text) const;
  /// What every text holds in which it is found, as RE2 tells it.
  NeededParts needs() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace clew::execution
