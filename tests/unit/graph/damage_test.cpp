// Files whose checksums are right and whose content is not, as a large file may be that is not read whole at opening:
// no call may leave its arrays.
#include <catch2/catch.hpp>
#include <cstring>
#include <random>

#include "common/files.h"
#include "common/hash.h"
#include "graph/algorithms.h"
#include "graph/image.h"
#include "graph/link_rows.h"
#include "graph/whole_graph.h"
#include "graph_support.h"

using namespace clew;
using namespace clew::test;

namespace {

BatchMaker world(Time learnt, int shift) {
  BatchMaker out(learnt);
  const auto ip = [](int i) { return "192.0.2." + std::to_string(i % 7); };
  for (int i = shift; i < shift + 12; ++i) {
    const std::string domain = "d" + std::to_string(i % 9) + ".example";
    out.by("s" + std::to_string(i % 3))
        .link("host", "www." + domain, "ip", "ip", ip(i), i * 10, i * 20)
        .link("host", domain, "ns", "host", "ns1." + domain)
        .link("domain", domain, "email", "email", "x@" + domain, i)
        .link("cert", std::string(64, static_cast<char>('a' + i % 4)), "san", "host", domain)
        .link("net", "192.0.2.0/2" + std::to_string(4 + i % 5), "asn", "asn", "AS6450" + std::to_string(i % 3))
        .property("domain", domain, "created", "2022-01-01T00:00:00Z", i)
        .redacted("domain", domain, "org", "Data Redacted", i)
        .answer("host", domain, "ns", model::Outcome::kFound, i)
        .spelled("person", "ann", "Ann");
  }
  // a value whose holders' times lie beside it, and of whom some had it several times
  for (int i = 0; i < 12; ++i) {
    for (int times = 0; times <= i % 3; ++times) {
      out.by("s1").link("domain", "d" + std::to_string(i) + ".example", "registrar", "registrar", "names", 100 * times,
                        100 * times + 30);
    }
  }
  out.retract("host", "www.d1.example", "ip", "ip", ip(1), "s1");
  return out;
}

/// Puts the checksums of sections, table and header right.
void seal(std::string& bytes) {
  graph::ReplicaHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  for (std::uint32_t i = 0; i < header.sections; ++i) {
    char* const at = bytes.data() + header.table_offset + i * sizeof(graph::SectionEntry);
    graph::SectionEntry entry;
    std::memcpy(&entry, at, sizeof entry);
    entry.checksum = hash64(std::string_view(bytes).substr(entry.offset, entry.size));
    std::memcpy(at, &entry, sizeof entry);
  }
  header.table_checksum =
      hash64(std::string_view(bytes).substr(header.table_offset, header.sections * sizeof(graph::SectionEntry)));
  header.header_checksum =
      hash64({reinterpret_cast<const char*>(&header), offsetof(graph::ReplicaHeader, header_checksum)});
  std::memcpy(bytes.data(), &header, sizeof header);
}

/// Calls everything and believes nothing; the sum keeps the calls alive.
std::size_t touchAll(const graph::Replica& view) {
  const auto& schema = view.schema();
  std::size_t sum = 0;
  graph::LinkFilter recent;
  recent.times = {{graph::TimeTest::Kind::kInForce, 50, 90}};
  graph::LinkFilter until;
  until.times = {{graph::TimeTest::Kind::kLastFrom, 50, 50}};
  graph::LinkFilter counted;
  counted.min_sources = 2;
  for (graph::NodeId node = 0; node < view.nodeCount() + 3; ++node) {
    sum += view.typeOf(node) + view.nameOf(node).size() + view.displayOf(node).size() + view.answers(node).size();
    sum += view.find(view.typeOf(node), view.nameOf(node)).value_or(0) + view.nodeOfStore(node).value_or(0);
    sum += view.before(node, node / 2) ? 1 : 0;
    for (std::size_t i = 0; i < schema.properties().size(); ++i) {
      for (const auto& value : view.properties(node, static_cast<model::PropertyId>(i))) sum += value.text.size();
    }
    for (std::size_t i = 0; i < schema.relations().size(); ++i) {
      const auto id = static_cast<model::RelationId>(i);
      for (const auto& state : view.states(node, id)) sum += state.text.size();
      sum += view.holders(node, id).apexes;
      for (const auto direction : {graph::Direction::kAlong, graph::Direction::kBack}) {
        sum += view.degree(node, id, direction);
        graph::LinkIntervals intervals;
        view.intervals(node, id, direction, {}, 0, 1000, intervals);
        sum += intervals.seen.size();
        if (const auto row = view.timesOf(node, id, direction)) {
          for (std::size_t at = 0; at < row->ends.size(); ++at) {
            for (const graph::LinkTime& one : row->of(at)) sum += one.last;
          }
        }
        for (const auto* filter : {&recent, &counted, &until})
          sum += view.neighbours({node}, id, direction, *filter).size();
        view.expand({node}, id, direction, {}, [&](graph::NodeId, graph::NodeId to, auto passed) {
          for (const auto& seen : passed) sum += view.rawReferences(seen).size() + view.sourceName(seen.source).size();
          sum += view.nameOf(to).size();
          return true;
        });
      }
    }
  }
  sum += view.ofTypes(schema.allTypes()).size() + view.inBlock(*model::parseBlock("192.0.2.0/24")).size();
  for (std::size_t i = 0; i < schema.types().size(); ++i) {
    sum += view.withPrefix(static_cast<model::TypeId>(i), "d", 5).size();
  }
  for (const auto where :
       {graph::NamePart::Where::kAnywhere, graph::NamePart::Where::kBegin, graph::NamePart::Where::kEnd}) {
    graph::NodeSet nodes = view.ofTypes(schema.allTypes());
    view.keepNamed(nodes,
                   std::vector<graph::NameParts>{{{"example", where}, {"d", graph::NamePart::Where::kAnywhere}}});
    sum += nodes.size();
  }
  sum += graph::pageRank(view, graph::statedRelations(view), 2, 0.85F).size();
  return sum + graph::components(view).sizes.size();
}

}  // namespace

TEST_CASE("content that lies, under checksums that agree, leads nowhere outside") {
  const TemporaryFolder folder;
  const std::string path = folder.path("cache");
  MemoryStore store;
  append(store, world(1000, 0));
  viewOf(store, path);
  const std::string whole = *readFile(path);
  {
    const auto view = viewOf(store, path);
    const auto registrar = *view->find(*view->schema().typeNamed("registrar"), "names");
    const auto row = view->timesOf(registrar, relation("registrar", "domain"), graph::Direction::kBack);
    REQUIRE(row.has_value());
    REQUIRE(!row->several.empty());
  }
  append(store, world(2000, 5));  // so that an overlay is laid over the damage
  std::mt19937 random(7);
  graph::ReplicaHeader header;
  std::memcpy(&header, whole.data(), sizeof header);
  const std::size_t first = sizeof header;
  std::size_t believed = 0;
  for (int round = 0; round < 120; ++round) {
    std::string bad = whole;
    for (auto flips = 1 + random() % 200; flips > 0; --flips) {
      const std::size_t at = first + random() % (header.table_offset - first);
      bad[at] = static_cast<char>(random() % 3 == 0 ? 0xFF : random());
    }
    seal(bad);
    REQUIRE(writeFileAtomically(path, bad).ok());
    graph::ReplicaReport report;
    const auto view = viewOf(store, path, &report);
    if (!report.rebuilt) ++believed;
    CHECK(touchAll(*view) > 0);
  }
  CHECK(believed == 120);  // it was the lying content that was read
}
