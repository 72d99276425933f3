// What the tests of JSON readers need: text in, facts out as short lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ingest/reader.h"

namespace clew::ingest::test {

/// All that a reader made of one input.
struct Read {
  std::vector<model::LookupFacts> lookups;
  std::vector<model::Reject> rejects;
  std::vector<std::string> notices;  // "3 × text", or the text alone
  std::string error;                 // why the whole was refused; else empty

  /// Every fact as a line, in order:
  ///   a.example ip 192.0.2.7 @2018-07-06T18:30:00Z..2018-07-09T02:26:50Z ttl=60
  ///   a.example .created=2024-03-01T10:00:00Z @2024-04-02T00:00:00Z
  ///   a.example org? "REDACTED FOR PRIVACY" @2024-04-02T00:00:00Z
  ///   a.example answers registration: found @2024-04-02T00:00:00Z
  ///   a.example mentioned
  /// A day alone (2015-01-30) is known to the day; an undated fact has no @.
  std::vector<std::string> lines() const;
  /// The reasons of the rejects.
  std::vector<std::string> reasons() const;
  /// Distinct canonical names at the given end of the links of these relations; `host ip` pairs for "pair".
  std::vector<std::string> targets(std::string_view relation) const;
  std::vector<std::string> pairs(std::string_view relation) const;
  std::vector<std::string> mentioned() const;
  std::size_t answers(std::string_view kind) const;
};

struct Given {
  std::string name = "-";
  std::string subject = {};
  std::string source = {};
  std::string file_time = "2024-06-01T00:00:00Z";
};

/// The reader that --as would take; fails the test when there is none.
const Reader& readerNamed(std::string_view name);
/// The name of the reader that is surest of a text; "" when none is.
std::string detected(std::string_view text, std::string_view file_name = "-");

Read readText(const Reader& reader, std::string_view text, const Given& given = {});

/// A made-up text, and all that must come of it.
struct Sample {
  const char* what;
  const char* reader;  // that detection must take
  Given given;
  const char* text;
  std::vector<std::string> facts;         // all of them, in order, as Read::lines
  std::vector<std::string> reasons = {};  // of the rejects
};
void checkSample(const Sample& sample);

/// A file of the shared real data; empty optional when there is no shared folder (CLEW_SHARED).
std::optional<std::string> sharedFile(std::string_view path);
/// Reads a file of the shared real data by the reader that detection takes. Reports a skip and gives nothing when the
/// data is not there.
std::optional<Read> readShared(std::string_view path, const Given& given = {});

}  // namespace clew::ingest::test
