// Standard output and error as the commands use them: answers to one, messages to the other, colour where it is wanted.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "clew/clew.h"
#include "shell/settings.h"

namespace clew::shell {

enum class Style { kPlain, kBold, kDim, kRed };

/// Not for several threads.
class Terminal {
 public:
  /// Looks at the environment: which streams are terminals, NO_COLOR, TERM.
  Terminal();
  void configure(const Settings& settings);

  bool outputIsTerminal() const { return output_is_terminal_; }
  bool errorIsTerminal() const { return error_is_terminal_; }
  bool inputIsTerminal() const { return input_is_terminal_; }
  bool outputColor() const { return output_color_; }
  bool quiet() const { return quiet_; }
  /// Whether progress may be drawn on standard error.
  bool showsProgress() const { return progress_; }
  /// Columns of standard output; 0 when it is no terminal.
  std::size_t outputWidth() const;
  std::size_t errorWidth() const;
  /// Lines of standard output; 0 when it is no terminal, or does not say.
  std::size_t outputHeight() const;

  /// Writes to standard output at once. Fails with kIo or kFull.
  Result<void> print(std::string_view text);
  /// "error: …" with notes and hint, on standard error.
  void error(const Error& error);
  /// Diagnostics as Prepared::diagnosticText draws them.
  void diagnostics(std::string_view text);
  /// "note: …", dim; nothing when quiet.
  void notice(std::string_view text);
  /// A line as it is on standard error, quiet or not. Made safe for a terminal.
  void message(std::string_view text);
  /// The same, dim.
  void dimMessage(std::string_view text);
  /// Text on standard error without anything added; the caller answers for its being safe.
  void rawError(std::string_view text);
  std::string styled(Style style, std::string_view text, bool on) const;

 private:
  bool output_is_terminal_;
  bool error_is_terminal_;
  bool input_is_terminal_;
  bool color_possible_;
  bool output_color_ = false;
  bool error_color_ = false;
  bool quiet_ = false;
  bool progress_ = false;
};

/// All bytes to a descriptor. Fails with kIo or kFull, naming `what`.
Result<void> writeAll(int descriptor, std::string_view bytes, std::string_view what);

}  // namespace clew::shell
