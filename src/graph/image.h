// A replica's bytes: written section by section, to a file or to memory; and read back, checked.
#pragma once

#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "clew/error.h"
#include "common/files.h"
#include "graph/format.h"

namespace clew::graph {

/// What a replica must have been built from to be believed.
struct ReplicaStamp {
  std::string identity;
  std::uint64_t generation = 0;
  std::string chain;
  std::uint64_t schema_hash = 0;
  std::uint64_t suffixes_hash = 0;
  std::uint64_t redactions_hash = 0;
};

/// Sections that wait to be written; they own their bytes.
class SectionList {
 public:
  struct Part {
    Section kind;
    std::uint16_t owner;
    std::string_view bytes;
    std::shared_ptr<const void> owned;
  };
  /// An empty section is left out. Each (kind, owner) once. Gives the items, for who needs them still.
  template <typename T>
  std::shared_ptr<const std::vector<T>> add(Section kind, std::uint16_t owner, std::vector<T> items) {
    static_assert(std::has_unique_object_representations_v<T>);
    const auto held = std::make_shared<const std::vector<T>>(std::move(items));
    if (held->empty()) return held;
    parts_.push_back({kind, owner, {reinterpret_cast<const char*>(held->data()), held->size() * sizeof(T)}, held});
    return held;
  }
  void addBytes(Section kind, std::uint16_t owner, std::string bytes) {
    if (bytes.empty()) return;
    const auto held = std::make_shared<const std::string>(std::move(bytes));
    parts_.push_back({kind, owner, *held, held});
  }
  /// Of bytes that `owner_of_bytes` keeps.
  void addShared(Section kind, std::uint16_t owner, std::string_view bytes,
                 std::shared_ptr<const void> owner_of_bytes) {
    if (!bytes.empty()) parts_.push_back({kind, owner, bytes, std::move(owner_of_bytes)});
  }
  std::vector<Part>& parts() { return parts_; }

 private:
  std::vector<Part> parts_;
};

/// Where an image is written to.
class ImageOutput {
 public:
  virtual ~ImageOutput() = default;
  virtual Result<void> write(std::string_view bytes) = 0;
  /// Of bytes that were written before.
  virtual Result<void> rewrite(std::uint64_t offset, std::string_view bytes) = 0;
};

/// An image in memory.
class MemoryOutput final : public ImageOutput {
 public:
  Result<void> write(std::string_view bytes) override {
    bytes_ += bytes;
    return {};
  }
  Result<void> rewrite(std::uint64_t offset, std::string_view bytes) override {
    bytes_.replace(offset, bytes.size(), bytes);
    return {};
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Writes sections as they come; what fails is told by finish().
class ImageWriter {
 public:
  explicit ImageWriter(ImageOutput& out);
  /// Takes the list's sections.
  void add(SectionList sections);
  Result<void> finish(const ReplicaStamp& stamp, std::uint32_t nodes, std::uint64_t facts);

 private:
  void write(std::string_view bytes);
  void align();
  ImageOutput& out_;
  std::uint64_t size_ = 0;
  std::optional<Error> failed_;
  std::vector<SectionEntry> table_;
};

/// Bytes of a replica, mapped or owned. Sections are given as spans that live as long as the image.
class Image {
 public:
  /// Maps and checks header, table, bounds, and the checksums of all sections. kNotFound, kIo, kCorrupt, kNewerVersion
  /// (another format version, either way).
  ///
  /// A file above `always_verified` bytes is sealed once it was found whole: the nanoseconds of its time of change are
  /// made a hash of its header, which speaks for all the rest. Whoever writes into the file breaks the seal. Of a
  /// sealed file only the short sections are read to open it.
  static Result<Image> open(const std::string& path, std::uint64_t always_verified);
  /// A file that was just written here: it is sealed and not read again.
  static Result<Image> openNew(const std::string& path);
  static Result<Image> fromBytes(std::string bytes);

  const ReplicaHeader& header() const { return header_; }
  ReplicaStamp stamp() const;
  /// Empty when there is no such section. A size that is no multiple of T's loses its tail.
  template <typename T>
  std::span<const T> section(Section kind, std::uint16_t owner = 0) const {
    const std::string_view found = bytes(kind, owner);
    return {reinterpret_cast<const T*>(found.data()), found.size() / sizeof(T)};
  }
  std::string_view bytes(Section kind, std::uint16_t owner = 0) const;
  /// The sections of these kinds, whoever owns them, in that order of kinds; none of an image that is not mapped.
  std::vector<std::string_view> mappedSections(std::span<const Section> kinds) const;
  /// Reads everything: the first damaged section as kCorrupt.
  Result<void> verify() const;

 private:
  static Result<Image> map(const std::string& path);
  /// Header, table and bounds.
  Result<void> checkTable();
  /// Sections of at most so many bytes against their checksums.
  Result<void> checkSections(std::uint64_t longest) const;
  std::uint32_t seal() const { return static_cast<std::uint32_t>(header_.header_checksum % 1'000'000'000); }
  std::string_view all() const { return owned_.empty() ? mapped_.bytes() : std::string_view(owned_); }
  bool sound(const SectionEntry& entry) const;
  MappedFile mapped_;
  std::string owned_;
  ReplicaHeader header_;
  std::vector<SectionEntry> table_;
};

}  // namespace clew::graph
