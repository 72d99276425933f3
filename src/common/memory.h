// Memory of this process, and of the machine.
#pragma once

#include <cstdint>

namespace clew {

/// Gives what was freed back to the system, after the end of something large: as the program has it that chose the
/// allocator, by defining clewGiveBackMemory(); in others nothing is done. Any thread.
void giveBackMemory();

/// Bytes of the machine; 0 where nobody tells.
std::uint64_t physicalMemory();

}  // namespace clew
