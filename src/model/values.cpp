#include "model/values.h"

#include <cmath>

#include "common/format.h"
#include "common/text.h"
#include "common/utf8.h"
#include "model/canonical_internal.h"
#include "model/dates.h"

namespace clew::model {
namespace {

std::string_view nameOf(ValueType type) {
  switch (type) {
    case ValueType::kInteger:
      return "whole number";
    case ValueType::kReal:
      return "number";
    case ValueType::kDate:
      return "date";
    case ValueType::kBool:
      return "yes or no";
    case ValueType::kText:
      break;
  }
  return "text";
}

std::optional<bool> readBool(std::string_view text) {
  for (const std::string_view word : {"true", "yes", "1", "on"}) {
    if (equalsIgnoreCase(text, word)) return true;
  }
  for (const std::string_view word : {"false", "no", "0", "off"}) {
    if (equalsIgnoreCase(text, word)) return false;
  }
  return std::nullopt;
}

}  // namespace

Result<PropertyText> readPropertyText(ValueType type, std::string_view given) {
  const std::string_view text = trim(given);
  if (text.empty()) return invalid(given, nameOf(type), "nothing is there");
  if (text.size() > kMaxPropertyText) return invalid(given, nameOf(type), "it is longer than 64 KiB");
  switch (type) {
    case ValueType::kText:
      return isValidUtf8(text) ? std::string(text) : replaceInvalidUtf8(text);
    case ValueType::kInteger: {
      if (const auto number = parseInteger<std::int64_t>(text)) return std::to_string(*number);
      const auto real = parseReal(text);
      if (real && std::floor(*real) == *real && std::abs(*real) < 9e15)
        return format("{}", static_cast<std::int64_t>(*real));
      break;
    }
    case ValueType::kReal:
      if (const auto number = parseReal(text)) return realText(*number);
      break;
    case ValueType::kDate:
      if (const auto date = readDate(text)) return timeText(date->first);
      break;
    case ValueType::kBool:
      if (const auto value = readBool(text)) return std::string(*value ? "true" : "false");
      break;
  }
  return Error(ErrorCode::kInvalidValue, format("{} is no {}", quoted(given), nameOf(type)));
}

Cell cellOf(ValueType type, std::string_view value) {
  switch (type) {
    case ValueType::kText:
      return std::string(value);
    case ValueType::kInteger:
      if (const auto number = parseInteger<std::int64_t>(value)) return *number;
      break;
    case ValueType::kReal:
      if (const auto number = parseReal(value)) return *number;
      break;
    case ValueType::kDate:
      if (const auto date = readDate(value)) return Instant{date->first};
      break;
    case ValueType::kBool:
      if (value == "true") return true;
      if (value == "false") return false;
      break;
  }
  return Missing{};
}

Result<PropertyText> propertyText(ValueType type, const Cell& cell) {
  switch (type) {
    case ValueType::kText:
      if (const auto* text = std::get_if<std::string>(&cell.value)) return readPropertyText(type, *text);
      break;
    case ValueType::kInteger:
      if (const auto* number = std::get_if<std::int64_t>(&cell.value)) return std::to_string(*number);
      break;
    case ValueType::kReal:
      if (const auto* number = std::get_if<double>(&cell.value); number && std::isfinite(*number))
        return realText(*number);
      if (const auto* number = std::get_if<std::int64_t>(&cell.value)) return std::to_string(*number);
      break;
    case ValueType::kDate:
      if (const auto* time = std::get_if<Instant>(&cell.value); time && time->value != kNoTime)
        return timeText(time->value);
      break;
    case ValueType::kBool:
      if (const auto* value = std::get_if<bool>(&cell.value)) return std::string(*value ? "true" : "false");
      break;
  }
  return Error(ErrorCode::kType, format("a {} is needed", nameOf(type)));
}

}  // namespace clew::model
