#include <set>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/dns_json.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/readers.h"

namespace clew::ingest {
namespace doh {
namespace {

using model::NodeName;
using model::Outcome;
using model::Sighting;

constexpr std::string_view kProvider = "doh";
constexpr std::int64_t kNoError = 0;
constexpr std::int64_t kNoSuchName = 3;  // NXDOMAIN

/// The kinds of the records found, at whatever name of the CNAME chain they stand.
std::set<std::string> addRecords(const Json& records, FactBuilder& builder) {
  std::set<std::string> kinds;
  const auto& known = builder.schema().known();
  forEach(records, [&](const Json& record, std::uint64_t index) {
    builder.at(index);
    const std::string kind = dnsKind(textOf(record, "type"));
    const std::string data = textOf(record, "data");
    if (kind == "46" || kind == "47" || kind == "50") return;  // signatures and proofs of absence name nothing
    const auto owner = builder.node(known.host, textOf(record, "name"));
    if (!owner) return;
    kinds.insert(kind);
    Sighting seen = builder.seenNow();
    seen.ttl = ttlOf(get(record, "TTL"));
    if (kind == "soa") {
      const auto words = splitBlanks(data);
      if (words.size() > 1) addSoaMail(builder, *owner, words[1], seen);
    } else {
      addDnsRecord(builder, *owner, kind, data, seen);
    }
  });
  builder.at(0);
  return kinds;
}

class DohReader final : public JsonReader {
 public:
  std::string_view name() const override { return kProvider; }
  std::string_view title() const override { return "DNS over HTTPS: JSON answers of Google, Cloudflare and others"; }
  std::string_view sample() const override {
    return R"({"Status":0,"Question":[{"name":"a.example.","type":1}],)"
           R"("Answer":[{"name":"a.example.","type":1,"TTL":60,"data":"192.0.2.9"}]})";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    return keys.hasAll({"Status", "Question"}) ? 95 : 0;
  }

 protected:
  void answer(const Json& document, FactBuilder& builder) const override {
    const auto status = integerOf(get(document, "Status"));
    if (!status || member(document, "Question") == nullptr) return;
    builder.begin(kProvider, "dns");
    const Json& questions = get(document, "Question");
    const Json& question = questions.is_array() && !questions.empty() ? questions.front() : questions;
    std::string name = textOf(question, "name");
    const auto subject = name.empty() ? std::nullopt : builder.node(builder.schema().known().host, name);
    if (subject) builder.subject(*subject);
    const auto kinds = addRecords(get(document, "Answer"), builder);
    std::string asked = dnsKind(textOf(question, "type"));
    if (asked == "255") asked = "any";
    if (*status != kNoError && *status != kNoSuchName) {
      builder.outcome(Outcome::kRefused);
      builder.reject(format("the resolver failed: code {}", *status), name);
    } else if (kinds.empty()) {
      builder.outcome(Outcome::kNone);
    }
    if (!subject) return;
    if (asked != "any") {
      const bool found = kinds.contains(asked);
      const Outcome outcome = builder.lookup().outcome;
      builder.answer(*subject, asked, found ? Outcome::kFound : outcome == Outcome::kFound ? Outcome::kNone : outcome);
    }
    for (const auto& kind : kinds) {
      if (asked == "any") builder.answer(*subject, kind, Outcome::kFound);
    }
  }
};

}  // namespace
}  // namespace doh

const Reader& dohReader() {
  static const doh::DohReader reader;
  return reader;
}

}  // namespace clew::ingest
