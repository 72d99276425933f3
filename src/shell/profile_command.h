// What `profile` shows of an answer, for the command line and the prompt.
#pragma once

#include "clew/clew.h"

namespace clew::shell {

/// An operator a row, the last one first and its inputs below it, indented: rows, links, milliseconds.
Table profileTable(const Answer& answer);

}  // namespace clew::shell
