// Passive DNS as text, as dnsdbq prints it where no other form is asked for: comments that say when and how often, then
// the records of which they say it, up to an empty line.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "clew/error.h"

namespace clew::ingest::cof {

class Printed {
 public:
  /// Whether a text begins with such a comment.
  static bool begins(std::string_view text);

  /// A line, trimmed. A record comes back as the JSON object that it was made of; empty for comments and what parts
  /// records. Fails, saying why, for other lines, and for times that are not read: what was said before such a line is
  /// not of the records behind it.
  Result<std::optional<std::string>> objectOf(std::string_view line);
  /// The next line may be of the same comments.
  bool open() const { return !said_.empty(); }

 private:
  Result<void> comment(std::string_view line);
  bool says(std::string_view name) const;
  void forget();

  std::vector<std::pair<std::string, std::string>> said_;  // of the records that follow: COF's name, and the text
  bool recorded_ = false;                                  // one of them came
};

}  // namespace clew::ingest::cof
