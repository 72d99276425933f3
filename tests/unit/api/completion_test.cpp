// What is offered after the beginning of a query: what the grammar and the schema allow there.
#include <clew/clew.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "unit/api/api_support.h"

namespace clew {
namespace {

std::string addressFacts() {
  std::string facts;
  for (const char* ip : {"192.0.2.1", "192.0.2.2", "192.0.2.3"}) {
    facts += std::string(R"({"fact":"link","from":{"type":"domain","name":"corvusrex.com"},"relation":"ip",)") +
             R"("to":{"type":"ip","name":")" + ip + R"("},"source":"dnsdb"})" + "\n";
  }
  return facts;
}

struct SmallCase : test::OpenCase {
  SmallCase() : OpenCase(addressFacts(), {"corvusrex.com", "192.0.2.9"}) {}
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

TEST_CASE("a whole word is offered among longer ones, and alone it is not") {
  const SmallCase small;
  CHECK_FALSE(small.offers("corvusrex.com -> ip | timeline", "timeline"));
  CHECK(small.offers("domains sharing email w", "with"));
  CHECK(small.offers("domains sharing ip with", "with"));
  CHECK(small.offers("domains sharing ip with", "within"));
}

TEST_CASE("what cannot be written as it stands is offered in quotes, or not at all") {
  const SmallCase small;
  const std::string facts =
      R"({"fact":"link","from":{"type":"domain","name":"b.example"},"relation":"ip","to":{"type":"ip","name":"192.0.2.1"},"source":"my feed"})"
      "\n";
  REQUIRE(small.owner->ingest({small.folder.write("g.jsonl", facts)}, {}).ok());
  CHECK(small.offers("corvusrex.com -> ip seen by ", "\"my feed\""));
  CHECK(small.offers("corvusrex.com -> ip seen by ", "dnsdb"));
}

TEST_CASE("completion offers what grammar and schema allow, the most used first") {
  const SmallCase small;
  const auto links = small.owner->complete("corvusrex.com -> ");
  REQUIRE(!links.empty());
  CHECK(links[0].text == "ip");
  CHECK(links[0].remark == "3 values");  // of this very domain
  CHECK(small.owner->complete("domains where ")[0].remark != "3 values");
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

TEST_CASE("where a value stands, no word of the schema is offered") {
  const SmallCase small;
  for (const char* text :
       {"domains where ip is ", "domains where ip is not ", "domains where tld in (", "ips where asn in (AS64500, "}) {
    INFO(text);
    CHECK_FALSE(small.offers(text, "ip"));
    CHECK_FALSE(small.offers(text, "created"));
  }
  CHECK(small.offers("domains where ip is ", "known"));
  CHECK(small.offers("domains where ip is not ", "missing"));
  CHECK(small.offers("domains where ip in ", "@iocs"));
  CHECK(small.offers("domains where ip ", "is"));
  CHECK(small.offers("domains where created ", "since"));
  CHECK(small.offers("domains where ip is 192.0.2.1 and ", "created"));
  CHECK(small.offers("domains where created > ", "updated"));
}

TEST_CASE("behind a table its columns are offered, and of nodes alone where one goes back to them") {
  const SmallCase small;
  using Words = std::vector<std::string>;
  CHECK(small.after("domains | count by registrar | sort by ") == Words{"registrar", "count", "share"});
  CHECK(small.after("domains | count by registrar | show ") == Words{"registrar", "count", "share"});
  CHECK(small.offers("domains | count by registrar | where ", "share"));
  CHECK_FALSE(small.offers("domains | count by registrar | where ", "created"));
  CHECK(small.after("domains | count by registrar | back to ") == Words{"registrar"});
  CHECK(small.after("domains | why | back to ") == Words{"result", "\"from\"", "\"to\""});
  CHECK(small.offers("domains | sort by ", "created"));
  CHECK(small.offers("domains | count by ", "registrar"));
  CHECK(small.offers("domains | show name, ", "created"));
}

TEST_CASE("where a fixed list stands, it is offered and nothing else") {
  const SmallCase small;
  using Words = std::vector<std::string>;
  CHECK(small.after("domains | as ") == renderFormats());
  CHECK(small.after("domains | as c") == Words{"csv"});
  CHECK(small.after("domains | rank by ") == Words{"pagerank", "betweenness", "degree"});
  CHECK(small.after("domains | alert ") == Words{"info", "low", "medium", "high", "critical"});
  CHECK(small.after("param @x: dom") == Words{"domains"});
  CHECK(small.after("param $x: dur") == Words{"duration"});
  CHECK(small.offers("param $x: ", "domain"));
  CHECK(small.after("param ").empty());
  CHECK_FALSE(small.offers("let @", "@iocs"));
  CHECK(small.offers("as ", "known"));
}

TEST_CASE("names that the script makes are offered behind the lines that make them") {
  const SmallCase small;
  CHECK(small.after("let @mine = domains -> ip\n@m") == std::vector<std::string>{"@mine"});
  CHECK(small.offers("param @seeds: domains\ndomains sharing ip with ", "@seeds"));
  CHECK(small.after("let $days = 7d\ndomains -> ip since $") == std::vector<std::string>{"$days"});
  CHECK(small.after("@m\nlet @mine = domains -> ip").empty());
  CHECK(small.offers("let trait owner = email, phone\ndomains sharing ", "owner"));
  CHECK_FALSE(small.offers("domains sharing ", "owner"));
}

TEST_CASE("what is offered can stand there") {
  const SmallCase small;
  // each with an end behind which the statement is whole
  const std::vector<std::pair<std::string, std::string>> places = {{"192.0.2.1 <- ", ""},
                                                                   {"@iocs <- ", ""},
                                                                   {"@iocs -> ip <- ", ""},
                                                                   {"@iocs -> ", ""},
                                                                   {"@iocs -> hosts via ", ""},
                                                                   {"domains where country of ", " is known"},
                                                                   {"domains | bursts of ", " within 1d"},
                                                                   {"domains sharing email with ", ""},
                                                                   {"domains sharing ", " with each other"},
                                                                   {"domains | count by registrar | ", ""},
                                                                   {"domains | per registrar show ", ""},
                                                                   {"@iocs -> ip ", ""},
                                                                   {"domains where created ", ""}};
  for (const auto& [text, rest] : places) {
    const auto words = small.after(text);
    INFO(text);
    CHECK_FALSE(words.empty());
    for (const std::string& word : words) {
      if (!std::isalpha(static_cast<unsigned char>(word.front()))) continue;
      INFO(word);
      const Prepared script = small.owner->prepare(text + word + rest);
      for (const Diagnostic& one : script.diagnostics()) {
        const std::size_t from = text.ends_with(" of ") ? text.rfind(' ', text.size() - 5) : text.size();
        const bool here = one.error.span && one.error.span->begin >= from;
        CHECK_FALSE((here && !one.error.id.starts_with("E1")));
      }
    }
  }
  CHECK(small.offers("192.0.2.1 <- ", "ip"));
  CHECK_FALSE(small.offers("192.0.2.1 <- ", "country"));
  CHECK(small.offers("domains where country of ", "ip"));
  CHECK_FALSE(small.offers("domains where country of ", "email"));
  CHECK_FALSE(small.offers("domains where country of ", "created"));
  CHECK(small.offers("domains | bursts of ", "created"));
  CHECK_FALSE(small.offers("domains | bursts of ", "registrar"));
  CHECK(small.offers("domains | per registrar show ", "count("));
  CHECK_FALSE(small.offers("domains | per registrar show ", "created"));
  CHECK_FALSE(small.offers("domains | count by registrar | ", "bridges"));
  CHECK(small.offers("domains | count by registrar | ", "back"));
  CHECK(small.offers("domains where cou", "count("));
  CHECK_FALSE(small.offers("@iocs -> ip ", "overlapping"));
  CHECK(small.offers("domains sharing ip with @iocs ", "overlapping"));
  CHECK_FALSE(small.offers("domains where created ", "|"));
  CHECK(small.offers("domains where live ", "|"));
  CHECK(small.offers("@nosuch -> ip\ndomains -> ip ", "|"));  // whatever is wrong above
  CHECK(small.offers("domains where tld == com\ndomains -> ip ", "->"));
}

TEST_CASE("nothing is offered twice") {
  const SmallCase small;
  for (const char* text :
       {"", "domains ", "domains where ", "domains where ip ", "domains | ", "domains | top 5 ", "domains | sort by ",
        "domains -> ip where ", "domains | per registrar show ", "c", "let @iocs = domains\n"}) {
    INFO(text);
    auto words = small.after(text);
    CHECK_FALSE(words.empty());
    std::sort(words.begin(), words.end());
    CHECK(std::adjacent_find(words.begin(), words.end()) == words.end());
  }
  CHECK_FALSE(small.offers("domains | top 5 ", "alert"));
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
