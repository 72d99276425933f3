#include "graph/read_ahead.h"

#include <system_error>

#include "common/files.h"

namespace clew::graph {

ReadAhead::ReadAhead(const std::vector<std::string_view>& stretches) : waiting_(stretches.begin(), stretches.end()) {
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {  // no more threads: then each page costs its first reader
  }
}

ReadAhead::~ReadAhead() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void ReadAhead::want(std::string_view stretch) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(stretch);
  }
  changed_.notify_one();
}

void ReadAhead::run() {
  constexpr std::size_t kStep = std::size_t{1} << 20;  // bytes; other threads cannot map memory during one
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopped_ || !waiting_.empty(); });
    if (stopped_) return;
    std::string_view& next = waiting_.front();
    const std::string_view step = next.substr(0, kStep);
    next.remove_prefix(step.size());
    if (next.empty()) waiting_.pop_front();
    lock.unlock();
    const bool able = bringWithinReach(step);
    lock.lock();
    if (!able) waiting_.clear();
  }
}

}  // namespace clew::graph
