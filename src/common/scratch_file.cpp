#include "common/scratch_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "common/files.h"

namespace clew {

namespace {

const std::string kCalled = "a temporary file";

}  // namespace

Result<ScratchFile> ScratchFile::create(const std::string& folder) {
  std::string name = folder + "/.clew-scratch.XXXXXX";
  const int fd = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0) return fileError(errno, "write", kCalled + " in " + folder);
  ::unlink(name.c_str());
  return ScratchFile(fd);
}

ScratchFile::ScratchFile(ScratchFile&& other) noexcept
    : size_(std::exchange(other.size_, 0)), fd_(std::exchange(other.fd_, -1)) {}

ScratchFile& ScratchFile::operator=(ScratchFile&& other) noexcept {
  std::swap(size_, other.size_);
  std::swap(fd_, other.fd_);
  return *this;
}

ScratchFile::~ScratchFile() {
  if (fd_ >= 0) ::close(fd_);
}

Result<void> ScratchFile::append(std::string_view bytes) {
  std::uint64_t at = size_;
  while (!bytes.empty()) {
    const ssize_t now = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (now < 0 && errno == EINTR) continue;
    if (now <= 0) return fileError(now == 0 ? ENOSPC : errno, "write", kCalled);
    at += static_cast<std::uint64_t>(now);
    bytes.remove_prefix(static_cast<std::size_t>(now));
  }
  size_ = at;
  return {};
}

Result<void> ScratchFile::read(std::uint64_t offset, char* out, std::size_t size) const {
  while (size != 0) {
    const ssize_t now = ::pread(fd_, out, size, static_cast<off_t>(offset));
    if (now < 0 && errno == EINTR) continue;
    if (now < 0) return fileError(errno, "read", kCalled);
    if (now == 0) return Error(ErrorCode::kIo, kCalled + " was cut short");
    offset += static_cast<std::uint64_t>(now);
    out += now;
    size -= static_cast<std::size_t>(now);
  }
  return {};
}

}  // namespace clew
