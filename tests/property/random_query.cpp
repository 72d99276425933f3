#include "property/random_query.h"

#include <map>

namespace clew::property {
namespace {

enum class Kind { kDomain, kHost, kIp, kEmail, kRegistrar, kOrg, kCountry, kAsn };

struct Step {
  const char* text;
  Kind to;
};

struct Set {
  std::string text;
  Kind kind;
  bool linked = false;   // has link columns
  bool sourced = false;  // and `source` among them says who stated the link
};

class Writer {
 public:
  Writer(Random& random, const World& world) : random_(random), world_(world) {}

  std::string domains() { return chain(Kind::kDomain, 1).text; }

  std::string query() {
    std::string out;
    if (oneIn(random_, 8)) out = "as of " + (oneIn(random_, 4) ? std::string("now") : date()) + ", ";
    Set made = set(anyKind(), 2);
    if (oneIn(random_, 6)) {
      const Set right = chain(made.kind, 1);
      made.text += (oneIn(random_, 2) ? " plus " : " minus ") + right.text;
      made.linked = false;
      plain_links_ = false;
    }
    return out + made.text + stages(made);
  }

 private:
  int below(int limit) { return property::below(random_, limit); }
  bool oneIn(Random& random, int n) { return property::oneIn(random, n); }
  bool chance(int n) { return property::oneIn(random_, n); }
  template <typename T>
  const T& of(const std::vector<T>& from) {
    return pick(random_, from);
  }

  Kind anyKind() {
    return of<Kind>({Kind::kDomain, Kind::kDomain, Kind::kDomain, Kind::kHost, Kind::kHost, Kind::kIp, Kind::kIp,
                     Kind::kEmail, Kind::kRegistrar, Kind::kOrg, Kind::kCountry, Kind::kAsn});
  }

  // ---- times and modifiers
  std::string date() {
    const std::string day = dayText(below(kDays + 20) - 10);
    if (chance(5)) return day.substr(0, 7);
    return chance(6) ? day + "T12:00Z" : day;
  }
  std::string moment() {
    switch (below(6)) {
      case 0:
        return of<std::string>({"30d", "100d", "2w", "3mo", "6h", "1y"});
      case 1:
        return of<std::string>({"now", "today", "yesterday"});
      default:
        return date();
    }
  }
  std::string timeTest() {
    switch (below(6)) {
      case 0:
        return "during " + date();
      case 1:
        return "since " + moment();
      case 2:
        return "after " + date();
      case 3:
        return "before " + moment();
      case 4:
        return "at " + moment();
      default: {
        const int day = below(kDays);
        return "between " + dayText(day) + " and " + dayText(day + below(60));
      }
    }
  }
  std::string number(int limit) { return std::to_string(1 + below(limit)); }

  std::string observationModifier() {
    switch (below(9)) {
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
      default:
        return timeTest();
    }
  }
  std::string valueModifier(Kind value) {
    switch (below(4)) {
      case 0:
        return "excluding hubs";
      case 1:
        return "excluding " + operand(value);
      default:
        return "excluding hubs over " + number(4);
    }
  }

  /// Modifiers of a pivot over values of a kind. `cut`: `at most N each` may stand.
  std::string modifiers(Kind value, bool sharing, bool cut) {
    std::string out;
    if (chance(4)) out += " " + observationModifier();
    if (chance(12)) out += " " + timeTest();
    if (sharing && chance(5))
      out += chance(2) ? " overlapping" : " overlapping within " + of<std::string>({"3d", "20d"});
    if (chance(5)) out += " " + valueModifier(value);
    if (cut && chance(8)) out += " at most " + number(2) + " each";
    return out;
  }

  // ---- sources
  std::string literal(Kind kind) {
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
    }
    return "";
  }
  static std::string plural(Kind kind) {
    static const std::map<Kind, std::string> kWords = {
        {Kind::kDomain, "domains"},       {Kind::kHost, "hosts"}, {Kind::kIp, "ips"},
        {Kind::kEmail, "emails"},         {Kind::kOrg, "orgs"},   {Kind::kCountry, "countries"},
        {Kind::kRegistrar, "registrars"}, {Kind::kAsn, "asns"}};
    return kWords.at(kind);
  }
  bool hasSet(Kind kind) {
    return kind == Kind::kDomain || kind == Kind::kHost || kind == Kind::kIp || kind == Kind::kEmail;
  }

  /// A literal, a list or a named set: what may stand after `with`, `in` and `excluding`.
  std::string operand(Kind kind) {
    if (hasSet(kind) && chance(3)) return "@" + plural(kind);
    if (chance(2)) return literal(kind);
    return "(" + literal(kind) + ", " + literal(kind) + (chance(2) ? ", " + literal(kind) : "") + ")";
  }
  std::string primary(Kind kind, int depth) {
    if (depth > 0 && chance(5))
      return "(" + chain(kind, depth - 1).text + (chance(4) ? " | take " + number(3) : "") + ")";
    return operand(kind);
  }

  // ---- chains
  Set set(Kind kind, int depth) { return chain(kind, depth); }

  Set chain(Kind kind, int depth) {
    Set out{"", kind, false};
    if (chance(2)) {
      out.text = plural(kind);
    } else {
      out.text = primary(kind, depth);
    }
    const int steps = depth == 0 ? below(2) : below(3) + (depth > 1 ? 1 : 0);
    for (int i = 0; i < steps; ++i) step(out, depth);
    if (out.kind == kind || depth > 1) {
      if (chance(4)) out.text += " where " + condition(out, 2);
    } else {  // a neighbour of another kind would not fit where this stands
      return {primary(kind, 0), kind, false};
    }
    return out;
  }

  void step(Set& set, int depth) {
    switch (below(8)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return arrow(set);
      case 4:
      case 5:
        return sharing(set, depth);
      case 6:
        set.text += (chance(2) ? " in " : " not in ") + primary(set.kind, depth > 0 ? 1 : 0);
        return;
      default:
        if (set.kind == Kind::kDomain || set.kind == Kind::kHost)
          set.text += " matching " + of<std::string>({"d*", "*.hosting.*", "d?.example", "*1*"});
        return;
    }
  }

  void arrow(Set& set) {
    static const std::map<Kind, std::vector<Step>> kSteps = {
        {Kind::kDomain,
         {{"-> ip", Kind::kIp},
          {"-> ip", Kind::kIp},
          {"-> email", Kind::kEmail},
          {"-> ns", Kind::kHost},
          {"-> ns, mx", Kind::kHost},
          {"-> registrar", Kind::kRegistrar},
          {"-> org", Kind::kOrg},
          {"-> fqdn", Kind::kHost},
          {"-> subdomains", Kind::kHost},
          {"<- ns", Kind::kHost},
          {"<- provider", Kind::kEmail},
          {"-> emails", Kind::kEmail}}},
        {Kind::kHost,
         {{"-> ip", Kind::kIp},
          {"-> ns", Kind::kHost},
          {"-> mx", Kind::kHost},
          {"-> apex", Kind::kDomain},
          {"<- ns", Kind::kHost},
          {"<- ns, mx", Kind::kHost},
          {"-> hosts via ns", Kind::kHost},
          {"-> domains via ns, mx", Kind::kDomain}}},
        {Kind::kIp,
         {{"-> country", Kind::kCountry},
          {"-> asn", Kind::kAsn},
          {"-> hosts", Kind::kHost},
          {"-> domains", Kind::kDomain},
          {"<- ip", Kind::kHost}}},
        {Kind::kEmail, {{"-> domains", Kind::kDomain}, {"<- email", Kind::kDomain}, {"-> provider", Kind::kDomain}}},
        {Kind::kRegistrar, {{"-> domains", Kind::kDomain}, {"<- registrar", Kind::kDomain}}},
        {Kind::kOrg, {{"-> domains", Kind::kDomain}}},
        {Kind::kCountry, {{"-> ips", Kind::kIp}}},
        {Kind::kAsn, {{"-> ips", Kind::kIp}}}};
    const Step& next = of(kSteps.at(set.kind));
    const bool back =
        next.text[0] == '<' || std::string(next.text) == "-> hosts" || std::string(next.text) == "-> domains";
    set.text += std::string(" ") + next.text +
                modifiers(back ? set.kind : next.to, false, std::string(next.text).find(',') == std::string::npos);
    set.kind = next.to;
    set.linked = set.sourced = true;
  }

  void sharing(Set& set, int depth) {
    struct Shared {
      const char* text;
      Kind value;
      bool node = true;  // may be stood for by itself
    };
    static const std::map<Kind, std::vector<Shared>> kTraits = {
        {Kind::kDomain,
         {{"ip", Kind::kIp},
          {"email", Kind::kEmail},
          {"ip", Kind::kIp},
          {"email", Kind::kEmail},
          {"ns", Kind::kHost, false},
          {"mx", Kind::kHost, false},
          {"registrar", Kind::kRegistrar},
          {"org", Kind::kOrg},
          {"ip of fqdn", Kind::kIp},
          {"country of ip", Kind::kCountry},
          {"asn of ip", Kind::kAsn},
          {"provider of email", Kind::kDomain, false},
          {"ip within /28", Kind::kIp},
          {"ip within /24, /64", Kind::kIp},
          {"created within 20d", Kind::kDomain, false},
          {"label within 1 edits", Kind::kDomain, false}}},
        {Kind::kHost,
         {{"ip", Kind::kIp},
          {"ns", Kind::kHost, false},
          {"mx", Kind::kHost, false},
          {"apex", Kind::kDomain, false},
          {"ip within /26", Kind::kIp},
          {"country of ip", Kind::kCountry}}},
        {Kind::kIp, {{"country", Kind::kCountry}, {"asn", Kind::kAsn}}},
        {Kind::kEmail, {{"provider", Kind::kDomain, false}}}};
    const auto found = kTraits.find(set.kind);
    if (found == kTraits.end()) return;
    const Shared first = of(found->second);
    std::string traits = first.text;
    const bool several = chance(3) && found->second.size() > 3;
    if (several) {
      std::vector<std::string> texts{first.text};
      for (int i = 0; i < 4 && texts.size() < 3; ++i) {
        const std::string more = of(found->second).text;
        bool fresh = more.find("within") == std::string::npos && traits.find("within") == std::string::npos;
        for (const std::string& text : texts) fresh = fresh && text != more;
        if (fresh) texts.push_back(more);
      }
      if (texts.size() > 1) {
        const int form = below(3);
        traits = form == 2 ? "at least " + number(static_cast<int>(texts.size())) + " of " : "";
        for (std::size_t i = 0; i < texts.size(); ++i) traits += (i == 0 ? "" : form == 1 ? " and " : ", ") + texts[i];
      }
    }
    const bool derived = traits.find("apex") != std::string::npos || traits.find("provider") != std::string::npos;
    const bool dated = std::string(first.text).find("created") == std::string::npos &&
                       std::string(first.text).find("label") == std::string::npos;
    const bool whole = set.text == plural(set.kind);
    const bool each_other = chance(8) && !whole;
    std::string with = "each other";
    if (!each_other) {
      const bool itself = first.node && !several && chance(6);
      with = itself ? operand(first.value) : primary(set.kind, depth > 0 ? 1 : 0);
    }
    const bool other = chance(3) && !each_other;
    if (other && whole)
      set.text = "other " + set.text;
    else if (other)
      set.text += " other";
    set.text += " sharing " + traits + " with " + with;
    if (dated) set.text += modifiers(first.value, !derived, !several && traits.find("within") == std::string::npos);
    set.linked = true;
    set.sourced = !derived;
  }

  // ---- conditions
  std::string condition(const Set& set, int depth) {
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
    switch (set.kind) {
      case Kind::kDomain:
        return chance(3) ? hostCondition() : domainCondition();
      case Kind::kHost:
        return hostCondition();
      case Kind::kIp:
        return ipCondition();
      case Kind::kEmail:
        return of<std::string>({"name matching *@mail.example", "name ~ '^m[0-2]@'", "provider is d0.example",
                                "len(name) > 14", "has no provider"});
      default:
        return of<std::string>(
            {"name matching *a*", "last-seen since 100d", "first-seen before 2022-05-01", "len(name) > 4"});
    }
  }
  std::string op() { return of<std::string>({"=", "!=", "<", "<=", ">", ">="}); }
  std::string dateTest() {
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
  std::string mods() { return chance(2) ? " " + observationModifier() : ""; }

  std::string linkCondition(const Set& set) {
    switch (below(5)) {
      case 0:
        return "last " + dateTest();
      case 1:
        return "first " + dateTest();
      case 2:
        return set.sourced ? "source is " + of(world_.sources) : "first " + dateTest();
      case 3:
        return "times " + op() + " " + number(4);
      default:
        return "count(seed) " + op() + " " + number(2);
    }
  }
  std::string domainCondition() {
    switch (below(16)) {
      case 0:
        return "created " + dateTest();
      case 1:
        return "ever created " + dateTest();
      case 2:
        return "risk " + op() + " " + std::to_string(10 * below(10));
      case 3:
        return chance(2) ? "live" : "not live";
      case 4:
        return "email is " + of<std::string>({"redacted", "missing", "known", "not redacted", "not known"});
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
        return "email changed since " + moment();
    }
  }
  std::string hostCondition() {
    switch (below(15)) {
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
        return "ip changed since " + moment();
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
        return "has ip in " + of<std::string>({"192.0.2.0/30", "@ips", "(192.0.2.1, 192.0.2.2)"}) + mods();
      case 12:
        return "count(ip) - count(asn of ip) " + op() + " " + std::to_string(below(3));
      case 13:
        return "len(name) " + op() + " " + std::to_string(8 + below(6));
      default:
        return "ns " + of<std::string>({"is ", "is not "}) + of(world_.hosts);
    }
  }
  std::string ipCondition() {
    switch (below(6)) {
      case 0:
        return "country " + of<std::string>({"is ", "is not "}) + of(world_.countries);
      case 1:
        return "country in (" + of(world_.countries) + ", " + of(world_.countries) + ")";
      case 2:
        return "ip in " + of<std::string>({"192.0.2.0/24", "@ips"});
      case 3:
        return "count(asn" + mods() + ") " + op() + " " + std::to_string(below(3));
      case 4:
        return "country changed since " + moment();
      default:
        return "first-seen " + dateTest();
    }
  }

  // ---- stages
  std::string key(Kind kind) {
    switch (kind) {
      case Kind::kDomain:
        return of<std::string>({"registrar", "org", "email", "provider of email", "month(created)", "ip", "live", "tld",
                                "registrar at now"});
      case Kind::kHost:
        return of<std::string>({"ip", "apex", "country of ip", "tld", "ip since 100d", "ns"});
      case Kind::kIp:
        return of<std::string>({"country", "asn", "country since 2022-06"});
      case Kind::kEmail:
        return "provider";
      default:
        return "first-seen";
    }
  }
  std::string plainColumn(Kind kind) {
    switch (kind) {
      case Kind::kDomain:
        return of<std::string>(
            {"created", "email", "registrar", "risk", "label", "x = first(ip)", "x = count(ip)", "org"});
      case Kind::kHost:
        return of<std::string>(
            {"ip", "tld", "x = last(ip)", "x = count(ns)", "first-seen", "country of ip", "ip at now"});
      case Kind::kIp:
        return of<std::string>({"country", "asn", "x = count(country)", "last-seen"});
      default:
        return of<std::string>({"first-seen", "last-seen", "x = len(name)"});
    }
  }
  std::string sortKey(Kind kind) {
    const std::string direction = of<std::string>({"", " desc", " asc"});
    switch (kind) {
      case Kind::kDomain:
        return of<std::string>({"created", "risk", "count(ip)", "name"}) + direction;
      case Kind::kHost:
        return of<std::string>({"count(ip)", "first-seen", "last(ip)", "name"}) + direction;
      default:
        return of<std::string>({"first-seen", "last-seen", "name"}) + direction;
    }
  }

  std::string stages(Set set) {
    std::string out;
    if (chance(8)) out += " | sort by " + sortKey(set.kind);
    if (chance(8)) out += " | " + (chance(2) ? "take " + number(4) : "top " + number(3) + " by " + sortKey(set.kind));
    if (chance(8)) {
      Set next{"", set.kind, set.linked, set.sourced};
      step(next, 0);
      if (!next.text.empty()) out += " |" + next.text;
      set = next;
    }
    if (chance(12)) out += " | where " + condition(set, 1);
    switch (below(14)) {
      case 0:
        return out + " | count";
      case 1:
      case 2:
        out += " | count by " + key(set.kind);
        if (chance(4)) out += ", tld";
        if (set.kind != Kind::kDomain && set.kind != Kind::kHost && out.ends_with(", tld")) out.resize(out.size() - 5);
        if (out.ends_with("tld, tld")) out.resize(out.size() - 5);
        return out + tableStages();
      case 3:
        return out + " | top " + number(3) + " " + key(set.kind);
      case 4:
      case 5:
        out += " | show name, " + plainColumn(set.kind);
        if (chance(4)) out += " | take " + number(4);
        return out;
      case 6:
      case 7:
        return out + " | per " + key(set.kind) + " show count, " + aggregate(set);
      case 8:
        if (!set.linked || !plain_links_) return out;
        return out + " | show name, " +
               of<std::string>({"seed", "seed, trait", "seed, first, last", "seed, times, confidence",
                                set.sourced ? "seed, source" : "seed"});
      case 9:
        if (!set.linked || !plain_links_) return out;
        return out + " | per seed show count, list(name)";
      case 10:
        if (!set.linked || !plain_links_) return out;
        return out + " | show name, s = count(seed), l = " +
               of<std::string>({"max(last)", "min(first)", "sum(times)", set.sourced ? "list(source)" : "min(last)"});
      default:
        return out;
    }
  }
  std::string tableStages() {
    switch (below(5)) {
      case 0:
        return " | where count " + op() + " " + number(3);
      case 1:
        return " | sort by count";
      case 2:
        return " | take " + number(3);
      case 3:
        return " | where share <= 50%";
      default:
        return "";
    }
  }
  std::string aggregate(const Set& set) {
    switch (set.kind) {
      case Kind::kDomain:
        return of<std::string>(
            {"n = count(ip)", "min(created)", "max(risk)", "list(name)", "sum(risk)", "avg(risk)", "list(email)"});
      case Kind::kHost:
        return of<std::string>({"n = count(ip)", "list(name)", "max(last-seen)", "min(first-seen)"});
      default:
        return of<std::string>({"list(name)", "max(last-seen)", "min(first-seen)"});
    }
  }

  Random& random_;
  const World& world_;
  bool plain_links_ = true;  // link columns mean something simple: one pivot brought the nodes
};

}  // namespace

std::string randomDomains(Random& random, const World& world) {
  return Writer(random, world).domains();
}

std::string randomQuery(Random& random, const World& world) {
  return Writer(random, world).query();
}

}  // namespace clew::property
