// What a case knows after the writes of an analyst, as plain lists: docs/language.md, "writing" and "links of one's
// own".
#pragma once

#include "property/plain_model.h"

namespace clew::property {

/// Facts and sets that statements change. Each statement is of its own moment, `now`.
struct PlainWrites {
  std::vector<model::FactLine> facts;
  NamedMembers sets;
  Time now = 0;
  std::map<std::string, Time> runs;  // of saved queries, the last of each

  std::size_t written = 0;  // nodes and links of the statement taken last

  /// What the last statement of the script answers, nothing where it writes; what it writes is known from then on.
  Rows take(const syntax::Script& script);

 private:
  void write(const syntax::Stage& stage, const std::vector<model::NodeName>& nodes);
  void write(const syntax::LinkStatement& link);
  void say(model::LinkFact fact, const std::string& source);
  void takeBack(const model::LinkFact& fact, const std::string& source);
  model::FactLine& line(const std::string& source);

  int lookups_ = 100000;
};

}  // namespace clew::property
