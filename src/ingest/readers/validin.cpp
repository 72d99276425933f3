#include "common/text.h"
#include "ingest/readers/dns_json.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/readers.h"

namespace clew::ingest {
namespace validin {
namespace {

using model::Outcome;
using model::Sighting;

constexpr std::string_view kProvider = "validin";

/// One record under `type`: "A", "NS", ..., or "NS_FOR" and its like, which are told from the other end.
void addRecord(const Json& record, std::string_view type, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  std::string key = textOf(record, "key");
  std::string value = textOf(record, "value");
  const Sighting seen = seenOf(builder, record, "first_seen", "last_seen");
  if (type.ends_with("_FOR")) {
    type.remove_suffix(4);
    key.swap(value);
  } else if (model::parseAddress(trim(key)) && !model::parseAddress(trim(value)) && (type == "A" || type == "AAAA")) {
    key.swap(value);
  }
  // A pointer may be told by the address itself rather than by its reverse name.
  if (type == "PTR" && (model::parseAddress(trim(key)) || model::parseAddress(trim(value)))) {
    if (!model::parseAddress(trim(key))) key.swap(value);
    const auto ip = builder.node(known.ip, key);
    if (ip) builder.link(*ip, "ptr", value, seen);
    return;
  }
  const auto owner = builder.node(known.host, key);
  if (!owner) return;
  if (!addDnsRecord(builder, *owner, type, value, seen)) builder.mention(*owner);
}

class ValidinReader final : public JsonReader {
 public:
  std::string_view name() const override { return kProvider; }
  std::string_view title() const override { return "Validin: DNS history"; }
  std::string_view sample() const override {
    return R"({"key":"a.example","query_key":"a.example","records":{"A":[{"key":"a.example","value":"192.0.2.7",)"
           R"("value_type":"IP4","first_seen":1566777600,"last_seen":1713268800}]}})";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (keys.hasAll({"query_key", "records"})) return 95;
    return 0;
  }

 protected:
  void answer(const Json& document, FactBuilder& builder) const override {
    const Json& records = get(document, "records");
    if (member(document, "query_key") == nullptr && !records.is_object()) return;
    builder.begin(kProvider, "dns-history");
    const auto subject = builder.indicator(firstText(document, {"query_key", "key"}));
    if (subject) builder.subject(*subject);
    std::uint64_t index = 0;
    if (records.is_object()) {
      for (const auto& entry : records.items()) {
        const std::string& type = entry.key();
        forEach(entry.value(), [&](const Json& record, std::uint64_t) {
          if (builder.stopped()) return;
          builder.at(++index);
          addRecord(record, type, builder);
        });
      }
    }
    if (index == 0) {
      builder.outcome(Outcome::kNone);
      if (subject) builder.answer(*subject, "dns-history", Outcome::kNone);
    } else if (get(document, "limited") == Json(true)) {
      builder.outcome(Outcome::kPartial);
    }
  }
};

}  // namespace
}  // namespace validin

const Reader& validinReader() {
  static const validin::ValidinReader reader;
  return reader;
}

}  // namespace clew::ingest
