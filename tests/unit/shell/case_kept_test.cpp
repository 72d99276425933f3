// What is written for the user never takes the place of a case nor of what is being read; a damaged case is said to be
// one.
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "support/process.h"
#include "support/text.h"

using namespace clew::test;  // NOLINT: a test's vocabulary

namespace {

struct KeptCase {
  TemporaryFolder folder;
  std::string before;

  KeptCase() {
    folder.write("list.txt", "a.example\nb.example\n");
    folder.write("bad.jsonl", "{\"fact\":\"nonsense\"}\n");
    REQUIRE(clew({"ingest", "kept.db", "list.txt"}).exit_code == 0);
    before = readWhole(folder.file("kept.db"));
    std::filesystem::create_hard_link(folder.file("kept.db"), folder.file("linked.csv"));
  }
  Finished clew(std::vector<std::string> words) const {
    words.insert(words.begin(), clewProgram());
    StartOptions options;
    options.folder = folder.path();
    return runProcess(words, options);
  }
  void refuses(const std::vector<std::string>& words) const {
    const Finished run = clew(words);
    INFO(run.out << run.err);
    CHECK(run.exit_code == 2);
    CHECK(has(run.err, "will not write over"));
    CHECK(readWhole(folder.file("kept.db")) == before);
  }
};

}  // namespace

TEST_CASE("an answer does not take the place of a case") {
  const KeptCase kept;
  kept.refuses({"kept.db", "domains | take 5", "-o", "kept.db", "--format", "csv"});
  kept.refuses({"kept.db", "domains | take 5", "-o", "./kept.db", "--format", "csv"});
  kept.refuses({"kept.db", "domains | take 5", "-o", "linked.csv"});
  kept.refuses({"kept.db", "domains | take 5", "-o", "kept.db-wal", "--format", "csv"});
  kept.refuses({"kept.db", "domains | take 5 | as csv to \"kept.db\""});
  kept.refuses({"export", "kept.db", "facts", "-o", "kept.db"});
  kept.refuses({"ingest", "kept.db", "bad.jsonl", "--rejects", "kept.db"});
}

TEST_CASE("refused records do not go where the records come from, and to a device they are only written") {
  const KeptCase kept;
  const Finished same = kept.clew({"ingest", "kept.db", "bad.jsonl", "--rejects", "./bad.jsonl"});
  INFO(same.err);
  CHECK(same.exit_code == 2);
  CHECK(has(same.err, "is to be read"));
  CHECK(readWhole(kept.folder.file("bad.jsonl")) == "{\"fact\":\"nonsense\"}\n");
  const Finished inside = kept.clew({"ingest", "kept.db", ".", "--rejects", kept.folder.file("bad.jsonl")});
  INFO(inside.err);
  CHECK(inside.exit_code == 2);
  CHECK(readWhole(kept.folder.file("bad.jsonl")) == "{\"fact\":\"nonsense\"}\n");
  const Finished full = kept.clew({"ingest", "kept.db", "bad.jsonl", "--rejects", "/dev/full"});
  INFO(full.err);
  CHECK(full.exit_code == 1);
  CHECK(has(full.err, "the disk is full"));
}

TEST_CASE("a file at its size limit is said, and the case stays whole") {
  const KeptCase kept;
  std::string many;
  for (int i = 0; i < 60'000; ++i) many += "n" + std::to_string(i * 7919) + ".example\n";
  kept.folder.write("many.txt", many);
  const std::string command = "ulimit -f 260; exec '" + clewProgram() + "' ingest kept.db many.txt";
  StartOptions options;
  options.folder = kept.folder.path();
  const Finished limited = runProcess({"/bin/bash", "-c", command}, options);
  INFO(limited.err);
  CHECK(limited.exit_code == 1);
  CHECK(has(limited.err, "error: "));
  const Finished after = kept.clew({"check", "kept.db"});
  INFO(after.out << after.err);
  CHECK(after.exit_code == 0);
}

TEST_CASE("a case is read where no byte can be written") {
  const KeptCase kept;
  std::filesystem::remove(kept.folder.file("kept.db.clew-cache"));
  StartOptions options;
  options.folder = kept.folder.path();
  const auto limited = [&](const std::string& words) {
    // the answer goes through a pipe: a file of its own would be at its limit as well
    return runProcess({"/bin/bash", "-c", "(ulimit -f 0; exec '" + clewProgram() + "' " + words + " 2>&1) | cat"},
                      options);
  };
  const Finished counted = limited("kept.db 'domains | count'");
  INFO(counted.out << counted.err);
  CHECK(has(counted.out, "\n2\n"));
  CHECK(has(limited("check kept.db").out, "kept.db is whole"));
  CHECK(has(limited("kept.db 'domains | save as @x'").out, "the disk is full, or a limit"));
  CHECK(kept.clew({"kept.db", "domains | count"}).out == "2\n");
}

TEST_CASE("two processes that make one case at the same time both fill it") {
  const TemporaryFolder folder;
  folder.write("one.txt", "a.example\n");
  folder.write("two.txt", "b.example\n");
  const std::string ingest = "'" + clewProgram() + "' ingest both.db ";
  StartOptions options;
  options.folder = folder.path();
  for (int tries = 0; tries < 6; ++tries) {
    for (const char* ending : {"", "-wal", "-shm", ".clew-cache"}) {
      std::filesystem::remove(folder.file(std::string("both.db") + ending));
    }
    const Finished both =
        runProcess({"/bin/bash", "-c",
                    ingest + "one.txt & first=$!; " + ingest + "two.txt; second=$?; wait $first && exit $second"},
                   options);
    INFO(both.out << both.err);
    REQUIRE(both.exit_code == 0);
    REQUIRE(runProcess({clewProgram(), "both.db", "domains | count"}, options).out == "2\n");
  }
}

TEST_CASE("a case damaged anywhere is said to be damaged, and the query is not blamed") {
  const KeptCase kept;
  const auto step = static_cast<std::size_t>(kept.before.size() / 24);
  std::size_t refused = 0;
  for (std::size_t at = 4096; at + 200 < kept.before.size(); at += step) {
    std::string bytes = kept.before;
    bytes.replace(at, 200, std::string(200, '\xff'));
    kept.folder.write("hurt.db", bytes);
    std::filesystem::remove(kept.folder.file("hurt.db.clew-cache"));
    const Finished run = kept.clew({"hurt.db", "domains | count"});
    INFO(at << ": " << run.out << run.err);
    if (run.exit_code == 0) {
      CHECK(run.out == "2\n");
      continue;
    }
    CHECK(run.exit_code == 1);
    CHECK(has(run.err, "error: the case hurt.db is damaged"));
    ++refused;
  }
  CHECK(refused > 0);
}
