// Times, modifiers, and what is named.
#include <map>

#include "property/random_writer.h"

namespace clew::property {

Writer::Kind Writer::anyKind() {
  return of<Kind>({Kind::kDomain, Kind::kDomain, Kind::kDomain, Kind::kHost, Kind::kHost, Kind::kIp, Kind::kIp,
                   Kind::kEmail, Kind::kRegistrar, Kind::kOrg, Kind::kCountry, Kind::kAsn});
}

std::string Writer::date() {
  const std::string day = dayText(below(kDays + 20) - 10);
  if (chance(5)) return day.substr(0, 7);
  return chance(6) ? day + "T12:00Z" : day;
}

std::string Writer::moment() {
  if (!age_.empty() && chance(2)) return age_;
  switch (below(6)) {
    case 0:
      return of<std::string>({"30d", "100d", "2w", "3mo", "6h", "1y"});
    case 1:
      return of<std::string>({"now", "today", "yesterday"});
    default:
      return date();
  }
}

std::string Writer::timeTest() {
  switch (below(6)) {
    case 0:
      return "during " + (chance(4) ? moment() : date());
    case 1:
      return "since " + moment();
    case 2:
      return "after " + (chance(2) ? moment() : date());
    case 3:
      return "before " + moment();
    case 4:
      return "at " + moment();
    default: {
      if (chance(4))
        return "between " + of<std::string>({"200d", "100d", "6mo", "yesterday"}) + " and " +
               of<std::string>({"90d", "2w", "now", "today"});
      const int day = below(kDays);
      return "between " + dayText(day) + " and " + dayText(day + below(60));
    }
  }
}

std::string Writer::number(int limit) {
  return std::to_string(1 + below(limit));
}

std::string Writer::observationModifier() {
  switch (below(11)) {
    case 0:
      return "seen by " + of(world_.sources);
    case 1:
      return "seen by only " + of(world_.sources);
    case 2:
      return "seen by at least " + number(3) + " sources";
    case 3:
      return "seen at least " + number(5) + " times";
    case 4:
      return "confidence >= " + std::to_string(10 * below(10));
    case 5:
      return std::string(chance(2) ? "seen by only " : "seen by ") + world_.sources[0] + ", " + world_.sources[2];
    default:
      return timeTest();
  }
}

/// Where commas part keys, a modifier names one source.
std::string Writer::linkWords() {
  switch (below(8)) {
    case 0:
      return " seen by " + of(world_.sources);
    case 1:
      return " seen by only " + of(world_.sources);
    case 2:
      return " seen by at least " + number(2) + " sources";
    case 3:
      return " confidence >= " + std::to_string(10 * below(10));
    default:
      return " " + timeTest();
  }
}

std::string Writer::valueModifier(Kind value) {
  switch (below(7)) {
    case 0:
      return "excluding hubs";
    case 1:
      return "excluding " + operand(value);
    case 2:
      return "excluding hubs over " + number(3) + " ip, " + number(2) + " " +
             of<std::string>({"email", "ns", "country"});
    case 3:
      if (value == Kind::kIp) return "excluding @parking";
      return "excluding hubs over " + number(4) + ", " + operand(value);
    default:
      return "excluding hubs over " + number(4);
  }
}

std::string Writer::modifiers(Kind value, bool sharing, bool cut) {
  std::string out;
  if (chance(4)) out += " " + observationModifier();
  if (chance(12)) out += " " + timeTest();
  if (sharing && chance(5)) out += chance(2) ? " overlapping" : " overlapping within " + of<std::string>({"3d", "20d"});
  if (pressed_ ? !chance(3) : chance(5)) out += " " + valueModifier(value);
  if (cut && chance(pressed_ ? 3 : 8)) out += " at most " + number(2) + " each";
  return out;
}

std::string Writer::literal(Kind kind) {
  switch (kind) {
    case Kind::kDomain:
      return chance(12) ? "unknown.example" : of(world_.domains);
    case Kind::kHost:
      return chance(2) ? of(world_.hosts) : of(world_.domains);
    case Kind::kIp:
      return chance(6) ? of<std::string>({"192.0.2.0/24", "192.0.2.0/30", "2001:db8::/64"}) : of(world_.ips);
    case Kind::kEmail:
      return of(world_.emails);
    case Kind::kRegistrar:
      return "registrar \"" + of(world_.registrars) + "\"";
    case Kind::kOrg:
      return "org \"" + of(world_.orgs) + "\"";
    case Kind::kCountry:
      return "country \"" + of(world_.countries) + "\"";
    case Kind::kAsn:
      return of(world_.asns);
    case Kind::kAny:
      return literal(of<Kind>({Kind::kDomain, Kind::kIp, Kind::kEmail}));
  }
  return "";
}

std::string Writer::plural(Kind kind) {
  static const std::map<Kind, std::string> kWords = {
      {Kind::kDomain, "domains"},       {Kind::kHost, "hosts"}, {Kind::kIp, "ips"},
      {Kind::kEmail, "emails"},         {Kind::kOrg, "orgs"},   {Kind::kCountry, "countries"},
      {Kind::kRegistrar, "registrars"}, {Kind::kAsn, "asns"}};
  return kWords.at(kind);
}

bool Writer::hasSet(Kind kind) {
  return kind == Kind::kDomain || kind == Kind::kHost || kind == Kind::kIp || kind == Kind::kEmail;
}

std::string Writer::operand(Kind kind) {
  if (const auto own = own_sets_.find(kind); own != own_sets_.end() && chance(2)) return own->second;
  if (kind == Kind::kDomain && !word_.empty() && chance(3)) return "domain $word";
  if (kind == Kind::kDomain && chance(12))
    return of<std::string>({"@fresh($age = 60d)", "@fresh()", "@fresh(@from = @domains, $age = 200d)"});
  if (kind == Kind::kHost && chance(12)) return of<std::string>({"@hosted()", "@hosted(@on = @ips, $least = 2)"});
  if (kind == Kind::kIp && chance(8)) return "@parking";
  if (hasSet(kind) && chance(12)) return "read \"" + plural(kind) + ".txt\"";
  if (hasSet(kind) && chance(3)) return "@" + plural(kind);
  if (chance(2)) return literal(kind);
  return "(" + literal(kind) + ", " + literal(kind) + (chance(2) ? ", " + literal(kind) : "") + ")";
}

std::string Writer::primary(Kind kind, int depth) {
  if (depth > 0 && chance(5))
    return "(" + (chance(6) ? "as of " + (chance(3) ? std::string("today") : date()) + ", " : "") +
           chain(kind, depth - 1).text + (chance(4) ? " | take " + number(3) : "") + ")";
  return operand(kind);
}

}  // namespace clew::property
