// Reads the text form of the schema (its manual is the head of data/schema.txt) into a Schema, row after row.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "clew/error.h"
#include "model/schema.h"

namespace clew::model {

class SchemaReader {
 public:
  SchemaReader() = default;
  /// Goes on from a finished schema.
  explicit SchemaReader(const Schema& base) : schema_(base) {}
  /// Fails with kInvalidValue at the first row that is wrong, naming file, line and reason.
  Result<void> read(std::string_view text, std::string_view file_name);
  /// Fills in what code knows by name. All of it must have been read.
  Schema finish() &&;

 private:
  /// A row taken apart: flags are attributes without value.
  struct Row {
    std::string_view kind;
    std::string_view name;
    std::vector<std::pair<std::string_view, std::string_view>> attributes;
    std::vector<std::string_view> members;  // of a group
    std::string_view help;
  };
  Result<Row> takeApart(std::string_view line) const;
  Result<void> readType(const Row& row);
  Result<void> readRelation(const Row& row);
  Result<void> readProperty(const Row& row);
  Result<void> readGroup(const Row& row);
  /// Whether a new row may bear the word. A relation shares its word with relations of other subjects and with the type
  /// that it leads to, which is why it is checked apart.
  Result<void> checkFree(std::string_view word) const;
  Result<void> checkRelationWord(std::string_view word, const RelationDef& relation, bool is_name) const;
  Result<TypeSet> typesOf(std::string_view list) const;
  Result<TypeId> typeOf(std::string_view name) const;

  Schema schema_;
};

}  // namespace clew::model
