#include "syntax/format.h"

#include "api/impl.h"
#include "model/schema.h"
#include "syntax/diagnostic_printer.h"

namespace clew {
namespace {

/// A word that no type has stays as it is: another case may know it.
std::string typeWord(const std::string& word, bool whole) {
  const auto& schema = model::Schema::builtin();
  const auto id = schema.typeNamed(word);
  if (!id) return word;
  return whole ? schema.type(*id).plural : schema.type(*id).name;
}

}  // namespace

Formatted formatScript(std::string_view text, std::string_view name, const FormatOptions& options) {
  syntax::FormatOptions inner;
  inner.print.defang = options.defang;
  inner.print.type_word = typeWord;
  syntax::FormatResult result = syntax::format(text, inner);
  Formatted out;
  out.text = std::move(result.text);
  if (result.ok()) return out;
  const std::vector<hunt::SourceText> sources = {{std::string(name), std::string(text)}};
  const std::vector<syntax::SourceText> drawn = {{name, text}};
  for (const Error& error : result.diagnostics) {
    out.diagnostics.push_back(diagnosticOf(error, sources));
    out.diagnostic_text += syntax::drawDiagnostic(error, drawn);
  }
  return out;
}

}  // namespace clew
