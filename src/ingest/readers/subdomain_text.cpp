// Names below a domain with the sources that know them, as text: `[source] name` (subfinder -v; Amass up to version 3
// with -src, which has addresses behind the name with -ip), `name,[source,source]` (subfinder -cs).
#include <algorithm>
#include <optional>
#include <vector>

#include "common/text.h"
#include "ingest/fact_builder.h"
#include "ingest/line_stretches.h"
#include "ingest/readers/indicator.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/text_head.h"

namespace clew::ingest {
namespace subdomain_text {
namespace {

struct Found {
  std::string_view host;
  std::vector<std::string_view> addresses;
};

bool isSource(std::string_view word) {
  return !word.empty() && isAlpha(word.front()) && word.size() <= 40 &&
         std::all_of(word.begin(), word.end(), [](char c) { return isAlnum(c) || c == '-' || c == '_' || c == ' '; });
}

/// "[INF] Found 2 subdomains for a.example": what the tool says of its own work.
bool isLog(std::string_view line) {
  line = trim(line);
  return line.starts_with('[') && line.size() > 5 && line[4] == ']' &&
         isOneOf(line.substr(1, 3), {"INF", "WRN", "ERR", "DBG", "FTL", "VER"});
}

/// "192.0.2.7,2001:db8::7"; empty when one of them is no address.
std::vector<std::string_view> addressesOf(std::string_view text) {
  std::vector<std::string_view> addresses = split(text, ',');
  const bool all = std::all_of(addresses.begin(), addresses.end(),
                               [](std::string_view one) { return model::parseAddress(one).has_value(); });
  if (!all) addresses.clear();
  return addresses;
}

std::optional<Found> foundIn(std::string_view line) {
  line = trim(line);
  Found found;
  if (line.starts_with('[')) {
    const std::size_t close = line.find(']');
    if (close == line.npos || close + 1 == line.size() || !isBlank(line[close + 1])) return std::nullopt;
    if (!isSource(line.substr(1, close - 1))) return std::nullopt;
    const auto words = splitBlanks(line.substr(close + 1));
    if (words.empty() || words.size() > 2) return std::nullopt;
    found.host = words.front();
    if (words.size() > 1) found.addresses = addressesOf(words.back());
    if (words.size() > 1 && found.addresses.empty()) return std::nullopt;
  } else {
    const auto parts = splitOnce(line, ",[");
    if (!parts || !parts->second.ends_with(']')) return std::nullopt;
    const auto sources = split(parts->second.substr(0, parts->second.size() - 1), ',');
    if (!std::all_of(sources.begin(), sources.end(), isSource)) return std::nullopt;
    found.host = parts->first;
  }
  return looksLike(found.host) == TokenClass::kHost ? std::optional(found) : std::nullopt;
}

class SubdomainTextReader final : public Reader {
 public:
  std::string_view name() const override { return "subdomain-text"; }
  std::string_view title() const override {
    return "subfinder (-v, -cs) and Amass to version 3 (-src): names and their sources, text";
  }
  std::string_view sample() const override { return "[crtsh] www.a.example\n[archive] mail.a.example"; }

  // The share of lines that hold a name with its source.
  int detect(std::string_view head, std::string_view) const override {
    std::size_t all = 0, good = 0;
    std::vector<std::string_view> lines = splitLines(head);
    if (head.size() >= 60 * 1024 && lines.size() > 1) lines.pop_back();  // cut in its middle
    for (const std::string_view whole : lines) {
      const std::string line = withoutColours(whole);
      if (trim(line).empty() || isLog(line)) continue;
      ++all;
      if (foundIn(line)) ++good;
      if (all == 500) break;
    }
    return good > 0 && good * 10 >= all * 9 ? 86 : 0;
  }

  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    FactBuilder builder(context, sink);
    LineStretches lines(input, builder, sink, "subdomains", "subdomains");
    std::uint64_t log = 0;
    std::string_view line;
    for (;;) {
      auto more = lines.next(line);
      if (!more) return more.error();
      if (!*more) break;
      const std::string plain = withoutColours(line);
      if (trim(plain).empty()) continue;
      if (const auto found = foundIn(plain)) {
        add(*found, builder);
      } else if (isLog(plain)) {
        ++log;
      } else {
        builder.reject("no name with the source that knows it", line);
      }
    }
    if (log > 0) builder.notice("lines in which the tool speaks of its own work: passed over", log);
    lines.finish();
    return {};
  }

 private:
  static void add(const Found& found, FactBuilder& builder) {
    const auto host = builder.node(builder.schema().known().host, found.host);
    if (!host) return;
    builder.mention(*host);
    for (const std::string_view address : found.addresses) builder.link(*host, "ip", address, builder.seenNow());
  }
};

}  // namespace
}  // namespace subdomain_text

const Reader& subdomainTextReader() {
  static const subdomain_text::SubdomainTextReader reader;
  return reader;
}

}  // namespace clew::ingest
