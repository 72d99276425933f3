// RejectsFile: where refused records are kept, one JSON object a line: {"file","position","reason","text"}.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>

#include "clew/error.h"
#include "model/fact.h"

namespace clew::ingest {

/// Made when the first reject comes, added to when it is there already; a line that it holds is not written again, so
/// ingesting a file twice leaves it as it is. Every line is written whole. Used by one thread.
class RejectsFile {
 public:
  /// An empty path keeps nothing.
  explicit RejectsFile(std::string path) : path_(std::move(path)) {}
  RejectsFile(const RejectsFile&) = delete;
  RejectsFile& operator=(const RejectsFile&) = delete;
  ~RejectsFile();

  Result<void> write(const model::Reject& reject);
  /// Puts what is buffered on the disk.
  Result<void> flush();
  const std::string& path() const { return path_; }

 private:
  Result<void> open();

  std::string path_;
  std::string buffer_;
  std::unordered_set<std::uint64_t> held_;  // hashes of the lines that are there
  int fd_ = -1;
};

/// Whether the file, which is there, holds such lines: by its first, or because it is empty.
bool isRejectsFile(const std::string& path);

/// The line of a reject, without its end. Safe on a terminal.
std::string rejectLine(const model::Reject& reject);

}  // namespace clew::ingest
