#include "unit/storage/support.h"

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>

#include "common/hash.h"

namespace clew::storage::test {

TempFolder::TempFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "clew-storage-XXXXXX").string();
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void writeBytes(const std::string& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  out.close();
  REQUIRE(out.good());
}

std::string readBytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in.good());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

const model::Schema& schema() {
  return model::Schema::builtin();
}

namespace {

model::RelationId relationOf(const std::string& word, model::TypeId subject) {
  model::RelationId relation = schema().relationOf(word, subject);
  // Records of domains are stored as those of hosts.
  if (relation == model::kNoRelation && subject == schema().known().host)
    relation = schema().relationOf(word, schema().known().domain);
  if (relation == model::kNoRelation) FAIL("the schema has no relation " << word << " of that type");
  return relation;
}

}  // namespace

model::NodeName node(const std::string& type, const std::string& name, const std::string& display) {
  const auto id = schema().typeNamed(type);
  if (!id) FAIL("the schema has no type " << type);
  return model::NodeName{*id, name, display};
}

model::Fact link(const model::NodeName& from, const std::string& relation, const model::NodeName& to,
                 model::Sighting seen, std::uint32_t position) {
  return model::Fact{model::LinkFact{from, relationOf(relation, from.type), to, seen}, position};
}

model::Fact property(const model::NodeName& of, const std::string& name, const std::string& value, model::Sighting seen,
                     std::uint32_t position) {
  const auto id = schema().propertyNamed(name);
  if (!id) FAIL("the schema has no property " << name);
  return model::Fact{model::PropertyFact{of, *id, value, seen}, position};
}

model::Fact redacted(const model::NodeName& of, const std::string& trait, const std::string& text) {
  return model::Fact{model::RedactedFact{of, relationOf(trait, of.type), text, {}}, 0};
}

model::Fact answer(const model::NodeName& of, const std::string& kind, model::Outcome outcome, Time when) {
  return model::Fact{model::AnswerFact{of, kind, outcome, when}, 0};
}

model::Fact mention(const model::NodeName& of) {
  return model::Fact{model::MentionFact{of}, 0};
}

model::Fact retraction(const model::Fact& of, const std::string& source, Time when) {
  model::RetractionFact taken;
  std::visit(
      [&](const auto& what) {
        if constexpr (std::is_assignable_v<decltype((*taken.what)), decltype(what)>) *taken.what = what;
      },
      of.body);
  taken.source = source;
  taken.when = when;
  taken.because = "a mistake";
  return model::Fact{taken, 0};
}

model::Sighting seen(Time first, Time last) {
  model::Sighting seen;
  seen.first = first;
  seen.last = last;
  return seen;
}

model::LookupFacts lookup(const std::string& provider, const std::string& kind, const std::string& subject,
                          Time fetched, std::vector<model::Fact> facts, const std::string& raw) {
  model::LookupFacts made;
  made.lookup.provider = provider;
  made.lookup.kind = kind;
  made.lookup.subject = subject;
  made.lookup.fetched = fetched;
  made.lookup.from = "answers/" + provider + ".json";
  made.lookup.raw = raw;
  made.lookup.sha256 = sha256Hex(raw);
  made.facts = std::move(facts);
  return made;
}

Batch batchOf(Time learnt, std::vector<model::LookupFacts> lookups) {
  Batch batch;
  batch.learnt = learnt;
  batch.note.who = "ingest";
  batch.lookups = std::move(lookups);
  return batch;
}

std::unique_ptr<Store> openCase(const std::string& path, std::size_t names_memory) {
  StoreOptions options;
  options.create = true;
  options.names_memory = names_memory;
  auto store = openSqliteStore(path, schema(), options);
  if (!store) FAIL(store.error().message);
  return std::move(*store);
}

namespace {

std::string timeText(Time time) {
  return time == kNoTime ? "-" : std::to_string(time);
}

std::string byText(const Provenance& by) {
  return " by " + std::to_string(by.source) + " lookup " + std::to_string(by.lookup) + ":" +
         std::to_string(by.position) + " in " + std::to_string(by.generation) + " at " + timeText(by.learnt);
}

class LineVisitor : public ScanVisitor {
 public:
  std::vector<std::string> lines;

  void node(const ScannedNode& node) override {
    lines.push_back("node " + std::to_string(node.id) + " " + schema().type(node.type).name + " " +
                    std::string(node.name));
  }
  void spelling(const ScannedSpelling& spelling) override {
    lines.push_back("spelling " + std::to_string(spelling.node) + " " + std::string(spelling.text) + " x" +
                    std::to_string(spelling.times));
  }
  void link(const ScannedLink& link) override {
    lines.push_back("link " + std::to_string(link.from) + " " + schema().relation(link.relation).name + " " +
                    std::to_string(link.to) + seenText(link.seen) + byText(link.by));
  }
  void property(const ScannedProperty& property) override {
    lines.push_back("property " + std::to_string(property.of) + " " + schema().property(property.property).name + " " +
                    std::string(property.value) + seenText(property.seen) + byText(property.by));
  }
  void redaction(const ScannedRedaction& redaction) override {
    lines.push_back("redaction " + std::to_string(redaction.of) + " " + schema().relation(redaction.trait).name + " " +
                    std::string(redaction.text) + seenText(redaction.seen) + byText(redaction.by));
  }
  void answer(const ScannedAnswer& answer) override {
    lines.push_back("answer " + std::to_string(answer.of) + " " + std::string(answer.kind) + " " +
                    std::to_string(static_cast<int>(answer.outcome)) + " " + timeText(answer.when) + byText(answer.by));
  }
  void retraction(const ScannedRetraction& taken) override {
    using Of = ScannedRetraction::Of;
    const std::string what =
        taken.of == Of::kLink ? schema().relation(taken.relation).name + " " + std::to_string(taken.to)
        : taken.of == Of::kRedaction
            ? "withheld " + schema().relation(taken.relation).name + " " + std::string(taken.value)
        : taken.of == Of::kProperty ? schema().property(taken.property).name + " " + std::string(taken.value)
                                    : "answer " + std::string(taken.value);
    lines.push_back("retraction " + std::to_string(taken.from) + " " + what + " of " + std::to_string(taken.source) +
                    " when " + timeText(taken.when) + " in " + std::to_string(taken.generation));
  }
};

}  // namespace

std::string seenText(const model::Sighting& seen) {
  return " [" + timeText(seen.first) + (seen.first_is_day ? "d" : "") + "," + timeText(seen.last) +
         (seen.last_is_day ? "d" : "") + "] x" + std::to_string(seen.times) + " ttl " + std::to_string(seen.ttl) +
         " conf " + std::to_string(seen.confidence);
}

std::vector<std::string> scanLines(const Store& store, Generation above, Generation upto) {
  LineVisitor visitor;
  const auto done = store.scan(above, upto, visitor);
  if (!done) FAIL(done.error().message);
  return visitor.lines;
}

std::vector<std::string> scanLines(const Store& store) {
  return scanLines(store, 0, std::numeric_limits<Generation>::max());
}

}  // namespace clew::storage::test
