// crt.sh: entries of certificate transparency logs as `output=json` gives them. A precertificate and its certificate
// are two entries of one serial number, and one node; old answers have no serial number, and a node is told by crt.sh's
// number of the entry. There is no fingerprint. The entry's time is when the log saw it, the certificate's own dates
// say how long it is valid.
#include "common/text.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_records.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/web_json.h"

namespace clew::ingest {
namespace crtsh {
namespace {

class CrtShReader final : public JsonRecordsReader {
 public:
  std::string_view name() const override { return "crtsh"; }
  std::string_view title() const override { return "crt.sh: certificates from transparency logs"; }
  std::string_view sample() const override {
    return R"([{"issuer_ca_id":1,"issuer_name":"C=US, O=CA, CN=R3","common_name":"a.example",)"
           R"("name_value":"*.a.example\na.example","id":7,"entry_timestamp":"2023-11-17T22:59:21.118",)"
           R"("not_before":"2023-11-01T08:49:47","not_after":"2024-01-30T08:49:46","serial_number":"0c1f"}])";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (keys.hasAll({"issuer_ca_id", "name_value"})) return 95;
    return keys.hasAll({"issuer_ca_id", "issuer_name"}) ? 85 : 0;
  }

 protected:
  class Entries final : public Run {
   public:
    void record(const Json& record, FactBuilder& builder) override {
      CertificateTexts texts;
      texts.issuer = nameOfDn(textOf(record, "issuer_name"));
      texts.serial = textOf(record, "serial_number");
      if (const std::string id = textOf(record, "id"); trim(texts.serial).empty() && !id.empty()) {
        texts.fingerprint = "crt.sh/" + id;
      }
      texts.subject = textOf(record, "common_name");
      texts.issued = textOf(record, "not_before");
      texts.expires = textOf(record, "not_after");
      forEach(get(record, "name_value"), [&texts](const Json& value, std::uint64_t) {
        const std::string names = textOf(value);
        for (const std::string_view name : splitLines(names)) texts.names.emplace_back(name);
      });
      addCommonName(texts, texts.subject);
      addCertificate(builder, texts, seenAt(textOf(record, "entry_timestamp")));
    }
  };
  std::unique_ptr<Run> begin(const InputContext&) const override { return std::make_unique<Entries>(); }
  std::string_view kind() const override { return "certificates"; }
};

}  // namespace
}  // namespace crtsh

const Reader& crtShReader() {
  static const crtsh::CrtShReader reader;
  return reader;
}

}  // namespace clew::ingest
