// The replica file as it lies on the disk (docs/storage-format.md, "The replica"): a header, the sections, each at a
// multiple of 64 bytes, and a table of them sorted by kind and owner. Integers are the machine's own (the mark says
// which). Every record here has no padding that is not a named member, so that the same graph gives the same bytes.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "clew/table.h"

namespace clew::graph {

inline constexpr std::string_view kReplicaMagic = "ClewGrph";
inline constexpr std::uint32_t kReplicaVersion = 5;
inline constexpr std::uint32_t kEndianMark = 0x01020304;
inline constexpr std::size_t kSectionAlignment = 64;

enum class Section : std::uint16_t {
  kSummary = 1,   // SummaryRecord, one
  kTypeStarts,    // u32[types + 1]: first node of each type
  kNameOffsets,   // lines of offsets into the bytes (offset_lines.h)
  kNameBytes,     // canonical names in id order
  kNameTable,     // NameBucket (name_table.h)
  kStoreNodes,    // packed: node + 1 of each store id, 0 when only withheld values named it
  kDisplayNodes,  // u32, ascending
  kDisplayTexts,  // u32: text of each
  kSpellings,     // SpellingRecord, by node and text
  kTextOffsets,   // as kNameOffsets; texts are in order of bytes
  kTextBytes,
  kAnswerKeys,  // rows of answers
  kAnswerRows,
  kAnswers,     // AnswerRecord
  kLookupRows,  // rows: of each lookup a stretch of raw references, one for each position
  kRelations,   // RelationRecord, one a relation of the schema
  kProperties,  // TextRecord, one a property
  kStates,      // TextRecord, one a relation
  kNameLists,   // NameListsRecord, one a type
  // owner: the type (name_lists.h)
  kGramMarks = 24,  // marks: grams that a name of the type holds
  kGramOffsets,     // lines of offsets into the lists of these
  kGramLists,
  kTailOffsets,
  kTailLists,
  // owner: the relation
  kForwardKeys = 32,  // u32 subjects with links, ascending; absent: dense
  kForwardRows,       // offsets (rows.h)
  kForwardTo,         // u32[links], ascending within a row
  kBackwardKeys,
  kBackwardRows,
  kBackwardFrom,     // u32[links]
  kBackwardPlaces,   // packed: place of the link in the forward row of `from`; absent: it is searched there
  kDeadLinks,        // u64 bitmap of links that stand retracted; absent: none
  kHolderMarks,      // marks: backward rows whose holders are not simply their ends
  kHolders,          // HolderRecord of each marked row
  kSeenMarks,        // marks: links that have not just one observation
  kSeenShifts,       // u32[marked + 1] (spread.h)
  kBackwardTimes,    // LinkTime[links], beside kBackwardFrom (view.h); absent: they are looked up
  kBackwardSeveral,  // LinkTime: observations of links that have several, in the order of these links
  // owner: the property, or the relation of the trait
  kPropertyKeys = 48,
  kPropertyRows,
  kPropertyTexts,  // u32[entries]: one entry an observation
  kStateKeys,
  kStateRows,
  kStateTexts,
  // observations: SeenPart is added
  kLinkSeen = 64,
  kPropertySeen = 80,
  kStateSeen = 96,
};

/// The columns of a list of observations.
enum class SeenPart : std::uint16_t {
  kFirst,     // u32 seconds, kNarrowNone: undated; i64 when one of them does not fit
  kLast,      // alike
  kDetail,    // packed: number in kDetails; absent: there is one
  kDetails,   // DetailRecord, ascending
  kTimes,     // packed; absent: each is 1
  kRaw,       // packed raw references
  kRawMarks,  // marks: observations that have not just one raw reference
  kRawShifts,
};
inline Section partOf(Section group, SeenPart part) {
  return static_cast<Section>(static_cast<std::uint16_t>(group) + static_cast<std::uint16_t>(part));
}
inline constexpr std::uint32_t kNarrowNone = 0xFFFFFFFFU;

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
  std::uint64_t table_offset = 0;
  std::uint64_t table_checksum = 0;
  std::uint64_t header_checksum = 0;  // of all bytes before it
};
static_assert(sizeof(ReplicaHeader) == 192);

/// How the rows of some nodes lie (rows.h).
struct RowsRecord {
  std::uint32_t first = 0;  // the first node when dense
  std::uint32_t rows = 0;
  std::uint32_t items = 0;
  std::uint32_t form = 0;  // RowsForm
};

struct SeenRecord {
  std::uint32_t count = 0;
  std::uint32_t raw_begin = 0;  // raw references are numbered through all lists of observations
  std::uint32_t raw_count = 0;
  std::uint8_t wide = 0;  // 1: times are i64
  std::uint8_t detail_bits = 0;
  std::uint8_t times_bits = 0;
  std::uint8_t raw_bits = 0;
};

struct RelationRecord {
  RowsRecord forward;
  RowsRecord backward;
  SeenRecord seen;
  std::uint32_t standing = 0;    // links that are not dead
  std::uint32_t place_bits = 0;  // of kBackwardPlaces
};
static_assert(sizeof(RelationRecord) == 56);

struct TextRecord {
  RowsRecord rows;
  SeenRecord seen;
};

/// Lists of a type's names (name_lists.h): how many; 0: there are none.
struct NameListsRecord {
  std::uint32_t grams = 0;
  std::uint32_t tails = 0;
};

struct SummaryRecord {
  RowsRecord answers;
  RowsRecord lookups;  // no rows: a raw reference is lookup << 32 | position
  std::uint32_t raw_total = 0;
  std::uint32_t node_bits = 0;  // of the packed store nodes
  std::uint32_t store_nodes = 0;
  std::uint32_t texts = 0;
  std::uint32_t wide_names = 0;  // 1: lines of offsets are LongTextLine
  std::uint32_t wide_texts = 0;
};

struct DetailRecord {
  Time learnt = 0;
  Time retracted = kNoTime;
  std::uint32_t ttl = 0;
  std::uint16_t source = 0;
  std::int16_t confidence = -1;
  std::uint8_t first_is_day = 0;
  std::uint8_t last_is_day = 0;
  std::uint16_t reserved = 0;
  std::uint32_t reserved_too = 0;
  friend auto operator<=>(const DetailRecord&, const DetailRecord&) = default;
};
static_assert(sizeof(DetailRecord) == 32);

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
