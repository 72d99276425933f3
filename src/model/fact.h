// Facts: what readers make of lookup results and the store keeps. One direction: reader -> Fact -> store.
//
// Everything is by name (no ids), so that a fact can be printed, compared and sent on. The text form is one JSON object
// a line (facts_json.h), keys and order as docs/formats.md says.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "clew/table.h"
#include "common/box.h"
#include "model/canonical.h"
#include "model/schema.h"

namespace clew::model {

/// When, how often and how surely a source saw a thing.
struct Sighting {
  Time first = kNoTime;  // both kNoTime: undated, holds for "ever"
  Time last = kNoTime;
  std::uint32_t times = 1;
  std::uint32_t ttl = 0;         // seconds; 0: not stated
  std::int16_t confidence = -1;  // 0..100; -1: not stated
  bool first_is_day = false;     // known to the day only (first is its 00:00:00)
  bool last_is_day = false;      // known to the day only (last is its 23:59:59)
  friend bool operator==(const Sighting&, const Sighting&) = default;
};

/// `from` -relation-> `to`. `relation` leads from from.type to to.type by the schema.
struct LinkFact {
  NodeName from;
  RelationId relation = kNoRelation;
  NodeName to;
  Sighting seen;
};

using PropertyText =
    std::string;  // dates as timeText, numbers in decimal, booleans "true"/"false", text as it is (UTF-8)

/// A dated scalar of a node.
struct PropertyFact {
  NodeName of;
  PropertyId property = kNoProperty;
  PropertyText value;
  Sighting seen;
};

/// The record has the field and withholds it. `text` is what stood there, whole (never a node).
struct RedactedFact {
  NodeName of;
  RelationId trait = kNoRelation;
  std::string text;
  Sighting seen;
};

enum class Outcome : std::uint8_t { kFound, kNone, kRefused, kPartial };

/// A question was asked about a node, and this came back. A kFound answer is complete: a link of that kind which it
/// leaves out has ended (language.md: `at`).
struct AnswerFact {
  NodeName of;
  std::string kind;  // "registration", "a", "aaaa", "ns", "mx", "cname", "cert", ... (schema)
  Outcome outcome = Outcome::kFound;
  Time when = kNoTime;
};

/// A node that is named and nothing else is said of it (an indicator in a list also gets a `list` link).
struct MentionFact {
  NodeName node;
};

/// Takes back what the source of the enclosing lookup said. Matching observations are closed, never removed.
struct RetractionFact {
  /// Sightings do not matter; of an answer neither do outcome and time: all of that kind about the node are taken back.
  using What = std::variant<LinkFact, PropertyFact, RedactedFact, AnswerFact>;
  Box<What> what = What();  // apart, so that facts of the frequent kinds are small
  std::string source;
  Time when = kNoTime;
  std::string because;
};

struct Fact {
  std::variant<LinkFact, PropertyFact, RedactedFact, AnswerFact, MentionFact, RetractionFact> body;
  /// Where in the lookup's raw record it stood: the line (from 1) for line formats, the record's index (from 1) in an
  /// array of records, 0 for the whole.
  std::uint32_t position = 0;
};

/// One lookup answer or one stretch of a feed: what facts point to as their evidence.
struct Lookup {
  std::string provider;  // "whoisxml", "dnsdb", "analyst": the source that `seen by` names
  std::string kind;      // "whois", "reverse-ip", "rrset", ...
  std::string subject;   // canonical text of what was asked; empty when it is a feed
  Outcome outcome = Outcome::kFound;
  Time fetched = kNoTime;        // when the provider answered; kNoTime: not known
  std::string from;              // file or URL, without credentials
  std::uint32_t part = 0;        // a file read in stretches: which one
  std::uint32_t first_line = 0;  // in the file, from 1: line of the raw record's first line, or element of an array of
                                 // answers; 0: the raw record is the whole file
  std::string sha256;            // of `raw`, 64 hex digits
  std::string raw;               // the bytes as they came (the store compresses them); may be empty
};

/// What one source record says: the unit that readers hand over. Facts of a LookupFacts are believed or rejected alone.
struct LookupFacts {
  Lookup lookup;
  std::vector<Fact> facts;
  Time learnt = kNoTime;  // knowledge time, where the input itself says it (facts of another case); else now
};

/// A record or a value that could not be taken. It costs itself and nothing else.
struct Reject {
  std::string file;
  std::uint64_t position = 0;  // line for text and JSON Lines, record index otherwise, from 1; 0: the whole file
  std::string reason;          // in the user's words
  std::string text;            // what was refused, whole up to 64 KiB
};

}  // namespace clew::model
