// Line editing with history and completion. The only file pair that knows libedit.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "clew/clew.h"

namespace clew::shell {

class LineEditor {
 public:
  enum class Event { kLine, kPaste, kInterrupted, kEnd };
  using Completer = std::function<std::vector<Case::Completion>(std::string_view text)>;

  /// On standard input and output, which are terminals.
  LineEditor();
  ~LineEditor();
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;

  void setCompleter(Completer completer);
  void addHistory(const std::string& entry);

  /// Reads a line, without its end. kPaste: `line` is what stood before the paste, `paste` its several lines.
  /// kInterrupted: the line was given up. `before` is the text of the lines before, for completion.
  Event read(const std::string& prompt, const std::string& before, std::string& line, std::string& paste);

  /// Further lines that came together with the last one (see KeyInput).
  std::string takeLinesAtOnce(const std::function<bool(std::string_view line)>& accept);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The bytes at the end of `text` that begin the word that completion would finish.
std::size_t wordBegun(std::string_view text);
/// The beginning that all candidates have in common.
std::string commonBeginning(const std::vector<std::string>& words);

}  // namespace clew::shell
