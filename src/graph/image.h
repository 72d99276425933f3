// A replica's bytes: put together section by section, written or kept in memory; and read back, checked.
#pragma once

#include <cstring>
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

class ImageWriter {
 public:
  /// An empty section is left out. Each (kind, owner) once.
  template <typename T>
  void add(Section kind, std::uint16_t owner, std::span<const T> items) {
    static_assert(std::has_unique_object_representations_v<T>);
    if (!items.empty()) addBytes(kind, owner, {reinterpret_cast<const char*>(items.data()), items.size_bytes()});
  }
  template <typename T>
  void add(Section kind, std::uint16_t owner, const std::vector<T>& items) {
    add(kind, owner, std::span<const T>(items));
  }
  void addBytes(Section kind, std::uint16_t owner, std::string_view bytes);

  /// The whole image. The writer is empty afterwards.
  std::string finish(const ReplicaStamp& stamp, std::uint32_t nodes, std::uint64_t facts);

 private:
  struct Part {
    SectionEntry entry;
    std::string bytes;
  };
  std::vector<Part> parts_;
};

/// Bytes of a replica, mapped or owned. Sections are given as spans that live as long as the image.
class Image {
 public:
  /// Maps and checks header, table and bounds; the checksums of all sections too when the file is small (32 MiB), of
  /// the short ones otherwise. kNotFound, kIo, kCorrupt, kNewerVersion (another format version, either way).
  static Result<Image> open(const std::string& path);
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
  /// Reads everything: the first damaged section as kCorrupt.
  Result<void> verify() const;

 private:
  Result<void> check();
  std::string_view all() const { return owned_.empty() ? mapped_.bytes() : std::string_view(owned_); }
  bool sound(const SectionEntry& entry) const;
  MappedFile mapped_;
  std::string owned_;
  ReplicaHeader header_;
  std::vector<SectionEntry> table_;
};

}  // namespace clew::graph
