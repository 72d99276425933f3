// Defanging and its undoing. Only marks that somebody put there are touched: brackets around a separator, a spelled-out
// "dot" or "at" in brackets, and hxx or h** for htt; so versions, hashes and regular expressions of other shapes stay
// as they are.
#include <algorithm>

#include "common/text.h"
#include "model/canonical.h"
#include "model/canonical_forms.h"

namespace clew::model {
namespace {

bool isLabelByte(char c) {
  return isAlnum(c) || c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

struct Mark {
  std::string_view inside;  // between the brackets, lower case
  std::string_view means;
  bool spelled;  // a word, which may stand between blanks
};
constexpr Mark kMarks[] = {{".", ".", false},   {"dot", ".", true},    {"@", "@", false},   {"at", "@", true},
                           {":", ":", false},   {"://", "://", false}, {":/", ":/", false}, {"/", "/", false},
                           {"//", "//", false}, {",", ".", false}};

/// The mark that begins with the bracket at `at`, and its length; null when there is none.
const Mark* markAt(std::string_view text, std::size_t at, std::size_t& length) {
  const char open = text[at];
  const char close = open == '[' ? ']' : open == '(' ? ')' : open == '{' ? '}' : '\0';
  if (close == '\0') return nullptr;
  for (const Mark& mark : kMarks) {
    const std::size_t end = at + 1 + mark.inside.size();
    if (end >= text.size() || text[end] != close) continue;
    if (!equalsIgnoreCase(text.substr(at + 1, mark.inside.size()), mark.inside)) continue;
    length = mark.inside.size() + 2;
    return &mark;
  }
  return nullptr;
}

/// What stands for "http" or "https".
struct Scheme {
  std::size_t length = 0;  // 0: nothing does
  bool secure = false;
};

/// "hxxp" and "h**p" in any case, before "s", which may be marked as in "http[s]", and a colon, marked or not.
Scheme schemeAt(std::string_view text, std::size_t at) {
  if (at > 0 && isLabelByte(text[at - 1])) return {};
  const std::string_view rest = text.substr(at);
  const bool defanged = startsWithIgnoreCase(rest, "hxxp") || startsWithIgnoreCase(rest, "h**p");
  if (!defanged && !startsWithIgnoreCase(rest, "http[s]")) return {};
  Scheme scheme{4, false};
  const std::size_t marked = startsWithIgnoreCase(rest.substr(4), "[s]") ? 3 : 0;
  if (marked > 0 || (rest.size() > 4 && toLowerAscii(rest[4]) == 's'))
    scheme = {4 + std::max<std::size_t>(marked, 1), true};
  const std::string_view behind = rest.substr(scheme.length);
  const bool colon =
      behind.starts_with(':') || (behind.size() > 1 && contains("[({", behind.substr(0, 1)) && behind[1] == ':');
  return colon ? scheme : Scheme{};
}

}  // namespace

std::string refang(std::string_view text) {
  if (text.find_first_of("[({]xX*") == std::string_view::npos) return std::string(text);
  std::string out;
  out.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == 'h' || c == 'H') {
      if (const Scheme scheme = schemeAt(text, at); scheme.length > 0) {
        out += scheme.secure ? "https" : "http";
        at += scheme.length;
        continue;
      }
    }
    std::size_t length = 0;
    const Mark* mark = c == '[' || c == '(' || c == '{' ? markAt(text, at, length) : nullptr;
    if (mark != nullptr && mark->means == "." && mark->inside == "," && !(at > 0 && isLabelByte(text[at - 1])))
      mark = nullptr;
    if (mark != nullptr) {
      at += length;
      if (mark->spelled) {
        std::size_t before = out.size();
        while (before > 0 && out[before - 1] == ' ') --before;
        std::size_t after = at;
        while (after < text.size() && text[after] == ' ') ++after;
        if (before > 0 && isLabelByte(out[before - 1]) && after < text.size() && isLabelByte(text[after])) {
          out.resize(before);
          at = after;
        }
      }
      out += mark->means;
      continue;
    }
    const bool after_label = !out.empty() && isLabelByte(out.back());
    const auto labelAt = [&](std::size_t i) { return i < text.size() && isLabelByte(text[i]); };
    if (c == '[' && after_label && at + 1 < text.size() && text[at + 1] == '.' && labelAt(at + 2)) {
      ++at;  // a lone "[."
      continue;
    }
    if (c == '.' && after_label && at + 1 < text.size() && text[at + 1] == ']' && labelAt(at + 2)) {
      out += '.';
      at += 2;
      continue;
    }
    if (c == '[' && after_label && text.substr(at, 4) == "[::]") {  // within an IPv6 address, and not one of its own
      out += "::";
      at += 4;
      continue;
    }
    out += c;
    ++at;
  }
  return out;
}

std::string defang(std::string_view text) {
  std::string out;
  std::string_view rest = text;
  if (startsWithIgnoreCase(rest, "http")) {
    const std::size_t colon = rest.find("://");
    if (colon == 4 || colon == 5) {
      out = colon == 5 ? "hxxps://" : "hxxp://";
      rest.remove_prefix(colon + 3);
    }
  } else if (const std::size_t colon = rest.find("://"); colon != std::string_view::npos && colon < 12) {
    out = rest.substr(0, colon + 3);
    rest.remove_prefix(colon + 3);
  }
  // Only the authority is what a program would follow; the path stays readable.
  const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  for (std::size_t i = 0; i < end; ++i) {
    const char c = rest[i];
    if (c == '.' && i + 1 < rest.size())  // the dot behind a whole name is no label's
      out += "[.]";
    else if (c == '@')
      out += "[@]";
    else
      out += c;
  }
  return out.append(rest.substr(end));
}

}  // namespace clew::model
