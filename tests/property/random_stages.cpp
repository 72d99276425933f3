// Stages.
#include "property/random_writer.h"

namespace clew::property {

std::string Writer::key(Kind kind) {
  switch (kind) {
    case Kind::kDomain:
      return of<std::string>({"registrar", "org", "email", "provider of email", "month(created)", "day(created)", "ip",
                              "live", "tld", "registrar at now", "email" + linkWords(), "org" + linkWords()});
    case Kind::kHost:
      return of<std::string>({"ip", "apex", "country of ip", "tld", "type", "ip since 100d", "ns", "ip" + linkWords(),
                              "ns" + linkWords()});
    case Kind::kIp:
      return of<std::string>({"country", "asn", "country since 2022-06", "asn" + linkWords()});
    case Kind::kEmail:
      return "provider";
    default:
      return of<std::string>({"first-seen", "type"});
  }
}

std::string Writer::plainColumn(Kind kind) {
  const bool domain = kind == Kind::kDomain;
  if ((domain || kind == Kind::kHost) && chance(2)) return computedColumn(domain);
  switch (kind) {
    case Kind::kDomain:
      return of<std::string>({"created", "email", "registrar", "risk", "label", "org", "entropy", "ip, x = ip at now",
                              "x = email" + linkWords(), "x = ip" + linkWords()});
    case Kind::kHost:
      return of<std::string>({"ip", "tld", "first-seen", "country of ip", "ip at now", "label", "x = ip" + linkWords(),
                              "x = ns" + linkWords()});
    case Kind::kIp:
      return of<std::string>(
          {"country", "asn", "x = count(country)", "last-seen", "private", "x = block(ip, 28)", "list"});
    default:
      return of<std::string>({"first-seen", "last-seen", "x = len(name)"});
  }
}

std::string Writer::computedColumn(bool domain) {
  switch (below(8)) {
    case 0:
      if (domain) return "x = " + of<std::string>({"day", "week", "month", "year"}) + "(created)";
      return "x = " + of<std::string>({"day", "week", "month", "year"}) + "(first-seen)";
    case 1:
      return "x = " + of<std::string>({"first", "last", "times", "ttl"}) + "(ip" + mods() + ")";
    case 2:
      return "x = " +
             of<std::string>({"entropy(name)", "round(entropy, 2)", "log(count(ip))", "len(label)", "block(ip, 24)"});
    case 3:
      return "x = count(ip) " + of<std::string>({"+ count(ns)", "- count(ns)", "* 2", "/ 2", "* count(ns) + 1"});
    case 4:
      return of<std::string>({"list(ns seen by alpha)", "count(ip excluding hubs over 1)",
                              "count(ip), count(ip since 100d)", "list(ip since 100d where has country)"});
    case 5:
      return "x = list(ip" + mods() + " where " + ipCondition() + ")";
    case 6:
      if (domain) return "x = count(email) + count(ip)";
      return "x = count(ns where has ip)";
    default:
      return "x = count(ip" + mods() + ")";
  }
}

std::string Writer::sortKey(Kind kind) {
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

/// Stages that read values, many of which they do not cross.
std::string Writer::pressedStages(const Set& set) {
  switch (below(7)) {
    case 0:
      return stages(set);
    case 1:
      return graphStage(set);
    case 2:
      return timeStage(set);
    case 3:
    case 4:
      break;
    default:
      return "";
  }
  const bool domain = set.kind == Kind::kDomain;
  if (!domain && set.kind != Kind::kHost) return "";
  const std::string of_ip = of<std::string>({"ip", "country of ip", "asn of ip", "ip of ns"});
  const std::string word =
      domain && chance(3) ? of<std::string>({"email", "provider of email", "org", "contact"}) : of_ip;
  const std::string value = word + " excluding " + of<std::string>({"hubs over 1", "hubs over 2", "@ips", "@parking"});
  switch (below(8)) {
    case 0:
      return " | show name, " + value;
    case 1:
      return " | show name, x = count(" + value + ")";
    case 2:
      return " | count by " + value;
    case 3:
      return " | per " + value + " show count";
    case 4:
      return " | sort by count(" + value + ") | take " + number(3);
    case 5:
      return " | top " + number(3) + " by last(" + of_ip + mods() + ")";
    case 6:
      return " | timeline of " + value;
    default:
      return " | bursts of first-seen within 20d per " + value;
  }
}

std::string Writer::stages(Set set) {
  std::string out;
  if (chance(8)) out += " | sort by " + sortKey(set.kind) + (chance(4) ? ", name desc" : "");
  if (chance(8)) out += " | " + (chance(2) ? "take " + number(4) : "top " + number(3) + " by " + sortKey(set.kind));
  if (chance(8)) {
    Set next = set;
    next.text.clear();
    step(next, 0);
    if (!next.text.empty()) out += " |" + next.text;
    next.explained = next.explained && set.explained;
    set = next;
  }
  if (chance(12)) out += " | where " + condition(set, 1);
  return out + lastStages(set);
}

std::string Writer::lastStages(const Set& set) {
  switch (below(20)) {
    case 0:
      return " | count";
    case 1:
    case 2: {
      std::string out = " | count by " + key(set.kind);
      const bool named = set.kind == Kind::kDomain || set.kind == Kind::kHost;
      if (chance(4) && named && !out.ends_with("tld")) out += ", tld";
      return out + tableStages();
    }
    case 3:
      return " | top " + number(3) + " " + key(set.kind);
    case 4:
    case 5:
    case 17:
      return " | show name, " + plainColumn(set.kind) + (chance(4) ? " | take " + number(4) : "");
    case 6:
    case 7:
      return " | per " + key(set.kind) + " show count, " + aggregate(set);
    case 8:
    case 9:
    case 10:
      return set.linked && plain_links_ ? linkTable(set) : "";
    case 11:
    case 12:
      return graphStage(set);
    case 13:
    case 14:
      return timeStage(set);
    case 15:
      return set.explained ? " | why" : "";
    case 16:
      return changesStage(set);
    default:
      return "";
  }
}

std::string Writer::tableStages() {
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

std::string Writer::aggregate(const Set& set) {
  switch (set.kind) {
    case Kind::kDomain:
      return of<std::string>({"n = count(ip)", "min(created)", "max(risk)", "list(name)", "sum(risk)", "avg(risk)",
                              "list(email)", "median(risk)", "median(created)", "avg(created)",
                              "n = count(ip since 100d)", "x = max(risk) - min(risk)", "x = round(avg(risk), 1)"});
    case Kind::kHost:
      return of<std::string>({"n = count(ip)", "list(name)", "max(last-seen)", "min(first-seen)",
                              "n = count(ip where private)", "x = list(ip at now)"});
    default:
      return of<std::string>({"list(name)", "max(last-seen)", "min(first-seen)"});
  }
}

}  // namespace clew::property
