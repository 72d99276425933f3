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

/// The first key of an object where it is an address or a block.
std::string_view addressKey(std::string_view text) {
  const std::size_t open = text.find('"');
  if (open == text.npos || trim(text.substr(0, open)) != "{") return {};
  const std::string_view key = text.substr(open + 1, text.find('"', open + 1) - open - 1);
  return model::parseAddress(key.substr(0, key.find('/'))) ? key : std::string_view();
}

/// {"192.0.2.1": {"certificates": [SHA1], "subjects": {SHA1: {"values": [NAME]}}}}: of an address, or of those of a
/// block, which stands around them.
void addAddresses(const Json& document, FactBuilder& builder) {
  if (!document.is_object()) return;
  const auto& known = builder.schema().known();
  for (const auto& item : document.items()) {
    const std::string& key = item.key();
    const Json& value = item.value();
    if (builder.stopped()) return;
    if (contains(key, "/")) {
      addAddresses(value, builder);
      continue;
    }
    const auto ip = builder.node(known.ip, key);
    if (!ip) continue;
    forEach(get(value, "certificates"), [&](const Json& one, std::uint64_t) {
      const auto cert = builder.node(known.cert, textOf(one));
      if (!cert) return;
      addShown(builder, *ip, kHttps, *cert, Sighting{});
      forEach(get(value, "subjects", textOf(one), "values"), [&](const Json& subject, std::uint64_t) {
        builder.property(*cert, "subject", textOf(subject), Sighting{});
      });
    });
  }
}

void byAddress(const Json& document, FactBuilder& builder) {
  if (!document.is_object() || document.empty()) return;
  const std::string key = document.begin().key();
  if (!model::parseAddress(std::string_view(key).substr(0, key.find('/')))) return;
  builder.begin(kProvider, "passive-ssl");
  if (const auto asked = builder.indicator(key)) builder.subject(*asked);
  addAddresses(document, builder);
  if (builder.factCount() == 0) builder.outcome(Outcome::kNone);
}

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
    if (keys.hasAll({"certificate", "hits", "seen"})) return 95;
    const std::string_view beginning = head.substr(0, 4096);
    const bool by_address =
        keys.isJson() && contains(beginning, "\"certificates\"") && contains(beginning, "\"subjects\"");
    return by_address && !addressKey(beginning).empty() ? 90 : 0;
  }

 protected:
  void answer(const Json& document, FactBuilder& builder) const override {
    if (member(document, "certificate") == nullptr) return byAddress(document, builder);
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
