// The made-up portfolio behind the saved answers: who registered what, and what stood where, when.
//
// One seed makes one story. Every figure of the report is a number of things made here (see the constants), never
// a number written into an answer; the answers are drawn from the story by answers.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace portfolio {

// The published figures.
inline constexpr std::size_t kIndicators = 53;
inline constexpr std::size_t kConnected = 354;
inline constexpr std::size_t kNewAndRedacted = 87;
inline constexpr std::size_t kEmails = 18;
inline constexpr std::size_t kEmailsAtQq = 14;

// Seconds since 1970-01-01, UTC.
using Time = std::int64_t;
inline constexpr Time kDay = 86400;

// Midnight UTC of a day of the Gregorian calendar.
Time day(int year, int month, int day_of_month);
// `2022-08-02T10:15:00Z`: with `between` for the T and `zone` for the Z.
std::string written(Time time, char between, std::string_view zone);

// splitmix64: small, and the same numbers on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  // A number below `bound`, which is not 0.
  std::size_t below(std::size_t bound);
  Time between(Time low, Time high) { return low + static_cast<Time>(below(static_cast<std::size_t>(high - low + 1))); }
  template <typename T>
  void shuffle(std::vector<T>& values) {
    for (std::size_t i = values.size(); i > 1; --i) {
      std::swap(values[i - 1], values[below(i)]);
    }
  }
  // `length` lower-case letters and digits, as privacy services make them.
  std::string token(std::size_t length);

 private:
  std::uint64_t state_;
};

struct Contact {
  std::string name;
  std::string organization;
  std::string email;
  std::string phone;
  std::string country;       // as WHOIS has it: UNITED STATES
  std::string country_code;  // US
};

// Which answers tell of a stay.
enum Told : unsigned { kByPassiveDns = 1, kByReverseIp = 2, kByLookup = 4 };

// A name at an address.
struct Stay {
  std::string address;
  Time first;
  Time last;
  unsigned told;
};

// One record of a registration's history.
struct Era {
  Time stored;   // when the provider first stored the record
  Time updated;  // and when it last saw it so
  Time created;
  Contact registrant;
  Contact technical;
};

struct Name {
  std::string name;
  std::size_t registrar = 0;
  std::size_t dns = 0;  // which host serves its zone
  bool registered = true;
  bool live = false;
  Time created = 0;
  Contact registrant;
  Contact administrative;
  Contact technical;
  std::vector<Stay> stays;
  std::vector<Era> eras;
  std::vector<std::size_t> searched;  // reverse WHOIS answers that list it, as positions in Story::searches
  Time searched_first = 0;
  Time searched_last = 0;
  std::vector<std::string> hosts;  // labels of names below it that resolve to its first address
};

struct Address {
  std::string text;
  std::string country;
  std::string route;
  int asn;
  bool portfolio;  // an indicator resolved to it
};

struct Story {
  std::vector<std::string> searches;  // terms of reverse WHOIS; the first kEmails are the indicators' own
  std::vector<Address> addresses;
  std::vector<Name> indicators;
  std::vector<Name> connected;
  std::vector<Name> bystanders;
};

struct Registrar {
  const char* name;
  const char* iana_id;
  const char* whois_server;
  const char* contact;
};
const std::vector<Registrar>& registrars();
// The name servers' domain of each host of zones.
const std::vector<std::string>& zoneHosts();

Story tell();

}  // namespace portfolio
