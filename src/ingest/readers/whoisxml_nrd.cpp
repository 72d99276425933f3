// WhoisXML's stream of newly registered names, a JSON object a line or a table: why a name is there and the name;
// fuller plans add the registration's record. A name that was dropped is no longer registered.
#include "common/text.h"
#include "common/time.h"
#include "ingest/line_stretches.h"
#include "ingest/readers/csv_named.h"
#include "ingest/readers/indicator.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_records.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/whoisxml.h"

namespace clew::ingest {
namespace whoisxml_nrd {
namespace {

using model::NodeName;
using model::Outcome;
using model::Sighting;

constexpr std::string_view kName = "whoisxml-nrd";
constexpr std::string_view kKind = "nrd";

bool isReason(std::string_view text) {
  return isOneOf(toLower(trim(text)), {"added", "discovered", "updated", "dropped"});
}

/// The lists of new names, one a day.
class Names {
 public:
  explicit Names(const InputContext& context)
      : listing_(listingOf(context)), is_named_(!context.list_name.empty() || listing_.list.name.starts_with("nrd:")) {}

  /// `said`: when, if the record says it.
  void add(const NodeName& host, std::string_view reason, const Sighting& said, FactBuilder& builder) const {
    Listing listing = listing_;
    if (said.first != kNoTime) listing.seen = said;
    if (!is_named_ && listing.seen.first != kNoTime) listing.list.name = "nrd:" + isoDay(listing.seen.first);
    const std::string why = toLower(trim(reason));
    if (why == "dropped") {
      builder.answer(host, "registration", Outcome::kNone, listing.seen.first);
    } else if (why == "added" || why == "discovered") {
      addListed(builder, host, listing);
    } else {
      builder.mention(host);
    }
  }
  const Sighting& seen() const { return listing_.seen; }

 private:
  Listing listing_;
  bool is_named_;  // by --list, or by a day in the file's name
};

class JsonStream final : public JsonRecordsReader {
 public:
  std::string_view name() const override { return kName; }
  std::string_view title() const override {
    return "WhoisXML API: stream of newly registered names, JSON Lines or CSV";
  }
  std::string_view sample() const override { return R"({"reason":"added","domainName":"a-shop.example"})"; }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (!keys.hasAll({"reason", "domainName"})) return 0;
    return isReason(keys.text("reason")) ? 95 : 60;
  }

 protected:
  class Stream final : public Run {
   public:
    explicit Stream(const InputContext& context) : names_(context) {}
    void record(const Json& record, FactBuilder& builder) override {
      const auto host = builder.node(builder.schema().known().host, textOf(record, "domainName"));
      if (!host) return;
      const Sighting stored = seenAt(firstText(get(record, "audit"), {"updatedDate", "createdDate"}));
      const Sighting said = datedOr(seenAt(firstText(record, {"timestamp", "Timestamp"})),
                                    datedOr(seenAt(textOf(get(record, "audit"), "createdDate")), stored));
      names_.add(*host, textOf(record, "reason"), said, builder);
      const Registration registration = whoisxml::registrationOf(record);
      if (!registration.empty())
        addRegistration(builder, *host, registration, datedOr(stored, datedOr(said, names_.seen())));
    }

   private:
    Names names_;
  };
  std::unique_ptr<Run> begin(const InputContext& context) const override { return std::make_unique<Stream>(context); }
  std::string_view provider() const override { return whoisxml::kProvider; }
  std::string_view kind() const override { return kKind; }
};

/// "Timestamp,Reason,DomainName"
class NrdReader final : public Reader {
 public:
  std::string_view name() const override { return json_.name(); }
  std::string_view title() const override { return json_.title(); }
  std::string_view sample() const override { return json_.sample(); }
  int detect(std::string_view head, std::string_view file_name) const override {
    const auto headers = headersOfHead(head);
    const bool table = !headers.empty() && headers.back().hasAll({"reason", "domainname"});
    return table ? 90 : json_.detect(head, file_name);
  }
  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    const std::string_view head = trimLeft(withoutMark(input.head()));
    if (head.empty() || head.starts_with('{') || head.starts_with('[')) return json_.read(input, context, sink);
    return readTable(input, context, sink);
  }

 private:
  static Result<void> readTable(Input& input, const InputContext& context, FactSink& sink) {
    FactBuilder builder(context, sink);
    LineStretches lines(input, builder, sink, std::string(whoisxml::kProvider), std::string(kKind));
    CsvRecords records(lines, builder);
    if (auto looked = records.lookAhead(8); !looked) return looked;
    const Names names(context);
    NamedColumns columns;
    CsvRecord record;
    for (bool first = true;; first = false) {
      auto more = records.next(record);
      if (!more) return more.error();
      if (!*more) break;
      builder.at(record.line, record.raw_line);
      if (first) {
        columns = NamedColumns(record.fields);
        if (columns.hasAll({"reason", "domainname"})) continue;
        builder.abandon();
        return Error(ErrorCode::kInvalidValue, "a table without the columns Reason and DomainName");
      }
      const std::string_view text = columns.of(record, {"domainname"});
      if (text.empty()) builder.reject("a row without a name", record.text);
      const auto host = builder.node(builder.schema().known().host, text);
      if (host) names.add(*host, columns.of(record, {"reason"}), seenAt(columns.of(record, {"timestamp"})), builder);
    }
    lines.finish();
    return {};
  }

  JsonStream json_;
};

}  // namespace
}  // namespace whoisxml_nrd

const Reader& whoisxmlNrdReader() {
  static const whoisxml_nrd::NrdReader reader;
  return reader;
}

}  // namespace clew::ingest
