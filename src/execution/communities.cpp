#include "execution/communities.h"

#include <algorithm>
#include <map>

#include "execution/tied_set.h"

namespace clew::execution {
namespace {

struct Part {
  DatumList members, glue;
  std::uint32_t first = 0;  // the smallest member
};

/// Members and glue of each community that has members, in answer order.
std::vector<Part> partsOf(Run& run, const TiedSet& set, const std::vector<std::uint32_t>& of) {
  std::map<std::uint32_t, Part> parts;
  for (std::uint32_t i = 0; i < of.size(); ++i) {
    if (!set.isMember(i)) continue;
    Part& part = parts[of[i]];
    if (part.members.empty()) part.first = i;
    part.members.emplace_back(NodeRef{set.node(i)});
  }
  for (std::uint32_t i = 0; i < of.size() && run.goOn(); ++i) {
    if (set.isMember(i)) continue;
    std::map<std::uint32_t, std::size_t> held;  // by community: how many of its members have the value
    for (const std::uint32_t holder : set.graph().of(i)) ++held[of[holder]];
    for (const auto& [community, count] : held) {
      if (count > 1) parts[community].glue.emplace_back(NodeRef{set.node(i)});
    }
  }
  std::vector<Part> out;
  for (auto& [community, part] : parts) out.push_back(std::move(part));
  std::sort(out.begin(), out.end(), [](const Part& a, const Part& b) {
    return a.members.size() != b.members.size() ? a.members.size() > b.members.size() : a.first < b.first;
  });
  return out;
}

}  // namespace

Value CommunitiesOperator::execute() {
  const SetValue in = inputSet(op_.input);
  Rows out;
  out.columns = {{"community", ColumnType::kInteger},
                 {"size", ColumnType::kInteger},
                 {"members", ColumnType::kList},
                 {"glue", ColumnType::kList}};
  if (run_.failed()) return out;
  TiedSet set(run_, clock_, op_, in.nodes);
  if (run_.failed()) return out;
  const std::vector<std::uint32_t> of = graph::communities(set.graph(), set.watch());
  if (run_.failed()) return out;
  std::int64_t number = 0;
  for (Part& part : partsOf(run_, set, of)) {
    out.cells.emplace_back(++number);
    out.cells.emplace_back(static_cast<std::int64_t>(part.members.size()));
    out.cells.emplace_back(std::move(part.members));
    out.cells.emplace_back(std::move(part.glue));
  }
  return out;
}

}  // namespace clew::execution
