// What users say of the columns of tables.
#include <catch2/catch.hpp>

#include "common/text.h"
#include "ingest/readers/column_map.h"
#include "unit/ingest/ingest_support.h"

namespace clew::ingest::test {

TEST_CASE("a map of columns is read, and what is wrong in it is named", "[ingest][csv]") {
  const auto& schema = model::Schema::builtin();
  const auto map = ColumnMap::fromText(
      "# mine\n\"C2, domain\", c2_name = host\n3 = first  # the third\nOwner=relation registrant\nVerdict = property "
      "detections\nJunk = ignored\n",
      "my.columns", schema);
  REQUIRE(map.ok());
  CHECK(map->of("C2 Domain", 1)->role == ColumnRole::kHost);
  CHECK(map->of("C2-NAME", 1)->role == ColumnRole::kHost);
  CHECK(map->of("anything", 3)->role == ColumnRole::kFirst);
  CHECK(map->of("owner", 1)->word == "registrant");
  CHECK(map->of("verdict", 1)->word == "detections");
  CHECK(map->of("other", 1) == nullptr);
  const std::vector<std::pair<const char*, const char*>> wrong = {
      {"a host", "'my.columns', line 1: a row reads NAME = WORD"},
      {"\n\"a = host", "'my.columns', line 2: a quote is not closed"},
      {"= host", "no name of a column stands before the ="},
      {"a = hosts", "'hosts' is nothing that a column can be"},
      {"a = relation nothing", "there is no relation 'nothing'"},
      {"a = property tld", "there is no property 'tld' that can be stated"},
  };
  for (const auto& [text, why] : wrong) {
    INFO(text);
    const auto read = ColumnMap::fromText(text, "my.columns", schema);
    REQUIRE_FALSE(read.ok());
    CHECK(contains(read.error().message, why));
  }
}

TEST_CASE("a map says what the columns of a table are", "[ingest][csv]") {
  const Folder folder;
  const auto store = openStore(folder.file("case.db"));
  folder.write("t.csv", "Wert,Besitzer,Gesehen,Farbe\na.example,Jo Doe,2020-01-02,rot\n");
  folder.write("my.columns", "Wert = indicator\nBesitzer = relation registrant\nGesehen = first\n");
  IngestOptions options = optionsOf();
  options.as = "csv";
  options.columns = folder.file("my.columns");
  const IngestReport report = mustIngest(*store, {folder.file("t.csv")}, options);
  CHECK(report.rejected == 0);
  CHECK(dump(*store) == std::vector<std::string>{"a.example .Farbe: rot", "a.example list t 1577923200",
                                                 "a.example registrant jo doe 1577923200"});
  SECTION("columns by number, where there is no header") {
    folder.write("u.csv", "b.example,x\nc.example,y\n");
    folder.write("my.columns", "2 = tag\n");
    mustIngest(*store, {folder.file("u.csv")}, options);
    const auto lines = dump(*store);
    CHECK(std::count_if(lines.begin(), lines.end(), [](const auto& line) { return contains(line, " tag "); }) == 2);
  }
  SECTION("what it calls a threat is one, whatever it is called") {
    folder.write("v.csv", "domain,threat\nd.example,phishing\n");
    mustIngest(*store, {folder.file("v.csv")}, optionsOf());
    folder.write("w.csv", "domain,threat\ne.example,phishing\n");
    folder.write("my.columns", "threat = threat\n");
    mustIngest(*store, {folder.file("w.csv")}, options);
    const auto lines = dump(*store);
    const auto has = [&](const char* word) {
      return std::any_of(lines.begin(), lines.end(), [word](const auto& line) { return startsWith(line, word); });
    };
    CHECK(has("d.example tag phishing"));
    CHECK(has("e.example threat phishing"));
  }
  SECTION("a map that cannot be read stops the ingest") {
    folder.write("my.columns", "x = nonsense\n");
    CHECK_FALSE(ingest({folder.file("t.csv")}, options, contextOf(store.get()), {}).ok());
  }
}

}  // namespace clew::ingest::test
