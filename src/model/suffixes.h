// The public suffix list, as one case pins it. Source: publicsuffix.org (MPL-2.0), shipped with attribution.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "clew/error.h"

namespace clew::model {

/// Immutable; safe to read from any thread.
class Suffixes {
 public:
  /// The list shipped with this program.
  static const Suffixes& shipped();
  static std::string_view shippedText();
  /// A list in the format of public_suffix_list.dat.
  static Result<std::unique_ptr<Suffixes>> fromText(std::string_view text);
  ~Suffixes();

  /// The registrable name ("a.co.uk" of "www.a.co.uk"), ICANN and private rules, unknown TLDs by the default rule `*`.
  /// Empty when `host` is itself a public suffix or has one label. `host` is canonical; the view points into it.
  std::string_view apex(std::string_view host) const;
  /// The public suffix of a canonical host ("co.uk").
  std::string_view suffix(std::string_view host) const;
  /// The label before the public suffix ("corvusrex"), as A-label; the whole name when it is itself a suffix.
  std::string_view label(std::string_view host) const;

 private:
  struct Impl;
  explicit Suffixes(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace clew::model
