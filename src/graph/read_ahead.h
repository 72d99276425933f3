// Pages of a mapped file brought within reach by a thread of its own, while questions are already answered.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

namespace clew::graph {

/// Of a file that was just mapped each page costs its first reader a fault, a hundred times the read itself; which is
/// most of what the first thousand pivots cost. Who asks once is better off without this.
class ReadAhead {
 public:
  /// Stretches of mapped memory, which must outlive the object, the most wanted first.
  explicit ReadAhead(const std::vector<std::string_view>& stretches);
  ~ReadAhead();  // does not wait for more than a step
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  /// One more, which must outlive the object too, after those that wait. Any thread.
  void want(std::string_view stretch);

 private:
  void run();
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string_view> waiting_;  // under mutex_, as is the next
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace clew::graph
