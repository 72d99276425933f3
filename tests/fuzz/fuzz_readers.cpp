// Any bytes as an answer of any service: the first byte picks the reader, the rest is the input. A part of the name of
// a reader takes all of an input as an answer for that reader; `archive` takes it as an archive.
#include <algorithm>
#include <string_view>

#include "common/archive.h"
#include "common/files.h"
#include "common/text.h"
#include "fuzz/fuzz.h"
#include "ingest/places.h"
#include "ingest/reader.h"
#include "ingest/stream_input.h"
#include "support/places.h"

namespace clew::fuzz {
namespace {

constexpr std::size_t kSmall = 8192;       // bytes of a seed that is cut
constexpr std::size_t kWhole = 16 * 1024;  // bytes of a seed that is not
constexpr std::size_t kMostSeeds = 32;     // of one reader
constexpr std::string_view kArchive = "archive";

/// The reader that is run alone; null: the first byte of an input picks one.
const ingest::Reader* chosenReader() {
  for (const ingest::Reader* reader : ingest::readers()) {
    if (reader->name() == part()) return reader;
  }
  return nullptr;
}

class DroppingSink final : public ingest::FactSink {
 public:
  bool lookup(model::LookupFacts&&) override { return true; }
  bool reject(model::Reject&&) override { return true; }
  void progress(std::uint64_t) override {}
};

/// Every file of an archive, to its end or to 4 MiB.
void readArchive(const std::string& bytes) {
  auto source = openBytes(bytes, std::uint64_t{1} << 22);
  if (!source.ok()) return;
  const auto archive = Archive::open(std::move(source).value(), "answers.zip");
  std::string out(std::size_t{1} << 16, '\0');
  for (std::size_t read = 0; read < std::size_t{1} << 22;) {
    const auto entry = archive->next();
    if (!entry.ok() || !entry->has_value()) return;
    const auto content = archive->content();
    for (auto got = content->read(out.data(), out.size()); got.ok() && *got > 0 && read < std::size_t{1} << 22;) {
      read += *got;
      got = content->read(out.data(), out.size());
    }
    ++read;
  }
}

void read(const ingest::Reader& reader, const std::string& bytes) {
  auto source = openBytes(bytes, std::uint64_t{1} << 22);
  if (!source.ok()) return;
  auto input = ingest::StreamInput::open(std::move(source).value(), nullptr);
  if (!input.ok()) return;
  reader.detect((*input)->head(), "answer.json");
  ingest::InputContext context;
  context.name = "answer.json";
  context.file_time = 1700000000;
  // Tables that tell of the case's addresses do so for half of the inputs, and are taken whole for the others.
  const std::vector<model::Address> addresses = {*model::parseAddress("192.0.2.7"),
                                                 *model::parseAddress("2001:db8::7")};
  if (bytes.size() % 2 == 0) context.addresses = &addresses;
  ingest::Places places;
  places.add(1, {"NL", "North Holland", "Amsterdam"}, true);
  context.places = &places;
  context.schema = &model::Schema::builtin();
  context.redactions = &model::RedactionList::shipped();
  context.suffixes = &model::Suffixes::shipped();
  DroppingSink sink;
  (void)reader.read(**input, context, sink).ok();
}

/// A zip of one stored file, a.txt.
std::string zipSeed() {
  const std::string name = "a.txt", content = "a.example\n";
  std::string zip("PK\x03\x04\x14\0\0\0\0\0\0\x60\x64\x57", 14);
  zip += std::string("\x9D\x5D\xD2\x3B\x0A\0\0\0\x0A\0\0\0\x05\0\0\0", 16) + name + content;
  return zip;
}

/// Made-up answers of the checkout, cut where they are long.
std::vector<std::string> madeUp() {
  std::vector<std::string> texts = filesBelow("tests/fixtures/queries", ".jsonl", 8);
  for (const char* folder : {"whois", "dns-lookup", "passive-dns", "reverse-whois", "netblocks", "reputation"}) {
    for (std::string& text : filesBelow(std::string("examples/spam-portfolio/data/") + folder, "", 1)) {
      texts.push_back(text.substr(0, kSmall));
    }
  }
  return texts;
}

/// Real answers, where they are there: small ones, whole.
std::vector<std::string> realOnes() {
  std::vector<std::string> texts;
  for (const char* folder : {"shodan", "censys", "crtsh", "geo-asn", "dnsx-text", "doh-json", "whoisxml", "rdap",
                             "passivetotal", "pdns-cof", "validin", "circl-passivessl"}) {
    for (std::string& text : filesBelow(test::sharedFolder() + "/data/real/" + folder, "", 4)) {
      if (text.size() <= kSmall) texts.push_back(std::move(text));
    }
  }
  return texts;
}

/// Those texts, of the checkout and of all real answers, that a reader is surest of, with its own sample. Long ones
/// are cut, but for those that are not text: these say nothing when their end is missing.
std::vector<std::string> seedsOf(const ingest::Reader& reader) {
  std::vector<std::string> texts = madeUp();
  for (std::string& text : filesBelow(test::sharedFolder() + "/data/real", "", 4096)) {
    if (text.size() > kWhole && contains(text, std::string_view("\0", 1))) continue;
    if (text.size() > kWhole) text.resize(kSmall);
    texts.push_back(std::move(text));
  }
  std::vector<std::pair<int, std::size_t>> sure;  // falling; then as found
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string_view head = std::string_view(texts[i]).substr(0, ingest::kHeadBytes);
    if (const int how = reader.detect(head, "-"); how > 0) sure.emplace_back(-how, i);
  }
  std::sort(sure.begin(), sure.end());
  if (sure.size() > kMostSeeds) sure.resize(kMostSeeds);
  std::vector<std::string> all = {std::string(reader.sample())};
  for (const auto& [how, i] : sure) all.push_back(texts[i]);
  return all;
}

}  // namespace

std::vector<std::string> parts() {
  std::vector<std::string> names = {std::string(kArchive)};
  for (const ingest::Reader* reader : ingest::readers()) names.emplace_back(reader->name());
  return names;
}

std::vector<std::string> seeds() {
  if (part() == kArchive) return {zipSeed()};
  if (const ingest::Reader* reader = chosenReader()) return seedsOf(*reader);
  std::vector<std::string> texts = madeUp();
  for (std::string& text : realOnes()) texts.push_back(std::move(text));
  const auto& readers = ingest::readers();
  std::vector<std::string> all = {std::string(1, '\0') + zipSeed()};
  for (std::size_t i = 0; i < readers.size(); ++i) {
    const std::string pick(1, static_cast<char>(i));
    all.push_back(pick + std::string(readers[i]->sample()));
    for (const std::string& text : texts) {
      if (readers[i]->detect(text, "-") > 0) all.push_back(pick + text);
    }
  }
  return all;
}

std::vector<std::string> words() {
  return {"{",
          "}",
          "[",
          "]",
          "\"",
          ":",
          ",",
          "null",
          "true",
          "-1",
          "1e999",
          "18446744073709551616",
          "\\u0000",
          "\\ud800",
          "[[[[[[[[",
          "{\"a\":",
          "\n",
          "\r",
          "\t",
          ";",
          "a.example",
          "192.0.2.1",
          "2001:db8::/32",
          "2022-13-45",
          "0000-00-00T99:99:99Z",
          "xn--",
          "..",
          "=1+1",
          "<script>",
          "\xEF\xBB\xBF",
          "\xFF\xFE",
          "\xE2\x80\xAE",
          "\x1B]0;",
          std::string(1, '\0'),
          "\x28\xB5\x2F\xFD",
          "\x1F\x8B\x08",
          "hxxp://",
          "[.]",
          "\"rdata\":",
          "\"records\":",
          "[domain-name:value = 'a.example']",
          " AND ",
          "\"type\":\"indicator\"",
          "\"Attribute\":[",
          "\nDomain Name: ",
          "\nnserver: ns1.a.example",
          "\nnic-hdl: X1-EX",
          "\n[Tech-C]\n",
          "\n%% NOT FOUND\n",
          "\n; <<>> DiG 9 <<>> a.example\n",
          ";; ->>HEADER<<- opcode: QUERY, status: NOERROR",
          "$ORIGIN a.example.\n",
          " IN SOA ( ",
          "\xAB\xCD\xEF"
          "MaxMind.com",
          "PK\x03\x04",
          "<!doctype html>",
          "&#91;.&#93;"};
}

/// One input of the part that is picked, or of the whole.
void run(std::string_view input) {
  if (part() == kArchive) return readArchive(std::string(input));
  if (const ingest::Reader* reader = chosenReader()) return read(*reader, std::string(input));
  if (input.empty()) return;
  const auto& readers = ingest::readers();
  const std::string bytes(input.substr(1));
  if (isArchive(bytes)) readArchive(bytes);
  read(*readers[static_cast<unsigned char>(input.front()) % readers.size()], bytes);
}

}  // namespace clew::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  clew::fuzz::beginInput();
  clew::fuzz::run(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}

// libmaxminddb below 1.12 does not free the list of a broken description when it refuses to open a database (some
// kilobytes a file; https://github.com/maxmind/libmaxminddb/pull/356). Nothing else of it is left out of the search for
// leaks than what it allocates itself.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libmaxminddb.so\n";
}
