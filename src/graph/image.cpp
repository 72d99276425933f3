#include "graph/image.h"

#include <algorithm>
#include <tuple>

#include "common/hash.h"

namespace clew::graph {
namespace {

constexpr std::uint64_t kSmallFile = std::uint64_t{32} << 20;
constexpr std::uint64_t kShortSection = std::uint64_t{64} << 10;

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

void ImageWriter::addBytes(Section kind, std::uint16_t owner, std::string_view bytes) {
  SectionEntry entry;
  entry.kind = static_cast<std::uint16_t>(kind);
  entry.owner = owner;
  entry.size = bytes.size();
  entry.checksum = hash64(bytes);
  parts_.push_back({entry, std::string(bytes)});
}

std::string ImageWriter::finish(const ReplicaStamp& stamp, std::uint32_t nodes, std::uint64_t facts) {
  std::sort(parts_.begin(), parts_.end(), [](const Part& a, const Part& b) { return before(a.entry, b.entry); });
  std::uint64_t offset = aligned(sizeof(ReplicaHeader) + parts_.size() * sizeof(SectionEntry));
  std::string table;
  for (Part& part : parts_) {
    part.entry.offset = offset;
    offset = aligned(offset + part.entry.size);
    table.append(reinterpret_cast<const char*>(&part.entry), sizeof(SectionEntry));
  }
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
  header.file_size = offset;
  header.nodes = nodes;
  header.sections = static_cast<std::uint32_t>(parts_.size());
  header.table_checksum = hash64(table);
  header.header_checksum = headerChecksum(header);

  std::string out;
  out.reserve(offset);
  out.append(reinterpret_cast<const char*>(&header), sizeof header);
  out += table;
  for (Part& part : parts_) {
    out.resize(part.entry.offset);
    out += part.bytes;
    std::string().swap(part.bytes);
  }
  out.resize(offset);
  parts_.clear();
  return out;
}

Result<Image> Image::open(const std::string& path) {
  auto mapped = MappedFile::open(path);
  if (!mapped) return mapped.error();
  Image image;
  image.mapped_ = std::move(*mapped);
  if (auto sound = image.check(); !sound) return sound.error();
  return image;
}

Result<Image> Image::fromBytes(std::string bytes) {
  Image image;
  image.owned_ = std::move(bytes);
  if (auto sound = image.check(); !sound) return sound.error();
  return image;
}

Result<void> Image::check() {
  const std::string_view whole = all();
  if (whole.size() < sizeof(ReplicaHeader)) return damaged("it is too short");
  std::memcpy(&header_, whole.data(), sizeof header_);
  if (std::string_view(header_.magic, sizeof header_.magic) != kReplicaMagic) return damaged("it is none of Clew's");
  if (header_.version != kReplicaVersion) return Error(ErrorCode::kNewerVersion, "the cache has another format");
  if (header_.endian != kEndianMark) return damaged("it comes from another kind of machine");
  if (header_.header_checksum != headerChecksum(header_)) return damaged("its header does not agree");
  if (header_.file_size != whole.size()) return damaged("it is cut short");
  const std::uint64_t table_size = std::uint64_t{header_.sections} * sizeof(SectionEntry);
  if (table_size > whole.size() - sizeof(ReplicaHeader)) return damaged("its table is cut short");
  const std::string_view table = whole.substr(sizeof(ReplicaHeader), table_size);
  if (header_.table_checksum != hash64(table)) return damaged("its table does not agree");
  table_.resize(header_.sections);
  if (!table.empty()) std::memcpy(table_.data(), table.data(), table.size());
  const bool small = whole.size() <= kSmallFile;
  for (const SectionEntry& entry : table_) {
    if (entry.offset % kSectionAlignment != 0 || entry.offset > whole.size() ||
        entry.size > whole.size() - entry.offset) {
      return damaged("a section lies outside");
    }
    // A large file is not read to be opened: of its sections the short ones are, and what stands in the others cannot
    // lead outside (Base clamps). verify() reads all.
    if (!small && entry.size > kShortSection) continue;
    if (!sound(entry)) return damaged("a section does not agree");
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

Result<void> Image::verify() const {
  for (const SectionEntry& entry : table_) {
    if (!sound(entry)) return damaged("section " + std::to_string(entry.kind) + " does not agree");
  }
  return {};
}

}  // namespace clew::graph
