// The short way of reading a line of facts against the long one: whatever the short way takes, the long way takes and
// means the same by it.
#include "ingest/readers/facts_scan.h"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "common/text.h"
#include "model/canonical.h"
#include "model/canonical_plain.h"
#include "model/facts_json.h"

using namespace clew;
using namespace clew::ingest;

namespace {

/// Whether the short way took the line.
bool holdsAgainstLongWay(FactsScan& scan, const std::string& line) {
  PlainLink link;
  if (!scan.link(line, link)) return false;
  INFO(quoted(line, 2000));
  const auto parsed = model::parseFactLine(model::Schema::builtin(), line);
  REQUIRE(parsed.ok());
  const auto* fact = std::get_if<model::LinkFact>(&parsed->body);
  REQUIRE(fact != nullptr);
  CHECK(fact->from == model::NodeName{link.from.type, std::string(link.from.name), {}});
  CHECK(fact->to == model::NodeName{link.to.type, std::string(link.to.name), {}});
  CHECK(fact->from.display.empty());
  CHECK(fact->to.display.empty());
  CHECK(fact->relation == link.relation);
  CHECK(fact->seen == link.seen);
  CHECK(parsed->source == link.source);
  CHECK(parsed->lookup == link.lookup);
  CHECK(parsed->learnt == link.learnt);
  CHECK(parsed->position == link.position);
  return true;
}

using Random = std::minstd_rand;

const std::string& oneOf(Random& random, const std::vector<std::string>& texts) {
  return texts[random() % texts.size()];
}

std::string node(Random& random) {
  static const std::vector<std::string> kNodes = {
      R"("type":"host","name":"www.a.example")",
      R"("type":"domain","name":"a.example")",
      R"("type":"ip","name":"192.0.2.7")",
      R"("name":"2001:DB8::1","type":"ip")",
      R"("type":"email","name":"term@x.example")",
      R"("type":"registrar","name":"Registrar 1, Inc.")",
      R"("type":"cert","name":"d33d0e7d3fcd27eda4b5e6a4a045cd32")",
      R"("type":"asn","name":"AS64496")",
      R"("type":"asn","name":"64496")",
      R"("type":"host","name":"WWW.A.example.")",
      R"("type":"host","name":"b[.]example")",
      R"("type":"domain","name":"münchen.example")",
      R"("type":"host","name":"a\u002eexample")",
      R"("type":"host","name":"300.1.2.3")",
      R"("type":"host","name":"")",
      R"("type":"ips","name":"192.0.2.7")",
      R"("type":"nothing","name":"a.example")",
      R"("type":"ip","name":"192.0.2.07")",
      R"("type":"host","type":"host","name":"a.example")",
      R"("type":"registrar","name":"a b","display":"A B")",
      R"("type":"registrar","name":"Ünal)"
      "\xC2\x85"
      R"( Ltd")",
      R"("type":"host","name":{"a":[1,{}]})",
  };
  return "{" + (random() % 4 == 0 ? oneOf(random, kNodes) : kNodes[random() % 9]) + "}";
}

std::string member(Random& random) {
  static const std::vector<std::string> kTimes = {
      "2022-01-01T00:00:00Z", "2022-03-05",           "1739082117", "999999999", "0000000012",           "20220305",
      "1700000000000",        "2022-02-30T00:00:00Z", "1 Mar 2022", "",          "2022-01-01T24:00:00Z", "-5",
      "0001-01-01T00:00:00Z", "20220305101112",       "2022"};
  static const std::vector<std::string> kNumbers = {
      "0",   "1",   "12",  "4294967295",           "4294967296", "-1",    "01", "1.0",
      "1e2", "100", "101", "99999999999999999999", "null",       "\"3\"", " 7 "};
  static const std::vector<std::string> kTexts = {"dnsdb", "a b", "L17", "", "\\n", "quelle-ä", "\t", "\x7f"};
  static const std::vector<std::string> kRelations = {"ip",  "ns", "email", "registrar", "cert",
                                                      "asn", "mx", "mail",  "nothing"};
  switch (random() % 14) {
    case 0:
      return R"("first":")" + oneOf(random, kTimes) + '"';
    case 1:
      return R"("last":")" + oneOf(random, kTimes) + '"';
    case 2:
      return R"("learnt":")" + oneOf(random, kTimes) + '"';
    case 3:
      return R"("times":)" + oneOf(random, kNumbers);
    case 4:
      return R"("ttl":)" + oneOf(random, kNumbers);
    case 5:
      return R"("confidence":)" + oneOf(random, kNumbers);
    case 6:
      return R"("record":)" + oneOf(random, kNumbers);
    case 7:
      return R"("source":")" + oneOf(random, kTexts) + '"';
    case 8:
      return R"("lookup":")" + oneOf(random, kTexts) + '"';
    case 9:
      return R"("from":)" + node(random);
    case 10:
      return R"("to":)" + node(random);
    case 11:
      return R"("relation":")" + oneOf(random, kRelations) + '"';
    case 12:
      return random() % 8 == 0 ? R"("extra":[{"a":"}"}])" : R"("source":"whois")";
    default:
      return random() % 8 == 0 ? R"("fact":"mention")" : R"("source":"x")";
  }
}

void harm(std::string& line, Random& random) {
  using namespace std::string_view_literals;
  static constexpr std::string_view kBytes = "\0\"\\{}[],: \n\r\t\x80\xff\xc3x0"sv;
  const std::size_t at = random() % line.size();
  const char byte = kBytes[random() % kBytes.size()];
  if (random() % 3 == 0)
    line.insert(at, 1, byte);
  else if (random() % 2 == 0)
    line.erase(at, 1 + random() % 3);
  else
    line[at] = byte;
}

std::string line(Random& random) {
  static const std::vector<std::string> kTriples = {
      R"("from":{"type":"host","name":"www.a.example"},"relation":"ip","to":{"type":"ip","name":"192.0.2.7"})",
      R"("from":{"type":"domain","name":"a.example"},"relation":"email","to":{"type":"email","name":"T@x.example"})",
      R"("relation":"ns","from":{"type":"domain","name":"a.example"},"to":{"type":"host","name":"ns.b.example"})",
      R"("from":{"type":"ip","name":"192.0.2.7"},"relation":"asn","to":{"type":"asn","name":"AS64496"})"};
  std::vector<std::string> members = {R"("fact":"link")"};
  if (random() % 3 != 0) {
    members.push_back(oneOf(random, kTriples));
  } else {
    members.push_back(R"("from":)" + node(random));
    members.push_back(R"("to":)" + node(random));
    members.push_back(random() % 2 == 0 ? R"("relation":"ip")" : R"("relation":"registrar")");
  }
  for (std::size_t more = random() % 4; more > 0; --more) members.push_back(member(random));
  if (random() % 4 == 0) std::swap(members.front(), members.back());
  const bool spaced = random() % 4 == 0;
  std::string out = join(members, spaced ? ", " : ",");
  out = (spaced ? "{ " : "{") + out + (spaced ? " } " : "}");
  return out;
}

}  // namespace

TEST_CASE("the short way of a line of facts means what the long way means") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  Random random(seed);
  std::size_t taken = 0;
  for (int file = 0; file < 1'000; ++file) {
    // A scan learns the shapes of the first lines; what follows is alike, broken, or of another shape.
    FactsScan scan(model::Schema::builtin());
    const std::vector<std::string> shapes = {line(random), line(random), line(random), line(random), line(random)};
    for (int i = 0; i < 60; ++i) {
      std::string text = i < 5 ? shapes[static_cast<std::size_t>(i)] : oneOf(random, shapes);
      for (std::size_t hits = i >= 5 && random() % 2 == 0 ? 1 + random() % 2 : 0; hits > 0 && text.size() > 3; --hits)
        harm(text, random);
      taken += holdsAgainstLongWay(scan, text) ? 1 : 0;
    }
  }
  CHECK(taken > 3'000);
}

TEST_CASE("plain lines go the short way") {
  FactsScan scan(model::Schema::builtin());
  const std::string ends = R"("relation":"ip","to":{"type":"ip","name":"192.0.2.7"})";
  for (const std::string& text :
       {R"({"fact":"link","from":{"type":"host","name":"a.example"},)" + ends + "}",
        R"( { "fact" : "link" , "from" : { "type" : "host", "name" : "a.example" } , )" + ends + " } ",
        R"({"fact":"link","from":{"type":"host","name":"a.example"},)" + ends +
            R"(,"first":"1739082117","last":"1739610099","source":"passivedns"})",
        R"({"fact":"link","from":{"type":"domain","name":"münchen.example"},)" + ends +
            R"(,"first":"2022-01-01","last":"2022-03-05T10:00:00Z","times":12,"ttl":300,"confidence":90,)"
            R"("source":"quelle-ä","learnt":"2022-03-05T10:00:00Z","lookup":"L17","record":3})"}) {
    CHECK(holdsAgainstLongWay(scan, text));
  }
}

TEST_CASE("what the short way leaves alone") {
  FactsScan scan(model::Schema::builtin());
  PlainLink link;
  const std::string front = R"({"fact":"link","from":{"type":"host","name":"a.example"},"relation":"ip",)"
                            R"("to":{"type":"ip","name":"192.0.2.7"})";
  CHECK(scan.link(front + "}", link));
  for (const std::string& tail : std::vector<std::string>{",}",
                                                          "",
                                                          R"(,"source":"a)",
                                                          R"(,"source":"a)"
                                                          "\t"
                                                          R"("})",
                                                          R"(,"source":"a\"b"})",
                                                          R"(,"source":"\xff"})",
                                                          R"(,"source":"a)"
                                                          "\xff"
                                                          R"("})",
                                                          R"(,"source":")" + std::string(1, '\0') + R"("})",
                                                          R"(,"times":01})",
                                                          R"(,"times":1.5})",
                                                          R"(,"times":4294967296})",
                                                          R"(,"times":-1})",
                                                          R"(,"times":"1"})",
                                                          R"(,"confidence":101})",
                                                          R"(,"source":"a","source":"b"})",
                                                          R"(,"more":1})",
                                                          R"(,"first":"2022-01-02","last":"2022-01-01"})",
                                                          R"(,"first":"never"})",
                                                          R"(,"first":1739082117})",
                                                          "}x",
                                                          "}{"}) {
    INFO(quoted(tail));
    CHECK_FALSE(scan.link(front + tail, link));
  }
}

TEST_CASE("names with a common place in the memory of names do not mix") {
  FactsScan scan(model::Schema::builtin());
  for (int i = 0; i < 20'000; ++i) {
    const std::string number = std::to_string(i);
    REQUIRE(holdsAgainstLongWay(scan, R"({"fact":"link","from":{"type":"host","name":"A)" + number +
                                          R"(.example"},"relation":"ns","to":{"type":"host","name":"NS)" + number +
                                          R"(.example"}})"));
  }
}

TEST_CASE("a name that passes for canonical is what reading it gives") {
  const model::Schema& schema = model::Schema::builtin();
  Random random(20'221'001);
  static constexpr std::string_view kBytes = "aabcx0129.-_@+AZ [(:\xC3\xA4";
  static const std::vector<std::string> kSeeds = {"www.a.example",
                                                  "192.0.2.7",
                                                  "term.a+b@x.example",
                                                  "AS64496",
                                                  "AS4294967295",
                                                  "a.b",
                                                  "hxxp.x.example",
                                                  "xn--mnchen-3ya.example",
                                                  std::string(63, 'a') + ".example"};
  std::size_t canonical = 0;
  for (int i = 0; i < 100'000; ++i) {
    std::string text = oneOf(random, kSeeds);
    for (std::size_t hits = random() % 4; hits > 0 && !text.empty(); --hits) {
      const std::size_t at = random() % text.size();
      if (random() % 2 == 0)
        text[at] = kBytes[random() % kBytes.size()];
      else if (random() % 2 == 0)
        text.insert(at, 1, kBytes[random() % kBytes.size()]);
      else
        text.erase(at, 1);
    }
    const auto type = static_cast<model::TypeId>(random() % schema.types().size());
    if (!model::isCanonical(schema, type, text)) continue;
    ++canonical;
    INFO(schema.type(type).name << ' ' << quoted(text));
    const auto made = model::canonical(schema, type, text);
    REQUIRE(made.ok());
    REQUIRE(made->name == text);
    REQUIRE(made->display.empty());
  }
  CHECK(canonical > 2'000);
}
