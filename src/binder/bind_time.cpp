#include "binder/binder.h"
#include "common/text.h"

namespace clew::binder {
namespace {

using syntax::Duration;

Ago agoOf(const Duration& duration) {
  switch (duration.unit) {
    case Duration::Unit::kMonth:
      return {0, static_cast<int>(duration.amount)};
    case Duration::Unit::kYear:
      return {0, static_cast<int>(duration.amount * 12)};
    default:
      return {duration.seconds, 0};
  }
}

std::string durationText(const Duration& duration) {
  static constexpr const char* kUnits[] = {"s", "m", "h", "d", "w", "mo", "y"};
  return std::to_string(duration.amount) + kUnits[static_cast<std::size_t>(duration.unit)];
}

BoundTime timeWord(syntax::TimeWord word) {
  switch (word) {
    case syntax::TimeWord::kNow:
      return {Now{}, "now"};
    case syntax::TimeWord::kToday:
      return {DayOf{0}, "today"};
    case syntax::TimeWord::kYesterday:
      return {DayOf{1}, "yesterday"};
    case syntax::TimeWord::kLastRun:
      break;
  }
  return {LastRun{}, "last run"};
}

/// Months against days are not judged.
bool isShorter(const Ago& a, const Ago& b) {
  if (a.months == 0 && b.months == 0) return a.seconds < b.seconds;
  return a.months != 0 && b.months != 0 && a.months < b.months;
}

BoundTimeTest::Kind kindOf(syntax::TimeTest::Kind kind) {
  switch (kind) {
    case syntax::TimeTest::Kind::kDuring:
      return BoundTimeTest::Kind::kDuring;
    case syntax::TimeTest::Kind::kSince:
      return BoundTimeTest::Kind::kSince;
    case syntax::TimeTest::Kind::kBefore:
      return BoundTimeTest::Kind::kBefore;
    case syntax::TimeTest::Kind::kAfter:
      return BoundTimeTest::Kind::kAfter;
    case syntax::TimeTest::Kind::kAt:
      return BoundTimeTest::Kind::kAt;
    case syntax::TimeTest::Kind::kBetween:
      break;
  }
  return BoundTimeTest::Kind::kBetween;
}

}  // namespace

std::optional<BoundTime> timeNamed(std::string_view word) {
  if (word == "now") return timeWord(syntax::TimeWord::kNow);
  if (word == "today") return timeWord(syntax::TimeWord::kToday);
  if (word == "yesterday") return timeWord(syntax::TimeWord::kYesterday);
  return std::nullopt;
}

BoundValue durationValue(const Duration& duration) {
  return {Seconds{duration.seconds}, durationText(duration), agoOf(duration).months};
}

std::optional<BoundTime> Binder::time(const syntax::TimeExpr& time) {
  if (const auto* date = std::get_if<syntax::Date>(&time.node)) return BoundTime{date->interval, date->text};
  if (const auto* duration = std::get_if<Duration>(&time.node))
    return BoundTime{agoOf(*duration), durationText(*duration)};
  if (const auto* word = std::get_if<syntax::TimeWord>(&time.node)) {
    if (*word == syntax::TimeWord::kLastRun && !names_.has_last_run) {
      diagnostics_.report(Error(ErrorCode::kType, "a query at the prompt has no last run")
                              .withId("E501")
                              .at(time.span)
                              .withNote("runs are kept of a script, under its name: `clew run CASE FILE`")
                              .withNote("or compare with a date or a length of time, as here with the last week")
                              .withFix(time.span, "7d"));
      return std::nullopt;
    }
    return timeWord(*word);
  }
  const auto& var = std::get<syntax::VarRef>(time.node);
  const auto bound = variable(var);
  if (!bound) return std::nullopt;
  const auto& scalar = names_.scalars.find(var.name)->second;
  if (scalar.type != ColumnType::kTime && scalar.type != ColumnType::kDuration &&
      scalar.type != ColumnType::kInterval && scalar.type != ColumnType::kAny && scalar.type != ColumnType::kInteger) {
    diagnostics_.report(Error(ErrorCode::kType, "a time must stand here, and `$" + var.name + "` is none")
                            .withId("E303")
                            .at(time.span)
                            .withNote("a time is declared so: `param $" + var.name + ": duration = 7d`"));
    return std::nullopt;
  }
  return BoundTime{std::get<ParamRef>(bound->value), "$" + var.name};
}

std::optional<BoundTimeTest> Binder::timeTest(const syntax::TimeTest& test) {
  BoundTimeTest out;
  out.kind = kindOf(test.kind);
  auto from = time(test.time);
  if (!from) return std::nullopt;
  out.from = std::move(*from);
  if (test.until) {
    auto to = time(*test.until);
    if (!to) return std::nullopt;
    out.to = std::move(*to);
    const auto* begin = std::get_if<Interval>(&out.from.value);
    const auto* end = std::get_if<Interval>(&out.to.value);
    const auto* early = std::get_if<Ago>(&out.from.value);
    const auto* late = std::get_if<Ago>(&out.to.value);
    const bool ago_turned = early != nullptr && late != nullptr && isShorter(*early, *late);
    if (ago_turned || (begin != nullptr && end != nullptr && begin->first > end->last)) {
      diagnostics_.report(Error(ErrorCode::kType, "the span ends before it begins")
                              .withId("E304")
                              .at(test.span)
                              .withFix(test.span, "between " + out.to.text + " and " + out.from.text));
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace clew::binder
