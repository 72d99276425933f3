#include "ingest/batch_writer.h"

#include <chrono>
#include <utility>

#include "common/hash.h"

namespace clew::ingest {

namespace {
/// A token wakes nobody, so it is asked now and then.
constexpr std::chrono::milliseconds kBetweenChecks{20};
}  // namespace

void finishRecord(model::Lookup& lookup, bool keep_raw) {
  if (lookup.sha256.empty() && !lookup.raw.empty()) lookup.sha256 = sha256Hex(lookup.raw);
  if (!keep_raw) lookup.raw = {};
}

BatchWriter::~BatchWriter() {
  if (!thread_.joinable()) return;
  {
    const Lock lock(mutex_);
    stop_ = true;
    waiting_.reset();
  }
  changed_.notify_all();
  thread_.join();
}

template <typename Ready>
Result<void> BatchWriter::wait(Lock& lock, Ready ready) {
  while (!failure_ && !ready()) {
    if (cancel_ != nullptr) {
      if (auto go_on = cancel_->check(); !go_on) {
        waiting_.reset();
        return go_on;
      }
    }
    changed_.wait_for(lock, kBetweenChecks);
  }
  if (failure_) return *failure_;
  return {};
}

Result<void> BatchWriter::put(OwnedBatch&& batch) {
  if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
  Lock lock(mutex_);
  // Who would wait hashes what the writer would have to.
  for (std::size_t i = 0; i < batch.batch.lookups.size() && (waiting_ || writing_) && !failure_; ++i) {
    lock.unlock();
    finishRecord(batch.batch.lookups[i].lookup, keep_raw_);
    lock.lock();
  }
  if (auto room = wait(lock, [this] { return !waiting_ && !writing_; }); !room) return room;
  waiting_ = std::move(batch);
  changed_.notify_all();
  return {};
}

Result<void> BatchWriter::finish() {
  Lock lock(mutex_);
  return wait(lock, [this] { return !waiting_ && !writing_; });
}

std::vector<WrittenBatch> BatchWriter::written() {
  const Lock lock(mutex_);
  return std::exchange(written_, {});
}

void BatchWriter::work() {
  Lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stop_ || waiting_; });
    if (stop_) return;
    OwnedBatch mine = std::move(*waiting_);
    waiting_.reset();
    if (failure_) continue;
    writing_ = true;
    changed_.notify_all();
    lock.unlock();
    for (model::LookupFacts& facts : mine.batch.lookups) finishRecord(facts.lookup, keep_raw_);
    auto receipt = store_.append(mine.batch);
    mine.batch = {};
    lock.lock();
    writing_ = false;
    if (receipt) {
      written_.push_back({std::move(*receipt), std::move(mine.owners)});
    } else {
      failure_ = std::move(receipt.error());
      failed_.store(true, std::memory_order_relaxed);
    }
    changed_.notify_all();
  }
}

}  // namespace clew::ingest
