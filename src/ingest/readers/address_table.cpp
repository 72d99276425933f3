#include "ingest/readers/address_table.h"

#include <algorithm>

#include "common/format.h"
#include "ingest/readers/json_reader.h"
#include "ingest/readers/registration.h"

namespace clew::ingest {

using model::Address;
using model::Block;
using model::Sighting;

AddressTable::AddressTable(FactBuilder& builder) : builder_(builder), addresses_(builder.context().addresses) {}

bool AddressTable::range(const Address& first, const Address& last, const PlaceTexts& place, const Sighting& seen) {
  if (whole()) {
    for (const Block& one : model::blocksOfRange(first, last)) block(one, place, seen);
    return true;
  }
  auto at = std::lower_bound(addresses_->begin(), addresses_->end(), first);
  if (at == addresses_->end() || *at > last) return false;
  const auto blocks = model::blocksOfRange(first, last);
  for (; at != addresses_->end() && *at <= last; ++at) {
    const auto holds = std::find_if(blocks.begin(), blocks.end(), [at](const Block& one) { return one.contains(*at); });
    if (holds != blocks.end()) address(*at, *holds, place, seen);
  }
  return true;
}

void AddressTable::address(const Address& address, const Block& block, const PlaceTexts& place, const Sighting& seen) {
  const auto& known = builder_.schema().known();
  const auto ip = builder_.node(known.ip, model::addressText(address));
  const auto net = builder_.node(known.net, model::blockText(block));
  if (!ip || !net) return;
  ++found_;
  builder_.link(*ip, "net", *net, seen);
  builder_.link(*ip, "asn", place.asn, seen);
  for (const std::string& asn : place.more_asns) builder_.link(*ip, "asn", asn, seen);
  builder_.link(*ip, "country", countryText(builder_.schema(), place.country), seen);
  builder_.property(*ip, "region", place.region, seen);
  builder_.property(*ip, "city", place.city, seen);
  builder_.property(*ip, "isp", place.isp, seen);
  Sighting of_net = seen;
  PlaceTexts system;
  system.asn = place.asn;
  system.as_name = place.as_name;
  system.more_asns = place.more_asns;
  ofNet(*net, system, of_net);
}

void AddressTable::block(const Block& block, const PlaceTexts& place, const Sighting& seen) {
  const auto net = builder_.node(builder_.schema().known().net, model::blockText(block));
  if (!net) return;
  ofNet(*net, place, seen);
  builder_.mention(*net);
  if (!place.city.empty() || !place.region.empty() || !place.isp.empty()) {
    left_out_.count("towns, regions and providers of blocks, which are told of addresses only");
  }
}

void AddressTable::ofNet(const model::NodeName& net, const PlaceTexts& place, const Sighting& seen) {
  builder_.link(net, "country", countryText(builder_.schema(), place.country), seen);
  if (const auto asn = builder_.node(builder_.schema().known().asn, place.asn)) {
    builder_.link(net, "asn", *asn, seen);
    builder_.property(*asn, "as-name", place.as_name, seen);
  }
  for (const std::string& other : place.more_asns) builder_.link(net, "asn", other, seen);
}

void AddressTable::tell() {
  left_out_.tell(builder_);
  if (whole()) return;
  if (addresses_->empty()) {
    builder_.notice("the case holds no address that the table could tell of: take it in again once it does");
  } else {
    builder_.notice(format("it tells of {} of the {} addresses in the case", found_, addresses_->size()));
  }
}

}  // namespace clew::ingest
