#include "common/memory.h"

#include <unistd.h>

/// Defined by the program that chose the allocator (src/shell/allocator.cpp); in others there is none.
extern "C" void clewGiveBackMemory() __attribute__((weak));

namespace clew {

void giveBackMemory() {
  if (clewGiveBackMemory != nullptr) clewGiveBackMemory();
}

std::uint64_t physicalMemory() {
  const long pages = ::sysconf(_SC_PHYS_PAGES);
  const long size = ::sysconf(_SC_PAGESIZE);
  return pages > 0 && size > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size) : 0;
}

}  // namespace clew
