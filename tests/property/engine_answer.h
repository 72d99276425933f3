// The engine over any GraphView, without a case around it: parse, bind, plan and run, and the rows as the model says
// them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "graph/view.h"
#include "model/catalog.h"
#include "property/laid.h"
#include "property/plain_model.h"
#include "support/view_catalog.h"
#include "syntax/ast.h"

namespace clew::property {

struct EngineAnswer {
  Rows rows;
  std::string refused;       // why it was not run; empty: it ran
  bool from_values = false;  // a condition begins at the values that it names
};

/// The members of a set as a person may have written them into a file.
std::string fileText(const std::vector<std::string>& members);

/// Its files hold what the sets do: `ips.txt` what `@ips` does.
class Engine : private model::FileSource {
 public:
  Engine(const Laid& laid, const NamedMembers& sets, Time now, const SavedQueries& saved = {});
  /// Lets the planner think that the graph has very many nodes and that few links lead to each: it then begins at the
  /// values wherever it may.
  void claimVast() { vast_ = true; }
  /// What the script's last query answers.
  EngineAnswer answer(const syntax::Script& script) const;

 private:
  const Laid& laid_;
  bool vast_ = false;
  test::NamedSets sets_;
  std::map<std::string, graph::NodeSet> members_;
  Time now_;
  const SavedQueries& saved_;
  const NamedMembers& texts_;

  Result<std::string> readText(std::string_view path, std::size_t limit) const override;
};

/// The answer's table as rows of text.
Rows rowsOf(const Table& table);

}  // namespace clew::property
