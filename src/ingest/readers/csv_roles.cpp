#include "ingest/readers/csv_roles.h"

#include "common/text.h"

namespace clew::ingest {

std::string headerKey(std::string_view text) {
  std::string key, all;
  int brackets = 0;
  for (const char c : text) {
    if (c == '(') ++brackets;
    // Letters of other alphabets count as they are.
    const bool counts = isAlnum(c) || static_cast<unsigned char>(c) >= 0x80;
    if (counts) all += toLowerAscii(c);
    if (counts && brackets == 0) key += toLowerAscii(c);
    if (c == ')' && brackets > 0) --brackets;
  }
  return key.empty() ? all : key;
}

bool isDate(ColumnRole role) {
  return role == ColumnRole::kFirst || role == ColumnRole::kLast || role == ColumnRole::kSeen;
}

bool isSubject(ColumnRole role) {
  return role == ColumnRole::kHost || role == ColumnRole::kIp || role == ColumnRole::kUrl ||
         role == ColumnRole::kFile || role == ColumnRole::kEmail || role == ColumnRole::kIndicator;
}

}  // namespace clew::ingest
