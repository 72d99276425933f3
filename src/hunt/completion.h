// What may follow at the prompt.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/case.h"

namespace clew::hunt {

struct CompletionWord {
  std::string text;    // the whole word, in place of the one begun
  std::string remark;  // "71 values"
};

/// Words that grammar and schema allow after `text`, beginning with the word at its end; the most used first.
std::vector<CompletionWord> completions(engine::Case& owner, std::string_view text);

}  // namespace clew::hunt
