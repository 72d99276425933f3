// Lines of an input that comes in pieces of any size, against lines cut from the whole.
#include "ingest/stream_input.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <random>

#include "common/text.h"

using namespace clew;
using namespace clew::ingest;

namespace {

using Random = std::minstd_rand;

/// Hands a text out in pieces.
class Pieces final : public ByteSource {
 public:
  Pieces(std::string text, std::size_t longest, Random& random)
      : text_(std::move(text)), longest_(longest), random_(random) {}
  Result<std::size_t> read(char* into, std::size_t size) override {
    const std::size_t piece = std::min({text_.size() - at_, size, 1 + random_() % longest_});
    std::memcpy(into, text_.data() + at_, piece);
    at_ += piece;
    return piece;
  }
  std::uint64_t consumed() const override { return at_; }

 private:
  std::string text_;
  std::size_t longest_;
  Random& random_;
  std::size_t at_ = 0;
};

std::vector<std::string> linesOf(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of("\r\n");
    lines.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + (text.substr(end).starts_with("\r\n") ? 2 : 1));
  }
  return lines;
}

std::string madeUp(Random& random, std::string_view ends) {
  std::string text;
  for (std::size_t count = random() % 40; count > 0; --count) {
    const std::size_t length = random() % 20 == 0 ? random() % 300'000 : random() % 30;
    text.append(length, static_cast<char>('a' + random() % 26));
    for (std::size_t more = 1 + random() % 2; more > 0; --more) text += ends[random() % ends.size()];
  }
  return text + (random() % 2 == 0 ? "" : "last");
}

}  // namespace

TEST_CASE("lines do not depend on how the bytes come", "[ingest][stream]") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  Random random(seed);
  constexpr std::size_t kLimit = 200'000;
  for (int round = 0; round < 120; ++round) {
    const std::string text = madeUp(random, round % 3 == 0 ? "\n" : "\r\n");
    const std::vector<std::string> wanted = linesOf(text);
    auto input = StreamInput::open(std::make_unique<Pieces>(text, round % 2 == 0 ? 300 : 400'000, random), nullptr);
    REQUIRE(input);
    CHECK((*input)->head() == std::string_view(text).substr(0, std::min((*input)->head().size(), kHeadBytes)));
    for (const std::string& line : wanted) {
      bool too_long = false;
      const auto read = (*input)->line(kLimit, too_long);
      REQUIRE(read);
      REQUIRE(read->has_value());
      REQUIRE(too_long == (line.size() > kLimit));
      REQUIRE(**read == std::string_view(line).substr(0, kLimit));
    }
    bool too_long = false;
    const auto end = (*input)->line(kLimit, too_long);
    REQUIRE(end);
    CHECK_FALSE(end->has_value());
  }
}

TEST_CASE("an input that is read whole is all of it", "[ingest][stream]") {
  Random random(7);
  const std::string text = std::string(700'000, 'x') + "\r\n" + std::string(700'000, 'y');
  auto input = StreamInput::open(std::make_unique<Pieces>(text, 90'000, random), nullptr);
  REQUIRE(input);
  const auto all = (*input)->all(2'000'000);
  REQUIRE(all);
  CHECK(*all == text);
  auto small = StreamInput::open(std::make_unique<Pieces>(text, 90'000, random), nullptr);
  REQUIRE(small);
  CHECK_FALSE((*small)->all(1'000'000));
}
