// KQL: a table, and stages behind pipes.
#include <optional>

#include "clew_grammar/token_types.h"
#include "common/format.h"
#include "common/text.h"
#include "syntax/foreign.h"
#include "syntax/values.h"

namespace clew::syntax {
namespace {

class KqlReader : private WordReader {
 public:
  explicit KqlReader(std::vector<std::string_view> words) : WordReader(std::move(words)) {}

  std::string statement() {
    std::string out = typeOfNoun(word());
    if (out.empty()) return {};
    ++at_;
    bool first = true;
    while (take("|")) {
      const auto stage = this->stage();
      if (!stage) return {};
      const bool filter = stage->starts_with("where ");
      if (!stage->empty()) out += (first && filter ? " " : " | ") + *stage;
      first = false;
    }
    return at_ == words_.size() ? out : std::string();
  }

 private:
  std::optional<std::string> stage() {
    if (take("where") || take("filter")) {
      auto condition = this->condition();
      return condition ? std::optional("where " + *condition) : std::nullopt;
    }
    if (take("take") || take("limit")) return number("take ");
    if (take("count")) return counted_ ? std::nullopt : std::optional<std::string>("count");
    if (take("top")) return top();
    if (take("order") || take("sort")) return take("by") ? keys() : std::nullopt;
    if (take("project")) return project();
    if (take("summarize")) return summarize();
    return std::nullopt;
  }

  std::optional<std::string> number(std::string_view before) {
    if (!allDigits(word())) return std::nullopt;
    std::string out = std::string(before) + std::string(word());
    ++at_;
    return out;
  }

  /// A column, as it is called after what went before.
  std::optional<std::string> column() {
    if (counted_ && equalsIgnoreCase(word(), "count_")) {
      ++at_;
      return "count";
    }
    std::string own = traitOfNoun(word());
    if (own.empty() || own.back() == '-') return std::nullopt;
    ++at_;
    return own;
  }

  /// The greatest come first unless the statement says else.
  std::optional<std::string> key() {
    auto own = column();
    if (!own) return std::nullopt;
    if (take("asc")) return own;
    (void)take("desc");
    return *own + " desc";
  }

  std::optional<std::string> keys() {
    std::string out = "sort by ";
    do {
      auto one = key();
      if (!one) return std::nullopt;
      out += (out.ends_with(' ') ? "" : ", ") + *one;
    } while (take(","));
    return out;
  }

  std::optional<std::string> top() {
    const auto take_stage = number("take ");
    if (!take_stage || !take("by")) return std::nullopt;
    const auto order = keys();
    return order ? std::optional(*order + " | " + *take_stage) : std::nullopt;
  }

  std::optional<std::string> project() {
    std::string out = "show ";
    do {
      std::string name;
      if (word(1) == "=") {
        name = traitOfNoun(word());
        if (name.empty()) return std::nullopt;
        at_ += 2;
      }
      const auto own = column();
      if (!own) return std::nullopt;
      out += (out.ends_with(' ') ? "" : ", ") + (name.empty() ? "" : name + " = ") + *own;
    } while (take(","));
    return out;
  }

  /// `count() by a, b` and `dcount(x) by a, b`, which are all that is alike.
  std::optional<std::string> summarize() {
    std::string name;
    if (word(1) == "=") {
      name = traitOfNoun(word());
      if (name.empty()) return std::nullopt;
      at_ += 2;
    }
    std::string values;
    if (counted_) return std::nullopt;
    if (take("dcount")) {
      const auto own = take("(") ? column() : std::nullopt;
      if (!own) return std::nullopt;
      values = *own;
    } else if (!take("count") || !take("(")) {
      return std::nullopt;
    }
    if (!take(")") || !take("by")) return std::nullopt;
    std::string by;
    do {
      const auto own = column();
      if (!own) return std::nullopt;
      by += (by.empty() ? "" : ", ") + *own;
    } while (take(","));
    if (!values.empty()) return format("per {} show {}count({})", by, name.empty() ? "" : name + " = ", values);
    counted_ = name.empty();
    return name.empty() ? "count by " + by : format("per {} show {} = count", by, name);
  }

  std::optional<std::string> condition() {
    std::string out;
    for (;;) {
      const auto part = predicate();
      if (!part) return std::nullopt;
      out += *part;
      if (take("and"))
        out += " and ";
      else if (take("or"))
        out += " or ";
      else
        return out;
    }
  }

  std::optional<std::string> predicate() {
    for (const bool there : {true, false}) {
      const bool asked = there ? take("isnotempty") || take("isnotnull") : take("isempty") || take("isnull");
      if (!asked) continue;
      const auto own = take("(") ? column() : std::nullopt;
      return own && take(")") ? std::optional(*own + (there ? " is known" : " is missing")) : std::nullopt;
    }
    const auto own = column();
    if (!own) return std::nullopt;
    const std::string sign = toLower(word());
    ++at_;
    if (sign == "in" || sign == "in~") return members(*own);
    if (sign == "contains" || sign == "startswith" || sign == "endswith") return pattern(*own, sign);
    if (sign != "==" && sign != "=~" && sign != "!=" && sign != "<" && sign != "<=" && sign != ">" && sign != ">=")
      return std::nullopt;
    return compared(*own, sign == "=~" ? "==" : sign);
  }

  std::optional<std::string> compared(const std::string& own, const std::string& sign) {
    if (take("ago")) {
      const std::string_view duration = word(1);
      if (word() != "(" || word(2) != ")" || duration.empty() || !isDigit(duration[0])) return std::nullopt;
      at_ += 3;
      if (sign != ">" && sign != ">=" && sign != "<" && sign != "<=") return std::nullopt;
      return own + (sign[0] == '>' ? " since " : " before ") + std::string(duration);
    }
    if (take("datetime")) {
      const std::string_view date = word(1);
      if (word() != "(" || word(2) != ")" || !isDate(date)) return std::nullopt;
      at_ += 3;
      return comparisonOf(own, sign, date);
    }
    const std::string_view value = word();
    if (!isQuotedText(value) && !allDigits(value)) return std::nullopt;
    ++at_;
    return comparisonOf(own, sign, value);
  }

  std::optional<std::string> pattern(const std::string& own, std::string_view sign) {
    if (!isQuotedText(word()) || word().find_first_of("*?[]\\") != std::string_view::npos) return std::nullopt;
    const std::string inner = unquote(word());
    ++at_;
    return format("{} matching {}", own,
                  quote((sign == "startswith" ? "" : "*") + inner + (sign == "endswith" ? "" : "*")));
  }

  std::optional<std::string> members(const std::string& own) {
    if (!take("(")) return std::nullopt;
    std::string list;
    do {
      if (!isQuotedText(word())) return std::nullopt;
      list += (list.empty() ? "" : ", ") + quote(unquote(word()));
      ++at_;
    } while (take(","));
    return take(")") ? std::optional(format("{} in ({})", own, list)) : std::nullopt;
  }

  bool counted_ = false;  // `count by` made the rows
};

}  // namespace

bool isKql(const LexedText& lexed, const Lexemes& statement) {
  const std::string_view table = lexed.textOf(statement.front());
  const bool named_so = statement.front().type == tok::WORD && table[0] >= 'A' && table[0] <= 'Z';
  if (!named_so || statement.size() < 3 || statement[1].type != tok::BAR) return false;
  for (std::size_t i = 2; i < statement.size(); ++i) {
    const std::string_view word = lexed.textOf(statement[i]);
    const bool call = i + 1 < statement.size() && statement[i + 1].type == tok::LPAREN;
    if (word == "==" || word == "=~" || (call && (word == "ago" || word == "datetime"))) return true;
    if (statement[i - 1].type != tok::BAR) continue;
    for (const char* stage : {"summarize", "project", "extend", "order", "limit", "distinct", "mv-expand", "join"})
      if (equalsIgnoreCase(word, stage)) return true;
  }
  return false;
}

std::string fromKql(const LexedText& lexed, const Lexemes& statement) {
  constexpr std::size_t kMostWords = 400;
  if (statement.size() > kMostWords) return {};
  std::vector<std::string_view> words;
  words.reserve(statement.size());
  for (const Lexeme& lexeme : statement) words.push_back(lexed.textOf(lexeme));
  return KqlReader(std::move(words)).statement();
}

}  // namespace clew::syntax
