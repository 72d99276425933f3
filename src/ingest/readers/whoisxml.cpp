#include "ingest/readers/whoisxml.h"

#include <array>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/readers.h"

namespace clew::ingest {
namespace whoisxml {
namespace {

constexpr std::string_view kSample =
    R"({"WhoisRecord":{"domainName":"a.example","createdDateNormalized":"2024-03-01 10:00:00 UTC",)"
    R"("registrarName":"Reg A","registrant":{"email":"x@y.example"},)"
    R"("audit":{"updatedDate":"2024-04-02 00:00:00 UTC"}}})";

/// The three shapes of a refusal.
struct Refusal {
  std::string code;
  std::string message;
};

std::optional<Refusal> refusalOf(const Json& document) {
  if (const Json* error = member(document, "ErrorMessage")) {
    return Refusal{firstText(*error, {"errorCode"}), firstText(*error, {"msg", "message"})};
  }
  if (member(document, "messages") != nullptr && member(document, "code") != nullptr) {
    const Json& messages = get(document, "messages");
    std::string text = textOf(messages);
    if (text.empty()) text = messages.is_null() ? "" : jsonText(messages);
    return Refusal{textOf(document, "code"), text};
  }
  if (member(document, "messageCode") != nullptr) {
    const std::string code = textOf(document, "messageCode");
    if (code != "200") return Refusal{code, textOf(document, "message")};
  }
  return std::nullopt;
}

void refuse(const Refusal& refusal, FactBuilder& builder) {
  builder.begin(whoisxml::kProvider, "error");
  builder.outcome(model::Outcome::kRefused);
  if (const auto subject = statedSubject(builder.context())) {
    builder.subject(*subject);
    builder.answer(*subject, "registration", model::Outcome::kRefused);
  }
  builder.reject(format("the provider refused: {}{}", refusal.message,
                        refusal.code.empty() ? std::string() : format(" ({})", refusal.code)),
                 refusal.message);
}

struct Sign {
  std::vector<std::string_view> all;  // keys that must be there
  int certainty;
  void (*read)(const Json&, FactBuilder&);
};

void reverseByPath(const Json& document, FactBuilder& builder) {
  whoisxml::reverse(document, builder, "");
}

// The first that fits; `result.records` also comes as `search` + `result`.
const std::array<Sign, 20>& signs() {
  static const std::array<Sign, 20> kSigns = {{
      {{"WhoisRecord"}, 100, whoisxml::whois},
      {{"whoisRecords"}, 100, whoisxml::bulkWhois},
      {{"DNSData"}, 100, whoisxml::dnsLookup},
      {{"domainsList.action", "domainsCount"}, 100, whoisxml::alert},
      {{"domainsList", "domainsCount"}, 100, whoisxml::reverseWhois},
      {{"recordsCount", "records", "records.audit"}, 100, whoisxml::whoisHistory},
      {{"result.inetnums", "search"}, 100, whoisxml::netblocks},
      {{"result.records", "result.records.domain", "search"}, 100, whoisxml::subdomains},
      {{"result.records", "result.records.value"}, 90, whoisxml::dnsHistory},
      {{"result", "result.name", "result.last_visit"}, 100, reverseByPath},
      {{"result", "current_page", "size"}, 90, reverseByPath},
      {{"result.records", "result.count", "search"}, 80, whoisxml::subdomains},
      {{"certificates.chainHierarchy"}, 95, whoisxml::certificates},
      {{"domain", "certificates.serialNumber"}, 90, whoisxml::certificates},
      {{"reputationScore"}, 95, whoisxml::reputation},
      {{"results", "results.iocType", "results.threatType"}, 95, whoisxml::threatIntelligence},
      {{"ip", "location.country", "as"}, 90, whoisxml::geolocation},
      {{"ip", "location.country", "isp"}, 90, whoisxml::geolocation},
      {{"recordsCount", "records"}, 70, whoisxml::whoisHistory},
      {{"total", "results"}, 40, whoisxml::threatIntelligence},
  }};
  return kSigns;
}

class WhoisxmlReader final : public JsonReader {
 public:
  std::string_view name() const override { return "whoisxml"; }
  std::string_view title() const override {
    return "WhoisXML API: WHOIS, bulk and history, reverse WHOIS/IP/NS/MX, alerts, DNS, subdomains, geolocation, "
           "netblocks, reputation, threats, certificates";
  }
  std::string_view sample() const override { return kSample; }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (!keys.isJson()) return 0;
    for (const Sign& sign : signs()) {
      if (keys.hasAll(sign.all)) return sign.certainty;
    }
    if (keys.hasAll({"ErrorMessage", "ErrorMessage.errorCode"})) return 95;
    if (keys.hasAll({"code", "messages"}) || keys.hasAll({"messageCode", "message"})) return 60;
    return 0;
  }

 protected:
  void answer(const Json& document, FactBuilder& builder) const override {
    if (const auto refusal = refusalOf(document)) return refuse(*refusal, builder);
    for (const Sign& sign : signs()) {
      if (fits(document, sign)) return sign.read(document, builder);
    }
    // Bulk WHOIS is asked in steps; the first answers hold no record yet.
    if (member(document, "requestId") != nullptr || member(document, "noDataAvailable") != nullptr) {
      builder.begin(whoisxml::kProvider, "bulk-whois");
      builder.outcome(model::Outcome::kNone);
    }
  }

 private:
  static bool holds(const Json& value, std::string_view path) {
    if (value.is_array()) return !value.empty() && holds(value.front(), path);
    const std::size_t dot = path.find('.');
    const Json* found = member(value, path.substr(0, dot));
    return found != nullptr && (dot == path.npos || holds(*found, path.substr(dot + 1)));
  }
  static bool fits(const Json& document, const Sign& sign) {
    for (const std::string_view path : sign.all) {
      if (!holds(document, path)) return false;
    }
    return true;
  }
};

/// Answers that do not say what they are: only by name, `--as whoisxml-reverse-ns`.
class ReverseReader final : public JsonReader {
 public:
  ReverseReader(std::string_view name, std::string_view title, std::string_view relation)
      : name_(name), title_(title), relation_(relation) {}
  std::string_view name() const override { return name_; }
  std::string_view title() const override { return title_; }
  std::string_view sample() const override {
    return R"({"result":[{"name":"a.example","first_seen":"1530901800","last_visit":"1531103210"}],"size":1})";
  }
  int detect(std::string_view, std::string_view) const override { return 0; }

 protected:
  void answer(const Json& document, FactBuilder& builder) const override {
    if (const auto refusal = refusalOf(document)) return refuse(*refusal, builder);
    if (member(document, "result") != nullptr) whoisxml::reverse(document, builder, relation_);
  }

 private:
  std::string_view name_, title_, relation_;
};

}  // namespace
}  // namespace whoisxml

const Reader& whoisxmlReader() {
  static const whoisxml::WhoisxmlReader reader;
  return reader;
}

const Reader& whoisxmlReverseIpReader() {
  static const whoisxml::ReverseReader reader("whoisxml-reverse-ip", "WhoisXML API: reverse IP, by name only", "ip");
  return reader;
}

const Reader& whoisxmlReverseNsReader() {
  static const whoisxml::ReverseReader reader("whoisxml-reverse-ns", "WhoisXML API: reverse NS, by name only", "ns");
  return reader;
}

const Reader& whoisxmlReverseMxReader() {
  static const whoisxml::ReverseReader reader("whoisxml-reverse-mx", "WhoisXML API: reverse MX, by name only", "mx");
  return reader;
}

}  // namespace clew::ingest
