// Memory of this process, and of the machine.
#pragma once

#include <cstdint>

namespace clew {

/// Gives what was freed back to the system, after the end of something large: as the program has it that chose the
/// allocator, by defining clewGiveBackMemory(); in others nothing is done. Any thread.
void giveBackMemory();

/// While one lives, what is freed is kept for what is taken next, and nothing is given back but by giveBackMemory():
/// for work that takes and frees as much over and over. After the last one it goes back little by little. Where the
/// program says how, by defining clewKeepMemory(); in others nothing is done. Any thread.
class KeptMemory {
 public:
  KeptMemory();
  ~KeptMemory();
  KeptMemory(const KeptMemory&) = delete;
  KeptMemory& operator=(const KeptMemory&) = delete;
};

/// Bytes of the machine; 0 where nobody tells.
std::uint64_t physicalMemory();

}  // namespace clew
