#include "graph/node_order.h"

#include <algorithm>
#include <cstring>

#include "common/text.h"
#include "graph/in_order.h"
#include "model/canonical.h"

namespace clew::graph {
namespace {

void putAddress(const model::Address& address, std::array<std::uint8_t, 18>& number) {
  number[0] = address.v6 ? 2 : 1;
  std::memcpy(number.data() + 1, address.bytes, 16);
}

std::uint64_t head(std::string_view name) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < 8; ++i) out = out << 8 | (i < name.size() ? static_cast<std::uint8_t>(name[i]) : 0U);
  return out;
}

struct ByBytes {
  std::uint64_t head;
  std::uint32_t node;
};

}  // namespace

bool orderedByNumber(model::Form form) {
  return form == model::Form::kIp || form == model::Form::kNet || form == model::Form::kAsn;
}

NameKey nameKey(model::Form form, std::string_view name) {
  NameKey key;
  key.name = name;
  if (form == model::Form::kIp) {
    if (const auto address = model::parseAddress(name)) putAddress(*address, key.number);
  } else if (form == model::Form::kNet) {
    if (const auto block = model::parseBlock(name)) {
      putAddress(block->base, key.number);
      key.number[17] = static_cast<std::uint8_t>(block->prefix);
    }
  } else if (form == model::Form::kAsn && name.size() > 2) {
    if (const auto asn = parseInteger<std::uint64_t>(name.substr(2))) {
      for (std::size_t i = 0; i < 8; ++i) key.number[i] = static_cast<std::uint8_t>(*asn >> (56 - 8 * i));
    }
  }
  return key;
}

namespace {

std::vector<NodeToSort> sortType(model::TypeId type, model::Form form, std::vector<NodeToSort>& nodes) {
  std::vector<NodeToSort> out;
  out.reserve(nodes.size());
  if (orderedByNumber(form)) {
    std::vector<std::pair<NameKey, NodeId>> keys;
    for (const auto& node : nodes) keys.emplace_back(nameKey(form, node.name), node.local);
    std::sort(keys.begin(), keys.end());
    for (const auto& [key, local] : keys) out.push_back({type, local, key.name});
    return out;
  }
  std::vector<ByBytes> keys;
  keys.reserve(nodes.size());
  for (std::uint32_t i = 0; i < nodes.size(); ++i) keys.push_back({head(nodes[i].name), i});
  std::sort(keys.begin(), keys.end(), [&](const ByBytes& a, const ByBytes& b) {
    return a.head != b.head ? a.head < b.head : nodes[a.node].name < nodes[b.node].name;
  });
  for (const auto& key : keys) out.push_back(nodes[key.node]);
  return out;
}

}  // namespace

void sortNodes(const model::Schema& schema, std::vector<NodeToSort>& nodes, std::size_t threads) {
  std::vector<std::vector<NodeToSort>> by_type(schema.types().size());
  for (const auto& node : nodes) by_type[node.type].push_back(node);
  nodes.clear();
  const auto make = [&](std::size_t type) {
    std::vector<NodeToSort> out = sortType(static_cast<model::TypeId>(type), schema.types()[type].form, by_type[type]);
    std::vector<NodeToSort>().swap(by_type[type]);
    return out;
  };
  inOrder<std::vector<NodeToSort>>(by_type.size(), threads, make,
                                   [&](std::size_t, const std::vector<NodeToSort>& sorted) {
                                     nodes.insert(nodes.end(), sorted.begin(), sorted.end());
                                   });
}

}  // namespace clew::graph
