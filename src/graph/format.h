// The replica file as it lies on the disk (docs/storage-format.md, "The replica"): a header, a table of sections sorted
// by kind and owner, and the sections, each at a multiple of 64 bytes. Integers are the machine's own (the mark says
// which). Every record here has no padding that is not a named member, so that the same graph gives the same bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "clew/table.h"

namespace clew::graph {

inline constexpr std::string_view kReplicaMagic = "ClewGrph";
inline constexpr std::uint32_t kReplicaVersion = 1;
inline constexpr std::uint32_t kEndianMark = 0x01020304;
inline constexpr std::size_t kSectionAlignment = 64;

enum class Section : std::uint16_t {
  kTypeStarts = 1,  // u32[types + 1]: first node of each type
  kNameStarts,      // u64[nodes + 1]
  kNameBytes,       // canonical names in id order
  kNameTable,       // u32[power of two]: node + 1, open addressing over hash64(name, stored type)
  kStoreNodes,      // u32[store nodes]: node of each store id, kNoNode when only withheld values named it
  kDisplayNodes,    // u32, ascending
  kDisplayTexts,    // u32: text of each
  kSpellings,       // SpellingRecord, by node and text
  kTextStarts,      // u64[texts + 1]
  kTextBytes,
  kRaw,         // RawReference
  kAnswerKeys,  // rows of answers
  kAnswerOffsets,
  kAnswers,  // AnswerRecord
  // owner: the relation
  kForwardKeys = 32,  // u32 subjects with links, ascending; absent: dense
  kForwardOffsets,    // u32: first node when dense (else 0), then rows + 1 offsets
  kForwardTo,         // u32[links], ascending within a row
  kBackwardKeys,
  kBackwardOffsets,
  kBackwardFrom,      // u32[links]
  kBackwardLinks,     // u32[links]: position in kForwardTo
  kLinkObservations,  // u32[links + 1]; absent: all links are derived
  kLinkTimes,         // TimesRecord[observations]
  kLinkDetails,       // DetailRecord[observations]
  kDeadLinks,         // u64 bitmap of links that stand retracted; absent: none
  kHolders,           // HolderRecord, one a backward row
  // owner: the property, or the relation of the trait
  kPropertyKeys = 64,
  kPropertyOffsets,
  kPropertyTexts,  // u32[entries]: one entry an observation
  kPropertyTimes,
  kPropertyDetails,
  kStateKeys,
  kStateOffsets,
  kStateTexts,
  kStateTimes,
  kStateDetails,
};

struct SectionEntry {
  std::uint16_t kind = 0;
  std::uint16_t owner = 0;
  std::uint32_t reserved = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;  // bytes
  std::uint64_t checksum = 0;
};
static_assert(sizeof(SectionEntry) == 32);

struct ReplicaHeader {
  char magic[8] = {};
  std::uint32_t version = 0;
  std::uint32_t endian = 0;
  char identity[32] = {};
  char chain[64] = {};
  std::uint64_t generation = 0;
  std::uint64_t schema_hash = 0;
  std::uint64_t suffixes_hash = 0;
  std::uint64_t redactions_hash = 0;
  std::uint64_t facts = 0;  // that the scan gave
  std::uint64_t file_size = 0;
  std::uint32_t nodes = 0;
  std::uint32_t sections = 0;
  std::uint64_t table_checksum = 0;
  std::uint64_t header_checksum = 0;  // of all bytes before it
};
static_assert(sizeof(ReplicaHeader) == 184);

struct TimesRecord {
  Time first = kNoTime;
  Time last = kNoTime;
};

struct DetailRecord {
  Time learnt = 0;
  Time retracted = kNoTime;
  std::uint32_t times = 1;
  std::uint32_t ttl = 0;
  std::uint32_t raw = 0;
  std::uint16_t raw_count = 0;
  std::uint16_t source = 0;
  std::int16_t confidence = -1;
  std::uint8_t first_is_day = 0;
  std::uint8_t last_is_day = 0;
  std::uint32_t reserved = 0;
};
static_assert(sizeof(DetailRecord) == 40);

struct AnswerRecord {
  Time when = kNoTime;
  std::uint32_t kind = 0;  // text
  std::uint32_t lookup = 0;
  std::uint32_t position = 0;
  std::uint16_t source = 0;
  std::uint8_t outcome = 0;
  std::uint8_t reserved = 0;
};
static_assert(sizeof(AnswerRecord) == 24);

struct SpellingRecord {
  std::uint32_t node = 0;
  std::uint32_t text = 0;
  std::uint32_t times = 0;
};

struct HolderRecord {
  std::uint32_t nodes = 0;
  std::uint32_t apexes = 0;
};

}  // namespace clew::graph
