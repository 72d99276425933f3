#include "unit/storage/conformance.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

#include "unit/storage/support.h"

namespace clew::storage::test {

namespace {

using Lines = std::vector<std::string>;

const Time kDay = 86400;

Receipt append(Store& store, const Batch& batch) {
  auto receipt = store.append(batch);
  if (!receipt) FAIL(receipt.error().message);
  return *receipt;
}

Lines troubles(const Store& store) {
  auto found = store.check();
  if (!found) FAIL(found.error().message);
  return *found;
}

Batch smallBatch() {
  model::Sighting dated = seen(10, 20);
  dated.times = 3;
  dated.ttl = 300;
  dated.confidence = 80;
  dated.last_is_day = true;
  return batchOf(1000,
                 {lookup("dnsdb", "rrset", "a.example", 900,
                         {link(node("host", "a.example"), "ip", node("ip", "192.0.2.1"), dated, 1),
                          link(node("domain", "b.example"), "ip", node("ip", "192.0.2.1"), {}, 2),
                          property(node("host", "a.example"), "created", "2020-01-01", seen(5, 5), 3),
                          answer(node("host", "a.example"), "a", model::Outcome::kFound, 900)},
                         "{\"rrname\":\"a.example\"}"),
                  lookup("whoisxml", "whois", "a.example", kNoTime,
                         {link(node("host", "a.example"), "registrant", node("person", "jo example", "Jo Example")),
                          redacted(node("host", "a.example"), "email", "REDACTED FOR PRIVACY"),
                          mention(node("host", "c.example"))})});
}

const Lines& smallLines() {
  static const Lines lines = {
      "node 0 host a.example",
      "node 1 ip 192.0.2.1",
      "node 2 host b.example",
      "node 3 person jo example",
      "node 4 host c.example",
      "spelling 3 Jo Example x1",
      "link 0 ip 1 [10,20d] x3 ttl 300 conf 80 by 0 lookup 1:1 in 1 at 1000",
      "link 2 ip 1 [-,-] x1 ttl 0 conf -1 by 0 lookup 1:2 in 1 at 1000",
      "link 0 registrant 3 [-,-] x1 ttl 0 conf -1 by 1 lookup 2:0 in 1 at 1000",
      "property 0 created 2020-01-01 [5,5] x1 ttl 0 conf -1 by 0 lookup 1:3 in 1 at 1000",
      "redaction 0 email REDACTED FOR PRIVACY [-,-] x1 ttl 0 conf -1 by 1 lookup 2:0 in 1 at 1000",
      "answer 0 a 0 900 by 0 lookup 1:0 in 1 at 1000",
  };
  return lines;
}

void emptyCase(const StoreFactory& open) {
  auto store = open();
  CHECK(store->identity().size() == 32);
  CHECK_FALSE(store->readOnly());
  CHECK(store->newest()->generation == 0);
  CHECK(store->newest()->chain.empty());
  CHECK(store->batches()->empty());
  CHECK_FALSE(store->batch(1)->has_value());
  CHECK(scanLines(*store).empty());
  CHECK(store->sources()->empty());
  CHECK(store->sets()->empty());
  CHECK(store->notes()->empty());
  CHECK_FALSE(store->lookup(1, true)->has_value());
  CHECK_FALSE(store->list("suffixes")->has_value());
  CHECK_FALSE(store->lastRun("q", "")->has_value());
  CHECK(troubles(*store).empty());
  const std::string identity = store->identity();
  store.reset();
  CHECK(open()->identity() == identity);
}

void everyKindOfFact(const StoreFactory& open) {
  auto store = open();
  const Receipt receipt = append(*store, smallBatch());
  CHECK(receipt.generation == 1);
  CHECK(receipt.lookups_new == 2);
  CHECK(receipt.lookups_known == 0);
  CHECK(receipt.nodes_new == 5);
  CHECK(receipt.facts == 7);
  CHECK(scanLines(*store) == smallLines());
  CHECK(store->newest()->generation == 1);
  CHECK(store->newest()->learnt == 1000);
  CHECK(store->newest()->chain.size() == 64);
  CHECK(store->newest()->note.who == "ingest");
  store.reset();
  store = open();
  CHECK(scanLines(*store) == smallLines());
  CHECK(troubles(*store).empty());
  const StoreStats stats = *store->stats();
  CHECK(stats.nodes == 5);
  CHECK(stats.links == 3);
  CHECK(stats.properties == 1);
  CHECK(stats.redactions == 1);
  CHECK(stats.answers == 1);
  CHECK(stats.lookups == 2);
  CHECK(stats.raw_bytes == 22);
  CHECK(stats.file_bytes > 0);
}

void lookupsAndSources(const StoreFactory& open) {
  auto store = open();
  append(*store, smallBatch());
  const auto sources = *store->sources();
  REQUIRE(sources.size() == 2);
  CHECK(sources[0].name == "dnsdb");
  CHECK(sources[1].id == 1);
  CHECK(sources[1].default_confidence == 50);
  const auto first = *store->lookup(1, true);
  REQUIRE(first);
  CHECK(first->lookup.provider == "dnsdb");
  CHECK(first->lookup.kind == "rrset");
  CHECK(first->lookup.subject == "a.example");
  CHECK(first->lookup.fetched == 900);
  CHECK(first->lookup.from == "answers/dnsdb.json");
  CHECK(first->lookup.raw == "{\"rrname\":\"a.example\"}");
  CHECK(first->lookup.sha256.size() == 64);
  CHECK(first->learnt == 1000);
  CHECK((*store->lookup(1, false))->lookup.raw.empty());
  CHECK((*store->lookup(2, true))->lookup.fetched == kNoTime);
  CHECK_FALSE(store->lookup(3, true)->has_value());
  const auto names = store->nodeNames({3, 1, 1});
  if (!names) FAIL(names.error().message);
  CHECK(*names ==
        std::vector<model::NodeName>{node("person", "jo example"), node("ip", "192.0.2.1"), node("ip", "192.0.2.1")});
  CHECK(store->nodeNames({5}).error().code == ErrorCode::kInternal);
  CHECK(store->stats()->lookups_of_source == std::vector<std::uint64_t>{1, 1});
  CHECK_FALSE(store->lookup(0, true)->has_value());
}

void sameTwice(const StoreFactory& open) {
  auto store = open();
  append(*store, smallBatch());
  const std::string chain = store->newest()->chain;
  Receipt again = append(*store, smallBatch());
  CHECK(again.generation == 1);
  CHECK(again.lookups_new == 0);
  CHECK(again.lookups_known == 2);
  CHECK(again.known == std::vector<std::size_t>{0, 1});
  CHECK(again.facts == 0);
  store.reset();
  store = open();
  again = append(*store, smallBatch());
  CHECK(again.lookups_known == 2);
  CHECK(store->newest()->chain == chain);
  CHECK(scanLines(*store) == smallLines());
  // Each part of what a lookup is makes another one of it.
  const std::vector<std::function<void(model::Lookup&)>> changes = {
      [](model::Lookup& l) { l.provider = "other"; },
      [](model::Lookup& l) { l.kind = "other"; },
      [](model::Lookup& l) { l.subject = "other.example"; },
      [](model::Lookup& l) { l.outcome = model::Outcome::kPartial; },
      [](model::Lookup& l) { l.fetched = 901; },
      [](model::Lookup& l) { l.fetched = kNoTime; },
      [](model::Lookup& l) { l.part = 1; },
      [](model::Lookup& l) { l.sha256 = std::string(64, '0'); }};
  for (const auto& change : changes) {
    Batch batch = smallBatch();
    batch.lookups.resize(1);
    change(batch.lookups[0].lookup);
    CHECK(append(*store, batch).lookups_new == 1);
    CHECK(append(*store, batch).lookups_new == 0);
  }
  // Where it was read from does not.
  Batch moved = smallBatch();
  moved.lookups[0].lookup.from = "elsewhere.json";
  CHECK(append(*store, moved).lookups_new == 0);
  // Twice in one batch is once.
  Batch twice = batchOf(1, {lookup("p", "k", "s", 1, {mention(node("host", "z.example"))})});
  twice.lookups.push_back(twice.lookups[0]);
  const Receipt once = append(*store, twice);
  CHECK(once.lookups_new == 1);
  CHECK(once.lookups_known == 1);
  CHECK(once.known == std::vector<std::size_t>{1});
  CHECK(once.facts == 1);
  CHECK(troubles(*store).empty());
}

void ranges(const StoreFactory& open) {
  auto store = open();
  for (int batch = 1; batch <= 5; ++batch) {
    const std::string name = "n" + std::to_string(batch) + ".example";
    append(*store,
           batchOf(batch * kDay, {lookup("p", "k", name, batch,
                                         {link(node("host", name), "ip", node("ip", "192.0.2.9"), seen(batch, batch)),
                                          property(node("host", name), "created", "2020-01-01")})}));
  }
  CHECK(store->newest()->generation == 5);
  CHECK(store->batches()->size() == 5);
  CHECK(scanLines(*store, 2, 3) ==
        Lines{"node 3 host n3.example", "link 3 ip 1 [3,3] x1 ttl 0 conf -1 by 0 lookup 3:0 in 3 at 259200",
              "property 3 created 2020-01-01 [-,-] x1 ttl 0 conf -1 by 0 lookup 3:0 in 3 at 259200"});
  CHECK(scanLines(*store, 5, 9).empty());
  CHECK(scanLines(*store, 3, 3).empty());
  CHECK(scanLines(*store, 4, 2).empty());
  CHECK(scanLines(*store, 17, 20).empty());
  CHECK(scanLines(*store, 0, 1).size() == 4);
  struct Impatient final : ScanVisitor {
    Result<void> goesOn() override { return Error(ErrorCode::kCancelled, "no more"); }
    void link(const ScannedLink&) override { ++links; }
    int links = 0;
  } impatient;
  CHECK(store->scan(0, 5, impatient).error().code == ErrorCode::kCancelled);
  CHECK(impatient.links == 0);
  CHECK(scanLines(*store, 0, 1).size() == 4);
  Lines parts;
  std::size_t total = 0;
  for (Generation generation = 0; generation < 5; ++generation)
    total += scanLines(*store, generation, generation + 1).size();
  CHECK(total == scanLines(*store).size());
  CHECK((*store->batch(4))->learnt == 4 * kDay);
  CHECK((*store->lookup(4, false))->learnt == 4 * kDay);
  CHECK_FALSE(store->batch(6)->has_value());
  // Each chain hash stands on the one before.
  std::vector<std::string> chains;
  const std::vector<BatchInfo> batches = *store->batches();
  for (const BatchInfo& batch : batches) chains.push_back(batch.chain);
  std::sort(chains.begin(), chains.end());
  CHECK(std::unique(chains.begin(), chains.end()) == chains.end());
}

void retractions(const StoreFactory& open) {
  auto store = open();
  const model::Fact claim = link(node("host", "a.example"), "ip", node("ip", "192.0.2.1"), seen(1, 2));
  const model::Fact made = property(node("host", "a.example"), "created", "2020-01-01");
  append(*store, batchOf(1, {lookup("one", "k", "s", 1, {claim, made}), lookup("two", "k", "s", 1, {claim})}));
  append(
      *store,
      batchOf(2, {lookup("two", "k", "s", 2,
                         {retraction(claim, "one", 50), retraction(made, "", kNoTime), retraction(made, "three", 7),
                          retraction(redacted(node("domain", "a.example"), "email", "PRIVATE"), "one", 8),
                          retraction(answer(node("host", "a.example"), "ns", model::Outcome::kNone, 9), "one", 8)})}));
  CHECK(scanLines(*store, 1, 2) ==
        Lines{"retraction 0 ip 1 of 0 when 50 in 2", "retraction 0 created 2020-01-01 of 1 when - in 2",
              "retraction 0 created 2020-01-01 of 2 when 7 in 2",
              "retraction 0 withheld email PRIVATE of 0 when 8 in 2", "retraction 0 answer ns of 0 when 8 in 2"});
  CHECK(store->sources()->size() == 3);
  CHECK(troubles(*store).empty());
}

void spellings(const StoreFactory& open) {
  auto store = open();
  const model::NodeName host = node("host", "a.example");
  const auto org = [](const std::string& display) { return node("org", "acme inc", display); };
  append(*store, batchOf(1, {lookup("p", "k", "s", 1,
                                    {link(host, "org", org("ACME Inc")), link(host, "org", org("Acme Inc")),
                                     link(host, "org", org("ACME Inc")), link(host, "org", org(""))})}));
  append(*store, batchOf(2, {lookup("p", "k", "s", 2, {link(host, "org", org("ACME Inc"))})}));
  Lines found;
  for (const std::string& line : scanLines(*store)) {
    if (line.rfind("spelling", 0) == 0) found.push_back(line);
  }
  CHECK(found ==
        Lines{"spelling 1 ACME Inc x2", "spelling 1 Acme Inc x1", "spelling 1 acme inc x1", "spelling 1 ACME Inc x1"});
}

void setsAndNotes(const StoreFactory& open) {
  auto store = open();
  append(*store, smallBatch());
  Batch batch = batchOf(2000, {});
  batch.note = WriteNote{"analyst", "@x = a.example", "looks odd"};
  batch.sets = {SetChange{"x", {node("ip", "192.0.2.1"), node("host", "a.example"), node("domain", "a.example")}},
                SetChange{"nobody", {}}};
  batch.notes = {NodeNote{node("host", "new.example"), "first\nsecond"}};
  const Receipt receipt = append(*store, batch);
  CHECK(receipt.generation == 2);
  CHECK(receipt.nodes_new == 1);
  CHECK((*store->batch(2))->note.query == "@x = a.example");
  CHECK((*store->batch(2))->note.because == "looks odd");
  auto sets = *store->sets();
  REQUIRE(sets.size() == 2);
  CHECK(sets[0].name == "nobody");
  CHECK(sets[0].members.empty());
  CHECK(sets[1].members == std::vector<NodeId>{0, 1});
  CHECK(sets[1].saved == 2000);
  REQUIRE(store->notes()->size() == 1);
  CHECK((*store->notes())[0].text == "first\nsecond");
  CHECK((*store->notes())[0].of == 5);
  CHECK((*store->notes())[0].when == 2000);
  // The same content again is nothing new; another content is the set from then on.
  batch.notes.clear();
  batch.learnt = 3000;
  CHECK(append(*store, batch).generation == 2);
  batch.sets = {SetChange{"x", {node("host", "b.example")}}, SetChange{"nobody", {}},
                SetChange{"y", {node("host", "c.example"), node("host", "d.example")}}};
  CHECK(append(*store, batch).generation == 3);
  store.reset();
  store = open();
  sets = *store->sets();
  REQUIRE(sets.size() == 3);
  CHECK(sets[0].saved == 2000);
  CHECK(sets[1].members == std::vector<NodeId>{2});
  CHECK(sets[1].saved == 3000);
  CHECK(sets[2].members == std::vector<NodeId>{4, 6});
  CHECK(troubles(*store).empty());
}

void listsAndRuns(const StoreFactory& open) {
  auto store = open();
  const std::string text = std::string("line one\n\0line two", 18);
  CHECK(store->pinList("suffixes", text, 10)->generation == 1);
  CHECK(store->pinList("suffixes", text, 11)->generation == 1);
  CHECK(store->pinList("redaction", "", 12)->generation == 2);
  CHECK(store->pinList("suffixes", "other", 13)->generation == 3);
  CHECK(*store->list("suffixes") == std::optional<std::string>("other"));
  CHECK(*store->list("redaction") == std::optional<std::string>(""));
  CHECK_FALSE(store->list("schema")->has_value());
  CHECK(store->newest()->learnt == 13);
  Run run;
  run.query = "nightly";
  run.arguments = "seed=a.example";
  run.version = 2;
  run.text_hash = "ab";
  run.now = 100;
  run.finished = 101;
  run.succeeded = true;
  run.generation = 3;
  run.result = "[[\"a.example\"]]";
  REQUIRE(store->recordRun(run).ok());
  run.now = 200;
  run.succeeded = false;
  REQUIRE(store->recordRun(run).ok());
  store.reset();
  store = open();
  const auto last = *store->lastRun("nightly", "seed=a.example");
  REQUIRE(last);
  CHECK(last->now == 200);
  CHECK(last->version == 2);
  CHECK_FALSE(last->succeeded);
  CHECK(last->generation == 3);
  CHECK(last->result == "[[\"a.example\"]]");
  CHECK_FALSE(store->lastRun("nightly", "")->has_value());
  CHECK(store->newest()->generation == 3);
  CHECK(troubles(*store).empty());
}

void readersBesideAWriter(const StoreFactory& open) {
  auto writer = open();
  auto reader = open();
  append(*writer, smallBatch());
  CHECK(reader->newest()->generation == 1);
  CHECK(scanLines(*reader) == smallLines());
  // A second writer goes on from where the first one stopped, and the first one from there.
  const auto more = [](const std::string& name, Time learnt) {
    return batchOf(learnt, {lookup("src-" + name, "k", name, learnt,
                                   {link(node("host", name), "ns", node("host", "shared.example")),
                                    property(node("host", name), "status", "ok")})});
  };
  CHECK(append(*reader, more("r.example", 2)).nodes_new == 2);
  CHECK(append(*writer, more("w.example", 3)).nodes_new == 1);
  CHECK(append(*reader, more("r2.example", 4)).nodes_new == 1);
  CHECK(scanLines(*writer) == scanLines(*reader));
  CHECK(writer->newest()->generation == 4);
  CHECK(writer->sources()->size() == 5);
  CHECK(troubles(*writer).empty());
}

void hostileTexts(const StoreFactory& open) {
  auto store = open();
  const std::vector<std::string> texts = {std::string("nul\0inside", 10),
                                          std::string("\0", 1),
                                          "\xff\xfe not utf-8 \xc3",
                                          "'; DROP TABLE node; --",
                                          "\x1b[31mred",
                                          "%s%n\\0",
                                          std::string(1 << 20, 'x'),
                                          "\xe2\x80\xae rtl",
                                          " ",
                                          "?1 :a @b $c"};
  std::vector<model::Fact> facts;
  for (const std::string& text : texts) {
    facts.push_back(link(node("host", text), "registrant", node("person", text, text + "!")));
    facts.push_back(property(node("host", text), "status", text));
    facts.push_back(redacted(node("host", text), "email", text));
    facts.push_back(answer(node("host", text), text, model::Outcome::kNone, 1));
  }
  Batch batch = batchOf(1, {lookup(texts[0], texts[2], texts[3], 1, facts, texts[0] + texts[2])});
  batch.note = WriteNote{texts[0], texts[3], texts[2]};
  batch.sets = {SetChange{texts[0], {node("host", texts[0])}}};
  batch.notes = {NodeNote{node("host", texts[2]), texts[0]}};
  CHECK(append(*store, batch).nodes_new == 2 * texts.size());
  store.reset();
  store = open();
  CHECK(append(*store, batch).lookups_known == 1);
  class Names : public ScanVisitor {
   public:
    std::vector<std::string> names, values, withheld, kinds, shown;
    void node(const ScannedNode& node) override { names.emplace_back(node.name); }
    void property(const ScannedProperty& property) override { values.emplace_back(property.value); }
    void redaction(const ScannedRedaction& redaction) override { withheld.emplace_back(redaction.text); }
    void answer(const ScannedAnswer& answer) override { kinds.emplace_back(answer.kind); }
    void spelling(const ScannedSpelling& spelling) override { shown.emplace_back(spelling.text); }
  } names;
  REQUIRE(store->scan(0, 9, names).ok());
  REQUIRE(names.names.size() == 2 * texts.size());
  for (std::size_t text = 0; text < texts.size(); ++text) {
    CHECK(names.names[2 * text] == texts[text]);
    CHECK(names.names[2 * text + 1] == texts[text]);
    CHECK(names.shown[text] == texts[text] + "!");
  }
  CHECK(names.values == texts);
  CHECK(names.withheld == texts);
  CHECK(names.kinds == texts);
  CHECK((*store->sets())[0].name == texts[0]);
  CHECK((*store->notes())[0].text == texts[0]);
  CHECK((*store->batch(1))->note.who == texts[0]);
  const auto held = *store->lookup(1, true);
  CHECK(held->lookup.provider == texts[0]);
  CHECK(held->lookup.raw == texts[0] + texts[2]);
  CHECK(troubles(*store).empty());
}

void extremes(const StoreFactory& open) {
  auto store = open();
  model::Sighting wide = seen(kNoTime + 1, std::numeric_limits<Time>::max());
  wide.times = 0xFFFFFFFF;
  wide.ttl = 0xFFFFFFFF;
  wide.confidence = 0;
  append(*store, batchOf(std::numeric_limits<Time>::max(),
                         {lookup("", "", "", -1,
                                 {link(node("host", "a"), "ip", node("ip", "b"), wide, 0xFFFFFFFF),
                                  link(node("host", "a"), "ns", node("host", "a"), seen(-5, kNoTime))})}));
  CHECK(scanLines(*store, 0, 1).at(2) ==
        "link 0 ip 1 [-9223372036854775807,9223372036854775807] x4294967295 ttl 4294967295 conf 0 by 0 lookup "
        "1:4294967295 in 1 at 9223372036854775807");
  CHECK(scanLines(*store, 0, 1).at(3).find("[-5,-]") != std::string::npos);
  CHECK(troubles(*store).empty());
}

void badFacts(const StoreFactory& open) {
  auto store = open();
  append(*store, smallBatch());
  const auto before = scanLines(*store);
  const auto refused = [&](const model::Fact& fact) {
    const auto receipt =
        store->append(batchOf(5, {lookup("p", "k", "s", 5, {mention(node("host", "ok.example")), fact})}));
    return !receipt && receipt.error().code == ErrorCode::kInternal;
  };
  CHECK(refused(mention(model::NodeName{})));
  CHECK(refused(mention(node("host", ""))));
  CHECK(refused(mention(model::NodeName{200, "x", {}})));
  CHECK(refused(model::Fact{model::LinkFact{node("host", "a"), model::kNoRelation, node("ip", "b"), {}}, 0}));
  CHECK(refused(model::Fact{model::PropertyFact{node("host", "a"), model::kNoProperty, "v", {}}, 0}));
  CHECK(scanLines(*store) == before);
  CHECK(store->newest()->generation == 1);
  CHECK(append(*store, batchOf(6, {lookup("p", "k", "s", 5, {mention(node("host", "ok.example"))})})).nodes_new == 1);
  CHECK(troubles(*store).empty());
}

}  // namespace

void runStoreConformance(const StoreFactory& open) {
  SECTION("an empty case is there and has an identity") {
    emptyCase(open);
  }
  SECTION("every kind of fact comes back as it went in") {
    everyKindOfFact(open);
  }
  SECTION("lookups and sources can be asked for") {
    lookupsAndSources(open);
  }
  SECTION("the same twice changes nothing") {
    sameTwice(open);
  }
  SECTION("a scan keeps to its generations") {
    ranges(open);
  }
  SECTION("words taken back") {
    retractions(open);
  }
  SECTION("spellings are counted") {
    spellings(open);
  }
  SECTION("sets and notes") {
    setsAndNotes(open);
  }
  SECTION("lists and runs") {
    listsAndRuns(open);
  }
  SECTION("readers and further writers beside a writer") {
    readersBesideAWriter(open);
  }
  SECTION("hostile texts come back byte for byte") {
    hostileTexts(open);
  }
  SECTION("the ends of the number ranges") {
    extremes(open);
  }
  SECTION("facts that name nothing are refused and leave no trace") {
    badFacts(open);
  }
}

}  // namespace clew::storage::test
