// From facts to rows, and the words and sources that the rows name.
#include <type_traits>

#include "storage/sqlite/append.h"

namespace clew::storage::sqlite {

namespace {

constexpr std::size_t kMostSources = 0xFFFF;
constexpr std::int64_t kDefaultConfidence = 50;

std::uint64_t numberOf(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

/// The columns of a sighting, at the end of a row.
template <std::size_t kColumns>
void putSighting(std::array<std::uint64_t, kColumns>& row, const model::Sighting& seen) {
  std::uint64_t* at = row.data() + kColumns - segment::kSightingColumns;
  at[segment::kFirst] = numberOf(seen.first);
  at[segment::kLast] = numberOf(seen.last);
  at[segment::kTimes] = seen.times;
  at[segment::kTtl] = seen.ttl;
  at[segment::kConfidence] = seen.confidence < 0 ? 0 : static_cast<std::uint64_t>(seen.confidence) + 1;
  at[segment::kPrecision] = (seen.first_is_day ? 1U : 0U) | (seen.last_is_day ? 2U : 0U);
}

bool isName(const model::NodeName& name, const model::Schema& schema) {
  return name.type < schema.types().size() && !name.name.empty();
}

bool isWord(model::RelationId relation, const model::Schema& schema) {
  return relation < schema.relations().size();
}

bool isSound(const model::LinkFact& link, const model::Schema& schema) {
  return isName(link.from, schema) && isName(link.to, schema) && isWord(link.relation, schema);
}

bool isSound(const model::PropertyFact& property, const model::Schema& schema) {
  return isName(property.of, schema) && property.property < schema.properties().size();
}

bool isSound(const model::RedactedFact& redacted, const model::Schema& schema) {
  return isName(redacted.of, schema) && (redacted.trait == model::kNoRelation || isWord(redacted.trait, schema));
}

bool isSound(const model::AnswerFact& answer, const model::Schema& schema) {
  return isName(answer.of, schema);
}

bool isSound(const model::Fact& fact, const model::Schema& schema) {
  return std::visit(
      [&](const auto& body) {
        using Body = std::decay_t<decltype(body)>;
        if constexpr (std::is_same_v<Body, model::MentionFact>)
          return isName(body.node, schema);
        else if constexpr (std::is_same_v<Body, model::RetractionFact>)
          return std::visit(
              [&](const auto& what) {
                // a redaction of everything is not taken back by one of nothing in particular
                if constexpr (std::is_same_v<std::decay_t<decltype(what)>, model::RedactedFact>)
                  return what.trait != model::kNoRelation && isSound(what, schema);
                else
                  return isSound(what, schema);
              },
              *body.what);
        else
          return isSound(body, schema);
      },
      fact.body);
}

}  // namespace

std::optional<Error> faultOf(const model::LookupFacts& lookup, const model::Schema& schema) {
  for (const model::Fact& fact : lookup.facts) {
    if (isSound(fact, schema)) continue;
    return Error(ErrorCode::kInternal, "a fact of " + lookup.lookup.provider + " (" + lookup.lookup.from + ", " +
                                           std::to_string(fact.position) +
                                           ") has no name, or a type or relation that there is not");
  }
  return std::nullopt;
}

std::optional<Error> faultOf(const std::vector<SetChange>& sets, const std::vector<NodeNote>& notes,
                             const model::Schema& schema) {
  for (const SetChange& set : sets) {
    for (const model::NodeName& member : set.members) {
      if (!isName(member, schema))
        return Error(ErrorCode::kInternal, "a member of the set @" + set.name + " has no name");
    }
  }
  for (const NodeNote& note : notes) {
    if (!isName(note.of, schema)) return Error(ErrorCode::kInternal, "a note is about a node without a name");
  }
  return std::nullopt;
}

void Appender::writeFact(const model::Fact& fact, std::int64_t lookup, SourceId source) {
  if (const auto* link = std::get_if<model::LinkFact>(&fact.body))
    write(*link, lookup, fact.position);
  else if (const auto* property = std::get_if<model::PropertyFact>(&fact.body))
    write(*property, lookup, fact.position);
  else if (const auto* redacted = std::get_if<model::RedactedFact>(&fact.body))
    write(*redacted, lookup, fact.position);
  else if (const auto* answer = std::get_if<model::AnswerFact>(&fact.body))
    write(*answer, lookup, fact.position);
  else if (const auto* taken = std::get_if<model::RetractionFact>(&fact.body))
    write(*taken, lookup, fact.position, source);
  else
    nextId();  // a mention: the node's own row says all there is
}

void Appender::write(const model::LinkFact& fact, std::int64_t lookup, std::uint32_t position) {
  const std::int64_t relation = relationId(fact.relation, schema_.storedType(fact.from.type));
  const std::uint64_t from = nextId();
  std::array<std::uint64_t, segment::kLinkColumns> row = {numberOf(lookup), position, from, numberOf(relation),
                                                          nextId()};
  putSighting(row, fact.seen);
  segments_->add(segment::Kind::kLink, row);
}

void Appender::write(const model::PropertyFact& fact, std::int64_t lookup, std::uint32_t position) {
  std::array<std::uint64_t, segment::kPropertyColumns> row = {numberOf(lookup), position, nextId(),
                                                              numberOf(propertyId(fact.property))};
  putSighting(row, fact.seen);
  segments_->add(segment::Kind::kProperty, row, fact.value);
}

void Appender::write(const model::RedactedFact& fact, std::int64_t lookup, std::uint32_t position) {
  const std::int64_t trait =
      fact.trait == model::kNoRelation ? 0 : relationId(fact.trait, schema_.storedType(fact.of.type));
  std::array<std::uint64_t, segment::kPropertyColumns> row = {numberOf(lookup), position, nextId(), numberOf(trait)};
  putSighting(row, fact.seen);
  segments_->add(segment::Kind::kRedaction, row, fact.text);
}

void Appender::write(const model::AnswerFact& fact, std::int64_t lookup, std::uint32_t position) {
  const std::int64_t question = wordId(Word{WordKind::kQuestion, fact.kind, {}, {}});
  const std::array<std::uint64_t, segment::kAnswerColumns> row = {
      numberOf(lookup),   position, nextId(), numberOf(question), static_cast<std::uint64_t>(fact.outcome),
      numberOf(fact.when)};
  segments_->add(segment::Kind::kAnswer, row);
}

void Appender::write(const model::RetractionFact& fact, std::int64_t lookup, std::uint32_t position, SourceId source) {
  const SourceId whose = fact.source.empty() ? source : sourceId(fact.source);
  const auto* link = std::get_if<model::LinkFact>(&*fact.what);
  const auto* redacted = std::get_if<model::RedactedFact>(&*fact.what);
  const auto* property = std::get_if<model::PropertyFact>(&*fact.what);
  std::string_view value;
  std::array<std::uint64_t, segment::kRetractionColumns> row{};
  row[segment::kLookupColumn] = numberOf(lookup);
  row[segment::kPositionColumn] = position;
  row[segment::kNodeColumn] = nextId();
  if (link != nullptr) {
    row[segment::kWordColumn] = numberOf(relationId(link->relation, schema_.storedType(link->from.type)));
    row[segment::kTakenToColumn] = nextId() + 1;
  } else if (redacted != nullptr) {
    row[segment::kWordColumn] = numberOf(relationId(redacted->trait, schema_.storedType(redacted->of.type)));
    value = redacted->text;
  } else if (property != nullptr) {
    row[segment::kTakenPropertyColumn] = numberOf(propertyId(property->property));
    value = property->value;
  } else {
    value = std::get<model::AnswerFact>(*fact.what).kind;
  }
  row[segment::kTakenSourceColumn] = whose;
  row[segment::kTakenWhenColumn] = numberOf(fact.when);
  segments_->add(segment::Kind::kRetraction, row, value, fact.because);
}

std::int64_t Appender::wordId(Word word) {
  std::int64_t id = words_.idOf(word);
  if (id != 0) return id;
  id = ends_[kWord]++;
  row(kWord).start(id).integer(static_cast<std::int64_t>(word.kind)).text(word.name).text(word.subject);
  row(kWord).text(word.object).finish();
  words_.add(id, std::move(word), connection_.path());
  return id;
}

std::int64_t Appender::typeId(model::TypeId type) {
  std::int64_t& id = type_words_[type];
  if (id == 0) id = wordId(Word{WordKind::kType, schema_.type(type).name, {}, {}});
  return id;
}

std::int64_t Appender::relationId(model::RelationId relation, model::TypeId subject) {
  std::int64_t& id = relation_words_[relation * schema_.types().size() + subject];
  if (id == 0) id = wordId(words_.relationWord(relation, subject));
  return id;
}

std::int64_t Appender::propertyId(model::PropertyId property) {
  std::int64_t& id = property_words_[property];
  if (id == 0) id = wordId(Word{WordKind::kProperty, schema_.property(property).name, {}, {}});
  return id;
}

SourceId Appender::sourceId(const std::string& name) {
  const auto found = source_ids_.find(name);
  if (found != source_ids_.end()) return found->second;
  if (source_names_.size() >= kMostSources)
    throw Trouble{Error(ErrorCode::kFull, "the case " + connection_.path() + " holds as many sources as a case can")};
  const auto id = static_cast<SourceId>(ends_[kSource]++);
  row(kSource).start(id).text(name).integer(kDefaultConfidence).finish();
  source_names_.push_back(name);
  source_ids_.emplace(name, id);
  return id;
}

}  // namespace clew::storage::sqlite
