// The lines of a WHOIS answer, whichever server wrote it: what key, under what heading, in which block.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::ingest::whois {

/// What a key says of the registration.
enum class Field : std::uint8_t {
  kOther,
  kDomain,
  kRegistrar,
  kRegistrarHandle,  // the registry's key for it
  kIanaId,
  kServer,  // the registrar's WHOIS server
  kAbuseEmail,
  kAbusePhone,
  kCreated,
  kUpdated,
  kExpires,
  kTransferred,
  kStatus,
  kNameServer,
  kDnssec,
  kFetched,  // when the server's data were made
};
/// By the key in plain form (lower case, single blanks for every separator).
Field fieldOf(std::string_view key);

/// Whose block or heading it is.
enum class Party : std::uint8_t { kNobody, kRegistrant, kAdmin, kTech, kBilling, kRegistrar };
/// By a heading in plain form: "administrative contact", "tech c", "holder".
Party partyOf(std::string_view heading);

/// A status of EPP (RFC 5731, 3915) that is no word of prose: "clientHold", "pendingDelete".
bool isState(std::string_view word);

struct Line {
  std::string heading;  // the heading that it stands under, in plain form; empty: none
  std::string key;      // plain form; empty for free text
  std::string value;    // as it came, trimmed
  std::uint32_t block = 0;
  std::uint32_t part = 0;    // of a client's output that holds the answers of several servers
  std::uint32_t number = 0;  // in the text, from 1
  bool comment = false;      // the server's own words ("% ...")
  bool beside = false;       // free text on the line of its heading, and not below it
};

/// Cuts a text. Lines "Key: value", "[Key] value", "Key....: value", headings alone with what stands below them, and a
/// few sentences ("Record created on 22-Apr-2003") are told apart; everything else is free text.
std::vector<Line> linesOf(std::string_view text);

}  // namespace clew::ingest::whois
