#include "render/render.h"

#include <catch2/catch.hpp>
#include <string>

#include "common/json.h"
#include "common/text.h"
#include "common/time.h"
#include "common/utf8.h"

using namespace clew;  // NOLINT: a test's vocabulary

namespace {

std::string rendered(const Table& table, render::Options options) {
  std::string out;
  const Result<void> result = render::render(table, options, [&](std::string_view bytes) {
    out += bytes;
    return Result<void>();
  });
  REQUIRE(result.ok());
  return out;
}

std::string rendered(const Table& table, const std::string& format) {
  render::Options options;
  options.format = format;
  return rendered(table, options);
}

Cell node(std::string type, std::string name, std::string display = {}) {
  return NodeValue{std::move(type), std::move(name), std::move(display)};
}

/// One row of every kind of cell.
Table everything() {
  Table table;
  table.columns = {{"name", ColumnType::kNode},     {"text", ColumnType::kText},    {"count", ColumnType::kInteger},
                   {"rarity", ColumnType::kReal},   {"share", ColumnType::kShare},  {"created", ColumnType::kTime},
                   {"seen", ColumnType::kInterval}, {"gap", ColumnType::kDuration}, {"live", ColumnType::kBool},
                   {"all", ColumnType::kList},      {"email", ColumnType::kNode},   {"org", ColumnType::kNode}};
  const Time day = timeFromCivil({2022, 9, 29, 0, 0, 0});
  table.push(node("domain", "a.example"));
  table.push(std::string("plain text"));
  table.push(std::int64_t{1234});
  table.push(1.0 / 3);
  table.push(Share{0.377});
  table.push(Instant{day});
  table.push(Interval{day, day + kDay + kHour});
  table.push(Seconds{30 * kDay});
  table.push(true);
  table.push(CellList{node("ip", "192.0.2.1"), node("ip", "192.0.2.2")});
  table.push(Redacted{});
  table.push(Missing{});
  return table;
}

TEST_CASE("no line of a table ends in blanks") {
  Table table;
  table.columns = {{"a", ColumnType::kText}, {"b", ColumnType::kText}, {"n", ColumnType::kInteger}};
  for (const char* text : {"long text", ""}) {
    table.push(std::string("x"));
    table.push(std::string(text));
    table.push(std::string());
  }
  render::Options options;
  for (const bool color : {false, true}) {
    options.color = color;
    const std::string text = rendered(table, options);
    for (const std::string_view line : splitLines(text)) CHECK_FALSE(line.ends_with(' '));
  }
  options.color = false;
  CHECK(rendered(table, options) == "a  b          n\n-  ---------  -\nx  long text\nx\n");
}

Table oneText(std::string text) {
  Table table;
  table.columns = {{"value", ColumnType::kText}, {"n", ColumnType::kInteger}};
  table.push(std::move(text));
  table.push(std::int64_t{-1});
  return table;
}

/// Nothing that steers a terminal or hides: line feeds and tabs only where the form itself has them.
bool isHarmless(std::string_view text, std::string_view allowed) {
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCodePoint point = decodeUtf8(text, at);
    if (!point.valid) return false;
    if (isControlOrInvisible(point.code) &&
        !(point.code < 0x80 && allowed.find(static_cast<char>(point.code)) != allowed.npos)) {
      return false;
    }
    at += point.length;
  }
  return true;
}

const std::string kHostile = std::string("\x1b]0;owned\x07\x1b[2J") + "\xc2\x9b" + "31m" + "\xe2\x80\xae" + "txt.exe" +
                             "\xe2\x80\x8b" + std::string("\0", 1) + "\r\n\tsecond\xff\xfe" +
                             "</script><img src=x onerror=alert(1)>`|**b**[x](http://evil.example)";

}  // namespace

TEST_CASE("a text table aligns its columns and says every state") {
  CHECK(rendered(everything(), "table") ==
        "name       text        count  rarity   share  created     seen                                gap  live  all "
        "                  email       org\n"
        "---------  ----------  -----  ------  ------  ----------  ----------------------------------  ---  ----  "
        "--------------------  ----------  ---------\n"
        "a.example  plain text   1234  0.3333  37.7 %  2022-09-29  2022-09-29 to 2022-09-30T01:00:00Z  30d  yes   "
        "192.0.2.1, 192.0.2.2  (redacted)  (missing)\n");
}

TEST_CASE("columns are as wide as they look, not as long as their bytes") {
  Table table;
  table.columns = {{"org", ColumnType::kNode}, {"n", ColumnType::kInteger}};
  table.push(node("org", "例え", "例え"));
  table.push(std::int64_t{1});
  table.push(node("org", "Cafe\xcc\x81", ""));
  table.push(std::int64_t{22});
  CHECK(rendered(table, "table") == "org    n\n----  --\n例え   1\nCafe\xcc\x81  22\n");
}

TEST_CASE("a table is cut to the terminal only where a width is given") {
  Table table;
  table.columns = {{"name", ColumnType::kNode}, {"text", ColumnType::kText}, {"n", ColumnType::kInteger}};
  table.push(node("domain", "a.example"));
  table.push(std::string(60, 'x'));
  table.push(std::int64_t{7});
  render::Options options;
  options.width = 30;
  const std::string cut = rendered(table, options);  // splitLines only looks at it
  for (const std::string_view line : splitLines(cut)) CHECK(displayWidth(line) <= 30);
  CHECK(contains(rendered(table, options), "a.example  xxxxxxxxxxxxxxx…  7\n"));
  CHECK(contains(rendered(table, "table"), std::string(60, 'x')));
}

TEST_CASE("columns that have no room beside one another stand below one another") {
  Table table;
  for (int i = 0; i < 8; ++i) table.columns.push_back({"column" + std::to_string(i), ColumnType::kText});
  for (int row = 0; row < 2; ++row)
    for (int i = 0; i < 8; ++i) table.push(i == 1 ? std::string() : std::string(20, static_cast<char>('a' + i)));
  render::Options options;
  options.width = 60;
  options.total_rows = 5;
  const std::string stacked = rendered(table, options);
  CHECK(stacked.starts_with("column0  aaaaaaaaaaaaaaaaaaaa\ncolumn2  cccccccccccccccccccc\n"));
  CHECK(contains(stacked, "column7  hhhhhhhhhhhhhhhhhhhh\n\ncolumn0  aaa"));
  CHECK(endsWith(stacked, "hhhh\n\n2 of 5 shown\n"));
  options.width = 130;  // each can be read: they are cut
  CHECK(contains(rendered(table, options), "…"));
  options.width = 0;
  CHECK(rendered(table, options).starts_with("column0 "));
}

TEST_CASE("a megabyte in one cell pads no other row") {
  Table table;
  table.columns = {{"text", ColumnType::kText}, {"n", ColumnType::kInteger}};
  table.push(std::string(1 << 20, 'x'));
  table.push(std::int64_t{1});
  for (int i = 0; i < 100; ++i) {
    table.push(std::string("short"));
    table.push(std::int64_t{1});
  }
  CHECK(rendered(table, "table").size() < (1 << 20) + 10000);
}

TEST_CASE("a table that was cut says how much is shown") {
  Table table = oneText("a");
  render::Options options;
  options.total_rows = 354;
  CHECK(rendered(table, options) == "value   n\n-----  --\na      -1\n1 of 354 shown\n");
  options.total_rows = 1;
  CHECK_FALSE(contains(rendered(table, options), "shown"));
  options.format = "markdown";
  options.total_rows = 1354;
  CHECK(endsWith(rendered(table, options), "\n\n1 of 1,354 shown\n"));
}

TEST_CASE("no rows, a number, and a statement without an answer") {
  Table empty;
  empty.columns = {{"name", ColumnType::kNode}};
  CHECK(rendered(empty, "table") == "no rows\n");
  empty.kind = TableKind::kSet;
  CHECK(rendered(empty, "table") == "nothing found\n");
  CHECK(rendered(empty, "list").empty());
  CHECK(rendered(empty, "jsonl").empty());
  CHECK(rendered(empty, "csv") == "name\r\n");
  CHECK(parseJson(rendered(empty, "json")).value()["rows"].empty());
  Table number;
  number.kind = TableKind::kNumber;
  number.columns = {{"count", ColumnType::kInteger}};
  number.push(std::int64_t{71});
  CHECK(rendered(number, "table") == "71\n");
  CHECK(rendered(number, "csv") == "count\r\n71\r\n");
  Table nothing;
  nothing.kind = TableKind::kNothing;
  CHECK(rendered(nothing, "table").empty());
  CHECK(parseJson(rendered(nothing, "json")).value()["columns"].empty());
}

TEST_CASE("colour marks the header and the states and nothing else") {
  Table table;
  table.columns = {{"name", ColumnType::kNode}};
  table.push(node("domain", "a.example"));
  table.push(Redacted{});
  render::Options options;
  options.color = true;
  CHECK(rendered(table, options) == "\x1b[1mname\x1b[0m\n----------\na.example\n\x1b[2m(redacted)\x1b[0m\n");
  options.format = "csv";
  CHECK(rendered(table, options) == "name\r\na.example\r\n(redacted)\r\n");
}

TEST_CASE("json is one document with columns, rows, total and notices") {
  Table table = everything();
  table.notices.push_back({"N402", "2 names are not in the graph"});
  CHECK(rendered(table, "json") == R"({
  "columns": [
    {"name":"name","type":"node","of":"domain"},
    {"name":"text","type":"text"},
    {"name":"count","type":"integer"},
    {"name":"rarity","type":"real"},
    {"name":"share","type":"share"},
    {"name":"created","type":"time"},
    {"name":"seen","type":"interval"},
    {"name":"gap","type":"duration"},
    {"name":"live","type":"bool"},
    {"name":"all","type":"list","of":"ip"},
    {"name":"email","type":"node"},
    {"name":"org","type":"node"}
  ],
  "rows": [
    {"name":"a.example","text":"plain text","count":1234,"rarity":0.3333333333333333,"share":0.377,)"
                                   R"("created":"2022-09-29T00:00:00Z","seen":{"first":"2022-09-29T00:00:00Z",)"
                                   R"("last":"2022-09-30T01:00:00Z"},"gap":2592000,"live":true,)"
                                   R"("all":["192.0.2.1","192.0.2.2"],"email":{"redacted":true},"org":null}
  ],
  "total": 1,
  "notices": [
    {"id":"N402","text":"2 names are not in the graph"}
  ]
}
)");
}

TEST_CASE("nodes of several types say their type unless a column beside them does") {
  Table table;
  table.columns = {{"shared", ColumnType::kNode}};
  table.push(node("ip", "192.0.2.1"));
  table.push(node("email", "a@b.example"));
  CHECK(rendered(table, "jsonl") ==
        "{\"shared\":{\"type\":\"ip\",\"name\":\"192.0.2.1\"}}\n"
        "{\"shared\":{\"type\":\"email\",\"name\":\"a@b.example\"}}\n");
  Table set;
  set.kind = TableKind::kSet;
  set.columns = {{"type", ColumnType::kText}, {"name", ColumnType::kNode}};
  set.push(std::string("ip"));
  set.push(node("ip", "192.0.2.1"));
  set.push(std::string("email"));
  set.push(node("email", "a@b.example"));
  CHECK(rendered(set, "jsonl") ==
        "{\"type\":\"ip\",\"name\":\"192.0.2.1\"}\n{\"type\":\"email\",\"name\":\"a@b.example\"}\n");
  CHECK(rendered(set, "list") == "192.0.2.1\na@b.example\n");
}

TEST_CASE("two columns of one name stay apart where rows are keyed by name") {
  Table table;
  table.columns = {{"ip", ColumnType::kInteger}, {"ip", ColumnType::kInteger}};
  table.push(std::int64_t{1});
  table.push(std::int64_t{2});
  CHECK(rendered(table, "jsonl") == "{\"ip\":1,\"ip_2\":2}\n");
  CHECK(rendered(table, "csv") == "ip,ip_2\r\n1,2\r\n");
}

TEST_CASE("csv quotes what divides fields, and tsv has no line in a cell") {
  Table table = oneText("say \"hi\", you; there");
  CHECK(rendered(table, "csv") == "value,n\r\n\"say \"\"hi\"\", you; there\",-1\r\n");
  CHECK(rendered(oneText("a\tb\nc"), "tsv") == "value\tn\na\\tb\\nc\t-1\n");
  CHECK(rendered(everything(), "csv") ==
        "name,text,count,rarity,share,created,seen,gap,live,all,email,org\r\n"
        "a.example,plain text,1234,0.3333333333333333,0.377,2022-09-29T00:00:00Z,"
        "2022-09-29T00:00:00Z/2022-09-30T01:00:00Z,2592000,true,\"192.0.2.1; 192.0.2.2\",(redacted),\r\n");
}

TEST_CASE("no cell begins a formula") {
  for (const std::string formula :
       {"=cmd|' /C calc'!A0", "+1+cmd|x", "-2+3+cmd|x", "@SUM(1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1+1", "＠x"}) {
    for (const std::string format : {"csv", "tsv"}) {
      INFO(formula << " as " << format);
      const std::string text = rendered(oneText(formula), format);
      const std::string_view row = splitLines(text)[1];
      CHECK((row[0] == '\'' || startsWith(row, "\"'")));
      CHECK(endsWith(row, "-1"));
    }
    Table table;
    table.columns = {{"org", ColumnType::kNode}};
    table.push(node("org", formula));
    CHECK(contains(rendered(table, "csv"), "'"));
  }
  CHECK(rendered(oneText("+15551234567"), "csv") == "value,n\r\n+15551234567,-1\r\n");
}

TEST_CASE("markdown keeps text from outside in code spans") {
  CHECK(rendered(oneText("a|b`c"), "markdown") == "| value | n |\n| --- | ---: |\n| `a`&#124;``b`c`` | -1 |\n");
  CHECK(contains(rendered(oneText("`x"), "markdown"), "| `` `x `` |"));
  const std::string link = rendered(oneText("[x](http://evil.example) <b>www.evil.example</b>"), "markdown");
  CHECK(contains(link, "| `[x](http://evil.example) <b>www.evil.example</b>` |"));
  Table table;
  table.columns = {{"a|<b>*c*", ColumnType::kText}};
  table.push(std::string("x"));
  CHECK(startsWith(rendered(table, "markdown"), "| a&#124;&lt;b\\>\\*c\\* |\n"));
}

/// What stands between < and >, one after the other.
std::vector<std::string> tagsOf(const std::string& html) {
  std::vector<std::string> out;
  for (std::size_t at = 0; (at = html.find('<', at)) != html.npos;) {
    const std::size_t end = html.find('>', at);
    out.push_back(html.substr(at, end - at));
    at = end;
  }
  return out;
}

TEST_CASE("a page is whole in itself, and nothing in it can be clicked, fetched or run") {
  Table table = everything();
  table.notices.push_back({"N1", "2 hubs skipped"});
  render::Options options;
  options.format = "html";
  options.total_rows = 7;
  const std::string page = rendered(table, options);
  CHECK(startsWith(page, "<!DOCTYPE html>\n"));
  CHECK(endsWith(page, "</body>\n</html>\n"));
  CHECK(contains(page, "content=\"default-src 'none'; style-src 'unsafe-inline'\""));
  CHECK(contains(page, "<th scope=\"col\" class=\"n\">count</th>"));
  CHECK(contains(page, "<td class=\"n\">1234</td>"));
  CHECK(contains(page, "<td class=\"s\">(redacted)</td><td class=\"s\">(missing)</td></tr>"));
  CHECK(contains(page, "<p>1 of 7 shown</p>\n<p>2 hubs skipped</p>"));
  table = everything();
  table.at(0, 1) = std::string("<a href=\"http://evil.example/\" onclick='x()'>http://evil.example/</a>");
  const std::string hostile = rendered(table, "html");
  CHECK(contains(hostile, "<td>&lt;a href=&quot;http://evil.example/&quot; onclick=&#39;x()&#39;&gt;"));
  for (const std::string& tag : tagsOf(hostile)) {
    INFO(tag);
    for (const char* bad : {"<a", "<script", "<img", "<link", "<iframe", " href", " src", " on"})
      CHECK_FALSE(contains(tag, bad));
  }
  options.defang = true;
  CHECK(contains(rendered(table, options), "a[.]example"));
}

TEST_CASE("a page opens the raw record behind evidence, shows a number alone, and says that there is nothing") {
  Table evidence;
  evidence.kind = TableKind::kEvidence;
  evidence.columns = {{"text", ColumnType::kText}};
  const std::string record = "{\"link\":\"<a href=x>\"" + std::string(100, 'x') + "}";
  evidence.push(record);
  const std::string page = rendered(evidence, "html");
  CHECK(contains(page, "<details><summary>{&quot;link&quot;:&quot;&lt;a href=x&gt;"));
  CHECK(contains(page, std::string(100, 'x') + "}</pre></details>"));
  Table number;
  number.kind = TableKind::kNumber;
  number.columns = {{"count", ColumnType::kInteger}};
  number.push(std::int64_t{42});
  CHECK(contains(rendered(number, "html"), "<p class=\"one\">42</p>\n</body>"));
  Table nothing;
  nothing.kind = TableKind::kSet;
  nothing.columns = {{"name", ColumnType::kNode}};
  CHECK(contains(rendered(nothing, "html"), "<p>nothing found</p>\n</body>"));
}

TEST_CASE("hostile values come through every form harmless") {
  for (const std::string& format : render::formats()) {
    INFO(format);
    Table table;
    table.columns = {{kHostile, ColumnType::kText}, {"node", ColumnType::kNode}, {"list", ColumnType::kList}};
    table.push(kHostile);
    table.push(node("org", kHostile, kHostile + "2"));
    table.push(CellList{Cell(kHostile), node("ip", kHostile)});
    table.notices.push_back({"N1", kHostile});
    Table tame;
    tame.columns = {{"text", ColumnType::kText}, {"node", ColumnType::kNode}, {"list", ColumnType::kList}};
    tame.push(std::string("x"));
    tame.push(node("org", "x", "X"));
    tame.push(CellList{Cell(std::string("x")), node("ip", "192.0.2.1")});
    tame.notices.push_back({"N1", "x"});
    const std::string text = rendered(table, format);
    CHECK(isHarmless(text, format == "csv" ? "\r\n" : format == "tsv" ? "\t\n" : "\n"));
    CHECK(isValidUtf8(text));
    if (startsWith(format, "json")) CHECK_FALSE(contains(text, "<"));
    if (format == "json") CHECK(parseJson(text).ok());
    if (format == "jsonl") CHECK(parseJson(text).ok());
    if (format == "list") CHECK(splitLines(text).size() == 1);
    if (format == "csv" || format == "tsv") CHECK(splitLines(text).size() == 2);
    if (format == "markdown") CHECK(splitLines(text).size() == 3);
    if (format == "table") CHECK(splitLines(text).size() == 3);
    if (format == "html") {
      const std::string harmless = rendered(tame, format);
      CHECK(tagsOf(text) == tagsOf(harmless));
      CHECK(splitLines(text).size() == splitLines(harmless).size());
    }
  }
}

TEST_CASE("names show their spelling to people, and an IDN its A-label too") {
  Table table;
  table.kind = TableKind::kSet;
  table.columns = {{"name", ColumnType::kNode}};
  table.push(node("org", "example holdings", "Example Holdings"));
  table.push(node("domain", "xn--mnchen-3ya.example", "münchen.example"));
  CHECK(contains(rendered(table, "table"), "Example Holdings\nmünchen.example (xn--mnchen-3ya.example)\n"));
  CHECK(rendered(table, "list") == "example holdings\nxn--mnchen-3ya.example\n");
}

TEST_CASE("defanged names cannot be clicked, and names of people keep their dots") {
  Table table;
  table.columns = {{"name", ColumnType::kNode}, {"org", ColumnType::kNode}};
  table.push(node("domain", "a.example"));
  table.push(node("org", "acme inc."));
  render::Options options;
  options.defang = true;
  CHECK(contains(rendered(table, options), "a[.]example  acme inc.\n"));
  options.format = "list";
  CHECK(rendered(table, options) == "a[.]example\n");
  options.format = "jsonl";
  CHECK(contains(rendered(table, options), "\"a.example\""));
}

TEST_CASE("a form that is not there says which are") {
  render::Options options;
  const render::Write nowhere = [](std::string_view) { return Result<void>(); };
  for (const char* name : {"svg", "gexf", "tree", "blocklist"}) {
    options.format = name;
    const Result<void> result = render::render(everything(), options, nowhere);
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().code == ErrorCode::kNotYet);
    CHECK(contains(result.error().notes.at(0), "jsonl"));
  }
  options.format = "facts";
  const Result<void> facts = render::render(everything(), options, nowhere);
  REQUIRE_FALSE(facts.ok());
  CHECK(contains(facts.error().notes.at(0), "clew export CASE facts"));
  options.format = "jsn";
  const Result<void> result = render::render(everything(), options, nowhere);
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().code == ErrorCode::kUnknownName);
  CHECK(contains(result.error().hint, "json"));
}

TEST_CASE("a failing writer ends the rendering with its error") {
  Table table;
  table.columns = {{"text", ColumnType::kText}};
  for (int i = 0; i < 100000; ++i) table.push(std::string("0123456789"));
  for (const std::string& format : render::formats()) {
    int calls = 0;
    render::Options options;
    options.format = format;
    const Result<void> result = render::render(table, options, [&](std::string_view) -> Result<void> {
      ++calls;
      return Error(ErrorCode::kFull, "the disk is full");
    });
    INFO(format);
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().code == ErrorCode::kFull);
    CHECK(calls == 1);
  }
}

TEST_CASE("a cell as plain text") {
  CHECK(render::cellText(Share{0.25}) == "25.0 %");
  CHECK(render::cellText(Instant{timeFromCivil({2022, 9, 29, 10, 0, 0})}) == "2022-09-29T10:00:00Z");
  CHECK(render::cellText(Instant{}) == "undated");
  CHECK(render::cellText(std::string("a\x1b[31m")) == "a\\x1b[31m");
  CHECK(render::cellText(-0.00001) == "0");
}
