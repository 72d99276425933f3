// What would work, for errors that have nothing closer to say: an example for each kind of mistake.
#pragma once

#include <span>
#include <string_view>

#include "clew/error.h"

namespace clew::syntax {

struct Usage {
  std::string_view id;  // "E303"; "" for what has no number
  /// What a message has in it that the example fits, where unlike faults share the number; empty: any message.
  std::string_view about;
  std::string_view remark;   // what is asked for, in few words; may be empty
  std::string_view example;  // a statement that is right wherever its names are known; may be empty
};

/// All of them.
std::span<const Usage> usages();
/// Gives an error without hint and note the example of its kind. Others stay as they are.
void addUsage(Error& error);

}  // namespace clew::syntax
