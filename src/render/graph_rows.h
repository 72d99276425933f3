// The rows that a graph answer is made of, as nodes and links.
#pragma once

#include <string>
#include <vector>

#include "clew/table.h"

namespace clew::render {

struct GraphNode {
  NodeValue node;
  std::string role;
};

struct GraphLink {
  std::size_t from = 0, to = 0;
  std::string relation, first, last;
};

struct Graph {
  std::vector<GraphNode> nodes;
  std::vector<GraphLink> links;
};

/// Reads the rows of a graph (role, from, relation, to, first, last: nodes first, then links); of any other table its
/// nodes alone, in the order in which they stand.
Graph readGraph(const Table& table);

}  // namespace clew::render
