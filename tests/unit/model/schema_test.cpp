#include "model/schema.h"

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "common/text.h"

using namespace clew;
using namespace clew::model;

TEST_CASE("the table is whole and every word stands for one thing") {
  const Schema& schema = Schema::builtin();
  std::map<std::string, std::string> types;  // word -> type
  for (const TypeDef& type : schema.types()) {
    CHECK_FALSE(type.help.empty());
    std::vector<std::string> words = type.aliases;
    words.push_back(type.name);
    if (type.plural != type.name) words.push_back(type.plural);
    for (const std::string& word : words) {
      INFO(word);
      CHECK(types.emplace(word, type.name).second);
      CHECK_FALSE(isReservedWord(word));
      CHECK(schema.type(*schema.typeNamed(word)).name == type.name);
    }
  }
  std::map<std::string, TypeSet> relations;
  for (const RelationDef& relation : schema.relations()) {
    INFO(relation.name);
    CHECK_FALSE(relation.help.empty());
    CHECK(relation.subjects.any());
    CHECK(relation.freshness > 0);
    CHECK_FALSE(isReservedWord(relation.name));
    CHECK((relations[relation.name] & relation.subjects).none());
    relations[relation.name] |= relation.subjects;
    // A relation may bear a type's word only when that is the type's own name and the relation leads there: no type and
    // relation differ in number alone.
    if (types.count(relation.name) != 0) {
      CHECK(types[relation.name] == relation.name);
      CHECK(schema.type(relation.object).name == relation.name);
    }
  }
  for (const PropertyDef& property : schema.properties()) {
    INFO(property.name);
    CHECK_FALSE(property.help.empty());
    CHECK(types.count(property.name) == 0);
    CHECK(relations.count(property.name) == 0);
    CHECK_FALSE(isReservedWord(property.name));
  }
  for (const TraitGroup& group : schema.groups()) {
    CHECK(types.count(group.name) + relations.count(group.name) == 0);
    for (const std::string& member : group.members) CHECK(relations.count(member) == 1);
  }
}

TEST_CASE("at most one main relation joins two types") {
  const Schema& schema = Schema::builtin();
  std::map<std::pair<std::size_t, std::size_t>, std::string> mains;
  for (const RelationDef& relation : schema.relations()) {
    if (!relation.main) continue;
    for (std::size_t type = 0; type < schema.types().size(); ++type) {
      // What every type can have (tag, list, report, threat) joins these among themselves both ways.
      if (!relation.subjects.test(type) || relation.subjects == schema.allTypes()) continue;
      const std::size_t from = schema.storedType(static_cast<TypeId>(type));
      const std::size_t to = relation.object;
      const auto [found, added] = mains.emplace(std::pair(std::min(from, to), std::max(from, to)), relation.name);
      INFO(schema.types()[type].name << " and " << schema.type(relation.object).name);
      CHECK((added || found->second == relation.name));
    }
  }
  CHECK(schema.relation(schema.knownRelations().ip).main);
}

TEST_CASE("the language's own table is in the schema") {
  const Schema& schema = Schema::builtin();
  const std::map<std::string, std::string> table = {
      {"host",
       "ip ns mx cname apex cert tracker favicon body headers script redirect links url soa-email blocklist tag list "
       "report"},
      {"domain",
       "ip ns fqdn subdomains registrar registrant org phone email admin-email admin-phone admin-org admin-person "
       "tech-email tech-phone tech-org tech-person billing-email billing-phone billing-org billing-person"},
      {"ip", "asn net country service cert key jarm banner ptr blocklist"},
      {"service", "ip cert jarm banner favicon"},
      {"url", "host redirect body ip"},
      {"file", "url host ip"},
      {"cert", "san issuer key"},
      {"net", "asn country org abuse-email"},
      {"asn", "country org abuse-email"},
      {"email", "provider tag list report"},
      {"registrar", "abuse-email"},
      {"org", "country"},
  };
  for (const auto& [type, words] : table) {
    for (const std::string_view word : splitBlanks(words)) {
      INFO(type << " " << word);
      CHECK(schema.relationOf(word, *schema.typeNamed(type)) != kNoRelation);
    }
  }
  const std::map<std::string, std::string> properties = {
      {"host", "name label tld title live idn entropy first-seen last-seen risk"},
      {"domain", "created updated expires status registrant-country title"},
      {"ip", "private port"},
      {"service", "port"},
      {"url", "status title"},
      {"file", "size kind"},
      {"cert", "issued expires"},
      {"registrar", "iana-id"},
      {"org", "name risk"}};
  for (const auto& [type, words] : properties) {
    for (const std::string_view word : splitBlanks(words)) {
      INFO(type << " " << word);
      const auto id = schema.propertyNamed(word);
      REQUIRE(id.has_value());
      CHECK(schema.property(*id).subjects.test(*schema.typeNamed(type)));
    }
  }
  CHECK(schema.relationOf("registrar", schema.known().host) == kNoRelation);
  CHECK(schema.relationOf("nonsense", schema.known().host) == kNoRelation);
  CHECK(schema.relationOf("ip", kNoType) == kNoRelation);
  CHECK(schema.withSubtypes(schema.known().host).count() == 2);
  CHECK(schema.storedType(schema.known().domain) == schema.known().host);
  CHECK(schema.isA(schema.known().domain, schema.known().host));
  CHECK_FALSE(schema.isA(schema.known().host, schema.known().domain));
  CHECK(schema.relationsNamed("redirect").size() == 2);
  CHECK(schema.groupNamed("contact-email")->members ==
        std::vector<std::string>{"email", "admin-email", "tech-email", "billing-email"});
  CHECK(schema.groupNamed("nonsense") == nullptr);
  const auto& known = schema.knownRelations();
  CHECK(schema.relation(known.ns).hub_threshold == 200);
  CHECK(schema.relation(schema.relationOf("registrar", schema.known().domain)).hub_threshold == 0);
  CHECK(schema.relation(known.ip).freshness == 7 * 86400);
  const TypeId ip = schema.known().ip;
  for (const char* word : {"cert", "key", "jarm", "banner"}) {
    INFO(word);
    CHECK(schema.relation(schema.relationOf(word, ip)).derivation == Derivation::kOfServices);
    CHECK(schema.ofService(schema.relationOf(word, ip)) == schema.relationOf(word, schema.known().service));
    CHECK(schema.relation(schema.relationOf(word, schema.known().service)).derivation == Derivation::kNone);
  }
  CHECK(schema.ofService(known.net_of_ip) == kNoRelation);
  CHECK(schema.relation(known.blocklist).malicious);
  CHECK_FALSE(schema.relation(known.list).malicious);
}

TEST_CASE("users add types and relations in a file") {
  const Result<Schema> schema = Schema::extended(
      "# mine\n"
      "type wallet plural=wallets form=exact alias=address-of-coins -- a coin wallet\r\n"
      "relation wallet of=host,url to=wallet main apexes fresh=2w hub=50 answers=crawl -- wallets in its pages\n"
      "property balance of=wallet type=real highest -- coins\n"
      "group money = wallet registrar -- what money touches\n",
      "my.schema");
  REQUIRE(schema.ok());
  const TypeId wallet = *schema->typeNamed("wallets");
  CHECK(schema->types().size() == Schema::builtin().types().size() + 1);
  const RelationDef& relation = schema->relation(schema->relationOf("wallet", schema->known().domain));
  CHECK(relation.object == wallet);
  CHECK(relation.hub_threshold == 50);
  CHECK(relation.freshness == 14 * 86400);
  CHECK(schema->relationOf("tag", wallet) != kNoRelation);  // what every type has, a new type has
  CHECK(schema->property(*schema->propertyNamed("risk")).subjects.test(wallet));
  CHECK(schema->propertyNamed("balance").has_value());
  CHECK(schema->groupNamed("money") != nullptr);
  CHECK(Schema::builtin().propertyNamed("balance") == std::nullopt);
}

TEST_CASE("a wrong row is refused with file, line and reason") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"typ x plural=xs form=exact", "a row begins with type, relation, property or group, not 'typ'"},
      {"type", "a type needs a name"},
      {"type X plural=xs form=exact", "a type needs a name of lower-case letters"},
      {"type x plural=xs", "a type needs plural= and form="},
      {"type x plural=xs form=round", "there is no form 'round'"},
      {"type x plural=xs form=exact main", "a type has no 'main'"},
      {"type x plural=xs plural=ys form=exact", "'plural' stands twice"},
      {"type x plural form=exact", "'plural' needs a value"},
      {"type and plural=ands form=exact", "'and' is a word of the language"},
      {"type host plural=hostss form=exact", "'host' is a type already"},
      {"type x plural=ips form=exact", "'ips' is a type already"},
      {"type links plural=linkss form=exact", "'links' is a relation already"},
      {"type x plural=xs form=exact alias=created", "'created' is a property already"},
      {"type x plural=xs form=ip parent=host", "a type has the form of its parent"},
      {"type x plural=xs form=host parent=domain", "itself a part of a type"},
      {"relation x of=host", "a relation needs of= and to="},
      {"relation x of=hots to=ip", "there is no type 'hots'"},
      {"relation x of=hosts to=ip", "there is no type 'hosts'"},
      {"relation ip of=host to=ip", "'ip' is a relation of that type already"},
      {"relation ip of=email to=host", "'ip' is a word for the type 'ip'"},
      {"relation ips of=email to=ip", "'ips' is a word for the type 'ip'"},
      {"relation x of=host to=ip fresh=soon", "'soon' is no duration"},
      {"relation x of=host to=ip fresh=999999y", "is no duration"},
      {"relation x of=host to=ip hub=many", "is no number"},
      {"relation x of=host to=ip derived=magic", "there is no rule 'magic'"},
      {"relation x of=host to=ip main=yes", "'main' takes no value"},
      {"relation x of=host to=ip alias=by", "'by' is a word of the language"},
      {"property x of=host type=colour", "there is no value type 'colour'"},
      {"property x of=host", "a property needs of= and type="},
      {"property x type=text", "a property needs of= and type="},
      {"property ip of=host type=text", "'ip' is a type already"},
      {"group x", "a group is written"},
      {"group x = nonsense", "there is no relation 'nonsense'"},
      {"group contact = email", "'contact' is a group already"},
      {std::string("type \x1b[2J plural=x form=exact"), "needs a name"},
      {std::string(5000, 'x'), "longer than 4096 bytes"},
  };
  for (const auto& [row, reason] : rows) {
    INFO(row.substr(0, 80));
    const Result<Schema> schema = Schema::extended("# head\n" + row + "\n", "my.schema");
    REQUIRE_FALSE(schema.ok());
    CHECK(schema.error().code == ErrorCode::kInvalidValue);
    CHECK_THAT(schema.error().message, Catch::StartsWith("'my.schema', line 2: ") && Catch::Contains(reason));
  }
  CHECK(Schema::extended("relation x of=hots to=ip", "f").error().hint == "did you mean 'host'?");
  std::string many;
  for (int i = 0; i < 64; ++i)
    many += "type x" + std::to_string(i) + " plural=xs" + std::to_string(i) + " form=exact\n";
  CHECK_THAT(Schema::extended(many, "f").error().message, Catch::Contains("there are 64 types already"));
}
