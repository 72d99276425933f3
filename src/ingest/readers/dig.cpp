// The output of dig: one query or several, transfers of zones (AXFR), and what went wrong, as text or as YAML, which
// dnstap-read writes as well. A query is one lookup, dated by its own ";; WHEN:" or "response_time:".
#include <memory>
#include <set>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/dns_json.h"
#include "ingest/readers/dns_text.h"
#include "ingest/readers/readers.h"

namespace clew::ingest {
namespace dig {
namespace {

using model::NodeName;
using model::Outcome;

constexpr std::string_view kProvider = "dig";
constexpr std::size_t kMostRows = 64;  // that one record is laid over
constexpr std::size_t kMaxDigBytes = std::size_t{256} << 20;

struct Row {
  std::string_view text;
  std::string_view section;  // "ANSWER"; empty in a transfer
  std::uint64_t line = 0;    // in the file, from 1
};

struct Query {
  std::string_view raw;
  std::uint64_t first_line = 1;
  std::vector<Row> rows;
  std::string question, type;
  std::string status, flags;
  std::string asked;   // what the command line asked, as dig repeats it
  std::string failed;  // why there is no answer
  std::string when;
  bool answered = false;                           // a header was met
  std::vector<std::unique_ptr<std::string>> kept;  // texts of rows that do not stand so in the file
};

/// Cuts the output into queries.
class Cutter {
 public:
  explicit Cutter(std::string_view text) : text_(text) {}

  std::vector<Query> run() {
    std::size_t begin = 0;
    while (begin < text_.size()) {
      const std::size_t end = std::min(text_.find('\n', begin), text_.size());
      std::string_view line = text_.substr(begin, end - begin);
      if (line.ends_with('\r')) line.remove_suffix(1);
      ++number_;
      if (begins(line)) start(begin);
      one(line);
      begin = end + 1;
      query_.raw = text_.substr(start_, begin - start_);
    }
    start(text_.size());
    return std::move(queries_);
  }

 private:
  bool begins(std::string_view line) {
    if (line.starts_with("; <<>> DiG")) return !query_.asked.empty() || query_.answered || !query_.rows.empty();
    if (line.starts_with(";; Got answer") || line.starts_with(";; Server: ")) return query_.answered;
    return line.starts_with(";; ->>HEADER<<-") && query_.answered;
  }

  void start(std::size_t at) {
    const bool any = query_.answered || !query_.rows.empty() || !query_.failed.empty() || !query_.asked.empty();
    if (any) queries_.push_back(std::move(query_));
    query_ = {};
    query_.first_line = number_;
    start_ = at;
    section_ = {};
  }

  static std::string_view after(std::string_view line, std::string_view mark) {
    const std::size_t at = line.find(mark);
    return at == line.npos ? std::string_view() : line.substr(at + mark.size());
  }

  void one(std::string_view line) {
    if (line.starts_with("; <<>> DiG")) {
      query_.asked = trim(after(line.substr(10), "<<>>"));
    } else if (line.starts_with(";; ->>HEADER<<-")) {
      query_.answered = true;
      std::string_view status = after(line, "status: ");
      if (status.empty()) status = after(line, "rcode: ");           // drill
      query_.status = status.substr(0, status.find_first_of(",;"));  // kdig parts by semicolons
    } else if (startsWithIgnoreCase(line, ";; flags:")) {
      const std::string_view flags = line.substr(9);
      query_.flags = " " + std::string(trim(flags.substr(0, flags.find(';')))) + " ";
    } else if (line.starts_with(";; WHEN:")) {
      query_.when = trim(line.substr(8));
    } else if (line.starts_with(";; Unix time:")) {
      query_.when = trim(line.substr(13));
    } else if (line.starts_with(";; Time ")) {  // kdig
      query_.when = trim(line.substr(8));
    } else if (line.starts_with(";; ") && line.ends_with(" SECTION:")) {
      section_ = line.substr(3, line.size() - 12);
    } else if (contains(line, "connection timed out") || contains(line, "Transfer failed") ||
               contains(line, "communications error") || contains(line, "no servers could be reached") ||
               contains(line, "failed to query server")) {
      query_.failed = trim(line.substr(std::min(line.find_first_not_of("; "), line.size())));
    } else if (section_ == "QUESTION" && query_.question.empty() && !trim(line).empty()) {
      // massdns leaves the mark out, kdig writes two
      const auto words = splitBlanks(line.substr(std::min(line.find_first_not_of("; "), line.size())));
      if (words.size() > 1) {
        query_.question = words.front();
        query_.type = toLower(words.back());
      }
    } else if (!line.starts_with(';') && !trim(line).empty()) {
      query_.rows.push_back({line, section_, number_});
    }
  }

  std::string_view text_;
  std::vector<Query> queries_;
  Query query_;
  std::string_view section_;
  std::uint64_t number_ = 0;
  std::size_t start_ = 0;
};

/// What begins a message in YAML: `type: MESSAGE`, behind a dash where the messages are a list.
bool isYamlMark(std::string_view line) {
  line = trim(line);
  if (line.starts_with("- ")) line = trimLeft(line.substr(2));
  return line == "type: MESSAGE" || line == "type: DIG_ERROR";
}

/// Whether the output is in YAML (`+yaml`, `dnstap-read -y`): its first words say so.
bool isYaml(std::string_view text) {
  text = trimLeft(text);
  while (text.starts_with('-')) text = trimLeft(text.substr(1));
  return isYamlMark(text.substr(0, text.find_first_of("\r\n")));
}

/// Cuts the output in YAML into queries. Line by line: these tools write it in one way. Messages that ask, which dnstap
/// has beside those that answer, are left out.
class YamlCutter {
 public:
  explicit YamlCutter(std::string_view text) : text_(text) {}

  std::vector<Query> run() {
    for (std::size_t begin = 0; begin < text_.size();) {
      const std::size_t end = std::min(text_.find('\n', begin), text_.size());
      const std::string_view line = text_.substr(begin, end - begin);
      ++number_;
      if (isYamlMark(line)) start(begin);
      one(trim(line));
      begin = end + 1;
      query_.raw = text_.substr(start_, begin - start_);
    }
    start(text_.size());
    return std::move(queries_);
  }

 private:
  void start(std::size_t at) {
    const bool any = query_.answered || !query_.failed.empty();
    if (any && !asks_) queries_.push_back(std::move(query_));
    query_ = {};
    query_.first_line = number_;
    start_ = at;
    section_ = {};
    asks_ = false;
  }

  void one(std::string_view line) {
    if (!section_.empty() && line.starts_with("- ")) return item(trim(line.substr(2)));
    section_ = {};
    const auto pair = splitOnce(line, ":");
    if (!pair) return;
    const std::string_view key = pair->first, value = trim(pair->second);
    if (key.ends_with("_SECTION")) {
      section_ = key.substr(0, key.size() - 8);
    } else if (key == "type") {
      asks_ = value.ends_with("_QUERY");
    } else if (key == "status") {
      query_.answered = true;
      query_.status = value;
    } else if (key == "flags" && query_.flags.empty()) {  // those of EDNS come behind
      query_.flags = format(" {} ", value);
    } else if (key == "response_time" || (key == "query_time" && query_.when.empty())) {
      query_.when = trim(value.starts_with("!!timestamp") ? value.substr(11) : value);
    } else if (key == "message" && !value.empty()) {
      query_.failed = value;
    }
  }

  void item(std::string_view text) {
    const bool quoted = text.size() > 1 && (text.front() == '\'' || text.front() == '"') && text.back() == text.front();
    if (quoted) {
      const bool single = text.front() == '\'';
      text = text.substr(1, text.size() - 2);
      const std::string undone = single ? replaceAll(text, "''", "'") : replaceAll(text, "\\\"", "\"");
      text = *query_.kept.emplace_back(std::make_unique<std::string>(undone));
    }
    if (section_ != "QUESTION") return query_.rows.push_back({text, section_, number_});
    const auto words = splitBlanks(text);
    if (words.size() < 2) return;
    query_.question = words.front();
    query_.type = toLower(words.back());
  }

  std::string_view text_;
  std::vector<Query> queries_;
  Query query_;
  std::string_view section_;
  bool asks_ = false;
  std::uint64_t number_ = 0;
  std::size_t start_ = 0;
};

/// "2016 Jan 03 05:06:07", "Wed Oct 30 05:13:22 PDT 2019".
Time timeOf(std::string_view text) {
  const auto when = model::readDate(text);
  return when ? when->first : kNoTime;
}

class Run {
 public:
  Run(const InputContext& context, FactSink& sink) : builder_(context, sink) {}

  bool one(const Query& query) {
    builder_.begin(kProvider, "dns");
    builder_.fetched(timeOf(query.when));
    builder_.lookup().first_line = static_cast<std::uint32_t>(std::min<std::uint64_t>(query.first_line, 0xffffffffU));
    builder_.raw(std::string(query.raw));
    const auto& known = builder_.schema().known();
    const auto subject =
        query.question.empty() || query.question == "." ? std::nullopt : builder_.node(known.host, query.question);
    if (subject) builder_.subject(*subject);
    std::set<std::string> kinds;
    dns::ZoneState state;
    LeftOut left_out;
    std::size_t begin = 0;  // of the record that is being read
    for (std::size_t i = 0; i < query.rows.size(); ++i) {
      if (builder_.stopped()) return false;
      if (depth_ == 0) begin = i;
      at(query, i);
      record(query.rows[i], state, kinds, left_out);
      if (depth_ == 0 || (i + 1 < query.rows.size() && i - begin < kMostRows)) continue;
      // its parentheses have no end: it costs itself, and the rows below are read as records of their own
      at(query, begin);
      builder_.reject("the record ends within parentheses", query.rows[begin].text);
      depth_ = 0;
      i = begin;
    }
    builder_.at(query.first_line, 0);
    outcome(query, subject, kinds);
    left_out.tell(builder_);
    return builder_.finish();
  }

 private:
  void at(const Query& query, std::size_t row) {
    const std::uint64_t line = query.rows[row].line;
    builder_.at(line, line - query.first_line + 1);
  }

  void record(const Row& row, dns::ZoneState& state, std::set<std::string>& kinds, LeftOut& left_out) {
    if (depth_ == 0) tokens_.clear();
    const auto tokens = dns::tokensOf(row.text, depth_);
    if (!tokens) {
      depth_ = 0;
      return builder_.reject(tokens.error().message, row.text);
    }
    tokens_.insert(tokens_.end(), tokens->begin(), tokens->end());
    if (depth_ > 0) return;  // +multiline: it goes on below
    if (tokens_.size() < 3) return builder_.reject("no record of a name", row.text);
    const auto record = dns::recordOf(tokens_, false, state);
    if (!record) return builder_.reject(record.error().message, row.text);
    if (record->owner.empty() || record->owner == ".") return left_out.count("records of the root");
    if (row.section == "ANSWER" || row.section.empty()) kinds.insert(record->type);
    dns::addRecord(builder_, *record, state, builder_.seenNow(), left_out);
  }

  void outcome(const Query& query, const std::optional<NodeName>& subject, const std::set<std::string>& kinds) {
    const bool refused =
        !query.failed.empty() || (query.answered && query.status != "NOERROR" && query.status != "NXDOMAIN");
    if (refused && query.rows.empty()) {
      builder_.outcome(Outcome::kRefused);
      const std::string why = query.failed.empty() ? format("the server answered {}", query.status) : query.failed;
      if (subject) builder_.answer(*subject, query.type, Outcome::kRefused);
      return builder_.reject(format("there is no answer: {}", why), query.asked);
    }
    if (refused) {
      builder_.outcome(Outcome::kPartial);
      return builder_.reject(format("the answer is not whole: {}", query.failed.empty() ? query.status : query.failed),
                             query.asked);
    }
    if (!subject) return;
    const bool whole_type = query.type != "any" && query.type != "axfr";
    // A server that does not resolve for others and is not asked about its own zone tells where to ask on.
    const bool referral =
        kinds.empty() && query.status == "NOERROR" && !contains(query.flags, " ra ") && !contains(query.flags, " aa ");
    if (referral) return;
    if (kinds.empty()) builder_.outcome(Outcome::kNone);
    if (!whole_type) return;
    answer(*subject, query.type, kinds.contains(query.type) ? Outcome::kFound : Outcome::kNone);
  }

  /// A question for a reverse name asks about the address.
  void answer(const NodeName& subject, const std::string& kind, Outcome outcome) {
    const auto address = kind == "ptr" ? addressOfReverse(subject.name) : std::nullopt;
    const auto ip = address ? builder_.node(builder_.schema().known().ip, *address) : std::nullopt;
    builder_.answer(ip ? *ip : subject, kind, outcome);
  }

  FactBuilder builder_;
  std::vector<dns::Token> tokens_;  // of the record so far
  int depth_ = 0;                   // of its parentheses
};

class DigReader final : public Reader {
 public:
  std::string_view name() const override { return kProvider; }
  std::string_view title() const override {
    return "dig: answers and zone transfers (AXFR) as printed, +yaml; dnstap-read -y; massdns -o F";
  }
  std::string_view sample() const override {
    return "; <<>> DiG 9.18.1 <<>> a.example\n;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1\n"
           ";; flags: qr rd ra; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0\n;; QUESTION SECTION:\n"
           ";a.example.\t\tIN\tA\n\n;; ANSWER SECTION:\na.example.\t60\tIN\tA\t192.0.2.7\n\n"
           ";; WHEN: Wed Oct 30 05:13:22 UTC 2019";
  }
  int detect(std::string_view head, std::string_view) const override {
    const std::string_view text = trimLeft(withoutMark(head));
    const bool begins = text.starts_with("; <<>> DiG") || text.starts_with(";; Got answer:");
    if (begins || text.starts_with(";; ->>HEADER<<-")) return 98;  // those of massdns (`-o F`) look alike
    if (isYaml(text)) return 98;
    return contains(head.substr(0, 16384), "\n; <<>> DiG") || contains(head.substr(0, 16384), "\n;; ->>HEADER<<-") ? 95
                                                                                                                   : 0;
  }

  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    auto whole = input.all(kMaxDigBytes);
    if (!whole) return whole.error();
    const std::string_view text = withoutMark(*whole);
    const std::vector<Query> queries = isYaml(text) ? YamlCutter(text).run() : Cutter(text).run();
    if (queries.empty()) return Error(ErrorCode::kInvalidValue, "no query of dig's is in it");
    Run run(context, sink);
    for (const Query& query : queries) {
      if (!run.one(query)) break;
      sink.progress(static_cast<std::uint64_t>(query.raw.data() + query.raw.size() - whole->data()));
    }
    return {};
  }
};

}  // namespace
}  // namespace dig

const Reader& digReader() {
  static const dig::DigReader reader;
  return reader;
}

}  // namespace clew::ingest
