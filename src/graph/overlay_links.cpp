#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "graph/overlay_parts.h"
#include "model/canonical.h"

namespace clew::graph {

Observation claimOf(const Base& base, Observation seen, Facts& facts) {
  const auto references = base.raw(seen.raw, seen.raw_count);
  seen.raw = static_cast<std::uint32_t>(facts.raw.size());
  seen.raw_count = static_cast<std::uint16_t>(references.size());
  facts.raw.insert(facts.raw.end(), references.begin(), references.end());
  return seen;
}

void coalesceInto(std::vector<Observation>& claims, const Facts& facts, const SourceRanks& ranks, Overlay& out,
                  std::vector<Observation>& seen) {
  const std::size_t begin = seen.size();
  coalesce(claims, facts.raw, ranks, seen, out.raw);
  for (std::size_t i = begin; i < seen.size(); ++i) seen[i].raw += out.base_raw;
}

namespace {

constexpr std::uint32_t kNoLink = 0xFFFFFFFFU;

/// Changes to rows, gathered and then applied, each row copied from the layer below when it is first touched.
class RowChanges {
 public:
  RowChanges(const Layers& layers, Overlay& out) : layers_(layers), out_(out) {}

  /// kNoLink takes the link away.
  void set(model::RelationId relation, NodeId from, NodeId to, std::uint32_t link) {
    changes_[{relation, Direction::kAlong, from}][to] = link;
    changes_[{relation, Direction::kBack, to}][from] = link;
  }
  void apply() {
    for (const auto& [at, changed] : changes_) {
      const auto [relation, direction, node] = at;
      const RowView old = layers_.row(relation, direction, node);
      OverlayRow row;
      auto next = changed.begin();
      const auto put = [&](NodeId end, std::uint32_t link) {
        if (link == kNoLink) return;
        row.ends.push_back(end);
        row.links.push_back(link);
      };
      for (std::size_t i = 0; i < old.size(); ++i) {
        for (; next != changed.end() && next->first < old.ends[i]; ++next) put(next->first, next->second);
        if (next != changed.end() && next->first == old.ends[i]) {
          put(next->first, next->second);
          ++next;
        } else {
          put(old.ends[i], old.linkAt(i));
        }
      }
      for (; next != changed.end(); ++next) put(next->first, next->second);
      out_.rows[Overlay::key(relation, direction, node)] = std::move(row);
      out_.touched[relation] = true;
      rows_.insert(at);
    }
    changes_.clear();
  }
  using At = std::tuple<model::RelationId, Direction, NodeId>;
  const std::set<At>& rows() const { return rows_; }

 private:
  const Layers& layers_;
  Overlay& out_;
  std::map<At, std::map<NodeId, std::uint32_t>> changes_;
  std::set<At> rows_;
};

class LinkLayer {
 public:
  LinkLayer(const Base& base, Facts& facts, const SourceRanks& ranks, Overlay& out)
      : base_(base),
        schema_(base.schema()),
        facts_(facts),
        ranks_(ranks),
        out_(out),
        layers_(base, &out),
        changes_(layers_, out) {}

  void run(const NewNodes& made) {
    state();
    const auto& known = schema_.knownRelations();
    for (const auto& [from, to] : made.apexes) derive(known.apex, from, to);
    for (const auto& [from, to] : made.providers) derive(known.provider, from, to);
    changes_.apply();
    deriveNets();
    deriveCerts();
    for (std::size_t id = 0; id < schema_.relations().size(); ++id) {
      const auto relation = static_cast<model::RelationId>(id);
      if (schema_.ofService(relation) != model::kNoRelation) deriveOfServices(relation, schema_.ofService(relation));
    }
    changes_.apply();
    finish();
  }

 private:
  using Ends = std::tuple<model::RelationId, NodeId, NodeId>;
  struct Touch {
    std::vector<const LinkClaim*> claims;
    std::vector<const Withdrawal*> taken;
  };

  /// What sources say: claims and withdrawals over what the base has of the same link.
  void state() {
    for (const LinkClaim& claim : facts_.links)
      touched_[{claim.relation, claim.from, claim.to}].claims.push_back(&claim);
    for (const Withdrawal& taken : facts_.withdrawals) {
      if (taken.of == Withdrawal::Of::kLink) touched_[{taken.what, taken.from, taken.to}].taken.push_back(&taken);
    }
    std::vector<Observation> old;
    std::vector<Observation> claims;
    for (const auto& [ends, touch] : touched_) {
      const auto [relation, from, to] = ends;
      claims.clear();
      old.clear();
      const RowView row = layers_.baseRow(relation, Direction::kAlong, from);
      const std::size_t at = row.find(to);
      if (at != row.size()) layers_.load(relation, row.linkAt(at), old);
      for (Observation seen : old) {
        for (const Withdrawal* taken : touch.taken) {
          if (taken->source != seen.source) continue;
          if (seen.retracted == kNoTime || taken->when < seen.retracted) seen.retracted = taken->when;
        }
        claims.push_back(claimOf(base_, seen, facts_));
      }
      for (const LinkClaim* claim : touch.claims) claims.push_back(claim->seen);
      if (claims.empty()) continue;
      OverlayLink link;
      coalesceInto(claims, facts_, ranks_, out_, link.seen);
      link.dead = !stands(link.seen) && !followsFromNames(relation);
      changes_.set(relation, from, to, add(relation, std::move(link)));
    }
  }

  static bool stands(const std::vector<Observation>& seen) {
    return std::any_of(seen.begin(), seen.end(), [](const Observation& one) { return one.retracted == kNoTime; });
  }

  /// What lies above a name stands, said or not.
  bool followsFromNames(model::RelationId relation) const {
    return relation == schema_.knownRelations().apex || relation == schema_.knownRelations().provider;
  }

  std::uint32_t add(model::RelationId relation, OverlayLink link) {
    out_.links[relation].push_back(std::move(link));
    return kOverlayLink + static_cast<std::uint32_t>(out_.links[relation].size() - 1);
  }

  /// A derived link, unless the same stands stated.
  void derive(model::RelationId relation, NodeId from, NodeId to) {
    const auto stated = touched_.find({relation, from, to});
    if (stated != touched_.end() && !stated->second.claims.empty()) return;
    changes_.set(relation, from, to, add(relation, {}));
  }

  /// Makes the derived links of `from` these and no others. A link whose sources all took back their word stands as
  /// long as it is derived.
  void reconcile(model::RelationId relation, NodeId from, const std::set<NodeId>& wanted) {
    const RowView row = layers_.row(relation, Direction::kAlong, from);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::uint32_t link = row.linkAt(i);
      const bool is_wanted = wanted.contains(row.ends[i]);
      if (layers_.isDerived(relation, link)) {
        if (!is_wanted) changes_.set(relation, from, row.ends[i], kNoLink);
        continue;
      }
      OverlayLink same;
      layers_.load(relation, link, same.seen);
      same.dead = !stands(same.seen) && !is_wanted;
      if (same.dead != layers_.isDead(relation, link)) {
        changes_.set(relation, from, row.ends[i], add(relation, std::move(same)));
      }
    }
    for (const NodeId to : wanted) {
      if (row.find(to) == row.size()) changes_.set(relation, from, to, add(relation, {}));
    }
  }

  std::vector<NodeId> standing(model::RelationId relation, Direction direction, NodeId node, bool stated_only) const {
    std::vector<NodeId> out;
    if (relation >= schema_.relations().size()) return out;
    const RowView row = layers_.row(relation, direction, node);
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (layers_.isDead(relation, row.linkAt(i))) continue;
      if (!stated_only || !layers_.isDerived(relation, row.linkAt(i))) out.push_back(row.ends[i]);
    }
    return out;
  }

  /// The narrowest known net that holds the address: one look-up a prefix length.
  std::optional<NodeId> narrowestNet(NodeId ip) const {
    const auto address = model::parseAddress(layers_.nameOf(ip));
    if (!address) return std::nullopt;
    model::Block block{*address, address->v6 ? 128 : 32};
    for (;; --block.prefix) {
      if (const auto net = layers_.find(schema_.known().net, model::blockText(block))) return net;
      if (block.prefix == 0) return std::nullopt;
      const int bit = block.prefix - 1;
      block.base.bytes[bit / 8] = static_cast<std::uint8_t>(block.base.bytes[bit / 8] & ~(0x80 >> (bit % 8)));
    }
  }

  void deriveNets() {
    const auto& known = schema_.knownRelations();
    std::set<NodeId> ips;
    for (NodeId node = base_.nodeCount(); node < layers_.nodeCount(); ++node) {
      const model::TypeId type = layers_.typeOf(node);
      if (type == schema_.known().ip) ips.insert(node);
      if (type != schema_.known().net) continue;
      const auto block = model::parseBlock(layers_.nameOf(node));
      if (!block) continue;
      for (const NodeId ip : layers_.inBlock(*block)) ips.insert(ip);
    }
    for (const auto& [ends, touch] : touched_) {
      if (std::get<0>(ends) == known.net_of_ip || std::get<0>(ends) == known.asn_of_ip) ips.insert(std::get<1>(ends));
    }
    for (const NodeId ip : ips) {
      std::set<NodeId> wanted;
      if (standing(known.net_of_ip, Direction::kAlong, ip, true).empty()) {
        if (const auto net = narrowestNet(ip)) wanted.insert(*net);
      }
      reconcile(known.net_of_ip, ip, wanted);
    }
    changes_.apply();
    for (const auto& [ends, touch] : touched_) {
      if (std::get<0>(ends) != known.asn_of_net) continue;
      for (const NodeId ip : layers_.row(known.net_of_ip, Direction::kBack, std::get<1>(ends)).ends) ips.insert(ip);
    }
    for (const NodeId ip : ips) {
      std::set<NodeId> wanted;
      if (standing(known.asn_of_ip, Direction::kAlong, ip, true).empty()) {
        for (const NodeId net : standing(known.net_of_ip, Direction::kAlong, ip, false)) {
          for (const NodeId asn : standing(known.asn_of_net, Direction::kAlong, net, false)) wanted.insert(asn);
        }
      }
      reconcile(known.asn_of_ip, ip, wanted);
    }
    changes_.apply();
  }

  void deriveCerts() {
    const auto& known = schema_.knownRelations();
    std::set<NodeId> hosts;
    for (const auto& [ends, touch] : touched_) {
      const auto [relation, from, to] = ends;
      if (relation == known.san) hosts.insert(to);
    }
    for (const NodeId host : hosts) {
      const auto certs = standing(known.san, Direction::kBack, host, false);
      reconcile(known.cert_of_host, host, {certs.begin(), certs.end()});
    }
    changes_.apply();
  }

  /// What addresses have of their services, for those of which an address, its services or what these showed changed.
  void deriveOfServices(model::RelationId of_ip, model::RelationId shown) {
    const model::RelationId service = schema_.serviceOfIp();
    std::set<NodeId> ips;
    for (const auto& [ends, touch] : touched_) {
      const auto [relation, from, to] = ends;
      if (relation == of_ip) ips.insert(from);
      // The same row serves hosts' services: what hangs on them is nothing of an ip.
      if (relation == service && layers_.typeOf(from) == schema_.known().ip) ips.insert(from);
      if (relation != shown) continue;
      for (const NodeId holder : layers_.row(service, Direction::kBack, from).ends) {
        if (layers_.typeOf(holder) == schema_.known().ip) ips.insert(holder);
      }
    }
    for (const NodeId ip : ips) {
      std::set<NodeId> wanted;
      for (const NodeId one : standing(service, Direction::kAlong, ip, false)) {
        for (const NodeId value : standing(shown, Direction::kAlong, one, false)) wanted.insert(value);
      }
      reconcile(of_ip, ip, wanted);
    }
  }

  std::int64_t countStanding(model::RelationId relation, const RowView& row) const {
    std::int64_t count = 0;
    for (std::size_t i = 0; i < row.size(); ++i) count += layers_.isDead(relation, row.linkAt(i)) ? 0 : 1;
    return count;
  }

  /// Holders of the rows that changed, and how many links more there are.
  void finish() {
    for (const auto& [relation, direction, node] : changes_.rows()) {
      OverlayRow& row = out_.rows[Overlay::key(relation, direction, node)];
      const RowView view = layers_.row(relation, direction, node);
      const std::int64_t count = countStanding(relation, view);
      if (direction == Direction::kAlong) {
        out_.more_links[relation] += count - countStanding(relation, layers_.baseRow(relation, direction, node));
        continue;
      }
      row.holders.nodes = row.holders.apexes = static_cast<std::uint32_t>(count);
      if (!schema_.relation(relation).counts_apexes) continue;
      std::vector<NodeId> tenants;
      for (std::size_t i = 0; i < row.ends.size(); ++i) {
        if (!layers_.isDead(relation, row.links[i])) tenants.push_back(layers_.tenantOf(row.ends[i]));
      }
      std::sort(tenants.begin(), tenants.end());
      tenants.erase(std::unique(tenants.begin(), tenants.end()), tenants.end());
      row.holders.apexes = static_cast<std::uint32_t>(tenants.size());
    }
  }

  const Base& base_;
  const model::Schema& schema_;
  Facts& facts_;
  const SourceRanks& ranks_;
  Overlay& out_;
  Layers layers_;
  RowChanges changes_;
  std::map<Ends, Touch> touched_;
};

}  // namespace

void layLinks(const Base& base, Facts& facts, const SourceRanks& ranks, const NewNodes& made, Overlay& out) {
  LinkLayer(base, facts, ranks, out).run(made);
}

}  // namespace clew::graph
