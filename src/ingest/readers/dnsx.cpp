// dnsx (ProjectDiscovery): what resolvers answered for each name, a JSON object a line, an array of values a type.
#include "common/text.h"
#include "ingest/readers/dns_json.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_records.h"
#include "ingest/readers/readers.h"

namespace clew::ingest {
namespace dnsx {
namespace {

using model::NodeName;
using model::Outcome;
using model::Sighting;

constexpr const char* kTypes[] = {"a", "aaaa", "ns", "mx", "txt"};

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
    return keys.hasAll({"host", "resolver"}) && keys.hasAny({"a", "cname", "all"}) ? 85 : 0;
  }

 protected:
  class Names final : public Run {
   public:
    void record(const Json& record, FactBuilder& builder) override {
      const auto& known = builder.schema().known();
      const std::string name = textOf(record, "host");
      Sighting seen = datedOr(seenAt(textOf(record, "timestamp")), builder.seenNow());
      seen.ttl = ttlOf(get(record, "ttl"));
      if (model::parseAddress(trim(name))) {
        if (const auto ip = builder.node(known.ip, name)) addPointers(record, *ip, builder, seen);
        return;
      }
      const auto host = builder.node(known.host, name);
      if (!host) return;
      const std::size_t before = builder.factCount();
      addRecords(record, *host, builder, seen);
      const std::string status = textOf(record, "status_code");
      if (status == "NXDOMAIN") {
        builder.answer(*host, "a", Outcome::kNone, seen.first);
      } else if (!status.empty() && status != "NOERROR") {
        builder.answer(*host, "a", Outcome::kRefused, seen.first);
      }
      if (builder.factCount() == before) builder.mention(*host);
    }
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
