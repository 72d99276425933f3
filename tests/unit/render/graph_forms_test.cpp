// Graph forms: what is drawn, and that hostile names stay names.
#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

#include "render/render.h"

namespace clew::render {
namespace {

Table graphOf(const std::string& name) {
  Table table;
  table.columns = {{"role", ColumnType::kText}, {"from", ColumnType::kNode},  {"relation", ColumnType::kText},
                   {"to", ColumnType::kNode},   {"first", ColumnType::kTime}, {"last", ColumnType::kTime}};
  const NodeValue seed{"domain", "a.example", ""};
  const NodeValue person{"person", name, ""};
  const auto row = [&](Cell role, Cell from, Cell relation, Cell to, Cell first, Cell last) {
    for (Cell* cell : {&role, &from, &relation, &to, &first, &last}) table.push(std::move(*cell));
  };
  row(std::string("seed"), seed, Missing{}, Missing{}, Missing{}, Missing{});
  row(std::string("result"), person, Missing{}, Missing{}, Missing{}, Missing{});
  row(std::string("link"), seed, std::string("registrant"), person, Instant{1640995200}, Instant{1641081600});
  return table;
}

std::string as(const std::string& format, const Table& table) {
  Options options;
  options.format = format;
  std::string out;
  const auto done = render(table, options, [&](std::string_view bytes) -> Result<void> {
    out += bytes;
    return {};
  });
  return done.ok() ? out : "error: " + done.error().message;
}

TEST_CASE("a graph is drawn with its seeds, results and links") {
  const std::string dot = as("dot", graphOf("jane example"));
  CHECK(dot.find("n1 [label=\"a.example\", tooltip=\"domain\", style=\"rounded,filled\", fillcolor=\"#ffe0a0\"];") !=
        std::string::npos);
  CHECK(dot.find("n2 [label=\"jane example\"") != std::string::npos);
  CHECK(dot.find("n1 -> n2 [label=\"registrant\", tooltip=\"2022-01-01 to 2022-01-02\"];") != std::string::npos);
  const std::string xml = as("graphml", graphOf("jane example"));
  CHECK(xml.find("<node id=\"n2\"><data key=\"label\">jane example</data>") != std::string::npos);
  CHECK(xml.find("<edge id=\"e1\" source=\"n1\" target=\"n2\"><data key=\"relation\">registrant</data>") !=
        std::string::npos);
}

/// How many quotes of a text end or begin a string: those without an odd number of backslashes before them.
std::size_t bareQuotes(const std::string& text) {
  std::size_t out = 0, backslashes = 0;
  for (const char c : text) {
    if (c == '"' && backslashes % 2 == 0) ++out;
    backslashes = c == '\\' ? backslashes + 1 : 0;
  }
  return out;
}

TEST_CASE("hostile names stay names in every graph form") {
  const std::string tame_dot = as("dot", graphOf("tame"));
  for (const std::string& name :
       {std::string("\"]; evil [label=\"x"), std::string("a\\"), std::string("\\N\\G\""), std::string("<b>x</b>"),
        std::string("x\n} digraph y {"), std::string("\x1b[31m\xe2\x80\xae"),
        std::string("]]><script>alert(1)</script>"), std::string("&lt;&#x41;"), std::string("a\0b", 3),
        std::string("' onload='x"), std::string("\xff\xfe")}) {
    INFO(name);
    const std::string dot = as("dot", graphOf(name));
    CHECK(bareQuotes(dot) == bareQuotes(tame_dot));
    CHECK(std::count(dot.begin(), dot.end(), '\n') == std::count(tame_dot.begin(), tame_dot.end(), '\n'));
    CHECK(dot.find("<b>") == std::string::npos);
    const std::string xml = as("graphml", graphOf(name));
    for (const char* bad : {"<script", "<b>", "]]>", "\x1b", "\xe2\x80\xae", "onload='", "\xff"}) {
      CHECK(xml.find(bad) == std::string::npos);
      const bool harmless_in_dot = std::string(bad) == "onload='";
      if (!harmless_in_dot) CHECK(dot.find(bad) == std::string::npos);
    }
    CHECK(std::count(xml.begin(), xml.end(), '<') ==
          std::count_if(xml.begin(), xml.end(), [](char c) { return c == '>'; }));
  }
}

TEST_CASE("a table that is no graph is drawn as its nodes, and later forms say that they are later") {
  Table table;
  table.columns = {{"name", ColumnType::kNode}, {"count", ColumnType::kInteger}};
  table.push(NodeValue{"domain", "a.example", ""});
  table.push(std::int64_t{3});
  CHECK(as("dot", table).find("n1 [label=\"a.example\"") != std::string::npos);
  CHECK(as("misp", table) == "error: output as misp is not built yet");
}

}  // namespace
}  // namespace clew::render
