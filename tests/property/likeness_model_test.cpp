// Lookalikes and bursts against plain loops: every name with every brand, every date with the one before. The model is
// written from docs/language.md and shares no code with the engine.
#include <clew/clew.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <bit>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "support/process.h"

namespace {

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t limit) {
  return random() % limit;
}

std::string randomLabel(Random& random) {
  static const std::string kLetters = "abo0l1im-";
  std::string out;
  const std::size_t size = 1 + below(random, 7);
  while (out.size() < size) {
    const char letter = kLetters[below(random, kLetters.size())];
    const bool end = out.empty() || out.size() + 1 == size || out.back() == '-';
    if (letter != '-' || !end) out += letter;
  }
  return out;
}

std::string randomName(Random& random, const std::vector<std::string>& brands) {
  const std::string suffix = below(random, 3) == 0 ? ".test" : ".example";
  if (brands.empty() || below(random, 4) == 0) return randomLabel(random) + suffix;
  std::string label = brands[below(random, brands.size())];
  label = label.substr(0, label.find('.'));
  if (below(random, 4) == 0) label += (below(random, 2) == 0 ? "-" : "") + randomLabel(random);
  if (below(random, 4) == 0) label = randomLabel(random) + (below(random, 2) == 0 ? "-" : "") + label;
  for (std::size_t i = below(random, 3); i > 0; --i) label[below(random, label.size())] = "abo0l1im"[below(random, 8)];
  return label + suffix;
}

std::size_t distance(const std::string& a, const std::string& b, std::size_t i = 0, std::size_t j = 0) {
  std::vector<std::vector<std::size_t>> to(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (i = 0; i <= a.size(); ++i) {
    for (j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        to[i][j] = i + j;
        continue;
      }
      to[i][j] = std::min({to[i - 1][j] + 1, to[i][j - 1] + 1, to[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
    }
  }
  return to[a.size()][b.size()];
}

std::string looks(std::string label) {
  for (char& letter : label) {
    if (letter == '0') letter = 'o';
    if (letter == '1' || letter == 'i') letter = 'l';
  }
  return label;
}

std::string kindOf(const std::string& name, const std::string& brand, std::size_t edits) {
  const std::string label = name.substr(0, name.find('.')), wanted = brand.substr(0, brand.find('.'));
  if (label == wanted) return name == brand ? "" : "other-tld";
  if (looks(label) == looks(wanted)) return "homoglyph";
  if (label.size() == wanted.size()) {
    int bits = 0;
    for (std::size_t i = 0; i < label.size(); ++i)
      bits += std::popcount(static_cast<unsigned>(label[i]) ^ static_cast<unsigned>(wanted[i]));
    if (bits == 1) return "bit-flip";
  }
  if (distance(label, wanted) <= edits) return "edits";
  if (label.size() <= wanted.size()) return "";
  if (wanted.size() >= 4 && (label.starts_with(wanted) || label.ends_with(wanted))) return "added-word";
  return ("-" + label + "-").find("-" + wanted + "-") != std::string::npos ? "added-word" : "";
}

std::unique_ptr<clew::Case> caseOf(const clew::test::TemporaryFolder& folder, const std::string& name,
                                   const std::string& lines) {
  std::ofstream(folder.file(name + ".jsonl")) << lines;
  auto opened = clew::Case::open(folder.file(name + ".db"), {.create = true, .read_only = false, .schema_file = {}});
  REQUIRE(opened.ok());
  const auto report = (*opened)->ingest({folder.file(name + ".jsonl")}, {}, 1700000000);
  REQUIRE(report.ok());
  REQUIRE(report->rejected == 0);
  return std::move(*opened);
}

std::multiset<std::string> answerOf(clew::Case& on, const std::string& text) {
  clew::Prepared query = on.prepare(text);
  if (!query.ok()) return {query.diagnosticText()};
  clew::RunOptions options;
  options.now = 1700000000;
  std::multiset<std::string> out;
  const auto run = query.run(options, [&](const clew::Answer& answer) {
    for (std::size_t row = 0; row < answer.table.rowCount(); ++row) {
      std::string line;
      for (std::size_t column = 0; column < answer.table.columns.size(); ++column)
        line += clew::cellText(answer.table.at(row, column)) + " ";
      out.insert(line);
    }
    return true;
  });
  if (!run) out.insert("error: " + run.error().message);
  return out;
}

std::string joined(const std::multiset<std::string>& lines) {
  std::string out;
  for (const auto& line : lines) out += line + "\n";
  return out;
}

std::string domainFact(const std::string& name, const std::string& created) {
  return R"({"fact":"property","of":{"type":"domain","name":")" + name + R"("},"property":"created","value":")" +
         created + R"(","first":"2023-01-01","last":"2023-01-01","source":"whois"})" + "\n";
}

}  // namespace

TEST_CASE("lookalikes are those that comparing every pair finds") {
  const clew::test::TemporaryFolder folder;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    Random random(seed);
    std::vector<std::string> brands;
    for (int i = 0; i < 6; ++i) brands.push_back(randomName(random, {}));
    std::set<std::string> names;
    for (int i = 0; i < 120; ++i) names.insert(randomName(random, brands));
    std::string lines, with;
    for (const auto& name : names) lines += domainFact(name, "2022-01-01");
    for (const auto& brand : brands) with += (with.empty() ? "" : ", ") + brand;
    const auto opened = caseOf(folder, "like-" + std::to_string(seed), lines);
    for (std::size_t edits = 1; edits <= 3; ++edits) {
      std::multiset<std::string> wanted;
      const std::set<std::string> all(brands.begin(), brands.end());
      for (const auto& name : names) {
        if (all.count(name) != 0) continue;
        for (const auto& brand : all) {
          const std::string kind = kindOf(name, brand, edits);
          if (!kind.empty()) wanted.insert(name + " " + brand + " " + kind + " ");
        }
      }
      const std::string text = "domains resembling (" + with + ") within " + std::to_string(edits) +
                               (edits == 1 ? " edit" : " edits") + " | show name, seed, kind";
      INFO("seed " << seed << ": " << text);
      CHECK_FALSE(wanted.empty());
      CHECK(joined(answerOf(*opened, text)) == joined(wanted));
    }
  }
}

TEST_CASE("bursts are the runs that a plain loop finds") {
  const clew::test::TemporaryFolder folder;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Random random(seed);
    std::map<int, std::vector<std::string>> by_minute;
    std::string lines;
    for (int i = 0; i < 60; ++i) {
      const int minute = static_cast<int>(below(random, 600));
      const std::string name = "d" + std::to_string(i) + ".example";
      char text[32];
      std::snprintf(text, sizeof text, "2022-05-01T%02d:%02d:00Z", minute / 60, minute % 60);
      lines += domainFact(name, text);
      by_minute[minute].push_back(name);
    }
    const auto opened = caseOf(folder, "burst-" + std::to_string(seed), lines);
    const int gap = 1 + static_cast<int>(below(random, 15));
    std::multiset<std::string> wanted;
    std::size_t count = 0;
    int last = -1000;
    for (const auto& [minute, names] : by_minute) {
      if (minute - last > gap && count > 0) {
        wanted.insert(std::to_string(count) + " ");
        count = 0;
      }
      count += names.size();
      last = minute;
    }
    wanted.insert(std::to_string(count) + " ");
    const std::string text = "domains | bursts of created within " + std::to_string(gap) + "m | show count";
    INFO("seed " << seed << ": " << text);
    CHECK(joined(answerOf(*opened, text)) == joined(wanted));
  }
}
