// Lists of shared infrastructure: what their entries mean, and how a case changes them.
#include "model/noise.h"

#include <catch2/catch.hpp>

using namespace clew;
using namespace clew::model;

namespace {

const Schema& schema() {
  return Schema::builtin();
}

NoiseList listOf(const std::vector<std::string>& entries) {
  NoiseList list;
  for (const std::string& entry : entries) {
    INFO(entry);
    CHECK(list.add(schema(), entry).ok());
  }
  return list;
}

bool holdsAddress(const NoiseList& list, std::string_view text) {
  const auto address = parseAddress(text);
  REQUIRE(address);
  return list.holdsBlock({*address, address->v6 ? 128 : 32});
}

}  // namespace

TEST_CASE("entries mean blocks, hosts with all below, mailboxes of hosts, and single values") {
  const NoiseList list = listOf({"192.0.2.0/25", "198.51.100.7", "2001:db8:1::/48", "parked.example", ".below.example",
                                 "=only.example", "@mail.example", "x@y.example", "AS64500", "shop.zip"});
  CHECK(list.size() == 10);
  CHECK(holdsAddress(list, "192.0.2.127"));
  CHECK_FALSE(holdsAddress(list, "192.0.2.128"));
  CHECK(holdsAddress(list, "198.51.100.7"));
  CHECK_FALSE(holdsAddress(list, "198.51.100.8"));
  CHECK(holdsAddress(list, "2001:db8:1:ffff::1"));
  CHECK_FALSE(holdsAddress(list, "2001:db8:2::1"));
  CHECK(list.holdsBlock(*parseBlock("192.0.2.64/26")));
  CHECK_FALSE(list.holdsBlock(*parseBlock("192.0.2.0/24")));
  CHECK(list.holdsHost("parked.example"));
  CHECK(list.holdsHost("a.b.parked.example"));
  CHECK_FALSE(list.holdsHost("notparked.example"));
  CHECK(list.holdsHost("a.below.example"));
  CHECK_FALSE(list.holdsHost("a.only.example"));
  CHECK(list.holdsHost("a.shop.zip"));
  CHECK(list.holdsMailbox("a@mail.example"));
  CHECK(list.holdsMailbox("a@sub.mail.example"));
  CHECK_FALSE(list.holdsMailbox("a@y.example"));
  CHECK_FALSE(list.holdsHost("mail.example"));
  REQUIRE(list.whole().size() == 3);
  CHECK(list.whole()[0].name == "only.example");
  CHECK(list.whole()[1].name == "x@y.example");
  CHECK(schema().type(list.whole()[2].type).name == "asn");
}

TEST_CASE("the lists that ship can be read, and each means something") {
  const auto lists = NoiseLists::make(schema(), "");
  REQUIRE(lists.ok());
  for (const char* name : {"cdn", "cloud", "disposable", "dyndns", "freemail", "hosting", "parking", "privacy",
                           "registrars", "reserved", "resolvers", "sinkholes"}) {
    INFO(name);
    REQUIRE(lists->find(name) != nullptr);
    CHECK(lists->find(name)->size() >= 10);
  }
  CHECK(lists->all().size() == 12);
  CHECK(lists->find("parking")->holdsHost("ns1.sedoparking.com"));
  CHECK(holdsAddress(*lists->find("cdn"), "104.16.1.1"));
  CHECK(holdsAddress(*lists->find("reserved"), "10.0.0.1"));
  CHECK(lists->find("none") == nullptr);
}

TEST_CASE("a file of entries has one a line, and says what is none") {
  const auto file =
      readNoiseFile(schema(), "# a list\n\n192.0.2.1  # one\r\n  a.example\nnot an entry\n192.0.2.1/24\n");
  REQUIRE(file.ok());
  CHECK(file->entries == std::vector<std::string>{"192.0.2.1", "a.example"});
  REQUIRE(file->refused.size() == 2);
  CHECK(file->refused[0].find("'not an entry' is no address") != std::string::npos);
}

TEST_CASE("a warning list is read by its type") {
  const auto read = [](const std::string& type, const std::string& entries) {
    const auto file =
        readNoiseFile(schema(), R"({"name":"x","version":1,"type":")" + type + R"(","list":[)" + entries + "]}");
    REQUIRE(file.ok());
    return *file;
  };
  CHECK(read("cidr", R"("192.0.2.0/24","198.51.100.1")").entries ==
        std::vector<std::string>{"192.0.2.0/24", "198.51.100.1"});
  CHECK(read("hostname", R"(".a.example","b.example")").entries == std::vector<std::string>{".a.example", "b.example"});
  CHECK(read("string", R"("a.example","192.0.2.1")").entries == std::vector<std::string>{"=a.example", "192.0.2.1"});
  CHECK(read("substring", R"("a.example")").entries == std::vector<std::string>{"a.example"});
  const NoiseFile expressions = read("regex", R"("/a.*/i")");
  CHECK(expressions.entries.empty());
  CHECK(expressions.refused == std::vector<std::string>{"'/a.*/i': a regular expression is no entry"});
  CHECK_FALSE(readNoiseFile(schema(), R"({"name":"x"})").ok());
  CHECK_FALSE(readNoiseFile(schema(), "{").ok());
}

TEST_CASE("a case extends, replaces and forgets lists, whatever the order of entries") {
  const auto change = [](std::string_view own, std::string_view name, NoiseChange how,
                         std::vector<std::string> entries) {
    const auto text = withNoise(own, name, how, entries);
    REQUIRE(text.ok());
    return *text;
  };
  const std::string added = change("", "parking", NoiseChange::kExtend, {"b.example", "a.example"});
  CHECK(added == "parking\ta.example\nparking\tb.example\n");
  CHECK(change(change("", "parking", NoiseChange::kExtend, {"a.example"}), "parking", NoiseChange::kExtend,
               {"b.example"}) == added);
  CHECK(NoiseLists::make(schema(), added)->find("parking")->holdsHost("ns1.sedoparking.com"));
  CHECK(NoiseLists::make(schema(), added)->find("parking")->holdsHost("a.example"));
  const std::string replaced = change(added, "parking", NoiseChange::kReplace, {"192.0.2.0/24", "=c.example"});
  const auto lists = NoiseLists::make(schema(), replaced);
  REQUIRE(lists.ok());
  CHECK_FALSE(lists->find("parking")->holdsHost("ns1.sedoparking.com"));
  CHECK_FALSE(lists->find("parking")->holdsHost("a.example"));
  CHECK(holdsAddress(*lists->find("parking"), "192.0.2.9"));
  CHECK(lists->find("parking")->whole().size() == 1);
  CHECK(change(replaced, "vpn", NoiseChange::kReplace, {"d.example"}).starts_with("parking\t=\n"));
  CHECK(change(replaced, "parking", NoiseChange::kForget, {}).empty());
  for (const char* name : {"", "a b", "-a", "a-", "a--b", "a/b"}) {
    INFO(name);
    CHECK_FALSE(withNoise("", name, NoiseChange::kExtend, {"a.example"}).ok());
  }
  CHECK_FALSE(NoiseLists::make(schema(), "parking\tnot an entry\n").ok());
}
