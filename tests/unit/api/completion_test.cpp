// What is offered after the beginning of a query: what the grammar and the schema allow there.
#include <clew/clew.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "support/process.h"

namespace clew {
namespace {

struct SmallCase {
  test::TemporaryFolder folder;
  std::unique_ptr<Case> owner;
  SmallCase() {
    OpenOptions options;
    options.create = true;
    auto opened = Case::open(folder.file("a.db"), options);
    REQUIRE(opened.ok());
    owner = std::move(opened).value();
    std::string facts;
    for (const char* ip : {"192.0.2.1", "192.0.2.2", "192.0.2.3"}) {
      facts += std::string(R"({"fact":"link","from":{"type":"domain","name":"corvusrex.com"},"relation":"ip",)") +
               R"("to":{"type":"ip","name":")" + ip + R"("},"source":"dnsdb"})" + "\n";
    }
    REQUIRE(owner->ingest({folder.write("f.jsonl", facts)}, {}).ok());
    owner->keepSet("iocs", {"corvusrex.com", "192.0.2.9"});
  }
  std::vector<std::string> after(std::string_view text) const {
    std::vector<std::string> out;
    for (const auto& word : owner->complete(text)) out.push_back(word.text);
    return out;
  }
  bool offers(std::string_view text, const std::string& word) const {
    const auto words = after(text);
    return std::find(words.begin(), words.end(), word) != words.end();
  }
};

TEST_CASE("completion offers what grammar and schema allow, the most used first") {
  const SmallCase small;
  const auto links = small.owner->complete("corvusrex.com -> ");
  REQUIRE(!links.empty());
  CHECK(links[0].text == "ip");
  CHECK(links[0].remark == "3 links");
  CHECK(small.after("corvusrex.com->i") == small.after("corvusrex.com -> i"));
  CHECK(small.after("corvusrex.com -> i").front() == "ip");
  CHECK_FALSE(small.offers("corvusrex.com -> ", "created"));  // a property is no step
  CHECK_FALSE(small.offers("corvusrex.com -> ", "asn"));      // of addresses, not of domains
  CHECK(small.offers("corvusrex.com -> ip | count by ", "asn"));
  CHECK(small.offers("domains where ", "created"));
  CHECK(small.offers("domains where live and ", "created"));
  CHECK(small.offers("domains sharing email, ", "ip"));
  CHECK(small.offers("other domains sharing ", "email"));
  CHECK(small.offers("domains sharing email ", "with"));
  CHECK_FALSE(small.offers("domains sharing email ", "where"));
  CHECK(small.offers("domains sharing email with ", "each"));
  CHECK(small.offers("domains sharing email with @", "@iocs"));
  CHECK(small.offers("@iocs | ", "count"));
  CHECK(small.offers("@iocs | so", "sort"));
  CHECK_FALSE(small.offers("@iocs | so", "show"));
  CHECK(small.offers("@iocs -> ip seen by ", "dnsdb"));
  CHECK(small.offers("", "domains"));
  CHECK(small.offers("dom", "domains"));
  CHECK(small.offers("corv", "corvusrex.com"));
  CHECK(small.offers("@iocs ", "->"));
  CHECK(small.after("@iocs with with ").empty());
}

TEST_CASE("completion looks at the statement that is being written") {
  const SmallCase small;
  CHECK(small.offers("domains where live\n# next\ncorvusrex.com -> ip\n  -> ", "asn"));
  CHECK_FALSE(small.offers("domains where live\n# next\ncorvusrex.com -> ip\n  -> ", "email"));
  CHECK(small.offers("let @x = corvusrex.com -> ip\n@x -> ", "asn"));
  CHECK(small.offers("domains | count\n", "ips"));
  CHECK(small.offers("domains |\n", "count"));
  CHECK(small.after("# only a comment do").empty());
  CHECK(small.after("@iocs # -> ").empty());
}

}  // namespace
}  // namespace clew
