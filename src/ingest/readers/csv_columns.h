// The columns of a table: what each is of, told by its header or by its content.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace clew::ingest {

/// What a column holds.
enum class Role : std::uint8_t {
  kIgnored,
  kUnknown,
  kHost,
  kIp,
  kUrl,
  kFile,
  kEmail,
  kIndicator,
  kFirst,
  kLast,
  kTimes,
  kConfidence,
  kAsn,
  kCountry,
  kPort,
  kTag,
  kThreat,
  kNs,
  kMx,
  kCname,
  kRegistrar,
  kProperty
};

/// Whether values of the column are indicators in their own right.
bool isSubject(Role role);

struct Columns {
  std::vector<Role> roles;
  std::vector<std::string> names;  // of the header; of properties the schema's word
  bool header = false;             // the first record is the header
  bool hasSubject() const { return std::any_of(roles.begin(), roles.end(), isSubject); }
};

/// The columns that a record names as a header does: at least one field is a known word for indicators and none looks
/// like a value. Empty when it is no header.
std::optional<Columns> columnsOfHeader(const std::vector<std::string>& fields);

/// By what most fields of each column look like; what fits none is kUnknown, what is empty kIgnored. Two columns of
/// addresses are a range, which is another format.
Columns columnsByContent(const std::vector<std::vector<std::string>>& rows);

}  // namespace clew::ingest
