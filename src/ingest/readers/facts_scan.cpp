#include "ingest/readers/facts_scan.h"

#include <optional>

#include "common/text.h"
#include "common/time.h"
#include "ingest/readers/json_scan.h"
#include "model/canonical.h"

namespace clew::ingest {

namespace {

bool isPlain(const JsonPiece& piece) {
  return piece.isString() && !piece.escaped && !piece.text.empty();
}

std::optional<int> digits(std::string_view text) {
  return allDigits(text) ? parseInteger<int>(text) : std::nullopt;
}

/// "2022-01-01T00:00:00Z" and nothing else.
std::optional<Time> plainTime(const JsonPiece& piece) {
  const std::string_view text = piece.text;
  if (!isPlain(piece) || text.size() != 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' ||
      text[16] != ':' || text[19] != 'Z') {
    return std::nullopt;
  }
  const auto year = digits(text.substr(0, 4)), month = digits(text.substr(5, 2)), day = digits(text.substr(8, 2));
  const auto hour = digits(text.substr(11, 2)), minute = digits(text.substr(14, 2)),
             second = digits(text.substr(17, 2));
  if (!year || !month || !day || !hour || !minute || !second || *year < 2) return std::nullopt;
  const CivilTime civil{*year, *month, *day, *hour, *minute, *second};
  if (!isValidCivil(civil)) return std::nullopt;
  return timeFromCivil(civil);
}

template <typename T>
bool number(const JsonPiece& piece, T highest, T& out) {
  const auto value = piece.isNumber() ? parseInteger<T>(piece.text) : std::nullopt;
  if (!value || *value > highest || *value < 0) return false;
  out = *value;
  return true;
}

}  // namespace

bool FactsScan::link(std::string_view line, model::FactLine& out) {
  JsonScan object(line);
  if (!object.enterObject()) return false;
  std::string_view key, from, to, word, source, lookup;
  JsonPiece value;
  model::Sighting seen;
  Time learnt = kNoTime;
  std::uint32_t position = 0;
  bool is_link = false;
  const auto text = [&](std::string_view& into) {
    if (!into.empty() || !isPlain(value)) return false;  // a key that stands twice goes the long way, too
    into = value.text;
    return true;
  };
  const auto time = [&](Time& into) {
    const auto read = plainTime(value);
    if (!read || into != kNoTime) return false;
    into = *read;
    return true;
  };
  while (object.nextMember(key, value)) {
    bool good = false;
    if (key == "fact") {
      good = is_link = isPlain(value) && value.text == "link" && !is_link;
    } else if (key == "from" || key == "to") {
      std::string_view& into = key == "from" ? from : to;
      good = into.empty() && value.kind == JsonPiece::Kind::kObject;
      into = value.text;
    } else if (key == "relation") {
      good = text(word);
    } else if (key == "first") {
      good = time(seen.first);
    } else if (key == "last") {
      good = time(seen.last);
    } else if (key == "times") {
      good = number<std::uint32_t>(value, UINT32_MAX, seen.times);
    } else if (key == "ttl") {
      good = number<std::uint32_t>(value, UINT32_MAX, seen.ttl);
    } else if (key == "confidence") {
      good = number<std::int16_t>(value, 100, seen.confidence);
    } else if (key == "source") {
      good = text(source);
    } else if (key == "learnt") {
      good = time(learnt);
    } else if (key == "lookup") {
      good = text(lookup);
    } else if (key == "record") {
      good = number<std::uint32_t>(value, UINT32_MAX, position);
    }
    if (!good) return false;
  }
  if (object.failed() || !object.atEnd() || !is_link || word.empty()) return false;
  if (seen.first != kNoTime && seen.last != kNoTime && seen.last < seen.first) return false;
  if (!side(from, from_) || !side(to, to_) || !relation(word, from_.node, to_.node)) return false;
  out.body = model::LinkFact{from_.node, relation_, to_.node, seen};
  out.source = source;
  out.learnt = learnt;
  out.lookup = lookup;
  out.position = position;
  return true;
}

bool FactsScan::side(std::string_view object, Side& side) {
  JsonScan scan(object);
  if (!scan.enterObject()) return false;
  std::string_view key, type_word, text;
  JsonPiece value;
  while (scan.nextMember(key, value)) {
    if (!isPlain(value)) return false;
    if (key == "type" && type_word.empty()) {
      type_word = value.text;
    } else if (key == "name" && text.empty()) {
      text = value.text;
    } else {
      return false;
    }
  }
  if (scan.failed() || type_word.empty() || text.empty()) return false;
  if (side.text == text && side.type_word == type_word) return true;
  const auto type = schema_.typeNamed(type_word);
  if (!type) return false;
  auto node = model::canonical(schema_, *type, text);
  if (!node) return false;
  node->display.clear();
  side.node = std::move(*node);
  side.type_word = type_word;
  side.text = text;
  return true;
}

bool FactsScan::relation(std::string_view word, const model::NodeName& from, const model::NodeName& to) {
  if (relation_word_ == word && relation_from_ == from.type && relation_to_ == to.type) return true;
  const model::RelationId id = schema_.relationOf(word, from.type);
  if (id == model::kNoRelation || !schema_.isA(to.type, schema_.relation(id).object)) return false;
  relation_ = id;
  relation_word_ = word;
  relation_from_ = from.type;
  relation_to_ = to.type;
  return true;
}

}  // namespace clew::ingest
