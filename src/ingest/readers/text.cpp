// Prose: reports, mails, notes. Takes what was defanged, which its author meant as an indicator, and what cannot be
// mistaken (hashes, addresses, mailboxes); plain names and URLs, which such texts have for other reasons too, stay out
// and are counted. So do plain mailboxes of a text that defangs, but in its tables: they are whom to write to.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "common/format.h"
#include "common/text.h"
#include "common/utf8.h"
#include "ingest/fact_builder.h"
#include "ingest/line_stretches.h"
#include "ingest/readers/html_text.h"
#include "ingest/readers/indicator.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/text_head.h"
#include "ingest/readers/typography.h"

namespace clew::ingest {
namespace text {
namespace {

using model::NodeName;

/// Cuts a line into candidate tokens at blanks, quotes, table bars and markup; brackets that defang stay in.
class Tokens {
 public:
  explicit Tokens(std::string_view line) : line_(line) {}

  std::optional<std::string_view> next() {
    while (at_ < line_.size()) {
      const std::size_t begin = at_;
      while (at_ < line_.size() && !isBorder(at_)) ++at_;
      const std::string_view token = strip(line_.substr(begin, at_ - begin));
      if (at_ < line_.size()) ++at_;
      if (!token.empty()) return token;
    }
    return std::nullopt;
  }

 private:
  bool isBorder(std::size_t at) {
    const char c = line_[at];
    if (c == '{' || c == '}' || c == ' ' || c == '\t') brace_or_blank_ = c;
    if (c == ',') return !insideBraces(at);
    if (c == '[' || c == '(') return !defangs(at);
    return isBlank(c) || c == '|' || c == '`' || c == '"' || c == '\'' || c == ';';
  }
  // "x{1,2}": a comma between braces that began in this word.
  bool insideBraces(std::size_t at) {
    if (brace_or_blank_ != '{') return false;
    if (close_ < at) close_ = std::min(line_.find('}', at), line_.size());
    return close_ < line_.size();
  }
  // "[.]", "(dot)", "[:]", "[@]", "[at]", "[://]", "[/]", "http[s]" and a lone "[." do; "[_text_]" behind a link does
  // not.
  bool defangs(std::size_t at) const {
    const std::string_view rest = line_.substr(at + 1);
    if (rest.empty()) return false;
    const char c = rest[0];
    if (c == '.' || c == ':' || c == '@') return true;
    if (rest.starts_with("/]") || rest.starts_with("/)")) return true;
    if (startsWithIgnoreCase(rest, "s]:")) return true;
    return startsWithIgnoreCase(rest, "dot]") || startsWithIgnoreCase(rest, "dot)") ||
           startsWithIgnoreCase(rest, "at]") || startsWithIgnoreCase(rest, "at)");
  }
  static constexpr std::array<std::pair<char, char>, 3> kBrackets = {{{'(', ')'}, {'[', ']'}, {'{', '}'}}};
  /// "_dmarc.a[.]example": of names that begin so the underscore is no markup.
  static bool namesService(std::string_view token) {
    constexpr std::size_t kLongest = 16;
    if (token.front() != '_') return false;
    token = token.substr(0, kLongest);
    const std::string_view label = token.substr(0, token.find_first_of(".["));
    return isOneOf(
        label, {"_dmarc", "_domainkey", "_acme-challenge", "_mta-sts", "_smtp", "_tls", "_spf", "_tcp", "_udp", "_sip",
                "_sips", "_ldap", "_kerberos", "_imaps", "_autodiscover", "_http", "_https"});
  }
  /// Punctuation and markup at the ends.
  static std::string_view strip(std::string_view token) {
    constexpr std::string_view kFront = "*+_\\<([-=~>\"";
    constexpr std::string_view kBack = "*+_\\>.,:;!?~=-";
    while (!token.empty() && kFront.find(token.front()) != std::string_view::npos && !namesService(token))
      token.remove_prefix(1);
    // Of each kind of bracket those that close and have no beginning here: "a[.]example](" of a link.
    std::array<std::ptrdiff_t, 3> lone{};
    for (std::size_t i = 0; i < kBrackets.size(); ++i) {
      lone[i] = std::count(token.begin(), token.end(), kBrackets[i].second) -
                std::count(token.begin(), token.end(), kBrackets[i].first);
    }
    for (; !token.empty(); token.remove_suffix(1)) {
      const char last = token.back();
      const auto closes =
          std::find_if(kBrackets.begin(), kBrackets.end(), [last](auto pair) { return pair.second == last; });
      const bool is_lone =
          closes != kBrackets.end() && lone[static_cast<std::size_t>(closes - kBrackets.begin())]-- > 0;
      if (!is_lone && kBack.find(last) == std::string_view::npos) break;
    }
    return token;
  }

  std::string_view line_;
  std::size_t at_ = 0;
  char brace_or_blank_ = 0;  // the last one so far
  std::size_t close_ = 0;    // where the next brace closes; the line's end when none does
};

/// "a [.] example" as "a[.]example": of a dot between blanks nobody knows where a name begins and ends, but of one in
/// brackets. Empty where there is none.
std::string joined(std::string_view line) {
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = 0; (at = line.find(" [.] ", at)) != line.npos; at += 4) {
    const auto isLabel = [&](std::size_t i) { return i < line.size() && (isAlnum(line[i]) || line[i] == '-'); };
    if (at == 0 || !isLabel(at - 1) || !isLabel(at + 5)) continue;
    out.append(line.substr(from, at - from)).append("[.]");
    from = at + 5;
  }
  return from == 0 ? out : out.append(line.substr(from));
}

/// The lines of a text as plain words: without the tags of a page, the marks of typesetters and the backslashes that
/// Markdown puts before brackets.
class PlainLines {
 public:
  explicit PlainLines(bool page) : page_(page) {}

  /// Lives until the next one is asked for.
  std::string_view of(std::string_view line) {
    if (page_) line = kept_ = html_.plain(line);
    if (!isAscii(line)) line = kept_ = withoutTypography(asUtf8(line));
    if (contains(line, "\\[")) {
      for (const std::string_view mark : {"\\[", "\\]", "\\."}) line = kept_ = replaceAll(line, mark, mark.substr(1));
    }
    if (std::string whole = joined(line); !whole.empty()) line = kept_ = std::move(whole);
    return line;
  }

 private:
  bool page_;
  HtmlText html_;
  std::string kept_;
};

/// Whether a text defangs indicators: what stands in it plainly is then meant for no such.
bool defangsAny(std::string_view head) {
  PlainLines plain(isPage(head));
  for (std::string_view line : splitLines(head)) {
    line = plain.of(line);
    Tokens tokens(line);
    while (const auto token = tokens.next()) {
      if (isDefanged(*token) && looksLike(model::refang(*token)) != TokenClass::kNothing) return true;
    }
  }
  return false;
}

/// A rule of YARA's: mailboxes in it are its authors'.
bool isRule(std::string_view head) {
  return contains(head, "condition:") && contains(head, "meta:") &&
         (head.starts_with("rule ") || contains(head, "\nrule "));
}

/// "version 1.2.3.4", "its version is 1.2.3.4": four numbers that are no address.
bool saysVersion(std::string_view before) {
  constexpr std::size_t kNear = 256;  // bytes in which two words stand; the line may have millions
  const auto words = splitBlanks(before.substr(before.size() - std::min(before.size(), kNear)));
  for (std::size_t back = 1; back <= 2 && back <= words.size(); ++back) {
    const std::string_view word = words[words.size() - back];
    if (startsWithIgnoreCase(word, "version") || (back == 1 && startsWithIgnoreCase(word, "v") && word.size() <= 2)) {
      return true;
    }
  }
  return false;
}

/// "CVE-2021-44228".
bool isWeakness(std::string_view token) {
  if (token.size() < 13 || token.size() > 16 || !startsWithIgnoreCase(token, "cve-") || token[8] != '-') return false;
  return allDigits(token.substr(4, 4)) && allDigits(token.substr(9));
}

class TextRun {
 public:
  TextRun(Input& input, const InputContext& context, FactSink& sink)
      : input_(input),
        builder_(context, sink),
        lines_(input, builder_, sink, "text", "text"),
        listing_(listingOf(context)) {
    lines_.setProvider(listing_.list.name);
  }

  Result<void> run() {
    std::string_view line;
    defangs_ = defangsAny(input_.head()) || isRule(input_.head());
    for (;;) {
      auto more = lines_.next(line);
      if (!more) return more.error();
      if (!*more) break;
      if (lines_.number() == 1) {
        page_ = isPage(line);
        plain_lines_ = PlainLines(page_);
      }
      tabled_ = page_ ? contains(line, "<td") : trimLeft(line).starts_with('|') || contains(line, " | ");
      line = plain_lines_.of(line);
      Tokens tokens(line);
      while (const auto token = tokens.next()) {
        one(*token, line.substr(0, static_cast<std::size_t>(token->data() - line.data())));
      }
    }
    if (plain_ > 0) {
      builder_.notice(
          "names, URLs and mailboxes that are not defanged: passed over; written as a[.]example they are taken",
          plain_);
    }
    if (odd_ > 0) {
      builder_.notice("defanged words that are no name, address, URL or mailbox: passed over", odd_);
    }
    lines_.finish();
    return {};
  }

 private:
  // "a[.]example/up/<VICTIM>": the path is a pattern, the host is meant. "<ID>.a[.]example" names nothing, nor does
  // "C:\\x".
  static std::string_view withoutPlaceholder(std::string_view token) {
    const std::size_t cut = token.find_first_of("<>\\");
    if (cut == std::string_view::npos) return token;
    std::size_t from = token.find("://");
    from = from == std::string_view::npos ? 0 : from + 3;
    const std::size_t slash = token.find('/', from);
    return slash < cut ? token.substr(from, slash - from) : std::string_view();
  }

  void one(std::string_view token, std::string_view before) {
    token = withoutHashName(withoutPlaceholder(token));
    if (token.size() < 4) return;
    const bool defanged = isDefanged(token);
    if (!defanged && token.find('{') != std::string_view::npos) return;
    if (!defanged) return plain(token, before);
    defangs_ = true;
    for (const std::string& each : expandBraces(token)) take(model::refang(each));
  }

  // Meant as an indicator by who wrote it, so that what is wrong with it is worth a reject.
  void take(std::string_view token) {
    const TokenClass found = looksLike(token);
    if (found == TokenClass::kNothing || found == TokenClass::kPath) {
      odd_ += std::any_of(token.begin(), token.end(), isAlnum) && !isFileName(token) ? 1 : 0;
      return;
    }
    if (const auto node = indicatorNode(builder_, token)) addListed(builder_, *node, listing_);
  }

  void plain(std::string_view token, std::string_view before) {
    if (isWeakness(token)) {
      builder_.link(listing_.list, "tag", toUpper(token), listing_.seen);
      return;
    }
    switch (looksLike(token)) {
      case TokenClass::kAddress:
      case TokenClass::kService:
      case TokenClass::kBlock:
        if (!saysVersion(before) && model::classify(builder_.schema(), token)) take(token);
        break;
      case TokenClass::kHash:
        // A number of 32 digits is a serial number as often as a hash.
        if (!allDigits(token)) take(token);
        break;
      case TokenClass::kEmail:
        if (defangs_ && !tabled_) {  // of a table's row it is meant
          ++plain_;
        } else {
          take(token);
        }
        break;
      case TokenClass::kAsn:
        if (token.starts_with("AS") && token.size() >= 5) take(token);
        break;
      default:
        if (const std::string_view address = addressBefore(token); !address.empty()) {
          if (!saysVersion(before)) take(address);
        } else if (namesHost(token)) {
          ++plain_;
        }
        break;
    }
  }

  static bool hasScheme(std::string_view& token) {
    for (const std::string_view scheme : {"http://", "https://", "ftp://"}) {
      if (!startsWithIgnoreCase(token, scheme)) continue;
      token.remove_prefix(scheme.size());
      return true;
    }
    return false;
  }

  // "192.0.2.7/x", "http://192.0.2.7": the address. Empty where a name stands, which text has for other reasons too.
  std::string_view addressBefore(std::string_view token) const {
    const bool url = hasScheme(token);
    const std::size_t end = token.find_first_of("/?#");
    if (end == token.npos && !url) return {};
    token = token.substr(0, end);
    const TokenClass is = looksLike(token);
    const bool address = is == TokenClass::kAddress || is == TokenClass::kService;
    return address && model::classify(builder_.schema(), token) ? token : std::string_view();
  }

  // "https://blog.example/post", "www.blog.example": what could be meant, and is no file or end of a sentence: its last
  // label is written as those of names are.
  static bool namesHost(std::string_view token) {
    const bool url = hasScheme(token);
    token = token.substr(0, token.find_first_of("/?#:"));
    if (looksLike(token) != TokenClass::kHost) return false;
    const std::string_view ending = token.substr(token.rfind('.') + 1);
    return url || (ending.size() > 1 &&
                   std::none_of(ending.begin(), ending.end(), [](char c) { return isUpperAscii(c) || isDigit(c); }));
  }

  Input& input_;
  FactBuilder builder_;
  LineStretches lines_;
  Listing listing_;
  PlainLines plain_lines_{false};
  bool tabled_ = false;      // the line at hand is a table's row
  bool defangs_ = false;     // the text does, in its head or before the place at hand
  bool page_ = false;        // the input is a web page
  std::uint64_t plain_ = 0;  // names, URLs and mailboxes that were passed over
  std::uint64_t odd_ = 0;    // defanged words that were passed over
};

/// Formats that have mail addresses and names in them and are not prose.
bool isOtherFormat(std::string_view head) {
  const std::string_view text = trimLeft(head);
  if (isOtherText(head)) return true;
  if ((text.starts_with('<') && !isPage(text)) || text.starts_with("; <<>>") || text.starts_with("$ORIGIN") ||
      text.starts_with("$TTL")) {
    return true;
  }
  return text.starts_with("%");
}

class TextReader final : public Reader {
 public:
  std::string_view name() const override { return "text"; }
  std::string_view title() const override {
    return "prose and web pages with defanged indicators, hashes and addresses in them";
  }
  std::string_view sample() const override {
    return "The loader asks cdn.a[.]example and 192.0.2[.]7 for its next stage.";
  }

  int detect(std::string_view head, std::string_view) const override {
    if (isOtherFormat(head)) return 0;
    std::size_t defanged = 0, hashes = 0, addresses = 0, marks = 0, prose = 0;
    PlainLines plain(isPage(head));
    for (std::string_view line : splitLines(head)) {
      line = plain.of(line);
      if (line.starts_with("= ") || line.starts_with("== ") || splitBlanks(line).size() > 4) ++prose;
      Tokens tokens(line);
      while (const auto token = tokens.next()) {
        if (isDefanged(*token) && looksLike(model::refang(*token)) != TokenClass::kNothing) ++defanged;
        if (looksLike(withoutHashName(*token)) == TokenClass::kHash) ++hashes;
        if (looksLike(*token) == TokenClass::kAddress) ++addresses;
      }
      if (line.starts_with("## ") || line.starts_with("### ") || line.starts_with("| ")) ++marks;
      if (defanged > 0 && prose > 1) return 50;  // surer than a list with a few words in it
    }
    if (defanged > 0) return 30;
    // Markdown (headings below the first, tables) with addresses in it is a report; other text may be anything.
    return hashes > 0 || (addresses > 0 && marks > 0 && prose > 0) ? 25 : 1;
  }

  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    return TextRun(input, context, sink).run();
  }
};

}  // namespace
}  // namespace text

const Reader& textReader() {
  static const text::TextReader reader;
  return reader;
}

}  // namespace clew::ingest
