// What the tests against the counts of expectations.json of the shared data need.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/json.h"
#include "unit/ingest/json_support.h"

namespace clew::ingest::test {

/// When the samples without a time of their own were fetched, as lines of facts show it.
inline const std::string kAt = " @2024-06-01T00:00:00Z";

/// The counts of every file, by its path; empty, with a warning, when there is no shared data.
std::optional<Json> expectations();
/// Calls `visit` for every file below `folder`; fails the test when there is none.
void eachFile(const Json& files, std::string_view folder,
              const std::function<void(const std::string& path, const Json& counts)>& visit);
/// A count; 0 when it is not stated.
std::size_t expected(const Json& counts, std::string_view key);

/// One expected count, and what a test found.
struct Count {
  const char* key;
  std::size_t found;
  std::size_t left_out = 0;  // of the expected count, by design
  const char* why = "";      // what that is, or why nothing is compared at all
};
/// Compares every expected count of the file, and fails where one is neither found nor left out with its reason.
void checkCounts(const std::string& path, const std::vector<Count>& counts);
/// Distinct registrable names of host names; others are passed over.
std::size_t registrable(const std::vector<std::string>& names);

/// The nodes that are on a list, by type; and "reached ip", "reached host": what links lead to.
std::map<std::string, std::set<std::string>> listed(const Read& read);
/// Listed addresses and those of listed services, without those within URLs.
std::set<std::string> addressesAlone(const Read& read);
/// Distinct texts that were refused for being a path without a host.
std::size_t pathRejects(const Read& read);

}  // namespace clew::ingest::test
