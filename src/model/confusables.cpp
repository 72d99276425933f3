#include "model/confusables.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "clew_embedded/model_data.h"
#include "common/text.h"
#include "common/utf8.h"

namespace clew::model {
namespace {

/// From a character to what is put in its place; nothing is put for a mark.
class Table {
 public:
  Table() {
    for (std::size_t i = 0; i < ascii_.size(); ++i) ascii_[i] = static_cast<char32_t>(i);
    for (const std::string_view line : splitLines(model_data::kConfusableText)) {
      if (line.empty() || line.front() == '#') continue;
      const auto fields = splitOnce(line, "\t");
      if (!fields) continue;
      const std::u32string stands = toUtf32(fields->first);
      for (const char32_t like : toUtf32(fields->second)) {
        if (like == U' ' || stands.empty()) continue;
        if (like < ascii_.size())
          ascii_[like] = stands.front();
        else
          others_[like] = stands.front();
      }
    }
  }

  char32_t of(char32_t code) const {
    if (code < ascii_.size()) return ascii_[code];
    const auto found = others_.find(code);
    return found == others_.end() ? code : found->second;
  }

 private:
  std::array<char32_t, 128> ascii_{};
  std::unordered_map<char32_t, char32_t> others_;
};

bool isMark(char32_t code) {
  return code >= 0x300 && code <= 0x36F;  // combining diacritical marks
}

}  // namespace

std::u32string skeleton(std::u32string_view label) {
  static const Table table;
  std::u32string out;
  out.reserve(label.size());
  for (const char32_t code : label) {
    if (isMark(code)) continue;
    const char32_t drawn = table.of(code);
    if (!out.empty() && out.back() == U'r' && drawn == U'n') {
      out.back() = U'm';
    } else if (!out.empty() && out.back() == U'v' && drawn == U'v') {
      out.back() = U'w';
    } else {
      out.push_back(drawn);
    }
  }
  return out;
}

}  // namespace clew::model
