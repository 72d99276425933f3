// massdns: whole answers of resolvers, a JSON object a line (`-o J`), or in versions of before 2020 a record of one.
// Each record stands on its own name, not on the question's.
#include <set>

#include "common/text.h"
#include "ingest/readers/dns_json.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_records.h"
#include "ingest/readers/readers.h"

namespace clew::ingest {
namespace massdns {
namespace {

using model::Outcome;
using model::Sighting;

constexpr std::int64_t kNanoseconds = 1'000'000'000;

/// When the answer came, in nanoseconds since 1970.
Time receivedAt(const Json& record) {
  const auto stamp = integerOf(get(record, "rx_ts"));
  if (!stamp || *stamp <= 0) return kNoTime;
  return *stamp > kNanoseconds * kNanoseconds / 100 ? *stamp / kNanoseconds : *stamp;
}

class MassdnsReader final : public JsonRecordsReader {
 public:
  std::string_view name() const override { return "massdns"; }
  std::string_view title() const override { return "massdns: answers of resolvers, JSON Lines"; }
  std::string_view sample() const override {
    return R"({"name":"a.example.","type":"A","class":"IN","status":"NOERROR","data":{"answers":[{"ttl":60,)"
           R"("type":"A","class":"IN","name":"a.example.","data":"192.0.2.9"}]},"resolver":"192.0.2.53:53"})";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (keys.hasAll({"query_name", "resp_name", "resp_type"})) return 95;
    if (keys.hasAll({"name", "type", "class", "status"})) return keys.has("data.answers") ? 95 : 85;
    if (keys.hasAll({"name", "type", "class", "error"})) return 80;  // nobody answered
    return keys.hasAll({"name", "type", "data.answers", "resolver"}) ? 90 : 0;
  }

 protected:
  class Answers final : public Run {
   public:
    void record(const Json& record, FactBuilder& builder) override {
      const auto& known = builder.schema().known();
      if (!get(record, "query_name").is_null()) return single(record, builder);
      const std::string asked = textOf(record, "name");
      if (trim(asked).empty()) return;
      const Time received = receivedAt(record);
      const Sighting seen = received == kNoTime ? builder.seenNow() : seenAt(received);
      std::set<std::string> kinds;
      forEach(get(record, "data", "answers"), [&](const Json& answer, std::uint64_t) {
        const std::string kind = dnsKind(textOf(answer, "type"));
        const auto owner = builder.node(known.host, textOf(answer, "name"));
        if (!owner) return;
        Sighting with_ttl = seen;
        with_ttl.ttl = ttlOf(get(answer, "ttl"));
        one(*owner, kind, textOf(answer, "data"), with_ttl, builder);
        kinds.insert(kind);
      });
      const auto subject = builder.node(known.host, asked);
      if (subject) answered(record, *subject, kinds, seen, builder);
    }

   private:
    static void one(const model::NodeName& owner, const std::string& kind, const std::string& data,
                    const Sighting& seen, FactBuilder& builder) {
      if (kind == "soa") {
        const auto words = splitBlanks(data);
        if (words.size() > 1) addSoaMail(builder, owner, words[1], seen);
      } else if (!addDnsRecord(builder, owner, kind, data, seen)) {
        builder.mention(owner);
      }
    }

    /// A record of any section. It answers the question where it is of the very name and type that was asked.
    static void single(const Json& record, FactBuilder& builder) {
      const std::string name = textOf(record, "resp_name"), asked = textOf(record, "query_name");
      const auto owner = builder.node(builder.schema().known().host, trim(name).empty() ? asked : name);
      if (!owner) return;
      if (trim(name).empty()) {
        builder.mention(*owner);
        return;
      }
      const std::string kind = dnsKind(textOf(record, "resp_type"));
      const Sighting seen = builder.seenNow();
      one(*owner, kind, textOf(record, "data"), seen, builder);
      const bool answers = equalsIgnoreCase(name, asked) && kind == dnsKind(textOf(record, "query_type"));
      if (answers && kind != "ptr") builder.answer(*owner, kind, Outcome::kFound, seen.first);
    }

    static void answered(const Json& record, const model::NodeName& subject, const std::set<std::string>& kinds,
                         const Sighting& seen, FactBuilder& builder) {
      const std::string kind = dnsKind(textOf(record, "type"));
      if (kind == "ptr" && kinds.contains(kind)) return;  // the answer is about the address
      const std::string status = textOf(record, "status");
      const bool failed = !textOf(record, "error").empty();  // "TIMEOUT": nobody answered
      const bool refused = failed || (!status.empty() && status != "NOERROR" && status != "NXDOMAIN");
      bool cut = false;
      forEach(get(record, "flags"), [&](const Json& flag, std::uint64_t) { cut = cut || textOf(flag) == "tc"; });
      const Outcome outcome = refused                ? Outcome::kRefused
                              : cut                  ? Outcome::kPartial
                              : kinds.contains(kind) ? Outcome::kFound
                                                     : Outcome::kNone;
      builder.answer(subject, kind.empty() ? "a" : kind, outcome, seen.first);
    }
  };
  std::unique_ptr<Run> begin(const InputContext&) const override { return std::make_unique<Answers>(); }
  std::string_view kind() const override { return "dns"; }
};

}  // namespace
}  // namespace massdns

const Reader& massdnsReader() {
  static const massdns::MassdnsReader reader;
  return reader;
}

}  // namespace clew::ingest
