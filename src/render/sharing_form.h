// What the forms have in common in which a graph is handed on to other people's tools (STIX, MISP).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "render/graph_rows.h"

namespace clew::render {

/// The space of ids that Clew makes of content (RFC 9562, version 5).
inline constexpr std::string_view kOwnSpace = "8f3c9f2e-5d0b-5c6e-9a55-6b1f6f0c7e21";

/// The text as a JSON string with its quotes.
std::string jsonString(std::string_view text);

/// The latest time that a link of the graph states, as full ISO 8601; the epoch when none does. An answer knows no
/// later moment, so it stands for when the document was made.
std::string latestOf(const Graph& graph);

/// How a node is shown: its spelling, else its canonical name.
const std::string& shownName(const NodeValue& node);

/// The fingerprint that a file or a certificate is named by.
struct Fingerprint {
  std::string_view word;    // "MD5", "SHA-1", "SHA-256", "SHA-512"; "" where the name is none
  std::string_view digits;  // of the node's name
};
Fingerprint fingerprintOf(const NodeValue& node);

/// What no form of other people's carries, as a sentence.
std::string notCarriedText(std::string_view form);
/// Links that the graph makes of names alone (`apex`, `provider`): they come back without being carried.
bool isOfNames(const GraphLink& link);
/// Links from addresses to the certificates of their services: they come back with the services alone.
bool isOfServices(const Graph& graph, const GraphLink& link);
/// Says so of as many links.
std::string ofServicesText(std::uint64_t links);

}  // namespace clew::render
