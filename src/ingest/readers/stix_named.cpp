// The nodes and links of an indicator's pattern.
#include <algorithm>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/indicator.h"
#include "ingest/readers/stix_pattern.h"
#include "ingest/readers/stix_things.h"
#include "ingest/readers/web_json.h"

namespace clew::ingest::stix {
namespace {

using model::NodeName;
using model::Sighting;

/// The last step of a path: "SHA-256" of "hashes.SHA-256", "value" of "from_ref.value".
std::string_view lastStep(std::string_view path) {
  const std::size_t hashes = path.rfind("hashes.");
  if (hashes != path.npos) return path.substr(hashes + 7);
  const std::size_t dot = path.rfind('.');
  return dot == path.npos ? path : path.substr(dot + 1);
}

/// One group of comparisons: they speak of one thing.
class Named {
 public:
  Named(const Sighting& seen, LeftOut& left_out, FactBuilder& builder)
      : seen_(seen), left_out_(left_out), builder_(builder), known_(builder.schema().known()) {}

  void take(const Comparison& one) {
    const bool names = one.op == "=" || one.op == "IN" || (one.op == "ISSUBSET" && one.object.ends_with("-addr"));
    if (one.negated || !names) {
      return left_out_.count(
          format("comparisons by {}{} in patterns", one.negated ? "NOT " : "", one.op.empty() ? "EXISTS" : one.op));
    }
    for (const std::string& value : one.values) {
      if (!takeValue(one, value)) {
        left_out_.count(format("comparisons of {} in patterns", quoted(one.object + ":" + one.path)));
      }
    }
  }

  Nodes finish() {
    if (mayPair(builder_, hosts_.size(), resolved_.size())) {
      for (const NodeName& host : hosts_) {
        for (const NodeName& to : resolved_) addRelationship(builder_, host, "resolves-to", to, seen_);
      }
    }
    // Several names of which one would have to be all of them are alternatives that somebody joined by mistake.
    if (all_.size() == files_.size()) addSameContent(builder_, files_, seen_);
    if (mayPair(builder_, files_.size(), file_names_.size())) {
      for (const NodeName& file : files_) {
        for (const std::string& name : file_names_) builder_.property(file, "filename", name, seen_);
      }
    }
    for (const NodeName& end : mayPair(builder_, ends_.size(), ports_.size()) ? ends_ : Nodes()) {
      for (const std::string& port : ports_) {
        const auto service = addService(builder_, end.name, port, transport_, seen_);
        if (!service) continue;
        builder_.link(end, "service", *service, seen_);
        all_.push_back(*service);
      }
    }
    return std::move(all_);
  }

 private:
  bool keep(Nodes& kind, std::optional<NodeName> node) {
    if (!node) return true;  // refused, with the reason
    kind.push_back(*node);
    all_.push_back(std::move(*node));
    return true;
  }

  std::optional<NodeName> place(const std::string& value) {
    if (contains(value, "/")) return builder_.node(known_.net, value);
    return builder_.node(model::parseAddress(value) ? known_.ip : known_.host, value);
  }

  bool takeValue(const Comparison& one, const std::string& value) {
    const std::string_view last = lastStep(one.path);
    const bool is_value = one.path == "value";
    if (one.object == "x509-certificate") {
      return one.path.starts_with("hashes.") && last != "MD5" && keep(others_, builder_.node(known_.cert, value));
    }
    if (contains(one.path, "hashes.")) {
      const std::string plain = toLower(replaceAll(last, "-", ""));
      if (plain != "md5" && plain != "sha1" && plain != "sha256" && plain != "sha512") return false;
      return keep(files_, builder_.node(known_.file, value));
    }
    const bool host = one.object == "domain-name" || isHostname(one.object);
    if (host && is_value) return keep(hosts_, builder_.node(known_.host, value));
    if (one.object == "domain-name" && contains(one.path, "resolves_to_refs")) return keep(resolved_, place(value));
    if ((one.object == "ipv4-addr" || one.object == "ipv6-addr") && is_value) {
      const bool single = one.object == "ipv4-addr" && value.ends_with("/32");
      return keep(ends_, place(single ? value.substr(0, value.size() - 3) : value));
    }
    if (one.object == "url" && is_value) return keep(others_, addUrl(builder_, value, seen_));
    if (one.object == "email-addr" && is_value) return keep(others_, builder_.node(known_.email, value));
    if (one.object == "email-message" && last == "value") return keep(others_, builder_.node(known_.email, value));
    if (one.object == "autonomous-system" && one.path == "number") {
      return keep(others_, builder_.node(known_.asn, value));
    }
    if (one.object == "network-traffic") return takeTraffic(one.path, value);
    if (one.object != "file" || one.path != "name") return false;
    file_names_.push_back(value);
    return true;
  }

  bool takeTraffic(std::string_view path, const std::string& value) {
    if (path == "dst_ref.value" || path == "src_ref.value") {
      auto node = place(value);
      if (!node) return true;
      // A port at the far end belongs to the far address alone.
      keep(path == "dst_ref.value" && node->type != known_.net ? ends_ : others_, std::move(node));
      return true;
    }
    if (path == "dst_port") ports_.push_back(value);
    if (path.starts_with("protocols") && (value == "tcp" || value == "udp")) transport_ = value;
    return path == "dst_port" || path.starts_with("protocols") || path == "dst_ref.type" || path == "src_ref.type";
  }

  const Sighting& seen_;
  LeftOut& left_out_;
  FactBuilder& builder_;
  const model::Schema::Known& known_;
  Nodes all_, hosts_, resolved_, files_, ends_, others_;
  std::vector<std::string> file_names_, ports_;
  std::string transport_;
};

}  // namespace

Nodes patternNodes(std::string_view pattern, const Sighting& seen, LeftOut& left_out, FactBuilder& builder) {
  const auto groups = readPattern(pattern);
  if (!groups) {
    builder.reject(groups.error().message, pattern);
    return {};
  }
  Nodes all;
  for (const Group& group : *groups) {
    Named named(seen, left_out, builder);
    for (const Comparison& one : group) named.take(one);
    const Nodes nodes = named.finish();
    all.insert(all.end(), nodes.begin(), nodes.end());
  }
  return all;
}

}  // namespace clew::ingest::stix
