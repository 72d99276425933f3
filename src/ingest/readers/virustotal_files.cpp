#include "common/text.h"
#include "ingest/readers/virustotal.h"
#include "ingest/readers/web_json.h"

namespace clew::ingest::virustotal {

using model::NodeName;
using model::Sighting;

void addDetections(const Json& attributes, const NodeName& node, FactBuilder& builder) {
  const std::string count = textOf(get(attributes, "last_analysis_stats"), "malicious");
  const Sighting seen =
      datedOr(seenAt(firstText(attributes, {"last_analysis_date", "last_modification_date"})), builder.seenNow());
  builder.property(node, "detections", count, seen);
}

std::optional<NodeName> addCertificateOf(const Json& attributes, const Sighting& seen, FactBuilder& builder) {
  if (!attributes.is_object()) return std::nullopt;
  CertificateTexts texts;
  texts.fingerprint = firstText(attributes, {"thumbprint_sha256", "thumbprint"});
  texts.issuer = firstText(get(attributes, "issuer"), {"CN", "O"});
  texts.subject = firstText(get(attributes, "subject"), {"CN", "O"});
  texts.serial = textOf(attributes, "serial_number");
  texts.issued = textOf(get(attributes, "validity"), "not_before");
  texts.expires = textOf(get(attributes, "validity"), "not_after");
  forEach(get(attributes, "extensions", "subject_alternative_name"),
          [&texts](const Json& name, std::uint64_t) { texts.names.push_back(textOf(name)); });
  return addCertificate(builder, texts, seen);
}

std::optional<NodeName> urlObject(const Json& object, FactBuilder& builder) {
  const Json& attributes = get(object, "attributes");
  const Sighting seen =
      datedOr(seenOf(builder, attributes, "first_submission_date", "last_analysis_date"), builder.seenNow());
  const Sighting last = datedOr(seenAt(textOf(attributes, "last_analysis_date")), seen);
  std::string text = textOf(attributes, "url");
  if (trim(text).empty()) text = textOf(get(object, "context_attributes"), "url");  // in lists of a file's
  auto url = addUrl(builder, text, seen);
  if (!url) return url;
  builder.mention(*url);
  // The chain holds the steps between, sometimes both ends too.
  NodeName step = *url;
  const auto leadsTo = [&](const std::string& text) {
    const auto next = trim(text).empty() ? std::nullopt : addUrl(builder, text, last);
    if (!next || *next == step) return;
    builder.link(step, "redirect", *next, last);
    step = *next;
  };
  forEach(get(attributes, "redirection_chain"), [&](const Json& text, std::uint64_t) { leadsTo(textOf(text)); });
  leadsTo(textOf(attributes, "last_final_url"));
  const std::string body = textOf(attributes, "last_http_response_content_sha256");
  if (!body.empty()) builder.link(*url, "body", "sha256:" + body, last);
  builder.property(*url, "title", textOf(attributes, "title"), last);
  builder.property(*url, "status", textOf(attributes, "last_http_response_code"), last);
  addDetections(attributes, *url, builder);
  forEach(get(attributes, "tags"),
          [&](const Json& tag, std::uint64_t) { builder.link(*url, "tag", textOf(tag), last); });
  return url;
}

void fileObject(const Json& object, const Place& place, FactBuilder& builder) {
  const Json& attributes = get(object, "attributes");
  std::string hash = firstText(attributes, {"sha256", "sha1", "md5"});
  if (hash.empty()) hash = textOf(object, "id");
  const auto file = builder.node(builder.schema().known().file, hash);
  if (!file) return;
  builder.mention(*file);
  const Sighting seen =
      datedOr(seenOf(builder, attributes, "first_submission_date", "last_analysis_date"), builder.seenNow());
  for (const char* other : {"sha1", "md5"}) {
    const std::string text = textOf(attributes, other);
    if (!text.empty() && text != hash) builder.link(*file, "hash", text, seen);
  }
  builder.property(*file, "size", textOf(attributes, "size"), seen);
  builder.property(*file, "kind", textOf(attributes, "type_description"), seen);
  builder.property(*file, "filename", textOf(attributes, "meaningful_name"), seen);
  addDetections(attributes, *file, builder);
  forEach(get(attributes, "tags"),
          [&](const Json& tag, std::uint64_t) { builder.link(*file, "tag", textOf(tag), seen); });
  forEach(get(attributes, "popular_threat_classification", "popular_threat_name"),
          [&](const Json& name, std::uint64_t) { builder.link(*file, "tag", textOf(name, "value"), seen); });
  if (place.collection == "files" && !place.relationship.empty()) {  // what it dropped, what it came in
    const auto other = builder.node(builder.schema().known().file, place.id);
    if (other && *other != *file) builder.link(*other, "related", *file, {});
  }
  const bool calls = place.relationship == "communicating_files" || place.relationship == "downloaded_files" ||
                     place.relationship == "referrer_files";
  if (!calls) return;
  if (place.collection == "domains") builder.link(*file, "host", place.id, seen);
  if (place.collection == "ip_addresses") builder.link(*file, "ip", place.id, seen);
}

}  // namespace clew::ingest::virustotal
