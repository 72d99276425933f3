#include "ingest/readers/abusech.h"

#include <algorithm>

#include "common/format.h"
#include "common/text.h"
#include "ingest/placeholder.h"
#include "ingest/readers/indicator.h"
#include "ingest/readers/sharing.h"

namespace clew::ingest::abusech {

using model::NodeName;
using model::Outcome;
using model::Sighting;

std::string_view stated(std::string_view text) {
  text = trim(text);
  return isPlaceholder(text) ? std::string_view() : text;
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> found;
  for (const std::string_view part : split(text, ',')) {
    if (const std::string_view word = stated(part); !word.empty()) found.emplace_back(word);
  }
  return found;
}

Sighting seenOf(const Entry& entry) {
  Sighting seen = seenFromTo(stated(entry.first), stated(entry.last));
  const auto confidence = parseInteger<int>(trim(entry.confidence));
  if (confidence && *confidence >= 0 && *confidence <= 100) seen.confidence = static_cast<std::int16_t>(*confidence);
  return seen;
}

void addEntry(FactBuilder& builder, const NodeName& node, std::string_view feed, const Entry& entry) {
  const Sighting seen = seenOf(entry);
  builder.link(node, builder.schema().knownRelations().blocklist,
               NodeName{builder.schema().known().list, std::string(feed), {}}, seen);
  addImplied(builder, node, seen);
  builder.link(node, "threat", entry.malware, seen);
  if (!isUnnamedThreat(entry.malware_id)) builder.link(node, "tag", entry.malware_id, seen);
  for (const std::string& tag : entry.tags) builder.link(node, "tag", stated(tag), seen);
  builder.link(node, "report", stated(entry.reference), seen);
}

std::optional<NodeName> addFile(FactBuilder& builder, std::initializer_list<std::string_view> hashes) {
  std::vector<NodeName> files;
  for (const std::string_view hash : hashes) {
    auto file = builder.node(builder.schema().known().file, stated(hash));
    if (file) files.push_back(std::move(*file));
  }
  if (files.empty()) return std::nullopt;
  addSameContent(builder, files, builder.seenNow());
  return files.front();
}

bool refused(const Json& document, std::string_view provider, FactBuilder& builder) {
  const std::string status = firstText(document, {"query_status", "error"});
  if (status.empty() || status == "ok" || status == "listed" || status == "not_listed") return false;
  const bool none = status.starts_with("no_result") || status.ends_with("_not_found") || status == "no_iocs";
  builder.begin(provider, "error");
  builder.outcome(none ? Outcome::kNone : Outcome::kRefused);
  if (const auto subject = statedSubject(builder.context())) {
    builder.subject(*subject);
    builder.answer(*subject, provider, builder.lookup().outcome);
  }
  if (!none) builder.reject(format("the provider refused: {}", status), textOf(get(document, "data")));
  return true;
}

}  // namespace clew::ingest::abusech
