// Resource records in the text form of RFC 1035, as zone files and dig have them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clew/error.h"
#include "ingest/fact_builder.h"
#include "ingest/readers/sharing.h"

namespace clew::ingest::dns {

struct Token {
  std::string text;  // of a quoted one without quotes, escapes undone; others as written
  bool quoted = false;
};

/// Takes a line apart at blanks; `;` outside quotes begins a comment; parentheses are dropped and counted in `depth`,
/// which the next line goes on with. Fails for a quote that does not end.
Result<std::vector<Token>> tokensOf(std::string_view line, int& depth);

struct Record {
  std::string owner;  // absolute, without the last dot
  std::uint32_t ttl = 0;
  std::string type;  // lower case
  std::vector<Token> data;
};

/// What lines of a zone file leave to those that follow.
struct ZoneState {
  std::string origin;  // without the last dot; empty: not known
  bool has_origin = false;
  std::optional<std::string> apex;  // the zone's own name, that of its SOA record
  std::string owner;                // of the record before
  bool has_owner = false;
  std::uint32_t ttl = 0;
};

/// "3600", "1h30m"; empty for other text.
std::optional<std::uint32_t> ttlText(std::string_view text);
bool isRecordType(std::string_view word);
/// "IN", "CH", "HS", or "CLASS1".
bool isClass(std::string_view word);

/// `tokens` as [owner] [ttl] [class] type data; `owner_left_out` when the line began with a blank. Fails, saying why,
/// for what is no record. Sets the state's owner.
Result<Record> recordOf(const std::vector<Token>& tokens, bool owner_left_out, ZoneState& state);
/// A name of the record's data, made absolute.
Result<std::string> absoluteName(std::string_view name, const ZoneState& state);

/// The facts of a record; names in its data are absolute already when `state` says no origin. Records that the graph
/// has no relation for are counted.
void addRecord(FactBuilder& builder, const Record& record, const ZoneState& state, const model::Sighting& seen,
               LeftOut& left_out);

}  // namespace clew::ingest::dns
