#include "common/text.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_reader.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/web_json.h"

namespace clew::ingest {
namespace circl_ssl {
namespace {

using model::Outcome;
using model::Sighting;

constexpr std::string_view kProvider = "circl";
// Passive SSL watches HTTPS; its answers name no port.
constexpr int kHttps = 443;

/// Which addresses showed a certificate. The answer has no dates.
class CirclSslReader final : public JsonReader {
 public:
  std::string_view name() const override { return "circl-passivessl"; }
  std::string_view title() const override { return "CIRCL passive SSL: addresses that showed a certificate"; }
  std::string_view sample() const override {
    return R"({"certificate":"7c552ab044c76d1df4f5ddf358807bfdcd07fa57","hits":1,"seen":["192.0.2.7"]})";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    return keys.hasAll({"certificate", "hits", "seen"}) ? 95 : 0;
  }

 protected:
  void answer(const Json& document, FactBuilder& builder) const override {
    if (member(document, "certificate") == nullptr) return;
    builder.begin(kProvider, "passive-ssl");
    const auto& known = builder.schema().known();
    const auto cert = builder.node(known.cert, textOf(document, "certificate"));
    if (!cert) return;
    builder.subject(*cert);
    std::uint64_t count = 0;
    forEach(get(document, "seen"), [&](const Json& address, std::uint64_t index) {
      count = index;
      builder.at(index);
      if (const auto ip = builder.node(known.ip, textOf(address))) addShown(builder, *ip, kHttps, *cert, Sighting{});
    });
    if (count == 0) {
      builder.outcome(Outcome::kNone);
      builder.answer(*cert, "scan", Outcome::kNone);
    }
  }
};

}  // namespace
}  // namespace circl_ssl

const Reader& circlSslReader() {
  static const circl_ssl::CirclSslReader reader;
  return reader;
}

}  // namespace clew::ingest
