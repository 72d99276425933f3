// Attributes of MISP as tables: its export as CSV (restSearch with returnFormat csv), and the tables that PyMISP's
// example takes in. A row is an attribute, and says its type: `domain|ip` is two nodes and a link. Beside them the
// hashes of a feed's values, which are passed over.
#include "common/format.h"
#include "common/text.h"
#include "ingest/line_stretches.h"
#include "ingest/readers/csv_named.h"
#include "ingest/readers/indicator.h"
#include "ingest/readers/json_reader.h"
#include "ingest/readers/misp_attribute.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/sharing.h"
#include "ingest/readers/text_head.h"

namespace clew::ingest {
namespace misp_csv {
namespace {

using model::NodeName;
using model::Sighting;

constexpr std::size_t kSample = 60;

bool isHeader(const NamedColumns& columns) {
  return columns.hasAll({"type", "value", "category", "toids"});
}

/// hashes.csv of a feed: the MD5 of a value, and the event that holds it. What the value is it does not say.
bool isHashOfValue(const std::vector<std::string>& fields) {
  return fields.size() == 2 && fields[0].size() == 32 && allHex(fields[0]) && misp::looksLikeUuid(trim(fields[1]));
}

class Run {
 public:
  Run(Input& input, const InputContext& context, FactSink& sink)
      : builder_(context, sink),
        lines_(input, builder_, sink, "misp", "attributes"),
        records_(lines_, builder_),
        listing_(listingOf(context)) {}

  Result<void> run() {
    if (auto looked = records_.lookAhead(kSample); !looked) return looked;
    CsvRecord record;
    for (bool begun = false;; begun = true) {
      auto more = records_.next(record);
      if (!more) return more.error();
      if (!*more) break;
      if (begun) {
        row(record);
        continue;
      }
      columns_ = NamedColumns(record.fields);
      if (isHeader(columns_)) continue;
      hashes_ = isHashOfValue(record.fields);
      if (hashes_) {
        row(record);
        continue;
      }
      builder_.abandon();
      return Error(ErrorCode::kInvalidValue, "no header of MISP's attributes: type, value, category, to_ids");
    }
    left_out_.tell(builder_);
    lines_.finish();
    return {};
  }

 private:
  void row(const CsvRecord& record) {
    builder_.at(record.line, record.raw_line);
    if (hashes_) return left_out_.count("MD5s of the values of a feed, which are no files");
    const auto field = [&](std::initializer_list<std::string_view> names) { return columns_.of(record, names); };
    const Sighting dated = datedOr(seenAt(field({"date", "timestamp", "eventdate"})), listing_.seen);
    const Sighting seen = datedOr(builder_.seenBetween(field({"firstseen"}), field({"lastseen"})), dated);
    const std::string type = toLower(field({"type"}));
    const misp::Named named = misp::nodesOf(type, field({"value"}), seen, builder_);
    if (!named.known) left_out_.count(format("attributes of type {}", quoted(type)));
    const auto report = builder_.node(builder_.schema().known().report, field({"eventuuid", "eventid"}));
    if (report) builder_.property(*report, "title", field({"eventinfo"}), dated);
    if (report && named.tag) builder_.link(*report, "tag", field({"value"}), seen);
    const std::string_view to_ids = field({"toids"});
    for (const NodeName& node : named.nodes) {
      if (report) {
        builder_.link(node, "report", *report, seen);
      } else {
        Listing listing = listing_;
        listing.seen = seen;
        addListed(builder_, node, listing);
      }
      if (!to_ids.empty()) builder_.property(node, "to-ids", isTrue(to_ids) ? "true" : "false", seen);
      if (const auto comment = trim(field({"comment"})); !comment.empty())
        builder_.property(node, "detail", format("comment: {}", comment), seen);
      for (const char* column : {"attributetag", "tag", "tags", "tag1", "tag2", "tag3", "tag4", "tag5"}) {
        for (const std::string_view tag : split(field({column}), ',')) {
          if (!trim(tag).empty()) addMispTag(builder_, node, trim(tag), seen);
        }
      }
    }
  }

  static bool isTrue(std::string_view text) { return text == "1" || equalsIgnoreCase(text, "true"); }

  FactBuilder builder_;
  LineStretches lines_;
  CsvRecords records_;
  Listing listing_;
  NamedColumns columns_;
  LeftOut left_out_;
  bool hashes_ = false;
};

class MispCsvReader final : public Reader {
 public:
  std::string_view name() const override { return "misp-csv"; }
  std::string_view title() const override { return "MISP: attributes as CSV"; }
  std::string_view sample() const override {
    return "uuid,event_id,category,type,value,comment,to_ids,date\n"
           "5a610659-0000-4000-8000-000000000001,17,Network activity,domain|ip,a.example|192.0.2.1,,1,1577923200";
  }

  int detect(std::string_view head, std::string_view) const override {
    head = trimLeft(withoutMark(head));
    if (beginsAsJson(head) || !binaryKind(head).empty()) return 0;
    const std::string_view line = head.substr(0, head.find_first_of("\r\n"));
    std::vector<std::string> fields;
    if (splitRecord(line, ',', fields) && isHashOfValue(fields)) return 90;
    for (const char delimiter : {',', ';', '\t'}) {
      if (splitRecord(line, delimiter, fields) && isHeader(NamedColumns(fields))) return 90;
    }
    return 0;
  }

  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    return Run(input, context, sink).run();
  }
};

}  // namespace
}  // namespace misp_csv

const Reader& mispCsvReader() {
  static const misp_csv::MispCsvReader reader;
  return reader;
}

}  // namespace clew::ingest
