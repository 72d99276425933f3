// Batcher: between readers and store. Gathers lookups into batches, writes each as one transaction, counts, keeps
// rejects.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "clew/ingest.h"
#include "ingest/batch_writer.h"
#include "ingest/ingest.h"
#include "ingest/reader.h"
#include "ingest/rejects_file.h"

namespace clew::ingest {

/// The sink of a whole ingest: files come one after another. Full batches are written beside the reading, by a
/// BatchWriter. Memory is that of its batches and of the set that --list makes. Used by one thread.
class Batcher final : public FactSink {
 public:
  Batcher(const IngestOptions& options, const IngestContext& context, IngestReport& report, RejectsFile& rejects);

  /// Everything that comes from now on is of this file; the file must outlive the ingest.
  void startFile(std::size_t index);
  /// Called with the bytes that were taken from the current file, some times a second at most.
  std::function<void()> on_progress;

  bool lookup(model::LookupFacts&& facts) override;
  bool reject(model::Reject&& reject) override;
  void notice(std::string_view text, std::uint64_t records) override;
  bool set(std::string name, std::vector<model::NodeName> members, Time learnt) override;
  void progress(std::uint64_t bytes) override;

  /// Writes what is gathered. Ends a batch: what it holds is durable.
  Result<void> flush();
  /// Saves the indicators as the set that --list names.
  Result<void> saveList();
  /// What stopped the readers: the store, or --strict.
  const std::optional<Error>& failure() const { return failure_; }
  std::uint64_t factsRead() const { return facts_read_; }

 private:
  bool fail(Error error);
  bool giveBatch();
  OwnedBatch takeBatch();
  void count(const storage::Receipt& receipt, const std::vector<std::size_t>& owners);
  Result<void> settle(Result<void> done);
  bool startBatch(Time learnt);
  void print(const model::LookupFacts& facts);
  void collect(const model::LookupFacts& facts);
  IngestFile& file() { return report_.files[file_]; }

  const IngestOptions& options_;
  const IngestContext& context_;
  IngestReport& report_;
  RejectsFile& rejects_;
  storage::Batch batch_;
  std::vector<std::size_t> owners_;  // of each lookup in the batch: the file that it came from
  std::uint64_t batch_facts_ = 0;
  std::uint64_t batch_bytes_ = 0;
  std::uint64_t facts_read_ = 0;
  std::uint64_t printed_lookups_ = 0;
  std::size_t file_ = 0;
  std::optional<Error> failure_;
  std::vector<model::NodeName> members_;
  std::unordered_set<std::string> member_keys_;
  std::optional<BatchWriter> writer_;  // from the first full batch on
};

}  // namespace clew::ingest
