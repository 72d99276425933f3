// What resolving tools print as text: dnsx (`-resp`), a name and a value in brackets, since version 1.1 with the type
// of the record between them; and massdns (`-o S`), a name, a type and a value. A value of dnsx without a type is an
// address or the target of an alias.
#include <array>

#include "common/text.h"
#include "ingest/fact_builder.h"
#include "ingest/line_stretches.h"
#include "ingest/readers/dns_json.h"
#include "ingest/readers/indicator.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/text_head.h"

namespace clew::ingest {
namespace resolver_text {
namespace {

using model::Sighting;

struct Answer {
  std::string_view name;
  std::string_view type;  // "" where it is not said
  std::string_view value;
};

bool isType(std::string_view word) {
  static constexpr std::array<std::string_view, 12> kTypes = {"A",   "AAAA", "CNAME", "NS",  "MX",    "TXT",
                                                              "PTR", "SOA",  "CAA",   "SRV", "HTTPS", "DNAME"};
  for (const std::string_view type : kTypes) {
    if (equalsIgnoreCase(word, type)) return true;
  }
  return false;
}

bool namesHost(std::string_view word) {
  const TokenClass found = looksLike(word.ends_with('.') ? word.substr(0, word.size() - 1) : word);
  return found == TokenClass::kHost || found == TokenClass::kAddress;
}

/// The parts of a line; empty when it is of neither form.
std::optional<Answer> answerOf(std::string_view line) {
  line = trim(line);
  const std::size_t blank = line.find_first_of(" \t");
  if (blank == line.npos) return std::nullopt;
  Answer answer;
  answer.name = line.substr(0, blank);
  std::string_view rest = trim(line.substr(blank));
  if (!namesHost(answer.name)) return std::nullopt;
  if (rest.starts_with('[')) {
    if (!rest.ends_with(']')) return std::nullopt;
    if (const std::size_t close = rest.find(']'); close + 1 < rest.size() && isType(rest.substr(1, close - 1))) {
      answer.type = rest.substr(1, close - 1);
      rest = trim(rest.substr(close + 1));
      if (!rest.starts_with('[')) return std::nullopt;
    }
    answer.value = trim(rest.substr(1, rest.size() - 2));
    return answer.value.empty() ? std::nullopt : std::optional(answer);
  }
  const std::size_t end = rest.find_first_of(" \t");
  if (end == rest.npos || !isType(rest.substr(0, end)) || !answer.name.ends_with('.')) return std::nullopt;
  answer.type = rest.substr(0, end);
  answer.value = trim(rest.substr(end));
  return answer;
}

void addAnswer(const Answer& answer, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  const Sighting seen = builder.seenNow();
  if (model::parseAddress(answer.name)) {  // asked in reverse
    const auto ip = builder.node(known.ip, answer.name);
    if (ip) builder.link(*ip, "ptr", answer.value, seen);
    return;
  }
  const auto owner = builder.node(known.host, answer.name);
  if (!owner) return;
  std::string_view type = answer.type;
  if (type.empty()) type = model::parseAddress(answer.value) ? "A" : "CNAME";
  if (equalsIgnoreCase(type, "SOA")) {
    const auto words = splitBlanks(answer.value);
    if (words.size() > 1) addSoaMail(builder, *owner, words[1], seen);
    builder.mention(*owner);
  } else if (!addDnsRecord(builder, *owner, type, answer.value, seen)) {
    builder.mention(*owner);
  }
}

class ResolverTextReader final : public Reader {
 public:
  std::string_view name() const override { return "resolver-text"; }
  std::string_view title() const override { return "dnsx and massdns: resolved names, text"; }
  std::string_view sample() const override { return "w.a.example [192.0.2.9]\nw.a.example [c.b.example]"; }

  // The share of lines that are answers.
  int detect(std::string_view head, std::string_view) const override {
    if (trimLeft(head).starts_with('{')) return 0;
    std::size_t all = 0, good = 0;
    std::vector<std::string_view> lines = splitLines(head);
    if (head.size() >= 60 * 1024 && lines.size() > 1) lines.pop_back();  // cut in its middle
    for (const std::string_view whole : lines) {
      if (trim(whole).empty()) continue;
      const std::string plain = contains(whole, "\x1B") ? withoutColours(whole) : std::string(whole);
      ++all;
      if (answerOf(plain)) ++good;
      if (all == 500) break;
    }
    if (all == 0 || good * 2 < all) return 0;
    return good * 10 >= all * 9 ? 87 : 30;
  }

  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    FactBuilder builder(context, sink);
    LineStretches lines(input, builder, sink, "resolver", "dns");
    std::string_view line;
    for (;;) {
      auto more = lines.next(line);
      if (!more) return more.error();
      if (!*more) break;
      if (trim(line).empty()) continue;
      const std::string plain = withoutColours(line);
      if (const auto answer = answerOf(plain)) {
        addAnswer(*answer, builder);
      } else {
        builder.reject("no name with a value in brackets, nor a name, a type and a value", line);
      }
    }
    lines.finish();
    return {};
  }
};

}  // namespace
}  // namespace resolver_text

const Reader& resolverTextReader() {
  static const resolver_text::ResolverTextReader reader;
  return reader;
}

}  // namespace clew::ingest
