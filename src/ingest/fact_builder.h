// FactBuilder: what readers make facts with. One builder serves one input: it begins a lookup, takes raw texts, makes
// them canonical, and hands the lookup to the sink. A text that is no valid value costs itself: it becomes a reject
// with the position and the reason, and the rest goes on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "ingest/reader.h"
#include "model/canonical.h"
#include "model/dates.h"
#include "model/fact.h"
#include "model/schema.h"

namespace clew::ingest {

/// What was asked, where an answer does not say it itself: `from_answer` when it is a valid `wanted`, else --subject,
/// else the file's base name without its extensions (192.0.2.17.json, term@x.example.json) when that is one, or the only
/// address in a name that speaks of an address (reverse-ip_192.0.2.17.json). Empty: none known.
std::optional<model::NodeName> subjectOf(const InputContext& context, model::TypeId wanted,
                                         std::string_view from_answer = {});
/// "dir/nrd-2019-10-19.txt.gz" -> "nrd-2019-10-19": the last part of a path without the endings of data files.
std::string_view baseName(std::string_view path);

// Sightings from what providers write. Day precision is kept in the flags; an unreadable or empty side is left undated.
/// A point, or the day when the text has no time of day.
model::Sighting seenAt(std::string_view text);
model::Sighting seenAt(Time time);
/// From `first` to `last`. When only one is there it is both. Ends in the wrong order are left so: FactBuilder::add
/// puts them right, and says so.
model::Sighting seenFromTo(std::string_view first, std::string_view last,
                           model::DateOrder order = model::DateOrder::kDayFirst);
model::Sighting seenFromTo(Time first, Time last);

/// Used by one thread. Texts are raw unless a parameter is a NodeName. Every adder returns whether it added something
/// (false also for a duplicate within the lookup).
class FactBuilder {
 public:
  FactBuilder(const InputContext& context, FactSink& sink);

  const InputContext& context() const { return context_; }
  const model::Schema& schema() const { return *context_.schema; }

  /// Starts a lookup (finishing an open one). --source wins over `provider`, --fetched over every other time.
  void begin(std::string_view provider, std::string_view kind);
  /// When the provider answered, if the answer says so; else the file's own time stands.
  void fetched(Time when);
  void subject(const model::NodeName& node) { lookup().subject = node.name; }
  void outcome(model::Outcome outcome) { lookup().outcome = outcome; }
  /// The bytes as they came, and their hash.
  void raw(std::string bytes);
  model::Lookup& lookup() { return current_.lookup; }
  /// As seenFromTo(), but a side that states a date which cannot be read is refused, and then neither counts: one is
  /// never made from the other.
  model::Sighting seenBetween(std::string_view first, std::string_view last,
                              model::DateOrder order = model::DateOrder::kDayFirst);
  /// A sighting at the lookup's fetch time.
  model::Sighting seenNow() const { return seenAt(current_.lookup.fetched); }
  bool open() const { return open_; }
  std::size_t factCount() const { return current_.facts.size(); }
  /// Facts made so far, those that were said before too, and texts refused: a record that does not change it says
  /// nothing.
  std::uint64_t taken() const { return taken_; }

  /// Where facts and rejects from here on stood: a line or the index of a record, from 1; 0: the whole.
  void at(std::uint64_t position) { position_ = fact_position_ = position; }
  /// The same for line formats that are read in stretches: the line of the file, for rejects, and of the stretch, for
  /// facts, both from 1.
  void at(std::uint64_t file_line, std::uint64_t raw_line) {
    position_ = file_line;
    fact_position_ = raw_line;
  }

  /// The node that `text` names, or a reject. Empty and blank text, and a word where a threat has no name: empty, no
  /// reject.
  std::optional<model::NodeName> node(model::TypeId type, std::string_view text);
  /// By the schema's word for the type; the word must be one of the schema.
  std::optional<model::NodeName> node(std::string_view type_word, std::string_view text);
  /// Address, block, host... by its looks (model::classify), or a reject.
  std::optional<model::NodeName> indicator(std::string_view text);

  bool link(const model::NodeName& from, std::string_view relation, std::string_view to, const model::Sighting& seen);
  bool link(const model::NodeName& from, std::string_view relation, const model::NodeName& to,
            const model::Sighting& seen);
  bool link(const model::NodeName& from, model::RelationId relation, const model::NodeName& to,
            const model::Sighting& seen);
  /// The redaction list acts: a withheld value becomes a RedactedFact (its text kept), an empty one nothing, others a
  /// link.
  bool contact(const model::NodeName& of, std::string_view relation, std::string_view text,
               const model::Sighting& seen);
  /// The provider itself says that it withholds the field.
  bool redacted(const model::NodeName& of, std::string_view relation, std::string_view text,
                const model::Sighting& seen);
  /// Dates, numbers and booleans are read; what cannot be read is a reject. Empty text: nothing.
  bool property(const model::NodeName& of, std::string_view name, std::string_view text, const model::Sighting& seen);
  /// kNoTime stands for the lookup's fetch time.
  bool answer(const model::NodeName& of, std::string_view kind, model::Outcome outcome, Time when = kNoTime);
  bool mention(const model::NodeName& node);
  bool mention(model::TypeId type, std::string_view text);
  bool add(model::Fact&& fact);

  void reject(std::string_view reason, std::string_view text);
  /// For what is wrong with the input as a whole (a truncated stream): position 0.
  void rejectWhole(std::string_view reason, std::string_view text = {});
  /// What the user should know of the file though nothing is refused, and to how many records it happened (0: to the
  /// file).
  void notice(std::string_view text, std::uint64_t records = 0) { sink_.notice(text, records); }

  /// Hands the open lookup to the sink. False: stop reading.
  bool finish();
  /// Drops the open lookup and its facts.
  void abandon();
  /// The sink wants no more, or the user cancelled.
  bool stopped() const { return stopped_; }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t fact = 0;  // index + 1; 0: free
  };
  model::RelationId relationId(const model::NodeName& of, std::string_view word);
  model::PropertyId propertyId(const model::NodeName& of, std::string_view word);
  void unknownWord(std::string_view what, std::string_view word, model::TypeId type);
  bool isNew(const model::Fact& fact, std::uint64_t hash);
  void putInOrder(model::Fact& fact);
  void growTable();
  void clearTable();
  void sendReject(std::uint64_t position, std::string_view reason, std::string_view text);

  const InputContext& context_;
  FactSink& sink_;
  model::LookupFacts current_;
  std::vector<Slot> table_;
  std::unordered_set<std::string> unknown_words_;
  std::uint64_t position_ = 0;       // of rejects
  std::uint64_t fact_position_ = 0;  // of facts
  std::uint64_t taken_ = 0;          // facts made and texts refused
  std::uint64_t inverted_ = 0;       // records of the lookup whose interval ends before it begins
  std::uint64_t inverted_at_ = 0;    // the last of them
  bool open_ = false;
  bool stopped_ = false;
};

/// Bounds of what a reject or a text property keeps.
inline constexpr std::size_t kMaxRejectText = 64 * 1024;
inline constexpr std::size_t kMaxPropertyText = 64 * 1024;

}  // namespace clew::ingest
