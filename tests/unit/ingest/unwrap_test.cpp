// Answers as tools save them: behind the header lines of HTTP, below a key of JSON, behind marks. They give the facts
// of the answer alone, and what was around them is told.
#include <catch2/catch.hpp>

#include "ingest_support.h"
#include "support/text.h"

#include "ingest/unwrap.h"

namespace clew::ingest::test {
namespace {

const std::string kRdap =
    R"({"objectClassName":"domain","ldhName":"a.example","nameservers":[{"objectClassName":"nameserver",)"
    R"("ldhName":"ns1.b.example"}],"events":[{"eventAction":"registration","eventDate":"2020-01-02T03:04:05Z"}]})";

struct Taken {
  IngestReport report;
  std::vector<std::string> facts;
  std::string notices;
};

Taken take(const std::string& text, const std::string& name, Time fetched = 1'664'000'000) {
  Folder folder;
  auto store = openStore(folder.file("case.db"));
  IngestOptions options = optionsOf();
  options.fetched = fetched;
  Taken out;
  out.report = mustIngest(*store, {folder.write(name, text)}, options);
  out.facts = dump(*store);
  for (const auto& notice : out.report.notices) out.notices += notice.text + "\n";
  return out;
}

}  // namespace

TEST_CASE("an answer behind the header lines of HTTP is read, and dated by them", "[ingest]") {
  const std::string redirected = "HTTP/1.1 301 Moved\r\nLocation: /x\r\n\r\n";
  const std::string head =
      "HTTP/2 200\r\ndate: Sun, 25 Sep 2022 10:11:12 GMT\r\ncontent-type: application/rdap+json\r\n\r\n";
  const Taken alone = take(kRdap, "a.json"), behind = take(redirected + head + kRdap, "b.json");
  REQUIRE_FALSE(alone.facts.empty());
  CHECK(behind.facts == alone.facts);
  CHECK(behind.report.files[0].format == "rdap");
  CHECK(behind.notices == "header lines of 2 HTTP answers stand before it: lines are counted behind them\n");
  CHECK(take(head + kRdap, "c.json").notices ==
        "header lines of an HTTP answer stand before it: lines are counted behind them\n");
  const HttpHead both = httpHeadOf(redirected + head + kRdap);
  CHECK(both.bytes == redirected.size() + head.size());
  CHECK(both.date == 1'664'100'672);
  CHECK(httpHeadOf(kRdap).bytes == 0);
  CHECK(httpHeadOf("HTTP/2 200\r\ndate: x\r\n").bytes == 0);  // it does not end
  CHECK(httpHeadOf("HTTP/2 200\r\ndate: x\r\n\r\n").date == kNoTime);
  // more of them than the beginning that is looked at: said once, and what follows is told by its own beginning
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += "HTTP/1.1 302 Found\r\nLocation: /" + std::to_string(i) + "\r\n\r\n";
  const Taken far = take(many + head + kRdap, "d.json");
  CHECK(far.facts == alone.facts);
  CHECK(far.notices == "header lines of 20,001 HTTP answers stand before it: lines are counted behind them\n");
  CHECK_FALSE(take(many, "e.json").report.files[0].error.empty());
  // prose that begins so is prose
  for (const char* prose : {"HTTP/2 Rapid Reset: a[.]example\nseen with b[.]example\n\nand c[.]example\n",
                            "HTTP/2 200 and a[.]example\nseen with b[.]example\n\nand c[.]example\n", "HTTP/\n\nx"})
    CHECK(httpHeadOf(prose).bytes == 0);
  // the list's own date would be the file's
  const Taken dated = take(head + "a.example\nb.example\n", "list.txt", kNoTime);
  CHECK(dated.report.files[0].format == "list");
}

TEST_CASE("an answer of HTTP that is a failure says why there are no facts", "[ingest]") {
  const auto failed = [](const std::string& status, const std::string& body) {
    return "HTTP/1.1 " + status + "\r\nDate: Sun, 25 Sep 2022 10:11:12 GMT\r\n\r\n" + body;
  };
  using Case = std::pair<std::string, std::string>;
  const std::string page = "<html><body>Slow down, 192[.]0[.]2[.]1. Your address is 192.0.2.1.</body></html>\n";
  for (const auto& [text, why] :
       {Case{failed("429 Too Many Requests", page), "HTTP 429, too many requests"},
        Case{failed("403 Forbidden", "a.example\n"), "HTTP 403, forbidden"},
        Case{failed("404 Not Found", R"({"192.0.2.1":["a.example"]})"), "HTTP 404, not found"},
        Case{failed("418 I'm a teapot", "{\"error\":\"no\"}"), "HTTP 418"},
        Case{failed("503", "[\"a.example\"]"), "HTTP 503, the server is not available"},
        Case{"HTTP/1.1 200 Connection established\r\n\r\n" + failed("401 No", ""), "HTTP 401, not authorized"}}) {
    INFO(text);
    const Taken taken = take(text, "a.json", kNoTime);
    CHECK(taken.facts.empty());
    REQUIRE(taken.report.files.size() == 1);
    CHECK(taken.report.files[0].error.empty());
    CHECK(taken.report.files[0].format == "http");
    CHECK(taken.report.reasons == std::map<std::string, std::uint64_t>{{"there is no answer: " + why, 1}});
  }
  // the provider's own reader knows better: no such name is an answer
  const std::string none = R"({"rdapConformance":["rdap_level_0"],"errorCode":404,"title":"Not Found"})";
  CHECK(take(failed("404 Not Found", none), "a.example.json").report.files[0].format == "rdap");
  CHECK(take(failed("200 OK", kRdap), "a.json").facts == take(kRdap, "b.json").facts);
}

TEST_CASE("an answer below a key of an object is read, and what stands beside it is told", "[ingest]") {
  const Taken alone = take(kRdap, "a.json");
  const Taken below_key = take("{\n \"data\": " + kRdap + ", \"took\": 3, \"error\": null}", "b.json");
  CHECK(below_key.facts == alone.facts);
  CHECK(clew::test::has(below_key.notices, "the answer stands below 'data' in it"));
  CHECK(clew::test::has(below_key.notices, "2 members beside 'data' left unread"));
  CHECK(take("{\"a\":{\"b\":" + kRdap + "}}", "c.json").facts.empty());  // nobody is sure of what is deeper
  const Taken lines = take("{\"data\": " + kRdap + "}\n{\"data\": " + kRdap + "}\n", "e.json");
  CHECK(lines.facts == alone.facts);
  CHECK_FALSE(take("{\"data\": " + kRdap + "}\n{\"date\": 1}\n", "f.json").report.files[0].error.empty());
  const Taken cut = take("{\"data\": " + kRdap.substr(0, 200), "d.json");
  CHECK(cut.facts.empty());
  CHECK_FALSE(cut.report.files[0].error.empty());
}

TEST_CASE("a JSON text sequence is read as lines", "[ingest]") {
  const std::string lines =
      R"({"rrname":"a.example.","rrtype":"A","rdata":["192.0.2.1"],"time_first":1640995200,"time_last":1646474400})"
      "\n"
      R"({"rrname":"b.example.","rrtype":"A","rdata":["192.0.2.2"],"time_first":1640995200,"time_last":1646474400})"
      "\n";
  std::string sequence;
  for (const std::string& line : clew::test::linesOf(lines)) sequence += "\x1E" + line + "\n";
  const Taken alone = take(lines, "a.json"), marked = take(sequence, "b.json");
  REQUIRE_FALSE(alone.facts.empty());
  CHECK(marked.facts == alone.facts);
  CHECK(marked.report.files[0].format == "cof");
}

}  // namespace clew::ingest::test
