#include "common/memory.h"

#include <unistd.h>

#include <mutex>

/// Defined by the program that chose the allocator (src/shell/allocator.cpp); in others there are none.
extern "C" {
void clewGiveBackMemory() __attribute__((weak));
void clewKeepMemory(bool keep) __attribute__((weak));
}

namespace clew {

namespace {

std::mutex kept_mutex;
int kept_by = 0;  // under kept_mutex: how many live

void countKept(int more) {
  if (clewKeepMemory == nullptr) return;
  const std::lock_guard lock(kept_mutex);
  const bool was_kept = kept_by > 0;
  kept_by += more;
  if (was_kept != (kept_by > 0)) clewKeepMemory(kept_by > 0);
}

}  // namespace

KeptMemory::KeptMemory() {
  countKept(1);
}

KeptMemory::~KeptMemory() {
  countKept(-1);
}

void giveBackMemory() {
  if (clewGiveBackMemory != nullptr) clewGiveBackMemory();
}

std::uint64_t physicalMemory() {
  const long pages = ::sysconf(_SC_PHYS_PAGES);
  const long size = ::sysconf(_SC_PAGESIZE);
  return pages > 0 && size > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size) : 0;
}

}  // namespace clew
