// dnstwist's JSON (an array) and dnstwister's (an object with the names it made, which were not looked up).
#include "ingest/readers/dnstwist.h"

#include "common/text.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_records.h"
#include "ingest/readers/readers.h"

namespace clew::ingest {

using model::NodeName;
using model::Outcome;
using model::Sighting;

namespace {

constexpr std::size_t kMostKept = 1U << 20;

bool isOriginal(std::string_view fuzzer) {
  while (fuzzer.starts_with('*')) fuzzer.remove_prefix(1);
  while (fuzzer.ends_with('*')) fuzzer.remove_suffix(1);
  return equalsIgnoreCase(fuzzer, "original");
}

}  // namespace

bool Permutations::records(const NodeName& owner, std::string_view relation, const std::vector<std::string>& values,
                           FactBuilder& builder) {
  bool any = false;
  for (const std::string& text : values) {
    const std::string_view value = trim(text);
    if (value.empty() || value == ".") continue;
    any = true;
    if (value.starts_with('!')) {  // "!ServFail": asked, and not answered
      builder.answer(owner, relation == "ip" ? "a" : relation, Outcome::kRefused);
    } else {
      builder.link(owner, relation, value, builder.seenNow());
    }
  }
  looked_up_ = looked_up_ || any;
  return any;
}

void Permutations::add(const Permutation& one, FactBuilder& builder) {
  const auto host = builder.node(builder.schema().known().host, one.domain);
  if (!host) return;
  const Sighting seen = builder.seenNow();
  if (isOriginal(one.fuzzer)) {
    original_ = host;
    builder.subject(*host);
    builder.mention(*host);
  } else {
    builder.property(*host, "fuzzer", one.fuzzer, seen);
    if (original_) {
      builder.link(*host, "lookalike", *original_, seen);
    } else if (waiting_.size() < kMostKept) {
      waiting_.push_back(*host);
    }
  }
  bool any = false;
  for (const auto& [relation, values] :
       {std::pair{"ip", &one.a}, std::pair{"ip", &one.aaaa}, std::pair{"ns", &one.ns}, std::pair{"mx", &one.mx}}) {
    any = records(*host, relation, *values, builder) || any;
  }
  builder.contact(*host, "registrar", one.registrar, seen);
  builder.property(*host, "created", one.created, seen);
  builder.property(*host, "updated", one.updated, seen);
  builder.property(*host, "server", one.server, seen);
  const bool original = original_ && *original_ == *host;
  if (!any && !original && unresolved_.size() < kMostKept) unresolved_.push_back(*host);
}

void Permutations::end(FactBuilder& builder) {
  builder.at(0);
  if (!original_) original_ = statedSubject(builder.context());
  if (original_ && original_->type != builder.schema().known().host) original_.reset();
  for (const NodeName& host : waiting_) {
    if (original_) builder.link(host, "lookalike", *original_, builder.seenNow());
  }
  if (!original_ && !waiting_.empty()) builder.notice("which name is imitated is not said; --subject says it");
  if (!looked_up_) return;
  for (const NodeName& host : unresolved_) builder.answer(host, "a", Outcome::kNone);
}

namespace {

/// dnstwist writes `dns_a`, before version 2021 `dns-a`.
const Json& field(const Json& record, const char* name, const char* older) {
  const Json* found = member(record, name);
  return found != nullptr ? *found : get(record, older);
}

std::vector<std::string> textsOf(const Json& list) {
  std::vector<std::string> texts;
  forEach(list, [&texts](const Json& text, std::uint64_t) { texts.push_back(textOf(text)); });
  return texts;
}

class DnstwistReader final : public JsonRecordsReader {
 public:
  std::string_view name() const override { return "dnstwist"; }
  std::string_view title() const override { return "dnstwist and dnstwister: names made to imitate another, JSON"; }
  std::string_view sample() const override {
    return R"([{"fuzzer":"*original","domain":"a-shop.example","dns_a":["192.0.2.1"]},)"
           R"({"fuzzer":"homoglyph","domain":"a-sh0p.example","dns_a":["192.0.2.7"],"dns_ns":["ns1.b.example"]}])";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (keys.hasAll({"fuzzy_domains.fuzzer", "fuzzy_domains.domain"})) return 95;
    if (keys.has("fuzzer") && keys.hasAny({"domain", "domain-name", "domain_name"})) return 95;
    return keys.hasAll({"fuzzy_domains", "domain"}) ? 80 : 0;
  }

 protected:
  class Names final : public Run {
   public:
    void record(const Json& record, FactBuilder& builder) override {
      Permutation one;
      one.domain = firstText(record, {"domain", "domain-name", "domain_name"});
      if (one.domain.empty()) return;
      one.fuzzer = textOf(record, "fuzzer");
      one.a = textsOf(field(record, "dns_a", "dns-a"));
      one.aaaa = textsOf(field(record, "dns_aaaa", "dns-aaaa"));
      one.ns = textsOf(field(record, "dns_ns", "dns-ns"));
      one.mx = textsOf(field(record, "dns_mx", "dns-mx"));
      one.registrar = textOf(record, "whois_registrar");
      one.created = firstText(record, {"whois_created", "whois-created"});
      one.updated = firstText(record, {"whois_updated", "whois-updated"});
      one.server = firstText(record, {"banner_http", "banner-http"});
      names_.add(one, builder);
    }
    void end(FactBuilder& builder) override { names_.end(builder); }

   private:
    Permutations names_;
  };
  std::unique_ptr<Run> begin(const InputContext&) const override { return std::make_unique<Names>(); }
  std::string_view kind() const override { return "lookalikes"; }
  std::string_view holder() const override { return "fuzzy_domains"; }
};

}  // namespace

const Reader& dnstwistReader() {
  static const DnstwistReader reader;
  return reader;
}

}  // namespace clew::ingest
