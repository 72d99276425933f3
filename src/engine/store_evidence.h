// StoreEvidence: what `why` asks of the store, with the records it looked into last kept unpacked.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "execution/executor.h"
#include "storage/store.h"

namespace clew::engine {

/// The store must outlive it. Used by one thread.
class StoreEvidence : public execution::EvidenceSource {
 public:
  explicit StoreEvidence(const storage::Store& store) : store_(store) {}

  std::optional<execution::LookupEvidence> lookup(const graph::RawReference& where) const override;
  std::optional<std::string> rawText(const graph::RawReference& where, std::size_t limit,
                                     std::span<const std::string_view> names) const override;

 private:
  struct Raw {
    std::uint32_t lookup = 0;
    std::string text;
    std::string kind;
    std::vector<std::string_view> lines;  // of `text`, when it is a stretch of a line format
  };
  struct Known {
    execution::LookupEvidence evidence;
    std::uint32_t first = 0;  // the lookup that said it first
    std::uint32_t first_line = 0;
    bool is_stretch = false;
  };
  const Raw* raw(std::uint32_t lookup) const;
  /// Of the lookup, or of the one that said it first where `:undo` stated it again; null where there is none.
  const Known* known(std::uint32_t id) const;

  const storage::Store& store_;
  mutable std::map<std::uint32_t, Known> known_;
  mutable std::list<std::unique_ptr<Raw>> raws_;  // newest first
};

}  // namespace clew::engine
