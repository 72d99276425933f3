// The dictionary of a case: types, relations, properties and questions by name. Rows name them by the dictionary's ids,
// which mean something only in that file; here they are matched with the ids of the schema in use.
//
// A relation is kept with the type that it leads from and the one that it leads to, since one noun may stand for
// several relations (`redirect` of hosts and of urls).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/schema.h"
#include "storage/sqlite/connection.h"

namespace clew::storage::sqlite {

enum class WordKind : std::int64_t { kType = 1, kRelation = 2, kProperty = 3, kQuestion = 4 };

struct Word {
  WordKind kind = WordKind::kType;
  std::string name;
  std::string subject;  // of relations: type names
  std::string object;
};

class Words {
 public:
  explicit Words(const model::Schema& schema) : schema_(schema) { clear(); }

  void clear();
  /// Takes in the rows from `from` on, in order of id. Throws Trouble when the schema has no such word.
  void load(Connection& connection, std::int64_t from = 1);
  void add(std::int64_t id, Word word, const std::string& path);
  std::int64_t next() const { return static_cast<std::int64_t>(entries_.size()); }

  // By id of the file. 0 is "none"; what is no word of that kind throws kCorrupt.
  model::TypeId type(std::int64_t id) const;
  model::RelationId relation(std::int64_t id) const;
  model::PropertyId property(std::int64_t id) const;
  std::string_view question(std::int64_t id) const;

  /// The id of the file for a word of the schema; 0 when the file has none yet.
  std::int64_t idOf(const Word& word) const;
  /// The word that stands for a relation of the schema when it leads from a node of type `subject`.
  Word relationWord(model::RelationId relation, model::TypeId subject) const;

 private:
  struct Entry {
    WordKind kind;
    std::uint16_t schema_id;
    std::string name;
  };
  const Entry& entry(std::int64_t id, WordKind kind) const;
  model::RelationId resolveRelation(const Word& word) const;

  const model::Schema& schema_;
  std::vector<Entry> entries_;  // by id; 0 is not used
  std::unordered_map<std::string, std::int64_t> ids_;
};

}  // namespace clew::storage::sqlite
