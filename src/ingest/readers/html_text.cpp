#include "ingest/readers/html_text.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/text.h"
#include "common/utf8.h"

namespace clew::ingest {
namespace {

/// Tags within a word or a sentence.
constexpr std::array<std::string_view, 16> kInline = {"a", "b",    "i",    "em",    "strong", "span", "code", "tt",
                                                      "u", "font", "mark", "small", "wbr",    "sub",  "sup",  "kbd"};

using Named = std::pair<std::string_view, std::string_view>;
constexpr std::array<Named, 28> kReferences = {
    {{"amp", "&"},        {"lt", "<"},         {"gt", ">"},         {"quot", "\""},       {"apos", "'"},
     {"nbsp", " "},       {"lsqb", "["},       {"rsqb", "]"},       {"lbrack", "["},      {"rbrack", "]"},
     {"period", "."},     {"colon", ":"},      {"commat", "@"},     {"sol", "/"},         {"ldquo", "\u201C"},
     {"rdquo", "\u201D"}, {"bdquo", "\u201E"}, {"lsquo", "\u2018"}, {"rsquo", "\u2019"},  {"laquo", "\u00AB"},
     {"raquo", "\u00BB"}, {"ndash", "\u2013"}, {"mdash", "\u2014"}, {"hellip", "\u2026"}, {"bull", "\u2022"},
     {"shy", "\u00AD"},   {"ensp", " "},       {"emsp", " "}}};
constexpr std::size_t kLongestReference = 10;

/// The character reference at `line[at]`, a '&'; how many bytes it takes, 0 when it is none.
std::size_t reference(std::string_view line, std::size_t at, std::string& out) {
  const std::size_t end = line.substr(at, kLongestReference).find(';');
  if (end == std::string_view::npos || end < 2) return 0;
  const std::string_view name = line.substr(at + 1, end - 1);
  if (name.front() == '#') {
    const bool hex = name.size() > 2 && (name[1] == 'x' || name[1] == 'X');
    const auto code = parseInteger<std::uint32_t>(name.substr(hex ? 2 : 1), hex ? 16 : 10);
    if (!code || *code == 0 || *code > 0x10FFFF || (*code >= 0xD800 && *code < 0xE000)) return 0;
    if (*code == 0xA0) {
      out += ' ';
    } else {
      appendUtf8(out, *code);
    }
    return end + 1;
  }
  const auto found =
      std::find_if(kReferences.begin(), kReferences.end(), [name](const Named& known) { return known.first == name; });
  if (found == kReferences.end()) return 0;
  out += found->second;
  return end + 1;
}

}  // namespace

bool isPage(std::string_view head) {
  head = withoutMark(head);
  const std::string_view text = trimLeft(head);
  return startsWithIgnoreCase(text, "<!doctype html") || startsWithIgnoreCase(text, "<html");
}

void HtmlText::tag(std::string_view name, std::string& out) {
  after_tag_ = Within::kText;
  if (equalsIgnoreCase(name, "script")) after_tag_ = Within::kScript;
  if (equalsIgnoreCase(name, "style")) after_tag_ = Within::kStyle;
  if (name.starts_with('/')) name.remove_prefix(1);
  const bool is_inline =
      std::any_of(kInline.begin(), kInline.end(), [name](auto known) { return equalsIgnoreCase(known, name); });
  if (!is_inline) out += ' ';
}

std::string HtmlText::plain(std::string_view line) {
  std::string out;
  std::size_t at = 0;
  while (at < line.size()) {
    const std::string_view rest = line.substr(at);
    if (within_ == Within::kComment) {
      const std::size_t end = rest.find("-->");
      if (end == rest.npos) return out;
      at += end + 3;
      within_ = Within::kText;
    } else if (within_ == Within::kScript || within_ == Within::kStyle) {
      const std::size_t end = findIgnoreCase(rest, within_ == Within::kScript ? "</script" : "</style");
      if (end == rest.npos) return out;
      at += end;
      within_ = Within::kText;
    } else if (within_ == Within::kTag) {
      const char c = line[at++];
      if (quote_ != 0) {
        if (c == quote_) quote_ = 0;
      } else if (c == '"' || c == '\'') {
        quote_ = c;
      } else if (c == '>') {
        within_ = after_tag_;
      }
    } else if (rest.starts_with("<!--")) {
      within_ = Within::kComment;
      at += 4;
    } else if (rest.size() > 1 && rest[0] == '<' && (isAlpha(rest[1]) || rest[1] == '/' || rest[1] == '!')) {
      const std::size_t end = rest.find_first_of(" \t>", 1);
      tag(rest.substr(1, std::min(end, rest.size()) - 1), out);
      within_ = Within::kTag;
      at += std::min(end, rest.size());
    } else if (const std::size_t taken = rest[0] == '&' ? reference(line, at, out) : 0; taken > 0) {
      at += taken;
    } else {
      out += line[at++];
    }
  }
  return out;
}

}  // namespace clew::ingest
