// BatchWriter: appends batches to the store on a thread of its own, so that files are read meanwhile. Whoever brings a
// batch while another one is written waits: memory is that of two batches.
//
// Batches are appended one after another in the order in which they were put, so that the case is the same, byte for
// byte, as if one thread did all. After the first that fails none is tried.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "clew/error.h"
#include "common/cancel.h"
#include "storage/store.h"

namespace clew::ingest {

/// A batch, and of each of its lookups the file that it came from.
struct OwnedBatch {
  storage::Batch batch;
  std::vector<std::size_t> owners;
};

/// What became of a batch.
struct WrittenBatch {
  storage::Receipt receipt;
  std::vector<std::size_t> owners;
};

/// What is left to do for a lookup where its record is at hand: its hash, if none is stated, and without `keep_raw` the
/// record goes. Half of what reading it costs: by the writer, beside the reading, or by the reader where it would wait
/// for the writer.
void finishRecord(model::Lookup& lookup, bool keep_raw);

/// All members are called by one thread, the reader's. From the first put() until finish() has returned nobody else
/// may use the store.
class BatchWriter {
 public:
  /// Both must outlive the writer; `cancel` may be null. Finishes the records of each batch.
  BatchWriter(storage::Store& store, const CancelToken* cancel, bool keep_raw)
      : store_(store), cancel_(cancel), keep_raw_(keep_raw) {}
  /// A batch that is being written is written; one that was just handed over may be dropped.
  ~BatchWriter();
  BatchWriter(const BatchWriter&) = delete;
  BatchWriter& operator=(const BatchWriter&) = delete;

  /// Hands a batch over, once there is room. Fails with what an earlier batch failed with, or with kCancelled
  /// (kTimeout) while it waits; the batch is lost then, as are those that wait.
  Result<void> put(OwnedBatch&& batch);
  /// Waits until everything is written. Fails as put() does.
  Result<void> finish();
  /// A batch failed: there is no sense in reading on. Quick.
  bool failed() const { return failed_.load(std::memory_order_relaxed); }
  /// What was written since the last call, in order.
  std::vector<WrittenBatch> written();

 private:
  using Lock = std::unique_lock<std::mutex>;
  void work();
  /// Until `ready` holds, a batch failed, or the user cancels.
  template <typename Ready>
  Result<void> wait(Lock& lock, Ready ready);

  storage::Store& store_;
  const CancelToken* cancel_;
  bool keep_raw_;
  std::thread thread_;  // begun with the first batch
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> failed_{false};
  // Guarded by mutex_:
  std::optional<OwnedBatch> waiting_;
  bool writing_ = false;
  bool stop_ = false;
  std::optional<Error> failure_;
  std::vector<WrittenBatch> written_;
};

}  // namespace clew::ingest
