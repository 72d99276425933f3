// The links of a scan taken on a thread of its own, while the store unpacks the next ones.
#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "storage/store.h"

namespace clew::graph {

/// Hands a scan's rows on to `to` in the order in which they come, one at a time; many links by a thread that is begun
/// for them. Used by one thread.
class LinksBeside final : public storage::ScanVisitor {
 public:
  /// `to` must outlive it; nobody else may call it until finish() has returned.
  explicit LinksBeside(storage::ScanVisitor& to) : to_(to) {}
  ~LinksBeside() override;  // what was not handed on is lost
  LinksBeside(const LinksBeside&) = delete;
  LinksBeside& operator=(const LinksBeside&) = delete;
  /// All rows are handed on. Throws what `to` threw.
  void finish();

  Result<void> goesOn() override { return to_.goesOn(); }
  void nodes(std::span<const storage::ScannedNode> rows) override {
    after([&] { to_.nodes(rows); });
  }
  void links(std::span<const storage::ScannedLink> rows) override;
  void node(const storage::ScannedNode& row) override { nodes({&row, 1}); }
  void link(const storage::ScannedLink& row) override { links({&row, 1}); }
  void spelling(const storage::ScannedSpelling& row) override {
    after([&] { to_.spelling(row); });
  }
  void property(const storage::ScannedProperty& row) override {
    after([&] { to_.property(row); });
  }
  void redaction(const storage::ScannedRedaction& row) override {
    after([&] { to_.redaction(row); });
  }
  void answer(const storage::ScannedAnswer& row) override {
    after([&] { to_.answer(row); });
  }
  void retraction(const storage::ScannedRetraction& row) override {
    after([&] { to_.retraction(row); });
  }

 private:
  using Links = std::vector<storage::ScannedLink>;
  template <typename Hand>
  void after(const Hand& hand) {
    if (!idle_) finish();
    hand();
  }
  void handOver();
  void work();

  storage::ScanVisitor& to_;
  Links gathered_;
  bool idle_ = true;  // nothing is gathered or with the thread
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Links> waiting_;  // under mutex_, as is the rest
  Links spare_;
  bool working_ = false;
  bool stopped_ = false;
  std::exception_ptr failure_;
};

}  // namespace clew::graph
