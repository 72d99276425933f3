// subfinder (ProjectDiscovery): names below a domain that public sources know, a JSON object a line. What the sources
// saw, and when, it does not say: nodes without links, but where addresses were looked up (`-ip`).
#include "common/text.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_records.h"
#include "ingest/readers/readers.h"

namespace clew::ingest {
namespace subfinder {
namespace {

class SubfinderReader final : public JsonRecordsReader {
 public:
  std::string_view name() const override { return "subfinder"; }
  std::string_view title() const override { return "subfinder: names below a domain, JSON Lines"; }
  std::string_view sample() const override {
    return R"({"host":"www.a.example","input":"a.example","source":"crtsh"})";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (!keys.has("host") || !keys.hasAny({"source", "sources"})) return 0;
    if (keys.hasAny({"url", "port", "type", "name"})) return 0;
    return keys.has("input") ? 90 : 60;
  }

 protected:
  class Names final : public Run {
   public:
    void record(const Json& record, FactBuilder& builder) override {
      const auto host = builder.node(builder.schema().known().host, textOf(record, "host"));
      if (!host) return;
      builder.mention(*host);
      builder.link(*host, "ip", textOf(record, "ip"), builder.seenNow());
    }
  };
  std::unique_ptr<Run> begin(const InputContext&) const override { return std::make_unique<Names>(); }
  std::string_view kind() const override { return "subdomains"; }
};

}  // namespace
}  // namespace subfinder

const Reader& subfinderReader() {
  static const subfinder::SubfinderReader reader;
  return reader;
}

}  // namespace clew::ingest
