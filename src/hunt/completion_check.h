// Whether a word that the grammar allows can stand in a place: it is put there, and what the binder says of it decides.
#pragma once

#include <string>
#include <string_view>

#include "engine/case.h"

namespace clew::hunt {

/// Asks about one place at the end of a text. Each word costs a few plans, so a long text is not asked about.
class PlaceCheck {
 public:
  /// `head` is the text up to the word, whose statement begins at `begin`; `clause` the last word of it that opens a
  /// clause ("where", "sharing", "|"). Both must outlive it.
  PlaceCheck(engine::Case& owner, std::string_view head, std::size_t begin, std::string_view clause);

  /// False when every way to go on that was tried makes the word itself an error.
  bool stands(std::string_view word);
  /// Whether the statement could end here.
  bool mayEnd();

 private:
  enum class Verdict { kGood, kBad, kUnknown };
  Verdict verdictOn(std::string_view word, std::string_view rest);

  engine::Case& owner_;
  std::string_view head_;
  std::string_view clause_;
  bool asks_;
  int left_;
};

}  // namespace clew::hunt
