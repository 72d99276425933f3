// MaxMind databases (GeoLite2 and others of the form): tells of the case's addresses.
#include <vector>

#include "common/hash.h"
#include "common/text.h"
#include "ingest/readers/mmdb_file.h"
#include "ingest/readers/readers.h"

namespace clew::ingest {
namespace mmdb {
namespace {

constexpr std::size_t kMaxMmdbBytes = std::size_t{512} << 20;
constexpr std::string_view kMarker =
    "\xAB\xCD\xEF"
    "MaxMind.com";

class MmdbReader final : public Reader {
 public:
  std::string_view name() const override { return "mmdb"; }
  std::string_view title() const override {
    return "MaxMind databases of systems, countries and towns: tells of the case's addresses";
  }
  std::string_view sample() const override { return kMarker; }
  bool enriches() const override { return true; }

  // The marker stands at the end of the file, so that only small databases show it in their head.
  int detect(std::string_view head, std::string_view file_name) const override {
    if (contains(head, kMarker)) return 99;
    return file_name.ends_with(".mmdb") && contains(head, std::string_view("\0", 1)) ? 90 : 0;
  }

  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    auto whole = input.all(kMaxMmdbBytes);
    if (!whole) return whole.error();
    if (whole->rfind(kMarker) == std::string::npos) {
      return Error(ErrorCode::kInvalidValue, "no MaxMind database: its marker is not in the file");
    }
    auto file = MmdbFile::open(*whole);
    if (!file) return file.error();
    FactBuilder builder(context, sink);
    const std::string type = (*file)->type();
    builder.begin(type.empty() ? std::string_view("mmdb") : std::string_view(type), "geo");
    builder.fetched((*file)->built());
    AddressTable table(builder);
    builder.lookup().sha256 = sha256Hex(*whole);
    const auto done = table.whole() ? all(**file, table, builder) : known(**file, table, builder);
    if (!done) builder.rejectWhole(done.error().message);
    builder.at(0);
    table.tell();
    builder.finish();
    sink.progress(whole->size());
    return {};
  }

 private:
  // The raw record is what the database said, a line an address: the whole of it would be another copy of the file.
  static Result<void> known(const MmdbFile& file, AddressTable& table, FactBuilder& builder) {
    std::string said;
    std::uint64_t line = 0;
    Result<void> outcome;
    for (const model::Address& address : table.addresses()) {
      auto found = file.lookup(address);
      if (!found) outcome = found.error();
      if (!found || builder.stopped()) break;
      if (!*found) continue;
      const auto& [block, place] = **found;
      builder.at(++line);
      table.address(address, block, place, builder.seenNow());
      said += join(std::vector<std::string>{model::addressText(address), model::blockText(block), place.asn,
                                            place.as_name, place.country, place.region, place.city, place.isp},
                   "\t");
      said += '\n';
    }
    builder.raw(std::move(said));
    return outcome;
  }

  static Result<void> all(const MmdbFile& file, AddressTable& table, FactBuilder& builder) {
    std::uint64_t index = 0;
    const auto place = [&](const model::Block& block, const PlaceTexts& texts) {
      builder.at(++index);
      table.block(block, texts, builder.seenNow());
      return !builder.stopped();
    };
    const auto broken = [&](const model::Block& block, const std::string& why) {
      builder.at(++index);
      builder.reject(why, model::blockText(block));
      return !builder.stopped();
    };
    return file.each(place, broken);
  }
};

}  // namespace
}  // namespace mmdb

const Reader& mmdbReader() {
  static const mmdb::MmdbReader reader;
  return reader;
}

}  // namespace clew::ingest
