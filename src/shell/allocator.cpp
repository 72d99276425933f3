// The settings of jemalloc, which a release holds: what it takes from the system it asks for in large pages. Filling
// those takes fewer faults, and reading them in no order fewer walks of page tables (docs/decisions/023).

#ifdef CLEW_JEMALLOC
extern "C" {
extern const char* malloc_conf;  // read by jemalloc before anything is allocated
const char* malloc_conf = "thp:always,metadata_thp:auto";
}
#endif
