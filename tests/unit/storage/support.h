// What the tests of stores share: folders that go away, facts in few words, and scans as lines of text.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "storage/store.h"

namespace clew::storage::test {

/// A new folder below the system's temporary one, removed with all that is in it.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

void writeBytes(const std::string& path, const std::string& bytes);
std::string readBytes(const std::string& path);

/// The built-in one.
const model::Schema& schema();

// Facts by words of the built-in schema. A missing word fails the test.
model::NodeName node(const std::string& type, const std::string& name, const std::string& display = {});
model::Fact link(const model::NodeName& from, const std::string& relation, const model::NodeName& to,
                 model::Sighting seen = {}, std::uint32_t position = 0);
model::Fact property(const model::NodeName& of, const std::string& name, const std::string& value,
                     model::Sighting seen = {}, std::uint32_t position = 0);
model::Fact redacted(const model::NodeName& of, const std::string& trait, const std::string& text);
model::Fact answer(const model::NodeName& of, const std::string& kind, model::Outcome outcome, Time when);
model::Fact mention(const model::NodeName& of);
model::Fact retraction(const model::Fact& of, const std::string& source, Time when);
model::Sighting seen(Time first, Time last);
model::LookupFacts lookup(const std::string& provider, const std::string& kind, const std::string& subject,
                          Time fetched, std::vector<model::Fact> facts, const std::string& raw = {});
Batch batchOf(Time learnt, std::vector<model::LookupFacts> lookups);

/// Opens or creates the case; fails the test when it cannot.
std::unique_ptr<Store> openCase(const std::string& path, std::size_t names_memory = StoreOptions().names_memory);

/// What scan() hands out, a line each, nodes by their ids: "link 0 ip 1 [10,20] x1 ...".
std::vector<std::string> scanLines(const Store& store, Generation above, Generation upto);
std::vector<std::string> scanLines(const Store& store);

std::string seenText(const model::Sighting& seen);

}  // namespace clew::storage::test
