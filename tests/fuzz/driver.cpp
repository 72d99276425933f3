// Runs a fuzz target where libFuzzer is not at hand:
//
//   fuzz_parse [SECONDS [SEED]]   mutated seeds for SECONDS (default 10); the same SEED gives the same inputs in order
//   fuzz_parse FILE...            each file once
//
// Every input stands in TARGET.last before it runs, so the one that crashed (or took over 20 s of processors) is found
// there. A run that ends well removes that file.
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>

#include "fuzz/fuzz.h"

namespace clew::fuzz {
namespace {

constexpr std::size_t kMaxInput = 64 * 1024;

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed), seeds_(seeds()), words_(words()) {}

  /// The next input; the first ones are the seeds as they are.
  std::string next() {
    if (given_ < seeds_.size()) return seeds_[given_++];
    std::string input = seeds_[below(seeds_.size())];
    for (std::size_t left = 1 + below(6); left > 0; --left) change(input);
    if (input.size() > kMaxInput) input.resize(kMaxInput);
    return input;
  }

 private:
  // not std::uniform_int_distribution: its numbers differ between libraries
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : static_cast<std::size_t>(random_() % limit); }

  void change(std::string& input) {
    const std::size_t at = below(input.size() + 1);
    switch (below(9)) {
      case 0:
        if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << below(8)));
        break;
      case 1:
        if (at < input.size()) input[at] = static_cast<char>(below(256));
        break;
      case 2:
        input.resize(at);
        break;
      case 3:
        input.erase(at, 1 + below(16));
        break;
      case 4:
        splice(input, at);
        break;
      case 5:
        repeat(input, at);
        break;
      case 6:
        input.insert(at, 1, static_cast<char>(below(256)));
        break;
      default:
        input.insert(at, words_[below(words_.size())]);
        break;
    }
  }

  void splice(std::string& input, std::size_t at) {
    const std::string& other = seeds_[below(seeds_.size())];
    const std::size_t from = below(other.size());
    input.replace(at, below(32), other, from, 1 + below(other.size()));
  }

  /// A stretch many times over: deep nesting, long words.
  void repeat(std::string& input, std::size_t at) {
    const std::string piece = below(2) == 0 ? input.substr(at, 1 + below(8)) : words_[below(words_.size())];
    const std::size_t times = std::size_t{1} << below(10);
    std::string many;
    for (std::size_t i = 0; i < times && many.size() < kMaxInput; ++i) many += piece;
    input.insert(at, many);
  }

  std::mt19937_64 random_;
  std::vector<std::string> seeds_;
  std::vector<std::string> words_;
  std::size_t given_ = 0;
};

void runOne(std::string_view input) {
  // a buffer of its own, so that a sanitizer sees every byte read past the end
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

int runFiles(int count, char** paths) {
  for (int i = 0; i < count; ++i) {
    std::ifstream stream(paths[i], std::ios::binary);
    if (!stream) {
      std::fprintf(stderr, "cannot read %s\n", paths[i]);
      return 2;
    }
    runOne(std::string(std::istreambuf_iterator<char>(stream), {}));
  }
  std::printf("%d files\n", count);
  return 0;
}

bool keep(int file, std::string_view input) {
  return ::ftruncate(file, 0) == 0 &&
         ::pwrite(file, input.data(), input.size(), 0) == static_cast<ssize_t>(input.size());
}

int fuzz(const std::string& last, long seconds, std::uint64_t seed) {
  std::printf("seed %llu, %ld s, the input at work is in %s\n", static_cast<unsigned long long>(seed), seconds,
              last.c_str());
  std::fflush(stdout);
  const int file = ::open(last.c_str(), O_CREAT | O_RDWR | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) {
    std::perror(last.c_str());
    return 2;
  }
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  Mutator mutator(seed);
  std::size_t runs = 0;
  do {
    const std::string input = mutator.next();
    if (!keep(file, input)) {
      std::perror(last.c_str());
      return 2;
    }
    runOne(input);
    ++runs;
  } while (std::chrono::steady_clock::now() < end);
  ::close(file);
  ::unlink(last.c_str());
  std::printf("%zu inputs\n", runs);
  return 0;
}

}  // namespace
}  // namespace clew::fuzz

int main(int argc, char** argv) {
  clew::fuzz::part();
  if (argc > 1 && std::filesystem::is_regular_file(argv[1])) return clew::fuzz::runFiles(argc - 1, argv + 1);
  const long seconds = argc > 1 ? std::strtol(argv[1], nullptr, 10) : 10;
  const std::uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  return clew::fuzz::fuzz(std::filesystem::path(argv[0]).filename().string() + ".last", seconds, seed);
}
