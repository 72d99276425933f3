#include "model/schema_reader.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "common/format.h"
#include "common/text.h"
#include "common/time.h"

namespace clew::model {
namespace {

constexpr std::int64_t kDefaultFreshness = 30 * kDay;
constexpr std::int64_t kAlways = 1000 * 365 * kDay;  // longer than any history, and safe to add to a time

Error wrong(std::string text) {
  return Error(ErrorCode::kInvalidValue, std::move(text));
}

template <typename T>
struct Named {
  std::string_view word;
  T value;
};

template <typename T, std::size_t N>
std::optional<T> lookUp(const Named<T> (&table)[N], std::string_view word) {
  for (const Named<T>& row : table) {
    if (row.word == word) return row.value;
  }
  return std::nullopt;
}

constexpr Named<Form> kForms[] = {{"host", Form::kHost},       {"ip", Form::kIp},
                                  {"net", Form::kNet},         {"asn", Form::kAsn},
                                  {"email", Form::kEmail},     {"url", Form::kUrl},
                                  {"hash", Form::kHash},       {"cert", Form::kCert},
                                  {"service", Form::kService}, {"country", Form::kCountry},
                                  {"phone", Form::kPhone},     {"folded", Form::kFolded},
                                  {"exact", Form::kExact},     {"fingerprint", Form::kHashed}};

template <typename T, std::size_t N>
std::string namesOf(const Named<T> (&rows)[N]) {
  std::vector<std::string> names;
  for (const Named<T>& row : rows) names.emplace_back(row.word);
  return join(names, ", ");
}

constexpr Named<Derivation> kDerivations[] = {{"apex", Derivation::kApex},
                                              {"fqdn", Derivation::kFqdn},
                                              {"subdomains", Derivation::kSubdomains},
                                              {"provider", Derivation::kProvider},
                                              {"net-of-ip", Derivation::kNetOfIp},
                                              {"asn-of-ip", Derivation::kAsnOfIp},
                                              {"cert-of-host", Derivation::kCertOfHost},
                                              {"of-services", Derivation::kOfServices}};

constexpr Named<ValueType> kValueTypes[] = {{"text", ValueType::kText},
                                            {"integer", ValueType::kInteger},
                                            {"real", ValueType::kReal},
                                            {"date", ValueType::kDate},
                                            {"bool", ValueType::kBool}};

bool isWord(std::string_view text) {
  return !text.empty() && text.size() <= 40 && isLowerAscii(text[0]) && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) { return isLowerAscii(c) || isDigit(c) || c == '-'; });
}

std::optional<std::int64_t> freshnessOf(std::string_view text) {
  if (text == "always") return kAlways;
  static constexpr Named<std::int64_t> kUnits[] = {{"s", 1},    {"m", kMinute},  {"h", kHour},
                                                   {"d", kDay}, {"w", 7 * kDay}, {"y", 365 * kDay}};
  if (text.size() < 2) return std::nullopt;
  const auto unit = lookUp(kUnits, text.substr(text.size() - 1));
  const auto number = parseInteger<std::uint32_t>(text.substr(0, text.size() - 1));
  if (!unit || !number || *number > 100'000) return std::nullopt;
  return *unit * *number;
}

std::vector<std::string> wordsOf(std::string_view list) {
  std::vector<std::string> words;
  for (const std::string_view word : split(list, ',')) words.emplace_back(word);
  return words;
}

}  // namespace

Result<void> SchemaReader::read(std::string_view text, std::string_view file_name) {
  std::size_t number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    const auto fail = [&](const Error& error) {
      return wrong(format("{}, line {}: {}", quoted(file_name, 300), number, error.message)).withHint(error.hint);
    };
    if (line.size() > 4096) return fail(wrong("the row is longer than 4096 bytes"));
    line = trim(line);
    if (line.empty() || line[0] == '#') continue;
    const Result<Row> row = takeApart(line);
    if (!row) return fail(row.error());
    const Result<void> done = row->kind == "type"       ? readType(*row)
                              : row->kind == "relation" ? readRelation(*row)
                              : row->kind == "property" ? readProperty(*row)
                                                        : readGroup(*row);
    if (!done) return fail(done.error());
  }
  return {};
}

Result<SchemaReader::Row> SchemaReader::takeApart(std::string_view line) const {
  Row row;
  if (const auto parts = splitOnce(line, " -- ")) {
    line = parts->first;
    row.help = trim(parts->second);
  }
  const std::vector<std::string_view> words = splitBlanks(line);
  row.kind = words[0];
  static const std::string kKinds[] = {"type", "relation", "property", "group"};
  if (std::find(std::begin(kKinds), std::end(kKinds), row.kind) == std::end(kKinds)) {
    Error error = wrong(format("a row begins with type, relation, property or group, not {}", quoted(row.kind)));
    if (const auto near = closest(row.kind, kKinds)) error.withHint(format("did you mean '{}'?", *near));
    return error;
  }
  if (words.size() < 2 || !isWord(words[1])) {
    return wrong(format("a {} needs a name of lower-case letters, digits and '-'", row.kind));
  }
  row.name = words[1];
  if (row.kind == "group") {
    if (words.size() < 4 || words[2] != "=") return wrong("a group is written: group NAME = RELATION RELATION ...");
    row.members.assign(words.begin() + 3, words.end());
    return row;
  }
  static constexpr std::string_view kTypeKeys[] = {"plural", "form", "parent", "alias"};
  static constexpr std::string_view kRelationKeys[] = {"of",   "to",     "alias",   "answers",   "fresh",  "hub",
                                                       "main", "apexes", "contact", "malicious", "derived"};
  static constexpr std::string_view kPropertyKeys[] = {"of",       "type",     "alias",  "answers",
                                                       "inherent", "computed", "highest"};
  for (std::size_t i = 2; i < words.size(); ++i) {
    const auto parts = splitOnce(words[i], "=");
    const std::string_view key = parts ? parts->first : words[i];
    const auto known = [&](const auto& keys) {
      return std::find(std::begin(keys), std::end(keys), key) != std::end(keys);
    };
    const bool fits = row.kind == "type"       ? known(kTypeKeys)
                      : row.kind == "relation" ? known(kRelationKeys)
                                               : known(kPropertyKeys);
    if (!fits) return wrong(format("a {} has no {}", row.kind, quoted(words[i])));
    static constexpr std::string_view kFlags[] = {"main",     "apexes",   "contact", "malicious",
                                                  "inherent", "computed", "highest"};
    const bool flag = known(kFlags);
    if (flag == parts.has_value()) {
      return wrong(flag ? format("'{}' takes no value", key) : format("'{}' needs a value: {}=...", key, key));
    }
    for (const auto& [other, value] : row.attributes) {
      if (other == key) return wrong(format("'{}' stands twice", key));
    }
    row.attributes.emplace_back(key, parts ? parts->second : std::string_view());
  }
  return row;
}

Result<void> SchemaReader::checkFree(std::string_view word) const {
  if (!isWord(word)) return wrong(format("{} is no word: lower-case letters, digits and '-'", quoted(word)));
  if (isReservedWord(word)) return wrong(format("'{}' is a word of the language", word));
  if (schema_.typeNamed(word)) return wrong(format("'{}' is a type already", word));
  if (!schema_.relationsNamed(word).empty()) return wrong(format("'{}' is a relation already", word));
  if (schema_.propertyNamed(word)) return wrong(format("'{}' is a property already", word));
  if (schema_.groupNamed(word) != nullptr) return wrong(format("'{}' is a group already", word));
  return {};
}

Result<TypeId> SchemaReader::typeOf(std::string_view name) const {
  const auto id = schema_.typeNamed(name);
  if (id && schema_.type(*id).name == name) return *id;
  std::vector<std::string> names;
  for (const TypeDef& type : schema_.types()) names.push_back(type.name);
  Error error = wrong(format("there is no type {}", quoted(name)));
  if (const auto near = id ? schema_.type(*id).name : closest(name, names)) {
    error.withHint(format("did you mean '{}'?", *near));
  }
  return error;
}

Result<TypeSet> SchemaReader::typesOf(std::string_view list) const {
  if (list == "*") return schema_.allTypes();
  TypeSet set;
  for (const std::string_view name : split(list, ',')) {
    const Result<TypeId> id = typeOf(name);
    if (!id) return id.error();
    set |= schema_.withSubtypes(*id);
  }
  return set;
}

Result<void> SchemaReader::readType(const Row& row) {
  if (Result<void> free = checkFree(row.name); !free) return free;
  if (schema_.types_.size() == kMaxTypes)
    return wrong(format("there are {} types already, and no room for more", kMaxTypes));
  TypeDef type;
  type.name = row.name;
  type.help = row.help;
  bool has_form = false;
  for (const auto& [key, value] : row.attributes) {
    if (key == "plural") {
      type.plural = value;
    } else if (key == "form") {
      const auto form = lookUp(kForms, value);
      if (!form) return wrong(format("there is no form {}: {}", quoted(value), namesOf(kForms)));
      type.form = *form;
      has_form = true;
    } else if (key == "parent") {
      const Result<TypeId> parent = typeOf(value);
      if (!parent) return parent.error();
      if (schema_.type(*parent).parent != kNoType) return wrong(format("'{}' is itself a part of a type", value));
      type.parent = *parent;
    } else {
      type.aliases = wordsOf(value);
    }
  }
  if (type.plural.empty() || !has_form) return wrong("a type needs plural= and form=");
  if (type.parent != kNoType && schema_.type(type.parent).form != type.form) {
    return wrong("a type has the form of its parent");
  }
  const auto id = static_cast<TypeId>(schema_.types_.size());
  std::vector<std::string> words = type.aliases;
  if (type.plural != type.name) words.push_back(type.plural);
  for (const std::string& word : words) {
    if (Result<void> free = checkFree(word); !free) return free;
  }
  words.push_back(type.name);
  for (const std::string& word : words) {
    if (!schema_.type_words_.emplace(word, id).second) return wrong(format("'{}' stands twice", word));
  }
  // What every type and what the parent's nodes can have, the new type's nodes can have too.
  for (RelationDef& relation : schema_.relations_) {
    if (relation.subjects == schema_.allTypes() || (type.parent != kNoType && relation.subjects.test(type.parent))) {
      relation.subjects.set(id);
    }
  }
  for (PropertyDef& property : schema_.properties_) {
    if (property.subjects == schema_.allTypes() || (type.parent != kNoType && property.subjects.test(type.parent))) {
      property.subjects.set(id);
    }
  }
  schema_.types_.push_back(std::move(type));
  return {};
}

Result<void> SchemaReader::checkRelationWord(std::string_view word, const RelationDef& relation, bool is_name) const {
  if (!isWord(word)) return wrong(format("{} is no word: lower-case letters, digits and '-'", quoted(word)));
  if (isReservedWord(word)) return wrong(format("'{}' is a word of the language", word));
  if (schema_.propertyNamed(word)) return wrong(format("'{}' is a property already", word));
  if (schema_.groupNamed(word) != nullptr) return wrong(format("'{}' is a group already", word));
  const auto type = schema_.typeNamed(word);
  if (type && !(is_name && *type == relation.object && schema_.type(*type).name == word)) {
    return wrong(format("'{}' is a word for the type '{}', and a relation of that name leads to it", word,
                        schema_.type(*type).name));
  }
  for (const RelationId id : schema_.relationsNamed(word)) {
    if ((schema_.relation(id).subjects & relation.subjects).any()) {
      return wrong(format("'{}' is a relation of that type already", word));
    }
  }
  return {};
}

Result<void> SchemaReader::readRelation(const Row& row) {
  RelationDef relation;
  relation.name = row.name;
  relation.help = row.help;
  relation.freshness = kDefaultFreshness;
  if (schema_.relations_.size() >= kNoRelation) return wrong("too many relations");
  for (const auto& [key, value] : row.attributes) {
    if (key == "of") {
      const Result<TypeSet> types = typesOf(value);
      if (!types) return types.error();
      relation.subjects = *types;
    } else if (key == "to") {
      const Result<TypeId> type = typeOf(value);
      if (!type) return type.error();
      relation.object = *type;
    } else if (key == "alias") {
      relation.aliases = wordsOf(value);
    } else if (key == "answers") {
      if (!isWord(value)) return wrong(format("{} is no word", quoted(value)));
      relation.answer_kind = value;
    } else if (key == "fresh") {
      const auto seconds = freshnessOf(value);
      if (!seconds) return wrong(format("{} is no duration: write 7d, 12h, 1y or always", quoted(value)));
      relation.freshness = *seconds;
    } else if (key == "hub") {
      const auto number = parseInteger<std::uint32_t>(value);
      if (!number) return wrong(format("hub={} is no number", quoted(value)));
      relation.hub_threshold = *number;
    } else if (key == "derived") {
      const auto rule = lookUp(kDerivations, value);
      if (!rule) return wrong(format("there is no rule {}", quoted(value)));
      relation.derivation = *rule;
    } else {
      (key == "main"      ? relation.main
       : key == "apexes"  ? relation.counts_apexes
       : key == "contact" ? relation.contact
                          : relation.malicious) = true;
    }
  }
  if (relation.subjects.none() || relation.object == kNoType) return wrong("a relation needs of= and to=");
  if (Result<void> fits = checkRelationWord(relation.name, relation, true); !fits) return fits;
  for (const std::string& alias : relation.aliases) {
    if (Result<void> fits = checkRelationWord(alias, relation, false); !fits) return fits;
  }
  const auto id = static_cast<RelationId>(schema_.relations_.size());
  schema_.relation_words_[relation.name].push_back(id);
  for (const std::string& alias : relation.aliases) schema_.relation_words_[alias].push_back(id);
  schema_.relations_.push_back(std::move(relation));
  return {};
}

Result<void> SchemaReader::readProperty(const Row& row) {
  if (Result<void> free = checkFree(row.name); !free) return free;
  if (schema_.properties_.size() >= kNoProperty) return wrong("too many properties");
  PropertyDef property;
  property.name = row.name;
  property.help = row.help;
  bool has_type = false;
  for (const auto& [key, value] : row.attributes) {
    if (key == "of") {
      const Result<TypeSet> types = typesOf(value);
      if (!types) return types.error();
      property.subjects = *types;
    } else if (key == "type") {
      const auto type = lookUp(kValueTypes, value);
      if (!type) return wrong(format("there is no value type {}: text, integer, real, date or bool", quoted(value)));
      property.type = *type;
      has_type = true;
    } else if (key == "alias") {
      property.aliases = wordsOf(value);
    } else if (key == "answers") {
      if (!isWord(value)) return wrong(format("{} is no word", quoted(value)));
      property.answer_kind = value;
    } else {
      (key == "inherent" ? property.inherent : key == "computed" ? property.computed : property.highest) = true;
    }
  }
  if (property.subjects.none() || !has_type) return wrong("a property needs of= and type=");
  const auto id = static_cast<PropertyId>(schema_.properties_.size());
  for (const std::string& alias : property.aliases) {
    if (Result<void> free = checkFree(alias); !free) return free;
    if (!schema_.property_words_.emplace(alias, id).second) return wrong(format("'{}' stands twice", alias));
  }
  schema_.property_words_.emplace(property.name, id);
  schema_.properties_.push_back(std::move(property));
  return {};
}

Result<void> SchemaReader::readGroup(const Row& row) {
  if (Result<void> free = checkFree(row.name); !free) return free;
  TraitGroup group;
  group.name = row.name;
  group.help = row.help;
  for (const std::string_view member : row.members) {
    if (schema_.relationsNamed(member).empty()) return wrong(format("there is no relation {}", quoted(member)));
    group.members.emplace_back(member);
  }
  schema_.groups_.push_back(std::move(group));
  return {};
}

Schema SchemaReader::finish() && {
  const auto type = [&](std::string_view name) {
    const auto id = schema_.typeNamed(name);
    assert(id.has_value());
    return id.value_or(kNoType);
  };
  Schema::Known& known = schema_.known_;
  known = {type("host"),      type("domain"), type("ip"),   type("net"),     type("asn"),
           type("email"),     type("url"),    type("file"), type("cert"),    type("service"),
           type("registrar"), type("person"), type("org"),  type("country"), type("phone"),
           type("list"),      type("report"), type("tag"),  type("threat")};
  const auto relation = [&](std::string_view name, TypeId subject) {
    const RelationId id = schema_.relationOf(name, subject);
    assert(id != kNoRelation);
    return id;
  };
  schema_.known_relations_ = {
      relation("ip", known.host),           relation("ns", known.host),    relation("mx", known.host),
      relation("cname", known.host),        relation("apex", known.host),  relation("fqdn", known.domain),
      relation("subdomains", known.domain), relation("san", known.cert),   relation("cert", known.host),
      relation("provider", known.email),    relation("net", known.ip),     relation("asn", known.ip),
      relation("asn", known.net),           relation("tag", known.host),   relation("list", known.host),
      relation("blocklist", known.host),    relation("report", known.host)};
  return std::move(schema_);
}

}  // namespace clew::model
