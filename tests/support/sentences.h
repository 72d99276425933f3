// Random sentences of the language as text: of the whole grammar, or of a given vocabulary so that they also bind.
//
// The same seed gives the same sentences. A sentence is one line, as a person writes it (not always canonical).
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace clew::test {

/// The words that sentences are made of. All are as one writes them in a query.
struct Vocabulary {
  struct Relation {
    std::string name;
    std::string leads_to;  // the name of a Type
  };
  struct Type {
    std::string name;    // "domain"
    std::string plural;  // "domains"
    std::vector<Relation> relations;
    std::vector<std::string> texts, numbers, dates, flags;  // properties by what they hold
    std::vector<std::string> values;                        // "corvusrex.com", "email \"x\"": at least one
  };
  struct Set {
    std::string name;  // "@iocs"
    std::string type;
  };
  std::vector<Type> types;
  std::vector<Set> sets;
  std::vector<std::string> sources;  // for `seen by`; empty: never written
  std::vector<std::string> times;    // "2022-09", "30d"
};

class Sentences {
 public:
  /// Of the whole grammar: every construct, words that mean something elsewhere, defanged values. Need not bind.
  explicit Sentences(std::uint32_t seed);
  /// Only queries, only of these words, and each step has what its types can do.
  Sentences(std::uint32_t seed, Vocabulary vocabulary);

  /// Any statement; a query when there is a vocabulary.
  std::string statement();
  /// A query with at most `depth` queries inside one another, and at most three stages.
  std::string query(int depth = 2);
  /// A set that can stand as a whole query, of a type it chooses.
  std::string set(int depth = 2);

 private:
  using Type = Vocabulary::Type;
  struct Typed {
    std::string text;
    const Type* type = nullptr;  // null: several types or a table, with which little can be done
  };

  std::size_t below(std::size_t n) { return random_() % n; }
  bool chance(std::size_t one_in) { return below(one_in) == 0; }
  template <typename T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }
  std::string number(std::size_t most = 500) { return std::to_string(1 + below(most)); }
  template <typename Make>
  std::string joined(std::size_t least, std::size_t most, std::string_view separator, Make make) {
    std::string text;
    for (std::size_t i = 0, n = least + below(most - least + 1); i < n; ++i) {
      if (i > 0) text += separator;
      text += make();
    }
    return text;
  }

  const Type* typeNamed(const std::string& name) const;
  std::string text();
  std::string time();
  std::string timeTest();
  std::string duration();
  std::string value(const Type& type);
  std::string relation(const Type& type);
  std::string trait(const Type& type);
  std::string near(const Type& type);
  std::string traits(const Type& type);
  std::string modifiers(bool sharing, bool one_each);
  std::string exclusion();
  std::string sourceName();
  std::string operand(const Type& type, int depth);
  std::string primary(const Type& type, int depth);
  std::string sharing(const Type& type, int depth);
  std::string condition(const Type& type, int depth);
  std::string test(const Type& type);
  std::string wildTest(const Type& type, int depth);
  std::string sum(const Type& type, int depth);
  std::string call(const Type& type);
  std::string key(const Type& type);
  std::string column(const Type& type);
  std::string sortKey(const Type& type);
  Typed source(int depth);
  void addStep(Typed& so_far, int depth);
  void addWildStep(Typed& so_far, int depth);
  Typed chain(int depth);
  /// One stage; null type when what follows can only be `take`.
  void addStage(Typed& so_far, int depth);
  std::string tableStage(const Type& type);
  std::string wildStage(const Type& type, int depth);
  std::string wildStatement();

  std::mt19937 random_;
  bool wild_;
  Vocabulary vocabulary_;
};

}  // namespace clew::test
