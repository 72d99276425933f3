#include "shell/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "shell/words.h"

namespace clew::shell {
namespace {

std::size_t widthOf(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  constexpr std::size_t kUsual = 80;
  return kUsual;
}

bool environmentAllowsColor() {
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* term = std::getenv("TERM");
  return term != nullptr && *term != '\0' && std::strcmp(term, "dumb") != 0;
}

}  // namespace

Result<void> writeAll(int descriptor, std::string_view bytes, std::string_view what) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      if (errno == ENOSPC || errno == EDQUOT) {
        return Error(ErrorCode::kFull, "cannot write to " + std::string(what) + ": the disk is full");
      }
      return Error(ErrorCode::kIo, "cannot write to " + std::string(what) + ": " + std::strerror(errno));
    }
  }
  return {};
}

Terminal::Terminal()
    : output_is_terminal_(isatty(STDOUT_FILENO) == 1),
      error_is_terminal_(isatty(STDERR_FILENO) == 1),
      input_is_terminal_(isatty(STDIN_FILENO) == 1),
      color_possible_(environmentAllowsColor()) {
  configure(Settings());
}

void Terminal::configure(const Settings& settings) {
  quiet_ = settings.quiet;
  const bool always = settings.color == When::kAlways;
  const bool possible = settings.color == When::kAuto && color_possible_;
  // a file never gets colour; -o is no terminal
  output_color_ = settings.output.empty() && (always || (possible && output_is_terminal_));
  error_color_ = always || (possible && error_is_terminal_);
  progress_ = settings.progress && !settings.quiet && error_is_terminal_ && output_is_terminal_;
}

std::size_t Terminal::outputWidth() const {
  return output_is_terminal_ ? widthOf(STDOUT_FILENO) : 0;
}

std::size_t Terminal::outputHeight() const {
  winsize size{};
  return output_is_terminal_ && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

std::size_t Terminal::errorWidth() const {
  return error_is_terminal_ ? widthOf(STDERR_FILENO) : 0;
}

std::string Terminal::styled(Style style, std::string_view text, bool on) const {
  if (!on || style == Style::kPlain) return std::string(text);
  const char* begin = style == Style::kBold ? "\x1b[1m" : style == Style::kDim ? "\x1b[2m" : "\x1b[31m";
  return begin + std::string(text) + "\x1b[0m";
}

Result<void> Terminal::print(std::string_view text) {
  return writeAll(STDOUT_FILENO, text, "standard output");
}

void Terminal::rawError(std::string_view text) {
  // nobody is left to be told when standard error fails
  (void)writeAll(STDERR_FILENO, text, "standard error");
}

void Terminal::error(const Error& error) {
  const std::string head = error.id.empty() ? "error:" : "error " + safeText(error.id) + ":";
  std::string out = styled(Style::kRed, head, error_color_) + " " + safeText(error.message) + "\n";
  for (const std::string& note : error.notes) out += "  " + safeText(note) + "\n";
  if (!error.hint.empty()) out += "  hint: " + safeText(error.hint) + "\n";
  rawError(out);
}

void Terminal::diagnostics(std::string_view text) {
  std::string out;
  for (const std::string_view line : splitLines(text)) {
    // what it quotes was made visible where it was drawn; this holds for what slipped through
    const std::string safe = safeText(line);
    const bool caret = !trim(line).empty() && line.find_first_not_of(" ^~") == line.npos;
    const auto colon = safe.find(':');
    if (caret) {
      out += styled(Style::kRed, safe, error_color_);
    } else if (safe.starts_with("error") && colon != safe.npos) {
      out += styled(Style::kRed, safe.substr(0, colon + 1), error_color_) + safe.substr(colon + 1);
    } else {
      out += safe;
    }
    out += "\n";
  }
  rawError(out);
}

void Terminal::notice(std::string_view text) {
  if (!quiet_) rawError(styled(Style::kDim, "note: " + safeText(text), error_color_) + "\n");
}

void Terminal::message(std::string_view text) {
  rawError(safeText(text) + "\n");
}

void Terminal::dimMessage(std::string_view text) {
  rawError(styled(Style::kDim, safeText(text), error_color_) + "\n");
}

}  // namespace clew::shell
