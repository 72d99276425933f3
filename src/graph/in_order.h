// Work on several threads whose results are taken in order, so that what is written does not depend on who was first.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace clew::graph {

/// Calls `make(i)` for i in [0, count) on `threads` threads and `take(i, result)` on this one, by ascending i. What is
/// being made or waits to be taken weighs no more than `most` together, as `weigh(i)` has it, unless it is one alone.
/// What rests on something before it may say that it cannot be weighed yet (an empty optional): it is begun once that
/// was made. Weighed by one thread at a time.
template <typename Made, typename Make, typename Take, typename Weigh>
void inOrder(std::size_t count, std::size_t threads, const Make& make, const Take& take, const Weigh& weigh,
             std::size_t most) {
  if (threads < 2 || count < 2) {
    for (std::size_t i = 0; i < count; ++i) take(i, make(i));
    return;
  }
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::optional<Made>> made(count);
  std::size_t next = 0;
  std::size_t taken = 0;
  std::vector<std::size_t> weights(count, 0);  // as it was when it began
  std::size_t weight = 0;                      // of [taken, next)
  const auto mayBegin = [&] {
    const std::optional<std::size_t> more = weigh(next);
    if (!more || (next != taken && *more != 0 && weight + *more > most)) return false;
    weights[next] = *more;
    return true;
  };
  const auto work = [&] {
    for (;;) {
      std::size_t i = 0;
      {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return next >= count || mayBegin(); });
        if (next >= count) return;
        weight += weights[next];
        i = next++;
      }
      Made result = make(i);
      const std::lock_guard lock(mutex);
      made[i].emplace(std::move(result));
      changed.notify_all();
    }
  };
  std::vector<std::thread> workers;
  for (std::size_t i = 0; i < threads; ++i) workers.emplace_back(work);
  for (std::size_t i = 0; i < count; ++i) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return made[i].has_value(); });
    Made result = std::move(*made[i]);
    made[i].reset();
    lock.unlock();
    take(i, std::move(result));
    lock.lock();
    taken = i + 1;
    weight -= weights[i];
    changed.notify_all();
  }
  for (std::thread& worker : workers) worker.join();
}

/// The same of things that weigh alike: no more than `threads` + 1 of them.
template <typename Made, typename Make, typename Take>
void inOrder(std::size_t count, std::size_t threads, const Make& make, const Take& take) {
  inOrder<Made>(
      count, threads, make, take, [](std::size_t) { return std::size_t{1}; }, threads + 1);
}

}  // namespace clew::graph
