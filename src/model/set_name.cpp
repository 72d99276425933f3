#include "model/set_name.h"

#include "common/text.h"

namespace clew::model {

bool isSetName(std::string_view name) {
  const auto wordy = [](char c) { return isAlnum(c) || c == '_'; };
  if (name.empty() || isDigit(name.front()) || !wordy(name.front()) || !wordy(name.back())) return false;
  for (std::size_t i = 1; i < name.size(); ++i) {
    const bool joins = name[i] == '-' || name[i] == '/';
    if (!wordy(name[i]) && !(joins && wordy(name[i - 1]))) return false;
  }
  return true;
}

}  // namespace clew::model
