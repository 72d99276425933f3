// dnsx (ProjectDiscovery): what resolvers answered for each name, a JSON object a line, an array of values a type.
// Those arrays mix what belongs to other names: the targets' addresses, the whole of a zone that was transferred. Where
// the record has the lines of the answers as well (`all`), these tell, for each names its own owner. Lines of transfers
// and traces come straight from servers, with no resolver between that would drop what they say of other zones: of
// these only what is of the asked name counts.
#include <algorithm>
#include <optional>
#include <set>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/dns_json.h"
#include "ingest/readers/dns_text.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_records.h"
#include "ingest/readers/net_json.h"
#include "ingest/readers/readers.h"

namespace clew::ingest {
namespace dnsx {
namespace {

using model::NodeName;
using model::Outcome;
using model::Sighting;

constexpr std::size_t kMostAliases = 64;  // that are followed; resolvers give up before
constexpr const char* kTypes[] = {"a", "aaaa", "ns", "mx", "txt"};

/// Names in the lines are whole, with a last dot or without.
dns::ZoneState absolute() {
  dns::ZoneState state;
  state.has_origin = true;
  return state;
}

/// The records of lines such as "w.a.example. 60 IN A 192.0.2.9"; one that is none costs itself.
std::vector<dns::Record> recordsOf(const Json& lines, FactBuilder& builder) {
  std::vector<dns::Record> records;
  forEach(lines, [&](const Json& one, std::uint64_t) {
    const std::string line = textOf(one);
    const std::string_view text = trim(line);
    if (text.empty() || text.starts_with(';')) return;  // what EDNS says is no record
    int depth = 0;
    dns::ZoneState state = absolute();
    const auto tokens = dns::tokensOf(text, depth);
    if (!tokens) return builder.reject(tokens.error().message, text);
    if (tokens->size() < 3) return builder.reject("no record of a name", text);
    auto record = dns::recordOf(*tokens, false, state);
    if (!record) return builder.reject(record.error().message, text);
    records.push_back(std::move(*record));
  });
  return records;
}

bool isOf(const dns::Record& record, std::string_view type, std::string_view owner) {
  return record.type == type && equalsIgnoreCase(record.owner, owner);
}

/// The name that `name` is an alias of.
std::optional<std::string> targetOf(const std::vector<dns::Record>& records, std::string_view name) {
  const auto alias = std::find_if(records.begin(), records.end(),
                                  [&](const dns::Record& record) { return isOf(record, "cname", name); });
  if (alias == records.end()) return std::nullopt;
  std::string target = alias->data.front().text;
  if (target.ends_with('.')) target.pop_back();
  return target;
}

/// The name at the end of the aliases that begin at `name`.
std::string endOfAliases(const std::vector<dns::Record>& records, std::string name) {
  for (std::size_t steps = 0; steps < kMostAliases; ++steps) {
    const auto next = targetOf(records, name);
    if (!next) return name;
    name = *next;
  }
  return name;
}

bool isRoot(std::string_view name) {
  return name.empty() || name == ".";
}

/// The name that was asked for, or the reverse name of the address.
bool isAsked(std::string_view owner, const NodeName& asked) {
  return equalsIgnoreCase(owner, asked.name) || addressOfReverse(toLower(owner)) == asked.name;
}

bool isBelow(std::string_view name, std::string_view other) {
  return name.size() > other.size() + 1 && name[name.size() - other.size() - 1] == '.' &&
         equalsIgnoreCase(name.substr(name.size() - other.size()), other);
}

/// What the aliases that begin at `name` lead to, in lower case.
std::set<std::string> aliasesOf(const std::vector<dns::Record>& records, std::string name) {
  std::set<std::string> out;
  for (std::size_t steps = 0; steps < kMostAliases; ++steps) {
    const auto next = targetOf(records, name);
    if (!next || !out.insert(toLower(*next)).second) return out;
    name = *next;
  }
  return out;
}

/// Names of the address that was asked about.
void addPointers(const Json& record, const NodeName& ip, FactBuilder& builder, const Sighting& seen) {
  bool any = false;
  forEach(get(record, "ptr"), [&](const Json& name, std::uint64_t) {
    any = true;
    builder.link(ip, "ptr", textOf(name), seen);
  });
  builder.answer(ip, "ptr", any ? Outcome::kFound : Outcome::kNone, seen.first);
}

/// `soa` holds names of servers in older versions, and objects with the mailbox in newer ones, which say whose it is: a
/// name below a zone's is answered by the zone's.
void addAuthority(const Json& list, const NodeName& owner, FactBuilder& builder, const Sighting& seen) {
  forEach(list, [&](const Json& one, std::uint64_t) {
    if (!one.is_object()) return;
    const std::string name = textOf(one, "name");
    const auto zone = trim(name).empty() ? std::optional(owner) : builder.node(builder.schema().known().host, name);
    if (zone) addSoaMail(builder, *zone, firstText(one, {"mailbox", "mbox"}), seen);
  });
}

/// Whether the arrays of an answer, or its lines, hold anything.
bool hasRecords(const Json& answer) {
  constexpr const char* kArrays[] = {"a", "aaaa", "ns", "mx", "txt", "cname", "soa", "ptr", "srv", "caa", "all"};
  return std::any_of(std::begin(kArrays), std::end(kArrays), [&](const char* key) {
    const Json& list = get(answer, key);
    return list.is_array() && !list.empty();
  });
}

bool wasTransferred(const Json& record) {
  bool any = false;
  forEach(get(record, "axfr", "chain"), [&](const Json& answer, std::uint64_t) { any = any || hasRecords(answer); });
  return any;
}

/// Facts of answers whose lines say whose each record is.
class Answers {
 public:
  Answers(FactBuilder& builder, LeftOut& left_out) : builder_(builder), left_out_(left_out) {}

  /// Each line by its own owner.
  void add(const std::vector<dns::Record>& records, const Sighting& seen) {
    for (const dns::Record& record : records) add(record, seen);
  }

  /// The same, and what became of the question for `host`.
  void add(const std::vector<dns::Record>& records, const NodeName& host, const Sighting& seen) {
    add(records, seen);
    const std::string end = endOfAliases(records, host.name);
    if (!equalsIgnoreCase(end, host.name)) builder_.answer(host, "cname", Outcome::kFound, seen.first);
    const auto owner = model::canonical(builder_.schema(), builder_.schema().known().host, end);
    if (!owner.ok()) return;
    for (const char* type : kTypes) {
      const bool any = std::any_of(records.begin(), records.end(),
                                   [&](const dns::Record& record) { return isOf(record, type, end); });
      if (any) builder_.answer(*owner, type, Outcome::kFound, seen.first);
    }
  }

  /// The names of an address that was asked about, which its reverse name may have as an alias (RFC 2317).
  void addPointers(const std::vector<dns::Record>& records, const NodeName& ip, const Sighting& seen) {
    std::string asked;
    for (const dns::Record& record : records) {
      if (addressOfReverse(toLower(record.owner)) == ip.name) asked = record.owner;
    }
    const std::string end = endOfAliases(records, asked);
    bool any = false;
    for (const dns::Record& record : records) {
      if (!isOf(record, "ptr", end)) {
        add(record, seen);
        continue;
      }
      Sighting with_ttl = seen;
      with_ttl.ttl = record.ttl;
      builder_.link(ip, "ptr", record.data.front().text, with_ttl);
      any = true;
    }
    builder_.answer(ip, "ptr", any ? Outcome::kFound : Outcome::kNone, seen.first);
  }

  /// What each server of a transfer said of the asked name and of those below it.
  void addTransfer(const Json& record, const NodeName& asked, const Sighting& seen) {
    addChain(get(record, "axfr"), seen, [&](const std::vector<dns::Record>&) {
      return [&](const dns::Record& one) { return isAsked(one.owner, asked) || isBelow(one.owner, asked.name); };
    });
  }

  /// What each server on the way to the answer said: of the asked name, the servers of those above it, and its aliases
  /// as long as they are of the same registrable name. What lies beyond a server of that zone could make up.
  void addTrace(const Json& record, const NodeName& asked, const Sighting& seen) {
    addChain(get(record, "trace"), seen, [&](const std::vector<dns::Record>& all) {
      return [&, aliases = aliasesOf(all, asked.name)](const dns::Record& one) {
        if (isAsked(one.owner, asked)) return true;
        if (one.type == "ns" && isBelow(asked.name, one.owner)) return true;
        return aliases.contains(toLower(one.owner)) && isOfSameName(asked.name, one.owner);
      };
    });
  }

 private:
  /// `wantedOf` makes of an answer's records what tells those that are believed.
  template <typename WantedOf>
  void addChain(const Json& chain, const Sighting& seen, const WantedOf& wantedOf) {
    forEach(get(chain, "chain"), [&](const Json& answer, std::uint64_t) {
      const auto records = recordsOf(get(answer, "all"), builder_);
      const Sighting dated = datedOr(seenAt(textOf(answer, "timestamp")), seen);
      const auto wanted = wantedOf(records);
      for (const dns::Record& record : records) {
        if (isRoot(record.owner) || wanted(record)) {
          add(record, dated);
        } else {
          left_out_.count("records outside the zone that was asked for");
        }
      }
      if (records.empty() && hasRecords(answer))
        left_out_.count("answers of servers that do not say whose records they hold");
    });
  }

  bool isOfSameName(std::string_view one, std::string_view other) const {
    const model::Suffixes* const suffixes = builder_.context().suffixes;
    if (suffixes == nullptr) return false;
    const std::string first = toLower(one), second = toLower(other);
    const std::string_view apex = suffixes->apex(first);
    return !apex.empty() && apex == suffixes->apex(second);
  }

  void add(const dns::Record& record, const Sighting& seen) {
    if (isRoot(record.owner)) return left_out_.count("records of the root");
    dns::addRecord(builder_, record, absolute(), seen, left_out_);
  }

  FactBuilder& builder_;
  LeftOut& left_out_;
};

void addRecords(const Json& record, const NodeName& host, FactBuilder& builder, const Sighting& seen) {
  const NodeName owner = addAliases(builder, host, get(record, "cname"), seen);
  if (!(owner == host)) builder.answer(host, "cname", Outcome::kFound, seen.first);
  for (const char* type : kTypes) {
    bool any = false;
    forEach(get(record, type), [&](const Json& value, std::uint64_t) {
      const std::string text = value.is_object() ? firstText(value, {"host", "exchange", "name"}) : textOf(value);
      any = addDnsRecord(builder, owner, type, text, seen) || any;
    });
    if (any) builder.answer(owner, type, Outcome::kFound, seen.first);
  }
  addAuthority(get(record, "soa"), owner, builder, seen);
}

/// `asn` is of the first address alone (`-asn`): of another only where its blocks hold it.
void addOrigins(const Json& record, const NodeName& asked, bool reverse, FactBuilder& builder, const Sighting& seen) {
  const Json& asn = get(record, "asn");
  if (!asn.is_object()) return;
  if (reverse) return addOrigin(asn, asked, builder, seen);
  const bool one = get(record, "a").size() + get(record, "aaaa").size() == 1;
  for (const char* type : {"a", "aaaa"}) {
    forEach(get(record, type), [&](const Json& value, std::uint64_t) {
      const std::string text = textOf(value);
      if (!model::parseAddress(text)) return;
      const auto ip = builder.node(builder.schema().known().ip, text);
      if (ip && (one || isInOrigin(asn, *ip))) addOrigin(asn, *ip, builder, seen);
    });
  }
}

class DnsxReader final : public JsonRecordsReader {
 public:
  std::string_view name() const override { return "dnsx"; }
  std::string_view title() const override { return "dnsx: resolved names, JSON Lines"; }
  std::string_view sample() const override {
    return R"({"host":"w.a.example","ttl":60,"resolver":["192.0.2.53:53"],"cname":["c.b.example"],)"
           R"("a":["192.0.2.9"],"status_code":"NOERROR","timestamp":"2023-03-10T22:09:15Z"})";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (keys.hasAll({"host", "status_code", "resolver"})) return 95;
    if (keys.hasAll({"host", "status_code"}) && !keys.hasAny({"url", "port", "path"})) {
      const std::string_view status = keys.text("status_code");  // the name of a code; of web servers it is a number
      if (!status.empty() && isUpperAscii(status.front())) return 85;
    }
    return keys.hasAll({"host", "resolver"}) && keys.hasAny({"a", "cname", "all", "axfr"}) ? 85 : 0;
  }

 protected:
  class Names final : public Run {
   public:
    void record(const Json& record, FactBuilder& builder) override {
      const auto& known = builder.schema().known();
      const std::string name = textOf(record, "host");
      const Sighting seen = datedOr(seenAt(textOf(record, "timestamp")), builder.seenNow());
      const bool reverse = model::parseAddress(trim(name)).has_value();
      const auto asked = builder.node(reverse ? known.ip : known.host, name);
      if (!asked) return;
      const std::size_t before = builder.factCount();
      response(record, *asked, reverse, builder, seen);
      if (!wasTransferred(record)) addOrigins(record, *asked, reverse, builder, seen);
      Answers answers(builder, left_out_);
      answers.addTransfer(record, *asked, seen);
      answers.addTrace(record, *asked, seen);
      if (reverse) return;
      const std::string status = textOf(record, "status_code");
      if (status == "NXDOMAIN") {
        builder.answer(*asked, "a", Outcome::kNone, seen.first);
      } else if (!status.empty() && status != "NOERROR") {
        builder.answer(*asked, "a", Outcome::kRefused, seen.first);
      }
      if (builder.factCount() == before) builder.mention(*asked);
    }
    void end(FactBuilder& builder) override { left_out_.tell(builder); }

   private:
    void response(const Json& record, const NodeName& asked, bool reverse, FactBuilder& builder, const Sighting& seen) {
      if (const Json& lines = get(record, "all"); lines.is_array() && !lines.empty()) {
        const std::uint64_t before = builder.taken();
        const auto records = recordsOf(lines, builder);
        if (!records.empty()) {
          Answers answers(builder, left_out_);
          return reverse ? answers.addPointers(records, asked, seen) : answers.add(records, asked, seen);
        }
        // Lines that could not be read might have said that the values are another's.
        if (builder.taken() != before) return left_out_.count("answers whose lines cannot be read");
      }
      if (wasTransferred(record)) {
        if (hasRecords(record))
          left_out_.count("answers beside a zone transfer that do not say whose records they hold");
        return;
      }
      Sighting with_ttl = seen;
      with_ttl.ttl = ttlOf(get(record, "ttl"));
      reverse ? dnsx::addPointers(record, asked, builder, with_ttl) : addRecords(record, asked, builder, with_ttl);
      for (const char* type : {"srv", "caa"}) {
        forEach(get(record, type),
                [&](const Json&, std::uint64_t) { left_out_.count(format("records of type {}", toUpper(type))); });
      }
    }

    LeftOut left_out_;
  };
  std::unique_ptr<Run> begin(const InputContext&) const override { return std::make_unique<Names>(); }
  std::string_view kind() const override { return "dns"; }
};

}  // namespace
}  // namespace dnsx

const Reader& dnsxReader() {
  static const dnsx::DnsxReader reader;
  return reader;
}

}  // namespace clew::ingest
