// A MaxMind DB held in memory: libmaxminddb, by this file's body alone.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "clew/error.h"
#include "ingest/readers/address_table.h"
#include "model/canonical.h"

namespace clew::ingest {

/// Not for several threads. Nothing in a file is believed: offsets are checked by the library, the tree is walked with
/// every node once, and only values that are asked for by name are looked at.
class MmdbFile {
 public:
  /// Fails with kInvalidValue for what is no database, or a broken one.
  static Result<std::unique_ptr<MmdbFile>> open(std::string_view bytes);
  ~MmdbFile();

  /// "GeoLite2-ASN", and when it was built.
  std::string type() const;
  Time built() const;
  /// The block and what is said of it; empty when the database does not hold the address. Fails for a broken entry.
  Result<std::optional<std::pair<model::Block, PlaceTexts>>> lookup(const model::Address& address) const;
  /// Every block with what is said of it, in the order of addresses; false from `visit` ends the walk. Broken entries
  /// go to `broken` with their block.
  Result<void> each(const std::function<bool(const model::Block&, const PlaceTexts&)>& visit,
                    const std::function<bool(const model::Block&, const std::string&)>& broken) const;

 private:
  struct Impl;
  explicit MmdbFile(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace clew::ingest
