// Opening: finds out what lies at a path before the library touches it, so that a folder, a picture or another
// program's data is named as what it is and never written to.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "storage/sqlite/migrations.h"
#include "storage/sqlite/sqlite_store.h"

namespace clew::storage {

namespace sqlite {
namespace {

constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr std::size_t kHeaderSize = 100;
constexpr int kCheckpointPages = 8192;  // of 4 KiB: how far the log grows before it is folded into the file

struct FileKind {
  std::string_view start;
  const char* name;
};

constexpr std::array<FileKind, 15> kFileKinds = {{
    {"\x89PNG", "a PNG image"},
    {"\xFF\xD8\xFF", "a JPEG image"},
    {"GIF8", "a GIF image"},
    {"%PDF", "a PDF document"},
    {"PK\x03\x04", "a ZIP archive"},
    {"PK\x05\x06", "a ZIP archive"},
    {"\x1F\x8B", "gzip-compressed data"},
    {"\x28\xB5\x2F\xFD", "zstd-compressed data"},
    {"BZh", "bzip2-compressed data"},
    {"\xFD"
     "7zXZ",
     "xz-compressed data"},
    {"7z\xBC\xAF", "a 7z archive"},
    {"\x7F"
     "ELF",
     "a program"},
    {"MZ", "a Windows program"},
    {"\xD4\xC3\xB2\xA1", "a packet capture"},
    {"CLEWREPL", "the cache beside a case"},
}};

bool isText(std::string_view bytes) {
  for (const char byte : bytes) {
    const auto code = static_cast<unsigned char>(byte);
    if ((code < 0x20 && code != '\n' && code != '\r' && code != '\t' && code != '\f') || code == 0x7F) return false;
  }
  return true;
}

std::string kindOf(std::string_view start) {
  for (const FileKind& kind : kFileKinds) {
    if (start.substr(0, kind.start.size()) == kind.start) return kind.name;
  }
  if (!isText(start)) return "data of another kind";
  const std::size_t first = start.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first != std::string_view::npos) {
    if (start[first] == '{' || start[first] == '[') return "JSON text";
    if (start[first] == '<') return "HTML or XML text";
  }
  return "text";
}

Error foreign(const std::string& path, const std::string& what) {
  return Error(ErrorCode::kForeign, path + " is no Clew case: it is " + what);
}

std::uint32_t bigEndian(std::string_view header, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t byte = 0; byte < 4; ++byte) value = value << 8 | static_cast<unsigned char>(header[at + byte]);
  return value;
}

std::uint64_t sizeOf(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

/// The first bytes of the file, fewer where it is shorter.
std::optional<Error> readHeader(const std::string& path, std::string& header) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return Error(ErrorCode::kIo,
                 "cannot read " + path + ": " + (errno == EACCES ? "no permission" : std::strerror(errno)));
  header.resize(kHeaderSize);
  const ssize_t size = ::pread(file, header.data(), header.size(), 0);
  const int failure = errno;
  ::close(file);
  if (size < 0) return Error(ErrorCode::kIo, "cannot read " + path + ": " + std::strerror(failure));
  header.resize(static_cast<std::size_t>(size));
  return std::nullopt;
}

struct Shortness {
  std::uint64_t bytes = 0;   // that the file has
  std::uint64_t stated = 0;  // that its header states

  friend bool operator==(const Shortness&, const Shortness&) = default;
};

/// How much shorter the file is than its header states. The header states the number of pages where its two counters
/// agree; nothing is said while a log or a journal lies beside it, since the file may then be behind.
std::optional<Shortness> shortnessOf(const std::string& path) {
  std::string header;
  if (readHeader(path, header) || header.size() < kHeaderSize) return std::nullopt;
  const std::uint64_t page = bigEndian(header, 16) >> 16 == 1 ? 65536 : bigEndian(header, 16) >> 16;
  const Shortness shortness{sizeOf(path), page * bigEndian(header, 28)};
  std::error_code ignored;
  const bool in_work = sizeOf(path + "-wal") != 0 || std::filesystem::exists(path + "-journal", ignored);
  if (in_work || bigEndian(header, 24) != bigEndian(header, 92) || shortness.bytes >= shortness.stated)
    return std::nullopt;
  return shortness;
}

/// A file that another process is just writing may look cut off for a moment: what is said of it must be so twice,
/// the second time with nobody at work since the first.
std::optional<Shortness> cutOff(const std::string& path) {
  std::optional<Shortness> before = shortnessOf(path);
  while (before) {
    const std::optional<Shortness> after = shortnessOf(path);
    if (after == before) return before;
    before = after;
  }
  return std::nullopt;
}

enum class FileState { kMissing, kEmpty, kCase };

/// What lies at the path, from its first bytes.
Result<FileState> inspect(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return FileState::kMissing;
    if (errno == ENOTDIR) return Error(ErrorCode::kNotFound, "no such case: " + path);
    return Error(ErrorCode::kIo,
                 "cannot open " + path + ": " + (errno == EACCES ? "no permission" : std::strerror(errno)));
  }
  if (S_ISDIR(status.st_mode)) return Error(ErrorCode::kIo, path + " is a folder, not a case");
  if (!S_ISREG(status.st_mode)) return Error(ErrorCode::kIo, path + " is a device or a pipe, not a case");
  std::string bytes;
  if (auto failure = readHeader(path, bytes)) return std::move(*failure);
  if (bytes.empty()) return FileState::kEmpty;
  const std::string_view header = bytes;
  if (header.substr(0, kMagic.size()) != kMagic.substr(0, header.size())) return foreign(path, kindOf(header));
  if (header.size() < kHeaderSize)
    return Error(ErrorCode::kCorrupt,
                 "the case " + path + " is damaged: it ends after " + std::to_string(header.size()) + " bytes");
  if (bigEndian(header, 68) != static_cast<std::uint32_t>(kApplicationId))
    return foreign(path, "another program's SQLite file");
  if (const std::optional<Shortness> cut = cutOff(path)) {
    return Error(ErrorCode::kCorrupt, "the case " + path + " is damaged: it has " + std::to_string(cut->bytes) +
                                          " of " + std::to_string(cut->stated) + " bytes")
        .withHint("go back to a copy of it, or ingest its lookups into a new case");
  }
  return FileState::kCase;
}

std::string uriOf(const std::string& path) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char byte : path) {
    const auto code = static_cast<unsigned char>(byte);
    if ((code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') || (code >= '0' && code <= '9') || code == '/' ||
        code == '.' || code == '-' || code == '_') {
      uri.push_back(byte);
    } else {
      uri += {'%', kDigits[code >> 4], kDigits[code & 15]};
    }
  }
  return uri + "?immutable=1";
}

enum class Access {
  kCreate,
  kWrite,
  kQuery,      // may be written, but the caller wants to read: the log beside it is kept in order
  kRead,       // may not be written
  kImmutable,  // neither the file nor its folder can be written, and there is no log
};

Access accessOf(const std::string& path, FileState state, const StoreOptions& options) {
  if (state != FileState::kCase) return Access::kCreate;
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const bool folder_writable = ::access(folder.c_str(), W_OK) == 0;
  if (::access(path.c_str(), W_OK) == 0 && folder_writable) return options.read_only ? Access::kQuery : Access::kWrite;
  return !folder_writable && sizeOf(path + "-wal") == 0 ? Access::kImmutable : Access::kRead;
}

/// `real` is the absolute path: no name of a file then means something special to the library.
std::unique_ptr<Connection> connect(const std::string& path, const std::string& real, Access access) {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
  std::string target = real;
  switch (access) {
    case Access::kCreate:
      flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
      break;
    case Access::kWrite:
    case Access::kQuery:
      flags |= SQLITE_OPEN_READWRITE;
      break;
    case Access::kRead:
      flags |= SQLITE_OPEN_READONLY;
      break;
    case Access::kImmutable:
      flags |= SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
      target = uriOf(real);
      break;
  }
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(target.c_str(), &handle, flags, nullptr);
  auto connection = std::make_unique<Connection>(handle, path);
  if (code != SQLITE_OK) connection->fail(code);
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, kBusySeconds * 1000);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  connection->run("PRAGMA foreign_keys = ON");
  connection->run("PRAGMA cell_size_check = ON");
  return connection;
}

// The tables come in one transaction of the old kind, so that a crash leaves an empty file and not half a case; then
// the log is switched on, which is kept in the file.
void prepareWriting(Connection& connection) {
  connection.run("PRAGMA journal_mode = WAL");
  connection.run("PRAGMA synchronous = FULL");
  connection.run("PRAGMA cache_size = -8192");
  connection.run("PRAGMA journal_size_limit = 67108864");
  sqlite3_wal_autocheckpoint(connection.handle(), kCheckpointPages);
}

// A step may leave room behind. Giving it back takes room itself, so that a full disk leaves it as it is.
void giveBackRoom(Connection& connection) {
  if (connection.number("PRAGMA freelist_count") != 0)
    sqlite3_exec(connection.handle(), "VACUUM", nullptr, nullptr, nullptr);
}

std::unique_ptr<Connection> openCaseFor(Access access, const std::string& path) {
  const std::string real = std::filesystem::absolute(path).string();
  std::unique_ptr<Connection> connection = connect(path, real, access);
  const bool read_only = access != Access::kCreate && access != Access::kWrite;
  const int newest = migrationSteps().back().to;
  const std::int64_t version = connection->number("PRAGMA user_version");
  if ((version > newest && version != kBundledLayout) || (version < newest && !read_only)) {
    migrate(*connection, migrationSteps());
    giveBackRoom(*connection);
  }
  if (version < newest && read_only) {
    throw Trouble{Error(ErrorCode::kReadOnly, "the case " + path +
                                                  " was written by an older Clew and can only be read after it was "
                                                  "opened once where it can be written")};
  }
  if (!read_only) prepareWriting(*connection);
  if (access == Access::kQuery) connection->run("PRAGMA query_only = ON");
  return connection;
}

/// A case that is open, and why it may not be written; empty: it may.
struct OpenedCase {
  std::unique_ptr<Connection> connection;
  std::string_view why_read_only;
};

/// The library wants room beside the file even to read it. On a full disk a case without a log is read as it lies,
/// since nobody else can be writing to it either.
OpenedCase openCase(const std::string& path, FileState state, const StoreOptions& options) {
  const std::string real = std::filesystem::absolute(path).string();
  const Access access = accessOf(real, state, options);
  std::string_view why;
  if (access == Access::kQuery) why = "it was opened to be read";
  if (access == Access::kRead || access == Access::kImmutable) why = "file or folder cannot be written";
  try {
    return {openCaseFor(access, path), why};
  } catch (Trouble& trouble) {
    const bool has_log = sizeOf(real + "-wal") != 0;
    if (access == Access::kRead && has_log && trouble.error.hint.empty()) {
      trouble.error.withHint("its newest writes lie in the log beside it (" + path +
                             "-wal): copy both to where they can be written");
    }
    if (trouble.error.code != ErrorCode::kFull || access == Access::kCreate || has_log) throw;
  }
  return {openCaseFor(Access::kImmutable, path), "the disk is full, or a limit is reached"};
}

Error missing(const std::string& path) {
  return Error(ErrorCode::kNotFound, "no such case: " + path);
}

/// What creating needs of the folder. The library's own answer would be the same for every trouble.
std::optional<Error> refuseCreation(const std::string& path) {
  std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  std::error_code ignored;
  if (!std::filesystem::exists(folder, ignored))
    return Error(ErrorCode::kNotFound, "the folder " + folder.string() + " does not exist");
  if (!std::filesystem::is_directory(folder, ignored)) return Error(ErrorCode::kIo, folder.string() + " is no folder");
  if (::access(folder.c_str(), W_OK | X_OK) != 0)
    return Error(ErrorCode::kIo, "cannot make " + path + ": no permission to write in that folder");
  return std::nullopt;
}

}  // namespace
}  // namespace sqlite

Result<std::unique_ptr<Store>> openSqliteStore(const std::string& path, const model::Schema& schema,
                                               StoreOptions options) {
  return openSqliteStore(
      path, [&](const auto&) -> Result<const model::Schema*> { return &schema; }, options);
}

Result<std::unique_ptr<Store>> openSqliteStore(const std::string& path, const SchemaChoice& choose,
                                               StoreOptions options) {
  using namespace sqlite;
  if (path.empty() || path.find('\0') != std::string::npos)
    return Error(ErrorCode::kUsage, "the name of the case is empty or has a NUL byte in it");
  const Result<FileState> state = inspect(path);
  if (!state) return state.error();
  if (*state != FileState::kCase) {
    const bool creates = options.create && !options.read_only;
    if (!creates) {
      if (*state == FileState::kMissing) return missing(path);
      return Error(ErrorCode::kForeign, path + " is an empty file, no Clew case");
    }
    if (auto refused = refuseCreation(path)) return std::move(*refused);
  }
  return guarded(path, [&]() -> Result<std::unique_ptr<Store>> {
    OpenedCase opened = openCase(path, *state, options);
    const Result<const model::Schema*> schema = choose(pinnedList(*opened.connection, "schema"));
    if (!schema) return schema.error();
    return std::unique_ptr<Store>(std::make_unique<SqliteStore>(std::move(opened.connection), **schema,
                                                                opened.why_read_only, options.names_memory));
  });
}

}  // namespace clew::storage
