// Stages, and the query that they end. Include ast.h.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "syntax/ast_set.h"

namespace clew::syntax {

/// What groups are made by: a trait, a call or the name of a column in quotes, with its modifiers.
struct Key : Spanned {
  Expr what;  // Trait, Call or a text
  LinkModifiers modifiers;
  bool operator==(const Key&) const = default;
};

/// `name`, `n = count(ip)`. `name` is absent where none is written.
struct ColumnExpr : Spanned {
  std::optional<Ident> name;
  Expr what;
  LinkModifiers modifiers;
  bool operator==(const ColumnExpr&) const = default;
};

struct SortKey : Spanned {
  enum class Direction : std::uint8_t { kUnsaid, kAscending, kDescending };
  Expr what;
  Direction direction = Direction::kUnsaid;
  bool operator==(const SortKey&) const = default;
};

/// `| -> asn`, `| sharing ip with @x where live`, `| where live`: steps, a filter, or both.
struct StepsStage {
  std::vector<Step> steps;
  std::optional<Expr> where;
  bool operator==(const StepsStage&) const = default;
};

/// `count`, `count by country, tld`.
struct CountStage {
  std::vector<Key> keys;
  bool operator==(const CountStage&) const = default;
};

/// `top 10 country`, or `top 10 by risk desc`: either `keys` or `by`.
struct TopStage {
  Integer limit;
  std::vector<Key> keys;
  std::optional<SortKey> by;
  bool operator==(const TopStage&) const = default;
};

struct TakeStage {
  Integer limit;
  bool operator==(const TakeStage&) const = default;
};

struct SortStage {
  std::vector<SortKey> keys;
  bool operator==(const SortStage&) const = default;
};

struct ShowStage {
  std::vector<ColumnExpr> columns;
  bool operator==(const ShowStage&) const = default;
};

/// `per registrar show count, min(created)`.
struct PerStage {
  std::vector<Key> keys;
  std::vector<ColumnExpr> columns;
  bool operator==(const PerStage&) const = default;
};

/// `bursts of created within 10m per registrar`.
struct BurstsStage {
  NearTrait of;
  std::vector<Key> per;
  bool operator==(const BurstsStage&) const = default;
};

/// `cluster by email, cert excluding hubs`.
struct ClusterStage {
  Traits by;
  LinkModifiers modifiers;
  bool operator==(const ClusterStage&) const = default;
};

/// `rank by pagerank via email, ip`.
struct RankStage {
  Ident by;
  LinkModifiers modifiers;
  bool operator==(const RankStage&) const = default;
};

struct BridgesStage {
  LinkModifiers modifiers;
  bool operator==(const BridgesStage&) const = default;
};

/// `cores`, `cores of at least 3`.
struct CoresStage {
  std::optional<Integer> at_least;
  LinkModifiers modifiers;
  bool operator==(const CoresStage&) const = default;
};

struct CommunitiesStage {
  LinkModifiers modifiers;
  bool operator==(const CommunitiesStage&) const = default;
};

/// `back to members`, `back to "to"`: `column` without quotes.
struct BackStage {
  Ident column;
  bool operator==(const BackStage&) const = default;
};

/// `timeline`, `timeline of ip, asn of ip`.
struct TimelineStage {
  std::vector<Key> of;
  bool operator==(const TimelineStage&) const = default;
};

struct PivotsStage {
  LinkModifiers modifiers;
  bool operator==(const PivotsStage&) const = default;
};

struct SkippedStage {
  bool operator==(const SkippedStage&) const = default;
};

struct WhyStage {
  bool operator==(const WhyStage&) const = default;
};

/// `new since last run`, `gone since 2022`, `changes since 7d`.
struct ChangesStage {
  enum class Kind : std::uint8_t { kNew, kGone, kChanges };
  Kind kind = Kind::kNew;
  TimeExpr since;
  bool operator==(const ChangesStage&) const = default;
};

/// `tag x`, `untag x`.
struct TagStage {
  bool remove = false;
  Ident tag;
  bool operator==(const TagStage&) const = default;
};

struct NoteStage {
  Literal text;
  bool operator==(const NoteStage&) const = default;
};

struct SaveStage {
  SetRef as;
  bool operator==(const SaveStage&) const = default;
};

/// `expect count = 71 "the report says 71"`.
struct ExpectStage {
  Expr condition;
  std::optional<Literal> text;
  bool operator==(const ExpectStage&) const = default;
};

/// `alert high "{count} new" when count > 0`.
struct AlertStage {
  Ident level;
  Literal text;
  std::optional<Expr> when;
  bool operator==(const AlertStage&) const = default;
};

/// `as dot to "corvusrex.dot"`.
struct OutputStage {
  Ident format;
  std::optional<Literal> file;
  bool operator==(const OutputStage&) const = default;
};

struct Stage : Spanned {
  std::variant<StepsStage, CountStage, TopStage, TakeStage, SortStage, ShowStage, PerStage, BurstsStage, ClusterStage,
               RankStage, BridgesStage, CoresStage, CommunitiesStage, BackStage, TimelineStage, PivotsStage,
               SkippedStage, WhyStage, ChangesStage, TagStage, NoteStage, SaveStage, ExpectStage, AlertStage,
               OutputStage>
      node;
  bool operator==(const Stage&) const = default;
};

/// `as known at K, as of D, SET | stage | stage`.
struct Query : Spanned {
  std::optional<TimeExpr> as_known_at;
  std::optional<TimeExpr> as_of;
  Set set;
  std::vector<Stage> stages;
  bool operator==(const Query&) const = default;
};

}  // namespace clew::syntax
