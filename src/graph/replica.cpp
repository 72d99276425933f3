#include "graph/replica.h"

#include <algorithm>

#include "common/files.h"
#include "common/hash.h"
#include "graph/builder.h"
#include "graph/mapped_view.h"
#include "graph/merger.h"
#include "graph/overlay_builder.h"

namespace clew::graph {
namespace {

/// What is laid over a file costs memory and time at every open; above this share of the file, or so many facts, they
/// are made one, which lasts.
constexpr std::uint64_t kOverlayShare = 25;  // one in so many facts
constexpr std::uint64_t kLeastOverlay = 2'000;
constexpr std::uint64_t kMostOverlay = 20'000;

/// Everything of the table that decides what a replica holds: ids are positions in it.
std::uint64_t hashSchema(const model::Schema& schema) {
  std::string text;
  const auto put = [&](const auto& value) {
    if constexpr (std::is_convertible_v<decltype(value), std::string_view>) {
      text += value;
    } else {
      text += std::to_string(value);
    }
    text += '\n';
  };
  for (const auto& type : schema.types()) {
    put(type.name);
    put(static_cast<int>(type.parent));
    put(static_cast<int>(type.form));
  }
  for (const auto& relation : schema.relations()) {
    put(relation.name);
    put(relation.subjects.to_string());
    put(static_cast<int>(relation.object));
    put(static_cast<int>(relation.counts_apexes) * 2 + static_cast<int>(relation.contact));
    put(static_cast<int>(relation.derivation));
  }
  for (const auto& property : schema.properties()) {
    put(property.name);
    put(property.subjects.to_string());
  }
  return hash64(text);
}

struct Inputs {
  const storage::Store& store;
  const model::Schema& schema;
  const model::Suffixes& suffixes;
  const model::RedactionList& redactions;
};

Result<ReplicaStamp> currentStamp(const Inputs& in) {
  const auto newest = in.store.newest();
  if (!newest) return newest.error();
  const auto suffixes = in.store.listHash("suffixes");
  if (!suffixes) return suffixes.error();
  const auto redactions = in.store.listHash("redaction");
  if (!redactions) return redactions.error();
  ReplicaStamp stamp;
  stamp.identity = in.store.identity();
  stamp.generation = newest->generation;
  stamp.chain = newest->chain;
  stamp.schema_hash = hashSchema(in.schema);
  stamp.suffixes_hash = *suffixes ? **suffixes : hash64(model::Suffixes::shippedText());
  stamp.redactions_hash = *redactions ? **redactions : hash64(model::RedactionList::shippedText());
  return stamp;
}

/// Why a file of that stamp is no base for this state of the case, empty when it is; and how many facts came after it.
Result<std::string> whyNot(const storage::Store& store, const ReplicaStamp& file, const ReplicaStamp& now,
                           std::uint64_t& newer) {
  if (file.identity != now.identity) return std::string("it belongs to another case");
  if (file.schema_hash != now.schema_hash) return std::string("the schema changed");
  if (file.suffixes_hash != now.suffixes_hash) return std::string("the suffix list changed");
  if (file.redactions_hash != now.redactions_hash) return std::string("the redaction list changed");
  if (file.generation > now.generation) return std::string("it is ahead of the case");
  const auto newest = store.batch(now.generation);
  if (!newest) return newest.error();
  newer = *newest ? (*newest)->facts : 0;
  if (file.generation == 0) return file.chain.empty() ? std::string() : std::string("its batch is not in the case");
  const auto batch = store.batch(file.generation);
  if (!batch) return batch.error();
  if (!*batch || (*batch)->chain != file.chain) return std::string("its batch is not in the case");
  newer -= std::min(newer, (*batch)->facts);
  return std::string();
}

Result<std::shared_ptr<const Replica>> viewOf(const Inputs& in, std::unique_ptr<const Base> base,
                                              std::unique_ptr<const Overlay> overlay, std::uint64_t generation,
                                              bool read_ahead) {
  auto sources = in.store.sources();
  if (!sources) return sources.error();
  const auto view = std::make_shared<MappedView>(std::move(base), std::move(overlay), std::move(*sources), generation);
  if (read_ahead) view->readAhead();
  return std::shared_ptr<const Replica>(view);
}

/// A replica's file while it is written.
class FileOutput final : public ImageOutput {
 public:
  explicit FileOutput(AtomicFile file) : file_(std::move(file)) {}
  Result<void> write(std::string_view bytes) override { return file_.write(bytes); }
  Result<void> rewrite(std::uint64_t offset, std::string_view bytes) override { return file_.rewrite(offset, bytes); }
  Result<void> commit() { return file_.commit(); }

 private:
  AtomicFile file_;
};

/// Writes the file and maps it: of all batches, or of `base` and what is above it.
Result<Image> makeFile(const Inputs& in, const Base* base, const ReplicaStamp& stamp, const ReplicaOptions& options,
                       ReplicaReport& report) {
  auto file = AtomicFile::create(options.path);
  if (!file) return file.error();
  FileOutput out(std::move(*file));
  BuildOptions how;
  how.budget = options.memory_budget;
  how.scratch_folder = folderOf(options.path);
  how.cancel = options.cancel;
  if (base != nullptr) {
    auto merged = mergeImage(in.store, *base, in.suffixes, in.redactions, stamp, how, out);
    if (!merged) return merged.error();
    if (!*merged) return Error(ErrorCode::kNotFound, "the file lacks what counts now");
  } else if (auto built = buildImage(in.store, in.schema, in.suffixes, in.redactions, stamp, {}, how, out); !built) {
    return built.error();
  }
  if (auto done = out.commit(); !done) return done.error();
  report.written = true;
  return Image::openNew(options.path);
}

Result<Image> buildInMemory(const Inputs& in, const ReplicaStamp& stamp, const Knowledge& known,
                            const CancelToken* cancel) {
  MemoryOutput out;
  BuildOptions how;
  how.name_lists = false;  // they are made for many questions
  how.cancel = cancel;
  if (auto built = buildImage(in.store, in.schema, in.suffixes, in.redactions, stamp, known, how, out); !built) {
    return built.error();
  }
  return Image::fromBytes(out.take());
}

Result<std::shared_ptr<const Replica>> build(const Inputs& in, const ReplicaStamp& stamp, const ReplicaOptions& options,
                                             ReplicaReport& report) {
  report.rebuilt = true;
  if (!options.path.empty() && options.may_write) {
    auto mapped = makeFile(in, nullptr, stamp, options, report);
    if (mapped)
      return viewOf(in, std::make_unique<Base>(std::move(*mapped), in.schema), nullptr, stamp.generation,
                    options.read_ahead);
    if (options.cancel != nullptr && options.cancel->shouldStop()) return mapped.error();
    const std::string& trouble = mapped.error().message;
    if (report.reason != trouble) report.reason += (report.reason.empty() ? "" : "; ") + trouble;
  }
  auto image = buildInMemory(in, stamp, {}, options.cancel);
  if (!image) return image.error();
  return viewOf(in, std::make_unique<Base>(std::move(*image), in.schema), nullptr, stamp.generation, false);
}

/// A file of the old one and what came after it; null when it has to be built from the store's beginning.
Result<std::shared_ptr<const Replica>> merge(const Inputs& in, const Base& base, std::uint64_t newer,
                                             const ReplicaStamp& now, const ReplicaOptions& options,
                                             ReplicaReport& report) {
  const std::shared_ptr<const Replica> none;
  // damage would be copied under checksums that make it look whole
  if (!options.may_write || !base.image().verify()) return none;
  if (newer > base.image().header().facts) return none;  // a build has bounds for its memory
  auto merged = makeFile(in, &base, now, options, report);
  if (!merged) {
    if (options.cancel != nullptr && options.cancel->shouldStop()) return merged.error();
    return none;
  }
  report.merged = true;
  return viewOf(in, std::make_unique<Base>(std::move(*merged), in.schema), nullptr, now.generation, options.read_ahead);
}

/// The file that is there.
struct Found {
  std::unique_ptr<const Base> base;
  ReplicaStamp stamp;
  std::uint64_t newer = 0;  // facts that came after it
};

/// Without a base when there is none that can be used, and report.reason says why.
Result<Found> findBase(const Inputs& in, const ReplicaStamp& now, const ReplicaOptions& options,
                       ReplicaReport& report) {
  Found out;
  if (options.path.empty()) return out;
  auto image = Image::open(options.path, options.always_verified);
  if (!image) {
    if (image.error().code != ErrorCode::kNotFound) report.reason = image.error().message;
    report.damaged = image.error().code == ErrorCode::kCorrupt;
    return out;
  }
  out.stamp = image->stamp();
  auto reason = whyNot(in.store, out.stamp, now, out.newer);
  if (!reason) return reason.error();
  if (reason->empty())
    out.base = std::make_unique<const Base>(std::move(*image), in.schema);
  else
    report.reason = "the cache is stale: " + *reason;
  return out;
}

/// The file with what is above it; null when it has to be built anew, and report.reason says why.
Result<std::shared_ptr<const Replica>> reuse(const Inputs& in, const ReplicaStamp& now, const ReplicaOptions& options,
                                             ReplicaReport& report) {
  auto found = findBase(in, now, options, report);
  if (!found) return found.error();
  if (!found->base) return std::shared_ptr<const Replica>();
  std::unique_ptr<const Overlay> overlay;
  if (found->stamp.generation < now.generation) {
    const std::uint64_t facts = found->base->image().header().facts;
    // Where nothing can be written a build would not last, so the overlay may grow further.
    const std::uint64_t most = options.may_write ? std::clamp(facts / kOverlayShare, kLeastOverlay, kMostOverlay)
                                                 : std::max(facts, kMostOverlay);
    if (found->newer > most) {
      auto merged = merge(in, *found->base, found->newer, now, options, report);
      if (merged && !*merged) report.reason = "the cache is stale: too much came after it";
      return merged;
    }
    auto laid =
        buildOverlay(in.store, *found->base, in.suffixes, in.redactions, found->stamp.generation, now.generation);
    if (!laid) return laid.error();
    overlay = std::move(*laid);
    report.overlay_batches = now.generation - found->stamp.generation;
  }
  return viewOf(in, std::move(found->base), std::move(overlay), now.generation, options.read_ahead);
}

/// The report that is asked for, or one that nobody reads; empty.
ReplicaReport& begun(ReplicaReport* report, ReplicaReport& unasked) {
  ReplicaReport& told = report != nullptr ? *report : unasked;
  told = {};
  return told;
}

}  // namespace

Result<std::shared_ptr<const Replica>> openReplica(const storage::Store& store, const model::Schema& schema,
                                                   const model::Suffixes& suffixes,
                                                   const model::RedactionList& redactions,
                                                   const ReplicaOptions& options, ReplicaReport* report) {
  ReplicaReport unasked;
  ReplicaReport& told = begun(report, unasked);
  const Inputs in{store, schema, suffixes, redactions};
  const auto stamp = currentStamp(in);
  if (!stamp) return stamp.error();
  auto reused = reuse(in, *stamp, options, told);
  if (!reused || *reused) return reused;
  return build(in, *stamp, options, told);
}

Result<void> advanceReplica(const storage::Store& store, const model::Schema& schema, const model::Suffixes& suffixes,
                            const model::RedactionList& redactions, const ReplicaOptions& options, std::uint64_t most,
                            ReplicaReport* report) {
  if (options.path.empty() || !options.may_write) return {};
  ReplicaReport unasked;
  ReplicaReport& told = begun(report, unasked);
  const Inputs in{store, schema, suffixes, redactions};
  const auto stamp = currentStamp(in);
  if (!stamp) return stamp.error();
  ReplicaOptions quick = options;
  quick.always_verified = 0;  // most of the time nothing but its age is asked
  const auto found = findBase(in, *stamp, quick, told);
  if (!found) return found.error();
  if (found->base) {
    if (found->newer > most || found->newer < found->base->image().header().facts) return {};
    const auto merged = merge(in, *found->base, found->newer, *stamp, options, told);
    if (!merged) return merged.error();
    if (*merged) return {};
  }
  const auto newest = store.newest();
  if (!newest) return newest.error();
  if (newest->facts > most) return {};
  const auto built = build(in, *stamp, options, told);
  return built ? Result<void>() : built.error();
}

Result<std::shared_ptr<const Replica>> pastReplica(const storage::Store& store, const model::Schema& schema,
                                                   const model::Suffixes& suffixes,
                                                   const model::RedactionList& redactions, const Knowledge& known,
                                                   const CancelToken* cancel) {
  const Inputs in{store, schema, suffixes, redactions};
  const auto stamp = currentStamp(in);
  if (!stamp) return stamp.error();
  auto image = buildInMemory(in, *stamp, known, cancel);
  if (!image) return image.error();
  return viewOf(in, std::make_unique<Base>(std::move(*image), schema), nullptr, stamp->generation, false);
}

Result<std::shared_ptr<const Replica>> rebuildReplica(const storage::Store& store, const model::Schema& schema,
                                                      const model::Suffixes& suffixes,
                                                      const model::RedactionList& redactions,
                                                      const ReplicaOptions& options, ReplicaReport* report) {
  ReplicaReport unasked;
  ReplicaReport& told = begun(report, unasked);
  const Inputs in{store, schema, suffixes, redactions};
  const auto stamp = currentStamp(in);
  if (!stamp) return stamp.error();
  return build(in, *stamp, options, told);
}

}  // namespace clew::graph
