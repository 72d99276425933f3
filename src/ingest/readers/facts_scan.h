// FactsScan: the short way for the lines that fill files of facts, which are links in their plainest form. Anything
// else, and anything wrong, goes the long way through model::parseFactLine, so that both ways mean the same.
#pragma once

#include <string>
#include <string_view>

#include "model/facts_json.h"
#include "model/schema.h"

namespace clew::ingest {

/// Remembers the words and names of the line before, which are often those of the next. Used by one thread.
class FactsScan {
 public:
  explicit FactsScan(const model::Schema& schema) : schema_(schema) {}
  /// True when `line` is a plain link and now stands in `out`; false: nothing is said about it.
  bool link(std::string_view line, model::FactLine& out);

 private:
  struct Side {
    std::string type_word, text;  // as they stood
    model::NodeName node;
  };
  bool side(std::string_view object, Side& side);
  bool relation(std::string_view word, const model::NodeName& from, const model::NodeName& to);

  const model::Schema& schema_;
  Side from_, to_;
  std::string relation_word_;
  model::RelationId relation_ = model::kNoRelation;
  model::TypeId relation_from_ = model::kNoType;
  model::TypeId relation_to_ = model::kNoType;
};

}  // namespace clew::ingest
