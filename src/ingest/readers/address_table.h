// What tables of addresses say: whose block it is, which system announces it, where it is.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ingest/fact_builder.h"
#include "ingest/readers/sharing.h"

namespace clew::ingest {

/// Texts as they came; empty: the table does not say.
struct PlaceTexts {
  std::string asn, as_name;
  std::vector<std::string> more_asns;  // where several systems announce the block
  std::string country, region, city;
  std::string isp;
};

/// A table as enrichment of the addresses that are in the case already (InputContext::addresses). Where these are not
/// known the whole table is taken, block by block.
class AddressTable {
 public:
  explicit AddressTable(FactBuilder& builder);

  /// The whole table is wanted.
  bool whole() const { return addresses_ == nullptr; }
  const std::vector<model::Address>& addresses() const { return *addresses_; }

  /// What the table says of first..last, both of one family. Whether that was of anything.
  bool range(const model::Address& first, const model::Address& last, const PlaceTexts& place,
             const model::Sighting& seen);
  /// What it says of one address of the case, in its narrowest block.
  void address(const model::Address& address, const model::Block& block, const PlaceTexts& place,
               const model::Sighting& seen);
  void block(const model::Block& block, const PlaceTexts& place, const model::Sighting& seen);
  /// Says how many addresses of the case were found, and what was left out.
  void tell();

 private:
  void ofNet(const model::NodeName& net, const PlaceTexts& place, const model::Sighting& seen);

  FactBuilder& builder_;
  const std::vector<model::Address>* addresses_;
  std::uint64_t found_ = 0;
  LeftOut left_out_;
};

}  // namespace clew::ingest
