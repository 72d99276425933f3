// One record of passive DNS in the Common Output Format: its fields where they stand in the line, and what they mean.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/readers/json_scan.h"
#include "model/fact.h"

namespace clew::ingest::cof {

/// Views into the line.
struct Record {
  JsonPiece rrname, rrtype, rdata;
  JsonPiece time_first, time_last, zone_time_first, zone_time_last, count;
  JsonPiece bailiwick, origin;
  JsonPiece obj, cond, msg;  // the frame of DNSDB v2
  bool summary = false;      // num_results: how many there are, and none of them
};

/// False when the line is no whole JSON object.
bool scan(std::string_view line, Record& record);

enum class Kind : std::uint8_t { kAddress, kName, kMail, kPointer, kAuthority, kText, kOther };
struct Type {
  std::string_view word, number, relation;
  Kind kind;
};

/// The record types that make links. Others name their owner and no more.
Type typeOf(std::string_view text);

/// kNoTime for what is none.
Time timeOf(const JsonPiece& piece);
/// When the record was seen, and how often; known from zone files alone, when it stood there.
model::Sighting seenOf(const Record& record);

/// The address that a name below in-addr.arpa or ip6.arpa stands for; empty when it is another name.
std::string addressOfReverseName(std::string_view name);
/// A mailbox in a zone's SOA: its first dot stands for the @, other dots of the local part have a backslash.
std::string mailboxOfSoa(std::string_view name);
/// The text of a TXT record: its quoted strings put together, or the value itself where it has no quotes.
std::string textOfTxt(std::string_view value);

}  // namespace clew::ingest::cof
