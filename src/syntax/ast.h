// The abstract syntax tree: what a script says, in words and values only.
//
// Plain values: copy, move and compare them from any thread. Nothing here knows the schema; a word is the text that was
// written, and whether it is a type, a relation or a property is found out when the tree is bound. Every part carries
// the stretch of source text it came from; comparison ignores these, and the spelling of literals as well, so that
// `parse(print(tree)) == tree` can be asked.
//
// A tree that `parse` hands out is complete: a statement with an error in it is left out.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "clew/error.h"
#include "clew/table.h"

namespace clew::syntax {

/// A base for every part of the tree: where it stands in the source. Takes no part in comparison.
struct Spanned {
  SourceSpan span;
  friend constexpr bool operator==(const Spanned&, const Spanned&) { return true; }
};

/// Owns one T on the heap, with the copy and comparison of T itself; what recursion needs. Empty only before it is
/// filled and after it was moved from.
template <typename T>
class Box {
 public:
  Box() = default;
  Box(T value) : value_(std::make_unique<T>(std::move(value))) {}
  Box(const Box& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
  Box(Box&&) noexcept = default;
  Box& operator=(const Box& other) {
    if (this != &other) value_ = other.value_ ? std::make_unique<T>(*other.value_) : nullptr;
    return *this;
  }
  Box& operator=(Box&&) noexcept = default;
  ~Box() = default;

  explicit operator bool() const { return value_ != nullptr; }
  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return value_.get(); }
  const T* operator->() const { return value_.get(); }

  friend bool operator==(const Box& a, const Box& b) {
    if (!a.value_ || !b.value_) return !a.value_ && !b.value_;
    return *a.value_ == *b.value_;
  }

 private:
  std::unique_ptr<T> value_;
};

// ---- words and values ------------------------------------------------------------------------------------------

/// A word that the schema or the user defines: a type, relation, property, function, column, source, tag or format.
struct Ident : Spanned {
  std::string text;
  bool operator==(const Ident&) const = default;
};

/// `@iocs`, `@case-12/ips`. `name` is without the sigil.
struct SetRef : Spanned {
  std::string name;
  bool operator==(const SetRef&) const = default;
};

/// `$days`. `name` is without the sigil.
struct VarRef : Spanned {
  std::string name;
  bool operator==(const VarRef&) const = default;
};

/// A whole number where only that makes sense: `take 20`, `6 hops`, `over 100`. Never negative.
struct Integer : Spanned {
  std::int64_t value = 0;
  bool operator==(const Integer&) const = default;
};

/// `300`, `1_000_000` (int64) or `0.5` (double).
struct Number : Spanned {
  std::variant<std::int64_t, double> value = std::int64_t{0};
  bool operator==(const Number&) const = default;
  double real() const {
    const auto* whole = std::get_if<std::int64_t>(&value);
    return whole ? static_cast<double>(*whole) : std::get<double>(value);
  }
};

/// `10%` is 0.1.
struct Percent : Spanned {
  double value = 0;
  bool operator==(const Percent&) const = default;
};

/// `90s` `10m` `6h` `30d` `2w` `3mo` `2y`. `seconds` counts a month as 30 days and a year as 365; as a time ("that long
/// ago") months and years go by the calendar, from `amount` and `unit`.
struct Duration : Spanned {
  enum class Unit : std::uint8_t { kSecond, kMinute, kHour, kDay, kWeek, kMonth, kYear };
  std::int64_t amount = 0;
  Unit unit = Unit::kSecond;
  std::int64_t seconds = 0;
  bool operator==(const Duration&) const = default;
};

/// A date or moment as written, and the closed interval in UTC it stands for: `2022` is the whole year, `2022-09` the
/// month, `2022-09-29` the day, a date with a time of day one minute or second. Always a date that exists.
struct Date : Spanned {
  std::string text;
  Interval interval;
  friend bool operator==(const Date& a, const Date& b) { return a.interval == b.interval; }
};

enum class LiteralKind : std::uint8_t {
  kName,     // corvusrex.com
  kIp,       // 192.0.2.7, 2001:db8::1
  kCidr,     // 192.0.2.0/24; host bits are checked where canonical forms are made
  kService,  // 192.0.2.7:443, [2001:db8::1]:443, evil.test:8443, with an optional /tcp or /udp
  kEmail,
  kUrl,     // also a name with a path: x.test/a
  kAsn,     // AS64500
  kHash,    // 32, 40, 64 or 128 hex digits, or a fingerprint of colon-separated pairs; `value` is lower-case hex alone
  kTagged,  // kind:value; `tag` is the kind, `value` what follows the colon
  kString,  // a quoted text; `value` is what it says
  kGlob,    // *-login.*
  kSuffix,  // .co.uk
  kWord,    // a bare word as a value: `country is CN`
};

/// A literal. `text` is as written, `value` the same refanged and unquoted (and no more: the canonical form of a name
/// or an address is the model's business). A port or path stays in `value`.
struct Literal : Spanned {
  LiteralKind kind = LiteralKind::kString;
  std::string text;
  std::string value;
  std::string tag;
  friend bool operator==(const Literal& a, const Literal& b) {
    return a.kind == b.kind && a.value == b.value && a.tag == b.tag;
  }
};

/// Anything that can stand after `is`, in `in ( )`, or as a default.
struct Value : Spanned {
  std::variant<Literal, VarRef, SetRef, Number, Percent, Duration, Date> node;
  bool operator==(const Value&) const = default;
};

// ---- time ------------------------------------------------------------------------------------------------------

enum class TimeWord : std::uint8_t { kNow, kToday, kYesterday, kLastRun };

/// A place in time: a date's interval, that long ago, a parameter, or a word.
struct TimeExpr : Spanned {
  std::variant<Date, Duration, VarRef, TimeWord> node = TimeWord::kNow;
  bool operator==(const TimeExpr&) const = default;
};

/// `during T`, `since T`, `before T`, `after T`, `at T`, `between T and U` (`until` holds U, else it is empty).
struct TimeTest : Spanned {
  enum class Kind : std::uint8_t { kDuring, kSince, kBefore, kAfter, kAt, kBetween };
  Kind kind = Kind::kDuring;
  TimeExpr time;
  std::optional<TimeExpr> until;
  bool operator==(const TimeTest&) const = default;
};

struct Expr;
struct Primary;
struct Query;
struct Set;

// ---- link modifiers --------------------------------------------------------------------------------------------

/// `overlapping`, `overlapping within 7d`.
struct Overlapping {
  std::optional<Duration> within;
  bool operator==(const Overlapping&) const = default;
};

/// `via email, cert`.
struct Via {
  std::vector<Ident> relations;
  bool operator==(const Via&) const = default;
};

/// `hubs`, `hubs over 100`.
struct Hubs {
  std::optional<Integer> over;
  bool operator==(const Hubs&) const = default;
};

/// `excluding hubs over 100, @cdn`.
struct Excluding {
  std::vector<std::variant<Hubs, Box<Primary>>> what;
  bool operator==(const Excluding&) const = default;
};

/// `seen by dnsdb, circl`, `seen by only ct`.
struct SeenBy {
  bool only = false;
  std::vector<Ident> sources;
  bool operator==(const SeenBy&) const = default;
};

/// `seen by at least 2 sources`.
struct SeenBySources {
  Integer at_least;
  bool operator==(const SeenBySources&) const = default;
};

/// `seen at least 3 times`.
struct SeenTimes {
  Integer at_least;
  bool operator==(const SeenTimes&) const = default;
};

/// `at most 50 each`.
struct AtMostEach {
  Integer limit;
  bool operator==(const AtMostEach&) const = default;
};

/// `confidence >= 70`.
struct Confidence {
  Integer at_least;
  bool operator==(const Confidence&) const = default;
};

struct LinkModifier : Spanned {
  std::variant<TimeTest, Overlapping, Via, Excluding, SeenBy, SeenBySources, SeenTimes, AtMostEach, Confidence> node;
  bool operator==(const LinkModifier&) const = default;
};
using LinkModifiers = std::vector<LinkModifier>;

// ---- traits ----------------------------------------------------------------------------------------------------

/// A property, a relation, or a walk, in the order written: `country of ip` is {country, ip}. Never empty; the last
/// word is the first step.
struct Trait : Spanned {
  std::vector<Ident> words;
  bool operator==(const Trait&) const = default;
};

/// `within 2 edits`.
struct Edits {
  Integer limit;
  bool operator==(const Edits&) const = default;
};

/// `within /24`, `within /24, /48`.
struct Prefixes {
  std::vector<Integer> lengths;
  bool operator==(const Prefixes&) const = default;
};

/// A trait of `sharing`, `cluster by` or `bursts of`, with how near two values must be; without `within`, equal.
struct NearTrait : Spanned {
  Trait trait;
  std::optional<std::variant<Duration, Prefixes, Edits>> within;
  bool operator==(const NearTrait&) const = default;
};

/// `a, b` (any), `a and b` (all), `at least k of a, b, c`. One trait alone is kAny.
struct Traits : Spanned {
  enum class Form : std::uint8_t { kAny, kAll, kAtLeast };
  Form form = Form::kAny;
  std::optional<Integer> at_least;  // with kAtLeast
  std::vector<NearTrait> traits;
  bool operator==(const Traits&) const = default;
};

// ---- expressions -----------------------------------------------------------------------------------------------

/// Two or more terms joined with `or`.
struct Or {
  std::vector<Expr> terms;
  bool operator==(const Or&) const = default;
};

/// Two or more terms joined with `and`.
struct And {
  std::vector<Expr> terms;
  bool operator==(const And&) const = default;
};

struct Not {
  Box<Expr> term;
  bool operator==(const Not&) const = default;
};

/// `ever created before 2y` asks the history, `every country of ip is CN` asks all values.
struct Quantified {
  enum class Kind : std::uint8_t { kEver, kEvery };
  Kind kind = Kind::kEver;
  Box<Expr> test;
  bool operator==(const Quantified&) const = default;
};

/// `~ '^[a-z]+'`. `pattern` is a text or a `$value`.
struct RegexTest {
  Value pattern;
  bool operator==(const RegexTest&) const = default;
};

/// `matching *-login.*`: a pattern, a text, a name (a pattern without stars), a set of patterns or a `$value`.
struct PatternTest {
  Value pattern;
  bool operator==(const PatternTest&) const = default;
};

/// `in 10.0.0.0/8`, `in @bad`, `in (CN, RU, @more)`: one member without parentheses, or a list.
struct Members {
  std::vector<Value> values;
  bool operator==(const Members&) const = default;
};

/// `has mx`, `has no mx`, `has email matching *@qq.com since 2022`.
struct Has {
  bool no = false;
  Trait trait;
  std::variant<std::monostate, Value, Members, PatternTest, RegexTest> tail;  // Value: `is V`
  LinkModifiers modifiers;
  bool operator==(const Has&) const = default;
};

struct Comparison {
  enum class Op : std::uint8_t { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual };
  Op op = Op::kEqual;
  Box<Expr> left;
  Box<Expr> right;
  bool operator==(const Comparison&) const = default;
};

enum class State : std::uint8_t { kRedacted, kMissing, kKnown };

/// `country is CN`, `is not CN`, `email is redacted`.
struct Is {
  Box<Expr> left;
  bool negated = false;
  std::variant<Value, State> what;
  bool operator==(const Is&) const = default;
};

struct In {
  Box<Expr> left;
  bool negated = false;
  Members members;
  bool operator==(const In&) const = default;
};

struct Matching {
  Box<Expr> left;
  bool negated = false;
  PatternTest test;
  bool operator==(const Matching&) const = default;
};

struct Resembling {
  Box<Expr> left;
  bool negated = false;
  Box<Primary> what;
  std::optional<Edits> within;
  bool operator==(const Resembling&) const = default;
};

/// `name ~ '...'`.
struct Regex {
  Box<Expr> left;
  RegexTest test;
  bool operator==(const Regex&) const = default;
};

/// `created since 30d`, or with `changed`: `ip changed since 30d`.
struct TimeCondition {
  Box<Expr> left;
  bool changed = false;
  TimeTest test;
  bool operator==(const TimeCondition&) const = default;
};

/// Sums and products, two sides at a time; of equal rank, the left one is done first.
struct Arithmetic {
  enum class Op : std::uint8_t { kAdd, kSubtract, kMultiply, kDivide };
  Op op = Op::kAdd;
  Box<Expr> left;
  Box<Expr> right;
  bool operator==(const Arithmetic&) const = default;
};

/// `count(ip since 7d)`, `block(ip, 24)`, `round(log(count(ip)), 2)`, `count()`. The modifiers belong to the first
/// argument.
struct Call {
  Ident function;
  std::vector<Expr> arguments;
  LinkModifiers modifiers;
  bool operator==(const Call&) const = default;
};

struct Expr : Spanned {
  std::variant<Trait, Value, Call, Or, And, Not, Quantified, Has, Comparison, Is, In, Matching, Resembling, Regex,
               TimeCondition, Arithmetic>
      node;
  bool operator==(const Expr&) const = default;
};

// ---- sources ---------------------------------------------------------------------------------------------------

/// `domains`, `other domains`, `email "no-reply@x.test"`, `cert $c`. `value` is a Literal or a VarRef.
struct TypeSource {
  bool other = false;  // binds to the nearest `sharing` that follows
  Ident type;
  std::optional<Value> value;
  bool operator==(const TypeSource&) const = default;
};

/// `$days = 7` or `@actor = @bear`.
struct Argument : Spanned {
  std::variant<VarRef, SetRef> name;
  std::variant<Value, Box<Set>> value;  // Box<Set> with a SetRef
  bool operator==(const Argument&) const = default;
};

/// `@iocs`, `@nrd-burst($days = 7)`. `arguments` is absent where no parentheses are written.
struct SetSource {
  SetRef set;
  std::optional<std::vector<Argument>> arguments;
  bool operator==(const SetSource&) const = default;
};

/// `read "iocs.txt"`.
struct Read {
  Literal file;
  bool operator==(const Read&) const = default;
};

/// `(a.test, b.test, @more)`: two or more parts.
struct PrimaryList {
  std::vector<Primary> parts;
  bool operator==(const PrimaryList&) const = default;
};

/// `(@iocs -> ip | take 5)`.
struct Subquery {
  Box<Query> query;
  bool operator==(const Subquery&) const = default;
};

struct Primary : Spanned {
  std::variant<Literal, VarRef, TypeSource, SetSource, Read, PrimaryList, Subquery> node;
  bool operator==(const Primary&) const = default;
};

/// `path from A to B within 6 hops`, `paths from ...` (`all`).
struct PathSource {
  bool all = false;
  Box<Primary> from;
  Box<Primary> to;
  std::optional<Integer> hops;
  LinkModifiers modifiers;
  bool operator==(const PathSource&) const = default;
};

struct Source : Spanned {
  std::variant<Primary, PathSource> node;
  bool operator==(const Source&) const = default;
};

// ---- steps -----------------------------------------------------------------------------------------------------

/// `-> email`, `-> cert, key via service`, `<- script`.
struct Arrow {
  bool back = false;
  std::vector<Ident> relations;
  LinkModifiers modifiers;
  bool operator==(const Arrow&) const = default;
};

/// `sharing email, ip with S`, `sharing ip with each other` (`with` is empty). `other` is set by `other sharing ...`,
/// the form of a later stage; TypeSource::other means the same for the first sharing after it.
struct Sharing {
  bool other = false;
  Traits traits;
  bool each_other = false;
  Box<Primary> with;
  LinkModifiers modifiers;
  bool operator==(const Sharing&) const = default;
};

/// `resembling S within 2 edits`.
struct ResemblingStep {
  Box<Primary> what;
  std::optional<Edits> within;
  bool operator==(const ResemblingStep&) const = default;
};

/// `matching *-login.*`.
struct MatchingStep {
  PatternTest test;
  bool operator==(const MatchingStep&) const = default;
};

/// `expand 2 hops via email`, `expand fully via cname` (no `hops`).
struct Expand {
  std::optional<Integer> hops;
  LinkModifiers modifiers;
  bool operator==(const Expand&) const = default;
};

/// `in S`, `not in S`.
struct InStep {
  bool negated = false;
  Box<Primary> what;
  bool operator==(const InStep&) const = default;
};

struct Step : Spanned {
  std::variant<Arrow, Sharing, ResemblingStep, MatchingStep, Expand, InStep> node;
  bool operator==(const Step&) const = default;
};

// ---- sets ------------------------------------------------------------------------------------------------------

struct Chain : Spanned {
  Source source;
  std::vector<Step> steps;
  std::optional<Expr> where;
  bool operator==(const Chain&) const = default;
};

enum class SetOp : std::uint8_t { kPlus, kMinus };

/// One chain, or several joined from left to right.
struct Set : Spanned {
  Chain first;
  std::vector<std::pair<SetOp, Chain>> rest;
  bool operator==(const Set&) const = default;
};

// ---- stages ----------------------------------------------------------------------------------------------------

/// What groups are made by: a trait or a call, with its modifiers.
struct Key : Spanned {
  Expr what;  // Trait or Call
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

/// `back to members`.
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
               BackStage, TimelineStage, PivotsStage, SkippedStage, WhyStage, ChangesStage, TagStage, NoteStage,
               SaveStage, ExpectStage, AlertStage, OutputStage>
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

// ---- statements ------------------------------------------------------------------------------------------------

/// `query nrd-watch version 3 edition 1 "New domains around an actor"`.
struct HeaderStatement {
  Ident name;
  std::optional<Integer> version;
  std::optional<Integer> edition;
  std::optional<Literal> text;
  bool operator==(const HeaderStatement&) const = default;
};

/// `param @actor: hosts "who" = @bear`.
struct SetParamStatement {
  SetRef name;
  Ident type;
  std::optional<Literal> text;
  std::optional<Set> fallback;
  bool operator==(const SetParamStatement&) const = default;
};

/// `param $age: duration "how young is new" = 7d`.
struct ScalarParamStatement {
  VarRef name;
  Ident type;
  std::optional<Literal> text;
  std::optional<Value> fallback;
  bool operator==(const ScalarParamStatement&) const = default;
};

/// `every 6h`.
struct EveryStatement {
  Duration interval;
  bool operator==(const EveryStatement&) const = default;
};

struct IncludeStatement {
  Literal file;
  bool operator==(const IncludeStatement&) const = default;
};

/// `let @x = query`.
struct LetSetStatement {
  SetRef name;
  Query query;
  bool operator==(const LetSetStatement&) const = default;
};

/// `let $n = expression`.
struct LetScalarStatement {
  VarRef name;
  Expr value;
  bool operator==(const LetScalarStatement&) const = default;
};

/// `let trait registration = email, phone`.
struct LetTraitStatement {
  Ident name;
  std::vector<Trait> traits;
  bool operator==(const LetTraitStatement&) const = default;
};

/// A node by its literal, with its type where that must be said.
struct NodeRef : Spanned {
  std::optional<Ident> type;
  Literal literal;
  bool operator==(const NodeRef&) const = default;
};

/// `add A -> R B seen by analyst because "..."`, `retract ...`.
struct LinkStatement {
  bool retract = false;
  NodeRef from;
  Ident relation;
  NodeRef to;
  LinkModifiers modifiers;
  std::optional<Literal> because;
  bool operator==(const LinkStatement&) const = default;
};

struct QueryStatement {
  Query query;
  bool operator==(const QueryStatement&) const = default;
};

struct Statement : Spanned {
  std::variant<QueryStatement, HeaderStatement, SetParamStatement, ScalarParamStatement, EveryStatement,
               IncludeStatement, LetSetStatement, LetScalarStatement, LetTraitStatement, LinkStatement>
      node;
  bool operator==(const Statement&) const = default;
};

struct Script : Spanned {
  std::vector<Statement> statements;
  bool operator==(const Script&) const = default;
};

}  // namespace clew::syntax
