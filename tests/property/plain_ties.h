// A set as a graph, worked out with plain loops: what `rank by`, `bridges`, `cores` and `communities` say. Written from
// docs/language.md. Nodes are numbers in the order of answers.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace clew::property {

class PlainTies {
 public:
  using Number = std::size_t;
  using Pair = std::pair<Number, Number>;
  using Scores = std::vector<std::pair<Number, double>>;  // of the members, the greatest first
  struct Bridge {
    Number node = 0;
    std::optional<Number> to;  // of a link: its other end
    int apart = 0;
  };
  struct Community {
    std::vector<Number> members, glue;
  };

  /// `links`: pairs of nodes that are linked, with a member at one end at least; either way round.
  PlainTies(std::set<Number> members, const std::set<Pair>& links);

  Scores degrees() const;
  Scores pageRanks() const;  // to four decimals
  Scores betweenness() const;
  Scores cores() const;
  std::vector<Bridge> bridges() const;
  std::vector<Community> communities() const;

 private:
  Scores ranked(const std::map<Number, double>& scores) const;
  /// Which part each node is in, without a node, or without a link.
  std::map<Number, int> parts(std::optional<Number> gone, std::optional<Pair> cut) const;
  int apart(Number at, std::optional<Number> gone, std::optional<Pair> cut) const;

  std::set<Number> members_;
  std::map<Number, std::set<Number>> near_;
};

}  // namespace clew::property
