#include "ingest/placeholder.h"

#include <algorithm>
#include <array>

#include "common/text.h"

namespace clew::ingest {
namespace {

constexpr auto kPlaceholders = std::to_array<std::string_view>({"-", "--", "none", "null", "n/a", "(empty)"});

constexpr auto kUnnamed = std::to_array<std::string_view>(
    {"na", "nil", "?", "unknown", "unk", "unattributed", "unidentified", "unspecified", "undefined", "unclassified",
     "undetermined", "not attributed", "not available", "not applicable", "not known", "no attribution", "tbd"});

/// What stands behind "unknown" where a kind is known, and no name: "Unknown Stealer" of ThreatFox.
constexpr auto kKinds = std::to_array<std::string_view>(
    {"malware", "family", "malware family", "threat",   "threat actor", "actor",  "adversary",
     "group",   "apt",    "campaign",       "stealer",  "infostealer",  "loader", "downloader",
     "dropper", "rat",    "backdoor",       "botnet",   "bot",          "trojan", "ransomware",
     "miner",   "worm",   "rootkit",        "webshell", "banker",       "c2",     "tool"});

template <std::size_t Count>
bool isOneOfWords(const std::array<std::string_view, Count>& words, std::string_view text) {
  return std::any_of(words.begin(), words.end(),
                     [text](std::string_view word) { return equalsIgnoreCase(word, text); });
}

}  // namespace

bool isPlaceholder(std::string_view text) {
  return isOneOfWords(kPlaceholders, trim(text));
}

bool isUnnamedThreat(std::string_view text) {
  text = trim(text);
  if (isOneOfWords(kPlaceholders, text) || isOneOfWords(kUnnamed, text)) return true;
  constexpr std::string_view kUnknown = "unknown";
  if (!startsWithIgnoreCase(text, kUnknown) || text.size() <= kUnknown.size()) return false;
  const char behind = text[kUnknown.size()];
  return (behind == ' ' || behind == '_' || behind == '-') &&
         isOneOfWords(kKinds, trim(text.substr(kUnknown.size() + 1)));
}

}  // namespace clew::ingest
