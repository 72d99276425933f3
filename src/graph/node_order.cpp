#include "graph/node_order.h"

#include <algorithm>
#include <cstring>

#include "common/text.h"
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
  NodeToSort node;
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

void sortNodes(const model::Schema& schema, std::vector<NodeToSort>& nodes) {
  std::vector<std::vector<NodeToSort>> by_type(schema.types().size());
  for (const auto& node : nodes) by_type[node.type].push_back(node);
  nodes.clear();
  for (std::size_t type = 0; type < by_type.size(); ++type) {
    const model::Form form = schema.types()[type].form;
    if (orderedByNumber(form)) {
      std::vector<std::pair<NameKey, NodeId>> keys;
      for (const auto& node : by_type[type]) keys.emplace_back(nameKey(form, node.name), node.local);
      std::sort(keys.begin(), keys.end());
      for (const auto& [key, local] : keys) nodes.push_back({static_cast<model::TypeId>(type), local, key.name});
    } else {
      std::vector<ByBytes> keys;
      for (const auto& node : by_type[type]) keys.push_back({head(node.name), node});
      std::sort(keys.begin(), keys.end(), [](const ByBytes& a, const ByBytes& b) {
        return a.head != b.head ? a.head < b.head : a.node.name < b.node.name;
      });
      for (const auto& key : keys) nodes.push_back(key.node);
    }
  }
}

}  // namespace clew::graph
