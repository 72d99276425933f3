#include "graph/image.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "common/hash.h"

namespace clew::graph {
namespace {

constexpr std::uint64_t kAnySection = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kShortSection = std::uint64_t{4} << 10;

std::uint64_t aligned(std::uint64_t size) {
  return (size + kSectionAlignment - 1) / kSectionAlignment * kSectionAlignment;
}

template <std::size_t N>
void putText(char (&to)[N], std::string_view from) {
  std::memcpy(to, from.data(), std::min(from.size(), N));
}

template <std::size_t N>
std::string getText(const char (&from)[N]) {
  const std::string_view whole(from, N);
  return std::string(whole.substr(0, whole.find('\0')));
}

bool before(const SectionEntry& a, const SectionEntry& b) {
  return std::tuple(a.kind, a.owner) < std::tuple(b.kind, b.owner);
}

std::uint64_t headerChecksum(const ReplicaHeader& header) {
  return hash64({reinterpret_cast<const char*>(&header), offsetof(ReplicaHeader, header_checksum)});
}

Error damaged(std::string_view what) {
  return Error(ErrorCode::kCorrupt, "the cache is damaged: " + std::string(what));
}

}  // namespace

ImageWriter::ImageWriter(ImageOutput& out) : out_(out) {
  const ReplicaHeader none;
  write({reinterpret_cast<const char*>(&none), sizeof none});
  align();
}

void ImageWriter::write(std::string_view bytes) {
  size_ += bytes.size();
  if (failed_) return;
  if (auto done = out_.write(bytes); !done) failed_ = done.error();
}

void ImageWriter::align() {
  static constexpr char kZeros[kSectionAlignment] = {};
  write({kZeros, aligned(size_) - size_});
}

void ImageWriter::add(SectionList sections) {
  for (SectionList::Part& part : sections.parts()) {
    SectionEntry entry;
    entry.kind = static_cast<std::uint16_t>(part.kind);
    entry.owner = part.owner;
    entry.offset = size_;
    entry.size = part.bytes.size();
    entry.checksum = hash64(part.bytes);
    table_.push_back(entry);
    write(part.bytes);
    align();
    part.owned.reset();
  }
}

Result<void> ImageWriter::finish(const ReplicaStamp& stamp, std::uint32_t nodes, std::uint64_t facts) {
  std::sort(table_.begin(), table_.end(), before);
  const std::string_view table{reinterpret_cast<const char*>(table_.data()), table_.size() * sizeof(SectionEntry)};
  ReplicaHeader header;
  putText(header.magic, kReplicaMagic);
  header.version = kReplicaVersion;
  header.endian = kEndianMark;
  putText(header.identity, stamp.identity);
  putText(header.chain, stamp.chain);
  header.generation = stamp.generation;
  header.schema_hash = stamp.schema_hash;
  header.suffixes_hash = stamp.suffixes_hash;
  header.redactions_hash = stamp.redactions_hash;
  header.facts = facts;
  header.nodes = nodes;
  header.sections = static_cast<std::uint32_t>(table_.size());
  header.table_offset = size_;
  header.table_checksum = hash64(table);
  write(table);
  align();
  header.file_size = size_;
  header.header_checksum = headerChecksum(header);
  if (failed_) return *failed_;
  return out_.rewrite(0, {reinterpret_cast<const char*>(&header), sizeof header});
}

Result<Image> Image::map(const std::string& path) {
  auto mapped = MappedFile::open(path);
  if (!mapped) return mapped.error();
  Image image;
  image.mapped_ = std::move(*mapped);
  if (auto sound = image.checkTable(); !sound) return sound.error();
  return image;
}

Result<Image> Image::open(const std::string& path, std::uint64_t always_verified) {
  auto image = map(path);
  if (!image) return image;
  const bool large = image->all().size() > always_verified;
  const bool sealed = large && image->mapped_.changedNanoseconds() == image->seal();
  if (auto sound = image->checkSections(sealed ? kShortSection : kAnySection); !sound) return sound.error();
  if (large && !sealed) setChangedNanoseconds(path, image->seal());
  return image;
}

Result<Image> Image::openNew(const std::string& path) {
  auto image = map(path);
  if (image) setChangedNanoseconds(path, image->seal());
  return image;
}

Result<Image> Image::fromBytes(std::string bytes) {
  Image image;
  image.owned_ = std::move(bytes);
  if (auto sound = image.checkTable(); !sound) return sound.error();
  if (auto sound = image.checkSections(kAnySection); !sound) return sound.error();
  return image;
}

Result<void> Image::checkTable() {
  const std::string_view whole = all();
  if (whole.size() < sizeof(ReplicaHeader)) return damaged("it is too short");
  std::memcpy(&header_, whole.data(), sizeof header_);
  if (std::string_view(header_.magic, sizeof header_.magic) != kReplicaMagic) return damaged("it is none of Clew's");
  if (header_.version != kReplicaVersion) return Error(ErrorCode::kNewerVersion, "the cache has another format");
  if (header_.endian != kEndianMark) return damaged("it comes from another kind of machine");
  if (header_.header_checksum != headerChecksum(header_)) return damaged("its header does not agree");
  if (header_.file_size != whole.size()) return damaged("it is cut short");
  const std::uint64_t table_size = std::uint64_t{header_.sections} * sizeof(SectionEntry);
  if (header_.table_offset > whole.size() || table_size > whole.size() - header_.table_offset)
    return damaged("its table is cut short");
  const std::string_view table = whole.substr(header_.table_offset, table_size);
  if (header_.table_checksum != hash64(table)) return damaged("its table does not agree");
  table_.resize(header_.sections);
  if (!table.empty()) std::memcpy(table_.data(), table.data(), table.size());
  for (const SectionEntry& entry : table_) {
    if (entry.offset % kSectionAlignment != 0 || entry.offset > whole.size() ||
        entry.size > whole.size() - entry.offset) {
      return damaged("a section lies outside");
    }
  }
  return {};
}

// What stands in a section that is not read cannot lead outside (Base clamps).
Result<void> Image::checkSections(std::uint64_t longest) const {
  for (const SectionEntry& entry : table_) {
    if (entry.size <= longest && !sound(entry)) return damaged("a section does not agree");
  }
  return {};
}

bool Image::sound(const SectionEntry& entry) const {
  return hash64(all().substr(entry.offset, entry.size)) == entry.checksum;
}

ReplicaStamp Image::stamp() const {
  return {getText(header_.identity), header_.generation,    getText(header_.chain),
          header_.schema_hash,       header_.suffixes_hash, header_.redactions_hash};
}

std::string_view Image::bytes(Section kind, std::uint16_t owner) const {
  SectionEntry wanted;
  wanted.kind = static_cast<std::uint16_t>(kind);
  wanted.owner = owner;
  const auto it = std::lower_bound(table_.begin(), table_.end(), wanted, before);
  if (it == table_.end() || it->kind != wanted.kind || it->owner != wanted.owner) return {};
  return all().substr(it->offset, it->size);
}

std::vector<std::string_view> Image::mappedSections(std::span<const Section> kinds) const {
  std::vector<std::string_view> out;
  if (!owned_.empty()) return out;
  for (const Section kind : kinds) {
    for (const SectionEntry& entry : table_) {
      if (entry.kind == static_cast<std::uint16_t>(kind)) out.push_back(all().substr(entry.offset, entry.size));
    }
  }
  return out;
}

Result<void> Image::verify() const {
  for (const SectionEntry& entry : table_) {
    if (!sound(entry)) return damaged("section " + std::to_string(entry.kind) + " does not agree");
  }
  return {};
}

}  // namespace clew::graph
