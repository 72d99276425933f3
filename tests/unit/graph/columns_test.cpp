// The narrow forms of the replica's arrays, each against the plain array that it stands for.
#include <catch2/catch.hpp>
#include <numeric>
#include <random>

#include "graph/name_table.h"
#include "graph/packed.h"
#include "graph/rows.h"
#include "graph/spread.h"

using namespace clew::graph;

TEST_CASE("packed numbers come back, of any width") {
  std::mt19937_64 random(1);
  for (const std::uint32_t bits : {1U, 3U, 8U, 13U, 24U, 31U, 32U, 33U, 56U, 64U}) {
    std::vector<std::uint64_t> numbers(131);
    for (auto& one : numbers) one = random() >> (64 - bits);
    const std::string bytes = packNumbers(numbers.size(), bits, [&](std::size_t i) { return numbers[i]; });
    const PackedNumbers packed(bytes, bits);
    for (std::size_t i = 0; i < numbers.size(); ++i) CHECK(packed.at(i) == numbers[i]);
    CHECK(packed.at(1'000'000) == 0);
    CHECK(PackedNumbers(std::string_view(bytes).substr(0, 9), bits).at(100) == 0);
  }
  CHECK(bitsFor(0) == 0);
  CHECK(bitsFor(255) == 8);
  CHECK(bitsFor(std::uint64_t{1} << 57) == 64);
  CHECK(PackedNumbers({}, 0).at(7) == 0);
  CHECK(PackedNumbers({}, 61).empty());
}

TEST_CASE("rows take the narrowest form that fits, and give the same stretches in each") {
  const auto check = [](const std::vector<NodeId>& keys, RowsForm form, bool sparse) {
    const RowsImage image = makeRows(keys);
    CHECK(image.record.form == static_cast<std::uint32_t>(form));
    CHECK(image.keys.empty() != sparse);
    std::vector<std::uint32_t> starts(keys.back() - keys.front() + 2U, 0);
    for (const NodeId key : keys) ++starts[key - keys.front() + 1U];
    std::partial_sum(starts.begin(), starts.end(), starts.begin());
    const RowsImage of_starts = makeRows(keys.front(), starts, Sparse::kAllowed);
    CHECK(of_starts.record.form == image.record.form);
    CHECK(of_starts.record.first == image.record.first);
    CHECK(of_starts.record.rows == image.record.rows);
    CHECK(of_starts.keys == image.keys);
    CHECK(of_starts.offsets == image.offsets);
    const Rows rows(image.record, image.keys, image.offsets, keys.size());
    for (NodeId node = 0; node < keys.back() + 3; node += node % 7 + 1) {
      const auto [begin, end] = std::equal_range(keys.begin(), keys.end(), node);
      const auto found = rows.of(node);
      CHECK(found.second - found.first == static_cast<std::uint32_t>(end - begin));
      if (begin != end) {
        CHECK(found.first == static_cast<std::uint32_t>(begin - keys.begin()));
        CHECK(rows.nodeAt(rows.rowOf(node)) == node);
      }
    }
  };
  std::vector<NodeId> keys;
  for (NodeId i = 5; i < 400; ++i) keys.insert(keys.end(), 2, i);
  check(keys, RowsForm::kAlike, false);
  for (NodeId i = 400; i < 800; ++i) keys.insert(keys.end(), i % 4, i);
  check(keys, RowsForm::kByteLines, false);
  keys.insert(keys.end(), 1000, 801);
  check(keys, RowsForm::kShortLines, false);
  keys.insert(keys.end(), 100'000, 802);
  check(keys, RowsForm::kPlain, false);
  check({3, 3, 90'000, 500'000}, RowsForm::kByteLines, true);
  check({3, 90'000, 500'000}, RowsForm::kAlike, true);
}

TEST_CASE("rows that lie stay within their arrays") {
  std::mt19937 random(3);
  std::vector<NodeId> keys;
  for (NodeId i = 0; i < 500; ++i) keys.insert(keys.end(), i % 3, i);
  const RowsImage good = makeRows(keys);
  for (int round = 0; round < 300; ++round) {
    RowsImage bad = good;
    bad.record.form = static_cast<std::uint32_t>(random() % 7);
    if (round % 2 == 0) bad.record.rows = static_cast<std::uint32_t>(random());
    if (round % 3 == 0) bad.record.items = static_cast<std::uint32_t>(random());
    for (int i = 0; i < 40; ++i) bad.offsets[random() % bad.offsets.size()] = static_cast<char>(random());
    const Rows rows(bad.record, bad.keys, bad.offsets, keys.size());
    for (NodeId node = 0; node < 2000; node += 3) {
      const auto [begin, end] = rows.of(node);
      REQUIRE(begin <= end);
      REQUIRE(end <= keys.size());
    }
  }
}

TEST_CASE("a spread finds the places of items that have none, one or many") {
  std::mt19937 random(4);
  for (const unsigned odd : {0U, 1U, 30U, 100U}) {
    SpreadMaker maker;
    std::vector<std::uint32_t> begins{0};
    for (int i = 0; i < 3000; ++i) {
      const std::uint32_t places = random() % 100 < odd ? static_cast<std::uint32_t>(random() % 4) : 1;
      maker.add(places);
      begins.push_back(begins.back() + places);
    }
    const auto marks = maker.marks();
    const auto shifts = std::move(maker).shifts();
    CHECK(marks.empty() == (odd == 0));
    const Spread spread(marks, shifts, begins.back());
    for (std::uint32_t i = 0; i + 1 < begins.size(); ++i) REQUIRE(spread.of(i) == std::pair(begins[i], begins[i + 1]));
    CHECK(spread.of(100'000) == std::pair(0U, 0U));
  }
}

TEST_CASE("a name's bucket, or the next ones, hold its node") {
  const auto hash = [](NodeId node) { return (std::uint64_t{node} + 1) * 0x9E3779B97F4A7C15ULL; };
  for (const std::uint32_t nodes : {0U, 1U, 15U, 5000U}) {
    const auto buckets = makeNameTable(nodes, hash);
    const NameTable table(buckets, nodes);
    for (NodeId node = 0; node < nodes; ++node) {
      REQUIRE(table.find(hash(node), [&](NodeId found) { return found == node; }) == node);
    }
    CHECK(table.find(12345, [](NodeId) { return false; }) == 0xFFFFFFFFU);
  }
}
