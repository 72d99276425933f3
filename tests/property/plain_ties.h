// A set as a graph, worked out by names with plain loops: what `rank by`, `bridges`, `cores` and `communities` say.
// Written from docs/language.md.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace clew::test {

class PlainTies {
 public:
  using Pair = std::pair<std::string, std::string>;
  using Before = bool (*)(const std::string&, const std::string&);
  /// `links`: pairs of nodes that are linked, with a member at one end at least; either way round.
  PlainTies(const std::set<std::string>& members, const std::set<Pair>& links, Before before);

  // the rows of the answers, a line each
  std::string degrees() const;
  std::string pageRanks() const;
  std::string betweenness() const;
  std::string cores() const;
  std::string bridges() const;
  std::string communities() const;

 private:
  std::string ranked(const std::map<std::string, double>& scores) const;
  std::map<std::string, int> parts(const std::string& gone, const Pair& cut) const;
  int apart(const std::string& at, const std::string& gone, const Pair& cut) const;

  const std::set<std::string>& members_;
  std::map<std::string, std::set<std::string>> near_;
  std::vector<std::string> order_;  // as answers print
};

}  // namespace clew::test
