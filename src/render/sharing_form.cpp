#include "render/sharing_form.h"

#include <algorithm>

#include "common/json.h"

namespace clew::render {

std::string jsonString(std::string_view text) {
  std::string out;
  appendJsonString(out, text);
  return out;
}

std::string latestOf(const Graph& graph) {
  std::string latest = "1970-01-01T00:00:00Z";
  for (const GraphLink& link : graph.links) latest = std::max(latest, link.last);
  return latest;
}

const std::string& shownName(const NodeValue& node) {
  return node.display.empty() ? node.name : node.display;
}

Fingerprint fingerprintOf(const NodeValue& node) {
  std::string_view digits = node.name;
  // certificates say by which function: "sha256:..."; those named by issuer and serial number have no fingerprint
  if (const std::size_t colon = digits.find(':'); node.type == "cert" && colon != digits.npos) {
    digits.remove_prefix(colon + 1);
  }
  if (digits.find_first_not_of("0123456789abcdef") != digits.npos) return {};
  const std::size_t size = digits.size();
  const std::string_view word = size == 32    ? "MD5"
                                : size == 40  ? "SHA-1"
                                : size == 64  ? "SHA-256"
                                : size == 128 ? "SHA-512"
                                              : "";
  return {word, digits};
}

std::string notCarriedText(std::string_view form) {
  return "not in " + std::string(form) + ": sources, single sightings, properties and raw records: `facts` carries all";
}

bool isOfNames(const GraphLink& link) {
  return link.relation == "apex" || link.relation == "fqdn" || link.relation == "subdomains" ||
         link.relation == "provider";
}

bool isOfServices(const Graph& graph, const GraphLink& link) {
  return link.relation == "cert" && graph.nodes[link.from].node.type == "ip";
}

std::string ofServicesText(std::uint64_t links) {
  return "links `cert` of addresses follow from their services: " + std::to_string(links) +
         " come back with those alone";
}

}  // namespace clew::render
