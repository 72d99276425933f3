#include "graph/builder.h"

#include <algorithm>

#include "graph/build_parts.h"

namespace clew::graph {

Result<std::string> buildImage(const storage::Store& store, const model::Schema& schema,
                               const model::Suffixes& suffixes, const model::RedactionList& redactions,
                               const ReplicaStamp& stamp, const Knowledge& known) {
  const auto sources = store.sources();
  if (!sources) return sources.error();
  const SourceRanks ranks = rankSources(*sources);
  LocalNodes locals;
  Facts facts;
  if (auto read = collectFacts(store, 0, stamp.generation, schema, suffixes, redactions, locals, facts, known);
      !read) {
    return read.error();
  }
  withdraw(facts);
  const FinalNodes nodes = arrangeNodes(schema, suffixes, redactions, locals, facts);
  ImageWriter out;
  writeNodes(schema, nodes, locals.ofStoreNodes(), out);

  std::vector<RawReference> raw;
  raw.reserve(facts.raw.size());
  std::vector<BuiltRelation> relations = buildLinks(schema, facts, ranks, raw);
  std::vector<LinkClaim>().swap(facts.links);
  deriveLinks(schema, nodes, relations);
  for (std::size_t id = 0; id < relations.size(); ++id) {
    writeRelation(schema.relations()[id], static_cast<std::uint16_t>(id), relations[id], nodes, out);
    relations[id].observations = {};
  }
  writeValues(schema, nodes, facts, ranks, raw, out);
  out.add(Section::kRaw, 0, raw);
  return out.finish(stamp, nodes.size(), facts.scanned);
}

}  // namespace clew::graph
