#include "storage/sqlite/words.h"

#include <optional>

namespace clew::storage::sqlite {

namespace {

std::string keyOf(const Word& word) {
  std::string key(1, static_cast<char>(word.kind));
  for (const std::string* part : {&word.name, &word.subject, &word.object}) {
    key += *part;
    key.push_back('\0');
  }
  return key;
}

const char* nounOf(WordKind kind) {
  switch (kind) {
    case WordKind::kType:
      return "type";
    case WordKind::kRelation:
      return "relation";
    case WordKind::kProperty:
      return "property";
    case WordKind::kQuestion:
      return "question";
  }
  return "word";
}

}  // namespace

void Words::clear() {
  entries_.assign(1, Entry{WordKind::kQuestion, 0, {}});
  ids_.clear();
}

void Words::load(Connection& connection, std::int64_t from) {
  Statement rows(connection, "SELECT id, kind, name, subject, object FROM word WHERE id >= ?1 ORDER BY id");
  rows.integer(1, from);
  while (rows.step()) {
    add(rows.integerAt(0),
        Word{static_cast<WordKind>(rows.integerAt(1)), rows.stringAt(2), rows.stringAt(3), rows.stringAt(4)},
        connection.path());
  }
}

void Words::add(std::int64_t id, Word word, const std::string& path) {
  if (id != next() || word.kind < WordKind::kType || word.kind > WordKind::kQuestion)
    throw Trouble{errorOf(SQLITE_CORRUPT, 0, path)};
  std::optional<std::uint16_t> found;
  switch (word.kind) {
    case WordKind::kType: {
      const auto type = schema_.typeNamed(word.name);
      if (type) found = *type;
      break;
    }
    case WordKind::kRelation: {
      const model::RelationId relation = resolveRelation(word);
      if (relation != model::kNoRelation) found = relation;
      break;
    }
    case WordKind::kProperty: {
      const auto property = schema_.propertyNamed(word.name);
      if (property) found = *property;
      break;
    }
    case WordKind::kQuestion:
      found = 0;
      break;
  }
  if (!found) {
    throw Trouble{Error(ErrorCode::kNewerVersion, "the case " + path + " uses the " + nounOf(word.kind) + " '" +
                                                      word.name + "', which this Clew does not know")
                      .withHint("open it with the schema file or the version of Clew that it was written with")};
  }
  ids_.emplace(keyOf(word), id);
  entries_.push_back(Entry{word.kind, *found, std::move(word.name)});
}

const Words::Entry& Words::entry(std::int64_t id, WordKind kind) const {
  if (id <= 0 || id >= next() || entries_[id].kind != kind) {
    throw Trouble{Error(ErrorCode::kCorrupt,
                        std::string("the case is damaged: a row names a ") + nounOf(kind) + " that is not there")};
  }
  return entries_[id];
}

model::TypeId Words::type(std::int64_t id) const {
  return static_cast<model::TypeId>(entry(id, WordKind::kType).schema_id);
}

model::RelationId Words::relation(std::int64_t id) const {
  return id == 0 ? model::kNoRelation : entry(id, WordKind::kRelation).schema_id;
}

model::PropertyId Words::property(std::int64_t id) const {
  return id == 0 ? model::kNoProperty : entry(id, WordKind::kProperty).schema_id;
}

std::string_view Words::question(std::int64_t id) const {
  return entry(id, WordKind::kQuestion).name;
}

std::int64_t Words::idOf(const Word& word) const {
  const auto found = ids_.find(keyOf(word));
  return found == ids_.end() ? 0 : found->second;
}

Word Words::relationWord(model::RelationId relation, model::TypeId subject) const {
  const model::RelationDef& def = schema_.relation(relation);
  model::TypeId from = subject;
  if (!def.subjects.test(from)) {
    for (std::size_t type = 0; type < schema_.types().size(); ++type) {
      if (!def.subjects.test(type) || !schema_.isA(static_cast<model::TypeId>(type), subject)) continue;
      from = static_cast<model::TypeId>(type);
      break;
    }
  }
  return Word{WordKind::kRelation, def.name, schema_.type(from).name,
              def.object == model::kNoType ? std::string() : schema_.type(def.object).name};
}

// The row of that name that fits the two types best. A schema that has moved a relation to further types still knows
// it.
model::RelationId Words::resolveRelation(const Word& word) const {
  const auto subject = schema_.typeNamed(word.subject);
  const auto object = schema_.typeNamed(word.object);
  model::RelationId best = model::kNoRelation;
  int best_score = -1;
  for (const model::RelationId relation : schema_.relationsNamed(word.name)) {
    const model::RelationDef& def = schema_.relation(relation);
    int score = def.name == word.name ? 1 : 0;
    if (object && def.object != model::kNoType) {
      if (def.object == *object)
        score += 16;
      else if (schema_.storedType(def.object) == schema_.storedType(*object))
        score += 8;
    }
    if (subject) {
      if (def.subjects.test(*subject))
        score += 4;
      else if ((def.subjects & schema_.withSubtypes(*subject)).any())
        score += 2;
    }
    if (score > best_score) {
      best = relation;
      best_score = score;
    }
  }
  return best;
}

}  // namespace clew::storage::sqlite
