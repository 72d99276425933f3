#include "model/schema.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "clew_embedded/model_data.h"
#include "model/schema_reader.h"

namespace clew::model {

bool isReservedWord(std::string_view word) {
  static constexpr std::string_view kReserved[] = {
      "after",   "and",   "as",        "at",     "before",      "between", "by",       "changed",    "during",
      "each",    "every", "excluding", "expand", "from",        "fully",   "has",      "in",         "is",
      "known",   "least", "matching",  "minus",  "missing",     "most",    "no",       "not",        "now",
      "of",      "only",  "or",        "other",  "overlapping", "plus",    "redacted", "resembling", "seen",
      "sharing", "since", "to",        "via",    "where",       "with",    "within"};
  return std::find(std::begin(kReserved), std::end(kReserved), word) != std::end(kReserved);
}

const Schema& Schema::builtin() {
  static const Schema schema = [] {
    SchemaReader reader;
    Result<void> read = reader.read(model_data::kSchemaText, "the built-in schema");
    assert(read.ok());
    return std::move(reader).finish();
  }();
  return schema;
}

Result<Schema> Schema::extended(std::string_view text, std::string_view file_name) {
  SchemaReader reader(builtin());
  if (Result<void> read = reader.read(text, file_name); !read) return read.error();
  return std::move(reader).finish();
}

std::optional<TypeId> Schema::typeNamed(std::string_view word) const {
  const auto found = type_words_.find(word);
  return found == type_words_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<RelationId> Schema::relationsNamed(std::string_view word) const {
  const auto found = relation_words_.find(word);
  return found == relation_words_.end() ? std::vector<RelationId>() : found->second;
}

RelationId Schema::relationOf(std::string_view word, TypeId subject) const {
  const auto found = relation_words_.find(word);
  if (found == relation_words_.end() || subject >= types_.size()) return kNoRelation;
  for (const RelationId id : found->second) {
    if (relations_[id].subjects.test(subject)) return id;
  }
  return kNoRelation;
}

std::optional<PropertyId> Schema::propertyNamed(std::string_view word) const {
  const auto found = property_words_.find(word);
  return found == property_words_.end() ? std::nullopt : std::optional(found->second);
}

const TraitGroup* Schema::groupNamed(std::string_view word) const {
  for (const TraitGroup& group : groups_) {
    if (group.name == word) return &group;
  }
  return nullptr;
}

TypeSet Schema::allTypes() const {
  TypeSet all;
  for (std::size_t id = 0; id < types_.size(); ++id) all.set(id);
  return all;
}

TypeSet Schema::storedTypes(TypeSet types) const {
  TypeSet out;
  for (std::size_t id = 0; id < types_.size(); ++id)
    if (types[id]) out.set(storedType(static_cast<TypeId>(id)));
  return out;
}

TypeSet Schema::withSubtypes(TypeId id) const {
  TypeSet set;
  for (std::size_t other = 0; other < types_.size(); ++other) {
    if (isA(static_cast<TypeId>(other), id)) set.set(other);
  }
  return set;
}

}  // namespace clew::model
