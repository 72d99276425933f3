// Indicators that were copied from pages and documents, between the marks of typesetters.
#pragma once

#include <string>
#include <string_view>

namespace clew::ingest {

/// A text with the marks of typesetters as a blank each: blanks of any width, dashes, quotes, leaders and bullets; its
/// hyphens as ASCII's; and without what is invisible. Within the path of a URL a mark stays where a word goes on behind
/// it, and a full stop of East Asian text behind a letter of such text is a dot of a name.
std::string withoutTypography(std::string_view text);
/// Without blanks of any width and invisible characters at its ends.
std::string_view trimWide(std::string_view text);

}  // namespace clew::ingest
