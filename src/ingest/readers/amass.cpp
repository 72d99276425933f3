// OWASP Amass up to version 4: names with their addresses and the networks of these, a JSON object a line.
#include "common/text.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_records.h"
#include "ingest/readers/readers.h"

namespace clew::ingest {
namespace amass {
namespace {

using model::Sighting;

void addAddress(const Json& address, const model::NodeName& host, FactBuilder& builder, const Sighting& seen) {
  const auto& known = builder.schema().known();
  const auto ip = builder.node(known.ip, textOf(address, "ip"));
  if (!ip) return;
  builder.link(host, "ip", *ip, seen);
  const auto asn = builder.node(known.asn, asnText(textOf(address, "asn")));
  if (asn) {
    builder.link(*ip, "asn", *asn, seen);
    builder.property(*asn, "as-name", textOf(address, "desc"), seen);
  }
  const std::string cidr = textOf(address, "cidr");
  if (cidr.ends_with("/0")) return;  // stands for a network that is not known
  if (const auto net = builder.node(known.net, cidr)) {
    builder.link(*ip, "net", *net, seen);
    if (asn) builder.link(*net, "asn", *asn, seen);
  }
}

class AmassReader final : public JsonRecordsReader {
 public:
  std::string_view name() const override { return "amass"; }
  std::string_view title() const override { return "Amass (to version 4): names and their addresses, JSON Lines"; }
  std::string_view sample() const override {
    return R"({"name":"www.a.example","domain":"a.example","addresses":[{"ip":"192.0.2.7","cidr":"192.0.2.0/24",)"
           R"("asn":64500,"desc":"NET"}],"tag":"cert","sources":["Crtsh"]})";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (keys.hasAll({"name", "domain", "addresses"})) return 95;
    return keys.hasAll({"name", "domain", "tag"}) && keys.hasAny({"source", "sources"}) ? 85 : 0;
  }

 protected:
  class Names final : public Run {
   public:
    void record(const Json& record, FactBuilder& builder) override {
      const auto host = builder.node(builder.schema().known().host, textOf(record, "name"));
      if (!host) return;
      builder.mention(*host);
      const Sighting seen = datedOr(seenAt(firstText(record, {"timestamp", "Timestamp"})), builder.seenNow());
      forEach(get(record, "addresses"),
              [&](const Json& address, std::uint64_t) { addAddress(address, *host, builder, seen); });
    }
  };
  std::unique_ptr<Run> begin(const InputContext&) const override { return std::make_unique<Names>(); }
  std::string_view kind() const override { return "subdomains"; }
};

}  // namespace
}  // namespace amass

const Reader& amassReader() {
  static const amass::AmassReader reader;
  return reader;
}

}  // namespace clew::ingest
