// Memory of this process, and of the machine.
#pragma once

#include <cstdint>

namespace clew {

/// Gives what was freed back to the system, where an allocator would keep it for later: after the end of something
/// large. Any thread.
void giveBackMemory();

/// Bytes of the machine; 0 where nobody tells.
std::uint64_t physicalMemory();

}  // namespace clew
