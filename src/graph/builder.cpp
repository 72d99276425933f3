#include "graph/builder.h"

#include <utility>

#include "graph/build_parts.h"
#include "graph/write_image.h"

namespace clew::graph {

Result<void> buildImage(const storage::Store& store, const model::Schema& schema, const model::Suffixes& suffixes,
                        const model::RedactionList& redactions, const ReplicaStamp& stamp, const Knowledge& known,
                        const BuildOptions& options, ImageOutput& out) {
  const auto sources = store.sources();
  if (!sources) return sources.error();
  const SourceRanks ranks = rankSources(*sources);
  LocalNodes locals;
  Facts facts;
  ScannedLinks rows(schema.relations().size(), options.budget, options.scratch_folder);
  if (auto read = collectFacts(store, 0, stamp.generation, schema, suffixes, redactions, locals, rows, facts, known,
                               options.cancel);
      !read) {
    return read.error();
  }
  rows.finish();
  auto arranged = arrangeNodes(schema, suffixes, redactions, rows.named(), options, std::move(locals), facts);
  if (!arranged) return arranged.error();
  const FinalNodes& nodes = arranged->nodes;
  withdraw(facts);
  const Withdrawn withdrawn(facts.withdrawals);
  const RawCodes codes(facts.positions);
  const LinkInput links{schema, rows, nodes, withdrawn, ranks, codes, options.cancel};
  ImageInput in{schema, nodes, std::move(arranged->of_store), facts, ranks, codes, {}, {}, {}, {}};
  in.stated = [&](model::RelationId relation) { return buildLinks(links, relation); };
  in.count = [&](model::RelationId relation) { return rows.count(relation); };
  in.has = [&](model::RelationId relation) { rows.drop(relation); };
  return writeImage(std::move(in), stamp, options, out);
}

}  // namespace clew::graph
