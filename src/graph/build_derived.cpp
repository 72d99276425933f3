#include <algorithm>
#include <optional>

#include "graph/build_parts.h"
#include "model/canonical.h"

namespace clew::graph {
namespace {

/// Stated links stay; a derived link that is stated too is not repeated.
void addPairs(BuiltRelation& relation, NodePairs pairs) {
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  BuiltLinks merged;
  merged.reserve(relation.links.size() + pairs.size());
  std::size_t next = 0;
  const auto addBelow = [&](const BuiltLink* stated) {
    for (; next < pairs.size(); ++next) {
      const auto [from, to] = pairs[next];
      if (stated != nullptr) {
        if (std::pair(from, to) == std::pair(stated->from, stated->to)) continue;
        if (std::pair(from, to) > std::pair(stated->from, stated->to)) return;
      }
      merged.add({from, to, merged.observations, merged.observations, false});
    }
  };
  for (std::size_t i = 0; i < relation.links.size(); ++i) {
    BuiltLink link = relation.links[i];
    addBelow(&link);
    // What follows from other links stands although its sources took back their word.
    link.dead = link.dead && !std::binary_search(pairs.begin(), pairs.end(), std::pair(link.from, link.to));
    merged.add(link);
  }
  addBelow(nullptr);
  relation.links = std::move(merged);
}

/// The standing links of `from`.
std::vector<NodeId> standing(const BuiltLinks& links, NodeId from) {
  std::vector<NodeId> out;
  const auto first = std::lower_bound(links.from.begin(), links.from.end(), from) - links.from.begin();
  for (auto i = static_cast<std::size_t>(first); i < links.size() && links.from[i] == from; ++i) {
    if (!links.isDead(i)) out.push_back(links.to[i]);
  }
  return out;
}

/// For every ip without a stated net: the narrowest known net around it. Both are in order of number, and nets that
/// hold one another lie outer first, so one sweep with a stack of open nets finds them.
NodePairs narrowestNets(const model::Schema& schema, const FinalNodes& nodes, const BuiltLinks& stated) {
  NodePairs out;
  struct Open {
    model::Block block;
    NodeId node;
  };
  std::vector<Open> open;
  NodeId next_net = nodes.begin(schema.known().net);
  const NodeId net_end = nodes.end(schema.known().net);
  std::optional<model::Block> block;
  const auto parseNext = [&] {
    for (block.reset(); next_net < net_end && !block;) {
      if (auto parsed = model::parseBlock(nodes.names.at(next_net))) {
        block = *parsed;
      } else {
        ++next_net;
      }
    }
  };
  parseNext();
  std::size_t link = 0;
  for (NodeId ip = nodes.begin(schema.known().ip); ip < nodes.end(schema.known().ip); ++ip) {
    const auto address = model::parseAddress(nodes.names.at(ip));
    if (!address) continue;
    const auto notAfter = [&](const model::Address& base) {
      return base.v6 != address->v6
                 ? !base.v6
                 : std::lexicographical_compare(base.bytes, base.bytes + 16, address->bytes, address->bytes + 16) ||
                       std::equal(base.bytes, base.bytes + 16, address->bytes);
    };
    while (block && notAfter(block->base)) {
      while (!open.empty() && !(open.back().block.contains(block->base) && open.back().block.prefix <= block->prefix)) {
        open.pop_back();
      }
      open.push_back({*block, next_net});
      ++next_net;
      parseNext();
    }
    while (!open.empty() && !open.back().block.contains(*address)) open.pop_back();
    bool has_stated = false;
    for (; link < stated.size() && stated.from[link] <= ip; ++link) {
      has_stated |= stated.from[link] == ip && !stated.isDead(link);
    }
    if (!has_stated && !open.empty()) out.emplace_back(ip, open.back().node);
  }
  return out;
}

NodePairs asnsByNet(const BuiltLinks& nets_of_ips, const BuiltLinks& asns_of_nets, const BuiltLinks& stated) {
  NodePairs out;
  for (std::size_t i = 0; i < nets_of_ips.size(); ++i) {
    const BuiltLink link = nets_of_ips[i];
    if (link.dead || !standing(stated, link.from).empty()) continue;
    for (const NodeId asn : standing(asns_of_nets, link.to)) out.emplace_back(link.from, asn);
  }
  return out;
}

NodePairs byServices(NodeId first_ip, NodeId end_ip, const BuiltLinks& services, const BuiltLinks& shown) {
  NodePairs out;
  for (std::size_t i = 0; i < services.size(); ++i) {
    const BuiltLink link = services[i];
    if (link.dead || link.from < first_ip || link.from >= end_ip) continue;  // hosts have services too
    for (const NodeId value : standing(shown, link.to)) out.emplace_back(link.from, value);
  }
  return out;
}

}  // namespace

std::vector<model::RelationId> derivedFrom(const model::Schema& schema, model::RelationId id) {
  const auto& known = schema.knownRelations();
  switch (schema.relation(id).derivation) {
    case model::Derivation::kAsnOfIp:
      return {known.net_of_ip, known.asn_of_net};
    case model::Derivation::kCertOfHost:
      return {known.san};
    case model::Derivation::kOfServices:
      return {schema.serviceOfIp(), schema.ofService(id)};
    default:
      return {};
  }
}

std::size_t derivedAtMost(const model::Schema& schema, const FinalNodes& nodes, model::RelationId id,
                          const LinksOf& linksOf) {
  const auto& known = schema.knownRelations();
  const std::size_t emails = nodes.emails.second - nodes.emails.first;
  switch (schema.relation(id).derivation) {
    case model::Derivation::kApex:
      return nodes.size() - emails;
    case model::Derivation::kProvider:
      return emails;
    case model::Derivation::kNetOfIp:
      return nodes.end(schema.known().ip) - nodes.begin(schema.known().ip);
    case model::Derivation::kAsnOfIp:
      return linksOf(known.net_of_ip).size();
    case model::Derivation::kCertOfHost:
      return linksOf(known.san).size();
    case model::Derivation::kOfServices:
      return linksOf(schema.serviceOfIp()).size();
    default:
      return 0;
  }
}

void deriveLinks(const model::Schema& schema, const FinalNodes& nodes, model::RelationId id, const LinksOf& linksOf,
                 BuiltRelation& relation) {
  const auto& known = schema.knownRelations();
  NodePairs pairs;
  switch (schema.relation(id).derivation) {
    case model::Derivation::kApex:
    case model::Derivation::kProvider: {
      const bool of_emails = schema.relation(id).derivation == model::Derivation::kProvider;
      for (NodeId node = 0; node < nodes.size(); ++node) {
        const bool is_email = node >= nodes.emails.first && node < nodes.emails.second;
        if (is_email == of_emails && nodes.above[node] != kNoNode) pairs.emplace_back(node, nodes.above[node]);
      }
      break;
    }
    case model::Derivation::kNetOfIp:
      pairs = narrowestNets(schema, nodes, relation.links);
      break;
    case model::Derivation::kAsnOfIp:
      pairs = asnsByNet(linksOf(known.net_of_ip), linksOf(known.asn_of_net), relation.links);
      break;
    case model::Derivation::kCertOfHost: {
      const BuiltLinks& names = linksOf(known.san);
      for (std::size_t i = 0; i < names.size(); ++i) {
        if (!names.isDead(i)) pairs.emplace_back(names.to[i], names.from[i]);
      }
      break;
    }
    case model::Derivation::kOfServices:
      if (schema.ofService(id) == model::kNoRelation) return;
      pairs = byServices(nodes.begin(schema.known().ip), nodes.end(schema.known().ip), linksOf(schema.serviceOfIp()),
                         linksOf(schema.ofService(id)));
      break;
    default:
      return;
  }
  addPairs(relation, std::move(pairs));
}

}  // namespace clew::graph
