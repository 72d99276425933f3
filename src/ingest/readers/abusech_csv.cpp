// The tables that abuse.ch offers of its feeds: a head of comments, the last of which names the columns (or a header of
// their own), and quoted fields.
#include <algorithm>

#include "common/text.h"
#include "ingest/line_stretches.h"
#include "ingest/readers/abusech.h"
#include "ingest/readers/csv_named.h"
#include "ingest/readers/json_reader.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/threatfox.h"
#include "ingest/readers/web_json.h"

namespace clew::ingest {
namespace abusech_csv {
namespace {

using abusech::stated;
using model::NodeName;
using model::Sighting;

using Names = std::initializer_list<std::string_view>;

/// A row by the names of its columns.
class Row {
 public:
  Row(const NamedColumns& columns, const CsvRecord& record) : columns_(columns), record_(record) {}
  std::string operator()(Names names) const { return std::string(stated(columns_.of(record_, names))); }
  const std::string& text() const { return record_.text; }

 private:
  const NamedColumns& columns_;
  const CsvRecord& record_;
};

void urlhaus(const Row& row, std::string_view feed, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  const auto url = builder.node(known.url, row({"url"}));
  if (!url) return;
  abusech::Entry entry;
  entry.first = row({"dateadded"});
  entry.last = row({"lastonline"});
  entry.tags = abusech::words(row({"tags"}));
  entry.tags.push_back(row({"threat"}));
  abusech::addEntry(builder, *url, feed, entry);
  builder.property(*url, "status", row({"urlstatus"}), builder.seenNow());
  const auto ip = builder.node(known.ip, row({"ipaddress"}));
  if (!ip) return;
  // What the feeds of a country or network add holds when the row was written.
  const Sighting seen = abusech::seenOf(entry);
  builder.link(*url, "ip", *ip, seen);
  const std::string name = row({"host"});
  if (!model::parseAddress(name)) {
    if (const auto host = builder.node(known.host, name)) builder.link(*host, "ip", *ip, seen);
  }
  builder.link(*ip, "asn", asnText(row({"asnumber"})), seen);
  builder.link(*ip, "country", row({"country"}), seen);
}

void threatFox(const Row& row, std::string_view feed, FactBuilder& builder) {
  const auto node = threatfox::indicator(builder, row({"ioctype"}), row({"iocvalue", "ioc"}));
  if (!node) return;
  abusech::Entry entry;
  entry.malware = row({"malwareprintable"});
  entry.malware_id = row({"fkmalware", "malware"});
  entry.tags = abusech::words(row({"tags"}));
  entry.tags.push_back(row({"threattype"}));
  entry.reference = row({"reference"});
  entry.confidence = row({"confidencelevel"});
  entry.first = row({"firstseenutc", "firstseen"});
  entry.last = row({"lastseenutc", "lastseen"});
  abusech::addEntry(builder, *node, feed, entry);
}

/// Feodo Tracker's and SSLBL's servers.
void servers(const Row& row, std::string_view feed, FactBuilder& builder) {
  const auto ip = builder.node(builder.schema().known().ip, row({"dstip", "ipaddress"}));
  if (!ip) return;
  abusech::Entry entry;
  entry.malware = row({"malware"});
  entry.first = row({"firstseenutc", "firstseen"});
  entry.last = row({"lastonline", "lastseen"});
  const auto service = addService(builder, *ip, row({"dstport", "port"}), "tcp", abusech::seenOf(entry));
  abusech::addEntry(builder, service ? *service : *ip, feed, entry);
}

void certificates(const Row& row, std::string_view feed, FactBuilder& builder) {
  const auto cert = builder.node(builder.schema().known().cert, row({"sha1"}));
  if (!cert) return;
  abusech::Entry entry;
  entry.tags.push_back(row({"listingreason"}));
  entry.first = row({"listingdate"});
  abusech::addEntry(builder, *cert, feed, entry);
}

void samples(const Row& row, std::string_view feed, FactBuilder& builder) {
  const auto file = abusech::addFile(builder, {row({"sha256hash"}), row({"sha1hash"}), row({"md5hash"})});
  if (!file) return;
  abusech::Entry entry;
  entry.malware = row({"signature"});
  entry.first = row({"firstseenutc"});
  abusech::addEntry(builder, *file, feed, entry);
  const Sighting seen = abusech::seenOf(entry);
  builder.property(*file, "filename", row({"filename"}), seen);
  builder.property(*file, "kind", row({"filetypeguess", "filetype"}), seen);
}

/// How clients spoke TLS, which the graph has no nodes of; their hashes are no files'.
void clients(const Row&, std::string_view, FactBuilder& builder) {
  builder.notice("JA3 fingerprints: passed over", 1);
}

struct Feed {
  std::string_view list;
  std::vector<std::string_view> columns;  // that it has
  void (*add)(const Row& row, std::string_view feed, FactBuilder& builder);
};

/// The first that fits.
const Feed* feedOf(const NamedColumns& columns) {
  static const Feed kFeeds[] = {
      {"urlhaus", {"url", "urlstatus", "dateadded"}, urlhaus},
      {threatfox::kFeed, {"iocvalue", "ioctype"}, threatFox},
      {"feodotracker", {"dstip", "dstport", "malware"}, servers},
      {"sslbl", {"listingdate", "sha1", "listingreason"}, certificates},
      {"sslbl", {"firstseen", "dstip", "dstport"}, servers},
      {"sslbl", {"ja3md5", "firstseen", "listingreason"}, clients},
      {"malwarebazaar", {"sha256hash", "md5hash", "signature"}, samples},
  };
  for (const Feed& feed : kFeeds) {
    if (columns.hasAll(feed.columns)) return &feed;
  }
  return nullptr;
}

class AbuseChCsvReader final : public Reader {
 public:
  std::string_view name() const override { return "abusech-csv"; }
  std::string_view title() const override {
    return "abuse.ch tables: URLhaus, ThreatFox, Feodo Tracker, SSLBL, MalwareBazaar";
  }
  std::string_view sample() const override {
    return "# URLhaus (abuse.ch)\n# id,dateadded,url,url_status,last_online,threat,tags,urlhaus_link,reporter\n"
           "\"1\",\"2022-01-02 03:04:07\",\"http://a.example/x.bin\",\"online\",\"2022-01-03\",\"malware_download\","
           "\"elf\",\"https://urlhaus.abuse.ch/url/1/\",\"anonymous\"";
  }
  int detect(std::string_view head, std::string_view) const override {
    if (!head.starts_with('#') && !head.starts_with("\xEF\xBB\xBF") && !head.starts_with('"')) return 0;
    const auto headers = headersOfHead(head);
    const auto fits = [](const NamedColumns& columns) { return feedOf(columns) != nullptr; };
    if (std::none_of(headers.begin(), headers.end(), fits)) return 0;
    return contains(head.substr(0, 4096), "abuse.ch") ? 95 : 70;
  }

  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    FactBuilder builder(context, sink);
    LineStretches lines(input, builder, sink, "abuse.ch", "feed");
    CsvRecords records(lines, builder);
    if (auto looked = records.lookAhead(8); !looked) return looked;
    const Feed* feed = nullptr;
    NamedColumns columns;
    for (const std::string& comment : records.comments()) {
      std::vector<std::string> fields;
      splitRecord(comment, ',', fields);
      const NamedColumns stated_columns(fields);
      if (const Feed* found = feedOf(stated_columns)) {
        feed = found;
        columns = stated_columns;
      }
    }
    if (feed != nullptr) lines.setProvider(std::string(feed->list));
    CsvRecord record;
    for (;;) {
      auto more = records.next(record);
      if (!more) return more.error();
      if (!*more) break;
      if (feed == nullptr) {  // a header that is no comment
        columns = NamedColumns(record.fields);
        feed = feedOf(columns);
        if (feed == nullptr) {
          builder.abandon();
          return Error(ErrorCode::kInvalidValue, "a table with the columns of no feed of abuse.ch");
        }
        lines.setProvider(std::string(feed->list));
        continue;
      }
      builder.at(record.line, record.raw_line);
      const std::uint64_t before = builder.taken();
      feed->add(Row(columns, record), feed->list, builder);
      if (builder.taken() == before && feed->add != clients) builder.reject("a row without an indicator", record.text);
    }
    lines.finish();
    return {};
  }
};

}  // namespace
}  // namespace abusech_csv

const Reader& abuseChCsvReader() {
  static const abusech_csv::AbuseChCsvReader reader;
  return reader;
}

}  // namespace clew::ingest
