// Laws of the two clocks, on random graphs that came in several batches: `as of` today asks what no `as of` asks; `as
// known at` a batch asks what a case asks that holds only the batches until then; `new` and `gone` are the differences
// of two answers; taking back a write leaves what was before it. What breaks a law of the first three is made small.
#include <clew/clew.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "property/random_graph.h"
#include "support/process.h"

namespace clew::test {
namespace {

using property::below;
using property::Random;
using Names = std::set<std::string>;

using property::kDay;
constexpr Time kStart = 1735689600;  // 2025-01-01
constexpr int kBatches = 4;

Time learntAt(int batch) {
  return kStart + (batch + 1) * 30 * kDay;
}

std::string textOf(Time time) {
  return cellText(Cell(Instant{time}));
}

std::string linkText(const std::string& from, const std::string& relation, const std::string& to,
                     const std::string& source, const std::string& dates) {
  const std::string type = relation == "ip" ? "ip" : relation == "email" ? "email" : "host";
  return R"({"fact":"link","from":{"type":"domain","name":")" + from + R"("},"relation":")" + relation +
         R"(","to":{"type":")" + type + R"(","name":")" + to + "\"}" + dates + R"(,"source":")" + source + "\"}";
}

struct Said {
  std::string from, relation, to, source;
};

/// The lines of each batch. A later batch repeats, extends, adds and takes back.
std::vector<std::string> randomBatches(Random& random) {
  static const std::vector<std::string> kRelations = {"ip", "email", "ns"};
  std::vector<Said> said;
  std::vector<std::string> out;
  for (int batch = 0; batch < kBatches; ++batch) {
    std::string lines;
    for (int i = 4 + below(random, 14); i > 0; --i) {
      Said one;
      if (!said.empty() && below(random, 3) == 0) {
        one = said[static_cast<std::size_t>(below(random, static_cast<int>(said.size())))];
      } else {
        one.from = "d" + std::to_string(below(random, 9)) + ".example";
        one.relation = kRelations[static_cast<std::size_t>(below(random, 3))];
        const std::string pick = std::to_string(1 + below(random, 4));
        one.to = one.relation == "ip"      ? "192.0.2." + pick
                 : one.relation == "email" ? "m" + pick + "@mail.example"
                                           : "ns" + pick + ".zone.example";
        one.source = below(random, 2) == 0 ? "alpha" : "beta";
      }
      if (!said.empty() && below(random, 5) == 0) {
        const Said& taken = said[static_cast<std::size_t>(below(random, static_cast<int>(said.size())))];
        lines += R"({"fact":"retracted","of":)" + linkText(taken.from, taken.relation, taken.to, taken.source, "") +
                 R"(,"because":"a test"})" + "\n";
        continue;
      }
      std::string dates;
      if (below(random, 6) != 0) {
        const Time first = kStart + below(random, 100) * kDay;
        dates = R"(,"first":")" + textOf(first) + R"(","last":")" + textOf(first + below(random, 30) * kDay) + "\"";
      }
      lines += linkText(one.from, one.relation, one.to, one.source, dates) + "\n";
      said.push_back(one);
    }
    out.push_back(lines);
  }
  return out;
}

std::string randomQuery(Random& random) {
  const std::string seed = "d" + std::to_string(below(random, 9)) + ".example";
  const std::string value = std::to_string(1 + below(random, 4));
  static const std::vector<std::string> kModifiers = {"",
                                                      "",
                                                      " since 40d",
                                                      " during 2025-02",
                                                      " excluding hubs over 2",
                                                      " seen by alpha",
                                                      " seen by at least 2 sources",
                                                      " seen by only beta",
                                                      " at now",
                                                      " before 2025-03"};
  const std::string& modifiers =
      kModifiers[static_cast<std::size_t>(below(random, static_cast<int>(kModifiers.size())))];
  switch (below(random, 8)) {
    case 0:
      return seed + " -> ip" + modifiers;
    case 1:
      return "192.0.2." + value + " <- ip" + modifiers;
    case 2:
      return "domains sharing ip, email with " + seed + modifiers;
    case 3:
      return "other domains sharing ns with " + seed + modifiers + " where count(ip) >= 1";
    case 4:
      return "domains where email is missing and has ns" + modifiers;
    case 5:
      return "domains where count(ip" + modifiers + ") >= 2";
    case 6:
      return seed + " -> email, ns" + modifiers + " not in (domains -> ns)";
    default:
      return "domains where ip changed since 50d";
  }
}

class Laws {
 public:
  Laws(const TemporaryFolder& folder, const std::vector<std::string>& batches, int count, const std::string& name) {
    OpenOptions options;
    options.create = true;
    auto opened = Case::open(folder.file(name + ".db"), options);
    REQUIRE(opened.ok());
    case_ = std::move(opened).value();
    for (int i = 0; i < count; ++i) {
      const std::string file = folder.file(name + std::to_string(i) + ".facts.jsonl");
      std::ofstream(file) << batches[static_cast<std::size_t>(i)];
      const auto report = case_->ingest({file}, {}, learntAt(i));
      REQUIRE(report.ok());
      REQUIRE(report->rejects.empty());
    }
  }
  Case& get() { return *case_; }

  /// Names of the answer's first column of nodes; an unknown source is an answer too.
  Names ask(const std::string& query, Time now) {
    Prepared script = case_->prepare(query);
    if (!script.ok()) return {"E: " + script.diagnostics().front().error.message};
    RunOptions options;
    options.now = now;
    Names out;
    const auto ran = script.run(options, [&](const Answer& answer) {
      for (std::size_t row = 0; row < answer.table.rowCount(); ++row) {
        std::string text;
        for (std::size_t column = 0; column < answer.table.columns.size(); ++column) {
          if (answer.table.columns[column].name == "cause") continue;
          text += cellText(answer.table.at(row, column)) + " ";
        }
        out.insert(text);
      }
      return true;
    });
    if (!ran.ok()) return {"E: " + ran.error().message};
    return out;
  }

 private:
  std::unique_ptr<Case> case_;
};

Names without(const Names& a, const Names& b) {
  Names out;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(out, out.end()));
  return out;
}

constexpr std::uint64_t kSeed = 20250401;

using Batches = std::vector<std::string>;

/// A case of the first `count` batches, made once for as long as the batches are the same.
class Made {
 public:
  explicit Made(const Batches& batches) : batches_(batches) {}
  Names ask(int count, const std::string& query, Time now) {
    std::unique_ptr<Laws>& made = made_[count];
    if (!made) made = std::make_unique<Laws>(folder_, batches_, count, "part" + std::to_string(count));
    return made->ask(query, now);
  }
  const Batches& batches() const { return batches_; }

 private:
  TemporaryFolder folder_;
  Batches batches_;
  std::map<int, std::unique_ptr<Laws>> made_;
};

/// What breaks a law over some batches, in words; empty: it holds.
using BatchLaw = std::function<std::string(Made&)>;

/// Lines of the batches go as long as the law stays broken; a line that takes back what nobody said any more is no
/// fault.
Batches smallest(Batches broken, const BatchLaw& law) {
  for (bool any = true; any;) {
    any = false;
    for (std::string& batch : broken) {
      for (std::size_t at = 0; at < batch.size();) {
        const std::size_t end = batch.find('\n', at) + 1;
        const std::string whole = batch;
        batch.erase(at, end - at);
        Made less(broken);
        if (law(less).empty()) {
          batch = whole;
          at = end;
        } else {
          any = true;
        }
      }
    }
  }
  return broken;
}

void check(Made& made, const std::string& query, const BatchLaw& law) {
  const std::string said = law(made);
  if (said.empty()) {
    SUCCEED();
    return;
  }
  std::string text;
  const Batches small = smallest(made.batches(), law);
  for (const std::string& batch : small) text += "# a batch\n" + batch;
  Made again(small);
  FAIL_CHECK("the law is broken\n" << text << query << "\n" << law(again));
}

std::string textOf(const Names& names) {
  std::string out;
  for (const std::string& name : names) out += "  " + name + "\n";
  return out;
}

std::string unlike(const std::string& what, const Names& one, const Names& two) {
  return one == two ? "" : what + ":\n" + textOf(one) + "and:\n" + textOf(two);
}

TEST_CASE("as of today asks what no as of asks") {
  Random random(kSeed);
  for (int round = 0; round < 25; ++round) {
    Made all(randomBatches(random));
    for (int i = 0; i < 12; ++i) {
      const std::string query = randomQuery(random);
      INFO("seed " << kSeed << ", round " << round);
      check(all, query, [&](Made& made) -> std::string {
        const Time now = learntAt(kBatches);
        for (const char* clock : {"as of now, ", "as of today, ", "as known at now, "}) {
          const auto said = unlike(clock, made.ask(kBatches, clock + query, now), made.ask(kBatches, query, now));
          if (!said.empty()) return said;
        }
        return "";
      });
    }
  }
}

TEST_CASE("as known at a batch asks what a case asks that holds only the batches until then") {
  Random random(kSeed + 1);
  for (int round = 0; round < 25; ++round) {
    Made all(randomBatches(random));
    for (int count = 1; count < kBatches; ++count) {
      for (int i = 0; i < 8; ++i) {
        const std::string query = randomQuery(random) + (below(random, 3) == 0 ? " | why" : "");
        INFO("seed " << kSeed + 1 << ", round " << round << ", " << count << " batches");
        check(all, query, [&](Made& made) -> std::string {
          const Time now = learntAt(kBatches);
          const Names wanted = made.ask(count, query, now);
          // a source that came later is no word of the smaller case; it says nothing there
          if (!wanted.empty() && wanted.begin()->starts_with("E: no source")) return "";
          const Names found = made.ask(kBatches, "as known at " + textOf(learntAt(count - 1)) + ", " + query, now);
          // the file that a record lay in is another one
          if (query.ends_with("why") && found.size() == wanted.size()) return "";
          return unlike("then, and of so many batches alone", found, wanted);
        });
      }
    }
  }
}

TEST_CASE("new and gone are the differences of two answers") {
  Random random(kSeed + 2);
  for (int round = 0; round < 25; ++round) {
    Made all(randomBatches(random));
    for (int i = 0; i < 12; ++i) {
      const std::string query = randomQuery(random);
      const Time then = learntAt(below(random, kBatches)) + below(random, 20) * kDay + kDay - 1;
      INFO("seed " << kSeed + 2 << ", round " << round << ": since " << textOf(then));
      check(all, query, [&](Made& made) -> std::string {
        const Time now = learntAt(kBatches);
        const auto ask = [&](const std::string& text, Time when) { return made.ask(kBatches, text, when); };
        const Names today = ask(query, now);
        if (!today.empty() && today.begin()->starts_with("E: ")) return "";
        const Names before = ask("as known at now, " + query, then);
        const Names born = ask(query + " | new since " + textOf(then), now);
        const Names gone = ask(query + " | gone since " + textOf(then), now);
        if (const auto said = unlike("new", born, without(today, before)); !said.empty()) return said;
        if (const auto said = unlike("gone", gone, without(before, today)); !said.empty()) return said;
        return unlike("counted", ask(query + " | changes since " + textOf(then) + " | count", now),
                      {std::to_string(born.size() + gone.size()) + " "});
      });
    }
  }
}

TEST_CASE("a write that is taken back leaves what was before it") {
  Random random(kSeed + 3);
  static const std::vector<std::string> kWrites = {
      "domains where has ip | tag marked",       "domains where has ns | untag marked",
      "domains where has email | save as @kept", "add d1.example -> ip 192.0.2.1 during 2025-02",
      "retract d1.example -> ip 192.0.2.1",      "retract d2.example -> email m1@mail.example seen by alpha"};
  for (int round = 0; round < 12; ++round) {
    const TemporaryFolder folder;
    Laws all(folder, randomBatches(random), kBatches, "all");
    Time now = learntAt(kBatches);
    all.ask("domains where has ip | save as @kept", now);
    all.ask("d1.example | tag marked", now);
    for (int i = 0; i < 8; ++i) {
      std::vector<std::string> queries = {"domains where has tag", "@kept", "d1.example -> ip | show name, first, last",
                                          "d2.example -> email"};
      for (int more = 0; more < 4; ++more) queries.push_back(randomQuery(random));
      std::vector<Names> before;
      const Time asked = now + 100 * kDay;
      for (const auto& query : queries) before.push_back(all.ask(query, asked));
      const std::string& write = kWrites[static_cast<std::size_t>(below(random, static_cast<int>(kWrites.size())))];
      INFO("seed " << kSeed + 3 << ", round " << round << ": " << write);
      const auto generation = all.get().info()->generation;
      const Names wrote = all.ask(write, now += kDay);
      if (!wrote.empty() && wrote.begin()->starts_with("E: ")) continue;
      if (all.get().info()->generation == generation) continue;  // nothing to write
      const auto undone = all.get().undo(now += kDay);
      INFO((undone.ok() ? *undone : undone.error().message));
      REQUIRE(undone.ok());
      for (std::size_t q = 0; q < queries.size(); ++q) {
        INFO(queries[q]);
        CHECK(all.ask(queries[q], asked) == before[q]);
      }
    }
  }
}

}  // namespace
}  // namespace clew::test
