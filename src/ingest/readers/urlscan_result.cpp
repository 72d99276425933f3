// The result of one scan: all that the browser met on the way to the page and in it.
#include "common/text.h"
#include "ingest/readers/registration.h"
#include "ingest/readers/urlscan.h"
#include "ingest/readers/web_json.h"

namespace clew::ingest::urlscan {
namespace {

using model::NodeName;
using model::Sighting;

template <typename Visit>
void eachText(const Json& list, Visit visit) {
  forEach(list, [&](const Json& one, std::uint64_t) {
    if (const std::string text = textOf(one); !trim(text).empty()) visit(text);
  });
}

/// The networks, countries and names of the addresses, each list by one of the scan's processors.
void addProcessors(const Json& processors, const Scan& scan, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  const auto each = [&](const char* processor, auto visit) {
    forEach(get(processors, processor, "data"), [&](const Json& entry, std::uint64_t) {
      if (const auto ip = builder.node(known.ip, textOf(entry, "ip"))) visit(*ip, entry);
    });
  };
  each("asn", [&](const NodeName& ip, const Json& entry) {
    const auto asn = builder.node(known.asn, asnText(textOf(entry, "asn")));
    const auto net = builder.node(known.net, textOf(entry, "route"));
    if (asn) {
      builder.link(ip, "asn", *asn, scan.seen);
      builder.property(*asn, "as-name", firstText(entry, {"description", "name"}), scan.seen);
    }
    if (net) builder.link(ip, "net", *net, scan.seen);
    if (asn && net) builder.link(*net, "asn", *asn, scan.seen);
  });
  each("geoip", [&](const NodeName& ip, const Json& entry) {
    const std::string country = textOf(get(entry, "geoip"), "country");
    builder.link(ip, "country", countryText(builder.schema(), country), scan.seen);
    builder.property(ip, "city", textOf(get(entry, "geoip"), "city"), scan.seen);
  });
  each("rdns",
       [&](const NodeName& ip, const Json& entry) { builder.link(ip, "ptr", textOf(entry, "ptr"), scan.seen); });
}

/// Which addresses answered for which names.
void addAnswered(const Json& stats, const Scan& scan, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  const auto answered = [&](const std::string& name, const std::string& address) {
    if (trim(name).empty() || model::parseAddress(trim(name))) return;
    const auto host = builder.node(known.host, name);
    const auto ip = host ? builder.node(known.ip, address) : std::nullopt;
    if (ip) builder.link(*host, "ip", *ip, scan.seen);
  };
  forEach(get(stats, "ipStats"), [&](const Json& entry, std::uint64_t) {
    eachText(get(entry, "domains"), [&](const std::string& name) { answered(name, textOf(entry, "ip")); });
  });
  forEach(get(stats, "domainStats"), [&](const Json& entry, std::uint64_t) {
    eachText(get(entry, "ips"), [&](const std::string& ip) { answered(textOf(entry, "domain"), ip); });
  });
}

void addLists(const Json& lists, const Scan& scan, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  const auto met = [&](const char* list, model::TypeId type) {
    eachText(get(lists, list), [&](const std::string& text) { addMet(builder, builder.node(type, text), scan); });
  };
  met("ips", known.ip);
  eachText(get(lists, "domains"), [&](const std::string& text) {
    const bool is_address = model::parseAddress(trim(text)).has_value();
    addMet(builder, builder.node(is_address ? known.ip : known.host, text), scan);
  });
  eachText(get(lists, "asns"), [&](const std::string& text) {
    if (const std::string number = asnText(text); !number.empty())
      addMet(builder, builder.node(known.asn, number), scan);
  });
  met("hashes", known.file);
  eachText(get(lists, "urls"), [&](const std::string& text) {
    // Pages bring parts of themselves along: `data:` and `blob:` are no addresses of the web.
    if (text.starts_with("data:") || text.starts_with("blob:") || text.starts_with("about:")) return;
    addMet(builder, addUrl(builder, text, scan.seen), scan);
  });
  if (!scan.host) return;
  eachText(get(lists, "linkDomains"), [&](const std::string& text) {
    if (!model::parseAddress(trim(text))) builder.link(*scan.host, "links", text, scan.seen);
  });
}

/// The page itself is the first thing that was asked for: what came is its content.
void addBody(const Json& document, const Scan& scan, FactBuilder& builder) {
  const Json& requests = get(document, "data", "requests");
  if (!scan.url || !requests.is_array() || requests.empty()) return;
  const Json& response = get(requests.front(), "response");
  const std::string hash = textOf(response, "hash");
  const std::string from = textOf(get(response, "response"), "url");
  if (hash.empty() || from != textOf(get(document, "page"), "url")) return;
  builder.link(*scan.url, "body", "sha256:" + hash, scan.seen);
}

/// Files that the page made the browser fetch.
void addFetched(const Json& document, const Scan& scan, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  forEach(get(document, "meta", "processors", "download", "data"), [&](const Json& entry, std::uint64_t) {
    const auto file = builder.node(known.file, textOf(entry, "sha256"));
    if (!file) return;
    addMet(builder, file, scan);
    builder.property(*file, "filename", textOf(entry, "filename"), scan.seen);
    if (scan.host) builder.link(*file, "host", *scan.host, scan.seen);
  });
  if (const Json& shown = get(document, "lists", "certificates"); shown.is_array() && !shown.empty())
    builder.notice("certificates that a scan met: kept in the raw record alone", shown.size());
}

}  // namespace

void result(const Json& document, FactBuilder& builder) {
  builder.begin(kProvider, "result");
  const Scan scan = addScan(document, builder);
  if (scan.report) builder.subject(*scan.report);
  addLists(get(document, "lists"), scan, builder);
  addAnswered(get(document, "stats"), scan, builder);
  addProcessors(get(document, "meta", "processors"), scan, builder);
  addBody(document, scan, builder);
  addFetched(document, scan, builder);
  if (builder.factCount() == 0) builder.reject("a result in which nothing was scanned", textOf(document, "uuid"));
}

}  // namespace clew::ingest::urlscan
