// dnstwist's CSV: the same names as its JSON has, several values of a field joined by ";".
#include <algorithm>

#include "common/text.h"
#include "ingest/line_stretches.h"
#include "ingest/readers/csv_named.h"
#include "ingest/readers/dnstwist.h"
#include "ingest/readers/readers.h"

namespace clew::ingest {
namespace dnstwist_csv {
namespace {

std::vector<std::string> valuesOf(std::string_view field) {
  std::vector<std::string> values;
  for (const std::string_view part : split(field, ';')) {
    if (const std::string_view value = trim(part); !value.empty()) values.emplace_back(value);
  }
  return values;
}

bool isHeader(const NamedColumns& columns) {
  return columns.has("fuzzer") && (columns.has("domain") || columns.has("domainname"));
}

Permutation permutationOf(const NamedColumns& columns, const CsvRecord& record) {
  Permutation one;
  one.domain = columns.of(record, {"domain", "domainname"});
  one.fuzzer = columns.of(record, {"fuzzer"});
  one.a = valuesOf(columns.of(record, {"dnsa"}));
  one.aaaa = valuesOf(columns.of(record, {"dnsaaaa"}));
  one.ns = valuesOf(columns.of(record, {"dnsns"}));
  one.mx = valuesOf(columns.of(record, {"dnsmx"}));
  one.registrar = columns.of(record, {"whoisregistrar"});
  one.created = columns.of(record, {"whoiscreated"});
  one.updated = columns.of(record, {"whoisupdated"});
  one.server = columns.of(record, {"bannerhttp"});
  return one;
}

class DnstwistCsvReader final : public Reader {
 public:
  std::string_view name() const override { return "dnstwist-csv"; }
  std::string_view title() const override { return "dnstwist: names made to imitate another, CSV"; }
  std::string_view sample() const override {
    return "fuzzer,domain,dns_a,dns_aaaa,dns_mx,dns_ns\n*original,a-shop.example,192.0.2.1,,,\n"
           "homoglyph,a-sh0p.example,192.0.2.7,,mx.b.example,ns1.b.example;ns2.b.example";
  }
  int detect(std::string_view head, std::string_view) const override {
    const auto headers = headersOfHead(head);
    return std::any_of(headers.begin(), headers.end(), isHeader) ? 90 : 0;
  }

  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    FactBuilder builder(context, sink);
    LineStretches lines(input, builder, sink, "dnstwist", "lookalikes");
    CsvRecords records(lines, builder);
    if (auto looked = records.lookAhead(8); !looked) return looked;
    NamedColumns columns;
    Permutations names;
    CsvRecord record;
    for (;;) {
      auto more = records.next(record);
      if (!more) return more.error();
      if (!*more) break;
      if (columns.size() == 0) {
        columns = NamedColumns(record.fields);
        if (!isHeader(columns)) {
          builder.abandon();
          return Error(ErrorCode::kInvalidValue, "a table without the columns fuzzer and domain");
        }
        continue;
      }
      builder.at(record.line, record.raw_line);
      const Permutation one = permutationOf(columns, record);
      if (one.domain.empty()) {
        builder.reject("a row without a domain", record.text);
      } else {
        names.add(one, builder);
      }
    }
    names.end(builder);
    lines.finish();
    return {};
  }
};

}  // namespace
}  // namespace dnstwist_csv

const Reader& dnstwistCsvReader() {
  static const dnstwist_csv::DnstwistCsvReader reader;
  return reader;
}

}  // namespace clew::ingest
