// The settings of jemalloc, which a release holds: what it takes from the system it asks for in large pages. Filling
// those takes fewer faults, and reading them in no order fewer walks of page tables (docs/decisions/023). Memory of
// batches is kept for the next ones; what is larger goes back at once.

#ifdef CLEW_JEMALLOC
#include <cstddef>

extern "C" {
extern const char* malloc_conf;  // read by jemalloc before anything is allocated
const char* malloc_conf = "thp:always,metadata_thp:auto,oversize_threshold:33554432";
int mallctl(const char* name, void* old, std::size_t* old_size, void* now, std::size_t now_size);

/// What common/memory.h calls: else what is freed is kept for ten seconds, as much as it may be.
void clewGiveBackMemory();
void clewGiveBackMemory() {
  mallctl("arena.4096.purge", nullptr, nullptr, nullptr, 0);  // of all arenas
}
}
#endif
