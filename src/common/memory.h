// Memory of this process, and of the machine.
#pragma once

#include <cstdint>

namespace clew {

/// Gives what was freed back to the system, where the program said how: after the end of something large. Any thread.
void giveBackMemory();
/// How it is done, which only the program knows that chose the allocator; null: not at all, as it is at first.
void setGiveBackMemory(void (*how)());

/// Bytes of the machine; 0 where nobody tells.
std::uint64_t physicalMemory();

}  // namespace clew
