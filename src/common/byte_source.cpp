// Streams: a file or bytes in memory at the bottom, one decompressor at most on top. A compressed stream may hold
// several members or frames after one another (as `cat a.gz b.gz` makes them); zero bytes after the last are padding.
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "common/files.h"
#include "common/format.h"
#include "common/text.h"

namespace clew {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 17;
constexpr int kWaitMilliseconds = 50;  // for bytes, before cancel is asked again

class FileSource final : public ByteSource {
 public:
  FileSource(std::string path, int fd, const CancelToken* cancel) : path_(std::move(path)), fd_(fd), cancel_(cancel) {}
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  ~FileSource() override {
    if (fd_ > STDERR_FILENO) ::close(fd_);
  }
  Result<std::size_t> read(char* out, std::size_t size) override {
    for (;;) {
      if (auto ready = waitForBytes(); !ready) return ready.error();
      const ssize_t got = ::read(fd_, out, size);
      if (got < 0 && (errno == EINTR || (errno == EAGAIN && cancel_ != nullptr))) continue;  // else nothing waits
      if (got < 0) return fileError(errno, "read", path_);
      consumed_ += static_cast<std::uint64_t>(got);
      return static_cast<std::size_t>(got);
    }
  }
  std::uint64_t consumed() const override { return consumed_; }

 private:
  /// Nobody may be writing to a pipe: the user must be able to stop the wait. A regular file is ready at once.
  Result<void> waitForBytes() const {
    pollfd wanted{fd_, POLLIN, 0};
    while (cancel_ != nullptr) {
      if (auto go_on = cancel_->check(); !go_on) return go_on.error();
      const int ready = ::poll(&wanted, 1, kWaitMilliseconds);
      if (ready > 0 || (ready < 0 && errno != EINTR)) break;  // what is wrong with it, the read says
    }
    return {};
  }

  std::string path_;
  int fd_;
  const CancelToken* cancel_;  // may be null
  std::uint64_t consumed_ = 0;
};

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
  Result<std::size_t> read(char* out, std::size_t size) override {
    const std::size_t count = std::min(size, bytes_.size() - at_);
    std::copy_n(bytes_.data() + at_, count, out);
    at_ += count;
    return count;
  }
  std::uint64_t consumed() const override { return at_; }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

/// Gives back what was read to tell the format, then the rest.
class PrefixedSource final : public ByteSource {
 public:
  PrefixedSource(std::string prefix, std::unique_ptr<ByteSource> rest)
      : prefix_(std::move(prefix)), rest_(std::move(rest)) {}
  Result<std::size_t> read(char* out, std::size_t size) override {
    if (at_ == prefix_.size()) return rest_->read(out, size);
    const std::size_t count = std::min(size, prefix_.size() - at_);
    std::copy_n(prefix_.data() + at_, count, out);
    at_ += count;
    return count;
  }
  std::uint64_t consumed() const override { return rest_->consumed(); }

 private:
  std::string prefix_;
  std::size_t at_ = 0;
  std::unique_ptr<ByteSource> rest_;
};

/// What the two decompressors share: an input buffer and the bound on what comes out.
class ExpandingSource : public ByteSource {
 public:
  ExpandingSource(std::unique_ptr<ByteSource> from, std::string name, std::uint64_t max_expanded)
      : from_(std::move(from)), name_(std::move(name)), max_expanded_(max_expanded) {}
  std::uint64_t consumed() const override { return from_->consumed(); }

 protected:
  /// Reads more input; false at its end.
  Result<bool> more() {
    Result<std::size_t> got = from_->read(input_.data(), input_.size());
    if (!got) return got.error();
    begin_ = 0;
    end_ = *got;
    return end_ > 0;
  }
  Error damaged(std::string_view what) const {
    return Error(ErrorCode::kCorrupt, format("{}: {}", quoted(name_, 300), what));
  }
  Result<std::size_t> give(std::size_t count) {
    expanded_ += count;
    if (growsTooMuch(expanded_, from_->consumed())) return grewTooMuch(name_);
    if (expanded_ <= max_expanded_) return count;
    return damaged(format("the compressed data expands to more than {} bytes", groupedDigits(max_expanded_)));
  }

  std::unique_ptr<ByteSource> from_;
  std::string name_;
  std::uint64_t max_expanded_;
  std::uint64_t expanded_ = 0;
  std::array<char, kChunk> input_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

class GzipSource final : public ExpandingSource {
 public:
  GzipSource(std::unique_ptr<ByteSource> from, std::string name, std::uint64_t max_expanded)
      : ExpandingSource(std::move(from), std::move(name), max_expanded) {
    ready_ = inflateInit2(&stream_, 15 + 16) == Z_OK;
  }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;
  ~GzipSource() override {
    if (ready_) inflateEnd(&stream_);
  }

  Result<std::size_t> read(char* out, std::size_t size) override {
    if (!ready_) return Error(ErrorCode::kInternal, "cannot set up gzip");
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(size, 1U << 30));
    const uInt wanted = stream_.avail_out;
    while (stream_.avail_out == wanted) {
      if (begin_ == end_) {
        Result<bool> got = more();
        if (!got) return got.error();
        if (!*got) return between_ ? Result<std::size_t>(std::size_t{0}) : damaged("the gzip data ends too early");
      }
      if (between_) {
        if (input_[begin_] == '\0') {  // padding
          ++begin_;
          continue;
        }
        inflateReset(&stream_);
        between_ = false;
      }
      stream_.next_in = reinterpret_cast<Bytef*>(input_.data() + begin_);
      stream_.avail_in = static_cast<uInt>(end_ - begin_);
      const int status = inflate(&stream_, Z_NO_FLUSH);
      begin_ = end_ - stream_.avail_in;
      if (status == Z_STREAM_END)
        between_ = true;
      else if (status != Z_OK && status != Z_BUF_ERROR)
        return damaged("the gzip data is damaged");
    }
    return give(wanted - stream_.avail_out);
  }

 private:
  z_stream stream_{};
  bool ready_ = false;
  bool between_ = false;  // a member has ended and no other has begun
};

class ZstdSource final : public ExpandingSource {
 public:
  ZstdSource(std::unique_ptr<ByteSource> from, std::string name, std::uint64_t max_expanded)
      : ExpandingSource(std::move(from), std::move(name), max_expanded), stream_(ZSTD_createDStream()) {
    ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, 27);  // 128 MiB: a window is memory
  }
  ZstdSource(const ZstdSource&) = delete;
  ZstdSource& operator=(const ZstdSource&) = delete;
  ~ZstdSource() override { ZSTD_freeDStream(stream_); }

  Result<std::size_t> read(char* out, std::size_t size) override {
    ZSTD_outBuffer output{out, size, 0};
    while (output.pos == 0) {
      if (begin_ == end_ && !pending_) {
        Result<bool> got = more();
        if (!got) return got.error();
        if (!*got) return left_ == 0 ? Result<std::size_t>(std::size_t{0}) : damaged("the zstd data ends too early");
      }
      ZSTD_inBuffer input{input_.data(), end_, begin_};
      left_ = ZSTD_decompressStream(stream_, &output, &input);
      if (ZSTD_isError(left_) != 0) return damaged("the zstd data is damaged");
      begin_ = input.pos;
      pending_ = output.pos == output.size && left_ != 0;
    }
    return give(output.pos);
  }

 private:
  ZSTD_DStream* stream_;
  std::size_t left_ = 1;  // 0 at the end of a frame
  bool pending_ = false;  // more may come out without more going in
};

Result<std::unique_ptr<ByteSource>> undo(std::unique_ptr<ByteSource> from, const std::string& name,
                                         std::uint64_t max_expanded) {
  std::string magic;
  while (magic.size() < 4) {
    char bytes[4];
    Result<std::size_t> got = from->read(bytes, 4 - magic.size());
    if (!got) return got.error();
    if (*got == 0) break;
    magic.append(bytes, *got);
  }
  const bool gzip = startsWith(magic, "\x1f\x8b");
  const bool zstd = startsWith(magic, "\x28\xb5\x2f\xfd");
  auto whole = std::make_unique<PrefixedSource>(std::move(magic), std::move(from));
  if (gzip) return std::unique_ptr<ByteSource>(std::make_unique<GzipSource>(std::move(whole), name, max_expanded));
  if (zstd) return std::unique_ptr<ByteSource>(std::make_unique<ZstdSource>(std::move(whole), name, max_expanded));
  return std::unique_ptr<ByteSource>(std::move(whole));
}

}  // namespace

bool growsTooMuch(std::uint64_t out, std::uint64_t in) {
  constexpr std::uint64_t kFree = std::uint64_t{64} << 20;
  constexpr std::uint64_t kMost = 1000;
  return out > kFree && out / kMost > in;
}

Error grewTooMuch(std::string_view name) {
  return Error(ErrorCode::kInvalidValue,
               format("{} grows to more than 1,000 times its size: it is not read further", quoted(name, 300)));
}

Result<std::unique_ptr<ByteSource>> openFile(const std::string& path, const CancelToken* cancel,
                                             std::uint64_t max_expanded) {
  if (path == "-")
    return undo(std::make_unique<FileSource>("standard input", STDIN_FILENO, cancel), "standard input", max_expanded);
  if (path.find('\0') != std::string::npos) return fileError(ENOENT, "read", path);
  // Without O_NONBLOCK a named pipe would be waited for, past every cancel, until somebody writes to it.
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | (cancel == nullptr ? 0 : O_NONBLOCK));
  if (fd < 0) return fileError(errno, "read", path);
  auto file = std::make_unique<FileSource>(path, fd, cancel);
  struct stat info {};
  if (::fstat(fd, &info) == 0 && S_ISDIR(info.st_mode)) return fileError(EISDIR, "read", path);
  ::posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  return undo(std::move(file), path, max_expanded);
}

Result<std::unique_ptr<ByteSource>> openBytes(std::string_view bytes, std::uint64_t max_expanded) {
  return undo(std::make_unique<MemorySource>(bytes), "the bytes", max_expanded);
}

Result<std::unique_ptr<ByteSource>> openSource(std::unique_ptr<ByteSource> source, const std::string& name,
                                               std::uint64_t max_expanded) {
  return undo(std::move(source), name, max_expanded);
}

Result<std::string> readAll(ByteSource& source, std::uint64_t max_size) {
  std::string out;
  std::array<char, kChunk> chunk;
  for (;;) {
    Result<std::size_t> got = source.read(chunk.data(), chunk.size());
    if (!got) return got.error();
    if (*got == 0) return out;
    if (out.size() + *got > max_size) {
      return Error(ErrorCode::kInvalidValue, format("more than {} bytes", groupedDigits(max_size)));
    }
    out.append(chunk.data(), *got);
  }
}

Result<bool> LineReader::fill() {
  if (ended_) return false;
  buffer_.erase(0, begin_);
  begin_ = 0;
  const std::size_t held = buffer_.size();
  buffer_.resize(held + kChunk);
  Result<std::size_t> got = source_.read(buffer_.data() + held, kChunk);
  buffer_.resize(held + (got ? *got : 0));
  if (!got) return got.error();
  ended_ = *got == 0;
  return !ended_;
}

Result<bool> LineReader::next(std::string_view& line) {
  cut_ = false;
  std::size_t searched = 0;  // bytes after begin_ that hold no line end
  std::string kept;          // the beginning of a line that is too long
  for (;;) {
    if (skip_line_feed_ && begin_ < buffer_.size()) {
      if (buffer_[begin_] == '\n') ++begin_;
      skip_line_feed_ = false;
    }
    const std::size_t start = begin_ + searched;
    const char* from = buffer_.data() + start;
    const std::size_t rest = buffer_.size() - start;
    const char* feed = rest == 0 ? nullptr : static_cast<const char*>(std::memchr(from, '\n', rest));
    const std::size_t until = feed == nullptr ? rest : static_cast<std::size_t>(feed - from);
    const char* back = until == 0 ? nullptr : static_cast<const char*>(std::memchr(from, '\r', until));
    const char* end = back != nullptr ? back : feed;
    if (end != nullptr || (ended_ && (begin_ < buffer_.size() || cut_))) {
      const std::size_t stop = end != nullptr ? static_cast<std::size_t>(end - buffer_.data()) : buffer_.size();
      const std::size_t first = begin_;
      begin_ = end != nullptr ? stop + 1 : stop;
      if (end != nullptr && *end == '\r') {
        if (begin_ < buffer_.size() && buffer_[begin_] == '\n')
          ++begin_;
        else if (begin_ == buffer_.size())
          skip_line_feed_ = true;
      }
      ++number_;
      if (cut_) {  // the buffer ends with what is kept, at its very end, so that the view lives as long as promised
        buffer_.erase(0, begin_);
        buffer_.insert(0, kept);
        begin_ = kept.size();
        line = std::string_view(buffer_).substr(0, begin_);
        return true;
      }
      line = std::string_view(buffer_).substr(first, std::min(stop - first, max_line_));
      cut_ = stop - first > max_line_;
      return true;
    }
    if (ended_) return false;
    searched = buffer_.size() - begin_;
    if (searched > max_line_) {
      if (!cut_) kept = buffer_.substr(begin_, max_line_);
      cut_ = true;
      begin_ = buffer_.size();
      searched = 0;
    }
    Result<bool> more = fill();
    if (!more) return more.error();
  }
}

}  // namespace clew
