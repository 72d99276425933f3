// What the schema says of a word, for help and for a person who points at it.
#pragma once

#include <functional>
#include <string>

#include "clew/clew.h"

namespace clew {

/// The tables of a schema, as Case::schema() and schemaWords() give them: of all types for "", else of one.
using SchemaTables = std::function<Result<Table>(const std::string& type)>;

/// Markdown about a type, by its name or plural: what it is, and its relations and properties. Empty for another word.
std::string aboutType(const SchemaTables& schema, const std::string& word);
/// A paragraph for each meaning of a relation or property, with the types that have it. Empty for another word.
std::string aboutTrait(const SchemaTables& schema, const std::string& word);

}  // namespace clew
