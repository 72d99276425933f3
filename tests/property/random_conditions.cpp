// Conditions.
#include "property/random_writer.h"

namespace clew::property {

std::string Writer::condition(const Set& set, int depth) {
  if (depth > 0) {
    switch (below(7)) {
      case 0:
        return condition(set, depth - 1) + " and " + condition(set, depth - 1);
      case 1:
        return "(" + condition(set, depth - 1) + " or " + condition(set, depth - 1) + ")";
      case 2:
        return "not " + condition(set, 0);
      default:
        break;
    }
  }
  if (set.linked && plain_links_ && chance(5)) return linkCondition(set);
  if (set.kind == Kind::kDomain || set.kind == Kind::kHost) {
    if (chance(8)) return quantified(set.kind);
    if (chance(8)) return counted(set.kind);
  }
  switch (set.kind) {
    case Kind::kDomain:
      return chance(3) ? hostCondition() : domainCondition();
    case Kind::kHost:
      return hostCondition();
    case Kind::kIp:
      return ipCondition();
    case Kind::kEmail:
      return emailCondition();
    default:
      return otherCondition();
  }
}

std::string Writer::emailCondition() {
  switch (below(8)) {
    case 0:
      return quantified(Kind::kEmail);
    case 1:
      return "name ~ '^m[0-2]@'";
    case 2:
      return "provider is d0.example";
    case 3:
      return "has no provider";
    case 4:
      return "name matching " + of<std::string>({"*@mail.example", "@emails"});
    case 5:
      return "has list" + (chance(2) ? " is parking" : std::string());
    default:
      return "len(name) " + op() + " 14";
  }
}

std::string Writer::otherCondition() {
  return of<std::string>({"name matching *a*", "last-seen since 100d", "first-seen before 2022-05-01", "len(name) > 4",
                          "first-seen " + dateTest(), "last-seen " + dateTest()});
}

/// `every`: there are values, and each fits.
std::string Writer::quantified(Kind kind) {
  switch (kind) {
    case Kind::kEmail:
      return "every provider is " + of<std::string>({"mail.example", "d0.example"});
    case Kind::kIp:
      return "every " + of<std::string>({"country is ", "country is not "}) + of(world_.countries) + mods();
    default:
      switch (below(6)) {
        case 0:
          return "every country of ip is " + of(world_.countries) + mods();
        case 1:
          return "every ns matching " + of<std::string>({"ns*", "*.example"}) + mods();
        case 2:
          return "every mx ~ '^ns'" + mods();
        case 3:
          return "every ip not in " + of<std::string>({"@ips", "192.0.2.0/30", "@parking"}) + mods();
        default:
          return "every ip in " + of<std::string>({"192.0.2.0/24", "@ips", "(192.0.2.1, 192.0.2.2)"}) + mods();
      }
  }
}

/// Counts of those nodes alone that meet a condition.
std::string Writer::counted(Kind kind) {
  const std::string least = few_.empty() || chance(2) ? std::to_string(below(3)) : few_;
  if (kind == Kind::kDomain && chance(3))
    return "count(email" + mods() + " where " + emailCondition() + ") " + op() + " " + least;
  if (chance(3))
    return "count(ns" + mods() + " where " + of<std::string>({"has ip", "tld is .example", "count(ip) >= 2"}) + ") " +
           op() + " " + least;
  return "count(ip" + mods() + " where " + ipCondition() + ") " + op() + " " + least;
}

std::string Writer::op() {
  return of<std::string>({"=", "!=", "<", "<=", ">", ">="});
}

std::string Writer::dateTest() {
  switch (below(5)) {
    case 0:
      return "since " + moment();
    case 1:
      return "before " + moment();
    case 2:
      return "after " + date();
    case 3:
      return "during " + date();
    default: {
      const int day = below(kDays);
      return "between " + dayText(day) + " and " + dayText(day + below(90));
    }
  }
}

std::string Writer::mods() {
  if (pressed_ ? !chance(3) : chance(8)) return " " + valueModifier(Kind::kIp);
  return chance(2) ? " " + observationModifier() : "";
}

std::string Writer::linkCondition(const Set& set) {
  if (set.likeness)
    return of<std::string>({"kind is edits", "kind = \"bit-flip\"", "similarity >= 0.5", "kind in (edits, homoglyph)"});
  switch (below(9)) {
    case 0:
      return "last " + dateTest();
    case 1:
      return "first " + dateTest();
    case 2:
      return set.sourced ? "source is " + of(world_.sources) : "first " + dateTest();
    case 3:
      return "times " + op() + " " + number(4);
    case 4:
      return "confidence " + op() + " 50";
    case 5:
      return set.hops ? "hops " + op() + " 1" : "rarity " + op() + " 1";
    case 6:
      return "seed in " + of<std::string>({"@domains", "@hosts"});
    case 7:
      return "origin " + of<std::string>({"in @domains", "not in @domains", "in @ips"});
    default:
      return "count(seed) " + op() + " " + number(2);
  }
}

/// With the traits that the script names: one that is a walk, one of several parts that are not all relations.
std::string Writer::namedCondition() {
  switch (below(6)) {
    case 0:
      return "place " + of<std::string>({"is ", "is not "}) + of(world_.countries);
    case 1:
      return "count(place" + mods() + ") " + op() + " " + std::to_string(below(3));
    case 2:
      return "has place" + of<std::string>({"", " is " + of(world_.countries)}) + mods();
    case 3:
      return "every place is " + of(world_.countries);
    case 4:
      return "has ties" + mods();
    default:
      return "has " + of<std::string>({"", "no "}) + "places" + of<std::string>({"", " matching *m*"});
  }
}

std::string Writer::domainCondition() {
  if (ties_ && chance(3)) return namedCondition();
  if (!word_.empty() && chance(3))
    return "name " + of<std::string>({"is $word", "is not $word", "in ($word, " + of(world_.domains) + ")", "in $word",
                                      "matching $word", "not matching $word", "~ $word"});
  switch (below(24)) {
    case 20:
      return of<std::string>({"email", "org", "email of apex"}) + of<std::string>({" is ", " is not "}) +
             of<std::string>({"redacted", "missing", "known"});
    case 21:
      return "has email " + of<std::string>({"~ '^m[0-1]'", "matching m*", "in @emails", "is " + of(world_.emails)}) +
             mods();
    case 22:
      return "ever " + of<std::string>({"created ", "created "}) + dateTest();
    case 23:
      return "count(email) " + of<std::string>({"+", "*", "/", "-"}) + " 2 " + op() + " " + (few_.empty() ? "1" : few_);
    case 16:
      return "name " + of<std::string>({"resembling d1.example", "resembling @domains", "not resembling d7.test"}) +
             of<std::string>({"", " within 2 edits"});
    case 17:
      return "label " + of<std::string>({"resembling d1.example", "not resembling hosting.example"});
    case 18:
      return "has " +
             of<std::string>({"contact", "contact-email", "email ~ '^m[0-1]'", "email is " + of(world_.emails),
                              "email in @emails"}) +
             mods();
    case 19:
      if (chance(2)) return "every created " + dateTest();
      return "has " + of<std::string>({"", "no "}) + of<std::string>({"created ", "risk ", "live "}) +
             observationModifier();
    case 0:
      return "created " + dateTest();
    case 1:
      return "ever created " + dateTest();
    case 2:
      return "risk " + op() + " " + std::to_string(10 * below(10));
    case 3:
      return chance(2) ? "live" : "not live";
    case 4:
      return "email is " + of<std::string>({"redacted", "missing", "not missing", "not redacted", "not missing",
                                            "not known", "not redacted"});
    case 5:
      return "email " + of<std::string>({"is ", "is not "}) + of(world_.emails);
    case 6:
      return "has " + of<std::string>({"", "no "}) + "email" + of<std::string>({"", " matching *@mail.example"}) +
             mods();
    case 7:
      return "registrar is " + of<std::string>({"\"alpha names\"", "\"beta names\"", "known"});
    case 8:
      return "count(email" + mods() + ") " + op() + " " + std::to_string(below(3));
    case 9:
      return "org " + of<std::string>({"is ", "is not "}) + of(world_.orgs);
    case 10:
      return "count(subdomains) " + op() + " " + std::to_string(below(3));
    case 11:
      return "provider of email is mail.example";
    case 12:
      return "email " + of<std::string>({"in ", "not in "}) +
             (chance(2) ? "@emails" : "(" + of(world_.emails) + ", " + of(world_.emails) + ")");
    case 13:
      return "org is " + of<std::string>({"redacted", "missing", "known"});
    case 14:
      return "count(ip of fqdn" + mods() + ") " + op() + " " + number(3);
    default:
      return "email changed " + timeTest();
  }
}

/// What few nodes meet, so that the planner may begin at the values.
std::string Writer::valueCondition() {
  switch (below(9)) {
    case 0:
      return "ip is " + of(world_.ips);
    case 1:
      return "ip in (" + of(world_.ips) + ", " + of<std::string>({"192.0.2.0/30", "2001:db8::/32", of(world_.ips)}) +
             ")";
    case 2:
      return "has ip is " + of(world_.ips) + (chance(2) ? mods() : "");
    case 3:
      return "(ip is " + of(world_.ips) + " or ns is " + of(world_.hosts) + ")";
    case 4:
      return "asn of ip is " + of(world_.asns);
    case 5:
      return "every ip in (" + of(world_.ips) + ", @ips)";
    case 6:
      return "apex is " + of(world_.domains);
    case 7:
      return "ns in (@hosts, " + of(world_.hosts) + ")";
    default:
      return "country of ip in (" + of(world_.countries) + ", " + of(world_.countries) + ")";
  }
}

std::string Writer::hostCondition() {
  if (chance(6)) return valueCondition();
  switch (below(22)) {
    case 15:
      return "ttl(ip" + mods() + ") " + op() + " 3m";
    case 16:
      return "entropy " + op() + " 1";
    case 17:
      return "count(ip) " + of<std::string>({"+", "*", "/"}) + " 2 " + op() + " " + number(4);
    case 18:
      return of<std::string>({"tld in (.example, .test)", "tld in (t*, .example)", "tld not in (ex*)",
                              "name in (d?.*, " + of(world_.hosts) + ")", "ns in (ns*, @hosts)"});
    case 19:
      return "name " + of<std::string>({"matching @hosts", "not matching @domains"});
    case 20:
      return few_.empty() ? "ip in @parking" : "count(ip) " + op() + " " + few_;
    case 21:
      return "has list" + of<std::string>({"", " is parking"});
    case 0:
      return "count(ip" + mods() + ") " + op() + " " + std::to_string(below(4));
    case 1:
      return "ip " + of<std::string>({"in ", "not in "}) +
             of<std::string>({"192.0.2.0/24", "192.0.2.0/30", "@ips", "2001:db8::/32"});
    case 2:
      return "has " + of<std::string>({"", "no "}) + "ip" + mods();
    case 3:
      return "first(ip" + mods() + ") " + dateTest();
    case 4:
      return "last(ip) " + dateTest();
    case 5:
      return "ip changed " + timeTest();
    case 6:
      return "name " + of<std::string>({"matching d*", "not matching d*", "~ '^(www|ns)'", "matching *.example"});
    case 7:
      return "country of ip is " + of(world_.countries);
    case 8:
      return "tld is " + of<std::string>({".example", "test"});
    case 9:
      return "times(ip) " + op() + " " + number(5);
    case 10:
      return "count(country of ip" + mods() + ") " + op() + " " + std::to_string(below(3));
    case 11:
      return "has ip in " + of<std::string>({"192.0.2.0/30", "@ips", "(192.0.2.1, 192.0.2.2)", "(192.0.2.1*, @ips)"}) +
             mods();
    case 12:
      return "count(ip) - count(asn of ip) " + op() + " " + std::to_string(below(3));
    case 13:
      return "len(name) " + op() + " " + std::to_string(8 + below(6));
    default:
      return "ns " + of<std::string>({"is ", "is not "}) + of(world_.hosts);
  }
}

std::string Writer::ipCondition() {
  switch (below(10)) {
    case 6:
      return of<std::string>({"private", "not private", "ip in @parking", "ip not in @parking"});
    case 7:
      return quantified(Kind::kIp);
    case 8:
      return "has " + of<std::string>({"list", "no list", "list is parking"}) + mods();
    case 9:
      return "block(ip, 30) = \"192.0.2.0/30\"";
    case 0:
      return "country " + of<std::string>({"is ", "is not "}) + of(world_.countries);
    case 1:
      return "country in (" + of(world_.countries) + ", " + of(world_.countries) + ")";
    case 2:
      return "ip in " + of<std::string>({"192.0.2.0/24", "@ips"});
    case 3:
      return "count(asn" + mods() + ") " + op() + " " + std::to_string(below(3));
    case 4:
      return "country changed " + timeTest();
    default:
      return "first-seen " + dateTest();
  }
}

}  // namespace clew::property
