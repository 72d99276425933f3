// Any bytes as a script: the parser answers with a tree or diagnostics, a tree prints to text that reads back as the
// same text, what is formatted means the same and is a fixed point, and diagnostics draw without a control character.
#include <cstdlib>
#include <string_view>

#include "fuzz/fuzz.h"
#include "syntax/ast_printer.h"
#include "syntax/diagnostic_printer.h"
#include "syntax/format.h"
#include "syntax/parse.h"

namespace clew::fuzz {

std::vector<std::string> seeds() {
  std::vector<std::string> all = filesBelow("queries", ".clew", 64);
  for (std::string& text : filesBelow("tests/golden/syntax", "", 64)) all.push_back(std::move(text));
  for (const char* text :
       {"corvusrex.com", "domains sharing email with corvusrex.com", "192.0.2.1 -> host | count",
        "set bad = @seeds -> ip -> host where count > 3\n@bad | sort by count desc | limit 10",
        "why corvusrex.com and chbit.com", "hxxp://a[.]example/x", "\"quoted\" -> email excluding (@x or @y)"}) {
    all.emplace_back(text);
  }
  return all;
}

std::vector<std::string> parts() {
  return {};
}

std::vector<std::string> words() {
  return {"(",           ")",
          "not ",        "->",
          "<-",          "|",
          "with ",       "sharing ",
          "where ",      "@",
          "$",           "\"",
          "'",           "\\",
          ",",           "..",
          "domains ",    "email ",
          "ip ",         " and ",
          " or ",        "count",
          "show ",       "sort by ",
          "limit 9",     "99999999999999999999",
          "2022-10-18",  "90 days",
          "50 %",        "\n",
          "# ",          "excluding ",
          "save ",       "as json",
          "let ",        "query ",
          "expect ",     "\xE2\x80\xAE",
          "\x1B[2J",     std::string(1, '\0'),
          "\xFF\xFE",    "\xC2\x9B",
          "a[.]example", "192.0.2.1"};
}

}  // namespace clew::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  clew::fuzz::beginInput();
  using namespace clew;
  const std::string text(data, data + size);
  const syntax::ParseResult result = syntax::parse(text);
  const syntax::SourceText sources[] = {{"query", text}};
  for (const Error& error : result.diagnostics) {
    for (const char c : syntax::drawDiagnostic(error, sources)) {
      if ((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F) std::abort();
    }
  }
  const std::string printed = syntax::print(result.script);
  if (result.ok()) {
    const syntax::ParseResult again = syntax::parse(printed);
    if (printed.size() <= syntax::kMaxScriptBytes && (!again.ok() || syntax::print(again.script) != printed)) {
      std::abort();
    }
    const syntax::FormatResult formatted = syntax::format(text);
    if (!formatted.ok()) std::abort();
    if (formatted.text.size() <= syntax::kMaxScriptBytes) {
      const syntax::ParseResult same = syntax::parse(formatted.text);
      if (!same.ok() || !(same.script == result.script)) std::abort();
      if (syntax::format(formatted.text).text != formatted.text) std::abort();
    }
  }
  return 0;
}
