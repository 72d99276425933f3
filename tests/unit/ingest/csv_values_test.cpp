// What cells of tables hold.
#include <catch2/catch.hpp>

#include "common/text.h"
#include "unit/ingest/line_support.h"

namespace clew::ingest::test {
namespace {

const std::string kCellSeen = " @2024-06-01T00:00:00Z";
const std::string kCellMd5 = "d41d8cd98f00b204e9800998ecf8427e";
const std::string kCellSha1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709";

}  // namespace

TEST_CASE("hashes of values and of clients in feeds are no files", "[ingest][misp][abusech]") {
  const std::string values =
      kCellMd5 + ",5a610659-0000-4000-8000-000000000001\n" + kCellMd5 + ",5a610659-0000-4000-8000-000000000002\n";
  CHECK(detected(values) == "misp-csv");
  const Read feed = readText(readerNamed("misp-csv"), values);
  CHECK(feed.lines().empty());
  CHECK(feed.notices == Lines{"2 × MD5s of the values of a feed, which are no files: kept in the raw record alone"});
  const std::string prints = "# abuse.ch SSLBL JA3 (CSV)\n# ja3_md5,Firstseen,Lastseen,Listingreason\n" + kCellMd5 +
                             ",2020-01-02 03:04:05,2020-02-02 03:04:05,Nothing\n";
  CHECK(detected(prints) == "abusech-csv");
  const Read clients = readText(readerNamed("abusech-csv"), prints);
  CHECK(clients.lines().empty());
  CHECK(clients.reasons().empty());
  CHECK(clients.notices == Lines{"1 × JA3 fingerprints: passed over"});
}

}  // namespace clew::ingest::test
