// Any bytes as an answer of any service: the first byte picks the reader, the rest is the input.
#include <string_view>

#include "common/files.h"
#include "fuzz/fuzz.h"
#include "ingest/reader.h"
#include "ingest/stream_input.h"

namespace clew::fuzz {
namespace {

constexpr std::size_t kSmall = 8192;  // bytes of a seed

class DroppingSink final : public ingest::FactSink {
 public:
  bool lookup(model::LookupFacts&&) override { return true; }
  bool reject(model::Reject&&) override { return true; }
  void progress(std::uint64_t) override {}
};

}  // namespace

std::vector<std::string> seeds() {
  std::vector<std::string> texts = filesBelow("tests/fixtures/queries", ".jsonl", 8);
  for (const char* folder : {"whois", "dns-lookup", "passive-dns", "reverse-whois", "netblocks", "reputation"}) {
    for (std::string& text : filesBelow(std::string("examples/spam-portfolio/data/") + folder, "", 1)) {
      texts.push_back(text.substr(0, kSmall));
    }
  }
  // Real answers, where they are there: small ones, whole.
  for (const char* folder : {"shodan", "censys", "crtsh", "geo-asn", "dnsx-text", "doh-json", "whoisxml", "rdap",
                             "passivetotal", "pdns-cof", "validin", "circl-passivessl"}) {
    for (std::string& text : filesBelow(std::string("../shared/data/real/") + folder, "", 4)) {
      if (text.size() <= kSmall) texts.push_back(std::move(text));
    }
  }
  const auto& readers = ingest::readers();
  std::vector<std::string> all;
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
          "\"records\":"};
}

}  // namespace clew::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace clew;
  if (size == 0) return 0;
  const auto& readers = ingest::readers();
  const ingest::Reader& reader = *readers[data[0] % readers.size()];
  const std::string bytes(data + 1, data + size);
  auto source = openBytes(bytes, std::uint64_t{1} << 22);
  if (!source.ok()) return 0;
  auto input = ingest::StreamInput::open(std::move(source).value(), nullptr);
  if (!input.ok()) return 0;
  reader.detect((*input)->head(), "answer.json");
  ingest::InputContext context;
  context.name = "answer.json";
  context.file_time = 1700000000;
  context.schema = &model::Schema::builtin();
  context.redactions = &model::RedactionList::shipped();
  context.suffixes = &model::Suffixes::shipped();
  fuzz::DroppingSink sink;
  (void)reader.read(**input, context, sink).ok();
  return 0;
}
