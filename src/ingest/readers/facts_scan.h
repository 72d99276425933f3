// FactsScan: the short way for the lines that fill files of facts, which are links in their plainest form. Anything
// else, and anything wrong, goes the long way through model::parseFactLine, so that both ways mean the same.
//
// Each line is passed over once. What stood between the values of earlier lines is compared as a whole before anything
// is taken apart, and what words and names turned out to be is remembered: a feed has few shapes and words, and some of
// its names stand in every other line.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/fact.h"
#include "model/schema.h"

namespace clew::ingest {

/// A link of one line. Views point into the line or the scan and live until its next call.
struct PlainLink {
  struct Side {
    model::TypeId type = model::kNoType;
    std::string_view name;  // canonical
  };
  Side from, to;
  model::RelationId relation = model::kNoRelation;
  model::Sighting seen;
  std::string_view source, lookup;  // empty: not stated
  Time learnt = kNoTime;
  std::uint32_t position = 0;
};

/// Used by one thread.
class FactsScan {
 public:
  explicit FactsScan(const model::Schema& schema) : schema_(schema), from_names_(kNames + 1), to_names_(kNames + 1) {}
  /// True when `line` is a plain link and now stands in `out`; false: nothing is said about it.
  bool link(std::string_view line, PlainLink& out);

 private:
  static constexpr std::size_t kNames = 4096;  // remembered, and one place for those that are too long for it
  static constexpr std::size_t kLongName = 256;
  static constexpr std::size_t kWords = 64;
  class Cursor;
  struct Name {
    model::TypeId type = model::kNoType;
    std::string text, name;  // as it stood, and what it is
  };
  using Names = std::vector<Name>;  // by hash: the last one of those that share a place
  /// A text that was read as a time, and what it said: neighbouring lines often say the same.
  struct KnownTime {
    std::string text;
    Interval when{};
  };
  struct TypeWord {
    std::string text;
    model::TypeId type = model::kNoType;
  };
  struct RelationWord {
    std::string text;
    model::TypeId from = model::kNoType, to = model::kNoType;
    model::RelationId relation = model::kNoRelation;
  };
  /// What a line may state, by the keys of the form.
  enum Field : unsigned {
    kFact,
    kFrom,
    kTo,
    kRelation,
    kFirst,
    kLast,
    kTimes,
    kTtl,
    kConfidence,
    kSource,
    kLearnt,
    kLookup,
    kRecord,
    kFromType,
    kFromName,
    kToType,
    kToName,
    kNone
  };
  /// The texts of a line that are looked up once all are there.
  struct Texts {
    std::string_view from_type, from_name, to_type, to_name, relation;
  };
  struct Span {
    Field field;
    std::string_view value;  // without quotes
  };
  /// The bytes before each value and after the last one. A line of these bytes and of plain values in between reads as
  /// the line did from which the shape was taken.
  struct Shape {
    std::vector<std::pair<std::string, Field>> values;
    std::string end;
  };
  static constexpr std::size_t kShapes = 4;

  static Field fieldOf(std::string_view key);
  static bool isNumber(Field field) {
    return field == kTimes || field == kTtl || field == kConfidence || field == kRecord;
  }
  bool scan(std::string_view line, PlainLink& out);
  bool scanShaped(std::string_view line, const Shape& shape, PlainLink& out);
  bool scanSide(Cursor& cursor, Field type, Field name, PlainLink& out);
  bool take(Cursor& cursor, Field field, PlainLink& out);
  static bool readTime(std::string_view text, KnownTime& last, Interval& out);
  bool takeNoted(Cursor& cursor, Field field, PlainLink& out);
  bool finish(PlainLink& out);
  void keepShape(std::string_view line);
  bool subject(PlainLink::Side& side);
  bool name(std::string_view type_word, std::string_view text, Names& names, PlainLink::Side& side);
  model::TypeId typeOf(std::string_view word);
  bool relation(PlainLink& out);

  const model::Schema& schema_;
  Names from_names_, to_names_;
  Name last_subject_;  // that of the line before: those of one subject follow each other
  KnownTime last_first_, last_last_;
  std::vector<TypeWord> types_;
  std::vector<RelationWord> relations_;
  std::vector<Shape> shapes_;
  std::size_t last_shape_ = 0;
  // Of the line at hand:
  Texts texts_;
  std::string_view last_value_;
  std::vector<Span> spans_;  // when no shape fits
};

}  // namespace clew::ingest
