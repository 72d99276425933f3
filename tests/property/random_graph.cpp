#include "property/random_graph.h"

#include <catch2/catch.hpp>
#include <ctime>

#include "common/hash.h"

namespace clew::property {
namespace {

class Maker {
 public:
  Maker(Random& random, const World& world) : random_(random), world_(world) {}

  Graph graph() {
    const int count = 15 + below(random_, 65);
    for (int i = 0; i < count; ++i) fact();
    // every source says something, so that `seen by` may name it
    for (const std::string& source : world_.sources) link("domain", "anchor.example", "ip", "203.0.113.1", source);
    for (const std::string& ip : world_.ips) parked(ip);
    for (int i = 0, most = below(random_, 6); i < most; ++i) takenBack(i);
    Graph out;
    out.facts = std::move(facts_);
    if (parking_.empty()) parking_.push_back(world_.ips[0]);
    out.sets["parking"] = parking_;
    out.sets["hosts"] = some(world_.domains, world_.hosts);
    out.sets["domains"] = some(world_.domains, {});
    out.sets["ips"] = some(world_.ips, {});
    out.sets["emails"] = some(world_.emails, {});
    return out;
  }

 private:
  std::vector<std::string> some(std::vector<std::string> from, const std::vector<std::string>& more) {
    from.insert(from.end(), more.begin(), more.end());
    std::vector<std::string> out;
    for (const std::string& one : from) {
      if (oneIn(random_, 3)) out.push_back(one);
    }
    if (out.empty()) out.push_back(pick(random_, from));
    return out;
  }

  model::NodeName node(const std::string& type, const std::string& text) {
    auto name = model::canonical(builtinSchema(), *builtinSchema().typeNamed(type), text);
    REQUIRE(name.ok());
    return *name;
  }
  std::string anyName() { return oneIn(random_, 3) ? pick(random_, world_.hosts) : pick(random_, world_.domains); }
  /// Few values are crowded, many are rare.
  const std::string& crowded(const std::vector<std::string>& from) {
    const int size = static_cast<int>(from.size());
    return from[static_cast<std::size_t>(below(random_, size) * below(random_, size) / size)];
  }

  model::Sighting sighting() {
    model::Sighting seen;
    if (below(random_, 9) != 0) {
      const int first = below(random_, kDays);
      seen.first = kStart + first * 86400;
      if (oneIn(random_, 3)) seen.first += below(random_, 86400);
      const int length = oneIn(random_, 4) ? 0 : below(random_, 45);
      seen.last = std::min(kNow - 1, seen.first + length * 86400 + (oneIn(random_, 2) ? 86399 : 0));
    }
    if (oneIn(random_, 4)) seen.ttl = static_cast<std::uint32_t>(60 * (1 + below(random_, 5)));
    if (oneIn(random_, 3)) seen.times = static_cast<std::uint32_t>(1 + below(random_, 5));
    if (oneIn(random_, 3)) seen.confidence = static_cast<std::int16_t>(below(random_, 11) * 10);
    return seen;
  }

  /// Some addresses are on the list of parking addresses, most of them from a day to another.
  void parked(const std::string& ip) {
    if (below(random_, 5) < 3) return;
    parking_.push_back(ip);
    if (oneIn(random_, 4)) return;  // in the set only
    model::Sighting seen;
    if (!oneIn(random_, 4)) {
      seen.first = kStart + below(random_, kDays) * 86400;
      seen.last = oneIn(random_, 4) ? seen.first : std::min(kNow - 1, seen.first + (20 + below(random_, 120)) * 86400);
    }
    model::LinkFact fact;
    fact.from = node("ip", ip);
    fact.relation = builtinSchema().relationOf("list", builtinSchema().known().ip);
    fact.to = node("list", "parking");
    fact.seen = seen;
    say(std::move(fact), pick(random_, world_.sources));
  }

  /// A source takes back what it said, after all was learnt; now and then it says it again a day later.
  void takenBack(int number) {
    const model::FactLine& said = pick(random_, facts_);
    model::RetractionFact fact;
    if (const auto* link = std::get_if<model::LinkFact>(&said.body))
      *fact.what = *link;
    else if (const auto* property = std::get_if<model::PropertyFact>(&said.body))
      *fact.what = *property;
    else
      return;
    const model::FactLine again = said;
    fact.source = said.source;
    model::FactLine line;
    line.source = said.source;
    line.lookup = "L" + std::to_string(++lookups_);
    line.learnt = kStart + (281 + 2 * number) * 86400;
    fact.when = line.learnt;
    line.body = std::move(fact);
    facts_.push_back(std::move(line));
    if (!oneIn(random_, 4)) return;
    facts_.push_back(again);
    facts_.back().lookup = "L" + std::to_string(++lookups_);
    facts_.back().learnt = kStart + (282 + 2 * number) * 86400;
  }

  /// Every fourth fact comes from the lookup before it, as the fields of one record do.
  void say(std::variant<model::LinkFact, model::PropertyFact, model::RedactedFact, model::AnswerFact> body,
           const std::string& source) {
    model::FactLine line;
    std::visit([&](auto& fact) { line.body = std::move(fact); }, body);
    const bool same = !facts_.empty() && facts_.back().source == source && oneIn(random_, 4);
    line.source = source;
    line.lookup = same ? facts_.back().lookup : "L" + std::to_string(++lookups_);
    line.learnt = same ? facts_.back().learnt : kStart + (100 + 90 * below(random_, 3)) * 86400;
    facts_.push_back(std::move(line));
  }

  void link(const std::string& type, const std::string& from, const std::string& word, const std::string& to,
            const std::string& source) {
    model::LinkFact fact;
    fact.from = node(type, from);
    fact.relation = builtinSchema().relationOf(word, *builtinSchema().typeNamed(type));
    fact.to = node(builtinSchema().type(builtinSchema().relation(fact.relation).object).name, to);
    fact.seen = sighting();
    say(std::move(fact), source);
  }

  void property(const std::string& of, const std::string& word, const std::string& value, const std::string& source) {
    model::PropertyFact fact;
    fact.of = node("domain", of);
    fact.property = *builtinSchema().propertyNamed(word);
    fact.value = value;
    fact.seen = sighting();
    if (fact.seen.first == kNoTime) fact.seen.first = fact.seen.last = kStart + below(random_, kDays) * 86400;
    say(std::move(fact), source);
  }

  void fact() {
    const std::string& source = pick(random_, world_.sources);
    switch (below(random_, 16)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return link("host", anyName(), "ip", crowded(world_.ips), source);
      case 4:
        return link("host", anyName(), "ns", crowded(world_.hosts), source);
      case 5:
        return link("host", anyName(), "mx", crowded(world_.hosts), source);
      case 6:
      case 7:
        return link("domain", pick(random_, world_.domains), "email", crowded(world_.emails), source);
      case 8:
        return link("domain", pick(random_, world_.domains), "registrar", crowded(world_.registrars), source);
      case 9:
        return link("domain", pick(random_, world_.domains), "org", crowded(world_.orgs), source);
      case 10:
        return link("ip", pick(random_, world_.ips), "country", crowded(world_.countries), source);
      case 11:
        return link("ip", pick(random_, world_.ips), "asn", crowded(world_.asns), source);
      case 12:
        return property(pick(random_, world_.domains), "created",
                        dayText(below(random_, kDays)) + "T0" + std::to_string(below(random_, 10)) + ":00:00Z", source);
      case 13:
        if (oneIn(random_, 2))
          return property(pick(random_, world_.domains), "risk", std::to_string(below(random_, 101)), source);
        return property(pick(random_, world_.domains), "live", oneIn(random_, 2) ? "true" : "false", source);
      case 14: {
        model::RedactedFact fact;
        fact.of = node("domain", pick(random_, world_.domains));
        fact.trait = builtinSchema().relationOf(oneIn(random_, 3) ? "org" : "email", builtinSchema().known().domain);
        fact.text = "REDACTED FOR PRIVACY";
        fact.seen = sighting();
        return say(std::move(fact), source);
      }
      default: {
        static const std::vector<std::string> kKinds = {"a", "a", "ns", "registration"};
        model::AnswerFact fact;
        fact.kind = pick(random_, kKinds);
        fact.of = node("host", fact.kind == "registration" ? pick(random_, world_.domains) : anyName());
        fact.outcome = static_cast<model::Outcome>(below(random_, 4));
        fact.when = kStart + below(random_, kDays) * 86400;
        return say(std::move(fact), source);
      }
    }
  }

  Random& random_;
  const World& world_;
  std::vector<model::FactLine> facts_;
  std::vector<std::string> parking_;
  int lookups_ = 0;
};

std::vector<std::string> numbered(const std::string& before, int count, const std::string& after, int from = 0) {
  std::vector<std::string> out;
  for (int i = from; i < from + count; ++i) out.push_back(before + std::to_string(i) + after);
  return out;
}

std::uint32_t numberOf(const std::string& lookup) {
  return static_cast<std::uint32_t>(std::stoul(lookup.substr(1)));
}

/// FactLine has two kinds of lines more than facts; these graphs hold none of them.
model::Fact factOf(const model::FactLine& line) {
  model::Fact out;
  if (const auto* fact = std::get_if<model::LinkFact>(&line.body)) out.body = *fact;
  if (const auto* fact = std::get_if<model::PropertyFact>(&line.body)) out.body = *fact;
  if (const auto* fact = std::get_if<model::RedactedFact>(&line.body)) out.body = *fact;
  if (const auto* fact = std::get_if<model::AnswerFact>(&line.body)) out.body = *fact;
  if (const auto* fact = std::get_if<model::RetractionFact>(&line.body)) out.body = *fact;
  return out;
}

model::Lookup lookupOf(const model::FactLine& line) {
  model::Lookup out;
  out.provider = line.source;
  out.kind = "test";
  out.subject = line.lookup;
  out.fetched = line.learnt;
  out.sha256 = sha256Hex(line.source + line.lookup);
  return out;
}

}  // namespace

int below(Random& random, int limit) {
  return static_cast<int>(random() % static_cast<std::uint64_t>(limit));
}

bool oneIn(Random& random, int n) {
  return below(random, n) == 0;
}

std::string dayText(int day) {
  const std::time_t when = kStart + static_cast<Time>(day) * 86400;
  char text[32];
  std::tm parts{};
  gmtime_r(&when, &parts);
  std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
  return text;
}

World randomWorld(Random& random) {
  World out;
  out.domains = numbered("d", 3 + below(random, 6), ".example");
  for (const char* alike : {"do.example", "d0.test", "d1-shop.example"}) {
    if (oneIn(random, 3)) out.domains.push_back(alike);
  }
  out.domains.push_back("hosting.example");
  out.hosts = {"ns1.hosting.example", "ns2.hosting.example", "ns.dns.example"};
  for (const std::string& domain : out.domains) {
    if (oneIn(random, 3)) out.hosts.push_back("www." + domain);
    if (oneIn(random, 5)) out.hosts.push_back("a.b." + domain);
  }
  out.ips = numbered("192.0.2.", 2 + below(random, 4), "", 1);
  for (const char* ip : {"192.0.2.130", "198.51.100.7", "2001:db8::1", "2001:db8::2", "10.1.2.3"})
    out.ips.push_back(ip);
  out.emails = numbered("m", 2 + below(random, 4), "@mail.example");
  out.emails.push_back("boss@d0.example");
  out.registrars = {"alpha names", "beta names"};
  out.orgs = {"acme", "umbrella"};
  out.countries = {"US", "CN", "DE"};
  out.asns = {"AS64500", "AS64501"};
  out.sources = {"alpha", "beta", "gamma"};
  return out;
}

Graph randomGraph(Random& random, const World& world) {
  return Maker(random, world).graph();
}

std::string factsText(const Graph& graph) {
  std::string out;
  std::string lookup;
  for (const model::FactLine& line : graph.facts) {
    if (line.lookup != lookup) {
      lookup = line.lookup;
      out +=
          model::factLineText(builtinSchema(), {model::LookupFact{lookup, lookupOf(line)}, "", line.learnt, ""}) + "\n";
    }
    out += model::factLineText(builtinSchema(), line) + "\n";
  }
  return out;
}

void fill(test::MemoryView& view, const std::vector<model::FactLine>& facts) {
  for (const char* source : {"alpha", "beta", "gamma"}) view.source(source);
  for (const model::FactLine& line : facts) view.add(factOf(line), line.source, line.learnt, numberOf(line.lookup));
  view.finish();
}

void fill(storage::Store& store, const std::vector<model::FactLine>& facts) {
  for (std::size_t i = 0; i < facts.size();) {
    storage::Batch batch;
    batch.learnt = facts[i].learnt;
    for (; i < facts.size() && facts[i].learnt == batch.learnt; ++i) {
      if (batch.lookups.empty() || batch.lookups.back().lookup.subject != facts[i].lookup)
        batch.lookups.push_back({lookupOf(facts[i]), {}, facts[i].learnt});
      batch.lookups.back().facts.push_back(factOf(facts[i]));
    }
    REQUIRE(store.append(batch).ok());
  }
}

model::NodeName named(std::string_view text) {
  auto name = model::classify(builtinSchema(), text);
  REQUIRE(name.has_value());
  return *name;
}

}  // namespace clew::property
