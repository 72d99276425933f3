#include "shell/key_input.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "shell/interrupt.h"

namespace clew::shell {
namespace {

constexpr std::string_view kPasteBegin = "\x1b[200~";
constexpr std::string_view kPasteEnd = "\x1b[201~";
constexpr int kEscapeWait = 50;    // milliseconds in which the rest of an escape sequence comes
constexpr int kTogetherWait = 40;  // milliseconds within which lines count as one paste
constexpr std::size_t kMostAhead = std::size_t{16} << 20;
constexpr char32_t kReplacementCharacter = 0xFFFD;
constexpr unsigned char kInterruptByte = 3;

/// The length of the UTF-8 sequence that `lead` begins; 1 for what begins none.
std::size_t sequenceLength(unsigned char lead) {
  return lead >= 0xF0 && lead < 0xF8 ? 4 : lead >= 0xE0 ? (lead < 0xF0 ? 3 : 1) : lead >= 0xC2 ? 2 : 1;
}

char32_t decode(std::string_view bytes) {
  const auto lead = static_cast<unsigned char>(bytes[0]);
  if (bytes.size() == 1) return lead < 0x80 ? lead : kReplacementCharacter;
  char32_t code = lead & (0xFFU >> (bytes.size() + 1));
  for (const char c : bytes.substr(1)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) return kReplacementCharacter;
    code = code << 6 | (byte & 0x3FU);
  }
  return code;
}

std::string withPlainLineEnds(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\r') {
      out += '\n';
      if (at + 1 < text.size() && text[at + 1] == '\n') ++at;
    } else {
      out += text[at];
    }
  }
  return out;
}

}  // namespace

bool KeyInput::fill(int wait_ms) {
  while (!ended_) {
    if (wasInterrupted()) {
      interrupted_ = true;
      return false;
    }
    pollfd waiting{descriptor_, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, wait_ms);
    if (ready == 0) return false;
    if (ready < 0) {
      if (errno != EINTR) ended_ = true;
      if (resized_) resized_();
      continue;
    }
    std::array<char, 4096> bytes{};
    const ssize_t size = ::read(descriptor_, bytes.data(), bytes.size());
    if (size > 0) {
      buffer_.append(bytes.data(), static_cast<std::size_t>(size));
      return true;
    }
    if (size == 0 || errno != EINTR) ended_ = true;
  }
  return false;
}

bool KeyInput::readPaste() {
  buffer_.erase(0, kPasteBegin.size());
  std::size_t end = buffer_.find(kPasteEnd);
  while (end == buffer_.npos && buffer_.size() < kMostAhead && fill(-1)) end = buffer_.find(kPasteEnd);
  const std::string text = withPlainLineEnds(std::string_view(buffer_).substr(0, end));
  buffer_.erase(0, end == buffer_.npos ? buffer_.size() : end + kPasteEnd.size());
  const std::size_t last = text.find_last_not_of('\n');
  const std::string_view body = std::string_view(text).substr(0, last == text.npos ? 0 : last + 1);
  if (body.find('\n') != body.npos) {
    paste_ = body;
    return true;
  }
  // a single line is as if typed; control characters in it must not act as keys
  std::string typed;
  for (const char c : body) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) typed += c;
  }
  buffer_.insert(0, typed);
  return false;
}

KeyInput::Key KeyInput::next(char32_t& code) {
  for (;;) {
    interrupted_ = false;
    if (buffer_.empty() && !fill(-1)) return interrupted_ ? Key::kInterrupt : Key::kEnd;
    if (buffer_[0] == '\x1b') {
      while (buffer_.size() < kPasteBegin.size() && kPasteBegin.starts_with(buffer_) && fill(kEscapeWait)) {
      }
      if (buffer_.starts_with(kPasteBegin)) {
        if (readPaste()) return Key::kPaste;
        continue;
      }
    }
    const std::size_t length = sequenceLength(static_cast<unsigned char>(buffer_[0]));
    while (buffer_.size() < length && fill(kEscapeWait)) {
    }
    code = decode(std::string_view(buffer_).substr(0, length));
    const bool whole = buffer_.size() >= length && (length == 1 || code != kReplacementCharacter);
    buffer_.erase(0, whole ? length : 1);
    if (code == kInterruptByte) return Key::kInterrupt;
    return Key::kCharacter;
  }
}

std::string KeyInput::takePaste() {
  return std::exchange(paste_, {});
}

std::string KeyInput::takeLinesAtOnce(const std::function<bool(std::string_view line)>& accept) {
  std::string taken;
  fill(0);
  for (;;) {
    const std::size_t end = buffer_.find_first_of("\r\n");
    if (end == buffer_.npos) {
      if (buffer_.empty() && taken.empty()) return taken;
      if (buffer_.size() < kMostAhead && fill(kTogetherWait)) continue;
      // what has no end yet may be typing, unless lines came before it
      if (!taken.empty() && !buffer_.empty() && accept(buffer_)) taken += std::exchange(buffer_, {}) + "\n";
      return taken;
    }
    const std::string_view line = std::string_view(buffer_).substr(0, end);
    if (!accept(line)) return taken;
    taken += std::string(line) + "\n";
    const bool both = buffer_.compare(end, 2, "\r\n") == 0;
    buffer_.erase(0, end + (both ? 2 : 1));
  }
}

}  // namespace clew::shell
