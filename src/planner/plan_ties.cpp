// Stages that look at a set as a graph: `rank by`, `bridges`, `cores`, `communities`.
#include "common/text.h"
#include "planner/statement_planner.h"

namespace clew::planner {
namespace {

const std::vector<std::string>& measures() {
  static const std::vector<std::string> words = {"pagerank", "betweenness", "degree"};
  return words;
}

std::optional<RankBy::Measure> measureNamed(std::string_view word) {
  for (std::size_t i = 0; i < measures().size(); ++i)
    if (measures()[i] == word) return static_cast<RankBy::Measure>(i);
  return std::nullopt;
}

}  // namespace

/// Binds what ties the members of the input: the relations of `via`, else all that a path walks.
bool StatementPlanner::tie(const Planned& input, const syntax::LinkModifiers& modifiers, std::string_view what,
                           SourceSpan span, TiedSet& out) {
  if (!needsSet(input, span, what)) return false;
  auto walk = binder_.walk(modifiers, input.shape.types, 1, true, span);
  if (!walk) return false;
  if (walk->modifiers.at_most_each) {
    report(Error(ErrorCode::kType, "`at most ... each` cuts the links of a starting node, and " + std::string(what) +
                                       " looks at all of them")
               .withId("E305")
               .at(walk->modifiers.span)
               .withNote("to leave common values out: `excluding hubs over 100`"));
    return false;
  }
  out.input = input.plan;
  out.hop = std::move(walk->hop);
  out.modifiers = std::move(walk->modifiers);
  return true;
}

StatementPlanner::Planned StatementPlanner::rankBy(Planned input, const syntax::RankStage& node, SourceSpan span) {
  const auto measure = measureNamed(node.by.text);
  if (!measure) {
    Error error(ErrorCode::kUnknownName,
                "nodes are ranked by pagerank, betweenness or degree, not by " + quoted(node.by.text));
    error.withId("E347").at(node.by.span);
    if (const auto near = closest(node.by.text, measures()))
      error.withHint("did you mean '" + *near + "'?").withFix(node.by.span, *near);
    else
      error.withFix(span, "sort by " + node.by.text + " desc");
    report(std::move(error));
    return failed();
  }
  RankBy out;
  out.measure = *measure;
  out.word = node.by.text;
  if (!tie(input, node.modifiers, "`rank by`", span, out)) return failed();
  const ColumnType score = *measure == RankBy::Measure::kDegree ? ColumnType::kInteger : ColumnType::kReal;
  return make(std::move(out), tableOf({{"name", ColumnType::kNode}, {"score", score}}), span);
}

StatementPlanner::Planned StatementPlanner::bridges(Planned input, const syntax::BridgesStage& node, SourceSpan span) {
  Bridges out;
  if (!tie(input, node.modifiers, "`bridges`", span, out)) return failed();
  return make(std::move(out),
              tableOf({{"name", ColumnType::kNode},
                       {"linked", ColumnType::kNode},
                       {"relation", ColumnType::kText},
                       {"apart", ColumnType::kInteger}}),
              span);
}

StatementPlanner::Planned StatementPlanner::cores(Planned input, const syntax::CoresStage& node, SourceSpan span) {
  Cores out;
  if (node.at_least) {
    if (node.at_least->value < 1) {
      report(Error(ErrorCode::kType, "a core begins at 1").withId("E348").at(node.at_least->span));
      return failed();
    }
    out.at_least = static_cast<std::uint64_t>(node.at_least->value);
  }
  if (!tie(input, node.modifiers, "`cores`", span, out)) return failed();
  return make(std::move(out), tableOf({{"name", ColumnType::kNode}, {"core", ColumnType::kInteger}}), span);
}

StatementPlanner::Planned StatementPlanner::communities(Planned input, const syntax::CommunitiesStage& node,
                                                        SourceSpan span) {
  Communities out;
  if (!tie(input, node.modifiers, "`communities`", span, out)) return failed();
  return make(std::move(out),
              tableOf({{"community", ColumnType::kInteger},
                       {"size", ColumnType::kInteger},
                       {"members", ColumnType::kList},
                       {"glue", ColumnType::kList}}),
              span);
}

}  // namespace clew::planner
