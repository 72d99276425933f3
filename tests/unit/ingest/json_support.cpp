#include "unit/ingest/json_support.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

#include "common/format.h"
#include "common/text.h"
#include "common/time.h"
#include "model/dates.h"
#include "support/places.h"

namespace clew::ingest::test {
namespace {

class TextInput : public Input {
 public:
  explicit TextInput(std::string_view text) : text_(text) {}
  std::string_view head() const override { return text_.substr(0, 64 * 1024); }
  Result<std::string> all(std::size_t limit) override {
    if (text_.size() - at_ > limit) return Error(ErrorCode::kInvalidValue, "too large");
    return std::string(text_.substr(std::exchange(at_, text_.size())));
  }
  Result<std::optional<std::string_view>> line(std::size_t, bool& too_long) override {
    too_long = false;
    if (at_ >= text_.size()) return std::optional<std::string_view>{};
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    const auto line = text_.substr(at_, end - at_);
    at_ = end + 1;
    return std::optional(line);
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

class KeepingSink : public FactSink {
 public:
  explicit KeepingSink(Read& read) : read_(read) {}
  bool lookup(model::LookupFacts&& facts) override {
    read_.lookups.push_back(std::move(facts));
    return true;
  }
  bool reject(model::Reject&& reject) override {
    read_.rejects.push_back(std::move(reject));
    return true;
  }
  void notice(std::string_view text, std::uint64_t records) override {
    read_.notices.push_back((records == 0 ? "" : std::to_string(records) + " × ") + std::string(text));
  }
  void progress(std::uint64_t) override {}

 private:
  Read& read_;
};

std::string when(Time time, bool is_day) {
  return is_day ? isoDay(time) : isoTime(time);
}

std::string seenText(const model::Sighting& seen) {
  std::string text;
  if (seen.first != kNoTime) {
    text = " @" + when(seen.first, seen.first_is_day);
    const bool one =
        seen.first == seen.last || (seen.first_is_day && seen.last_is_day && seen.last - seen.first < kDay);
    if (!one) text += ".." + when(seen.last, seen.last_is_day);
  }
  if (seen.ttl != 0) text += format(" ttl={}", seen.ttl);
  if (seen.times != 1) text += format(" times={}", seen.times);
  return text;
}

struct LineOf {
  const model::Schema& schema;
  std::string operator()(const model::LinkFact& f) const {
    return format("{} {} {}{}", f.from.name, schema.relation(f.relation).name, f.to.name, seenText(f.seen));
  }
  std::string operator()(const model::PropertyFact& f) const {
    return format("{} .{}={}{}", f.of.name, schema.property(f.property).name, f.value, seenText(f.seen));
  }
  std::string operator()(const model::RedactedFact& f) const {
    return format("{} {}? \"{}\"{}", f.of.name, schema.relation(f.trait).name, f.text, seenText(f.seen));
  }
  std::string operator()(const model::AnswerFact& f) const {
    static constexpr const char* kWords[] = {"found", "none", "refused", "partial"};
    return format("{} answers {}: {}{}", f.of.name, f.kind, kWords[static_cast<int>(f.outcome)],
                  f.when == kNoTime ? "" : " @" + isoTime(f.when));
  }
  std::string operator()(const model::MentionFact& f) const { return f.node.name + " mentioned"; }
  std::string operator()(const model::RetractionFact&) const { return "retraction"; }
};

template <typename Visit>
void forEachLink(const Read& read, std::string_view relation, Visit visit) {
  const auto& schema = model::Schema::builtin();
  for (const auto& facts : read.lookups) {
    for (const auto& fact : facts.facts) {
      const auto* link = std::get_if<model::LinkFact>(&fact.body);
      if (link != nullptr && schema.relation(link->relation).name == relation) visit(*link);
    }
  }
}

}  // namespace

std::vector<std::string> Read::lines() const {
  std::vector<std::string> out;
  for (const auto& facts : lookups) {
    for (const auto& fact : facts.facts) out.push_back(std::visit(LineOf{model::Schema::builtin()}, fact.body));
  }
  return out;
}

std::vector<std::string> Read::reasons() const {
  std::vector<std::string> out;
  for (const auto& reject : rejects) out.push_back(reject.reason);
  return out;
}

std::vector<std::string> Read::targets(std::string_view relation) const {
  std::set<std::string> names;
  forEachLink(*this, relation, [&names](const model::LinkFact& link) { names.insert(link.to.name); });
  return {names.begin(), names.end()};
}

std::vector<std::string> Read::pairs(std::string_view relation) const {
  std::set<std::string> names;
  forEachLink(*this, relation,
              [&names](const model::LinkFact& link) { names.insert(link.from.name + " " + link.to.name); });
  return {names.begin(), names.end()};
}

std::vector<std::string> Read::mentioned() const {
  std::set<std::string> names;
  for (const auto& facts : lookups) {
    for (const auto& fact : facts.facts) {
      if (const auto* mention = std::get_if<model::MentionFact>(&fact.body)) names.insert(mention->node.name);
    }
  }
  return {names.begin(), names.end()};
}

std::size_t Read::answers(std::string_view kind) const {
  std::size_t count = 0;
  for (const auto& facts : lookups) {
    for (const auto& fact : facts.facts) {
      const auto* answer = std::get_if<model::AnswerFact>(&fact.body);
      if (answer != nullptr && answer->kind == kind) ++count;
    }
  }
  return count;
}

const Reader& readerNamed(std::string_view name) {
  for (const Reader* reader : readers()) {
    if (reader->name() == name) return *reader;
  }
  FAIL("no reader named " << name);
  std::abort();
}

std::string detected(std::string_view text, std::string_view file_name) {
  int best = 0;
  std::string name;
  for (const Reader* reader : readers()) {
    const int sure = reader->detect(text.substr(0, 64 * 1024), file_name);
    if (sure > best) {
      best = sure;
      name = reader->name();
    }
  }
  return name;
}

Read readText(const Reader& reader, std::string_view text, const Given& given) {
  InputContext context;
  context.name = given.name;
  context.subject = given.subject;
  context.source = given.source;
  const auto time = model::readDate(given.file_time);
  context.file_time = time ? time->first : kNoTime;
  context.schema = &model::Schema::builtin();
  context.redactions = &model::RedactionList::shipped();
  context.suffixes = &model::Suffixes::shipped();
  Read read;
  KeepingSink sink(read);
  TextInput input(text);
  const auto done = reader.read(input, context, sink);
  if (!done.ok()) read.error = done.error().message;
  return read;
}

void checkSample(const Sample& sample) {
  INFO(sample.what);
  CHECK(detected(sample.text, sample.given.name) == sample.reader);
  const Read read = readText(readerNamed(sample.reader), sample.text, sample.given);
  CHECK(read.error.empty());
  CHECK(read.lines() == sample.facts);
  CHECK(read.reasons() == sample.reasons);
}

std::optional<std::string> sharedFile(std::string_view path) {
  std::ifstream in(clew::test::sharedFolder() + "/data/real/" + std::string(path), std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::optional<Read> readShared(std::string_view path, const Given& given) {
  const auto text = sharedFile(path);
  if (!text) {
    WARN("skipped: " << path << " is not there; set CLEW_SHARED to the folder of shared data");
    return std::nullopt;
  }
  const std::string name = detected(*text, path);
  INFO(path << " read as " << name);
  Given with_name = given;
  if (with_name.name == "-") with_name.name = path;
  return readText(readerNamed(name), *text, with_name);
}

}  // namespace clew::ingest::test
