// Reading and writing at the same time: the case, the report and the errors are those of one thread doing both.
#include "ingest/batch_writer.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

#include "common/cancel.h"
#include "ingest/ingest.h"
#include "support/memory_store.h"

using namespace clew;
using namespace clew::ingest;

namespace {

constexpr Time kNow = 1'700'000'000;

/// Waits in append until it is let through, and fails when told to.
class GatedStore : public clew::test::MemoryStore {
 public:
  explicit GatedStore(bool open = true) : open_(open) {}
  std::size_t fail_at = 0;  // the append of that number, from 1; 0: none

  Result<storage::Receipt> append(const storage::Batch& batch) override {
    std::unique_lock<std::mutex> lock(mutex_);
    ++calls_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    if (calls_ == fail_at) return Error(ErrorCode::kFull, "the disk is full");
    return MemoryStore::append(batch);
  }
  void open() {
    const std::lock_guard<std::mutex> lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void awaitCall() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return calls_ > 0; });
  }
  std::size_t calls() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return calls_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_;
  std::size_t calls_ = 0;
};

OwnedBatch batchOf(int number) {
  const auto& schema = model::Schema::builtin();
  model::LookupFacts facts;
  facts.lookup.provider = "test";
  facts.lookup.subject = std::to_string(number);
  facts.facts.push_back({model::MentionFact{{schema.known().host, "h" + std::to_string(number) + ".example", {}}}, 1});
  OwnedBatch made;
  made.batch.learnt = kNow;
  made.batch.lookups.push_back(std::move(facts));
  made.owners.push_back(static_cast<std::size_t>(number));
  return made;
}

/// Files of one fact each, and now and then one that is refused.
class Files {
 public:
  explicit Files(int count, int bad = -1) {
    std::string name = (std::filesystem::temp_directory_path() / "clew-writer-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
    for (int i = 0; i < count; ++i) {
      std::ofstream out(path_ + "/" + std::to_string(1000 + i) + ".jsonl");
      out << R"({"fact":"link","from":{"type":"host","name":"h)" << i
          << R"(.example"},"relation":"ip","to":{"type":"ip","name":")" << (i == bad ? "300" : "192") << ".0.2." << i
          << "\"}}\n";
    }
  }
  ~Files() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  const std::string& path() const { return path_; }
  IngestOptions options() const {
    IngestOptions options;
    options.fetched = kNow;
    options.rejects = path_ + "/rejects";
    return options;
  }

 private:
  std::string path_;
};

IngestContext contextOf(storage::Store& store, std::uint64_t batch_facts) {
  IngestContext context;
  context.store = &store;
  context.schema = &model::Schema::builtin();
  context.redactions = &model::RedactionList::shipped();
  context.suffixes = &model::Suffixes::shipped();
  context.now = kNow;
  context.batch_facts = batch_facts;
  return context;
}

}  // namespace

TEST_CASE("batches are written in the order in which they came", "[ingest][writer]") {
  GatedStore beside, alone;
  BatchWriter writer(beside, nullptr, true);
  std::vector<std::size_t> owners;
  const auto gather = [&] {
    for (const WrittenBatch& written : writer.written())
      owners.insert(owners.end(), written.owners.begin(), written.owners.end());
  };
  for (int i = 0; i < 200; ++i) {
    REQUIRE(writer.put(batchOf(i)));
    REQUIRE(alone.append(batchOf(i).batch));
    if (i % 7 == 0) gather();
  }
  REQUIRE(writer.finish());
  gather();
  CHECK(beside.newest()->chain == alone.newest()->chain);
  REQUIRE(owners.size() == 200);
  CHECK(std::is_sorted(owners.begin(), owners.end()));
  REQUIRE(writer.put(batchOf(200)));  // goes on after a finish
  REQUIRE(writer.finish());
  CHECK(writer.written().size() == 1);
}

TEST_CASE("a record has its hash, stated or made, whether it is kept or not", "[ingest][writer]") {
  const std::string hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";  // of "test"
  for (const bool keep : {true, false}) {
    model::Lookup made;
    made.raw = "test";
    finishRecord(made, keep);
    CHECK(made.sha256 == hash);
    CHECK(made.raw == (keep ? "test" : ""));
    model::Lookup stated;
    stated.raw = "test";
    stated.sha256 = "stated";
    finishRecord(stated, keep);
    CHECK(stated.sha256 == "stated");
    model::Lookup none;
    finishRecord(none, keep);
    CHECK(none.sha256.empty());
  }
}

TEST_CASE("after a batch that fails none is tried", "[ingest][writer]") {
  GatedStore store;
  store.fail_at = 3;
  BatchWriter writer(store, nullptr, true);
  Result<void> put;
  for (int i = 0; i < 10 && put; ++i) put = writer.put(batchOf(i));
  REQUIRE_FALSE(put);
  CHECK(put.error().code == ErrorCode::kFull);
  CHECK(writer.failed());
  CHECK_FALSE(writer.finish());
  CHECK(store.calls() == 3);
  CHECK(writer.written().size() == 2);
}

TEST_CASE("cancelling ends the wait for room", "[ingest][writer]") {
  GatedStore store(false);
  CancelToken cancel;
  {
    BatchWriter writer(store, &cancel, true);
    REQUIRE(writer.put(batchOf(1)));
    store.awaitCall();
    std::thread user([&] { cancel.cancel(); });
    const auto put = writer.put(batchOf(2));
    user.join();
    REQUIRE_FALSE(put);
    CHECK(put.error().code == ErrorCode::kCancelled);
    store.open();
  }
  CHECK(store.calls() == 1);
}

TEST_CASE("a writer that is left finishes what it writes", "[ingest][writer]") {
  GatedStore store(false);
  std::thread opener;
  {
    BatchWriter writer(store, nullptr, true);
    REQUIRE(writer.put(batchOf(1)));
    store.awaitCall();
    opener = std::thread([&] { store.open(); });
  }
  opener.join();
  CHECK(store.calls() == 1);
  CHECK(store.newest()->generation == 1);
}

TEST_CASE("many batches and one make the same report", "[ingest][writer]") {
  const Files files(40);
  for (const std::uint64_t batch_facts : {1U, 3U, 7U, 1000U}) {
    GatedStore store;
    const auto first = ingest::ingest({files.path()}, files.options(), contextOf(store, batch_facts), {});
    REQUIRE(first);
    CHECK(first->facts == 40);
    CHECK(first->nodes_new == 80);
    CHECK(store.calls() == (40 + batch_facts - 1) / batch_facts);
    const auto again = ingest::ingest({files.path()}, files.options(), contextOf(store, batch_facts), {});
    REQUIRE(again);
    CHECK(again->facts == 0);
    for (const IngestFile& file : again->files) {
      CHECK(file.records == 1);
      CHECK(file.known == 1);
    }
  }
}

TEST_CASE("a store that fails stops the ingest, with its own error", "[ingest][writer]") {
  const Files files(40);
  for (const std::size_t fail_at : {1U, 2U, 9U, 20U}) {
    GatedStore store;
    store.fail_at = fail_at;
    const auto report = ingest::ingest({files.path()}, files.options(), contextOf(store, 2), {});
    REQUIRE_FALSE(report);
    CHECK(report.error().code == ErrorCode::kFull);
    CHECK(store.calls() == fail_at);
    CHECK(store.newest()->generation == fail_at - 1);
  }
}

TEST_CASE("what came before a strict reject in full batches is kept", "[ingest][writer]") {
  const Files files(40, 25);
  IngestOptions options = files.options();
  options.strict = true;
  GatedStore store;
  const auto report = ingest::ingest({files.path()}, options, contextOf(store, 2), {});
  REQUIRE_FALSE(report);
  CHECK(report.error().code == ErrorCode::kInvalidValue);
  CHECK(store.newest()->generation == 12);
  SECTION("and a batch that failed before the reject is the error") {
    GatedStore full;
    full.fail_at = 12;
    const auto failed = ingest::ingest({files.path()}, options, contextOf(full, 2), {});
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == ErrorCode::kFull);
  }
}

TEST_CASE("cancelling an ingest whose store is slow", "[ingest][writer]") {
  const Files files(40);
  GatedStore store(false);
  CancelToken cancel;
  IngestContext context = contextOf(store, 1);
  context.cancel = &cancel;
  std::thread user([&] {
    store.awaitCall();
    cancel.cancel();
    store.open();
  });
  const auto report = ingest::ingest({files.path()}, files.options(), context, {});
  user.join();
  REQUIRE_FALSE(report);
  CHECK(report.error().code == ErrorCode::kCancelled);
  CHECK(store.newest()->generation < 40);
  CHECK(store.newest()->generation == store.calls());
}
