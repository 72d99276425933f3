// What the beginning of a text input is, where the readers of lists, tables and prose could take it for one of theirs:
// values are found in almost any text, and facts made of the wrong format are worse than none.
#pragma once

#include <string>
#include <string_view>

namespace clew::ingest {

/// What bytes are that are no text ("a PNG image", "binary data"); empty for text. Told by the marks of known formats,
/// else by the share of control bytes and of what is no UTF-8: a few of them in a text cost their records alone, and
/// text in an old code page has many of the latter and none of the former.
std::string_view binaryKind(std::string_view head);

/// UTF-8 as it is, all else as Windows-1252.
std::string asUtf8(std::string_view text);

/// A line without the colours that terminals are told in the midst of it.
std::string withoutColours(std::string_view line);

/// Before every record of a JSON text sequence (RFC 7464).
inline constexpr char kRecordMark = '\x1E';

/// Whether a text begins as JSON does, or as a sequence of it: an object, or an array of texts, numbers, words, arrays
/// or objects. A defanged dot, an address in brackets and a title in brackets are none.
bool beginsAsJson(std::string_view head);

/// Whether a text is the answer of a WHOIS server: lines of `key: value` or `[key] value` with at least two of the keys
/// that registries use, or a greeting of such a server. Nobody defangs those answers, so a text that does is none.
bool isWhoisText(std::string_view head);

/// Whether a text is the Public Suffix List (https://publicsuffix.org/list/): its rules look like names.
bool isSuffixList(std::string_view head);

/// Whether tables, lists and prose have to leave an input alone, since it is one of the above or what nslookup
/// printed.
bool isOtherText(std::string_view head);

}  // namespace clew::ingest
