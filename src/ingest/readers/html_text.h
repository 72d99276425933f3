// The text of a web page, line by line: what reports are published as.
#pragma once

#include <string>
#include <string_view>

namespace clew::ingest {

/// Whether a text begins as a web page does.
bool isPage(std::string_view head);

/// Carries what a line leaves open (a tag, a comment, a script) over to the next. Tags that break words leave a blank,
/// others (bold, links, spans) nothing, so that "a<b>[.]</b>example" is one word.
class HtmlText {
 public:
  /// The line's text: without tags, comments, scripts and styles, its character references undone.
  std::string plain(std::string_view line);

 private:
  void tag(std::string_view name, std::string& out);

  enum class Within : unsigned char { kText, kTag, kComment, kScript, kStyle };
  Within within_ = Within::kText;
  Within after_tag_ = Within::kText;
  char quote_ = 0;  // within a tag: the quote that an attribute's value stands in
};

}  // namespace clew::ingest
