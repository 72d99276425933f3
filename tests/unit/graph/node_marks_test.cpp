#include "graph/node_marks.h"

#include <catch2/catch.hpp>

using clew::graph::NodeId;
using clew::graph::NodeMarks;
using clew::graph::NodeSet;

TEST_CASE("marks come out in order, each once, and leave the memory clean for the next") {
  constexpr std::uint32_t kNodes = 600'000;
  const NodeSet given{599'999, 5, 262'144, 5, 64, 63, 4096, 262'143, 0};
  {
    NodeMarks marks(kNodes);
    marks.addAll(given.data(), given.data() + given.size());
    marks.add(kNodes);  // none of the graph's
    CHECK_FALSE(marks.addNew(64));
    CHECK(marks.addNew(65));
    marks.remove(63);
    CHECK(marks.contains(4096));
    CHECK_FALSE(marks.contains(63));
    CHECK_FALSE(marks.contains(kNodes));
    CHECK(marks.drain() == NodeSet{0, 5, 64, 65, 4096, 262'143, 262'144, 599'999});
    CHECK(marks.drain().empty());
    marks.add(7);  // is there when it ends
  }
  NodeMarks again(kNodes);
  NodeMarks other(3);
  other.add(2);
  CHECK(again.drain().empty());
  CHECK(other.drain() == NodeSet{2});
}
