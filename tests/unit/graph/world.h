// Random histories for tests of the graph.
#pragma once

#include <random>
#include <string>

#include "graph_support.h"

namespace clew::test {

/// Random facts over a small world, so that links meet, overlap, are redacted, retracted and derived.
class World {
 public:
  explicit World(std::uint32_t seed) : random_(seed) {}

  BatchMaker batch(Time learnt, int facts, bool with_retractions) {
    BatchMaker out(learnt);
    out.by(source());
    for (int i = 0; i < facts; ++i) {
      if (pick(6) == 0) out.by(source());
      one(out, with_retractions);
    }
    return out;
  }

 private:
  int pick(int below) { return static_cast<int>(random_() % static_cast<std::uint32_t>(below)); }
  std::string source() { return std::string("source-") + static_cast<char>('a' + pick(3)); }
  std::string domain() { return std::string(1, static_cast<char>('a' + pick(6))) + ".example"; }
  std::string host() { return pick(2) == 0 ? domain() : std::string(pick(2) == 0 ? "www." : "x.mail.") + domain(); }
  std::string ip() { return "192.0." + std::to_string(pick(3)) + "." + std::to_string(pick(4)); }
  std::string net() {
    static const char* const kNets[] = {"192.0.0.0/16", "192.0.1.0/24", "192.0.2.0/24", "192.0.2.0/30", "0.0.0.0/0"};
    return kNets[pick(5)];
  }
  std::string cert() { return std::string(64, static_cast<char>('a' + pick(4))); }
  std::string jarm() { return std::string(62, static_cast<char>('a' + pick(3))); }
  std::string service() { return ip() + ":" + (pick(2) == 0 ? "443" : "8443"); }
  std::string email() {
    static const char* const kMails[] = {"ann@mail.example", "bob@a.example", "x@whoisguard.com", "abuse@b.example"};
    return kMails[pick(4)];
  }
  std::string person() {
    static const char* const kNames[] = {"Ann Example", "REDACTED FOR PRIVACY", "Bob  Example",
                                         "Domains By Proxy, LLC"};
    return kNames[pick(4)];
  }

  void one(BatchMaker& out, bool with_retractions) {
    const Time first = pick(5) == 0 ? kNoTime : pick(12) * 100;
    const Time last = first == kNoTime ? kNoTime : first + pick(4) * 60;
    const auto times = static_cast<std::uint32_t>(1 + pick(4));
    const bool retract = with_retractions && pick(7) == 0;
    const auto link = [&](const char* type, const std::string& from, const char* word, const char* to_type,
                          const std::string& to) {
      if (retract) {
        out.retract(type, from, word, to_type, to, source());
      } else {
        out.link(type, from, word, to_type, to, first, last, times, pick(3) == 0 ? pick(100) : -1);
      }
    };
    switch (pick(20)) {
      case 0:
        return link("host", host(), "ip", "ip", ip());
      case 1:
        return link("host", host(), "ns", "host", host());
      case 2:
        return link("domain", domain(), "email", "email", email());
      case 3:
        return link("domain", domain(), "registrant", "person", person());
      case 4:
        return link("ip", ip(), "net", "net", net());
      case 5:
        return link("ip", ip(), "asn", "asn", "AS6450" + std::to_string(pick(3)));
      case 6:
        return link("net", net(), "asn", "asn", "AS6450" + std::to_string(pick(3)));
      case 7:
        return link("cert", cert(), "san", "host", host());
      case 8:
        return link("ip", ip(), "service", "service", service());
      case 9:
        return link("service", service(), "cert", "cert", cert());
      case 10:
        return link("host", host(), "cert", "cert", cert());
      case 11:
        return link("domain", domain(), "subdomains", "host", host());
      case 12:
        out.property("domain", domain(), "created", "2022-01-0" + std::to_string(1 + pick(3)) + "T00:00:00Z", first,
                     last);
        return;
      case 13:
        out.redacted("domain", domain(), "org", pick(2) == 0 ? "Data Redacted" : "Clear Words Ltd", first);
        return;
      case 14:
        out.answer("host", host(), "a", pick(2) == 0 ? model::Outcome::kFound : model::Outcome::kNone, pick(900));
        return;
      case 15:
        out.mention("net", net());
        return;
      case 16:
      case 17:
        return link("service", service(), "jarm", "jarm", jarm());
      case 18:
        return link("ip", ip(), "jarm", "jarm", jarm());
      default:
        out.spelled("person", "ann example", pick(2) == 0 ? "Ann Example" : "ANN EXAMPLE");
        return;
    }
  }

  std::mt19937 random_;
};

}  // namespace clew::test
