// The settings of jemalloc, which a release holds: what it takes from the system it asks for in large pages. Filling
// those takes fewer faults, and reading them in no order fewer walks of page tables (docs/decisions/023). Batches and
// columns are large and follow each other: their memory is kept for the next, as that of small things is.

#ifdef CLEW_JEMALLOC
extern "C" {
extern const char* malloc_conf;  // read by jemalloc before anything is allocated
const char* malloc_conf = "thp:always,metadata_thp:auto,oversize_threshold:0";
}
#endif
