#include "common/archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include "common/format.h"
#include "common/text.h"

namespace clew {

namespace {

constexpr std::size_t kArchiveChunk = 256 * 1024;
constexpr std::uint64_t kMostEntries = 100'000;
constexpr std::uint64_t kMostBytes = std::uint64_t{64} << 30;
constexpr std::size_t kTarMark = 257;

/// The first entry's name of a zip.
std::string_view firstName(std::string_view head) {
  if (head.size() < 30) return {};
  const auto length = static_cast<unsigned char>(head[26]) | static_cast<unsigned char>(head[27]) << 8;
  return head.substr(30, static_cast<std::size_t>(length));
}

class ReadArchive final : public Archive {
 public:
  ReadArchive(std::unique_ptr<ByteSource> source, std::string name)
      : source_(std::move(source)), name_(std::move(name)), chunk_(kArchiveChunk), archive_(archive_read_new()) {
    archive_read_support_format_zip_streamable(archive_);
    archive_read_support_format_tar(archive_);
    archive_read_set_callback_data(archive_, this);
    archive_read_set_read_callback(archive_, &ReadArchive::give);
    opened_ = archive_read_open1(archive_) == ARCHIVE_OK;
  }
  ReadArchive(const ReadArchive&) = delete;
  ReadArchive& operator=(const ReadArchive&) = delete;
  ~ReadArchive() override { archive_read_free(archive_); }

  Result<std::optional<ArchiveEntry>> next() override {
    for (;;) {
      if (!opened_) return damaged();
      archive_entry* entry = nullptr;
      const int status = archive_read_next_header(archive_, &entry);
      if (status == ARCHIVE_EOF) return std::optional<ArchiveEntry>();
      if (status < ARCHIVE_WARN) return damaged();
      if (++entries_ > kMostEntries) {
        return Error(ErrorCode::kInvalidValue, format("{} holds more than 100,000 files", quoted(name_, 300)));
      }
      const auto type = archive_entry_filetype(entry);
      if (type == AE_IFDIR) continue;
      return std::optional(entryOf(entry, type));
    }
  }

  std::unique_ptr<ByteSource> content() override { return std::make_unique<Content>(*this); }

 private:
  class Content final : public ByteSource {
   public:
    explicit Content(ReadArchive& of) : of_(of) {}
    Result<std::size_t> read(char* out, std::size_t size) override { return of_.readContent(out, size); }
    std::uint64_t consumed() const override { return of_.source_->consumed(); }

   private:
    ReadArchive& of_;
  };

  static ArchiveEntry entryOf(archive_entry* entry, unsigned type) {
    ArchiveEntry made;
    const char* name = archive_entry_pathname(entry);
    if (name == nullptr) name = archive_entry_pathname_utf8(entry);
    made.name = name == nullptr ? "a file without a readable name" : name;
    if (archive_entry_mtime_is_set(entry) != 0) made.modified = archive_entry_mtime(entry);
    if (type == AE_IFLNK || archive_entry_hardlink(entry) != nullptr) {
      made.skipped = "skipped: it is a link within an archive";
    } else if (type != AE_IFREG && type != 0) {
      made.skipped = "skipped: it is a device or pipe within an archive";
    }
    return made;
  }

  static la_ssize_t give(archive* self, void* data, const void** bytes) {
    auto& of = *static_cast<ReadArchive*>(data);
    auto got = of.source_->read(of.chunk_.data(), of.chunk_.size());
    if (!got) {
      of.failure_ = got.error();
      archive_set_error(self, EIO, "the source failed");
      return ARCHIVE_FATAL;
    }
    *bytes = of.chunk_.data();
    of.taken_ += *got;
    // What is passed over is unpacked too.
    if (of.isBomb(of.taken_)) {
      of.failure_ = grewTooMuch(of.name_);
      archive_set_error(self, EIO, "the source failed");
      return ARCHIVE_FATAL;
    }
    return static_cast<la_ssize_t>(*got);
  }

  Result<std::size_t> readContent(char* out, std::size_t size) {
    const la_ssize_t got = archive_read_data(archive_, out, size);
    if (got < 0) {
      if (archive_read_has_encrypted_entries(archive_) > 0) {
        return Error(ErrorCode::kInvalidValue, "it is encrypted, and no password is asked for here");
      }
      return damaged();
    }
    given_ += static_cast<std::uint64_t>(got);
    if (given_ > kMostBytes) {
      return Error(ErrorCode::kInvalidValue, format("{} holds more than 64 GiB", quoted(name_, 300)));
    }
    if (isBomb(given_)) return grewTooMuch(name_);
    return static_cast<std::size_t>(got);
  }

  /// By the bytes of the file itself: what is packed around an archive grows as well.
  bool isBomb(std::uint64_t bytes) const { return growsTooMuch(bytes, source_->consumed()); }

  Error damaged() const {
    if (failure_) return *failure_;
    const char* text = archive_error_string(archive_);
    const bool cut = text != nullptr && findIgnoreCase(text, "trunc") != std::string_view::npos;
    return Error(ErrorCode::kCorrupt,
                 format("the archive {} {}", quoted(name_, 300), cut ? "ends too early" : "is damaged"));
  }

  std::unique_ptr<ByteSource> source_;
  std::string name_;
  std::vector<char> chunk_;
  archive* archive_;
  std::optional<Error> failure_;  // of the source
  std::uint64_t entries_ = 0;
  std::uint64_t given_ = 0;
  std::uint64_t taken_ = 0;
  bool opened_ = false;
};

}  // namespace

bool isArchive(std::string_view head) {
  if (head.size() > kTarMark && head.substr(kTarMark).starts_with("ustar")) return true;
  if (!head.starts_with("PK\x03\x04")) return false;
  static constexpr std::array<std::string_view, 6> kDocuments = {
      "[Content_Types].xml", "_rels/", "mimetype", "META-INF/", "classes", "AndroidManifest.xml"};
  const std::string_view first = firstName(head);
  return std::none_of(kDocuments.begin(), kDocuments.end(), [first](auto name) { return first.starts_with(name); });
}

std::unique_ptr<Archive> Archive::open(std::unique_ptr<ByteSource> source, std::string name) {
  return std::make_unique<ReadArchive>(std::move(source), std::move(name));
}

}  // namespace clew
