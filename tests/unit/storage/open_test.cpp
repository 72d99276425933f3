// What opening says about every kind of path that is no case, and about cases that cannot be written.
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "unit/storage/support.h"

namespace clew::storage::test {

namespace {

Error refusal(const std::string& path, StoreOptions options = {}) {
  auto store = openSqliteStore(path, schema(), options);
  if (store) FAIL("opened " << path);
  // One sentence in the user's words.
  const std::string& text = store.error().message;
  CHECK(text.find('\n') == std::string::npos);
  for (const char* word : {"SQLITE", "sqlite3", "database", "malformed", "PRAGMA", "WAL"}) {
    INFO(text);
    CHECK(text.find(word) == std::string::npos);
  }
  return store.error();
}

StoreOptions creating() {
  StoreOptions options;
  options.create = true;
  return options;
}

StoreOptions reading() {
  StoreOptions options;
  options.read_only = true;
  return options;
}

void runSql(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
  const int code = sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr);
  INFO(sqlite3_errmsg(db));
  CHECK(code == SQLITE_OK);
  sqlite3_close(db);
}

Batch someBatch(int number) {
  const std::string name = "host" + std::to_string(number) + ".example";
  return batchOf(number, {lookup("p", "k", name, number, {link(node("host", name), "ip", node("ip", "192.0.2.1"))},
                                 std::string(2000, static_cast<char>('a' + number % 26)))});
}

}  // namespace

TEST_CASE("a missing case is made only when asked for") {
  TempFolder folder;
  const std::string path = folder.file("x.db");
  CHECK(refusal(path).code == ErrorCode::kNotFound);
  CHECK(refusal(path).message == "no such case: " + path);
  CHECK_FALSE(std::filesystem::exists(path));
  StoreOptions both = creating();
  both.read_only = true;
  CHECK(refusal(path, both).code == ErrorCode::kNotFound);
  CHECK(refusal(folder.file("no/such/x.db"), creating()).code == ErrorCode::kNotFound);
  CHECK(refusal("", creating()).code == ErrorCode::kUsage);
  CHECK(refusal(std::string("a\0b", 3), creating()).code == ErrorCode::kUsage);
  CHECK(openSqliteStore(path, schema(), creating()).ok());
  CHECK(openSqliteStore(path, schema(), {}).ok());
}

TEST_CASE("names that mean something to the library are names of files") {
  TempFolder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  for (const std::string name : {":memory:", "file:x.db?mode=memory", "a b%20?c#d.db", "-x.db", "\xc3\xa9.db"}) {
    { REQUIRE(openCase(name)->append(someBatch(1)).ok()); }
    CHECK(std::filesystem::exists(folder.file(name)));
    CHECK(openCase(name)->newest()->generation == 1);
  }
  std::filesystem::current_path(before);
}

TEST_CASE("what is no file is named") {
  TempFolder folder;
  CHECK(refusal(folder.path(), creating()).message == folder.path() + " is a folder, not a case");
  REQUIRE(::mkfifo(folder.file("pipe").c_str(), 0600) == 0);
  CHECK(refusal(folder.file("pipe")).code == ErrorCode::kIo);
  writeBytes(folder.file("text"), "x");
  CHECK(refusal(folder.file("text/x.db"), creating()).code == ErrorCode::kNotFound);
}

TEST_CASE("a file of another kind is named and left alone") {
  TempFolder folder;
  const struct {
    std::string bytes, what;
  } files[] = {{"\x89PNG\r\n\x1a\n....", "a PNG image"},
               {std::string("PK\x03\x04\x14\0\0\0", 8), "a ZIP archive"},
               {"\x1f\x8b\x08 zipped", "gzip-compressed data"},
               {"%PDF-1.7 x", "a PDF document"},
               {"a.example\nb.example\n", "text"},
               {"{\"rrname\": 1}", "JSON text"},
               {"<!doctype html>", "HTML or XML text"},
               {std::string("\x01\x02\0\xff", 4), "data of another kind"},
               {std::string(1000, '\0'), "data of another kind"}};
  for (const auto& file : files) {
    const std::string path = folder.file("f");
    writeBytes(path, file.bytes);
    const Error error = refusal(path, creating());
    CHECK(error.code == ErrorCode::kForeign);
    CHECK(error.message == path + " is no Clew case: it is " + file.what);
    CHECK(readBytes(path) == file.bytes);
  }
}

TEST_CASE("an empty file becomes a case only where one may be made") {
  TempFolder folder;
  writeBytes(folder.file("x.db"), "");
  CHECK(refusal(folder.file("x.db")).code == ErrorCode::kForeign);
  CHECK(openSqliteStore(folder.file("x.db"), schema(), creating()).ok());
}

TEST_CASE("another program's SQLite file is left alone") {
  TempFolder folder;
  const std::string path = folder.file("other.db");
  runSql(path, "CREATE TABLE t(x)");
  const std::string bytes = readBytes(path);
  CHECK(refusal(path, creating()).message == path + " is no Clew case: it is another program's SQLite file");
  runSql(path, "PRAGMA application_id = 252006673");
  CHECK(refusal(path, creating()).code == ErrorCode::kForeign);
  CHECK(readBytes(path).size() == bytes.size());
}

TEST_CASE("a case of a newer Clew is refused and left alone") {
  TempFolder folder;
  const std::string path = folder.file("x.db");
  openCase(path);
  runSql(path, "PRAGMA user_version = 99");
  const std::string bytes = readBytes(path);
  CHECK(refusal(path, creating()).code == ErrorCode::kNewerVersion);
  CHECK(refusal(path, reading()).code == ErrorCode::kNewerVersion);
  CHECK(readBytes(path) == bytes);
}

TEST_CASE("words that this Clew does not know are told, and kept") {
  TempFolder folder;
  const std::string path = folder.file("x.db");
  {
    auto wide = model::Schema::extended(
        "type gadget plural=gadgets form=exact -- a thing\n"
        "relation gizmo of=host to=gadget -- what it has\n",
        "my.schema");
    if (!wide) FAIL(wide.error().message);
    auto store = openSqliteStore(path, *wide, creating());
    REQUIRE(store.ok());
    REQUIRE((*store)->append(someBatch(1)).ok());
    const model::TypeId gadget = *wide->typeNamed("gadget");
    const model::TypeId host = *wide->typeNamed("host");
    model::LinkFact has{{host, "a.example", {}}, wide->relationOf("gizmo", host), {gadget, "thing", {}}, {}};
    REQUIRE((*store)->append(batchOf(2, {lookup("p", "k", "s", 2, {model::Fact{has, 0}})})).ok());
  }
  const Error error = refusal(path);
  CHECK(error.code == ErrorCode::kNewerVersion);
  CHECK(error.message.find("'gadget'") != std::string::npos);
  auto wide = model::Schema::extended(
      "relation gizmo of=host to=thing -- what it has\n"
      "type thing plural=things form=exact -- a thing\n"
      "type gadget plural=gadgets form=exact -- a thing\n"
      "relation gizmo of=host to=gadget -- what it has\n",
      "my.schema");
  if (wide) {  // other ids for the same words
    auto store = openSqliteStore(path, *wide, {});
    if (!store) FAIL(store.error().message);
    struct Seen : ScanVisitor {
      model::RelationId relation = model::kNoRelation;
      void link(const ScannedLink& link) override { relation = link.relation; }
    } seen;
    REQUIRE((*store)->scan(1, 2, seen).ok());
    CHECK(wide->relation(seen.relation).object == *wide->typeNamed("gadget"));
  }
}

TEST_CASE("a cut or overwritten case is called damaged") {
  TempFolder folder;
  const std::string path = folder.file("x.db");
  {
    auto store = openCase(path);
    for (int batch = 0; batch < 30; ++batch) REQUIRE(store->append(someBatch(batch)).ok());
  }
  const std::string whole = readBytes(path);
  REQUIRE(whole.size() > 60000);
  for (const std::size_t size :
       {std::size_t{17}, std::size_t{99}, std::size_t{100}, std::size_t{4096}, whole.size() / 2, whole.size() - 1}) {
    writeBytes(path, whole.substr(0, size));
    INFO(size);
    CHECK(refusal(path).code == ErrorCode::kCorrupt);
  }
  // Rubbish over the inner pages: opening or checking must say so, and nothing may crash.
  for (std::size_t page = 1; page < whole.size() / 4096; ++page) {
    std::string bytes = whole;
    for (std::size_t byte = page * 4096; byte < (page + 1) * 4096; ++byte) bytes[byte] = static_cast<char>(byte * 7);
    writeBytes(path, bytes);
    INFO(page);
    auto store = openSqliteStore(path, schema(), {});
    if (!store) {
      CHECK(store.error().code == ErrorCode::kCorrupt);
      continue;
    }
    const auto troubles = (*store)->check();
    REQUIRE(troubles.ok());
    CHECK_FALSE(troubles->empty());
    ScanVisitor ignore;
    const auto scanned = (*store)->scan(0, 99, ignore);
    if (!scanned) CHECK(scanned.error().code == ErrorCode::kCorrupt);
    store->reset();
    std::filesystem::remove(path + "-wal");
    std::filesystem::remove(path + "-shm");
  }
}

TEST_CASE("reading only refuses to write and leaves the file as it was") {
  TempFolder folder;
  const std::string path = folder.file("x.db");
  { REQUIRE(openCase(path)->append(someBatch(1)).ok()); }
  const std::string bytes = readBytes(path);
  {
    auto store = openSqliteStore(path, schema(), reading());
    REQUIRE(store.ok());
    CHECK((*store)->readOnly());
    CHECK((*store)->append(someBatch(2)).error().code == ErrorCode::kReadOnly);
    CHECK((*store)->pinList("suffixes", "x", 1).error().code == ErrorCode::kReadOnly);
    CHECK((*store)->recordRun(Run{}).error().code == ErrorCode::kReadOnly);
    CHECK(scanLines(**store).size() == 3);
    CHECK((*store)->check()->empty());
    // It sees what others commit meanwhile.
    REQUIRE(openCase(path)->append(someBatch(2)).ok());
    CHECK((*store)->newest()->generation == 2);
  }
  CHECK_FALSE(std::filesystem::exists(path + "-wal"));
  CHECK_FALSE(std::filesystem::exists(path + "-shm"));
}

TEST_CASE("a closed case is one file") {
  TempFolder folder;
  const std::string path = folder.file("x.db");
  { REQUIRE(openCase(path)->append(someBatch(1)).ok()); }
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    CHECK(entry.path().string() == path);
    ++files;
  }
  CHECK(files == 1);
  std::filesystem::copy_file(path, folder.file("copy.db"));
  auto copy = openCase(folder.file("copy.db"));
  CHECK(copy->identity() == openCase(path)->identity());
  CHECK(copy->newest()->chain == openCase(path)->newest()->chain);
}

TEST_CASE("cases differ in their identity") {
  TempFolder folder;
  CHECK(openCase(folder.file("a.db"))->identity() != openCase(folder.file("b.db"))->identity());
}

TEST_CASE("the schema is chosen by what the case pins") {
  TempFolder folder;
  const std::string path = folder.file("x.db");
  std::optional<std::string> met;
  const auto open = [&](StoreOptions options) {
    met.reset();
    const auto choose = [&](const std::optional<std::string>& pinned) -> Result<const model::Schema*> {
      met = pinned;
      return &schema();
    };
    return openSqliteStore(path, choose, options);
  };
  CHECK(open({}).error().code == ErrorCode::kNotFound);
  auto store = open(creating());
  REQUIRE(store.ok());
  CHECK_FALSE(met);
  REQUIRE((*store)->pinList("schema", "type gadget", 1).ok());
  REQUIRE(open(reading()).ok());
  CHECK(met == std::optional<std::string>("type gadget"));
  const auto refuse = [](const auto&) -> Result<const model::Schema*> {
    return Error(ErrorCode::kInvalidValue, "no schema");
  };
  CHECK(openSqliteStore(path, refuse, {}).error().message == "no schema");
}

namespace {

/// Runs `body` as a user without rights in a child process; its result is the exit status.
int asNobody(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) ::_exit(99);
    ::_exit(body());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 100;
}

}  // namespace

TEST_CASE("a case that may not be written is opened for reading") {
  TempFolder folder;
  const std::string path = folder.file("x.db");
  { REQUIRE(openCase(path)->append(someBatch(1)).ok()); }
  ::chmod(path.c_str(), 0444);
  const auto open_and_read = [&] {
    auto store = openSqliteStore(path, schema(), {});
    if (!store) return 1;
    if (!(*store)->readOnly()) return 2;
    if ((*store)->newest()->generation != 1) return 3;
    ScanVisitor ignore;
    if (!(*store)->scan(0, 9, ignore)) return 4;
    const auto refused = (*store)->append(someBatch(2));
    return !refused && refused.error().code == ErrorCode::kReadOnly ? 0 : 5;
  };
  SECTION("the folder cannot be written either") {
    ::chmod(folder.path().c_str(), 0555);
    CHECK(asNobody(open_and_read) == 0);
  }
  SECTION("the folder can be written") {
    ::chmod(folder.path().c_str(), 0777);
    CHECK(asNobody(open_and_read) == 0);
  }
  SECTION("neither may be read") {
    ::chmod(folder.path().c_str(), 0755);
    ::chmod(path.c_str(), 0000);
    CHECK(asNobody([&] {
            auto store = openSqliteStore(path, schema(), {});
            return !store && store.error().code == ErrorCode::kIo &&
                           store.error().message == "cannot read " + path + ": no permission"
                       ? 0
                       : 1;
          }) == 0);
  }
  SECTION("a new one in a folder that cannot be written") {
    ::chmod(folder.path().c_str(), 0555);
    CHECK(asNobody([&] {
            auto store = openSqliteStore(folder.file("new.db"), schema(), creating());
            return !store && store.error().code == ErrorCode::kIo ? 0 : 1;
          }) == 0);
  }
  ::chmod(folder.path().c_str(), 0700);
}

}  // namespace clew::storage::test
