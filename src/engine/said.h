// What one source says of one thing: the unit that is taken back and stated again.
#pragma once

#include <compare>
#include <span>
#include <string>
#include <vector>

#include "model/fact.h"
#include "storage/store.h"

namespace clew::engine {

/// What one source says of one link, of one value of a property, that it withholds a trait, or answers of one kind; the
/// sightings do not tell it apart. In the order of `of`, then of ids.
struct Said {
  using Of = storage::ScannedRetraction::Of;
  Of of = Of::kLink;
  storage::NodeId from = 0;
  model::RelationId relation = model::kNoRelation;  // of a link or a withheld trait
  storage::NodeId to = 0;                           // of a link, else `from`
  model::PropertyId property = model::kNoProperty;
  std::string value;  // of a property, of a withheld trait; the kind of answers
  storage::SourceId source = 0;
  auto operator<=>(const Said&) const = default;
};

Said saidBy(const storage::ScannedLink& link);
Said saidBy(const storage::ScannedProperty& said);
Said saidBy(const storage::ScannedRedaction& said);
Said saidBy(const storage::ScannedAnswer& said);
/// What a retraction takes back.
Said saidBy(const storage::ScannedRetraction& taken);

/// A fact of each kind that is said, without sightings.
using SaidFact = model::RetractionFact::What;

/// The same as facts, in their order, with names instead of ids. Fails with what the store fails with.
Result<std::vector<SaidFact>> factsOf(const storage::Store& store, std::span<const Said> said);

/// The kind of the lookups in which a command states again what stood before, and the beginning of where they are from:
/// they are no lookups of the source, which said all of it before.
inline constexpr std::string_view kRestoredKind = "restored";
inline constexpr std::string_view kUndo = ":undo";
/// How the statement begins by which a source, a file or a lookup is retracted; its name follows.
inline constexpr std::string_view kRetractSource = "source retract ";
bool isRestored(const model::Lookup& lookup);
/// A restored lookup names the one that said it first: its number is the `part`, and this is the `sha256`, so that what
/// came from another case names none here.
std::string restoredHash(const model::Lookup& first, std::string_view restored_from);
/// The lookup that a restored one names; the lookup itself where it names none.
storage::LookupId firstLookupOf(const storage::Store& store, storage::LookupId lookup);

/// "part 2 of 3": why a batch is one of several that one command wrote; parts count from 1, and come in order.
struct Part {
  std::uint64_t number = 0, of = 0;
};
std::string partText(const Part& part);
/// Number 0 for other texts.
Part readPart(std::string_view because);

}  // namespace clew::engine
