// Feodo Tracker (abuse.ch): servers that botnets are controlled from, an array of objects.
#include "common/text.h"
#include "ingest/readers/abusech.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_records.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/registration.h"
#include "ingest/readers/web_json.h"

namespace clew::ingest {
namespace feodo {
namespace {

constexpr std::string_view kFeed = "feodotracker";

class FeodoReader final : public JsonRecordsReader {
 public:
  std::string_view name() const override { return kFeed; }
  std::string_view title() const override { return "Feodo Tracker (abuse.ch): servers of botnets, JSON"; }
  std::string_view sample() const override {
    return R"([{"ip_address":"192.0.2.1","port":443,"status":"online","hostname":null,"as_number":64500,)"
           R"("country":"NL","first_seen":"2021-05-16 19:49:33","last_online":"2022-01-02","malware":"X"}])";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    return keys.hasAll({"ip_address", "port", "malware"}) ? 90 : 0;
  }

 protected:
  class Servers final : public Run {
   public:
    void record(const Json& record, FactBuilder& builder) override {
      const auto& known = builder.schema().known();
      const auto ip = builder.node(known.ip, textOf(record, "ip_address"));
      if (!ip) return;
      abusech::Entry entry;
      entry.malware = textOf(record, "malware");
      entry.first = textOf(record, "first_seen");
      entry.last = textOf(record, "last_online");
      const model::Sighting seen = abusech::seenOf(entry);
      const auto service = addService(builder, *ip, textOf(record, "port"), "tcp", seen);
      abusech::addEntry(builder, service ? *service : *ip, kFeed, entry);
      const model::Sighting now = builder.seenNow();
      const auto asn = builder.node(known.asn, asnText(textOf(record, "as_number")));
      if (asn) builder.link(*ip, "asn", *asn, now);
      if (asn) builder.property(*asn, "as-name", textOf(record, "as_name"), now);
      builder.link(*ip, "country", countryText(builder.schema(), textOf(record, "country")), now);
      builder.link(*ip, "ptr", textOf(record, "hostname"), now);
    }
  };
  std::unique_ptr<Run> begin(const InputContext&) const override { return std::make_unique<Servers>(); }
  std::string_view kind() const override { return "servers"; }
};

}  // namespace
}  // namespace feodo

const Reader& feodoReader() {
  static const feodo::FeodoReader reader;
  return reader;
}

}  // namespace clew::ingest
