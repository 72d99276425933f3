#include "execution/why.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <span>
#include <tuple>

#include "common/format.h"
#include "common/text.h"
#include "common/utf8.h"
#include "execution/links.h"
#include "execution/times.h"

namespace clew::execution {
namespace {

constexpr std::uint64_t kMaxTexts = 1000;  // each may cost unpacking a megabyte
constexpr std::size_t kMaxTextBytes = 4096;
constexpr std::size_t kMaxTextWidth = 300;

/// Writes the evidence of results into rows.
class Evidence {
 public:
  explicit Evidence(Run& run) : run_(run) {
    out_.kind = TableKind::kEvidence;
    out_.columns = {
        {"result", ColumnType::kNode},        {"step", ColumnType::kInteger}, {"from", ColumnType::kNode},
        {"relation", ColumnType::kText},      {"to", ColumnType::kNode},      {"source", ColumnType::kText},
        {"first", ColumnType::kTime},         {"last", ColumnType::kTime},    {"times", ColumnType::kInteger},
        {"confidence", ColumnType::kInteger}, {"file", ColumnType::kText},    {"record", ColumnType::kInteger},
        {"mark", ColumnType::kText},          {"text", ColumnType::kText}};
  }

  /// Every link behind a result, down to the named nodes.
  void explain(NodeId result, const Layer* layer) {
    std::vector<ResultLink> all;
    std::set<std::pair<const Layer*, NodeId>> seen;
    std::vector<std::pair<const Layer*, NodeId>> open{{layer, result}};
    while (!open.empty() && run_.goOn()) {
      const auto [at, node] = open.back();
      open.pop_back();
      if (at == nullptr || !seen.insert({at, node}).second) continue;
      at->links(node, [&](const ResultLink& link) {
        if (link.seed == kNoNode) return true;  // a walk began here
        all.push_back(link);
        open.emplace_back(link.behind, link.seed);
        return run_.chargeRows(1, sizeof(ResultLink));
      });
    }
    std::stable_sort(all.begin(), all.end(), [&](const ResultLink& a, const ResultLink& b) {
      if (a.depth != b.depth) return a.depth < b.depth;
      if (a.node != b.node) return run_.view().before(a.node, b.node);
      if (a.seed == kNoNode || b.seed == kNoNode) return a.seed_text < b.seed_text;
      return a.seed != b.seed && run_.view().before(a.seed, b.seed);
    });
    for (const ResultLink& link : all) {
      if (!link.kind.empty()) writeLikeness(result, link);
      for (const Step& step : link.steps) gather(link, step);
      for (const Step& step : link.seed_steps) gather(link, step);
    }
    write(NodeRef{result});
  }

  /// The links of each chain, from its first node to its last.
  void explain(const Chains& chains, const Layer* layer) {
    out_.columns.front() = {"path", ColumnType::kInteger};
    std::int64_t number = 0;
    for (const auto& chain : chains.list) {
      ++number;
      for (std::size_t i = 1; i < chain.size() && run_.goOn(); ++i) {
        layer->links(chain[i].node, [&](const ResultLink& link) {
          if (link.seed != chain[i - 1].node) return true;
          ResultLink here = link;
          here.depth = static_cast<int>(i);
          for (const Step& step : here.steps) gather(here, step);
          return run_.chargeRows(1, sizeof(ResultLink));
        });
      }
      write(number);
    }
  }

  Rows take() { return std::move(out_); }

 private:
  /// A link of a result at one depth, with all of its observations that are part of any passing pair.
  struct Shown {
    int depth = 0;
    bool same_day = false;
    Step step;
  };

  static bool same(const Observation& a, const Observation& b) {
    return a.first == b.first && a.last == b.last && a.source == b.source && a.learnt == b.learnt && a.raw == b.raw;
  }

  void gather(const ResultLink& link, const Step& step) {
    const auto key =
        std::make_tuple(link.depth, step.from, step.to, step.relation, step.property, step.direction, step.text);
    const auto [at, fresh] = places_.try_emplace(key, shown_.size());
    if (fresh) {
      shown_.push_back({link.depth, link.same_day, step});
      return;
    }
    Shown& known = shown_[at->second];
    known.same_day = known.same_day && link.same_day;
    for (const Observation& one : step.seen) {
      const auto& seen = known.step.seen;
      if (std::none_of(seen.begin(), seen.end(), [&](const Observation& other) { return same(one, other); }))
        known.step.seen.push_back(one);
    }
  }

  /// What was gathered of a result.
  void write(const Datum& result) {
    for (const Shown& one : shown_) write(result, one);
    shown_.clear();
    places_.clear();
  }

  void write(const Datum& result, const Shown& link) {
    const Step& step = link.step;
    if (step.seen.empty()) return writeDerived(result, link);
    const GraphView& view = step.view != nullptr ? *step.view : run_.view();
    std::vector<Observation> seen = step.seen;
    std::stable_sort(seen.begin(), seen.end(), [&](const Observation& a, const Observation& b) {
      return std::make_tuple(a.first, a.last, view.sourceName(a.source)) <
             std::make_tuple(b.first, b.last, view.sourceName(b.source));
    });
    for (const Observation& observation : seen) {
      head(result, link);
      push(std::string(view.sourceName(observation.source)));
      push(observation.dated() ? Datum(Instant{observation.first}) : Datum());
      push(observation.dated() ? Datum(Instant{observation.last}) : Datum());
      push(static_cast<std::int64_t>(observation.times));
      push(static_cast<std::int64_t>(confidenceOf(view, observation)));
      const Datum text = origin(view, observation, step);
      push(Datum(std::string(link.same_day ? "same day" : "")));
      push(text);
    }
  }

  void writeDerived(const Datum& result, const Shown& link) {
    head(result, link);
    push(std::string("derived"));
    for (int i = 0; i < 6; ++i) push(Datum());
    push(Datum(std::string(link.same_day ? "same day" : "")));
    push(Datum());
  }

  /// Names speak for themselves: nobody observed that they are alike.
  void writeLikeness(NodeId result, const ResultLink& link) {
    push(NodeRef{result});
    push(static_cast<std::int64_t>(link.depth));
    push(NodeRef{link.node});
    push(std::string("resembling"));
    push(link.seed == kNoNode ? Datum(link.seed_text) : Datum(NodeRef{link.seed}));
    push(std::string("derived"));
    for (int i = 0; i < 6; ++i) push(Datum());
    push(std::string(link.kind) + " " + realText(std::round(link.similarity * 100) / 100));
    push(Datum());
  }

  /// A link reads from its subject to its value, whichever way it was walked.
  void head(const Datum& result, const Shown& link) {
    const Step& step = link.step;
    const bool property = step.property != model::kNoProperty;
    const bool along = step.direction == graph::Direction::kAlong;
    push(result);
    push(static_cast<std::int64_t>(link.depth));
    push(NodeRef{along || property ? step.from : step.to});
    push(property ? run_.schema().property(step.property).name : run_.schema().relation(step.relation).name);
    push(property ? Datum(step.text) : Datum(NodeRef{along ? step.to : step.from}));
  }

  struct Origin {
    std::string file;
    std::uint32_t record = 0;
    graph::RawReference where;
  };

  /// The files and records that said so, record by record unless all are of one file; gives the text of the first.
  Datum origin(const GraphView& view, const Observation& observation, const Step& step) {
    std::vector<Origin> origins;
    const EvidenceSource* source = run_.environment().evidence;
    for (const graph::RawReference& raw : view.rawReferences(observation)) {
      if (raw.lookup == 0) continue;
      const auto lookup = source != nullptr ? source->lookup(raw) : std::nullopt;
      origins.push_back({lookup ? lookup->file : "lookup " + std::to_string(raw.lookup),
                         lookup ? lookup->record : raw.position, raw});
    }
    std::stable_sort(origins.begin(), origins.end(), [](const Origin& a, const Origin& b) {
      return std::tie(a.file, a.record) < std::tie(b.file, b.record);
    });
    const bool one_file = origins.empty() || origins.front().file == origins.back().file;
    DatumList files, records;
    for (const Origin& one : origins) {
      if (files.empty() || !one_file) files.emplace_back(one.file);
      if (one.record != 0) records.emplace_back(static_cast<std::int64_t>(one.record));
    }
    push(datumOf(std::move(files)));
    push(datumOf(std::move(records)));
    if (origins.empty() || source == nullptr) return {};
    const bool property = step.property != model::kNoProperty;
    const std::array<std::string_view, 2> names = {view.nameOf(step.from),
                                                   property ? std::string_view(step.text) : view.nameOf(step.to)};
    return textOfRecord(*source, origins.front().where, names);
  }

  Datum textOfRecord(const EvidenceSource& source, const graph::RawReference& where,
                     std::span<const std::string_view> names) {
    if (++texts_ > kMaxTexts) {
      run_.notice("N430", format("`why` shows the text of the first {} records: narrow the query for more",
                                 groupedDigits(kMaxTexts)));
      return {};
    }
    auto text = source.rawText(where, kMaxTextBytes, names);
    if (!text) return {};
    return Datum(truncateToWidth(*text, kMaxTextWidth));
  }

  void push(Datum datum) { out_.cells.push_back(std::move(datum)); }

  using Key = std::tuple<int, NodeId, NodeId, model::RelationId, model::PropertyId, graph::Direction, std::string>;
  Run& run_;
  Rows out_;
  std::vector<Shown> shown_;
  std::map<Key, std::size_t> places_;  // in shown_
  std::uint64_t texts_ = 0;
};

}  // namespace

const planner::PlanNode& evidencePlan(const planner::PlanNode& plan) {
  const planner::PlanNode* at = &plan;
  while (!at->is_set) {
    if (const auto* cluster = std::get_if<planner::Cluster>(&at->op)) return *cluster->ties;
    const planner::PlanNode* next = std::visit(
        [](const auto& op) -> const planner::PlanNode* {
          if constexpr (requires { op.input; }) return op.input.get();
          return nullptr;
        },
        at->op);
    if (next == nullptr) break;
    at = next;
  }
  return *at;
}

Value WhyOperator::execute() {
  const SetValue set = evaluateSet(run_, evidencePlan(*op_.input), clock_);
  Evidence evidence(run_);
  if (run_.failed()) return Rows{};
  if (set.chains) {
    evidence.explain(*set.chains, set.layer.get());
    return evidence.take();
  }
  for (const NodeId node : inAnswerOrder(run_.view(), set)) {
    if (!run_.goOn()) break;
    evidence.explain(node, set.layer.get());
  }
  Rows out = evidence.take();
  if (out.count() == 0 && !set.nodes.empty() && !run_.failed()) {
    run_.notice(
        "N436",
        "no pivot led to these, so there is no link to explain: put one before `why`, as `-> list` for the lists "
        "that name them, or ask `| timeline`");
  }
  return out;
}

}  // namespace clew::execution
