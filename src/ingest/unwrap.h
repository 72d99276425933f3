// What a tool put around an answer: header lines of HTTP, a key of JSON above it, marks before records.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ingest/reader.h"

namespace clew::ingest {

/// The lines before an answer's body, as `curl -i` writes them, several one behind the other after redirections.
struct HttpHead {
  std::size_t bytes = 0;  // up to the body, or to where the beginning that was looked at ends; 0: there are none
  std::size_t count = 0;  // of heads
  Time date = kNoTime;    // of the last of them
  int status = 0;         // of the last of them: 200, 429
};
HttpHead httpHeadOf(std::string_view head);
/// "HTTP 429, too many requests".
std::string httpStatusText(int status);
/// From here on a status says that there is no answer.
inline constexpr int kHttpFailure = 400;

/// Whether a text is UTF-16 by its mark, as PowerShell's `>` writes it.
bool isUtf16(std::string_view head);
/// What isUtf16 takes as UTF-8, without the mark. A unit that is no character becomes U+FFFD.
std::string utf8OfUtf16(std::string_view text);

/// Whether the records of a JSON text sequence follow (RFC 7464), each behind a byte 1E.
bool isJsonSequence(std::string_view head);

/// The key of a JSON object's first member, where that holds what a reader is sure of: `{"data": ANSWER, ...}`.
std::optional<std::string> keyAround(std::string_view head);

struct Unwrapped {
  std::string text;               // what stands below the key
  std::size_t other_members = 0;  // of the object around it
};
/// Of a JSON object, or of lines that are one each. kInvalidValue when it is neither, or has no such key.
Result<Unwrapped> below(std::string_view key, std::string_view text);

}  // namespace clew::ingest
