#include "graph/write_image.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>
#include <vector>

#include "common/memory.h"
#include "graph/in_order.h"
#include "graph/packed.h"

namespace clew::graph {
namespace {

/// The relations in an order in which each comes after those that its derived links follow from.
std::vector<model::RelationId> inOrderOfMaking(const model::Schema& schema) {
  std::vector<std::vector<model::RelationId>> stages(3);
  for (std::size_t id = 0; id < schema.relations().size(); ++id) {
    std::size_t stage = 1;
    switch (schema.relations()[id].derivation) {
      case model::Derivation::kNone:
      case model::Derivation::kFqdn:
      case model::Derivation::kSubdomains:
        stage = 0;
        break;
      case model::Derivation::kAsnOfIp:  // rests on the net of the address
        stage = 2;
        break;
      default:
        break;
    }
    stages[stage].push_back(static_cast<model::RelationId>(id));
  }
  std::vector<model::RelationId> out;
  for (const auto& stage : stages) out.insert(out.end(), stage.begin(), stage.end());
  return out;
}

// What building takes at its most, about.
constexpr std::size_t kLinkBytes = 64;
constexpr std::size_t kNodeBytes = 40;  // lists and table of names
constexpr std::size_t kLarge = std::size_t{32} << 20;

/// One piece of work and what it gives, but for what was written already.
struct Piece {
  std::vector<SectionList> sections;
  RelationRecord record;
  bool large = false;
  std::optional<Error> failed;
};

class Build {
 public:
  Build(const ImageInput& in, ImageWriter& out, const CancelToken* cancel)
      : in_(in),
        out_(out),
        cancel_(cancel),
        order_(inOrderOfMaking(in.schema)),
        records_(order_.size()),
        rests_on_(order_.size()),
        is_needed_(order_.size(), false),
        kept_(order_.size()),
        is_made_(order_.size()) {
    std::vector<bool> is_before(order_.size(), false);
    for (const model::RelationId id : order_) {
      is_before[id] = true;
      for (const model::RelationId below : derivedFrom(in.schema, id)) {
        if (below >= order_.size() || below == id || !is_before[below])
          continue;  // nobody can wait for what comes later
        rests_on_[id].push_back(below);
        is_needed_[below] = true;
      }
    }
  }

  /// Builds and writes relations; `first` is done beside them and written before. Those that are built at a time take
  /// no more than about `most` bytes together, unless it is one alone.
  template <typename First>
  Result<void> run(std::size_t threads, std::size_t most, const First& first) {
    std::optional<Error> failed;
    inOrder<Piece>(
        order_.size() + 1, threads,
        [&](std::size_t i) {
          Piece piece = i == 0 ? first() : relation(order_[i - 1], i);
          if (piece.failed) failed_.store(true, std::memory_order_relaxed);
          if (i != 0) is_made_[order_[i - 1]].store(true, std::memory_order_release);
          return piece;
        },
        [&](std::size_t i, Piece piece) {
          if (piece.failed && !failed) failed = piece.failed;
          for (SectionList& sections : piece.sections) out_.add(std::move(sections));
          turn_.store(i + 1, std::memory_order_release);
          if (piece.large || i == 0) giveBackMemory();
          if (i != 0) records_[order_[i - 1]] = piece.record;
        },
        [&](std::size_t i) -> std::optional<std::size_t> {
          if (i == 0) return in_.nodes.size() * kNodeBytes;
          for (const model::RelationId below : rests_on_[order_[i - 1]]) {
            if (!is_made_[below].load(std::memory_order_acquire)) return {};
          }
          return weightOf(order_[i - 1]);
        },
        most);
    if (failed) return *failed;
    return {};
  }
  std::vector<RelationRecord>& records() { return records_; }

 private:
  /// Once all before `number` are written, its sections are as they are made.
  Piece relation(model::RelationId id, std::size_t number) {
    Piece piece;
    if (failed_.load(std::memory_order_relaxed)) return piece;
    const auto take = [&](SectionList sections) {
      const bool written = piece.sections.empty() && turn_.load(std::memory_order_acquire) == number;
      if (!written) {
        piece.sections.push_back(std::move(sections));
        return;
      }
      out_.add(std::move(sections));
      if (piece.large) giveBackMemory();
    };
    piece.large = weightOf(id) >= kLarge;
    auto built = in_.stated(id);
    if (!built) {
      piece.failed = built.error();
      return piece;
    }
    if (in_.has) in_.has(id);
    if (piece.large) giveBackMemory();
    deriveLinks(in_.schema, in_.nodes, id, links_of_, *built);
    auto record = writeRelation(in_.schema.relation(id), id, std::move(*built), in_.nodes, cancel_, take,
                                is_needed_[id] ? &kept_[id] : nullptr);
    if (record)
      piece.record = *record;
    else
      piece.failed = record.error();
    return piece;
  }

  /// What building the relation takes, of which nothing is built yet; what it rests on is.
  std::size_t weightOf(model::RelationId id) const {
    return (in_.count(id) + derivedAtMost(in_.schema, in_.nodes, id, links_of_)) * kLinkBytes;
  }

  const ImageInput& in_;
  ImageWriter& out_;
  const CancelToken* cancel_;
  const std::vector<model::RelationId> order_;
  std::vector<RelationRecord> records_;
  std::vector<std::vector<model::RelationId>> rests_on_;
  std::vector<bool> is_needed_;             // by others, which rest on it
  std::vector<BuiltLinks> kept_;            // of those, once they are made
  std::vector<std::atomic<bool>> is_made_;  // by relation
  std::atomic<bool> failed_ = false;        // there is no sense in making more
  std::atomic<std::size_t> turn_ = 0;       // the piece that may be written now: by its maker, or once made
  const BuiltLinks none_;
  const LinksOf links_of_ = [this](model::RelationId of) -> const BuiltLinks& {
    return of < kept_.size() && is_made_[of].load(std::memory_order_acquire) ? kept_[of] : none_;
  };
};

/// Numbers the raw references through all lists of observations.
std::uint32_t numberRaw(std::vector<RelationRecord>& relations, ValueRecords& values) {
  std::uint32_t next = 0;
  const auto number = [&](SeenRecord& seen) {
    seen.raw_begin = next;
    next += seen.raw_count;
  };
  for (auto& one : relations) number(one.seen);
  for (auto& one : values.properties) number(one.seen);
  for (auto& one : values.states) number(one.seen);
  return next;
}

}  // namespace

Result<void> writeImage(ImageInput in, const ReplicaStamp& stamp, const BuildOptions& options, ImageOutput& out) {
  ImageWriter writer(out);
  Build build(in, writer, options.cancel);
  SummaryRecord summary;
  summary.store_nodes = static_cast<std::uint32_t>(in.of_store.size());
  auto built = build.run(options.threads, options.columns, [&] {
    Piece piece;
    summary.wide_names =
        writeNodes(in.schema, in.nodes, in.of_store, options.name_lists, piece.sections.emplace_back());
    in.of_store = {};
    return piece;
  });
  if (!built) return built;
  if (in.values) in.values();
  SectionList last;
  ValueRecords values = writeValues(in.schema, in.nodes, in.facts, in.ranks, in.codes, last);
  summary.raw_total = numberRaw(build.records(), values);
  summary.answers = values.answers;
  summary.texts = values.texts;
  summary.wide_texts = values.wide_texts;
  summary.lookups = in.codes.write(last);
  summary.node_bits = bitsFor(in.nodes.size());
  last.add(Section::kRelations, 0, std::move(build.records()));
  last.add(Section::kProperties, 0, std::move(values.properties));
  last.add(Section::kStates, 0, std::move(values.states));
  last.add(Section::kSummary, 0, std::vector<SummaryRecord>{summary});
  writer.add(std::move(last));
  return writer.finish(stamp, in.nodes.size(), in.facts.scanned);
}

}  // namespace clew::graph
