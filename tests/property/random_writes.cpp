#include "property/random_writes.h"

#include "property/random_query.h"

namespace clew::property {
namespace {

template <typename T>
T of(Random& random, const std::vector<T>& from) {
  return pick(random, from);
}

std::string day(Random& random) {
  return dayText(below(random, kDays));
}

/// A link that a source states, now and then one that nobody does.
std::string linkText(Random& random, const World& world, const Graph& graph, bool stated) {
  const auto& schema = model::Schema::builtin();
  for (int tries = 0; stated && tries < 40; ++tries) {
    const auto* link = std::get_if<model::LinkFact>(&pick(random, graph.facts).body);
    if (link == nullptr) continue;
    const std::string& relation = schema.relation(link->relation).name;
    if (relation == "ip" || relation == "ns" || relation == "mx" || relation == "email")
      return link->from.name + " -> " + relation + " " + link->to.name;
  }
  switch (below(random, 3)) {
    case 0:
      return pick(random, world.domains) + " -> email " + pick(random, world.emails);
    case 1:
      return pick(random, world.domains) + " -> ns " + pick(random, world.hosts);
    default:
      return pick(random, world.domains) + " -> ip " + pick(random, world.ips);
  }
}

std::string addText(Random& random, const World& world, const Graph& graph) {
  std::string out = "add " + linkText(random, world, graph, oneIn(random, 3));
  switch (below(random, 5)) {
    case 0:
      out += " during " + day(random);
      break;
    case 1: {
      const int from = below(random, kDays);
      out += " between " + dayText(from) + " and " + dayText(from + below(random, 60));
      break;
    }
    case 2:
      out += " since " + day(random);
      break;
    case 3:
      out += " at " + day(random);
      break;
    default:
      break;
  }
  if (oneIn(random, 3)) out += " seen by " + pick(random, world.sources);
  return out + (oneIn(random, 2) ? " because \"a report says so\"" : "");
}

std::string few(Random& random, const World& world) {
  return of<std::string>(random, {randomDomains(random, world), "@domains", "@hosts", "@ips"});
}

}  // namespace

std::string randomWrite(Random& random, const World& world, const Graph& graph) {
  const std::string tag = of<std::string>(random, {"answering", "seen-before"});
  const std::string note = of<std::string>(random, {"\"first shop\"", "\"second look\"", "\"a shop\""});
  switch (below(random, 9)) {
    case 0:
    case 1:
      return few(random, world) + " | tag " + tag;
    case 2:
      return of<std::string>(random, {"domains where tag is " + tag, "@domains", "@hosts"}) + " | untag " + tag;
    case 3:
      return few(random, world) + " | note " + note;
    case 4:
      return few(random, world) + " | save as @kept";
    case 5:
      return few(random, world) + " | note " + note + " | tag " + tag + " | save as @kept";
    case 6:
    case 7:
      return addText(random, world, graph);
    default:
      return "retract " + linkText(random, world, graph, true) +
             (oneIn(random, 2) ? " seen by " + pick(random, world.sources) : "") + " because \"a typing error\"";
  }
}

std::string randomReader(Random& random, const World& world) {
  switch (below(random, 12)) {
    case 0:
      return "domains where tag is answering";
    case 1:
      return "hosts where has tag since " + day(random) + " | show name, tag";
    case 2:
      return "domains where note matching *shop* | show name, note";
    case 3:
      return "domains where has note | timeline of note, tag";
    case 4:
      return "domains | count by tag";
    case 5:
      return "tag \"answering\" <- tag | show name, first, last, source";
    case 6:
      return "as known at " + dayText(kDays + below(random, 10)) + ", domains where has tag";
    default:
      return randomQuery(random, world);
  }
}

std::string randomWatch(Random& random, const World& world) {
  const std::string word = of<std::string>(random, {"new", "gone", "changes"});
  const std::string source = of<std::string>(
      random, {"hosts where has tag", "hosts where has no tag", "hosts where has note", "hosts where has no note",
               "hosts -> ip", "domains -> email since 100d", "hosts -> ns since 200d",
               "hosts where has ip since last run", "hosts -> tag", randomDomains(random, world)});
  const std::string shown = word == "changes" ? " | show name, change" : oneIn(random, 2) ? " | show name" : "";
  return "query watch version 1\n" + source + " | " + word + " since last run" + shown;
}

const std::map<std::string, int>& wantedWrites() {
  static const std::map<std::string, int> kWanted = {
      {"add", 100},    {"retract", 40},       {"tag", 100},     {"untag", 30},     {"note", 90},
      {"save as", 90}, {"changes since", 10}, {"new since", 4}, {"gone since", 2}, {"time last run", 15}};
  return kWanted;
}

}  // namespace clew::property
