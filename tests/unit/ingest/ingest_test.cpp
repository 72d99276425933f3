// The driver: paths in, batches out, and everything that can go wrong on the way.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>

#include "common/compress.h"
#include "common/files.h"
#include "common/json.h"
#include "common/text.h"
#include "ingest/ingest.h"
#include "support/places.h"
#include "unit/ingest/ingest_support.h"

namespace clew::ingest::test {
namespace {

std::string cofLines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += R"({"rrname":"h)" + std::to_string(i) + R"(.example.","rrtype":"A","rdata":["192.0.2.)" +
            std::to_string(i % 250) + R"("],"time_first":1640995200,"time_last":1646474400,"count":12})" + "\n";
  }
  return text;
}

std::string gzipOf(const Folder& folder, std::string_view text) {
  const std::string plain = folder.write("to-pack", text);
  REQUIRE(std::system(("gzip -nf " + plain).c_str()) == 0);
  auto bytes = readFile(plain + ".gz");
  REQUIRE(bytes.ok());
  fs::remove(plain + ".gz");
  return *bytes;
}

}  // namespace

TEST_CASE("a folder's files are taken in, in order, and the second time changes nothing", "[ingest]") {
  Folder folder;
  folder.write("in/b/dns.json", cofLines(3));
  folder.write("in/a.txt", "x.example\n192.0.2.9\n");
  folder.write("in/b/packed.zst", compress("y.example\nz.example\n"));
  auto store = openStore(folder.file("case.db"));
  const IngestReport first = mustIngest(*store, {folder.file("in")});
  REQUIRE(first.files.size() == 3);
  CHECK(first.files[0].path == folder.file("in/a.txt"));
  CHECK(first.files[0].format == "list");
  CHECK(first.files[1].format == "cof");
  CHECK(first.files[2].format == "list");
  CHECK(first.facts == 7);
  CHECK(first.rejected == 0);
  CHECK(first.rejects_file.empty());
  for (const auto& file : first.files) CHECK(file.known == 0);
  const auto before = dump(*store);
  const auto chain = store->newest()->chain;

  const IngestReport again = mustIngest(*store, {folder.file("in")});
  CHECK(again.facts == 0);
  CHECK(again.nodes_new == 0);
  for (const auto& file : again.files) {
    INFO(file.path);
    CHECK(file.known == file.records);
    CHECK(file.known == 1);
  }
  CHECK(store->newest()->chain == chain);
  CHECK(dump(*store) == before);
}

TEST_CASE("what is no file, or of no format, is said and costs itself", "[ingest]") {
  Folder folder;
  folder.write("in/good.txt", "a.example\n");
  folder.write("in/empty.txt", "\n");
  folder.write("in/picture.png", std::string("\x89PNG\r\n\x1a\n\0\0", 10));
  folder.write("in/other.json", R"({"colour":"red"})");
  folder.write("in/secret.txt", "b.example\n");
  ::chmod(folder.file("in/secret.txt").c_str(), 0);
  fs::create_directory_symlink(folder.file("in"), folder.file("in/loop"));
  fs::create_symlink(folder.file("in/nowhere"), folder.file("in/dangling.txt"));
  folder.write("in/locked/c.txt", "c.example\n");
  ::chmod(folder.file("in/locked").c_str(), 0);
  const std::string packed = gzipOf(folder, cofLines(5000));
  folder.write("in/cut.gz", std::string_view(packed).substr(0, packed.size() / 2));
  auto store = openStore(folder.file("case.db"));
  const IngestReport report = mustIngest(*store, {folder.file("in"), folder.file("missing"), "/dev/zero"});
  std::map<std::string, IngestFile> files;
  for (const auto& file : report.files) files[fs::path(file.path).filename()] = file;
  CHECK(files["good.txt"].error.empty());
  CHECK(files["good.txt"].facts == 1);
  CHECK(files["empty.txt"].error == "the file is empty");
  CHECK(contains(files["picture.png"].error, "a PNG image"));
  CHECK(contains(files["other.json"].error, "JSON of a shape that is not known"));
  CHECK_FALSE(contains(files["other.json"].error, "cof"));  // the formats are listed once, not once a file
  CHECK(files["other.json"].unknown);
  CHECK_FALSE(files["cut.gz"].unknown);
  if (::geteuid() != 0) CHECK(contains(files["secret.txt"].error, "permission"));
  CHECK(contains(files["cut.gz"].error, "ends too early"));
  CHECK(files["cut.gz"].facts > 100);  // what came before the cut stays
  CHECK(contains(files["missing"].error, "missing"));
  CHECK(contains(files["zero"].error, "device"));
  CHECK(files.count("loop") == 0);
  CHECK(contains(files["dangling.txt"].error, "dangling.txt"));
  ::chmod(folder.file("in/locked").c_str(), 0700);
  if (::geteuid() != 0) CHECK(contains(files["locked"].error, "permission"));
}

TEST_CASE("refused records are kept once, with place and reason", "[ingest]") {
  Folder folder;
  const std::string list =
      folder.write("iocs.txt", "a.example\n300.1.2.3\n\x1b[31mred\nb.example\nc.example\nd.example\n");
  auto store = openStore(folder.file("case.db"));
  IngestOptions options = optionsOf();
  options.rejects = folder.file("rejects.jsonl");
  IngestReport report = mustIngest(*store, {list}, options);
  CHECK(report.rejected == 2);
  REQUIRE(report.rejects.size() == 2);
  CHECK(report.rejects[0].position == 2);
  CHECK(report.rejects[0].file == list);
  CHECK(report.rejects_file == options.rejects);
  const auto kept = readFile(options.rejects);
  REQUIRE(kept.ok());
  const auto lines = splitLines(*kept);
  REQUIRE(lines.size() == 2);
  const auto reject = parseJson(lines[0]);
  REQUIRE(reject.ok());
  CHECK(textOf(*reject, "reason") == "'300.1.2.3' is no IPv4 address: 300 is above 255");
  CHECK(textOf(*reject, "text") == "300.1.2.3");
  CHECK_FALSE(contains(*kept, "\x1b"));
  mustIngest(*store, {list}, options);
  CHECK(*readFile(options.rejects) == *kept);

  SECTION("a half-written line does not spoil the next") {
    std::ofstream(options.rejects, std::ios::app) << "{\"file\":\"cut";
    mustIngest(*store, {folder.write("more.txt", "b.example\n400.1.2.3\n")}, options);
    const auto after = readFile(options.rejects);
    const auto all = splitLines(*after);
    REQUIRE(all.size() == 4);
    CHECK(parseJson(all[3]).ok());
  }
  SECTION("strict stops at the first") {
    auto fresh = openStore(folder.file("strict.db"));
    options.strict = true;
    const auto stopped = ingest({list}, options, contextOf(fresh.get()), {});
    REQUIRE_FALSE(stopped.ok());
    CHECK(contains(stopped.error().message, "at 2: '300.1.2.3'"));
    CHECK(fresh->newest()->generation == 0);
  }
}

TEST_CASE("a forced format, and one that is not there", "[ingest]") {
  Folder folder;
  const std::string path = folder.write("prose.txt", "ask a[.]example or b[.]example\n");
  auto store = openStore(folder.file("case.db"));
  IngestOptions options = optionsOf();
  options.as = "list";
  CHECK(mustIngest(*store, {path}, options).files[0].format == "list");
  options.as = "cov";
  const auto failed = ingest({path}, options, contextOf(store.get()), {});
  REQUIRE_FALSE(failed.ok());
  CHECK(failed.error().code == ErrorCode::kUsage);
  CHECK(contains(failed.error().hint, "cof"));
}

TEST_CASE("--list saves the indicators as a set, --source names who said it", "[ingest]") {
  Folder folder;
  const std::string path = folder.write("iocs.txt", "b.example\na.example\nhttp://a.example/x\n");
  auto store = openStore(folder.file("case.db"));
  IngestOptions options = optionsOf();
  options.list = "seeds";
  options.source = "partner";
  mustIngest(*store, {path}, options);
  const auto sets = store->sets();
  REQUIRE(sets.ok());
  REQUIRE(sets->size() == 1);
  CHECK(sets->front().name == "seeds");
  CHECK(sets->front().members.size() == 3);
  const auto sources = store->sources();
  REQUIRE(sources->size() == 1);
  CHECK(sources->front().name == "partner");
  const auto generation = store->newest()->generation;
  mustIngest(*store, {path}, options);
  CHECK(store->newest()->generation == generation);
}

TEST_CASE("a dry run stores nothing and prints facts that can be read back", "[ingest]") {
  Folder folder;
  const std::string path = folder.write("dns.json", cofLines(2));
  IngestOptions options = optionsOf();
  options.dry_run = true;
  std::string printed;
  options.on_fact = [&](const std::string& line) { printed += line + "\n"; };
  const auto report = ingest({path}, options, contextOf(nullptr), {});
  REQUIRE(report.ok());
  CHECK(report->facts == 2);
  auto direct = openStore(folder.file("direct.db"));
  mustIngest(*direct, {path});
  auto around = openStore(folder.file("around.db"));
  const auto read_back = mustIngest(*around, {folder.write("facts.jsonl", printed)});
  CHECK(read_back.files[0].format == "facts");
  CHECK(read_back.rejected == 0);
  CHECK(dump(*around) == dump(*direct));
  const auto lookup = around->lookup(1, true);
  REQUIRE(lookup.ok());
  REQUIRE(lookup->has_value());
  CHECK((*lookup)->lookup.raw == cofLines(2));
  CHECK((*lookup)->lookup.provider == "dnsdb");
}

TEST_CASE("sets, tags and knowledge times of another case are kept", "[ingest][facts]") {
  Folder folder;
  const std::string path = folder.write(
      "facts.jsonl",
      R"({"fact":"tag","of":{"type":"ip","name":"192.0.2.7"},"tag":"sinkhole","source":"analyst","learnt":"2022-10-18T08:00:00Z"})"
      "\n"
      R"({"fact":"set","name":"iocs","members":[{"type":"domain","name":"a.example"}],"learnt":"2022-10-19T08:00:00Z"})"
      "\n");
  auto store = openStore(folder.file("case.db"));
  const auto report = mustIngest(*store, {path});
  CHECK(report.rejected == 0);
  CHECK(store->sets()->front().name == "iocs");
  CHECK(dump(*store).size() == 1);
  const auto batches = store->batches();
  REQUIRE(batches->size() == 2);
  std::set<Time> learnt;
  for (const auto& batch : *batches) learnt.insert(batch.learnt);
  CHECK(learnt == std::set<Time>{1666080000, 1666166400});
}

TEST_CASE("a kill in the middle loses the batch in flight, and the next run goes on", "[ingest]") {
  Folder folder;
  const std::string path = folder.write("dns.json", cofLines(30'000));
  const std::string killed = folder.file("killed.db");
  const pid_t child = ::fork();
  if (child == 0) {
    storage::StoreOptions create;
    create.create = true;
    auto store = storage::openSqliteStore(killed, model::Schema::builtin(), create);
    if (!store) ::_exit(2);
    IngestContext context = contextOf(store->get());
    context.batch_facts = 1000;
    const auto report = ingest({path}, optionsOf(), context, [](const IngestState& state) {
      if (state.facts > 10'000) ::_exit(7);  // no destructor runs, nothing is closed
    });
    ::_exit(report.ok() ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  REQUIRE((WEXITSTATUS(status) == 7 || WEXITSTATUS(status) == 0));
  auto store = openStore(killed);
  const auto report = mustIngest(*store, {path});
  auto whole = openStore(folder.file("whole.db"));
  mustIngest(*whole, {path});
  CHECK(dump(*store) == dump(*whole));
  CHECK(report.files[0].records == 4);
  CHECK(store->check()->empty());
}

TEST_CASE("cancelling keeps what was committed", "[ingest]") {
  Folder folder;
  const std::string path = folder.write("dns.json", cofLines(20'000));
  auto store = openStore(folder.file("case.db"));
  CancelToken cancel;
  IngestContext context = contextOf(store.get());
  context.cancel = &cancel;
  cancel.cancel();
  const auto report = ingest({path}, optionsOf(), context, {});
  REQUIRE_FALSE(report.ok());
  CHECK(report.error().code == ErrorCode::kCancelled);
}

TEST_CASE("hostile inputs harm nobody", "[ingest][hostile]") {
  Folder folder;
  auto store = openStore(folder.file("case.db"));
  const std::string nested(100'000, '[');
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  const std::vector<std::pair<std::string, std::string>> inputs = {
      {"nul.txt", std::string("a.example\n\0b.example\nc\0.example\n", 31)},
      {"invalid.txt", "a.example\n\xff\xfe\x80.example\n\xc3\x28.example\n"},
      {"long.txt", "a.example\n" + std::string(10'000'000, 'x') + ".example\nb.example\n"},
      {"long.json", R"({"rrname":"a.example","rrtype":"A","rdata":"192.0.2.1"})"
                    "\n{\"rrname\":\"" +
                        std::string(10'000'000, 'x') + "\"}\n"},
      {"nested.json", nested},
      {"nested-objects.json", objects},
      {"nested-cof.json", R"({"rrname":"a.example","rrtype":"A","rdata":)" + nested + "\n"},
      {"nested-facts.json", R"({"fact":)" + nested + "\n"},
      {"terminal.json", R"({"rrname":"a.example","rrtype":"TXT","rdata":"\u001b]0;owned\u0007\u202e"})"
                        "\n"},
      {"quotes.csv", "domain,ip\n" + std::string(100'000, '"') + "\n\"a.example,192.0.2.1\n"},
      {"braces.txt", std::string("ask x{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}[.]example now\n")},
      {"markup.txt", "<script>alert(1)</script>\n=cmd|' /C calc'!A0\na.example\n"},
      {"zeros.bin", std::string(100'000, '\0')},
      {"lines.txt", std::string(200'000, '\n') + "a.example\n"},
  };
  std::vector<std::string> paths;
  for (const auto& [name, bytes] : inputs) paths.push_back(folder.write("in/" + name, bytes));
  IngestOptions options = optionsOf();
  options.rejects = folder.file("rejects.jsonl");
  for (const std::string as : {"", "list", "text", "csv", "cof", "facts", "whoisxml", "rdap", "virustotal"}) {
    INFO(as);
    options.as = as;
    const IngestReport report = mustIngest(*store, paths, options);
    CHECK(report.files.size() == inputs.size());
  }
  const auto kept = readFile(options.rejects);
  REQUIRE(kept.ok());
  for (const std::string_view line : splitLines(*kept)) {
    if (!parseJson(line).ok()) FAIL("no JSON: " << line.substr(0, 200));
  }
  CHECK(std::none_of(kept->begin(), kept->end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; }));
  CHECK(store->check()->empty());
}

TEST_CASE("every real file is taken in or refused with a sentence", "[ingest][real]") {
  const std::string root = clew::test::sharedFolder() + "/data/real";
  if (!fs::exists(root)) {
    WARN("skipped: " << root << " is not there; set CLEW_SHARED to the folder of shared data");
    return;
  }
  Folder folder;
  auto store = openStore(folder.file("case.db"));
  const IngestReport first = mustIngest(*store, {root});
  CHECK(first.files.size() > 300);
  std::size_t read = 0;
  for (const auto& file : first.files) {
    INFO(file.path);
    CHECK((!file.format.empty() || !file.error.empty()));
    if (!file.format.empty()) ++read;
  }
  CHECK(read > 150);
  const auto chain = store->newest()->chain;
  const IngestReport again = mustIngest(*store, {root});
  CHECK(again.facts == 0);
  CHECK(store->newest()->chain == chain);
}

}  // namespace clew::ingest::test
