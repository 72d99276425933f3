#include "ingest/readers/facts_scan.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "common/hash.h"
#include "common/text.h"
#include "common/time.h"
#include "common/utf8.h"
#include "model/canonical.h"
#include "model/canonical_plain.h"
#include "model/dates.h"

namespace clew::ingest {

namespace {

constexpr std::uint64_t each(std::uint8_t byte) {
  return 0x0101010101010101U * byte;
}

/// The highest bit of each byte of `block` that ends a plain text or is no ASCII. Above the lowest of them others may
/// be set that should not be.
std::uint64_t notable(std::uint64_t block) {
  const std::uint64_t quote = block ^ each('"');
  const std::uint64_t slash = block ^ each('\\');
  const std::uint64_t zeros = ((quote - each(1)) & ~quote) | ((slash - each(1)) & ~slash);
  const std::uint64_t controls = (block - each(0x20)) & ~block;
  return (zeros | controls | block) & each(0x80);
}

/// Two bytes of decimal digits; 100 or more when they are none.
unsigned twoDigits(const char* at) {
  const auto tens = static_cast<unsigned>(at[0] - '0'), ones = static_cast<unsigned>(at[1] - '0');
  return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

/// "2022-01-01T00:00:00Z" and nothing else.
bool readPlainMoment(std::string_view text, Time& out) {
  if (text.size() != 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
      text[19] != 'Z') {
    return false;
  }
  const char* at = text.data();
  const unsigned century = twoDigits(at), years = twoDigits(at + 2), month = twoDigits(at + 5), day = twoDigits(at + 8);
  const unsigned hour = twoDigits(at + 11), minute = twoDigits(at + 14), second = twoDigits(at + 17);
  if (std::max({century, years, month, day, hour, minute, second}) > 99) return false;
  const CivilTime civil{static_cast<int>(century * 100 + years),
                        static_cast<int>(month),
                        static_cast<int>(day),
                        static_cast<int>(hour),
                        static_cast<int>(minute),
                        static_cast<int>(second)};
  if (civil.year < 2 || !isValidCivil(civil)) return false;
  out = timeFromCivil(civil);
  return true;
}

/// Seconds since 1970 in nine or ten digits; shorter and longer ones may mean a day or milliseconds.
bool readPlainEpoch(std::string_view text, Time& out) {
  if ((text.size() != 9 && text.size() != 10) || text[0] == '0') return false;
  Time value = 0;
  for (const char c : text) {
    if (!isDigit(c)) return false;
    value = value * 10 + (c - '0');
  }
  out = value;
  return true;
}

/// The very same bytes. Texts of a line are short: a call would take longer than to compare them here.
bool isSame(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  const char *x = a.data(), *y = b.data();
  const std::size_t size = a.size();
  const auto differ = [&]<typename Block>(std::size_t at, Block left) {
    Block right = 0;
    std::memcpy(&left, x + at, sizeof left);
    std::memcpy(&right, y + at, sizeof right);
    return left != right;
  };
  if (size >= 8) {
    for (std::size_t at = 0; at + 8 < size; at += 8) {
      if (differ(at, std::uint64_t{0})) return false;
    }
    return !differ(size - 8, std::uint64_t{0});
  }
  if (size >= 4) return !differ(0, std::uint32_t{0}) && !differ(size - 4, std::uint32_t{0});
  for (std::size_t at = 0; at < size; ++at) {
    if (x[at] != y[at]) return false;
  }
  return true;
}

/// As model::readDate has it.
bool readTime(std::string_view text, Interval& out) {
  if (readPlainEpoch(text, out.first) || readPlainMoment(text, out.first)) {
    out.last = out.first;
    return true;
  }
  const auto date = model::readDate(text);
  if (date) out = *date;
  return date.has_value();
}

}  // namespace

/// Walks a line from left to right. Every function is false where the line is not of the plain kind.
class FactsScan::Cursor {
 public:
  explicit Cursor(std::string_view line) : at_(line.data()), end_(line.data() + line.size()) {}

  bool take(char c) {
    skipBlanks();
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }
  bool atEnd() {
    skipBlanks();
    return at_ == end_;
  }
  const char* place() const { return at_; }
  void skipBlanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\t')) ++at_;
  }
  /// Some byte of a text so far is no ASCII.
  bool metOther() const { return met_other_; }
  /// These very bytes.
  bool takeAll(std::string_view bytes) {
    if (static_cast<std::size_t>(end_ - at_) < bytes.size()) return false;
    if (!isSame({at_, bytes.size()}, bytes)) return false;
    at_ += bytes.size();
    return true;
  }
  bool text(std::string_view& out) { return take('"') && restOfText(out); }
  /// After its first quote: a text without escapes and controls that is not empty.
  bool restOfText(std::string_view& out) {
    const char* const begin = at_;
    for (;;) {
      at_ = next();
      if (at_ == end_) return false;
      if (*at_ == '"') break;
      if (*at_ == '\\' || static_cast<unsigned char>(*at_) < 0x20) return false;
      met_other_ = true;
      ++at_;
    }
    out = {begin, static_cast<std::size_t>(at_ - begin)};
    ++at_;
    return !out.empty();
  }
  /// A whole number from 0 to `highest`.
  template <typename Number>
  bool number(Number highest, Number& out) {
    const char* const begin = at_;
    std::uint64_t value = 0;
    while (at_ != end_ && isDigit(*at_) && at_ - begin < 11) {
      value = value * 10 + static_cast<std::uint64_t>(*at_++ - '0');
    }
    if (at_ == begin || (at_ - begin > 1 && *begin == '0') || value > static_cast<std::uint64_t>(highest)) return false;
    out = static_cast<Number>(value);
    return at_ != end_ && (*at_ == ',' || *at_ == '}' || *at_ == ' ');
  }

 private:
  /// The next byte that a text does not simply go on with.
  const char* next() const {
    const char* at = at_;
    if constexpr (std::endian::native == std::endian::little) {
      for (; end_ - at >= 8; at += 8) {
        std::uint64_t block;
        std::memcpy(&block, at, sizeof block);
        if (const std::uint64_t found = notable(block)) return at + std::countr_zero(found) / 8;
      }
    }
    while (at != end_ && *at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= 0x20 &&
           static_cast<unsigned char>(*at) < 0x80) {
      ++at;
    }
    return at;
  }

  const char* at_;
  const char* end_;
  bool met_other_ = false;
};

FactsScan::Field FactsScan::fieldOf(std::string_view key) {
  switch (key.size()) {
    case 2:
      return key == "to" ? kTo : kNone;
    case 3:
      return key == "ttl" ? kTtl : kNone;
    case 4:
      return key == "from" ? kFrom : key == "fact" ? kFact : key == "last" ? kLast : kNone;
    case 5:
      return key == "first" ? kFirst : key == "times" ? kTimes : kNone;
    case 6:
      return key == "source"   ? kSource
             : key == "learnt" ? kLearnt
             : key == "lookup" ? kLookup
             : key == "record" ? kRecord
                               : kNone;
    case 8:
      return key == "relation" ? kRelation : kNone;
    case 10:
      return key == "confidence" ? kConfidence : kNone;
    default:
      return kNone;
  }
}

bool FactsScan::link(std::string_view line, PlainLink& out) {
  for (std::size_t tried = 0; tried < shapes_.size(); ++tried) {
    const std::size_t shape = (last_shape_ + tried) % shapes_.size();
    if (!scanShaped(line, shapes_[shape], out)) continue;
    last_shape_ = shape;
    return finish(out);
  }
  if (!scan(line, out)) return false;
  if (shapes_.size() < kShapes) keepShape(line);
  return finish(out);
}

bool FactsScan::readTime(std::string_view text, KnownTime& last, Interval& out) {
  if (!isSame(text, last.text)) {
    if (!ingest::readTime(text, last.when)) return last.text.clear(), false;
    last.text = text;
  }
  out = last.when;
  return true;
}

bool FactsScan::takeNoted(Cursor& cursor, Field field, PlainLink& out) {
  if (!take(cursor, field, out)) return false;
  spans_.push_back({field, last_value_});
  return true;
}

bool FactsScan::scanShaped(std::string_view line, const Shape& shape, PlainLink& out) {
  Cursor cursor(line);
  out = {};
  for (const auto& [before, field] : shape.values) {
    if (!cursor.takeAll(before) || !take(cursor, field, out)) return false;
  }
  if (!cursor.takeAll(shape.end) || !cursor.atEnd()) return false;
  return !cursor.metOther() || isValidUtf8(line);
}

bool FactsScan::scan(std::string_view line, PlainLink& out) {
  Cursor cursor(line);
  if (!cursor.take('{')) return false;
  out = {};
  spans_.clear();
  unsigned met = 0;
  do {
    std::string_view key;
    if (!cursor.text(key) || !cursor.take(':')) return false;
    const Field field = fieldOf(key);
    if (field == kNone || (met >> field & 1U) != 0) return false;  // what stands twice goes the long way, too
    met |= 1U << field;
    bool good = false;
    if (field == kFact) {
      good = cursor.text(key) && key == "link";
    } else if (field == kFrom) {
      good = scanSide(cursor, kFromType, kFromName, out);
    } else if (field == kTo) {
      good = scanSide(cursor, kToType, kToName, out);
    } else if (isNumber(field)) {
      cursor.skipBlanks();
      good = takeNoted(cursor, field, out);
    } else {
      good = cursor.take('"') && takeNoted(cursor, field, out);
    }
    if (!good) return false;
  } while (cursor.take(','));
  constexpr unsigned kNeeded = 1U << kFact | 1U << kFrom | 1U << kTo | 1U << kRelation;
  if (!cursor.take('}') || !cursor.atEnd() || (met & kNeeded) != kNeeded) return false;
  return !cursor.metOther() || isValidUtf8(line);
}

bool FactsScan::scanSide(Cursor& cursor, Field type, Field name, PlainLink& out) {
  if (!cursor.take('{')) return false;
  bool has_type = false, has_name = false;
  do {
    std::string_view key;
    if (!cursor.text(key) || !cursor.take(':') || !cursor.take('"')) return false;
    if (key != "type" && key != "name") return false;
    bool& has = key == "type" ? has_type : has_name;
    if (std::exchange(has, true) || !takeNoted(cursor, key == "type" ? type : name, out)) return false;
  } while (cursor.take(','));
  return cursor.take('}') && has_type && has_name;
}

/// The value of `field`, after the first quote of a text.
bool FactsScan::take(Cursor& cursor, Field field, PlainLink& out) {
  constexpr auto kMost = std::numeric_limits<std::uint32_t>::max();
  const char* const begin = cursor.place();
  std::string_view text;
  if (isNumber(field)) {
    const bool good = field == kTimes        ? cursor.number(kMost, out.seen.times)
                      : field == kTtl        ? cursor.number(kMost, out.seen.ttl)
                      : field == kConfidence ? cursor.number(std::int16_t{100}, out.seen.confidence)
                                             : cursor.number(kMost, out.position);
    if (!good) return false;
    text = {begin, static_cast<std::size_t>(cursor.place() - begin)};
  } else if (!cursor.restOfText(text)) {
    return false;
  }
  last_value_ = text;
  Interval when{};
  switch (field) {
    case kFromType:
      return texts_.from_type = text, true;
    case kFromName:
      return texts_.from_name = text, true;
    case kToType:
      return texts_.to_type = text, true;
    case kToName:
      return texts_.to_name = text, true;
    case kRelation:
      return texts_.relation = text, true;
    case kSource:
      return out.source = text, true;
    case kLookup:
      return out.lookup = text, true;
    case kFirst:
      if (!readTime(text, last_first_, when)) return false;
      out.seen.first = when.first;
      out.seen.first_is_day = when.first != when.last;
      return true;
    case kLast:
      if (!readTime(text, last_last_, when)) return false;
      out.seen.last = when.last;
      out.seen.last_is_day = when.first != when.last;
      return true;
    case kLearnt:
      if (!ingest::readTime(text, when)) return false;
      out.learnt = when.first;
      return true;
    default:
      return true;
  }
}

bool FactsScan::finish(PlainLink& out) {
  const model::Sighting& seen = out.seen;
  if (seen.first != kNoTime && seen.last != kNoTime && seen.last < seen.first) return false;
  return subject(out.from) && name(texts_.to_type, texts_.to_name, to_names_, out.to) && relation(out);
}

void FactsScan::keepShape(std::string_view line) {
  Shape shape;
  const char* from = line.data();
  for (const Span& span : spans_) {
    shape.values.emplace_back(std::string(from, span.value.data()), span.field);
    from = span.value.data() + span.value.size() + (isNumber(span.field) ? 0 : 1);
  }
  shape.end = {from, line.data() + line.size()};
  last_shape_ = shapes_.size();
  shapes_.push_back(std::move(shape));
}

bool FactsScan::subject(PlainLink::Side& side) {
  const model::TypeId type = typeOf(texts_.from_type);
  if (type == model::kNoType || type != last_subject_.type || !isSame(texts_.from_name, last_subject_.text)) {
    if (!name(texts_.from_type, texts_.from_name, from_names_, side)) return false;
    last_subject_.type = side.type;
    last_subject_.text = texts_.from_name;
    last_subject_.name = side.name;
  }
  side = {type, last_subject_.name};
  return true;
}

bool FactsScan::name(std::string_view type_word, std::string_view text, Names& names, PlainLink::Side& side) {
  side.type = typeOf(type_word);
  if (side.type == model::kNoType) return false;
  side.name = text;
  if (model::isCanonical(schema_, side.type, text)) return true;
  Name& known = names[text.size() > kLongName ? kNames : hash64(text, side.type) % kNames];
  if (known.type != side.type || known.text != text) {
    auto node = model::canonical(schema_, side.type, text);
    if (!node) return false;
    known.type = side.type;
    known.text = text;
    known.name = std::move(node->name);
  }
  side.name = known.name;
  return true;
}

model::TypeId FactsScan::typeOf(std::string_view word) {
  for (const TypeWord& known : types_) {
    if (isSame(known.text, word)) return known.type;
  }
  const auto type = schema_.typeNamed(word);
  if (!type) return model::kNoType;
  if (types_.size() < kWords) types_.push_back({std::string(word), *type});
  return *type;
}

bool FactsScan::relation(PlainLink& out) {
  for (const RelationWord& known : relations_) {
    if (known.from == out.from.type && known.to == out.to.type && isSame(known.text, texts_.relation)) {
      out.relation = known.relation;
      return true;
    }
  }
  const model::RelationId id = schema_.relationOf(texts_.relation, out.from.type);
  if (id == model::kNoRelation || !schema_.isA(out.to.type, schema_.relation(id).object)) return false;
  if (relations_.size() < kWords) relations_.push_back({std::string(texts_.relation), out.from.type, out.to.type, id});
  out.relation = id;
  return true;
}

}  // namespace clew::ingest
