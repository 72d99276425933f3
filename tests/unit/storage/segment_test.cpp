// Packing: every column comes back as it was, and damaged bytes are refused without harm.
#include "storage/segment/segment.h"

#include <catch2/catch.hpp>
#include <limits>
#include <random>

#include "clew/table.h"

namespace clew::storage::test {

namespace {

using namespace segment;

std::vector<std::uint64_t> column(std::mt19937_64& random, std::size_t count) {
  std::vector<std::uint64_t> values(count);
  const std::uint64_t shape = random() % 9;
  std::uint64_t last = random();
  for (std::size_t row = 0; row < count; ++row) {
    switch (shape) {
      case 0:
        values[row] = 7;
        break;
      case 1:
        values[row] = 1000 + random() % 200;
        break;
      case 2:
        values[row] = (random() % 40) * 0x123456789ULL;
        break;
      case 3:
        values[row] = random() >> (random() % 64);
        break;
      case 4:
        values[row] = last += random() % 3;
        break;
      case 5:
        values[row] = random() % 3 == 0 ? last = random() : last;
        break;
      case 6:
        values[row] = random() % 4 == 0 ? random() % 100000 : 0;
        break;
      case 7:
        values[row] = row % 2 == 0 ? 0 : std::numeric_limits<std::uint64_t>::max();
        break;
      default:
        values[row] = random() % 2 == 0 ? static_cast<std::uint64_t>(kNoTime) : 1'600'000'000 + random() % 1000;
    }
  }
  return values;
}

std::string text(std::mt19937_64& random, bool repeats) {
  std::string made(random() % (repeats ? 3 : 20), static_cast<char>('a' + random() % 3));
  return made;
}

Rows someRows(std::mt19937_64& random, Kind kind, std::size_t count) {
  Rows rows(kind);
  rows.count = count;
  for (auto& numbers : rows.numbers) numbers = column(random, count);
  if (kind == Kind::kLink) {
    for (auto& from : rows.numbers[kNodeColumn]) from &= 0xFFFFFFFF;
    for (auto& to : rows.numbers[kToColumn]) to &= 0xFFFFFFFF;
  }
  if (kind == Kind::kNode) {
    for (auto& type : rows.numbers[0]) type = 1 + type % 5;
  }
  for (Texts& texts : rows.texts) {
    const bool repeats = random() % 2 == 0;
    for (std::size_t row = 0; row < count; ++row) texts.add(text(random, repeats));
  }
  return rows;
}

bool same(const Rows& a, const Rows& b) {
  if (a.count != b.count || a.numbers != b.numbers || a.texts.size() != b.texts.size()) return false;
  for (std::size_t texts = 0; texts < a.texts.size(); ++texts) {
    for (std::size_t row = 0; row < a.count; ++row) {
      if (a.texts[texts].at(row) != b.texts[texts].at(row)) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("segments of random columns come back as they were") {
  const std::uint64_t seed = 7;
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  Rows back;
  for (int round = 0; round < 400; ++round) {
    const Kind kind = kAllKinds[random() % kKinds];
    const Rows rows = someRows(random, kind, 1 + random() % (round % 10 == 0 ? 5000 : 40));
    const std::string bytes = pack(kind, rows, random() % 1000);
    REQUIRE(unpack(kind, bytes, rows.count, back));
    REQUIRE(same(rows, back));
    CHECK_FALSE(unpack(kind, bytes + 'x', rows.count, back));
    CHECK_FALSE(unpack(kind, bytes.substr(0, bytes.size() - 1), rows.count, back));
  }
}

TEST_CASE("the ends of the range of times are kept") {
  const auto number = [](Time time) { return static_cast<std::uint64_t>(time); };
  const Time least = kNoTime + 1;
  const Time greatest = std::numeric_limits<Time>::max();
  for (const auto& [first, last] : std::vector<std::pair<Time, Time>>{
           {least, greatest}, {greatest, least}, {kNoTime, 5}, {5, kNoTime}, {5, 4}, {least, least}, {-1, 0}}) {
    Rows rows(Kind::kLink);
    for (const auto& [one, two] : std::vector<std::pair<Time, Time>>{{first, last}, {kNoTime, kNoTime}, {1, 2}}) {
      const std::array<std::uint64_t, kLinkColumns> row = {1, 2, 3, 4, 5, number(one), number(two), 1, 0, 0, 0};
      rows.add(row);
    }
    Rows back;
    REQUIRE(unpack(Kind::kLink, pack(Kind::kLink, rows, 0), 3, back));
    CHECK(same(rows, back));
  }
}

TEST_CASE("damaged segments are refused or give other rows, and never more") {
  const std::uint64_t seed = 11;
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  Rows back;
  for (const Kind kind : kAllKinds) {
    const Rows rows = someRows(random, kind, 300);
    const std::string bytes = pack(kind, rows, 0);
    for (int round = 0; round < 3000; ++round) {
      std::string damaged = bytes;
      for (std::size_t flips = 1 + random() % 3; flips > 0; --flips)
        damaged[random() % damaged.size()] = static_cast<char>(random());
      if (random() % 4 == 0) damaged.resize(random() % damaged.size());
      const std::size_t count = random() % 8 == 0 ? random() % 70000 : 300;
      if (!unpack(kind, damaged, count, back)) continue;
      for (const auto& numbers : back.numbers) REQUIRE(numbers.size() == count);
      for (const Texts& texts : back.texts) REQUIRE(texts.size() == count);
    }
  }
}

}  // namespace clew::storage::test
