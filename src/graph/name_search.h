// Nodes by texts that their names hold, found by the lists of names and by reading what is left of them block by block.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "graph/base.h"
#include "graph/node_marks.h"

namespace clew::graph {

/// Whether a name, in lower case, holds all parts.
bool holdsParts(std::string_view name, const NameParts& parts);

/// Searches the base's nodes of one exact type. Not for several threads.
class NameSearch {
 public:
  NameSearch(const Base& base, model::TypeId type);
  /// Adds the nodes whose names hold all parts. False once so much was read that trying a pattern on every name would
  /// have been less.
  bool find(const NameParts& parts, NodeMarks& out);
  /// Whether the node's name holds all parts.
  bool holds(NodeId node, const NameParts& parts);

 private:
  struct Stretch {
    NodeId begin = 0;
    NodeId end = 0;
    std::uint32_t size() const { return end - begin; }
  };
  /// Where the names lie that begin as the parts say.
  Stretch stretchOf(const NameParts& parts) const;
  void findInBlock(Stretch block, const NameParts& parts, NodeMarks& out);
  std::string_view lower(std::string_view names);

  const Base& base_;
  const NameLists& lists_;
  Stretch all_;
  bool are_hosts_;  // in lower case, in order of bytes
  std::uint64_t read_ = 0;
  std::uint64_t most_;
  std::string lower_;
};

}  // namespace clew::graph
