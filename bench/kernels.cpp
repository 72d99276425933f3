// Questions to the whole graph of a case, as other programs are measured by them: connected components, and twenty
// iterations of an undirected PageRank, over all relations that sources state, hubs included.
//
//   bench_kernels CASE DATA [THREADS]
//
// CASE holds the facts of DATA (bench/compare.sh makes both); DATA/nodes.csv numbers the nodes for the sum. Prints one
// JSON object an operation, as bench_pivots does: the sum of `wcc` is the number of components, that of `pagerank20`
// the number of the first node of the greatest score, each times the calls. `pagerank20` runs over the graph laid
// out once, as the others have theirs; `pagerank20_whole` lays it out each time. One call before each operation is not
// counted.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

#include "common/text.h"
#include "graph/link_rows.h"
#include "graph/rank_graph.h"
#include "graph/replica.h"
#include "graph/whole_graph.h"

namespace {

using namespace clew;

constexpr int kCalls = 3;
constexpr int kIterations = 20;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

template <typename Call>
void measure(const char* operation, const Call& call) {
  std::vector<double> times;
  std::int64_t sum = 0;
  double total = 0;
  for (int i = -1; i < kCalls; ++i) {
    const double begin = now();
    const std::int64_t answer = call();
    if (i < 0) continue;
    times.push_back(now() - begin);
    total += times.back();
    sum += answer;
  }
  std::sort(times.begin(), times.end());
  std::printf(R"({"peer":"clew","op":"%s","n":%d,"of":%d,"total_ms":%.1f,"p50_us":%.1f,"max_us":%.1f,"sum":%lld})"
              "\n",
              operation, kCalls, kCalls, total * 1e3, times[kCalls / 2] * 1e6, times.back() * 1e6,
              static_cast<long long>(sum));
  std::fflush(stdout);
}

/// The generator's number of a value: the line of nodes.csv (id,type,value,degree) that has it. -1: none.
std::int64_t numberOf(const std::string& folder, std::string_view name) {
  std::ifstream file(folder + "/nodes.csv");
  for (std::string line; std::getline(file, line);) {
    const std::size_t value = line.find(',', line.find(',') + 1) + 1;
    if (equalsIgnoreCase(std::string_view(line).substr(value, line.rfind(',') - value), name))
      return std::atoll(line.c_str());
  }
  return -1;
}

/// Lines of nodes.csv without its head.
std::int64_t nodesOf(const std::string& folder) {
  std::ifstream file(folder + "/nodes.csv");
  std::int64_t count = -1;
  for (std::string line; std::getline(file, line);) ++count;
  return count;
}

int run(const std::string& path, const std::string& data, unsigned threads) {
  const model::Schema& schema = model::Schema::builtin();
  auto store = storage::openSqliteStore(path, schema, {});
  if (!store) return std::fprintf(stderr, "%s\n", store.error().message.c_str()), 1;
  graph::ReplicaOptions options;
  options.path = path + ".clew-cache";
  auto opened = graph::openReplica(**store, schema, model::Suffixes::shipped(), model::RedactionList::shipped(),
                                   options, nullptr);
  if (!opened) return std::fprintf(stderr, "%s\n", opened.error().message.c_str()), 1;
  const graph::GraphView& view = **opened;
  const std::vector<model::RelationId> relations = graph::statedRelations(view);
  // Nodes that only follow from others (the domain above a name server) are none of the data's.
  std::vector<bool> stated(view.nodeCount());
  std::uint64_t links = 0;
  for (const model::RelationId relation : relations) {
    for (const graph::Direction direction : {graph::Direction::kAlong, graph::Direction::kBack}) {
      const graph::LinkRows rows(view, relation, direction);
      for (std::uint32_t row = 0; row < rows.count(); ++row) {
        if (!rows.at(row).empty()) stated[rows.nodeAt(row)] = true;
      }
      if (direction == graph::Direction::kAlong) links += rows.size();
    }
  }
  // Those that have no link are components of the data, and no facts of the case.
  const std::int64_t alone = nodesOf(data) - std::count(stated.begin(), stated.end(), true);
  std::fprintf(stderr, "%u nodes, %llu links\n", view.nodeCount(), static_cast<unsigned long long>(links));
  const graph::Effort effort{threads, nullptr};
  measure("wcc", [&] {
    const std::vector<graph::NodeId> roots = graph::componentRoots(view, relations, effort);
    std::int64_t count = alone;
    for (graph::NodeId node = 0; node < roots.size(); ++node) count += roots[node] == node && stated[node];
    return count;
  });
  graph::NodeId first = 0;
  std::int64_t number = -1;
  const auto firstOf = [&](const std::vector<float>& scores) {
    const auto best = static_cast<graph::NodeId>(std::max_element(scores.begin(), scores.end()) - scores.begin());
    if (best != first || number < 0) number = numberOf(data, view.nameOf(first = best));
    return number;
  };
  measure("pagerank20_whole", [&] { return firstOf(graph::pageRank(view, relations, kIterations, 0.85F, effort)); });
  const graph::RankGraph laid_out(view, relations, effort);
  measure("pagerank20", [&] { return firstOf(laid_out.pageRank(kIterations, 0.85F, effort)); });
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return std::fprintf(stderr, "bench_kernels CASE DATA [THREADS]\n"), 2;
  return run(argv[1], argv[2], argc > 3 ? static_cast<unsigned>(std::atoi(argv[3])) : 2);
}
