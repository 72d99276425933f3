// ThreatFox (abuse.ch): indicators of malware, as its API answers (`data`) and as its export has them, an object that
// holds each under its number.
#include "ingest/readers/threatfox.h"

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/abusech.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/readers.h"

namespace clew::ingest {

namespace threatfox {

using model::NodeName;

std::optional<NodeName> indicator(FactBuilder& builder, std::string_view type, std::string_view value) {
  const auto& known = builder.schema().known();
  if (trim(value).empty()) {
    builder.reject("an indicator without a value", type);
    return std::nullopt;
  }
  if (type == "domain" || type == "hostname") return builder.node(known.host, value);
  if (type == "url") return builder.node(known.url, value);
  if (type == "ip:port") return builder.node(known.service, value);
  if (type == "ip") return builder.node(known.ip, value);
  if (type.ends_with("_hash")) return builder.node(known.file, value);
  if (type.ends_with("_from") || type == "email") return builder.node(known.email, value);
  return builder.indicator(value);
}

}  // namespace threatfox

namespace {

void addIndicator(const Json& record, FactBuilder& builder) {
  abusech::Entry entry;
  entry.malware = textOf(record, "malware_printable");
  entry.malware_id = textOf(record, "malware");
  entry.reference = textOf(record, "reference");
  entry.confidence = textOf(record, "confidence_level");
  entry.first = firstText(record, {"first_seen", "first_seen_utc"});
  entry.last = firstText(record, {"last_seen", "last_seen_utc"});
  const Json& tags = get(record, "tags");
  if (tags.is_string()) entry.tags = abusech::words(textOf(tags));  // the export's spelling
  if (tags.is_array()) forEach(tags, [&](const Json& tag, std::uint64_t) { entry.tags.push_back(textOf(tag)); });
  entry.tags.push_back(textOf(record, "threat_type"));
  if (const Json& samples = get(record, "malware_samples"); samples.is_array() && !samples.empty())
    builder.notice("samples of an indicator's malware: kept in the raw record alone", samples.size());
  const auto node = threatfox::indicator(builder, textOf(record, "ioc_type"), firstText(record, {"ioc", "ioc_value"}));
  if (node) abusech::addEntry(builder, *node, threatfox::kFeed, entry);
}

class ThreatFoxReader final : public JsonReader {
 public:
  std::string_view name() const override { return threatfox::kFeed; }
  std::string_view title() const override { return "ThreatFox (abuse.ch): indicators of malware, answers and export"; }
  std::string_view sample() const override {
    return R"({"query_status":"ok","data":[{"id":"1","ioc":"192.0.2.1:4444","ioc_type":"ip:port","malware":"win.x",)"
           R"("first_seen":"2022-01-02 01:44:00 UTC","last_seen":null,"tags":null}]})";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (!keys.isJson()) return 0;
    if (keys.hasAll({"data.ioc", "data.ioc_type"})) return 95;
    const std::string_view beginning = head.substr(0, 4096);
    if (contains(beginning, "\"ioc_value\"") && contains(beginning, "\"ioc_type\"")) return 90;
    if (keys.hasAll({"ioc", "ioc_type"})) return 80;
    return keys.hasAll({"query_status", "data"}) ? 40 : 0;
  }

 protected:
  void answer(const Json& document, FactBuilder& builder) const override {
    if (abusech::refused(document, threatfox::kFeed, builder)) return;
    if (!document.is_object()) return;
    builder.begin(threatfox::kFeed, "indicators");
    std::uint64_t count = 0;
    const auto each = [&](const Json& records) {
      forEach(records, [&](const Json& record, std::uint64_t) {
        if (builder.stopped()) return;
        builder.at(++count);
        if (record.is_object()) return addIndicator(record, builder);
        builder.reject("an entry that is no object", jsonText(record));
      });
    };
    if (member(document, "data") != nullptr) {
      each(get(document, "data"));
    } else if (member(document, "ioc_type") != nullptr) {
      each(document);
    } else {
      for (const auto& entry : document.items()) {
        if (entry.value().is_array() || entry.value().is_object()) each(entry.value());
      }
    }
    builder.at(0);
    if (count == 0) builder.outcome(model::Outcome::kNone);
  }
};

}  // namespace

const Reader& threatFoxReader() {
  static const ThreatFoxReader reader;
  return reader;
}

}  // namespace clew::ingest
