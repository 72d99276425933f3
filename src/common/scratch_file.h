// A place on the disk for what does not fit memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "clew/error.h"

namespace clew {

/// A file without a name: it goes with the object, and with the process however that ends. Written by one thread at a
/// time; any number may read.
class ScratchFile {
 public:
  /// On the disk of `folder`. kFull, kReadOnly, kIo, kNotFound.
  static Result<ScratchFile> create(const std::string& folder);
  ScratchFile(ScratchFile&& other) noexcept;
  ScratchFile& operator=(ScratchFile&& other) noexcept;
  ~ScratchFile();

  /// Adds to the end. After a failure the file counts as being as long as before.
  Result<void> append(std::string_view bytes);
  /// Bytes that were written: offset + size <= this->size().
  Result<void> read(std::uint64_t offset, char* out, std::size_t size) const;
  std::uint64_t size() const { return size_; }

 private:
  explicit ScratchFile(int fd) : fd_(fd) {}
  std::uint64_t size_ = 0;
  int fd_ = -1;
};

}  // namespace clew
