// Team Cymru's answers on addresses and systems (whois.cymru.com): rows of fields between bars, `64500 | 192.0.2.1 |
// NAME`, or with `-v` the block, its country, registry and day of allocation before the name. A question for many has a
// line above that says when it was answered. The day of allocation is no sighting, and a system beside the one that
// announces an address, which another of its servers tells of (PEER_AS), is not the address's.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "common/text.h"
#include "ingest/fact_builder.h"
#include "ingest/line_stretches.h"
#include "ingest/readers/json_reader.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/registration.h"
#include "ingest/readers/sharing.h"

namespace clew::ingest {
namespace cymru {
namespace {

using model::NodeName;
using model::Sighting;

constexpr std::string_view kBulk = "Bulk mode; ";
constexpr std::size_t kGreeting = 5;  // lines within which the header stands

std::vector<std::string_view> fieldsOf(std::string_view line) {
  std::vector<std::string_view> fields = split(line, '|');
  for (std::string_view& field : fields) field = trim(field);
  return fields;
}

bool saysNothing(std::string_view field) {
  return field.empty() || field == "NA";
}

/// "64500", "64500 64501", "NA".
bool isSystems(std::string_view field) {
  const auto words = splitBlanks(field);
  return field == "NA" || (!words.empty() && std::all_of(words.begin(), words.end(), allDigits));
}

bool isAddress(std::string_view field) {
  return model::parseAddress(field).has_value();
}

bool holds(std::string_view block, std::string_view address) {
  const auto whole = model::parseBlock(block);
  const auto one = model::parseAddress(address);
  return whole && one && whole->contains(*one);
}

bool isRegistry(std::string_view field) {
  return isOneOf(toLower(field), {"arin", "ripencc", "apnic", "lacnic", "afrinic", "other", "na"});
}

/// Views into the line; empty where the row does not say.
struct Row {
  std::string_view systems, ip, block, country, registry, allocated, name;
};

bool isHeader(const std::vector<std::string_view>& fields) {
  return fields.size() > 2 && isOneOf(fields.front(), {"AS", "PEER_AS"}) && fields.back() == "AS Name";
}

/// The last field from the `at`th on: bars may be within it.
std::string_view restOf(const std::vector<std::string_view>& fields, std::size_t at) {
  const std::string_view first = fields[at], last = fields.back();
  return {first.data(), static_cast<std::size_t>(last.data() + last.size() - first.data())};
}

/// By the names that a header gives the fields, else by how many there are. A block that does not hold the address is
/// another's.
std::optional<Row> rowOf(const std::vector<std::string_view>& fields, const std::vector<std::string>& header) {
  Row row;
  if (!header.empty()) {
    if (fields.size() < header.size()) return std::nullopt;
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (i == 0) row.systems = fields[i];
      if (header[i] == "IP") row.ip = fields[i];
      if (header[i] == "BGP Prefix") row.block = fields[i];
      if (header[i] == "CC") row.country = fields[i];
      if (header[i] == "Registry") row.registry = fields[i];
      if (header[i] == "Allocated") row.allocated = fields[i];
      if (header[i] == "AS Name") row.name = restOf(fields, i);
    }
  } else if (fields.size() >= 7 && isAddress(fields[1])) {
    row = {fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], restOf(fields, 6)};
  } else if (fields.size() == 3 && isAddress(fields[1]) && !model::parseBlock(fields[2])) {
    row = {fields[0], fields[1], {}, {}, {}, {}, fields[2]};
  } else if (fields.size() >= 5 && isRegistry(fields[2])) {
    row = {fields[0], {}, {}, fields[1], fields[2], fields[3], restOf(fields, 4)};
  } else {
    return std::nullopt;
  }
  const bool placed = row.ip.empty() || (isAddress(row.ip) && (saysNothing(row.block) || holds(row.block, row.ip)));
  return isSystems(row.systems) && placed ? std::optional(row) : std::nullopt;
}

/// What no other table has: the block of an address, where and when it was given to whom, and the system.
bool isWholeRow(const std::vector<std::string_view>& fields) {
  const auto row = fields.size() < 7 ? std::nullopt : rowOf(fields, {});
  if (!row || row->ip.empty() || !isRegistry(row->registry)) return false;
  if (row->systems == "NA" && row->block == "NA") return true;  // nobody announces it
  const bool country = row->country.size() == 2 && isAlpha(row->country[0]) && isAlpha(row->country[1]);
  const bool day = row->allocated.size() == 10 && model::readDate(row->allocated);
  return !saysNothing(row->block) && country && day;
}

/// "Bulk mode; whois.cymru.com [2020-05-13 21:08:56 +0000]".
bool isGreeting(std::string_view line) {
  return line.starts_with(kBulk) && contains(line, "cymru.com");
}

/// Whether the systems of the rows announce the addresses.
enum class Origins { kNotSaid, kSaid, kPeers };

class Run {
 public:
  Run(Input& input, const InputContext& context, FactSink& sink)
      : builder_(context, sink), lines_(input, builder_, sink, "cymru", "system") {}

  Result<void> run() {
    std::string_view line;
    for (;;) {
      auto more = lines_.next(line);
      if (!more) return more.error();
      if (!*more) break;
      line = trim(line);
      const bool greets = isGreeting(line);
      if (greets) {
        begin(contains(line, "peer") ? Origins::kPeers : Origins::kSaid, timeIn(line));
        header_.clear();
      }
      dated();
      if (!line.empty() && !greets) one(line);
    }
    left_out_.tell(builder_);
    lines_.finish();
    return {};
  }

 private:
  static Time timeIn(std::string_view line) {
    const std::size_t open = line.find('[');
    if (open == line.npos || !line.ends_with(']')) return kNoTime;
    const auto when = model::readDate(line.substr(open + 1, line.size() - open - 2));
    return when ? when->first : kNoTime;
  }

  /// Nothing of the answer before stays for the next one in the file.
  void begin(Origins origins, Time answered) {
    origins_ = origins;
    answered_ = answered;
    rows_ = 0;
  }

  /// An answer that does not say when it was given is as old as the file.
  void dated() {
    const InputContext& context = builder_.context();
    if (context.fetched == kNoTime) builder_.lookup().fetched = answered_ == kNoTime ? context.file_time : answered_;
  }

  void one(std::string_view line) {
    const auto fields = fieldsOf(line);
    if (isHeader(fields)) {
      // behind a greeting it is of the same answer
      begin(fields.front() == "AS" ? Origins::kSaid : Origins::kPeers, rows_ == 0 ? answered_ : kNoTime);
      header_.assign(fields.begin(), fields.end());
      return;
    }
    ++rows_;
    const auto row = rowOf(fields, header_);
    if (!row) return builder_.reject("no row of a system, an address and a name", line);
    if (saysNothing(row->systems)) return left_out_.count("addresses that no system announces");
    if (!saysNothing(row->allocated)) left_out_.count("registries of blocks and systems, and days of allocation");
    add(*row);
  }

  void add(const Row& row) {
    const auto& known = builder_.schema().known();
    const Sighting seen = builder_.seenNow();
    const auto ip = builder_.node(known.ip, row.ip);
    const auto net = saysNothing(row.block) ? std::nullopt : builder_.node(known.net, row.block);
    if (ip && net) builder_.link(*ip, "net", *net, seen);
    if (net || ip) country(net ? *net : *ip, row, seen);
    const auto systems = splitBlanks(row.systems);  // several announce the same block
    const bool announce = origins_ == Origins::kSaid || (origins_ == Origins::kNotSaid && systems.size() == 1);
    if (!announce) return left_out_.count("systems that may be beside the one that announces an address");
    for (const std::string_view number : systems) {
      const auto asn = builder_.node(known.asn, asnText(number));
      if (!asn) continue;
      if (ip) builder_.link(*ip, "asn", *asn, seen);
      if (net) builder_.link(*net, "asn", *asn, seen);
      if (systems.size() == 1 && !saysNothing(row.name)) builder_.property(*asn, "as-name", row.name, seen);
      if (!ip && !net) country(*asn, row, seen);
    }
    if (systems.size() > 1) left_out_.count("names of systems where several announce a block");
  }

  /// "NA" is Namibia where a registry is named.
  void country(const NodeName& of, const Row& row, const Sighting& seen) {
    if (row.country == "NA" && saysNothing(row.registry)) return;
    builder_.link(of, "country", countryText(builder_.schema(), row.country), seen);
  }

  FactBuilder builder_;
  LineStretches lines_;
  LeftOut left_out_;
  std::vector<std::string> header_;
  Time answered_ = kNoTime;
  std::uint64_t rows_ = 0;  // of the answer so far
  Origins origins_ = Origins::kNotSaid;
};

class CymruReader final : public Reader {
 public:
  std::string_view name() const override { return "cymru"; }
  std::string_view title() const override { return "Team Cymru: systems and blocks of addresses, text"; }
  std::string_view sample() const override {
    return "Bulk mode; whois.cymru.com [2022-09-25 10:11:12 +0000]\n"
           "64500   | 192.0.2.1        | 192.0.2.0/24        | NL | ripencc  | 2001-02-03 | NET, NL";
  }

  // Its own line or header, else the share of rows that are whole: a number, an address and a text between bars are
  // what many tables have.
  int detect(std::string_view head, std::string_view) const override {
    head = trimLeft(withoutMark(head));
    if (isGreeting(head.substr(0, head.find('\n')))) return 96;
    std::size_t all = 0, good = 0;
    std::vector<std::string_view> lines = splitLines(head);
    if (head.size() >= 60 * 1024 && lines.size() > 1) lines.pop_back();  // cut in its middle
    for (const std::string_view line : lines) {
      if (trim(line).empty()) continue;
      const auto fields = fieldsOf(line);
      if (all < kGreeting && isHeader(fields)) return 96;
      ++all;
      if (isWholeRow(fields)) ++good;
      if (all == 200) break;
    }
    return good > 0 && good * 10 >= all * 9 ? 89 : 0;
  }

  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    return Run(input, context, sink).run();
  }
};

}  // namespace
}  // namespace cymru

const Reader& cymruReader() {
  static const cymru::CymruReader reader;
  return reader;
}

}  // namespace clew::ingest
