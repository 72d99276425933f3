// A law: what answers over one graph must have to do with each other. A graph and queries that break it are made small
// before they are reported.
#pragma once

#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <vector>

#include "property/shrink.h"
#include "syntax/ast_printer.h"
#include "syntax/parse.h"

namespace clew::property {

struct LawCase {
  Graph graph;
  std::vector<std::string> queries;  // each may have names before it
};

/// What breaks the law, in words; empty: it holds. What begins with kRefused says that a query was not answered.
using Law = std::function<std::string(const LawCase&)>;
inline constexpr const char* kRefused = "refused: ";

/// The smallest case that was found by taking facts and parts of queries away and still breaks the law in the same way:
/// a case whose query is refused is not a smaller one of a case whose answer is wrong.
inline LawCase smallest(LawCase broken, const Law& law) {
  const bool refused = law(broken).starts_with(kRefused);
  const auto breaks = [&](const LawCase& one) {
    const std::string said = law(one);
    return !said.empty() && said.starts_with(kRefused) == refused;
  };
  for (std::size_t i = 0; i < broken.queries.size(); ++i) {
    const syntax::ParseResult parsed = syntax::parse(broken.queries[i]);
    if (!parsed.ok()) continue;
    LawCase candidate = broken;
    const auto with = [&](const Pair& pair) -> const LawCase& {
      candidate.graph = pair.graph;
      std::string text = syntax::print(pair.script);
      while (text.ends_with('\n')) text.pop_back();
      candidate.queries[i] = text;
      return candidate;
    };
    if (!breaks(with({broken.graph, parsed.script}))) continue;  // it is broken as written alone
    broken = with(shrunk({broken.graph, parsed.script}, [&](const Pair& pair) { return breaks(with(pair)); }));
  }
  return broken;
}

inline void checkLaw(const LawCase& given, const Law& law) {
  if (law(given).empty()) {
    SUCCEED();
    return;
  }
  const LawCase small = smallest(given, law);
  std::string text = factsText(small.graph);
  for (const std::string& query : small.queries) text += query + "\n";
  FAIL_CHECK("the law is broken\n" << text << law(small));
}

}  // namespace clew::property
