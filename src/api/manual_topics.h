// The manual as topics: what `help` prints, and what an editor shows over a word.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace clew {

/// A part of the manual under a heading `## name: title`, or `### name: title` within one.
struct ManualTopic {
  std::string_view name, title;
  std::string_view text;  // without the heading; of a part with parts of its own, these too
  bool inner = false;     // a part of a part
};

/// In the manual's order.
std::vector<ManualTopic> manualTopics();

/// The rows of the manual's tables whose first column writes the word, at most `most`, each "- written: meaning". Those of the
/// index of words come first.
std::string manualRows(std::string_view word, std::size_t most);

/// What the manual says of a word of the language: what its index says, with examples, the rows of other tables, and the
/// topics that write it; of a word without a place in the index the paragraphs as well. Empty for a word that the manual
/// does not write.
std::string manualAbout(std::string_view word);

}  // namespace clew
