// Passive DNS in the Common Output Format (draft-dulaunoy-dnsop-passive-dns-cof): one JSON object a line, as CIRCL,
// DNSDB v1 and, in stream frames ({"obj":{...}}, {"cond":"succeeded"}), DNSDB v2 send it; tools also save it as one
// array, or laid over many lines, as a table (cof_table.h) or as text (cof_text.h). Fields are scanned in place: these
// files have millions of lines.
#include <algorithm>
#include <optional>
#include <utility>

#include "common/format.h"
#include "common/text.h"
#include "ingest/fact_builder.h"
#include "ingest/line_stretches.h"
#include "ingest/readers/cof_record.h"
#include "ingest/readers/cof_table.h"
#include "ingest/readers/cof_text.h"
#include "ingest/readers/dns_json.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_records.h"
#include "ingest/readers/json_scan.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/sharing.h"
#include "ingest/readers/text_head.h"
#include "model/dates.h"

namespace clew::ingest {
namespace cof {
namespace {

using model::NodeName;
using model::Sighting;

/// Comments and the records of which they say it are kept in one lookup, unless they are of so many bytes.
constexpr std::size_t kMostTogether = std::size_t{4} << 20;

/// One input being read.
class CofRun {
 public:
  CofRun(Input& input, const InputContext& context, FactSink& sink)
      : builder_(context, sink), lines_(input, builder_, sink, "pdns", "passive-dns") {}

  Result<void> run() {
    std::string_view line;
    for (;;) {
      auto more = lines_.next(line, printed_ && printed_->open() && lines_.rawBytes() < kMostTogether);
      if (!more) return more.error();
      if (!*more) break;
      line = trim(line);
      if (!printed_ && records_ == 0 && Printed::begins(line)) printed_.emplace();
      if (printed_) {
        printed(line);
      } else if (!line.empty() && !isHeader(line)) {
        table_ ? row(line) : one(line);
      }
    }
    const bool cut_off = framed_ && !ended_ && !builder_.stopped();
    if (cut_off && builder_.open()) builder_.outcome(model::Outcome::kPartial);
    if (framed_ && ended_ && records_ == 0 && builder_.open()) nothingFound();
    left_out_.tell(builder_);
    lines_.finish();
    if (cut_off) {
      builder_.rejectWhole("the stream has no end mark: it was cut off, and records may be missing");
    }
    return {};
  }

 private:
  void one(std::string_view line) {
    Record record;
    if (!scan(line, record)) return builder_.reject("not a whole JSON object", line);
    if (record.obj.kind == JsonPiece::Kind::kObject || record.cond.isString()) {
      framed_ = true;
      if (record.cond.isString()) condition(record, line);
      if (record.obj.kind != JsonPiece::Kind::kObject) return;
      const std::string_view inner = record.obj.text;
      record = {};
      if (!scan(inner, record)) return builder_.reject("not a whole JSON object", line);
    }
    one(record, line);
  }

  /// A table of several questions has its header and a line of dashes between them.
  bool isHeader(std::string_view line) {
    if (table_ && line == "--") return true;
    if (line.starts_with('{') || (records_ > 0 && !table_) || findIgnoreCase(line, "rrname") == line.npos) return false;
    auto table = Table::ofHeader(line);
    if (!table) return false;
    table_ = std::move(*table);
    return true;
  }

  void printed(std::string_view line) {
    const auto object = printed_->objectOf(asUtf8(line));
    if (!object) return builder_.reject(object.error().message, line);
    if (*object) made(**object, line);
  }

  /// Of a line that stands for a JSON object.
  void made(std::string_view object, std::string_view line) {
    Record record;
    if (!scan(object, record)) return builder_.reject("no record of passive DNS", line);
    one(record, line);
  }

  void row(std::string_view line) {
    const auto row = table_->rowOf(asUtf8(line));
    if (!row) return builder_.reject(row.error().message, line);
    if (row->says_more) left_out_.count("rows with fields that passive DNS has not");
    made(row->object, line);
  }

  void one(const Record& record, std::string_view line) {
    const bool has_name = record.rrname.isString();
    const bool has_data = record.rdata.isString() || record.rdata.kind == JsonPiece::Kind::kArray;
    if (record.summary && !has_name) {
      return builder_.reject("a summary: it counts records (num_results) and holds none", line);
    }
    if (!has_name && !has_data) return builder_.reject("no record: rrname and rdata are missing", line);
    tellProvider(record);
    ++records_;
    if (!has_name || !has_data || record.rrtype.isNull()) return namesOnly(record, line);
    resourceRecord(record, line);
  }

  void condition(const Record& record, std::string_view line) {
    const std::string_view word = record.cond.text;
    if (word == "begin" || word == "ongoing") return;
    ended_ = true;
    std::string buffer;
    const std::string_view said = unescaped(record.msg, buffer).value_or("");
    const std::string because = said.empty() ? "" : ": " + quoted(said, 200);
    if (word == "limited") {
      builder_.outcome(model::Outcome::kPartial);
      builder_.reject("the provider stopped at its limit, more records exist" + because, line);
    }
    if (word == "failed") {
      failed_ = true;
      builder_.outcome(records_ == 0 ? model::Outcome::kRefused : model::Outcome::kPartial);
      builder_.reject("the provider says that the query failed" + because, line);
    }
  }

  // The frames came whole, and none held a record.
  void nothingFound() {
    const model::Outcome outcome = failed_ ? model::Outcome::kRefused : model::Outcome::kNone;
    builder_.outcome(outcome);
    const InputContext& context = builder_.context();
    if (trim(context.subject).empty()) return;
    const auto subject = model::classify(*context.schema, context.subject);
    if (!subject) return;
    builder_.subject(*subject);
    builder_.answer(*subject, "passive-dns", outcome);
  }

  // Names end in a dot and carry a bailiwick at DNSDB; CIRCL says who it is.
  void tellProvider(const Record& record) {
    if (provider_told_) return;
    provider_told_ = true;
    if (record.origin.text.find("circl.lu") != std::string_view::npos) return lines_.setProvider("circl");
    if (framed_ || !record.bailiwick.isNull() || !record.zone_time_first.isNull() ||
        record.rrname.text.ends_with('.')) {
      lines_.setProvider("dnsdb");
    }
  }

  // DNSDB Flex answers name one side of a record: nodes, and no link between them.
  void namesOnly(const Record& record, std::string_view line) {
    bool any = false;
    if (const auto name = unescaped(record.rrname, name_buffer_)) {
      if (const NodeName* owner = ownerNode(*name)) builder_.mention(*owner);
      any = true;
    }
    eachValue(record.rdata, line, [&](std::string_view value) {
      any = true;
      const Type type = typeOf(record.rrtype.text);
      const auto& known = builder_.schema().known();
      if (type.kind == Kind::kAddress) {
        builder_.mention(known.ip, value);
      } else if (type.kind == Kind::kName || type.kind == Kind::kPointer) {
        builder_.mention(known.host, value);
      } else if (type.kind == Kind::kMail) {
        builder_.mention(known.host, mailHost(value));
      }
    });
    if (!any) builder_.reject("neither rrname nor rdata is a text", line);
  }

  void resourceRecord(const Record& record, std::string_view line) {
    const auto name = unescaped(record.rrname, name_buffer_);
    if (!name) return builder_.reject("rrname has a broken escape", line);
    const NodeName* owner = ownerNode(*name);
    if (owner == nullptr) return;
    const Sighting seen = seenOf(record);
    for (const JsonPiece* time :
         {&record.time_first, &record.time_last, &record.zone_time_first, &record.zone_time_last}) {
      if (time->isNull() || model::saysNoDate(time->text) || timeOf(*time) != kNoTime) continue;
      return builder_.reject(format("{} is no time", quoted(time->text)), line);
    }
    const Type type = typeOf(record.rrtype.text);
    if (type.kind == Kind::kOther) {
      builder_.mention(*owner);
      return left_out_.count(format("records of type {}", dnsTypeName(type.word)));
    }
    eachValue(record.rdata, line, [&](std::string_view value) { link(*owner, *name, type, value, seen); });
  }

  void link(const NodeName& owner, std::string_view name, const Type& type, std::string_view value,
            const Sighting& seen) {
    switch (type.kind) {
      case Kind::kAddress:
      case Kind::kName:
        builder_.link(owner, type.relation, value, seen);
        break;
      case Kind::kMail: {
        const std::string_view host = mailHost(value);
        if (host != ".") builder_.link(owner, type.relation, host, seen);  // RFC 7505: takes no mail
        break;
      }
      case Kind::kPointer:
        if (const std::string address = addressOfReverseName(name); !address.empty()) {
          if (const auto ip = builder_.node(builder_.schema().known().ip, address)) {
            builder_.link(*ip, type.relation, value, seen);
          }
        } else {
          builder_.mention(owner);
          builder_.mention(builder_.schema().known().host, value);
        }
        break;
      case Kind::kAuthority: {
        const auto words = splitBlanks(value);
        if (words.size() < 2) return builder_.reject("an SOA without a mailbox", value);
        if (words[1] != ".") builder_.link(owner, type.relation, mailboxOfSoa(words[1]), seen);
        break;
      }
      case Kind::kText:
        builder_.link(owner, type.relation, textOfTxt(value), seen);
        break;
      case Kind::kOther:
        break;
    }
  }

  /// "10 mail.example." -> "mail.example.".
  static std::string_view mailHost(std::string_view value) {
    value = trim(value);
    const std::size_t blank = value.find_last_of(" \t");
    return blank == std::string_view::npos ? value : value.substr(blank + 1);
  }

  template <typename Visit>
  void eachValue(const JsonPiece& rdata, std::string_view line, Visit visit) {
    if (rdata.kind != JsonPiece::Kind::kArray) {
      const auto value = unescaped(rdata, value_buffer_);
      if (value) return visit(*value);
      if (!rdata.isNull()) builder_.reject("rdata is no text", line);
      return;
    }
    JsonScan array(rdata.text);
    array.enterArray();
    JsonPiece element;
    while (array.nextElement(element)) {
      const auto value = unescaped(element, value_buffer_);
      if (value) {
        visit(*value);
      } else {
        builder_.reject("a value of rdata is no text", line);
      }
    }
    if (array.failed()) builder_.reject("rdata is no whole JSON array", line);
  }

  // Records come sorted by owner, so the last one is remembered.
  const NodeName* ownerNode(std::string_view text) {
    if (has_owner_ && text == owner_text_) return &owner_;
    auto made = builder_.node(builder_.schema().known().host, text);
    if (!made) {
      if (trim(text).empty()) builder_.reject("rrname is empty", text);
      return nullptr;
    }
    owner_text_ = text;
    owner_ = std::move(*made);
    has_owner_ = true;
    return &owner_;
  }

  FactBuilder builder_;
  LineStretches lines_;
  LeftOut left_out_;
  std::optional<Table> table_;      // the input is one
  std::optional<Printed> printed_;  // the input is text
  std::string name_buffer_, value_buffer_;
  std::string owner_text_;
  NodeName owner_;
  bool has_owner_ = false;
  bool provider_told_ = false;
  std::uint64_t records_ = 0;
  bool framed_ = false;
  bool ended_ = false;
  bool failed_ = false;
};

class CofReader final : public Reader {
 public:
  std::string_view name() const override { return "cof"; }
  std::string_view title() const override {
    return "passive DNS, Common Output Format (CIRCL, DNSDB v1 and v2), JSON Lines; dnsdbq's text and CSV";
  }
  std::string_view sample() const override {
    return R"({"rrname":"www.a.example.","rrtype":"A","rdata":["192.0.2.7"],"time_first":1640995200,)"
           R"("time_last":1646474400,"count":12})";
  }
  int detect(std::string_view head, std::string_view) const override {
    head = trimLeft(withoutMark(head));
    if (!head.starts_with('{') && !head.starts_with('[')) {
      return Printed::begins(head) || Table::ofHeader(head.substr(0, head.find_first_of("\r\n"))) ? 96 : 0;
    }
    if (!isLines(head)) {
      const JsonHead keys(head);
      return keys.has("rrtype") && keys.hasAny({"rrname", "rdata"}) ? 95 : 0;
    }
    const std::string_view line = head.substr(0, head.find_first_of("\r\n"));
    if (contains(line, "\"event_type\"")) return 0;  // a log of Suricata's, whose answers have such records in them
    const bool name = contains(line, "\"rrname\"");
    const bool data = contains(line, "\"rdata\"");
    if (contains(line, "\"rrtype\"") && (name || data)) return 95;
    if (name || data) return 70;
    if (line.starts_with("{\"cond\"") || line.starts_with("{\"obj\"")) return 80;
    if (contains(line, "\"num_results\"") && contains(line, "\"time_first\"")) return 60;
    return 0;
  }
  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    const std::string_view head = trimLeft(withoutMark(input.head()));
    if (isLines(head) || !(head.starts_with('[') || head.starts_with('{'))) return CofRun(input, context, sink).run();
    const auto whole = input.all(kMaxJsonBytes);
    if (!whole) return whole.error();
    bool cut_off = false;
    EntryInput records(splitJsonValues(*whole, &cut_off));
    auto done = CofRun(records, context, sink).run();
    if (done.ok() && cut_off) {
      FactBuilder(context, sink).rejectWhole("the array has no end: it was cut off, and records may be missing");
    }
    return done;
  }

 private:
  /// An object a line; a line that is cut by the end of the head counts as well.
  static bool isLines(std::string_view head) {
    if (!head.starts_with('{')) return false;
    const std::size_t end = head.find_first_of("\r\n");
    return end == head.npos || trim(head.substr(0, end)).ends_with('}');
  }
};

}  // namespace
}  // namespace cof

const Reader& cofReader() {
  static const cof::CofReader reader;
  return reader;
}

}  // namespace clew::ingest
