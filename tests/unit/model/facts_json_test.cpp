#include "model/facts_json.h"

#include <catch2/catch.hpp>

#include "common/utf8.h"
#include "model/literal.h"
#include "model/values.h"

using namespace clew;
using namespace clew::model;

namespace {

std::string messageOf(std::string_view line) {
  const Result<FactLine> read = parseFactLine(Schema::builtin(), line);
  return read ? "read" : read.error().message;
}

}  // namespace

TEST_CASE("facts come back as the same bytes") {
  const std::vector<std::string> lines = {
      R"({"fact":"link","from":{"type":"host","name":"www.a.example"},"relation":"ip","to":{"type":"ip","name":"192.0.2.7"},"first":"2022-01-01T00:00:00Z","last":"2022-03-05T10:00:00Z","times":12,"ttl":300,"confidence":90,"source":"dnsdb","learnt":"2022-10-18T08:00:00Z","lookup":"L17"})",
      R"({"fact":"link","from":{"type":"domain","name":"a.example"},"relation":"org","to":{"type":"org","name":"acme inc","display":"Acme Inc"},"first":"2022-01-01","last":"2022-01-31"})",
      R"({"fact":"link","from":{"type":"domain","name":"a.example"},"relation":"ns","to":{"type":"host","name":"ns1.b.example"}})",
      R"({"fact":"property","of":{"type":"domain","name":"a.example"},"property":"created","value":"2021-12-30T00:00:00Z","first":"2022-01-02T00:00:00Z","last":"2022-09-29T00:00:00Z","source":"whois","learnt":"2022-10-18T08:00:00Z"})",
      R"({"fact":"redacted","of":{"type":"domain","name":"a.example"},"trait":"email","text":"REDACTED FOR PRIVACY","first":"2022-01-02T00:00:00Z","last":"2022-09-29T00:00:00Z","source":"whois","learnt":"2022-10-18T08:00:00Z"})",
      R"({"fact":"retracted","of":{"fact":"link","from":{"type":"host","name":"a.example"},"relation":"ip","to":{"type":"ip","name":"192.0.2.7"},"source":"feed"},"when":"2022-11-01T00:00:00Z","because":"feed withdrawn"})",
      R"({"fact":"retracted","of":{"fact":"property","of":{"type":"host","name":"a.example"},"property":"live","value":"true"}})",
      R"({"fact":"retracted","of":{"fact":"redacted","of":{"type":"domain","name":"a.example"},"trait":"email","text":"PRIVATE","source":"feed"}})",
      R"({"fact":"retracted","of":{"fact":"answer","of":{"type":"host","name":"a.example"},"kind":"ns","source":"feed"}})",
      R"({"fact":"set","name":"iocs","members":[{"type":"domain","name":"a.example"},{"type":"ip","name":"192.0.2.7"}],"learnt":"2022-10-18T08:00:00Z"})",
      R"({"fact":"set","name":"none","members":[]})",
      R"({"fact":"tag","of":{"type":"ip","name":"192.0.2.7"},"tag":"sinkhole","source":"analyst","learnt":"2022-10-18T08:00:00Z"})",
      R"({"fact":"answer","of":{"type":"host","name":"a.example"},"kind":"a","outcome":"none","when":"2022-10-18T08:00:00Z","source":"dns"})",
      R"({"fact":"mention","of":{"type":"host","name":"a.example"},"lookup":"L1"})",
      R"({"fact":"lookup","id":"L17","provider":"dnsdb","kind":"rrset","subject":"www.a.example","outcome":"none","fetched":"2022-10-18T08:00:00Z","from":"dnsdb-www.json","part":2,"line":1001,"sha256":"00"})",
      R"({"fact":"property","of":{"type":"url","name":"http://a.example/"},"property":"title","value":"\u001b[2J\u202e <script>\n \ufeff"})",
  };
  for (const std::string& line : lines) {
    INFO(line);
    const Result<FactLine> read = parseFactLine(Schema::builtin(), line);
    if (!read) FAIL(read.error().message);
    const std::string written = factLineText(Schema::builtin(), *read);
    const Result<FactLine> again = parseFactLine(Schema::builtin(), written);
    REQUIRE(again.ok());
    CHECK(factLineText(Schema::builtin(), *again) == written);
    CHECK(written == escapeControls(written));
    if (written.find("script") == std::string::npos) CHECK(written == line);
  }
}

TEST_CASE("a lookup carries its raw bytes whatever they are") {
  FactLine line;
  LookupFact fact;
  fact.id = "L1";
  for (int i = 0; i < 100'000; ++i) fact.lookup.raw += static_cast<char>(i * 7);
  line.body = fact;
  const Result<FactLine> read = parseFactLine(Schema::builtin(), factLineText(Schema::builtin(), line));
  REQUIRE(read.ok());
  CHECK(std::get<LookupFact>(read->body).lookup.raw == fact.lookup.raw);
}

TEST_CASE("days stay days and defanged names are taken") {
  const auto read = parseFactLine(
      Schema::builtin(),
      R"({"fact":"link","from":{"type":"host","name":"WWW.a[.]example."},"relation":"ip","to":{"type":"ip","name":"192[.]0[.]2[.]7"},"first":"2015-01-30","last":"2015-01-31"})");
  REQUIRE(read.ok());
  const auto& link = std::get<LinkFact>(read->body);
  CHECK(link.from.name == "www.a.example");
  CHECK(link.seen.first_is_day);
  CHECK(link.seen.last_is_day);
  CHECK(link.seen.last - link.seen.first == 2 * 86400 - 1);
}

TEST_CASE("a property's value may be written as a bare boolean or number") {
  const auto read =
      parseFactLine(Schema::builtin(),
                    R"({"fact":"property","of":{"type":"host","name":"a.example"},"property":"live","value":true})");
  REQUIRE(read.ok());
  CHECK(factLineText(Schema::builtin(), *read).find(R"("value":"true")") != std::string::npos);
  CHECK(messageOf(R"({"fact":"property","of":{"type":"host","name":"a.example"},"property":"live","value":[]})") ==
        "'value' of a property fact is no text");
}

TEST_CASE("wrong facts are refused in the user's words") {
  const std::string from = R"("from":{"type":"host","name":"a.example"})";
  const std::string to = R"("to":{"type":"ip","name":"192.0.2.7"})";
  const std::string of = R"("of":{"type":"domain","name":"a.example"})";
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", "empty where JSON was expected"},
      {"[]", "a fact is a JSON object"},
      {"{}", "the line does not say what 'fact' it is"},
      {R"({"fact":"lnk"})", "there is no fact 'lnk'"},
      {R"({"fact":"link"})", "a link fact has no 'from'"},
      {"{\"fact\":\"link\"," + from + ",\"relation\":\"ip\"}", "a link fact has no 'to'"},
      {"{\"fact\":\"link\"," + from + ",\"relation\":\"ipp\"," + to + "}", "there is no relation 'ipp'"},
      {"{\"fact\":\"link\"," + from + ",\"relation\":\"registrar\"," + to + "}", "'registrar' is no relation of hosts"},
      {"{\"fact\":\"link\"," + from + ",\"relation\":\"ns\"," + to + "}", "'ns' of hosts leads to hosts, not to ips"},
      {"{\"fact\":\"link\"," + from + ",\"relation\":\"ip\"," + to + ",\"frist\":\"2022-01-01\"}",
       "a link fact has no key 'frist'"},
      {"{\"fact\":\"link\"," + from + ",\"relation\":\"ip\"," + to + ",\"text\":\"x\"}",
       "a link fact has no key 'text'"},
      {"{\"fact\":\"link\"," + from + ",\"relation\":\"ip\"," + to + ",\"first\":\"soon\"}",
       "'first' is no date: 'soon'"},
      {"{\"fact\":\"link\"," + from + ",\"relation\":\"ip\"," + to + ",\"first\":1}",
       "'first' of a link fact is no text"},
      {"{\"fact\":\"link\"," + from + ",\"relation\":\"ip\"," + to +
           ",\"first\":\"2022-01-02\",\"last\":\"2022-01-01\"}",
       "is before 'first'"},
      {"{\"fact\":\"link\"," + from + ",\"relation\":\"ip\"," + to + ",\"times\":-1}",
       "'times' of a link fact is no whole number"},
      {"{\"fact\":\"link\"," + from + ",\"relation\":\"ip\"," + to + ",\"confidence\":101}", "from 0 to 100"},
      {R"({"fact":"mention","of":{"type":"hst","name":"a.example"}})", "there is no type 'hst'"},
      {R"({"fact":"mention","of":{"type":"ip","name":"300.1.2.3"}})", "300 is above 255"},
      {R"({"fact":"mention","of":{"type":"ip","name":"192.0.2.7","x":1}})", "a node has no key 'x'"},
      {R"({"fact":"mention","of":"a.example"})", "a node is no JSON object"},
      {R"({"fact":"mention","of":{"type":"org","name":"acme","display":"Evil"}})", "'Evil' is no spelling of 'acme'"},
      {"{\"fact\":\"property\"," + of + ",\"property\":\"created\",\"value\":\"soon\"}",
       "'created': 'soon' is no date"},
      {"{\"fact\":\"property\"," + of + ",\"property\":\"size\",\"value\":\"1\"}", "'size' is no property of domains"},
      {"{\"fact\":\"property\"," + of + ",\"property\":\"siize\",\"value\":\"1\"}", "there is no property 'siize'"},
      {"{\"fact\":\"property\"," + of + ",\"property\":\"tld\",\"value\":\"com\"}",
       "'tld' is worked out and cannot be stated"},
      {"{\"fact\":\"answer\"," + of + ",\"kind\":\"a\",\"outcome\":\"maybe\"}", "there is no outcome 'maybe'"},
      {R"({"fact":"set","name":"","members":[]})", "no query could write"},
      {R"({"fact":"set","name":"'; DROP TABLE x;--","members":[]})", "no query could write"},
      {R"({"fact":"set","name":"x","members":{}})", "is no list"},
      {R"({"fact":"lookup","id":"L1","raw":"!!!"})", "'raw' of a lookup fact is damaged"},
      {R"({"fact":"lookup","id":"L1","raw":"AAAA"})", "'raw' of a lookup fact is damaged"},
      {R"({"fact":"retracted","of":{"fact":"tag"}})", "takes back a link, a property, a redacted trait or an answer"},
      {R"({"fact":"retracted","of":{"fact":"link"}})", "a link fact has no 'from'"},
      {"{\"fact\":\"mention\",\"of\":" + std::string(1000, '['), "nests deeper"},
      {"{\"fact\":\"mention\",\"of\":{\"type\":\"host\",\"name\":\"a\\u0000.example\"}}", "invisible character U+0000"},
  };
  for (const auto& [line, reason] : rows) {
    INFO(line.substr(0, 200));
    CHECK_THAT(messageOf(line), Catch::Contains(reason));
  }
  CHECK(parseFactLine(Schema::builtin(), R"({"fact":"lnk"})").error().hint == "did you mean 'link'?");
}

TEST_CASE("property values are read by their type") {
  CHECK(*readPropertyText(ValueType::kDate, "14-Feb-2011") == "2011-02-14T00:00:00Z");
  CHECK(*readPropertyText(ValueType::kInteger, " 42 ") == "42");
  CHECK(*readPropertyText(ValueType::kInteger, "42.0") == "42");
  CHECK(*readPropertyText(ValueType::kReal, "0.50") == "0.5");
  CHECK(*readPropertyText(ValueType::kBool, "Yes") == "true");
  CHECK(*readPropertyText(ValueType::kText, "a\xff") == "a\xef\xbf\xbd");
  CHECK(readPropertyText(ValueType::kDate, "soon").error().message == "'soon' is no date");
  CHECK_FALSE(readPropertyText(ValueType::kInteger, "4.5").ok());
  CHECK_FALSE(readPropertyText(ValueType::kBool, "perhaps").ok());
  CHECK_FALSE(readPropertyText(ValueType::kText, "").ok());
  CHECK_FALSE(readPropertyText(ValueType::kText, std::string(1 << 20, 'x')).ok());
  const std::vector<std::pair<ValueType, std::string>> values = {{ValueType::kText, "x"},
                                                                 {ValueType::kInteger, "-5"},
                                                                 {ValueType::kReal, "0.25"},
                                                                 {ValueType::kDate, "2011-02-14T00:00:00Z"},
                                                                 {ValueType::kBool, "false"}};
  for (const auto& [type, text] : values) CHECK(*propertyText(type, cellOf(type, text)) == text);
  CHECK(cellOf(ValueType::kInteger, "x").isMissing());
  CHECK(propertyText(ValueType::kDate, Cell(true)).error().code == ErrorCode::kType);
}

TEST_CASE("literals without a type have their meanings") {
  const Schema& schema = Schema::builtin();
  const auto what = [&](LiteralClass literal, std::string_view text) {
    const auto meanings = meaningsOf(schema, literal, text);
    if (!meanings) return "error: " + meanings.error().message;
    std::string out;
    for (const LiteralMeaning& meaning : *meanings) {
      out += (out.empty() ? "" : ", ") + schema.type(meaning.node.type).name + " " + meaning.node.name +
             (meaning.prefix ? "*" : "");
    }
    return out;
  };
  CHECK(what(LiteralClass::kName, "Corvusrex[.]com") == "host corvusrex.com");
  CHECK(what(LiteralClass::kAddress, "::ffff:192.0.2.7") == "ip 192.0.2.7");
  CHECK(what(LiteralClass::kBlock, "192.0.2.0/24") == "net 192.0.2.0/24");
  CHECK(what(LiteralClass::kBlock, "192.0.2.7/24") ==
        "error: '192.0.2.7/24' is no block: it names an address inside 192.0.2.0/24");
  CHECK(what(LiteralClass::kEmail, "a1@qq.com") == "email a1@qq.com");
  CHECK(what(LiteralClass::kUrl, "x.test/a") == "url http://x.test/a");
  CHECK(what(LiteralClass::kAsn, "as64500") == "asn AS64500");
  CHECK(what(LiteralClass::kService, "192.0.2.7:443") == "service 192.0.2.7:443");
  const std::string md5 = "d41d8cd98f00b204e9800998ecf8427e";
  CHECK_THAT(what(LiteralClass::kHash, md5),
             Catch::StartsWith("file " + md5 + ", cert md5:" + md5 + ", ") && Catch::Contains("body md5:" + md5));
  CHECK_THAT(what(LiteralClass::kTagged, "sha256:9f86d0"),
             Catch::StartsWith("file 9f86d0*, cert sha256:9f86d0*, ") && Catch::Contains("body sha256:9f86d0*"));
  CHECK(what(LiteralClass::kTagged, "ga:UA-12345-6") == "tracker ga:UA-12345-6");
  CHECK(what(LiteralClass::kHash, std::string(62, 'A')) == "jarm " + std::string(62, 'a'));
  CHECK_THAT(what(LiteralClass::kTagged, "mmh3:-1321378357"), Catch::Contains("favicon mmh3:-1321378357"));
  CHECK_THAT(what(LiteralClass::kTagged, "sha256:9f8"), Catch::StartsWith("error: "));
  const auto cert = meaningAs(schema, schema.known().cert, "sha256:9f86d0");
  REQUIRE(cert.ok());
  CHECK(cert->prefix);
  CHECK(meaningAs(schema, schema.known().email, "bob").error().message == "'bob' is no e-mail: it has no @");
}
