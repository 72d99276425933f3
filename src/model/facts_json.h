// The text form of facts: one JSON object a line, lossless, the keys in a fixed order (docs/formats.md). Writing what
// was parsed gives the same bytes when the line was written here.
//
//   {"fact":"link","from":{"type":"host","name":"www.a.example"},"relation":"ip","to":{"type":"ip","name":"192.0.2.7"},
//    "first":...,"last":...,"times":12,"ttl":300,"confidence":90,"source":"dnsdb","learnt":...,"lookup":"L17",
//    "record":3}
//   {"fact":"property","of":{...},"property":"created","value":"2021-12-30T00:00:00Z","first":...}
//   {"fact":"redacted","of":{...},"trait":"email","text":"REDACTED FOR PRIVACY","first":...}
//   {"fact":"answer","of":{...},"kind":"a","outcome":"none","when":...,"source":...,"learnt":...,"lookup":...}
//   {"fact":"mention","of":{...},"source":...,"learnt":...,"lookup":...}
//   {"fact":"retracted","of":{link, property, redacted or answer},"when":...,"because":...,"learnt":...,"lookup":...}
//   {"fact":"set","name":"iocs","members":[{...}],"learnt":...}
//   {"fact":"tag","of":{...},"tag":"sinkhole","source":"analyst","learnt":...}
//   {"fact":"lookup","id":"L17","provider":...,"kind":...,"subject":...,"outcome":...,"fetched":...,"from":...,"part":...,
//    "line":...,"sha256":...,"learnt":...,"raw":base64 of zstd}
//
// A sighting's time that is known to the day only is written as the day: "first":"2015-01-30". `times` 1, `part` 0,
// `line` 0, `record` 0 (where in the lookup's raw record it stood), the outcome "found" of a lookup and everything that is not stated are left out. A node has "display" when
// its spelling differs from its name.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "clew/error.h"
#include "model/fact.h"
#include "model/schema.h"

namespace clew::model {

struct SetFact {
  std::string name;
  std::vector<NodeName> members;
};

struct TagFact {
  NodeName of;
  std::string tag;
};

struct LookupFact {
  std::string id;  // names the lookup within the file
  Lookup lookup;   // provider, kind, subject, ...; raw as the bytes came
};

/// One line. `source`, `learnt` and `lookup` (an id of this file) are empty or kNoTime where nothing is said; a lookup
/// and a retraction keep their source in the body.
struct FactLine {
  std::variant<LinkFact, PropertyFact, RedactedFact, AnswerFact, MentionFact, RetractionFact, SetFact, TagFact,
               LookupFact>
      body;
  std::string source;
  Time learnt = kNoTime;
  std::string lookup;
  std::uint32_t position = 0;  // Fact::position, of facts of a lookup
};

/// Without a line end. Always valid UTF-8 and safe on a terminal.
std::string factLineText(const Schema& schema, const FactLine& line);
/// Names are made canonical, properties checked by their type. Fails with kInvalidValue and the reason in the user's
/// words: what is no JSON, a key that is missing, unknown or of the wrong kind (by name), an unknown type, relation or
/// property, a relation that does not lead so, an invalid name, an end before the beginning.
Result<FactLine> parseFactLine(const Schema& schema, std::string_view line);

}  // namespace clew::model
