// The keys of a terminal as a stream of characters, in which a paste is told from typing.
//
// Bytes are read ahead into a buffer, since that alone shows whether several lines came together. A terminal that knows
// bracketed paste says so itself, between ESC [200~ and ESC [201~.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace clew::shell {

class KeyInput {
 public:
  enum class Key { kCharacter, kPaste, kEnd, kInterrupt };

  /// `resized` is called when the terminal changed its size while it was waited for.
  explicit KeyInput(int descriptor) : descriptor_(descriptor) {}
  void onResize(std::function<void()> resized) { resized_ = std::move(resized); }

  /// Waits for the next key. kCharacter: `code` holds it. kPaste: a paste of several lines is in takePaste(); one of a
  /// single line comes as characters.
  Key next(char32_t& code);
  std::string takePaste();

  /// Lines that came together with the one just read, as long as `accept` takes them; a last one without its end is
  /// taken when nothing follows it for a moment. They are gone from the input.
  std::string takeLinesAtOnce(const std::function<bool(std::string_view line)>& accept);

 private:
  /// Reads more; false at the end, on interrupt (then interrupted_), and after `wait_ms` without input (-1: for ever).
  bool fill(int wait_ms);
  bool readPaste();
  int descriptor_;
  std::string buffer_;
  std::string paste_;
  bool ended_ = false;
  bool interrupted_ = false;
  std::function<void()> resized_;
};

}  // namespace clew::shell
