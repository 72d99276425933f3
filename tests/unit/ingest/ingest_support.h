// What the tests of whole ingests need: a folder of files, a store, and what is in it as lines.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/ingest.h"

namespace clew::ingest::test {

namespace fs = std::filesystem;

constexpr Time kNow = 1'700'000'000;

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "clew-ingest-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }
  std::string write(const std::string& name, std::string_view bytes) const {
    fs::create_directories(fs::path(file(name)).parent_path());
    std::ofstream(file(name), std::ios::binary) << bytes;
    return file(name);
  }

 private:
  std::string path_;
};

inline std::unique_ptr<storage::Store> openStore(const std::string& path) {
  storage::StoreOptions options;
  options.create = true;
  auto opened = storage::openSqliteStore(path, model::Schema::builtin(), options);
  if (!opened) FAIL(opened.error().message);
  return std::move(*opened);
}

inline IngestContext contextOf(storage::Store* store) {
  IngestContext context;
  context.store = store;
  context.schema = &model::Schema::builtin();
  context.redactions = &model::RedactionList::shipped();
  context.suffixes = &model::Suffixes::shipped();
  context.now = kNow;
  return context;
}

inline IngestOptions optionsOf() {
  IngestOptions options;
  options.fetched = 1'664'000'000;
  return options;
}

inline IngestReport mustIngest(storage::Store& store, const std::vector<std::string>& paths,
                               const IngestOptions& options = optionsOf()) {
  auto report = ingest(paths, options, contextOf(&store), {});
  if (!report) FAIL(report.error().message);
  return std::move(*report);
}

/// All that a store holds, as sorted lines by name.
class Dump : public storage::ScanVisitor {
 public:
  void node(const storage::ScannedNode& node) override { names_.emplace_back(node.name); }
  void link(const storage::ScannedLink& link) override {
    lines.push_back(names_[link.from] + " " + model::Schema::builtin().relation(link.relation).name + " " +
                    names_[link.to] + " " + std::to_string(link.seen.first));
  }
  void property(const storage::ScannedProperty& fact) override {
    lines.push_back(names_[fact.of] + " ." + std::string(fact.value));
  }
  std::vector<std::string> lines;

 private:
  std::vector<std::string> names_;
};

inline std::vector<std::string> dump(const storage::Store& store) {
  Dump visitor;
  const auto newest = store.newest();
  REQUIRE(newest.ok());
  REQUIRE(store.scan(0, newest->generation, visitor).ok());
  std::sort(visitor.lines.begin(), visitor.lines.end());
  return visitor.lines;
}

}  // namespace clew::ingest::test
