// WHOIS answers as servers on port 43 send them, in text: registries and registrars of names, and address registries.
// "No match" is an answer, "try again later" is none.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "common/text.h"
#include "ingest/fact_builder.h"
#include "ingest/readers/json_reader.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/text_head.h"
#include "ingest/readers/whois_nets.h"
#include "ingest/readers/whois_record.h"

namespace clew::ingest {
namespace whois {
namespace {

using model::NodeName;
using model::Outcome;

constexpr std::string_view kProvider = "whois";
constexpr std::string_view kKind = "registration";

/// What servers write when there is no such registration.
constexpr std::array<std::string_view, 24> kNone = {"no match",
                                                    "not found",
                                                    "no entries found",
                                                    "no data found",
                                                    "no object found",
                                                    "no matching",
                                                    "no results were found",
                                                    "nothing found",
                                                    "no information available",
                                                    "no such domain",
                                                    "no records matching",
                                                    "no found",
                                                    "does not exist",
                                                    "no existe",
                                                    "is available for",
                                                    "is free",
                                                    "status: free",
                                                    "status: available",
                                                    "available for registration",
                                                    "not registered",
                                                    "not been registered",
                                                    "no domain",
                                                    "domain unknown",
                                                    "object does not exist"};
/// What they write when they will not answer now.
constexpr std::array<std::string_view, 15> kRefused = {"limit exceeded",
                                                       "quota exceeded",
                                                       "exceeded the",
                                                       "too many requests",
                                                       "too many queries",
                                                       "try again later",
                                                       "excessive querying, grace period",
                                                       "access denied",
                                                       "access control limit",
                                                       "connection refused",
                                                       "query rate",
                                                       "please wait",
                                                       "permission denied",
                                                       "number of allowed queries exceeded",
                                                       "error:201"};
/// Of these those that are a WHOIS server's and nobody else's.
constexpr std::array<std::string_view, 4> kSurelyRefused = {"excessive querying, grace period",
                                                            "number of allowed queries exceeded",
                                                            "your connection limit exceeded", "%error:201"};
/// Names that a registry keeps for itself, or does not serve.
constexpr std::array<std::string_view, 5> kReserved = {"reserved by", "reserved name", "solo acepta consultas",
                                                       "only accepts queries", "cannot be registered"};

constexpr std::size_t kLongestSaying = 120;  // of a server among other answers
constexpr std::size_t kShortSaying = 60;     // that names nothing
constexpr std::size_t kExplained = 4;        // lines in which it says the same again
constexpr std::size_t kFewWords = 4;         // "a.example is free": no line of a paragraph

template <typename Words>
bool says(const whois::Line& line, const Words& words) {
  const std::string text = line.key.empty() ? line.value : line.key + ": " + line.value;
  if (text.size() > 200) return false;  // legal text
  return std::any_of(words.begin(), words.end(),
                     [&text](std::string_view word) { return findIgnoreCase(text, word) != std::string::npos; });
}

template <typename Words>
const whois::Line* lineWith(const std::vector<whois::Line>& lines, const Words& words) {
  const auto found = std::find_if(lines.begin(), lines.end(), [&words](const auto& line) { return says(line, words); });
  return found == lines.end() ? nullptr : &*found;
}

/// The name in "No match for \"X.EXAMPLE\"." and "x.example: no existe".
std::optional<NodeName> nameIn(std::string_view text, const model::Schema& schema) {
  std::string cut(text);
  for (char& c : cut) {
    if (std::string_view("\"'<>()[],;:!").find(c) != std::string_view::npos) c = ' ';
  }
  for (std::string_view word : splitBlanks(cut)) {
    while (word.ends_with('.')) word.remove_suffix(1);
    if (!contains(word, ".") || startsWithIgnoreCase(word, "whois.") || startsWithIgnoreCase(word, "www.")) continue;
    auto made = model::canonical(schema, schema.known().host, word);
    if (made.ok()) return *made;
  }
  return std::nullopt;
}

/// The same of a line: in "object does not exist: x.example" behind the key, in "x.example: no existe" it is the key.
std::optional<NodeName> nameIn(const whois::Line& line, const model::Schema& schema) {
  auto name = nameIn(line.value, schema);
  if (!name && contains(line.key, ".")) name = nameIn(replaceAll(line.key, " ", "-"), schema);
  return name;
}

/// --subject or the file's name, where that is a name under a public suffix: "whois_x.txt" is none.
std::optional<NodeName> subjectOutside(const InputContext& context) {
  auto made = subjectOf(context, context.schema->known().host);
  if (!made || !trim(context.subject).empty()) return made;
  const std::string_view last = std::string_view(made->name).substr(made->name.rfind('.') + 1);
  return contains(last, "_") || last.empty() || contains(made->name, "__") ? std::nullopt : made;
}

class Run {
 public:
  Run(std::string text, const InputContext& context, FactSink& sink)
      : text_(std::move(text)), utf8_(asUtf8(text_)), lines_(whois::linesOf(utf8_)), builder_(context, sink) {}

  void run() {
    builder_.begin(kProvider, kKind);
    const auto answers = whois::answersOf(lines_, builder_.schema());
    const auto dated = std::find_if(answers.begin(), answers.end(),
                                    [](const whois::Answer& answer) { return answer.fetched != kNoTime; });
    if (dated != answers.end()) builder_.fetched(dated->fetched);
    const bool nets = addNetParts();
    bool any = nets;
    std::set<std::string> registered;  // names that an answer has a record of
    std::uint64_t silent = 0;
    const bool several = !lines_.empty() && lines_.back().part != 0;
    if (!nets) {
      for (const whois::Answer& answer : answers) {
        const bool added = addAnswer(answer);
        any |= added;
        if (added && answer.domain) registered.insert(answer.domain->name);
        silent += several && !added && !answer.top_level ? 1 : 0;
      }
    }
    if (!nets && !several && builder_.open()) any |= addOthers(answers, registered, any);
    if (!any) noRecord(answers.back());
    if (any && silent > 0)
      builder_.notice("the answer of one of several servers holds no record that is known", silent);
    if (!builder_.open()) return;
    builder_.raw(std::move(text_));
    builder_.finish();
  }

 private:
  /// Each server's answer for itself: one that only refers to another says nothing of the range that was asked.
  bool addNetParts() {
    bool any = false;
    for (std::size_t begin = 0, end = 0; begin < lines_.size(); begin = end) {
      const std::uint32_t part = lines_[begin].part;
      while (end < lines_.size() && lines_[end].part == part) ++end;
      const std::vector<whois::Line> own(lines_.begin() + static_cast<std::ptrdiff_t>(begin),
                                         lines_.begin() + static_cast<std::ptrdiff_t>(end));
      const bool refers = std::any_of(own.begin(), own.end(), [](const whois::Line& l) { return l.key == "refer"; });
      if (!refers || end == lines_.size()) any |= whois::addNets(own, builder_.seenNow(), builder_);
    }
    return any;
  }

  /// "Status: free" and the like are no states of a registration.
  static bool saysFree(const Registration& record) {
    const bool stated = record.name_servers.empty() && record.created.empty() && record.registrar.empty();
    return stated && std::any_of(record.statuses.begin(), record.statuses.end(), [](const std::string& status) {
             return equalsIgnoreCase(status, "free") || equalsIgnoreCase(status, "available") ||
                    findIgnoreCase(status, "not found") != status.npos ||
                    findIgnoreCase(status, "no object") != status.npos;
           });
  }

  bool addAnswer(const whois::Answer& answer) {
    if (answer.record.empty() || saysFree(answer.record)) return false;
    const auto domain = answer.domain ? answer.domain : subjectOutside(builder_.context());
    if (!domain) {
      builder_.rejectWhole("the answer does not say which name it is about; --subject tells it");
      builder_.abandon();
      return true;
    }
    if (builder_.lookup().subject.empty()) builder_.subject(*domain);
    const model::Sighting seen = builder_.seenNow();
    addRegistration(builder_, *domain, answer.record, seen);
    for (const auto& [role, contact] : answer.more_contacts) addContact(builder_, *domain, role, contact, seen);
    for (const Registration& other : answer.others) addOther(*domain, other, seen);
    dnssec(*domain, answer.dnssec, seen);
    if (answer.general)
      builder_.notice(
          "a contact for everybody (`Contact Information`) is not read: it is not said to be the registrant's", 1);
    return true;
  }

  /// A sentence by itself, and no part of the paragraphs of a notice.
  bool standsAlone(std::size_t at) const {
    const whois::Line& line = lines_[at];
    const auto goesOn = [&line](const whois::Line& other) {
      return other.block == line.block && other.key.empty() && other.comment == line.comment && !other.value.empty();
    };
    return line.key.empty() && line.value.size() <= kLongestSaying && (at == 0 || !goesOn(lines_[at - 1])) &&
           (at + 1 == lines_.size() || !goesOn(lines_[at + 1]));
  }

  /// The name that a line among answers says is not registered.
  std::optional<NodeName> missingIn(std::size_t at) const {
    const whois::Line& line = lines_[at];
    // "Name Server: not found.example" says nothing of the kind
    const whois::Field field = line.key.empty() ? whois::Field::kOther : whois::fieldOf(line.key);
    if (field != whois::Field::kOther && field != whois::Field::kDomain && field != whois::Field::kStatus)
      return std::nullopt;
    const bool few = splitBlanks(line.value).size() <= kFewWords;
    if (!few && !standsAlone(at)) return std::nullopt;
    return says(line, kNone) ? nameIn(line, builder_.schema()) : std::nullopt;
  }

  /// The names that a text of several answers says are not registered, by a sentence or a state.
  std::map<std::string, NodeName> missingNames(const std::vector<whois::Answer>& answers,
                                               const std::set<std::string>& registered) const {
    std::map<std::string, NodeName> missing;
    const auto add = [&](const std::optional<NodeName>& name) {
      if (name && !registered.contains(name->name)) missing.emplace(name->name, *name);
    };
    for (const whois::Answer& answer : answers) {
      if (saysFree(answer.record)) add(answer.domain);
    }
    for (std::size_t at = 0; at < lines_.size(); ++at) add(missingIn(at));
    return missing;
  }

  /// What stands beside the records of a text of several answers: names that are not registered, and refusals.
  bool addOthers(const std::vector<whois::Answer>& answers, const std::set<std::string>& registered, bool any) {
    const auto missing = missingNames(answers, registered);
    if (!any && missing.size() < 2) return false;  // one answer
    if (!any) {
      builder_.outcome(Outcome::kNone);
      builder_.subject(missing.begin()->second);
    }
    for (const auto& [_, name] : missing) builder_.answer(name, kKind, Outcome::kNone);
    addNameless();
    return true;
  }

  /// Sentences that do not say which name they mean: counted when there is none, rejects when the server would not say.
  void addNameless() {
    std::uint64_t none = 0;
    std::size_t told = 0;  // behind the last of the former, and what explains it
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      const whois::Line& line = lines_[at];
      if (!standsAlone(at)) continue;
      if (says(line, kNone)) {
        const bool named = nameIn(line, builder_.schema()).has_value();
        none += !named && at >= told && line.value.size() <= kShortSaying ? 1 : 0;
        told = at + kExplained;
      } else if (says(line, kRefused) && !line.comment) {
        builder_.at(line.number);
        builder_.reject("the server refused to answer, and does not say for which name", line.value);
        builder_.at(0);
      }
    }
    if (none > 0) builder_.notice("there is no such registration, and the answer does not say which", none);
  }

  /// What another server says of the same name otherwise.
  void addOther(const NodeName& domain, const Registration& other, const model::Sighting& seen) {
    addDates(builder_, domain, other, seen);
    const auto registrar = addRegistrar(builder_, other.registrar, other.registrar_iana_id, seen);
    if (registrar) builder_.link(domain, "registrar", *registrar, seen);
  }

  void dnssec(const NodeName& domain, std::string_view text, const model::Sighting& seen) {
    const std::string word = toLower(text);
    if (word.empty()) return;
    const bool is_signed = startsWith(word, "signed") || word == "yes" || word == "active";
    const bool is_not =
        startsWith(word, "unsigned") || word == "no" || word == "inactive" || word == "unsigned delegation";
    if (is_signed || is_not) builder_.property(domain, "dnssec", is_signed ? "true" : "false", seen);
  }

  void noRecord(const whois::Answer& answer) {
    if (const auto* line = lineWith(lines_, kRefused)) {
      const auto subject = statedSubject(builder_.context());
      if (subject) {
        builder_.subject(*subject);
        builder_.outcome(Outcome::kRefused);
        builder_.answer(*subject, kKind, Outcome::kRefused);
      } else {
        builder_.abandon();
      }
      return builder_.rejectWhole("the server refused to answer", line->value);
    }
    const auto* none = lineWith(lines_, kNone);
    if (none == nullptr && !saysFree(answer.record)) {
      const auto* reserved = lineWith(lines_, kReserved);
      builder_.abandon();
      if (answer.top_level)
        return builder_.rejectWhole("the answer is about a top-level domain, and says only which server to ask");
      return builder_.rejectWhole(reserved != nullptr ? "the registry keeps the name for itself, or does not serve it"
                                                      : "the answer holds no record that is known here",
                                  reserved != nullptr ? reserved->value : std::string_view());
    }
    auto subject = answer.domain;
    if (!subject && none != nullptr) subject = nameIn(*none, builder_.schema());
    if (!subject) subject = subjectOutside(builder_.context());
    builder_.outcome(Outcome::kNone);
    if (!subject)
      return builder_.notice("there is no such registration, and the answer does not say which; --subject tells it");
    builder_.subject(*subject);
    builder_.answer(*subject, kKind, Outcome::kNone);
  }

  std::string text_;
  std::string utf8_;
  std::vector<whois::Line> lines_;
  FactBuilder builder_;
};

class WhoisReader final : public Reader {
 public:
  std::string_view name() const override { return kProvider; }
  std::string_view title() const override { return "WHOIS answers in text, of registries of names and of addresses"; }
  std::string_view sample() const override {
    return "Domain Name: A.EXAMPLE\nRegistrar: Reg A\nCreation Date: 2024-03-01T10:00:00Z\n"
           "Name Server: NS1.B.EXAMPLE\nRegistrant Email: x@y.example";
  }
  int detect(std::string_view head, std::string_view file_name) const override {
    if (beginsAsJson(head) || !binaryKind(head).empty() || isSuffixList(head)) return 0;
    if (isWhoisText(head)) return 80;
    if (contains(head, "(NXDOMAIN)")) return 0;  // of `host`: no word on registrations
    // A sentence is all that some answers are.
    if (head.size() > 2000) return 0;
    const std::string utf8 = asUtf8(head);
    const auto lines = whois::linesOf(utf8);
    if (lines.size() > 12) return 0;
    const bool says = lineWith(lines, kNone) != nullptr || lineWith(lines, kReserved) != nullptr;
    if (says) return 45;
    // A word of the server's own in a line or two; more is prose.
    const bool short_word = lines.size() <= 3 && findIgnoreCase(utf8, "whois") != utf8.npos;
    const bool surely = std::any_of(kSurelyRefused.begin(), kSurelyRefused.end(),
                                    [&](std::string_view words) { return findIgnoreCase(utf8, words) != utf8.npos; });
    if (surely && lineWith(lines, kRefused) != nullptr) return 45;
    const bool named = short_word || findIgnoreCase(file_name, "whois") != file_name.npos;
    return named && lineWith(lines, kRefused) != nullptr ? 45 : 0;
  }

  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    auto whole = input.all(kMaxWhoisBytes);
    if (!whole) return whole.error();
    std::string_view text = *whole;
    const std::size_t bytes = text.size();
    text = withoutMark(text);
    Run(std::string(text), context, sink).run();
    sink.progress(bytes);
    return {};
  }

 private:
  static constexpr std::size_t kMaxWhoisBytes = std::size_t{16} << 20;
};

}  // namespace
}  // namespace whois

const Reader& whoisReader() {
  static const whois::WhoisReader reader;
  return reader;
}

}  // namespace clew::ingest
