// Made-up values for benchmarks: the same ones in every run.
#pragma once

#include <cstdint>
#include <ostream>
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

inline std::string domainName(std::uint64_t number) {
  return "name-" + std::to_string(number) + ".com";
}

/// Facts, one a line: each domain with addresses, e-mails and a name server, a few of which very many share, and the
/// network of each address. Dates spread over some years, so that neighbours met at one time or did not.
inline void writeLinks(std::ostream& out, std::uint64_t domains) {
  Numbers numbers;
  const auto link = [&](const std::string& from, const char* relation, const char* type, const std::string& to) {
    const std::uint64_t first = 1'500'000'000 + numbers.below(150'000'000);
    out << R"({"fact":"link","from":{"type":")" << (from[0] == 'n' ? "domain" : "ip") << R"(","name":")" << from
        << R"("},"relation":")" << relation << R"(","to":{"type":")" << type << R"(","name":")" << to
        << R"("},"first":")" << first << R"(","last":")" << first + numbers.below(40'000'000)
        << R"(","source":"source-)" << numbers.below(4) << "\"}\n";
  };
  const auto address = [](std::uint64_t number) {
    return "198.51." + std::to_string(number / 250) + "." + std::to_string(1 + number % 250);
  };
  const std::uint64_t values = domains / 3;
  for (std::uint64_t domain = 0; domain < domains; ++domain) {
    const std::string name = domainName(domain);
    for (std::uint64_t i = numbers.below(3); i < 3; ++i) link(name, "ip", "ip", address(numbers.skewed(values)));
    for (std::uint64_t i = numbers.below(2); i < 2; ++i)
      link(name, "email", "email", "owner" + std::to_string(numbers.skewed(values)) + "@mail.example");
    link(name, "ns", "host", "ns" + std::to_string(numbers.skewed(domains / 30)) + ".dns.example");
  }
  for (std::uint64_t value = 0; value < values; ++value)
    link(address(value), "asn", "asn", "AS" + std::to_string(64496 + numbers.skewed(40)));
}

}  // namespace clew::bench
