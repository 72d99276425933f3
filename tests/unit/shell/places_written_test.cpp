// Files that are links, pipes or devices: what the command writes to or finds beside a case.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "support/places.h"
#include "support/process.h"
#include "support/text.h"

using namespace clew::test;  // NOLINT: a test's vocabulary

namespace {

struct OneCase {
  TemporaryFolder folder;
  OneCase() {
    folder.write("facts.jsonl", R"({"fact":"link","from":{"type":"domain","name":"a.example"},"relation":"ip",)"
                                R"("to":{"type":"ip","name":"192.0.2.1"},"first":"2022-01-01T00:00:00Z",)"
                                R"("last":"2022-03-05T10:00:00Z","source":"dnsdb","learnt":"2022-10-18T08:00:00Z"})"
                                "\n");
    REQUIRE(clew({"ingest", "spam.db", "facts.jsonl"}).exit_code == 0);
  }
  Finished run(std::vector<std::string> words) const {
    StartOptions options;
    options.environment.emplace("HOME", folder.path());
    options.folder = folder.path();
    return runProcess(words, options);
  }
  Finished clew(std::vector<std::string> words) const {
    words.insert(words.begin(), clewProgram());
    return run(std::move(words));
  }
  /// A shell's command, with the program as $0.
  Finished sh(const std::string& command) const { return run({"/bin/sh", "-c", command, clewProgram()}); }
};

}  // namespace

TEST_CASE("an answer goes through a link into its file, and through a pipe or a stream") {
  const OneCase one;
  const auto at = [&](const std::string& name) { return one.folder.file(name); };
  std::filesystem::create_directory(at("far"));
  std::filesystem::create_symlink("far/real.list", at("link.list"));
  const std::vector<std::vector<std::string>> writings = {{"spam.db", "domains", "-o", "link.list"},
                                                          {"spam.db", "domains | as list to \"link.list\""},
                                                          {"export", "spam.db", "domains", "-o", "link.list"}};
  for (const auto& words : writings) {
    const Finished done = one.clew(words);
    INFO(done.err);
    CHECK(done.exit_code == 0);
    CHECK(readWhole(at("far/real.list")) == "a.example\n");
    CHECK(std::filesystem::is_symlink(at("link.list")));
    std::filesystem::remove(at("far/real.list"));
  }
  REQUIRE(::mkfifo(at("pipe.list").c_str(), 0600) == 0);
  for (const std::string writing : {"'domains' -o pipe.list", "'domains | as list to \"pipe.list\"'"}) {
    CHECK(one.sh("cat pipe.list & \"$0\" spam.db " + writing + "; wait").out == "a.example\n");
    CHECK(std::filesystem::is_fifo(at("pipe.list")));
  }
  std::filesystem::create_symlink("/proc/self/fd/1", at("stdout"));
  for (const std::string writing : {"domains --format list -o stdout", "'domains | as list to \"stdout\"'"}) {
    const Finished done = one.sh("{ echo before; \"$0\" spam.db " + writing + "; echo after; } > all.txt");
    INFO(done.err);
    CHECK(done.exit_code == 0);
    CHECK(readWhole(at("all.txt")) == "before\na.example\nafter\n");
    CHECK(std::filesystem::is_symlink(at("stdout")));
  }
}

TEST_CASE("a pipe where the cache or the refused records belong is not waited for") {
  const OneCase one;
  const std::string cache = one.folder.file("spam.db.clew-cache");
  std::filesystem::remove(cache);
  REQUIRE(::mkfifo(cache.c_str(), 0600) == 0);
  const Finished asked = one.clew({"spam.db", "domains | count"});
  CHECK(asked.exit_code == 0);
  CHECK(asked.out == "1\n");
  CHECK(has(asked.err, "built in memory"));
  CHECK(has(asked.err, "is a pipe or a device"));
  CHECK(std::filesystem::is_fifo(cache));

  const std::string rejects = one.folder.file("spam.db.rejects.jsonl");
  REQUIRE(::mkfifo(rejects.c_str(), 0600) == 0);
  one.folder.write("bad.jsonl", "{\"fact\":\"link\",\"from\":7}\n");
  const Finished refused = one.clew({"ingest", "spam.db", "bad.jsonl"});
  INFO(refused.out << refused.err);
  CHECK(refused.exit_code == 1);
  CHECK(has(refused.err, "is a pipe that nobody reads"));
  CHECK(std::filesystem::is_fifo(rejects));
  const Finished walked = one.clew({"ingest", "spam.db", "."});
  CHECK(has(walked.err, "is a pipe"));
}

TEST_CASE("waiting for a pipe that is read ends with Ctrl-C") {
  const OneCase one;
  REQUIRE(::mkfifo(one.folder.file("pipe").c_str(), 0600) == 0);
  // whenever the first signal comes, before the file is opened or while it is waited for, the end is the same
  const Finished ended = one.sh(
      "\"$0\" spam.db 'domains in read \"pipe\" | count' & id=$!; sleep 0.5; "
      "while kill -INT $id 2>/dev/null; do sleep 0.5; done; wait $id");
  INFO(ended.err);
  CHECK(ended.exit_code == 130);
  CHECK_FALSE(has(ended.err, "Interrupted system call"));
}

TEST_CASE("one Ctrl-C ends an ingest that waits for a pipe or for standard input") {
  const OneCase one;
  REQUIRE(::mkfifo(one.folder.file("pipe").c_str(), 0600) == 0);
  for (const char* what : {"pipe", "-"}) {
    // standard input is the pipe's end as well: nobody ever writes to it.
    const Finished ended = one.sh("exec 7<>pipe; \"$0\" ingest spam.db " + std::string(what) +
                                  " <&7 2>said.txt & id=$!; for i in $(seq 100); do sleep 0.1; "
                                  "kill -0 $id || break; [ $i != 20 ] || kill -INT $id; done; "
                                  "kill -9 $id 2>/dev/null && echo STUCK; wait $id");
    INFO(ended.out << readWhole(one.folder.file("said.txt")));
    CHECK(ended.exit_code == 130);
    CHECK_FALSE(has(ended.out, "STUCK"));
  }
}

TEST_CASE("an empty name of a case and an ending that names no form are refused") {
  const OneCase one;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"", "domains"}, {"info", ""}, {"ingest", "", "facts.jsonl"}, {"run", "", "x.clew"}}) {
    const Finished empty = one.clew(words);
    CHECK(empty.exit_code == 2);
    CHECK(has(empty.err, "the name of the case is empty"));
  }
  const Finished unknown = one.clew({"spam.db", "domains", "-o", "x.xlsx"});
  CHECK(unknown.exit_code == 2);
  CHECK(has(unknown.err, "the ending of x.xlsx names no form"));
  CHECK(has(unknown.err, ".csv, "));
  CHECK_FALSE(std::filesystem::exists(one.folder.file("x.xlsx")));
  CHECK(one.clew({"spam.db", "domains", "-o", "x.xlsx", "--format", "csv"}).exit_code == 0);
  CHECK(one.clew({"spam.db", "domains", "-o", "Y.CSV"}).exit_code == 0);
  CHECK(has(readWhole(one.folder.file("Y.CSV")), "name\r\n"));
  CHECK(one.clew({"spam.db", "domains", "-o", "./plain"}).exit_code == 0);
  CHECK(has(readWhole(one.folder.file("plain")), "a.example"));
}

TEST_CASE("the size of raw records is that before compression") {
  const OneCase one;
  const Finished told = one.clew({"info", "spam.db"});
  CHECK(has(told.out, " before compression; cache "));
  CHECK_FALSE(has(told.out, "of which"));
}

TEST_CASE("a folder that may not be searched is no missing file") {
  const OneCase one;
  const std::string locked = one.folder.file("locked");
  std::filesystem::create_directory(locked);
  std::filesystem::rename(one.folder.file("spam.db"), locked + "/spam.db");
  std::filesystem::permissions(one.folder.path(), std::filesystem::perms::all);
  std::filesystem::permissions(locked, std::filesystem::perms::none);
  std::string as;
  if (::geteuid() == 0) as = "setpriv --reuid=65534 --regid=65534 --clear-groups ";
  if (one.sh(as + "\"$0\" --version").exit_code != 0) {
    WARN("no other user can be had here");
    std::filesystem::permissions(locked, std::filesystem::perms::all);
    return;
  }
  for (const std::string words : {"locked/spam.db domains", "run locked/spam.db locked/x.clew",
                                  "ingest made.db locked/facts.jsonl", "fmt locked/x.clew"}) {
    const Finished denied = one.sh(as + "\"$0\" " + words);
    INFO(words << '\n' << denied.err);
    CHECK(denied.exit_code == 1);
    CHECK(has(denied.err, "no permission to reach locked/"));
  }
  std::filesystem::permissions(locked, std::filesystem::perms::all);
}
