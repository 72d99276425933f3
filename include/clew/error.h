// Errors and results: the vocabulary of every room and of the public interface.
//
// Everything that a user, data, a disk or a network can make fail returns Result<T>; nothing in include/clew throws.
#pragma once

#include <cassert>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace clew {

/// What kind of trouble it was. The command line maps these to exit codes, so a new kind is rare.
enum class ErrorCode : std::uint8_t {
  kUsage,          // a call or an argument that makes no sense
  kSyntax,         // text that is no query (E1xx)
  kUnknownName,    // no such type, relation, set, parameter or node (E2xx)
  kType,           // words that do not go together (E3xx)
  kNotYet,         // part of the language, and not built yet
  kInvalidValue,   // a value that is not what it is said to be (an address, a date, ...)
  kNotFound,       // no such file or folder
  kIo,             // a file or folder that cannot be read or written
  kFull,           // the disk is full
  kReadOnly,       // a write to what is open read-only
  kBusy,           // another process holds the case
  kForeign,        // a file that is no Clew case
  kNewerVersion,   // a case written by a newer Clew
  kCorrupt,        // a damaged file
  kBudget,         // more work than the budget allows (E6xx)
  kTimeout,
  kCancelled,
  kExpectation,    // an `expect` that did not hold
  kInternal,       // a defect of Clew
};

/// A stretch of bytes in a source text: [begin, end). `source` numbers the texts of one script: 0 is the script, the
/// included files follow in the order in which they were read.
struct SourceSpan {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t source = 0;
  friend bool operator==(const SourceSpan&, const SourceSpan&) = default;
};

enum class Severity : std::uint8_t { kError, kWarning, kNotice };

/// A change that makes a source text right: `text` in the place of `where`; nothing takes it out.
struct Correction {
  SourceSpan where;
  std::string text;
};

/// One message for a person. Plain data: who shows it decides how it looks.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;                 // one sentence in the user's words, lower-case start, no full stop
  std::optional<SourceSpan> span;      // the place in the source text, if there is one
  std::string id;                      // "E201"; empty outside the language
  std::vector<std::string> notes;      // further facts, a sentence each
  std::string hint;                    // what would work: usually a corrected line
  std::optional<Correction> fix;       // the same as a change of the source text, where it is one

  Error() = default;
  Error(ErrorCode error_code, std::string text) : code(error_code), message(std::move(text)) {}
  Error& at(SourceSpan where) { span = where; return *this; }
  Error& withId(std::string name) { id = std::move(name); return *this; }
  Error& withHint(std::string text) { hint = std::move(text); return *this; }
  Error& withFix(SourceSpan where, std::string text) { fix = Correction{where, std::move(text)}; return *this; }
  Error& withNote(std::string text) { notes.push_back(std::move(text)); return *this; }
};

/// A value or the Error that stands in its place. Asking for the one that is not there is a defect and aborts in
/// debug builds.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() & { assert(ok()); return *std::get_if<0>(&state_); }
  const T& value() const& { assert(ok()); return *std::get_if<0>(&state_); }
  T&& value() && { assert(ok()); return std::move(*std::get_if<0>(&state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  Error& error() { assert(!ok()); return *std::get_if<1>(&state_); }
  const Error& error() const { assert(!ok()); return *std::get_if<1>(&state_); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}
  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  Error& error() { assert(!ok()); return *error_; }
  const Error& error() const { assert(!ok()); return *error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace clew
