// CertStream: certificates as transparency logs receive them, a message a line: the whole message, its `data` object
// alone, or of the stream that has names only, the names. Fingerprints are SHA-1 where no SHA-256 is given.
#include <algorithm>

#include "common/text.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_records.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/web_json.h"

namespace clew::ingest {
namespace certstream {
namespace {

void certificate(const Json& data, FactBuilder& builder) {
  const Json& leaf = get(data, "leaf_cert");
  CertificateTexts texts;
  texts.fingerprint = firstText(leaf, {"sha256", "sha1", "fingerprint"});
  texts.subject = firstText(get(leaf, "subject"), {"CN", "O"});
  texts.issuer = firstText(get(leaf, "issuer"), {"CN", "O"});
  const Json& chain = get(data, "chain");
  if (texts.issuer.empty() && chain.is_array() && !chain.empty()) {
    texts.issuer = firstText(get(chain.front(), "subject"), {"CN", "O"});
  }
  texts.serial = textOf(leaf, "serial_number");
  texts.issued = textOf(leaf, "not_before");
  texts.expires = textOf(leaf, "not_after");
  forEach(get(leaf, "all_domains"), [&](const Json& name, std::uint64_t) { texts.names.push_back(textOf(name)); });
  // The list leaves out what is no name: the extension has addresses and mailboxes too.
  for (std::string& name : namesOfExtension(textOf(get(leaf, "extensions"), "subjectAltName"))) {
    if (std::find(texts.names.begin(), texts.names.end(), name) == texts.names.end()) {
      texts.names.push_back(std::move(name));
    }
  }
  if (texts.fingerprint.empty() && (texts.issuer.empty() || texts.serial.empty())) {
    const auto& known = builder.schema().known();
    for (const std::string& name : texts.names) {
      const bool address = model::parseAddress(name).has_value();
      builder.mention(address ? known.ip : contains(name, "@") ? known.email : known.host, name);
    }
    return;  // which certificate it is, it does not say
  }
  addCertificate(builder, texts, seenAt(textOf(data, "seen")));
}

class CertStreamReader final : public JsonRecordsReader {
 public:
  std::string_view name() const override { return "certstream"; }
  std::string_view title() const override { return "CertStream: certificates as logs receive them, JSON Lines"; }
  std::string_view sample() const override {
    return R"({"message_type":"certificate_update","data":{"update_type":"X509LogEntry","leaf_cert":{)"
           R"("subject":{"CN":"a.example"},"all_domains":["a.example"],"serial_number":"0C1F",)"
           R"("fingerprint":"7C:55:2A:B0:44:C7:6D:1D:F4:F5:DD:F3:58:80:7B:FD:CD:07:FA:57",)"
           R"("not_before":1700000000,"not_after":1707776000},"seen":1700000100.5}})";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (!keys.isJson()) return 0;
    const std::string_view type = keys.text("message_type");
    if (type == "certificate_update" || type == "dns_entries") return 100;
    if (keys.hasAny({"data.leaf_cert", "leaf_cert", "messages.data.leaf_cert"})) return 95;
    return type == "heartbeat" ? 80 : 0;
  }

 protected:
  class Messages final : public Run {
   public:
    std::string_view filler(const Json& record) const override {
      return textOf(record, "message_type") == "heartbeat" ? "heartbeats of the stream, passed over" : "";
    }
    void record(const Json& record, FactBuilder& builder) override {
      const Json& data = member(record, "data") != nullptr ? get(record, "data") : record;
      if (data.is_array()) {
        forEach(data,
                [&](const Json& name, std::uint64_t) { builder.mention(builder.schema().known().host, textOf(name)); });
      } else if (member(data, "leaf_cert") != nullptr) {
        certificate(data, builder);
      }
    }
  };
  std::unique_ptr<Run> begin(const InputContext&) const override { return std::make_unique<Messages>(); }
  std::string_view kind() const override { return "certificates"; }
  std::string_view holder() const override { return "messages"; }
};

}  // namespace
}  // namespace certstream

const Reader& certStreamReader() {
  static const certstream::CertStreamReader reader;
  return reader;
}

}  // namespace clew::ingest
