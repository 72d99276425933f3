// Graph forms: what is drawn, and that hostile names stay names.
#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <string>

#include "common/json.h"
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

/// Values of all members `key`, wherever they stand.
void gather(const Json& value, const std::string& key, std::vector<std::string>& out) {
  if (value.is_object() && value.contains(key)) out.push_back(textOf(value, key));
  if (!value.is_structured()) return;
  for (const Json& inner : value) gather(inner, key, out);
}

TEST_CASE("a MISP event has an object for each link, with dates, and ids of its content") {
  const auto event = parseJson(as("misp", graphOf("Jane Example")));
  REQUIRE(event.ok());
  const Json* body = member(*event, "Event");
  REQUIRE(body != nullptr);
  CHECK(textOf(*body, "info") == "Clew: a graph of 2 nodes and 1 link");
  CHECK(textOf(*body, "date") == "2022-01-02");
  CHECK(textOf(*body, "timestamp") == "1641081600");
  CHECK(textOf(*body, "distribution") == "0");
  REQUIRE(member(*body, "Object")->size() == 1);
  const Json& whois = (*member(*body, "Object"))[0];
  CHECK(textOf(whois, "name") == "whois");
  CHECK(textOf(whois, "first_seen") == "2022-01-01T00:00:00Z");
  CHECK(textOf(whois, "last_seen") == "2022-01-02T00:00:00Z");
  std::vector<std::string> values, types, ids, detection;
  gather(*event, "value", values);
  CHECK(values == std::vector<std::string>{"a.example", "Jane Example"});
  gather(*event, "type", types);
  CHECK(types == std::vector<std::string>{"domain", "whois-registrant-name"});
  gather(*event, "to_ids", detection);
  CHECK(detection == std::vector<std::string>{"false", "false"});
  gather(*event, "uuid", ids);
  CHECK(ids.size() == 4);
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == 4);
  std::vector<std::string> others;
  gather(*parseJson(as("misp", graphOf("Other Example"))), "uuid", others);
  for (const std::string& id : others) CHECK(std::count(ids.begin(), ids.end(), id) == 0);
  CHECK(as("misp", graphOf("Jane Example")) == as("misp", graphOf("Jane Example")));
}

TEST_CASE("hostile names stay values in forms of JSON") {
  for (const std::string& name :
       {std::string("\"}],\"x\":[{\"y\":\""), std::string("a\\"), std::string("x\n]}}\n{\"Event\":{}}"),
        std::string("\x1b[31m\xe2\x80\xae"), std::string("</script><script>alert(1)</script>"),
        std::string("clew:export=\"graph\"|x"), std::string("\0x", 2)}) {
    for (const std::string form : {"misp", "stix"}) {
      INFO(form << " " << name);
      const std::string text = as(form, graphOf(name));
      const std::string tame = as(form, graphOf("tame"));
      CHECK(std::count(text.begin(), text.end(), '\n') == std::count(tame.begin(), tame.end(), '\n'));
      for (const char* bad : {"\x1b", "\xe2\x80\xae"}) CHECK(text.find(bad) == std::string::npos);
      const auto parsed = parseJson(text);
      REQUIRE(parsed.ok());
      std::vector<std::string> values, keys, tame_keys;
      gather(*parsed, form == "misp" ? "value" : "name", values);
      CHECK(std::count(values.begin(), values.end(), name) == 1);
      for (auto& [key, of] : {std::pair(&keys, &text), std::pair(&tame_keys, &tame)}) {
        for (const std::string member : {"uuid", "id", "type", "Tag", "x", "y", "Event"}) {
          std::vector<std::string> found;
          gather(*parseJson(*of), member, found);
          key->push_back(member + std::to_string(found.size()));
        }
      }
      CHECK(keys == tame_keys);
    }
  }
}

TEST_CASE("a table that is no graph is drawn as its nodes, and later forms say that they are later") {
  Table table;
  table.columns = {{"name", ColumnType::kNode}, {"count", ColumnType::kInteger}};
  table.push(NodeValue{"domain", "a.example", ""});
  table.push(std::int64_t{3});
  CHECK(as("dot", table).find("n1 [label=\"a.example\"") != std::string::npos);
  CHECK(as("gexf", table) == "error: output as gexf is not built yet");
}

}  // namespace
}  // namespace clew::render
