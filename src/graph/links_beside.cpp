#include "graph/links_beside.h"

#include <system_error>
#include <utility>

namespace clew::graph {

namespace {
/// Links that are handed over at a time: half a megabyte, which stays in the cache of a processor.
constexpr std::size_t kAtATime = 8192;
}  // namespace

LinksBeside::~LinksBeside() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    waiting_.reset();
  }
  changed_.notify_all();
  thread_.join();
}

void LinksBeside::finish() {
  if (!thread_.joinable()) {
    if (!gathered_.empty()) to_.links(gathered_);
  } else {
    if (!gathered_.empty()) handOver();
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return (!waiting_ && !working_) || failure_; });
    if (failure_) std::rethrow_exception(failure_);
  }
  gathered_.clear();
  idle_ = true;
}

void LinksBeside::links(std::span<const storage::ScannedLink> rows) {
  idle_ = false;
  gathered_.insert(gathered_.end(), rows.begin(), rows.end());
  if (gathered_.size() >= kAtATime) handOver();
}

void LinksBeside::handOver() {
  if (!thread_.joinable()) {
    try {
      thread_ = std::thread([this] { work(); });
    } catch (const std::system_error&) {  // no more threads: then by this one
      to_.links(gathered_);
      gathered_.clear();
      return;
    }
  }
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !waiting_ || failure_; });
  if (failure_) std::rethrow_exception(failure_);
  waiting_ = std::move(gathered_);
  gathered_ = std::exchange(spare_, {});
  gathered_.clear();
  changed_.notify_all();
}

void LinksBeside::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopped_ || waiting_; });
    if (stopped_) return;
    Links mine = std::move(*waiting_);
    waiting_.reset();
    working_ = true;
    changed_.notify_all();
    lock.unlock();
    std::exception_ptr failed;
    try {
      to_.links(mine);
    } catch (...) {
      failed = std::current_exception();
    }
    lock.lock();
    working_ = false;
    spare_ = std::move(mine);
    if (failed) failure_ = failed;
    changed_.notify_all();
    if (failed) return;
  }
}

}  // namespace clew::graph
