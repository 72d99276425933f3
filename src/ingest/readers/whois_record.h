// The registrations that the lines of a WHOIS answer state.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ingest/readers/registration.h"
#include "ingest/readers/whois_lines.h"

namespace clew::ingest::whois {

struct Answer {
  std::optional<model::NodeName> domain;  // empty: the text does not say
  Registration record;
  std::vector<std::pair<Role, ContactTexts>> more_contacts;  // beside those in the record
  std::vector<Registration> others;  // of the same name, from the other servers of a client's output
  std::string dnssec;
  Time fetched = kNoTime;  // said by the server
  bool top_level = false;  // about the top-level domain: says only which server to ask
  bool general = false;    // it has a contact for everybody, which is not the registrant's
};

/// One for each name that the text has a record of; a text without any gives one whose record is empty. Where a client
/// put the answers of several servers together, the last that knows a name completes what those before it say.
std::vector<Answer> answersOf(const std::vector<Line>& lines, const model::Schema& schema);

/// Dates between other words: "0-UANIC 20020903000000", "19990518 #162310", "27/07/2000 (changed)". The text itself
/// when it holds no date.
std::string dateText(std::string_view text);

}  // namespace clew::ingest::whois
