// What `sharing` says that names below the domains would add, against asking for it: the two take different ways, and
// the notice takes a short one where only few names lie below. From the replica, and with newer facts over it.
#include <clew/clew.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "property/random_graph.h"
#include "support/process.h"

namespace clew::test {
namespace {

using property::below;
using property::Random;

std::string fact(Random& random) {
  const std::string domain = "d" + std::to_string(below(random, 9)) + ".example";
  const bool mailbox = below(random, 4) == 0;
  const std::string from =
      mailbox || below(random, 3) != 0 ? domain : "w" + std::to_string(below(random, 2)) + "." + domain;
  const std::string type = from == domain ? "domain" : "host";
  const std::string to =
      mailbox ? R"("email","to":{"type":"email","name":"m)" + std::to_string(below(random, 3)) + R"(@mail.example"})"
              : R"("ip","to":{"type":"ip","name":"192.0.2.)" + std::to_string(1 + below(random, 5)) + R"("})";
  const int first = 1 + below(random, 20);
  const int last = std::min(28, first + below(random, 6));
  const auto day = [](int number) { return "2022-03-" + std::string(number < 10 ? "0" : "") + std::to_string(number); };
  const std::string dates =
      below(random, 8) == 0 ? "" : R"(,"first":")" + day(first) + R"(","last":")" + day(last) + "\"";
  return R"({"fact":"link","from":{"type":")" + type + R"(","name":")" + from + R"("},"relation":)" + to + dates +
         R"(,"source":"s)" + std::to_string(below(random, 2)) + "\"}\n";
}

struct NamesSaid {
  std::vector<std::string> names;
  std::size_t more = 0;  // by the notice
};

NamesSaid ask(Case& on, const std::string& text) {
  Prepared query = on.prepare(text);
  INFO(query.diagnosticText());
  REQUIRE(query.ok());
  NamesSaid out;
  const auto ran = query.run({}, [&](const Answer& answer) {
    for (std::size_t row = 0; row < answer.table.rowCount(); ++row)
      out.names.push_back(cellText(answer.table.at(row, 0)));
    for (const Notice& notice : answer.table.notices) {
      const std::string_view before = "names below the domains would add ";
      if (notice.id == "N405") out.more = std::strtoul(notice.text.c_str() + before.size(), nullptr, 10);
    }
    return true;
  });
  REQUIRE(ran.ok());
  std::sort(out.names.begin(), out.names.end());
  return out;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  return text.replace(text.find(what), what.size(), with);
}

/// How many of the questions would give more with the names below.
std::size_t compareAll(Case& on, Random& random) {
  std::size_t with_more = 0;
  for (const std::string traits : {"ip", "ip, email", "ip and email"}) {
    for (const std::string modifier : {"", " overlapping", " excluding hubs over 3", " seen by s0"}) {
      for (const std::string other : {"", "other "}) {
        const std::string seed = "d" + std::to_string(below(random, 9)) + ".example";
        const std::string more = below(random, 2) == 0 ? "" : ", d" + std::to_string(below(random, 9)) + ".example";
        const std::string text =
            other + "domains sharing " + traits + " with " + (more.empty() ? seed : "(" + seed + more + ")") + modifier;
        const NamesSaid narrow = ask(on, text);
        const NamesSaid wide = ask(on, replaced(text, "ip", "ip of fqdn"));
        std::vector<std::string> added;
        std::set_difference(wide.names.begin(), wide.names.end(), narrow.names.begin(), narrow.names.end(),
                            std::back_inserter(added));
        INFO(text);
        CHECK(narrow.more == added.size());
        with_more += added.empty() ? 0 : 1;
      }
    }
  }
  return with_more;
}

}  // namespace

TEST_CASE("what names below the domains would add is what asking for them adds") {
  std::size_t with_more = 0, asked = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    INFO("seed " << seed);
    Random random(seed * 104729);
    const TemporaryFolder folder;
    auto opened = Case::open(folder.file("case.db"), {.create = true, .read_only = false, .schema_file = {}});
    REQUIRE(opened.ok());
    for (int half = 0; half < 2; ++half) {  // the second lies over the replica of the first
      std::string facts =
          "{\"fact\":\"mention\",\"node\":{\"type\":\"domain\",\"name\":\"d0.example\"},\"source\":\"s0\"}\n";
      for (int i = 0; i < 9; ++i) facts += fact(random);
      const std::string file = folder.write("facts" + std::to_string(half) + ".jsonl", facts);
      const auto report = (*opened)->ingest({file}, {}, 1'650'000'000);
      REQUIRE(report.ok());
      with_more += compareAll(**opened, random);
      asked += 24;
    }
  }
  CHECK(with_more > asked / 20);
  CHECK(with_more < asked * 19 / 20);
}

}  // namespace clew::test
