// Names made of another name by swapping letters, adding words and the like, as dnstwist and dnstwister list them: what
// was looked up of each, and which name they imitate.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/fact_builder.h"

namespace clew::ingest {

/// One name of the list, texts as they came.
struct Permutation {
  std::string domain;
  std::string fuzzer;  // "homoglyph"; "*original" is the imitated name itself
  std::vector<std::string> a, aaaa, ns, mx;
  std::string registrar, created, updated;
  std::string server;  // the Server line of its page
};

/// The names of one file. Used by one thread.
class Permutations {
 public:
  /// The facts of one name; the imitated one may come later.
  void add(const Permutation& one, FactBuilder& builder);
  /// Names that came before the imitated one, and those of which a file with lookups found nothing: no answer to a
  /// question is an answer. Where nobody said what is imitated, a notice.
  void end(FactBuilder& builder);

 private:
  bool records(const model::NodeName& owner, std::string_view relation, const std::vector<std::string>& values,
               FactBuilder& builder);
  std::optional<model::NodeName> original_;
  std::vector<model::NodeName> waiting_;     // for the imitated name
  std::vector<model::NodeName> unresolved_;  // of which no record is listed
  bool looked_up_ = false;                   // some have records
};

}  // namespace clew::ingest
