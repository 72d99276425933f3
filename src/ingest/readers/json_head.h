// What the beginning of a JSON input looks like: the keys near its root. Formats are told apart by them, long before
// the whole is parsed, and the beginning may stop anywhere.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace clew::ingest {

/// Keys of the first three levels as paths joined by dots. Arrays leave no trace in a path: `result[].name` and
/// `result.name` are both "result.name"; a top-level array is as good as its first element. Of several values: the
/// first that holds something.
class JsonHead {
 public:
  /// `head` may be cut anywhere and may be no JSON at all: then there are no keys.
  explicit JsonHead(std::string_view head);

  bool isJson() const { return json_; }
  bool has(std::string_view path) const;
  bool hasAll(const std::vector<std::string_view>& paths) const;
  bool hasAny(const std::vector<std::string_view>& paths) const;
  /// The text of a string at `path`, the first one met; empty when there is none. Escapes are left as they stand.
  std::string_view text(std::string_view path) const;

 private:
  struct Entry {
    std::string path;
    std::string_view text;
  };
  template <typename Frames>
  bool addEntry(const Frames& frames, std::string_view key);

  std::vector<Entry> entries_;
  bool json_ = false;
};

/// The values of a text of several JSON values: one after another, and of arrays among them the elements. Cuts by
/// brackets and quotes alone, so a broken value costs itself as long as its brackets match. `cut_off` becomes whether
/// the last array has no end. Views into `text`.
std::vector<std::string_view> splitJsonValues(std::string_view text, bool* cut_off = nullptr);

}  // namespace clew::ingest
