// How fast many names are compared with many brands: seconds of one core for the look-ups alone.
//
//   bench_likeness_index [BRANDS] [DOMAINS] [EDITS]      (default 1,000, 1,000,000 and 1)
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "common/utf8.h"
#include "execution/likeness.h"
#include "made_up.h"

namespace {

using namespace clew;
using namespace clew::bench;

std::string label(Numbers& numbers) {
  static const std::string kLetters = "etaoinshrdlucmfwypvbgkjqxz0123456789";
  std::string out;
  for (std::uint64_t i = 5 + numbers.below(12); i > 0; --i) out += kLetters[numbers.below(numbers.below(36) + 1)];
  return out;
}

}  // namespace

int main(int count, char** arguments) {
  const auto number = [&](int at, std::uint64_t otherwise) {
    return count > at ? std::strtoull(arguments[at], nullptr, 10) : otherwise;
  };
  const std::uint64_t brands = number(1, 1000), domains = number(2, 1'000'000), edits = number(3, 1);
  Numbers numbers;
  execution::LikenessIndex index(static_cast<int>(edits));
  for (std::uint64_t i = 0; i < brands; ++i) index.add({toUtf32(label(numbers)), "com"});
  const std::clock_t start = std::clock();
  std::uint64_t found = 0;
  for (std::uint64_t i = 0; i < domains; ++i) found += index.matches({toUtf32(label(numbers)), "com"}).size();
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  std::printf("%llu brands, %llu domains, within %llu: %6.2f s, %9.0f domains/s, %llu alike\n",
              static_cast<unsigned long long>(brands), static_cast<unsigned long long>(domains),
              static_cast<unsigned long long>(edits), seconds, static_cast<double>(domains) / seconds,
              static_cast<unsigned long long>(found));
  return 0;
}
