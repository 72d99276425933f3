#include "property/random_query.h"

#include <catch2/catch.hpp>

#include "property/random_writer.h"
#include "syntax/parse.h"

namespace clew::property {
namespace {

syntax::Script parsed(const std::string& text) {
  const syntax::ParseResult result = syntax::parse(text);
  REQUIRE(result.ok());
  return result.script;
}

}  // namespace

const SavedQueries& savedQueries() {
  static const SavedQueries kQueries = [] {
    SavedQueries out;
    out["fresh"] = parsed(
        "query fresh version 1 edition 1\n"
        "param $age: duration = 100d\n"
        "param @from: domains = @domains\n"
        "let @near = domains sharing ip, email with @from\n"
        "@near where created since $age | sort by created | take 4\n");
    out["hosted"] = parsed(
        "param @on: ips = @ips\n"
        "param $least: number = 1\n"
        "let $few = 1\n"
        "@on <- ip where count(ip) >= $least and count(ip) >= $few\n");
    // not a saved query but a file of names: `include "common.clew"`
    out["common.clew"] = parsed(
        "let @near = domains sharing ip with @domains\n"
        "param @given: ips = @ips\n"
        "let $age = 100d\n"
        "param $few: number = 2\n"
        "let trait ties = email, org\n"
        "let trait place = country of ip\n"
        "let trait places = country of ip, email\n");
    return out;
  }();
  return kQueries;
}

std::string Writer::domains() {
  return chain(Kind::kDomain, 1).text;
}

std::string Writer::clocks() {
  std::string out;
  if (chance(14)) out += "as known at " + (chance(5) ? std::string("now") : date()) + ", ";
  if (chance(8))
    out += "as of " + (chance(4) ? of<std::string>({"now", "today"}) : chance(4) ? moment() : date()) + ", ";
  return out;
}

/// Names that the query may use, a statement a line.
std::string Writer::names() {
  std::string out;
  if (chance(4)) {
    own_sets_[Kind::kDomain] = "@near";
    own_sets_[Kind::kIp] = "@given";
    age_ = "$age";
    few_ = "$few";
    ties_ = true;
    return "include \"common.clew\"\n";
  }
  if (chance(2)) {
    const Kind kind = of<Kind>({Kind::kDomain, Kind::kHost, Kind::kIp, Kind::kEmail});
    out += "let @own = " + chain(kind, 1).text + (chance(3) ? " | take " + number(4) : "") + "\n";
    own_sets_[kind] = "@own";
  } else if (chance(3)) {
    out += "param @given: domains = @domains\n";
    own_sets_[Kind::kDomain] = "@given";
  }
  if (chance(2)) {
    out += chance(2) ? "let $age = " + of<std::string>({"30d", "100d", "2mo"}) + "\n"
                     : "param $age: date = " + date() + "\n";
    age_ = "$age";
  }
  if (chance(2)) {
    out += chance(2) ? "let $few = " + number(3) + "\n" : "param $few: number = " + number(3) + "\n";
    few_ = "$few";
  }
  if (chance(2)) {
    out += (chance(2) ? "let $word = \"" : "param $word: text = \"") + of(world_.domains) + "\"\n";
    word_ = "$word";
  }
  if (chance(2)) {
    out += "let trait ties = " + of<std::string>({"email, org", "ip, ns", "email, registrar, org"}) + "\n";
    out += "let trait place = " + of<std::string>({"country of ip", "country of ip", "country of ip of ns"}) + "\n";
    out += "let trait places = " +
           of<std::string>({"country of ip, email", "email, country of ip, org", "ip, asn of ip"}) + "\n";
    ties_ = true;
  }
  return out;
}

/// What was not crossed, and what one asks of that. Much is left out on the way: in steps, conditions and columns.
std::string Writer::skippedQuery() {
  pressed_ = true;
  Set made = chance(6) ? path() : chain(chance(2) ? Kind::kDomain : anyKind(), 2);
  std::string before;
  if (made.chains)
    before = chainStages(made);
  else
    before = pressedStages(made);
  pressed_ = false;
  return made.text + before + " | skipped" +
         of<std::string>({"", "", "", "", " | where reason = \"hub\" | show value, holders, seed",
                          " | where reason is excluded", " | count by reason", " | per seed show count, list(value)",
                          " | back to seed", " | sort by holders desc | take 3"});
}

/// A whole type and a condition that few of it meet.
Writer::Set Writer::narrowed() {
  Set out{"", of<Kind>({Kind::kDomain, Kind::kDomain, Kind::kHost}), false};
  out.text = plural(out.kind) + " where " + (chance(3) ? condition(out, 1) + " and " : "") + valueCondition();
  if (chance(3)) out.text += " and " + condition(out, 1);
  return out;
}

std::string Writer::query() {
  std::string out;
  if (chance(8)) out += names();
  out += clocks();
  if (chance(14)) {
    const Set made = path();
    return out + made.text + chainStages(made);
  }
  if (chance(12)) return out + skippedQuery();
  Set made = chance(14) ? narrowed() : chain(anyKind(), 2);
  if (chance(6) && made.kind != Kind::kAny) {
    const Set right = chain(made.kind, 1);
    made.text += (chance(2) ? " plus " : " minus ") + right.text;
    made.linked = false;
    plain_links_ = false;
    made.explained = made.explained && right.explained;
  }
  return out + made.text + stages(made);
}

std::string randomDomains(Random& random, const World& world) {
  return Writer(random, world).domains();
}

std::string randomQuery(Random& random, const World& world) {
  return Writer(random, world).query();
}

}  // namespace clew::property
