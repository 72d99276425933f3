// Makes a failing pair small: facts and parts of the query go, one after the other, as long as the failure stays.
#pragma once

#include <functional>

#include "property/random_graph.h"
#include "syntax/ast.h"

namespace clew::property {

struct Pair {
  Graph graph;
  syntax::Script script;  // names, and one query at the end
};

/// `fails` is asked of every candidate; the result still fails, and nothing that was tried to take from it may go.
Pair shrunk(Pair pair, const std::function<bool(const Pair&)>& fails);

}  // namespace clew::property
