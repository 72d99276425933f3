// Any text as a query over a small case, through the public interface and every way an answer is written. Nothing is
// stored: the runs may not write.
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "clew/clew.h"
#include "fuzz/fuzz.h"
#include "support/process.h"
#include "support/sentences.h"

namespace clew::fuzz {
namespace {

class SmallCase {
 public:
  SmallCase() {
    const std::vector<std::string> facts = filesBelow("tests/fixtures/queries", ".facts.jsonl", 64);
    std::vector<std::string> paths;
    for (std::size_t i = 0; i < facts.size(); ++i) {
      paths.push_back(folder_.write(std::to_string(i) + ".facts.jsonl", facts[i]));
    }
    paths.push_back(folder_.write("seeds.csv", "domain,ip\ncorvusrex.com,192.0.2.1\nchbit.com,192.0.2.1\n"));
    auto opened = Case::open(folder_.file("fuzz.db"), {.create = true, .read_only = false, .schema_file = {}});
    if (!opened.ok()) fail(opened.error());
    case_ = std::move(opened).value();
    const auto report = case_->ingest(paths, {}, 1700000000);
    if (!report.ok()) fail(report.error());
    case_->keepSet("seeds", {"corvusrex.com", "chbit.com", "192.0.2.1"});
  }
  Case& get() { return *case_; }
  const std::string& folder() const { return folder_.path(); }

 private:
  [[noreturn]] static void fail(const Error& error) {
    std::fprintf(stderr, "%s\n", error.message.c_str());
    std::exit(2);
  }
  test::TemporaryFolder folder_;
  std::unique_ptr<Case> case_;
};

/// Words of the small case, so that most sentences made of them run.
test::Vocabulary vocabulary() {
  test::Vocabulary out;
  out.types = {
      {"domain",
       "domains",
       {{"ip", "ip"}, {"email", "email"}, {"ns", "host"}},
       {"tld", "label"},
       {"entropy"},
       {"created"},
       {"live"},
       {"corvusrex.com", "chbit.com"}},
      {"host",
       "hosts",
       {{"ip", "ip"}, {"ns", "host"}, {"apex", "domain"}},
       {"tld"},
       {},
       {"first-seen"},
       {},
       {"corvusrex.com"}},
      {"ip", "ips", {{"country", "country"}, {"asn", "asn"}}, {}, {}, {"last-seen"}, {"private"}, {"192.0.2.1"}},
      {"email", "emails", {{"provider", "domain"}}, {"name"}, {}, {}, {}, {"email \"a1@qq.com\""}},
      {"country", "countries", {}, {"name"}, {}, {}, {}, {"country \"CN\""}},
      {"asn", "asns", {}, {"name"}, {}, {}, {}, {"AS64500"}}};
  out.sets = {{"@seeds", "domain"}};
  out.times = {"2022-09", "30d", "now", "2022-10-18"};
  return out;
}

/// An input that begins with this byte is the seed of a sentence; any other is the text itself.
constexpr char kSentence = '\x01';

std::string textOf(const std::uint8_t* data, std::size_t size) {
  if (size < 5 || data[0] != static_cast<std::uint8_t>(kSentence)) return {data, data + size};
  std::uint32_t seed = 0;
  for (std::size_t i = 1; i < 5; ++i) seed = seed << 8 | data[i];
  return test::Sentences(seed, vocabulary()).query();
}

SmallCase& smallCase() {
  static SmallCase small;
  return small;
}

}  // namespace

std::vector<std::string> seeds() {
  std::vector<std::string> all = filesBelow("queries", ".clew", 64);
  for (const char* text :
       {"corvusrex.com", "corvusrex.com -> ip -> host", "domains sharing ip with corvusrex.com", "domains | count",
        "@seeds -> ip | sort by name | limit 3", "why corvusrex.com and chbit.com", "hosts where name ~ \"c.*\"",
        "domains sharing ip with @seeds at least 2", "let $x = 192.0.2.1\n$x -> host",
        "domains | ns | ns | ns | ns | ns | ns | ns | ns | ns | ns | ns | ns | ns | ns | ns | ns | countwith with"}) {
    all.emplace_back(text);
  }
  for (char i = 0; i < 64; ++i) all.push_back(std::string(1, kSentence) + "abc" + i);
  return all;
}

std::vector<std::string> parts() {
  return {};
}

std::vector<std::string> words() {
  return {"(",
          ")",
          "not ",
          " -> ",
          "->? ",
          "| ",
          "with ",
          "sharing ",
          "where ",
          "@seeds",
          "$",
          "\"",
          "'",
          "\\",
          ", ",
          "..",
          "domains ",
          "hosts ",
          "email ",
          "ip ",
          "org ",
          "ns ",
          " and ",
          " or ",
          "count",
          "show ",
          "sort by ",
          "limit 9",
          "99999999999999999999",
          "2022-10-18",
          "90 days",
          "50 %",
          "\n",
          "excluding ",
          "save ",
          "near ",
          "why ",
          "via ",
          "followed ",
          "in 3 steps ",
          "\x1B[2J",
          std::string(1, '\0'),
          "\xFF",
          "corvusrex.com",
          "192.0.2.1",
          "~ \"(a*)*\""};
}

}  // namespace clew::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  clew::fuzz::beginInput();
  using namespace clew;
  fuzz::SmallCase& small = fuzz::smallCase();
  const std::string text = fuzz::textOf(data, size);
  Prepared query = small.get().prepare(text, "query", small.folder());
  if (!query.ok()) {
    (void)query.diagnosticText();
    return 0;
  }
  (void)query.explain();
  RunOptions options;
  options.now = 1700000000;
  options.timeout = std::chrono::milliseconds(500);
  options.limit = 100;
  options.may_write = false;
  for (const auto& parameter : query.parameters()) {
    if (parameter.name.starts_with('@')) options.sets[parameter.name.substr(1)] = {"corvusrex.com", "192.0.2.1"};
    if (parameter.name.starts_with('$')) options.values[parameter.name.substr(1)] = "corvusrex.com";
  }
  (void)query
      .run(options,
           [](const Answer& answer) {
             for (const std::string& format : renderFormats()) {
               RenderOptions form;
               form.format = format;
               (void)renderTable(answer.table, form, [](std::string_view) { return Result<void>(); }).ok();
             }
             return true;
           })
      .ok();
  return 0;
}
