// Threads for one piece of work each.
#pragma once

#include <thread>
#include <vector>

namespace clew::graph {

/// Runs work(0) ... work(threads - 1) at the same time and waits for all; the first on the calling thread. `work` must
/// not throw.
template <typename Work>
void inParallel(unsigned threads, const Work& work) {
  std::vector<std::thread> others;
  for (unsigned i = 1; i < threads; ++i) others.emplace_back([&work, i] { work(i); });
  work(0);
  for (std::thread& other : others) other.join();
}

}  // namespace clew::graph
