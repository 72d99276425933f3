// Whatever values are ingested or asked for, nothing that acts on a terminal, a spreadsheet or a page comes out.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "clew/clew.h"
#include "support/process.h"

namespace clew {
namespace {

using Texts = std::vector<std::string>;

std::string repeated(std::string_view piece, std::size_t times) {
  std::string text;
  text.reserve(piece.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

/// Values as bytes; short ones also serve as names of lists and columns.
const Texts& shortValues() {
  static const Texts values = {
      "\x1B[31mred\x1B[0m",
      "\x1B]0;title\x07",
      "\xC2\x9B\x32J",
      "\x9B\x32J",
      std::string("nul\0end", 7),
      "\xFF\xFE\xC0\x80",
      "cut \xE2\x80",
      "\xED\xA0\x80",
      "\xE2\x80\xAE"
      "gpj.exe",
      "\xE2\x81\xA6iso\xE2\x81\xA9",
      "<script>alert(1)</script>",
      "<SCRIPT src=//x.example>",
      "\"><img src=x onerror=alert(1)>",
      "=1+1",
      "+cmd|' /C calc'!A0",
      "-2+3",
      "@SUM(1)",
      "\t=1+1",
      " =1+1",
      "\xEF\xBC\x9D"
      "1+1",
      "a|b`c`[d](javascript:e)",
      "line\r\nfeed",
      "back\\slash \"quote\" 'apostrophe'",
  };
  return values;
}

Texts allValues() {
  Texts values = shortValues();
  values.push_back(repeated("A", std::size_t{1} << 20));
  values.push_back(repeated("=\x1B[", 100000));
  values.push_back(repeated("[", 20000));
  values.push_back(repeated("(", 20000) + "x" + repeated(")", 20000));
  return values;
}

/// A JSON string that holds these bytes; `raw` leaves control characters as they are, which is no JSON.
std::string jsonString(std::string_view bytes, bool raw) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 && !raw) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string csvCell(std::string_view bytes) {
  std::string out = "\"";
  for (const char c : bytes) {
    out += c;
    if (c == '"') out += c;
  }
  return out + "\"";
}

/// What must not be there, with its place; empty when the text is harmless.
std::string harm(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto at = [&](std::size_t offset) {
      return i + offset < text.size() ? static_cast<unsigned char>(text[i + offset]) : 0;
    };
    const unsigned byte = at(0);
    const bool line_or_tab = byte == '\n' || byte == '\r' || byte == '\t';
    const bool control = (byte < 0x20 && !line_or_tab) || byte == 0x7F;
    const bool c1 = byte == 0xC2 && at(1) >= 0x80 && at(1) < 0xA0;
    const bool bidi = (byte == 0xE2 && at(1) == 0x80 && at(2) >= 0xAA && at(2) <= 0xAE) ||
                      (byte == 0xE2 && at(1) == 0x81 && at(2) >= 0xA6 && at(2) <= 0xA9);
    const bool lone = byte >= 0x80 && byte < 0xC0 && (i == 0 || static_cast<unsigned char>(text[i - 1]) < 0x80);
    const bool never = byte == 0xC0 || byte == 0xC1 || byte >= 0xF5;
    if (control || c1 || bidi || lone || never) {
      return "byte " + std::to_string(byte) + " at " + std::to_string(i);
    }
  }
  return {};
}

/// The fields of RFC 4180 text.
Texts csvFields(std::string_view text) {
  Texts fields(1);
  bool in_quotes = false;
  for (const char c : text) {
    if (c == '"') {
      in_quotes = !in_quotes;
    } else if (!in_quotes && (c == ',' || c == '\n')) {
      fields.emplace_back();
    } else if (c != '\r' || in_quotes) {
      fields.back() += c;
    }
  }
  return fields;
}

bool isFormula(std::string_view field) {
  const bool number = field.size() > 1 && field.find_first_not_of("0123456789.", 1) == std::string_view::npos;
  return !field.empty() && std::string_view("=+-@\t\r").find(field.front()) != std::string_view::npos && !number;
}

/// Markdown without its code spans (CommonMark 6.1), in which HTML is only text.
std::string outsideCode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] != '`') {
      out += text[i++];
      continue;
    }
    const std::size_t opened = std::min(text.find_first_not_of('`', i), text.size());
    std::size_t end = std::string_view::npos;
    for (std::size_t at = text.find('`', opened); at < text.size() && end == std::string_view::npos;) {
      const std::size_t closed = std::min(text.find_first_not_of('`', at), text.size());
      if (closed - at == opened - i) end = closed;
      at = text.find('`', closed);
    }
    i = end == std::string_view::npos ? opened : end;
  }
  return out;
}

void checkRendered(const Table& table) {
  for (const std::string& format : renderFormats()) {
    for (const bool defang : {false, true}) {
      INFO(format);
      RenderOptions options;
      options.format = format;
      options.defang = defang;
      options.width = defang ? 80 : 0;
      std::string text;
      const auto done = renderTable(table, options, [&](std::string_view part) {
        text += part;
        return Result<void>();
      });
      REQUIRE(done.ok());
      REQUIRE(harm(text) == "");
      if (format == "csv") {
        for (const std::string& field : csvFields(text)) REQUIRE_FALSE(isFormula(field));
      }
      if (format == "markdown" || format == "html") {
        if (format == "markdown") text = outsideCode(text);
        for (const char* sign : {"<script", "<SCRIPT", "<img"}) REQUIRE(text.find(sign) == std::string::npos);
      }
    }
  }
}

std::unique_ptr<Case> newCase(const test::TemporaryFolder& folder) {
  OpenOptions options;
  options.create = true;
  auto opened = Case::open(folder.file("hostile.db"), options);
  REQUIRE(opened.ok());
  return std::move(opened).value();
}

std::string factLines(const Texts& values, bool raw) {
  std::string lines;
  for (const std::string& value : values) {
    const std::string text = jsonString(value, raw);
    for (const char* end :
         {R"("relation":"org","to":{"type":"org","name":)", R"("relation":"blocklist","to":{"type":"list","name":)",
          R"("relation":"ip","to":{"type":"ip","name":)"}) {
      lines += R"({"fact":"link","from":{"type":"domain","name":"a.example"},)" + std::string(end) + text +
               R"(},"source":"s","first":"2024-01-01T00:00:00Z","last":"2024-01-02T00:00:00Z"})"
               "\n";
    }
    lines += R"({"fact":"link","from":{"type":"domain","name":)" + text +
             R"(},"relation":"org","to":{"type":"org","name":"o"},"source":)" + text + "}\n";
  }
  return lines;
}

std::string whoisAnswer(const std::string& value) {
  const std::string text = jsonString(value, false);
  return R"({"WhoisRecord":{"domainName":"b.example","createdDateNormalized":)" + text + R"(,"registrarName":)" + text +
         R"(,"registrant":{"name":)" + text + R"(,"organization":)" + text + R"(,"email":)" + text + R"(,"street1":)" +
         text + R"(,"country":)" + text + R"(},"nameServers":{"hostNames":[)" + text + "]}}}";
}

std::string passiveLines(const Texts& values) {
  std::string lines;
  for (const std::string& value : values) {
    const std::string text = jsonString(value, false);
    lines += R"({"rrname":)" + text +
             R"(,"rrtype":"CNAME","rdata":"c.example.","time_first":1,"time_last":2})"
             "\n";
    lines += R"({"rrname":"d.example.","rrtype":"TXT","rdata":[)" + text +
             R"(],"time_first":1,"time_last":2})"
             "\n";
    lines += R"({"rrname":"d.example.","rrtype":)" + text + R"(,"rdata":)" + text + "}\n";
  }
  return lines;
}

std::string csvTable(const Texts& values) {
  std::string text = "domain,org,registrar,email\r\n";
  for (const std::string& value : values) {
    const std::string cell = csvCell(value);
    text += "e.example," + cell + "," + cell + "," + cell + "\r\n" + cell + ",o,r,x@e.example\r\n";
  }
  return text;
}

/// Every file gave facts or rejects, but for those whose names begin with "deep": nothing but brackets.
void checkReport(const IngestReport& report) {
  for (const IngestFile& file : report.files) {
    INFO(file.path);
    CHECK(harm(cellText(file.error)) == "");
    const bool is_deep = file.path.find("/deep") != std::string::npos;
    CHECK(file.error.empty() != is_deep);
    CHECK((file.facts + file.rejected > 0) != is_deep);
  }
  for (const IngestReject& reject : report.rejects) REQUIRE(harm(cellText(reject.reason)) == "");
}

/// Runs a query and looks at every form of every answer; how many rows there were.
std::size_t checkAnswers(Case& hostile, const std::string& text) {
  Prepared query = hostile.prepare(text);
  INFO(query.diagnosticText());
  REQUIRE(query.ok());
  std::size_t rows = 0;
  RunOptions options;
  options.now = 1700000000;
  const auto run = query.run(options, [&](const Answer& answer) {
    rows += answer.table.rowCount();
    REQUIRE(harm(answer.text) == "");
    checkRendered(answer.table);
    return true;
  });
  REQUIRE(run.ok());
  return rows;
}

}  // namespace

TEST_CASE("hostile values come through every reader and leave by every form harmless", "[hostile]") {
  const test::TemporaryFolder folder;
  const Texts values = allValues();
  Texts paths = {folder.write("f.facts.jsonl", factLines(values, false)),
                 folder.write("g.facts.jsonl", factLines(values, true)),
                 folder.write("p.jsonl", passiveLines(values)),
                 folder.write("t.csv", csvTable(values)),
                 folder.write("deep.json", repeated("[", 100000)),
                 folder.write("deeper.json", repeated("{\"a\":", 100000))};
  for (std::size_t i = 0; i < values.size(); ++i) {
    paths.push_back(folder.write("whois" + std::to_string(i) + ".json", whoisAnswer(values[i])));
  }
  const auto hostile = newCase(folder);
  const auto report = hostile->ingest(paths, {}, 1700000000);
  REQUIRE(report.ok());
  REQUIRE(report->facts > 0);
  checkReport(*report);
  const auto table = std::find_if(report->files.begin(), report->files.end(),
                                  [](const IngestFile& file) { return file.path.ends_with("/t.csv"); });
  REQUIRE(table != report->files.end());
  CHECK(table->format == "csv");
  CHECK(table->facts > shortValues().size() / 2);
  CHECK(table->rejected > shortValues().size() / 2);

  CHECK(checkAnswers(*hostile, "domains") > 0);
  CHECK(checkAnswers(*hostile, "orgs") > shortValues().size() / 2);
  CHECK(checkAnswers(*hostile, "a.example -> org") > shortValues().size() / 2);
  CHECK(checkAnswers(*hostile, "e.example -> registrar") > shortValues().size() / 2);
  checkRendered(hostile->sets());
}

TEST_CASE("a table of hostile cells is harmless in every form", "[hostile]") {
  for (const std::string& value : allValues()) {
    Table table;
    table.columns = {
        {value.substr(0, 1000), ColumnType::kText}, {"node", ColumnType::kNode}, {"list", ColumnType::kList}};
    table.push(value);
    table.push(NodeValue{"org", value, value});
    table.push(CellList{Cell(value), Cell(value)});
    checkRendered(table);
  }
}

TEST_CASE("hostile queries are answered or refused, and what is said is harmless", "[hostile]") {
  const test::TemporaryFolder folder;
  const auto hostile = newCase(folder);
  for (const std::string& value : allValues()) {
    for (const std::string& text :
         {value, "\"" + value + "\"", "a.example -> " + value, "domains where name = '" + value + "'",
          "domains | " + value, "@" + value, "(" + value}) {
      Prepared query = hostile->prepare(text, value.substr(0, 100));
      REQUIRE(harm(query.diagnosticText()) == "");
      REQUIRE(harm(cellText(text)) == "");
      REQUIRE(harm(safeText(text)) == "");
      if (!query.ok()) {
        REQUIRE_FALSE(query.diagnostics().empty());
        continue;
      }
      RunOptions options;
      options.may_write = false;
      const auto run = query.run(options, [](const Answer& answer) {
        checkRendered(answer.table);
        return true;
      });
      if (!run.ok()) REQUIRE(harm(safeText(run.error().message)) == "");
    }
  }
  CHECK_FALSE(hostile->prepare(repeated("(", 20000)).ok());
  CHECK_FALSE(hostile->prepare("a.example -> \x1B[2J").ok());
}

TEST_CASE("what hangs on one another is bounded, however it is written", "[hostile]") {
  const test::TemporaryFolder folder;
  const auto hostile = newCase(folder);
  const auto lets = [](std::size_t count, const std::string& query) {
    std::string text = "let @a0 = domains\n";
    for (std::size_t i = 1; i < count; ++i) {
      text += "let @a" + std::to_string(i) + " = " + query + "@a" + std::to_string(i - 1) + "\n";
    }
    return text + "@a" + std::to_string(count - 1) + " | count";
  };
  const auto params = [](std::size_t count) {
    std::string text = "param @a0: domains = a.example\n";
    for (std::size_t i = 1; i < count; ++i) {
      text += "param @a" + std::to_string(i) + ": domains = @a" + std::to_string(i - 1) + "\n";
    }
    return text + "@a" + std::to_string(count - 1) + " | count";
  };
  const auto traits = [](std::size_t count) {
    std::string text = "let trait t0 = ip, ns\n";
    for (std::size_t i = 1; i < count; ++i) {
      const std::string before = "t" + std::to_string(i - 1);
      text += "let trait t" + std::to_string(i) + " = " + before + ", " + before + "\n";
    }
    return text + "domains sharing t" + std::to_string(count - 1) + " with a.example | count";
  };
  constexpr std::size_t kMany = 10000;
  for (const std::string& text :
       {"a.example" + repeated(" -> ip <- ip", kMany), "a.example" + repeated(" plus a.example", kMany),
        "domains" + repeated(" | where live", kMany), "domains" + repeated(" in a.example", kMany),
        "domains" + repeated(" sharing ip with a.example", kMany), "a.example | show x = 1" + repeated(" + 1", kMany),
        "hosts | show x = " + repeated("redirect of ", kMany) + "redirect", lets(kMany, ""),
        lets(kMany, "domains where apex in "), params(kMany)}) {
    INFO(text.substr(0, 60));
    const Prepared query = hostile->prepare(text);
    REQUIRE_FALSE(query.ok());
    CHECK(query.diagnostics().front().error.id == "E120");
    CHECK(query.diagnostics().size() == 1);
  }
  // as deep as is allowed, all of it is carried out
  for (const std::string& text :
       {"a.example" + repeated(" -> ip <- ip", 250), "a.example" + repeated(" plus a.example", 500),
        "domains" + repeated(" | where live", 250), "domains" + repeated(" sharing ip with a.example", 500),
        "a.example | show x = 1" + repeated(" + 1", 499), lets(240, ""), lets(80, "domains where apex in "),
        params(240), traits(240), "(a.example" + repeated(", a.example", 80000) + ") | count"}) {
    INFO(text.substr(0, 60));
    (void)checkAnswers(*hostile, text);
  }
}

}  // namespace clew
