// Names that are like others: every name with every other.
#include <algorithm>
#include <bit>

#include "property/plain_model.h"

namespace clew::property {
namespace {

std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> to(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0)
        to[i][j] = i + j;
      else
        to[i][j] = std::min({to[i - 1][j] + 1, to[i][j - 1] + 1, to[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
    }
  }
  return to[a.size()][b.size()];
}

/// As it is drawn: of the letters that a world's names have.
std::string looks(std::string label) {
  for (char& letter : label) {
    if (letter == '0') letter = 'o';
    if (letter == '1' || letter == 'i') letter = 'l';
  }
  return label;
}

bool oneBitApart(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) return false;
  int bits = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    bits += std::popcount(static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i])));
  return bits == 1;
}

bool addsAWord(const std::string& label, const std::string& brand) {
  if (label.size() <= brand.size()) return false;
  if (brand.size() >= 4 && (label.starts_with(brand) || label.ends_with(brand))) return true;
  return ("-" + label + "-").find("-" + brand + "-") != std::string::npos;
}

/// What stands after the label of the registered name.
std::string suffixOf(const PlainGraph& graph, const Node& host) {
  const std::string apex = graph.apex(host);
  return apex.substr(apex.find('.') + 1);
}

/// The first kind that fits; empty: none. `same`: both are under one suffix.
std::string kindOf(const std::string& label, const std::string& brand, bool same, std::size_t edits) {
  if (label == brand) return same ? "" : "other-tld";
  if (looks(label) == looks(brand)) return "homoglyph";
  if (oneBitApart(label, brand)) return "bit-flip";
  if (distance(label, brand) <= edits) return "edits";
  return addsAWord(label, brand) ? "added-word" : "";
}

}  // namespace

/// The names to compare with: of a literal whether the graph holds it or not.
std::vector<Node> PlainModel::brandsOf(const syntax::Primary& what) {
  std::vector<Node> out;
  if (const auto* list = std::get_if<syntax::PrimaryList>(&what.node)) {
    for (const syntax::Primary& part : list->parts) {
      for (const Node& node : brandsOf(part)) out.push_back(node);
    }
  } else if (const auto* plain = std::get_if<syntax::Literal>(&what.node)) {
    const auto name = model::classify(schema_, plain->value);
    const auto known = graph().find(name->type, name->name);
    out.push_back(known.value_or(Node{name->type, name->name}));
  } else {
    const bool marking = std::exchange(marking_, false);
    out = primary(what).order;
    marking_ = marking;
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

PlainModel::Set PlainModel::resembling(const Set& input, const syntax::ResemblingStep& step) {
  const std::vector<Node> brands = brandsOf(*step.what);
  const auto edits = static_cast<std::size_t>(step.within ? step.within->limit.value : 1);
  std::map<Node, std::vector<Hit>> out;
  for (const Node& node : input.order) {
    const bool itself =
        std::any_of(brands.begin(), brands.end(), [&](const Node& one) { return one.name == node.name; });
    if (itself) continue;
    for (const Node& brand : brands) {
      const std::string label = plainText(labelOf(node).front()), wanted = plainText(labelOf(brand).front());
      Hit hit;
      hit.kind = kindOf(label, wanted, suffixOf(graph(), node) == suffixOf(graph(), brand), edits);
      if (hit.kind.empty()) continue;
      if (graph().nodes().count(brand) != 0) {
        hit.seed = brand;
        hit.origins.insert(brand);
      } else {
        hit.seed_text = brand.name;
      }
      hit.similarity =
          1 - static_cast<double>(distance(label, wanted)) / static_cast<double>(std::max(label.size(), wanted.size()));
      hit.trait = "name";
      hit.hops = 1;
      out[node].push_back(std::move(hit));
    }
  }
  Set made_set = made(std::move(out));
  made_set.linked = true;
  return made_set;
}

/// A condition compares the name or the label with each of the set's, which are not like the others either.
bool PlainModel::resembles(const syntax::Resembling& node, const Scope& scope) {
  const std::vector<Node> brands = brandsOf(*node.what);
  const auto edits = static_cast<std::size_t>(node.within ? node.within->limit.value : 1);
  const Cells all = values(*node.left, scope);
  const bool any = std::any_of(all.begin(), all.end(), [&](const Cell& cell) {
    const auto* name = std::get_if<NodeValue>(&cell.value);
    const std::string text = name != nullptr ? plainText(labelOf(nodeOf(*name)).front()) : plainText(cell);
    const bool itself = name != nullptr && std::any_of(brands.begin(), brands.end(),
                                                       [&](const Node& one) { return one.name == name->name; });
    if (itself) return false;
    return std::any_of(brands.begin(), brands.end(), [&](const Node& brand) {
      const bool same = name == nullptr || suffixOf(graph(), nodeOf(*name)) == suffixOf(graph(), brand);
      return !kindOf(text, plainText(labelOf(brand).front()), same, edits).empty();
    });
  });
  return any != node.negated;
}

}  // namespace clew::property
