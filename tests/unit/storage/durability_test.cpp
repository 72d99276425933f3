// A store that is killed, runs out of room or meets another writer.
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>

#include "unit/storage/support.h"

namespace clew::storage::test {

namespace {

Batch feed(std::uint64_t number, int facts) {
  std::vector<model::Fact> made;
  for (int fact = 0; fact < facts; ++fact) {
    const std::string name = "h" + std::to_string(number * 7919 + static_cast<std::uint64_t>(fact) * 31) + ".example";
    made.push_back(link(node("host", name), "ip", node("ip", "2001:db8::" + std::to_string(fact % 9999)), seen(1, 2)));
  }
  return batchOf(static_cast<Time>(number),
                 {lookup("feed", "pdns", "", static_cast<Time>(number), std::move(made), std::string(4000, 'r'))});
}

struct Count : ScanVisitor {
  std::uint64_t links = 0;
  void link(const ScannedLink&) override { ++links; }
};

}  // namespace

TEST_CASE("a kill in the middle of an ingest loses at most the batch in hand") {
  TempFolder folder;
  const std::string path = folder.file("x.db");
  openCase(path);
  std::uint64_t reported = 0;
  for (int round = 0; round < 5; ++round) {
    std::array<int, 2> pipe{};
    REQUIRE(::pipe(pipe.data()) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
      auto store = openSqliteStore(path, model::Schema::builtin(), {});
      if (!store) ::_exit(1);
      for (std::uint64_t number = reported + 1;; ++number) {
        if (!(*store)->append(feed(number, 400))) ::_exit(2);
        if (::write(pipe[1], &number, sizeof number) != sizeof number) ::_exit(3);
      }
    }
    ::close(pipe[1]);
    // Killed while it works on a batch after the third that it has reported.
    std::uint64_t number = 0;
    for (int batch = 0; batch < 3; ++batch) REQUIRE(::read(pipe[0], &number, sizeof number) == sizeof number);
    ::kill(child, SIGKILL);
    while (::read(pipe[0], &number, sizeof number) == sizeof number) {
    }
    ::close(pipe[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    REQUIRE(WIFSIGNALED(status));
    auto store = openCase(path);
    const Generation found = store->newest()->generation;
    CHECK(found >= number);
    CHECK(found <= number + 1);
    Count count;
    REQUIRE(store->scan(0, found, count).ok());
    CHECK(count.links == found * 400);
    const auto troubles = store->check();
    REQUIRE(troubles.ok());
    CHECK(troubles->empty());
    // The next run goes on, and what was lost can be given again.
    const auto again = store->append(feed(number, 400));
    REQUIRE(again.ok());
    CHECK(again->lookups_known == 1);
    reported = found;
  }
}

TEST_CASE("a full disk is told and leaves the case as it was") {
  TempFolder folder;
  const std::string path = folder.file("x.db");
  { REQUIRE(openCase(path)->append(feed(1, 100)).ok()); }
  const pid_t child = ::fork();
  if (child == 0) {
    auto store = openSqliteStore(path, model::Schema::builtin(), {});
    if (!store) ::_exit(1);
    ::signal(SIGXFSZ, SIG_IGN);
    const struct rlimit limit { 300000, 300000 };
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(2);
    std::uint64_t number = 2;
    while (true) {
      const auto before = (*store)->newest();
      if (!before) ::_exit(3);
      const auto receipt = (*store)->append(feed(number++, 500));
      if (receipt) continue;
      if (receipt.error().code != ErrorCode::kFull) ::_exit(4);
      const auto after = (*store)->newest();
      if (!after || after->generation != before->generation || after->chain != before->chain) ::_exit(5);
      // It still answers, and goes on refusing without harm.
      Count count;
      if (!(*store)->scan(0, 99, count)) ::_exit(6);
      if ((*store)->append(feed(number, 500))) ::_exit(7);
      ::_exit(0);
    }
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  auto store = openCase(path);
  CHECK(store->check()->empty());
  CHECK(store->append(feed(1000, 100)).ok());
  CHECK(store->check()->empty());
}

TEST_CASE("two processes that write take turns") {
  TempFolder folder;
  const std::string path = folder.file("x.db");
  openCase(path);
  constexpr int kBatches = 20;
  std::vector<pid_t> children;
  for (std::uint64_t writer = 0; writer < 2; ++writer) {
    const pid_t child = ::fork();
    if (child == 0) {
      auto store = openSqliteStore(path, model::Schema::builtin(), {});
      if (!store) ::_exit(1);
      for (std::uint64_t number = 0; number < kBatches; ++number) {
        if (!(*store)->append(feed(1000 * writer + number, 50))) ::_exit(2);
      }
      ::_exit(0);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
  }
  auto store = openCase(path);
  CHECK(store->newest()->generation == 2 * kBatches);
  CHECK(store->check()->empty());
}

TEST_CASE("a case held by another writer is busy") {
  TempFolder folder;
  const std::string path = folder.file("x.db");
  auto store = openCase(path);
  REQUIRE(store->append(feed(1, 10)).ok());
  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &other) == SQLITE_OK);
  REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  const auto refused = store->append(feed(2, 10));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kBusy);
  CHECK(refused.error().message == "the case " + path + " is in use by another Clew (waited 5 s)");
  CHECK(store->newest()->generation == 1);  // reading goes on
  sqlite3_close(other);
  CHECK(store->append(feed(2, 10)).ok());
}

TEST_CASE("appending while a scan runs is refused, and the scan goes on") {
  TempFolder folder;
  auto store = openCase(folder.file("x.db"));
  REQUIRE(store->append(feed(1, 10)).ok());
  struct Greedy : ScanVisitor {
    Store* store = nullptr;
    std::uint64_t links = 0, refused = 0;
    void link(const ScannedLink&) override {
      ++links;
      const auto receipt = store->append(feed(2, 1));
      if (!receipt && receipt.error().code == ErrorCode::kInternal) ++refused;
    }
  } greedy;
  greedy.store = store.get();
  REQUIRE(store->scan(0, 1, greedy).ok());
  CHECK(greedy.links == 10);
  CHECK(greedy.refused == 10);
  CHECK(store->append(feed(2, 1)).ok());
}

}  // namespace clew::storage::test
