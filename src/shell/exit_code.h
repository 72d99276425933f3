// What the process says when it ends, and which of several troubles wins.
#pragma once

#include "clew/error.h"
#include "shell/terminal.h"

namespace clew::shell {

inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;       // file, store, network, budget or time-out
inline constexpr int kExitUsage = 2;        // wrong usage, or an error in a query or script
inline constexpr int kExitRejected = 3;     // done, but some records were rejected
inline constexpr int kExitExpectation = 4;  // an `expect` did not hold
inline constexpr int kExitAlert = 10;       // done, and at least one alert was raised
inline constexpr int kExitInterrupted = 130;

/// Gathers what happened while several queries, scripts or files went by.
class Outcome {
 public:
  void add(const Error& error);
  void addUsage() { usage_ = true; }
  void addFailure() { failed_ = true; }
  void addRejected() { rejected_ = true; }
  void addExpectation() { expectation_ = true; }
  void addAlert() { alert_ = true; }
  void addInterrupt() { interrupted_ = true; }
  bool interrupted() const { return interrupted_; }
  /// 130 when it was interrupted; else 2 before 1 before 4 before 3 before 10 before 0.
  int exitCode() const;

 private:
  bool usage_ = false;
  bool failed_ = false;
  bool rejected_ = false;
  bool expectation_ = false;
  bool alert_ = false;
  bool interrupted_ = false;
};

/// The exit code of a run that ended with this error alone.
int exitCodeOf(ErrorCode code);
/// Says the error, and gives its exit code.
int failWith(const Error& error, Terminal& terminal);

}  // namespace clew::shell
