#include "common/memory.h"

#include <unistd.h>

#include <atomic>

namespace clew {

namespace {
std::atomic<void (*)()> give_back = nullptr;
}  // namespace

void giveBackMemory() {
  if (void (*const how)() = give_back.load(std::memory_order_relaxed); how != nullptr) how();
}

void setGiveBackMemory(void (*how)()) {
  give_back.store(how, std::memory_order_relaxed);
}

std::uint64_t physicalMemory() {
  const long pages = ::sysconf(_SC_PHYS_PAGES);
  const long size = ::sysconf(_SC_PAGESIZE);
  return pages > 0 && size > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size) : 0;
}

}  // namespace clew
