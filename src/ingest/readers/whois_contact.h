// The contacts of WHOIS answers: fields by their keys, and lines that have none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ingest/readers/registration.h"

namespace clew::ingest::whois {

/// "X Ltd (R22-LRCC)", "X (http://x.example)", "X ( https://x.example )" -> "X".
std::string_view withoutBracket(std::string_view text);

/// "info AT x.example", "x@y.example <x@y.example>" -> the addresses, between blanks; the text where it holds none.
std::string emailsIn(std::string_view text);

/// Looks like the key of a record elsewhere in the answer, rather than a name.
bool isHandle(std::string_view text);

/// "https://x.example/contact": where to ask, in place of a name.
bool isLink(std::string_view text);

/// One field of a contact, by its key. False for keys that contacts do not have.
bool addContactField(std::string_view key, std::string_view value, ContactTexts& contact);

/// The same for a key that says whose it is: "registrant email", "admin contact name".
bool addPrefixedField(std::string_view key, std::string_view value, Registration& record);

/// Lines below "Registrant:" that have no keys: a name first, then an address, with a mailbox and a number among them.
void addFreeLines(const std::vector<std::string_view>& lines, bool registrant, ContactTexts& contact);

}  // namespace clew::ingest::whois
