// The engine over any GraphView, without a case around it: parse, bind, plan and run, and the rows as the model says
// them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "graph/view.h"
#include "property/laid.h"
#include "property/plain_model.h"
#include "support/view_catalog.h"
#include "syntax/ast.h"

namespace clew::property {

struct EngineAnswer {
  Rows rows;
  std::string refused;  // why it was not run; empty: it ran
};

class Engine {
 public:
  Engine(const Laid& laid, const NamedMembers& sets, Time now, const SavedQueries& saved = {});
  /// What the script's last query answers.
  EngineAnswer answer(const syntax::Script& script) const;

 private:
  const Laid& laid_;
  test::NamedSets sets_;
  std::map<std::string, graph::NodeSet> members_;
  Time now_;
  const SavedQueries& saved_;
};

/// The answer's table as rows of text.
Rows rowsOf(const Table& table);

}  // namespace clew::property
