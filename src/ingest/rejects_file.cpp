#include "ingest/rejects_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "common/files.h"
#include "common/hash.h"
#include "common/json.h"
#include "common/text.h"

namespace clew::ingest {

namespace {
constexpr std::size_t kBufferBytes = 64 * 1024;
}

std::string rejectLine(const model::Reject& reject) {
  std::string out;
  JsonWriter writer(out);
  writer.beginObject();
  writer.key("file").text(reject.file);
  writer.key("position").integer(static_cast<std::int64_t>(reject.position));
  writer.key("reason").text(reject.reason);
  writer.key("text").text(reject.text);
  writer.endObject();
  return out;
}

bool isRejectsFile(const std::string& path) {
  if (!isRegularFile(path)) return false;
  auto bytes = openFile(path);
  if (!bytes) return false;
  LineReader lines(**bytes);
  std::string_view line;
  const auto more = lines.next(line);
  if (!more) return false;
  return !*more || (line.starts_with("{\"file\":") && line.find(",\"position\":") != line.npos);
}

RejectsFile::~RejectsFile() {
  if (fd_ < 0) return;
  (void)flush().ok();
  ::close(fd_);
}

Result<void> RejectsFile::open() {
  bool needs_line_end = false;
  if (isRegularFile(path_)) {  // a device or a pipe is only written
    auto bytes = openFile(path_);
    if (!bytes) return bytes.error();
    LineReader lines(**bytes);
    std::string_view line;
    for (;;) {
      auto more = lines.next(line);
      if (!more) return more.error();
      if (!*more) break;
      held_.insert(hash64(line));
      needs_line_end = !line.ends_with('}');  // a kill in the middle of the line
    }
  }
  // Without O_NONBLOCK a named pipe would be waited for until somebody reads it.
  fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0644);
  if (fd_ < 0 && errno == ENXIO) {
    return Error(ErrorCode::kIo,
                 "refused records cannot be kept: " + quoted(path_, 300) + " is a pipe that nobody reads")
        .withHint("take it away, or name a file with --rejects");
  }
  if (fd_ < 0) return fileError(errno, "write", path_);
  ::fcntl(fd_, F_SETFL, O_APPEND);
  if (needs_line_end) buffer_ += '\n';
  return {};
}

Result<void> RejectsFile::write(const model::Reject& reject) {
  if (path_.empty()) return {};
  if (fd_ < 0) {
    if (auto opened = open(); !opened) return opened;
  }
  const std::string line = rejectLine(reject);
  if (!held_.insert(hash64(line)).second) return {};
  buffer_ += line;
  buffer_ += '\n';
  return buffer_.size() < kBufferBytes ? Result<void>() : flush();
}

Result<void> RejectsFile::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t wrote = ::write(fd_, rest.data(), rest.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return fileError(errno, "write", path_);
    rest.remove_prefix(static_cast<std::size_t>(wrote));
  }
  buffer_.clear();
  return {};
}

}  // namespace clew::ingest
