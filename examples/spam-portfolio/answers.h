// The saved answers: the story as the providers would have told it, one file an answer.
#pragma once

#include <filesystem>

#include "story.h"

namespace portfolio {

// Writes every answer below `folder`, which is made where it is missing. Throws std::runtime_error when a file cannot
// be written.
void writeAnswers(const Story& story, const std::filesystem::path& folder);

}  // namespace portfolio
