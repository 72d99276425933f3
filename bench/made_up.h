// Made-up values for benchmarks: the same ones in every run.
#pragma once

#include <cstdint>
#include <string>

namespace clew::bench {

class Numbers {
 public:
  std::uint64_t below(std::uint64_t bound) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state_ >> 33) % bound;
  }
  /// Small numbers far more often than large ones.
  std::uint64_t skewed(std::uint64_t bound) { return below(1 + below(1 + below(bound))); }

 private:
  std::uint64_t state_ = 42;
};

inline std::string hostName(std::uint64_t number) {
  return "host-" + std::to_string(number * 2654435761U) + ".example";
}

}  // namespace clew::bench
