#include "ingest/batcher.h"

#include <algorithm>
#include <utility>

#include "common/format.h"
#include "common/text.h"
#include "model/facts_json.h"

namespace clew::ingest {

namespace {

constexpr std::uint64_t kBatchBytes = std::uint64_t{16} << 20;
constexpr std::size_t kReportedRejects = 1000;
constexpr std::size_t kReportedNotices = 1000;

}  // namespace

Batcher::Batcher(const IngestOptions& options, const IngestContext& context, IngestReport& report, RejectsFile& rejects)
    : options_(options), context_(context), report_(report), rejects_(rejects) {}

void Batcher::startFile(std::size_t index) {
  file_ = index;
}

// What was given to the writer came before: it is written, and its failure is the first.
bool Batcher::fail(Error error) {
  if (failure_) return false;
  auto written = writer_ ? settle(writer_->finish()) : Result<void>();
  failure_ = written ? std::move(error) : std::move(written.error());
  return false;
}

bool Batcher::lookup(model::LookupFacts&& facts) {
  if (failure_) return false;
  if (context_.cancel != nullptr && context_.cancel->shouldStop()) return false;
  if (writer_ && writer_->failed()) {
    failure_ = settle(writer_->finish()).error();
    return false;
  }
  ++file().records;
  file().facts += facts.facts.size();
  facts_read_ += facts.facts.size();
  if (!options_.list.empty()) collect(facts);
  if (options_.dry_run) {
    finishRecord(facts.lookup, options_.keep_raw);
    print(facts);
    return true;
  }
  if (!startBatch(facts.learnt)) return false;
  batch_facts_ += facts.facts.size();
  batch_bytes_ += facts.lookup.raw.size();
  // What is taken back is what came before: the same said again behind it is in another batch.
  const bool takes_back = std::any_of(facts.facts.begin(), facts.facts.end(), [](const model::Fact& fact) {
    return std::holds_alternative<model::RetractionFact>(fact.body);
  });
  batch_.lookups.push_back(std::move(facts));
  owners_.push_back(file_);
  if (takes_back) return giveBatch();
  if (batch_facts_ < context_.batch_facts && batch_bytes_ < kBatchBytes) return true;
  return giveBatch();
}

bool Batcher::reject(model::Reject&& reject) {
  if (failure_) return false;
  ++file().rejected;
  ++report_.rejected;
  if (report_.rejects.size() < kReportedRejects) {
    report_.rejects.push_back({reject.file, reject.position, reject.reason});
  }
  const bool another = report_.reasons.size() < kReportedRejects || report_.reasons.contains(reject.reason);
  ++report_.reasons[another ? reject.reason : "other reasons"];
  if (auto kept = rejects_.write(reject); !kept) return fail(std::move(kept.error()));
  if (!options_.strict) return true;
  const std::string place = reject.position == 0 ? "" : format(", at {}", reject.position);
  return fail(Error(ErrorCode::kInvalidValue, format("{}{}: {}", quoted(reject.file, 300), place, reject.reason)));
}

void Batcher::notice(std::string_view text, std::uint64_t records) {
  for (auto said = report_.notices.rbegin(); said != report_.notices.rend() && said->file == file().path; ++said) {
    if (said->text != text) continue;
    said->records += records;
    return;
  }
  if (report_.notices.size() < kReportedNotices) report_.notices.push_back({file().path, std::string(text), records});
}

void Batcher::progress(std::uint64_t) {
  if (on_progress) on_progress();
}

// A case is mostly fed by files that make one batch: these need no thread.
Result<void> Batcher::flush() {
  const bool is_empty = batch_.lookups.empty() && batch_.sets.empty();
  if (writer_) {
    auto done = is_empty ? Result<void>() : writer_->put(takeBatch());
    if (done) done = writer_->finish();
    return settle(std::move(done));
  }
  if (is_empty) return {};
  OwnedBatch last = takeBatch();
  for (model::LookupFacts& facts : last.batch.lookups) finishRecord(facts.lookup, options_.keep_raw);
  auto receipt = context_.store->append(last.batch);
  if (!receipt) return receipt.error();
  count(*receipt, last.owners);
  return {};
}

// To the writer; reading goes on.
bool Batcher::giveBatch() {
  if (!writer_) writer_.emplace(*context_.store, context_.cancel, options_.keep_raw);
  if (auto given = settle(writer_->put(takeBatch())); !given) {
    if (!failure_) failure_ = std::move(given.error());
    return false;
  }
  return true;
}

OwnedBatch Batcher::takeBatch() {
  batch_.note.who = "ingest";
  batch_facts_ = batch_bytes_ = 0;
  return {std::exchange(batch_, {}), std::exchange(owners_, {})};
}

void Batcher::count(const storage::Receipt& receipt, const std::vector<std::size_t>& owners) {
  for (const std::size_t index : receipt.known) {
    if (index < owners.size()) ++report_.files[owners[index]].known;
  }
  report_.facts += receipt.facts;
  report_.nodes_new += receipt.nodes_new;
}

/// Counts what was written meanwhile; gives `done` back.
Result<void> Batcher::settle(Result<void> done) {
  for (const WrittenBatch& written : writer_->written()) count(written.receipt, written.owners);
  return done;
}

void Batcher::print(const model::LookupFacts& facts) {
  report_.facts += facts.facts.size();
  if (!options_.on_fact) return;
  const std::string id = format("L{}", ++printed_lookups_);
  const auto say = [&](model::FactLine line) {
    line.source = facts.lookup.provider;
    line.learnt = facts.learnt != kNoTime ? facts.learnt : context_.now;
    line.lookup = id;
    options_.on_fact(model::factLineText(*context_.schema, line));
  };
  model::FactLine lookup;
  lookup.body = model::LookupFact{id, facts.lookup};
  options_.on_fact(model::factLineText(*context_.schema, lookup));
  for (const model::Fact& fact : facts.facts) {
    std::visit([&](const auto& body) { say({body, {}, kNoTime, {}, fact.position}); }, fact.body);
  }
}

bool Batcher::set(std::string name, std::vector<model::NodeName> members, Time learnt) {
  if (failure_) return false;
  if (options_.dry_run) {
    if (options_.on_fact) {
      options_.on_fact(
          model::factLineText(*context_.schema, {model::SetFact{std::move(name), std::move(members)}, {}, learnt, {}}));
    }
    return true;
  }
  if (!startBatch(learnt)) return false;
  batch_.sets.push_back({std::move(name), std::move(members)});
  return true;
}

// A batch has one knowledge time: another one ends it.
bool Batcher::startBatch(Time learnt) {
  const Time wanted = learnt == kNoTime ? context_.now : std::min(learnt, context_.now);
  if (!batch_.lookups.empty() || !batch_.sets.empty()) {
    if (batch_.learnt == wanted) return true;
    if (!giveBatch()) return false;
  }
  batch_.learnt = wanted;
  return true;
}

// Indicators are the nodes that a file names for their own sake: members of a list, or mentioned with nothing else
// said.
void Batcher::collect(const model::LookupFacts& facts) {
  const auto take = [&](const model::NodeName& node) {
    std::string key(1, static_cast<char>(node.type));
    key += node.name;
    if (member_keys_.insert(std::move(key)).second) members_.push_back(node);
  };
  const model::RelationId list = context_.schema->knownRelations().list;
  for (const model::Fact& fact : facts.facts) {
    if (const auto* mention = std::get_if<model::MentionFact>(&fact.body)) take(mention->node);
    if (const auto* link = std::get_if<model::LinkFact>(&fact.body); link != nullptr && link->relation == list) {
      take(link->from);
    }
  }
}

Result<void> Batcher::saveList() {
  if (options_.list.empty() || options_.dry_run) return {};
  const model::Schema& schema = *context_.schema;
  std::sort(members_.begin(), members_.end(), [&](const model::NodeName& a, const model::NodeName& b) {
    return a.type != b.type ? a.type < b.type : model::compareNames(schema, a.type, a.name, b.name) < 0;
  });
  const auto sets = context_.store->sets();
  if (!sets) return sets.error();
  for (const storage::StoredSet& set : *sets) {
    if (set.name != options_.list) continue;
    report_.notices.push_back({"",
                               format("@{} has {} now, in place of the {} it had", options_.list,
                                      counted(members_.size(), "member"), groupedDigits(set.members.size())),
                               0});
  }
  storage::Batch batch;
  batch.learnt = context_.now;
  batch.note.who = "ingest";
  batch.sets.push_back({options_.list, std::move(members_)});
  auto receipt = context_.store->append(batch);
  if (!receipt) return receipt.error();
  report_.nodes_new += receipt->nodes_new;
  return {};
}

}  // namespace clew::ingest
