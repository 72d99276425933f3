// SQL, read by recursive descent over its words.
#include <algorithm>
#include <optional>

#include "common/format.h"
#include "common/text.h"
#include "syntax/foreign.h"
#include "syntax/values.h"

namespace clew::syntax {
namespace {

class SqlReader : private WordReader {
 public:
  explicit SqlReader(const std::vector<std::string_view>& words) : WordReader(words) {}

  std::string statement() {
    if (!take("select")) return {};
    distinct_ = take("distinct");
    if (!selected() || !take("from") || !table()) return {};
    if (take("where")) {
      const auto condition = this->condition();
      if (!condition) return {};
      where_ = " where " + *condition;
    }
    if (take("group") && !(take("by") && names(keys_))) return {};
    if (take("having") && !having()) return {};
    if (take("order") && !(take("by") && orders())) return {};
    if (take("limit")) {
      if (!allDigits(word())) return {};
      limit_ = format(" | take {}", word());
      ++at_;
    }
    if (at_ != words_.size()) return {};
    return whole();
  }

 private:
  struct Column {
    std::string function;  // "" for a plain column
    std::string trait;     // "" for count(*)
    std::string name;      // AS name
  };

  bool atKeyword() const {
    for (const char* keyword :
         {"from", "where", "group", "order", "having", "limit", "as", "on", "join", "inner", "left"})
      if (equalsIgnoreCase(word(), keyword)) return true;
    return word().empty();
  }

  /// `created` or, with an alias of the table, `d.created`.
  std::optional<std::string> trait() {
    std::string_view text = word();
    if (const auto dot = text.rfind('.'); dot != text.npos) text = text.substr(dot + 1);
    std::string own = traitOfNoun(text);
    if (own.empty() || atKeyword()) return std::nullopt;
    ++at_;
    return own;
  }

  static bool isAggregate(std::string_view function) {
    for (const char* own : {"count", "min", "max", "sum", "avg"})
      if (function == own) return true;
    return false;
  }

  static bool isComparison(std::string_view sign) {
    for (const char* own : {"=", "==", "!=", "<>", "<", "<=", ">", ">="})
      if (sign == own) return true;
    return false;
  }

  bool selected() {
    if (take("*")) return true;
    do {
      Column column;
      if (word(1) == "(") {
        column.function = toLower(word());
        if (!isAggregate(column.function)) return false;
        at_ += 2;
        if (column.function == "count" && take("*")) {
        } else if (const auto of = trait(); of && column.function != "count") {
          column.trait = *of;
        } else {
          return false;  // count(x) counts rows that have x, count(distinct x) its values: neither is a count of nodes
        }
        if (!take(")")) return false;
      } else if (const auto of = trait()) {
        column.trait = *of;
      } else {
        return false;
      }
      if (take("as")) {
        column.name = traitOfNoun(word());
        if (column.name.empty()) return false;
        ++at_;
      }
      columns_.push_back(std::move(column));
    } while (take(","));
    return true;
  }

  bool table() {
    type_ = typeOfNoun(word());
    if (type_.empty()) return false;
    ++at_;
    (void)take("as");
    if (!atKeyword()) ++at_;  // an alias
    return true;
  }

  bool names(std::vector<std::string>& into) {
    do {
      auto own = trait();
      if (!own) return false;
      into.push_back(std::move(*own));
    } while (take(","));
    return true;
  }

  bool countCall() {
    if (!equalsIgnoreCase(word(), "count") || word(1) != "(" || word(2) != "*" || word(3) != ")") return false;
    at_ += 4;
    return true;
  }

  bool having() {
    if (keys_.empty() || !countCall() || countName().empty()) return false;
    const std::string sign(word());
    if (!isComparison(sign) || !allDigits(word(1))) return false;
    having_ = " | where " + format("{} {} {}", countName(), sign == "<>" ? "!=" : sign == "==" ? "=" : sign, word(1));
    at_ += 2;
    return true;
  }

  bool isKey(std::string_view trait) const { return std::find(keys_.begin(), keys_.end(), trait) != keys_.end(); }

  /// Keys and their count alone, which is `count by`; else the columns of `per`.
  bool countsOnly() const {
    std::size_t aggregates = 0;
    for (const Column& column : columns_) {
      if (!column.function.empty()) ++aggregates;
      if (!column.function.empty() && column.function != "count") return false;
    }
    return aggregates == 1;
  }

  /// What the column of the count is called in what goes before `| where` and `| sort by`; empty when there is none.
  std::string countName() const {
    if (countsOnly()) return "count";
    for (const Column& column : columns_)
      if (column.function == "count") return column.name.empty() ? "count" : column.name;
    return {};
  }

  /// The column that an ORDER BY means, as it is called before `| show`, and after `| count by` or `| per`.
  std::string orderKey() {
    if (countCall()) return keys_.empty() ? std::string() : countName();
    const auto own = trait();
    if (!own) return {};
    for (const Column& column : columns_) {
      if (column.name != *own) continue;
      if (column.function == "count") return countsOnly() ? "count" : *own;
      return column.function.empty() ? column.trait : *own;
    }
    return keys_.empty() || isKey(*own) ? *own : std::string();
  }

  bool orders() {
    std::string list;
    do {
      const std::string key = orderKey();
      if (key.empty()) return false;
      const bool down = take("desc");
      if (!down) (void)take("asc");
      list += (list.empty() ? "" : ", ") + key + (down ? " desc" : "");
    } while (take(","));
    order_ = " | sort by " + list;
    return true;
  }

  std::optional<std::string> condition() {
    std::string out;
    do {
      auto part = conjunction();
      if (!part) return std::nullopt;
      out += (out.empty() ? "" : " or ") + *part;
    } while (take("or"));
    return out;
  }

  std::optional<std::string> conjunction() {
    std::string out;
    do {
      auto part = factor();
      if (!part) return std::nullopt;
      out += (out.empty() ? "" : " and ") + *part;
    } while (take("and"));
    return out;
  }

  std::optional<std::string> factor() {
    constexpr int kDeepest = 50;
    if (depth_ == kDeepest) return std::nullopt;
    ++depth_;
    auto out = operand();
    --depth_;
    return out;
  }

  std::optional<std::string> operand() {
    if (take("not")) {  // what a comparison says of NULL, its denial says as well: only one of them is translated
      if (word() == "(" || equalsIgnoreCase(word(), "not")) return std::nullopt;
      const auto left = trait();
      const auto part = left ? predicate(*left) : std::nullopt;
      if (!part) return std::nullopt;
      if (part->find(" is known") != part->npos || part->ends_with(" is missing")) return std::nullopt;
      return withValue(*left, "not " + *part);
    }
    if (take("(")) {
      auto part = condition();
      return part && take(")") ? std::optional("(" + *part + ")") : std::nullopt;
    }
    const auto left = trait();
    return left ? predicate(*left) : std::nullopt;
  }

  std::optional<std::string> predicate(const std::string& left) {
    if (take("is")) {
      const bool known = take("not");
      if (!take("null")) return std::nullopt;
      return left + (known ? " is known" : " is missing");
    }
    const bool negated = take("not");
    if (take("like") || take("ilike")) return like(left, negated);
    if (take("in")) return members(left, negated);
    if (negated) return std::nullopt;
    if (take("between")) {
      const auto low = date();
      const auto high = low && take("and") ? date() : std::nullopt;
      return high ? std::optional(format("{} between {} and {}", left, *low, *high)) : std::nullopt;
    }
    const std::string sign(word());
    if (!isComparison(sign)) return std::nullopt;
    ++at_;
    if (const auto ago = interval()) {
      if (sign == ">" || sign == ">=") return left + " since " + *ago;
      return sign == "<" || sign == "<=" ? std::optional(left + " before " + *ago) : std::nullopt;
    }
    const auto right = value();
    if (!right) return std::nullopt;
    const bool differs = sign == "<>" || sign == "!=";
    return differs ? withValue(left, comparisonOf(left, sign, *right)) : comparisonOf(left, sign, *right);
  }

  /// SQL compares nothing with NULL; here what has no value has not the one that is denied.
  static std::string withValue(const std::string& left, const std::string& denial) {
    const bool always = left == "name" || left == "tld" || left == "label";
    return always ? denial : format("{} is known and {}", left, denial);
  }

  std::optional<std::string_view> value() {
    const std::string_view text = word();
    const bool number = !text.empty() && isDigit(text[0]) && text.find_first_not_of("0123456789._") == text.npos;
    if (!isQuotedText(text) && !number) return std::nullopt;
    ++at_;
    return text;
  }

  std::optional<std::string> date() {
    const auto text = value();
    if (!text || !isQuotedText(*text)) return std::nullopt;
    std::string day = unquote(*text);
    return isDate(day) ? std::optional(std::move(day)) : std::nullopt;
  }

  std::optional<std::string> like(const std::string& left, bool negated) {
    const auto text = value();
    if (!text || !isQuotedText(*text)) return std::nullopt;
    std::string pattern = unquote(*text);
    if (pattern.find_first_of("*?[]\\") != pattern.npos)
      return std::nullopt;  // plain there, and signs of a pattern here
    for (char& c : pattern) c = c == '%' ? '*' : c == '_' ? '?' : c;
    const std::string test = format("{}{} matching {}", left, negated ? " not" : "", quote(pattern));
    return negated ? withValue(left, test) : test;
  }

  std::optional<std::string> members(const std::string& left, bool negated) {
    if (!take("(")) return std::nullopt;
    std::string list;
    do {
      const auto one = value();
      if (!one) return std::nullopt;
      list += (list.empty() ? "" : ", ") + (isDigit(one->front()) ? std::string(*one) : quote(unquote(*one)));
    } while (take(","));
    if (!take(")")) return std::nullopt;
    const std::string test = format("{}{} in ({})", left, negated ? " not" : "", list);
    return negated ? withValue(left, test) : test;
  }

  /// `NOW() - INTERVAL '30 days'`, `CURRENT_DATE - INTERVAL 30 DAY` as `30d`.
  std::optional<std::string> interval() {
    const std::size_t before = at_;
    const bool now = take("now") ? take("(") && take(")") : take("current_date") || take("current_timestamp");
    if (now && take("-") && take("interval")) {
      std::string amount(word());
      std::string unit(word(1));
      at_ += 1;
      if (amount.size() > 1 && amount.front() == '\'') {
        const std::string inner = unquote(amount);
        const auto blank = inner.find(' ');
        amount = inner.substr(0, blank);
        unit = blank == inner.npos ? std::string() : inner.substr(blank + 1);
        if (blank == inner.npos) unit = std::string(word()), ++at_;
      } else {
        ++at_;
      }
      const std::string own = allDigits(amount) ? durationFrom(amount, toLower(unit)) : std::string();
      if (!own.empty()) return own;
    }
    at_ = before;
    return std::nullopt;
  }

  std::string whole() const {
    if (!keys_.empty()) return grouped();
    std::size_t aggregates = 0;
    std::string shown;
    for (const Column& column : columns_) {
      if (!column.function.empty()) ++aggregates;
      shown += (shown.empty() ? "" : ", ") + (column.name.empty() ? "" : column.name + " = ") + column.trait;
    }
    if (aggregates > 0) {  // of all nodes at once
      const bool count = columns_.size() == 1 && columns_[0].function == "count" && order_.empty() && limit_.empty();
      return count ? type_ + where_ + " | count" : std::string();
    }
    const bool names_alone = columns_.empty() || (columns_.size() == 1 && columns_[0].trait == "name");
    if (distinct_ && !names_alone) return distinctNodes();
    return type_ + where_ + order_ + limit_ + (shown.empty() || shown == "name" ? "" : " | show " + shown);
  }

  /// `SELECT DISTINCT ip`: values may be alike where nodes are not, but those of a relation are nodes themselves.
  std::string distinctNodes() const {
    static constexpr std::string_view kRelations[] = {"ip",         "email", "phone", "ns",   "mx",  "registrar",
                                                      "registrant", "org",   "asn",   "cert", "key", "tracker"};
    if (columns_.size() != 1 || !columns_[0].name.empty() || !order_.empty()) return {};
    const std::string& trait = columns_[0].trait;
    if (std::find(std::begin(kRelations), std::end(kRelations), trait) == std::end(kRelations)) return {};
    return type_ + where_ + (where_.empty() ? " -> " : " | -> ") + trait + limit_;
  }

  std::string grouped() const {
    if (distinct_) return {};
    std::string shown;
    for (const Column& column : columns_) {
      if (column.function.empty()) {
        if (!isKey(column.trait)) return {};
        continue;
      }
      const std::string what = column.trait.empty() ? column.function : column.function + "(" + column.trait + ")";
      shown += (shown.empty() ? "" : ", ") + (column.name.empty() ? "" : column.name + " = ") + what;
    }
    if (shown.empty()) return {};  // keys alone are distinct values, and every group of ours has its count
    const std::string by = join(keys_, ", ");
    return type_ + where_ + (countsOnly() ? " | count by " + by : " | per " + by + " show " + shown) + having_ +
           order_ + limit_;
  }

  int depth_ = 0;
  bool distinct_ = false;
  std::vector<Column> columns_;
  std::vector<std::string> keys_;
  std::string type_, where_, having_, order_, limit_;
};

}  // namespace

std::string fromSql(const std::vector<std::string_view>& words) {
  return SqlReader(words).statement();
}

}  // namespace clew::syntax
