// CancelToken: how a long operation learns that it should stop.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>

#include "clew/error.h"

namespace clew {

/// Set once, by a signal handler or another thread, or by time passing; asked often. All members may be called from any
/// thread, and cancel() from a signal handler.
class CancelToken {
 public:
  CancelToken() = default;
  CancelToken(const CancelToken&) = delete;
  CancelToken& operator=(const CancelToken&) = delete;

  void cancel() noexcept { cancelled_.store(true, std::memory_order_relaxed); }
  /// From now; replaces an earlier one. Zero or less expires at once.
  void setTimeout(std::chrono::nanoseconds after) noexcept {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    deadline_.store(std::chrono::duration_cast<std::chrono::nanoseconds>(now + after).count(),
                    std::memory_order_relaxed);
  }
  /// As new: neither cancelled nor limited.
  void reset() noexcept {
    cancelled_.store(false, std::memory_order_relaxed);
    deadline_.store(kNoDeadline, std::memory_order_relaxed);
  }

  bool cancelled() const noexcept { return cancelled_.load(std::memory_order_relaxed); }
  bool expired() const noexcept {
    const std::int64_t deadline = deadline_.load(std::memory_order_relaxed);
    if (deadline == kNoDeadline) return false;
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
               .count() >= deadline;
  }
  /// Some 20 ns with a deadline, 1 ns without: ask every thousand steps or so.
  bool shouldStop() const noexcept { return cancelled() || expired(); }
  /// kCancelled or kTimeout when it should stop.
  Result<void> check() const {
    if (cancelled()) return Error(ErrorCode::kCancelled, "cancelled");
    if (expired()) return Error(ErrorCode::kTimeout, "out of time");
    return {};
  }

 private:
  static constexpr std::int64_t kNoDeadline = std::numeric_limits<std::int64_t>::max();
  static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<std::int64_t>::is_always_lock_free);
  std::atomic<bool> cancelled_{false};
  std::atomic<std::int64_t> deadline_{kNoDeadline};
};

/// Gives the token back as new at its end. Nothing is reset at the beginning: a cancel() that came early holds.
class CancelTokenUse {
 public:
  explicit CancelTokenUse(CancelToken& token) : token_(token) {}
  ~CancelTokenUse() { token_.reset(); }
  CancelTokenUse(const CancelTokenUse&) = delete;
  CancelTokenUse& operator=(const CancelTokenUse&) = delete;

 private:
  CancelToken& token_;
};

}  // namespace clew
