// httpx (ProjectDiscovery): web servers that were asked, a JSON object a line. Older versions spell keys with `-`
// (`status-code`), and `host` is the address that answered or, by version, the name.
#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/dns_json.h"
#include "ingest/readers/indicator.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_records.h"
#include "ingest/readers/net_json.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/registration.h"
#include "ingest/readers/web_json.h"

namespace clew::ingest {
namespace httpx {
namespace {

using model::NodeName;
using model::Sighting;

/// What one record is about: the URL, its name if it has one, and the address that answered.
struct Asked {
  std::optional<NodeName> url, host, ip;
};

/// The records that were looked up on the way; the addresses stand on the end of the chain of aliases.
void addDns(const Json& record, Asked& asked, FactBuilder& builder, const Sighting& seen) {
  const auto& known = builder.schema().known();
  const std::string contacted = firstText(record, {"host", "host_ip"});
  if (model::parseAddress(trim(contacted))) asked.ip = builder.node(known.ip, contacted);
  const NodeName* of = asked.host ? &*asked.host : nullptr;
  std::optional<NodeName> owner;
  if (of != nullptr) owner = addAliases(builder, *of, get(record, "cname"), seen);
  bool any = false;
  for (const char* type : {"a", "aaaa"}) {
    forEach(get(record, type), [&](const Json& value, std::uint64_t) {
      const auto ip = builder.node(known.ip, textOf(value));
      if (!ip) return;
      any = true;
      if (owner) builder.link(*owner, "ip", *ip, seen);
      if (!asked.ip) asked.ip = ip;
    });
  }
  if (!any && owner && asked.ip) builder.link(*owner, "ip", *asked.ip, seen);
  if (asked.ip) addOrigin(get(record, "asn"), *asked.ip, builder, seen);
}

std::optional<NodeName> certificateOf(const Json& record, FactBuilder& builder, const Sighting& seen) {
  const Json& tls = member(record, "tls") != nullptr ? get(record, "tls") : get(record, "tls-grab");
  if (!tls.is_object()) return std::nullopt;
  CertificateTexts texts;
  texts.fingerprint = firstText(get(tls, "fingerprint_hash"), {"sha256", "sha1"});
  if (texts.fingerprint.empty()) texts.fingerprint = firstText(tls, {"fingerprint_sha256"});
  texts.subject = firstText(tls, {"subject_cn", "common_name"});
  texts.issuer = firstText(tls, {"issuer_cn", "issuer_common_name"});
  if (texts.issuer.empty()) texts.issuer = nameOfDn(textOf(tls, "issuer_dn"));
  texts.serial = textOf(tls, "serial");
  texts.issued = textOf(tls, "not_before");
  texts.expires = textOf(tls, "not_after");
  for (const char* names : {"subject_an", "dns_names"}) {
    forEach(get(tls, names), [&texts](const Json& name, std::uint64_t) { texts.names.push_back(textOf(name)); });
  }
  addCommonName(texts, texts.subject);
  return addCertificate(builder, texts, seen);
}

/// Hashes of the answer: `hash{body_sha256, body_mmh3, header_sha256, ...}`.
void addHashes(const Json& record, const NodeName& url, FactBuilder& builder, const Sighting& seen) {
  const Json& hashes = member(record, "hash") != nullptr ? get(record, "hash") : get(record, "hashes");
  if (hashes.is_object()) {
    for (const auto& entry : hashes.items()) {
      const std::string text = textOf(entry.value());
      const std::string name = replaceAll(entry.key(), "-", "_");
      const auto parts = splitOnce(name, "_");
      if (!parts || text.empty()) continue;
      const std::string kind(parts->second);
      if (kind != "sha256" && kind != "sha1" && kind != "md5" && kind != "mmh3" && kind != "sha512") continue;
      if (parts->first == "body") builder.link(url, "body", kind + ":" + text, seen);
      if (parts->first == "header") builder.link(url, "headers", kind + ":" + text, seen);
    }
  }
  if (const std::string icon = firstText(record, {"favicon", "favicon-mmh3", "favicon_mmh3"}); !icon.empty()) {
    builder.link(url, "favicon", "mmh3:" + icon, seen);
  }
}

/// The page that redirects lead to, and the step that `location` names.
void addRedirects(const Json& record, const NodeName& url, FactBuilder& builder, const Sighting& seen) {
  for (const std::string& target : {firstText(record, {"final_url", "final-url"}), textOf(record, "location")}) {
    if (!contains(target, "://")) continue;  // within the same site
    const auto next = addUrl(builder, target, seen);
    if (next && !(*next == url)) builder.link(url, "redirect", *next, seen);
  }
}

void addServer(const Json& record, const Asked& asked, FactBuilder& builder, const Sighting& seen) {
  const auto& at = asked.ip ? asked.ip : asked.host;
  if (!at) return;
  std::string port = textOf(record, "port");
  const std::string scheme = textOf(record, "scheme");
  if (port.empty()) port = scheme == "https" ? "443" : scheme == "http" ? "80" : "";
  const auto service = addService(builder, *at, port, "tcp", seen);
  if (!service) return;
  addJarm(builder, *service, firstText(record, {"jarm", "jarm_hash", "jarm-hash"}), seen);
  if (const auto cert = certificateOf(record, builder, seen)) builder.link(*service, "cert", *cert, seen);
}

class HttpxReader final : public JsonRecordsReader {
 public:
  std::string_view name() const override { return "httpx"; }
  std::string_view title() const override { return "httpx: web servers that were asked, JSON Lines"; }
  std::string_view sample() const override {
    return R"({"timestamp":"2023-03-10T22:09:15Z","url":"https://a.example","input":"a.example","host":"192.0.2.7",)"
           R"("port":"443","scheme":"https","title":"Home","webserver":"nginx","a":["192.0.2.7"],"status_code":200})";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (!keys.has("url")) return 0;
    const bool answered = keys.hasAny({"status_code", "status-code"});
    if (!keys.has("input")) return answered && keys.hasAny({"webserver", "tech", "title", "scheme"}) ? 80 : 0;
    if (keys.hasAny({"webserver", "status_code", "status-code", "failed"})) return 95;
    return keys.hasAny({"scheme", "port"}) ? 80 : 0;
  }

 protected:
  class Servers final : public Run {
   public:
    void record(const Json& record, FactBuilder& builder) override {
      const auto& known = builder.schema().known();
      const Sighting seen = datedOr(seenAt(textOf(record, "timestamp")), builder.seenNow());
      Asked asked;
      asked.url = addUrl(builder, textOf(record, "url"), seen);
      if (!asked.url) return;
      const std::string_view name = hostOfUrl(asked.url->name);
      if (model::parseAddress(name)) {
        asked.ip = builder.node(known.ip, name);
      } else {
        asked.host = builder.node(known.host, name);
      }
      const bool failed = textOf(record, "failed") == "true";
      if (asked.host) builder.property(*asked.host, "live", failed ? "false" : "true", seen);
      if (failed) return;
      addDns(record, asked, builder, seen);
      builder.property(*asked.url, "title", textOf(record, "title"), seen);
      builder.property(*asked.url, "server", textOf(record, "webserver"), seen);
      builder.property(*asked.url, "status", firstText(record, {"status_code", "status-code"}), seen);
      addHashes(record, *asked.url, builder, seen);
      addRedirects(record, *asked.url, builder, seen);
      addServer(record, asked, builder, seen);
    }
  };
  std::unique_ptr<Run> begin(const InputContext&) const override { return std::make_unique<Servers>(); }
  std::string_view kind() const override { return "web"; }
};

}  // namespace
}  // namespace httpx

const Reader& httpxReader() {
  static const httpx::HttpxReader reader;
  return reader;
}

}  // namespace clew::ingest
