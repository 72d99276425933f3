#include "graph/node_order.h"

#include <algorithm>
#include <cstring>

#include "common/text.h"
#include "graph/facts.h"
#include "model/canonical.h"

namespace clew::graph {
namespace {

void putAddress(const model::Address& address, std::array<std::uint8_t, 18>& number) {
  number[0] = address.v6 ? 2 : 1;
  std::memcpy(number.data() + 1, address.bytes, 16);
}

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

/// Eight bytes of a name as a number, and where to find the rest.
struct NamePiece {
  std::uint64_t bytes = 0;
  const char* rest = nullptr;  // from these bytes on
  std::uint32_t size = 0;      // of it
  NodeId node = kNoNode;
  std::string_view text() const { return {rest, size}; }
};

std::uint64_t eightBytes(std::string_view text) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < 8; ++i) out = out << 8 | (i < text.size() ? static_cast<std::uint8_t>(text[i]) : 0U);
  return out;
}

/// By bytes. Most names of a case begin like many others, and each look at one is a miss of the cache: so eight bytes
/// are compared at a time, and only where they are alike the next eight are fetched.
void sortPieces(std::vector<NamePiece>& pieces) {
  constexpr std::size_t kFew = 12;
  const auto whole = [](const NamePiece& a, const NamePiece& b) { return a.text() < b.text(); };
  std::vector<std::pair<std::size_t, std::size_t>> open{{0, pieces.size()}};
  while (!open.empty()) {
    const auto [begin, end] = open.back();
    open.pop_back();
    const auto at = [&](std::size_t i) { return pieces.begin() + static_cast<std::ptrdiff_t>(i); };
    if (end - begin <= kFew) {
      std::sort(at(begin), at(end), [&](const NamePiece& a, const NamePiece& b) {
        return a.bytes != b.bytes ? a.bytes < b.bytes : whole(a, b);
      });
      continue;
    }
    const bool alike =
        std::all_of(at(begin), at(end), [&](const NamePiece& one) { return one.bytes == at(begin)->bytes; });
    if (!alike) {
      std::sort(at(begin), at(end), [](const NamePiece& a, const NamePiece& b) { return a.bytes < b.bytes; });
    }
    for (std::size_t i = begin, next = begin; i < end; i = next) {
      while (next < end && pieces[next].bytes == pieces[i].bytes) ++next;
      if (next - i == 1) continue;
      // those that end within these bytes are the beginning of all others
      const auto longer = std::partition(at(i), at(next), [](const NamePiece& one) { return one.size <= 8; });
      std::sort(at(i), longer, whole);
      for (auto one = longer; one != at(next); ++one) {
        one->rest += 8;
        one->size -= 8;
        one->bytes = eightBytes(one->text());
      }
      if (at(next) - longer > 1) open.emplace_back(longer - pieces.begin(), next);
    }
  }
}

}  // namespace

void sortByName(model::Form form, std::vector<NodeId>& nodes, const NameOf& name_of) {
  if (orderedByNumber(form)) {
    std::vector<std::pair<NameKey, NodeId>> keys;
    keys.reserve(nodes.size());
    for (const NodeId node : nodes) keys.emplace_back(nameKey(form, name_of(node)), node);
    std::sort(keys.begin(), keys.end());
    for (std::size_t i = 0; i < nodes.size(); ++i) nodes[i] = keys[i].second;
    return;
  }
  std::vector<NamePiece> pieces;
  pieces.reserve(nodes.size());
  for (const NodeId node : nodes) {
    const std::string_view name = name_of(node);
    pieces.push_back({eightBytes(name), name.data(), static_cast<std::uint32_t>(name.size()), node});
  }
  sortPieces(pieces);
  for (std::size_t i = 0; i < nodes.size(); ++i) nodes[i] = pieces[i].node;
}

}  // namespace clew::graph
