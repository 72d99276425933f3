// Tables: CSV and its kin, with a header or without. A row becomes the links between its columns; a row that links
// nothing is an indicator on the file's list.
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "common/format.h"
#include "common/text.h"
#include "common/utf8.h"
#include "ingest/fact_builder.h"
#include "ingest/line_stretches.h"
#include "ingest/placeholder.h"
#include "ingest/readers/csv_cells.h"
#include "ingest/readers/csv_kinds.h"
#include "ingest/readers/csv_layout.h"
#include "ingest/readers/csv_records.h"
#include "ingest/readers/indicator.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/registration.h"
#include "ingest/readers/sharing.h"
#include "ingest/readers/text_head.h"
#include "ingest/readers/typography.h"
#include "model/dates.h"

namespace clew::ingest {
namespace csv {
namespace {

using model::NodeName;
using model::Sighting;

class CsvRun {
 public:
  CsvRun(Input& input, const InputContext& context, FactSink& sink)
      : builder_(context, sink),
        lines_(input, builder_, sink, "csv", "table"),
        records_(lines_, builder_),
        listing_(listingOf(context)),
        sink_(sink) {
    lines_.setProvider(listing_.list.name);
  }

  Result<void> run() {
    if (auto looked = records_.lookAhead(kSample); !looked) return looked;
    std::vector<CsvRecord> first;
    CsvRecord record;
    while (first.size() < kSample / 2) {
      auto more = records_.next(record);
      if (!more) return more.error();
      if (!*more) break;
      tidy(record);
      first.push_back(record);
    }
    layout_ = layoutOf(first, records_, builder_);
    if (columns_.roles.size() > kMostColumns) {  // of a header that stands in a comment
      columns_.roles.resize(kMostColumns);
      columns_.names.resize(kMostColumns);
    }
    if (!columns_.hasSubject()) {
      builder_.abandon();
      return Error(ErrorCode::kInvalidValue,
                   "a table in which no column is told to be names, addresses, URLs, hashes or mailboxes");
    }
    settle(layout_, first, builder_);
    for (std::size_t i = 0; i < columns_.roles.size(); ++i) {
      by_role_[static_cast<std::size_t>(columns_.roles[i])].push_back(i);
    }
    for (std::size_t i = layout_.begin; i < first.size(); ++i) row(first[i]);
    for (;;) {
      auto more = records_.next(record);
      if (!more) return more.error();
      if (!*more) break;
      tidy(record);
      row(record);
    }
    tell();
    lines_.finish();
    return {};
  }

 private:
  static constexpr std::size_t kSample = 60;
  static constexpr std::size_t kMostColumns = 4096;  // more than any table has that people read

  struct Row {
    std::optional<NodeName> host, ip, url, file, email, indicator;
    bool of_cert = false;  // its hashes are of a certificate
    Sighting seen;
    const NodeName* primary() const {
      for (const auto* node : {&host, &url, &ip, &file, &email, &indicator}) {
        if (*node) return &**node;
      }
      return nullptr;
    }
  };

  struct DateTexts {
    std::string_view first, last;  // "": none is said
  };

  /// Columns beyond the most are cut off, and what stands for nothing is nothing.
  void tidy(CsvRecord& record) {
    if (record.fields.size() > kMostColumns) {
      record.fields.resize(kMostColumns);
      ++cut_;
    }
    record.emptied.clear();
    const bool markdown = records_.delimiter() == '|' && trimLeft(record.text).starts_with('|');
    for (std::size_t i = 0; i < record.fields.size(); ++i) {
      if (!isAscii(record.fields[i])) record.fields[i] = trimWide(record.fields[i]);
      if (markdown) record.fields[i] = withoutMarkdown(record.fields[i]);
      if (!isPlaceholder(record.fields[i])) continue;
      record.fields[i].clear();
      record.emptied.push_back(i);
    }
  }

  /// The first column of that role that is filled, in the row at hand; npos when none is.
  std::size_t columnOf(ColumnRole role) const { return filled_[static_cast<std::size_t>(role)]; }
  void findFilled(const CsvRecord& record) {
    filled_.fill(std::string::npos);
    for (std::size_t i = 0; i < columns_.roles.size() && i < record.fields.size(); ++i) {
      std::size_t& column = filled_[static_cast<std::size_t>(columns_.roles[i])];
      if (column == std::string::npos && !trim(record.fields[i]).empty()) column = i;
    }
  }
  const std::vector<std::size_t>& columnsOf(ColumnRole role) const { return by_role_[static_cast<std::size_t>(role)]; }
  std::string_view field(const CsvRecord& record, ColumnRole role) const {
    const std::size_t column = columnOf(role);
    return column == std::string::npos ? std::string_view() : trim(record.fields[column]);
  }

  std::optional<NodeName> read(std::string_view text, model::TypeId type) {
    return text.empty() ? std::nullopt : builder_.node(type, model::refang(text));
  }

  void tell() {
    if (wider_ > 0) {
      sink_.notice(
          format("more fields than there are columns: those beyond column {} are ignored", columns_.roles.size()),
          wider_);
    }
    if (cut_ > 0) sink_.notice(format("rows of more than {} columns: those beyond are ignored", kMostColumns), cut_);
    if (empty_ > 0) sink_.notice("rows that say they have no indicator: kept in the raw record alone", empty_);
    if (repeated_ > 0) sink_.notice("rows that name the columns once more: passed over", repeated_);
    builder_.at(0);
    left_out_.tell(builder_);
  }

  void row(CsvRecord& record) {
    if (records_.delimiter() == '|' && isTableRule(record.text)) return;
    builder_.at(record.line, record.raw_line);
    if (!layout_.header.empty() && record.fields == layout_.header) {
      ++repeated_;
      return;
    }
    if (record.fields.size() < columns_.roles.size() && record.fields.size() == 1 && columns_.roles.size() > 2) {
      return builder_.reject(format("1 column where {} are expected", columns_.roles.size()), record.text);
    }
    const auto filled = [](const std::string& field) { return !trim(field).empty(); };
    if (record.fields.size() > columns_.roles.size() &&
        std::any_of(record.fields.begin() + static_cast<std::ptrdiff_t>(columns_.roles.size()), record.fields.end(),
                    filled)) {
      ++wider_;
    }
    if (columns_.net) joinNet(record, *columns_.net);
    findFilled(record);
    const DateTexts dates = datesOf(record);
    Row row;
    row.seen = sightingOf(record, dates);
    const std::string_view mail = field(record, ColumnRole::kEmail);
    const bool withheld = isWithheld(mail);
    if (!readSubjects(record, row, withheld ? std::string_view() : mail)) return;
    if (withheld && row.host) builder_.contact(*row.host, "email", mail, row.seen);
    if (withheld && !row.host) builder_.notice("mailboxes that are withheld, in rows without a name", 1);
    if (row.primary() == nullptr && !columns_.log && namesNothing(record)) row.indicator = byContent(record);
    const NodeName* primary = row.primary();
    if (primary == nullptr) {
      if (!namesNothing(record)) return;
      if (saysNone(record)) {
        ++empty_;
      } else if (std::any_of(record.fields.begin(), record.fields.end(), filled)) {
        builder_.reject("no column says an address, name, URL, e-mail address or hash", record.text);
      }
      return;
    }
    const bool related = links(record, row, *primary);
    if (!related || !builder_.context().list_name.empty()) {
      Listing listing = listing_;
      listing.seen = row.seen;
      addListed(builder_, *primary, listing);
    }
    listUntied(row, *primary);
    rest(record, row, *primary, dates);
  }

  /// False where the row's kind says that its value is of nothing that the graph has.
  bool readSubjects(const CsvRecord& record, Row& row, std::string_view mail) {
    const auto& known = builder_.schema().known();
    const std::string_view kind = field(record, ColumnRole::kKind);
    const HashKind hash = hashKindOf(kind);
    const bool told = columnOf(ColumnRole::kIndicator) != std::string::npos;
    const std::string text = model::refang(field(record, told ? ColumnRole::kIndicator : ColumnRole::kFile));
    hostOrAddress(record, row);
    row.url = read(field(record, ColumnRole::kUrl), known.url);
    row.email = read(mail, known.email);
    row.of_cert = hash == HashKind::kCertificate && looksLike(text) == TokenClass::kHash;
    if (row.of_cert) {
      row.indicator = builder_.node(known.cert, text);
    } else {
      row.file = read(field(record, ColumnRole::kFile), known.file);
    }
    const bool other = told && hash == HashKind::kOther;
    if (other) left_out_.count(format("values of kind {}", quoted(kind)));
    if (told && !other && !row.of_cert) row.indicator = indicatorNode(builder_, text);
    addressOrNet(record, row);
    return !other || row.primary() != nullptr;
  }

  // A column of addresses may have networks in it.
  void addressOrNet(const CsvRecord& record, Row& row) {
    const std::string text = model::refang(field(record, ColumnRole::kIp));
    if (text.empty() || row.ip) return;
    auto node = addressOrBlock(builder_, text);
    if (!node) return;
    std::optional<NodeName>& place = node->type == builder_.schema().known().ip ? row.ip : row.indicator;
    if (!place) place = std::move(node);
  }

  // What is no indicator of the row's own.
  void rest(const CsvRecord& record, const Row& row, const NodeName& primary, const DateTexts& dates) {
    for (std::size_t i = 0; i < columns_.roles.size() && i < record.fields.size(); ++i) {
      const ColumnRole role = columns_.roles[i];
      const std::string_view text = trim(record.fields[i]);
      if (role == ColumnRole::kProperty) {
        // What state a page is in is no word on the registration of its name.
        const bool of_page = columns_.names[i] == "status" && row.url;
        property(of_page ? *row.url : primary, columns_.names[i], text, row.seen);
      } else if (role == ColumnRole::kRelation) {
        builder_.contact(primary, columns_.names[i], model::refang(text), row.seen);
      } else if (!text.empty() &&
                 (role == ColumnRole::kUnknown || isWithoutPlace(record, row, i) || isUnused(record, i, dates))) {
        builder_.property(primary, "detail", format("{}: {}", columns_.names[i], text), row.seen);
      } else if (isSubject(role) && i != columnOf(role)) {
        further(record, i, row.of_cert && role == ColumnRole::kFile, row.seen);
      }
    }
  }

  // The row itself says that it has no indicator.
  bool saysNone(const CsvRecord& record) const {
    return std::any_of(record.emptied.begin(), record.emptied.end(),
                       [this](std::size_t i) { return i < columns_.roles.size() && isSubject(columns_.roles[i]); });
  }

  // Nothing stands in the columns that would say what the row is about.
  bool namesNothing(const CsvRecord& record) const {
    for (const ColumnRole role : {ColumnRole::kHost, ColumnRole::kUrl, ColumnRole::kIp, ColumnRole::kFile,
                                  ColumnRole::kEmail, ColumnRole::kIndicator}) {
      if (!trim(field(record, role)).empty()) return false;
    }
    return true;
  }

  // The first field, of columns whose headers say nothing, that can only be an indicator.
  std::optional<NodeName> byContent(const CsvRecord& record) {
    for (std::size_t i = 0; i < columns_.roles.size() && i < record.fields.size(); ++i) {
      if (columns_.roles[i] != ColumnRole::kUnknown) continue;
      const std::string text = model::refang(trim(record.fields[i]));
      const TokenClass is = looksLike(text);
      const bool surely = is == TokenClass::kAddress || is == TokenClass::kUrl || is == TokenClass::kHash;
      if (surely && !allDigits(text) && model::classify(builder_.schema(), text)) return indicatorNode(builder_, text);
    }
    return std::nullopt;
  }

  // A property that the node's type has not is a detail.
  void property(const NodeName& of, const std::string& name, std::string_view text, const Sighting& seen) {
    const model::Schema& schema = builder_.schema();
    const auto id = schema.propertyNamed(name);
    if (!id || (schema.property(*id).subjects & schema.withSubtypes(of.type)).any()) {
      builder_.property(of, name, text, seen);
    } else if (!trim(text).empty()) {
      builder_.property(of, "detail", format("{}: {}", name, trim(text)), seen);
    }
  }

  // "REDACTED FOR PRIVACY", "https://registrar.example/contact": where a mailbox would stand.
  bool isWithheld(std::string_view mail) const {
    if (mail.empty() || contains(mail, "@")) return false;
    if (contains(mail, "://")) return true;
    const model::RedactionList* list = builder_.context().redactions;
    const auto found = list == nullptr ? model::Withheld::kNo : list->classify(mail);
    return found != model::Withheld::kNo && found != model::Withheld::kRole && found != model::Withheld::kEmpty;
  }

  /// Of an address or a network, which have a country and a system.
  const NodeName* placed(const Row& row) const {
    const bool net = row.indicator && row.indicator->type == builder_.schema().known().net;
    return row.ip ? &*row.ip : net ? &*row.indicator : nullptr;
  }

  // What is said of an address or a name in a row without one, and a country that is none: kept as a detail.
  bool isWithoutPlace(const CsvRecord& record, const Row& row, std::size_t column) const {
    switch (columns_.roles[column]) {
      case ColumnRole::kCountry:
        return placed(row) == nullptr || (trim(record.fields[column]).size() != 2 &&
                                          countryText(builder_.schema(), record.fields[column]).empty());
      case ColumnRole::kAsn:
        return placed(row) == nullptr;
      case ColumnRole::kPort:
        return !row.ip;
      case ColumnRole::kNs:
      case ColumnRole::kMx:
      case ColumnRole::kCname:
      case ColumnRole::kRegistrar:
        return !row.host;
      default:
        return false;
    }
  }

  // What another column of the same kind, or nothing that is read, says: kept as a detail.
  bool isUnused(const CsvRecord& record, std::size_t column, const DateTexts& dates) const {
    const ColumnRole role = columns_.roles[column];
    const std::string_view text = trim(record.fields[column]);
    const bool alone = columnsOf(role).size() == 1;
    const auto further = [&] { return !alone && column != columnOf(role) && text != field(record, role); };
    switch (role) {
      case ColumnRole::kKind:
        return !isRowKind(text);
      case ColumnRole::kFirst:
      case ColumnRole::kLast:
      case ColumnRole::kSeen:
        if (alone && role != ColumnRole::kSeen) return false;
        return text != dates.first && text != dates.last && !model::saysNoDate(text);
      case ColumnRole::kTimes:
        return further() || !parseInteger<std::uint64_t>(text);
      case ColumnRole::kConfidence:
        return further() || !confidenceOf(text);
      case ColumnRole::kAsn:
      case ColumnRole::kCountry:
      case ColumnRole::kPort:
      case ColumnRole::kRegistrar:
        return further();
      default:
        return false;
    }
  }

  // What stands beside the row's first indicator and is linked to nothing is an indicator in its own right.
  void listUntied(const Row& row, const NodeName& primary) {
    Listing listing = listing_;
    listing.seen = row.seen;
    const auto list = [&](const std::optional<NodeName>& node, bool tied) {
      if (node && &*node != &primary && !tied) addListed(builder_, *node, listing);
    };
    list(row.file, row.host || row.ip);
    list(row.email, row.host.has_value());
    list(row.indicator, false);
  }

  // A second column of a kind (md5, sha1, sha256 beside one another): indicators in their own right.
  void further(const CsvRecord& record, std::size_t column, bool of_cert, const Sighting& seen) {
    const std::string text = model::refang(trim(record.fields[column]));
    if (text.empty()) return;
    const auto node = of_cert ? builder_.node(builder_.schema().known().cert, text) : indicatorNode(builder_, text);
    if (!node) return;
    Listing listing = listing_;
    listing.seen = seen;
    addListed(builder_, *node, listing);
    named(record, *node, seen);
  }

  // Each filled column of that role.
  template <typename Visit>
  void eachOf(const CsvRecord& record, ColumnRole role, Visit visit) const {
    for (const std::size_t i : columnsOf(role)) {
      if (i < record.fields.size() && !trim(record.fields[i]).empty()) visit(trim(record.fields[i]), i);
    }
  }

  // What a source calls the indicator.
  void named(const CsvRecord& record, const NodeName& node, const Sighting& seen) {
    eachOf(record, ColumnRole::kTag, [&](std::string_view text, std::size_t) {
      eachPart(text, [&](std::string_view tag) { builder_.link(node, "tag", tag, seen); });
    });
    eachOf(record, ColumnRole::kThreat, [&](std::string_view text, std::size_t column) {
      const bool told = isTold(columns_, column, builder_.context().columns);
      eachPart(text, [&](std::string_view threat) {
        builder_.link(node, isThreatKind(threat) && !told ? "tag" : "threat", threat, seen);
      });
    });
  }

  // A host column that holds an address says the address.
  void hostOrAddress(const CsvRecord& record, Row& row) {
    const std::string text = model::refang(field(record, ColumnRole::kHost));
    if (text.empty()) return;
    const auto& known = builder_.schema().known();
    if (looksLike(text) == TokenClass::kAddress) {
      row.ip = read(text, known.ip);
    } else {
      row.host = read(text, known.host);
    }
  }

  DateTexts datesOf(const CsvRecord& record) const {
    const auto date = [&](ColumnRole role) {
      std::string_view said;
      eachOf(record, role, [&](std::string_view text, std::size_t) {
        if (said.empty() && !model::saysNoDate(text)) said = text;
      });
      return said;
    };
    const std::string_view first = date(ColumnRole::kFirst);
    return {first.empty() ? date(ColumnRole::kSeen) : first, date(ColumnRole::kLast)};
  }

  Sighting sightingOf(const CsvRecord& record, const DateTexts& dates) {
    const auto [first, last] = dates;
    Sighting seen;
    bool counts_days = false;
    builder_.at(record.line, record.raw_line);
    for (const std::string_view text : {first, last}) {
      if (!isDayNumber(text)) continue;
      builder_.reject(format("{} is no date but a spreadsheet's number of one", quoted(text)), text);
      counts_days = true;
    }
    if (first.empty() && last.empty()) {
      seen = listing_.seen;
    } else if (!counts_days) {
      seen = builder_.seenBetween(first, last, layout_.order);
    }
    if (const auto times = parseInteger<std::uint64_t>(field(record, ColumnRole::kTimes)); times && *times > 0) {
      seen.times = static_cast<std::uint32_t>(std::min<std::uint64_t>(*times, 0xffffffffU));
    }
    const auto confidence = confidenceOf(field(record, ColumnRole::kConfidence));
    if (confidence) seen.confidence = static_cast<std::int16_t>(*confidence);
    return seen;
  }

  // A page on another name than the row's, whose address is not the row's.
  static bool isElsewhere(const NodeName& url, const std::optional<NodeName>& host) {
    if (!host) return false;
    const std::string_view page = hostOfUrl(url.name);
    return page != host->name && !page.ends_with("." + host->name) && !host->name.ends_with("." + std::string(page)) &&
           !model::parseAddress(page);
  }

  // True when the row ties two things that can be observed; being tagged is still being listed.
  bool links(const CsvRecord& record, const Row& row, const NodeName& primary) {
    bool related = false;
    const Sighting& seen = row.seen;
    if (row.host && row.ip) {
      builder_.link(*row.host, "ip", *row.ip, seen);
      related = true;
    }
    if (row.url) {
      addImplied(builder_, *row.url, seen);
      Listing listing = listing_;
      listing.seen = seen;
      if (row.host || row.ip) addListed(builder_, *row.url, listing);
      if (row.ip && !isElsewhere(*row.url, row.host)) builder_.link(*row.url, "ip", *row.ip, seen);
    }
    if (row.file && (row.host || row.ip)) {
      builder_.link(*row.file, row.host ? "host" : "ip", row.host ? *row.host : *row.ip, seen);
      related = true;
    }
    if (!row.of_cert) joinHashes(record, seen);
    if (row.host) related = hostLinks(record, row, seen) || related;
    if (const NodeName* place = placed(row)) {
      const std::string_view asn = field(record, ColumnRole::kAsn);
      const bool tied = !asn.empty() && asn != "0" && builder_.link(*place, "asn", firstWord(asn), seen);
      related = related || (tied && row.ip);
      builder_.link(*place, "country", countryText(builder_.schema(), field(record, ColumnRole::kCountry)), seen);
    }
    if (row.ip) {
      if (const std::string_view port = field(record, ColumnRole::kPort); !port.empty()) {
        builder_.property(*row.ip, "port", port, seen);
      }
    }
    named(record, primary, seen);
    return related;
  }

  // MD5, SHA-1 and SHA-256 beside one another are of one file; two hashes of a length are of two.
  void joinHashes(const CsvRecord& record, const Sighting& seen) {
    if (columnsOf(ColumnRole::kFile).size() < 2) return;
    std::vector<NodeName> files;
    std::set<std::size_t> lengths;
    eachOf(record, ColumnRole::kFile, [&](std::string_view text, std::size_t) {
      auto file = model::canonical(builder_.schema(), builder_.schema().known().file, model::refang(text));
      if (!file.ok()) return;
      lengths.insert(file->name.size());
      files.push_back(std::move(*file));
    });
    if (lengths.size() == files.size()) addSameContent(builder_, std::move(files), seen);
  }

  bool hostLinks(const CsvRecord& record, const Row& row, const Sighting& seen) {
    bool related = false;
    const std::pair<ColumnRole, std::string_view> kRelations[] = {
        {ColumnRole::kNs, "ns"}, {ColumnRole::kMx, "mx"}, {ColumnRole::kCname, "cname"}};
    for (const auto& [role, relation] : kRelations) {
      eachOf(record, role, [&, relation = relation](std::string_view text, std::size_t) {
        eachWord(text, [&](std::string_view word) {
          related = builder_.link(*row.host, relation, model::refang(word), seen) || related;
        });
      });
    }
    if (row.email) related = builder_.contact(*row.host, "email", row.email->name, seen) || related;
    related = builder_.contact(*row.host, "registrar", field(record, ColumnRole::kRegistrar), seen) || related;
    return related;
  }

  FactBuilder builder_;
  LineStretches lines_;
  CsvRecords records_;
  Listing listing_;
  Layout layout_;
  Columns& columns_ = layout_.columns;
  std::array<std::vector<std::size_t>, kColumnRoles> by_role_;
  FactSink& sink_;
  LeftOut left_out_;         // values of kinds that are no indicators
  std::uint64_t wider_ = 0;  // records with fields beyond the columns
  std::array<std::size_t, kColumnRoles> filled_{};
  std::uint64_t cut_ = 0;       // records of more columns than are read
  std::uint64_t repeated_ = 0;  // rows that are the header once more
  std::uint64_t empty_ = 0;     // rows without an indicator, which say so
};

class CsvReader final : public Reader {
 public:
  std::string_view name() const override { return "csv"; }
  std::string_view title() const override {
    return "tables (comma, semicolon, tab, bar), with a header or told by content";
  }
  std::string_view sample() const override { return "domain,ip,first_seen\na.example,192.0.2.1,2020-01-01"; }

  int detect(std::string_view head, std::string_view) const override {
    head = withoutMark(head);
    if (isOtherText(head) || trimLeft(head).starts_with('<') || trimLeft(head).starts_with("; ")) return 0;
    std::vector<std::string_view> lines, comments;
    for (const std::string_view line : splitLines(head)) {
      if (trim(line).empty()) continue;
      (line.starts_with('#') ? comments : lines).push_back(line);
      if (lines.size() == 40) break;
    }
    if (lines.empty()) return 0;
    std::vector<std::string> fields;
    const char delimiter = sniffDelimiter(lines);
    if (delimiter == 0) {  // one column: only a header tells it from a list
      const auto header = lines.size() > 1 ? columnsOfHeader({std::string(lines.front())}) : std::nullopt;
      return header ? 60 : 0;
    }
    for (const std::string_view comment : comments) {
      splitRecord(comment.substr(std::min(comment.find_first_not_of("# "), comment.size())), delimiter, fields);
      if (fields.size() > 1 && columnsOfHeader(fields)) return 65;
    }
    splitRecord(lines.front(), delimiter, fields);
    if (columnsOfHeader(fields)) return 65;
    std::vector<std::vector<std::string>> rows;
    for (const std::string_view line : lines) {
      if (splitRecord(line, delimiter, fields)) rows.push_back(fields);
    }
    if (columnsByContent(rows).hasSubject()) return 40;
    // names that nobody knows, and one row below them
    const bool wide = rows.size() == 2 && rows[0].size() > 2 && rows[0].size() == rows[1].size();
    return wide && areHeaders(rows[0]) && columnsBelowNames(rows) ? 40 : 0;
  }

  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    return CsvRun(input, context, sink).run();
  }
};

}  // namespace
}  // namespace csv

const Reader& csvReader() {
  static const csv::CsvReader reader;
  return reader;
}

}  // namespace clew::ingest
