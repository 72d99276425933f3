// What the stages of a query ask of the case around them; the engine injects it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "clew/error.h"
#include "model/canonical.h"
#include "model/schema.h"
#include "model/suffixes.h"

namespace clew::model {

/// A named set as its name shows it.
struct SetInfo {
  std::string name;  // without the sigil
  TypeSet types;     // of its members; a set of nothing: none
  std::uint64_t members = 0;
};

/// What binding needs to know of a case. Read-only, used by one thread at a time.
class Catalog {
 public:
  virtual ~Catalog() = default;
  virtual const Schema& schema() const = 0;
  virtual const Suffixes& suffixes() const = 0;
  virtual std::optional<SetInfo> set(std::string_view name) const = 0;
  /// All of them; ready sets of which the case has none of its own come last, with entries as members and no types.
  virtual std::vector<SetInfo> sets() const = 0;
  virtual bool hasSource(std::string_view name) const = 0;
  virtual std::vector<std::string> sources() const = 0;
  /// Whether the graph holds this node.
  virtual bool knows(const NodeName& node) const = 0;
  /// Names in the graph that begin with `prefix`, hosts first, and how many there are in all.
  virtual std::pair<std::vector<std::string>, std::uint64_t> namesLike(std::string_view prefix,
                                                                       std::size_t limit) const = 0;
  virtual std::uint64_t nodeCount(TypeId type) const = 0;
  virtual std::uint64_t linkCount(RelationId relation) const = 0;
};

/// Where `read "file"` gets its text; refuses what the surroundings do not allow.
class FileSource {
 public:
  virtual ~FileSource() = default;
  virtual Result<std::string> readText(std::string_view path, std::size_t limit) const = 0;
};

}  // namespace clew::model
