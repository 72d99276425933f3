#include <array>
#include <set>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/dns_json.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/registration.h"
#include "ingest/readers/sharing.h"
#include "ingest/readers/web_json.h"

namespace clew::ingest {
namespace otx {
namespace {

using model::NodeName;
using model::Outcome;
using model::Sighting;

constexpr std::string_view kProvider = "otx";

/// Names and addresses of an answer: where one stands against many, that one was asked about.
struct Subjects {
  std::set<std::string> hosts;
  std::set<std::string> addresses;
  std::string only() const {
    if (addresses.size() == 1 && hosts.size() != 1) return *addresses.begin();
    if (hosts.size() == 1) return *hosts.begin();
    return {};
  }
};

void passiveRecord(const Json& record, FactBuilder& builder, Subjects& subjects) {
  const auto& known = builder.schema().known();
  const std::string data = textOf(record, "address");
  const auto host = builder.node(known.host, textOf(record, "hostname"));
  if (!host) return;
  subjects.hosts.insert(host->name);
  if (data.empty() || data == "NXDOMAIN") {
    builder.mention(*host);
    return;
  }
  std::string type = textOf(record, "record_type");
  if (type.empty()) type = model::parseAddress(data) ? "A" : "CNAME";
  addDnsRecord(builder, *host, type, data, seenOf(builder, record, "first", "last"));
  const auto address = model::parseAddress(trim(data));
  if (!address) return;
  const auto ip = builder.node(known.ip, data);
  if (!ip) return;
  subjects.addresses.insert(ip->name);
  // What is said of the address holds at the time of the answer, not of the record.
  const Sighting now = builder.seenNow();
  const std::string system = textOf(record, "asn");
  if (const auto asn = builder.node(known.asn, asnText(system))) {
    builder.link(*ip, "asn", *asn, now);
    const std::size_t blank = system.find(' ');
    if (blank != system.npos) builder.property(*asn, "as-name", collapseBlanks(system.substr(blank)), now);
  }
  builder.link(*ip, "country", countryText(builder.schema(), textOf(record, "flag_title")), now);
}

void passiveDns(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "passive-dns");
  Subjects subjects;
  const Json& records = get(document, "passive_dns");
  forEach(records, [&](const Json& record, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    passiveRecord(record, builder, subjects);
  });
  const auto stated = statedSubject(builder.context());
  builder.lookup().subject = stated ? stated->name : subjects.only();
  if (!records.is_array() || records.empty()) {
    builder.outcome(Outcome::kNone);
    if (stated) builder.answer(*stated, "passive-dns", Outcome::kNone);
  }
}

/// The node of an indicator; empty, and counted, for types that the graph has none for (Mutex, YARA, FilePath, ...).
std::optional<NodeName> indicatorOf(const Json& indicator, FactBuilder& builder, const Sighting& seen,
                                    LeftOut& left_out) {
  const auto& known = builder.schema().known();
  const std::string type = textOf(indicator, "type");
  const std::string value = textOf(indicator, "indicator");
  if (type == "URL") return addUrl(builder, value, seen);
  const std::array<std::pair<std::string_view, model::TypeId>, 9> kTypes = {{{"IPv4", known.ip},
                                                                             {"IPv6", known.ip},
                                                                             {"domain", known.host},
                                                                             {"hostname", known.host},
                                                                             {"email", known.email},
                                                                             {"FileHash-MD5", known.file},
                                                                             {"FileHash-SHA1", known.file},
                                                                             {"FileHash-SHA256", known.file},
                                                                             {"SSLCertFingerprint", known.cert}}};
  for (const auto& [name, node_type] : kTypes) {
    if (type == name) return builder.node(node_type, value);
  }
  if (type == "CIDR") return builder.node(known.net, value);
  if (type == "URI") {
    builder.reject("a path without a host names no node", value);
  } else {
    left_out.count(format("indicators of type {}", quoted(type)));
  }
  return std::nullopt;
}

/// What is said of an indicator beside its being in the pulse.
void describe(const Json& indicator, const NodeName& node, FactBuilder& builder, const Sighting& seen) {
  if (node.type == builder.schema().known().file) builder.property(node, "filename", textOf(indicator, "title"), seen);
  builder.property(node, "valid-until", textOf(indicator, "expiration"), seen);
}

struct Pulse {
  NodeName report;
  Sighting written;
};

/// What a pulse says of itself.
std::optional<Pulse> headOf(const Json& document, LeftOut& left_out, FactBuilder& builder) {
  std::string id = firstText(document, {"id", "_id"});
  if (id.empty()) id = textOf(document, "name");
  const auto report = builder.node(builder.schema().known().report, id);
  if (!report) return std::nullopt;
  const Sighting written = datedOr(seenOf(builder, document, "created", "modified"), builder.seenNow());
  builder.property(*report, "title", textOf(document, "name"), written);
  std::string author = textOf(document, "author_name");
  if (author.empty()) author = textOf(get(document, "author"), "username");
  builder.property(*report, "author", author, written);
  builder.property(*report, "published", textOf(document, "created"), written);
  builder.property(*report, "description", textOf(document, "description"), written);
  const auto say = [&](const char* list, std::string_view relation) {
    forEach(get(document, list), [&](const Json& entry, std::uint64_t) {
      builder.link(*report, relation, entry.is_object() ? firstText(entry, {"display_name", "name"}) : textOf(entry),
                   written);
    });
  };
  say("tags", "tag");
  say("attack_ids", "tag");
  if (const std::string level = firstText(document, {"TLP", "tlp"}); !level.empty()) {
    builder.link(*report, "tag", format("tlp:{}", toLower(level)), written);
  }
  for (const char* list : {"references", "targeted_countries", "industries"}) {
    forEach(get(document, list),
            [&](const Json&, std::uint64_t) { left_out.count(format("entries of '{}' in pulses", list)); });
  }
  say("malware_families", "threat");
  builder.link(*report, "threat", textOf(document, "adversary"), written);
  return Pulse{*report, written};
}

void pulse(const Json& document, FactBuilder& builder) {
  LeftOut left_out;
  const auto head = headOf(document, left_out, builder);
  if (!head) return;
  forEach(get(document, "indicators"), [&](const Json& indicator, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    const Sighting seen = datedOr(seenAt(textOf(indicator, "created")), head->written);
    if (textOf(indicator, "type") == "CVE") {
      builder.link(head->report, "tag", textOf(indicator, "indicator"), seen);
      return;
    }
    const auto node = indicatorOf(indicator, builder, seen, left_out);
    if (!node) return;
    builder.link(*node, "report", head->report, seen);
    describe(indicator, *node, builder, seen);
  });
  builder.at(0);
  left_out.tell(builder);
}

/// What is known of one indicator: the pulses that hold it.
void general(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "general");
  const auto subject = builder.indicator(textOf(document, "indicator"));
  if (!subject) return;
  builder.subject(*subject);
  LeftOut left_out;
  const Json& pulses = get(document, "pulse_info", "pulses");
  forEach(pulses, [&](const Json& one, std::uint64_t index) {
    builder.at(index);
    if (const auto head = headOf(one, left_out, builder)) builder.link(*subject, "report", head->report, head->written);
  });
  builder.at(0);
  left_out.tell(builder);
  if (pulses.empty()) {
    builder.outcome(Outcome::kNone);
    builder.mention(*subject);
  }
}

class OtxReader final : public JsonReader {
 public:
  std::string_view name() const override { return kProvider; }
  std::string_view title() const override { return "AlienVault OTX: passive DNS and pulses"; }
  std::string_view sample() const override {
    return R"({"passive_dns":[{"address":"192.0.2.7","hostname":"a.example","record_type":"A",)"
           R"("first":"2019-09-04T05:32:29","last":"2019-09-04T18:16:07","asn":"AS64500 net"}],"count":1})";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (keys.hasAll({"passive_dns", "count"}) || keys.has("passive_dns.hostname")) return 95;
    if (keys.hasAll({"indicators.indicator", "indicators.type"})) return 90;
    if (keys.hasAll({"pulse_info.count", "indicator"}) || keys.hasAll({"pulse_info.pulses", "indicator"})) return 90;
    if (keys.hasAll({"results.indicators.indicator", "results.indicators.type"})) return 90;
    return 0;
  }

 protected:
  void answer(const Json& document, FactBuilder& builder) const override {
    if (member(document, "passive_dns") != nullptr) return passiveDns(document, builder);
    if (member(document, "pulse_info") != nullptr) return general(document, builder);
    const Json& results = get(document, "results");
    if (member(document, "indicators") == nullptr && !results.is_array()) return;
    builder.begin(kProvider, "pulse");
    if (member(document, "indicators") != nullptr) return pulse(document, builder);
    forEach(results, [&](const Json& one, std::uint64_t) {
      if (!builder.stopped()) pulse(one, builder);
    });
    if (!textOf(document, "next").empty()) builder.outcome(Outcome::kPartial);
  }
};

}  // namespace
}  // namespace otx

const Reader& otxReader() {
  static const otx::OtxReader reader;
  return reader;
}

}  // namespace clew::ingest
