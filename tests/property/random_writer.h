// Writes random queries: sentences over the words of a world that the binder finds nothing wrong with. A file a topic:
// random_words (times, modifiers, what is named), random_sets and random_steps (chains), random_conditions,
// random_stages and random_tables.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "property/random_graph.h"

namespace clew::property {

/// One query, and the names that it makes: what may be said of links depends on what was said before.
class Writer {
 public:
  Writer(Random& random, const World& world) : random_(random), world_(world) {}

  std::string domains();
  std::string query();

 private:
  enum class Kind { kDomain, kHost, kIp, kEmail, kRegistrar, kOrg, kCountry, kAsn, kAny };
  struct Step {
    const char* text;
    Kind to;
  };
  struct Set {
    std::string text;
    Kind kind;
    bool linked = false;    // has link columns
    bool sourced = false;   // and `source` among them says who stated the link
    bool shares = false;    // and `shared`
    bool hops = false;      // and `hops`, the steps of a walk
    bool likeness = false;  // has `kind` and `similarity`, and nothing of observations
    bool explained = true;  // `why` shows links alone
    bool chains = false;    // what a path found
  };

  int below(int limit) { return property::below(random_, limit); }
  bool chance(int n) { return property::oneIn(random_, n); }
  template <typename T>
  const T& of(const std::vector<T>& from) {
    return pick(random_, from);
  }
  Kind anyKind();

  // ---- what a script says before its query, and around it (random_query)
  std::string names();
  std::string clocks();
  std::string skippedQuery();
  std::string pressedStages(const Set& set);

  // ---- times and modifiers (random_words)
  std::string date();
  std::string moment();
  std::string timeTest();
  std::string number(int limit);
  std::string observationModifier();
  std::string valueModifier(Kind value);
  /// What may stand behind a key or a column.
  std::string linkWords();
  /// Modifiers of a pivot over values of a kind. `cut`: `at most N each` may stand.
  std::string modifiers(Kind value, bool sharing, bool cut);

  // ---- what is named (random_words)
  std::string literal(Kind kind);
  static std::string plural(Kind kind);
  static bool hasSet(Kind kind);
  /// A literal, a list or a named set: what may stand after `with`, `in` and `excluding`.
  std::string operand(Kind kind);
  std::string primary(Kind kind, int depth);

  // ---- sets (random_sets)
  Set chain(Kind kind, int depth);
  static std::string typed(Kind kind, const std::string& text);
  Set path();
  Set narrowed();
  void step(Set& set, int depth);
  void sharing(Set& set, int depth);
  struct Shared {
    std::string text;         // empty: nothing to share
    Kind value = Kind::kAny;  // what the first trait leads to
    bool itself = false;      // a value may stand for itself
    bool several = false, derived = false, property = false;
  };
  Shared sharedTraits(Kind kind);

  // ---- other steps (random_steps)
  void arrow(Set& set);
  void expand(Set& set);
  void resembling(Set& set);
  std::string via(Kind from, Kind to);

  // ---- conditions (random_conditions)
  std::string condition(const Set& set, int depth);
  std::string op();
  std::string dateTest();
  std::string mods();
  std::string linkCondition(const Set& set);
  std::string domainCondition();
  std::string namedCondition();
  std::string valueCondition();
  std::string hostCondition();
  std::string ipCondition();
  std::string emailCondition();
  std::string otherCondition();
  std::string quantified(Kind kind);
  std::string counted(Kind kind);

  // ---- stages (random_stages, random_tables)
  std::string stages(Set set);
  std::string lastStages(const Set& set);
  std::string key(Kind kind);
  std::string plainColumn(Kind kind);
  std::string computedColumn(bool domain);
  std::string sortKey(Kind kind);
  std::string tableStages();
  std::string aggregate(const Set& set);
  std::string linkTable(const Set& set);
  std::string chainStages(const Set& set);
  std::string graphStage(const Set& set);
  std::string timeStage(const Set& set);
  std::string changesStage(const Set& set);
  std::string clusterTraits(Kind kind);

  Random& random_;
  const World& world_;
  bool plain_links_ = true;               // link columns mean something simple: one pivot brought the nodes
  std::map<Kind, std::string> own_sets_;  // that the script makes
  std::string age_, few_, word_;          // its values
  bool ties_ = false;                     // its trait of several
  bool pressed_ = false;                  // modifiers leave much out
};

}  // namespace clew::property
