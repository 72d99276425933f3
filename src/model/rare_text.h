// A text that is mostly empty, in the room of a pointer.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace clew::model {

/// As a std::string, but that only a text takes memory. Copies are whole.
class RareText {
 public:
  RareText() = default;
  RareText(std::string text) { *this = std::move(text); }
  RareText(std::string_view text) : RareText(std::string(text)) {}
  RareText(const char* text) : RareText(std::string(text)) {}
  RareText(const RareText& other) : RareText(other.text()) {}
  RareText(RareText&&) noexcept = default;
  RareText& operator=(const RareText& other) { return *this = std::string(other.text()); }
  RareText& operator=(RareText&&) noexcept = default;
  RareText& operator=(std::string text) {
    if (text.empty())
      text_.reset();
    else
      text_ = std::make_unique<std::string>(std::move(text));
    return *this;
  }
  ~RareText() = default;

  bool empty() const { return text_ == nullptr; }
  void clear() { text_.reset(); }
  /// Lives until this is changed.
  const std::string& text() const {
    static const std::string none;
    return text_ ? *text_ : none;
  }
  operator const std::string&() const { return text(); }
  operator std::string_view() const { return text(); }

 private:
  std::unique_ptr<const std::string> text_;
};

}  // namespace clew::model
