// Lists: one indicator a line, with comments, as feeds, hosts files, ad-block filters and hash lists write them; and
// plain lists of newly registered names.
#include <algorithm>
#include <utility>

#include "common/format.h"
#include "common/text.h"
#include "common/utf8.h"
#include "ingest/fact_builder.h"
#include "ingest/line_stretches.h"
#include "ingest/readers/indicator.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/text_head.h"
#include "ingest/readers/typography.h"

namespace clew::ingest {
namespace list {
namespace {

using model::NodeName;

/// The line without a comment behind blanks, trimmed.
std::string_view withoutComment(std::string_view line) {
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '#' && isBlank(line[i - 1])) {
      line = line.substr(0, i);
      break;
    }
  }
  return trim(line);
}

/// Of Tor's list of exits: what is said of a relay around the addresses that it was seen to use.
bool isOfRelay(std::string_view line) {
  if (!line.starts_with("ExitNode ") && !line.starts_with("Published ") && !line.starts_with("LastStatus "))
    return false;
  const auto words = splitBlanks(line);
  if (words.size() == 2) return words[0] == "ExitNode" && words[1].size() == 40 && allHex(words[1]);
  return words.size() == 3 && isOneOf(words[0], {"Published", "LastStatus"}) && model::readDate(words[1]).has_value();
}

bool isComment(std::string_view line) {
  return isOfRelay(line) || line.starts_with('#') || line.starts_with(';') || line.starts_with("//") ||
         line.starts_with('!') || line.starts_with("[Adblock");
}

/// Names that every hosts file begins with.
bool isOwnName(std::string_view name) {
  return name == "localhost" || name == "localhost.localdomain" || name == "local" || name == "broadcasthost" ||
         name == "0.0.0.0" || name.starts_with("ip6-");
}

bool isNowhere(std::string_view address) {
  return address == "0.0.0.0" || address == "127.0.0.1" || address == "::" || address == "::1";
}

std::string_view unquoted(std::string_view token) {
  while (!token.empty() && (token.back() == ',' || token.back() == ';')) token.remove_suffix(1);
  const bool quotes = token.size() > 1 && (token.front() == '"' || token.front() == '\'' || token.front() == '`') &&
                      token.back() == token.front();
  return quotes ? token.substr(1, token.size() - 2) : token;
}

/// One line taken apart: the indicators on it, and the file name that a hash list gives.
struct Line {
  std::vector<std::string_view> tokens;
  std::string_view file_name;
  std::string_view remark;  // "- Emotet", "(dropper)"
  std::string_view seen;    // when, where the line says it
  bool exception = false;   // an ad-block rule that allows
};

/// The indicators of a line that lists several with commas or semicolons and nothing else; empty for another.
std::vector<std::string_view> severalOn(std::string_view line) {
  if (line.find_first_of(",;") == std::string_view::npos) return {};
  if (looksLike(unquoted(line)) != TokenClass::kNothing) return {};  // a comma of its own, as URLs have
  auto fields = listedFields(line);
  const bool all = std::all_of(fields.begin(), fields.end(), [](std::string_view field) {
    return looksLike(model::refang(field)) != TokenClass::kNothing;
  });
  if (!all || fields.size() < 2) fields.clear();
  return fields;
}

/// "- Emotet", "(dropper)", ": Cobalt Strike" behind an indicator: a few words, none of them another indicator. A line
/// of a server's log goes on otherwise, and so does a range.
bool isRemark(std::string_view rest) {
  constexpr std::size_t kLongest = 100;
  const bool enclosed = rest.starts_with('(') && rest.ends_with(')');
  bool begins = enclosed;
  for (const std::string_view mark : {"- ", ": ", "// ", "-- ", "\u2013 ", "\u2014 "})
    begins = begins || rest.starts_with(mark);
  if (!begins || rest.size() > kLongest || rest.starts_with("- -") || rest.find_first_of("[\"") != rest.npos)
    return false;
  const auto words = splitBlanks(rest);
  return std::none_of(words.begin(), words.end(), [](std::string_view word) {
    while (!word.empty() && contains("(),;:", word.substr(0, 1))) word.remove_prefix(1);
    while (!word.empty() && contains("(),;:", word.substr(word.size() - 1))) word.remove_suffix(1);
    const TokenClass is = looksLike(model::refang(word));
    return is != TokenClass::kNothing && is != TokenClass::kPath;
  });
}

Line takeApart(std::string_view line) {
  Line out;
  if (line.starts_with("@@")) {
    out.exception = true;
    return out;
  }
  if (line.starts_with("||")) {
    line.remove_prefix(2);
    const std::size_t end = line.find_first_of("^$");
    out.tokens.push_back(line.substr(0, end));
    return out;
  }
  line = withoutHashName(withoutBullet(line));
  if (auto several = severalOn(line); !several.empty()) {
    out.tokens = std::move(several);
    return out;
  }
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] != ';' || !isBlank(line[i - 1])) continue;
    line = trim(line.substr(0, i));  // "192.0.2.0/24 ; SBL1": a comment
    break;
  }
  const std::size_t blank = line.find_first_of(" \t");
  if (blank == std::string_view::npos) {
    out.tokens.push_back(unquoted(line));
    return out;
  }
  const std::string_view first = line.substr(0, blank);
  const std::string_view rest = trim(line.substr(blank));
  if (first == "ExitAddress") {  // of Tor's list: the address, and when it was seen
    const std::size_t end = std::min(rest.find(' '), rest.size());
    out.tokens.push_back(rest.substr(0, end));
    out.seen = trim(rest.substr(end));
    return out;
  }
  if (isNowhere(first)) {
    for (const std::string_view name : splitBlanks(rest)) {
      if (!isOwnName(name)) out.tokens.push_back(name);
    }
    if (out.tokens.empty() && !isOwnName(rest)) out.exception = true;
    return out;
  }
  const std::string_view token = unquoted(first);
  out.tokens.push_back(token);
  const TokenClass is = looksLike(model::refang(token));
  if (isRemark(rest) && is != TokenClass::kNothing && is != TokenClass::kPath) {
    const std::string_view words = trim(rest.substr(1));
    if (is == TokenClass::kHash && isFileName(words)) {
      out.file_name = words;
    } else {
      out.remark = rest;
    }
  } else if (is == TokenClass::kHash) {
    out.file_name = rest.starts_with('*') ? rest.substr(1) : rest;  // as sha256sum writes it
  } else {
    out.tokens.assign(1, line);  // several words: no indicator, and the reject shows them all
  }
  return out;
}

class ListRun {
 public:
  ListRun(Input& input, const InputContext& context, FactSink& sink)
      : builder_(context, sink), lines_(input, builder_, sink, "list", "list"), listing_(listingOf(context)) {
    lines_.setProvider(listing_.list.name);
  }

  Result<void> run() {
    std::string_view line;
    for (;;) {
      auto more = lines_.next(line);
      if (!more) return more.error();
      if (!*more) break;
      line = trimWide(line);
      if (line.starts_with("#hexdelta")) {
        builder_.abandon();
        return Error(ErrorCode::kInvalidValue, "a compressed list of integers (hexdelta), which is not read here");
      }
      if (line.empty()) {
        endBlock();
      } else if (isComment(line)) {
        comment(line);
      } else {
        one(withoutComment(line));
      }
    }
    lines_.finish();
    return {};
  }

 private:
  // "# Reference: URL" speaks of the lines below it, until the next block.
  void comment(std::string_view line) {
    const std::size_t word = findIgnoreCase(line, "reference:");
    if (word == std::string_view::npos || word > 4) return;
    const std::string_view text = trim(line.substr(word + 10));
    const std::string_view reference = text.substr(0, text.find_first_of(" \t"));
    if (!reference.starts_with("http")) return;
    if (in_block_) endBlock();
    listing_.references.emplace_back(reference);
  }

  void endBlock() {
    if (!in_block_) return;
    listing_.references.clear();
    in_block_ = false;
  }

  void one(std::string_view line) {
    in_block_ = true;
    const Line parts = takeApart(line);
    if (parts.exception) return builder_.reject("a rule that allows a name lists no indicator", line);
    for (const std::string_view token : parts.tokens) {
      const bool defanged = isDefanged(token);
      if (token.find('{') != std::string_view::npos) {
        for (const std::string& each : expandBraces(token)) indicator(model::refang(each), parts);
      } else if (defanged) {
        indicator(model::refang(token), parts);
      } else {
        indicator(token, parts);
      }
    }
  }

  void indicator(std::string_view token, const Line& parts) {
    const auto node = indicatorNode(builder_, token);
    if (!node) return;
    if (parts.seen.empty()) {
      addListed(builder_, *node, listing_);
    } else {
      Listing listing = listing_;
      listing.seen = builder_.seenBetween(parts.seen, {});
      addListed(builder_, *node, listing);
    }
    if (!parts.file_name.empty()) builder_.property(*node, "filename", parts.file_name, listing_.seen);
    if (!parts.remark.empty()) builder_.property(*node, "detail", parts.remark, listing_.seen);
  }

  FactBuilder builder_;
  LineStretches lines_;
  Listing listing_;
  bool in_block_ = false;
};

class ListReader final : public Reader {
 public:
  std::string_view name() const override { return "list"; }
  std::string_view title() const override {
    return "indicators one a line: names, addresses, URLs, hashes; defanged, hosts file or ad-block filter too";
  }
  std::string_view sample() const override { return "# c2\na[.]example\n192.0.2.1:81\nhxxp://b.example/x.php"; }

  // The share of lines that hold one indicator and nothing else.
  int detect(std::string_view head, std::string_view) const override {
    if (isOtherText(head)) return 0;
    if (trimLeft(head).starts_with("#hexdelta")) return 60;  // to be refused with the reason
    std::vector<std::string_view> lines = splitLines(head);
    if (head.size() >= 60 * 1024 && lines.size() > 1) lines.pop_back();  // cut in its middle
    std::size_t all = 0, good = 0;
    for (const std::string_view raw : lines) {
      const std::string_view line = trimWide(raw);
      if (line.empty() || isComment(line)) continue;
      const Line parts = takeApart(withoutComment(line));
      if (parts.exception) continue;
      if (parts.tokens.size() > 1 && line.find_first_of(",;") != line.npos) continue;  // a table has such lines too
      const std::string token = parts.tokens.empty() ? std::string() : model::refang(parts.tokens.front());
      const TokenClass found = looksLike(token);
      if (found == TokenClass::kPath) continue;
      ++all;
      if (parts.tokens.empty() || found != TokenClass::kNothing) ++good;
      if (all == 2000) break;
    }
    if (all == 0 || good == 0) return 0;
    if (good * 20 >= all * 19) return 55;
    if (good * 2 >= all) return 35;
    return good * 10 >= all ? 5 : 0;
  }

  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    return ListRun(input, context, sink).run();
  }
};

}  // namespace
}  // namespace list

const Reader& listReader() {
  static const list::ListReader reader;
  return reader;
}

}  // namespace clew::ingest
