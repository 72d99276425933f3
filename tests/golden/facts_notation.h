// A short way to write facts in tests, turned into Clew's own JSON Lines:
//
//   a.example ip 192.0.2.1 2025-01-01..2025-02-01 by dnsdb      a link, dated, with its source
//   a.example registrar registrar:"cheap names inc" times 3     sightings; also: confidence 70
//   a.example ip 192.0.2.1 -                                    a link without dates
//   a.example .created 2025-03-01                               a property
//   a.example !email "redacted for privacy"                     a value that the record withholds
//   @seeds = a.example, b.example                               a set
//   a.example                                                   a mention
//   c[1-40].example ip 192.0.2.[1-40]                           forty facts
//
// The type of a name is told by its look (address, mailbox, AS number, host, domain where it has two labels), or
// written before it (`cert:…`), or, on the right of a relation that leads to one type, left out. Without dates a fact
// holds from 2025-01-01 to 2025-03-31; without `by` its source is `sensor`. `#` begins a comment.
#pragma once

#include <string>
#include <string_view>

namespace clew::test {

/// Fails the test that asks for a line that is none of these.
std::string factLines(std::string_view text);

}  // namespace clew::test
