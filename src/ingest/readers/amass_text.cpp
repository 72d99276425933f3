// OWASP Amass 4 as text: what it found, one relation of two things a line, each thing with its kind behind it:
// `www.a.example (FQDN) --> a_record --> 192.0.2.7 (IPAddress)`.
#include <algorithm>
#include <array>
#include <optional>

#include "common/format.h"
#include "common/text.h"
#include "ingest/line_stretches.h"
#include "ingest/readers/dns_json.h"
#include "ingest/readers/json_reader.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/sharing.h"
#include "ingest/readers/text_head.h"

namespace clew::ingest {
namespace amass_text {
namespace {

using model::NodeName;
using model::Sighting;

struct Thing {
  std::string_view name;
  std::string_view kind;  // "FQDN"
};

struct Relation {
  Thing from;
  std::string_view word;  // "a_record"
  Thing to;
};

/// "NET-A - Acme, Inc. (RIROrganization)": the last brackets are the kind.
std::optional<Thing> thingOf(std::string_view text) {
  text = trim(text);
  const std::size_t open = text.rfind(" (");
  if (open == text.npos || open == 0 || !text.ends_with(')')) return std::nullopt;
  const Thing thing = {trim(text.substr(0, open)), text.substr(open + 2, text.size() - open - 3)};
  const bool is_kind = !thing.kind.empty() && std::all_of(thing.kind.begin(), thing.kind.end(), isAlpha);
  return is_kind ? std::optional(thing) : std::nullopt;
}

std::optional<Relation> relationOf(std::string_view line) {
  constexpr std::string_view kArrow = " --> ";
  const auto first = splitOnce(line, kArrow);
  const auto second = first ? splitOnce(first->second, kArrow) : std::nullopt;
  if (!second) return std::nullopt;
  const auto from = thingOf(first->first), to = thingOf(second->second);
  if (!from || !to) return std::nullopt;
  return Relation{*from, trim(second->first), *to};
}

class Run {
 public:
  Run(Input& input, const InputContext& context, FactSink& sink)
      : builder_(context, sink), lines_(input, builder_, sink, "amass", "subdomains") {}

  Result<void> run() {
    std::string_view line;
    for (;;) {
      auto more = lines_.next(line);
      if (!more) return more.error();
      if (!*more) break;
      const std::string plain = withoutColours(line);
      if (trim(plain).empty()) continue;
      if (const auto relation = relationOf(plain)) {
        add(*relation);
      } else {
        builder_.reject("no relation of two things, as Amass writes them", line);
      }
    }
    left_out_.tell(builder_);
    lines_.finish();
    return {};
  }

 private:
  void add(const Relation& relation) {
    const auto& known = builder_.schema().known();
    const Sighting seen = builder_.seenNow();
    if (relation.from.kind == "FQDN" && relation.word.ends_with("_record")) {
      if (const auto owner = builder_.node(known.host, relation.from.name)) record(*owner, relation, seen);
    } else if (relation.from.kind == "FQDN" && relation.to.kind == "FQDN") {  // "node": a name below a domain
      builder_.mention(known.host, relation.from.name);
      builder_.mention(known.host, relation.to.name);
    } else if (relation.from.kind == "Netblock" && relation.word == "contains" && relation.to.kind == "IPAddress") {
      if (isWhole(relation.from.name)) return left_out_.count("networks that Amass does not know");
      const auto net = builder_.node(known.net, relation.from.name);
      const auto ip = builder_.node(known.ip, relation.to.name);
      if (net && ip) builder_.link(*ip, "net", *net, seen);
    } else if (relation.from.kind == "ASN") {
      system(relation, seen);
    } else {
      leaveOut(relation);
    }
  }

  void record(const NodeName& owner, const Relation& relation, const Sighting& seen) {
    const std::string_view type = relation.word.substr(0, relation.word.size() - std::string_view("_record").size());
    const bool taken = isOneOf(type, {"a", "aaaa", "cname", "ns", "mx"}) ||
                       (type == "ptr" && addressOfReverse(owner.name).has_value());
    if (taken) {
      addDnsRecord(builder_, owner, type, relation.to.name, seen);
      return;
    }
    builder_.mention(owner);
    left_out_.count(format("records of type {}", toUpper(type.substr(0, 20))));
  }

  void system(const Relation& relation, const Sighting& seen) {
    const auto& known = builder_.schema().known();
    const auto asn = builder_.node(known.asn, asnText(relation.from.name));
    if (!asn) return left_out_.count("networks that Amass does not know");  // it says so by number 0
    if (relation.word == "announces" && relation.to.kind == "Netblock") {
      const auto net = builder_.node(known.net, relation.to.name);
      if (net) builder_.link(*net, "asn", *asn, seen);
    } else if (relation.word == "managed_by") {
      builder_.property(*asn, "as-name", relation.to.name, seen);
    } else {
      leaveOut(relation);
    }
  }

  static bool isWhole(std::string_view block) { return block.ends_with("/0"); }

  void leaveOut(const Relation& relation) {
    left_out_.count(format("relations {} of Amass", quoted(relation.word, 40)));
  }

  FactBuilder builder_;
  LineStretches lines_;
  LeftOut left_out_;
};

class AmassTextReader final : public Reader {
 public:
  std::string_view name() const override { return "amass-text"; }
  std::string_view title() const override { return "Amass 4: names, addresses, blocks and systems, text"; }
  std::string_view sample() const override {
    return "www.a.example (FQDN) --> a_record --> 192.0.2.7 (IPAddress)\n"
           "192.0.2.0/24 (Netblock) --> contains --> 192.0.2.7 (IPAddress)";
  }

  // The share of lines that state a relation.
  int detect(std::string_view head, std::string_view) const override {
    if (!contains(head, " --> ")) return 0;
    std::size_t all = 0, good = 0;
    std::vector<std::string_view> lines = splitLines(head);
    if (head.size() >= 60 * 1024 && lines.size() > 1) lines.pop_back();  // cut in its middle
    for (const std::string_view line : lines) {
      if (trim(line).empty()) continue;
      ++all;
      if (relationOf(withoutColours(line))) ++good;
      if (all == 500) break;
    }
    if (good == 0 || good * 2 < all) return 0;
    return good * 10 >= all * 9 ? 92 : 60;
  }

  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    return Run(input, context, sink).run();
  }
};

}  // namespace
}  // namespace amass_text

const Reader& amassTextReader() {
  static const amass_text::AmassTextReader reader;
  return reader;
}

}  // namespace clew::ingest
