#include "common/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstring>
#include <optional>
#include <utility>

#include "common/format.h"
#include "common/text.h"

namespace clew {
namespace {

constexpr std::size_t kWriteBuffer = std::size_t{1} << 20;
constexpr std::uint64_t kBeginToSync = std::uint64_t{8} << 20;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

/// The descriptor of this process that a path such as /dev/stdout's target, /proc/self/fd/1, stands for.
std::optional<int> streamOf(std::string_view path) {
  for (const std::string_view folder : {"/proc/self/fd/", "/dev/fd/"}) {
    if (!path.starts_with(folder)) continue;
    int number = 0;
    const char* const end = path.data() + path.size();
    const auto [stop, problem] = std::from_chars(path.data() + folder.size(), end, number);
    if (problem == std::errc() && stop == end && number >= 0) return number;
  }
  return std::nullopt;
}

Error isFolderError(const std::string& path) {
  return Error(ErrorCode::kIo, format("{} is a folder, and a file is needed", quoted(path, 300)));
}

Error isNoFileError(const std::string& path) {
  return Error(ErrorCode::kIo, format("{} is a pipe or a device, and a file is needed", quoted(path, 300)));
}

/// The file that `path` leads to by symbolic links, which need not be there.
Result<std::string> linksFollowed(std::string path) {
  constexpr int kMostLinks = 40;  // as the system has it
  const std::string asked = path;
  for (int followed = 0; followed < kMostLinks; ++followed) {
    char target[PATH_MAX];
    const ssize_t size = ::readlink(path.c_str(), target, sizeof target);
    if (size < 0) return path;  // no link, or nothing: whoever opens it says what is wrong
    const std::string_view next(target, static_cast<std::size_t>(size));
    if (next.starts_with('/')) {
      path = next;
    } else {
      path = folderOf(path) + "/" + std::string(next);
    }
    if (streamOf(path)) return path;
  }
  return fileError(ELOOP, "write", asked);
}

/// Opens for reading, with further `flags`; a name with NUL names no file.
Result<int> openForReading(const std::string& path, int flags = 0) {
  if (path.find('\0') != std::string::npos) return fileError(ENOENT, "read", path);
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | flags);
  if (fd < 0) return fileError(errno, "read", path);
  struct stat info {};
  if (::fstat(fd, &info) == 0 && S_ISDIR(info.st_mode)) {
    ::close(fd);
    return isFolderError(path);
  }
  return fd;
}

Result<void> writeAll(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return fileError(errno, "write", path);
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace

std::string folderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

Error fileError(int errno_value, std::string_view action, const std::string& path) {
  const std::string name = quoted(path, 300);
  switch (errno_value) {
    case ENOENT:
      return action == "read" || action == "open"
                 ? Error(ErrorCode::kNotFound, format("there is no file {}", name))
                 : Error(ErrorCode::kNotFound, format("cannot {} {}: its folder does not exist", action, name));
    case ENOTDIR:
      return Error(ErrorCode::kNotFound, format("cannot {} {}: a part of the path is no folder", action, name));
    case EISDIR:
      return isFolderError(path);
    case EACCES:
    case EPERM:
      return Error(ErrorCode::kIo, format("no permission to {} {}", action, name));
    case EINTR:  // only a signal whose handler ends what waits
      return Error(ErrorCode::kCancelled, format("interrupted while waiting to {} {}", action, name));
    case EROFS:
      return Error(ErrorCode::kReadOnly, format("cannot {} {}: the file system is read-only", action, name));
    case ENOSPC:
    case EDQUOT:
      return Error(ErrorCode::kFull, format("cannot {} {}: the disk is full", action, name));
    case EFBIG:
      return Error(ErrorCode::kFull, format("cannot {} {}: the file would be too large", action, name));
    case EMFILE:
    case ENFILE:
      return Error(ErrorCode::kIo, format("cannot {} {}: too many open files", action, name));
    case ETXTBSY:
    case EBUSY:
      return Error(ErrorCode::kBusy, format("cannot {} {}: it is in use", action, name));
    case ENAMETOOLONG:
      return Error(ErrorCode::kIo, format("cannot {} {}: the name is too long", action, name));
    case ELOOP:
      return Error(ErrorCode::kIo, format("cannot {} {}: its symbolic links go round in a circle", action, name));
    default:
      return Error(ErrorCode::kIo, format("cannot {} {}: {}", action, name, std::strerror(errno_value)));
  }
}

Result<std::string> readFile(const std::string& path, std::uint64_t max_size) {
  const Result<int> opened = openForReading(path);
  if (!opened) return opened.error();
  const Descriptor file(*opened);
  const auto too_large = [&] {
    return Error(ErrorCode::kInvalidValue,
                 format("{} is larger than {} bytes", quoted(path, 300), groupedDigits(max_size)));
  };
  struct stat info {};
  std::string out;
  if (::fstat(file.get(), &info) == 0 && S_ISREG(info.st_mode)) {
    if (static_cast<std::uint64_t>(info.st_size) > max_size) return too_large();
    out.reserve(static_cast<std::size_t>(info.st_size) + 1);
  }
  char chunk[1 << 16];
  for (;;) {
    const ssize_t got = ::read(file.get(), chunk, sizeof chunk);
    if (got < 0) return fileError(errno, "read", path);
    if (got == 0) return out;
    if (out.size() + static_cast<std::size_t>(got) > max_size) return too_large();
    out.append(chunk, static_cast<std::size_t>(got));
  }
}

Result<int> placeToWrite(std::string& path) {
  if (path.empty() || path.find('\0') != std::string::npos) return fileError(ENOENT, "write", path);
  if (!streamOf(path)) {
    Result<std::string> followed = linksFollowed(path);
    if (!followed) return followed.error();
    path = std::move(*followed);
  }
  struct stat info {};
  int descriptor = -1;
  if (const std::optional<int> stream = streamOf(path)) {
    // Opened anew, a file would be written from its beginning, over what the stream holds already.
    descriptor = ::fcntl(*stream, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  } else {
    if (::stat(path.c_str(), &info) != 0 || S_ISREG(info.st_mode)) return -1;
    if (S_ISDIR(info.st_mode)) return isFolderError(path);
    descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
  }
  if (descriptor < 0) return fileError(errno, "write", path);
  return descriptor;
}

AtomicFile::AtomicFile(std::string path, std::string temporary, int fd)
    : path_(std::move(path)), temporary_(std::move(temporary)), fd_(fd) {}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      buffer_(std::move(other.buffer_)),
      size_(other.size_),
      begun_(other.begun_),
      fd_(std::exchange(other.fd_, -1)) {}

AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(temporary_, other.temporary_);
  std::swap(buffer_, other.buffer_);
  std::swap(size_, other.size_);
  std::swap(begun_, other.begun_);
  std::swap(fd_, other.fd_);
  return *this;
}

AtomicFile::~AtomicFile() {
  if (fd_ < 0) return;
  ::close(fd_);
  ::unlink(temporary_.c_str());
}

Result<AtomicFile> AtomicFile::create(const std::string& path) {
  if (path.empty() || path.find('\0') != std::string::npos) return fileError(ENOENT, "write", path);
  if (isFolder(path)) return isFolderError(path);
  if (fileExists(path) && !isRegularFile(path)) return isNoFileError(path);
  const Result<std::string> target = linksFollowed(path);
  if (!target) return target.error();
  std::string temporary = *target + ".XXXXXX";
  const int fd = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (fd < 0) return fileError(errno, "write", *target);
  // mkostemp makes it private; a plain file has what the umask leaves.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::fchmod(fd, 0666 & ~mask);
  return AtomicFile(*target, std::move(temporary), fd);
}

Result<void> AtomicFile::flush() {
  Result<void> done = writeAll(fd_, buffer_, path_);
  buffer_.clear();
  return done;
}

Result<void> AtomicFile::write(std::string_view bytes) {
  size_ += bytes.size();
  if (buffer_.size() + bytes.size() <= kWriteBuffer) {
    buffer_ += bytes;
    return {};
  }
  if (Result<void> done = flush(); !done) return done;
  if (bytes.size() < kWriteBuffer) {
    buffer_ = bytes;
    return {};
  }
  if (Result<void> done = writeAll(fd_, bytes, path_); !done) return done;
  if (size_ - begun_ >= kBeginToSync) {  // the disk works meanwhile, and commit() waits for less
    ::sync_file_range(fd_, static_cast<off_t>(begun_), static_cast<off_t>(size_ - begun_), SYNC_FILE_RANGE_WRITE);
    begun_ = size_;
  }
  return {};
}

Result<void> AtomicFile::rewrite(std::uint64_t offset, std::string_view bytes) {
  if (Result<void> done = flush(); !done) return done;
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fileError(errno, "write", path_);
    offset += static_cast<std::uint64_t>(written);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> AtomicFile::commit() {
  if (Result<void> done = flush(); !done) return done;
  if (::fsync(fd_) != 0) return fileError(errno, "write", path_);
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) return fileError(errno, "write", path_);
  ::close(std::exchange(fd_, -1));
  // The name is durable once the folder is.
  const Descriptor folder(::open(folderOf(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() >= 0) ::fsync(folder.get());
  return {};
}

namespace {

bool isDatabase(const std::string& path) {
  constexpr std::string_view kMagic("SQLite format 3\0", 16);
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return false;
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char start[kMagic.size()] = {};
  return file.get() >= 0 && ::pread(file.get(), start, sizeof start, 0) == static_cast<ssize_t>(sizeof start) &&
         std::string_view(start, sizeof start) == kMagic;
}

}  // namespace

Result<void> mayReplace(const std::string& path) {
  bool refused = isDatabase(path);
  for (const std::string_view beside : {"-wal", "-shm", "-journal"}) {
    refused = refused || (path.ends_with(beside) && isDatabase(path.substr(0, path.size() - beside.size())));
  }
  if (!refused) return {};
  return Error(ErrorCode::kUsage, "will not write over " + quoted(path, 300) + ": it holds a case, or is part of one")
      .withHint("name another file");
}

Result<void> writeFileAtomically(const std::string& path, std::string_view bytes) {
  if (Result<void> may = mayReplace(path); !may) return may;
  std::string place = path;
  const Result<int> opened = placeToWrite(place);
  if (!opened) return opened.error();
  if (*opened >= 0) {
    const Descriptor stream(*opened);
    return writeAll(stream.get(), bytes, path);
  }
  Result<AtomicFile> file = AtomicFile::create(place);
  if (!file) return file.error();
  if (Result<void> done = file->write(bytes); !done) return done;
  return file->commit();
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      nanoseconds_(std::exchange(other.nanoseconds_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(nanoseconds_, other.nanoseconds_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(data_, size_);
}

Result<MappedFile> MappedFile::open(const std::string& path) {
  const Result<int> opened = openForReading(path, O_NONBLOCK);  // a pipe must not be waited for
  if (!opened) return opened.error();
  const Descriptor file(*opened);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return fileError(errno, "read", path);
  if (!S_ISREG(info.st_mode)) return isNoFileError(path);
  MappedFile mapped;
  mapped.nanoseconds_ = static_cast<std::uint32_t>(info.st_mtim.tv_nsec);
  if (info.st_size == 0) return mapped;
  void* data = ::mmap(nullptr, static_cast<std::size_t>(info.st_size), PROT_READ, MAP_SHARED, file.get(), 0);
  if (data == MAP_FAILED) return fileError(errno, "read", path);
  mapped.data_ = data;
  mapped.size_ = static_cast<std::size_t>(info.st_size);
  return mapped;
}

bool bringWithinReach(std::string_view mapped) {
#ifdef MADV_POPULATE_READ
  if (mapped.empty()) return true;
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<std::uintptr_t>(mapped.data()) / page * page;
  const std::uintptr_t size = reinterpret_cast<std::uintptr_t>(mapped.data()) + mapped.size() - begin;
  if (::madvise(reinterpret_cast<void*>(begin), size, MADV_POPULATE_READ) != 0) return false;
  // under some hypervisors the first to read a page pays for tables of theirs too, more than for the fault
  for (std::uintptr_t at = begin; at < begin + size; at += page) {
    static_cast<void>(*reinterpret_cast<const volatile char*>(at));
  }
  return true;
#else
  return false;
#endif
}

void setChangedNanoseconds(const std::string& path, std::uint32_t nanoseconds) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return;
  const std::array<timespec, 2> times = {timespec{0, UTIME_OMIT},
                                         timespec{info.st_mtim.tv_sec, static_cast<long>(nanoseconds)}};
  (void)::utimensat(AT_FDCWD, path.c_str(), times.data(), 0);
}

bool fileExists(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0;
}

bool areOneFile(const std::string& a, const std::string& b) {
  struct stat first = {};
  struct stat second = {};
  return ::stat(a.c_str(), &first) == 0 && ::stat(b.c_str(), &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

bool isFolder(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

bool isRegularFile(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

std::uint64_t fileSize(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) ? static_cast<std::uint64_t>(info.st_size) : 0;
}

Result<void> makeFolders(const std::string& path) {
  for (std::size_t at = 1; at <= path.size(); ++at) {
    if (at != path.size() && path[at] != '/') continue;
    const std::string part = path.substr(0, at);
    if (::mkdir(part.c_str(), 0777) == 0 || isFolder(part)) continue;
    return fileError(errno == EEXIST ? ENOTDIR : errno, "create", part);
  }
  return {};
}

Result<void> removeFile(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return fileError(errno, "remove", path);
  return {};
}

namespace {

Result<void> listInto(const std::string& folder, std::vector<std::string>& files) {
  DIR* stream = ::opendir(folder.c_str());
  if (stream == nullptr) return fileError(errno, "read", folder);
  const std::unique_ptr<DIR, int (*)(DIR*)> closer(stream, ::closedir);
  std::vector<std::string> folders;
  while (const dirent* entry = ::readdir(stream)) {
    if (entry->d_name[0] == '.') continue;
    std::string path = folder + (endsWith(folder, "/") ? "" : "/") + entry->d_name;
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0) continue;
    const bool is_link = S_ISLNK(info.st_mode);
    if (is_link && ::stat(path.c_str(), &info) != 0) continue;
    if (S_ISREG(info.st_mode))
      files.push_back(std::move(path));
    else if (S_ISDIR(info.st_mode) && !is_link)
      folders.push_back(std::move(path));
  }
  for (const std::string& next : folders) {
    if (Result<void> done = listInto(next, files); !done) return done;
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> listFiles(const std::string& path) {
  if (!fileExists(path)) return fileError(ENOENT, "read", path);
  std::vector<std::string> files;
  if (!isFolder(path)) {
    files.push_back(path);
    return files;
  }
  if (Result<void> done = listInto(path, files); !done) return done.error();
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace clew
