#include "ingest/readers/typography.h"

#include <algorithm>

#include "common/text.h"
#include "common/utf8.h"

namespace clew::ingest {
namespace {

bool isWideBlank(char32_t code) {
  return code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 ||
         code == 0x202F || code == 0x205F || code == 0x3000;
}

/// Dashes longer than a hyphen, quotes, daggers, bullets, leaders of General Punctuation; brackets and stops of East
/// Asian text.
bool isTypesetMark(char32_t code) {
  return code == 0xAB || code == 0xBB || (code >= 0x2012 && code <= 0x2027) || code == 0x2039 || code == 0x203A ||
         code == 0x2192 || code == 0x25CF || code == 0x25AA || (code >= 0x3001 && code <= 0x3002) ||
         (code >= 0x3008 && code <= 0x3011) || (code >= 0xFF08 && code <= 0xFF09) || code == 0xFF0C || code == 0xFF1A ||
         code == 0xFF1B;
}

/// No letter of any script needs them within a name; joiners (U+200C and U+200D) some do.
bool isLeftOut(char32_t code) {
  return code == 0xAD || code == 0x200B || code == 0x200E || code == 0x200F || code == 0x2060 || code == 0xFEFF;
}

/// Whether what is written so far ends within the path of a URL. Looks at every byte once.
class UrlPath {
 public:
  /// `out` has grown by what begins at `from`.
  void grown(std::string_view out, std::size_t from) {
    const std::size_t blank = out.find_last_of(" \t");
    if (blank != out.npos && blank >= from) {
      begin_ = blank + 1;
      scheme_ = path_ = false;
    }
    from = std::max(begin_, from - std::min<std::size_t>(from, 1));
    if (!scheme_) {
      const std::size_t slashes = out.find("//", from);
      if (slashes == out.npos) return;
      scheme_ = true;
      from = slashes + 2;
    }
    path_ = path_ || out.find('/', from) != out.npos;
  }
  void ended(std::size_t at) {
    begin_ = at;
    scheme_ = path_ = false;
  }
  bool within() const { return path_; }

 private:
  std::size_t begin_ = 0;
  bool scheme_ = false, path_ = false;
};

/// A word goes on there.
bool goesOn(std::string_view text, std::size_t at) {
  if (at >= text.size()) return false;
  if (static_cast<unsigned char>(text[at]) < 0x80) return isAlnum(text[at]) || text[at] == '/' || text[at] == '%';
  const char32_t code = decodeUtf8(text, at).code;
  return !isWideBlank(code) && !isTypesetMark(code) && !isLeftOut(code);
}

}  // namespace

std::string withoutTypography(std::string_view text) {
  std::string out;
  UrlPath url;
  for (std::size_t at = 0; at < text.size();) {
    const auto wide = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(),
                                   [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    const auto end = static_cast<std::size_t>(wide - text.begin());
    const std::size_t before = out.size();
    out += text.substr(at, end - at);
    url.grown(out, before);
    at = end;
    if (at == text.size()) break;
    const DecodedCodePoint point = decodeUtf8(text, at);
    const std::string_view bytes = text.substr(at, point.length);
    at += point.length;
    const bool closes = point.code == 0x201D || point.code == 0xBB;
    const bool in_name = point.code == 0x3002 && !out.empty() && static_cast<unsigned char>(out.back()) >= 0x80;
    if (isLeftOut(point.code)) continue;
    if (point.code == 0x2010 || point.code == 0x2011) {
      out += '-';
    } else if (in_name && goesOn(text, at)) {
      out += '.';
    } else if (isWideBlank(point.code) ||
               (isTypesetMark(point.code) && (closes || !url.within() || !goesOn(text, at)))) {
      out += ' ';
      url.ended(out.size());
    } else {
      out += bytes;
    }
  }
  return out;
}

std::string_view trimWide(std::string_view text) {
  const auto isBlankCode = [](char32_t code) { return isWideBlank(code) || isLeftOut(code); };
  for (;;) {
    text = trim(text);
    if (text.empty()) return text;
    if (const DecodedCodePoint first = decodeUtf8(text, 0); isBlankCode(first.code)) {
      text.remove_prefix(first.length);
      continue;
    }
    std::size_t last = text.size() - 1;
    while (last > 0 && text.size() - last < 4 && (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80) --last;
    if (!isBlankCode(decodeUtf8(text, last).code)) return text;
    text = text.substr(0, last);
  }
}

}  // namespace clew::ingest
