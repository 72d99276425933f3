// Archives: the files in a zip or a tar, one after another, read as a stream. libarchive, by this file's body alone.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "clew/error.h"
#include "clew/table.h"
#include "common/files.h"

namespace clew {

/// By the first 512 bytes. Documents that are zips inside (of offices, of Java and of Android) are none.
bool isArchive(std::string_view head);

struct ArchiveEntry {
  std::string name;  // as the archive says: never a path to open
  Time modified = kNoTime;
  std::string skipped;  // why it is no file to read (a link, a device); else empty
};

/// Used by one thread. Bounded against bombs: more than 100,000 entries, more than 64 GiB, or more than a thousand
/// times the bytes that went in are an error.
class Archive {
 public:
  /// `name` is what errors call it.
  static std::unique_ptr<Archive> open(std::unique_ptr<ByteSource> source, std::string name);
  virtual ~Archive() = default;
  /// The next entry; folders are passed over; empty at the end. Fails with kCorrupt for an archive that is damaged or
  /// ends too early, and when a bound is passed: nothing more can be read then.
  virtual Result<std::optional<ArchiveEntry>> next() = 0;
  /// The content of the entry given last, valid until the next call of next(); the archive must outlive it. Its reading
  /// fails for encrypted entries, and as next() does.
  virtual std::unique_ptr<ByteSource> content() = 0;
};

}  // namespace clew
