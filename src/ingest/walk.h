// Walk: what a path given by the user stands for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace clew::ingest {

struct FoundFile {
  std::string path;
  std::uint64_t bytes = 0;  // 0: not known (pipes, standard input)
  std::string error;        // why it cannot be read; else empty
  std::string skipped;      // met in a folder, and passed over for this reason; else empty
};

/// The files of a path: itself, or all below a folder sorted by the bytes of their paths. Names that begin with a dot
/// are left out, links to folders are not followed, pipes, sockets and devices in a folder are passed over. A pipe that
/// is the path itself is read: a shell makes one of `<(command)`. What cannot be read (a missing file, a device, a
/// folder without permission, a link to nowhere) is an entry with a sentence, and the rest goes on.
std::vector<FoundFile> findFiles(const std::string& path);

}  // namespace clew::ingest
