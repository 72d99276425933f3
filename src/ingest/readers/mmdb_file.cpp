#include "ingest/readers/mmdb_file.h"

#include <maxminddb.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <vector>

#include "common/format.h"
#include "common/text.h"
#include "common/time.h"

namespace clew::ingest {

namespace {

using model::Address;
using model::Block;

constexpr std::size_t kLongestText = 4096;

/// A member by its path; empty when it is not there or no scalar.
std::string textAt(MMDB_entry_s entry, std::initializer_list<const char*> path) {
  std::array<const char*, 6> steps{};
  std::size_t at = 0;
  for (const char* step : path) steps[at++] = step;
  MMDB_entry_data_s data{};
  if (MMDB_aget_value(&entry, &data, steps.data()) != MMDB_SUCCESS || !data.has_data) return {};
  switch (data.type) {
    case MMDB_DATA_TYPE_UTF8_STRING:
      return {data.utf8_string, std::min<std::size_t>(data.data_size, kLongestText)};
    case MMDB_DATA_TYPE_UINT16:
      return std::to_string(data.uint16);
    case MMDB_DATA_TYPE_UINT32:
      return std::to_string(data.uint32);
    case MMDB_DATA_TYPE_UINT64:
      return std::to_string(data.uint64);
    default:
      return {};
  }
}

std::string firstAt(MMDB_entry_s entry, std::initializer_list<std::initializer_list<const char*>> paths) {
  for (const auto& path : paths) {
    std::string text = textAt(entry, path);
    if (!text.empty()) return text;
  }
  return {};
}

std::string asnOf(std::string text) {
  if (startsWithIgnoreCase(text, "AS")) text.erase(0, 2);
  return allDigits(text) && text != "0" ? text : std::string();
}

/// MaxMind's own layout, and those of IPinfo, DB-IP and CIRCL.
PlaceTexts placeOf(MMDB_entry_s entry) {
  PlaceTexts place;
  place.asn = asnOf(firstAt(entry, {{"autonomous_system_number"}, {"asn"}, {"country", "AutonomousSystemNumber"}}));
  place.as_name = firstAt(
      entry, {{"autonomous_system_organization"}, {"as_name"}, {"name"}, {"country", "AutonomousSystemOrganization"}});
  place.country = firstAt(entry, {{"country", "iso_code"}, {"country_code"}, {"country"}});
  place.region = firstAt(entry, {{"subdivisions", "0", "names", "en"}, {"region"}});
  place.city = firstAt(entry, {{"city", "names", "en"}, {"city"}});
  place.isp = textAt(entry, {"isp"});
  return place;
}

Error broken(std::string_view why) {
  return Error(ErrorCode::kInvalidValue, format("the MaxMind database is broken: {}", why));
}

/// A block of the tree: `bits` of a 128-bit (or 32-bit) address. IPv4 stands below ::/96 in trees of IPv6.
Block blockOf(const std::array<std::uint8_t, 16>& bits, int depth, bool v6) {
  Block block;
  if (v6) {
    const bool is_v4 =
        depth >= 96 && std::all_of(bits.begin(), bits.begin() + 12, [](std::uint8_t b) { return b == 0; });
    if (is_v4) {
      std::copy(bits.begin() + 12, bits.end(), block.base.bytes);
      block.prefix = depth - 96;
      return block;
    }
    block.base.v6 = true;
    std::copy(bits.begin(), bits.end(), block.base.bytes);
  } else {
    std::copy(bits.begin(), bits.begin() + 4, block.base.bytes);
  }
  block.prefix = depth;
  return block;
}

}  // namespace

struct MmdbFile::Impl {
  MMDB_s db{};
  bool open = false;
  ~Impl() {
    if (open) MMDB_close(&db);
  }
};

MmdbFile::MmdbFile(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
MmdbFile::~MmdbFile() = default;

// The library opens files only: the bytes, which may come out of an archive, become one without a name.
Result<std::unique_ptr<MmdbFile>> MmdbFile::open(std::string_view bytes) {
  const int fd = ::memfd_create("clew-mmdb", MFD_CLOEXEC);
  if (fd < 0) return Error(ErrorCode::kIo, "no memory for the database");
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t wrote = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (wrote <= 0) break;
    done += static_cast<std::size_t>(wrote);
  }
  auto impl = std::make_unique<Impl>();
  int status = MMDB_IO_ERROR;
  if (done == bytes.size()) status = MMDB_open(format("/proc/self/fd/{}", fd).c_str(), MMDB_MODE_MMAP, &impl->db);
  ::close(fd);
  if (status != MMDB_SUCCESS) return broken(toLower(MMDB_strerror(status)));
  impl->open = true;
  return std::unique_ptr<MmdbFile>(new MmdbFile(std::move(impl)));
}

std::string MmdbFile::type() const {
  const char* text = impl_->db.metadata.database_type;
  return text == nullptr ? std::string() : std::string(text, strnlen(text, kLongestText));
}

Time MmdbFile::built() const {
  const std::uint64_t epoch = impl_->db.metadata.build_epoch;
  return epoch == 0 || epoch > 253402300799ULL ? kNoTime : static_cast<Time>(epoch);
}

Result<std::optional<std::pair<Block, PlaceTexts>>> MmdbFile::lookup(const Address& address) const {
  using Found = std::optional<std::pair<Block, PlaceTexts>>;
  if (address.v6 && impl_->db.metadata.ip_version == 4) return Found();
  sockaddr_storage place{};
  if (address.v6) {
    auto* in = reinterpret_cast<sockaddr_in6*>(&place);
    in->sin6_family = AF_INET6;
    std::memcpy(&in->sin6_addr, address.bytes, 16);
  } else {
    auto* in = reinterpret_cast<sockaddr_in*>(&place);
    in->sin_family = AF_INET;
    std::memcpy(&in->sin_addr, address.bytes, 4);
  }
  int status = MMDB_SUCCESS;
  MMDB_lookup_result_s result = MMDB_lookup_sockaddr(&impl_->db, reinterpret_cast<sockaddr*>(&place), &status);
  if (status != MMDB_SUCCESS) return broken(toLower(MMDB_strerror(status)));
  if (!result.found_entry) return Found();
  int prefix = result.netmask;
  if (!address.v6 && impl_->db.metadata.ip_version == 6) prefix = std::max(0, prefix - 96);
  Block block{address, std::min(prefix, address.v6 ? 128 : 32)};
  for (int bit = block.prefix; bit < (address.v6 ? 128 : 32); ++bit) {
    block.base.bytes[bit / 8] = static_cast<std::uint8_t>(block.base.bytes[bit / 8] & ~(0x80 >> (bit % 8)));
  }
  return Found(std::make_pair(block, placeOf(result.entry)));
}

// Depth first, the zero bit before the one. Every node once: trees share the part for IPv4 with what maps it into IPv6,
// and a broken one goes round in circles.
Result<void> MmdbFile::each(const std::function<bool(const Block&, const PlaceTexts&)>& visit,
                            const std::function<bool(const Block&, const std::string&)>& broken_entry) const {
  const MMDB_s& db = impl_->db;
  const bool v6 = db.metadata.ip_version == 6;
  struct Frame {
    std::uint64_t record = 0;
    std::uint8_t type = MMDB_RECORD_TYPE_SEARCH_NODE;
    MMDB_entry_s entry{};
    int depth = 0;
    std::array<std::uint8_t, 16> bits{};
  };
  std::vector<bool> seen(db.metadata.node_count);
  std::vector<Frame> frames(1);
  while (!frames.empty()) {
    const Frame frame = frames.back();
    frames.pop_back();
    if (frame.type == MMDB_RECORD_TYPE_EMPTY) continue;
    if (frame.type != MMDB_RECORD_TYPE_SEARCH_NODE) {
      const Block block = blockOf(frame.bits, frame.depth, v6);
      const bool go_on = frame.type == MMDB_RECORD_TYPE_DATA ? visit(block, placeOf(frame.entry))
                                                             : broken_entry(block, "its entry lies outside the data");
      if (!go_on) return {};
      continue;
    }
    if (frame.record >= db.metadata.node_count) return broken("a node lies outside the tree");
    if (frame.depth >= (v6 ? 128 : 32)) return broken("the tree is deeper than an address is long");
    if (seen[frame.record]) continue;
    seen[frame.record] = true;
    MMDB_search_node_s node{};
    if (MMDB_read_node(&db, static_cast<std::uint32_t>(frame.record), &node) != MMDB_SUCCESS) {
      return broken("a node cannot be read");
    }
    Frame one{node.right_record, node.right_record_type, node.right_record_entry, frame.depth + 1, frame.bits};
    one.bits[frame.depth / 8] = static_cast<std::uint8_t>(one.bits[frame.depth / 8] | (0x80 >> (frame.depth % 8)));
    frames.push_back(one);
    frames.push_back({node.left_record, node.left_record_type, node.left_record_entry, frame.depth + 1, frame.bits});
  }
  return {};
}

}  // namespace clew::ingest
