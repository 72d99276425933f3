#include "shell/exit_code.h"

namespace clew::shell {

int exitCodeOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
    case ErrorCode::kSyntax:
    case ErrorCode::kUnknownName:
    case ErrorCode::kType:
    case ErrorCode::kNotYet:
    case ErrorCode::kInvalidValue:
      return kExitUsage;
    case ErrorCode::kExpectation:
      return kExitExpectation;
    case ErrorCode::kCancelled:
      return kExitInterrupted;
    case ErrorCode::kNotFound:
    case ErrorCode::kIo:
    case ErrorCode::kFull:
    case ErrorCode::kReadOnly:
    case ErrorCode::kBusy:
    case ErrorCode::kForeign:
    case ErrorCode::kNewerVersion:
    case ErrorCode::kCorrupt:
    case ErrorCode::kBudget:
    case ErrorCode::kTimeout:
    case ErrorCode::kInternal:
      return kExitFailed;
  }
  return kExitFailed;
}

void Outcome::add(const Error& error) {
  switch (exitCodeOf(error.code)) {
    case kExitUsage:
      usage_ = true;
      break;
    case kExitExpectation:
      expectation_ = true;
      break;
    case kExitInterrupted:
      interrupted_ = true;
      break;
    default:
      failed_ = true;
  }
}

int Outcome::exitCode() const {
  if (interrupted_) return kExitInterrupted;
  if (usage_) return kExitUsage;
  if (failed_) return kExitFailed;
  if (expectation_) return kExitExpectation;
  if (rejected_) return kExitRejected;
  if (alert_) return kExitAlert;
  return kExitDone;
}

int failWith(const Error& error, Terminal& terminal) {
  terminal.error(error);
  return exitCodeOf(error.code);
}

}  // namespace clew::shell
