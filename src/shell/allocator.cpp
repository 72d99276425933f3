// The settings of jemalloc, which a release holds: what it takes from the system it asks for in large pages. Filling
// those takes fewer faults, and reading them in no order fewer walks of page tables (docs/decisions/023). Memory of
// batches is kept for the next ones; what is larger goes back at once.

#ifdef CLEW_JEMALLOC
#include <sys/types.h>

#include <cstddef>
#include <cstdio>

extern "C" {
extern const char* malloc_conf;  // read by jemalloc before anything is allocated
const char* malloc_conf = "thp:always,metadata_thp:auto,oversize_threshold:33554432";
int mallctl(const char* name, void* old, std::size_t* old_size, void* now, std::size_t now_size);

/// What common/memory.h calls: else what is freed is kept for ten seconds, as much as it may be.
void clewGiveBackMemory();
void clewGiveBackMemory() {
  mallctl("arena.4096.purge", nullptr, nullptr, nullptr, 0);  // of all arenas
}

/// What common/memory.h calls: else pages that wait for use go back little by little.
void clewKeepMemory(bool keep);
void clewKeepMemory(bool keep) {
  ssize_t wait_ms = -1;
  std::size_t size = sizeof wait_ms;
  if (!keep) mallctl("opt.dirty_decay_ms", &wait_ms, &size, nullptr, 0);
  mallctl("arenas.dirty_decay_ms", nullptr, nullptr, &wait_ms, sizeof wait_ms);  // of arenas to come
  unsigned arenas = 0;
  size = sizeof arenas;
  mallctl("arenas.narenas", &arenas, &size, nullptr, 0);
  for (unsigned arena = 0; arena < arenas; ++arena) {
    char name[48];
    std::snprintf(name, sizeof name, "arena.%u.dirty_decay_ms", arena);
    ssize_t now_ms = 0;
    size = sizeof now_ms;
    // one that is not in use yet refuses, and is to come; that of the largest pieces waits for nothing, and goes on so
    if (mallctl(name, &now_ms, &size, nullptr, 0) != 0 || now_ms == 0) continue;
    mallctl(name, nullptr, nullptr, &wait_ms, sizeof wait_ms);
  }
}
}
#endif
