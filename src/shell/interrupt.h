// Ctrl-C. While a case is watched, the first one cancels what runs in it; without a case, or when a second one comes
// before clearInterrupt(), the process ends at once with 130 (the store is safe against that).
#pragma once

#include "clew/clew.h"

namespace clew::shell {

/// Once, at start: SIGINT as above, SIGPIPE ends the process quietly.
void installSignals();
/// Null: none. The case must be unwatched before it goes.
void watchCase(Case* watched);
enum class Interrupts {
  kEnd,     // as above
  kCancel,  // at the prompt, while a query runs: only ever cancels
  kHeld,    // at the prompt, while a line is read: only sets the flag
};
void setInterrupts(Interrupts mode);
bool wasInterrupted();
void clearInterrupt();

}  // namespace clew::shell
