// The small parts of the tree: words, values, times, traits and link modifiers. Include ast.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "clew/error.h"
#include "clew/table.h"
#include "common/box.h"

namespace clew::syntax {

/// A base for every part of the tree: where it stands in the source. Takes no part in comparison.
struct Spanned {
  SourceSpan span;
  friend constexpr bool operator==(const Spanned&, const Spanned&) { return true; }
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

/// `hubs`, `hubs over 100`, `hubs over 100 ip, 20 email`: either `over` or `each`, or neither.
struct Hubs {
  std::optional<Integer> over;
  std::vector<std::pair<Integer, Ident>> each;  // limits of single relations
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

/// A trait of `sharing`, `cluster by` or `bursts of`, with how near two values must be; without `within`, equal. With
/// `every`, one value in common is not enough: no side may have a value that the other lacks.
struct NearTrait : Spanned {
  bool every = false;
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

}  // namespace clew::syntax
