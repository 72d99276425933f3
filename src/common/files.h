// Files: reading with a bound, writing that is whole or not at all, mapping, walking, and streams that undo gzip and
// zstd. Every failure is an Error that names the path and what is wrong in the user's words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "clew/error.h"
#include "common/cancel.h"

namespace clew {

inline constexpr std::uint64_t kMaxFileSize = std::uint64_t{1} << 30;  // of a file that is read whole

/// The Error for `errno_value` met while trying to `action` ("read", "write", "open") `path`: kNotFound, kIo, kFull,
/// kReadOnly or kBusy.
Error fileError(int errno_value, std::string_view action, const std::string& path);

/// The whole of a regular file or pipe. Fails above `max_size` bytes, and for a folder.
Result<std::string> readFile(const std::string& path, std::uint64_t max_size = kMaxFileSize);

/// Finds where what goes to `path` is written. Symbolic links are followed, also to a file that is not there yet:
/// `path` becomes what they lead to, and -1 is returned. What is there and is no regular file must not be replaced: the
/// descriptor that it is to be written through is returned, and is the caller's to close. A pipe or a device is opened,
/// which waits for who reads a named pipe; /dev/stdout and its like are the stream itself, whatever that leads to.
/// Fails for a folder.
Result<int> placeToWrite(std::string& path);

/// A file that appears under its name when it is complete, or never: written under a temporary name beside it, synced,
/// renamed. Not committed, it leaves nothing behind. A symbolic link is followed; what is no regular file is refused
/// and not touched. Not for several threads at once.
class AtomicFile {
 public:
  static Result<AtomicFile> create(const std::string& path);
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&& other) noexcept;
  ~AtomicFile();

  Result<void> write(std::string_view bytes);
  /// The bytes so far. Buffered ones count.
  std::uint64_t size() const { return size_; }
  /// Overwrites bytes that were written before: [offset, offset + bytes.size()) <= size().
  Result<void> rewrite(std::uint64_t offset, std::string_view bytes);
  Result<void> commit();

 private:
  AtomicFile(std::string path, std::string temporary, int fd);
  Result<void> flush();
  std::string path_;
  std::string temporary_;
  std::string buffer_;
  std::uint64_t size_ = 0;
  std::uint64_t begun_ = 0;  // the disk was asked to write what is before
  int fd_ = -1;
};

/// Fails where what a user names to be written is an SQLite database, as every case is one, or the log beside one: an
/// answer must never take the place of a case. kUsage.
Result<void> mayReplace(const std::string& path);

/// What is no regular file is written in place, as placeToWrite() says. Fails as mayReplace() does.
Result<void> writeFileAtomically(const std::string& path, std::string_view bytes);

/// A file's bytes in memory, read-only, until the object goes. A file that shrinks meanwhile raises SIGBUS: map only
/// files that are replaced by renaming (as AtomicFile does).
class MappedFile {
 public:
  static Result<MappedFile> open(const std::string& path);
  MappedFile() = default;
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();
  std::string_view bytes() const { return {static_cast<const char*>(data_), size_}; }
  /// Of the time at which the file was last changed, as it was at open: its nanoseconds.
  std::uint32_t changedNanoseconds() const { return nanoseconds_; }

 private:
  void* data_ = nullptr;
  std::size_t size_ = 0;
  std::uint32_t nanoseconds_ = 0;
};

/// Makes the pages of a stretch of mapped memory present in this process, and reads of each, so that reading them costs
/// no fault. False where that cannot be done. As any reader of mapped memory it ends with the process where somebody
/// cuts the file short meanwhile.
bool bringWithinReach(std::string_view mapped);

/// Sets the nanoseconds of the time at which the file was last changed; its second stays. Not every file system keeps
/// them, and only the owner may: that it failed is not told.
void setChangedNanoseconds(const std::string& path, std::uint32_t nanoseconds);

/// The folder that a path lies in: "." for a bare name.
std::string folderOf(const std::string& path);
bool fileExists(const std::string& path);
/// One file under two names, by links or spelling. False where one of them is not there.
bool areOneFile(const std::string& a, const std::string& b);
bool isFolder(const std::string& path);
bool isRegularFile(const std::string& path);
/// Size in bytes of a regular file; 0 when there is none.
std::uint64_t fileSize(const std::string& path);
Result<void> makeFolders(const std::string& path);
/// Missing files are no failure.
Result<void> removeFile(const std::string& path);
/// The regular files below a folder (all levels, symbolic links to files included, links to folders not followed),
/// sorted by the bytes of their path, as "folder/sub/name". A file's path gives that path. Names that begin with a dot
/// are left out.
Result<std::vector<std::string>> listFiles(const std::string& path);

/// Bytes that come in order.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Up to `size` bytes into `out`; 0 only at the end. A failure is final.
  virtual Result<std::size_t> read(char* out, std::size_t size) = 0;
  /// Bytes taken from the file itself (before decompression), for progress.
  virtual std::uint64_t consumed() const = 0;
};

/// Whether packed data is a bomb: more than 64 MiB came out, and more than a thousand times the bytes that went in.
bool growsTooMuch(std::uint64_t out, std::uint64_t in);
/// The error that says so; kInvalidValue.
Error grewTooMuch(std::string_view name);

inline constexpr std::uint64_t kMaxExpandedSize = std::uint64_t{1} << 40;

/// A file, or "-" for standard input; gzip and zstd are told by their first bytes and undone. Fails with kCorrupt once
/// damaged compressed data is met, or more than `max_expanded` bytes came out; with kInvalidValue once it grows too
/// much; and with kCancelled or kTimeout where `cancel`, which must outlive the source, ends a wait for bytes.
Result<std::unique_ptr<ByteSource>> openFile(const std::string& path, const CancelToken* cancel = nullptr,
                                             std::uint64_t max_expanded = kMaxExpandedSize);
/// Bytes in memory, undone in the same way. The view must outlive the source.
Result<std::unique_ptr<ByteSource>> openBytes(std::string_view bytes, std::uint64_t max_expanded = kMaxExpandedSize);
/// The bytes of another source, called `name` in errors, undone in the same way.
Result<std::unique_ptr<ByteSource>> openSource(std::unique_ptr<ByteSource> source, const std::string& name,
                                               std::uint64_t max_expanded = kMaxExpandedSize);
/// All that is left of `source`; fails with kInvalidValue above `max_size`.
Result<std::string> readAll(ByteSource& source, std::uint64_t max_size = kMaxFileSize);

/// Lines of a source, without their ends (LF, CR LF, lone CR). Memory is bounded by `max_line`.
class LineReader {
 public:
  explicit LineReader(ByteSource& source, std::size_t max_line = std::size_t{64} << 20)
      : source_(source), max_line_(max_line) {}
  /// The next line into `line` (a view that holds until the next call); false at the end. Of a line longer than the
  /// bound the beginning is given, and cut() is true.
  Result<bool> next(std::string_view& line);
  bool cut() const { return cut_; }
  /// Number of the line given last, from 1.
  std::uint64_t number() const { return number_; }

 private:
  Result<bool> fill();
  ByteSource& source_;
  std::size_t max_line_;
  std::string buffer_;
  std::size_t begin_ = 0;
  bool ended_ = false;
  bool cut_ = false;
  bool skip_line_feed_ = false;  // the line before ended with the CR that stood last in the buffer
  std::uint64_t number_ = 0;
};

}  // namespace clew
