#include "ingest/readers/urlscan.h"

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/registration.h"
#include "ingest/readers/web_json.h"

namespace clew::ingest {

namespace urlscan {

using model::NodeName;
using model::Outcome;
using model::Sighting;

void addMet(FactBuilder& builder, const std::optional<NodeName>& node, const Scan& scan) {
  if (node && scan.report) builder.link(*node, "report", *scan.report, scan.seen);
}

void addPlace(FactBuilder& builder, const NodeName& ip, std::string_view asn, std::string_view as_name,
              std::string_view country, std::string_view ptr, const Sighting& seen) {
  if (const auto system = builder.node(builder.schema().known().asn, asnText(asn))) {
    builder.link(ip, "asn", *system, seen);
    builder.property(*system, "as-name", as_name, seen);
  }
  builder.link(ip, "country", countryText(builder.schema(), country), seen);
  builder.link(ip, "ptr", ptr, seen);
}

namespace {

/// The node of a field that holds a name, or an address where the page was asked for by one.
std::optional<NodeName> hostOrAddress(const std::string& text, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  return builder.node(model::parseAddress(trim(text)) ? known.ip : known.host, text);
}

void addVerdicts(const Json& verdicts, const NodeName& url, const Sighting& seen, FactBuilder& builder) {
  const auto risk = integerOf(get(verdicts, "score"));
  if (risk && *risk > 0) builder.property(url, "risk", std::to_string(std::min<std::int64_t>(*risk, 100)), seen);
  for (const char* list : {"tags", "categories", "brands"}) {
    forEach(get(verdicts, list), [&](const Json& entry, std::uint64_t) {
      builder.link(url, "tag", entry.is_object() ? firstText(entry, {"name", "key"}) : textOf(entry), seen);
    });
  }
}

}  // namespace

Scan addScan(const Json& object, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  const Json& task = get(object, "task");
  const Json& page = get(object, "page");
  Scan scan;
  scan.seen = datedOr(seenAt(textOf(task, "time")), builder.seenNow());
  std::string id = firstText(task, {"uuid"});
  if (id.empty()) id = firstText(object, {"_id", "uuid"});
  scan.report = builder.node(known.report, id);
  if (scan.report) {
    builder.property(*scan.report, "title", textOf(page, "title"), scan.seen);
    builder.property(*scan.report, "published", textOf(task, "time"), scan.seen);
  }
  const auto asked = addUrl(builder, textOf(task, "url"), scan.seen);
  addMet(builder, asked, scan);
  scan.url = addUrl(builder, textOf(page, "url"), scan.seen);
  addMet(builder, scan.url, scan);
  if (asked && scan.url && asked->name != scan.url->name) builder.link(*asked, "redirect", *scan.url, scan.seen);

  const auto name = hostOrAddress(textOf(page, "domain"), builder);
  addMet(builder, name, scan);
  if (name && name->type == known.host) scan.host = name;
  const std::string first_name = textOf(task, "domain");
  if (!first_name.empty() && scan.host) {
    const auto first = hostOrAddress(first_name, builder);
    if (first && first->type == known.host && first->name != scan.host->name) {
      builder.link(*first, "redirect", *scan.host, scan.seen);
    }
  }
  scan.address = builder.node(known.ip, textOf(page, "ip"));
  if (scan.address) {
    addMet(builder, scan.address, scan);
    if (scan.host) builder.link(*scan.host, "ip", *scan.address, scan.seen);
    addPlace(builder, *scan.address, textOf(page, "asn"), textOf(page, "asnname"), textOf(page, "country"),
             textOf(page, "ptr"), scan.seen);
  }
  const auto& of = scan.url ? scan.url : scan.host;
  if (of) {
    builder.property(*of, "title", textOf(page, "title"), scan.seen);
    builder.property(*of, "server", textOf(page, "server"), scan.seen);
  }
  if (scan.url) {
    builder.property(*scan.url, "status", textOf(page, "status"), scan.seen);
    const Json& verdicts = get(object, "verdicts");
    addVerdicts(member(verdicts, "overall") != nullptr ? get(verdicts, "overall") : verdicts, *scan.url, scan.seen,
                builder);
  }
  const auto& tagged = asked ? asked : scan.url;
  if (tagged) {
    forEach(get(task, "tags"),
            [&](const Json& tag, std::uint64_t) { builder.link(*tagged, "tag", textOf(tag), scan.seen); });
  }
  return scan;
}

namespace {

void search(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "search");
  const Json& results = get(document, "results");
  std::int64_t count = 0;
  forEach(results, [&](const Json& one, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    ++count;
    const std::uint64_t before = builder.taken();
    const Scan scan = addScan(one, builder);
    if (!scan.report && builder.taken() == before) builder.reject("a result without task and page", jsonText(one));
  });
  builder.at(0);
  const auto total = integerOf(get(document, "total"));
  if (count == 0) {
    builder.outcome(Outcome::kNone);
  } else if (get(document, "has_more") == Json(true) || (total && *total > count)) {
    builder.outcome(Outcome::kPartial);
  }
}

/// {"message":"...","status":404}: no such scan, or it is not finished; 429 and others are refusals.
void refuse(const Json& document, FactBuilder& builder) {
  const std::string status = textOf(document, "status");
  const bool none = status == "404";
  builder.begin(kProvider, "error");
  builder.outcome(none ? Outcome::kNone : Outcome::kRefused);
  const std::string message = firstText(document, {"message", "description"});
  if (none) return builder.notice("no such scan, or it was not finished: " + clew::quoted(message));
  builder.reject(format("the provider refused: {} ({})", message, status), message);
}

class UrlscanReader final : public JsonReader {
 public:
  std::string_view name() const override { return kProvider; }
  std::string_view title() const override { return "urlscan.io: searches and results of scans"; }
  std::string_view sample() const override {
    return R"({"results":[{"_id":"6ba7b810-9dad-11d1-80b4-00c04fd430c8","task":{"url":"http://a.example/",)"
           R"("time":"2023-02-01T23:49:29.142Z"},"page":{"url":"https://b.example/x","domain":"b.example",)"
           R"("ip":"192.0.2.7"}}],"total":1,"has_more":false})";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (!keys.isJson()) return 0;
    if (keys.hasAny({"results.task.uuid", "results.task.url", "results.page.url"})) return 95;
    if (keys.has("data.requests.request") || keys.hasAll({"task", "page", "lists"})) return 90;
    if (keys.hasAll({"lists.ips", "stats", "page"}) || keys.hasAll({"task.uuid", "page"})) return 90;
    if (keys.hasAll({"results", "total", "took", "has_more"})) return 85;
    return 0;
  }

 protected:
  void answer(const Json& document, FactBuilder& builder) const override {
    if (get(document, "results").is_array()) return search(document, builder);
    if (member(document, "task") != nullptr || member(document, "page") != nullptr ||
        member(document, "lists") != nullptr) {
      return result(document, builder);
    }
    if (member(document, "message") != nullptr && member(document, "status") != nullptr) refuse(document, builder);
  }
};

}  // namespace
}  // namespace urlscan

const Reader& urlscanReader() {
  static const urlscan::UrlscanReader reader;
  return reader;
}

}  // namespace clew::ingest
