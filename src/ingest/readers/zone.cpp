// Zone files (RFC 1035): of a name's own server, of a registry, of response policies; and records alone, as
// `dig +noall +answer` prints them.
#include <algorithm>

#include "common/format.h"
#include "common/text.h"
#include "ingest/line_stretches.h"
#include "ingest/readers/dns_text.h"
#include "ingest/readers/policy_zone.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/text_head.h"

namespace clew::ingest {
namespace zone {
namespace {

using dns::Token;

constexpr std::size_t kMostTokens = 100000;  // of one record over several lines

/// "db.a.example", "a.example.zone" -> the zone that a file is of.
std::optional<model::NodeName> zoneOf(const InputContext& context) {
  const auto& known = context.schema->known();
  std::string_view name = trim(context.subject).empty() ? baseName(context.name) : std::string_view(context.subject);
  if (name.starts_with("db.")) name.remove_prefix(3);
  for (const std::string_view ending : {".zone", ".db", ".hosts"}) {
    if (name.ends_with(ending)) name.remove_suffix(ending.size());
  }
  if (!contains(name, ".")) return std::nullopt;
  auto made = model::canonical(*context.schema, known.host, name);
  return made.ok() ? std::optional(*made) : std::nullopt;
}

class ZoneRun {
 public:
  ZoneRun(Input& input, const InputContext& context, FactSink& sink)
      : builder_(context, sink), lines_(input, builder_, sink, "zone", "zone"), listing_(listingOf(context)) {
    const auto zone = zoneOf(context);
    policy_ = dns::isPolicyZone(input.head(), zone ? std::string_view(zone->name) : std::string_view());
    if (zone) {
      state_.origin = zone->name;
      state_.has_origin = true;
      subject_ = zone->name;
    } else if (policy_) {
      state_.has_origin = true;  // what it blocks is said without the zone's own name
    }
  }

  Result<void> run() {
    std::string_view line;
    for (;;) {
      auto more = lines_.next(line, depth_ > 0);
      if (!more) return more.error();
      if (!*more) break;
      if (builder_.lookup().subject.empty()) builder_.lookup().subject = subject_;
      one(line);
    }
    if (depth_ > 0) builder_.reject("the file ends within parentheses", {});
    left_out_.tell(builder_);
    lines_.finish();
    return {};
  }

 private:
  void one(std::string_view line) {
    const bool first = depth_ == 0;
    if (first) {
      tokens_.clear();
      owner_left_out_ = !line.empty() && isBlank(line.front());
    }
    auto tokens = dns::tokensOf(line, depth_);
    if (!tokens) {
      depth_ = 0;
      return builder_.reject(tokens.error().message, line);
    }
    if (tokens_.size() + tokens->size() > kMostTokens) {
      depth_ = 0;
      tokens_.clear();
      return builder_.reject("a record of more than 100,000 words", line);
    }
    tokens_.insert(tokens_.end(), tokens->begin(), tokens->end());
    if (depth_ > 0 || tokens_.empty()) return;
    if (tokens_.front().text.starts_with('$') && !owner_left_out_) return directive(line);
    const auto record = dns::recordOf(tokens_, owner_left_out_, state_);
    if (!record) return builder_.reject(record.error().message, line);
    if (record->type == "soa" && !state_.apex) state_.apex = record->owner;
    policy_ = policy_ || dns::isPolicyRecord(*record);
    if (policy_ && dns::addPolicy(builder_, *record, state_, listing_, left_out_)) return;
    dns::addRecord(builder_, *record, state_, builder_.seenNow(), left_out_);
  }

  void directive(std::string_view line) {
    const std::string word = toUpper(tokens_.front().text);
    const std::string value = tokens_.size() > 1 ? tokens_[1].text : std::string();
    if (word == "$ORIGIN" && !value.empty()) {
      const auto origin = value == "." ? Result<std::string>(std::string()) : dns::absoluteName(value, state_);
      if (!origin) return builder_.reject(origin.error().message, line);
      state_.origin = *origin;
      state_.has_origin = true;
      if (subject_.empty()) builder_.lookup().subject = subject_ = state_.origin;
    } else if (word == "$TTL" && dns::ttlText(value)) {
      state_.ttl = *dns::ttlText(value);
    } else if (word == "$INCLUDE") {
      builder_.reject("$INCLUDE names another file, which is not opened: take it in by itself", line);
    } else if (word == "$GENERATE") {
      builder_.reject("$GENERATE makes records by counting, which is not done here", line);
    } else {
      builder_.reject("no directive that zone files have", line);
    }
  }

  FactBuilder builder_;
  LineStretches lines_;
  Listing listing_;
  LeftOut left_out_;
  bool policy_ = false;  // a response policy zone
  dns::ZoneState state_;
  std::string subject_;
  std::vector<Token> tokens_;
  bool owner_left_out_ = false;
  int depth_ = 0;
};

/// "a.example. 300 IN A 192.0.2.1": a class, or a time to live and a type, where a record has them.
bool looksLikeRecord(std::string_view line) {
  const bool blank = isBlank(line.front());
  const auto words = splitBlanks(line);
  const std::size_t begin = blank ? 0 : 1;
  bool said = false;
  for (std::size_t at = begin; at < words.size() && at < begin + 3; ++at) {
    if (dns::isClass(words[at]) || dns::ttlText(words[at])) {
      said = true;
    } else {
      return said && dns::isRecordType(words[at]) && at + 1 < words.size();
    }
  }
  return false;
}

class ZoneReader final : public Reader {
 public:
  std::string_view name() const override { return "zone"; }
  std::string_view title() const override { return "zone files, of names, registries and response policies (RPZ)"; }
  std::string_view sample() const override {
    return "$ORIGIN a.example.\n$TTL 1h\n@ IN SOA ns1 hostmaster (1 7200 3600 1209600 300)\n  IN NS ns1\nns1 IN A "
           "192.0.2.53";
  }

  int detect(std::string_view head, std::string_view) const override {
    if (beginsAsJson(head) || !binaryKind(head).empty()) return 0;
    std::size_t all = 0, records = 0;
    int depth = 0;
    std::vector<std::string_view> lines = splitLines(head);
    if (head.size() >= 60 * 1024 && lines.size() > 1) lines.pop_back();  // cut in its middle
    for (const std::string_view line : lines) {
      if (line.starts_with(';') || trim(line).empty()) continue;
      if (line.starts_with("$ORIGIN") || line.starts_with("$TTL")) return 92;
      const bool within = depth > 0;
      (void)dns::tokensOf(line, depth).ok();
      if (within) continue;
      ++all;
      if (looksLikeRecord(line)) ++records;
      if (all == 2000) break;
    }
    return records > 0 && records * 10 >= all * 9 ? 85 : 0;
  }

  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    return ZoneRun(input, context, sink).run();
  }
};

}  // namespace
}  // namespace zone

const Reader& zoneReader() {
  static const zone::ZoneReader reader;
  return reader;
}

}  // namespace clew::ingest
