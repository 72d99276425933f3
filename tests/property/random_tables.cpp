// Tables of links, of chains, of sets as graphs, over time, and of what changed.
#include "property/random_writer.h"

namespace clew::property {

/// Rows of links, and groups of them.
std::string Writer::linkTable(const Set& set) {
  if (set.likeness)
    return of<std::string>({" | show name, kind, seed", " | show name, seed, similarity", " | count by kind",
                            " | per kind show count, list(name)", " | per seed show count, list(kind)"});
  switch (below(9)) {
    case 0:
      return " | per seed show count, list(name)";
    case 1:
      return " | show name, s = count(seed), l = " +
             of<std::string>({"max(last)", "min(first)", "sum(times)", set.sourced ? "list(source)" : "min(last)",
                              "max(confidence)", "list(trait)"});
    case 2:
      return " | per origin show count, list(name)";
    case 3:
      return " | count by " + of<std::string>({"seed", "trait", "origin", set.sourced ? "source" : "seed"});
    case 4:
      return " | show name, r = round(sum(rarity), 2), n = count(seed)";
    case 5:
      if (set.shares) return " | per shared show count, r = round(sum(rarity), 2), list(seed)";
      return " | per trait show count, r = round(sum(rarity), 2)";
    case 6:
      return set.shares ? " | show name, seed, shared" : " | show name, rarity";
    case 7:
      return set.hops ? of<std::string>({" | show name, hops", " | per hops show count, list(name)"})
                      : " | show name, origin";
    default:
      return " | show name, " + of<std::string>({"seed", "seed, trait", "seed, first, last", "seed, times, confidence",
                                                 set.sourced ? "seed, source" : "seed"});
  }
}

/// What a path may be followed by.
std::string Writer::chainStages(const Set& set) {
  const bool taken = set.text.find("| take") != std::string::npos;
  switch (below(8)) {
    case 0:
      return " | count";
    case 1:
      return taken ? "" : " | take " + number(3);
    case 2:
      return " | why";
    case 3:
      return " | show name, hops";
    case 4:
      return " | sort by name desc";
    case 5:
      return " | where first-seen " + dateTest();
    default:
      return "";
  }
}

std::string Writer::clusterTraits(Kind kind) {
  if (ties_ && kind == Kind::kDomain && chance(2)) return of<std::string>({"ties", "ties", "places", "place"});
  switch (kind) {
    case Kind::kDomain:
      return of<std::string>({"email", "ip", "email, ip", "email, ip, ns", "ip and email",
                              "at least 2 of email, ip, ns", "country of ip", "ip within /24", "created within 10d",
                              "every ip", "registrar and org"});
    case Kind::kHost:
      return of<std::string>({"ip", "ip, ns", "at least 2 of ip, ns, mx", "ip within /28", "apex"});
    case Kind::kIp:
      return of<std::string>({"country", "asn", "country, asn", "country and asn"});
    default:
      return "provider";
  }
}

/// A set as a graph.
std::string Writer::graphStage(const Set& set) {
  const bool clusters = set.kind == Kind::kDomain || set.kind == Kind::kHost || set.kind == Kind::kIp;
  if (clusters && chance(2)) {
    const std::string traits = clusterTraits(set.kind);
    std::string out = " | cluster by " + traits;
    const bool dated = traits.find("created") == std::string::npos;
    if (dated) out += modifiers(Kind::kIp, traits != "apex", false);
    switch (below(5)) {
      case 0:
        return out + " | back to " + of<std::string>({"members", "glue"}) + " | show name";
      case 1:
        return dated && set.explained ? out + " | why" : out;
      case 2:
        return out + " | where size > 1 | show cluster, members";
      default:
        return out;
    }
  }
  if (set.kind == Kind::kAny) return "";
  const std::string over = (chance(5) ? "" : via(set.kind, set.kind)) + modifiers(Kind::kIp, false, false);
  switch (below(6)) {
    case 0:
      return " | rank by degree" + over + (chance(3) ? " | take " + number(3) : "");
    case 1:
      return " | rank by pagerank" + over;
    case 2:
      return " | rank by betweenness" + over + (chance(3) ? " | where score > 0 | back to name" : "");
    case 3:
      return " | bridges" + over + (chance(3) ? " | back to linked" : "");
    case 4:
      return " | cores" + (chance(2) ? std::string() : " of at least " + number(2)) + over;
    default:
      return " | communities" + over + (chance(3) ? " | back to members" : "");
  }
}

/// Nodes over time and by rarity.
std::string Writer::timeStage(const Set& set) {
  const bool domain = set.kind == Kind::kDomain, host = set.kind == Kind::kHost;
  switch (below(4)) {
    case 0:
      if (domain)
        return " | timeline of " +
               of<std::string>({"email", "ip, registrar", "country of ip", "created", "ip since 100d", "risk, org"});
      if (host) return " | timeline of " + of<std::string>({"ip", "ns, mx", "ip seen by alpha", "asn of ip"});
      return " | timeline";
    case 1:
      return " | timeline" + (chance(2) ? std::string() : " | take " + number(5));
    case 2:
      if (domain)
        return " | bursts of created within " + of<std::string>({"5d", "20d", "12h"}) +
               of<std::string>({"", " per registrar", " per org, live", " per registrar, live", " per registrar at now",
                                " per registrar at now"}) +
               of<std::string>({"", " | where count > 1", " | back to members"});
      return " | bursts of first-seen within " + of<std::string>({"5d", "30d"}) +
             (host ? of<std::string>({"", " per apex"}) : std::string());
    default: {
      std::string via;
      if (domain) via = of<std::string>({"", " via ip", " via email, ns", " via contact-email, email"});
      if (domain && ties_ && chance(2)) via = " via ties";
      if (host) via = of<std::string>({"", " via ip", " via ns, mx"});
      return " | pivots" + via + modifiers(Kind::kIp, false, false) + (chance(3) ? " | back to value" : "");
    }
  }
}

/// The same query then and now.
std::string Writer::changesStage(const Set& set) {
  const std::string word = of<std::string>({"new", "gone", "changes"});
  const std::string since = " | " + word + " since " + of<std::string>({"30d", "100d", "200d", date()});
  if (chance(4)) {
    const std::string by = set.kind == Kind::kDomain ? "registrar" : set.kind == Kind::kHost ? "tld" : "first-seen";
    const std::string change = of<std::string>({"", word == "changes" ? ", change" : "", ", cause"});
    return " | " + of<std::string>({"count by " + by, "per " + by + " show count"}) + since + " | show " + by + change;
  }
  const std::string why =
      of<std::string>({" | show name, cause", " | where cause is learnt | show name", " | count by cause",
                       " | where cause is not learnt | show name, cause", " | per cause show count, list(name)"});
  if (chance(2)) return since + why;
  if (word == "changes") return since + of<std::string>({" | show name, change", " | where change is new | show name"});
  return since + of<std::string>({" | count", " | show name"});
}

}  // namespace clew::property
