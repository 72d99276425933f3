// What Boost works out over a TieGraph in place.
#include <algorithm>
#include <boost/graph/betweenness_centrality.hpp>
#include <boost/graph/core_numbers.hpp>
#include <boost/property_map/property_map.hpp>

#include "graph/boost_ties.h"

namespace clew::graph {
namespace {

template <typename Value>
auto mapOf(std::vector<Value>& values) {
  return boost::make_iterator_property_map(values.begin(), boost::typed_identity_property_map<std::uint32_t>());
}

}  // namespace

std::vector<double> betweenness(const TieGraph& graph, const Watch& watch) {
  Steps steps(watch);
  const std::uint32_t size = graph.size();
  std::vector<double> out(size, 0.0);
  std::vector<std::vector<TieEdge>> incoming(size);
  std::vector<std::uint32_t> distance(size);
  std::vector<double> dependency(size);
  std::vector<double> ways(size);  // a number of shortest ways grows beyond every integer
  try {
    boost::brandes_betweenness_centrality(BoostTies{&graph, &steps}, mapOf(out), boost::dummy_property_map(),
                                          mapOf(incoming), mapOf(distance), mapOf(dependency), mapOf(ways),
                                          boost::typed_identity_property_map<std::uint32_t>());
  } catch (const Stopped&) {
    return {};
  }
  return out;
}

std::vector<std::uint32_t> coreNumbers(const TieGraph& graph, const Watch& watch) {
  Steps steps(watch);
  std::vector<std::uint32_t> out(graph.size(), 0);
  if (graph.size() == 0) return out;
  BoostTies ties{&graph, &steps};
  try {
    boost::core_numbers(ties, mapOf(out));
  } catch (const Stopped&) {
    return {};
  }
  return out;
}

}  // namespace clew::graph
