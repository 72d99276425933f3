// Cypher: one chain of nodes and relations, its conditions, and what it returns.
#include <optional>

#include "common/format.h"
#include "common/text.h"
#include "syntax/foreign.h"
#include "syntax/values.h"

namespace clew::syntax {
namespace {

struct PatternNode {
  std::string variable;
  std::string type;   // "" when it has no label
  std::string value;  // of its name, "" when it is not said
  std::string where;
  std::size_t conditions = 0;
  std::string property, test;  // of the one condition, when it is a comparison: "country", "is CN"
};

struct PatternLink {
  std::string relations;  // "a, b"; "" when it has no type
  bool back = false;
};

/// Words, texts in quotes and signs of a text, a sign at a time; none when there are too many of them.
std::vector<std::string_view> wordsOf(std::string_view text) {
  std::vector<std::string_view> out;
  const auto wordy = [](char c) { return isAlnum(c) || c == '_'; };
  constexpr std::size_t kMostWords = 400;
  for (std::size_t i = 0; i < text.size();) {
    if (out.size() == kMostWords) return {};
    if (isBlank(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    if (wordy(text[i])) {
      while (end < text.size() && wordy(text[end])) ++end;
    } else if (text[i] == '\'' || text[i] == '"') {
      end = text.find(text[i], i + 1);
      if (end == text.npos || text.substr(i, end - i).find('\\') != text.npos) return {};
      ++end;
    }
    out.push_back(text.substr(i, end - i));
    i = end;
  }
  return out;
}

class CypherReader : private WordReader {
 public:
  explicit CypherReader(std::string_view text) : WordReader(wordsOf(text)) {}

  std::string statement() {
    if (!take("match")) return {};
    if (word(1) == "=" || word() == "(")
      if (std::string path = shortestPath(); !path.empty()) return path;
    at_ = 1;
    nodes_.clear();
    if (!node()) return {};
    while (word() == "-" || word() == "<")
      if (!link() || !node()) return {};
    if (take("where")) do
        if (!condition()) return {};
      while (take("and"));
    if (!take("return") || !returned()) return {};
    if (take("order") && !(take("by") && order())) return {};
    if (take("limit")) {
      if (counts_ || !allDigits(word())) return {};
      limit_ = format(" | take {}", word());
      ++at_;
    }
    (void)take(";");
    return at_ == words_.size() ? whole() : std::string();
  }

 private:
  /// `p = shortestPath((a {name: 'x'})-[*..6]-(b {name: 'y'})) RETURN p`, its ends there or before it.
  std::string shortestPath() {
    while (word() == "(")
      if (!node() || !take(",")) return {};
    const std::string path(word());
    if (word(1) != "=") return {};
    at_ += 2;
    const bool all = equalsIgnoreCase(word(), "allshortestpaths");
    if ((!all && !equalsIgnoreCase(word(), "shortestpath")) || word(1) != "(") return {};
    at_ += 2;
    const auto from = end();
    const auto hops = from ? anyHops() : std::nullopt;
    const auto to = hops ? end() : std::nullopt;
    if (!to || !take(")")) return {};
    if (take("where")) do
        if (!condition()) return {};
      while (take("and"));
    if (!take("return") || !take(path)) return {};
    (void)take(";");
    const PatternNode& first = nodes_[*from];
    const PatternNode& last = nodes_[*to];
    if (at_ != words_.size() || !first.where.empty() || !last.where.empty()) return {};
    if (first.value.empty() || last.value.empty()) return {};
    return format("{} from {} to {}{}", all ? "paths" : "path", first.value, last.value, *hops);
  }

  /// An end of a path: one that was named before, or a new one.
  std::optional<std::size_t> end() {
    if (word() == "(" && word(2) == ")") {
      for (std::size_t i = 0; i < nodes_.size(); ++i) {
        if (nodes_[i].variable != word(1)) continue;
        at_ += 3;
        return i;
      }
    }
    return node() ? std::optional(nodes_.size() - 1) : std::nullopt;
  }

  /// `-[*]-`, `-[*..6]-`: links of any kind, either way, as our paths go.
  std::optional<std::string> anyHops() {
    std::string hops;
    if (!take("-") || !take("[") || !take("*")) return std::nullopt;
    if (word() == "1" && word(1) == ".") ++at_;
    if (take(".")) {
      if (!take(".") || !allDigits(word())) return std::nullopt;
      hops = format(" within {} hops", word());
      ++at_;
    }
    return take("]") && take("-") ? std::optional(hops) : std::nullopt;
  }

  bool isVariable() const { return !word().empty() && isAlpha(word()[0]); }

  bool node() {
    if (!take("(")) return false;
    PatternNode out;
    if (isVariable()) out.variable = word(), ++at_;
    if (named(out.variable) != nullptr) return false;  // a chain that comes back to itself
    if (take(":")) {
      out.type = typeOfNoun(word());
      if (out.type.empty()) return false;
      ++at_;
    }
    nodes_.push_back(std::move(out));
    if (take("{")) {
      do {
        const std::string property = traitOfNoun(word());
        if (property.empty() || word(1) != ":") return false;
        at_ += 2;
        if (!constrain(nodes_.back(), property, "=", word())) return false;
        ++at_;
      } while (take(","));
      if (!take("}")) return false;
    }
    return take(")");
  }

  bool link() {
    PatternLink out;
    out.back = take("<");
    if (!take("-")) return false;
    if (take("[")) {
      if (isVariable() && word(1) != "|") ++at_;
      if (take(":")) {
        do {
          (void)take(":");
          const std::string relation = traitOfNoun(word());
          if (relation.empty()) return false;
          ++at_;
          out.relations += (out.relations.empty() ? "" : ", ") + relation;
        } while (take("|"));
      }
      if (!take("]")) return false;  // nor is `*3` an expansion, which keeps what is nearer, and the start
    }
    if (!take("-")) return false;
    const bool along = take(">");
    if (along == out.back) return false;  // both ways at once, or neither
    links_.push_back(std::move(out));
    return true;
  }

  PatternNode* named(std::string_view variable) {
    for (auto& node : nodes_)
      if (!variable.empty() && node.variable == variable) return &node;
    return nullptr;
  }

  static bool isComparison(std::string_view sign) {
    return sign == "=" || sign == "<>" || sign == "<" || sign == "<=" || sign == ">" || sign == ">=";
  }

  static bool constrain(PatternNode& node, const std::string& property, std::string_view sign, std::string_view value) {
    const bool text = isQuotedText(value);
    if (!isComparison(sign) || (!text && !allDigits(value))) return false;
    const bool name = property == "name" || property == "value" || property == "fqdn" || property == "address";
    if (name && sign == "=" && text && node.value.empty()) {
      node.value = unquote(value);
      return isPlainValue(node.value);
    }
    node.conditions += sign == "<>" && !name ? 2 : 1;
    node.property = property;
    node.test = comparisonOf({}, sign, value);
    if (sign == "<>" && !name) node.where += (node.where.empty() ? "" : " and ") + property + " is known";
    node.where += (node.where.empty() ? "" : " and ") + comparisonOf(property, sign, value);
    return true;
  }

  bool condition() {
    PatternNode* node = named(word());
    if (node == nullptr || word(1) != ".") return false;
    const std::string property = traitOfNoun(word(2));
    if (property.empty()) return false;
    at_ += 3;
    std::string sign;
    while (word() == "=" || word() == "<" || word() == ">") sign += word(), ++at_;
    if (!sign.empty()) {
      const bool fits = constrain(*node, property, sign, word());
      ++at_;
      return fits;
    }
    const bool contains = take("contains");
    const bool starts = !contains && take("starts");
    const bool ends = !contains && !starts && take("ends");
    if (!contains && !((starts || ends) && take("with"))) return false;
    if (!isQuotedText(word()) || word().find_first_of("*?[]\\") != std::string_view::npos) return false;
    const std::string pattern = (starts ? "" : "*") + unquote(word()) + (ends ? "" : "*");
    ++at_;
    node->conditions += 2;  // a pattern stays where it is
    node->where += (node->where.empty() ? "" : " and ") + format("{} matching {}", property, quote(pattern));
    return true;
  }

  bool returned() {
    const bool distinct = take("distinct");
    if (equalsIgnoreCase(word(), "count") && word(1) == "(") {
      at_ += 2;
      const bool of_nodes = take("distinct") || links_.empty();  // else of the rows that the chain makes
      if (links_.empty() && take("*")) {
        result_ = &nodes_.front();
      } else {
        result_ = named(word());
        if (result_ == nullptr || !of_nodes) return false;
        ++at_;
      }
      counts_ = true;
      return take(")");
    }
    do {
      PatternNode* node = named(word());
      if (node == nullptr || (result_ != nullptr && result_ != node)) return false;
      result_ = node;
      ++at_;
      if (!take(".")) continue;
      const std::string property = traitOfNoun(word());
      if (property.empty()) return false;
      shown_ += (shown_.empty() ? "" : ", ") + property;
      ++at_;
    } while (take(","));
    return !distinct || shown_.empty() || shown_ == "name";  // values may be alike where nodes are not
  }

  bool order() {
    std::string list;
    do {
      if (counts_ || named(word()) == nullptr || named(word()) != result_ || word(1) != ".") return false;
      const std::string property = traitOfNoun(word(2));
      if (property.empty()) return false;
      at_ += 3;
      const bool down = take("desc");
      if (!down) (void)take("asc");
      list += (list.empty() ? "" : ", ") + property + (down ? " desc" : "");
    } while (take(","));
    order_ = " | sort by " + list;
    return true;
  }

  /// Whether the label of the node that the link leads to says no more than its relation does.
  bool isLabelImplied(std::size_t link) const {
    const std::string& label = nodes_[link + 1].type;
    if (label.empty()) return true;
    if (links_[link].relations.empty()) return !links_[link].back;  // the step is to the label itself
    return !links_[link].back && typeOfNoun(links_[link].relations) == label;
  }

  /// No relation of a match is gone along twice, so the second of two alike does not lead back.
  bool isRelationAgain(std::size_t link) const {
    for (std::size_t i = 0; i < link; ++i)
      if (links_[i].relations == links_[link].relations || links_[i].relations.empty() ||
          links_[link].relations.empty() || links_[i].relations.find(',') != std::string::npos ||
          links_[link].relations.find(',') != std::string::npos)
        return true;
    return false;
  }

  /// `(a)-[:IP]->(i)<-[:IP]-(o:Domain)`: what has something in common with a name.
  std::string sharing() const {
    const PatternNode& first = nodes_.front();
    const PatternNode& middle = nodes_[1];
    const PatternNode& last = nodes_[2];
    const std::string& relation = links_[0].relations;
    const bool there_and_back = !links_[0].back && links_[1].back && links_[1].relations == relation;
    if (!there_and_back || relation.empty() || relation.find(',') != std::string::npos) return {};
    // an address does not have what leads to it, yet as a member it would stand for itself
    if (first.value.empty() || !isAlpha(first.value.back()) || !first.where.empty()) return {};
    if (!middle.value.empty() || !middle.where.empty() || !isLabelImplied(0)) return {};
    if (last.type.empty() || !last.value.empty() || result_ != &last) return {};
    const std::string where = last.where.empty() ? "" : " where " + last.where;
    return format("other {} sharing {} with {}{}{}", last.type, relation, first.value, where, ending());
  }

  /// `(d)-[:IP]->(i) WHERE i.country = 'CN' RETURN d`. Two conditions would have to hold of the same neighbour.
  std::string withTestedNeighbour() const {
    const PatternNode& first = nodes_.front();
    const std::string& relation = links_[0].relations;
    if (nodes_[1].conditions != 1 || !nodes_[1].value.empty() || links_[0].back) return {};
    if (relation.empty() || relation.find(',') != std::string::npos || !isLabelImplied(0)) return {};
    const std::string before = first.value.empty() ? first.type : first.value;
    if (before.empty()) return {};
    const std::string where = first.where.empty() ? "" : first.where + " and ";
    return format("{} where {}{} of {}{}", before, where, nodes_[1].property, relation, nodes_[1].test) + ending();
  }

  std::string whole() const {
    if (links_.size() == 2)
      if (std::string shared = sharing(); !shared.empty()) return shared;
    const PatternNode& first = nodes_.front();
    std::string out = first.value.empty() ? first.type : first.value;
    if (out.empty()) return {};
    for (std::size_t i = 0; i < links_.size(); ++i)
      if (!isLabelImplied(i) || isRelationAgain(i)) return {};
    if (result_ == &first && links_.size() == 1 && !nodes_[1].where.empty()) return withTestedNeighbour();
    if (result_ == &first && links_.size() == 1 && nodes_[1].where.empty() && !links_[0].back) {
      if (links_[0].relations.find(',') != std::string::npos || links_[0].relations.empty()) return {};
      out += (first.where.empty() ? " where has " : " where " + first.where + " and has ") + links_[0].relations;
      if (!nodes_[1].value.empty()) return {};
      return out + ending();
    }
    if (result_ != &nodes_.back()) return {};
    if (!first.where.empty()) out += " where " + first.where + (links_.empty() ? "" : " |");
    for (std::size_t i = 0; i < links_.size(); ++i) {
      const PatternNode& to = nodes_[i + 1];
      const bool last = i + 1 == links_.size();
      if (!last && !to.where.empty()) return {};
      const std::string& over = links_[i].relations.empty() ? to.type : links_[i].relations;
      if (over.empty()) return {};
      out += (links_[i].back ? " <- " : " -> ") + over;
      if (!to.value.empty()) out += " in " + to.value;
      if (last && !to.where.empty()) out += " where " + to.where;
    }
    return out + ending();
  }

  std::string ending() const {
    const std::string show = shown_.empty() || shown_ == "name" ? "" : " | show " + shown_;
    return counts_ ? " | count" : order_ + limit_ + show;
  }

  std::vector<PatternNode> nodes_;
  std::vector<PatternLink> links_;
  const PatternNode* result_ = nullptr;
  bool counts_ = false;
  std::string shown_, order_, limit_;
};

}  // namespace

std::string fromCypher(std::string_view text) {
  return text.size() > 4000 ? std::string() : CypherReader(text).statement();
}

}  // namespace clew::syntax
