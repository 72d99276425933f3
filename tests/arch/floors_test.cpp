// Holds every include line of src/ and include/ against the floors of the house.
//
// A room includes itself and the rooms below it, as the table here says; the table is the same as the ROOMS of the
// src/<room>/CMakeLists.txt, closed over what they stand on. An outside library is included in its room only, and no
// header of a room that brings one in is included from another room. The checks are functions of a path and a line,
// so the last tests here hand them made-up offenders.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "support/places.h"

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLinesOfAFile = 600;

/// What each room stands on directly.
const std::map<std::string, std::vector<std::string>>& floors() {
  static const std::map<std::string, std::vector<std::string>> kFloors = {
      {"common", {}},
      {"model", {"common"}},
      {"syntax", {"model"}},
      {"storage", {"model"}},
      {"render", {"model"}},
      {"binder", {"syntax"}},
      {"ingest", {"storage"}},
      {"graph", {"storage"}},
      {"planner", {"binder"}},
      {"execution", {"planner", "graph"}},
      {"engine", {"execution", "ingest", "render"}},
      {"hunt", {"engine"}},
      {"api", {"hunt"}},
      {"shell", {}},
  };
  return kFloors;
}

/// An outside library: how its headers begin, and the paths (from the checkout) that may include them.
struct Library {
  std::string_view name;
  std::vector<std::string_view> headers;
  std::vector<std::string_view> homes;
};

const std::vector<Library>& libraries() {
  static const std::vector<Library> kLibraries = {
      {"ANTLR", {"antlr4-runtime", "clew_grammar/"}, {"src/syntax/"}},
      {"SQLite", {"sqlite3"}, {"src/storage/sqlite/"}},
      {"Boost", {"boost/"}, {"src/graph/"}},
      {"curl", {"curl/"}, {}},
      {"libpsl", {"libpsl.h"}, {"src/model/"}},
      {"libidn2", {"idn2.h"}, {"src/model/"}},
      {"libunistring", {"unicase.h", "uninorm.h", "unictype.h", "unistr.h", "unistring/"}, {"src/model/"}},
      {"RE2", {"re2/"}, {"src/execution/"}},
      {"CLI11", {"CLI/"}, {"src/shell/"}},
      {"libedit", {"histedit.h", "editline/"}, {"src/shell/"}},
      {"fmt", {"fmt/"}, {"src/common/format.h"}},
      {"nlohmann_json", {"nlohmann/"}, {"src/common/json.h"}},
      {"nettle", {"nettle/"}, {"src/common/hash.cpp"}},
      {"xxhash", {"xxhash.h"}, {"src/common/hash.cpp"}},
      {"zlib", {"zlib.h"}, {"src/common/byte_source.cpp"}},
      {"libarchive", {"archive.h", "archive_entry.h"}, {"src/common/archive.cpp"}},
      {"libmaxminddb", {"maxminddb.h"}, {"src/ingest/readers/mmdb_file.cpp"}},
      // packing of blocks, and reading of packed files
      {"zstd", {"zstd.h"}, {"src/common/compress.cpp", "src/common/byte_source.cpp"}},
  };
  return kLibraries;
}

/// True for headers of the language and of POSIX.
bool isSystemHeader(std::string_view header) {
  static const std::set<std::string_view> kPosix = {"dirent.h", "fcntl.h",   "poll.h",
                                                    "stdlib.h", "termios.h", "unistd.h"};
  const auto plain = [](char c) { return std::islower(static_cast<unsigned char>(c)) || std::isdigit(c) || c == '_'; };
  return std::all_of(header.begin(), header.end(), plain) || kPosix.count(header) > 0 || header.starts_with("sys/") ||
         header.starts_with("arpa/") || header.starts_with("netinet/");
}

const Library* libraryOf(std::string_view header) {
  for (const Library& library : libraries()) {
    for (std::string_view start : library.headers) {
      if (header.starts_with(start)) return &library;
    }
  }
  return nullptr;
}

bool standsOn(const std::string& room, const std::string& other) {
  const auto found = floors().find(room);
  if (found == floors().end()) return false;
  return std::any_of(found->second.begin(), found->second.end(),
                     [&](const std::string& below) { return below == other || standsOn(below, other); });
}

/// "binder" of "src/binder/scope.h"; empty outside src/.
std::string roomOf(std::string_view path) {
  if (!path.starts_with("src/")) return {};
  path.remove_prefix(4);
  return std::string(path.substr(0, path.find('/')));
}

/// The header that an include line names; empty for any other line.
std::string includedHeader(std::string_view line) {
  const auto skip = [&line] {
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.front()))) line.remove_prefix(1);
  };
  skip();
  if (!line.starts_with('#')) return {};
  line.remove_prefix(1);
  skip();
  if (!line.starts_with("include")) return {};
  line.remove_prefix(7);
  skip();
  if (line.empty() || (line.front() != '"' && line.front() != '<')) return {};
  const char close = line.front() == '"' ? '"' : '>';
  line.remove_prefix(1);
  return std::string(line.substr(0, line.find(close)));
}

/// What is wrong with one line of one file; empty when nothing is. `path` is from the checkout, with slashes.
std::string offence(const std::string& path, std::string_view line) {
  const std::string header = includedHeader(line);
  if (header.empty() || isSystemHeader(header)) return {};
  const std::string start = path + " includes " + header + ": ";
  const bool is_public = path.starts_with("include/");
  if (const Library* library = libraryOf(header)) {
    const auto isHome = [&](std::string_view home) { return std::string_view(path).starts_with(home); };
    if (std::any_of(library->homes.begin(), library->homes.end(), isHome)) return {};
    return start + std::string(library->name) + " belongs in " + std::string(library->homes.front());
  }
  const std::string target = header.substr(0, header.find('/'));
  if (target == "clew") return {};
  if (is_public) return start + "a public header includes the language and clew/ only";
  const std::string room = roomOf(path);
  if (!floors().count(room)) return start + "no room '" + room + "' in the table";
  if (target == "clew_embedded") return {};
  if (!floors().count(target)) return start + "neither a room nor a library of the table";
  if (room == "execution" && target == "syntax") return start + "operators see the plan, never the tree";
  if (target == room || standsOn(room, target)) return {};
  return start + room + " does not stand on " + target;
}

struct SourceFile {
  std::string path;
  std::vector<std::string> lines;
};

/// All C++ files below src/ and include/, ordered by path.
std::vector<SourceFile> sourceFiles() {
  std::vector<SourceFile> files;
  const fs::path root(clew::test::checkoutFile(""));
  for (const char* top : {"src", "include"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      const std::string extension = entry.path().extension().string();
      if (!entry.is_regular_file() || (extension != ".cpp" && extension != ".h")) continue;
      SourceFile file{fs::relative(entry.path(), root).generic_string(), {}};
      std::ifstream in(entry.path());
      for (std::string line; std::getline(in, line);) file.lines.push_back(line);
      files.push_back(std::move(file));
    }
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

using Includes = std::map<std::string, std::vector<std::string>>;  // header as included -> headers it includes

/// The outside library that a header of a room brings to whoever includes it, or null. Common's own wrappers do not
/// count.
const Library* leak(const std::string& header, const Includes& includes, std::set<std::string>& seen) {
  if (!seen.insert(header).second || header.starts_with("common/")) return nullptr;
  const auto found = includes.find(header);
  if (found == includes.end()) return nullptr;
  for (const std::string& next : found->second) {
    if (const Library* library = libraryOf(next)) return library;
    if (const Library* library = leak(next, includes, seen)) return library;
  }
  return nullptr;
}

std::vector<std::string> leaks(const std::vector<SourceFile>& files) {
  Includes includes;
  for (const SourceFile& file : files) {
    const std::string name = file.path.substr(file.path.find('/') + 1);
    for (const std::string& line : file.lines) {
      if (std::string header = includedHeader(line); !header.empty()) includes[name].push_back(header);
    }
  }
  std::vector<std::string> found;
  for (const auto& [name, headers] : includes) {
    const std::string room = name.substr(0, name.find('/'));
    for (const std::string& header : headers) {
      if (header.substr(0, header.find('/')) == room) continue;
      std::set<std::string> seen;
      if (!libraryOf(header) && leak(header, includes, seen)) {
        std::set<std::string> again;
        found.push_back(name + " includes " + header + ", which brings in " +
                        std::string(leak(header, includes, again)->name));
      }
    }
  }
  return found;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace

TEST_CASE("every include goes down the floors, and every library stays in its room") {
  std::vector<std::string> offences;
  std::size_t includes = 0;
  for (const SourceFile& file : sourceFiles()) {
    for (const std::string& line : file.lines) {
      if (!includedHeader(line).empty()) ++includes;
      if (std::string found = offence(file.path, line); !found.empty()) offences.push_back(found);
    }
  }
  INFO(joined(offences));
  CHECK(offences.empty());
  CHECK(includes > 500);  // the walk found the house
}

TEST_CASE("no header hands an outside library to another room") {
  const std::vector<std::string> found = leaks(sourceFiles());
  INFO(joined(found));
  CHECK(found.empty());
}

TEST_CASE("every room of the table stands in src, and the other way round") {
  std::set<std::string> rooms;
  for (const auto& entry : fs::directory_iterator(clew::test::checkoutFile("src"))) {
    if (entry.is_directory()) rooms.insert(entry.path().filename().string());
  }
  std::set<std::string> table;
  for (const auto& [room, below] : floors()) table.insert(room);
  CHECK(rooms == table);
}

TEST_CASE("files stay short") {
  std::vector<std::string> long_files;
  for (const SourceFile& file : sourceFiles()) {
    if (file.lines.size() >= kLinesOfAFile) {
      long_files.push_back(file.path + " has " + std::to_string(file.lines.size()) + " lines");
    }
  }
  INFO(joined(long_files));
  CHECK(long_files.empty());
}

TEST_CASE("made-up offenders are named") {
  CHECK(offence("src/storage/store.h", "#include \"graph/view.h\"") ==
        "src/storage/store.h includes graph/view.h: storage does not stand on graph");
  CHECK(offence("src/shell/repl.cpp", "#include \"engine/case.h\"") ==
        "src/shell/repl.cpp includes engine/case.h: shell does not stand on engine");
  CHECK(offence("src/execution/expand.cpp", "  #  include \"syntax/ast.h\"") ==
        "src/execution/expand.cpp includes syntax/ast.h: operators see the plan, never the tree");
  CHECK(offence("src/binder/binder.h", "#include <sqlite3.h>") ==
        "src/binder/binder.h includes sqlite3.h: SQLite belongs in src/storage/sqlite/");
  CHECK(offence("src/storage/store.h", "#include <sqlite3.h>") != "");
  CHECK(offence("src/common/text.h", "#include <nlohmann/json.hpp>") != "");
  CHECK(offence("src/model/fact.h", "#include <unheard/of.h>") != "");
  CHECK(offence("src/cellar/wine.h", "#include \"common/text.h\"") != "");
  CHECK(offence("include/clew/clew.h", "#include <fmt/format.h>") != "");
  CHECK(offence("include/clew/clew.h", "#include \"model/fact.h\"") != "");
}

TEST_CASE("what is right passes") {
  CHECK(offence("src/engine/case.cpp", "#include \"storage/store.h\"") == "");
  CHECK(offence("src/shell/repl.cpp", "#include \"clew/clew.h\"") == "");
  CHECK(offence("src/storage/sqlite/open.cpp", "#include <sqlite3.h>") == "");
  CHECK(offence("src/model/fact.h", "#include <string_view>") == "");
  CHECK(offence("src/model/fact.h", "// #include <sqlite3.h>") == "");
}

TEST_CASE("a made-up header that lets a library out is named") {
  const std::vector<SourceFile> files = {
      {"src/storage/sqlite/row.h", {"#include <sqlite3.h>"}},
      {"src/storage/store.h", {"#include \"storage/sqlite/row.h\""}},
      {"src/graph/builder.cpp", {"#include \"storage/store.h\""}},
  };
  CHECK(leaks(files) == std::vector<std::string>{"graph/builder.cpp includes storage/store.h, which brings in SQLite"});
}
