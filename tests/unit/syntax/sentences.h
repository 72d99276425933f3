// Sentences that all tests of the syntax share.
#pragma once

#include <string>
#include <vector>

namespace clew::syntax::testing {

/// A source and its canonical text; an empty text says that the source is canonical itself.
struct Sentence {
  std::string source;
  std::string printed;
  const std::string& canonical() const { return printed.empty() ? source : printed; }
};

/// The forty open questions in the language.
const std::vector<Sentence>& questions();
/// Every construct of the language, at least once each.
const std::vector<Sentence>& constructs();

}  // namespace clew::syntax::testing
