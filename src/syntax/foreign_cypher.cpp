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
};

struct PatternLink {
  std::string relations;  // "a, b"; "" when it has no type
  bool back = false;
  int hops = 1;
};

/// Words, texts in quotes and signs of a text, a sign at a time.
std::vector<std::string_view> wordsOf(std::string_view text) {
  std::vector<std::string_view> out;
  const auto wordy = [](char c) { return isAlnum(c) || c == '_'; };
  for (std::size_t i = 0; i < text.size() && out.size() < 400;) {
    if (isBlank(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    if (wordy(text[i])) {
      while (end < text.size() && wordy(text[end])) ++end;
    } else if (text[i] == '\'' || text[i] == '"') {
      end = text.find(text[i], i + 1);
      if (end == text.npos) return {};
      ++end;
    }
    out.push_back(text.substr(i, end - i));
    i = end;
  }
  return out;
}

class CypherReader {
 public:
  explicit CypherReader(std::string_view text) : words_(wordsOf(text)) {}

  std::string statement() {
    if (!take("match") || !node()) return {};
    while (word() == "-" || word() == "<")
      if (!link() || !node()) return {};
    if (take("where")) do
        if (!condition()) return {};
      while (take("and"));
    if (!take("return") || !returned()) return {};
    if (take("order") && !(take("by") && order())) return {};
    if (take("limit")) {
      if (!allDigits(word())) return {};
      limit_ = format(" | take {}", word());
      ++at_;
    }
    (void)take(";");
    return at_ == words_.size() ? whole() : std::string();
  }

 private:
  std::string_view word(std::size_t ahead = 0) const {
    return at_ + ahead < words_.size() ? words_[at_ + ahead] : std::string_view();
  }
  bool take(std::string_view wanted) {
    if (!equalsIgnoreCase(word(), wanted)) return false;
    ++at_;
    return true;
  }
  bool isVariable() const { return !word().empty() && isAlpha(word()[0]); }

  bool node() {
    if (!take("(")) return false;
    PatternNode out;
    if (isVariable()) out.variable = word(), ++at_;
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
      if (take("*") && !hops(out)) return false;
      if (!take("]")) return false;
    }
    if (!take("-")) return false;
    const bool along = take(">");
    if (along == out.back) return false;  // both ways at once, or neither
    links_.push_back(std::move(out));
    return true;
  }

  /// `*3`, `*1..3` after the star.
  bool hops(PatternLink& out) {
    if (!allDigits(word()) || word().size() > 2) return false;
    if (word(1) == "." && word(2) == ".") {
      if (word() != "1") return false;
      at_ += 3;
    }
    const auto number = parseInteger<int>(word());
    if (!number || *number < 1) return false;
    out.hops = *number;
    ++at_;
    return true;
  }

  PatternNode* named(std::string_view variable) {
    for (auto& node : nodes_)
      if (!variable.empty() && node.variable == variable) return &node;
    return nullptr;
  }

  static bool constrain(PatternNode& node, const std::string& property, std::string_view sign, std::string_view value) {
    const bool text = isQuotedText(value);
    if (!text && !allDigits(value)) return false;
    const bool name = property == "name" || property == "value" || property == "fqdn" || property == "address";
    if (name && sign == "=" && text && node.value.empty()) {
      node.value = unquote(value);
      return true;
    }
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
    if (!isQuotedText(word())) return false;
    const std::string pattern = (starts ? "" : "*") + unquote(word()) + (ends ? "" : "*");
    ++at_;
    node->where += (node->where.empty() ? "" : " and ") + format("{} matching {}", property, quote(pattern));
    return true;
  }

  bool returned() {
    (void)take("distinct");
    if (take("*")) return true;
    if (equalsIgnoreCase(word(), "count") && word(1) == "(") {
      at_ += 2;
      (void)take("distinct");
      if (!take("*")) {
        result_ = named(word());
        if (result_ == nullptr) return false;
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
    return true;
  }

  bool order() {
    std::string list;
    do {
      if (named(word()) == nullptr || word(1) != ".") return false;
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

  std::string whole() const {
    const PatternNode& first = nodes_.front();
    const bool plain_value = first.value.find('.') != std::string::npos;
    std::string out = first.value.empty() ? first.type : plain_value ? first.value : std::string();
    if (out.empty()) return {};
    const PatternNode* result = result_ != nullptr ? result_ : &nodes_.back();
    if (result == &first && links_.size() == 1 && nodes_[1].where.empty() && links_[0].hops == 1 && !links_[0].back) {
      if (links_[0].relations.find(',') != std::string::npos || links_[0].relations.empty()) return {};
      out += (first.where.empty() ? " where has " : " where " + first.where + " and has ") + links_[0].relations;
      if (!nodes_[1].value.empty()) out += " is " + quote(nodes_[1].value);
      return out + ending();
    }
    if (result != &nodes_.back()) return {};
    if (!first.where.empty()) out += " where " + first.where + (links_.empty() ? "" : " |");
    for (std::size_t i = 0; i < links_.size(); ++i) {
      const PatternNode& to = nodes_[i + 1];
      const bool last = i + 1 == links_.size();
      if (!last && !to.where.empty()) return {};
      const std::string over = links_[i].relations.empty() ? to.type : links_[i].relations;
      if (over.empty() || (links_[i].relations.empty() && links_[i].back)) return {};
      if (links_[i].hops > 1) {
        out += format(" expand {} hops via {}", links_[i].hops, over);
      } else {
        out += (links_[i].back ? " <- " : " -> ") + over;
      }
      if (!to.value.empty()) {
        if (to.value.find('.') == std::string::npos) return {};
        out += " in " + to.value;
      }
      if (last && !to.where.empty()) out += " where " + to.where;
    }
    return out + ending();
  }

  std::string ending() const {
    const std::string show = shown_.empty() || shown_ == "name" ? "" : " | show " + shown_;
    return counts_ ? " | count" : order_ + limit_ + show;
  }

  std::vector<std::string_view> words_;
  std::size_t at_ = 0;
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
