// Stating again what stood: what a retraction reaches and was not meant, or what it took and is brought back.
#pragma once

#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/said.h"

namespace clew::engine {

/// One thing that was said under a key: when it was seen, or what was answered.
struct Stood {
  model::Sighting seen;
  model::Outcome outcome = model::Outcome::kFound;
  Time when = kNoTime;
  std::pair<storage::LookupId, std::uint32_t> record;  // lookup, and position in it
};
using StoodOf = std::map<Said, std::vector<Stood>>;

/// What stands of these keys after the batches that are scanned. `keys` must outlive it.
class Standing : public storage::ScanVisitor {
 public:
  explicit Standing(const std::set<Said>& keys) : keys_(keys) {}
  void link(const storage::ScannedLink& link) override { remember(saidBy(link), link); }
  void property(const storage::ScannedProperty& said) override { remember(saidBy(said), said); }
  void redaction(const storage::ScannedRedaction& said) override { remember(saidBy(said), said); }
  void answer(const storage::ScannedAnswer& said) override;
  void retraction(const storage::ScannedRetraction& taken) override;
  std::vector<Stood> of(const Said& key) const;

 private:
  void remember(const Said& key, const auto& said) {
    if (keys_.contains(key))
      said_[key].push_back({said.by.generation, {said.seen, {}, {}, {said.by.lookup, said.by.position}}});
  }

  const std::set<Said>& keys_;
  std::map<Said, std::vector<std::pair<storage::Generation, Stood>>> said_;
  std::map<Said, storage::Generation> taken_;
};

/// Facts that state all of it once more. What stood in one record stands in one again, a lookup of the kind `restored`
/// that names the first: an answer speaks for the record that it came from, and the evidence is still that record.
/// `from` tells the command, and no two of one command may be alike; `chain` is that of the batch which took it back.
Result<std::vector<model::LookupFacts>> statedAgain(const storage::Store& store, const StoodOf& what,
                                                    std::string_view from, std::string_view chain, Time now);

}  // namespace clew::engine
