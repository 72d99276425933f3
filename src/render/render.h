// Rendering: from a Table to bytes, one sink a form. Everything in a table may come from the people being hunted, so
// each sink makes each value harmless for its own form: no terminal escape, bidi trick, HTML, formula or markup goes
// through.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "clew/error.h"
#include "clew/table.h"

namespace clew::render {

/// Takes the next bytes of the output; an Error ends the rendering, which then fails with it.
using Write = std::function<Result<void>(std::string_view)>;

struct Options {
  std::string format = "table";
  bool color = false;            // table only: bold header, dim states
  bool defang = false;           // names as a[.]example in the forms for people: table, list, markdown, html
  std::size_t width = 0;         // table only: columns of the terminal; 0: as wide as it needs
  std::uint64_t total_rows = 0;  // rows before the table was cut, for "12 of 354 shown"; 0: it was not cut
};

/// The forms that render() writes, in the order in which help lists them.
std::vector<std::string> formats();

/// Whether render() writes the form. kNotYet for one of the language that is not built yet, kUnknownName for any other,
/// with what it can be instead; both E212.
Result<void> checkFormat(std::string_view name);

/// Writes the table in pieces of some 64 KiB. The same table and options give the same bytes. Fails with kNotYet for a
/// form of the language that is not built yet, kUnknownName for any other, and with what `write` fails with.
Result<void> render(const Table& table, const Options& options, const Write& write);

/// What the form cannot carry of the table and its reader will miss, a sentence each. Empty for most forms.
std::vector<std::string> losses(const Table& table, std::string_view format);

/// One cell as a person reads it, on one line, safe for a terminal: "a.example", "37.7 %", "2022-09-29", "30d",
/// "(redacted)", "(missing)"; lists joined by ", ".
std::string cellText(const Cell& cell);

}  // namespace clew::render
