// What the feeds of abuse.ch have in common, JSON and tables alike: an indicator, the malware that it belongs to, since
// when it is known, and how surely. Each feed is a blocklist.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/readers/json_reader.h"

namespace clew::ingest::abusech {

/// Texts as they came.
struct Entry {
  std::string malware;            // the family's name: "CloudEyE"
  std::string malware_id;         // Malpedia's: "win.cloudeye"
  std::vector<std::string> tags;  // words on the entry, the kind of threat among them
  std::string reference;          // where it was reported
  std::string confidence;         // 0 to 100
  std::string first, last;
};

/// When the entry was seen: from `first` to `last`, a point when there is no last. Undated when nothing is stated.
model::Sighting seenOf(const Entry& entry);
/// That the node is on the feed, and what the entry says of it.
void addEntry(FactBuilder& builder, const model::NodeName& node, std::string_view feed, const Entry& entry);
/// Splits "a,b" and null spellings off; abuse.ch writes "None" in tables.
std::vector<std::string> words(std::string_view text);
/// The text, or "" when it is one of the spellings of nothing.
std::string_view stated(std::string_view text);

/// The file of an entry with several hashes: by SHA-256, else SHA-1, else MD5, tied to its other hashes. Hashes
/// that are none are rejects.
std::optional<model::NodeName> addFile(FactBuilder& builder, std::initializer_list<std::string_view> hashes);

/// Begins the lookup of an answer whose `query_status` is none of "ok"; false when it is "ok" or not there.
bool refused(const Json& document, std::string_view provider, FactBuilder& builder);

}  // namespace clew::ingest::abusech
