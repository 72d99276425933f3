// The links of one relation of a base with what newer batches say of it.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/base.h"
#include "graph/build_parts.h"

namespace clew::graph {

/// Newer claims and withdrawals of links, a list a relation, each by ascending ends; claims of one link in the order in
/// which they came.
class NewerLinks {
 public:
  static constexpr std::uint32_t kNoClaim = 0xFFFFFFFFU;
  struct Touch {
    NodeId from = 0;
    NodeId to = 0;
    std::uint32_t claim = kNoClaim;  // of Facts::links; kNoClaim: something is taken back
  };
  /// `facts` in final ids.
  NewerLinks(const Facts& facts, std::size_t relations);
  const std::vector<Touch>& of(model::RelationId relation) const { return touches_[relation]; }

 private:
  std::vector<std::vector<Touch>> touches_;
};

/// Read by several threads.
struct MergeInput {
  const Base& base;
  const std::vector<NodeId>& ids;  // by node of the base: the final one, ascending
  const Facts& facts;              // the newer ones, in final ids, with what they take back of one another marked
  const NewerLinks& newer;
  const Withdrawn& withdrawn;
  const SourceRanks& ranks;
  const RawCodes& codes;
  bool same_codes = false;  // raw references of the base have the same codes still
};

/// The links that sources state, as buildLinks makes them of all batches.
BuiltRelation mergeLinks(const MergeInput& in, model::RelationId relation);

}  // namespace clew::graph
