// WhoisXML's stream of newly registered names: a JSON object a line, why it is there and the name; fuller plans add the
// registration's record. A name that was dropped is no longer registered.
#include "common/text.h"
#include "common/time.h"
#include "ingest/readers/indicator.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_records.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/whoisxml.h"

namespace clew::ingest {
namespace whoisxml_nrd {
namespace {

using model::Outcome;
using model::Sighting;

class NrdReader final : public JsonRecordsReader {
 public:
  std::string_view name() const override { return "whoisxml-nrd"; }
  std::string_view title() const override { return "WhoisXML API: stream of newly registered names, JSON Lines"; }
  std::string_view sample() const override { return R"({"reason":"added","domainName":"a-shop.example"})"; }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (!keys.hasAll({"reason", "domainName"})) return 0;
    const std::string reason = toLower(keys.text("reason"));
    return reason == "added" || reason == "discovered" || reason == "updated" || reason == "dropped" ? 95 : 60;
  }

 protected:
  class Names final : public Run {
   public:
    explicit Names(const InputContext& context)
        : listing_(listingOf(context)),
          is_named_(!context.list_name.empty() || listing_.list.name.starts_with("nrd:")) {}
    void record(const Json& record, FactBuilder& builder) override {
      const auto host = builder.node(builder.schema().known().host, textOf(record, "domainName"));
      if (!host) return;
      Listing listing = listing_;
      const Sighting said = seenAt(firstText(record, {"timestamp", "Timestamp"}));
      if (said.first != kNoTime) listing.seen = said;
      if (!is_named_ && listing.seen.first != kNoTime) listing.list.name = "nrd:" + isoDay(listing.seen.first);
      const std::string reason = toLower(textOf(record, "reason"));
      if (reason == "dropped") {
        builder.answer(*host, "registration", Outcome::kNone, listing.seen.first);
      } else if (reason == "added" || reason == "discovered") {
        addListed(builder, *host, listing);
      } else {
        builder.mention(*host);
      }
      const Registration registration = whoisxml::registrationOf(record);
      const Sighting stored = seenAt(firstText(get(record, "audit"), {"updatedDate", "createdDate"}));
      if (!registration.empty()) addRegistration(builder, *host, registration, datedOr(stored, listing.seen));
    }

   private:
    Listing listing_;
    bool is_named_;  // by --list, or by a day in the file's name
  };
  std::unique_ptr<Run> begin(const InputContext& context) const override { return std::make_unique<Names>(context); }
  std::string_view provider() const override { return whoisxml::kProvider; }
  std::string_view kind() const override { return "nrd"; }
};

}  // namespace
}  // namespace whoisxml_nrd

const Reader& whoisxmlNrdReader() {
  static const whoisxml_nrd::NrdReader reader;
  return reader;
}

}  // namespace clew::ingest
