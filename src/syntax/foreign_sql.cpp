// SQL, read by recursive descent over its words.
#include <optional>

#include "common/format.h"
#include "common/text.h"
#include "syntax/foreign.h"
#include "syntax/values.h"

namespace clew::syntax {
namespace {

class SqlReader {
 public:
  explicit SqlReader(const std::vector<std::string_view>& words) : words_(words) {}

  std::string statement() {
    if (!take("select")) return {};
    (void)take("distinct");  // a set holds each node once
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

  std::string_view word(std::size_t ahead = 0) const {
    return at_ + ahead < words_.size() ? words_[at_ + ahead] : std::string_view();
  }
  bool take(std::string_view wanted) {
    if (!equalsIgnoreCase(word(), wanted)) return false;
    ++at_;
    return true;
  }
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

  bool selected() {
    if (take("*")) return true;
    do {
      Column column;
      if (word(1) == "(") {
        column.function = toLower(word());
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
    if (keys_.empty() || !countCall()) return false;
    const std::string sign(word());
    if (sign.find_first_not_of("<>=!") != sign.npos || !allDigits(word(1))) return false;
    having_ = " | where " + format("count {} {}", sign == "<>" ? "!=" : sign, word(1));
    at_ += 2;
    return true;
  }

  bool orders() {
    std::string list;
    do {
      std::string key;
      if (countCall()) {
        key = "count";
      } else if (auto own = trait()) {
        key = std::move(*own);
        for (const Column& column : columns_)
          if (column.function == "count" && column.name == key) key = "count";
      } else {
        return false;
      }
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
    if (++depth_ > 50) return std::nullopt;
    if (take("not")) {
      auto part = factor();
      return part ? std::optional("not " + *part) : std::nullopt;
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
    if (sign.empty() || sign.find_first_not_of("<>=!") != sign.npos) return std::nullopt;
    ++at_;
    if (const auto ago = interval()) {
      if (sign[0] == '>') return left + " since " + *ago;
      return sign[0] == '<' ? std::optional(left + " before " + *ago) : std::nullopt;
    }
    const auto right = value();
    return right ? std::optional(comparisonOf(left, sign, *right)) : std::nullopt;
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
    return unquote(*text);
  }

  std::optional<std::string> like(const std::string& left, bool negated) {
    const auto text = value();
    if (!text || !isQuotedText(*text)) return std::nullopt;
    std::string pattern = unquote(*text);
    for (char& c : pattern) c = c == '%' ? '*' : c == '_' ? '?' : c;
    return format("{}{} matching {}", left, negated ? " not" : "", quote(pattern));
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
    return format("{}{} in ({})", left, negated ? " not" : "", list);
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
    std::string out = type_ + where_;
    bool counts = false;
    std::string shown;
    for (const Column& column : columns_) {
      const bool of_all = column.function == "count" && column.trait.empty();
      counts = counts || of_all;
      const std::string what = column.function.empty() ? column.trait
                               : of_all                ? "count"
                                                       : column.function + "(" + column.trait + ")";
      const bool key = column.function.empty() && !keys_.empty();
      if (key) continue;
      shown += (shown.empty() ? "" : ", ") + (column.name.empty() ? "" : column.name + " = ") + what;
    }
    if (!keys_.empty()) {
      const bool only_counts = columns_.empty() || shown.empty() || (counts && shown.find(',') == shown.npos);
      const std::string by = join(keys_, ", ");
      out += only_counts ? " | count by " + by : " | per " + by + " show " + shown;
      return out + having_ + order_ + limit_;
    }
    if (counts) return shown.find(',') == shown.npos ? out + " | count" : std::string();
    for (const Column& column : columns_)
      if (!column.function.empty()) return {};  // of all nodes at once
    return out + order_ + limit_ + (shown.empty() || shown == "name" ? "" : " | show " + shown);
  }

  const std::vector<std::string_view>& words_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::vector<Column> columns_;
  std::vector<std::string> keys_;
  std::string type_, where_, having_, order_, limit_;
};

}  // namespace

std::string fromSql(const std::vector<std::string_view>& words) {
  return SqlReader(words).statement();
}

}  // namespace clew::syntax
