#include "common/memory.h"

#include <malloc.h>
#include <unistd.h>

#include <cstddef>

extern "C" int mallctl(const char*, void*, std::size_t*, void*, std::size_t) __attribute__((weak));  // of jemalloc

namespace clew {

void giveBackMemory() {
  if (mallctl != nullptr) {
    mallctl("arena.4096.purge", nullptr, nullptr, nullptr, 0);  // MALLCTL_ARENAS_ALL
  } else {
    ::malloc_trim(0);
  }
}

std::uint64_t physicalMemory() {
  const long pages = ::sysconf(_SC_PHYS_PAGES);
  const long size = ::sysconf(_SC_PAGESIZE);
  return pages > 0 && size > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size) : 0;
}

}  // namespace clew
