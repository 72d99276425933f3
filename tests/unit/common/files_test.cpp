#include "common/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>
#include <zlib.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "common/compress.h"

using namespace clew;

namespace {

/// A folder of its own that goes with the test.
struct Scratch {
  std::string path;
  Scratch() {
    std::string name = std::filesystem::temp_directory_path() / "clew-common-XXXXXX";
    path = ::mkdtemp(name.data());
  }
  ~Scratch() { std::filesystem::remove_all(path); }
  std::string operator/(const std::string& name) const { return path + "/" + name; }
};

std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

Result<std::string> undone(std::string_view bytes, std::uint64_t limit = kMaxExpandedSize) {
  Result<std::unique_ptr<ByteSource>> source = openBytes(bytes, limit);
  if (!source) return source.error();
  return readAll(**source);
}

std::vector<std::string> linesOf(std::string_view bytes, std::size_t limit = 1 << 20) {
  auto source = openBytes(bytes);
  LineReader reader(**source, limit);
  std::vector<std::string> lines;
  std::string_view line;
  while (*reader.next(line)) lines.push_back(std::string(line) + (reader.cut() ? "…" : ""));
  return lines;
}

}  // namespace

TEST_CASE("files are read whole and written whole") {
  const Scratch scratch;
  const std::string path = scratch / "a.txt";
  REQUIRE(writeFileAtomically(path, std::string("one\0two", 7)).ok());
  CHECK(*readFile(path) == std::string("one\0two", 7));
  CHECK(fileSize(path) == 7);
  REQUIRE(writeFileAtomically(path, "three").ok());
  CHECK(*readFile(path) == "three");
  CHECK(MappedFile::open(path)->bytes() == "three");
  CHECK(readFile(path, 4).error().code == ErrorCode::kInvalidValue);
  REQUIRE(writeFileAtomically(path, "").ok());
  CHECK(MappedFile::open(path)->bytes().empty());
}

TEST_CASE("a file that is not committed leaves nothing") {
  const Scratch scratch;
  {
    Result<AtomicFile> file = AtomicFile::create(scratch / "cache");
    REQUIRE(file.ok());
    REQUIRE(file->write("half").ok());
  }
  CHECK(std::filesystem::is_empty(scratch.path));
  Result<AtomicFile> file = AtomicFile::create(scratch / "cache");
  const std::string large(3 << 20, 'x');
  REQUIRE(file->write("head").ok());
  REQUIRE(file->write(large).ok());
  CHECK(file->size() == 4 + large.size());
  REQUIRE(file->rewrite(0, "HEAD").ok());
  REQUIRE(file->commit().ok());
  CHECK(*readFile(scratch / "cache") == "HEAD" + large);
}

TEST_CASE("what stands where a file is written is kept as what it is") {
  const Scratch scratch;
  REQUIRE(makeFolders(scratch / "far").ok());
  std::filesystem::create_symlink("far/real", scratch / "link");  // dangles
  std::filesystem::create_symlink("link", scratch / "far-link");
  for (const std::string text : {"made", "replaced"}) {
    REQUIRE(writeFileAtomically(scratch / "far-link", text).ok());
    CHECK(*readFile(scratch / "far/real") == text);
    CHECK(std::filesystem::is_symlink(scratch / "link"));
    CHECK(std::filesystem::is_symlink(scratch / "far-link"));
  }
  std::filesystem::create_symlink("none/real", scratch / "lost");
  CHECK(writeFileAtomically(scratch / "lost", "x").error().code == ErrorCode::kNotFound);
  std::filesystem::create_symlink("round", scratch / "round");
  CHECK(writeFileAtomically(scratch / "round", "x").error().message ==
        "cannot write '" + (scratch / "round") + "': its symbolic links go round in a circle");

  const std::string pipe = scratch / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  std::filesystem::create_symlink("pipe", scratch / "pipe-link");
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  for (const std::string& path : {pipe, scratch / "pipe-link"}) {
    REQUIRE(writeFileAtomically(path, "through").ok());
    char got[16] = {};
    CHECK(::read(reader, got, sizeof got) == 7);
    CHECK(std::filesystem::is_fifo(pipe));
  }
  ::close(reader);
  CHECK_FALSE(AtomicFile::create(pipe).ok());
  CHECK(MappedFile::open(pipe).error().message == "'" + pipe + "' is a pipe or a device, and a file is needed");

  // a stream that leads to a file goes on where it is
  const int file = ::open((scratch / "log").c_str(), O_WRONLY | O_CREAT, 0600);
  REQUIRE(::write(file, "one ", 4) == 4);
  std::filesystem::create_symlink("/proc/self/fd/" + std::to_string(file), scratch / "stream");
  REQUIRE(writeFileAtomically(scratch / "stream", "two").ok());
  CHECK(std::filesystem::is_symlink(scratch / "stream"));
  ::close(file);
  CHECK(*readFile(scratch / "log") == "one two");
}

TEST_CASE("troubles with files are told in the user's words") {
  const Scratch scratch;
  CHECK(readFile(scratch / "none").error().code == ErrorCode::kNotFound);
  CHECK(readFile(scratch / "none").error().message == "there is no file '" + (scratch / "none") + "'");
  CHECK(readFile(scratch.path).error().message == "'" + scratch.path + "' is a folder, and a file is needed");
  CHECK(openFile(scratch.path).error().code == ErrorCode::kIo);
  CHECK(writeFileAtomically(scratch.path, "x").error().code == ErrorCode::kIo);
  CHECK(writeFileAtomically(scratch / "no/such/file", "x").error().code == ErrorCode::kNotFound);
  CHECK(MappedFile::open(scratch / "none").error().code == ErrorCode::kNotFound);
  CHECK(readFile(std::string("a\0b", 3)).error().code == ErrorCode::kNotFound);
  CHECK(fileError(ENOSPC, "write", "x").code == ErrorCode::kFull);
  CHECK(fileError(EROFS, "write", "x").code == ErrorCode::kReadOnly);
  if (::geteuid() != 0) {
    REQUIRE(writeFileAtomically(scratch / "locked", "x").ok());
    ::chmod((scratch / "locked").c_str(), 0);
    CHECK(readFile(scratch / "locked").error().message == "no permission to read '" + (scratch / "locked") + "'");
  }
}

TEST_CASE("a signal ends waiting for a pipe") {
  const Scratch scratch;
  const std::string pipe = scratch / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  struct sigaction action {
  }, before{};
  action.sa_handler = [](int) {};
  ::sigaction(SIGALRM, &action, &before);
  const itimerval often = {{0, 20'000}, {0, 20'000}};
  const itimerval never = {};
  ::setitimer(ITIMER_REAL, &often, nullptr);
  const auto unopened = readFile(pipe);
  ::setitimer(ITIMER_REAL, &never, nullptr);
  const int writer = ::open(pipe.c_str(), O_RDWR);
  ::setitimer(ITIMER_REAL, &often, nullptr);
  const auto empty = readFile(pipe);
  ::setitimer(ITIMER_REAL, &never, nullptr);
  ::close(writer);
  ::sigaction(SIGALRM, &before, nullptr);
  CHECK(unopened.error().code == ErrorCode::kCancelled);
  CHECK(empty.error().code == ErrorCode::kCancelled);
}

TEST_CASE("a full disk is called full") {
  if (::access("/dev/full", W_OK) != 0) {
    WARN("no /dev/full here");
    return;
  }
  FILE* full = std::fopen("/dev/full", "w");
  REQUIRE(full != nullptr);
  const int wrote = static_cast<int>(::write(::fileno(full), "x", 1));
  CHECK(wrote == -1);
  CHECK(fileError(errno, "write", "/dev/full").message == "cannot write '/dev/full': the disk is full");
  std::fclose(full);
}

TEST_CASE("folders are walked in the order of bytes") {
  const Scratch scratch;
  REQUIRE(makeFolders(scratch / "b/c").ok());
  REQUIRE(makeFolders(scratch / "b/c").ok());
  for (const char* name : {"b/c/1", "b/2", "a", "Z", ".hidden"}) REQUIRE(writeFileAtomically(scratch / name, "x").ok());
  std::filesystem::create_directory_symlink(scratch.path, scratch / "b/loop");
  const Result<std::vector<std::string>> files = listFiles(scratch.path);
  REQUIRE(files.ok());
  CHECK(*files == std::vector<std::string>{scratch / "Z", scratch / "a", scratch / "b/2", scratch / "b/c/1"});
  CHECK(*listFiles(scratch / "a") == std::vector<std::string>{scratch / "a"});
  CHECK(listFiles(scratch / "none").error().code == ErrorCode::kNotFound);
  CHECK(makeFolders(scratch / "a/x").error().code == ErrorCode::kNotFound);
}

TEST_CASE("compressed streams are told by their first bytes and undone") {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "line " + std::to_string(i) + "\n";
  CHECK(*undone(text) == text);
  CHECK(*undone(gzip(text)) == text);
  CHECK(*undone(compress(text)) == text);
  CHECK(*undone(gzip("a") + gzip("b") + std::string(512, '\0')) == "ab");
  CHECK(*undone(compress("a") + compress("b")) == "ab");
  CHECK(undone("")->empty());
  CHECK(*undone("\x1f") == "\x1f");
  CHECK(undone(gzip(""))->empty());
  CHECK(undone(compress(""))->empty());
  const Scratch scratch;
  REQUIRE(writeFileAtomically(scratch / "x.gz", gzip(text)).ok());
  auto source = openFile(scratch / "x.gz");
  REQUIRE(source.ok());
  CHECK(*readAll(**source) == text);
  CHECK((*source)->consumed() == fileSize(scratch / "x.gz"));
}

TEST_CASE("damaged and exploding streams fail") {
  const std::string text(1 << 20, 'x');
  for (const std::string& whole : {gzip(text), compress(text)}) {
    CHECK(undone(std::string_view(whole).substr(0, whole.size() - 5)).error().code == ErrorCode::kCorrupt);
    std::string bent = whole;
    for (std::size_t i = 8; i < bent.size(); ++i) bent[i] = static_cast<char>(bent[i] ^ 0x5a);
    CHECK(undone(bent).error().code == ErrorCode::kCorrupt);
    CHECK(undone(whole, 1000).error().code == ErrorCode::kCorrupt);
    CHECK(undone(whole, text.size()).ok());
  }
  // much of the same is nothing bad, until it is too much
  std::string frames;
  for (int i = 0; i < 65; ++i) frames += compress(text);
  CHECK(undone(std::string_view(frames).substr(0, frames.size() / 65 * 60))->size() == 60 * text.size());
  for (const std::string& bomb : {frames, gzip(std::string(80 << 20, 'x'))}) {
    const auto stopped = undone(bomb);
    REQUIRE_FALSE(stopped.ok());
    CHECK(stopped.error().code == ErrorCode::kInvalidValue);
    CHECK(stopped.error().message == "'the bytes' grows to more than 1,000 times its size: it is not read further");
  }
  CHECK(*decompress(compress(text), text.size()) == text);
  CHECK(decompress(compress(text), text.size() - 1).error().code == ErrorCode::kCorrupt);
  CHECK(decompress("nonsense", 100).error().code == ErrorCode::kCorrupt);
  CHECK(decompress(compress(text).substr(0, 10), text.size()).error().code == ErrorCode::kCorrupt);
}

TEST_CASE("lines come with every kind of end") {
  CHECK(linesOf("a\nb\r\nc\rd") == std::vector<std::string>{"a", "b", "c", "d"});
  CHECK(linesOf("a\n\n\r\n") == std::vector<std::string>{"a", "", ""});
  CHECK(linesOf("").empty());
  CHECK(linesOf("\n") == std::vector<std::string>{""});
  CHECK(linesOf("abcdef\nx\n", 3) == std::vector<std::string>{"abc…", "x"});
}

TEST_CASE("lines longer than the bound are cut and the next ones stay whole") {
  const std::string large(1 << 20, 'x');
  const std::vector<std::string> lines = linesOf("first\n" + large + "\r\nlast", 1000);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0] == "first");
  CHECK(lines[1] == std::string(1000, 'x') + "…");
  CHECK(lines[2] == "last");
  CHECK(linesOf(large, 1000).size() == 1);
  // Line ends that fall on the borders of the buffer.
  std::string text;
  for (int i = 0; i < 40'000; ++i) text += "0123456789\r\n";
  const std::vector<std::string> many = linesOf(text);
  CHECK(many.size() == 40'000);
  CHECK(std::all_of(many.begin(), many.end(), [](const std::string& line) { return line == "0123456789"; }));
}

TEST_CASE("base64 goes both ways") {
  for (const auto& [plain, coded] : std::vector<std::pair<std::string, std::string>>{
           {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}}) {
    CHECK(base64(plain) == coded);
    CHECK(bytesOfBase64(coded) == plain);
  }
  for (const char* text : {"Zg", "Zg=", "Z===", "====", "Zm9v\n", "Zm 9", "Zg==Zg=="}) {
    INFO(text);
    CHECK_FALSE(bytesOfBase64(text).has_value());
  }
}
