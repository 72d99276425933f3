#include "execution/functions.h"

#include <algorithm>
#include <cmath>

#include "common/time.h"
#include "common/utf8.h"
#include "execution/properties.h"

namespace clew::execution {
namespace {

using binder::ArithmeticOp;
using binder::Function;

Datum real(double value) {
  if (!std::isfinite(value)) return Missing{};
  return value + 0.0;  // no negative zero in answers
}

/// The sum of numbers or durations; whole while all are whole.
Datum sumOf(const DatumList& values) {
  std::int64_t whole = 0;
  double sum = 0;
  bool all_whole = true, any = false, durations = false;
  for (const Datum& value : values) {
    if (const auto* seconds = value.as<Seconds>()) {
      durations = any = true;
      if (__builtin_add_overflow(whole, seconds->value, &whole)) return Missing{};
      continue;
    }
    const auto number = numberOf(value);
    if (!number) continue;
    any = true;
    sum += *number;
    const auto* integer = value.as<std::int64_t>();
    all_whole = all_whole && integer != nullptr && !__builtin_add_overflow(whole, *integer, &whole);
  }
  if (!any) return Missing{};
  if (durations) return Seconds{whole};
  return all_whole ? Datum(whole) : real(sum);
}

/// Mean of times or of numbers.
Datum meanOf(const DatumList& values) {
  double sum = 0;
  std::size_t count = 0;
  bool times = false, durations = false;
  for (const Datum& value : values) {
    if (const auto time = timeOf(value)) {
      times = true;
      sum += static_cast<double>(*time);
    } else if (const auto* seconds = value.as<Seconds>()) {
      durations = true;
      sum += static_cast<double>(seconds->value);
    } else if (const auto number = numberOf(value)) {
      sum += *number;
    } else {
      continue;
    }
    ++count;
  }
  if (count == 0) return Missing{};
  const double mean = sum / static_cast<double>(count);
  if (times) return Instant{static_cast<Time>(std::floor(mean))};
  if (durations) return Seconds{static_cast<std::int64_t>(std::floor(mean))};
  return real(mean);
}

Datum medianOf(const GraphView& view, DatumList values) {
  std::erase_if(values, [](const Datum& value) { return !value.known(); });
  if (values.empty()) return Missing{};
  std::sort(values.begin(), values.end(), [&](const Datum& a, const Datum& b) { return compareData(view, a, b) < 0; });
  const std::size_t middle = values.size() / 2;
  if (values.size() % 2 == 1) return values[middle];
  const Datum mean = meanOf({values[middle - 1], values[middle]});
  return mean.known() ? mean : values[middle - 1];
}

Datum extremeOf(const GraphView& view, const DatumList& values, bool least) {
  const Datum* best = nullptr;
  for (const Datum& value : values) {
    if (!value.known()) continue;
    if (best == nullptr) {
      best = &value;
      continue;
    }
    const int by = compareData(view, value, *best);
    if (least ? by < 0 : by > 0) best = &value;
  }
  return best == nullptr ? Datum(Missing{}) : *best;
}

Interval calendar(Function function, Time time) {
  const Time day = startOfDay(time);
  CivilTime from = civilFromTime(day);
  CivilTime to = from;
  switch (function) {
    case Function::kDay:
      return {day, day + kDay - 1};
    case Function::kWeek: {
      const Time monday = day - weekdayOf(day) * kDay;
      return {monday, monday + 7 * kDay - 1};
    }
    case Function::kMonth:
      from.day = 1;
      to = from;
      if (++to.month == 13) {
        to.month = 1;
        ++to.year;
      }
      break;
    default:
      from.day = from.month = 1;
      to = from;
      ++to.year;
      break;
  }
  return {timeFromCivil(from), timeFromCivil(to) - 1};
}

Datum blockOf(Run& run, const Datum& value, const Datum& extra) {
  const auto length = numberOf(extra);
  auto address = model::parseAddress(textOf(run.view(), value));
  if (!address || !length) return Missing{};
  const int prefix = static_cast<int>(*length);
  const int bits = address->v6 ? 128 : 32;
  if (prefix < 0 || prefix > bits) return Missing{};
  for (int i = 0; i < bits / 8; ++i) {
    const int kept = std::clamp(prefix - 8 * i, 0, 8);
    address->bytes[i] = static_cast<std::uint8_t>(address->bytes[i] & (0xFF00 >> kept));
  }
  return model::blockText({*address, prefix});
}

Datum rounded(const Datum& value, const Datum& extra) {
  const auto number = numberOf(value);
  if (!number) return Missing{};
  if (value.as<std::int64_t>() != nullptr) return value;
  const double digits = std::clamp(numberOf(extra).value_or(0), -15.0, 15.0);
  const double scale = std::pow(10.0, std::trunc(digits));
  const double out = std::round(*number * scale) / scale;
  if (!extra.known() && std::abs(out) < 9e15) return static_cast<std::int64_t>(out);
  return real(out);
}

}  // namespace

bool isAggregate(Function function) {
  return function <= Function::kList;
}

Datum aggregate(const GraphView& view, Function function, DatumList values) {
  switch (function) {
    case Function::kCount:
      sortDistinct(view, values);
      return static_cast<std::int64_t>(
          std::count_if(values.begin(), values.end(), [](const Datum& value) { return value.known(); }));
    case Function::kSum:
      return sumOf(values);
    case Function::kMin:
      return extremeOf(view, values, true);
    case Function::kMax:
      return extremeOf(view, values, false);
    case Function::kAvg:
      return meanOf(values);
    case Function::kMedian:
      return medianOf(view, std::move(values));
    case Function::kList:
      std::erase_if(values, [](const Datum& value) { return !value.known(); });
      sortDistinct(view, values);
      return Datum(std::move(values));
    default:
      return Missing{};
  }
}

Datum scalarCall(Run& run, Function function, const Datum& value, const Datum& extra) {
  if (!value.known()) return Missing{};
  switch (function) {
    case Function::kDay:
    case Function::kWeek:
    case Function::kMonth:
    case Function::kYear: {
      const auto time = timeOf(value);
      return time ? Datum(calendar(function, *time)) : Datum(Missing{});
    }
    case Function::kLen:
      return static_cast<std::int64_t>(toUtf32(textOf(run.view(), value)).size());
    case Function::kEntropy: {
      const NodeRef* node = value.as<NodeRef>();
      const std::string label = node != nullptr ? labelOf(run, node->id) : std::string();
      return entropyOf(label.empty() ? textOf(run.view(), value) : label);
    }
    case Function::kBlock:
      return blockOf(run, value, extra);
    case Function::kRound:
      return rounded(value, extra);
    case Function::kLog: {
      const auto number = numberOf(value);
      return number && *number > 0 ? real(std::log(*number)) : Datum(Missing{});
    }
    default:
      return Missing{};
  }
}

namespace {

Datum wholeArithmetic(ArithmeticOp op, std::int64_t left, std::int64_t right) {
  std::int64_t out = 0;
  bool over = false;
  switch (op) {
    case ArithmeticOp::kAdd:
      over = __builtin_add_overflow(left, right, &out);
      break;
    case ArithmeticOp::kSubtract:
      over = __builtin_sub_overflow(left, right, &out);
      break;
    case ArithmeticOp::kMultiply:
      over = __builtin_mul_overflow(left, right, &out);
      break;
    case ArithmeticOp::kDivide:
      over = true;
      break;
  }
  return over ? Datum(Missing{}) : Datum(out);
}

Datum realArithmetic(ArithmeticOp op, double left, double right) {
  switch (op) {
    case ArithmeticOp::kAdd:
      return real(left + right);
    case ArithmeticOp::kSubtract:
      return real(left - right);
    case ArithmeticOp::kMultiply:
      return real(left * right);
    case ArithmeticOp::kDivide:
      return right == 0 ? Datum(Missing{}) : real(left / right);
  }
  return Missing{};
}

/// Dates and durations; empty when neither is one.
std::optional<Datum> timeArithmetic(ArithmeticOp op, const Datum& left, const Datum& right) {
  const auto a = timeOf(left), b = timeOf(right);
  const auto* c = left.as<Seconds>();
  const auto* d = right.as<Seconds>();
  const bool add = op == ArithmeticOp::kAdd, subtract = op == ArithmeticOp::kSubtract;
  if (!a && !b && c == nullptr && d == nullptr) return std::nullopt;
  if (a && b && subtract) return Datum(Seconds{*a - *b});
  if (a && d != nullptr && (add || subtract)) return Datum(Instant{add ? *a + d->value : *a - d->value});
  if (c != nullptr && b && add) return Datum(Instant{*b + c->value});
  if (c != nullptr && d != nullptr) {
    if (op == ArithmeticOp::kDivide) {
      return realArithmetic(op, static_cast<double>(c->value), static_cast<double>(d->value));
    }
    const Datum out = op == ArithmeticOp::kMultiply ? Datum(Missing{}) : wholeArithmetic(op, c->value, d->value);
    return out.known() ? Datum(Seconds{*out.as<std::int64_t>()}) : out;
  }
  const auto factor = c != nullptr ? numberOf(right) : numberOf(left);
  const Seconds* length = c != nullptr ? c : d;
  if (length == nullptr || !factor || add || subtract || (op == ArithmeticOp::kDivide && c == nullptr))
    return Datum(Missing{});
  const Datum out = realArithmetic(op, static_cast<double>(length->value), *factor);
  return out.known() ? Datum(Seconds{static_cast<std::int64_t>(std::round(*out.as<double>()))}) : out;
}

}  // namespace

Datum arithmetic(ArithmeticOp op, const Datum& left, const Datum& right) {
  if (!left.known() || !right.known()) return Missing{};
  if (auto timed = timeArithmetic(op, left, right)) return std::move(*timed);
  const auto* a = left.as<std::int64_t>();
  const auto* b = right.as<std::int64_t>();
  if (a != nullptr && b != nullptr && op != ArithmeticOp::kDivide) return wholeArithmetic(op, *a, *b);
  const auto c = numberOf(left), d = numberOf(right);
  if (!c || !d) return Missing{};
  return realArithmetic(op, *c, *d);
}

}  // namespace clew::execution
