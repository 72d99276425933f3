#include "api/impl.h"
#include "common/files.h"
#include "common/text.h"
#include "common/time.h"

namespace clew {
namespace {

constexpr std::uint64_t kMaxSchemaBytes = std::uint64_t{1} << 20;

std::string typeNames(const model::Schema& schema, model::TypeSet types) {
  if (types == schema.allTypes()) return "any";
  std::vector<std::string> names;
  for (std::size_t id = 0; id < schema.types().size(); ++id) {
    const auto& type = schema.types()[id];
    if (types[id] && (type.parent == model::kNoType || !types[type.parent])) names.push_back(type.name);
  }
  return join(names, ", ");
}

Table allTypes(const model::Schema& schema) {
  Table table;
  table.columns = {{"type", ColumnType::kText}, {"plural", ColumnType::kText}, {"is", ColumnType::kText}, {"help", ColumnType::kText}};
  for (const auto& type : schema.types()) {
    table.push(type.name);
    table.push(type.plural);
    table.push(type.parent == model::kNoType ? std::string() : "a " + schema.type(type.parent).name);
    table.push(type.help);
  }
  return table;
}

const char* valueKind(model::ValueType type) {
  static constexpr const char* kNames[] = {"text", "number", "number", "date", "yes or no"};
  return kNames[static_cast<std::size_t>(type)];
}

/// How long a sighting stays in force, as the schema's file writes it, and the number of holders above which a value is a
/// hub.
void pushLimits(const model::RelationDef& relation, Table& table) {
  constexpr std::int64_t kYear = 365 * 86'400;
  const std::int64_t fresh = relation.freshness;
  if (fresh > 100 * kYear)
    table.push(std::string("always"));
  else
    table.push(fresh % kYear == 0 && fresh > 0 ? std::to_string(fresh / kYear) + "y" : durationText(fresh));
  table.push(static_cast<std::int64_t>(relation.hub_threshold));
}

Table oneType(const model::Schema& schema, model::TypeId wanted) {
  Table table;
  table.columns = {{"word", ColumnType::kText},     {"kind", ColumnType::kText},
                   {"leads_to", ColumnType::kText}, {"fresh", ColumnType::kText},
                   {"hub", ColumnType::kInteger},   {"help", ColumnType::kText}};
  for (const auto& relation : schema.relations()) {
    if (!relation.subjects[wanted]) continue;
    table.push(relation.name);
    table.push(std::string("relation"));
    table.push(schema.type(relation.object).name);
    pushLimits(relation, table);
    table.push(relation.help);
  }
  for (const auto& relation : schema.relations()) {
    const auto objects = schema.withSubtypes(relation.object);
    if (!objects[wanted] || relation.subjects == schema.allTypes()) continue;
    table.push("<- " + relation.name);
    table.push(std::string("relation, back"));
    table.push(typeNames(schema, relation.subjects));
    pushLimits(relation, table);
    table.push(relation.help);
  }
  for (const auto& property : schema.properties()) {
    if (!property.subjects[wanted]) continue;
    table.push(property.name);
    table.push(std::string("property"));
    table.push(std::string(valueKind(property.type)));
    table.push(Cell{});
    table.push(Cell{});
    table.push(property.help);
  }
  return table;
}

Result<Table> tableOf(const model::Schema& schema, std::string_view type) {
  if (type.empty()) return allTypes(schema);
  if (const auto id = schema.typeNamed(type)) return oneType(schema, *id);
  std::vector<std::string> names;
  for (const auto& def : schema.types()) names.push_back(def.name), names.push_back(def.plural);
  Error error(ErrorCode::kUnknownName, "no type " + quoted(type));
  if (const auto near = closest(type, names)) error.withHint("did you mean '" + *near + "'?");
  else error.withNote("`clew schema` lists the types");
  return error;
}

}  // namespace

Result<Table> Case::schema(std::string_view type) { return tableOf(impl_->owner->schema(), type); }

Result<Table> schemaWords(std::string_view type, const std::string& schema_file) {
  if (schema_file.empty()) return tableOf(model::Schema::builtin(), type);
  auto text = readFile(schema_file, kMaxSchemaBytes);
  if (!text) return text.error();
  auto schema = model::Schema::extended(text.value(), schema_file);
  if (!schema) return schema.error();
  return tableOf(schema.value(), type);
}

}  // namespace clew
