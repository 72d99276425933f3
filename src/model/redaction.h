// Which texts stand where a value should be. The list is data: what it calls redacted becomes a state of the record and
// never a node that strangers share. The case pins the text of its list; it acts when the replica is built.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "clew/error.h"

namespace clew::model {

enum class Withheld : std::uint8_t {
  kNo,           // an ordinary value
  kRedacted,     // field withheld
  kProxy,        // a privacy service stands in
  kInstruction,  // text where a value should be ("please query the RDDS service")
  kEmpty,        // "N/A", "-", "none": as if the field were not there
  kRole,         // a mailbox of a role (abuse@, hostmaster@): the registrar's only when at the registrar's own domain
};

/// Immutable; safe to read from any thread. Matching trims, folds case and collapses blanks.
class RedactionList {
 public:
  static const RedactionList& shipped();
  static std::string_view shippedText();
  /// Lines `match TAB value TAB class`: match is exact, prefix, contains, email-domain or email-local. `#` comments.
  /// Fails with kInvalidValue naming line and reason.
  static Result<std::unique_ptr<RedactionList>> fromText(std::string_view text);
  ~RedactionList();

  /// For any contact value (a name, an organisation, an e-mail, a phone number).
  Withheld classify(std::string_view value) const;

 private:
  struct Impl;
  explicit RedactionList(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace clew::model
